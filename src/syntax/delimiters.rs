//! Malformed delimiters: what the literal text of one inline container shows was meant as markup.
//!
//! It sees only what `pulldown-cmark` left as plain characters, so a valid construct can never be
//! reported. Linear in the length of the container.

use super::chunk::Fault;
use super::chunk::FaultKind;
use super::chunk::Repair;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// One inline container (paragraph, heading, table cell) after parsing.
///
/// All ranges count bytes of `source`.
pub(super) struct Container<'a> {
    /// The chunk that holds the container (with what lies around it).
    pub(super) source: &'a str,
    /// In order, disjoint. What lies between two pieces is markup, or the prefix of a line in a
    /// quote or an item.
    pub(super) pieces: &'a [Piece],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) range: TextRange,
    pub(super) kind: PieceKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Characters that stand for themselves.
    Text,
    /// As `Text`, but the first character follows a backslash that escapes it.
    EscapedText,
    /// A character reference such as `&amp;`.
    Entity,
    SoftBreak,
    HardBreak,
    Code,
    Html,
    FootnoteReference,
    /// Empty range where a link or image begins or ends; its text comes as pieces of its own.
    LinkStart,
    LinkEnd,
    /// Empty range where emphasis, strong emphasis or strikethrough begins or ends.
    EmphasisStart,
    EmphasisEnd,
}

/// Appends the faults of `container` to `out`, ranges counted as in the container.
pub(super) fn check(container: &Container<'_>, out: &mut Vec<Fault>) {
    for piece in container.pieces {
        if piece.kind != PieceKind::Text {
            continue;
        }
        let start = usize::from(piece.range.start());
        let text = &container.source[piece.range];
        let Some(at) = text.find("](http") else { continue };
        let open = text[..at].rfind('[').map_or(start, |open| start + open);
        let end = start + text[at..].find(char::is_whitespace).map_or(text.len(), |end| at + end);
        let paren = size(start + at + 1);
        out.push(Fault {
            range: TextRange::at(paren, TextSize::from(1)),
            kind: FaultKind::UnclosedLinkDestination,
            extent: TextRange::new(size(open), size(end)),
            repair: Some(Repair { range: TextRange::empty(size(end)), insert: ")".into() }),
        });
    }
}
