//! The proof that fixes do good, by which they are applied and offered: make them, and look. Knows
//! no disk: what a fix makes a document want of it, the caller supplies.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use crate::facts::Document;
use crate::facts::Field;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::rules::Diagnostic;
use crate::rules::Fix;
use crate::rules::check;
use crate::rules::malformed_reference_definition;
use crate::rules::malformed_table;
use crate::rules::unclosed_code_fence;
use crate::rules::unclosed_comment;
use crate::rules::unclosed_front_matter;
use crate::rules::unclosed_html_tag;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::LinkKind;
use crate::syntax::SpanKind;
use crate::syntax::Tree;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// Sets on the host what the links of a document need to know of the disk.
pub type Supply<'a> = &'a dyn Fn(&mut Host, FileId);

/// A workspace at one moment and what is found in one document of it.
pub(super) struct State {
    pub(super) snapshot: Snapshot,
    pub(super) findings: Vec<Diagnostic>,
}

/// A fix with the finding that it is to mend.
#[derive(Clone, Copy)]
pub(super) struct Mending<'a> {
    pub(super) diagnostic: &'a Diagnostic,
    pub(super) fix: &'a Fix,
    /// The rule, by its code, whose finding in what is inserted is not held against it.
    pub(super) may_leave: Option<u16>,
}

impl State {
    pub(super) fn of(snapshot: Snapshot, file: FileId) -> State {
        let findings = check(&snapshot, file);
        State { snapshot, findings }
    }

    /// What comes of `mendings`, all made at once in `file`, if that is good: one finding less is
    /// left for each, none is new, what they do not touch is told and marked up as before.
    pub(super) fn mended(
        &self,
        file: FileId,
        mendings: &[Mending<'_>],
        supply: Supply<'_>,
    ) -> Option<(TextEdit, State)> {
        let parts = mendings.iter().flat_map(|it| it.fix.edit.parts()).cloned().collect();
        let edit = TextEdit::new(parts)?;
        let mut snapshot = self.snapshot.edited(file, &edit);
        if !snapshot.wants(file).is_empty() {
            let mut host = Host::of(snapshot);
            supply(&mut host, file);
            snapshot = host.snapshot();
        }
        let mut next = State::of(snapshot, file);
        let mut rules: Vec<u16> = mendings.iter().filter_map(|it| it.may_leave).collect();
        rules.sort_unstable();
        rules.dedup();
        for rule in rules {
            let inserted = inserted(&edit, mendings.iter().filter(|it| it.may_leave == Some(rule)));
            next.findings.retain(|it| it.rule.code != rule || !inserted.meet(it.finding.range));
        }
        let good = next.findings.len() + mendings.len() <= self.findings.len()
            && !is_any_new(&self.findings, &next.findings, &edit)
            && self.is_kept(&next, file, mendings, &edit);
        good.then_some((edit, next))
    }

    /// What `mendings` do not touch is told and marked up in `next` as it was before `edit`.
    fn is_kept(
        &self,
        next: &State,
        file: FileId,
        mendings: &[Mending<'_>],
        edit: &TextEdit,
    ) -> bool {
        let before = self.snapshot.document(file);
        let Some((before, after)) = before.zip(next.snapshot.document(file)) else { return false };
        // Where front matter has no end nobody knows what is told in it.
        let opens = |it: &&Mending<'_>| it.diagnostic.rule.code == unclosed_front_matter::RULE.code;
        let matter = mendings.iter().filter(opens).flat_map(|it| it.edited()).map(TextRange::end);
        let header = TextRange::up_to(matter.max().unwrap_or_default());
        is_all_told(before, after, edit, header) && is_markup_kept(before, after, mendings, edit)
    }
}

/// Some of `after` was not in `before`, which `edit` lies between: there is no finding of the same
/// rule at the same place, or about the same field, for it alone.
pub(super) fn is_any_new(before: &[Diagnostic], after: &[Diagnostic], edit: &TextEdit) -> bool {
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

/// Every field that `edit` does not touch and that does not stand in `header` is told after it as
/// before, or else in `header`, whose fields come before those of a newspaper.
fn is_all_told(before: &Document, after: &Document, edit: &TextEdit, header: TextRange) -> bool {
    let touched = |field: &Field| {
        header.contains_range(field.range)
            || edit.parts().iter().any(|part| part.range.intersect(field.range).is_some())
    };
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
            None => after.metadata().all(field.0).any(|it| header.contains_range(it.range)),
        }
    })
}

/// Rules about what goes on to the end of the document: to end it changes all that it swallowed.
const OPEN_ENDED: &[u16] = &[
    unclosed_code_fence::RULE.code,
    unclosed_comment::RULE.code,
    unclosed_html_tag::RULE.code,
    unclosed_front_matter::RULE.code,
];

