//! The heading that is open while a chunk is parsed, and what a reader will see of it.

use std::ops::Range;

use super::chunk::Heading;
use super::ranges::relative;

/// No heading holds another.
pub(super) struct OpenHeading {
    text: String,
    /// `text` without what stands in for images.
    bare: String,
    has_images: bool,
    content: Range<usize>,
}

impl OpenHeading {
    pub(super) fn new(range: &Range<usize>) -> OpenHeading {
        let content = range.end..range.start;
        OpenHeading { text: String::new(), bare: String::new(), has_images: false, content }
    }

    /// Takes in the inline element at `range`, of which a reader sees `text`.
    pub(super) fn add(&mut self, text: &str, range: &Range<usize>, in_image: bool) {
        self.text.push_str(text);
        if in_image {
            self.has_images = true;
        } else {
            self.bare.push_str(text);
        }
        self.content.start = self.content.start.min(range.start);
        self.content.end = self.content.end.max(range.end);
    }

    /// The heading at `range` of the document, counted from the start of `chunk`.
    pub(super) fn close(
        self,
        level: u8,
        top: bool,
        range: &Range<usize>,
        chunk: &Range<usize>,
    ) -> Heading {
        let OpenHeading { text, bare, has_images, content } = self;
        let is_empty = content.end <= content.start;
        let content = if is_empty { range.end..range.end } else { content };
        Heading {
            range: relative(chunk, range),
            level,
            top,
            content: relative(chunk, &content),
            text: text.trim().into(),
            bare: has_images.then(|| bare.into()),
        }
    }
}
