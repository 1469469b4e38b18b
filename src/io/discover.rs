//! Finding the seeds below folders.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use ignore::DirEntry;
use ignore::WalkBuilder;

use super::Problem;
use super::path::absolute;
use super::path::host_path;
use super::resolver::Resolver;
use crate::config::Config;

/// A file to be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path as the user wrote its beginning: relative stays relative.
    pub shown: String,
    /// Absolute.
    pub path: PathBuf,
    /// Absolute, as the `Host` spells it.
    pub host_path: String,
}

#[derive(Debug, Default)]
pub struct Discovery {
    /// Sorted by `shown`; each file once.
    pub files: Vec<Found>,
    /// What stands in the way of checking all that was asked for.
    pub problems: Vec<Problem>,
    /// What was passed over and hardly matters.
    pub notes: Vec<Problem>,
}

/// The files that `paths` name, and every `.seed`, `.txt` and `.md` file below the folders that
/// they name. Ignore files count below folders, never for what is named outright.
pub fn discover(paths: &[PathBuf], resolver: &Arc<Resolver>) -> Discovery {
    let mut search = Search { linked: 1 < paths.len(), ..Search::default() };
    for path in paths {
        let shown = path.to_string_lossy().into_owned();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let count = search.found.len();
                let problems = search.discovery.problems.len();
                search.walk(path, resolver, Config::is_seed_in_named_folder);
                if search.found.len() == count && search.discovery.problems.len() == problems {
                    search.problem(shown, "no seeds here: no `.seed`, `.txt` or `.md` file");
                }
            }
            // Whether it can be read is seen when it is.
            Ok(_) => search.add(path, shown),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                search.problem(shown, "no such file or folder");
            }
            Err(error) => search.problem(shown, format!("cannot be read: {error}")),
        }
    }
    search.finish()
}

/// The files below `folder` that are seeds by their name: `.seed`, and what the configuration
/// includes.
pub fn discover_workspace(folder: &Path, resolver: &Arc<Resolver>) -> Discovery {
    let mut search = Search::default();
    search.walk(folder, resolver, Config::is_seed);
    search.finish()
}

#[derive(Default)]
struct Search {
    // By path, so that a file that is met twice is checked once.
    found: BTreeMap<PathBuf, Found>,
    // Whether a file may have been met under two names.
    linked: bool,
    discovery: Discovery,
}

impl Search {
    fn walk(
        &mut self,
        folder: &Path,
        resolver: &Arc<Resolver>,
        is_seed: fn(&Config, &str) -> bool,
    ) {
        let base = absolute(folder);
        let mut walk = WalkBuilder::new(folder);
        // An exported folder has its `.gitignore` but no `.git`.
        walk.follow_links(true).require_git(false);
        // What counts for a path, be it of a file or a folder, is said in the folder that it lies in.
        let asks = {
            let (base, folder) = (base.clone(), folder.to_owned());
            let resolver = resolver.clone();
            move |entry: &Path, ask: fn(&Config, &str) -> bool| {
                let path = base.join(entry.strip_prefix(&folder).unwrap_or(entry));
                let spelt = host_path(&path).unwrap_or_else(|| path.to_string_lossy().into_owned());
                let above = path.parent().unwrap_or(&path);
                ask(&resolver.layers(above).general(), &spelt)
            }
        };
        let filter = {
            let asks = asks.clone();
            move |entry: &DirEntry| entry.depth() == 0 || !asks(entry.path(), Config::is_excluded)
        };
        for entry in walk.filter_entry(filter).build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.walk_error(folder, error, |path| asks(path, is_seed));
                    continue;
                }
            };
            self.linked |= 0 < entry.depth() && entry.path_is_symlink();
            let is_folder = entry.file_type().is_some_and(|it| it.is_dir());
            if is_folder || !asks(entry.path(), is_seed) {
                continue;
            }
            self.add(entry.path(), shown(entry.path()));
        }
    }

    fn walk_error(&mut self, folder: &Path, error: ignore::Error, is_seed: impl Fn(&Path) -> bool) {
        let path = error_path(&error).unwrap_or(folder);
        let shown = shown(path);
        if is_loop(&error) {
            let message = "a symbolic link to a folder above it, not followed".to_owned();
            self.discovery.notes.push(Problem { path: shown, message });
            return;
        }
        // A link that leads nowhere, or to itself: called like a seed, it is one that cannot be read.
        let is_link = path.symlink_metadata().is_ok_and(|it| it.is_symlink());
        if is_link && error.io_error().is_some() && is_seed(path) {
            return self.add(path, shown);
        }
        if error.io_error().is_some_and(|it| it.kind() == std::io::ErrorKind::NotFound) {
            return;
        }
        let message = match error.io_error() {
            Some(error) => format!("cannot be read: {error}"),
            None => error.to_string(),
        };
        self.problem(shown, message);
    }

    fn add(&mut self, path: &Path, shown: String) {
        let path = absolute(path);
        let Some(host_path) = host_path(&path) else {
            return self.problem(shown, "the path is not valid UTF-8");
        };
        let found = Found { shown, path: path.clone(), host_path };
        self.found.entry(path).or_insert(found);
    }

    fn problem(&mut self, path: String, message: impl Into<String>) {
        self.discovery.problems.push(Problem { path, message: message.into() });
    }

    fn finish(self) -> Discovery {
        let mut discovery = self.discovery;
        discovery.files = self.found.into_values().collect();
        if self.linked {
            discovery.files = once_each(discovery.files);
        }
        discovery.files.sort_by(|a, b| a.shown.cmp(&b.shown));
        discovery.problems.sort();
        discovery.problems.dedup();
        discovery.notes.sort();
        discovery.notes.dedup();
        discovery
    }
}

/// Keeps one of the spellings of each file, if it can its own name and not that of a link.
fn once_each(found: Vec<Found>) -> Vec<Found> {
    let mut found: Vec<(PathBuf, Found)> = found
        .into_iter()
        .map(|it| (fs::canonicalize(&it.path).unwrap_or_else(|_| it.path.clone()), it))
        .collect();
    found.sort_by(|(real, a), (other, b)| {
        (*real != a.path, &a.shown).cmp(&(*other != b.path, &b.shown))
    });
    let mut seen = HashSet::new();
    found.retain(|(real, _)| seen.insert(real.clone()));
    found.into_iter().map(|(_, it)| it).collect()
}

/// `path` without the `./` that walking the current folder puts before it.
fn shown(path: &Path) -> String {
    path.strip_prefix("./").unwrap_or(path).to_string_lossy().into_owned()
}

fn error_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(err)
        }
        _ => None,
    }
}

fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithPath { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => is_loop(err),
        _ => false,
    }
}
