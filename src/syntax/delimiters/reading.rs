//! A container made ready for the passes: its literal text with everything else blotted out, and
//! the marks in it. Knows no fault.

use std::ops::Range;

use super::Container;
use super::PieceKind;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;
use crate::syntax::chunk::Repair;
use crate::syntax::html;
use crate::text::TextRange;
use crate::text::size;

/// A backslash and the character that it escapes.
pub(super) const ESCAPED: u8 = 0x01;
/// Code, a formula or a template tag.
pub(super) const CODE: u8 = 0x02;
pub(super) const HTML: u8 = 0x03;
/// The syntax of a link or image (its text stays), an autolink or a footnote reference.
pub(super) const LINK: u8 = 0x04;
/// The delimiters of emphasis.
pub(super) const EMPHASIS: u8 = 0x05;
pub(super) const ENTITY: u8 = 0x06;
/// What stands before a line of a quote or an item.
pub(super) const PREFIX: u8 = 0x07;

/// Byte `i` of `text` is byte `base + i` of the source, or one of the fillers above.
pub(super) struct Reading<'a> {
    pub(super) source: &'a str,
    base: usize,
    pub(super) text: String,
    /// In order.
    pub(super) marks: Vec<Mark>,
    /// Links and images that lie in no other, in order.
    pub(super) links: Vec<Range<usize>>,
    /// The text outside code spans is hardly prose.
    pub(super) is_code: bool,
}

/// A character, or a run of one character, that can be a delimiter. Offsets count in
/// [`Reading::text`].
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) byte: u8,
    /// The bracket or parenthesis that this one belongs to, as an index into the marks.
    pub(super) partner: Option<usize>,
    /// In the text of a link.
    pub(super) in_link: bool,
    /// In a bare URL.
    pub(super) in_url: bool,
    /// A pass has blamed or explained it.
    pub(super) used: bool,
}

impl Mark {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// May be blamed: not explained yet, and in no construct of the grammar.
    pub(super) fn is_free(&self) -> bool {
        !self.used && !self.in_link
    }
}

