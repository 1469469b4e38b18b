//! Where a missing field would stand. Shared by the `missing-…` rules.

use crate::facts::Document;
use crate::facts::Value;
use crate::facts::insertion;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::syntax::FaultKind;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
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
pub(super) fn place(document: &Document) -> TextRange {
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

/// The fix that adds `name`, offered only: nobody but the owner knows that it is right. Without
/// values its label alone is added. `None` where the style of the file cannot say it.
pub(super) fn fix(
    document: &Document,
    name: FieldName,
    title: &str,
    values: &[Value],
) -> Option<Fix> {
    let edit = insertion(document, name, values)?;
    Some(Fix { title: title.to_owned(), edit, safe: false })
}
