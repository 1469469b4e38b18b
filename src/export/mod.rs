//! What leaves for other programs and for reading: pure functions of a snapshot and some of its
//! files to text, one file a format. Knows no disk, no terminal and no arguments.

mod columns;
mod json;
mod jsonl;
mod record;
mod text;

use std::io;
use std::io::Write;

use crate::index::FileId;
use crate::index::Snapshot;

/// The documents that a format writes.
pub struct Corpus<'a> {
    pub snapshot: &'a Snapshot,
    /// Each with its path as the user knows it, sorted by that.
    pub files: &'a [(String, FileId)],
    /// Columns that text for people may take.
    pub width: usize,
}

/// A way to write a corpus. Text for people may hold colours, which the terminal takes out where
/// they are not wanted; nothing else of a format depends on where it goes.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    pub summary: &'static str,
    pub write: fn(&Corpus<'_>, &mut dyn Write) -> io::Result<()>,
}

/// What `seedls metadata` writes.
pub static METADATA: &[&Format] = &[&text::FORMAT, &json::FORMAT, &jsonl::FORMAT];
