//! What is known to lie on the disk: listings of directories that somebody set.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use rpds::RedBlackTreeMapSync;

use crate::index::paths::is_below;
use crate::index::paths::parent;

/// One name in a directory, as the directory spells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub name: String,
    /// It is a directory, or a symbolic link that leads to one.
    pub directory: bool,
    /// It is a symbolic link.
    pub linked: bool,
}

/// What is known about a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Existence {
    File,
    Directory,
    /// Nothing has exactly this path, but this one differs from it in upper and lower case only.
    OtherCase {
        actual: String,
        directory: bool,
    },
    Missing,
    /// A directory on the way was never listed, or cannot be.
    Unknown,
}

/// Directories by path. Cheap to clone; a change copies one path of the tree.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    directories: RedBlackTreeMapSync<Arc<str>, Option<Arc<Listing>>>,
}

#[derive(Debug)]
struct Listing {
    /// By name: is it a directory?
    entries: BTreeMap<Box<str>, bool>,
    /// Directories that are no symbolic links, sorted.
    below: Box<[Box<str>]>,
    /// By name in lower case: the names that become it.
    folded: BTreeMap<Box<str>, Box<str>>,
}

impl Disk {
    pub(super) fn set(&mut self, path: &str, entries: Option<Vec<Entry>>) {
        let listing = entries.map(|entries| Arc::new(Listing::new(entries)));
        self.directories.insert_mut(path.into(), listing);
    }

    pub(super) fn forget(&mut self, path: &str) {
        self.directories.remove_mut(path);
    }

    pub(super) fn listed(&self) -> impl Iterator<Item = &str> {
        self.directories.keys().map(|path| &**path)
    }

    pub(super) fn is_listed(&self, path: &str) -> bool {
        self.directories.contains_key(path)
    }

    /// Those at and below `path`.
    pub(super) fn listed_from(&self, path: &str) -> impl Iterator<Item = &str> {
        // `0` follows `/` in order.
        let below = Arc::<str>::from(format!("{path}/"))..Arc::from(format!("{path}0"));
        let below = self.directories.range(below).map(|(path, _)| &**path);
        let itself = self.directories.get_key_value(path).map(|(path, _)| &**path);
        itself.into_iter().chain(below)
    }

    /// The names in `directory`, sorted; empty where it was never listed.
    pub(super) fn names(&self, directory: &str) -> impl Iterator<Item = (&str, bool)> {
        let listing = self.directories.get(directory).and_then(Option::as_ref);
        listing
            .into_iter()
            .flat_map(|listing| listing.entries.iter().map(|(name, &is)| (&**name, is)))
    }

    /// The paths in `directory` that came or went since `before`, where it was listed both times.
    pub(super) fn came_and_went(&self, before: &Disk, directory: &str) -> Vec<String> {
        let listing = |disk: &Disk| disk.directories.get(directory).cloned().flatten();
        let (Some(old), Some(new)) = (listing(before), listing(self)) else { return Vec::new() };
        if Arc::ptr_eq(&old, &new) {
            return Vec::new();
        }
        let lacking = |one: &Listing, other: &Listing| -> Vec<String> {
            let entries = one.entries.iter();
            let lacking = entries.filter(|(name, is)| other.entries.get(*name) != Some(*is));
            lacking.map(|(name, _)| format!("{directory}/{name}")).collect()
        };
        [lacking(&old, &new), lacking(&new, &old)].concat()
    }

    /// Adds all files below `root` to `files`, and to `unlisted` the directories on the way whose
    /// listing was never set. Hidden ones are not gone into, nor symbolic links, which may lead
    /// back, nor what package managers fetch.
    pub(super) fn walk(
        &self,
        root: &str,
        files: &mut BTreeSet<Arc<str>>,
        unlisted: &mut BTreeSet<String>,
    ) {
        let mut directories = vec![root.to_owned()];
        while let Some(directory) = directories.pop() {
            let listing = match self.directories.get(directory.as_str()) {
                None => {
                    unlisted.insert(directory);
                    continue;
                }
                Some(None) => continue,
                Some(Some(listing)) => listing,
            };
            let names = listing.entries.iter().filter(|(_, is_directory)| !**is_directory);
            files.extend(names.map(|(name, _)| format!("{directory}/{name}").into()));
            let below = listing.below.iter().filter(|name| !is_passed_over(name));
            directories.extend(below.map(|name| format!("{directory}/{name}")));
        }
    }

    /// Looks `path` up from `base`, a directory above it, downwards, so that every name on the
    /// way is compared as it is spelt. `Err`: the directory whose listing is missing for an
    /// answer; `None` in it where that directory cannot be listed.
    pub(super) fn look_up(&self, base: &str, path: &str) -> Result<Existence, Option<String>> {
        debug_assert!(is_below(path, base));
        let mut actual = base.to_owned();
        let mut directory = true;
        let mut exact = true;
        let rest = path.get(base.len()..).unwrap_or_default();
        for component in rest.split('/').filter(|component| !component.is_empty()) {
            if !directory {
                return Ok(Existence::Missing);
            }
            let listing = match self.directories.get(actual.as_str()) {
                None => return Err(Some(actual)),
                Some(None) => return Err(None),
                Some(Some(listing)) => listing,
            };
            let Some((name, is_directory)) = listing.find(component) else {
                return Ok(Existence::Missing);
            };
            exact &= name == component;
            directory = is_directory;
            actual.push('/');
            actual.push_str(name);
        }
        Ok(match (exact, directory) {
            (true, true) => Existence::Directory,
            (true, false) => Existence::File,
            (false, directory) => Existence::OtherCase { actual, directory },
        })
    }

