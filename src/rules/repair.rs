//! Mending documents by the fixes of their findings, and the proof that each does good. Knows no
//! disk: what a fix makes a document want of it, the caller supplies.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use rayon::prelude::*;

use crate::facts::Document;
use crate::facts::Field;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::Fix;
use crate::rules::check;
use crate::syntax::FieldName;
use crate::text::TextEdit;
use crate::text::TextSize;

/// Which fixes are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Those that no reader of the seed could mind.
    Safe,
    /// Those too that change what it says, where there is one way to mend what is wrong.
    All,
}

/// What mending a document came to.
#[derive(Debug, Clone)]
pub struct Repaired {
    /// What was done to the document as it was.
    pub edit: TextEdit,
    /// How many of its findings are gone.
    pub mended: usize,
    /// The workspace with the document as it is then.
    pub snapshot: Snapshot,
}

/// Sets on the host what the links of a document need to know of the disk.
pub type Supply<'a> = &'a dyn Fn(&mut Host, FileId);

impl Extent {
    /// Something is to be done about one of `diagnostics`.
    pub fn mends(self, diagnostics: &[Diagnostic]) -> bool {
        diagnostics.iter().any(|it| self.fix(it).is_some())
    }

    /// The fix of `diagnostic` that is applied. Between several that are not safe a person chooses.
    fn fix(self, diagnostic: &Diagnostic) -> Option<&Fix> {
        let fixes = &diagnostic.finding.fixes;
        let fix = fixes.first()?;
        // Only a person knows who wrote it: the byline that is offered is one to fill in.
        if diagnostic.finding.field == Some(FieldName::Author) {
            return None;
        }
        (fix.safe || self == Extent::All && fixes.len() == 1).then_some(fix)
    }
}

/// Applies the fixes of the findings in `file`, round for round, until nothing changes; `None`
/// where none does good.
///
/// A fix is applied only if then one finding less is left for it, none is new, in this document or
/// in any other, and what else the document tells of itself is the same. So each round leaves fewer
/// findings than the one before, and there is a last one. Fixes that meet are never applied
/// together.
pub fn repair(
    snapshot: &Snapshot,
    file: FileId,
    extent: Extent,
    supply: Supply<'_>,
) -> Option<Repaired> {
    let first = State::of(snapshot.clone(), file);
    let count = first.findings.len();
    let (mut state, mut edit) = (first, TextEdit::default());
    while let Some((more, next)) = round(&state, file, extent, supply) {
        edit = edit.then(&more);
        state = next;
    }
    let mended = count - state.findings.len();
    (0 < mended).then_some(Repaired { edit, mended, snapshot: state.snapshot })
}

/// Several documents that were each mended on their own, from `before`, do no harm together: none of
/// them has a new finding in `after`, which holds them all, and no other document has.
pub fn go_together(before: &Snapshot, after: &Snapshot, repaired: &[(FileId, &TextEdit)]) -> bool {
    let paths: Vec<&str> = repaired.iter().filter_map(|(file, _)| before.path(*file)).collect();
    let edits: BTreeMap<FileId, &TextEdit> = repaired.iter().copied().collect();
    let none = TextEdit::default();
    after.affected_since(before, &paths).into_par_iter().all(|file| {
        let edit = edits.get(&file).copied().unwrap_or(&none);
        !is_any_new(&check(before, file), &check(after, file), edit)
    })
}

/// A workspace at one moment and what is found in the document that is mended.
struct State {
    snapshot: Snapshot,
    findings: Vec<Diagnostic>,
}

impl State {
    fn of(snapshot: Snapshot, file: FileId) -> State {
        let findings = check(&snapshot, file);
        State { snapshot, findings }
    }
}

/// One round: as many fixes at once as go together. What they do to the document, and what is then.
fn round(
    state: &State,
    file: FileId,
    extent: Extent,
    supply: Supply<'_>,
) -> Option<(TextEdit, State)> {
    let document = state.snapshot.document(file)?;
    let mut waiting: Vec<&Fix> =
        state.findings.iter().filter_map(|it| extent.fix(it)).filter(|it| acts(it)).collect();
    let mut round = Round { state, file, document, supply, applied: Vec::new(), reached: None };
    while !waiting.is_empty() {
        let mut taken = Taken::default();
        round.applied.iter().for_each(|fix| taken.take(fix));
        let (mut together, mut rest) = (Vec::new(), Vec::new());
        for fix in waiting {
            if taken.meets(fix) {
                rest.push(fix);
            } else {
                taken.take(fix);
                together.push(fix);
            }
        }
        if together.is_empty() {
            break;
        }
        round.add(&together);
        // What met a fix that did no good gets its turn.
        waiting = rest;
    }
    round.reached
}

