//! A piece of a document that remembers where it stands, so that what is found in it keeps its
//! place.

use std::ops::Range;

use crate::text::TextRange;
use crate::text::size;

/// Some text and the offset of its first byte in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passage<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl<'a> Passage<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Passage<'a> {
        Passage { text, start }
    }

    pub(super) fn range(self) -> TextRange {
        TextRange::new(size(self.start), size(self.start + self.text.len()))
    }

    /// The bytes `part` of this passage; empty where they are no whole characters of it.
    pub(super) fn part(self, part: Range<usize>) -> Passage<'a> {
        let at = part.start.min(self.text.len());
        Passage { text: self.text.get(part).unwrap_or_default(), start: self.start + at }
    }

    pub(super) fn from(self, at: usize) -> Passage<'a> {
        self.part(at..self.text.len())
    }

    pub(super) fn trim(self) -> Passage<'a> {
        self.trim_matches(char::is_whitespace)
    }

    pub(super) fn trim_matches(self, pattern: impl Fn(char) -> bool) -> Passage<'a> {
        let start = self.text.len() - self.text.trim_start_matches(&pattern).len();
        let text = self.text.trim_matches(&pattern);
        if text.is_empty() { self.part(0..0) } else { self.part(start..start + text.len()) }
    }

    pub(super) fn is_empty(self) -> bool {
        self.text.is_empty()
    }

    /// The lines without their breaks, which are those of the protocol.
    pub(super) fn lines(self) -> impl Iterator<Item = Passage<'a>> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let line = rest?;
            let Some(end) = line.text.find(['\n', '\r']) else {
                rest = None;
                return Some(line);
            };
            let width = if line.text[end..].starts_with("\r\n") { 2 } else { 1 };
            rest = Some(line.from(end + width));
            Some(line.part(0..end))
        })
    }

    /// Without emphasis that encloses all of it, and without blanks around it.
    pub(super) fn without_emphasis(self) -> Passage<'a> {
        let mut inner = self.trim();
        for mark in ["***", "**", "__", "*", "_"] {
            while let Some(text) =
                inner.text.strip_prefix(mark).and_then(|it| it.strip_suffix(mark))
                && !text.is_empty()
                && !text.contains(mark)
            {
                inner = inner.part(mark.len()..mark.len() + text.len()).trim();
            }
        }
        inner
    }
}

#[cfg(test)]
mod tests {
    use super::Passage;

    #[test]
    fn lines_keep_their_places() {
        let lines: Vec<_> = Passage::new("a\r\nbc\rd\n", 10).lines().collect();
        let expected =
            [("a", 10), ("bc", 13), ("d", 16), ("", 18)].map(|(text, at)| Passage::new(text, at));
        assert_eq!(lines, expected);
    }

    #[test]
    fn emphasis_is_taken_off_from_outside_to_inside() {
        let inner = |text| Passage::new(text, 5).without_emphasis();
        assert_eq!(inner("  **_By A_** "), Passage::new("By A", 10));
        assert_eq!(inner("*a* and *b*"), Passage::new("*a* and *b*", 5));
    }
}
