//! Mending documents by the fixes of their findings, each proven to do good. Knows no disk: what a
//! fix makes a document want of it, the caller supplies.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::index::FileId;
use crate::index::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::Fix;
use crate::rules::check;
use crate::rules::proof::Mending;
use crate::rules::proof::State;
use crate::rules::proof::Supply;
use crate::rules::proof::Taken;
use crate::rules::proof::is_any_new;
use crate::syntax::FieldName;
use crate::text::TextEdit;

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
    loop {
        let fixes = state.findings.iter().filter_map(|it| Some((it, extent.fix(it)?))).collect();
        let Some((more, next)) = Round::of(&state, file, fixes, supply).reached else { break };
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

/// As many fixes of the rule called `rule` as go together, as one edit; `None` where there are not at
/// least two. Between several ways only a person can choose, so that such findings are left out.
pub fn repair_rule(
    snapshot: &Snapshot,
    file: FileId,
    rule: &str,
    supply: Supply<'_>,
) -> Option<TextEdit> {
    let state = State::of(snapshot.clone(), file);
    let of_rule = state.findings.iter().filter(|it| it.rule.name == rule);
    let fixes = of_rule.filter_map(|it| Some((it, only_fix(it)?))).collect();
    let round = Round::of(&state, file, fixes, supply);
    let (edit, _) = round.reached?;
    (2 <= round.applied.len()).then_some(edit)
}

/// The fix of `diagnostic` where nobody has to choose.
pub fn only_fix(diagnostic: &Diagnostic) -> Option<&Fix> {
    match diagnostic.finding.fixes.as_slice() {
        [fix] => Some(fix),
        [first, ..] if first.safe => Some(first),
        _ => None,
    }
}

/// Fixes that all count in the same text, applied together.
struct Round<'a> {
    state: &'a State,
    file: FileId,
    supply: Supply<'a>,
    /// They have been proven to go together.
    applied: Vec<Mending<'a>>,
    /// What comes of them.
    reached: Option<(TextEdit, State)>,
}

impl<'a> Round<'a> {
    /// As many of `fixes` as go together.
    fn of(
        state: &'a State,
        file: FileId,
        fixes: Vec<(&'a Diagnostic, &'a Fix)>,
        supply: Supply<'a>,
    ) -> Round<'a> {
        let mending = |(diagnostic, fix)| Mending { diagnostic, fix, may_leave: None };
        let mut waiting: Vec<Mending<'a>> =
            fixes.into_iter().map(mending).filter(|it| it.acts()).collect();
        let mut round = Round { state, file, supply, applied: Vec::new(), reached: None };
        while !waiting.is_empty() {
            let mut taken = Taken::default();
            round.applied.iter().for_each(|it| taken.take(it.edited()));
            let (mut together, mut rest) = (Vec::new(), Vec::new());
            for mending in waiting {
                if taken.meets(mending.edited()) {
                    rest.push(mending);
                } else {
                    taken.take(mending.edited());
                    together.push(mending);
                }
            }
            if together.is_empty() {
                break;
            }
            round.add(&together);
            // What met a fix that did no good gets its turn.
            waiting = rest;
        }
        round
    }

    /// Applies all of `fixes` that do good: together, or else half of them and then the others.
    fn add(&mut self, fixes: &[Mending<'a>]) {
        let mut all = self.applied.clone();
        all.extend_from_slice(fixes);
        let reached = self.state.mended(self.file, &all, self.supply);
        if let Some(reached) = reached.filter(|(_, next)| !self.harms_others(&next.snapshot)) {
            self.applied = all;
            self.reached = Some(reached);
        } else if 1 < fixes.len() {
            let (first, second) = fixes.split_at(fixes.len() / 2);
            self.add(first);
            self.add(second);
        }
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
