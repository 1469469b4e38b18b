//! What CommonMark accepts is never called malformed.
//!
//! The longer runs are asked for by the environment: `SEEDLS_SPEC` names files with examples
//! (CommonMark's `spec.txt` and its like, divided as paths are), `SEEDLS_CORPUS` a folder of real
//! documents.

#![expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment")]
#![expect(clippy::print_stderr, reason = "a long run tells how much it has done")]

use std::env;
use std::fs;
use std::path::PathBuf;

use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use seedls::index::Host;
use seedls::rules;
use seedls::rules::Diagnostic;
use seedls::text::Text;

use crate::mutants;
use crate::mutants::Kind;
use crate::mutants::Original;
use crate::mutants::classes;
use crate::soup;
use crate::soup::Random;

/// Rules about what CommonMark accepts although its end is missing.
const OPEN_ENDED: &[u16] = &[112, 115, 116, 117];

/// The findings about delimiters.
fn findings(source: &str) -> Vec<Diagnostic> {
    let mut host = Host::default();
    let file = host.set_document("/seeds/a.seed", Text::new(source));
    let all = rules::check(&host.snapshot(), file);
    all.into_iter().filter(|it| it.rule.code / 100 == 1).collect()
}

/// For each byte of `source`, whether it stands for itself or lies before the Markdown.
fn literal(source: &str) -> Vec<bool> {
    let body = mutants::body(source);
    let mut literal = vec![false; source.len()];
    literal[..body].fill(true);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut is_code = false;
    for (event, range) in Parser::new_ext(&source[body..], options).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(_) if !is_code => {
                literal[range.clone()].fill(true);
                if source[..range.start].ends_with('\\') {
                    literal[range.start - 1] = true;
                }
            }
            Event::SoftBreak | Event::HardBreak => literal[range].fill(true),
            _ => (),
        }
    }
    literal
}

/// A finding about a byte that the grammar took for a part of a construct.
fn finding_in_construct(source: &str) -> Option<String> {
    let findings = findings(source);
    if findings.is_empty() {
        return None;
    }
    let literal = literal(source);
    let inside = findings.iter().filter(|it| !OPEN_ENDED.contains(&it.rule.code)).find(|it| {
        let range = std::ops::Range::<usize>::from(it.finding.range);
        !literal[range].iter().all(|is| *is)
    })?;
    Some(format!("{} at {:?}: {}", inside.rule.name, inside.finding.range, inside.finding.message))
}

#[track_caller]
fn check(source: &str) {
    if let Some(finding) = finding_in_construct(source) {
        panic!("{finding}\n{source:?}");
    }
}

#[test]
fn no_finding_lies_in_a_construct_of_a_broken_seed() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut count = 0;
    for path in files(root) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let original = Original::new("/seeds/a.seed", &text);
        check(&text);
        for class in classes() {
            let mut random = mutants::Random::named(1, class.name);
            for mutant in class.mutants(&original, &mut random).take(2) {
                count += 1;
                check(&mutant.apply(&text));
            }
        }
    }
    assert!(500 < count, "only {count} mutants");
}

#[test]
fn no_finding_lies_in_a_construct_of_random_text() {
    for seed in 1..3_000 {
        check(&soup::text(&mut Random::new(seed)));
    }
}

#[test]
fn no_finding_lies_in_a_construct_of_the_specifications() {
    let Ok(paths) = env::var("SEEDLS_SPEC") else {
        return;
    };
    let mut count = 0;
    for path in env::split_paths(&paths) {
        let spec = fs::read_to_string(path).expect("the specification can be read");
        for part in spec.split("````````````````````````````````") {
            let Some((_, example)) =
                part.strip_prefix(" example").and_then(|it| it.split_once('\n'))
            else {
                continue;
            };
            let source = example.split("\n.\n").next().unwrap_or_default().replace('→', "\t");
            count += 1;
            for source in [format!("{source}\n"), format!("> text\n\n{source}\n\ntext\n")] {
                check(&source);
            }
        }
    }
    assert!(0 < count, "there are no examples");
    eprintln!("{count} examples, no finding in a construct");
}

