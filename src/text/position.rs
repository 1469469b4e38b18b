//! Lines and columns, in the units that editors and terminals count in.

use ropey::LineType;

use super::Text;
use super::TextRange;
use super::TextSize;
use super::size;

/// LSP breaks lines at `\n`, `\r\n` and a lone `\r`, and nowhere else.
const LINES: LineType = LineType::LF_CR;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Utf8,
    Utf16,
    /// Unicode code points.
    Utf32,
}

/// A position by line and column, both zero-based; `column` counts units of an [`Encoding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineCol {
    pub line: u32,
    pub column: u32,
}

impl Text {
    /// The number of lines; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.0.len_lines(LINES)).unwrap_or(u32::MAX)
    }

    /// The zero-based line that holds `offset`.
    pub fn line_at(&self, offset: TextSize) -> u32 {
        let offset = usize::from(self.floor(offset));
        u32::try_from(self.0.byte_to_line_idx(offset, LINES)).unwrap_or(u32::MAX)
    }

    /// The first byte of `line`; the end of the text for lines beyond it.
    pub fn line_start(&self, line: u32) -> TextSize {
        if self.line_count() <= line {
            return self.len();
        }
        size(self.0.line_to_byte_idx(line as usize, LINES))
    }

    /// The bytes of `line` without its line break.
    pub fn line_range(&self, line: u32) -> TextRange {
        let start = self.line_start(line);
        let next = self.line_start(line.saturating_add(1));
        let mut end = usize::from(next);
        // A line break is `\n`, `\r` or both in that order.
        let ends_with = |end: usize, byte| usize::from(start) < end && self.0.byte(end - 1) == byte;
        let line_feed = ends_with(end, b'\n');
        end -= usize::from(line_feed);
        end -= usize::from(ends_with(end, b'\r'));
        TextRange::new(start, size(end))
    }

    /// Where `offset` is, its column counted in `encoding`. Offsets past the end, or inside a
    /// character, are moved back.
    pub fn line_col(&self, offset: TextSize, encoding: Encoding) -> LineCol {
        let offset = self.floor(offset);
        let line = self.line_at(offset);
        let start = self.line_start(line);
        let column = self.units(offset, encoding) - self.units(start, encoding);
        LineCol { line, column: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    /// The byte at `position`. A line past the end gives the end of the text, a column past the
    /// line's end the place before its line break, a column inside a character its start: LSP
    /// 3.17, "Position".
    pub fn offset(&self, position: LineCol, encoding: Encoding) -> TextSize {
        if self.line_count() <= position.line {
            return self.len();
        }
        let line = self.line_range(position.line);
        let units = self.units(line.start(), encoding).saturating_add(position.column as usize);
        if self.units(line.end(), encoding) <= units {
            return line.end();
        }
        match encoding {
            Encoding::Utf8 => self.floor(size(units)),
            Encoding::Utf16 => size(self.0.utf16_to_byte_idx(units)),
            Encoding::Utf32 => size(self.0.char_to_byte_idx(units)),
        }
    }

    /// Units of `encoding` before `offset`, which is a character boundary of the text.
    fn units(&self, offset: TextSize, encoding: Encoding) -> usize {
        let offset = usize::from(offset);
        match encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => self.0.byte_to_utf16_idx(offset),
            Encoding::Utf32 => self.0.byte_to_char_idx(offset),
        }
    }
}
