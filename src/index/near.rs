//! Documents that say nearly the same, by their sketches; looked for only when somebody asks, and
//! then only among those that agree in one band.
//!
//! A band that a crowd shares is left out: what hundreds have in common is a form that was filled
//! in, and each of them compared with each would take the square of their number.

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

/// The most documents that a band is taken from.
const CROWD: usize = 256;

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

impl Near {
    /// The documents with `band`; none where they are a crowd.
    fn sharing(&self, band: u64) -> Vec<FileId> {
        let files: Vec<FileId> = self.bands.get(band).take(CROWD + 1).collect();
        if files.len() <= CROWD { files } else { Vec::new() }
    }

    fn is_crowd(&self, band: u64) -> bool {
        CROWD < self.bands.get(band).take(CROWD + 1).count()
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
            sketch.bands().flat_map(|band| near.sharing(band)).collect();
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
        let sketches = [old.and_then(|it| before.sketch(it)), new.and_then(|it| self.sketch(it))];
        for band in sketches.iter().flatten().flat_map(|it| it.bands()) {
            let (then, now) = (before.near.get(before), self.near.get(self));
            if then.is_crowd(band) != now.is_crowd(band) {
                // Who shares it was not compared by it, and is now, or the other way round.
                files.extend(then.bands.get(band).chain(now.bands.get(band)));
            }
        }
        if old == new {
            files.extend(then.symmetric_difference(&now));
        } else {
            files.extend(then.union(&now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CROWD;
    use crate::index::Host;
    use crate::text::Text;

    #[test]
    fn a_crowd_is_not_compared_and_all_of_it_is_checked_when_it_comes_or_goes() {
        let body: String = (0..90).map(|number| format!("word{number} ")).collect();
        let seed = |number: usize| {
            let source = format!("https://a.example/{number}");
            Text::new(&format!("---\ntitle: Form\nsource: {source}\n---\n\n{body}\n"))
        };
        let path = |number: usize| format!("/seeds/{number:03}.seed");
        let mut host = Host::default();
        for number in 0..CROWD {
            host.set_document(&path(number), seed(number));
        }
        let full = host.snapshot();
        let first = full.file_at(&path(0)).expect("it was set");
        assert_eq!(full.near_duplicates(first).len(), CROWD - 1);

        host.set_document(&path(CROWD), seed(CROWD));
        let crowd = host.snapshot();
        assert_eq!(crowd.near_duplicates(first), []);
        assert_eq!(crowd.affected_since(&full, &[&path(CROWD)]).len(), CROWD + 1);

        let last = crowd.file_at(&path(CROWD)).expect("it was set");
        host.remove_document(last);
        let again = host.snapshot();
        assert_eq!(again.near_duplicates(first).len(), CROWD - 1);
        assert_eq!(again.affected_since(&crowd, &[&path(CROWD)]).len(), CROWD);
    }
}
