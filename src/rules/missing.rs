//! What the `missing-…` rules share: when a field is missing, and the finding and fix for it.

use crate::facts::Document;
use crate::facts::Value;
use crate::facts::insertion;
use crate::facts::insertion_neighbour;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::syntax::FaultKind;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// The finding that `name` is missing, beside the place where it would be told.
pub(super) fn finding(document: &Document, name: FieldName) -> Finding {
    let message = match name {
        FieldName::Title => "this seed has no title".to_owned(),
        _ => format!("this seed does not name {}", described(name)),
    };
    Finding { field: Some(name), ..Finding::new(insertion_neighbour(document, name), message) }
}

/// The fix that adds `name`, offered only: nobody but the owner knows that it is right. Without
/// values its label alone is added. `None` where the style of the file cannot say it.
pub(super) fn fix(
    document: &Document,
    name: FieldName,
    title: &str,
    values: &[Value],
) -> Option<Fix> {
    // It would be added in another style than that of the front matter.
    if is_header_lost(document) {
        return None;
    }
    let edit = insertion(document, name, values)?;
    // In a code block that never ends it would be code.
    let is_code = |at: TextSize| {
        let mut fences = document.faulty_fences().iter();
        fences.any(|it| !it.closed && it.range.start() < at && at <= it.range.end())
    };
    if edit.parts().iter().any(|part| is_code(part.range.start())) {
        return None;
    }
    Some(Fix { title: title.to_owned(), edit, safe: false })
}

/// `an author`, `a date`
pub(super) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The title, or else the first line with anything in it: where to say what is about all of a seed.
pub(super) fn place(document: &Document) -> TextRange {
    let title = document.metadata().first(FieldName::Title);
    title.map_or_else(|| top(document), |title| title.range)
}

/// What a seed does not name.
fn described(name: FieldName) -> String {
    match name {
        FieldName::Updated => "a date of its last change".to_owned(),
        FieldName::Retrieved => "the date of its capture".to_owned(),
        FieldName::Related => "a related article".to_owned(),
        FieldName::Tags => "any tags".to_owned(),
        FieldName::Archive => "an archived copy".to_owned(),
        _ => with_article(name.as_str()),
    }
}

/// A person would say that `name` is there, if not in its place or under its name, or in what a
/// fence or comment without its end has swallowed. Other rules say so.
pub(super) fn is_told(document: &Document, name: FieldName) -> bool {
    tells(document, name) || document.revealed().is_some_and(|document| tells(document, name))
}

fn tells(document: &Document, name: FieldName) -> bool {
    let metadata = document.metadata();
    metadata.tells(name)
        || metadata.misspelt.iter().any(|it| it.meant == name)
        || metadata.misplaced.iter().any(|it| it.name == name)
}

/// The header cannot be read, since its front matter is never closed; or nothing is written yet.
pub(super) fn is_untold(document: &Document) -> bool {
    is_header_lost(document) || is_blank(document)
}

/// Nobody can say what is missing: nothing is written yet, or the header may tell anything.
pub(super) fn is_unknowable(document: &Document) -> bool {
    is_header_unreadable(document) || is_blank(document)
}

/// The front matter is never closed, and could not be read if it were.
pub(super) fn is_header_unreadable(document: &Document) -> bool {
    let readable = |closed: &Document| {
        let style = closed.tree().header().style;
        matches!(style, HeaderStyle::Yaml | HeaderStyle::Toml) && closed.metadata().fault.is_none()
    };
    is_header_lost(document) && !document.revealed().is_some_and(readable)
}

/// Front matter that is never closed may tell any field, and is itself reported.
fn is_header_lost(document: &Document) -> bool {
    let first = document.tree().faults().next();
    first.is_some_and(|fault| fault.kind == FaultKind::UnclosedFrontMatter)
}

