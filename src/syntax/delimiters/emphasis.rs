//! Emphasis, strong emphasis and strikethrough that lack their opener or closer.

use super::reading::CODE;
use super::reading::EMPHASIS;
use super::reading::HTML;
use super::reading::Mark;
use super::reading::PREFIX;
use super::reading::Reading;
use super::target::is_wide_punctuation;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

/// What a run of `*`, `_` or `~` looks like from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    /// Inside a word, or between two pieces of punctuation.
    Both,
    /// Between blanks.
    Neither,
}

pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    let runs: Vec<(usize, Side)> = (0..reading.marks.len())
        .filter(|&index| is_strong(reading, &reading.marks[index]))
        .map(|index| (index, side(reading, &reading.marks[index])))
        .collect();
    // Two runs of one kind that could not pair are one defect.
    let mut at = 0;
    while let Some(&(index, side)) = runs.get(at) {
        at += 1;
        let mark = reading.marks[index].clone();
        let partner = runs.get(at).filter(|(next, next_side)| {
            let next = &reading.marks[*next];
            let between = &reading.text[mark.end..next.start];
            next.byte == mark.byte
                && (!between.contains('\n')
                    || [side, *next_side] == [Side::Opens; 2] && begins_next_line(between))
        });
        if let Some(&(next, _)) = partner {
            at += 1;
            let next = reading.marks[next].clone();
            out.extend(unpaired(reading, &mark, side, &next));
            continue;
        }
        out.extend(lone(reading, &mark, side));
    }
    out.extend(single(reading));
}

/// Only blanks stand behind the line break in `between`: what follows it begins its line.
fn begins_next_line(between: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c == char::from(PREFIX);
    between
        .split_once('\n')
        .is_some_and(|(_, rest)| !rest.contains('\n') && rest.chars().all(blank))
}

/// `*word` and `word*` in a container with no other mark of its kind.
///
/// One that opens in the midst of a line is hardly anything but emphasis. One that begins a
/// paragraph or stands behind a word may be the sign of a note, which only the document can tell.
fn single(reading: &mut Reading<'_>) -> Vec<Fault> {
    let lone: Vec<Mark> =
        [b'*', b'_'].into_iter().filter_map(|byte| lone_mark(reading, byte)).collect();
    lone.iter().filter_map(|mark| single_fault(reading, mark)).collect()
}

fn lone_mark(reading: &Reading<'_>, byte: u8) -> Option<Mark> {
    let mut runs = reading.marks.iter().filter(|mark| mark.byte == byte);
    let mark = runs.next().filter(|mark| mark.len() == 1 && mark.is_free() && !mark.in_url)?;
    runs.next().is_none().then(|| mark.clone())
}

fn single_fault(reading: &mut Reading<'_>, lone: &Mark) -> Option<Fault> {
    if reading.is_code {
        return None;
    }
    let blank = |c: char| c.is_whitespace() || c == char::from(PREFIX);
    let before = reading.char_before(lone.start).unwrap_or('\n');
    let after = reading.char_at(lone.end).unwrap_or('\n');
    let range = lone.start..lone.end;
    let repair = reading.repair(range.clone(), "");
    if (blank(before) || matches!(before, '(' | '“' | '"' | '—')) && !blank(after) {
        let rest = reading.ahead(lone.end, 200).split('\n').next().unwrap_or_default();
        let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let behind = rest[word.len()..].chars().next().unwrap_or('\n');
        let ends = matches!(
            behind,
            ' ' | '\u{a0}' | '\n' | ',' | '.' | '!' | '?' | ';' | ':' | '\'' | '’' | '…'
        ) || is_wide_punctuation(behind)
            || behind == char::from(HTML);
        // `_default.py` and `_IOC` are names.
        let extension = rest[word.len()..].strip_prefix('.').unwrap_or_default();
        let is_name = lone.byte == b'_'
            && (extension.starts_with(char::is_alphanumeric)
                || 1 < word.len() && word.chars().all(char::is_uppercase));
        if word.is_empty() || word == "nix" || !ends || is_name {
            return None;
        }
        let line = reading.text[..lone.start].rsplit('\n').next().unwrap_or_default();
        let words = line.split_whitespace().count();
        let name = lone.byte == b'_'
            && (word.len() < 3
                || word.contains(char::is_uppercase)
                || matches!(behind, ';' | '\n'));
        let sure = 1 < words
            && matches!(before, ' ' | '(')
            && !name
            && 1 < rest.split_whitespace().count();
        let kind = if sure { FaultKind::UnclosedEmphasis } else { FaultKind::DoubtfulEmphasis };
        let written = rest.trim_end().trim_end_matches(char::from(EMPHASIS));
        let end = lone.end + written.len();
        return Some(reading.fault_around_brackets(kind, range, lone.start..end, repair));
    }
    let text = &reading.text[..lone.start];
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let behind = |c: char| {
        blank(c)
            || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '”' | '»' | '"')
            || c == char::from(HTML)
    };
    let ended = |c: char| {
        matches!(c, '.' | '!' | '?' | '”' | '"' | '»' | '）' | '。')
            || [CODE, EMPHASIS].iter().any(|&it| char::from(it) == c)
    };
    let closes = !blank(before) && behind(after) && (3 <= word.len() || ended(before));
    if !closes {
        return None;
    }
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let start = lone.start - text[line..].trim_start_matches(blank).len();
    let start = start + emphasis_at(&text[start..]);
    Some(reading.fault_around_brackets(FaultKind::DoubtfulEmphasis, range, start..lone.end, repair))
}

