//! From titles, sources and linked paths to documents; built when first asked for, and then only
//! from what changed since it was built last.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::hash::Hasher;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::OnceLock;

use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rpds::RedBlackTreeMapSync;
use rpds::RedBlackTreeSetSync;

use crate::facts::Destination;
use crate::facts::canonical_source;
use crate::index::Existence;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::paths::extension;
use crate::index::paths::name;
use crate::index::paths::parent;

/// What of one document the findings in others can depend on, and what it takes from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// As `title_key` makes it.
    pub title: Option<String>,
    /// As [`canonical_source`] makes it.
    pub source: Option<String>,
    /// Changes whenever the document's anchors or headings do.
    pub anchors: u64,
    /// Paths that its links name, absolute, sorted.
    pub links: Vec<String>,
    /// Texts of links without a destination, as `title_key` makes them, sorted.
    pub placeholders: Vec<String>,
}

pub(super) type LazySummary = Arc<OnceLock<Arc<Summary>>>;

#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// Good for all files but those in `stale`.
    base: Maps,
    stale: RedBlackTreeSetSync<FileId>,
    built: OnceLock<Maps>,
}

#[derive(Debug, Clone, Default)]
struct Maps {
    known: RedBlackTreeMapSync<FileId, Arc<Summary>>,
    titles: FilesByKey,
    sources: FilesByKey,
    /// Paths in lower case, since a link leads to a file in other case too.
    links: FilesByKey,
    placeholders: FilesByKey,
}

/// A word for what two spellings of one title have in common: its words in lower case.
pub(crate) fn title_key(title: &str) -> Option<String> {
    let mut key = String::with_capacity(title.len());
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    (!key.is_empty()).then_some(key)
}

impl Lookup {
    /// `old` after a change of `file`.
    pub(super) fn touched(old: Arc<Lookup>, file: FileId) -> Arc<Lookup> {
        let mut old = old;
        if let Some(own) = Arc::get_mut(&mut old) {
            if let Some(built) = own.built.take() {
                own.base = built;
                own.stale = RedBlackTreeSetSync::new_sync();
            }
            own.stale.insert_mut(file);
            return old;
        }
        let (base, stale) = match old.built.get() {
            Some(built) => (built.clone(), RedBlackTreeSetSync::new_sync()),
            None => (old.base.clone(), old.stale.clone()),
        };
        Arc::new(Lookup { base, stale: stale.insert(file), built: OnceLock::new() })
    }

    fn maps(&self, snapshot: &Snapshot) -> &Maps {
        self.built.get_or_init(|| {
            let stale: Vec<FileId> = self.stale.iter().copied().collect();
            // One of rayon's own threads that waits here for the others would be given another
            // job meanwhile; if that job asks for the maps too, it waits for the thread it runs on.
            let alone = rayon::current_thread_index().is_some();
            let summaries: Vec<Option<Arc<Summary>>> = if stale.len() < 16 || alone {
                stale.iter().map(|&file| snapshot.checked_summary(file)).collect()
            } else {
                stale.par_iter().map(|&file| snapshot.checked_summary(file)).collect()
            };
            let mut maps = self.base.clone();
            for (file, summary) in stale.into_iter().zip(summaries) {
                maps.replace(file, summary);
            }
            maps
        })
    }
}

impl Maps {
    fn replace(&mut self, file: FileId, new: Option<Arc<Summary>>) {
        let old = self.known.get(&file).cloned();
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.each(&old, |map, key| map.remove(key, file));
        }
        match new {
            Some(new) => {
                self.each(&new, |map, key| map.insert(key, file));
                self.known.insert_mut(file, new);
            }
            None => _ = self.known.remove_mut(&file),
        }
    }

    fn each(&mut self, summary: &Summary, mut change: impl FnMut(&mut FilesByKey, &str)) {
        summary.title.iter().for_each(|key| change(&mut self.titles, key));
        summary.source.iter().for_each(|key| change(&mut self.sources, key));
        summary.links.iter().for_each(|key| change(&mut self.links, &key.to_lowercase()));
        summary.placeholders.iter().for_each(|key| change(&mut self.placeholders, key));
    }
}

#[derive(Debug, Clone, Default)]
struct FilesByKey(RedBlackTreeMapSync<Arc<str>, RedBlackTreeSetSync<FileId>>);

impl FilesByKey {
    fn insert(&mut self, key: &str, file: FileId) {
        match self.0.get_mut(key) {
            Some(files) => files.insert_mut(file),
            None => self.0.insert_mut(key.into(), RedBlackTreeSetSync::new_sync().insert(file)),
        }
    }

