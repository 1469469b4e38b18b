//! Lines that were meant as link reference definitions (`[label]: https://x`) and are none.

use std::ops::Range;

use super::reading::Mark;
use super::reading::PREFIX;
use super::reading::Reading;
use super::target::Target;
use super::target::target;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

/// How far to look for the end of a line.
const LONGEST_LINE: usize = 2048;

pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    // The end of the last run of definitions that are none.
    let mut told = 0;
    for index in 0..reading.marks.len() {
        let mark = &reading.marks[index];
        if mark.byte != b'[' || !mark.is_free() || mark.start < told {
            continue;
        }
        let Some(line) = Line::read(reading, index) else { continue };
        let fault = match line.close.clone() {
            None => without_bracket(reading, &line),
            Some(close) if line.has_colon => {
                let end = run_end(reading, line.rest.end);
                let fault = with_colon(reading, &line, &close, end)
                    .or_else(|| swallowed(reading, &line, end));
                told = if fault.is_some() { end } else { told };
                fault
            }
            Some(close) => without_colon(reading, &line, &close),
        };
        out.extend(fault);
    }
}

/// A line that begins with a bracket.
struct Line {
    open: Mark,
    close: Option<Mark>,
    has_colon: bool,
    /// What stands behind the label.
    rest: Range<usize>,
    /// Nothing stands before it in its paragraph.
    first: bool,
}

impl Line {
    fn read(reading: &Reading<'_>, index: usize) -> Option<Line> {
        let open = reading.marks[index].clone();
        let before = reading.text[..open.start].trim_end_matches([' ', char::from(PREFIX)]);
        let first = before.is_empty();
        if !first && !before.ends_with('\n') || reading.byte_at(open.end) == Some(b'^') {
            return None;
        }
        let line = reading.ahead(open.end, LONGEST_LINE);
        let end = open.end + line.find('\n').unwrap_or(line.len());
        let close = open.partner.map(|partner| reading.marks[partner].clone());
        let close = close.filter(|close| close.start < end);
        if close.is_none() && open.partner.is_some() {
            return None;
        }
        let label = close.as_ref().map_or(open.end, |close| close.end);
        let has_colon = close.is_some() && reading.byte_at(label) == Some(b':');
        let start = label + usize::from(has_colon);
        Some(Line { open, close, has_colon, rest: start..end.max(start), first })
    }

    fn rest<'a>(&self, reading: &'a Reading<'_>) -> &'a str {
        &reading.text[self.rest.clone()]
    }
}

fn is_web(word: &str) -> bool {
    target(word) == Target::Web
}

/// `[label: https://x`
fn without_bracket(reading: &mut Reading<'_>, line: &Line) -> Option<Fault> {
    let (label, url) = line.rest(reading).split_once(": ")?;
    let url = url.trim();
    let fits = !label.is_empty() && label.len() <= 80 && is_web(url) && !url.contains([')', ']']);
    if !fits {
        return None;
    }
    let colon = line.rest.start + label.len();
    let end = line.rest.start + line.rest(reading).trim_end().len();
    let repair = reading.repair(colon..colon, "]");
    let range = line.open.start..line.open.end;
    let extent = line.open.start..end;
    Some(reading.fault(FaultKind::MalformedReferenceDefinition, range, extent, repair))
}

/// `[label] https://x`, and nothing more.
fn without_colon(reading: &mut Reading<'_>, line: &Line, close: &Mark) -> Option<Fault> {
    let rest = line.rest(reading);
    if !rest.starts_with(' ') || !is_web(rest.trim()) || rest.contains(['<', '[', '(']) {
        return None;
    }
    let end = line.rest.start + rest.trim_end().len();
    let repair = reading.repair(close.end..close.end, ":");
    let extent = line.open.start..end;
    let range = close.start..close.end;
    Some(reading.fault(FaultKind::MalformedReferenceDefinition, range, extent, repair))
}

