//! The parsed document: its header, then chunks in order, and what is in them by kind.

use std::ops::Range;

use super::boundary::State;
use super::chunk::Anchor;
use super::chunk::Block;
use super::chunk::BlockKind;
use super::chunk::Definition;
use super::chunk::Fault;
use super::chunk::Footnote;
use super::chunk::Heading;
use super::chunk::Link;
use super::chunk::Passage;
use super::chunk::PassageKey;
use super::chunk::Residue;
use super::chunk::Span;
use super::chunk::UndefinedReference;
use super::chunks::Count;
use super::chunks::Place;
use super::field_name::Labels;
use super::header;
use super::header::Header;
use super::header::Scan;
use super::incremental::Body;
use super::incremental::Tuning;
use super::label::Label;
use super::label::collapse;
use super::parts::Entry;
use super::parts::Parts;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// A parsed text; immutable and cheap to clone. Covers every byte, and never fails.
///
/// To step to the first answer of an iterator takes time in the logarithm of the text's length;
/// chunks that hold nothing of what is asked for are passed over.
#[derive(Debug, Clone)]
pub struct Tree {
    labels: Labels,
    /// Wiki links are links.
    wiki: bool,
    scan: Scan,
    body: Body,
    tuning: Tuning,
}

impl Tree {
    /// Keys are known by the built-in labels.
    pub fn new(text: &Text) -> Tree {
        Tree::tuned(text, Tuning::default())
    }

    /// The tree of the same `text` whose keys are known by `labels`. Equal in everything that can
    /// be seen to one that was read with them at once.
    pub fn with_labels(&self, text: &Text, labels: &Labels) -> Tree {
        if self.labels == *labels {
            return self.clone();
        }
        let scan = header::scan(text, labels);
        let base = scan.header.range.end();
        let body = if base == self.base() {
            self.body.clone()
        } else {
            Body::new(text, base, self.tuning)
        };
        Tree { labels: labels.clone(), scan, body, ..*self }
    }

    /// This tree, in which `[[name]]` is a link or is none. They are found in any case, and shown
    /// only where the owner of the text uses them.
    pub fn with_wiki_links(self, wiki: bool) -> Tree {
        Tree { wiki, ..self }
    }

    /// `[[name]]` is a link here.
    pub fn has_wiki_links(&self) -> bool {
        self.wiki
    }

    /// As [`Tree::new`], cut in another way; equal in everything that can be seen. For tests.
    #[doc(hidden)]
    pub fn tuned(text: &Text, tuning: Tuning) -> Tree {
        let labels = Labels::default();
        let scan = header::scan(text, &labels);
        let body = Body::new(text, scan.header.range.end(), tuning);
        Tree { labels, wiki: false, scan, body, tuning }
    }

    /// As [`Tree::new`], parsed in one go; equal in everything that can be seen. For tests.
    #[doc(hidden)]
    pub fn whole(text: &Text) -> Tree {
        let labels = Labels::default();
        let scan = header::scan(text, &labels);
        let body = Body::whole(text, scan.header.range.end());
        Tree { labels, wiki: false, scan, body, tuning: Tuning::default() }
    }

    /// The tree of `text`, which is the text of this tree with `deleted` replaced by `inserted`
    /// bytes. Equal in everything that can be seen to one read anew with the same labels.
    pub fn edit(&self, text: &Text, deleted: TextRange, inserted: TextSize) -> Tree {
        let old_base = usize::from(self.base());
        let scan = if deleted.start() < self.scan.seen {
            header::scan(text, &self.labels)
        } else {
            self.scan.clone()
        };
        let base = scan.header.range.end();
        let new_base = usize::from(base);
        let (deleted, inserted) = (Range::<usize>::from(deleted), usize::from(inserted));
        // Where the header has not changed, the edit as it is. Else all from the start of the body
        // to the first byte that belongs to the body before and after.
        let (deleted, inserted) = if new_base == old_base && old_base <= deleted.start {
            (deleted.start - old_base..deleted.end - old_base, inserted)
        } else {
            let new_to_old = (new_base + deleted.len()).saturating_sub(inserted);
            let same = deleted.end.max(old_base).max(new_to_old);
            (0..same - old_base, same + inserted - deleted.len() - new_base)
        };
        if deleted.is_empty() && inserted == 0 {
            return Tree { scan, ..self.clone() };
        }
        let body = self.body.edit(text, base, deleted, inserted, self.tuning);
        Tree { labels: self.labels.clone(), scan, body, ..*self }
    }