    fn remove(&mut self, key: &str, file: FileId) {
        let Some(files) = self.0.get_mut(key) else { return };
        files.remove_mut(&file);
        if files.is_empty() {
            self.0.remove_mut(key);
        }
    }

    fn get(&self, key: &str) -> impl Iterator<Item = FileId> {
        self.0.get(key).into_iter().flat_map(|files| files.iter().copied())
    }

    /// The keys that begin with `prefix`, and their files.
    fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &RedBlackTreeSetSync<FileId>)> {
        self.0
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, files)| (&**key, files))
    }
}

impl Snapshot {
    /// What findings elsewhere can depend on; `None` when `file` is not in this snapshot.
    pub fn summary(&self, file: FileId) -> Option<&Arc<Summary>> {
        let entry = self.files.get(&file)?;
        Some(entry.summary.get_or_init(|| Arc::new(self.summarise(file))))
    }

    fn checked_summary(&self, file: FileId) -> Option<Arc<Summary>> {
        self.summary(file).filter(|_| self.is_checked(file)).cloned()
    }

    fn summarise(&self, file: FileId) -> Summary {
        let Some(document) = self.document(file) else { return Summary::default() };
        let metadata = document.metadata();
        let mut hasher = rustc_hash::FxHasher::default();
        document.tree().headings_fingerprint().hash(&mut hasher);
        document.anchors().names().for_each(|name| name.hash(&mut hasher));
        let mut summary = Summary {
            title: metadata.title().and_then(title_key),
            source: metadata.source().and_then(canonical_source),
            anchors: hasher.finish(),
            links: Vec::new(),
            placeholders: Vec::new(),
        };
        for link in document.links() {
            match &link.destination {
                Destination::Path { path, .. } => {
                    summary.links.extend(self.absolute(file, &path.text));
                }
                _ if self.is_placeholder(link) => {
                    summary.placeholders.extend(title_key(&document.text().slice(link.text)));
                }
                _ => (),
            }
        }
        for keys in [&mut summary.links, &mut summary.placeholders] {
            keys.sort();
            keys.dedup();
        }
        summary
    }

    /// Builds what the look-ups need, on all cores, which a look-up that is the first one and is
    /// made on one of rayon's threads would do on one.
    pub fn prepare(&self) {
        self.maps();
    }

    fn maps(&self) -> &Maps {
        self.lookup.maps(self)
    }

    /// Documents with this title (compared by its words), sorted by path.
    pub fn titled(&self, title: &str) -> Vec<FileId> {
        let Some(key) = title_key(title) else { return Vec::new() };
        self.sorted(self.maps().titles.get(&key).collect())
    }

    /// Documents whose source is the same article as `url`, sorted by path.
    pub fn with_source(&self, url: &str) -> Vec<FileId> {
        let Some(key) = canonical_source(url) else { return Vec::new() };
        self.sorted(self.maps().sources.get(&key).collect())
    }

    /// Documents with a link to `path`, or to something below it, in whatever case, sorted by path.
    pub fn linking_to(&self, path: &str) -> Vec<FileId> {
        let mut files = BTreeSet::new();
        self.add_linking_to(path, &mut files);
        self.sorted(files)
    }

    fn add_linking_to(&self, path: &str, files: &mut BTreeSet<FileId>) {
        let links = &self.maps().links;
        let path = path.to_lowercase();
        files.extend(links.get(&path));
        let prefix = format!("{path}/");
        files.extend(links.below(&prefix).flat_map(|(_, files)| files.iter().copied()));
        // A link can name the page that a site makes of a file (`resolve` looks for the file).
        if let Some(extension) = extension(&path) {
            let stem = &path[..path.len() - extension.len() - 1];
            files.extend(links.get(stem));
            files.extend(links.get(&format!("{stem}.html")));
            files.extend(links.get(&format!("{stem}.htm")));
        }
    }

