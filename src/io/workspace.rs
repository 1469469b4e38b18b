//! Where a workspace begins, and which configuration counts in it.

use std::path::Path;
use std::path::PathBuf;

/// What a configuration is called.
pub const CONFIG_NAME: &str = "seedls.toml";

/// A folder that belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Absolute. What `/x` in a link and the configuration's patterns count from.
    pub root: PathBuf,
    /// The configuration that counts, absolute: the nearest one, upward from where one began.
    pub config: Option<PathBuf>,
}

/// The workspace that the absolute folder `start` lies in: the nearest folder, itself or above,
/// that holds a configuration or a `.git`; `fallback` where there is none.
pub fn workspace(start: &Path, fallback: &Path) -> Workspace {
    let config = start.ancestors().map(|folder| folder.join(CONFIG_NAME)).find(|it| it.is_file());
    let root = start
        .ancestors()
        .find(|folder| folder.join(".git").exists() || folder.join(CONFIG_NAME).is_file())
        .unwrap_or(fallback);
    Workspace { root: root.to_owned(), config }
}

/// Whether there is a file at `path`.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is a folder at `path`.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether `folder` holds so much more than anybody means to search: the root of the disk, the
/// home folder, or what lies above it.
pub fn is_too_wide(folder: &Path) -> bool {
    folder.parent().is_none() || std::env::home_dir().is_some_and(|it| it.starts_with(folder))
}
