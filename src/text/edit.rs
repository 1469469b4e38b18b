//! Edits: replacements of byte ranges, applied all at once.

use super::TextRange;
use super::TextSize;

/// Replacements of disjoint ranges of one text, all counted in the text before the edit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextEdit {
    // Invariant: sorted by range, and disjoint (ranges may touch).
    parts: Vec<Replacement>,
}

/// One range and what stands there after the edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub range: TextRange,
    pub insert: String,
}

impl TextEdit {
    /// `None` when two of the ranges overlap.
    pub fn new(mut parts: Vec<Replacement>) -> Option<TextEdit> {
        parts.sort_by_key(|part| (part.range.start(), part.range.end()));
        let disjoint = parts.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start());
        disjoint.then_some(TextEdit { parts })
    }

    pub fn replace(range: TextRange, insert: impl Into<String>) -> TextEdit {
        TextEdit { parts: vec![Replacement { range, insert: insert.into() }] }
    }

    pub fn insert(at: TextSize, insert: impl Into<String>) -> TextEdit {
        TextEdit::replace(TextRange::empty(at), insert)
    }

    pub fn delete(range: TextRange) -> TextEdit {
        TextEdit::replace(range, "")
    }

    pub fn parts(&self) -> &[Replacement] {
        &self.parts
    }
}
