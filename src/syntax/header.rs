//! The header chunk: a byte-order mark, front matter or key lines at the top of a file, found by a
//! bounded scan of our own, since none of them is Markdown.

use crate::text::TextRange;

/// What stands before the Markdown. Offsets are bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// All bytes that are not parsed as Markdown: byte-order mark, blank lines and the header
    /// itself with its closing line. Empty when the file begins with Markdown.
    pub range: TextRange,
    pub style: HeaderStyle,
    /// The source between the fences, or all key lines; empty for [`HeaderStyle::None`].
    pub content: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeaderStyle {
    /// No explicit header: the newspaper style, or none at all.
    None,
    /// `---` … `---` or `...`
    Yaml,
    /// `+++` … `+++`
    Toml,
    /// `Key: value` lines, or `[#]: key: (value)` comments.
    KeyLines,
}

/// Reads the header of a file that begins with `text`.
pub(super) fn scan(text: &str) -> Header {
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    Header {
        range: TextRange::up_to(crate::text::size(bom)),
        style: HeaderStyle::None,
        content: TextRange::empty(crate::text::size(bom)),
    }
}
