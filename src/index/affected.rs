//! Which documents have to be checked again after a change: those whose findings can differ, and
//! no others.

use std::collections::BTreeSet;
use std::sync::Arc;

use rpds::RedBlackTreeSetSync;

use crate::facts::Document;
use crate::facts::LinkKeys;
use crate::facts::hash;
use crate::index::Existence;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::names::page_key;
use crate::index::paths::is_below;
use crate::index::paths::name;
use crate::index::paths::parent;
use crate::index::summary::Summary;
use crate::index::summary::author_words;
use crate::syntax::FieldName;

/// No name is proposed for another that differs from it in more letters.
pub(super) const FARTHEST: usize = 6;

/// A file before and after a change.
struct Change<'a> {
    path: &'a str,
    old: Option<FileId>,
    new: Option<FileId>,
}

impl Snapshot {
    /// The documents whose findings can differ between `before` and this snapshot, when nothing
    /// has changed but the text or existence of the files at `paths` (documents, targets, or
    /// others that lie in a listed directory), sorted by path.
    ///
    /// What came and went beside them counts too: the disk is often ahead of who tells of it.
    pub fn affected_since(&self, before: &Snapshot, paths: &[&str]) -> Vec<FileId> {
        let mut files = BTreeSet::new();
        let around: BTreeSet<&str> = paths.iter().flat_map(|path| [*path, parent(path)]).collect();
        let beside: BTreeSet<String> = around
            .iter()
            .flat_map(|directory| self.disk.came_and_went(&before.disk, directory))
            .collect();
        let beside = beside.iter().map(String::as_str);
        let paths: BTreeSet<&str> = paths.iter().copied().chain(beside).collect();
        for path in paths {
            let old = before.by_path.get(path).copied();
            let new = self.by_path.get(path).copied();
            files.extend(new);
            let change = Change { path, old, new };
            self.add_affected_by_facts(before, &change, &mut files);
            self.add_affected_by_links(before, &change, &mut files);
            self.add_affected_by_nearness(before, old, new, &mut files);
            if self.existence(path) != before.existence(path) {
                self.add_linking_to(path, &mut files);
                self.add_missing_like(before, path, &mut files);
                self.add_naming_like(&page_key(path), &mut files);
                let is_directory = |it: Existence| {
                    matches!(
                        it,
                        Existence::Directory | Existence::OtherCase { directory: true, .. }
                    )
                };
                if is_directory(self.existence(path)) || is_directory(before.existence(path)) {
                    // Names lie below that nobody has told of.
                    self.add_all_naming(&mut files);
                }
            }
        }
        files.retain(|&file| self.is_checked(file));
        self.sorted(files)
    }

    /// The documents whose findings can differ between `before` and this snapshot, when nothing
    /// has changed but the configuration of some, sorted by path.
    pub fn reconfigured_since(&self, before: &Snapshot) -> Vec<FileId> {
        let (mut files, mut paths) = (BTreeSet::new(), Vec::new());
        for (&id, file) in self.files.iter() {
            let Some(old) = before.files.get(&id) else { continue };
            if file.settings.config != old.settings.config {
                files.insert(id);
            }
            if !file.settings.reads_like(&old.settings) {
                paths.push(&*file.path);
            }
        }
        files.extend(self.affected_since(before, &paths));
        files.retain(|&file| self.is_checked(file));
        self.sorted(files)
    }

