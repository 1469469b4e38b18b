//! One pass of pulldown-cmark over a text, to flat lists of what it found.
//!
//! What a pass finds in a chunk depends on the chunk's text, its state, whether its last block
//! goes on, and which labels are defined; on nothing else, so that a document may be cut anywhere.
//! Each range must therefore come from an event or from bytes inside the block it belongs to.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::BrokenLink;
use pulldown_cmark::CodeBlockKind;
use pulldown_cmark::CowStr;
use pulldown_cmark::Event;
use pulldown_cmark::HeadingLevel;
use pulldown_cmark::LinkType;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::RefDefs;
use pulldown_cmark::Tag;

use super::boundary::Boundary;
use super::boundary::State;
use super::boundary::Watch;
use super::boundary::html_ends;
use super::chunk::Block;
use super::chunk::BlockKind;
use super::chunk::Directive;
use super::chunk::Footnote;
use super::chunk::LinkKind;
use super::chunk::Passage;
use super::chunk::Residue;
use super::chunk::ResidueKind;
use super::chunk::Span;
use super::chunk::SpanKind;
use super::definitions;
use super::delimiters;
use super::delimiters::Container;
use super::delimiters::Piece;
use super::delimiters::PieceKind;
use super::heading::OpenHeading;
use super::html;
use super::label::Label;
use super::links;
use super::parts::Entry;
use super::parts::Parts;
use super::passages;
use super::ranges::relative;
use super::ranges::trim;
use super::ranges::trim_line_break;
use super::residue;
use crate::text::TextRange;
use crate::text::size;

/// What a pass reads.
pub(super) struct Source<'a> {
    /// A prefix that puts the parser into a state, then the chunk. Whole lines: it ends with a
    /// line break, if need be one that the document does not have.
    pub(super) text: &'a str,
    /// Where the chunk lies in `text`.
    pub(super) chunk: Range<usize>,
    pub(super) state: &'a State,
    /// The last top-level block of the chunk goes on in the next one.
    pub(super) continues: bool,
    /// Look for boundaries too.
    pub(super) boundaries: bool,
}

/// What a pass found, in order, relative to the chunk.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) parts: Parts,
    /// The labels whose being defined or not matters to this text, and where.
    pub(super) asked: Vec<(usize, Label)>,
    /// The labels of `parts.definitions` in their order, then those of footnote definitions.
    pub(super) defined: Vec<Label>,
    pub(super) boundaries: Vec<Boundary>,
    /// The block without inner blocks that the end of the text cuts.
    pub(super) tail: Option<Boundary>,
}

/// CommonMark with the extensions of a seed. Metadata blocks, definition lists and old-style
/// footnotes look ahead without bound and would break the locality of chunks: they stay off.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Parses `source`; `defined` answers for labels that the text itself does not define.
pub(super) fn parse(source: &Source<'_>, defined: impl Fn(&Label) -> bool) -> Outcome {
    let asked = RefCell::new(Vec::new());
    let undefined = RefCell::new(Vec::new());
    let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        let label = Label::link(&link.reference);
        let is_defined = defined(&label);
        asked.borrow_mut().push((link.span.start, label));
        if !is_defined && matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            undefined.borrow_mut().push((link.span, link.link_type));
        }
        // Pulldown bounds the sum of what references expand to by the length of the document. An
        // empty URL adds nothing, so that the bound cannot differ between a chunk and the whole.
        is_defined.then(|| ("".into(), "".into()))
    };
    let parser = Parser::new_with_broken_link_callback(source.text, options(), Some(callback));
    let chunk_text = source.text.get(source.chunk.clone()).unwrap_or_default();
    let mut pass = Pass {
        text: source.text,
        chunk: source.chunk.clone(),
        state: source.state,
        continues: source.continues,
        out: Outcome::default(),
        open: Vec::new(),
        depth: 0,
        heading: None,
        opaque: false,
        pieces: Vec::new(),
        place: Place::Other,
        residues: 0,
        phrase: String::new(),
        covered: source.chunk.start,
        may_define: memchr::memmem::find(chunk_text.as_bytes(), b"]:").is_some(),
        watch: source.boundaries.then(|| Watch::new(source.text, source.chunk.start)),
    };
    let mut events = parser.into_offset_iter();
    for (event, range) in &mut events {
        pass.event(event, range);
    }
    let outcome = pass.finish(asked.take(), undefined.take());
    debug_assert!(knows_definitions(&outcome, source, events.reference_definitions()));
    outcome
}

