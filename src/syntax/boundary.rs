//! Boundaries: line starts at which a new parser can be put into the state of the one that came
//! from the top of the document. The grammar itself finds them; nothing here parses blocks anew.
//!
//! Pulldown's block pass runs from left to right, and with our options no look-ahead crosses a
//! blank line. So whether a line start is a boundary depends on the text up to the end of that
//! line and on nothing behind it.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::CodeBlockKind;
use pulldown_cmark::Tag;

use super::chunk::BlockKind;
use super::chunk::Definition;

/// The state in which the parser enters a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Between two top-level blocks, or between two items of a top-level list.
    Fresh,
    /// In a top-level block quote, where a block begins on a line that starts with `>`.
    Quote,
    /// In a top-level block without inner blocks. The parser comes into that state by reading the
    /// prefix first: an opening fence, the begin of an HTML block, or the head of a table.
    Inside(Leaf, Arc<str>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Fence,
    Html,
    Table,
}

impl Leaf {
    pub(super) fn block_kind(self) -> BlockKind {
        match self {
            Leaf::Fence => BlockKind::Fence { closed: false },
            Leaf::Html => BlockKind::Html,
            Leaf::Table => BlockKind::Table,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Boundary {
    pub(super) at: usize,
    pub(super) state: State,
}

/// Watches the events of a pass for boundaries. Offsets count bytes of the text that the parser
/// reads; those in the prefix are of no interest.
pub(super) struct Watch<'a> {
    bytes: &'a [u8],
    prefix: usize,
    found: Vec<Boundary>,
    /// The last top-level block.
    last: Range<usize>,
    leaf: Option<Leaf>,
    top: Top,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Top {
    List,
    Quote,
    Other,
}

impl<'a> Watch<'a> {
    pub(super) fn new(text: &'a str, prefix: usize) -> Watch<'a> {
        Watch {
            bytes: text.as_bytes(),
            prefix,
            found: Vec::new(),
            last: 0..0,
            leaf: None,
            top: Top::Other,
        }
    }

    /// A block starts at `depth`, where lists count as blocks too.
    pub(super) fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, depth: usize) {
        if depth == 0 {
            self.start_top(tag, range);
        } else if depth == 1 && range.start >= self.prefix {
            self.start_inner(tag, range);
        }
    }

    fn start_top(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        self.leaf = match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => Some(Leaf::Fence),
            Tag::HtmlBlock => Some(Leaf::Html),
            Tag::Table(_) => Some(Leaf::Table),
            _ => None,
        };
        self.top = Top::Other;
        self.last = range.clone();
        let fence = self.leaf == Some(Leaf::Fence);
        if range.start >= self.prefix {
            self.top = match tag {
                Tag::List(_) => Top::List,
                Tag::BlockQuote(_) => Top::Quote,
                _ => Top::Other,
            };
            if blank_before(self.bytes, range.start) {
                self.push(range.start, State::Fresh);
            }
            if matches!(tag, Tag::Heading { .. }) || fence && range.end < self.bytes.len() {
                self.push_line_after(range.end);
            }
        } else if fence && range.end < self.bytes.len() && range.end > self.prefix {
            self.push_line_after(range.end);
        }
    }

    fn start_inner(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let is_item = matches!(tag, Tag::Item);
        if self.top == Top::List && is_item && self.byte_before(range.start) == Some(b'\n') {
            // Only tightness and numbers are lost, and nothing that is recorded shows them.
            self.push(range.start, State::Fresh);
        } else if self.top == Top::Quote
            && !is_item
            && let Some(line) = quote_line(self.bytes, range.start)
            && line > self.prefix
            && line > self.last.start
        {
            self.push(line, State::Quote);
        }
    }

    pub(super) fn thematic_break(&mut self, range: &Range<usize>, depth: usize) {
        if depth > 0 || range.start < self.prefix {
            return;
        }
        self.last = range.clone();
        self.leaf = None;
        self.top = Top::Other;
        if blank_before(self.bytes, range.start) {
            self.push(range.start, State::Fresh);
        }
        self.push_line_after(range.end);
    }

    /// All boundaries in order, and the block without inner blocks that the end of the text cuts
    /// (where it starts, and the state inside it). `definitions` counts from the chunk's start.
    pub(super) fn finish(
        mut self,
        definitions: &[Definition],
    ) -> (Vec<Boundary>, Option<Boundary>) {
        let tail = self.tail();
        self.push_definitions(definitions);
        let rank = |state: &State| match state {
            State::Fresh => 0,
            State::Quote => 1,
            State::Inside(..) => 2,
        };
        self.found.sort_by(|a, b| a.at.cmp(&b.at).then(rank(&a.state).cmp(&rank(&b.state))));
        self.found.dedup_by_key(|boundary| boundary.at);
        (self.found, tail)
    }

    fn tail(&self) -> Option<Boundary> {
        if self.last.end < self.bytes.len() || self.bytes.last() != Some(&b'\n') {
            return None;
        }
        let state = inside(self.bytes, self.last.start, self.leaf?)?;
        Some(Boundary { at: self.last.start.saturating_sub(self.prefix), state })
    }

    /// Each link definition of a top-level run of them begins a boundary.
    fn push_definitions(&mut self, definitions: &[Definition]) {
        // End of the last definition that is known to be at top level.
        let mut run_end = None;
        for definition in definitions {
            let start = usize::from(definition.range.start()) + self.prefix;
            let goes_on = run_end
                .and_then(|end: usize| self.bytes.get(end..start))
                .is_some_and(is_rest_of_line);
            if start == self.prefix || blank_before(self.bytes, start) || goes_on {
                self.push(start, State::Fresh);
                run_end = Some(usize::from(definition.range.end()) + self.prefix);
            } else {
                run_end = None;
            }
        }
    }

    fn push(&mut self, at: usize, state: State) {
        if at > self.prefix && at < self.bytes.len() {
            self.found.push(Boundary { at: at - self.prefix, state });
        }
    }

    fn push_line_after(&mut self, end: usize) {
        if let Some(line) = line_after(self.bytes, end) {
            self.push(line, State::Fresh);
        }
    }

    fn byte_before(&self, at: usize) -> Option<u8> {
        self.bytes.get(at.checked_sub(1)?).copied()
    }
}

/// Whether `at` is the start of a line behind a blank one.
fn blank_before(bytes: &[u8], at: usize) -> bool {
    let Some(before) = bytes.get(..at).and_then(|before| before.strip_suffix(b"\n")) else {
        return false;
    };
    // To the grammar a line of vertical tabs or form feeds is blank between blocks, but not at the
    // end of a paragraph.
    let line = before.iter().rfind(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    !before.is_empty() && matches!(line, None | Some(b'\n'))
}

/// Blanks and one line end, and nothing more.
fn is_rest_of_line(bytes: &[u8]) -> bool {
    let Some(line) = bytes.strip_suffix(b"\n") else { return false };
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// The start of the line after the one in which `end` lies, if only blanks stand between.
fn line_after(bytes: &[u8], end: usize) -> Option<usize> {
    if end > 0 && bytes.get(end - 1) == Some(&b'\n') {
        return Some(end);
    }
    let rest = bytes.get(end..)?;
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(blanks..)? {
        [b'\n', ..] => Some(end + blanks + 1),
        [b'\r', b'\n', ..] => Some(end + blanks + 2),
        _ => None,
    }
}

/// The start of the line in which a quote's inner block begins at `start`, if the line begins with
/// one `>` and the line before is a bare `>`.
fn quote_line(bytes: &[u8], start: usize) -> Option<usize> {
    // `[!NOTE]` as the first line would make another kind of quote.
    if bytes.get(start) == Some(&b'[') {
        return None;
    }
    let before = bytes.get(..start)?;
    let before = before.strip_suffix(b"> ").or_else(|| before.strip_suffix(b">"))?;
    let line = before.len();
    let blanks = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
    let mut rest = before.strip_suffix(b"\n")?;
    while let Some((last, shorter)) = rest.split_last().filter(|(last, _)| blanks(last)) {
        debug_assert!(blanks(last));
        rest = shorter;
    }
    let rest = rest.strip_suffix(b">")?;
    matches!(rest.last(), None | Some(b'\n')).then_some(line)
}

/// The state inside a top-level block that starts at `start` and is open at the end of `bytes`.
///
/// The parser says that the block reaches to the end of the text; so only the last line is
/// undecided, since a line that closes the block would end there as well.
fn inside(bytes: &[u8], start: usize, leaf: Leaf) -> Option<State> {
    let body = bytes.strip_suffix(b"\n")?;
    let last_line = memchr::memrchr(b'\n', body).map_or(0, |at| at + 1);
    let last = body.get(last_line..)?;
    // A lone `\r` ends a line to the grammar, but the chunks are cut at `\n` only.
    let lone_return = last.contains(&b'\r') && last.last() != Some(&b'\r');
    let block = bytes.get(start..)?;
    let first_end = memchr::memchr(b'\n', block).map(|at| start + at)?;
    let prefix: Arc<str> = match leaf {
        Leaf::Fence => {
            let mark = *block.first()?;
            let count = block.iter().take_while(|&&byte| byte == mark).count();
            if last_line > start {
                let line = last.trim_ascii();
                let may_close = line.len() >= count && line.iter().all(|&byte| byte == mark);
                if may_close || lone_return {
                    return None;
                }
            }
            let mut prefix = char::from(mark).to_string().repeat(count);
            prefix.push('\n');
            prefix.into()
        }
        Leaf::Html => {
            let (open, close) = html_ends(bytes.get(start..first_end)?)?;
            let seen = bytes.get(last_line.max(start)..)?;
            if memchr::memmem::find(seen, close.as_bytes()).is_some() {
                return None;
            }
            format!("{open}\n").into()
        }
        Leaf::Table => {
            let second = bytes.get(first_end + 1..)?;
            let head_end = first_end + 2 + memchr::memchr(b'\n', second)?;
            let head = bytes.get(start..head_end)?;
            let lone_in_head =
                memchr::memchr_iter(b'\r', head).any(|at| head.get(at + 1) != Some(&b'\n'));
            if last_line <= first_end || lone_in_head || lone_return || head.len() > LONGEST_HEAD {
                return None;
            }
            std::str::from_utf8(head).ok()?.into()
        }
    };
    Some(State::Inside(leaf, prefix))
}

/// Tables with a longer head are not cut: each of their chunks would parse the head again.
const LONGEST_HEAD: usize = 4096;

/// What opens and what closes the HTML block whose first line is `line`; `None` for those that
/// end at a blank line (kinds 6 and 7 of CommonMark), which need no state.
pub(super) fn html_ends(line: &[u8]) -> Option<(&'static str, &'static str)> {
    const TAGS: [(&str, &str, &str); 4] = [
        ("<pre", "<pre>", "</pre>"),
        ("<style", "<style>", "</style>"),
        ("<script", "<script>", "</script>"),
        ("<textarea", "<textarea>", "</textarea>"),
    ];
    for (name, open, close) in TAGS {
        let Some((tag, rest)) = line.split_at_checked(name.len()) else { continue };
        let ends = rest
            .first()
            .is_none_or(|byte| matches!(byte, b'>' | 0x0b) || byte.is_ascii_whitespace());
        if tag.eq_ignore_ascii_case(name.as_bytes()) && ends {
            return Some((open, close));
        }
    }
    match line {
        [b'<', b'!', b'-', b'-', ..] => Some(("<!--", "-->")),
        [b'<', b'?', ..] => Some(("<?", "?>")),
        _ if line.starts_with(b"<![CDATA[") => Some(("<![CDATA[", "]]>")),
        [b'<', b'!', letter, ..] if letter.is_ascii_alphabetic() => Some(("<!X", ">")),
        _ => None,
    }
}
