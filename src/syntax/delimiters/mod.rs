//! Malformed delimiters: what the literal text of one inline container shows was meant as markup.
//!
//! It sees only what `pulldown-cmark` left as plain characters, so a valid construct can never be
//! reported. Linear in the length of the container, and blind to everything outside it: that keeps
//! incremental parsing exact. The passes run in order of how sure they are, and a mark that one of
//! them has blamed or explained is `used`: one defect gives one fault.

mod autolinks;
mod code;
mod definitions;
mod emphasis;
mod links;
mod prose;
mod reading;
mod tables;
mod tags;
mod target;
mod wiki;

use super::chunk::Fault;
use super::chunk::FaultKind;
use crate::text::TextRange;
use crate::text::size;
use reading::Reading;

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
    let before = out.len();
    comments(container, out);
    tags::elements(container, out);
    tables::check(container, out);
    let Some(mut reading) = Reading::new(container) else { return };
    definitions::check(&mut reading, out);
    links::check(&mut reading, out);
    wiki::check(&mut reading, out);
    autolinks::check(&mut reading, out);
    tags::check(&mut reading, out);
    code::check(&mut reading, out);
    emphasis::check(&mut reading, out);
    prose::check(&reading, before, out);
}

/// Comments that only the end of another comment closes: what they hide was meant to be read.
///
/// The one fault that lies in a construct of the grammar, which knows no comment in another.
fn comments(container: &Container<'_>, out: &mut Vec<Fault>) {
    const OPENER: &str = "<!--";
    for piece in container.pieces.iter().filter(|piece| piece.kind == PieceKind::Html) {
        let source = &container.source[piece.range];
        let Some(inside) = source.strip_prefix(OPENER) else { continue };
        if inside.contains(OPENER) {
            out.push(Fault {
                range: TextRange::at(piece.range.start(), size(OPENER.len())),
                kind: FaultKind::UnclosedComment,
                extent: piece.range,
                repair: None,
            });
        }
    }
}

#[cfg(test)]
mod tests;