impl<'a> Reading<'a> {
    /// `None` when no byte of the container can be a delimiter.
    pub(super) fn new(container: &Container<'a>) -> Option<Reading<'a>> {
        let source = container.source;
        let literal = |kind| matches!(kind, PieceKind::Text | PieceKind::EscapedText);
        let pieces = container.pieces;
        let any = pieces.iter().any(|piece| {
            literal(piece.kind)
                && source[piece.range].bytes().any(|byte| INTERESTING[usize::from(byte)])
        });
        if !any {
            return None;
        }
        let base = usize::from(pieces.first()?.range.start());
        let mut reading = Reading {
            source,
            base,
            text: String::with_capacity(usize::from(pieces.last()?.range.end()) - base),
            marks: Vec::new(),
            links: Vec::new(),
            is_code: false,
        };
        reading.blot(container);
        super::target::blot_templates(&mut reading.text);
        reading.is_code = looks_like_code(&reading.text);
        super::target::blot_formulas(&mut reading.text);
        reading.find_marks();
        reading.pair(b'[', b']');
        reading.pair(b'(', b')');
        Some(reading)
    }

    /// Copies the literal text; fills the rest, byte for byte.
    fn blot(&mut self, container: &Container<'_>) {
        let source = container.source;
        let mut depth = 0u32;
        let mut autolink = false;
        let mut verbatim: Option<&str> = None;
        let mut previous = None;
        for piece in container.pieces {
            let range: Range<usize> = piece.range.into();
            let from = self.base + self.text.len();
            if from < range.start {
                let gap = &source[from..range.start];
                let escape = usize::from(piece.kind == PieceKind::EscapedText && depth == 0);
                let filler = match previous {
                    Some(PieceKind::SoftBreak | PieceKind::HardBreak) => PREFIX,
                    _ if depth > 0 => LINK,
                    _ if gap.bytes().all(|byte| matches!(byte, b' ' | b'\t')) => b' ',
                    _ => EMPHASIS,
                };
                self.fill(filler, gap.len() - escape);
                self.fill(ESCAPED, escape);
            }
            let len = range.len();
            match piece.kind {
                _ if autolink && piece.kind != PieceKind::LinkEnd => self.fill(LINK, len),
                PieceKind::Text if verbatim.is_some() => self.fill(CODE, len),
                PieceKind::Text => self.text.push_str(&source[range.clone()]),
                PieceKind::EscapedText => {
                    let text = &source[range.clone()];
                    let first = text.chars().next().map_or(0, char::len_utf8);
                    self.fill(ESCAPED, first);
                    self.text.push_str(&text[first..]);
                }
                PieceKind::Entity => self.fill(ENTITY, len),
                PieceKind::SoftBreak | PieceKind::HardBreak => {
                    self.fill(b' ', len.saturating_sub(1));
                    self.fill(b'\n', len.min(1));
                }
                PieceKind::Code => self.fill(CODE, len),
                PieceKind::Html => {
                    let tag = &source[range.clone()];
                    match verbatim {
                        None => verbatim = html::verbatim_tag(tag),
                        Some(name) if html::is_end_tag(tag, name) => verbatim = None,
                        Some(_) => (),
                    }
                    self.fill(HTML, len);
                }
                PieceKind::FootnoteReference => self.fill(LINK, len),
                PieceKind::LinkStart => {
                    autolink = source[range.start..].starts_with('<');
                    if depth == 0 {
                        let start = self.text.len();
                        self.links.push(start..start);
                    }
                    depth += 1;
                }
                PieceKind::LinkEnd => {
                    autolink = false;
                    depth = depth.saturating_sub(1);
                    if depth == 0
                        && let Some(link) = self.links.last_mut()
                    {
                        link.end = self.text.len();
                    }
                }
                PieceKind::EmphasisStart | PieceKind::EmphasisEnd => (),
            }
            previous = Some(piece.kind);
        }
        if let Some(link) = self.links.last_mut()
            && link.end <= link.start
        {
            link.end = self.text.len();
        }
    }

    fn fill(&mut self, filler: u8, len: usize) {
        self.text.extend(std::iter::repeat_n(char::from(filler), len));
    }

    fn find_marks(&mut self) {
        let bytes = self.text.as_bytes();
        let mut links = self.links.iter().peekable();
        let mut url_end = 0;
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte == b':' && bytes[at..].starts_with(b"://") && at >= url_end {
                url_end = super::target::bare_url_end(&self.text, at + 3);
            }
            // `\\(` is no delimiter, but to a reader it has a partner.
            let escaped = byte == ESCAPED
                && self.source.as_bytes().get(self.base + at).is_some_and(|&it| is_bracket(it));
            if !is_mark(byte) && !escaped {
                at += 1;
                continue;
            }
            let byte = if escaped { self.source.as_bytes()[self.base + at] } else { byte };
            let is_run = matches!(byte, b'*' | b'_' | b'~' | b'`');
            let end = if is_run {
                at + bytes[at..].iter().take_while(|&&it| it == byte).count()
            } else {
                at + 1
            };
            while links.next_if(|link| link.end <= at).is_some() {}
            let in_link = links.peek().is_some_and(|link| link.start <= at);
            self.marks.push(Mark {
                start: at,
                end,
                byte,
                partner: None,
                in_link,
                in_url: at < url_end,
                used: escaped,
            });
            at = end;
        }
    }

    /// Pairs each closer with the last open opener. A stack for each kind keeps this linear.
    fn pair(&mut self, opener: u8, closer: u8) {
        let mut open = Vec::new();
        for index in 0..self.marks.len() {
            let mark = &self.marks[index];
            if mark.in_link {
                continue;
            }
            if mark.byte == opener {
                open.push(index);
            } else if mark.byte == closer
                && let Some(partner) = open.pop()
            {
                self.marks[index].partner = Some(partner);
                self.marks[partner].partner = Some(index);
            }
        }
    }

