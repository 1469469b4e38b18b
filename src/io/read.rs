//! Reading files and folders.

use std::fmt;
use std::fs;
use std::io;
use std::io::Read;
use std::path::Path;

use crate::index::Entry;

/// Ranges are 32 bits wide.
const LONGEST: u64 = u32::MAX as u64;

/// Why a file is not a text that can be checked.
#[derive(Debug)]
pub enum ReadError {
    /// A folder, a pipe, a device.
    NotAFile,
    /// Longer than 4 GiB; holds its length in bytes.
    TooLong(u64),
    /// Holds a zero byte at this offset, which text does not.
    Binary(usize),
    /// Begins with the byte-order mark of UTF-16.
    Utf16,
    NotUtf8(Box<NotUtf8>),
    /// What the system says.
    System(io::Error),
}

/// Where bytes are not UTF-8.
#[derive(Debug)]
pub struct NotUtf8 {
    /// Of the first bad byte.
    pub offset: usize,
    /// How many bytes would be one character, were they not bad.
    pub len: usize,
    /// The first bad byte.
    pub byte: u8,
    /// One-based.
    pub line: usize,
    /// One-based, in code points.
    pub column: usize,
    /// All bytes as a text, with a question mark for each bad one, so that places are the same.
    pub shown: String,
}

/// The text of the file at `path`, byte for byte.
pub fn read(path: &Path) -> Result<String, ReadError> {
    // Before opening it: a pipe that nobody writes to would never open.
    let metadata = fs::metadata(path).map_err(ReadError::System)?;
    if !metadata.is_file() {
        return Err(ReadError::NotAFile);
    }
    if LONGEST < metadata.len() {
        return Err(ReadError::TooLong(metadata.len()));
    }
    text(fs::read(path).map_err(ReadError::System)?)
}

/// The text on standard input, byte for byte.
pub fn read_input() -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    // One byte more than is taken, so that what is too long is seen.
    let mut input = io::stdin().lock().take(LONGEST + 1);
    input.read_to_end(&mut bytes).map_err(ReadError::System)?;
    match bytes.len() as u64 {
        len if LONGEST < len => Err(ReadError::TooLong(len)),
        _ => text(bytes),
    }
}

/// The list of paths in the file at `path`, which zero bytes may separate.
pub fn read_list(path: &Path) -> Result<String, ReadError> {
    list(fs::read(path).map_err(ReadError::System)?)
}

/// As [`read_list`], of what comes by standard input.
pub fn read_input_list() -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(ReadError::System)?;
    list(bytes)
}

fn list(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(not_utf8)
}

fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Utf16);
    }
    if let Some(offset) = memchr::memchr(0, &bytes) {
        return Err(ReadError::Binary(offset));
    }
    String::from_utf8(bytes).map_err(not_utf8)
}

fn not_utf8(error: std::string::FromUtf8Error) -> ReadError {
    let offset = error.utf8_error().valid_up_to();
    let bad = error.as_bytes().get(offset..).unwrap_or_default();
    let len = error.utf8_error().error_len().unwrap_or(bad.len());
    let byte = bad.first().copied().unwrap_or_default();
    let mut shown = String::with_capacity(error.as_bytes().len());
    for chunk in error.as_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|_| '?'));
    }
    let before = shown.get(..offset).unwrap_or_default();
    let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = line_count(before);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    ReadError::NotUtf8(Box::new(NotUtf8 { offset, len, byte, line, column, shown }))
}

/// LSP's lines: `\n`, `\r\n` and a lone `\r` end one.
fn line_count(text: &str) -> usize {
    let crlf = text.matches("\r\n").count();
    1 + text.matches(['\n', '\r']).count() - crlf
}

/// What the folder at `path` holds, sorted; `None` where there is no such folder, or it cannot be
/// read. Names that are not UTF-8 are left out: no link can spell them.
pub fn read_folder(path: &Path) -> Option<Vec<Entry>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path).ok()?.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (directory, linked) = match entry.file_type() {
            // One that leads nowhere, or round in a circle, is as good as none.
            Ok(kind) if kind.is_symlink() => match fs::metadata(entry.path()) {
                Ok(target) => (target.is_dir(), true),
                Err(_) => continue,
            },
            Ok(kind) => (kind.is_dir(), false),
            Err(_) => (false, false),
        };
        names.push(Entry { name, directory, linked });
    }
    names.sort();
    Some(names)
}

impl ReadError {
    /// There is no such file.
    pub fn is_not_found(&self) -> bool {
        matches!(self, ReadError::System(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotAFile => f.write_str("neither a file nor a folder"),
            ReadError::TooLong(bytes) => {
                write!(f, "{bytes} bytes long; files over {LONGEST} bytes are not read")
            }
            ReadError::Binary(offset) => {
                write!(f, "not a text file: there is a zero byte at offset {offset}")
            }
            ReadError::Utf16 => f.write_str("encoded in UTF-16; save it as UTF-8"),
            ReadError::NotUtf8(bad) => {
                let NotUtf8 { offset, line, column, .. } = &**bad;
                f.write_str("not valid UTF-8: the first bad byte is at ")?;
                write!(f, "offset {offset} (line {line}, column {column})")
            }
            ReadError::System(error) => write!(f, "cannot be read: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReadError;
    use super::text;

    fn check(bytes: &[u8], expected: &str) {
        let error = text(bytes.to_vec()).expect_err("not a text");
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn the_first_bad_byte_is_placed() {
        check(
            b"\xc3\xa9\r\nb\rc\xc3\xa9\xff\xff",
            "not valid UTF-8: the first bad byte is at offset 9 (line 3, column 3)",
        );
        check(b"\xff", "not valid UTF-8: the first bad byte is at offset 0 (line 1, column 1)");
        check(
            b"a\n\xf0\x9f",
            "not valid UTF-8: the first bad byte is at offset 2 (line 2, column 1)",
        );
    }

    #[test]
    fn what_is_shown_of_bad_bytes_keeps_every_place() {
        let bytes = b"\xc3\xa9\xe9 caf\xe9\n\xf0\x9f";
        let Err(ReadError::NotUtf8(bad)) = text(bytes.to_vec()) else { panic!("it is not UTF-8") };
        assert_eq!((bad.offset, bad.len, bad.byte), (2, 1, 0xe9));
        assert_eq!((bad.shown.len(), &*bad.shown), (bytes.len(), "é? caf?\n??"));
        let Err(ReadError::NotUtf8(bad)) = text(b"a\xf0\x9f".to_vec()) else { panic!("cut off") };
        assert_eq!((bad.offset, bad.len, bad.byte), (1, 2, 0xf0));
    }

    #[test]
    fn binary_files_and_utf16_are_told_apart() {
        check(b"ab\0\xff", "not a text file: there is a zero byte at offset 2");
        check(b"\xff\xfea\0", "encoded in UTF-16; save it as UTF-8");
    }

    #[test]
    fn text_is_kept_byte_for_byte() {
        let bytes = "\u{feff}a\r\nb\rc  ".as_bytes();
        assert_eq!(text(bytes.to_vec()).expect("a text").as_bytes(), bytes);
    }
}
