//! Edits: replacements of byte ranges, applied all at once.

use serde::Deserialize;
use serde::Serialize;

use super::TextRange;
use super::TextSize;
use super::size;

/// Replacements of disjoint ranges of one text, all counted in the text before the edit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    // Invariant: sorted by range, and disjoint (ranges may touch).
    parts: Vec<Replacement>,
}

/// One range and what stands there after the edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    pub range: TextRange,
    pub insert: String,
}

impl TextEdit {
    /// `None` when two of the ranges overlap.
    pub fn new(mut parts: Vec<Replacement>) -> Option<TextEdit> {
        parts.sort_by_key(|part| (part.range.start(), part.range.end()));
        let disjoint = parts.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start());
        disjoint.then_some(TextEdit { parts })
    }

    pub fn replace(range: TextRange, insert: impl Into<String>) -> TextEdit {
        TextEdit { parts: vec![Replacement { range, insert: insert.into() }] }
    }

    pub fn insert(at: TextSize, insert: impl Into<String>) -> TextEdit {
        TextEdit::replace(TextRange::empty(at), insert)
    }

    pub fn delete(range: TextRange) -> TextEdit {
        TextEdit::replace(range, "")
    }

    pub fn parts(&self) -> &[Replacement] {
        &self.parts
    }

    /// This edit and `later`, which counts in the text after it, in one.
    pub fn then(&self, later: &TextEdit) -> TextEdit {
        let mut parts: Vec<Replacement> = Vec::new();
        let (mut own, mut later) = (self.parts.iter().peekable(), later.parts.iter().peekable());
        // How much further on the text before stands in the text between, modulo 2^32.
        let mut shift: u32 = 0;
        loop {
            let next_own = own.peek().map(|it| u32::from(it.range.start()).wrapping_add(shift));
            let next_later = later.peek().map(|it| u32::from(it.range.start()));
            let Some(start) = next_own.into_iter().chain(next_later).min() else { break };
            let first = start.wrapping_sub(shift);
            // A stretch of the text between that edits which touch one another change: up to
            // `end`. `insert` replaces it up to `done`; what lies behind that and was inserted
            // by this edit waits in `kept`.
            let (mut end, mut done) = (start, start);
            let mut insert = String::new();
            let mut kept: Vec<(u32, &str)> = Vec::new();
            loop {
                if let Some(part) =
                    own.next_if(|it| u32::from(it.range.start()).wrapping_add(shift) <= end)
                {
                    let start = u32::from(part.range.start()).wrapping_add(shift);
                    kept.push((start, &part.insert));
                    let len = u32::from(size(part.insert.len()));
                    end = end.max(start.wrapping_add(len));
                    shift = shift.wrapping_add(len).wrapping_sub(part.range.len().into());
                } else if let Some(part) = later.next_if(|it| u32::from(it.range.start()) <= end) {
                    read(&kept, done, part.range.start().into(), &mut insert);
                    insert.push_str(&part.insert);
                    done = part.range.end().into();
                    end = end.max(done);
                } else {
                    break;
                }
            }
            read(&kept, done, end, &mut insert);
            let range = TextRange::new(first.into(), end.wrapping_sub(shift).into());
            parts.push(Replacement { range, insert });
        }
        TextEdit { parts }
    }

    /// Where places of the text before are in the text after.
    pub fn moved(&self) -> Moved<'_> {
        Moved { parts: &self.parts, shift: 0 }
    }
}

/// Appends the text from `start` to `end`, all of which lies in `pieces`, each with its start.
fn read(pieces: &[(u32, &str)], start: u32, end: u32, out: &mut String) {
    for &(at, piece) in pieces {
        let from = start.saturating_sub(at) as usize;
        let to = (end.saturating_sub(at) as usize).min(piece.len());
        out.push_str(piece.get(from..to.max(from)).unwrap_or_default());
    }
}

/// Follows places through an edit, from the first to the last.
#[derive(Debug, Clone)]
pub struct Moved<'a> {
    /// Those that end behind the place before.
    parts: &'a [Replacement],
    shift: u32,
}

impl Moved<'_> {
    /// The first and the last place at which `at` may be seen after the edit. They differ where
    /// something is replaced there. Places are asked for in order.
    pub fn places(&mut self, at: TextSize) -> (TextSize, TextSize) {
        let grown = |part: &Replacement| {
            u32::from(size(part.insert.len())).wrapping_sub(part.range.len().into())
        };
        while let [part, rest @ ..] = self.parts
            && part.range.end() < at
        {
            self.shift = self.shift.wrapping_add(grown(part));
            self.parts = rest;
        }
        let to = |at: TextSize, shift: u32| TextSize::from(u32::from(at).wrapping_add(shift));
        let mut shift = self.shift;
        let (mut first, mut last) = (to(at, shift), to(at, shift));
        for (index, part) in
            self.parts.iter().take_while(|part| part.range.start() <= at).enumerate()
        {
            if index == 0 {
                first = to(part.range.start(), shift);
            }
            last = to(part.range.start(), shift) + size(part.insert.len());
            shift = shift.wrapping_add(grown(part));
        }
        (first, last)
    }
}