/// Whether `outcome` holds each definition that the grammar tells of, and no other label.
fn knows_definitions(outcome: &Outcome, source: &Source<'_>, told: &RefDefs<'_>) -> bool {
    let start = source.chunk.start;
    let text = &source.text[source.chunk.clone()];
    let definitions = &outcome.parts.definitions;
    let mut labels = Vec::new();
    for (label, definition) in told.iter() {
        labels.push(Label::link(label));
        if definition.span.start < start {
            continue;
        }
        let range = definition.span.start - start..definition.span.end - start;
        let known = definitions.iter().zip(&outcome.defined).any(|(it, own)| {
            let destination = it.decoded.as_deref().unwrap_or(&text[it.destination]);
            Range::<usize>::from(it.range) == range
                && *own == Label::link(label)
                && destination == &*definition.dest
        });
        assert!(known, "{label:?} {range:?} is not in {definitions:?} of {text:?}");
    }
    for label in outcome.defined.iter().take(definitions.len()) {
        assert!(labels.contains(label), "{label:?} is no definition in {text:?}");
    }
    true
}

/// An element whose end has not come yet.
struct Open {
    range: Range<usize>,
    what: What,
    /// End of the last thing found directly inside, to tell where a link's text ends.
    inner_end: usize,
}

enum What {
    /// A block other than those below.
    Block,
    Paragraph,
    /// A quote or footnote definition, and its index in the list of blocks if it is there.
    Container(Option<usize>),
    /// As `Container`.
    Item(Option<usize>),
    Heading(HeadingLevel),
    /// Code or HTML, whose text is no inline text.
    Raw,
    /// A list, or a part of a table: no block of its own.
    Grouping,
    Link {
        kind: LinkKind,
        image: bool,
        url: String,
    },
    Emphasis,
}

impl What {
    fn is_block(&self) -> bool {
        !matches!(self, What::Grouping | What::Link { .. } | What::Emphasis)
    }
}

/// Where an inline container stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A paragraph at top level.
    Paragraph,
    /// A heading at top level, or the text of an item of a top-level list, which to the grammar is
    /// a paragraph or none, as blank lines anywhere in the list will have it.
    Heading,
    Other,
}

struct Pass<'a> {
    text: &'a str,
    chunk: Range<usize>,
    state: &'a State,
    continues: bool,
    out: Outcome,
    open: Vec<Open>,
    /// How many of `open` are blocks.
    depth: usize,
    heading: Option<OpenHeading>,
    /// In an HTML block whose content is no HTML: a comment, a script and the like.
    opaque: bool,
    /// What the inline container that is open holds so far.
    pieces: Vec<Piece>,
    /// Where that container stands.
    place: Place,
    /// How many residues lie in containers that have ended.
    residues: usize,
    /// Room for the words of a passage.
    phrase: String,
    /// End of what events have accounted for. Link definitions lie in the gaps between events.
    covered: usize,
    may_define: bool,
    watch: Option<Watch<'a>>,
}

