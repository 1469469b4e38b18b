//! Converting headers, there and back: the same metadata, and the body byte for byte.
//!
//! `SEEDLS_CORPUS` is a folder of which every file is converted too; how often that is refused, and
//! why, is printed then. `SEEDLS_FUZZ_HEADERS` is how many made-up headers are tried instead of a few.

#![expect(clippy::disallowed_methods, reason = "tests read documents from the disk")]
#![expect(clippy::print_stdout, reason = "what is refused is read by people")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use seedls::facts::Document;
use seedls::facts::FieldStyle;
use seedls::facts::HeaderForm;
use seedls::facts::Refusal;
use seedls::facts::Value;
use seedls::facts::convert;
use seedls::syntax::FieldName;
use seedls::text::Text;
use seedls::text::TextRange;

/// What a document says of each field: a set, since what stands where is no part of it.
fn model(document: &Document) -> BTreeMap<FieldName, Vec<String>> {
    let mut model: BTreeMap<FieldName, Vec<String>> = BTreeMap::new();
    for field in &document.metadata().fields {
        let values = model.entry(field.name).or_default();
        let value = match (&field.value, field.name) {
            (Value::Link { url, .. }, FieldName::Source | FieldName::Archive) => url.clone(),
            (value, _) => format!("{value:?}"),
        };
        if field.value != Value::Empty && !values.contains(&value) {
            values.push(value);
        }
    }
    for (name, values) in &mut model {
        // Names keep their order within a byline; elsewhere it says nothing.
        if !matches!(name, FieldName::Author | FieldName::Tags) {
            values.sort();
        }
    }
    model
}

/// What counts: the first of each.
fn counting(document: &Document) -> Vec<String> {
    let metadata = document.metadata();
    let date = metadata.date().map(ToString::to_string);
    let source = metadata.source().map(str::to_owned);
    let mut counting: Vec<String> =
        [metadata.title().map(str::to_owned), date, source].into_iter().flatten().collect();
    counting.extend(metadata.authors().map(|it| format!("{:?}", it.value)));
    counting
}

/// The text behind the header, without the line of the source at its end.
fn body(document: &Document) -> String {
    let metadata = document.metadata();
    let start = metadata.header.end();
    let sources = metadata.fields.iter().filter(|it| {
        it.style == FieldStyle::Footer && it.name == FieldName::Source && start <= it.range.start()
    });
    let text = document.text();
    let tail = |from| text.slice(TextRange::new(from, text.len())).into_owned();
    let last = sources.map(|it| it.range).max_by_key(|it| it.start());
    match last.filter(|it| tail(it.end()).trim().is_empty()) {
        Some(range) => text.slice(TextRange::new(start, range.start())).trim().to_owned(),
        None => tail(start).trim().to_owned(),
    }
}

/// The words before the body, without labels and dates.
fn header_words(document: &Document) -> BTreeSet<String> {
    let metadata = document.metadata();
    let text = document.text();
    let mut header = text.slice(TextRange::up_to(metadata.header.end())).into_owned();
    let mut cuts: Vec<TextRange> = Vec::new();
    for field in &metadata.fields {
        cuts.extend(field.label);
        if matches!(field.value, Value::Date(_)) {
            cuts.push(field.source);
        }
    }
    for cut in cuts {
        let range = std::ops::Range::<usize>::from(cut);
        if range.end <= header.len() {
            header.replace_range(range.clone(), &" ".repeat(range.len()));
        }
    }
    words(&header)
}

fn words(text: &str) -> BTreeSet<String> {
    // Escapes are no words.
    let mut plain = text.replace("\\n", " ").replace("\\t", " ").replace("\\r", " ");
    while let Some(at) = plain.find("\\u") {
        let end = plain.ceil_char_boundary(at + 6);
        plain.replace_range(at..end, " ");
    }
    let words = plain.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    const CRUMBS: &[&str] = &[
        "", "and", "und", "et", "y", "e", "with", "of", "by", "for", "from", "null", "true",
        "false", "markdown", "content",
    ];
    words.filter(|it| !CRUMBS.contains(&it.as_str())).collect()
}

enum Failure {
    Refused(Refusal),
    /// What was lost or changed.
    Wrong(String),
}

