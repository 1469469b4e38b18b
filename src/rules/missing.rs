//! Where a missing field would stand, and how a file of that style writes it. Shared by the
//! `missing-…` rules.

use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::syntax::FaultKind;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;

/// The finding that `name` is missing: it stands at the title, or where the title would be.
pub(super) fn finding(document: &Document, name: FieldName) -> Finding {
    let message = match name {
        FieldName::Title => "this seed has no title".to_owned(),
        _ => format!("this seed does not name {}", with_article(name.as_str())),
    };
    Finding { field: Some(name), ..Finding::new(place(document), message) }
}

/// `an author`, `a date`
pub(super) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The title, or else the first word of the file.
fn place(document: &Document) -> TextRange {
    let metadata = document.metadata();
    if let Some(title) = metadata.first(FieldName::Title) {
        return title.range;
    }
    let start =
        metadata.fields.first().map_or_else(|| first_content(document), |it| it.range.start());
    const LONGEST_WORD: u32 = 80;
    let text = document.text().slice(
        TextRange::at(start, TextSize::from(LONGEST_WORD))
            .intersect(document.text().range())
            .unwrap_or_default(),
    );
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    TextRange::at(start, TextSize::of(word))
}

/// The header cannot be read, since its front matter is never closed; or nothing is written yet.
pub(super) fn is_untold(document: &Document) -> bool {
    is_header_lost(document) || is_blank(document)
}

/// Front matter that is never closed may tell any field, and is itself reported.
pub(super) fn is_header_lost(document: &Document) -> bool {
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
    if header.style != HeaderStyle::None {
        return header.content.start();
    }
    let block = document.tree().top_blocks_from(header.range.end()).next();
    block.map_or(header.range.end(), |block| block.range.start())
}

/// What a file of the newspaper style writes for a field.
pub(super) struct Wording<'a> {
    pub(super) newspaper: &'a str,
    /// The value in front matter and key lines.
    pub(super) value: &'a str,
}

/// The fix that adds `name`, offered only: nobody but the owner knows that it is right.
pub(super) fn fix(document: &Document, name: FieldName, title: &str, wording: &Wording<'_>) -> Fix {
    let break_ = line_break(document);
    let header = document.tree().header();
    let key = name.as_str();
    let (at, insert) = match header.style {
        HeaderStyle::Yaml => (header.content.end(), format!("{key}: {}{break_}", wording.value)),
        HeaderStyle::Toml => {
            (toml_place(document), format!("{key} = \"{}\"{break_}", wording.value))
        }
        HeaderStyle::KeyLines => {
            let at = last_key_line(document).unwrap_or(header.content.start());
            (at, format!("{break_}{}: {}", capitalised(key), wording.value))
        }
        HeaderStyle::None => newspaper(document, name, wording.newspaper, break_),
    };
    Fix { title: title.to_owned(), edit: TextEdit::insert(at, insert), safe: false }
}

/// Before the first table, since keys behind its head would belong to it.
fn toml_place(document: &Document) -> TextSize {
    let content = document.tree().header().content;
    let text = document.text().slice(content);
    let mut at = content.start();
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('[') {
            return at;
        }
        at += TextSize::of(line);
    }
    content.end()
}

fn last_key_line(document: &Document) -> Option<TextSize> {
    let fields = document.metadata().fields.iter();
    fields.filter(|it| it.style == FieldStyle::KeyLine).map(|it| it.range.end()).max()
}

fn newspaper(
    document: &Document,
    name: FieldName,
    wording: &str,
    break_: &str,
) -> (TextSize, String) {
    if name == FieldName::Source {
        let text = document.text();
        let end = document.tree().top_blocks_before(text.len()).next().map(|block| block.range);
        let range = end.unwrap_or(TextRange::empty(text.len()));
        let last = text.slice(range);
        let at = range.start() + TextSize::of(last.trim_end());
        return (at, format!("{break_}{break_}{wording}"));
    }
    let after = match name {
        FieldName::Title => None,
        FieldName::Author => after(document, &[FieldName::Title]),
        _ => after(document, &[FieldName::Title, FieldName::Author]),
    };
    match after {
        Some(at) => (at, format!("{break_}{break_}{wording}")),
        None => (first_content(document), format!("{wording}{break_}{break_}")),
    }
}

/// The end of the last of `names` in the newspaper header.
fn after(document: &Document, names: &[FieldName]) -> Option<TextSize> {
    let fields = document.metadata().fields.iter();
    let header = fields.filter(|it| it.style == FieldStyle::Newspaper && names.contains(&it.name));
    // A heading may lie before the end of its block: `Title` above `=====`.
    header.map(|it| it.range.end()).max()
}

/// The line break that the file uses.
fn line_break(document: &Document) -> &'static str {
    const SAMPLE: u32 = 4096;
    let text = document.text();
    let head = text.slice(TextRange::up_to(text.len().min(TextSize::from(SAMPLE))));
    if head.contains("\r\n") {
        "\r\n"
    } else if head.contains('\r') && !head.contains('\n') {
        "\r"
    } else {
        "\n"
    }
}

fn capitalised(key: &str) -> String {
    let mut chars = key.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
