//! What a code fence or comment without its end swallowed: fields, headings and definitions that
//! the owner wrote and that nobody can see.

use crate::syntax::FaultKind;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// So much of each end of what was swallowed is read; more at each keystroke would be felt.
const SAMPLE: TextSize = TextSize::new(32 << 10);

/// What is sampled of the text if the first fence or comment that swallows something ended with its
/// first line. `None` if nothing swallows anything. `fences` are the faulty ones of `tree`.
pub(super) fn revealed(text: &Text, tree: &Tree, fences: &[super::Fence]) -> Option<Text> {
    let fence = fences.first().map(|fence| fence.range.start());
    let comment = tree.html_blocks().find_map(|block| {
        let (open, _) = faulty_comment(&text.slice(block.range))?;
        Some(block.range.start() + size(open))
    });
    let opening = [fence, comment].into_iter().flatten().min()?;
    let behind = TextRange::new(opening, text.len());
    let first = text.slice(TextRange::at(opening, SAMPLE.min(behind.len())));
    let line = first.find('\n').unwrap_or(first.len());
    // Cut between two blocks, for half of one may swallow what follows.
    let whole =
        |from: TextSize| tree.top_blocks_before(from).find(|block| block.range.end() <= from);
    let cut = match SAMPLE < opening {
        true => whole(SAMPLE).map_or(TextSize::from(0), |block| block.range.end()),
        false => opening,
    };
    let before = text.slice(TextRange::up_to(cut));
    let mut sample = format!("{before}\n\n{}", &first[line..]);
    if SAMPLE < behind.len() {
        let last = text.len() - SAMPLE.min(behind.len() - SAMPLE);
        sample.push_str("\n\n");
        sample.push_str(&text.slice(TextRange::new(last, text.len())));
    }
    Some(Text::new(&sample))
}

/// The edit that closes front matter that lacks its end, behind all that may be a field of it.
pub(super) fn closed_front_matter(tree: &Tree) -> Option<TextEdit> {
    let fault = tree.faults().next().filter(|it| it.kind == FaultKind::UnclosedFrontMatter)?;
    let repair = fault.repair.as_ref()?;
    Some(TextEdit::insert(fault.extent.end().max(repair.range.end()), &*repair.insert))
}

/// The first comment in a block of HTML that has no end, or that only the end of a later comment
/// closes; with where it does end.
pub fn faulty_comment(source: &str) -> Option<(usize, Option<usize>)> {
    let mut from = 0;
    while let Some(open) = source[from..].find("<!--").map(|at| from + at) {
        let inside = open + 4;
        let Some(close) = source[inside..].find("-->").map(|at| inside + at) else {
            return Some((open, None));
        };
        // Another comment begins on a line of its own, or in another paragraph.
        let comment = &source[inside..close];
        let swallows = comment.match_indices("<!--").any(|(at, _)| {
            let before = &comment[..at];
            let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
            line.len() < before.len() && line.trim().is_empty() || is_blank_line_in(before)
        });
        if swallows {
            return Some((open, Some(close + 3)));
        }
        from = close + 3;
    }
    None
}

fn is_blank_line_in(text: &str) -> bool {
    text.lines().skip(1).any(|line| line.trim().is_empty())
}
