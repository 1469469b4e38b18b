//! From hashes to the files that hold them: one sorted list, and what has changed since it was
//! sorted. So the entries of all documents take 16 bytes each, and a change of a few is cheap.

use std::sync::Arc;

use rpds::RedBlackTreeSetSync;

use crate::index::FileId;

type Entry = (u64, FileId);

/// Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(super) struct Postings {
    /// Sorted, each once.
    base: Arc<[Entry]>,
    /// Not in `base`.
    come: RedBlackTreeSetSync<Entry>,
    /// In `base`.
    gone: RedBlackTreeSetSync<Entry>,
}

/// What is to change, each entry once: first `gone`, then `come`.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) gone: Vec<Entry>,
    pub(super) come: Vec<Entry>,
}

impl Change {
    /// `file` held `old` and holds `new`; both are sorted here.
    pub(super) fn of(&mut self, file: FileId, mut old: Vec<u64>, mut new: Vec<u64>) {
        for keys in [&mut old, &mut new] {
            keys.sort_unstable();
            keys.dedup();
        }
        self.gone.extend(without(&old, &new).map(|key| (key, file)));
        self.come.extend(without(&new, &old).map(|key| (key, file)));
    }
}

/// What is in `keys` and not in `others`; both are sorted.
fn without<'a>(keys: &'a [u64], others: &'a [u64]) -> impl Iterator<Item = u64> + 'a {
    keys.iter().copied().filter(|key| others.binary_search(key).is_err())
}

impl Postings {
    pub(super) fn apply(&mut self, change: Change) {
        let pending = self.come.size() + self.gone.size() + change.come.len() + change.gone.len();
        if pending > 256 + self.base.len() / 8 {
            return self.sort(change);
        }
        for entry in change.gone {
            if self.come.contains(&entry) {
                self.come.remove_mut(&entry);
            } else if self.base.binary_search(&entry).is_ok() {
                self.gone.insert_mut(entry);
            }
        }
        for entry in change.come {
            if self.gone.contains(&entry) {
                self.gone.remove_mut(&entry);
            } else if self.base.binary_search(&entry).is_err() {
                self.come.insert_mut(entry);
            }
        }
    }

    /// As [`Postings::apply`], with all in one list after it.
    fn sort(&mut self, mut change: Change) {
        change.gone.sort_unstable();
        let stay =
            |entry: &Entry| change.gone.binary_search(entry).is_err() && !self.gone.contains(entry);
        let old = self.base.iter().copied().filter(|entry| stay(entry));
        let newer = self.come.iter().copied().filter(|it| change.gone.binary_search(it).is_err());
        let mut all: Vec<Entry> = old.chain(newer).collect();
        all.extend(change.come);
        all.sort_unstable();
        all.dedup();
        *self = Postings { base: all.into(), ..Postings::default() };
    }

    /// The files that hold `key`, each once, in no order.
    pub(super) fn get(&self, key: u64) -> impl Iterator<Item = FileId> {
        let first = self.base.partition_point(|&(it, _)| it < key);
        let base = self.base.get(first..).unwrap_or_default();
        let base = base.iter().take_while(move |&&(it, _)| it == key);
        let base = base.filter(|&entry| self.gone.is_empty() || !self.gone.contains(entry));
        let all = (key, FileId(u32::MIN))..=(key, FileId(u32::MAX));
        base.chain(self.come.range(all)).map(|&(_, file)| file)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Change;
    use super::Postings;
    use crate::index::FileId;

    #[test]
    fn changes_in_any_order_are_those_of_a_plain_set() {
        let mut state = 7_u64;
        let mut random = |n: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % n
        };
        let mut postings = Postings::default();
        let mut held: Vec<BTreeSet<u64>> = vec![BTreeSet::new(); 40];
        for step in 0..600 {
            let file = random(40) as usize;
            // Few changes mostly, and now and then more than are worth keeping apart.
            let count = if step % 50 == 0 { 900 } else { random(6) };
            let mut new = held[file].clone();
            for _ in 0..count {
                let key = 1 + random(2000);
                if !new.remove(&key) {
                    new.insert(key);
                }
            }
            let mut change = Change::default();
            let id = FileId(file as u32);
            change.of(id, held[file].iter().copied().collect(), new.iter().copied().collect());
            postings.apply(change);
            held[file] = new;
            let len = postings.base.len() + postings.come.size() - postings.gone.size();
            assert_eq!(len, held.iter().map(BTreeSet::len).sum::<usize>());
            for key in [1 + random(2000), 1 + random(2000)] {
                let mut found: Vec<FileId> = postings.get(key).collect();
                found.sort();
                let holds = |&file: &u32| held[file as usize].contains(&key);
                let expected: Vec<FileId> = (0..40).filter(holds).map(FileId).collect();
                assert_eq!(found, expected, "step {step}");
            }
        }
    }
}
