//! One pass of pulldown-cmark over a text, to flat lists of what it found.

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
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;

use super::chunk::Anchor;
use super::chunk::Block;
use super::chunk::BlockKind;
use super::chunk::Definition;
use super::chunk::Fault;
use super::chunk::Footnote;
use super::chunk::Heading;
use super::chunk::Link;
use super::chunk::LinkKind;
use super::chunk::Span;
use super::chunk::SpanKind;
use super::chunk::UndefinedReference;
use super::delimiters;
use super::delimiters::Container;
use super::delimiters::Piece;
use super::delimiters::PieceKind;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// What a pass found, in order of position.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) blocks: Vec<Block>,
    pub(super) headings: Vec<Heading>,
    pub(super) links: Vec<Link>,
    pub(super) definitions: Vec<Definition>,
    pub(super) footnotes: Vec<Footnote>,
    pub(super) anchors: Vec<Anchor>,
    pub(super) undefined: Vec<UndefinedReference>,
    pub(super) spans: Vec<Span>,
    pub(super) faults: Vec<Fault>,
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

/// Parses all of `text`; the ranges of the result are moved by `base`.
pub(super) fn parse(text: &str, base: TextSize) -> Parts {
    let undefined = RefCell::new(Vec::new());
    let callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            undefined.borrow_mut().push(link.span);
        }
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, options(), Some(callback));
    let mut pass = Pass { text, parts: Parts::default(), open: Vec::new(), pieces: Vec::new() };
    for (_, definition) in parser.reference_definitions().iter() {
        pass.definition(definition.span.clone(), &definition.dest);
    }
    for (event, range) in parser.into_offset_iter() {
        pass.event(event, range);
    }
    let mut parts = pass.parts;
    for span in undefined.into_inner() {
        parts.undefined.extend(undefined_reference(text, span));
    }
    parts.sort();
    parts.shift(base);
    parts
}

impl Parts {
    fn sort(&mut self) {
        self.blocks.sort_by_key(|it| (it.range.start(), it.depth));
        self.links.sort_by_key(|it| (it.range.start(), it.range.end()));
        self.definitions.sort_by_key(|it| it.range.start());
        self.anchors.sort_by_key(|it| it.range.start());
        self.undefined.sort_by_key(|it| (it.range.start(), it.range.end()));
        self.undefined.dedup();
        self.spans.sort_by_key(|it| (it.range.start(), it.range.end()));
        self.faults.sort_by_key(|it| (it.range.start(), it.kind));
    }

    fn shift(&mut self, by: TextSize) {
        if by == TextSize::from(0) {
            return;
        }
        self.blocks.iter_mut().for_each(|it| it.range += by);
        self.headings.iter_mut().for_each(|it| {
            it.range += by;
            it.content += by;
        });
        self.links.iter_mut().for_each(|it| {
            it.range += by;
            it.text += by;
            it.destination += by;
        });
        self.definitions.iter_mut().for_each(|it| {
            it.range += by;
            it.label += by;
            it.destination += by;
        });
        self.footnotes.iter_mut().for_each(|it| it.range += by);
        self.anchors.iter_mut().for_each(|it| it.range += by);
        self.undefined.iter_mut().for_each(|it| {
            it.range += by;
            it.label += by;
        });
        self.spans.iter_mut().for_each(|it| it.range += by);
        self.faults.iter_mut().for_each(|it| {
            it.range += by;
            it.extent += by;
            if let Some(repair) = &mut it.repair {
                repair.range += by;
            }
        });
    }
}

/// An element whose end has not come yet.
struct Open {
    range: Range<usize>,
    what: What,
    /// End of the last thing found inside, to tell where a link's text ends.
    inner_end: usize,
}

enum What {
    Block,
    Heading { level: u8, text: String, content: Range<usize> },
    Link(LinkKind, bool, String),
    Inline,
    Code,
}

struct Pass<'a> {
    text: &'a str,
    parts: Parts,
    open: Vec<Open>,
    pieces: Vec<Piece>,
}