    /// The words by which fields are known here.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// What stands before the Markdown.
    pub fn header(&self) -> &Header {
        &self.scan.header
    }

    /// Every block in order of its start, outer before inner, pieces of cut blocks joined.
    pub fn blocks(&self) -> impl Iterator<Item = Block> {
        self.blocks_from(0)
    }

    /// The blocks of depth 0 that end after `offset`, in order.
    pub fn top_blocks_from(&self, offset: TextSize) -> impl Iterator<Item = Block> {
        let place = self.place(offset);
        let is_inside = |place: &Place<'_>| place.chunk.state != State::Fresh;
        let opener = place.filter(is_inside).and_then(|place| self.opener(&place));
        let first = opener.or(place).map_or(0, |place| place.index);
        self.blocks_from(first).filter(move |block| block.depth == 0 && offset < block.range.end())
    }

    /// The blocks, of whatever depth, that `offset` stands in or at the end of, outer before inner.
    pub fn blocks_around(&self, offset: TextSize) -> impl Iterator<Item = Block> {
        let before = offset.checked_sub(1.into()).unwrap_or_default();
        let place = self.place(before.max(self.base()));
        let is_inside = |place: &Place<'_>| place.chunk.state != State::Fresh;
        let opener = place.filter(is_inside).and_then(|place| self.opener(&place));
        let first = opener.or(place).map_or(0, |place| place.index);
        self.blocks_from(first)
            .take_while(move |block| block.range.start() <= offset)
            .filter(move |block| block.range.contains_inclusive(offset))
    }

    /// The blocks of depth 0 that begin before `offset`, last first.
    pub fn top_blocks_before(&self, offset: TextSize) -> impl Iterator<Item = Block> {
        let before = |place: &Place<'_>| self.body.chunks.previous(place.index, Count::Blocks);
        let places = std::iter::successors(self.place(offset), before);
        places
            .flat_map(move |place| {
                let blocks = place.chunk.parts.blocks.iter().rev();
                blocks
                    .filter(|block| block.depth == 0 && !block.continued)
                    .map(move |block| self.joined(&place, block))
            })
            .filter(move |block| block.range.start() < offset)
    }

    /// Top-level paragraphs that begin with a label ([`Block::label`]).
    pub fn labelled(&self) -> impl Iterator<Item = Block> {
        self.entries(Count::Labelled, |parts| &parts.blocks).filter(|block| block.label.is_some())
    }

    /// Fenced code blocks.
    pub fn fences(&self) -> impl Iterator<Item = Block> {
        self.blocks_of(Count::Fences, |kind| matches!(kind, BlockKind::Fence { .. }))
    }

    /// Blocks of HTML.
    pub fn html_blocks(&self) -> impl Iterator<Item = Block> {
        self.blocks_of(Count::Html, |kind| kind == BlockKind::Html)
    }

    /// Fenced code blocks without a closing fence.
    pub fn unclosed_fences(&self) -> impl Iterator<Item = Block> {
        let open = BlockKind::Fence { closed: false };
        self.body.chunks.with(Count::UnclosedFences, 0).flat_map(move |place| {
            let blocks = place.chunk.parts.blocks.iter();
            blocks
                .filter(move |block| block.kind == open && !block.continues)
                .filter_map(move |block| self.with_opener(&place, block))
        })
    }

    pub fn headings(&self) -> impl Iterator<Item = Heading> {
        self.entries(Count::Headings, |parts| &parts.headings)
    }

    /// A heading begins in `range`.
    pub fn has_heading(&self, range: TextRange) -> bool {
        let first = self.place(range.start()).map_or(0, |place| place.index);
        let places = self.body.chunks.with(Count::Headings, first);
        places.take_while(|place| self.base() + place.start < range.end()).any(|place| {
            let mut headings = place.chunk.parts.headings.iter();
            headings.any(|it| range.contains(self.base() + place.start + it.range.start()))
        })
    }

