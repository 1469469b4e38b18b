//! Text: the rope, byte ranges into it, and edits. Knows nothing of seeds.

mod edit;
mod place;
mod plain;
mod position;

use std::borrow::Cow;
use std::fmt;

pub use text_size::TextRange;
pub use text_size::TextSize;

pub use edit::Moved;
pub use edit::Replacement;
pub use edit::TextEdit;
pub use place::Place;
pub use place::Places;
pub use plain::plain;
pub use plain::valid_in_xml;
pub use position::Encoding;
pub use position::LineCol;

/// An immutable text held in a rope; cheap to clone, and edits share what they do not touch.
///
/// Offsets are bytes of UTF-8. A text is at most 4 GiB long; `io` refuses longer files.
#[derive(Clone, Default)]
pub struct Text(ropey::Rope);

impl Text {
    pub fn new(text: &str) -> Text {
        Text(ropey::Rope::from_str(text))
    }

    /// Length in bytes.
    pub fn len(&self) -> TextSize {
        size(self.0.len())
    }

    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// The whole text as a range.
    pub fn range(&self) -> TextRange {
        TextRange::up_to(self.len())
    }

    /// The text of `range`, clamped to the text and widened to whole characters; borrowed when it
    /// lies in one piece of the rope.
    pub fn slice(&self, range: TextRange) -> Cow<'_, str> {
        let (start, end) = self.clamp(range);
        self.0.slice(start..end).into()
    }

    /// Appends the text of `range` (clamped as in [`Text::slice`]) to `buffer`.
    pub fn read(&self, range: TextRange, buffer: &mut String) {
        let (start, end) = self.clamp(range);
        for chunk in self.0.slice(start..end).chunks() {
            buffer.push_str(chunk);
        }
    }

    /// The pieces of the rope in order; together they are the text.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.0.chunks()
    }

    /// `offset` moved back to the nearest character boundary inside the text.
    pub fn floor(&self, offset: TextSize) -> TextSize {
        let offset = usize::from(offset).min(self.0.len());
        size(self.0.floor_char_boundary(offset))
    }

    /// This text with `range` replaced by `insert`; the range is clamped as in [`Text::slice`].
    pub fn replace(&self, range: TextRange, insert: &str) -> Text {
        let (start, end) = self.clamp(range);
        let mut rope = self.0.clone();
        if start < end {
            rope.remove(start..end);
        }
        if !insert.is_empty() {
            rope.insert(start, insert);
        }
        Text(rope)
    }

    /// This text with all of `edit` applied at once.
    pub fn edit(&self, edit: &TextEdit) -> Text {
        let mut text = self.clone();
        for part in edit.parts().iter().rev() {
            text = text.replace(part.range, &part.insert);
        }
        text
    }

    /// The smallest single replacement that turns this text into `text`; `None` when they are equal.
    pub fn difference(&self, text: &str) -> Option<TextEdit> {
        let new = text.as_bytes();
        let pieces: Vec<&[u8]> = self.pieces().map(str::as_bytes).collect();
        let mut same = 0;
        for piece in &pieces {
            if new[same..].starts_with(piece) {
                same += piece.len();
                continue;
            }
            same += piece.iter().zip(&new[same..]).take_while(|(a, b)| a == b).count();
            break;
        }
        if same == new.len() && same == self.0.len() {
            return None;
        }
        let start = self.0.floor_char_boundary(same).min(text.floor_char_boundary(same));
        let most = (self.0.len() - start).min(new.len() - start);
        let mut tail = 0;
        for piece in pieces.iter().rev() {
            let rest = &new[new.len() - most..new.len() - tail];
            if rest.ends_with(piece) {
                tail += piece.len();
                continue;
            }
            tail += piece.iter().rev().zip(rest.iter().rev()).take_while(|(a, b)| a == b).count();
            break;
        }
        // Not through the middle of a character, on either side.
        while 0 < tail && !text.is_char_boundary(new.len() - tail) {
            tail -= 1;
        }
        let range = TextRange::new(size(start), size(self.0.len() - tail));
        Some(TextEdit::replace(range, &text[start..new.len() - tail]))
    }

    fn clamp(&self, range: TextRange) -> (usize, usize) {
        let end = usize::from(range.end()).min(self.0.len());
        let start = usize::from(range.start()).min(end);
        (self.0.floor_char_boundary(start), self.0.ceil_char_boundary(end))
    }
}

/// A byte count of a text as a [`TextSize`]; counts beyond 4 GiB saturate.
pub fn size(bytes: usize) -> TextSize {
    TextSize::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces().try_for_each(|piece| f.write_str(piece))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.0 == other.0
    }
}

impl Eq for Text {}

#[cfg(test)]
mod tests;