/// Rules about what makes other text mean something: a definition, or the row that makes a table.
const DEFINING: &[u16] = &[malformed_reference_definition::RULE.code, malformed_table::RULE.code];

impl<'a> Mending<'a> {
    /// What it replaces.
    pub(super) fn edited(self) -> impl Iterator<Item = TextRange> + 'a {
        self.fix.edit.parts().iter().map(|part| part.range)
    }

    fn is_open_ended(self) -> bool {
        OPEN_ENDED.contains(&self.diagnostic.rule.code)
    }

    /// References elsewhere may be links, or other links, when it is done.
    fn defines(self) -> bool {
        self.is_open_ended() || DEFINING.contains(&self.diagnostic.rule.code)
    }

    /// It changes anything.
    pub(super) fn acts(self) -> bool {
        self.fix.edit.parts().iter().any(|it| !it.range.is_empty() || !it.insert.is_empty())
    }

    /// From the first to the last place of a document of `len` bytes that the finding and the fix
    /// are about.
    pub(super) fn extent(self, len: TextSize) -> TextRange {
        let finding = &self.diagnostic.finding;
        let mut extent = self.edited().fold(finding.range, TextRange::cover);
        if self.diagnostic.rule.code / 100 == 1 {
            let here = finding.related.iter().filter(|it| it.file.is_none());
            extent = here.fold(extent, |extent, it| extent.cover(it.range));
        }
        if self.is_open_ended() {
            extent = TextRange::new(extent.start(), len.max(extent.end()));
        }
        extent
    }

    /// Where blocks may change: of a delimiter, from it to where its partner was wanted.
    fn places(self, len: TextSize) -> Vec<TextRange> {
        match self.diagnostic.rule.code / 100 {
            1 => vec![self.extent(len)],
            _ => self.edited().chain([self.diagnostic.finding.range]).collect(),
        }
    }
}

/// Places that have been given away: ends by starts.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<TextSize, TextSize>);

impl Taken {
    /// Ranges that touch meet: which of two insertions at one place comes first is not said.
    pub(super) fn meets(&self, mut ranges: impl Iterator<Item = TextRange>) -> bool {
        ranges.any(|range| {
            let last = self.0.range(..=range.end()).next_back();
            last.is_some_and(|(_, &end)| range.start() <= end)
        })
    }

    /// Takes `ranges`, none of which meets what was taken before.
    pub(super) fn take(&mut self, ranges: impl Iterator<Item = TextRange>) {
        self.0.extend(ranges.map(|range| (range.start(), range.end())));
    }
}

/// Ranges of one text, sorted and apart.
struct Zones(Vec<TextRange>);

impl Zones {
    fn new(ranges: impl IntoIterator<Item = TextRange>) -> Zones {
        let mut ranges: Vec<TextRange> = ranges.into_iter().collect();
        ranges.sort_by_key(|it| (it.start(), it.end()));
        let mut zones: Vec<TextRange> = Vec::new();
        for range in ranges {
            match zones.last_mut() {
                Some(last) if range.start() <= last.end() => *last = last.cover(range),
                _ => zones.push(range),
            }
        }
        Zones(zones)
    }

    /// `range` meets or touches one of them.
    fn meet(&self, range: TextRange) -> bool {
        let first = self.0.partition_point(|it| it.end() < range.start());
        self.0.get(first).is_some_and(|it| it.start() <= range.end())
    }

    /// Where they are after `edit`, all of which lies in them.
    fn after(&self, edit: &TextEdit) -> Zones {
        let shifts = Shifts::new(edit);
        let moved = |it: &TextRange| {
            TextRange::new(shifts.before(it.start()), shifts.behind(it.end()).max(it.start()))
        };
        Zones(self.0.iter().map(moved).collect())
    }
}

/// How far an edit moves what it does not touch.
struct Shifts(Vec<(TextRange, u32)>);

impl Shifts {
    fn new(edit: &TextEdit) -> Shifts {
        // Modulo 2^32, since most fixes make a text longer and some shorter.
        let mut sum: u32 = 0;
        let shift = |part: &crate::text::Replacement| {
            let grown = u32::from(size(part.insert.len())).wrapping_sub(part.range.len().into());
            sum = sum.wrapping_add(grown);
            (part.range, sum)
        };
        Shifts(edit.parts().iter().map(shift).collect())
    }

    fn shifted(&self, at: TextSize, parts: usize) -> TextSize {
        let shift = parts.checked_sub(1).and_then(|last| self.0.get(last)).map_or(0, |it| it.1);
        u32::from(at).wrapping_add(shift).into()
    }

