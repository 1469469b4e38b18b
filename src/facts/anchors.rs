//! Anchors: the names that a `#fragment` can point at, made as the large code hosts make them.

use rustc_hash::FxHashMap;

use crate::syntax::Tree;

/// The anchors of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    // Anchor to the index of its heading; explicit anchors have none.
    by_name: FxHashMap<String, Option<u32>>,
}

impl Anchors {
    pub(crate) fn read(tree: &Tree) -> Anchors {
        let mut by_name = FxHashMap::default();
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        for (index, heading) in tree.headings().enumerate() {
            let slug = slug(&heading.text);
            let count = seen.entry(slug.clone()).or_insert(0);
            let name = if *count == 0 { slug } else { format!("{slug}-{count}") };
            *count += 1;
            by_name.entry(name).or_insert(u32::try_from(index).ok());
        }
        for anchor in tree.anchors() {
            by_name.entry(anchor.name.into()).or_insert(None);
        }
        Anchors { by_name }
    }

    pub fn contains(&self, fragment: &str) -> bool {
        self.by_name.contains_key(fragment)
    }
}

/// Lower case, punctuation dropped, spaces to `-`.
fn slug(text: &str) -> String {
    text.trim()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}
