//! Code fences that lack their closing one, and which of a row of them is to blame.

use crate::syntax::BlockKind;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// The fences in `tree`, the tree of `text`, to which the blame belongs.
pub(super) fn faulty(text: &Text, tree: &Tree) -> Vec<Fence> {
    let fences: Vec<Fence> = tree
        .fences()
        .filter_map(|block| match block.kind {
            BlockKind::Fence { closed } => Fence::read(text, block.range, block.depth, closed),
            _ => None,
        })
        .collect();
    let mut faulty = Vec::new();
    let mut settled = 0;
    // A fence that was to close the one before it, and all behind it that are turned round by it.
    let mut orphan = None;
    for (index, fence) in fences.iter().enumerate() {
        if orphan == Some(index) || fence.closed && fence.swallowed.is_none() {
            continue;
        }
        if let Some(next) = fences.get(index + 1)
            && next.is_left_outside(text, fence)
        {
            let why = "it stands outside of the list item or quote";
            faulty.push(Fence { near_miss: Some((next.opening, why)), ..fence.clone() });
            settled = index + 1;
            orphan = Some(settled);
            continue;
        }
        // Where a closing fence is missing, every fence after it is taken the wrong way round: the
        // blame lies with the first of them.
        let mut culprit = index;
        while settled < culprit
            && fences[culprit].is_turned_round()
            && fences[culprit - 1].depth == fence.depth
            && fences[culprit - 1].holds_blank
        {
            culprit -= 1;
        }
        settled = index + 1;
        if orphan != Some(culprit) {
            faulty.push(fences[culprit].clone());
        }
    }
    faulty
}

/// A code fence, and what it holds that should not stand in code.
#[derive(Debug, Clone)]
pub struct Fence {
    /// The whole block.
    pub range: TextRange,
    /// The marks of the opening line.
    pub opening: TextRange,
    depth: u8,
    pub closed: bool,
    has_info: bool,
    /// The first line of the content is blank: what looks like an opening fence may be a closing one.
    begins_blank: bool,
    holds_blank: bool,
    /// A line in the content that opens a fence with an info string.
    pub swallowed: Option<TextRange>,
    /// The first line that looks like the missing closing fence, and why it is none.
    pub near_miss: Option<(TextRange, &'static str)>,
    /// Where a closing fence could stand: the end of the line before what looks like text again.
    pub likely_end: TextSize,
}

impl Fence {
    fn read(text: &Text, range: TextRange, depth: u8, closed: bool) -> Option<Fence> {
        let source = text.slice(range);
        let mark = source.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let marks = run(&source, mark);
        let opening = TextRange::at(range.start(), size(marks));
        let mut fence = Fence {
            range,
            opening,
            depth,
            closed,
            has_info: false,
            begins_blank: true,
            holds_blank: false,
            swallowed: None,
            near_miss: None,
            likely_end: range.end(),
        };
        let mut offset = 0;
        let mut end_found = false;
        let mut blank_since = None;
        let mut lines = source.split_inclusive('\n').enumerate().peekable();
        while let Some((number, line)) = lines.next() {
            let start = offset;
            offset += line.len();
            if number == 0 {
                fence.has_info = !line[marks..].trim().is_empty();
                continue;
            }
            if closed && lines.peek().is_none() {
                break;
            }
            let text = line.trim_matches(['>', ' ', '\t', '\r', '\n']);
            let at = range.start() + size(start + line.find(text).unwrap_or(0));
            let text_range = TextRange::at(at, size(text.len()));
            if number == 1 {
                fence.begins_blank = text.is_empty();
            }
            if text.is_empty() {
                fence.holds_blank = true;
                blank_since.get_or_insert(range.start() + size(source[..start].trim_end().len()));
                continue;
            }
            if fence.swallowed.is_none() && opens(text, mark, marks) {
                fence.swallowed = Some(text_range);
            }
            if let Some(why) = near_miss(text, mark, marks) {
                // Two fences alike are a block of code that is shown as code.
                let pair = fence.near_miss.is_some_and(|(last, _)| last.len() == text_range.len());
                match fence.near_miss {
                    Some(_) if pair => fence.near_miss = None,
                    Some(_) => {}
                    None => fence.near_miss = Some((text_range, why)),
                }
            }
            if let Some(end) = blank_since.take()
                && !end_found
                && (reads_like_text(text) || fence.swallowed.is_some())
            {
                end_found = true;
                fence.likely_end = end;
            }
        }
        if !end_found && !closed {
            fence.likely_end = range.start() + size(source.trim_end().len());
        }
        Some(fence)
    }

    /// `Original url: …` and its like, which no code is.
    pub fn is_footer(line: &str) -> bool {
        is_footer(line)
    }

    /// It follows `open`, whose block it was meant to close and cannot, since that lies in an item or
    /// a quote that has ended.
    fn is_left_outside(&self, text: &Text, open: &Fence) -> bool {
        !open.closed
            && self.depth < open.depth
            && !self.has_info
            && open.opening.len() <= self.opening.len()
            && text.slice(self.opening).starts_with(&*text.slice(open.opening))
            && open.range.end() <= self.range.start()
            && text.slice(TextRange::new(open.range.end(), self.range.start())).trim().is_empty()
    }

    /// What the grammar takes for an opening fence was meant as a closing one.
    fn is_turned_round(&self) -> bool {
        !self.has_info && self.begins_blank
    }
}

fn run(text: &str, mark: char) -> usize {
    text.len() - text.trim_start_matches(mark).len()
}

/// `text` opens a fence of `mark` with the name of a language.
fn opens(text: &str, mark: char, marks: usize) -> bool {
    let length = run(text, mark);
    let info = text[length..].trim();
    let name = info.split([' ', '{', ',', ':']).next().unwrap_or_default();
    marks <= length
        && !name.is_empty()
        && name.len() <= 24
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#.-_".contains(c))
        && !info.contains('`')
}

/// Why `text`, which looks like a closing fence, does not close a fence of `marks` times `mark`.
fn near_miss(text: &str, mark: char, marks: usize) -> Option<&'static str> {
    let first = text.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let length = run(text, first);
    if length < 2 || length < 3 && first == '~' {
        return None;
    }
    let rest = text[length..].trim();
    if first != mark {
        return (3 <= length && rest.is_empty()).then_some("it is made of another character");
    }
    if !rest.is_empty() {
        return (marks <= length && !opens(text, mark, marks) && rest.contains(' '))
            .then_some("text stands after it");
    }
    (length < marks).then_some("it is shorter than the opening fence")
}

/// A line that follows a blank one and is hardly code.
fn reads_like_text(text: &str) -> bool {
    if is_footer(text) {
        return true;
    }
    let words = text.split_whitespace().count();
    let begins = text.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"'));
    let ends = text.ends_with(['.', '!', '?', ':', '”', '"', ')']);
    let code = text.contains(['{', '}', ';', '=', '<', '\\']) || text.contains("()");
    begins && ends && 6 <= words && !code || text.starts_with("## ") || text.starts_with("### ")
}

/// `Original url: …` and its like.
fn is_footer(line: &str) -> bool {
    let label = line.split_once(':').map(|(label, _)| label.trim().to_lowercase());
    let footer = ["original url", "related article", "related articles", "source", "via"];
    label.is_some_and(|label| footer.contains(&&*label))
}