    /// The byte at offset `at`, filler or not.
    pub(super) fn byte_at(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The character before offset `at`, which begins a mark.
    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// At most `len` bytes of text from offset `at`: a look-ahead that cannot make the check
    /// quadratic.
    pub(super) fn ahead(&self, at: usize, len: usize) -> &str {
        let mut end = (at + len).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.get(at..end).unwrap_or_default()
    }

    /// What the user wrote in `range`.
    pub(super) fn source_of(&self, range: Range<usize>) -> &'a str {
        self.source.get(self.base + range.start..self.base + range.end).unwrap_or_default()
    }

    /// The end of the container's text.
    pub(super) fn end(&self) -> usize {
        self.text.trim_end().len()
    }

    pub(super) fn range(&self, range: Range<usize>) -> TextRange {
        TextRange::new(size(self.base + range.start), size(self.base + range.end))
    }

    pub(super) fn repair(
        &self,
        range: Range<usize>,
        insert: impl Into<Box<str>>,
    ) -> Option<Repair> {
        Some(Repair { range: self.range(range), insert: insert.into() })
    }

    /// A fault at `range`; marks in `extent` count as explained.
    pub(super) fn fault(
        &mut self,
        kind: FaultKind,
        range: Range<usize>,
        extent: Range<usize>,
        repair: Option<Repair>,
    ) -> Fault {
        self.explain(&extent, |_| true);
        Fault { range: self.range(range), kind, extent: self.range(extent), repair }
    }

    /// As [`Self::fault`], but brackets in `extent` stay what they are to those around it.
    pub(super) fn fault_around_brackets(
        &mut self,
        kind: FaultKind,
        range: Range<usize>,
        extent: Range<usize>,
        repair: Option<Repair>,
    ) -> Fault {
        self.explain(&extent, |mark| !is_bracket(mark.byte));
        Fault { range: self.range(range), kind, extent: self.range(extent), repair }
    }

    fn explain(&mut self, extent: &Range<usize>, explained: impl Fn(&Mark) -> bool) {
        let from = self.marks.partition_point(|mark| mark.start < extent.start);
        for mark in &mut self.marks[from..] {
            if extent.end <= mark.start {
                break;
            }
            mark.used |= explained(mark);
        }
    }
}

/// Signs that no prose holds.
fn looks_like_code(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "::", "==", "!=", "=>", "->", "&&", "||", "();", "</", "/>", "$(", "${", "+=", "\\n",
        "//!", "#include", "%s", "##\"", "\"##",
    ];
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| {
        matches!(
            byte,
            b':' | b'='
                | b'&'
                | b'|'
                | b'('
                | b'<'
                | b'/'
                | b'$'
                | b'+'
                | b'\\'
                | b'#'
                | b'%'
                | b'>'
        )
    }) {
        return false;
    }
    // `:::` fences off a note.
    let is_sign = |sign: &&str| match *sign {
        "::" => text
            .match_indices("::")
            .any(|(at, _)| !text[at + 2..].starts_with(':') && !text[..at].ends_with(':')),
        sign => text.contains(sign),
    };
    SIGNS.iter().any(is_sign) || holds_code_braces(text)
}

/// Braces that are not those of prose: more than one, or one that stands against no word.
fn holds_code_braces(text: &str) -> bool {
    let mut braces = text.match_indices(['{', '}']);
    let Some((at, brace)) = braces.next() else { return false };
    let before = text[..at].chars().next_back().unwrap_or(' ');
    let after = text[at + brace.len()..].chars().next().unwrap_or(' ');
    let is_prose = match brace {
        "{" => before == ' ' && after.is_alphabetic(),
        _ => before.is_alphabetic() && !after.is_alphanumeric(),
    };
    braces.next().is_some() || !is_prose
}

fn is_mark(byte: u8) -> bool {
    is_bracket(byte) || matches!(byte, b'<' | b'>' | b'*' | b'_' | b'~' | b'`')
}

fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'[' | b']' | b'(' | b')')
}

/// Bytes that make a container worth reading.
const INTERESTING: [bool; 256] = {
    let mut table = [false; 256];
    // With the first bytes of quotation marks and wide brackets.
    let bytes = b"[](){}<>*_~`\"\xc2\xe2\xe3\xef";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};
