//! Writing files.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// Makes `text` the contents of the file at `path`, whole or not at all; the folders above it are
/// made where they are not there.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one, and what it leads to is written.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A device or pipe is written to; a file renamed onto it would take its place.
    if fs::metadata(&path).is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return fs::write(&path, text);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    fs::write(&unfinished, text)
        .and_then(|()| fs::rename(&unfinished, &path))
        .inspect_err(|_| _ = fs::remove_file(&unfinished))
}

/// The folder where this user's programs keep what they could find again.
pub fn cache_folder() -> Option<PathBuf> {
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write;

    #[test]
    fn a_file_is_written_whole_and_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.txt");
        for text in ["one", "two\n"] {
            write(&path, text).expect("it can be written");
            assert_eq!(fs::read_to_string(&path).expect("a file"), text);
        }
        assert_eq!(fs::read_dir(folder.path().join("a")).expect("a folder").count(), 1);
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("a")).expect("a folder");
        write(&folder.path().join("a"), "one").expect_err("a folder is no file");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_replaced_by_one() {
        use std::os::unix::fs::FileTypeExt;
        use std::os::unix::net::UnixListener;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let _socket = UnixListener::bind(&path).expect("a socket");
        write(&path, "one").expect_err("a socket cannot be opened as a file");
        assert!(fs::metadata(&path).expect("it is still there").file_type().is_socket());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
