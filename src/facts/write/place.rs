//! Where a field that a document does not tell would be told.

use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::header_line;
use crate::facts::passage::Passage;
use crate::facts::write::line_break;
use crate::facts::write::toml_tables;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// Where a field would stand.
pub(super) struct Spot {
    pub(super) at: TextSize,
    pub(super) side: Side,
    /// What parts it from its neighbour: line breaks.
    pub(super) gap: String,
    /// The labelled line that it is to look like, where it stands among such lines.
    pub(super) like: Option<TextRange>,
    /// The neighbour, or a word of it: somewhere to look at.
    pub(super) shown: TextRange,
}

/// The new line stands before or after its neighbour.
pub(super) enum Side {
    Before,
    After,
}

pub(super) fn spot(document: &Document, name: FieldName) -> Spot {
    let header = document.tree().header();
    let content = header.content;
    let is_first = name == FieldName::Title;
    let break_ = line_break(document);
    match header.style {
        HeaderStyle::None => newspaper(document, name),
        HeaderStyle::Yaml | HeaderStyle::Toml => {
            let at = match header.style {
                _ if is_first => content.start(),
                HeaderStyle::Toml => toml_place(document),
                _ => content.end(),
            };
            // The fence, or the head of a table; before a title nothing but the fence stands.
            let shown = if is_first { line_before(document, at) } else { line_at(document, at) };
            Spot { at, side: Side::Before, gap: break_.to_owned(), like: None, shown }
        }
        HeaderStyle::KeyLines => {
            let text = document.text().slice(content);
            let apart = text.trim_end().lines().rev().nth(1).is_some_and(|it| it.trim().is_empty());
            let gap = break_.repeat(if apart { 2 } else { 1 });
            let last = last_line(document, content);
            if is_first {
                let at = content.start();
                let shown = line_at(document, at);
                return Spot { at, side: Side::Before, gap, like: last, shown };
            }
            let at = content.end();
            let shown = last_word(document, TextRange::new(content.start(), at));
            Spot { at, side: Side::After, gap, like: last, shown }
        }
    }
}

/// Before the first table, since keys behind its head would belong to it.
fn toml_place(document: &Document) -> TextSize {
    let content = document.tree().header().content;
    content.start() + size(toml_tables(&document.text().slice(content)))
}

fn newspaper(document: &Document, name: FieldName) -> Spot {
    let text = document.text();
    let gap = line_break(document).repeat(2);
    if matches!(name, FieldName::Source | FieldName::Related | FieldName::Archive) {
        let last = document.tree().top_blocks_before(text.len()).next();
        let range = last.map_or(TextRange::empty(text.len()), |block| block.range);
        let at = range.start() + TextSize::of(text.slice(range).trim_end());
        let shown = last_word(document, TextRange::new(range.start(), at));
        return Spot { at, side: Side::After, gap, like: None, shown };
    }
    let before: &[FieldName] = match name {
        FieldName::Title => &[],
        FieldName::Author => &[FieldName::Title],
        FieldName::Date => &[FieldName::Title, FieldName::Author],
        _ => &[
            FieldName::Title,
            FieldName::Author,
            FieldName::Date,
            FieldName::Updated,
            FieldName::Credit,
        ],
    };
    let fields = document.metadata().fields.iter();
    let told = fields.filter(|it| it.style == FieldStyle::Newspaper && before.contains(&it.name));
    // A heading may lie before the end of its block: `Title` above `=====`.
    match told.max_by_key(|it| it.range.end()) {
        Some(neighbour) => {
            let (at, shown) = (neighbour.range.end(), neighbour.range);
            match among_labels(document, neighbour) {
                true => {
                    let (gap, like) = (line_break(document).to_owned(), Some(neighbour.range));
                    Spot { at, side: Side::After, gap, like, shown }
                }
                false => Spot { at, side: Side::After, gap, like: None, shown },
            }
        }
        None => {
            let at = first_content(document);
            Spot { at, side: Side::Before, gap, like: None, shown: first_word(document, at) }
        }
    }
}

/// The line of `field` begins with its label, and another labelled line follows in the same block,
/// which a blank line between them would cut in two.
fn among_labels(document: &Document, field: &Field) -> bool {
    let text = document.text();
    let start = text.line_start(text.line_at(field.range.start()));
    let Some(label) = field.label.filter(|it| start <= it.start()) else { return false };
    let before = text.slice(TextRange::new(start, label.start()));
    let below = TextRange::new(field.range.end(), text.len());
    let near = below.intersect(TextRange::at(field.range.end(), TextSize::new(200)));
    let near = text.slice(near.unwrap_or_default());
    let mut lines = near.lines();
    let ends = lines.next().is_some_and(|it| it.trim().is_empty());
    let next = Passage::new(lines.next().unwrap_or_default(), 0).without_emphasis();
    // Neither an item nor a line of a quote or table.
    before.chars().all(|c| matches!(c, '*' | '_'))
        && ends
        && next.text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '*' | '_'))
        && header_line::split_label(next).is_some()
}

/// The last line of `range` that is not blank.
fn last_line(document: &Document, range: TextRange) -> Option<TextRange> {
    let text = document.text().slice(range);
    let text = text.trim_end();
    let start = text.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = TextRange::new(range.start() + size(start), range.start() + size(text.len()));
    (!line.is_empty()).then_some(line)
}

/// Where the first block begins; the end of the header in a file without blocks.
fn first_content(document: &Document) -> TextSize {
    let header = document.tree().header();
    let block = document.tree().top_blocks_from(header.range.end()).next();
    block.map_or(header.range.end(), |block| block.range.start())
}

/// No more of a word is shown, in bytes.
const LONGEST_WORD: TextSize = TextSize::new(80);

fn first_word(document: &Document, at: TextSize) -> TextRange {
    let near = TextRange::at(at, LONGEST_WORD);
    let near = near.intersect(document.text().range()).unwrap_or(TextRange::empty(at));
    let text = document.text().slice(near);
    TextRange::at(at, TextSize::of(text.split(char::is_whitespace).next().unwrap_or_default()))
}

/// The last word in `range`, which ends behind a word.
fn last_word(document: &Document, range: TextRange) -> TextRange {
    let from = range.end().checked_sub(LONGEST_WORD).unwrap_or_default().max(range.start());
    let text = document.text().slice(TextRange::new(from, range.end()));
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    TextRange::new(range.end() - TextSize::of(word), range.end())
}

/// The line that begins at `at`, without blanks at its end.
fn line_at(document: &Document, at: TextSize) -> TextRange {
    let behind = TextRange::new(at, document.text().len().max(at));
    let near = behind.intersect(TextRange::at(at, TextSize::new(200)));
    let text = document.text().slice(near.unwrap_or(TextRange::empty(at)));
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    TextRange::at(at, TextSize::of(line.trim_end()))
}

/// The fence that ends before `at`.
fn line_before(document: &Document, at: TextSize) -> TextRange {
    let header = document.tree().header().range;
    let text = document.text().slice(TextRange::new(header.start(), at));
    let end = header.start() + TextSize::of(text.trim_end());
    last_word(document, TextRange::new(header.start(), end))
}