impl Pass<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if !matches!(event, Event::End(_))
            && let Some(open) = self.open.last_mut()
        {
            open.inner_end = open.inner_end.max(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => self.end(),
            Event::Rule => {
                self.flush();
                if let Some(watch) = &mut self.watch {
                    watch.thematic_break(&range, self.open.len());
                }
                self.cover(&range);
                self.block(BlockKind::ThematicBreak, &range);
            }
            _ if range.start < self.chunk.start => (),
            Event::Text(text) => self.literal(&text, range),
            Event::Code(text) => {
                self.span(SpanKind::Code, &range);
                self.inline(PieceKind::Code, &text, range);
            }
            Event::InlineHtml(_) => {
                self.span(SpanKind::Html, &range);
                self.directive(&range);
                self.anchors(&range);
                self.inline(PieceKind::Html, "", range);
            }
            Event::Html(_) if self.opaque => (),
            Event::Html(_) => self.anchors(&range),
            Event::FootnoteReference(label) => {
                let footnote = Footnote {
                    range: self.relative(&range),
                    label: label.as_ref().into(),
                    definition: false,
                };
                self.out.parts.footnotes.push(footnote);
                self.inline(PieceKind::FootnoteReference, "", range);
            }
            Event::SoftBreak => self.inline(PieceKind::SoftBreak, " ", range),
            Event::HardBreak => self.inline(PieceKind::HardBreak, " ", range),
            Event::TaskListMarker(_) => {
                self.cover(&range);
                self.span(SpanKind::TaskMarker, &range);
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => (),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let what = match tag {
            Tag::Emphasis => self.start_emphasis(SpanKind::Emphasis, &range),
            Tag::Strong => self.start_emphasis(SpanKind::Strong, &range),
            Tag::Strikethrough => self.start_emphasis(SpanKind::Strikethrough, &range),
            Tag::Link { link_type, dest_url, id, .. } => {
                self.start_link(link_type, &dest_url, &id, &range, false)
            }
            Tag::Image { link_type, dest_url, id, .. } => {
                self.start_link(link_type, &dest_url, &id, &range, true)
            }
            tag => {
                self.flush();
                if let Some(watch) = &mut self.watch {
                    watch.start(&tag, &range, self.open.len());
                }
                self.start_block(&tag, &range)
            }
        };
        self.depth += usize::from(what.is_block());
        self.open.push(Open { inner_end: range.start, range, what });
    }

    fn start_block(&mut self, tag: &Tag<'_>, range: &Range<usize>) -> What {
        let marker = range.start..range.start;
        match tag {
            Tag::Paragraph => {
                self.cover(range);
                // Whether the grammar sees paragraphs directly in an item depends on blank lines
                // anywhere in the list. So they are never recorded.
                if !matches!(self.open.last(), Some(Open { what: What::Item(_), .. })) {
                    self.block(BlockKind::Paragraph, range);
                }
                What::Paragraph
            }
            Tag::Heading { level, .. } => {
                self.cover(range);
                self.block(BlockKind::Heading, range);
                self.heading = Some(OpenHeading::new(range));
                What::Heading(*level)
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
                self.cover(range);
                // The range of a closed fence ends in its closing line, of another at the end of a
                // line of code; there is always one, since `text` is whole lines.
                let closed = self.byte_before(range.end) != Some(b'\n');
                self.block(BlockKind::Fence { closed }, range);
                What::Raw
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                let end = definitions::behind_code(self.text, range.end, self.open_quotes());
                self.cover(&(range.start..end));
                self.block(BlockKind::IndentedCode, range);
                What::Raw
            }
            Tag::HtmlBlock => {
                self.cover(range);
                self.block(BlockKind::Html, range);
                self.start_html(range);
                self.html_residue(range);
                self.directive(range);
                What::Raw
            }
            Tag::Table(_) => {
                self.cover(range);
                self.block(BlockKind::Table, range);
                What::Block
            }
            Tag::FootnoteDefinition(label) => {
                self.cover(&marker);
                let index = self.block(BlockKind::FootnoteDefinition, range);
                self.footnote_definition(label, range);
                What::Container(index)
            }
            Tag::BlockQuote(_) => {
                self.cover(&marker);
                What::Container(self.block(BlockKind::Quote, range))
            }
            Tag::Item => {
                let indent = self.text[range.clone()]
                    .bytes()
                    .take_while(|&byte| byte == b' ' || byte == b'\t');
                let start = range.start + indent.count();
                self.cover(&(start..start));
                What::Item(self.block(BlockKind::Item, &(start..range.end)))
            }
            _ => What::Grouping,
        }
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.depth -= usize::from(open.what.is_block());
        let mut end = open.range.end;
        match open.what {
            What::Emphasis => self.piece(PieceKind::EmphasisEnd, end..end),
            What::Link { kind, image, url } => {
                let start = open.range.start;
                let link = links::link(self.text, kind, image, &url, open.range, open.inner_end);
                // The grammar ends a collapsed reference before its empty brackets.
                end = usize::from(link.range.end());
                self.cover(&(start..end));
                if let Some(heading) = &mut self.heading {
                    heading.add("", &(start..end), image);
                }
                self.piece(PieceKind::LinkEnd, end..end);
                if start >= self.chunk.start {
                    self.out.parts.links.push(link.counted_from(size(self.chunk.start)));
                }
            }
            What::Heading(level) => {
                self.flush();
                self.end_heading(level, &open.range);
            }
            What::Raw => self.opaque = false,
            What::Container(index) | What::Item(index) => {
                self.flush();
                self.end_container(index, &open.range);
            }
            What::Block | What::Paragraph | What::Grouping => self.flush(),
        }
        if let Some(outer) = self.open.last_mut() {
            outer.inner_end = outer.inner_end.max(end);
        }
    }

    /// Ends a container with the last thing in it: where the grammar lets it end depends on what
    /// follows.
    fn end_container(&mut self, index: Option<usize>, range: &Range<usize>) {
        if self.may_define && self.covered < range.end {
            self.gap(range.end);
        }
        let Some(block) = index.and_then(|index| self.out.parts.blocks.get_mut(index)) else {
            return;
        };
        let start = usize::from(block.range.start()) + self.chunk.start;
        let marker = match block.kind {
            BlockKind::Item => {
                let source = self.text.as_bytes().get(start..range.end).unwrap_or_default();
                1 + source.iter().take_while(|byte| byte.is_ascii_digit()).count()
            }
            _ => 1,
        };
        let end = self.covered.min(range.end).max(start + marker);
        block.range = relative(&self.chunk, &trim(self.text, &(start..end)));
    }

    fn start_emphasis(&mut self, kind: SpanKind, range: &Range<usize>) -> What {
        self.span(kind, range);
        self.inline(PieceKind::EmphasisStart, "", range.clone());
        What::Emphasis
    }

    fn start_link(
        &mut self,
        kind: LinkType,
        url: &str,
        id: &str,
        range: &Range<usize>,
        image: bool,
    ) -> What {
        let kind = match kind {
            LinkType::Inline | LinkType::WikiLink { .. } => LinkKind::Inline,
            LinkType::Reference | LinkType::ReferenceUnknown => LinkKind::Reference,
            LinkType::Collapsed | LinkType::CollapsedUnknown => LinkKind::Collapsed,
            LinkType::Shortcut | LinkType::ShortcutUnknown => LinkKind::Shortcut,
            LinkType::Autolink => LinkKind::Autolink,
            LinkType::Email => LinkKind::Email,
        };
        let own = matches!(kind, LinkKind::Inline | LinkKind::Autolink | LinkKind::Email);
        if !own && range.start >= self.chunk.start {
            self.out.asked.push((range.start - self.chunk.start, Label::link(id)));
        }
        self.inline(PieceKind::LinkStart, "", range.clone());
        // What references expand to depends on other chunks, and is not recorded.
        What::Link { kind, image, url: if own { url.to_owned() } else { String::new() } }
    }

    fn end_heading(&mut self, level: HeadingLevel, range: &Range<usize>) {
        let Some(heading) = self.heading.take() else { return };
        if range.start < self.chunk.start {
            return;
        }
        let trimmed = trim(self.text, range);
        let heading = heading.close(level as u8, self.open.is_empty(), &trimmed, &self.chunk);
        self.out.parts.headings.push(heading);
    }

    fn start_html(&mut self, range: &Range<usize>) {
        let source = &self.text.as_bytes()[range.clone()];
        let line = memchr::memchr(b'\n', source).map_or(source.len(), |at| at);
        let Some((open, _)) = html_ends(&source[..line]) else { return };
        self.opaque = open != "<pre>";
    }

    /// How many quotes are open.
    fn open_quotes(&self) -> usize {
        let is_quote = |open: &&Open| match open.what {
            What::Container(Some(index)) => {
                self.out.parts.blocks.get(index).is_some_and(|it| it.kind == BlockKind::Quote)
            }
            _ => false,
        };
        self.open.iter().filter(is_quote).count()
    }

    fn footnote_definition(&mut self, label: &str, range: &Range<usize>) {
        if range.start < self.chunk.start {
            return;
        }
        let end = definitions::label_end(self.text, range.start).unwrap_or(range.start);
        self.covered = self.covered.max(end);
        let footnote = Footnote {
            range: self.relative(&(range.start..end)),
            label: label.into(),
            definition: true,
        };
        self.out.parts.footnotes.push(footnote);
    }

    /// Records a block; its index, if it is one of this chunk.
    fn block(&mut self, kind: BlockKind, range: &Range<usize>) -> Option<usize> {
        let top = self.depth == 0;
        let continued = top
            && match self.state {
                State::Fresh => false,
                State::Quote => range.start == self.chunk.start,
                State::Inside(..) => range.start < self.chunk.start && range.end > self.chunk.start,
            };
        if range.start < self.chunk.start && !continued {
            return None;
        }
        let label = (top && kind == BlockKind::Paragraph)
            .then(|| passages::label_length(&self.text[range.clone()]))
            .flatten();
        let trimmed = match kind {
            // All but the last line break belongs to their content, and may be all of a piece.
            BlockKind::Fence { .. } | BlockKind::Html => trim_line_break(self.text, range),
            // Their end is set when they end.
            BlockKind::Quote | BlockKind::Item | BlockKind::FootnoteDefinition => {
                range.start..range.start
            }
            _ => trim(self.text, range),
        };
        self.out.parts.blocks.push(Block {
            range: self.relative(&trimmed),
            kind,
            depth: u8::try_from(self.depth).unwrap_or(u8::MAX),
            continued,
            continues: false,
            label,
        });
        Some(self.out.parts.blocks.len() - 1)
    }

    fn literal(&mut self, text: &str, range: Range<usize>) {
        if matches!(self.open.last(), Some(Open { what: What::Raw, .. })) {
            return;
        }
        if self.text.get(range.clone()) != Some(text) {
            self.entity(text, &range);
            self.inline(PieceKind::Entity, text, range);
            return;
        }
        let last_end = self.pieces.last().map(|piece| usize::from(piece.range.end()));
        let escaped = range.start > self.chunk.start
            && self.byte_before(range.start) == Some(b'\\')
            && last_end.is_none_or(|end| end < range.start);
        if escaped {
            self.inline(PieceKind::EscapedText, text, range);
        } else if let Some(last) = self.pieces.last_mut()
            && matches!(last.kind, PieceKind::Text | PieceKind::EscapedText)
            && last_end == Some(range.start)
        {
            last.range = TextRange::new(last.range.start(), size(range.end));
            self.cover(&range);
            self.heading_text(text, &range);
        } else {
            self.inline(PieceKind::Text, text, range);
        }
    }

    /// An inline element of which a reader sees `text`.
    fn inline(&mut self, kind: PieceKind, text: &str, range: Range<usize>) {
        self.cover(&range);
        let escape = usize::from(kind == PieceKind::EscapedText);
        self.heading_text(text, &(range.start - escape..range.end));
        let range = match kind {
            PieceKind::LinkStart | PieceKind::EmphasisStart => range.start..range.start,
            _ => range,
        };
        self.piece(kind, range);
    }

    fn heading_text(&mut self, added: &str, range: &Range<usize>) {
        if let Some(heading) = &mut self.heading {
            let is_image = |open: &Open| matches!(open.what, What::Link { image: true, .. });
            heading.add(added, range, self.open.iter().any(is_image));
        }
    }

    /// Finds the residue that a character reference is, before its container is looked through.
    fn entity(&mut self, decoded: &str, range: &Range<usize>) {
        let is_reference = self.text.get(range.clone()).is_some_and(|it| it.starts_with('&'));
        let range = TextRange::new(size(range.start), size(range.end));
        self.out
            .parts
            .residues
            .extend(is_reference.then(|| residue::entity(decoded, range)).flatten());
    }

    fn html_residue(&mut self, range: &Range<usize>) {
        let block = self.text.get(range.clone()).unwrap_or_default();
        if let Some(len) = residue::block_tag(block).filter(|_| self.chunk.start <= range.start) {
            self.out.parts.residues.push(Residue {
                range: self.relative(&(range.start..range.start + len)),
                kind: ResidueKind::Tag,
                first: true,
                insert: None,
                exact: false,
            });
            self.residues = self.out.parts.residues.len();
        }
    }

    fn container_place(&self) -> Place {
        let mut open = self.open.iter().rev().map(|it| &it.what).peekable();
        let paragraph = open.next_if(|what| matches!(what, What::Paragraph)).is_some();
        match open.next() {
            None if paragraph => Place::Paragraph,
            Some(What::Item(_)) if self.depth == 1 + usize::from(paragraph) => Place::Heading,
            Some(What::Heading(_)) if self.depth == 1 => Place::Heading,
            _ => Place::Other,
        }
    }

    fn piece(&mut self, kind: PieceKind, range: Range<usize>) {
        if range.start >= self.chunk.start {
            if self.pieces.is_empty() {
                self.place = self.container_place();
            }
            let range = TextRange::new(size(range.start), size(range.end));
            self.pieces.push(Piece { range, kind });
        }
    }

    fn span(&mut self, kind: SpanKind, range: &Range<usize>) {
        if range.start >= self.chunk.start {
            let range = self.relative(range);
            self.out.parts.spans.push(Span { range, kind });
        }
    }

    fn directive(&mut self, range: &Range<usize>) {
        let html = self.text.get(range.clone()).unwrap_or_default();
        if let Some(inside) = html::directive(html).filter(|_| self.chunk.start <= range.start) {
            let range = range.start + inside.start..range.start + inside.end;
            self.out.parts.directives.push(Directive { range: self.relative(&range) });
        }
    }

    fn anchors(&mut self, range: &Range<usize>) {
        let chunk = self.chunk.clone();
        let anchors = html::anchors(self.text, range);
        self.out.parts.anchors.extend(anchors.map(|mut anchor| {
            anchor.range = relative(&chunk, &Range::from(anchor.range));
            anchor
        }));
    }

    /// Ends the inline container that is open: checks its delimiters and finds its bare URLs.
    fn flush(&mut self) {
        let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) else { return };
        // The checker sees no byte outside of the pieces: what lies around them depends on where
        // chunks begin and end.
        let (start, end) = (first.range.start(), last.range.end());
        for piece in &mut self.pieces {
            piece.range -= start;
        }
        let Some(source) = self.text.get(usize::from(start)..usize::from(end)) else { return };
        let base = start - size(self.chunk.start);
        let first = self.out.parts.faults.len();
        let container = Container { source, pieces: &self.pieces };
        delimiters::check(&container, &mut self.out.parts.faults);
        for fault in &mut self.out.parts.faults[first..] {
            fault.shift(base);
        }
        let residues = &mut self.out.parts.residues;
        // Those of entities are counted from the text's start so far.
        residues[self.residues..].iter_mut().for_each(|it| it.range -= start);
        residue::check(&container, self.residues, residues);
        residues[self.residues..].iter_mut().for_each(|it| it.shift(base));
        self.residues = residues.len();
        if self.place != Place::Other {
            let is_text =
                |piece: &&Piece| matches!(piece.kind, PieceKind::Text | PieceKind::EscapedText);
            let text = self.pieces.iter().filter(is_text).map(|piece| &source[piece.range]);
            let compared = self.place == Place::Paragraph;
            let key = passages::key(source, text, compared, &mut self.phrase);
            let range = TextRange::new(base, base + size(source.len()));
            self.out.parts.passages.extend(key.map(|key| Passage { range, key }));
        }
        let first = self.out.parts.links.len();
        links::bare(source, &self.pieces, &mut self.out.parts.links);
        links::wiki(source, &self.pieces, &mut self.out.parts.links);
        for link in &mut self.out.parts.links[first..] {
            link.shift(base);
        }
        let first = self.out.parts.undefined.len();
        links::undefined_footnotes(source, &self.pieces, &mut self.out.parts.undefined);
        self.out.parts.undefined[first..].iter_mut().for_each(|it| it.shift(base));
        self.pieces.clear();
    }

    /// Accounts for `range`; the gap before it may hold link definitions.
    fn cover(&mut self, range: &Range<usize>) {
        if self.may_define && self.covered < range.start {
            self.gap(range.start);
        }
        self.covered = self.covered.max(range.end);
    }

    fn gap(&mut self, end: usize) {
        let start = size(self.chunk.start);
        definitions::scan(self.text, self.covered..end, |definition, label| {
            self.covered = usize::from(definition.range.end());
            self.out.parts.definitions.push(definition.counted_from(start));
            self.out.defined.push(label);
        });
    }

    fn finish(
        mut self,
        asked: Vec<(usize, Label)>,
        undefined: Vec<(Range<usize>, LinkType)>,
    ) -> Outcome {
        self.flush();
        let end = self.text.len();
        self.cover(&(end..end));
        let chunk = self.chunk.clone();
        let in_chunk = |at: usize| at.checked_sub(chunk.start);
        let asked = asked.into_iter().filter_map(|(at, label)| Some((in_chunk(at)?, label)));
        self.out.asked.extend(asked);
        self.out.asked.sort();
        self.out.asked.dedup();
        for (range, kind) in undefined {
            if range.start >= chunk.start
                && let Some(reference) = links::undefined(self.text, range, kind)
            {
                self.out.parts.undefined.push(reference.counted_from(size(chunk.start)));
            }
        }
        self.continue_blocks();
        let footnotes = self.out.parts.footnotes.iter().filter(|footnote| footnote.definition);
        self.out.defined.extend(footnotes.map(|footnote| Label::footnote(&footnote.label)));
        self.out.parts.sort();
        if let Some(watch) = self.watch {
            (self.out.boundaries, self.out.tail) = watch.finish(&self.out.parts.definitions);
        }
        self.out
    }

    /// Marks the block that goes on in the next chunk, and sees to it that a chunk in the middle of
    /// a block has a piece of it even where the block ends with the chunk before.
    fn continue_blocks(&mut self) {
        let blocks = &mut self.out.parts.blocks;
        if let State::Inside(leaf, _) = self.state
            && !blocks.first().is_some_and(|block| block.continued)
        {
            let piece = Block {
                range: TextRange::default(),
                kind: leaf.block_kind(),
                depth: 0,
                continued: true,
                continues: false,
                label: None,
            };
            blocks.insert(0, piece);
        }
        if self.continues
            && let Some(block) = blocks.iter_mut().rev().find(|block| block.depth == 0)
        {
            block.continues = true;
        }
    }

    fn relative(&self, range: &Range<usize>) -> TextRange {
        relative(&self.chunk, range)
    }

    fn byte_before(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at.checked_sub(1)?).copied()
    }
}
