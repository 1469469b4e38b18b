//! Writing files: whole or not at all; and, where their old text counts, only if nobody else has
//! changed it.

use std::fmt;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

/// Why a file was not written. It is as it was then.
#[derive(Debug)]
pub enum ReplaceError {
    /// Somebody else has written it since it was read.
    Changed,
    ReadOnly,
    /// It has further names (hard links), which would go on naming the old text.
    SeveralNames,
    NotAFile,
    /// What the system says.
    System(io::Error),
}

/// Gives the file at `path`, which held `old` when it was read, the text `new`.
///
/// Whatever ends this process leaves the old text or the new one. A symbolic link stays one; its
/// target is written. Permissions stay, and so does the owner where the system allows it.
pub fn replace(path: &Path, old: &str, new: &str) -> Result<(), ReplaceError> {
    let target = fs::canonicalize(path).map_err(ReplaceError::System)?;
    let metadata = fs::metadata(&target).map_err(ReplaceError::System)?;
    if !metadata.is_file() {
        return Err(ReplaceError::NotAFile);
    }
    if metadata.permissions().readonly() {
        return Err(ReplaceError::ReadOnly);
    }
    if has_several_names(&metadata) {
        return Err(ReplaceError::SeveralNames);
    }
    let unfinished = beside(&target, new, Some(&metadata)).map_err(ReplaceError::System)?;
    // As late as can be.
    if fs::read(&target).map_err(ReplaceError::System)? != old.as_bytes() {
        return Err(ReplaceError::Changed);
    }
    put(unfinished, &target).map_err(ReplaceError::System)
}

/// Makes `text` the contents of the file at `path`, whole or not at all; the folders above it are
/// made where they are not there. A symbolic link stays one, and what it leads to is written.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let metadata = fs::metadata(&target).ok();
    // A device or pipe is written to; a file renamed onto it would take its place.
    if metadata.as_ref().is_some_and(|it| !it.is_file() && !it.is_dir()) {
        return fs::write(&target, text);
    }
    fs::create_dir_all(folder(&target))?;
    let old = metadata.filter(fs::Metadata::is_file);
    put(beside(&target, text, old.as_ref())?, &target)
}

/// A file with `text` in the folder of `target`, on the disk for good, with the permissions and if
/// possible the owner of the `old` one.
fn beside(target: &Path, text: &str, old: Option<&fs::Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".seedls-").suffix(".tmp");
    #[cfg(unix)]
    // What a new file gets; the user's mask is taken off.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut unfinished = builder.tempfile_in(folder(target))?;
    unfinished.write_all(text.as_bytes())?;
    if let Some(old) = old {
        keep_owner(unfinished.as_file(), old);
        unfinished.as_file().set_permissions(old.permissions())?;
    }
    unfinished.as_file().sync_all()?;
    Ok(unfinished)
}

/// Puts a finished file in the place of `target`, in one step.
fn put(finished: NamedTempFile, target: &Path) -> io::Result<()> {
    finished.persist(target).map_err(|error| error.error)?;
    sync_folder(folder(target));
    Ok(())
}

fn folder(target: &Path) -> &Path {
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn has_several_names(metadata: &fs::Metadata) -> bool {
    1 < std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn has_several_names(_metadata: &fs::Metadata) -> bool {
    false
}

/// Gives `file` the owner and the group of the old one. Only the superuser may give files away, so
/// that a failure says nothing; the group is tried alone then.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::fs::fchown;
    let Ok(new) = file.metadata() else { return };
    if (new.uid(), new.gid()) != (old.uid(), old.gid())
        && fchown(file, Some(old.uid()), Some(old.gid())).is_err()
    {
        let _ = fchown(file, None, Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &fs::Metadata) {}

/// The new name is safe on the disk too. Not every file system can do that, nor need it.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

impl fmt::Display for ReplaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplaceError::Changed => f.write_str("not written: it has changed since it was read"),
            ReplaceError::ReadOnly => f.write_str("not written: it is read-only"),
            ReplaceError::SeveralNames => f.write_str(
                "not written: it has several names (hard links), which would no longer be one file",
            ),
            ReplaceError::NotAFile => f.write_str("not written: it is no file"),
            ReplaceError::System(error) => write!(f, "cannot be written: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::ReplaceError;
    use super::replace;
    use super::write;

    fn file(text: &str) -> (TempDir, PathBuf) {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("a.seed");
        fs::write(&path, text).expect("the file can be written");
        (folder, path)
    }

    /// What lies in the folder and what is in the file.
    fn state(folder: &TempDir, path: &PathBuf) -> (usize, String) {
        let count = fs::read_dir(folder.path()).expect("the folder can be read").count();
        (count, fs::read_to_string(path).expect("the file can be read"))
    }

    #[test]
    fn a_file_is_replaced_and_nothing_left_beside_it() {
        let (folder, path) = file("old");
        replace(&path, "old", "new\r\n\u{feff}").expect("it can be written");
        assert_eq!(state(&folder, &path), (1, "new\r\n\u{feff}".to_owned()));
    }

    #[test]
    fn a_file_that_has_changed_is_left_alone() {
        let (folder, path) = file("changed");
        assert!(matches!(replace(&path, "old", "new"), Err(ReplaceError::Changed)));
        assert_eq!(state(&folder, &path), (1, "changed".to_owned()));
    }

    #[test]
    fn what_is_no_file_is_left_alone() {
        let (folder, path) = file("old");
        assert!(matches!(replace(folder.path(), "old", "new"), Err(ReplaceError::NotAFile)));
        let missing = folder.path().join("b.seed");
        assert!(matches!(replace(&missing, "old", "new"), Err(ReplaceError::System(_))));
        assert_eq!(state(&folder, &path), (1, "old".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_owner_stay() {
        use std::os::unix::fs::MetadataExt;
        use std::os::unix::fs::PermissionsExt;
        for mode in [0o600, 0o640, 0o664, 0o755] {
            let (_folder, path) = file("old");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("they can be set");
            let before = fs::metadata(&path).expect("it is there");
            replace(&path, "old", "new").expect("it can be written");
            let after = fs::metadata(&path).expect("it is there");
            assert_eq!(after.permissions().mode() & 0o7777, mode);
            assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
            assert_ne!(after.ino(), before.ino(), "it was replaced in one step");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_file_is_left_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, path) = file("old");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("they can be set");
        assert!(matches!(replace(&path, "old", "new"), Err(ReplaceError::ReadOnly)));
        assert_eq!(state(&folder, &path), (1, "old".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_one() {
        let (folder, path) = file("old");
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).expect("a folder can be made");
        let link = inner.join("link.seed");
        std::os::unix::fs::symlink("../a.seed", &link).expect("a link can be made");
        replace(&link, "old", "new").expect("it can be written");
        assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
        assert_eq!(state(&folder, &path), (2, "new".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_with_several_names_is_left_alone() {
        let (folder, path) = file("old");
        let other = folder.path().join("b.seed");
        fs::hard_link(&path, &other).expect("a link can be made");
        assert!(matches!(replace(&path, "old", "new"), Err(ReplaceError::SeveralNames)));
        assert_eq!(state(&folder, &other), (2, "old".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_takes_no_new_file_leaves_the_old_one() {
        let (folder, path) = file("old");
        // A name as long as it may be: the file beside it has another one.
        let long = folder.path().join(format!("{}.seed", "a".repeat(250)));
        fs::rename(&path, &long).expect("it can be renamed");
        replace(&long, "old", "new").expect("it can be written");
        assert_eq!(state(&folder, &long), (1, "new".to_owned()));
    }

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
