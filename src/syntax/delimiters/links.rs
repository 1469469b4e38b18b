//! Links and images that lack one of their brackets, or have one too many.

use std::ops::Range;

use super::reading::CODE;
use super::reading::EMPHASIS;
use super::reading::ENTITY;
use super::reading::ESCAPED;
use super::reading::HTML;
use super::reading::LINK;
use super::reading::Mark;
use super::reading::PREFIX;
use super::reading::Reading;
use super::target::Target;
use super::target::in_one_piece;
use super::target::is_wide_punctuation;
use super::target::target;
use super::target::trim_url;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

/// Text this long between `[` and `(` was not meant as a link's text.
const LONGEST_TEXT: usize = 300;

/// More brackets in a row are a drawing.
const LONGEST_ROW: usize = 8;

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
            b']' => out.extend(spaced(reading, index)),
            b'(' => {
                out.extend(behind_reference(reading, index));
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
    for index in 0..reading.marks.len() {
        out.extend(stray(reading, index));
    }
}

/// `](` that the grammar did not take for the middle of a link.
fn text_then_parenthesis(reading: &mut Reading<'_>, close: usize) -> Option<Fault> {
    let bracket = reading.marks[close].clone();
    let paren = bracket.end;
    let destination = read_destination(reading, paren + 1);
    let shape = target(&reading.text[destination.url.clone()]);
    let Some(open) = bracket.partner else {
        return unopened(reading, close, &destination, shape);
    };
    let open_start = reading.marks[open].start;
    let open_end = reading.marks[open].end;
    // `a[i](x` is a formula or code more often than a link.
    let glued = reading.char_before(open_start).is_some_and(|c| c.is_ascii_alphanumeric());
    // But `](https://` was.
    if LONGEST_TEXT < paren - open_start && shape != Target::Web {
        return None;
    }
    if let Some(link) = link_at(reading, paren + 1)
        && reading.source_of(link.clone()).starts_with('<')
        && reading.byte_at(link.end) != Some(b')')
    {
        // `[Jane](<https://x>`: without its `)` the destination reads as an autolink.
        let repair = reading.repair(link.end..link.end, ")");
        let range = paren..paren + 1;
        let extent = open_start..link.end;
        return Some(reading.fault(FaultKind::UnclosedLinkDestination, range, extent, repair));
    }
    if reading.byte_at(paren + 1) == Some(CODE) {
        return template_destination(reading, open_start, paren);
    }
    if reading.byte_at(paren + 1) == Some(b'(') {
        let inner = read_destination(reading, paren + 2);
        let end = inner.closed.filter(|_| destination.closed.is_none())?;
        if target(&reading.text[inner.url]) == Target::None {
            return None;
        }
        let extra = paren + 1..paren + 2;
        let repair = reading.repair(extra.clone(), "");
        return Some(reading.fault(FaultKind::StrayLinkDelimiter, extra, open_start..end, repair));
    }
    if let Some(end) = destination.closed {
        let holds_link = reading.text[open_end..bracket.start].contains(char::from(LINK));
        let certain = shape != Target::None && holds_link;
        return certain.then(|| {
            reading.fault(FaultKind::NestedLink, open_start..open_end, open_start..end, None)
        });
    }
    // `(see [Jane](https://x for it)`: the parenthesis is that of the aside.
    let aside = is_in_aside(reading, open);
    if !aside && let Some(fault) = broken_destination(reading, open_start, &destination, glued) {
        return Some(fault);
    }
    let unlikely = shape == Target::None && !is_lone_word(reading, paren, &destination);
    if unlikely || glued && shape != Target::Web {
        return None;
    }
    Some(unclosed_destination(reading, open_start, paren, &destination))
}

/// A parenthesis before the bracket at `open` has no partner: one behind it was taken by a link.
fn is_in_aside(reading: &Reading<'_>, open: usize) -> bool {
    const NEAR: usize = 8;
    reading.marks[..open]
        .iter()
        .rev()
        .take(NEAR)
        .any(|mark| mark.byte == b'(' && mark.partner.is_none() && mark.is_free())
}

