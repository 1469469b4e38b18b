//! Places as people count them: lines and columns from 1, columns in Unicode code points. A
//! byte-order mark is none, for no editor shows it.

use crate::text::Encoding;
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
    /// The columns again, counted in UTF-16 code units.
    pub utf16: (u32, u32),
}

/// Turns ranges of one text into places. Asked in order of the ranges, it counts each character
/// of a line once, however long the line and however many the findings in it.
pub struct Places<'a> {
    text: &'a Text,
    last: (TextSize, Point),
    has_mark: bool,
}

/// A line from 0, and the column in it from 0 in code points and in UTF-16 code units.
#[derive(Debug, Clone, Copy, Default)]
struct Point {
    line: u32,
    column: u32,
    utf16: u32,
}

impl Places<'_> {
    pub fn new(text: &Text) -> Places<'_> {
        let has_mark = text.slice(TextRange::up_to(TextSize::from(3))).starts_with('\u{feff}');
        Places { text, last: (TextSize::from(0), Point::default()), has_mark }
    }

    pub fn place(&mut self, range: TextRange) -> Place {
        let start = self.point(range.start());
        self.last = (self.text.floor(range.start()), start);
        let end = self.point(range.end());
        let (first, last) = (self.shown(start), self.shown(end));
        Place {
            line: start.line + 1,
            column: first.column + 1,
            end_line: end.line + 1,
            end_column: last.column + 1,
            utf16: (first.utf16 + 1, last.utf16 + 1),
        }
    }

    /// `point` with the mark at the start of the file not counted.
    fn shown(&self, point: Point) -> Point {
        let mark = u32::from(self.has_mark && point.line == 0);
        let (column, utf16) = (point.column.saturating_sub(mark), point.utf16.saturating_sub(mark));
        Point { column, utf16, ..point }
    }

    fn point(&self, offset: TextSize) -> Point {
        let (last_offset, last) = self.last;
        let offset = self.text.floor(offset);
        let line = self.text.line_at(offset);
        if line != last.line || offset < last_offset {
            let column = |encoding| self.text.line_col(offset, encoding).column;
            return Point { line, column: column(Encoding::Utf32), utf16: column(Encoding::Utf16) };
        }
        let (mut column, mut utf16) = (last.column, last.utf16);
        for char in self.text.slice(TextRange::new(last_offset, offset)).chars() {
            column = column.saturating_add(1);
            utf16 = utf16.saturating_add(if char.len_utf16() == 2 { 2 } else { 1 });
        }
        Point { line, column, utf16 }
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
                    let utf16 = (start, end);
                    let start = text.line_col(size(start), Encoding::Utf32);
                    let end = text.line_col(size(end), Encoding::Utf32);
                    assert_eq!((place.line, place.column), (start.line + 1, start.column + 1));
                    assert_eq!((place.end_line, place.end_column), (end.line + 1, end.column + 1));
                    let utf16 = [utf16.0, utf16.1]
                        .map(|at| text.line_col(size(at), Encoding::Utf16).column + 1);
                    assert_eq!(place.utf16, utf16.into());
                }
            }
        }
    }
}
