//! The incremental engine: cuts a text into chunks, and after an edit parses anew only those that
//! can have changed.
//!
//! A load parses window after window of whole lines and cuts each at the boundaries that the
//! grammar passed ([`super::boundary`]). An edit *restarts* at the last boundary whose first line
//! ends at or before it, parses windows, and stops where it *meets again* an old boundary behind
//! the edit in its old state: from there the text is the old one, and so is the state, so that the
//! old chunks are good. Labels are the one thing with effect at a distance: a chunk remembers those
//! it asked for, and is parsed again when one of them becomes defined or undefined.
//!
//! Limits: what cannot be cut is one chunk, and each edit in it parses all of it. That is a
//! paragraph, a line, a list item with all that is in it, or indented code, whatever its length.
//! Such a block of 64 KB takes about a millisecond; it is exact at any size, only slower.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::boundary::Boundary;
use super::boundary::State;
use super::chunk::PassageKey;
use super::chunks::Chunk;
use super::chunks::Chunks;
use super::chunks::Place;
use super::label::Label;
use super::label::Labels;
use super::label::collapse;
use super::label::footnote_candidates;
use super::parse::Outcome;
use super::parse::Source;
use super::parse::parse;
use super::parts::Cursor;
use super::passages::Tally;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// Sizes in bytes. They decide where a text is cut and how fast it is, never what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Chunks are at least that long, where there is more.
    pub chunk: usize,
    /// What a load parses at once.
    pub window: usize,
    /// What an edit parses first; each further window is twice as long, up to `window`.
    pub first_window: usize,
    /// Pieces of a cut block are at least that long.
    pub piece: usize,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning { chunk: 1024, window: 64 << 10, first_window: 4096, piece: 4096 }
    }
}

/// The chunks of a text, the labels they define, and what they say.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) chunks: Chunks,
    labels: Labels,
    pub(super) passages: Tally,
}

impl Body {
    /// Parses `text` from `base` on.
    pub(super) fn new(text: &Text, base: TextSize, tuning: Tuning) -> Body {
        let mut engine = Engine::new(text, base, Labels::default(), tuning);
        engine.guess_labels();
        let mut chunks = Vec::new();
        engine.load(&mut chunks);
        let mut body = Body::of(Chunks::new(chunks));
        let mut change = Change::default();
        for place in body.chunks.iter() {
            change.count(&place.chunk.defined, 1);
        }
        change.apply(&mut body.labels);
        // Where the guess was wrong, the chunks that asked for the label are wrong.
        let mut flipped: Vec<Label> =
            engine.labels.iter().filter(|label| !body.labels.contains(label)).cloned().collect();
        flipped.extend(body.labels.iter().filter(|label| !engine.labels.contains(label)).cloned());
        engine.labels = body.labels.clone();
        body.reparse_asking(&mut engine, &flipped);
        body
    }

    /// The body of `text` from `base` on, which is the text of this body with `deleted` (counted
    /// in this body) replaced by `inserted` bytes.
    pub(super) fn edit(
        &self,
        text: &Text,
        base: TextSize,
        deleted: Range<usize>,
        inserted: usize,
        tuning: Tuning,
    ) -> Body {
        let mut engine = Engine::new(text, base, self.labels.clone(), tuning);
        if self.chunks.summary().chunks == 0 || engine.len == 0 {
            return Body::new(text, base, tuning);
        }
        let mut new = Vec::new();
        let replaced = engine.edit(&self.chunks, deleted, inserted, &mut new);
        let mut change = Change::default();
        let mut said = Said::default();
        for place in self.chunks.from(replaced.start) {
            if place.index >= replaced.end {
                break;
            }
            change.count(&place.chunk.defined, -1);
            said.count(place.chunk, -1);
        }
        for chunk in &new {
            change.count(&chunk.defined, 1);
            said.count(chunk, 1);
        }
        let chunks = self.chunks.splice(replaced.start, replaced.end, new);
        let passages = self.passages.clone();
        let mut body = Body { chunks, labels: self.labels.clone(), passages };
        said.apply(&mut body.passages);
        let flipped = change.apply(&mut body.labels);
        engine.labels = body.labels.clone();
        body.reparse_asking(&mut engine, &flipped);
        body
    }

