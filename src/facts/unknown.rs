//! Keys and labels that name no field, and what their values look like.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::TextRange;
use crate::text::TextSize;

/// A key of a header, or the label of a line, that names no field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLabel {
    /// As it is written, without colon and quotation marks.
    pub label: String,
    pub range: TextRange,
    /// The field that it may name, to judge by its value.
    pub field: Option<FieldName>,
}

/// The unknown keys of `document`'s header, and the unknown labels of lines at its top and its end
/// that hold nothing else but an address or a date.
pub fn unknown_labels(document: &Document) -> Vec<UnknownLabel> {
    let text = document.text();
    let header = document.tree().header();
    let content = text.slice(header.content);
    let content = Passage::new(&content, header.content.start().into());
    let mut labels = Vec::new();
    for line in content.lines() {
        if let Some((label, value)) = labelled(line, header.style) {
            push(document, label, value, &mut labels);
        }
    }
    for range in [top(document), end(document)].into_iter().flatten() {
        let source = text.slice(range);
        for line in Passage::new(&source, range.start().into()).lines() {
            let Some((label, value)) = labelled(line, HeaderStyle::None) else { continue };
            if field(value).is_some() {
                push(document, label, value, &mut labels);
            }
        }
    }
    labels
}

fn push(document: &Document, label: Passage<'_>, value: Passage<'_>, all: &mut Vec<UnknownLabel>) {
    if document.tree().labels().field(label.text).is_none() {
        let (range, field) = (label.range(), field(value));
        all.push(UnknownLabel { label: label.text.to_owned(), range, field });
    }
}

/// More is no header and no footer, in bytes.
const REACH: u32 = 1024;

/// What may be a header by its place: the first lines below the front matter or key lines.
fn top(document: &Document) -> Option<TextRange> {
    let start = document.tree().header().range.end();
    let end = document.text().floor((start + TextSize::from(REACH)).min(document.text().len()));
    (start < end).then(|| TextRange::new(start, end))
}

fn end(document: &Document) -> Option<TextRange> {
    let end = document.text().len();
    let top = top(document)?.end();
    let start = document.text().floor(end - TextSize::from(REACH).min(end)).max(top);
    (start < end).then(|| TextRange::new(start, end))
}

/// Label and value of `line`, where it has the shape.
fn labelled(line: Passage<'_>, style: HeaderStyle) -> Option<(Passage<'_>, Passage<'_>)> {
    if line.text.starts_with([' ', '\t', '-', '#']) {
        return None;
    }
    let signs: &[char] = if style == HeaderStyle::Toml { &['='] } else { &[':', '：'] };
    let at = line.text.find(signs)?;
    let sign = line.text[at..].chars().next()?;
    let label = line.part(0..at).trim_matches(|c| c.is_whitespace() || matches!(c, '"' | '\''));
    let value = line.from(at + sign.len_utf8());
    // `https://…`
    let separate = sign != ':' || value.is_empty() || value.text.starts_with([' ', '\t']);
    let letter = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let words = label.text.split_whitespace().count();
    let fits = (1..=4).contains(&words)
        && label.text.starts_with(char::is_alphabetic)
        && label.text.chars().all(letter);
    (separate && fits).then(|| {
        let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
        (label, value.trim_matches(quotes))
    })
}

/// The field that `value` looks like: an address is a source, a date a date.
fn field(value: Passage<'_>) -> Option<FieldName> {
    if value.is_empty() {
        return None;
    }
    let bare = value.trim_matches(|c| matches!(c, '<' | '>'));
    let web = bare.text.starts_with("https://") || bare.text.starts_with("http://");
    if web && !bare.text.contains(char::is_whitespace)
        || inline::only_link(value)
            .and_then(|it| it.destination)
            .is_some_and(|it| it.text.starts_with("https://") || it.text.starts_with("http://"))
    {
        return Some(FieldName::Source);
    }
    // A number alone may be anything.
    let reading = Date::read(value.text);
    let dated = matches!(&reading, DateReading::Date(date) if date.day.is_some());
    let separated = value.text.contains(|c: char| !c.is_ascii_digit());
    (separated && (dated || matches!(reading, DateReading::Ambiguous { .. })))
        .then_some(FieldName::Date)
}

#[cfg(test)]
mod tests {
    use super::unknown_labels;
    use crate::facts::Document;
    use crate::text::Text;

    #[track_caller]
    fn check(source: &str, expected: &[(&str, Option<&str>)]) {
        let document = Document::new(Text::new(source));
        let labels = unknown_labels(&document);
        let shown: Vec<(&str, Option<&str>)> =
            labels.iter().map(|it| (&source[it.range], it.field.map(|it| it.as_str()))).collect();
        assert_eq!(shown, expected, "{source:?}");
    }

    #[test]
    fn keys_of_every_header() {
        check(
            "---\ntitle: A\nslug: b\nlähde: \"https://a.example/\"\n---\n",
            &[("slug", None), ("lähde", Some("source"))],
        );
        check("+++\ntitle = 'A'\nseen = 2021-03-03\n+++\n", &[("seen", Some("date"))]);
        check("Title: A\nAuthor: B\nSlug: c\n\nText.\n", &[("Slug", None)]);
    }

    #[test]
    fn labels_of_lines_that_hold_nothing_else() {
        check(
            "A\n\nStand: 3. März 2021\n\nNote: it rained.\n\nLähde: <https://a.example/>\n",
            &[("Stand", Some("date")), ("Lähde", Some("source"))],
        );
        check("A\n\nOriginal url: <https://a.example/>\n", &[]);
        check("A\n\nhttps://a.example/\n\nThey met at: https://a.example/ and left.\n", &[]);
        check("A\n\nLähde: [A](https://a.example/)\n", &[("Lähde", Some("source"))]);
    }
}