/// `[Jane](https://x` where `[Jane]` is defined too: the grammar takes it for a reference, and the
/// address behind it for prose.
fn behind_reference(reading: &mut Reading<'_>, paren: usize) -> Option<Fault> {
    let paren = reading.marks[paren].start;
    let index = reading.links.partition_point(|link| link.end < paren);
    let link = reading.links.get(index).filter(|link| link.end == paren)?.clone();
    let destination = read_destination(reading, paren + 1);
    if !reading.source_of(link.clone()).ends_with(']')
        || destination.closed.is_some()
        || target(&reading.text[destination.url.clone()]) != Target::Web
    {
        return None;
    }
    let broken = broken_destination(reading, link.start, &destination, false);
    Some(broken.unwrap_or_else(|| unclosed_destination(reading, link.start, paren, &destination)))
}

/// The link that begins at `open` has a destination behind `paren` that nothing closes.
fn unclosed_destination(
    reading: &mut Reading<'_>,
    open: usize,
    paren: usize,
    destination: &Destination,
) -> Fault {
    let end = repaired_end(reading, destination);
    let behind = reading.char_at(destination.end).unwrap_or('\n');
    if behind == '）' {
        let close = destination.end..destination.end + behind.len_utf8();
        let repair = reading.repair(close.clone(), ")");
        let range = paren..paren + 1;
        return reading.fault(FaultKind::UnclosedLinkDestination, range, open..close.end, repair);
    }
    let repair = reading.repair(end..end, ")");
    reading.fault(FaultKind::UnclosedLinkDestination, paren..paren + 1, open..end, repair)
}

/// `](word`: nothing at all closes the parenthesis, and the word does not look like prose.
fn is_lone_word(reading: &Reading<'_>, paren: usize, destination: &Destination) -> bool {
    let index = reading.marks.partition_point(|mark| mark.start < paren);
    let is_open = reading.marks.get(index).is_some_and(|mark| mark.partner.is_none());
    let url = &reading.text[destination.url.clone()];
    let rest = reading.ahead(destination.url.end, 2);
    let ends_line = rest.trim_start_matches(' ').starts_with('\n') || rest.trim().is_empty();
    is_open
        && destination.url.start == paren + 1
        && (url == "/"
            || ends_line && url.starts_with(char::is_alphabetic)
            || url.split_once(':').is_some_and(|(scheme, rest)| {
                1 < scheme.len()
                    && scheme.chars().all(|c| c.is_ascii_lowercase())
                    && rest.starts_with(char::is_alphabetic)
            }))
}

/// The link of the grammar that begins at `start`.
fn link_at(reading: &Reading<'_>, start: usize) -> Option<Range<usize>> {
    let index = reading.links.partition_point(|link| link.start < start);
    reading.links.get(index).filter(|link| link.start == start).cloned()
}

/// `[Jane]({{ page }}`: what the template makes of it is unknown, but the `)` is not its to write.
fn template_destination(reading: &mut Reading<'_>, open: usize, paren: usize) -> Option<Fault> {
    let rest = reading.ahead(paren + 1, LONGEST_URL);
    let tag = rest.trim_start_matches(char::from(CODE));
    let end = paren + 1 + (rest.len() - tag.len());
    let line = tag.split('\n').next().unwrap_or_default();
    if let Some(title) = line.strip_prefix(" \"")
        && let Some((title, behind)) = title.split_once('"')
        && !title.contains(')')
        && (behind.is_empty() || behind.starts_with([' ', '.', ',', ';', '!', '?']))
    {
        let end = end + 2 + title.len() + 1;
        let repair = reading.repair(end..end, ")");
        let range = paren..paren + 1;
        return Some(reading.fault(FaultKind::UnclosedLinkDestination, range, open..end, repair));
    }
    if rest.is_empty() || line.contains(')') && !tag.starts_with([' ', '.', ',', ';', '!', '?']) {
        return None;
    }
    if line.trim_start().starts_with(['"', '\'']) || line.trim_start().starts_with(')') {
        return None;
    }
    let repair = reading.repair(end..end, ")");
    let range = paren..paren + 1;
    Some(reading.fault(FaultKind::UnclosedLinkDestination, range, open..end, repair))
}