    /// One chunk, whatever its length, by one pass that needs no knowledge of labels: the truth
    /// that the other ways are tested against.
    pub(super) fn whole(text: &Text, base: TextSize) -> Body {
        let mut engine = Engine::new(text, base, Labels::default(), Tuning::default());
        let mut chunks = Vec::new();
        if engine.len > 0 {
            let source = text.slice(TextRange::new(base, text.len()));
            let outcome = engine.pass(&source, "", &State::Fresh, false, false);
            chunks.push(Arc::new(Chunk::new(&source, State::Fresh, outcome, Vec::new())));
        }
        let mut body = Body::of(Chunks::new(chunks));
        let mut change = Change::default();
        for place in body.chunks.iter() {
            change.count(&place.chunk.defined, 1);
        }
        change.apply(&mut body.labels);
        body
    }

    fn of(chunks: Chunks) -> Body {
        let passages = chunks.iter().flat_map(|place| &place.chunk.parts.passages);
        let passages = Tally::new(passages.map(|passage| passage.key));
        Body { chunks, labels: Labels::default(), passages }
    }

    fn reparse_asking(&mut self, engine: &mut Engine<'_>, flipped: &[Label]) {
        if flipped.is_empty() {
            return;
        }
        let chunks = self.chunks.clone();
        for place in chunks.asking(flipped) {
            let next = chunks.get(place.index + 1);
            let continues = next.is_some_and(|next| next.chunk.state != State::Fresh);
            let range = usize::from(place.start)..usize::from(place.end());
            let mut buffer = String::new();
            engine.read(range, &mut buffer);
            let chunk = engine.chunk(&buffer, &place.chunk.state, continues);
            let mut said = Said::default();
            said.count(place.chunk, -1);
            said.count(&chunk, 1);
            said.apply(&mut self.passages);
            self.chunks = self.chunks.set(place.index, Arc::new(chunk));
        }
    }
}

/// By how much the number of definitions of each label changes.
#[derive(Default)]
struct Change(BTreeMap<Label, i64>);

impl Change {
    fn count(&mut self, labels: &[Label], by: i64) {
        for label in labels {
            *self.0.entry(label.clone()).or_default() += by;
        }
    }

    /// Changes `labels`; those that became defined or undefined by that.
    fn apply(self, labels: &mut Labels) -> Vec<Label> {
        let changed = self.0.into_iter().filter(|&(_, by)| by != 0);
        changed.filter_map(|(label, by)| labels.add(label.clone(), by).then_some(label)).collect()
    }
}

/// By how much the number of times changes that each passage is told. Most chunks say nearly what
/// they said before, and what stays is taken out first: it would copy a path of the tally each.
#[derive(Default)]
struct Said(FxHashMap<PassageKey, i32>);

impl Said {
    fn count(&mut self, chunk: &Chunk, by: i32) {
        for passage in &chunk.parts.passages {
            *self.0.entry(passage.key).or_default() += by;
        }
    }

    fn apply(self, passages: &mut Tally) {
        self.0.into_iter().for_each(|(key, by)| passages.add(key, by));
    }
}

struct Engine<'a> {
    text: &'a Text,
    /// Where the body begins in `text`. All other offsets count from there.
    base: TextSize,
    len: usize,
    labels: Labels,
    tuning: Tuning,
    /// Room for a prefix and the text behind it.
    scratch: String,
}

/// A parsed window and the boundaries in it that nothing behind the window can change.
struct Window<'a> {
    text: &'a str,
    state: &'a State,
    outcome: Outcome,
    boundaries: Vec<Boundary>,
}