    /// Every link and image, in order.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        let wiki = self.wiki;
        self.entries(Count::Links, |parts| &parts.links).filter(move |link| link.is_shown(wiki))
    }

    /// The links that have a destination of their own and are not beyond doubt well-formed web
    /// addresses ([`Link::web`]).
    pub fn links_to_check(&self) -> impl Iterator<Item = Link> {
        let wiki = self.wiki;
        let links = self.entries(Count::LinksToCheck, |parts| &parts.links);
        links.filter(move |link| !link.web && link.is_shown(wiki))
    }

    /// The links whose range meets `range`.
    pub fn links_in(&self, range: TextRange) -> impl Iterator<Item = Link> {
        let first = self.place(range.start()).map_or(0, |place| place.index);
        // No link reaches from one chunk into another.
        self.body
            .chunks
            .with(Count::Links, first)
            .take_while(move |place| self.base() + place.start <= range.end())
            .flat_map(move |place| {
                let start = self.base() + place.start;
                place.chunk.parts.links.iter().map(move |link| link.shifted(start))
            })
            .filter(move |link| link.range.intersect(range).is_some() && link.is_shown(self.wiki))
    }

    /// Every link reference definition, also those that an earlier one makes useless.
    pub fn definitions(&self) -> impl Iterator<Item = Definition> {
        self.entries(Count::Definitions, |parts| &parts.definitions)
    }

    /// As [`Tree::links_to_check`], for definitions.
    pub fn definitions_to_check(&self) -> impl Iterator<Item = Definition> {
        let all = self.entries(Count::DefinitionsToCheck, |parts| &parts.definitions);
        all.filter(|definition| !definition.web)
    }

    /// The definition that references with `label` (as written between their brackets) point to.
    pub fn definition(&self, label: &str) -> Option<Definition> {
        let label = Label::link(&collapse(label));
        let place = self.body.chunks.defining(&label)?;
        let index = place.chunk.defined.iter().position(|it| *it == label)?;
        let definition = place.chunk.parts.definitions.get(index)?;
        Some(definition.shifted(self.base() + place.start))
    }

    /// Footnote references and definitions.
    pub fn footnotes(&self) -> impl Iterator<Item = Footnote> {
        self.entries(Count::Footnotes, |parts| &parts.footnotes)
    }

    pub fn anchors(&self) -> impl Iterator<Item = Anchor> {
        self.entries(Count::Anchors, |parts| &parts.anchors)
    }

    /// The comments to seedls, in order.
    pub fn directives(&self) -> impl Iterator<Item = TextRange> {
        self.entries(Count::Directives, |parts| &parts.directives).map(|it| it.range)
    }

    pub fn undefined_references(&self) -> impl Iterator<Item = UndefinedReference> {
        self.entries(Count::Undefined, |parts| &parts.undefined)
    }

    /// Inline markup other than links.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        self.entries(Count::Spans, |parts| &parts.spans)
    }

    /// As [`Tree::links_in`], for spans.
    pub fn spans_in(&self, range: TextRange) -> impl Iterator<Item = Span> {
        let first = self.place(range.start()).map_or(0, |place| place.index);
        self.body
            .chunks
            .with(Count::Spans, first)
            .take_while(move |place| self.base() + place.start <= range.end())
            .flat_map(move |place| {
                let start = self.base() + place.start;
                place.chunk.parts.spans.iter().map(move |span| span.shifted(start))
            })
            .filter(move |span| span.range.intersect(range).is_some())
    }

    /// Malformed delimiters, in order.
    pub fn faults(&self) -> impl Iterator<Item = Fault> {
        let header = self.scan.fault.iter().cloned();
        let body = self.entries(Count::Faults, |parts| &parts.faults);
        header.chain(body)
    }

    /// Malformed delimiters of the body that begin in `range`, in order.
    pub fn faults_in(&self, range: TextRange) -> impl Iterator<Item = Fault> {
        let index = self.place(range.start()).map_or(0, |place| place.index);
        let places = self.body.chunks.with(Count::Faults, index);
        let near = places.take_while(move |place| self.base() + place.start < range.end());
        near.flat_map(move |place| {
            let start = self.base() + place.start;
            let faults = &place.chunk.parts.faults;
            let first = faults.partition_point(|it| start + it.range.start() < range.start());
            let near = faults[first..].iter();
            near.take_while(move |it| start + it.range.start() < range.end())
                .map(move |it| it.shifted(start))
        })
    }

    /// What the capture left in the text and in a header of its own, in order.
    pub fn residues(&self) -> impl Iterator<Item = Residue> {
        let header = self.scan.residues.iter().cloned();
        let body = self.entries(Count::Residues, |parts| &parts.residues);
        header.chain(body)
    }

    /// How often top-level paragraphs, headings and items say what `key` stands for.
    pub fn says(&self, key: PassageKey) -> u32 {
        self.body.passages.count(key)
    }

    /// The passages with a key for which `wanted` holds. This walks over all of them.
    pub fn passages(
        &self,
        wanted: impl Fn(PassageKey) -> bool + Copy,
    ) -> impl Iterator<Item = Passage> {
        self.body.chunks.with(Count::Passages, 0).flat_map(move |place| {
            let start = self.base() + place.start;
            let passages = place.chunk.parts.passages.iter();
            passages.filter(move |it| wanted(it.key)).map(move |it| it.shifted(start))
        })
    }

    /// The long top-level paragraphs that are told more than once, in order.
    pub fn repeated_paragraphs(&self) -> impl Iterator<Item = Passage> {
        let repeated = self.body.passages.repeated();
        let chunks = (!repeated.is_empty()).then(|| self.passages(|key| repeated.contains(&key)));
        chunks.into_iter().flatten()
    }

    /// Changes whenever a heading's text or level, an explicit anchor, or the order of either
    /// changes; else equal after any edit, so that what is derived from them alone can be kept.
    pub fn headings_fingerprint(&self) -> u64 {
        let summary = self.body.chunks.summary();
        summary.headings.value().rotate_left(32) ^ summary.anchors.value()
    }

    /// As [`Tree::headings_fingerprint`], for the texts and destinations of links and definitions
    /// as they are written.
    pub fn links_fingerprint(&self) -> u64 {
        let summary = self.body.chunks.summary();
        summary.links.value().rotate_left(32) ^ summary.definitions.value()
    }

    /// Where the chunks begin.
    fn base(&self) -> TextSize {
        self.scan.header.range.end()
    }

    fn place(&self, offset: TextSize) -> Option<Place<'_>> {
        self.body.chunks.at(offset.checked_sub(self.base()).unwrap_or_default())
    }

    fn entries<T: Entry + 'static>(
        &self,
        of: Count,
        list: impl Fn(&Parts) -> &Vec<T> + Copy + 'static,
    ) -> impl Iterator<Item = T> {
        self.body.chunks.with(of, 0).flat_map(move |place| {
            let start = self.base() + place.start;
            list(&place.chunk.parts).iter().map(move |entry| entry.shifted(start))
        })
    }

    /// The blocks that begin in the chunk `index` or behind it.
    fn blocks_from(&self, index: usize) -> impl Iterator<Item = Block> {
        self.body.chunks.with(Count::Blocks, index).flat_map(move |place| {
            let blocks = place.chunk.parts.blocks.iter();
            blocks.filter(|block| !block.continued).map(move |block| self.joined(&place, block))
        })
    }

    /// The blocks of one kind, which their chunks count.
    fn blocks_of(&self, of: Count, is: fn(BlockKind) -> bool) -> impl Iterator<Item = Block> {
        self.body.chunks.with(of, 0).flat_map(move |place| {
            let blocks = place.chunk.parts.blocks.iter();
            blocks
                .filter(move |block| !block.continued && is(block.kind))
                .map(move |block| self.joined(&place, block))
        })
    }

    /// The whole block whose first piece is `block`, in the chunk at `place`.
    fn joined(&self, place: &Place<'_>, block: &Block) -> Block {
        let mut whole = block.shifted(self.base() + place.start);
        if !block.continues {
            return whole;
        }
        whole.continues = false;
        // Chunks that lie wholly inside the block have no edge.
        let chunks = &self.body.chunks;
        let Some(last) = chunks.next(place.index + 1, Count::Edges) else { return whole };
        let piece = last.chunk.parts.blocks.first().filter(|piece| piece.continued);
        let Some(piece) = piece else { return whole };
        let mut end = self.base() + last.start + piece.range.end();
        if piece.range.is_empty() && piece.kind == BlockKind::Table {
            // No row came any more: the table ended with the chunk before.
            let before = chunks.get(last.index - 1).filter(|before| before.index > place.index);
            let piece = before.and_then(|before| {
                Some(self.base() + before.start + before.chunk.parts.blocks.first()?.range.end())
            });
            end = piece.unwrap_or(whole.range.end());
        }
        whole.kind = piece.kind;
        whole.range = TextRange::new(whole.range.start(), end.max(whole.range.end()));
        whole
    }

    /// The chunk that holds the first piece of the block that goes on at the start of `place`.
    fn opener(&self, place: &Place<'_>) -> Option<Place<'_>> {
        self.body.chunks.previous(place.index, Count::Edges)
    }

    /// The whole block that `block`, in the chunk at `place`, is the last piece of.
    fn with_opener(&self, place: &Place<'_>, block: &Block) -> Option<Block> {
        if !block.continued {
            return Some(self.joined(place, block));
        }
        let opener = self.opener(place)?;
        let first = opener.chunk.parts.blocks.iter().rfind(|block| block.depth == 0)?;
        Some(self.joined(&opener, first))
    }
}