    /// The topmost directory above `path` that was listed.
    pub(super) fn topmost(&self, path: &str) -> Option<String> {
        let mut topmost = None;
        let mut directory = parent(path);
        loop {
            if self.directories.contains_key(directory) {
                topmost = Some(directory.to_owned());
            }
            if directory.is_empty() {
                return topmost;
            }
            directory = parent(directory);
        }
    }
}

fn is_passed_over(directory: &str) -> bool {
    directory.starts_with('.') || directory == "node_modules"
}

impl Listing {
    fn new(entries: Vec<Entry>) -> Listing {
        let real = entries.iter().filter(|entry| entry.directory && !entry.linked);
        let mut below: Vec<Box<str>> = real.map(|entry| entry.name.as_str().into()).collect();
        below.sort();
        let below = below.into();
        let mut listing = Listing { entries: BTreeMap::new(), below, folded: BTreeMap::new() };
        for entry in entries {
            let name: Box<str> = entry.name.into();
            listing.entries.insert(name, entry.directory);
        }
        // Of several that differ in case only, the first in order answers.
        for name in listing.entries.keys() {
            listing.folded.entry(name.to_lowercase().into()).or_insert_with(|| name.clone());
        }
        listing
    }

    fn find(&self, component: &str) -> Option<(&str, bool)> {
        if let Some((name, &directory)) = self.entries.get_key_value(component) {
            return Some((name, directory));
        }
        let name = self.folded.get(component.to_lowercase().as_str())?;
        Some((name, *self.entries.get(name)?))
    }
}

#[cfg(test)]
mod tests {
    use super::Disk;
    use super::Entry;
    use super::Existence;

    fn disk() -> Disk {
        let mut disk = Disk::default();
        let entry =
            |name: &str, directory| Entry { name: name.to_owned(), directory, linked: false };
        disk.set("/w", Some(vec![entry("Seeds", true), entry("A.txt", false), entry("x", true)]));
        disk.set("/w/Seeds", Some(vec![entry("b.txt", false), entry("B.txt", false)]));
        disk.set("/w/x", None);
        disk
    }

    #[track_caller]
    fn check(path: &str, expected: Result<Existence, Option<&str>>) {
        let found = disk().look_up("/w", path);
        assert_eq!(found, expected.map_err(|it| it.map(str::to_owned)));
    }

    #[test]
    fn a_new_listing_tells_what_came_and_went() {
        let before = disk();
        let mut after = before.clone();
        assert!(after.came_and_went(&before, "/w").is_empty());
        let entry = |name: &str| Entry { name: name.to_owned(), directory: false, linked: false };
        after.set("/w", Some(vec![entry("A.txt"), entry("new"), entry("x")]));
        // What was a folder and is a file went and came.
        let expected = ["/w/Seeds", "/w/x", "/w/new", "/w/x"];
        assert_eq!(after.came_and_went(&before, "/w"), expected);
        // Nothing is known of a folder that was not listed both times.
        after.set("/w/x", Some(vec![entry("y")]));
        assert!(after.came_and_went(&before, "/w/x").is_empty());
    }

    #[test]
    fn what_was_listed_below_a_folder_is_known() {
        let mut disk = disk();
        disk.set("/w/x/y", None);
        disk.set("/w/x y", None);
        let below = |path: &str| disk.listed_from(path).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(below("/w/x"), ["/w/x", "/w/x/y"]);
        assert_eq!(below("/w/x y"), ["/w/x y"]);
        assert_eq!(below("/w/none"), [""; 0]);
        assert_eq!(below("/w").len(), 5);
    }

    #[test]
    fn names_are_compared_as_they_are_spelt() {
        check("/w/A.txt", Ok(Existence::File));
        check("/w/Seeds", Ok(Existence::Directory));
        check("/w/Seeds/b.txt", Ok(Existence::File));
        check(
            "/w/seeds/b.txt",
            Ok(Existence::OtherCase { actual: "/w/Seeds/b.txt".into(), directory: false }),
        );
        check("/w/a.TXT", Ok(Existence::OtherCase { actual: "/w/A.txt".into(), directory: false }));
        check("/w/c.txt", Ok(Existence::Missing));
        check("/w/A.txt/b", Ok(Existence::Missing));
        check("/w/none/b.txt", Ok(Existence::Missing));
    }

    #[test]
    fn what_was_never_listed_is_not_known() {
        let mut disk = disk();
        disk.forget("/w/Seeds");
        assert_eq!(disk.look_up("/w", "/w/Seeds/b.txt"), Err(Some("/w/Seeds".to_owned())));
        check("/w/x/b.txt", Err(None));
    }
}