/// Nothing is written yet. One finding says so, and the others would only shout.
fn is_blank(document: &Document) -> bool {
    let tree = document.tree();
    tree.header().style == HeaderStyle::None
        && tree.top_blocks_from(TextSize::from(0)).next().is_none()
}

/// Where the first block begins; the end of the header in a file without blocks.
fn first_content(document: &Document) -> TextSize {
    let header = document.tree().header();
    let block = document.tree().top_blocks_from(header.range.end()).next();
    block.map_or(header.range.end(), |block| block.range.start())
}

/// The first line with anything in it.
pub(super) fn top(document: &Document) -> TextRange {
    let header = document.tree().header().range;
    let text = document.text().slice(header);
    let blank = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == BOM).len();
    let at =
        if blank < text.len() { header.start() + size(blank) } else { first_content(document) };
    line_at(document, at)
}

const BOM: char = '\u{feff}';

/// The line that begins at `at`, without blanks at its end.
fn line_at(document: &Document, at: TextSize) -> TextRange {
    let behind = TextRange::new(at, document.text().len().max(at));
    let near = behind.intersect(TextRange::at(at, TextSize::new(200)));
    let text = document.text().slice(near.unwrap_or(TextRange::empty(at)));
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    TextRange::at(at, TextSize::of(line.trim_end()))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::facts::Document;
    use crate::facts::Value;
    use crate::fixture::workspace;
    use crate::rules::RULES;
    use crate::rules::run;
    use crate::syntax::FIELDS;
    use crate::syntax::FieldName;
    use crate::syntax::HeaderStyle;
    use crate::text::Text;

    /// Applies the first fix of every rule `missing-…` in turn to `before`.
    #[track_caller]
    fn check(before: &str, after: &str) {
        let mut text = before.to_owned();
        for rule in RULES.iter().filter(|rule| rule.name.starts_with("missing-")) {
            let mut host = workspace(&[("/seeds/a.seed".to_owned(), text.clone())]);
            let required = ["title", "author", "date", "source", "site", "related"];
            let required = required.map(str::to_owned).into();
            host.set_config(Config { required, ..Config::default() });
            let snapshot = host.snapshot();
            let file = snapshot.files().next().expect("a file");
            let document = snapshot.document(file).expect("a document");
            for finding in run(rule, &snapshot, file).iter().rev() {
                if let Some(fix) = finding.fixes.first() {
                    text = document.text().edit(&fix.edit).to_string();
                    break;
                }
            }
        }
        assert_eq!(text, after);
        let before = Document::new(Text::new(before));
        let after = Document::new(Text::new(after));
        let style = |document: &Document| document.tree().header().style;
        assert_eq!(style(&before), style(&after), "the fix keeps to the file's style");
    }

    const URL: &str = "https://news.example/2021/03/03/pilots-vote";

    #[test]
    fn fixes_write_the_newspaper_style() {
        check(
            &format!("They voted.\n\nOriginal url: <{URL}>\n"),
            &format!(
                "Pilots vote\n\nBy Unknown\n\nMarch 3, 2021\n\nThey voted.\n\nOriginal url: <{URL}>\n\nRelated article:\n"
            ),
        );
        check("They voted.", "By Unknown\n\nThey voted.\n\nOriginal url:\n\nRelated article:");
        check(
            "Pilots Vote\n===========\n\nMarch 3, 2021\n\nThey voted.\n",
            "Pilots Vote\n===========\n\nBy Unknown\n\nMarch 3, 2021\n\nThey voted.\n\nOriginal url:\n\nRelated article:\n",
        );
    }

    /// The rules `missing-…` that find something in `text`.
    fn found(text: &str) -> Vec<&'static str> {
        let host = workspace(&[("/seeds/a.seed".to_owned(), text.to_owned())]);
        let snapshot = host.snapshot();
        let file = snapshot.files().next().expect("a file");
        let rules = RULES.iter().filter(|rule| rule.name.starts_with("missing-"));
        rules.filter(|rule| !run(rule, &snapshot, file).is_empty()).map(|rule| rule.name).collect()
    }

    #[test]
    fn front_matter_without_its_end_is_read_as_if_it_had_one() {
        let head = format!("---\ntitle: Pilots\nsource: {URL}\n");
        assert_eq!(found(&format!("{head}\nThey voted.\n")), ["missing-author", "missing-date"]);
        let head = format!("{head}author: A. Writer\ndate: 2021-03-03\n");
        assert_eq!(found(&format!("{head}\nThey voted.\n")), [""; 0]);
        // What would not parse may tell anything.
        assert_eq!(found("---\ntitle: Pilots\nauthor: \"A. Writer\n\nThey voted.\n"), [""; 0]);
    }

    #[test]
    fn fixes_write_yaml() {
        check(
            &format!("---\nsource: {URL}\n---\nThey voted.\n"),
            &format!(
                "---\ntitle: Pilots vote\nsource: {URL}\nauthor: Unknown\ndate: 2021-03-03\nrelated:\n---\nThey voted.\n"
            ),
        );
        check("---\n---\n", "---\nauthor: Unknown\nsource:\nrelated:\n---\n");
    }

    #[test]
    fn fixes_write_toml_before_the_first_table() {
        check(
            &format!(
                "+++\nsource = \"{URL}\"\ntags = [\n  [\"a\"],\n]\n[extra]\na = 1\n+++\nText\n"
            ),
            &format!(
                "+++\ntitle = \"Pilots vote\"\nsource = \"{URL}\"\ntags = [\n  [\"a\"],\n]\nauthor = \"Unknown\"\ndate = 2021-03-03\nrelated = \"\"\n[extra]\na = 1\n+++\nText\n"
            ),
        );
    }

    #[test]
    fn fixes_write_key_lines_as_the_file_has_them() {
        check(
            &format!("Title: A\nURL: {URL}\n\nThey voted.\n"),
            &format!(
                "Title: A\nURL: {URL}\nAuthor: Unknown\nDate: 2021-03-03\nRelated:\n\nThey voted.\n"
            ),
        );
        check(
            &format!("Title: A\n\nURL Source: {URL}\n\nMarkdown Content:\nThey voted.\n"),
            &format!(
                "Title: A\n\nURL Source: {URL}\n\nAuthor: Unknown\n\nDate: 2021-03-03\n\nRelated:\n\nMarkdown Content:\nThey voted.\n"
            ),
        );
        check(
            &format!("title: A\nurl: {URL}\n\nThey voted.\n"),
            &format!(
                "title: A\nurl: {URL}\nauthor: Unknown\ndate: 2021-03-03\nrelated:\n\nThey voted.\n"
            ),
        );
    }

    #[test]
    fn fixes_write_comments_as_the_file_has_them() {
        check(
            &format!("[#]: via: ({URL})\n[#]: x: (y)\n\nThey voted.\n"),
            &format!(
                "[#]: title: (Pilots vote)\n[#]: via: ({URL})\n[#]: x: (y)\n[#]: author: (Unknown)\n[#]: date: (2021-03-03)\n[#]: related: ()\n\nThey voted.\n"
            ),
        );
        check(
            &format!("[#]: title: \"A\"\n[#]: via: \"{URL}\"\n\nText\n"),
            &format!(
                "[#]: title: \"A\"\n[#]: via: \"{URL}\"\n[#]: author: \"Unknown\"\n[#]: date: \"2021-03-03\"\n[#]: related: \"\"\n\nText\n"
            ),
        );
    }

    #[test]
    fn fixes_keep_line_breaks_and_byte_order_mark() {
        check(
            &format!("\u{feff}\r\nThey voted.\r\n\r\nOriginal url: <{URL}>\r\n"),
            &format!(
                "\u{feff}\r\nPilots vote\r\n\r\nBy Unknown\r\n\r\nMarch 3, 2021\r\n\r\nThey voted.\r\n\r\nOriginal url: <{URL}>\r\n\r\nRelated article:\r\n"
            ),
        );
        check(
            &format!("\u{feff}---\r\ntitle: A\r\nurl: {URL}\r\n---\r\nText\r\n"),
            &format!(
                "\u{feff}---\r\ntitle: A\r\nurl: {URL}\r\nauthor: Unknown\r\ndate: 2021-03-03\r\nrelated:\r\n---\r\nText\r\n"
            ),
        );
        check(
            "Pilots\r\rText.\r",
            "Pilots\r\rBy Unknown\r\rText.\r\rOriginal url:\r\rRelated article:\r",
        );
    }

    /// Each line tells one field in a style of its own; the body and what stands around the header.
    const STYLES: &[(&str, &str, &str, [&str; 2])] = &[
        ("", "", "Pilots Vote\n\n", ["", "\nOriginal url: <{}>\n"]),
        ("---\n", "---\n", "title: Pilots Vote\n", ["source: {}\n", ""]),
        ("+++\n", "+++\n", "title = \"Pilots Vote\"\n", ["source = \"{}\"\n", ""]),
        ("", "\n", "Title: Pilots Vote\n", ["Source: {}\n", ""]),
        ("", "\n", "[#]: title: (Pilots Vote)\n", ["[#]: via: ({})\n", ""]),
        ("", "\nMarkdown Content:\n", "Title: Pilots Vote\n\n", ["URL Source: {}\n\n", ""]),
    ];

    #[test]
    fn each_field_is_added_in_each_style() {
        for &(open, close, title, [source, footer]) in STYLES {
            for &(name, _) in FIELDS {
                let url = |line: &str| line.replace("{}", URL);
                let title = if name == FieldName::Title { "" } else { title };
                let (source, footer) = match name {
                    FieldName::Source => (String::new(), String::new()),
                    _ => (url(source), url(footer)),
                };
                let body = "They voted. They left.\n";
                let text = format!("{open}{title}{source}{close}{body}{footer}");
                let fixed = fixed(&text, name);
                let (before, after) =
                    (Document::new(Text::new(&text)), Document::new(Text::new(&fixed)));
                let style = |document: &Document| document.tree().header().style;
                assert_eq!(style(&before), style(&after), "{name:?} in {text}");
                assert!(after.metadata().tells(name), "{name:?} in {fixed}");
                let others = |document: &Document| -> Vec<(FieldName, Value)> {
                    let fields = document.metadata().fields.iter().filter(|it| it.name != name);
                    fields.map(|it| (it.name, it.value.clone())).collect()
                };
                assert_eq!(others(&before), others(&after), "{name:?} in {fixed}");
                assert!(fixed.contains(body), "{name:?} in {fixed}");
                let same = after.metadata().fields.iter().filter(|it| it.name == name);
                let explicit = style(&after) != HeaderStyle::None;
                assert!(same.clone().all(|it| it.style.is_explicit() == explicit), "{fixed}");
            }
        }
    }

    /// `text` after the last fix, which every seed can have, for the missing field `name`.
    #[track_caller]
    fn fixed(text: &str, name: FieldName) -> String {
        let mut host = workspace(&[("/seeds/a.seed".to_owned(), text.to_owned())]);
        let required = [name.as_str().to_owned()].into();
        host.set_config(Config { required, ..Config::default() });
        let snapshot = host.snapshot();
        let file = snapshot.files().next().expect("a file");
        let rules = RULES.iter().filter(|rule| rule.name.starts_with("missing-"));
        let findings: Vec<_> = rules.flat_map(|rule| run(rule, &snapshot, file)).collect();
        let [finding] = findings.as_slice() else { panic!("{name:?} in {text}: {findings:?}") };
        let fix = finding.fixes.last().unwrap_or_else(|| panic!("no fix for {name:?} in {text}"));
        let document = snapshot.document(file).expect("a document");
        document.text().edit(&fix.edit).to_string()
    }
}
