//! Labels of link definitions and footnotes, and which of them a document defines.
//!
//! A label is compared as the text it is, never by a hash alone.

use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use rustc_hash::FxHashMap;
use unicase::UniCase;

use super::links::Space;

/// A label in the form that CommonMark compares: white space collapsed, case folded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Label {
    name: Arc<str>,
    footnote: bool,
}

impl Label {
    /// The label of a link definition or reference, whose white space is collapsed already.
    pub(super) fn link(written: &str) -> Label {
        Label { name: fold(written), footnote: false }
    }

    /// As [`Label::link`], of a footnote, without its `^`.
    pub(super) fn footnote(written: &str) -> Label {
        Label { name: fold(written), footnote: true }
    }

    /// One bit of 128, for filters that may say "perhaps" and never wrongly "no".
    pub(super) fn bit(&self) -> u128 {
        1 << (FxBuildHasher.hash_one(self) % 128)
    }
}

fn fold(written: &str) -> Arc<str> {
    if written.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return written.into();
    }
    UniCase::new(written).to_folded_case().into()
}

/// `written` with each run of white space made one space, and none at its ends. After a line
/// break the marks of quotes are white space too.
pub(super) fn collapse(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut space = Space::default();
    let mut after_space = false;
    for c in written.chars() {
        if u8::try_from(c).is_ok_and(|byte| space.goes_on(byte)) {
            after_space = true;
            continue;
        }
        if after_space && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
        after_space = false;
        space = Space::default();
    }
    out
}

/// How often each label is defined. Persistent: a change copies one shard and shares the rest.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    // Empty, or exactly `SHARDS` long.
    shards: Arc<Vec<Arc<FxHashMap<Label, u32>>>>,
}

const SHARDS: usize = 64;

impl Labels {
    pub(super) fn contains(&self, label: &Label) -> bool {
        self.shards.get(shard(label)).is_some_and(|shard| shard.contains_key(label))
    }

    /// Adds `change` to the count of `label`; whether it became defined or undefined by that.
    pub(super) fn add(&mut self, label: Label, change: i64) -> bool {
        if change == 0 {
            return false;
        }
        let shards = Arc::make_mut(&mut self.shards);
        if shards.is_empty() {
            shards.resize(SHARDS, Arc::default());
        }
        let Some(counts) = shards.get_mut(shard(&label)).map(Arc::make_mut) else { return false };
        let before = counts.get(&label).copied().unwrap_or(0);
        let after = u32::try_from(i64::from(before) + change).unwrap_or(0);
        if after == 0 {
            counts.remove(&label);
        } else {
            counts.insert(label, after);
        }
        (before == 0) != (after == 0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Label> {
        self.shards.iter().flat_map(|shard| shard.keys())
    }
}

fn shard(label: &Label) -> usize {
    (FxBuildHasher.hash_one(label) >> 20) as usize % SHARDS
}

/// The labels of the footnotes that `text` may refer to, as written; some may be none.
pub(super) fn footnote_candidates(text: &str, mut found: impl FnMut(&str)) {
    /// In bytes. CommonMark allows a label 999 characters.
    const LONGEST: usize = 4 * 999;
    let bytes = text.as_bytes();
    for open in memchr::memmem::find_iter(bytes, b"[^") {
        let start = open + 2;
        let mut at = start;
        loop {
            match bytes.get(at) {
                None | Some(b'\n' | b'\r' | b'[') => break,
                _ if at - start > LONGEST => break,
                Some(b']') => {
                    if let Some(label) = text.get(start..at).filter(|it| !it.trim().is_empty()) {
                        found(label);
                        // In a table `\|` stands for `|`.
                        if label.contains("\\|") {
                            let mark = "\\\\|";
                            let parts: Vec<String> =
                                label.split(mark).map(|part| part.replace("\\|", "|")).collect();
                            found(&parts.join("|"));
                        }
                    }
                    break;
                }
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
            }
        }
    }
}
