//! Paths as strings: absolute, with `/` on every system. Nothing here asks the disk.

use percent_encoding::AsciiSet;
use percent_encoding::CONTROLS;
use percent_encoding::utf8_percent_encode;

/// The directory that holds `path`; empty for the root of the file system.
pub(crate) fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

pub(crate) fn name(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[at + 1..])
}

/// What follows the last `.` of the name; none for `.hidden` and `name`.
pub(crate) fn extension(path: &str) -> Option<&str> {
    let (stem, extension) = name(path).rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then_some(extension)
}

/// `path` lies in `directory`, or is it.
pub(crate) fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `relative` as seen from `directory`, with `.`, `..` and doubled slashes resolved; `None` when
/// it leads out of the file system.
pub(crate) fn join(directory: &str, relative: &str) -> Option<String> {
    let mut path = directory.trim_end_matches('/').to_owned();
    // Captures made on Windows write `\`; a name that holds one is not worth the doubt.
    for component in relative.split('/') {
        match component {
            "" | "." => (),
            ".." => path.truncate(path.rfind('/')?),
            name => {
                path.push('/');
                path.push_str(name);
            }
        }
    }
    Some(path)
}

/// `path` as a link in a file of `directory` has to write it, percent-encoded.
pub(crate) fn relative(directory: &str, path: &str) -> String {
    encode(&shown_from(directory, path))
}

/// `path` as seen from `directory`, for people to read.
pub(crate) fn shown_from(directory: &str, path: &str) -> String {
    let from: Vec<&str> = directory.split('/').collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut relative = "../".repeat(from.len() - shared);
    relative.push_str(&to[shared..].join("/"));
    relative
}

/// `path` with the characters encoded that a link's destination cannot hold.
pub(crate) fn encode(path: &str) -> String {
    const ENCODED: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'(')
        .add(b')')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'[')
        .add(b'\\')
        .add(b']');
    // The set is ASCII, but everything beyond ASCII would be encoded too, and nobody could read it.
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii() {
            encoded.extend(utf8_percent_encode(c.encode_utf8(&mut [0; 4]), ENCODED));
        } else {
            encoded.push(c);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::extension;
    use super::is_below;
    use super::join;
    use super::relative;

    #[test]
    fn dots_are_resolved() {
        assert_eq!(join("/a/b", "../c/./d.txt").as_deref(), Some("/a/c/d.txt"));
        assert_eq!(join("/a", "b//c/").as_deref(), Some("/a/b/c"));
        assert_eq!(join("", "a").as_deref(), Some("/a"));
        assert_eq!(join("/a", "../..").as_deref(), None);
        assert_eq!(join("C:/a", "../b").as_deref(), Some("C:/b"));
    }

    #[test]
    fn relative_paths_lead_back() {
        for (from, to, expected) in [
            ("/a/b", "/a/b/c.txt", "c.txt"),
            ("/a/b", "/a/c.txt", "../c.txt"),
            ("/a", "/a/b/c d.txt", "b/c%20d.txt"),
            ("/a/b/c", "/d.txt", "../../../d.txt"),
            ("/a", "/a/größe (1).txt", "größe%20%281%29.txt"),
        ] {
            let path = relative(from, to);
            assert_eq!(path, expected);
            let decoded = percent_encoding::percent_decode_str(&path).decode_utf8_lossy();
            assert_eq!(join(from, &decoded).as_deref(), Some(to));
        }
    }

    #[test]
    fn hidden_files_have_no_extension() {
        assert_eq!(extension("/a/.b"), None);
        assert_eq!(extension("/a.c/b"), None);
        assert_eq!(extension("/a/b.tar.gz"), Some("gz"));
    }

    #[test]
    fn a_directory_is_more_than_a_prefix() {
        assert!(is_below("/a/b", "/a") && is_below("/a", "/a") && is_below("/a", ""));
        assert!(!is_below("/ab", "/a"));
    }
}