/// `document` with a header of `form`, which says the same.
fn converted(path: &str, document: &Document, form: HeaderForm) -> Result<Document, Failure> {
    let edit = convert(document, form).map_err(Failure::Refused)?;
    let Some(edit) = edit else { return Ok(document.clone()) };
    let text = document.text().edit(&edit);
    let new = Document::new(text.clone());

    let mut faults = Vec::new();
    let (old_model, new_model) = (model(document), model(&new));
    if new_model != old_model {
        faults.push(format!("it says {new_model:?}\ninstead of {old_model:?}"));
    }
    if counting(&new) != counting(document) {
        faults.push(format!("{:?} instead of {:?}", counting(&new), counting(document)));
    }
    let body = body(document);
    // A deck stands between title and byline, where the first line of a body may become one.
    let gap = if body.contains('\r') { "\r\n\r\n" } else { "\n\n" };
    let (deck, rest) = body.split_once(gap).unwrap_or(("", &body));
    let moved = form == HeaderForm::Newspaper
        && !deck.contains('\n')
        && text.to_string().contains(deck)
        && text.to_string().contains(rest.trim_start());
    if !text.to_string().contains(&body) && !moved {
        faults.push(format!("the body is not the same:\n{body}"));
    }
    let lost: Vec<String> =
        header_words(document).difference(&words(&text.to_string())).cloned().collect();
    if !lost.is_empty() {
        faults.push(format!("{lost:?} are lost"));
    }
    let more = convert(&new, form).ok().flatten();
    let again = more.map(|edit| Document::new(new.text().edit(&edit)));
    if again.is_some_and(|again| !convert(&again, form).is_ok_and(|it| it.is_none())) {
        faults.push("it is never done".to_owned());
    }
    if !faults.is_empty() {
        let shown = format!("{path} to {}:\n{text}", form.as_str());
        return Err(Failure::Wrong(format!("{}\n{shown}\n", faults.join("\n"))));
    }
    Ok(new)
}

/// Counts and reasons of refusals, by pair of forms.
#[derive(Default)]
struct Tally {
    pairs: BTreeMap<(&'static str, &'static str), (usize, usize)>,
    reasons: BTreeMap<String, Vec<String>>,
    wrong: Vec<String>,
}

impl Tally {
    /// From the style that it has to each, and on to each other and back.
    fn document(&mut self, path: &str, text: &str) {
        let document = Document::new(Text::new(text));
        for from in HeaderForm::ALL {
            let own = HeaderForm::of(&document) == from;
            let start = match own {
                true => Ok(document.clone()),
                false => converted(path, &document, from),
            };
            let start = match start {
                Ok(start) => start,
                Err(failure) => {
                    self.failed(path, &document, from, failure);
                    continue;
                }
            };
            for to in HeaderForm::ALL.into_iter().filter(|it| *it != from) {
                let counts = self.pairs.entry((from.as_str(), to.as_str())).or_default();
                counts.0 += 1;
                let there = match converted(path, &start, to) {
                    Ok(there) => there,
                    Err(failure) => {
                        counts.1 += 1;
                        self.failed(path, &start, to, failure);
                        continue;
                    }
                };
                if let Err(failure) = converted(path, &there, from) {
                    self.failed(path, &there, from, failure);
                }
            }
        }
    }

