//! Links and images that lack one of their brackets, or have one too many.

use std::ops::Range;

use super::reading::EMPHASIS;
use super::reading::ENTITY;
use super::reading::ESCAPED;
use super::reading::LINK;
use super::reading::Reading;
use super::target::Target;
use super::target::is_wide_punctuation;
use super::target::target;
use super::target::trim_url;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

/// Text this long between `[` and `(` was not meant as a link's text.
const LONGEST_TEXT: usize = 300;

/// How far to look for the end of a destination.
const LONGEST_URL: usize = 2048;

pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    let mut open_text: Option<usize> = None;
    for index in 0..reading.marks.len() {
        let mark = &reading.marks[index];
        if !mark.is_free() {
            continue;
        }
        match mark.byte {
            b'[' if mark.partner.is_none() => open_text = Some(index),
            b']' if reading.byte_at(mark.end) == Some(b'(') => {
                out.extend(text_then_parenthesis(reading, index));
            }
            b'(' => {
                if let Some(open) = open_text
                    && let Some(fault) = unclosed_text(reading, open, index)
                {
                    out.push(fault);
                    open_text = None;
                }
            }
            b')' if reading.byte_at(mark.end) == Some(b'[') => {
                out.extend(reversed(reading, index));
            }
            _ => (),
        }
    }
}

/// `](` that the grammar did not take for the middle of a link.
fn text_then_parenthesis(reading: &mut Reading<'_>, close: usize) -> Option<Fault> {
    let open = reading.marks[close].partner?;
    let open_start = reading.marks[open].start;
    let paren = reading.marks[close].end;
    let destination = read_destination(reading, paren + 1);
    if destination.closed.is_some() {
        return None;
    }
    let url = destination.url.clone();
    let shape = target(&reading.text[url.clone()]);
    // `a[i](x` is a formula or code more often than a link.
    let glued = reading.char_before(open_start).is_some_and(char::is_alphanumeric);
    if shape == Target::None
        || glued && shape != Target::Web
        || LONGEST_TEXT < paren - open_start
        || closes_later(reading, destination.end)
    {
        return None;
    }
    let end = repaired_end(reading, &destination);
    let repair = reading.repair(end..end, ")");
    let fault = reading.fault(
        FaultKind::UnclosedLinkDestination,
        paren..paren + 1,
        open_start..end,
        repair,
    );
    Some(fault)
}

/// Where the `)` belongs: not after the punctuation that ends the sentence.
fn repaired_end(reading: &Reading<'_>, destination: &Destination) -> usize {
    if destination.title {
        return destination.end;
    }
    let end = destination.url.end;
    let followed = reading.byte_at(end);
    if followed.is_some_and(|byte| !byte.is_ascii_whitespace()) {
        return end;
    }
    trim_url(&reading.text, destination.url.start..end).max(destination.url.start + 1)
}

/// A `)` follows that ends what is broken in another way: blanks inside the destination.
fn closes_later(reading: &Reading<'_>, from: usize) -> bool {
    let rest = reading.ahead(from, 100);
    let Some(close) = rest.find(')') else { return false };
    let between = &rest[..close];
    !between.contains(['(', '[', ']', char::from(LINK)])
        && between.split_whitespace().count() <= 8
        && between.matches('\n').count() <= 1
        && !between.trim_end().ends_with([':', ';'])
        && !between.contains(". ")
}

/// What stands after `](` as far as CommonMark could read it.
struct Destination {
    url: Range<usize>,
    /// After the URL, or after the title where there is one.
    end: usize,
    title: bool,
    /// Offset after the `)`.
    closed: Option<usize>,
}

fn read_destination(reading: &Reading<'_>, from: usize) -> Destination {
    let text = &reading.text;
    let bytes = text.as_bytes();
    let start = from + blanks(bytes, from);
    let end = start + url_len(reading.ahead(start, LONGEST_URL));
    let mut destination = Destination { url: start..end, end, title: false, closed: None };
    let mut at = end + blanks(bytes, end);
    if end < at
        && let Some(&quote @ (b'"' | b'\'')) = bytes.get(at)
        && let Some(len) = reading.ahead(at + 1, LONGEST_URL).bytes().position(|byte| byte == quote)
    {
        destination.title = true;
        destination.end = at + 1 + len + 1;
        at = destination.end + blanks(bytes, destination.end);
    }
    if bytes.get(at) == Some(&b')') {
        destination.closed = Some(at + 1);
    }
    destination
}

/// The length of the destination that begins `text`: balanced parentheses, no blanks.
fn url_len(text: &str) -> usize {
    if text.starts_with('<')
        && let Some(close) = text.find(['>', '\n']).filter(|&at| text[at..].starts_with('>'))
    {
        return close + 1;
    }
    let mut depth = 0u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            c if c.is_whitespace() || is_wide_punctuation(c) => return at,
            c if c.is_ascii_control() && !is_part_of_url(c) => return at,
            _ => (),
        }
    }
    text.len()
}

fn is_part_of_url(filler: char) -> bool {
    [ESCAPED, ENTITY, EMPHASIS].iter().any(|&it| char::from(it) == filler)
}

fn blanks(bytes: &[u8], from: usize) -> usize {
    bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// `[Jane(https://x)`: `open` has no `]`, and `paren` opens what looks like a destination.
fn unclosed_text(reading: &mut Reading<'_>, open: usize, paren: usize) -> Option<Fault> {
    let bracket = reading.marks[open].clone();
    let paren_start = reading.marks[paren].start;
    let text = &reading.text[bracket.end..paren_start];
    if !bracket.is_free()
        || text.is_empty()
        || LONGEST_TEXT < text.len()
        || text.ends_with(char::is_whitespace)
    {
        return None;
    }
    let destination = read_destination(reading, paren_start + 1);
    let end = destination.closed?;
    let shape = target(&reading.text[destination.url.clone()]);
    let glued = reading.char_before(bracket.start).is_some_and(char::is_alphanumeric);
    if shape == Target::None || glued && shape != Target::Web {
        return None;
    }
    let repair = reading.repair(paren_start..paren_start, "]");
    Some(reading.fault(
        FaultKind::UnclosedLinkText,
        bracket.start..bracket.end,
        bracket.start..end,
        repair,
    ))
}

/// `(Jane)[https://x]`: `close` is the `)`.
fn reversed(reading: &mut Reading<'_>, close: usize) -> Option<Fault> {
    let open = reading.marks[reading.marks[close].partner?].clone();
    let bracket = reading.marks.get(close + 1)?;
    let end = reading.marks[bracket.partner?].clone();
    if !open.is_free() || !bracket.is_free() || !end.is_free() {
        return None;
    }
    let text = open.end..reading.marks[close].start;
    let url = bracket.end..end.start;
    let shape = target(&reading.text[url.clone()]);
    let glued = reading.char_before(open.start).is_some_and(|c| c.is_alphanumeric() || c == ']');
    if text.is_empty()
        || LONGEST_TEXT < text.len()
        || shape == Target::None
        || glued && shape != Target::Web
        || reading.byte_at(end.end) == Some(b'(')
    {
        return None;
    }
    let extent = open.start..end.end;
    let insert = format!("[{}]({})", reading.source_of(text), reading.source_of(url));
    let repair = reading.repair(extent.clone(), insert);
    Some(reading.fault(FaultKind::ReversedLink, extent.clone(), extent, repair))
}
