//! Autolinks in angle brackets that lack one of them.

use super::reading::Mark;
use super::reading::Reading;
use super::target::bare_url_end;
use super::target::has_scheme;
use super::target::in_one_piece;
use super::target::starts_with_ignoring_case;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

/// How far to look for a `>` that shows that something else was meant.
const LONGEST_REST: usize = 500;

pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    for index in 0..reading.marks.len() {
        let mark = &reading.marks[index];
        if !mark.is_free() {
            continue;
        }
        match mark.byte {
            b'<' => out.extend(unclosed(reading, index)),
            b'>' => out.extend(unopened(reading, index)),
            _ => (),
        }
    }
}

/// `<https://x` and `<https://x/a b>`.
fn unclosed(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let open = reading.marks[index].clone();
    let rest = reading.ahead(open.end, 16);
    let gap = rest.len() - rest.trim_start().len();
    let start = open.end + gap;
    if let Some(fault) = without_colon(reading, &open, start) {
        return Some(fault);
    }
    let scheme = scheme_end(reading.ahead(start, 32))?;
    let end = bare_url_end(&reading.text, start + scheme);
    if end <= start + scheme {
        return None;
    }
    if let Some(fault) = broken(reading, &open, gap, end) {
        return Some(fault);
    }
    if 0 < gap || reading.byte_at(end) == Some(b'>') {
        return None;
    }
    let rest = reading.ahead(end, LONGEST_REST).split(['\n', '<']).next().unwrap_or_default();
    if rest.contains('>') {
        return None;
    }
    let repair = reading.repair(end..end, ">");
    let range = open.start..open.end;
    Some(reading.fault(FaultKind::UnclosedAutolink, range, open.start..end, repair))
}

/// `<https//x>`
fn without_colon(reading: &mut Reading<'_>, open: &Mark, start: usize) -> Option<Fault> {
    let rest = reading.ahead(start, LONGEST_REST);
    let scheme = ["https", "http"].into_iter().find(|it| starts_with_ignoring_case(rest, it))?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>'))?;
    if start != open.end
        || !rest[scheme.len()..].starts_with("//")
        || end < scheme.len() + 4
        || !rest[end..].starts_with('>')
    {
        return None;
    }
    let colon = start + scheme.len();
    let repair = reading.repair(colon..colon, ":");
    let extent = open.start..start + end + 1;
    Some(reading.fault(FaultKind::BrokenAutolink, start..colon + 2, extent, repair))
}

/// `<https://x/a b>`, `< https://x>`: a `>` follows, and only blanks stand in the way.
fn broken(reading: &mut Reading<'_>, open: &Mark, gap: usize, end: usize) -> Option<Fault> {
    // Punctuation before a blank belongs to this URL, whatever it may be for a bare one.
    let rest = reading.ahead(end, 200);
    let end = end + rest.find(|c| !".,;:!?*_~".contains(c)).unwrap_or(0);
    let rest = reading.ahead(end, 200);
    let close = rest.find(['>', '<']).filter(|&at| rest[at..].starts_with('>'))?;
    let between = &rest[..close];
    // A host or path may be torn behind one of its dots.
    let torn = between.strip_prefix(". ").unwrap_or(between);
    let prose = torn.contains(". ")
        || torn.contains(", ")
        || torn.contains(['"', '|', '(', ')'])
        || torn.contains('=') && 1 < torn.split_whitespace().count();
    let blotted = between.contains(|c: char| c.is_ascii_control() && c != '\n');
    let words = between.split_whitespace().count();
    if prose
        || blotted
        || 6 < words
        || between.matches('\n').count() > 1
        || gap == 0 && between.trim().is_empty() && between.is_empty()
    {
        return None;
    }
    let inside = open.end..end + close;
    let mended = in_one_piece(&reading.text[inside.clone()]);
    let range = if 0 < gap {
        open.end..open.end + gap
    } else {
        end..end + (between.len() - between.trim_start().len())
    };
    if range.is_empty() {
        return None;
    }
    let extent = open.start..inside.end + 1;
    let repair = reading.repair(inside, mended);
    Some(reading.fault(FaultKind::BrokenAutolink, range, extent, repair))
}

/// `https://x>`
fn unopened(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let close = reading.marks[index].clone();
    let stop = |c: char| c.is_whitespace() || c.is_ascii_control() || matches!(c, '<' | '>');
    let start = reading.text[..close.start].trim_end_matches(|c| !stop(c)).len();
    let url = &reading.text[start..close.start];
    let after = reading.char_at(close.end);
    let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')'));
    if !ends || scheme_end(url).is_none() || url.contains(['"', '\'', '=']) || url.ends_with('-') {
        return None;
    }
    let repair = reading.repair(start..start, "<");
    Some(reading.fault(
        FaultKind::UnclosedAutolink,
        close.start..close.end,
        start..close.end,
        repair,
    ))
}

/// The length of the `https://` or `mailto:` that `text` begins with.
fn scheme_end(text: &str) -> Option<usize> {
    const MAIL: &str = "mailto:";
    if starts_with_ignoring_case(text, MAIL) {
        return Some(MAIL.len());
    }
    let at = text.get(..12.min(text.len())).unwrap_or(text).find("://")?;
    has_scheme(text).then_some(at + 3)
}
