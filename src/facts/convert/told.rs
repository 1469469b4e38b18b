//! What a document tells, line by line, and whether a line says nothing else beside it.

use crate::facts::AnchorPlace;
use crate::facts::Destination;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::data::Data;
use crate::facts::data::Item;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::syntax::FieldName;
use crate::syntax::LinkKind;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// A line (a heading may take two) of a newspaper header or footer, and what it tells.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) fields: Vec<Field>,
    pub(super) range: TextRange,
    /// The fields are all that it says, so that it may go once they are told elsewhere.
    pub(super) is_whole: bool,
}

/// The lines of the newspaper header that tell fields, in order.
pub(super) fn header_lines(document: &Document) -> Vec<Line> {
    let fields = document.metadata().fields.iter();
    let on_top = |it: &Field| is_source_line(it) && in_header(document, it);
    lines(document, fields.filter(|it| it.style == FieldStyle::Newspaper || on_top(it)))
}

/// The line or lines of the footer that tell where the original is.
pub(super) fn source_lines(document: &Document) -> Vec<Line> {
    let fields = document.metadata().fields.iter();
    lines(document, fields.filter(|it| is_source_line(it) && !in_header(document, it)))
}

fn is_source_line(field: &Field) -> bool {
    field.style == FieldStyle::Footer && field.name == FieldName::Source
}

/// A URL may be all of the first block.
fn in_header(document: &Document, field: &Field) -> bool {
    field.range.end() <= document.metadata().header.end()
}

fn lines<'a>(document: &Document, fields: impl Iterator<Item = &'a Field>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for field in fields {
        match lines.last_mut() {
            Some(line) if line.range == field.range => line.fields.push(field.clone()),
            _ => lines.push(Line {
                fields: vec![field.clone()],
                range: field.range,
                is_whole: false,
            }),
        }
    }
    for line in &mut lines {
        line.is_whole = is_whole(document, line);
    }
    lines
}

fn is_whole(document: &Document, line: &Line) -> bool {
    let text = document.text();
    let written = text.slice(line.range);
    let mut said = String::new();
    for field in &line.fields {
        if let Some(label) = field.label {
            said.push_str(&text.slice(label));
            said.push(' ');
        }
        say(&mut said, &field.value, &text.slice(field.source));
    }
    let by_reference = document.tree().links_in(line.range).any(|link| {
        matches!(link.kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut)
    });
    covers(&said, &written)
        && !by_reference
        && !is_marked_up_title(document, line)
        && !is_linked_heading(document, line)
        && stands_alone(document, line.range)
}

/// Emphasis and links in a title have no place in a header that is no Markdown.
fn is_marked_up_title(document: &Document, line: &Line) -> bool {
    let title = line.fields.iter().find(|it| it.name == FieldName::Title);
    let Some(Field { source, value: Value::Text(text), .. }) = title else { return false };
    let written = document.text().slice(*source);
    let bare = Passage::new(&written, 0).without_emphasis();
    value::unescaped(bare.text) != *text
}

/// A link in the document leads to this heading.
fn is_linked_heading(document: &Document, line: &Line) -> bool {
    let tree = document.tree();
    let is_heading = tree
        .headings()
        .take_while(|it| it.range.start() < line.range.end())
        .any(|it| it.range.start() == line.range.start());
    is_heading
        && document.links().iter().any(|link| match &link.destination {
            Destination::Fragment(part) => {
                let place = document.anchors().find(tree, &part.text);
                matches!(place, Some(AnchorPlace::At(it)) if it.start() == line.range.start())
            }
            _ => false,
        })
}

/// Nothing but the marks of a quote or an item stands beside `range` in its lines.
fn stands_alone(document: &Document, range: TextRange) -> bool {
    let (start, end) = whole_lines(document, range);
    let text = document.text();
    let before = text.slice(TextRange::new(start, range.start()));
    let after = text.slice(TextRange::new(range.end(), end));
    let mark = |c: char| {
        c.is_whitespace() || matches!(c, '>' | '*' | '-' | '+' | '_' | '#' | '=' | '\u{feff}')
    };
    before.chars().all(mark) && after.chars().all(mark)
}

/// Where the line after the one at `at` starts.
pub(super) fn next_line(document: &Document, at: TextSize) -> TextSize {
    let text = document.text();
    let line = text.line_at(at) + 1;
    if line < text.line_count() { text.line_start(line) } else { text.len() }
}

/// Start and end of the lines that `range` touches, the last one with its line break.
pub(super) fn whole_lines(document: &Document, range: TextRange) -> (TextSize, TextSize) {
    let text = document.text();
    let start = text.line_range(text.line_at(range.start())).start();
    (start, next_line(document, range.end()))
}

/// The fields that `item` of the explicit header tells.
pub(super) fn item_fields<'a>(document: &'a Document, item: &Item) -> Vec<&'a Field> {
    let start = document.tree().header().content.start();
    let key = start + size(item.key_range.start);
    let end = start + size(item.lines.end);
    let fields = document.metadata().fields.iter();
    fields
        .filter(|it| it.style.is_explicit())
        .filter(|it| it.label.is_some_and(|label| key <= label.start() && label.start() < end))
        .collect()
}

/// `fields` say all that `item` does, and no key below its own.
pub(super) fn is_whole_item(document: &Document, item: &Item, fields: &[&Field]) -> bool {
    let start = document.tree().header().content.start() + size(item.key_range.start);
    let own = |it: &&Field| it.label.is_some_and(|label| label.start() <= start + size(1));
    let mut texts = Vec::new();
    match &item.data {
        Data::List(values) => {
            for value in values {
                let Some(text) = value.text() else { return false };
                texts.push(text);
            }
        }
        data => {
            let Some(text) = data.text() else { return false };
            texts.push(text);
        }
    }
    let mut said = String::new();
    for field in fields {
        say(&mut said, &field.value, &document.text().slice(field.source));
    }
    fields.iter().all(own) && covers(&said, &texts.join("\n"))
}

/// Adds to `said` what `value` says; a date says what is written for it.
fn say(said: &mut String, value: &Value, written: &str) {
    let parts: Vec<&str> = match value {
        Value::Empty => Vec::new(),
        Value::Text(text) => vec![text],
        Value::Date(_) => vec![written],
        Value::Author { name, link, organisation } => {
            [Some(name), link.as_ref(), organisation.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect()
        }
        Value::Link { url, text } => {
            [Some(url), text.as_ref()].into_iter().flatten().map(String::as_str).collect()
        }
    };
    for part in parts {
        said.push_str(part);
        said.push('\n');
    }
}

/// Words that join or lead to names, and are not missed.
const CRUMBS: &[&str] = &[
    "and", "und", "et", "y", "e", "i", "en", "og", "och", "и", "та", "和", "与", "with", "of",
    "for", "at", "from", "für", "de", "pour", "para", "by",
];

/// Each word of `written` is in `said`.
fn covers(said: &str, written: &str) -> bool {
    let mut said = words(said);
    words(written).into_iter().all(|word| match said.iter().position(|it| *it == word) {
        Some(at) => {
            // Each word is said once; but an organisation is said of each of its authors.
            if said.iter().filter(|it| **it == word).count() > 1 {
                said.swap_remove(at);
            }
            true
        }
        None => CRUMBS.contains(&word.to_lowercase().as_str()),
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect()
}
