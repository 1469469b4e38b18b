//! What the rules share that take whole blocks away. No rule stands here.

use crate::facts::Document;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// So far is looked for the ends of lines, in bytes. Longer lines are cut there.
const NEAR: u32 = 16 << 10;

/// The whole lines that `range` touches, without the line break at the end.
pub(super) fn lines(document: &Document, range: TextRange) -> TextRange {
    let text = document.text();
    let start = range.start() - TextSize::from(NEAR).min(range.start());
    let before = text.slice(TextRange::new(start, range.start()));
    let after =
        text.slice(TextRange::at(range.end(), TextSize::from(NEAR).min(text.len() - range.end())));
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let rest = after.split(['\n', '\r']).next().unwrap_or_default();
    TextRange::new(range.start() - size(line.len()), range.end() + size(rest.len()))
}

/// Takes away the lines that `range` touches, with the blank lines behind them; at the end of the
/// text, with those before them.
pub(super) fn removal(document: &Document, range: TextRange) -> TextEdit {
    let text = document.text();
    let block = lines(document, range);
    let near = TextSize::from(NEAR);
    let after = text.slice(TextRange::at(block.end(), near.min(text.len() - block.end())));
    let blanks = after.len() - after.trim_start().len();
    let at_end = after.len() == blanks && block.end() + size(blanks) == text.len();
    if at_end {
        let start = block.start() - near.min(block.start());
        let before = text.slice(TextRange::new(start, block.start()));
        let kept = size(before.trim_end().len());
        return TextEdit::delete(TextRange::new(start + kept, block.end()));
    }
    // The indent of the next block stays.
    let indent = after[..blanks].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    TextEdit::delete(TextRange::new(block.start(), block.end() + size(indent)))
}

/// `source` as a message can show it: the text of a link for the link, and only the start of what
/// is long.
pub(super) fn shown(source: &str) -> String {
    const LONGEST: usize = 60;
    let line = source.lines().next().unwrap_or_default().trim_matches(['*', '_']);
    let link = line.strip_prefix('[').and_then(|rest| rest.split_once("]("));
    let text = link.filter(|_| line.ends_with(')')).map_or(line, |(text, _)| text);
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}
