//! What leaves for other programs and for reading: pure functions of a snapshot and some of its
//! files to text, one file a format. Knows no disk, no terminal and no arguments.

mod baseline;
mod bibtex;
mod columns;
mod configuration;
mod csl_json;
mod csv;
mod dublin_core;
mod graph;
mod infer;
mod json;
mod jsonl;
mod name;
mod record;
mod schema_org;
mod text;
mod work;
mod yaml;

use std::io;
use std::io::Write;

use crate::facts::Date;
use crate::index::FileId;
use crate::index::Snapshot;

pub use baseline::Accepted;
pub use baseline::Baseline;
pub use configuration::configuration_page;
pub use configuration::configuration_schema;
pub use configuration::listing;
pub use configuration::listing_json;
pub use configuration::vscode_settings;
pub use graph::FORMATS as GRAPH;
pub use infer::FORMATS as INFER;

/// The documents that a format writes.
pub struct Corpus<'a> {
    pub snapshot: &'a Snapshot,
    /// Each with its path as the user knows it, sorted by that.
    pub files: &'a [(String, FileId)],
    /// Columns that text for people may take.
    pub width: usize,
}

/// A way to write a corpus.
#[derive(Debug)]
pub struct Format {
    pub name: &'static str,
    pub summary: &'static str,
    /// It may hold colours, which have to be taken out where they are not wanted; else every byte
    /// counts.
    pub is_for_people: bool,
    pub write: fn(&Corpus<'_>, &mut dyn Write) -> io::Result<()>,
}

/// What `seedls metadata` writes.
pub static METADATA: &[&Format] = &[
    &text::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &csv::FORMAT,
    &yaml::FORMAT,
    &csl_json::FORMAT,
    &bibtex::FORMAT,
    &schema_org::FORMAT,
    &dublin_core::FORMAT,
];

/// `date` without the name of a zone, which ISO 8601 does not have.
fn iso_8601(date: &Date) -> String {
    Date { zone: None, ..date.clone() }.to_string()
}