impl Pass<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some(open) = self.open.last_mut()
            && !matches!(event, Event::End(_))
        {
            open.inner_end = open.inner_end.max(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.literal(&text, range),
            Event::Code(text) => {
                self.span(SpanKind::Code, &range);
                self.add_text(&text, &range);
                self.piece(PieceKind::Code, range);
            }
            Event::InlineHtml(_) => {
                self.span(SpanKind::Html, &range);
                self.explicit_anchors(&range);
                self.piece(PieceKind::Html, range);
            }
            Event::Html(_) => self.explicit_anchors(&range),
            Event::FootnoteReference(label) => {
                let range_ = text_range(&range);
                self.parts.footnotes.push(Footnote {
                    range: range_,
                    label: label.as_ref().into(),
                    definition: false,
                });
                self.piece(PieceKind::FootnoteReference, range);
            }
            Event::SoftBreak => {
                self.add_text(" ", &range);
                self.piece(PieceKind::SoftBreak, range);
            }
            Event::HardBreak => {
                self.add_text(" ", &range);
                self.piece(PieceKind::HardBreak, range);
            }
            Event::Rule => {
                self.flush();
                self.block(BlockKind::ThematicBreak, &range);
            }
            Event::TaskListMarker(_) => self.span(SpanKind::TaskMarker, &range),
            Event::InlineMath(_) | Event::DisplayMath(_) => (),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let what = match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                let kind = match tag {
                    Tag::Emphasis => SpanKind::Emphasis,
                    Tag::Strong => SpanKind::Strong,
                    _ => SpanKind::Strikethrough,
                };
                self.span(kind, &range);
                self.piece(PieceKind::EmphasisStart, range.start..range.start);
                What::Inline
            }
            Tag::Link { link_type, dest_url, .. } => {
                self.link_start(link_type, &dest_url, &range, false)
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.link_start(link_type, &dest_url, &range, true)
            }
            Tag::Paragraph => {
                self.flush();
                self.block(BlockKind::Paragraph, &range);
                What::Block
            }
            Tag::Heading { level, .. } => {
                self.flush();
                self.block(BlockKind::Heading, &range);
                let content = range.end..range.start;
                What::Heading { level: level_number(level), text: String::new(), content }
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.block(
                    match kind {
                        CodeBlockKind::Fenced(_) => {
                            BlockKind::Fence { closed: fence_is_closed(self.text, &range) }
                        }
                        CodeBlockKind::Indented => BlockKind::IndentedCode,
                    },
                    &range,
                );
                What::Code
            }
            Tag::HtmlBlock => {
                self.flush();
                self.block(BlockKind::Html, &range);
                What::Code
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.block(BlockKind::FootnoteDefinition, &range);
                let source = &self.text[range.clone()];
                let end = source.find("]:").map_or(range.end, |at| range.start + at + 2);
                self.parts.footnotes.push(Footnote {
                    range: text_range(&(range.start..end)),
                    label: label.as_ref().into(),
                    definition: true,
                });
                What::Block
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.block(BlockKind::Quote, &range);
                What::Block
            }
            Tag::Item => {
                self.flush();
                self.block(BlockKind::Item, &range);
                What::Block
            }
            Tag::Table(_) => {
                self.flush();
                self.block(BlockKind::Table, &range);
                What::Block
            }
            _ => {
                self.flush();
                What::Block
            }
        };
        self.open.push(Open { inner_end: range.start, range, what });
    }

    fn end(&mut self, end: TagEnd) {
        let Some(open) = self.open.pop() else { return };
        if let Some(outer) = self.open.last_mut() {
            outer.inner_end = outer.inner_end.max(open.range.end);
        }
        match open.what {
            What::Inline => self.piece(PieceKind::EmphasisEnd, open.range.end..open.range.end),
            What::Link(kind, image, url) => {
                self.link(kind, image, &url, &open.range, open.inner_end);
                self.piece(PieceKind::LinkEnd, open.range.end..open.range.end);
            }
            What::Heading { level, text, content } => {
                self.flush();
                let content = if content.start < content.end {
                    content
                } else {
                    open.range.start..open.range.start
                };
                self.parts.headings.push(Heading {
                    range: text_range(&trim_line_end(self.text, open.range)),
                    level,
                    top: self.open.is_empty(),
                    content: text_range(&content),
                    text: text.trim().into(),
                });
            }
            What::Code => self.pieces.clear(),
            What::Block => {
                let _ = end;
                self.flush();
            }
        }
    }

    fn literal(&mut self, text: &str, range: Range<usize>) {
        if matches!(self.open.last(), Some(Open { what: What::Code, .. })) {
            return;
        }
        self.add_text(text, &range);
        if self.text.get(range.clone()) != Some(text) {
            self.piece(PieceKind::Entity, range);
            return;
        }
        let escaped = range.start > 0
            && self.text.as_bytes()[range.start - 1] == b'\\'
            && self.pieces.last().is_none_or(|piece| usize::from(piece.range.end()) < range.start);
        if escaped {
            self.piece(PieceKind::EscapedText, range);
        } else if let Some(last) = self.pieces.last_mut()
            && matches!(last.kind, PieceKind::Text | PieceKind::EscapedText)
            && usize::from(last.range.end()) == range.start
        {
            last.range = TextRange::new(last.range.start(), size(range.end));
        } else {
            self.piece(PieceKind::Text, range);
        }
    }

    /// Adds to the plain text of the heading that is open, if one is.
    fn add_text(&mut self, added: &str, range: &Range<usize>) {
        for open in &mut self.open {
            if let What::Heading { text, content, .. } = &mut open.what {
                text.push_str(added);
                content.start = content.start.min(range.start);
                content.end = content.end.max(range.end);
            }
        }
    }

    fn piece(&mut self, kind: PieceKind, range: Range<usize>) {
        self.pieces.push(Piece { range: text_range(&range), kind });
    }

    fn span(&mut self, kind: SpanKind, range: &Range<usize>) {
        self.parts.spans.push(Span { range: text_range(range), kind });
    }

    fn block(&mut self, kind: BlockKind, range: &Range<usize>) {
        // A list is no block of its own, so its items lie at the depth of the list.
        let depth = self.open.iter().filter(|open| matches!(open.what, What::Block)).count();
        let lists = self.parts.blocks.len();
        let _ = lists;
        let label = (depth == 0 && kind == BlockKind::Paragraph)
            .then(|| label_length(&self.text[range.clone()]))
            .flatten();
        self.parts.blocks.push(Block {
            range: text_range(&trim_line_end(self.text, range.clone())),
            kind,
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            continued: false,
            continues: false,
            label,
        });
    }

    fn flush(&mut self) {
        if self.pieces.is_empty() {
            return;
        }
        let container = Container { source: self.text, pieces: &self.pieces };
        delimiters::check(&container, &mut self.parts.faults);
        self.pieces.clear();
    }

    fn link_start(&mut self, kind: LinkType, url: &str, range: &Range<usize>, image: bool) -> What {
        self.piece(PieceKind::LinkStart, range.start..range.start);
        What::Link(link_kind(kind), image, url.to_owned())
    }

    fn link(
        &mut self,
        kind: LinkKind,
        image: bool,
        url: &str,
        range: &Range<usize>,
        inner_end: usize,
    ) {
        let source = &self.text[range.clone()];
        let open = if image { 2 } else { 1 };
        let inner = range.start + open..inner_end.max(range.start + open).min(range.end);
        let (text, destination) = match kind {
            LinkKind::Autolink | LinkKind::Email => {
                let inside = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
                (inside.clone(), inside)
            }
            LinkKind::Inline => {
                let close = self.text[inner.end..range.end]
                    .find("](")
                    .map_or(range.end, |at| inner.end + at);
                let from = (close + 2).min(range.end);
                (range.start + open..close, destination(self.text, from..range.end - 1))
            }
            LinkKind::Reference => {
                let label = source.rfind('[').map_or(range.end, |at| range.start + at + 1);
                let close = self.text[inner.end..range.end]
                    .find(']')
                    .map_or(inner.end, |at| inner.end + at);
                (range.start + open..close, label.min(range.end - 1)..range.end - 1)
            }
            LinkKind::Collapsed => {
                let text = range.start + open..range.end - 3;
                (text.clone(), text)
            }
            LinkKind::Shortcut | LinkKind::Bare => {
                let text = range.start + open..range.end - 1;
                (text.clone(), text)
            }
        };
        let own = !matches!(kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut);
        let decoded = (own && kind != LinkKind::Email && &self.text[destination.clone()] != url)
            .then(|| url.into());
        self.parts.links.push(Link {
            range: text_range(range),
            kind,
            image,
            text: text_range(&text),
            destination: text_range(&destination),
            decoded,
            web: !own || kind == LinkKind::Email || is_plain_web_url(url),
        });
    }

    fn definition(&mut self, span: Range<usize>, url: &str) {
        let source = &self.text[span.clone()];
        let Some(close) = source.find("]:") else { return };
        let destination = destination(self.text, span.start + close + 2..span.end);
        let decoded = (&self.text[destination.clone()] != url).then(|| url.into());
        self.parts.definitions.push(Definition {
            label: text_range(&(span.start + 1..span.start + close)),
            destination: text_range(&destination),
            decoded,
            web: is_plain_web_url(url),
            range: text_range(&span),
        });
    }

    /// `id` and `name` attributes of the HTML in `range`.
    fn explicit_anchors(&mut self, range: &Range<usize>) {
        let source = &self.text[range.clone()];
        let mut from = 0;
        while let Some(equals) = source[from..].find('=').map(|at| from + at) {
            from = equals + 1;
            let name = source[..equals].trim_end();
            let is_anchor = name.len() >= 3
                && (name.ends_with("id") || name.ends_with("name"))
                && name
                    .trim_end_matches(|c: char| c.is_ascii_alphabetic())
                    .ends_with(char::is_whitespace);
            let value = source[from..].trim_start();
            let Some(quote) =
                value.chars().next().filter(|&c| is_anchor && (c == '"' || c == '\''))
            else {
                continue;
            };
            let start = source.len() - value.len() + 1;
            let Some(end) = source[start..].find(quote).map(|at| start + at) else { continue };
            self.parts.anchors.push(Anchor {
                range: text_range(&(range.start + start..range.start + end)),
                name: source[start..end].into(),
            });
            from = end;
        }
    }
}