    fn failed(&mut self, path: &str, document: &Document, to: HeaderForm, failure: Failure) {
        let refusal = match failure {
            Failure::Refused(refusal) => refusal,
            Failure::Wrong(wrong) => return self.wrong.push(wrong),
        };
        let from = HeaderForm::of(document);
        let Refusal { range, reason } = refusal;
        assert!(range.end() <= document.text().len(), "{path}: {reason}");
        let line = document.text().line_at(range.start()) + 1;
        let reason = format!("{} to {}: {reason}", from.as_str(), to.as_str());
        self.reasons.entry(reason).or_default().push(format!("{path}:{line}"));
    }
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("a folder entry can be read").path();
            let extension = path.extension().and_then(|it| it.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if let Some("seed" | "txt" | "md") = extension {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_seed_goes_there_and_back() {
    let mut tally = Tally::default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for path in documents(&root) {
        let text = fs::read_to_string(&path).expect("UTF-8");
        tally.document(&path.to_string_lossy(), &text);
    }
    assert!(tally.wrong.is_empty(), "\n{}", tally.wrong.join("\n"));
    assert!(tally.pairs.values().all(|(all, _)| 30 < *all), "{:?}", tally.pairs);
}

#[test]
fn a_corpus_goes_there_and_back() {
    let Ok(folder) = env::var("SEEDLS_CORPUS") else {
        return;
    };
    let mut tally = Tally::default();
    for path in documents(Path::new(&folder)) {
        if let Ok(text) = fs::read_to_string(&path) {
            tally.document(&path.to_string_lossy(), &text);
        }
    }
    println!("from         to           documents  refused");
    for ((from, to), (all, refused)) in &tally.pairs {
        println!("{from:12} {to:12} {all:9} {refused:8}");
    }
    let mut reasons: Vec<_> = tally.reasons.iter().collect();
    reasons.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    for (reason, places) in reasons {
        println!("{:6} {reason}, as in {}", places.len(), places[0]);
    }
    assert!(tally.wrong.is_empty(), "{}\n{}", tally.wrong.len(), tally.wrong.join("\n"));
}

/// Numbers without an end, the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 33) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll() % words.len()]
    }
}

const TITLES: &[&str] = &[
    "Harbour Pilots Vote to Strike",
    "Pilots: a Strike",
    "\"Stop\", they say",
    "'Tis the Season # 1",
    "The *Old* [Pilots]",
    "1. Of Many",
    "- A Dash",
    "Wie geht's? Über die Föhre",
    "引航员投票罢工",
    "C:\\new\\pilots",
    "true",
    "2019",
    "By the Numbers",
    "{{title}} & <b>more</b>",
    "A title that ends with a colon:",
];
const NAMES: &[&str] = &[
    "A. Writer",
    "Jane Doe",
    "Jörg Maier-Öhm",
    "王小明",
    "O'Neill",
    "Anna de Vries",
    "Example Agency",
    "DPA",
    "Kay",
    "John Doe Jr.",
];
const DATES: &[&str] = &[
    "2019-07-18",
    "July 18, 2019",
    "Thursday, July 18, 2019 at 4:05 PM EDT",
    "2019-07-18T16:05:00+03:00",
    "2019-07-18 16:05",
    "03/04/2019",
    "July 2019",
    "2019",
    "July 38, 2019",
    "18. Juli 2019",
    "2019-07-18T16:05:30.125Z",
    "long ago",
];
const SOURCES: &[&str] = &[
    "https://news.example/2019/07/18/pilots",
    "https://news.example/a?b=c&d=e#f",
    "http://news.example/(a)_b",
    "#",
    "https://news.example/ä b",
];
const TEXTS: &[&str] = &[
    "sea",
    "They vote: again, and again.",
    "one; two",
    "a \"quoted\" word # no comment",
    "[a link](https://news.example/x)",
    "yes",
    "A text that goes on and on, so that it is longer than a line of a header may well be, with \
     words after words after words after words after words after words after words after words.",
];
const BODIES: &[&str] = &[
    "They voted. And left.\n",
    "They voted and left\n\nThe pilots went home.\n\n- one\n- two",
    "## Part\n\nText: of a kind.\n\nRelated article: [B](b.seed)\n",
    "> a quote\n\n```\ntitle: code\n```\n",
    "",
    "March 3, 2021\n\nThey voted.\n",
    "![](a.jpg)\n\nJ. Doe / Agency\n\nThey voted.\n",
];

/// A document with random metadata, in a random style and with random line breaks.
fn document(dice: &mut Dice) -> String {
    let title = dice.pick(TITLES);
    let mut names: Vec<&str> = (0..dice.roll() % 4).map(|_| dice.pick(NAMES)).collect();
    names.sort();
    names.dedup();
    let (date, source, text) = (dice.pick(DATES), dice.pick(SOURCES), dice.pick(TEXTS));
    let quoted = |text: &str| format!("{text:?}").replace("\\'", "'");
    let body = dice.pick(BODIES);
    let header = match dice.roll() % 5 {
        0 => {
            let byline = if names.is_empty() { String::new() } else { names.join(" and ") };
            let byline = if byline.is_empty() { byline } else { format!("By [{byline}](#)\n\n") };
            let footer = format!("\n\nOriginal url:\n\n<{source}>");
            let hash = if dice.roll().is_multiple_of(2) { "# " } else { "" };
            let text = format!("{hash}{title}\n\n{byline}{date}\n\n{body}{footer}");
            return broken(dice, text);
        }
        1 => format!(
            "---\n# made up\ntitle: {}\nauthor: [{}]\ndate: {}\nsource: {}\ndescription: {}\n\
             extra: {{ a: [1, {}], b: true }}\n---\n",
            quoted(title),
            names.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", "),
            quoted(date),
            quoted(source),
            quoted(text),
            quoted(text)
        ),
        2 => format!(
            "+++\ntitle = {}\nauthors = [{}]\ndate = {}\nurl = {}\nsummary = {}\ndraft = true\n\
             tags = [\"sea\", {}] # of two\n+++\n",
            quoted(title),
            names.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", "),
            quoted(date),
            quoted(source),
            quoted(text),
            quoted(text)
        ),
        3 => format!(
            "Title: {title}\nAuthors: {}\nDate: {date}\nURL Source: {source}\nSlug: {text}\n\
             Tags: {text}\n\n",
            names.join("; ")
        ),
        _ => format!(
            "Title: {title}\n\nURL Source: {source}\n\nPublished Time: {date}\n\n\
             Markdown Content:\n"
        ),
    };
    let text = format!("{header}{body}");
    broken(dice, text)
}

/// `text` with the line breaks of another system, now and then, and a byte-order mark.
fn broken(dice: &mut Dice, text: String) -> String {
    match dice.roll() % 6 {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        2 => format!("\n\n{text}"),
        _ => text,
    }
}

#[test]
fn made_up_headers_go_there_and_back() {
    let count = env::var("SEEDLS_FUZZ_HEADERS").ok().and_then(|it| it.parse().ok());
    let mut dice = Dice(7);
    let mut tally = Tally::default();
    for number in 0..count.unwrap_or(60_usize) {
        tally.document(&format!("number {number}"), &document(&mut dice));
    }
    assert!(tally.wrong.is_empty(), "{}\n{}", tally.wrong.len(), tally.wrong.join("\n"));
    // Most of what is made up can be said in every style.
    let (all, refused) = tally.pairs.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    assert!(refused * 4 < all, "{refused} of {all} refused: {:#?}", tally.reasons);
}