    /// The documents whose findings can differ between `before` and this snapshot, when nothing
    /// has changed but the text or existence of the files at `paths` (documents, targets, or
    /// others that lie in a listed directory), sorted by path.
    pub fn affected_since(&self, before: &Snapshot, paths: &[&str]) -> Vec<FileId> {
        let mut files = BTreeSet::new();
        for &path in paths {
            let now_at = self.by_path.get(path).copied();
            let before_at = before.by_path.get(path).copied();
            files.extend(now_at);
            let now = now_at.and_then(|file| self.summary(file));
            let then = before_at.and_then(|file| before.summary(file));
            let of = |summary: Option<&Arc<Summary>>, key: fn(&Summary) -> Option<&String>| {
                summary.and_then(|it| key(it)).cloned()
            };
            if now.map(|it| it.anchors) != then.map(|it| it.anchors) || now_at != before_at {
                self.add_linking_to(path, &mut files);
            }
            let maps = self.maps();
            let (new, old) = (of(now, |it| it.title.as_ref()), of(then, |it| it.title.as_ref()));
            if new != old || now_at != before_at {
                for key in new.iter().chain(&old) {
                    files.extend(maps.placeholders.get(key));
                    files.extend(maps.titles.get(key));
                }
            }
            let (new, old) = (of(now, |it| it.source.as_ref()), of(then, |it| it.source.as_ref()));
            if new != old || now_at != before_at {
                for key in new.iter().chain(&old) {
                    files.extend(maps.sources.get(key));
                }
            }
            if self.existence(path) != before.existence(path) {
                self.add_linking_to(path, &mut files);
                // What a missing path is like is said in its finding, and may be this one: a name
                // in the same directory, or the same name in a directory of another name.
                let key = path.to_lowercase();
                let directory = format!("{}/", parent(&key));
                for (link, linking) in maps.links.below("") {
                    let is_like = link.starts_with(&directory) || name(link) == name(&key);
                    if is_like && self.link_is_missing(link, linking) {
                        files.extend(linking.iter().copied());
                    }
                }
            }
        }
        files.retain(|&file| self.is_checked(file));
        self.sorted(files)
    }

    /// Nothing lies, in whatever case, where the links of `files` lead whose paths in lower case
    /// are `key`.
    fn link_is_missing(&self, key: &str, files: &RedBlackTreeSetSync<FileId>) -> bool {
        let summary = files.first().and_then(|&file| self.summary(file));
        let links = summary.map_or(&[][..], |summary| &summary.links);
        let link = links.iter().find(|link| link.to_lowercase() == key);
        link.is_some_and(|link| self.existence(link) == Existence::Missing)
    }

    fn sorted(&self, files: BTreeSet<FileId>) -> Vec<FileId> {
        let mut files: Vec<FileId> = files.into_iter().collect();
        files.sort_by_key(|&file| self.path(file));
        files
    }
}

#[cfg(test)]
mod tests {
    use rayon::iter::IntoParallelRefIterator;
    use rayon::iter::ParallelIterator;

    use super::title_key;
    use crate::index::FileId;
    use crate::index::Host;
    use crate::text::Text;

    #[test]
    fn titles_are_compared_by_their_words() {
        let key = title_key("Pilots: “A Year On”");
        assert_eq!(key.as_deref(), Some("pilots a year on"));
        assert_eq!(title_key("  *pilots*  a\nyear on!"), key);
        assert_eq!(title_key("—"), None);
    }

    /// Hangs where it fails.
    #[test]
    fn many_threads_may_be_the_first_to_look_something_up() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().expect("threads");
        let mut host = Host::default();
        let seed = |index: usize| Text::new(&format!("Title {index}\n\nA [b](c.seed).\n"));
        for index in 0..200 {
            host.set_document(&format!("/{index}.seed"), seed(index));
        }
        for round in 0..15 {
            for index in 0..200 {
                host.set_document(&format!("/{index}.seed"), seed(index + round));
            }
            let snapshot = host.snapshot();
            let files: Vec<FileId> = snapshot.files().collect();
            let found = pool.install(|| {
                files.par_iter().map(|_| snapshot.titled(&format!("title {round}")).len()).max()
            });
            assert_eq!(found, Some(1));
        }
    }

    #[test]
    fn documents_are_found_by_title_source_and_links() {
        let mut host = Host::default();
        let seed = |title: &str, link: &str| Text::new(&format!("{title}\n\nA [b]({link}).\n"));
        let a = host.set_document("/a.seed", seed("One", "c.seed"));
        let b = host.set_document("/b.seed", seed("Two", "d/e.txt"));
        let before = host.snapshot();
        assert_eq!(before.titled("one"), [a]);
        assert_eq!(before.linking_to("/c.seed"), [a]);
        assert_eq!(before.linking_to("/d"), [b]);
        host.set_document("/a.seed", seed("Two", "d/e.txt"));
        let after = host.snapshot();
        assert_eq!((after.titled("One"), after.titled("Two")), (vec![], vec![a, b]));
        assert_eq!(after.linking_to("/d/e.txt"), [a, b]);
        assert_eq!(after.linking_to("/c.seed"), []);
        host.remove_document(b);
        host.rename_document(a, "/z/a.seed");
        assert_eq!(host.snapshot().linking_to("/z/d"), [a]);
        assert_eq!(before.titled("Two"), [b], "a snapshot does not change");
    }
}