    /// The documents that take something from the title, source, authors or anchors of the file.
    fn add_affected_by_facts(
        &self,
        before: &Snapshot,
        change: &Change<'_>,
        files: &mut BTreeSet<FileId>,
    ) {
        let none = Summary::default();
        let old = change.old.and_then(|file| before.summary(file)).map_or(&none, |it| &**it);
        let new = change.new.and_then(|file| self.summary(file)).map_or(&none, |it| &**it);
        let moved = change.old != change.new;
        if moved || old.anchors != new.anchors {
            self.add_linking_to(change.path, files);
        }
        let maps = self.maps();
        let old_document = change.old.and_then(|file| before.document(file));
        let new_document = change.new.and_then(|file| self.document(file));
        let title = |document: Option<&Document>| {
            document.and_then(|it| it.metadata().title().map(str::to_owned))
        };
        let retitled = moved || title(old_document) != title(new_document);
        let source = |document: Option<&Document>| {
            let field = document?.metadata().first(FieldName::Source)?;
            Some((document?.metadata().source()?.to_owned(), field.source))
        };
        // A finding about two equal sources points at both.
        let resourced = moved || source(old_document) != source(new_document);
        if retitled || old.anchors != new.anchors {
            // A wiki link can name a seed by its title.
            for title in old.title.iter().chain(&new.title) {
                self.add_naming(title, files);
            }
        }
        if retitled {
            for title in old.title.iter().chain(&new.title) {
                self.add_naming_like(title, files);
            }
        }
        let [old_title, new_title] = [old, new].map(Summary::title_key);
        let [old_source, new_source] = [old, new].map(Summary::source_key);
        if retitled || resourced {
            // What has this title as its text can be told this file or its source.
            for key in old_title.into_iter().chain(new_title) {
                files.extend(maps.placeholders.get(key));
            }
            // What leads to this source can be told this file, and its title as a text.
            for key in old_source.into_iter().chain(new_source) {
                files.extend(maps.urls.get(key));
            }
        }
        if resourced {
            for key in old_source.into_iter().chain(new_source) {
                files.extend(maps.sources.get(key));
            }
        }
        for author in old.authors.iter().chain(&new.authors) {
            if before.usual_spelling(author) != self.usual_spelling(author)
                && let Some(words) = author_words(author)
            {
                files.extend(maps.authors.get(hash(&words)));
            }
        }
    }

    /// The documents with a link that lacks a destination and has the text of one that was
    /// changed.
    fn add_affected_by_links(
        &self,
        before: &Snapshot,
        change: &Change<'_>,
        files: &mut BTreeSet<FileId>,
    ) {
        let old = change.old.and_then(|file| before.summary(file)).map(|it| &it.keys);
        let new = change.new.and_then(|file| self.summary(file)).map(|it| &it.keys);
        let moved = change.old != change.new;
        if !moved && old == new {
            return;
        }
        let addresses = |keys: Option<&Arc<LinkKeys>>| {
            let texts = keys.into_iter().flat_map(|keys| keys.texts());
            texts.map(|key| (key.text, key.written)).collect::<BTreeSet<(u64, u64)>>()
        };
        let (old, new) = (addresses(old), addresses(new));
        let placeholders = &self.maps().placeholders;
        let all = old.union(&new).filter(|it| moved || !(old.contains(it) && new.contains(it)));
        let texts: BTreeSet<u64> = all.map(|&(text, _)| text).collect();
        for text in texts {
            files.extend(placeholders.get(text));
        }
    }

    /// The documents with a link to a file that is not there and for which the name of `path`,
    /// which has come or gone, can be proposed: a name in the same directory, or the same name in
    /// a directory of another name.
    fn add_missing_like(&self, before: &Snapshot, path: &str, files: &mut BTreeSet<FileId>) {
        let key = path.to_lowercase();
        // Where a directory has come or gone too, all in it may be told otherwise.
        let mut place = parent(path);
        let mut whole = None;
        while !place.is_empty() && self.existence(place) != before.existence(place) {
            whole = Some(place.to_lowercase());
            place = parent(place);
        }
        let directory = format!("{}/", parent(&key));
        for (link, linking) in self.maps().links.below("") {
            let is_like = name(link) == name(&key)
                || whole.as_ref().is_some_and(|whole| is_below(link, parent(whole)))
                || link.strip_prefix(&*directory).is_some_and(|rest| {
                    let wanted = rest.split('/').next().unwrap_or_default();
                    is_near(wanted, name(&key))
                });
            if is_like && self.link_is_missing(link, linking) {
                files.extend(linking.iter().copied());
            }
        }
    }

    /// Nothing lies, in whatever case, where the links of `files` lead whose paths in lower case
    /// are `key`.
    fn link_is_missing(&self, key: &str, files: &RedBlackTreeSetSync<FileId>) -> bool {
        let summary = files.first().and_then(|&file| self.summary(file));
        let links = summary.map_or(&[][..], |summary| &summary.links);
        let link = links.iter().find(|link| link.to_lowercase() == key);
        link.is_some_and(|link| self.existence(link) == Existence::Missing)
    }
}

/// `name`, or the page that a site makes of it, can be proposed for `wanted`: as many letters differ
/// as `rules::outgoing::nearest` lets differ.
fn is_near(wanted: &str, name: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let most = (stem(wanted).chars().count() / 3).min(FARTHEST);
    let near = |a: &str, b: &str| {
        a.chars().count().abs_diff(b.chars().count()) <= most && strsim::osa_distance(a, b) <= most
    };
    near(wanted, name) || near(&stem(wanted), &stem(name))
}