/// The length of the marks that begin `text` and have their partner.
fn emphasis_at(text: &str) -> usize {
    text.len() - text.trim_start_matches(char::from(EMPHASIS)).len()
}

/// A run that is hardly anything but markup.
fn is_strong(reading: &Reading<'_>, mark: &Mark) -> bool {
    let kind = matches!(mark.byte, b'*' | b'_' | b'~') && mark.len() == 2;
    kind && mark.is_free() && !mark.in_url && !is_code(reading, mark)
}

/// `**kwargs`, `src/**/*.rs`, `__init__`, `int **p`: not prose.
fn is_code(reading: &Reading<'_>, mark: &Mark) -> bool {
    let before = reading.char_before(mark.start);
    let after = reading.char_at(mark.end);
    let code = |c: char| matches!(c, '/' | '\\' | '=' | '*' | '_' | '~' | '&' | '|' | '$');
    // `'**'` is talked about.
    let quote = |c: char| matches!(c, '\'' | '"' | '‘' | '’' | '“' | '”');
    before.is_some_and(code)
        || after.is_some_and(code)
        || before.is_some_and(quote) && after.is_some_and(quote)
}

fn side(reading: &Reading<'_>, mark: &Mark) -> Side {
    let before = reading.char_before(mark.start).unwrap_or('\n');
    let after = reading.char_at(mark.end).unwrap_or('\n');
    let blank = |c: char| c.is_whitespace() || c == char::from(PREFIX);
    let punctuation = |c: char| !blank(c) && !c.is_alphanumeric();
    let left = !blank(after) && (!punctuation(after) || blank(before) || punctuation(before));
    let right = !blank(before) && (!punctuation(before) || blank(after) || punctuation(after));
    match (left, right) {
        (true, false) => Side::Opens,
        (false, true) => Side::Closes,
        (true, true) => Side::Both,
        (false, false) => Side::Neither,
    }
}

/// A run without any partner on its line.
fn lone(reading: &mut Reading<'_>, mark: &Mark, side: Side) -> Option<Fault> {
    // Names such as `__asm` are no emphasis.
    if mark.byte == b'_' {
        return None;
    }
    let before = reading.char_before(mark.start);
    let after = reading.char_at(mark.end);
    let term = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "()[]".contains(c));
    let text = reading.source_of(mark.start..mark.end);
    let byte = char::from(mark.byte);
    match side {
        // `2**3`
        Side::Both if term(before) && term(after) => None,
        Side::Opens | Side::Both => {
            let line_end =
                reading.text[mark.end..].find('\n').map_or(reading.end(), |at| mark.end + at);
            let end = reading.text[..line_end].trim_end().len();
            let sure = side == Side::Opens && !reading.text[mark.end..end].contains(byte);
            let repair = if sure { reading.repair(end..end, text) } else { None };
            let range = mark.start..mark.end;
            Some(reading.fault_around_brackets(
                FaultKind::UnclosedEmphasis,
                range,
                mark.start..end,
                repair,
            ))
        }
        Side::Closes => {
            let line = reading.text[..mark.start].rfind('\n').map_or(0, |at| at + 1);
            let blank = |c: char| c.is_whitespace() || c == char::from(PREFIX);
            let start = mark.start - reading.text[line..mark.start].trim_start_matches(blank).len();
            let sure = !reading.text[start..mark.start].contains(byte);
            let repair = if sure { reading.repair(start..start, text) } else { None };
            let start = start + emphasis_at(&reading.text[start..mark.start]);
            let range = mark.start..mark.end;
            Some(reading.fault_around_brackets(
                FaultKind::UnclosedEmphasis,
                range,
                start..mark.end,
                repair,
            ))
        }
        Side::Neither => None,
    }
}

/// `** bold**`, `**bold **`: both runs are there, but one cannot do its part.
fn unpaired(reading: &mut Reading<'_>, open: &Mark, side: Side, close: &Mark) -> Option<Fault> {
    let inside = &reading.text[open.end..close.start];
    let content = inside.trim();
    if content.is_empty() || !content.contains(char::is_alphanumeric) {
        return None;
    }
    let closes = self::side(reading, close);
    if open.byte == b'_' && closes == Side::Opens {
        return None;
    }
    let extent = open.start..close.end;
    let blamed = match side {
        Side::Opens | Side::Both => close.start..close.end,
        Side::Neither | Side::Closes => open.start..open.end,
    };
    Some(reading.fault_around_brackets(FaultKind::UnclosedEmphasis, blamed, extent, None))
}