/// `Jane](https://x)`: the bracket at `close` has no `[`.
fn unopened(
    reading: &mut Reading<'_>,
    close: usize,
    destination: &Destination,
    shape: Target,
) -> Option<Fault> {
    let bracket = reading.marks[close].clone();
    let end = destination.closed?;
    if shape == Target::None {
        return None;
    }
    let doubled = close
        .checked_sub(1)
        .map(|index| &reading.marks[index])
        .filter(|before| before.byte == b']' && before.end == bracket.start);
    if let Some(before) = doubled
        && let Some(open) = before.partner
    {
        let start = reading.marks[open].start;
        let range = bracket.start..bracket.end;
        let repair = reading.repair(range.clone(), "");
        return Some(reading.fault(FaultKind::StrayLinkDelimiter, range, start..end, repair));
    }
    let start = likely_start(reading, bracket.start);
    let is_empty = reading.text[start..bracket.start].trim().is_empty();
    let repair = if is_empty { None } else { reading.repair(start..start, "[") };
    let range = bracket.start..bracket.end;
    Some(reading.fault(FaultKind::UnopenedLink, range, start..end, repair))
}

/// Where the text of a link may have begun that ends at `end`: at the start of the line where only
/// a few words stand before it, else at the last word.
fn likely_start(reading: &Reading<'_>, end: usize) -> usize {
    let stop = |c: char| {
        c == '\n'
            || c.is_ascii_control()
            || matches!(c, '.' | ',' | ';' | ':' | '(' | ')' | '[' | ']')
    };
    let mut from = end.saturating_sub(LONGEST_TEXT);
    while !reading.text.is_char_boundary(from) {
        from += 1;
    }
    let before = &reading.text[from..end];
    let phrase = before.trim_end_matches(|c| !stop(c)).len();
    let phrase = phrase + (before[phrase..].len() - before[phrase..].trim_start().len());
    if before[phrase..].split_whitespace().count() <= 5 && phrase < before.len() {
        return from + phrase;
    }
    from + before
        .trim_end()
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))
}

/// A blank or line break inside what was meant as one destination.
fn broken_destination(
    reading: &mut Reading<'_>,
    open: usize,
    destination: &Destination,
    glued: bool,
) -> Option<Fault> {
    let from = destination.end;
    if reading.byte_at(from) == Some(HTML)
        && target(&reading.text[destination.url.clone()]) == Target::Web
    {
        let ahead = reading.ahead(from, 200);
        let close = ahead.find([')', '\n']).filter(|&at| ahead[at..].starts_with(')'))?;
        let paren = destination.url.start - 1..destination.url.start;
        let extent = open..from + close + 1;
        return Some(reading.fault(FaultKind::BrokenDestination, paren, extent, None));
    }
    let ahead = reading.ahead(from, 200);
    let close = ahead.find(')')?;
    let between = &ahead[..close];
    let url = destination.url.clone();
    let whole = format!("{}{}", &reading.text[url.clone()], between);
    let joined: String = whole.split_whitespace().collect();
    let shape = target(&reading.text[url.clone()]).max(target(&joined).min(Target::Path));
    let likely = !destination.title
        && !whole.starts_with('<')
        && shape != Target::None
        && (!glued || shape == Target::Web)
        && !between.contains([
            '(',
            '[',
            ']',
            '"',
            '“',
            '<',
            char::from(LINK),
            char::from(HTML),
            char::from(CODE),
        ])
        && between.split_whitespace().count() <= 8
        && between.matches('\n').count() <= 1
        && !between.contains(". ")
        && !between.contains(", ")
        && !reading.text[url.clone()].ends_with([',', ';']);
    if !likely || between.trim().is_empty() {
        return None;
    }
    let last = between.trim_end().len();
    let blank = between.len() - between.trim_start().len();
    let whole = in_one_piece(&reading.text[url.start..from + last]);
    let mended = whole.get(from - url.start..).filter(|_| !between.contains(char::from(PREFIX)));
    let repair = mended.and_then(|mended| reading.repair(from..from + last, mended));
    let extent = open..from + close + 1;
    Some(reading.fault(FaultKind::BrokenDestination, from..from + blank, extent, repair))
}

