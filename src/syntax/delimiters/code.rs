//! Code spans that lack one of their runs of backticks.

use super::reading::Mark;
use super::reading::Reading;
use super::target::is_wide_punctuation;
use super::target::trim_url;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;

pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    // Backticks pair from left to right, so all that are left over in a container are one defect.
    for index in 0..reading.marks.len() {
        let mark = &reading.marks[index];
        if mark.byte != b'`' || !mark.is_free() || mark.in_url || is_quotation(reading, mark) {
            continue;
        }
        let mark = mark.clone();
        out.extend(unclosed(reading, &mark));
        return;
    }
}

fn unclosed(reading: &mut Reading<'_>, mark: &Mark) -> Option<Fault> {
    let blank = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '\u{7}');
    let before = reading.char_before(mark.start);
    let after = reading.char_at(mark.end);
    let bracket = before.is_some_and(|c| matches!(c, '(' | '（' | '[' | '「' | '“' | '"'));
    if (blank(before) || bracket) && blank(after) {
        return None;
    }
    // `(`n)` names an escape, `(```)` the mark itself.
    let ahead = reading.ahead(mark.end, 8);
    if bracket && ahead.chars().take(2).any(|c| matches!(c, ')' | '）' | ']' | '」' | '”' | '"'))
    {
        return None;
    }
    let end = reading.end();
    let ticks = reading.source_of(mark.start..mark.end);
    let word = reading.ahead(mark.end, 80);
    let word = word.split(|c: char| c.is_whitespace() || is_wide_punctuation(c));
    let word = word.clone().next().unwrap_or_default();
    // What is behind the span must not lack a partner then: `ntn_...` is not `ntn`.
    let marks = word.trim_end_matches(|c| !matches!(c, '*' | '_' | '~')).len();
    let word_end = trim_url(&reading.text, mark.end..mark.end + word.len()).max(mark.end + marks);
    let plain = mark.end < word_end
        && !reading.text[mark.end..word_end]
            .contains(|c: char| c.is_ascii_control() || "*_[]()<>`~".contains(c));
    let opens = blank(before) || before.is_some_and(|c| !c.is_alphanumeric() && !blank(after));
    let repair = (opens && plain).then(|| reading.repair(word_end..word_end, ticks)).flatten();
    let extent = if opens { mark.start..end.max(mark.end) } else { mark.start..mark.end };
    Some(reading.fault(FaultKind::UnclosedCodeSpan, mark.start..mark.end, extent, repair))
}

/// The backtick as a quotation mark (`word'), an apostrophe, an accent or a prime.
fn is_quotation(reading: &Reading<'_>, mark: &Mark) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && c < '\u{2e80}');
    if 3 < mark.len()
        || letter(reading.char_before(mark.start)) && letter(reading.char_at(mark.end))
    {
        return true;
    }
    let closing = if mark.len() == 2 { "''" } else { "'" };
    let rest = reading.ahead(mark.end, 200);
    let rest = rest.split(['\n', '`']).next().unwrap_or_default();
    for (at, _) in rest.match_indices(closing) {
        let inside = &rest[..at];
        let after = rest[at + closing.len()..].chars().next().is_some_and(char::is_alphanumeric);
        if after && inside.ends_with(|c: char| c.is_whitespace() || c == '(') {
            // This one opens a quotation of its own.
            return false;
        }
        if !after && !inside.is_empty() && !inside.ends_with(char::is_whitespace) {
            return true;
        }
    }
    false
}
