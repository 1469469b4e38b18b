//! What the parser finds in one chunk. Ranges are relative to the chunk's start while they are
//! stored in it, and absolute once a [`Tree`](super::Tree) has handed them out.

use serde::Deserialize;
use serde::Serialize;

use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// A block, or the piece of one that lies in one chunk.
///
/// Paragraphs directly in an item are not recorded: whether the grammar sees them depends on blank
/// lines anywhere in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Without the line break, and for most kinds the white space, at its end. Quotes, items and
    /// footnote definitions end with the last thing in them.
    pub range: TextRange,
    pub kind: BlockKind,
    /// 0 for blocks that lie in no other block (items of a top-level list count as top level).
    pub depth: u8,
    /// The block began in an earlier chunk. `Tree::blocks` joins the pieces.
    pub continued: bool,
    /// The block goes on in the next chunk.
    pub continues: bool,
    /// Length of the label with which a top-level paragraph begins (`Original url:`, colon
    /// included), where its first line has the shape of one: up to four words, then a colon.
    pub label: Option<TextSize>,
}

/// CommonMark 0.31 block structure, with GFM tables and footnotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    Paragraph,
    /// ATX or setext; see [`Heading`].
    Heading,
    /// One item of a list. Lists themselves are not recorded.
    Item,
    Quote,
    /// A fenced code block, and whether its closing fence was found.
    Fence {
        closed: bool,
    },
    IndentedCode,
    Html,
    Table,
    ThematicBreak,
    FootnoteDefinition,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub range: TextRange,
    /// 1 to 6.
    pub level: u8,
    /// The heading lies in no other block.
    pub top: bool,
    /// The source of the heading's text, without the marks that make it one.
    pub content: TextRange,
    /// What a reader sees: `content` without inline markup, entities decoded.
    pub text: Box<str>,
    /// `text` without what stands in for images, and the blanks around it kept; `None` without images.
    pub bare: Option<Box<str>>,
}

/// A link or image, in any way CommonMark has to write one, or a bare URL in literal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub range: TextRange,
    pub kind: LinkKind,
    pub image: bool,
    /// Source of the text between the brackets; for autolinks and bare URLs the URL.
    pub text: TextRange,
    /// Source of the destination without `<` and `>`; of the label for reference kinds (of the
    /// text for shortcut and collapsed ones).
    pub destination: TextRange,
    /// The destination with escapes and entities decoded, where that differs from its source.
    pub decoded: Option<Box<str>>,
    /// The destination is beyond doubt a well-formed absolute `http` or `https` URL and the text
    /// is not empty, so that most rules can pass over it (see `Tree::links_to_check`).
    pub web: bool,
}

impl Link {
    /// It is one where wiki links are links, or are none.
    pub(super) fn is_shown(&self, wiki: bool) -> bool {
        wiki || self.kind != LinkKind::Wiki
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `[text](destination "title")`
    Inline,
    /// `[text][label]`
    Reference,
    /// `[label][]`
    Collapsed,
    /// `[label]`
    Shortcut,
    /// `<https://…>`
    Autolink,
    /// `<name@host>`
    Email,
    /// `https://…` as literal text
    Bare,
    /// `[[name#heading|text]]`, and `![[name]]` as an image; only where the owner uses them (see
    /// `Tree::with_wiki_links`)
    Wiki,
}

/// `[label]: destination "title"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub range: TextRange,
    pub label: TextRange,
    /// Source of the destination without `<` and `>`.
    pub destination: TextRange,
    /// As [`Link::decoded`].
    pub decoded: Option<Box<str>>,
    /// As [`Link::web`].
    pub web: bool,
}

/// `[^label]` or `[^label]: …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// Of the reference, or of the definition's `[^label]:`.
    pub range: TextRange,
    pub label: Box<str>,
    pub definition: bool,
}

/// An explicit anchor: `id` or `name` of an HTML tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub range: TextRange,
    pub name: Box<str>,
}

/// `[text][label]`, `[label][]` or `[^label]` whose label no definition has: literal text to
/// CommonMark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndefinedReference {
    pub range: TextRange,
    /// Source of the label, without brackets and `^`.
    pub label: TextRange,
}

impl UndefinedReference {
    /// `[^label]`
    pub fn is_footnote(&self) -> bool {
        self.range.start() + size("[^".len()) == self.label.start()
            && self.label.end() + size("]".len()) == self.range.end()
    }
}

/// Inline markup other than links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub range: TextRange,
    pub kind: SpanKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpanKind {
    Emphasis,
    Strong,
    Strikethrough,
    Code,
    Html,
    TaskMarker,
}

/// What a capture left in the text that nobody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residue {
    pub range: TextRange,
    pub kind: ResidueKind,
    /// No other of its kind stands before it in its paragraph, heading, cell or header line.
    pub first: bool,
    /// What should stand there, where that can be known.
    pub insert: Option<Box<str>>,
    /// Nothing but what the capture did is undone by `insert`.
    pub exact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResidueKind {
    /// Text that was read in a wrong encoding, or lost by that (`U+FFFD`).
    Mojibake,
    /// Characters that show nothing.
    Invisible,
    /// A character reference such as `&#8217;`.
    Entity,
    /// The opening tag of an element that lays out or styles a page.
    Tag,
    /// `[caption id="x"]`
    Shortcode,
    /// A letter of a private font, such as an icon, or the mark of something embedded.
    PrivateLetter,
}

/// What a block of one inline container says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// From the first inline element to the end of the last.
    pub range: TextRange,
    pub key: PassageKey,
}

/// Equal for equal passages. A hash, so that others may have it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageKey(pub(super) u64);

/// A comment that tells seedls what to do: it begins with `seedls-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directive {
    pub range: TextRange,
}

/// A delimiter that the grammar left as literal text although it was meant as markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What the user must change: the delimiter that lacks its partner.
    pub range: TextRange,
    pub kind: FaultKind,
    /// The construct as the user meant it, opener to the place where its scope ended.
    pub extent: TextRange,
    pub repair: Option<Repair>,
}

/// The one replacement that makes the construct whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub range: TextRange,
    pub insert: Box<str>,
}

/// One kind a rule of the family 1xx.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FaultKind {
    UnclosedLinkText,
    UnclosedLinkDestination,
    UnopenedLink,
    ReversedLink,
    SpaceInLink,
    StrayLinkDelimiter,
    BrokenDestination,
    NestedLink,
    UnclosedEmphasis,
    /// One `*` or `_`, which may be the sign of a note as well.
    DoubtfulEmphasis,
    UnclosedCodeSpan,
    UnclosedCodeFence,
    UnclosedAutolink,
    BrokenAutolink,
    UnclosedComment,
    UnclosedHtmlTag,
    UnclosedFrontMatter,
    UnclosedQuotation,
    UnbalancedBracket,
    UnclosedWikiLink,
    MalformedReferenceDefinition,
    MalformedTable,
}
