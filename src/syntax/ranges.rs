//! Ranges of a text, cut and counted anew.

use std::ops::Range;

use crate::text::TextRange;
use crate::text::size;

/// `range` of `text` without white space at its end.
pub(super) fn trim(text: &str, range: &Range<usize>) -> Range<usize> {
    let source = text.get(range.clone()).unwrap_or_default();
    let len = source.trim_end_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).len();
    range.start..range.start + len
}

/// `range` of `text` without the one line break at its end.
pub(super) fn trim_line_break(text: &str, range: &Range<usize>) -> Range<usize> {
    let source = text.get(range.clone()).unwrap_or_default();
    let line = source.strip_suffix('\n').unwrap_or(source);
    let line = line.strip_suffix('\r').unwrap_or(line);
    range.start..range.start + line.len()
}

/// `range` counted from the start of `chunk`, and cut at its ends.
pub(super) fn relative(chunk: &Range<usize>, range: &Range<usize>) -> TextRange {
    let inside = |at: usize| size(at.clamp(chunk.start, chunk.end) - chunk.start);
    let start = inside(range.start);
    TextRange::new(start, inside(range.end).max(start))
}
