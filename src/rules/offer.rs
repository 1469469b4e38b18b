//! Which fixes of findings are offered: those that are proven to do good, each by itself.

use std::collections::BTreeSet;

use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::empty_field;
use crate::rules::linkable_seed;
use crate::rules::placeholder_link;
use crate::rules::proof::Mending;
use crate::rules::proof::State;
use crate::rules::proof::Supply;
use crate::rules::proof::Taken;
use crate::text::TextRange;

/// Leaves of the fixes of `found`, which is all that is found in `file`, those that can be offered:
/// applied to the document as it is, one leaves fewer findings, none that is new, and the other
/// fields and constructs as they are. What it does to other documents is not looked at.
///
/// Fixes in places that have nothing to do with each other are tried together, so that most
/// documents are checked once more, however many fixes there are.
pub fn withhold(snapshot: &Snapshot, file: FileId, found: &mut [Diagnostic], supply: Supply<'_>) {
    withhold_of(snapshot, file, found, |_| true, supply);
}

/// As [`withhold`], of those for which `wanted` holds; the others keep all their fixes.
pub fn withhold_of(
    snapshot: &Snapshot,
    file: FileId,
    found: &mut [Diagnostic],
    wanted: impl Fn(&Diagnostic) -> bool,
    supply: Supply<'_>,
) {
    let Some(document) = snapshot.document(file) else { return };
    if !found.iter().any(|it| wanted(it) && !it.finding.fixes.is_empty()) {
        return;
    }
    let before = State { snapshot: snapshot.clone(), findings: found.to_vec() };
    let mut waiting: Vec<Candidate<'_>> = Vec::new();
    for (at, diagnostic) in before.findings.iter().enumerate().filter(|(_, it)| wanted(it)) {
        for (place, fix) in diagnostic.finding.fixes.iter().enumerate() {
            let mending = Mending { diagnostic, fix, may_leave: may_leave(diagnostic) };
            if mending.acts() {
                waiting.push(Candidate { at, place, mending });
            }
        }
    }
    let mut trials = Trials { before: &before, file, supply, left: MOST, good: Vec::new() };
    let mut round = 0;
    while !waiting.is_empty() {
        let (mut taken, mut together, mut rest) = (Taken::default(), Vec::new(), Vec::new());
        for candidate in waiting {
            let room = match round < ROUNDS_APART {
                true => candidate.room(document),
                false => candidate.mending.edited().collect(),
            };
            if taken.meets(room.iter().copied()) {
                rest.push(candidate);
            } else {
                taken.take(room.into_iter());
                together.push(candidate);
            }
        }
        trials.try_all(&together);
        waiting = rest;
        round += 1;
    }
    let good: BTreeSet<(usize, usize)> = trials.good.into_iter().collect();
    for (at, diagnostic) in found.iter_mut().enumerate().filter(|(_, it)| wanted(it)) {
        let mut place = 0..;
        diagnostic
            .finding
            .fixes
            .retain(|_| place.next().is_some_and(|place| good.contains(&(at, place))));
    }
}

/// What may be found in what a fix of `diagnostic` inserts, since a person goes on from there: a field
/// that was missing has a label to be filled in, or a link leads to an address that a seed holds.
fn may_leave(diagnostic: &Diagnostic) -> Option<u16> {
    if diagnostic.finding.field.is_some() {
        return Some(empty_field::RULE.code);
    }
    let is_placeholder = diagnostic.rule.code == placeholder_link::RULE.code;
    is_placeholder.then_some(linkable_seed::RULE.code)
}

/// Rounds in which only fixes that lie in different blocks are tried together. Where a single block
/// has more, the rest is tried as it can be applied.
const ROUNDS_APART: usize = 12;

/// How often a document is checked at most to find out. What is not proven then is not offered.
const MOST: usize = 200;

/// The fix that stands at `place` among those of the finding that stands at `at`.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    at: usize,
    place: usize,
    mending: Mending<'a>,
}

impl Candidate<'_> {
    /// All that could have to do with it.
    fn room(self, document: &Document) -> Vec<TextRange> {
        // A field that is missing is missing whatever becomes of others.
        if self.mending.diagnostic.finding.field.is_some() {
            return self.mending.edited().collect();
        }
        let len = document.text().len();
        let extent = self.mending.extent(len);
        let mut room = extent;
        for at in [extent.start(), extent.end()] {
            if let Some(block) = document.tree().blocks_around(at).last() {
                room = room.cover(block.range);
            }
        }
        vec![room]
    }
}

struct Trials<'a> {
    before: &'a State,
    file: FileId,
    supply: Supply<'a>,
    /// How many more there may be.
    left: usize,
    /// Places of findings, and of their fixes.
    good: Vec<(usize, usize)>,
}

impl Trials<'_> {
    /// Finds out which of `candidates` do good: all, or else those of each half.
    fn try_all(&mut self, candidates: &[Candidate<'_>]) {
        if candidates.is_empty() || self.left == 0 {
            return;
        }
        self.left -= 1;
        let mendings: Vec<Mending<'_>> = candidates.iter().map(|it| it.mending).collect();
        if self.before.mended(self.file, &mendings, self.supply).is_some() {
            self.good.extend(candidates.iter().map(|it| (it.at, it.place)));
        } else if 1 < candidates.len() {
            let (first, second) = candidates.split_at(candidates.len() / 2);
            self.try_all(first);
            self.try_all(second);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::withhold;
    use crate::fixture::files;
    use crate::fixture::workspace;
    use crate::rules::check as check_all;

    /// What is found in a body between a header and a source, with the titles of the fixes that are
    /// offered of those that there are.
    #[track_caller]
    fn check(body: &str, expected: &[(&str, &[&str], usize)]) {
        let seed = format!(
            "Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n{body}\n\n\
             Original url: <https://news.example/2021/03/03/a>\n"
        );
        let snapshot = workspace(&files(&seed)).snapshot();
        let file = snapshot.files().next().expect("a seed");
        let all = check_all(&snapshot, file);
        let mut left = all.clone();
        withhold(&snapshot, file, &mut left, &|_, _| ());
        let shown: Vec<(&str, Vec<&str>, usize)> = all
            .iter()
            .zip(&left)
            .map(|(all, left)| {
                let titles = left.finding.fixes.iter().map(|it| it.title.as_str());
                (all.rule.name, titles.collect(), all.finding.fixes.len())
            })
            .collect();
        let expected: Vec<(&str, Vec<&str>, usize)> =
            expected.iter().map(|(rule, titles, count)| (*rule, titles.to_vec(), *count)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_fix_that_does_good_is_offered() {
        check(
            "They read [it](https://a.example/1 and left.",
            &[("unclosed-link-destination", &["Close the destination"], 1)],
        );
    }

    #[test]
    fn a_fix_that_shows_another_defect_is_withheld_and_its_like_is_not() {
        check(
            "They read [it](# and left.\n\nThen [he](https://a.example/3 left.\n\n\
             Then [she](https://a.example/4 left.",
            &[
                ("unclosed-link-destination", &[], 1),
                ("unclosed-link-destination", &["Close the destination"], 1),
                ("unclosed-link-destination", &["Close the destination"], 1),
            ],
        );
    }
}