fn acts(fix: &Fix) -> bool {
    fix.edit.parts().iter().any(|it| !it.range.is_empty() || !it.insert.is_empty())
}

/// What fixes that were chosen replace: ends by starts.
#[derive(Default)]
struct Taken(BTreeMap<TextSize, TextSize>);

impl Taken {
    /// Ranges that touch meet: which of two insertions at one place comes first is not said.
    fn meets(&self, fix: &Fix) -> bool {
        fix.edit.parts().iter().any(|part| {
            let last = self.0.range(..=part.range.end()).next_back();
            last.is_some_and(|(_, &end)| part.range.start() <= end)
        })
    }

    fn take(&mut self, fix: &Fix) {
        self.0.extend(fix.edit.parts().iter().map(|part| (part.range.start(), part.range.end())));
    }
}

/// The fixes of one round, all of which count in the same text.
struct Round<'a> {
    state: &'a State,
    file: FileId,
    document: &'a Document,
    supply: Supply<'a>,
    /// They have been proven to go together.
    applied: Vec<&'a Fix>,
    /// What comes of them.
    reached: Option<(TextEdit, State)>,
}

impl<'a> Round<'a> {
    /// Applies all of `fixes` that do good: together, or else half of them and then the others.
    fn add(&mut self, fixes: &[&'a Fix]) {
        let mut all = self.applied.clone();
        all.extend_from_slice(fixes);
        if let Some(reached) = self.tried(&all) {
            self.applied = all;
            self.reached = Some(reached);
        } else if 1 < fixes.len() {
            let (first, second) = fixes.split_at(fixes.len() / 2);
            self.add(first);
            self.add(second);
        }
    }

    /// What comes of `fixes`, if it is good.
    fn tried(&self, fixes: &[&Fix]) -> Option<(TextEdit, State)> {
        let parts = fixes.iter().flat_map(|it| it.edit.parts()).cloned().collect();
        let edit = TextEdit::new(parts)?;
        let mut snapshot = self.state.snapshot.edited(self.file, &edit);
        if !snapshot.wants(self.file).is_empty() {
            let mut host = Host::of(snapshot);
            (self.supply)(&mut host, self.file);
            snapshot = host.snapshot();
        }
        let next = State::of(snapshot, self.file);
        let fewer = next.findings.len() + fixes.len() <= self.state.findings.len();
        let document = next.snapshot.document(self.file)?;
        let good = fewer
            && !is_any_new(&self.state.findings, &next.findings, &edit)
            && is_all_told(self.document, document, &edit)
            && !self.harms_others(&next.snapshot);
        good.then_some((edit, next))
    }

    /// Something is found in another document that was not found there before.
    fn harms_others(&self, after: &Snapshot) -> bool {
        let before = &self.state.snapshot;
        let Some(path) = before.path(self.file) else { return false };
        let mut others = after.affected_since(before, &[path]);
        others.retain(|&it| it != self.file);
        let edit = TextEdit::default();
        others.into_iter().any(|it| is_any_new(&check(before, it), &check(after, it), &edit))
    }
}

/// Some of `after` was not in `before`, which `edit` lies between: there is no finding of the same
/// rule at the same place, or about the same field, for it alone.
fn is_any_new(before: &[Diagnostic], after: &[Diagnostic], edit: &TextEdit) -> bool {
    let mut about: BTreeMap<(u16, FieldName), usize> = BTreeMap::new();
    // Where the findings of each rule can be after the edit; both ends never go back.
    let mut places: BTreeMap<u16, VecDeque<(TextSize, TextSize)>> = BTreeMap::new();
    let mut moved = edit.moved();
    for it in before {
        let place = moved.places(it.finding.range.start());
        match it.finding.field {
            Some(field) => *about.entry((it.rule.code, field)).or_default() += 1,
            None => places.entry(it.rule.code).or_default().push_back(place),
        }
    }
    after.iter().any(|it| match it.finding.field {
        Some(field) => match about.get_mut(&(it.rule.code, field)) {
            Some(count @ 1..) => {
                *count -= 1;
                false
            }
            _ => true,
        },
        None => {
            let start = it.finding.range.start();
            let Some(places) = places.get_mut(&it.rule.code) else { return true };
            while places.front().is_some_and(|&(_, last)| last < start) {
                places.pop_front();
            }
            match places.front() {
                Some(&(first, _)) if first <= start => {
                    places.pop_front();
                    false
                }
                _ => true,
            }
        }
    })
}

/// Every field that `edit` does not touch is told after it as before.
fn is_all_told(before: &Document, after: &Document, edit: &TextEdit) -> bool {
    let touched =
        |field: &Field| edit.parts().iter().any(|part| part.range.intersect(field.range).is_some());
    let told = |document: &Document, field: &Field| {
        (field.name, field.style, document.text().slice(field.source).into_owned())
    };
    let mut left: Vec<_> = after.metadata().fields.iter().map(|field| told(after, field)).collect();
    before.metadata().fields.iter().filter(|it| !touched(it)).all(|field| {
        let field = told(before, field);
        match left.iter().position(|it| *it == field) {
            Some(at) => {
                left.swap_remove(at);
                true
            }
            None => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::Extent;
    use super::repair;
    use crate::fixture::files;
    use crate::fixture::workspace;

    /// The first file of `workspace` and how often it has a finding less, by its fixes.
    #[track_caller]
    fn check(extent: Extent, before: &str, after: &str, mended: usize) {
        let files = files(before);
        let host = workspace(&files);
        let file = host.file_at(&files[0].0).expect("the first file is a seed");
        let snapshot = host.snapshot();
        let repaired = repair(&snapshot, file, extent, &|_, _| ());
        let text = |snapshot: &crate::index::Snapshot| {
            snapshot.document(file).map(|it| it.text().to_string()).unwrap_or_default()
        };
        let shown = repaired.as_ref().map_or(text(&snapshot), |it| text(&it.snapshot));
        assert_eq!((shown.as_str(), repaired.as_ref().map_or(0, |it| it.mended)), (after, mended));
        let Some(repaired) = repaired else { return };
        let edited = snapshot.document(file).map(|it| it.text().edit(&repaired.edit).to_string());
        assert_eq!(edited.as_deref(), Some(after));
        assert!(repair(&repaired.snapshot, file, extent, &|_, _| ()).is_none(), "once is enough");
    }

    const HEADER: &str = "Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n";

    /// [`check`] of a body between a header and a source.
    #[track_caller]
    fn check_body(extent: Extent, before: &str, after: &str, mended: usize) {
        let whole = |body: &str| {
            format!("{HEADER}{body}\n\nOriginal url: <https://news.example/2021/03/03/a>\n")
        };
        check(extent, &whole(before), &whole(after), mended);
    }

    #[test]
    fn safe_fixes_are_applied_all_at_once() {
        check_body(
            Extent::Safe,
            "The (clerk)[https://a.example/1] read [it](https://a.example/2 and left [town](#).\n\n\
             Then [he](https://a.example/3 left.",
            "The [clerk](https://a.example/1) read [it](https://a.example/2) and left [town](#).\n\n\
             Then [he](https://a.example/3) left.",
            3,
        );
    }

    #[test]
    fn other_fixes_are_applied_where_that_is_asked_for() {
        let before = "They saw [the harbour] (https://a.example/1) there.";
        check_body(Extent::Safe, before, before, 0);
        check_body(Extent::All, before, "They saw [the harbour](https://a.example/1) there.", 1);
    }

    #[test]
    fn what_would_be_found_then_keeps_a_fix_back() {
        let before = "They read [the report](# and left.";
        check_body(Extent::All, before, before, 0);
    }

    #[test]
    fn no_author_is_made_up() {
        let before = HEADER.replace("By A. Writer\n\n", "");
        let before =
            format!("{before}They voted.\n\nOriginal url: <https://news.example/2021/03/03/a>\n");
        check(Extent::All, &before, &before, 0);
    }

    #[test]
    fn a_person_chooses_between_several_ways() {
        let before = HEADER.replace("March 3, 2021", "03/04/2021");
        let before =
            format!("{before}They voted.\n\nOriginal url: <https://news.example/pilots>\n");
        check(Extent::All, &before, &before, 0);
    }

    #[test]
    fn nothing_new_is_found_in_other_documents() {
        // The anchor of a heading changes with its words.
        let seeds = |heading: &str| {
            format!(
                "{HEADER}## The h{heading}bour\n\nThey voted.\n\n\
                 Original url: <https://news.example/2021/03/03/a>\n"
            )
        };
        let other = "//- /seeds/b.seed\nThe Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
            See [it](a.seed#the-h\u{200b}arbour).\n\n\
            Original url: <https://news.example/2021/03/03/b>\n";
        let before = seeds("\u{200b}ar");
        let after = seeds("ar");
        check(Extent::All, &before, &after, 1);
        let two = |seed: &str| format!("//- /seeds/a.seed\n{seed}{other}");
        check(Extent::All, &two(&before), &before, 0);
    }
}
