//! From titles, sources, texts and linked paths to documents; built when first asked for, and then
//! only from what changed since it was built last.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::OnceLock;

use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;
use rpds::RedBlackTreeMapSync;
use rpds::RedBlackTreeSetSync;

use crate::facts::OutgoingLink;
use crate::facts::canonical_source;
use crate::facts::hash;
use crate::facts::text_key;
use crate::facts::web_address;
use crate::facts::words_of;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::names::page_key;
use crate::index::paths::extension;
use crate::index::postings::Change;
use crate::index::postings::Postings;
use crate::index::summary::Summary;
use crate::index::summary::author_words;

/// Something that is made of all documents when first asked for, and then only of what changed.
#[derive(Debug, Default)]
pub(super) struct Lookup<T> {
    /// Good for all files but those in `stale`.
    base: T,
    stale: RedBlackTreeSetSync<FileId>,
    built: OnceLock<T>,
}

pub(super) trait Table: Clone + Default {
    /// Makes it good for `stale` too, which have changed since.
    fn update(&mut self, snapshot: &Snapshot, stale: &[FileId]);
}

/// All but the paths go by the hash of what stands there, so who needs to be sure compares.
#[derive(Debug, Clone, Default)]
pub(super) struct Maps {
    known: RedBlackTreeMapSync<FileId, Arc<Summary>>,
    pub(super) titles: Postings,
    pub(super) sources: Postings,
    /// Paths in lower case, since a link leads to a file in other case too.
    pub(super) links: FilesByKey,
    /// What wiki links name.
    pub(super) pages: FilesByKey,
    pub(super) placeholders: Postings,
    /// Articles on the web that links and fields lead to.
    pub(super) urls: Postings,
    /// Texts of links that lead to the web.
    pub(super) texts: Postings,
    pub(super) authors: Postings,
    /// How many documents spell an author in each way, by `author_words`.
    spellings: RedBlackTreeMapSync<Arc<str>, Spellings>,
}

type Spellings = RedBlackTreeMapSync<Arc<str>, u32>;

impl<T: Table> Lookup<T> {
    /// `old` after a change of `file`.
    pub(super) fn touched(old: Arc<Lookup<T>>, file: FileId) -> Arc<Lookup<T>> {
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

    pub(super) fn get(&self, snapshot: &Snapshot) -> &T {
        self.built.get_or_init(|| {
            let stale: Vec<FileId> = self.stale.iter().copied().collect();
            let mut table = self.base.clone();
            table.update(snapshot, &stale);
            table
        })
    }
}

/// What `of` says of each of `files`, made on all cores where that is worth it.
pub(super) fn of_each<T: Send>(files: &[FileId], of: impl Fn(FileId) -> T + Sync) -> Vec<T> {
    // One of rayon's own threads that waits here for the others would be given another job
    // meanwhile; if that job asks for the same table, it waits for the thread it runs on.
    let alone = rayon::current_thread_index().is_some();
    if files.len() < 16 || alone {
        files.iter().map(|&file| of(file)).collect()
    } else {
        files.par_iter().map(|&file| of(file)).collect()
    }
}

impl Table for Maps {
    fn update(&mut self, snapshot: &Snapshot, stale: &[FileId]) {
        let summaries = of_each(stale, |file| snapshot.checked_summary(file));
        self.replace(stale.iter().copied().zip(summaries));
    }
}

impl Maps {
    fn replace(&mut self, files: impl Iterator<Item = (FileId, Option<Arc<Summary>>)>) {
        const MAPS: usize = 6;
        let none = Arc::new(Summary::default());
        let mut changes: [Change; MAPS] = Default::default();
        for (file, new) in files {
            let known = self.known.get(&file).cloned();
            if known == new {
                continue;
            }
            match &new {
                Some(new) => self.known.insert_mut(file, new.clone()),
                None => _ = self.known.remove_mut(&file),
            }
            let old = known.unwrap_or_else(|| none.clone());
            let new = new.unwrap_or_else(|| none.clone());
            old.links.iter().for_each(|path| self.links.remove(&path.to_lowercase(), file));
            new.links.iter().for_each(|path| self.links.insert(&path.to_lowercase(), file));
            old.pages.iter().for_each(|page| self.pages.remove(page, file));
            new.pages.iter().for_each(|page| self.pages.insert(page, file));
            if old.authors != new.authors {
                self.count(&old.authors, |count| count.saturating_sub(1));
                self.count(&new.authors, |count| count.saturating_add(1));
            }
            let keys: [fn(&Summary) -> Vec<u64>; MAPS] = [
                |it| it.title_key().into_iter().collect(),
                |it| it.source_key().into_iter().collect(),
                |it| it.placeholders.clone(),
                |it| it.urls().collect(),
                |it| it.keys.texts().map(|key| key.text).collect(),
                |it| it.authors.iter().filter_map(|it| Some(hash(&author_words(it)?))).collect(),
            ];
            for (change, keys) in changes.iter_mut().zip(keys) {
                change.of(file, keys(&old), keys(&new));
            }
        }
        let maps = [
            &mut self.titles,
            &mut self.sources,
            &mut self.placeholders,
            &mut self.urls,
            &mut self.texts,
            &mut self.authors,
        ];
        for (map, change) in maps.into_iter().zip(changes) {
            map.apply(change);
        }
    }