/// The source of the destination that begins at or after `range.start`, without `<` and `>`.
fn destination(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.end.min(text.len());
    let start = range.start.min(end);
    let source = &text[start..end];
    let start = start + (source.len() - source.trim_start().len());
    let source = &text[start..end];
    if let Some(inside) = source.strip_prefix('<') {
        let len = unescaped(inside, |c| c == '>');
        return start + 1..start + 1 + len;
    }
    let mut depth = 0u32;
    let len = unescaped(source, |c| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth == 0 => true,
        ')' => {
            depth -= 1;
            false
        }
        c => c.is_ascii_whitespace() || c.is_ascii_control(),
    });
    start..start + len
}

/// Bytes before the first character that `stop` accepts and no backslash escapes.
fn unescaped(source: &str, mut stop: impl FnMut(char) -> bool) -> usize {
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        if !escaped && stop(c) {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    source.len()
}

fn undefined_reference(text: &str, span: Range<usize>) -> Option<UndefinedReference> {
    let source = text.get(span.clone())?;
    let label = if let Some(text) = source.strip_suffix("[]") {
        let text = text.trim_end().strip_suffix(']')?;
        let open = text.find('[')? + 1;
        span.start + open..span.start + text.len()
    } else {
        let open = source.rfind('[')? + 1;
        span.start + open..span.end - 1
    };
    Some(UndefinedReference { range: text_range(&span), label: text_range(&label) })
}

/// Length of the label with which `paragraph` begins, its colon included.
fn label_length(paragraph: &str) -> Option<TextSize> {
    const LONGEST: usize = 40;
    let line = paragraph.lines().next()?;
    let (at, colon) = line.char_indices().take(LONGEST).find(|&(_, c)| c == ':' || c == '：')?;
    let label = &line[..at];
    let is_word = |word: &str| {
        word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’'))
    };
    let words = label.split_whitespace().count();
    let fits = (1..=4).contains(&words)
        && label.split_whitespace().all(is_word)
        && !line[at + colon.len_utf8()..].starts_with("//");
    fits.then(|| size(at + colon.len_utf8()))
}

/// Pulldown does not say whether a fence was closed; its range ends inside the closing line iff it
/// was.
fn fence_is_closed(text: &str, range: &Range<usize>) -> bool {
    let source = &text.as_bytes()[range.clone()];
    let Some(&mark) = source.first() else { return false };
    let opening = source.iter().take_while(|&&byte| byte == mark).count();
    let Some(line) = memchr::memrchr(b'\n', source) else { return false };
    let last = source[line + 1..].trim_ascii_end();
    let run = last.iter().rev().take_while(|&&byte| byte == mark).count();
    run >= opening && last[..last.len() - run].iter().all(|b| matches!(b, b' ' | b'\t' | b'>'))
}

/// A cheap test that accepts most well-formed web addresses and no malformed one; the rules ask a
/// real URL parser about the rest.
fn is_plain_web_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return false;
    };
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..host_end];
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let top_is_word =
        host.rsplit('.').next().is_some_and(|top| top.bytes().all(|b| b.is_ascii_alphabetic()));
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?#".contains(&b);
    host.contains('.')
        && host.split('.').all(is_label)
        && top_is_word
        && rest[host_end..].bytes().all(plain)
        && rest.bytes().filter(|&b| b == b'#').count() <= 1
}

fn link_kind(kind: LinkType) -> LinkKind {
    match kind {
        LinkType::Inline | LinkType::WikiLink { .. } => LinkKind::Inline,
        LinkType::Reference | LinkType::ReferenceUnknown => LinkKind::Reference,
        LinkType::Collapsed | LinkType::CollapsedUnknown => LinkKind::Collapsed,
        LinkType::Shortcut | LinkType::ShortcutUnknown => LinkKind::Shortcut,
        LinkType::Autolink => LinkKind::Autolink,
        LinkType::Email => LinkKind::Email,
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn text_range(range: &Range<usize>) -> TextRange {
    TextRange::new(size(range.start), size(range.end.max(range.start)))
}

fn trim_line_end(text: &str, range: Range<usize>) -> Range<usize> {
    let trimmed = text[range.clone()].trim_end_matches(['\n', '\r']).len();
    range.start..range.start + trimmed
}
