//! Giving a file another text: whole or not at all, and only if nobody else has changed it.

use std::fmt;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;

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
/// The new text is written beside it, forced to the disk, and put in its place in one step, so that
/// whatever ends this process leaves the old text or the new one. A symbolic link stays one; its
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
    let folder = target.parent().ok_or(ReplaceError::NotAFile)?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".seedls-")
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(ReplaceError::System)?;
    temporary.write_all(new.as_bytes()).map_err(ReplaceError::System)?;
    keep_owner(temporary.as_file(), &metadata);
    temporary.as_file().set_permissions(metadata.permissions()).map_err(ReplaceError::System)?;
    temporary.as_file().sync_all().map_err(ReplaceError::System)?;
    // As late as can be.
    if fs::read(&target).map_err(ReplaceError::System)? != old.as_bytes() {
        return Err(ReplaceError::Changed);
    }
    temporary.persist(&target).map_err(|error| ReplaceError::System(error.error))?;
    sync_folder(folder);
    Ok(())
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
}