    /// Changes how many documents spell their authors as `names`.
    fn count(&mut self, names: &[String], change: impl Fn(u32) -> u32) {
        let names: BTreeSet<&String> = names.iter().collect();
        for name in names {
            let Some(words) = author_words(name) else { continue };
            let mut spellings = self.spellings.get(&*words).cloned().unwrap_or_default();
            match change(spellings.get(&**name).copied().unwrap_or(0)) {
                0 => _ = spellings.remove_mut(&**name),
                count => spellings.insert_mut(name.as_str().into(), count),
            }
            if spellings.is_empty() {
                self.spellings.remove_mut(&*words);
            } else {
                self.spellings.insert_mut(words.into(), spellings);
            }
        }
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct FilesByKey(RedBlackTreeMapSync<Arc<str>, RedBlackTreeSetSync<FileId>>);

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

    pub(super) fn get(&self, key: &str) -> impl Iterator<Item = FileId> {
        self.0.get(key).into_iter().flat_map(|files| files.iter().copied())
    }

    /// The keys that begin with `prefix`, and their files.
    pub(super) fn below(
        &self,
        prefix: &str,
    ) -> impl Iterator<Item = (&str, &RedBlackTreeSetSync<FileId>)> {
        self.0
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, files)| (&**key, files))
    }
}

/// A link to the web to whose article documents of the workspace lead back as their source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLink {
    pub link: OutgoingLink,
    /// Sorted by path, never empty.
    pub seeds: Vec<FileId>,
}

impl Snapshot {
    /// Builds what the look-ups need, on all cores, which a look-up that is the first one and is
    /// made on one of rayon's threads would do on one.
    pub fn prepare(&self) {
        self.maps();
        if self.may_ask_for("near-duplicate") {
            self.near.get(self);
        }
    }

    /// As [`Snapshot::prepare`], with what takes a while and is seldom asked for, if `before` was
    /// asked for it.
    pub fn prepare_as(&self, before: &Snapshot) {
        self.prepare();
        if before.names.get().is_some() {
            self.names();
        }
    }

    pub(super) fn maps(&self) -> &Maps {
        self.lookup.get(self)
    }

    /// Documents with this title (compared by its words), sorted by path.
    pub fn titled(&self, title: &str) -> Vec<FileId> {
        let Some(words) = words_of(title) else { return Vec::new() };
        let files = self.maps().titles.get(hash(&words));
        let is_it = |summary: &Summary| summary.title.as_deref() == Some(&*words);
        self.sorted(files.filter(|&file| self.summary(file).is_some_and(|it| is_it(it))).collect())
    }

    /// Documents whose source is the same article as `url`, sorted by path.
    pub fn with_source(&self, url: &str) -> Vec<FileId> {
        let Some(source) = canonical_source(url) else { return Vec::new() };
        let files = self.maps().sources.get(hash(&source));
        let is_it = |summary: &Summary| summary.source.as_deref() == Some(&*source);
        self.sorted(files.filter(|&file| self.summary(file).is_some_and(|it| is_it(it))).collect())
    }

