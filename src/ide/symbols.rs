//! Symbols: the outline of a seed.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::FieldName;
use crate::text::TextRange;

/// One entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// One line, never empty.
    pub name: String,
    pub detail: Option<String>,
    pub kind: SymbolKind,
    /// All that belongs to it; holds the ranges of its children.
    pub range: TextRange,
    /// Where an editor goes; lies in `range`.
    pub selection: TextRange,
    pub children: Vec<Symbol>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    Title,
    /// The header, the body, the footer.
    Part,
    Field,
    Section,
    Paragraph,
}

pub fn symbols(snapshot: &Snapshot, file: FileId) -> Vec<Symbol> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let Some(title) = document.metadata().first(FieldName::Title) else { return Vec::new() };
    vec![Symbol {
        name: document.metadata().title().unwrap_or("Untitled").to_owned(),
        detail: None,
        kind: SymbolKind::Title,
        range: document.text().range(),
        selection: title.range,
        children: Vec::new(),
    }]
}
