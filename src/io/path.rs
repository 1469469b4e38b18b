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