    /// The links and definitions of `file` to articles on the web that other documents hold, in
    /// order. Of a document with thousands of links the first thousands are looked at.
    pub fn held_links(&self, file: FileId) -> Vec<HeldLink> {
        let (Some(document), Some(summary)) = (self.document(file), self.summary(file)) else {
            return Vec::new();
        };
        let sources = &self.maps().sources;
        let own = summary.source_key();
        let is_held = |url: u64| {
            url != 0 && Some(url) != own && sources.get(url).any(|holder| holder != file)
        };
        let keys = &summary.keys;
        let links: Vec<bool> = keys.links.iter().map(|key| is_held(key.url)).collect();
        let definitions: Vec<bool> = keys.definitions.iter().map(|&url| is_held(url)).collect();
        let text = document.text();
        let mut found = Vec::new();
        if links.contains(&true) {
            let held = document.tree().links().zip(&links).filter(|&(_, &is_held)| is_held);
            found.extend(held.filter_map(|(link, _)| OutgoingLink::of(text, &link)));
        }
        if definitions.contains(&true) {
            let all = document.tree().definitions().zip(&definitions);
            let held = all.filter(|&(_, &is_held)| is_held);
            found.extend(held.map(|(it, _)| OutgoingLink::of_definition(text, &it)));
        }
        found.sort_by_key(|link| link.range.start());
        let held = found.into_iter().map(|link| {
            let mut seeds = self.with_source(&link.written);
            seeds.retain(|&seed| seed != file);
            HeldLink { link, seeds }
        });
        held.filter(|held| !held.seeds.is_empty()).collect()
    }

    /// Addresses on the web, each of another article, that links with this text (compared by its
    /// words) lead to in any document, sorted; none where there are more than `most`.
    pub fn addresses_of(&self, text: &str, most: usize) -> Vec<String> {
        let Some(key) = text_key(text) else { return Vec::new() };
        // By article: the document whose path comes first.
        let mut first: BTreeMap<u64, FileId> = BTreeMap::new();
        for file in self.maps().texts.get(key) {
            let Some(summary) = self.summary(file) else { continue };
            for link in summary.keys.texts().filter(|link| link.text == key && link.url != 0) {
                let known = first.entry(link.url).or_insert(file);
                if self.path(file) < self.path(*known) {
                    *known = file;
                }
            }
            if most < first.len() {
                return Vec::new();
            }
        }
        let mut addresses: Vec<String> =
            first.into_iter().filter_map(|(url, file)| self.address(file, key, url)).collect();
        addresses.sort();
        addresses
    }

    /// The address of the article `url` as a link of `file` with this text writes it; of several
    /// the first in order of their letters.
    fn address(&self, file: FileId, text: u64, url: u64) -> Option<String> {
        let document = self.document(file)?;
        let keys = document.link_keys();
        let links = document.tree().links().zip(&*keys.links);
        let links = links.filter(|(_, key)| key.text == text && key.url == url);
        links
            .filter_map(|(link, _)| web_address(document.text(), &link))
            .map(|address| address.trim().to_owned())
            .min()
    }

    /// How most documents spell the author who is called `name`; of equally usual ways one without
    /// words in capitals, and the first in order of their letters.
    pub fn usual_spelling(&self, name: &str) -> Option<&str> {
        let spellings = self.maps().spellings.get(&*author_words(name)?)?;
        let is_shouted =
            |word: &&str| 2 < word.chars().count() && !word.contains(char::is_lowercase);
        let shouts = |it: &str| it.split(' ').filter(is_shouted).count();
        let usual = spellings.iter().max_by(|(a, m), (b, n)| {
            m.cmp(n).then_with(|| shouts(b).cmp(&shouts(a))).then_with(|| b.cmp(a))
        });
        usual.map(|(spelling, _)| &**spelling)
    }

    /// Documents with a link to `path`, or to something below it, in whatever case, sorted by path;
    /// also those with a wiki link that may name it.
    pub fn linking_to(&self, path: &str) -> Vec<FileId> {
        let mut files = BTreeSet::new();
        self.add_linking_to(path, &mut files);
        let summary = self.by_path.get(path).and_then(|&file| self.summary(file));
        if let Some(title) = summary.and_then(|it| it.title.as_ref()) {
            self.add_naming(title, &mut files);
        }
        self.sorted(files)
    }

    pub(super) fn add_linking_to(&self, path: &str, files: &mut BTreeSet<FileId>) {
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
        self.add_naming(&page_key(&path), files);
    }

    pub(super) fn sorted(&self, files: BTreeSet<FileId>) -> Vec<FileId> {
        let mut files: Vec<FileId> = files.into_iter().collect();
        files.sort_by_key(|&file| self.path(file));
        files
    }
}

#[cfg(test)]
mod tests {
    use rayon::iter::IntoParallelRefIterator;
    use rayon::iter::ParallelIterator;

    use crate::index::FileId;
    use crate::index::Host;
    use crate::text::Text;

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
