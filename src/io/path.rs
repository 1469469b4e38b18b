//! Paths of the disk and their spelling in the `Host`.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

/// `path` from the root of the disk, without `.` and `..`. Symbolic links stay as they are, since
/// the links in a document are followed by their spelling too.
pub fn absolute(path: &Path) -> PathBuf {
    // Fails for an empty path or a current folder that is gone; then the path must do as it is.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            component => plain.push(component),
        }
    }
    plain
}

/// The absolute `path` as the `Host` spells it: `/` as separator. `None` if it is not UTF-8.
pub fn host_path(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' { path.to_owned() } else { path.replace('\\', "/") })
}

/// The folder where this program keeps what it could find again: the one that the user names, or in
/// that of all programs of this user.
pub fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("SEEDLS_CACHE_DIR").filter(|it| !it.is_empty()) {
        return Some(absolute(Path::new(&folder)));
    }
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    if let Some(folder) = folder("XDG_CACHE_HOME") {
        Some(folder.join("seedls"))
    } else if cfg!(windows) {
        folder("LOCALAPPDATA").map(|it| it.join("seedls").join("cache"))
    } else if cfg!(target_os = "macos") {
        home.map(|it| it.join("Library/Caches/seedls"))
    } else {
        home.map(|it| it.join(".cache/seedls"))
    }
}

/// The folder where this user keeps what the program is to do.
pub(super) fn user_folder() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    if let Some(folder) = folder("XDG_CONFIG_HOME") {
        Some(folder.join("seedls"))
    } else if cfg!(windows) {
        folder("APPDATA").map(|it| it.join("seedls"))
    } else if cfg!(target_os = "macos") {
        home.map(|it| it.join("Library/Application Support/seedls"))
    } else {
        home.map(|it| it.join(".config/seedls"))
    }
}

/// The absolute folder that a variable of the environment names.
fn folder(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(name)?);
    path.is_absolute().then_some(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;

    use super::absolute;

    #[test]
    fn dots_are_taken_out() {
        assert_eq!(absolute(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(absolute(Path::new("/../a/")), Path::new("/a"));
        assert!(absolute(Path::new("a")).is_absolute());
    }
}