/// `[label]: https://x y`, `[label]:`
fn with_colon(
    reading: &mut Reading<'_>,
    line: &Line,
    close: &Mark,
    run_end: usize,
) -> Option<Fault> {
    let rest = line.rest(reading);
    if rest.trim().is_empty() {
        // Behind it another definition, or nothing.
        let behind = reading.ahead(line.rest.end, 200).trim_start();
        let alone = behind.is_empty() || behind.starts_with('[') && behind.contains("]:");
        let range = close.end..close.end + 1;
        let extent = line.open.start..run_end.max(close.end + 1);
        let kind = FaultKind::MalformedReferenceDefinition;
        return alone.then(|| reading.fault(kind, range, extent, None));
    }
    let mut words = rest.split_ascii_whitespace();
    let first = words.next()?;
    let others: Vec<&str> = words.collect();
    let start = line.rest.start + (rest.len() - rest.trim_start().len());
    let extent = line.open.start..run_end;
    if others.is_empty() && first.ends_with(')') && !first.contains('(') && is_web(first) {
        let range = start + first.len() - 1..start + first.len();
        let repair = reading.repair(range.clone(), "");
        let kind = FaultKind::MalformedReferenceDefinition;
        return Some(reading.fault(kind, range, extent, repair));
    }
    let part = |word: &&str| {
        let plain = word.trim_matches(|c: char| ".,;:!?\"'()".contains(c));
        plain.contains(|c: char| "/.-_=?&#%~+".contains(c)) || plain.contains(char::is_numeric)
    };
    // `https://x/index. html`: no address ends so.
    let is_cut = others.len() == 1 && first.ends_with(['.', '/', '-', '_', '=', '&', '?', '%']);
    let fits = (1..=3).contains(&others.len()) && (is_cut || others.iter().all(part));
    if !is_web(first) || !fits {
        return None;
    }
    let end = line.rest.start + rest.trim_end().len();
    let behind = &reading.text[start + first.len()..end];
    let gap = behind.len() - behind.trim_start().len();
    let blank = start + first.len()..start + first.len() + gap;
    let joined = [&[first], &others[..]].concat().join(if is_cut { "" } else { "%20" });
    let repair = reading.repair(start..end, joined);
    Some(reading.fault(FaultKind::MalformedReferenceDefinition, blank, extent, repair))
}

/// Good definitions that stand in a paragraph: one defect, the blank line that they lack.
fn swallowed(reading: &mut Reading<'_>, line: &Line, end: usize) -> Option<Fault> {
    if line.first || !is_definition(line.rest(reading)) {
        return None;
    }
    let before = &reading.text[..line.open.start];
    let repair = if before.ends_with('\n') {
        reading.repair(line.open.start..line.open.start, "\n")
    } else {
        None
    };
    let range = line.open.start..line.rest.start;
    let extent = line.open.start..end;
    Some(reading.fault(FaultKind::MalformedReferenceDefinition, range, extent, repair))
}

/// Where the definitions end that follow the line that ends at `from`: they share its fate.
fn run_end(reading: &Reading<'_>, from: usize) -> usize {
    let mut end = from;
    while reading.byte_at(end) == Some(b'\n') {
        let next = reading.ahead(end + 1, LONGEST_LINE);
        let next = next.split('\n').next().unwrap_or_default();
        let text = next.trim_start_matches([' ', char::from(PREFIX)]);
        let goes_on = text
            .strip_prefix('[')
            .and_then(|text| text.split_once("]:"))
            .is_some_and(|(_, rest)| is_definition(rest));
        if !goes_on {
            break;
        }
        end += 1 + next.len();
    }
    end
}

/// ` https://x "title"`
fn is_definition(rest: &str) -> bool {
    let rest = rest.trim();
    let url = rest.split_ascii_whitespace().next().unwrap_or_default();
    let title = rest[url.len()..].trim_start();
    let closed = |mark: char| title.len() > 1 && title.starts_with(mark) && title.ends_with(mark);
    is_web(url.trim_matches(['<', '>'])) && (title.is_empty() || closed('"') || closed('\''))
}
