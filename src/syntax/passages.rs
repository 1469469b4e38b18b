//! What blocks say, as keys: one for a phrase, whatever its case and punctuation, one for a long
//! paragraph, letter by letter. And how often a document says each.

use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::hash::Hasher;
use std::sync::Arc;

use rpds::HashTrieMapSync;
use rustc_hash::FxBuildHasher;
use rustc_hash::FxHashMap;

use super::chunk::PassageKey;
use crate::text::TextSize;
use crate::text::size;

/// Paragraphs with at least so many bytes of literal text are compared with each other.
const LONG: usize = 80;

/// Passages with more literal text are no phrases, in bytes.
const LONGEST_PHRASE: usize = 120;

impl PassageKey {
    /// The key of a passage that says `phrase`, with any case, punctuation and white space.
    pub fn phrase(phrase: &str) -> Option<PassageKey> {
        key_of_phrase([phrase].into_iter(), &mut String::new())
    }

    pub(super) fn paragraph(source: &str) -> PassageKey {
        PassageKey(FxBuildHasher.hash_one(source) | 1)
    }

    /// The passage is a long paragraph; else a phrase.
    fn is_long(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The key of a passage with the literal text `parts`. Long paragraphs are `compared` as well.
pub(super) fn key<'a>(
    source: &str,
    parts: impl Iterator<Item = &'a str> + Clone,
    compared: bool,
    buffer: &mut String,
) -> Option<PassageKey> {
    let len: usize = parts.clone().map(str::len).sum();
    if compared && LONG <= len {
        return Some(PassageKey::paragraph(source));
    }
    if len <= LONGEST_PHRASE { key_of_phrase(parts, buffer) } else { None }
}

fn key_of_phrase<'a>(
    parts: impl Iterator<Item = &'a str>,
    buffer: &mut String,
) -> Option<PassageKey> {
    buffer.clear();
    for part in parts {
        for c in part.chars() {
            if c.is_ascii_alphanumeric() {
                buffer.push(c.to_ascii_lowercase());
            } else if !c.is_ascii() && c.is_alphanumeric() {
                buffer.extend(c.to_lowercase());
            }
        }
    }
    if buffer.is_empty() {
        return None;
    }
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(buffer.as_bytes());
    Some(PassageKey(hasher.finish() & !1))
}

/// Length of the label with which `paragraph` begins, its colon included.
pub(super) fn label_length(paragraph: &str) -> Option<TextSize> {
    /// In characters.
    const LONGEST: usize = 40;
    let line = paragraph.lines().next()?;
    let (at, colon) = line.char_indices().take(LONGEST).find(|&(_, c)| matches!(c, ':' | '：'))?;
    let (label, rest) = line.split_at_checked(at)?;
    let is_word = |word: &str| {
        word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’'))
    };
    let words = label.split_whitespace().count();
    let fits = (1..=4).contains(&words)
        && label.split_whitespace().all(is_word)
        && !rest[colon.len_utf8()..].starts_with("//");
    fits.then(|| size(at + colon.len_utf8()))
}

/// How often a document says each passage. Persistent: what a load counted is shared, and edits
/// stand beside it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    loaded: Arc<FxHashMap<PassageKey, u32>>,
    /// Never 0.
    changes: HashTrieMapSync<PassageKey, i32>,
    /// Long paragraphs that are told more than once.
    repeated: Arc<BTreeSet<PassageKey>>,
}

impl Tally {
    pub(super) fn new(keys: impl Iterator<Item = PassageKey>) -> Tally {
        let mut loaded: FxHashMap<PassageKey, u32> = FxHashMap::default();
        let mut repeated = BTreeSet::new();
        for key in keys {
            let count = loaded.entry(key).or_default();
            *count += 1;
            if *count == 2 && key.is_long() {
                repeated.insert(key);
            }
        }
        let (loaded, repeated) = (Arc::new(loaded), Arc::new(repeated));
        Tally { loaded, changes: HashTrieMapSync::new_sync(), repeated }
    }

    pub(super) fn count(&self, key: PassageKey) -> u32 {
        let loaded = self.loaded.get(&key).copied().unwrap_or_default();
        let change = self.changes.get(&key).copied().unwrap_or_default();
        loaded.saturating_add_signed(change)
    }

    pub(super) fn add(&mut self, key: PassageKey, by: i32) {
        if by == 0 {
            return;
        }
        let before = self.count(key);
        let change = self.changes.get(&key).copied().unwrap_or_default() + by;
        if change == 0 {
            self.changes.remove_mut(&key);
        } else {
            self.changes.insert_mut(key, change);
        }
        let after = self.count(key);
        if key.is_long() && (before < 2) != (after < 2) {
            let repeated = Arc::make_mut(&mut self.repeated);
            if after < 2 {
                repeated.remove(&key)
            } else {
                repeated.insert(key)
            };
        }
    }

    pub(super) fn repeated(&self) -> &BTreeSet<PassageKey> {
        &self.repeated
    }
}

#[cfg(test)]
mod tests {
    use super::PassageKey;
    use super::Tally;

    #[test]
    fn phrases_are_equal_whatever_their_dress() {
        let key = PassageKey::phrase("Read more …");
        assert!(key.is_some());
        assert_eq!(key, PassageKey::phrase("READ  MORE:"));
        assert_ne!(key, PassageKey::phrase("Read on"));
        assert_eq!(PassageKey::phrase("…"), None);
    }

    #[test]
    fn a_tally_counts_as_if_counted_anew() {
        let keys: Vec<PassageKey> =
            ["a", "b", "c"].into_iter().map(PassageKey::paragraph).collect();
        let mut tally = Tally::new([keys[0], keys[1], keys[0]].into_iter());
        assert!(tally.repeated().iter().eq([&keys[0]]));
        tally.add(keys[0], -1);
        tally.add(keys[2], 2);
        assert_eq!(keys.iter().map(|it| tally.count(*it)).collect::<Vec<_>>(), [1, 1, 2]);
        assert!(tally.repeated().iter().eq([&keys[2]]));
        tally.add(keys[2], -2);
        tally.add(keys[0], 1);
        assert!(tally.repeated().iter().eq([&keys[0]]));
        assert_eq!(tally.changes.size(), 0);
    }
}