    /// Where `at` is, in front of what is inserted there.
    fn before(&self, at: TextSize) -> TextSize {
        let parts = self.0.partition_point(|(range, _)| range.end() < at);
        self.shifted(at, parts)
    }

    /// Where `at` is, behind what is inserted there.
    fn behind(&self, at: TextSize) -> TextSize {
        let parts = self.0.partition_point(|(range, _)| range.end() <= at);
        self.shifted(at, parts)
    }

    fn range(&self, range: TextRange) -> TextRange {
        TextRange::new(self.before(range.start()), self.behind(range.end()))
    }
}

/// What `mendings` insert, in the text after `edit`, which is all of them.
fn inserted<'a>(edit: &TextEdit, mendings: impl Iterator<Item = &'a Mending<'a>>) -> Zones {
    let shifts = Shifts::new(edit);
    let parts = mendings.flat_map(|it| it.fix.edit.parts());
    Zones::new(parts.map(|part| {
        let behind = shifts.behind(part.range.end());
        TextRange::new(behind - size(part.insert.len()).min(behind), behind)
    }))
}

/// Every construct that `mendings` do not touch is there after `edit`, and no other has come.
fn is_markup_kept(
    before: &Document,
    after: &Document,
    mendings: &[Mending<'_>],
    edit: &TextEdit,
) -> bool {
    let len = before.text().len();
    let open_ended = || mendings.iter().filter(|it| it.is_open_ended()).map(|it| it.extent(len));
    let edited = Zones::new(mendings.iter().flat_map(|it| it.edited()).chain(open_ended()));
    let touched = Zones::new(mendings.iter().flat_map(|it| it.places(len)));
    let defines = mendings.iter().any(|it| it.defines());
    let shifts = Shifts::new(edit);
    let (old, new) = (before.tree(), after.tree());
    let is_same = |zones: &Zones, old: Vec<Construct>, new: Vec<Construct>| {
        let after = zones.after(edit);
        let apart = old.into_iter().filter(|it| !zones.meet(it.0));
        let moved = apart.map(|(range, what)| (shifts.range(range), what));
        moved.eq(new.into_iter().filter(|it| !after.meet(it.0)))
    };
    let (old_inlines, new_inlines) = (inlines(old, defines), inlines(new, defines));
    are_around(&old_inlines, &new_inlines, &edited, &shifts)
        && is_same(&touched, blocks(old), blocks(new))
        && is_same(&edited, old_inlines, new_inlines)
}

/// Inline constructs that lie around an edit lie around it still.
fn are_around(old: &[Construct], new: &[Construct], edited: &Zones, shifts: &Shifts) -> bool {
    let holds = |range: TextRange| {
        let first = edited.0.partition_point(|it| it.start() <= range.start());
        edited.0.get(first).is_some_and(|it| it.end() < range.end())
    };
    let mut around = old.iter().filter(|it| holds(it.0));
    around.all(|&(range, what)| {
        let range = shifts.range(range);
        let first = new.partition_point(|it| it.0.start() < range.start());
        let here = new.get(first..).unwrap_or_default();
        let mut here = here.iter().take_while(|it| it.0.start() == range.start());
        here.any(|it| *it == (range, what))
    })
}

/// Where something is marked up, and as what.
type Construct = (TextRange, Markup);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    Block(BlockKind, u8),
    Definition,
    Link(LinkKind, bool),
    Span(SpanKind),
    Footnote,
}

fn blocks(tree: &Tree) -> Vec<Construct> {
    let blocks = tree.blocks().map(|it| (it.range, Markup::Block(it.kind, it.depth)));
    let definitions = tree.definitions().map(|it| (it.range, Markup::Definition));
    blocks.chain(definitions).collect()
}

/// Inline constructs in order; if `defined`, without those that a definition makes or unmakes. Bare
/// URLs are text to CommonMark, and none where the link is whole whose destination they were to be.
fn inlines(tree: &Tree, defined: bool) -> Vec<Construct> {
    let is_defined = |kind: LinkKind| {
        matches!(kind, LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut)
    };
    let is_bare = |kind| kind == LinkKind::Bare;
    let links = tree.links().filter(|it| !is_bare(it.kind) && (!defined || !is_defined(it.kind)));
    let links = links.map(|it| (it.range, Markup::Link(it.kind, it.image)));
    let spans = tree.spans().map(|it| (it.range, Markup::Span(it.kind)));
    let notes = tree.footnotes().filter(|_| !defined).map(|it| (it.range, Markup::Footnote));
    let mut all: Vec<Construct> = links.chain(spans).chain(notes).collect();
    all.sort_by_key(|(range, _)| (range.start(), std::cmp::Reverse(range.end())));
    all
}
