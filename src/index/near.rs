//! Documents that say nearly the same, by their sketches; looked for only when somebody asks, and
//! then only among those that agree in one band.

use std::collections::BTreeSet;
use std::sync::Arc;

use rpds::RedBlackTreeMapSync;

use crate::facts::Sketch;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::lookup::Table;
use crate::index::lookup::of_each;
use crate::index::postings::Change;
use crate::index::postings::Postings;

#[derive(Debug, Clone, Default)]
pub(super) struct Near {
    sketches: RedBlackTreeMapSync<FileId, Arc<Sketch>>,
    bands: Postings,
}

impl Table for Near {
    fn update(&mut self, snapshot: &Snapshot, stale: &[FileId]) {
        let sketches = of_each(stale, |file| snapshot.sketch(file));
        let mut change = Change::default();
        for (&file, new) in stale.iter().zip(sketches) {
            let old = self.sketches.get(&file);
            if old == new.as_ref() {
                continue;
            }
            let bands = |sketch: Option<&Arc<Sketch>>| -> Vec<u64> {
                sketch.into_iter().flat_map(|sketch| sketch.bands()).collect()
            };
            change.of(file, bands(old), bands(new.as_ref()));
            match new {
                Some(new) => self.sketches.insert_mut(file, new),
                None => _ = self.sketches.remove_mut(&file),
            }
        }
        self.bands.apply(change);
    }
}

impl Snapshot {
    fn sketch(&self, file: FileId) -> Option<Arc<Sketch>> {
        self.document(file).filter(|_| self.is_checked(file))?.sketch()
    }

    /// Other documents that say nearly the same as `file` and were taken from another source,
    /// sorted by path.
    pub fn near_duplicates(&self, file: FileId) -> Vec<FileId> {
        let Some(sketch) = self.sketch(file) else { return Vec::new() };
        let near = self.near.get(self);
        let candidates: BTreeSet<FileId> =
            sketch.bands().flat_map(|band| near.bands.get(band)).collect();
        let source = self.summary(file).and_then(|it| it.source.as_ref());
        let is_near = |other: &FileId| {
            let same_source = source.is_some()
                && source == self.summary(*other).and_then(|it| it.source.as_ref());
            *other != file
                && !same_source
                && near.sketches.get(other).is_some_and(|other| sketch.is_near(other))
        };
        self.sorted(candidates.into_iter().filter(is_near).collect())
    }

    /// The documents that `file` says, or said in `before`, nearly the same as, and not both;
    /// all of them where it has `moved`.
    pub(super) fn add_affected_by_nearness(
        &self,
        before: &Snapshot,
        old: Option<FileId>,
        new: Option<FileId>,
        files: &mut BTreeSet<FileId>,
    ) {
        // Who does not ask for such findings need not pay for the sketches.
        if !self.may_ask_for("near-duplicate") {
            return;
        }
        let near = |snapshot: &Snapshot, file: Option<FileId>| -> BTreeSet<FileId> {
            file.into_iter().flat_map(|file| snapshot.near_duplicates(file)).collect()
        };
        let (then, now) = (near(before, old), near(self, new));
        if old == new {
            files.extend(then.symmetric_difference(&now));
        } else {
            files.extend(then.union(&now));
        }
    }
}