impl<'a> Engine<'a> {
    fn new(text: &'a Text, base: TextSize, labels: Labels, tuning: Tuning) -> Engine<'a> {
        let len = usize::from(text.len() - base.min(text.len()));
        Engine { text, base, len, labels, tuning, scratch: String::new() }
    }

    fn read(&self, range: Range<usize>, buffer: &mut String) {
        let range = TextRange::new(size(range.start), size(range.end));
        self.text.read(range + self.base, buffer);
    }

    /// Reads at least `want` bytes from `start` on, up to the end of a line; whether the text ends
    /// there.
    fn read_lines(&self, start: usize, want: usize, buffer: &mut String) -> bool {
        let mut step = want.max(1);
        loop {
            let from = start + buffer.len();
            let searched = buffer.len();
            self.read(from..from.saturating_add(step).min(self.len), buffer);
            if start + buffer.len() >= self.len {
                return true;
            }
            // The first read may stop anywhere, and is cut behind it; later ones stop at a line.
            let from = if searched == 0 { buffer.len() - 1 } else { searched };
            if let Some(end) = memchr::memchr(b'\n', &buffer.as_bytes()[from..]) {
                buffer.truncate(from + end + 1);
                return false;
            }
            step = (step / 4).max(256);
        }
    }

    /// Takes all labels for defined that look so, so that most references are right at once.
    fn guess_labels(&mut self) {
        /// How far before its `]:` a label may begin.
        const LONGEST: usize = 200;
        let mut start = 0;
        let mut buffer = String::new();
        while start < self.len {
            buffer.clear();
            self.read_lines(start, self.tuning.window.max(1024), &mut buffer);
            start += buffer.len();
            for close in memchr::memmem::find_iter(buffer.as_bytes(), b"]:") {
                let first = close.saturating_sub(LONGEST);
                let before = &buffer.as_bytes()[first..close];
                let Some(open) = memchr::memrchr2(b'[', b'\n', before).map(|at| first + at) else {
                    continue;
                };
                let Some(written) = buffer.get(open..close).and_then(|it| it.strip_prefix('['))
                else {
                    continue;
                };
                let mut guess = vec![Label::link(&collapse(written))];
                if let Some(written) = written.strip_prefix('^') {
                    guess.push(Label::footnote(&collapse(written)));
                }
                for label in guess {
                    if !self.labels.contains(&label) {
                        self.labels.add(label, 1);
                    }
                }
            }
        }
    }

    fn load(&mut self, chunks: &mut Vec<Arc<Chunk>>) {
        let mut start = 0;
        let mut state = State::Fresh;
        let mut want = self.tuning.window;
        let mut buffer = String::new();
        while start < self.len {
            buffer.clear();
            let at_end = self.read_lines(start, want, &mut buffer);
            let mut window = self.window(&buffer, &state, at_end);
            let last = if at_end {
                Boundary { at: buffer.len(), state: State::Fresh }
            } else if let Some(last) = window.boundaries.last() {
                last.clone()
            } else {
                want = want.saturating_mul(2).max(buffer.len());
                continue;
            };
            self.emit(&mut window, &last, chunks);
            start += last.at;
            state = last.state;
            want = self.tuning.window;
        }
    }

    /// Parses what the edit has changed into `new`; the range of chunks of `old` that it replaces.
    fn edit(
        &mut self,
        old: &Chunks,
        deleted: Range<usize>,
        inserted: usize,
        new: &mut Vec<Arc<Chunk>>,
    ) -> Range<usize> {
        let old_len = usize::from(old.summary().len);
        let count = old.summary().chunks;
        // Old offsets behind the edit to new ones, and back.
        let to_new = |at: usize| at + inserted - deleted.len();
        let to_old = |at: usize| (at + deleted.len()).checked_sub(inserted);
        let Some(restart) = restart(old, deleted.start) else { return 0..count };
        // The first old boundary behind the edit.
        let behind = match old.at(size(deleted.end)) {
            Some(place) if usize::from(place.start) >= deleted.end => place.index,
            Some(place) => place.index + 1,
            None => count,
        };
        let behind = behind.max(restart.index + 1);
        let start_of =
            |index: usize| old.get(index).map_or(old_len, |place| usize::from(place.start));
        let behind_start = start_of(behind);
        let mut target = behind;
        let mut start = usize::from(restart.start);
        let mut state = restart.chunk.state.clone();
        let mut want = self.tuning.first_window;
        let mut buffer = String::new();
        loop {
            buffer.clear();
            // The window ends with the first line of the old boundary that is to be met again, or,
            // in the middle of a block, just before it, for such a boundary needs no line.
            let place = old.get(target);
            let mut inside = None;
            let end = match &place {
                None => self.len,
                Some(place) => {
                    let at = to_new(usize::from(place.start));
                    if let State::Inside(..) = place.chunk.state {
                        inside = Some(&place.chunk.state);
                        at
                    } else {
                        at + usize::from(place.chunk.first_line)
                    }
                }
            };
            let mut at_end = end >= self.len && inside.is_none();
            self.read(start..end.min(self.len), &mut buffer);
            if inside.is_some() && !buffer.ends_with('\n') {
                // The edit has joined the line that began there with the one before.
                inside = None;
                buffer.clear();
                at_end = self.read_lines(start, end - start, &mut buffer);
            }
            let mut window = self.window(&buffer, &state, at_end);
            if let Some(inside) = inside
                && window.outcome.tail.as_ref().is_some_and(|tail| tail.state == *inside)
            {
                let last = Boundary { at: buffer.len(), state: inside.clone() };
                self.emit(&mut window, &last, new);
                return restart.index..target;
            }
            let met = window.boundaries.iter().find_map(|boundary| {
                let at = start + boundary.at;
                if at < deleted.start + inserted || at < to_new(behind_start) {
                    return None;
                }
                let place = old.at(size(to_old(at).filter(|&at| at < old_len)?))?;
                let same = Some(usize::from(place.start)) == to_old(at)
                    && place.index >= behind
                    && place.chunk.state == boundary.state;
                same.then(|| (place.index, boundary.clone()))
            });
            if let Some((index, boundary)) = met {
                self.emit(&mut window, &boundary, new);
                return restart.index..index;
            }
            if at_end {
                let last = Boundary { at: buffer.len(), state: State::Fresh };
                self.emit(&mut window, &last, new);
                return restart.index..count;
            }
            if let Some(last) = window.boundaries.last().cloned() {
                self.emit(&mut window, &last, new);
                start += last.at;
                state = last.state;
                want = want.saturating_mul(2).min(self.tuning.window);
            } else {
                want = want.saturating_mul(2).max(buffer.len().saturating_mul(2));
            }
            let least = start_of(target).saturating_add(1);
            let next = to_old(start.saturating_add(want)).unwrap_or(0).max(least);
            target = match old.at(size(next)) {
                Some(_) if next >= old_len => count,
                Some(place) if usize::from(place.start) == next => place.index,
                Some(place) => place.index + 1,
                None => count,
            };
        }
    }

    fn window<'w>(&mut self, text: &'w str, state: &'w State, at_end: bool) -> Window<'w> {
        let mut outcome = self.pass(text, prefix_of(state), state, false, true);
        let mut boundaries = std::mem::take(&mut outcome.boundaries);
        if let Some(tail) = &outcome.tail
            && text.len() - tail.at > 2 * self.tuning.piece
        {
            boundaries.retain(|boundary| boundary.at <= tail.at);
            self.cut(text, tail, &mut boundaries);
            if !at_end {
                boundaries.push(Boundary { at: text.len(), state: tail.state.clone() });
            }
        }
        Window { text, state, outcome, boundaries }
    }

    /// Boundaries in the block that the end of the window cuts: any line behind its head.
    fn cut(&self, text: &str, tail: &Boundary, boundaries: &mut Vec<Boundary>) {
        let next_line = |at: usize| {
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            memchr::memchr(b'\n', rest).map_or(text.len(), |line| at + line + 1)
        };
        let mut at = tail.at;
        for _ in prefix_of(&tail.state).lines() {
            at = next_line(at);
        }
        let mut last = tail.at;
        while at < text.len() {
            if at - last >= self.tuning.piece {
                boundaries.push(Boundary { at, state: tail.state.clone() });
                last = at;
            }
            at = next_line(at);
        }
    }

    /// Makes chunks of the window's text before `last`, where a boundary lies.
    fn emit(&mut self, window: &mut Window<'_>, last: &Boundary, chunks: &mut Vec<Arc<Chunk>>) {
        let mut cuts = vec![Boundary { at: 0, state: window.state.clone() }];
        for boundary in window.boundaries.iter().take_while(|boundary| boundary.at < last.at) {
            let from = cuts.last().map_or(0, |cut| cut.at);
            if boundary.at - from >= self.tuning.chunk.max(1) {
                cuts.push(boundary.clone());
            }
        }
        cuts.push(last.clone());
        let outcome = std::mem::take(&mut window.outcome);
        // What the window found is right for a chunk if each definition that it knew is settled,
        // which those before `last` are.
        let end = size(last.at);
        let unsettled = outcome.parts.definitions.iter().any(|it| it.range.start() >= end);
        let mut cursor = Cursor::default();
        let mut asked = outcome.asked.into_iter().peekable();
        for pair in cuts.windows(2) {
            let [from, to] = pair else { continue };
            let Some(text) = window.text.get(from.at..to.at) else { continue };
            let parts = outcome.parts.slice(&mut cursor, size(from.at), size(to.at));
            let mut labels = Vec::new();
            while let Some((_, label)) = asked.next_if(|&(at, _)| at < to.at) {
                labels.push(label);
            }
            let whole = from.state == State::Fresh && to.state == State::Fresh;
            let chunk = if !whole || unsettled || needs_own_pass(text) {
                self.chunk(text, &from.state, to.state != State::Fresh)
            } else {
                let outcome = Outcome { parts, ..Outcome::default() };
                Chunk::new(text, State::Fresh, outcome, labels)
            };
            chunks.push(Arc::new(chunk));
        }
    }

    /// Parses a chunk by itself.
    fn chunk(&mut self, text: &str, state: &State, continues: bool) -> Chunk {
        // The grammar reads `[^x]` only if it has seen the definition of `x`, and asks nobody. So
        // the definitions that lie in other chunks are put before the text.
        let mut prefix = String::new();
        let mut asked = Vec::new();
        footnote_candidates(text, |written| {
            let label = Label::footnote(&collapse(written));
            if self.labels.contains(&label) {
                prefix.push_str("[^");
                prefix.push_str(written);
                prefix.push_str("]: x\n");
            }
            asked.push(label);
        });
        if !prefix.is_empty() {
            prefix.push_str("***\n");
        }
        prefix.push_str(prefix_of(state));
        let outcome = self.pass(text, &prefix, state, continues, false);
        Chunk::new(text, state.clone(), outcome, asked)
    }

    fn pass(
        &mut self,
        text: &str,
        prefix: &str,
        state: &State,
        continues: bool,
        boundaries: bool,
    ) -> Outcome {
        let labels = &self.labels;
        let defined = |label: &Label| labels.contains(label);
        let chunk = prefix.len()..prefix.len() + text.len();
        if prefix.is_empty() && text.ends_with('\n') {
            return parse(&Source { text, chunk, state, continues, boundaries }, defined);
        }
        self.scratch.clear();
        self.scratch.push_str(prefix);
        self.scratch.push_str(text);
        if !text.ends_with('\n') {
            self.scratch.push('\n');
        }
        let text = self.scratch.as_str();
        parse(&Source { text, chunk, state, continues, boundaries }, defined)
    }
}

/// The last boundary that an edit at `offset` cannot change: its first line ends before it.
fn restart(chunks: &Chunks, offset: usize) -> Option<Place<'_>> {
    let mut place = chunks.at(size(offset))?;
    while usize::from(place.start + place.chunk.first_line) > offset
        && let Some(before) = place.index.checked_sub(1)
    {
        place = chunks.get(before)?;
    }
    Some(place)
}

/// Whether `text` may hold link definitions, of which pulldown keeps only the first of each label,
/// or footnotes, of which it must be told.
fn needs_own_pass(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'[', bytes).any(|at| bytes.get(at + 1) == Some(&b'^'))
        || memchr::memchr_iter(b']', bytes).any(|at| bytes.get(at + 1) == Some(&b':'))
}

fn prefix_of(state: &State) -> &str {
    match state {
        State::Fresh | State::Quote => "",
        State::Inside(_, prefix) => prefix,
    }
}
