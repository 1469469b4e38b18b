//! Places as people count them: lines and columns from 1, columns in Unicode code points. A
//! byte-order mark is none, for no editor shows it.

use crate::text::Encoding;
use crate::text::LineCol;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// A range in lines and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    /// The column behind the last one of the range.
    pub end_column: u32,
}

/// Turns ranges of one text into places. Asked in order of the ranges, it counts each character
/// of a line once, however long the line and however many the findings in it.
pub struct Places<'a> {
    text: &'a Text,
    last: (TextSize, LineCol),
    has_mark: bool,
}

impl Places<'_> {
    pub fn new(text: &Text) -> Places<'_> {
        let has_mark = text.slice(TextRange::up_to(TextSize::from(3))).starts_with('\u{feff}');
        Places { text, last: (TextSize::from(0), LineCol { line: 0, column: 0 }), has_mark }
    }

    pub fn place(&mut self, range: TextRange) -> Place {
        let start = self.line_col(range.start());
        self.last = (self.text.floor(range.start()), start);
        let end = self.line_col(range.end());
        Place {
            line: start.line + 1,
            column: self.shown(start) + 1,
            end_line: end.line + 1,
            end_column: self.shown(end) + 1,
        }
    }

    fn shown(&self, place: LineCol) -> u32 {
        place.column.saturating_sub(u32::from(self.has_mark && place.line == 0))
    }

    fn line_col(&self, offset: TextSize) -> LineCol {
        let (last_offset, last) = self.last;
        let offset = self.text.floor(offset);
        let line = self.text.line_at(offset);
        if line != last.line || offset < last_offset {
            return self.text.line_col(offset, Encoding::Utf32);
        }
        let between = self.text.slice(TextRange::new(last_offset, offset));
        let between = u32::try_from(between.chars().count()).unwrap_or(u32::MAX);
        LineCol { line, column: last.column.saturating_add(between) }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;
    use crate::text::Encoding;
    use crate::text::Text;
    use crate::text::TextRange;
    use crate::text::size;

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let text = Text::new("\u{feff}ab\nc");
        let mut places = Places::new(&text);
        assert_eq!(places.place(TextRange::new(size(3), size(4))).column, 1);
        assert_eq!(places.place(TextRange::new(size(4), size(5))).end_column, 3);
        assert_eq!(places.place(TextRange::new(size(6), size(7))).column, 1);
    }

    #[test]
    fn counting_on_equals_counting_anew() {
        let text = Text::new("a😀é\r\n日本\rx\n\n語");
        let len = usize::from(text.len());
        for first in 0..=len {
            for start in 0..=len {
                for end in start..=len {
                    let mut places = Places::new(&text);
                    places.place(TextRange::empty(size(first)));
                    let place = places.place(TextRange::new(size(start), size(end)));
                    let start = text.line_col(size(start), Encoding::Utf32);
                    let end = text.line_col(size(end), Encoding::Utf32);
                    assert_eq!((place.line, place.column), (start.line + 1, start.column + 1));
                    assert_eq!((place.end_line, place.end_column), (end.line + 1, end.column + 1));
                }
            }
        }
    }
}
