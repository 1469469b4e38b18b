//! Wiki links (`[[name]]`) that lack one of their four brackets, and comments that lack an end.

use super::reading::Mark;
use super::reading::Reading;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

/// The name of a page is hardly longer.
const LONGEST_NAME: usize = 200;

pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    let mut in_comment = false;
    for index in 0..reading.marks.len() {
        let mark = &reading.marks[index];
        // Only the first comment of a container is open: the others lie in it.
        let comments = mark.byte == b'<' && reading.ahead(mark.end, 3) == "!--";
        let first = comments && !in_comment;
        in_comment |= comments;
        if !mark.is_free() {
            continue;
        }
        match mark.byte {
            b'[' if mark.partner.is_none() => out.extend(unclosed(reading, index)),
            b']' if mark.partner.is_none() => out.extend(unopened(reading, index)),
            b'<' if first => out.extend(comment(reading, index)),
            _ => (),
        }
    }
}

/// `[[name]` and `[[name`: the bracket at `index` has no partner.
fn unclosed(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let outer = reading.marks[index].clone();
    let inner =
        reading.marks.get(index + 1).filter(|it| is_twin(&outer, it) && it.is_free())?.clone();
    if is_glued(reading, outer.start) {
        return None;
    }
    let range = outer.start..inner.end;
    let Some(partner) = inner.partner else {
        let rest = reading.ahead(inner.end, LONGEST_NAME);
        let end = inner.end + rest.split('\n').next().unwrap_or_default().trim_end().len();
        let named = rest.starts_with(char::is_alphanumeric);
        return named
            .then(|| reading.fault(FaultKind::UnclosedWikiLink, range, outer.start..end, None));
    };
    let close = reading.marks[partner].clone();
    let name = &reading.text[inner.end..close.start];
    let next = reading.byte_at(close.end);
    if !is_name(name) || next == Some(b'(') {
        return None;
    }
    let plain = !name.contains(['*', '_', '~', '`', '<', '>']);
    let repair = if plain { reading.repair(close.end..close.end, "]") } else { None };
    Some(reading.fault(FaultKind::UnclosedWikiLink, range, outer.start..close.end, repair))
}

/// `[name]]`: the bracket at `index` has no partner.
fn unopened(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let outer = reading.marks[index].clone();
    let inner = reading.marks[index.checked_sub(1)?].clone();
    let open = reading.marks[inner.partner?].clone();
    let is_pair = is_twin(&inner, &outer)
        && inner.is_free()
        && open.is_free()
        && reading.byte_at(outer.end) != Some(b'(');
    if !is_pair || is_glued(reading, open.start) || !is_name(&reading.text[open.end..inner.start]) {
        return None;
    }
    let name = &reading.text[open.end..inner.start];
    let plain = !name.contains(['*', '_', '~', '`', '<', '>']);
    let repair = if plain { reading.repair(open.start..open.start, "[") } else { None };
    let range = inner.start..outer.end;
    Some(reading.fault(FaultKind::UnclosedWikiLink, range, open.start..outer.end, repair))
}

/// The two brackets are equal and stand side by side.
fn is_twin(first: &Mark, second: &Mark) -> bool {
    first.byte == second.byte && first.end == second.start
}

fn is_glued(reading: &Reading<'_>, at: usize) -> bool {
    reading.char_before(at).is_some_and(|c| c.is_ascii_alphanumeric() || c == '[')
}

fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && !text.contains(['\n', '[', ']'])
        && (text.contains(char::is_alphabetic) || text.contains('-'))
}

/// `<!--` in the midst of a paragraph that holds no `-->`.
fn comment(reading: &mut Reading<'_>, index: usize) -> Option<Fault> {
    let open = reading.marks[index].start;
    // Where it was to end nobody can tell, and an end put too late hides text.
    let end = reading.end();
    Some(reading.fault_around_brackets(FaultKind::UnclosedComment, open..open + 4, open..end, None))
}
