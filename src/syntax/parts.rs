//! The lists of what lies in one chunk, and what all their entries have in common: ranges.

use super::chunk::Anchor;
use super::chunk::Block;
use super::chunk::Definition;
use super::chunk::Directive;
use super::chunk::Fault;
use super::chunk::Footnote;
use super::chunk::Heading;
use super::chunk::Link;
use super::chunk::Passage;
use super::chunk::Residue;
use super::chunk::Span;
use super::chunk::UndefinedReference;
use crate::text::TextRange;
use crate::text::TextSize;

/// What a pass found, each list in order of position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) blocks: Vec<Block>,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    pub(super) definitions: Vec<Definition>,
    pub(super) footnotes: Vec<Footnote>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) undefined: Vec<UndefinedReference>,
    pub(super) directives: Vec<Directive>,
    pub(super) spans: Vec<Span>,
    pub(super) faults: Vec<Fault>,
    pub(super) residues: Vec<Residue>,
    pub(super) passages: Vec<Passage>,
}

/// An entry of a list.
pub(super) trait Entry: Clone {
    fn range(&self) -> TextRange;

    /// Calls `change` with each range of the entry.
    fn each_range(&mut self, change: impl FnMut(&mut TextRange));

    fn shift(&mut self, by: TextSize) {
        self.each_range(|range| *range += by);
    }

    /// The entry with its ranges counted from `start`, which must not lie behind any of them.
    fn counted_from(mut self, start: TextSize) -> Self {
        self.each_range(|range| *range -= start);
        self
    }

    fn shifted(&self, by: TextSize) -> Self {
        let mut entry = self.clone();
        entry.shift(by);
        entry
    }
}

impl Parts {
    pub(super) fn sort(&mut self) {
        self.blocks.sort_by_key(|it| (it.range.start(), it.depth));
        self.links.sort_by_key(|it| (it.range.start(), it.range.end()));
        self.definitions.sort_by_key(|it| it.range.start());
        self.footnotes.sort_by_key(|it| it.range.start());
        self.anchors.sort_by_key(|it| it.range.start());
        self.undefined.sort_by_key(|it| (it.range.start(), it.range.end()));
        self.undefined.dedup();
        self.directives.sort_by_key(|it| it.range.start());
        self.spans.sort_by_key(|it| (it.range.start(), it.range.end(), it.kind));
        self.faults.sort_by_key(|it| (it.range.start(), it.kind, it.range.end()));
        self.residues.sort_by_key(|it| (it.range.start(), it.kind));
        self.passages.sort_by_key(|it| it.range.start());
        self.links.shrink_to_fit();
        self.blocks.shrink_to_fit();
        self.spans.shrink_to_fit();
        self.passages.shrink_to_fit();
    }

    /// The entries behind `from` that start before `end`, counted from `start`; moves `from` behind
    /// them.
    pub(super) fn slice(&self, from: &mut Cursor, start: TextSize, end: TextSize) -> Parts {
        Parts {
            blocks: slice(&self.blocks, &mut from.blocks, start, end),
            headings: slice(&self.headings, &mut from.headings, start, end),
            links: slice(&self.links, &mut from.links, start, end),
            definitions: slice(&self.definitions, &mut from.definitions, start, end),
            footnotes: slice(&self.footnotes, &mut from.footnotes, start, end),
            anchors: slice(&self.anchors, &mut from.anchors, start, end),
            undefined: slice(&self.undefined, &mut from.undefined, start, end),
            directives: slice(&self.directives, &mut from.directives, start, end),
            spans: slice(&self.spans, &mut from.spans, start, end),
            faults: slice(&self.faults, &mut from.faults, start, end),
            residues: slice(&self.residues, &mut from.residues, start, end),
            passages: slice(&self.passages, &mut from.passages, start, end),
        }
    }
}

/// How much of each list [`Parts::slice`] has passed.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    blocks: usize,
    headings: usize,
    links: usize,
    definitions: usize,
    footnotes: usize,
    anchors: usize,
    undefined: usize,
    directives: usize,
    spans: usize,
    faults: usize,
    residues: usize,
    passages: usize,
}

fn slice<T: Entry>(all: &[T], from: &mut usize, start: TextSize, end: TextSize) -> Vec<T> {
    let rest = all.get(*from..).unwrap_or_default();
    let count = rest.partition_point(|entry| entry.range().start() < end);
    *from += count;
    rest.iter().take(count).map(|entry| entry.clone().counted_from(start)).collect()
}

impl Entry for Block {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}

impl Entry for Heading {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
        change(&mut self.content);
    }
}

impl Entry for Link {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
        change(&mut self.text);
        change(&mut self.destination);
    }
}

impl Entry for Definition {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
        change(&mut self.label);
        change(&mut self.destination);
    }
}

impl Entry for Footnote {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}

impl Entry for Anchor {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}

impl Entry for UndefinedReference {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
        change(&mut self.label);
    }
}

impl Entry for Span {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}

impl Entry for Fault {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
        change(&mut self.extent);
        if let Some(repair) = &mut self.repair {
            change(&mut repair.range);
        }
    }
}

impl Entry for Residue {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}

impl Entry for Passage {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}

impl Entry for Directive {
    fn range(&self) -> TextRange {
        self.range
    }

    fn each_range(&mut self, mut change: impl FnMut(&mut TextRange)) {
        change(&mut self.range);
    }
}
