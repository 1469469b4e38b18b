//! Autolinks in angle brackets that lack one of them.

use super::reading::Reading;
use super::target::bare_url_end;
use super::target::has_scheme;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

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

/// `<https://x`
fn unclosed(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let open = reading.marks[index].clone();
    let scheme = scheme_end(&reading.text[open.end..])?;
    let end = bare_url_end(&reading.text, open.end + scheme);
    if end <= open.end + scheme || reading.byte_at(end) == Some(b'>') {
        return None;
    }
    let rest = reading.text[end..].split(['\n', '<']).next().unwrap_or_default();
    if rest.contains('>') {
        return None;
    }
    let repair = reading.repair(end..end, ">");
    Some(reading.fault(FaultKind::UnclosedAutolink, open.start..open.end, open.start..end, repair))
}

/// `https://x>`
fn unopened(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let close = reading.marks[index].clone();
    let stop = |c: char| c.is_whitespace() || c.is_ascii_control() || matches!(c, '<' | '>');
    let start = reading.text[..close.start].trim_end_matches(|c| !stop(c)).len();
    let url = &reading.text[start..close.start];
    let after = reading.char_at(close.end);
    let ends = after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')'));
    if !ends || scheme_end(url).is_none() || url.contains(['"', '\'', '=']) {
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

/// The length of the `https://` that `text` begins with.
fn scheme_end(text: &str) -> Option<usize> {
    let at = text.get(..12.min(text.len())).unwrap_or(text).find("://")?;
    has_scheme(text).then_some(at + 3)
}