#[test]
fn no_finding_lies_in_a_construct_of_real_documents() {
    let Ok(folder) = env::var("SEEDLS_CORPUS") else {
        return;
    };
    let (mut count, mut bytes, mut wrong) = (0, 0, Vec::new());
    for path in files(PathBuf::from(folder)) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        count += 1;
        bytes += text.len();
        wrong.extend(finding_in_construct(&text).map(|it| format!("{}: {it}", path.display())));
    }
    assert!(wrong.is_empty(), "{}\n{} of {count} files", wrong.join("\n"), wrong.len());
    assert!(0 < count, "the folder is empty");
    eprintln!("{count} files, {bytes} bytes, no finding in a construct");
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut todo = vec![folder];
    let mut files = Vec::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder can be read");
            todo.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
        } else if path.extension().is_some_and(|it| it == "seed" || it == "txt" || it == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Writes Markdown of which every delimiter belongs to a construct or a pair.
struct Writer {
    random: Random,
    /// How many constructs of each kind were written.
    written: Vec<Kind>,
    labels: usize,
    notes: usize,
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "harbour", "the pilots", "voted", "naïve", "日本語", "tide", "o’clock", "don't", "1921–1950",
    "5' 10\"", "it's", "snake_case", "2 * 3", "a < b", "C:\\temp", "AT&T", "&amp;", "&ldquo;x&rdquo;",
    "\\[sic\\]", "\\*", "\\`", "\\<", ":)", "€5", "#1", "50 %", "a/b", "x^2", "~10", "one — two",
];

#[rustfmt::skip]
const PAIRS: &[(&str, &str)] = &[
    ("“", "”"), ("„", "“"), ("«", "»"), ("« ", " »"), ("»", "«"), ("‘", "’"), ("\"", "\""),
    ("(", ")"), ("[", "]"), ("「", "」"), ("（", "）"), ("『", "』"), ("《", "》"),
];

#[rustfmt::skip]
const DESTINATIONS: &[&str] = &[
    "https://a.example/b", "/a/b.md", "../a_b_c.txt", "#part", "<a b>", "<>", "", "a(b)c",
    "https://a.example/x_(y)", "a\\)b", "a&amp;b", "https://a.example/?q=[1]*2*", "<a(b>",
    "mailto:a@b.example", "b%20c", "\\<a", "a*b_c`d",
];

const TITLES: &[&str] =
    &["", "", "", " \"t\"", " 't'", " (t)", " \"a *b* [c] (d) `e`\"", "\n'a\nb'"];

impl Writer {
    fn word(&mut self) -> String {
        self.random.pick(WORDS).to_owned()
    }

    fn wrote(&mut self, kind: Kind, text: String) -> String {
        self.written.push(kind);
        text
    }

    /// Inline text, `depth` constructs deep at most; no links in `in_link`.
    fn inlines(&mut self, depth: usize, in_link: bool) -> String {
        let mut text = String::new();
        for part in 0..1 + self.random.below(4) {
            if 0 < part {
                text.push_str(if self.random.below(12) == 0 { "\n" } else { " " });
            }
            text.push_str(&self.inline(depth, in_link));
        }
        text
    }

    fn inline(&mut self, depth: usize, in_link: bool) -> String {
        let Some(depth) = depth.checked_sub(1) else { return self.word() };
        match self.random.below(16) {
            0 => {
                let inner = self.plain(depth, in_link);
                self.wrote(Kind::Emphasis, format!("*{inner}*"))
            }
            1 => {
                let inner = self.plain(depth, in_link);
                self.wrote(Kind::Strong, format!("**{inner}**"))
            }
            2 => {
                let inner = self.word();
                self.wrote(Kind::Emphasis, format!("_{inner}_"))
            }
            3 => {
                let inner = self.plain(depth, in_link);
                self.wrote(Kind::Strikethrough, format!("~~{inner}~~"))
            }
            4 => {
                let code = ["`a`", "`` ` ``", "`[a](b`", "`**`", "`(\"`", "```a``b```", "`a\nb`"];
                let code = self.random.pick(&code).to_owned();
                self.wrote(Kind::Code, code)
            }
            5 | 6 if !in_link => {
                let text = self.inlines(depth, true);
                let (destination, title) =
                    (self.random.pick(DESTINATIONS), self.random.pick(TITLES));
                let title = if destination.is_empty() { "" } else { title };
                self.wrote(Kind::Link, format!("[{text}]({destination}{title})"))
            }
            7 => {
                let text = self.word();
                let destination = self.random.pick(DESTINATIONS);
                self.wrote(Kind::Image, format!("![{text}]({destination})"))
            }
            8 if !in_link => {
                let urls = ["<https://a.example/b_c*d>", "<a@b.example>", "<mailto:x@y.example>"];
                let url = self.random.pick(&urls).to_owned();
                self.wrote(Kind::Autolink, url)
            }
            9 if !in_link => {
                let text = self.inlines(depth, true);
                self.labels += 1;
                let label = self.labels;
                self.wrote(Kind::Reference, format!("[{text}][label {label}]"))
            }
            10 if !in_link => {
                self.labels += 1;
                let end = if self.random.below(2) == 0 { "[]" } else { "" };
                let label = self.labels;
                self.wrote(Kind::Reference, format!("[label {label}]{end}"))
            }
            11 if !in_link => {
                self.notes += 1;
                let note = self.notes;
                self.wrote(Kind::FootnoteReference, format!("word[^{note}]"))
            }
            12 => {
                let tags = ["<kbd>Esc</kbd>", "<a id=\"b\"></a>", "<b title='(\"['>c</b>"];
                let tag = self.random.pick(&tags).to_owned();
                self.written.push(Kind::Html);
                self.wrote(Kind::Html, tag)
            }
            13 => {
                let comments = ["<!-- [a](b -->", "<br>", "<br/>"];
                let comment = self.random.pick(&comments).to_owned();
                self.wrote(Kind::Html, comment)
            }
            14 => {
                let &(open, close) = &PAIRS[self.random.below(PAIRS.len())];
                let inner = self.plain(0, in_link);
                format!("{open}{inner}{close}")
            }
            _ => self.word(),
        }
    }

    /// Text that begins and ends with a letter, so that marks around it can open and close.
    fn plain(&mut self, depth: usize, in_link: bool) -> String {
        let first = self.random.pick(&["pilots", "eine Fähre", "走了"]);
        if self.random.below(3) == 0 {
            return first.to_owned();
        }
        format!("{first} {} left", self.inline(depth, in_link))
    }

    fn block(&mut self, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else { return self.inlines(1, false) };
        match self.random.below(14) {
            0 => {
                let text = self.inlines(2, false).replace('\n', " ");
                let marks = "#".repeat(1 + self.random.below(6));
                self.wrote(Kind::Heading, format!("{marks} Of {text}"))
            }
            1 => {
                let text = self.inlines(2, false);
                self.wrote(Kind::Heading, format!("Of {text}\n==="))
            }
            2 | 3 => {
                let inner = self.blocks(depth);
                let quoted: Vec<String> =
                    inner.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
                self.wrote(Kind::Quote, quoted.join("\n"))
            }
            4 | 5 => {
                let mark = self.random.pick(&["- ", "* ", "+ ", "1. ", "2) "]);
                let indent = " ".repeat(mark.len());
                let mut items = Vec::new();
                for _ in 0..1 + self.random.below(3) {
                    let inner = self.blocks(depth).replace('\n', &format!("\n{indent}"));
                    let inner: Vec<&str> = inner.lines().map(str::trim_end).collect();
                    items.push(self.wrote(Kind::Item, format!("{mark}{}", inner.join("\n"))));
                }
                items.join("\n\n")
            }
            6 => {
                let fences = [
                    "```\n[a](b\n**\n```",
                    "~~~ x\n```\n\n(“\n~~~",
                    "````md\n```\n`\n```\n````",
                    "```\n```",
                ];
                let fence = self.random.pick(&fences).to_owned();
                self.wrote(Kind::Fence, fence)
            }
            7 => {
                let cells: Vec<String> = (0..4)
                    .map(|_| self.inlines(1, false).replace('\n', " ").replace('|', "\\|"))
                    .collect();
                self.wrote(
                    Kind::Table,
                    format!(
                        "| {} | {} |\n| --- | :-: |\n| {} | {} |",
                        cells[0], cells[1], cells[2], cells[3]
                    ),
                )
            }
            8 => {
                let blocks =
                    ["<!-- a [b](c\n\n**d -->", "<div>\n[a](b\n</div>", "<pre>\n(“\n\n**\n</pre>"];
                let block = self.random.pick(&blocks).to_owned();
                self.wrote(Kind::HtmlBlock, block)
            }
            9 => self.wrote(Kind::Rule, "***".to_owned()),
            _ => {
                let text = self.inlines(3, false);
                self.wrote(Kind::Paragraph, format!("So {text}"))
            }
        }
    }

    fn blocks(&mut self, depth: usize) -> String {
        let blocks: Vec<String> =
            (0..1 + self.random.below(3)).map(|_| self.block(depth)).collect();
        blocks.join("\n\n")
    }

    /// A whole document, with the definitions that its references need.
    fn document(&mut self) -> String {
        let mut text = self.blocks(3);
        for label in 1..=self.labels {
            let destination =
                self.random.pick(&["/u", "<a b>", "https://a.example/b 'c'", "u\n\"d\ne\""]);
            text.push_str(&format!("\n\n[label {label}]: {destination}"));
        }
        for note in 1..=self.notes {
            let inner = self.inlines(1, false).replace('\n', " ");
            text.push_str(&format!("\n\n[^{note}]: Note {inner}"));
        }
        text.push('\n');
        text
    }
}

/// The kinds that a [`Writer`] accounts for.
fn counted(kinds: impl Iterator<Item = Kind>) -> Vec<Kind> {
    let uncounted = [Kind::Paragraph, Kind::TableCell, Kind::FootnoteDefinition];
    let mut kinds: Vec<Kind> = kinds.filter(|kind| !uncounted.contains(kind)).collect();
    kinds.sort();
    kinds
}

#[test]
fn nothing_is_said_of_what_is_all_accepted() {
    let (mut accepted, mut all, mut wrong) = (0, 0, Vec::new());
    for seed in 1..6_000 {
        let random = Random::new(seed);
        let mut writer = Writer { random, written: Vec::new(), labels: 0, notes: 0 };
        let source = writer.document();
        let constructs = mutants::constructs(&source, 0);
        all += 1;
        // What the writer wrote may join with what stands beside it, and be something else.
        let proven = counted(constructs.iter().map(|it| it.kind))
            == counted(writer.written.into_iter())
            && mutants::body(&source) == 0;
        if !proven {
            continue;
        }
        accepted += 1;
        for finding in findings(&source) {
            let (rule, message) = (finding.rule.name, finding.finding.message);
            wrong.push((source.len(), format!("{rule}: {message}\n{source}\n")));
        }
    }
    wrong.sort();
    let shown: Vec<&str> = wrong.iter().take(10).map(|(_, text)| text.as_str()).collect();
    assert!(wrong.is_empty(), "{} findings\n{}", wrong.len(), shown.join("\n---\n"));
    assert!(all / 2 < accepted, "only {accepted} of {all} documents are what they should be");
}
