//! Link definitions, which the grammar reads without an event.
//!
//! Pulldown tells of the first definition of each label only, and which one is first depends on
//! where a text is cut. So they are read from the gaps between its events: what is neither covered
//! by an event nor a marker nor blank is a definition, valid for certain.

use std::ops::Range;

use super::chunk::Definition;
use super::label::Label;
use super::label::collapse;
use super::links;
use super::links::text_range;

/// Calls `found` for each definition in `gap`, in order; ranges count bytes of `text`.
pub(super) fn scan(text: &str, gap: Range<usize>, mut found: impl FnMut(Definition, Label)) {
    let bytes = text.as_bytes();
    let mut at = gap.start;
    while let Some(open) = bytes.get(at..gap.end).and_then(|rest| memchr::memchr(b'[', rest)) {
        let start = at + open;
        at = start + 1;
        let Some(after) = label_end(text, start).filter(|&end| end <= gap.end) else { continue };
        let label = start + 1..after - 2;
        let Some(name) = text.get(label.clone()) else { continue };
        let destination = links::destination(text, after..gap.end);
        let pointy = destination.start > 0 && bytes.get(destination.start - 1) == Some(&b'<');
        let mut end =
            destination.end + usize::from(pointy && bytes.get(destination.end) == Some(&b'>'));
        if let Some(title_end) = title_end(text, end..gap.end) {
            end = title_end;
        }
        let source = text.get(destination.clone()).unwrap_or_default();
        let decoded = links::decode(source);
        let definition = Definition {
            range: text_range(&(start..end)),
            label: text_range(&label),
            destination: text_range(&destination),
            web: links::is_plain_web_url(decoded.as_deref().unwrap_or(source)),
            decoded,
        };
        found(definition, Label::link(&collapse(name)));
        at = end.max(at);
    }
}

/// The end of `[label]:` at `start`.
pub(super) fn label_end(text: &str, start: usize) -> Option<usize> {
    let inside = text.as_bytes().get(start + 1..)?;
    let close = start + 1 + links::unescaped(inside, |byte| matches!(byte, b']' | b'['));
    text.as_bytes().get(close..)?.starts_with(b"]:").then_some(close + 2)
}

/// The end of the title that begins in `range` behind white space with at most one line break.
///
/// Since the definition is valid and all of `range` belongs to definitions, what begins like a
/// title is one.
fn title_end(text: &str, range: Range<usize>) -> Option<usize> {
    let start = links::skip_space(text, range.clone());
    let space = text.get(range.start..start)?;
    if space.is_empty() || space.replace("\r\n", "\n").matches(['\n', '\r']).count() > 1 {
        return None;
    }
    let rest = text.as_bytes().get(start..range.end)?;
    let close = match rest.first()? {
        b'"' => b'"',
        b'\'' => b'\'',
        b'(' => b')',
        _ => return None,
    };
    let inside = rest.get(1..)?;
    let mut at = 0;
    while let Some(&byte) = inside.get(at) {
        match byte {
            b'\\' => at += 1,
            byte if byte == close => return Some(start + at + 2),
            _ => (),
        }
        at += 1;
    }
    None
}

/// Where the gap begins behind indented code in `quotes` quotes that ends at `end`.
///
/// Pulldown takes a line that begins with a lone `\r` for a blank one up to its `\n`, and drops
/// such lines at the end of indented code together with what they say.
pub(super) fn behind_code(text: &str, end: usize, quotes: usize) -> usize {
    let bytes = text.as_bytes();
    let mut covered = end;
    let mut at = end;
    while let Some(line) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let len = memchr::memchr(b'\n', line).map_or(line.len(), |len| len + 1);
        let mut inside = &line[..len];
        for _ in 0..quotes {
            let Some(rest) = inside.strip_prefix(b">") else { return covered };
            inside = rest.strip_prefix(b" ").unwrap_or(rest);
        }
        let indent = inside.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        match &inside[indent..] {
            b"\n" | b"\r\n" => (),
            [b'\r', ..] => covered = at + len,
            _ => break,
        }
        at += len;
    }
    covered
}
