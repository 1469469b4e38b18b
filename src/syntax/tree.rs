//! The parsed document: chunks in order, and what is in them by kind.

use std::ops::Range;

use super::chunk::Anchor;
use super::chunk::Block;
use super::chunk::Definition;
use super::chunk::Fault;
use super::chunk::Footnote;
use super::chunk::Heading;
use super::chunk::Link;
use super::chunk::Span;
use super::chunk::UndefinedReference;
use super::header;
use super::header::Header;
use super::parse;
use super::parse::Parts;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// A parsed text; immutable and cheap to clone. Covers every byte, and never fails.
#[derive(Debug, Clone)]
pub struct Tree {
    header: Header,
    parts: std::sync::Arc<Parts>,
}

impl Tree {
    pub fn new(text: &Text) -> Tree {
        let source = text.to_string();
        let header = header::scan(&source);
        let start = usize::from(header.range.end());
        let parts = parse::parse(&source[start..], header.range.end());
        Tree { header, parts: std::sync::Arc::new(parts) }
    }

    /// The tree of `text`, which is the text of this tree with `deleted` replaced by `inserted`
    /// bytes. Equal to `Tree::new(text)` in everything that can be seen.
    pub fn edit(&self, text: &Text, _deleted: TextRange, _inserted: TextSize) -> Tree {
        Tree::new(text)
    }

    /// What stands before the Markdown.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Every block in order of its start, outer before inner, pieces of cut blocks joined.
    pub fn blocks(&self) -> impl Iterator<Item = Block> {
        self.parts.blocks.iter().cloned()
    }

    /// The blocks of depth 0 that end after `offset`, in order.
    pub fn top_blocks_from(&self, offset: TextSize) -> impl Iterator<Item = Block> {
        self.blocks().filter(move |block| block.depth == 0 && offset < block.range.end())
    }

    /// The blocks of depth 0 that begin before `offset`, last first.
    pub fn top_blocks_before(&self, offset: TextSize) -> impl Iterator<Item = Block> {
        self.parts
            .blocks
            .iter()
            .rev()
            .filter(move |block| block.depth == 0 && block.range.start() < offset)
            .cloned()
    }

    /// Top-level paragraphs that begin with a label ([`Block::label`]).
    pub fn labelled(&self) -> impl Iterator<Item = Block> {
        self.blocks().filter(|block| block.label.is_some())
    }

    pub fn headings(&self) -> impl Iterator<Item = Heading> {
        self.parts.headings.iter().cloned()
    }

    /// Every link and image, in order.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        self.parts.links.iter().cloned()
    }

    /// The links that have a destination of their own and are not beyond doubt well-formed web
    /// addresses ([`Link::web`]).
    pub fn links_to_check(&self) -> impl Iterator<Item = Link> {
        self.links().filter(|link| !link.web)
    }

    /// The links whose range meets `range`.
    pub fn links_in(&self, range: TextRange) -> impl Iterator<Item = Link> {
        self.links().filter(move |link| link.range.intersect(range).is_some())
    }

    /// Every link reference definition, also those that an earlier one makes useless.
    pub fn definitions(&self) -> impl Iterator<Item = Definition> {
        self.parts.definitions.iter().cloned()
    }

    /// As [`Tree::links_to_check`], for definitions.
    pub fn definitions_to_check(&self) -> impl Iterator<Item = Definition> {
        self.definitions().filter(|definition| !definition.web)
    }

    /// Footnote references and definitions.
    pub fn footnotes(&self) -> impl Iterator<Item = Footnote> {
        self.parts.footnotes.iter().cloned()
    }

    pub fn anchors(&self) -> impl Iterator<Item = Anchor> {
        self.parts.anchors.iter().cloned()
    }

    pub fn undefined_references(&self) -> impl Iterator<Item = UndefinedReference> {
        self.parts.undefined.iter().cloned()
    }

    /// Inline markup other than links.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.parts.spans.iter().cloned()
    }

    /// Malformed delimiters, in order.
    pub fn faults(&self) -> impl Iterator<Item = Fault> {
        self.parts.faults.iter().cloned()
    }

    /// Changes whenever a heading's text or level, or the order of headings, changes; else equal
    /// after any edit, so that what is derived from headings alone can be kept.
    pub fn headings_fingerprint(&self) -> u64 {
        let mut hasher = rustc_hash::FxHasher::default();
        for heading in &self.parts.headings {
            std::hash::Hash::hash(&(heading.level, &heading.text), &mut hasher);
        }
        std::hash::Hasher::finish(&hasher)
    }
}

/// The range as byte indices.
#[expect(dead_code, reason = "used by the incremental engine")]
fn indices(range: TextRange) -> Range<usize> {
    range.into()
}
