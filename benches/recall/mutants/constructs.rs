//! What CommonMark makes of a text, asked of the grammar itself and not of the program under test.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::CodeBlockKind;
use pulldown_cmark::Event;
use pulldown_cmark::LinkType;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use seedls::text::Text;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Link,
    Reference,
    Autolink,
    Image,
    Code,
    Strong,
    Emphasis,
    Strikethrough,
    Html,
    FootnoteReference,
    TaskMarker,
    Paragraph,
    Heading,
    Fence,
    IndentedCode,
    HtmlBlock,
    Quote,
    Item,
    Table,
    TableCell,
    Rule,
    FootnoteDefinition,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Construct {
    pub(crate) kind: Kind,
    /// Bytes of the whole text.
    pub(crate) range: Range<usize>,
    /// Destination and title, the level of a heading or the label of a code block, if it has one.
    pub(crate) target: String,
    /// What a reader sees of it.
    pub(crate) content: String,
}

impl Kind {
    /// It holds other blocks or the text of a whole paragraph, which changes with what is in it.
    pub(crate) fn is_container(self) -> bool {
        matches!(
            self,
            Kind::Paragraph
                | Kind::Quote
                | Kind::Item
                | Kind::Table
                | Kind::TableCell
                | Kind::Heading
                | Kind::FootnoteDefinition
        )
    }

    pub(crate) fn is_inline(self) -> bool {
        self < Kind::Paragraph
    }
}

/// The constructs of `text`, whose Markdown begins at `body`, in order of their end.
pub(crate) fn constructs(text: &str, body: usize) -> Vec<Construct> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut open: Vec<Option<Construct>> = Vec::new();
    let mut closed = Vec::new();
    let source = text.get(body..).unwrap_or_default();
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        let range = range.start + body..range.end + body;
        let leaf = |kind, content: &str| Construct {
            kind,
            range: range.clone(),
            target: String::new(),
            content: content.to_owned(),
        };
        let seen: &str = match &event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) => text,
            Event::SoftBreak | Event::HardBreak => "\n",
            _ => "",
        };
        for construct in open.iter_mut().flatten() {
            construct.content.push_str(seen);
        }
        match event {
            Event::Start(tag) => open.push(started(&tag, range)),
            Event::End(_) => closed.extend(open.pop().flatten()),
            Event::Code(text) => closed.push(leaf(Kind::Code, &text)),
            Event::InlineHtml(text) => closed.push(leaf(Kind::Html, &text)),
            Event::FootnoteReference(text) => closed.push(leaf(Kind::FootnoteReference, &text)),
            Event::TaskListMarker(_) => closed.push(leaf(Kind::TaskMarker, "")),
            Event::Rule => closed.push(leaf(Kind::Rule, "")),
            _ => (),
        }
    }
    closed
}

fn started(tag: &Tag<'_>, range: Range<usize>) -> Option<Construct> {
    let (kind, target) = match tag {
        Tag::Link { link_type, dest_url, title, .. } => {
            let kind = match link_type {
                LinkType::Inline => Kind::Link,
                LinkType::Autolink | LinkType::Email => Kind::Autolink,
                _ => Kind::Reference,
            };
            (kind, format!("{dest_url} {title}"))
        }
        Tag::Image { link_type, dest_url, title, .. } => {
            let inline = *link_type == LinkType::Inline;
            let kind = if inline { Kind::Image } else { Kind::Reference };
            (kind, format!("{dest_url} {title}"))
        }
        Tag::Strong => (Kind::Strong, String::new()),
        Tag::Emphasis => (Kind::Emphasis, String::new()),
        Tag::Strikethrough => (Kind::Strikethrough, String::new()),
        Tag::Paragraph => (Kind::Paragraph, String::new()),
        Tag::Heading { level, .. } => (Kind::Heading, level.to_string()),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => (Kind::Fence, info.to_string()),
        Tag::CodeBlock(CodeBlockKind::Indented) => (Kind::IndentedCode, String::new()),
        Tag::HtmlBlock => (Kind::HtmlBlock, String::new()),
        Tag::BlockQuote(_) => (Kind::Quote, String::new()),
        Tag::Item => (Kind::Item, String::new()),
        Tag::Table(_) => (Kind::Table, String::new()),
        Tag::TableCell => (Kind::TableCell, String::new()),
        Tag::FootnoteDefinition(label) => (Kind::FootnoteDefinition, label.to_string()),
        _ => return None,
    };
    Some(Construct { kind, range, target, content: String::new() })
}

/// Where the Markdown of `text` begins.
pub(crate) fn body(text: &str) -> usize {
    usize::from(seedls::syntax::Tree::new(&Text::new(text)).header().range.end())
}

/// What one list has more often than another: the construct's kind, target and content, without
/// the content where it holds other constructs.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    pub(crate) vanished: Vec<Kind>,
    pub(crate) appeared: Vec<Kind>,
}

pub(crate) fn difference(before: &[Construct], after: &[Construct]) -> Difference {
    let mut counts: BTreeMap<(Kind, &str, &str), isize> = BTreeMap::new();
    for (list, step) in [(before, 1), (after, -1)] {
        for construct in list {
            let content = if construct.kind.is_container() { "" } else { construct.content.trim() };
            *counts.entry((construct.kind, construct.target.as_str(), content)).or_default() +=
                step;
        }
    }
    let mut difference = Difference::default();
    for ((kind, ..), count) in counts {
        let list = if 0 < count { &mut difference.vanished } else { &mut difference.appeared };
        list.extend(std::iter::repeat_n(kind, count.unsigned_abs()));
    }
    difference
}