/// `[Jane] (https://x)`: `close` is the `]`.
fn spaced(reading: &mut Reading<'_>, close: usize) -> Option<Fault> {
    let bracket = reading.marks[close].clone();
    let open = reading.marks[bracket.partner?].clone();
    let paren = reading.marks.get(close + 1).filter(|mark| mark.byte == b'(' && mark.is_free())?;
    let gap = bracket.end..paren.start;
    let blank = &reading.text[gap.clone()];
    let wiki = reading.char_before(bracket.start) == Some(']');
    if blank.is_empty() || 3 < blank.len() || !blank.chars().all(char::is_whitespace) {
        return None;
    }
    let text = &reading.text[open.end..bracket.start];
    let destination = read_destination(reading, paren.end);
    let end = destination.closed?;
    let url = destination.url.clone();
    let exact = url.start == paren.end && (destination.title || url.end + 1 == end);
    let number = text.chars().all(|c| c.is_ascii_digit());
    let shape = target(&reading.text[url.clone()]);
    let lost = &reading.text[url.clone()] == "#";
    let own = reading.text[url.clone()].split_once(':').is_some_and(|(scheme, rest)| {
        2 < scheme.len()
            && scheme.bytes().all(|it| it.is_ascii_lowercase())
            && rest.starts_with(char::is_alphabetic)
            && rest.contains('.')
    });
    let label = wiki && shape != Target::Web
        || text.chars().count() < 2
        || number && !reading.text[url.clone()].ends_with(text) && !lost
        || text.starts_with('^');
    let glued = reading.char_before(open.start).is_some_and(|c| c.is_ascii_alphanumeric());
    if !exact
        || label
        || glued && shape != Target::Web
        || LONGEST_TEXT < text.len()
        || shape == Target::None && !own
    {
        return None;
    }
    let repair = reading.repair(gap.clone(), "");
    Some(reading.fault(FaultKind::SpaceInLink, gap, open.start..end, repair))
}

/// A bracket without a partner that touches a link of the grammar: `[[Jane](x)`, `[Jane](x))`.
fn stray(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let mark = reading.marks[index].clone();
    if !mark.is_free() || mark.partner.is_some() {
        return None;
    }
    let next = reading.links.partition_point(|link| link.end < mark.start);
    let touches = |link: &&Range<usize>| match mark.byte {
        b'[' => link.start == mark.end,
        b']' | b')' => link.end == mark.start,
        _ => false,
    };
    let link = reading.links[next..].iter().take(2).find(touches)?.clone();
    let source = reading.source_of(link.clone());
    let inline = source.ends_with(')') && source.starts_with('[');
    // The text of the link may hold the partner, and the two look right to a reader.
    let first = reading.marks.partition_point(|it| it.start < link.start);
    let inside = reading.marks[first..].iter().take_while(|it| it.start < link.end);
    let depth = inside.fold(0i32, |depth, it| match it.byte {
        b'(' | b'[' => depth + 1,
        b')' | b']' => depth - 1,
        _ => depth,
    });
    if !inline || depth != 0 {
        return None;
    }
    // A row of them is one defect.
    let row = |other: &Mark| other.byte == mark.byte && other.partner.is_none() && other.is_free();
    let mut range = mark.start..mark.end;
    for before in reading.marks[..index].iter().rev().take(LONGEST_ROW) {
        if !row(before) || before.end != range.start {
            break;
        }
        range.start = before.start;
    }
    for after in reading.marks[index + 1..].iter().take(LONGEST_ROW) {
        if !row(after) || after.start != range.end {
            break;
        }
        range.end = after.end;
    }
    let extent = link.start.min(range.start)..link.end.max(range.end);
    // Without the bracket between them, `!` would make an image of the link.
    let image = reading.char_before(range.start) == Some('!') && range.end <= link.start;
    let repair = if image { None } else { reading.repair(range.clone(), "") };
    Some(reading.fault(FaultKind::StrayLinkDelimiter, range, extent, repair))
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
            // The middle of the next link, so that a row of them is not read again and again.
            ']' if text[at + 1..].starts_with('(') => return at,
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
    let glued = reading.char_before(bracket.start).is_some_and(|c| c.is_ascii_alphanumeric());
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
