//! `json`: all of it as one JSON document.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Corpus;
use super::Format;
use super::record::Record;
use super::record::records;

pub(super) static FORMAT: Format =
    Format { name: "json", summary: "all of it as one JSON document", is_for_people: false, write };

/// What `yaml` holds as well.
#[derive(Serialize)]
pub(super) struct Whole<'a> {
    /// Of this document's shape; grows when a field is taken away or changes its meaning.
    version: u32,
    files: Vec<Record<'a>>,
}

impl Whole<'_> {
    pub(super) fn new<'a>(corpus: &'a Corpus<'_>) -> Whole<'a> {
        Whole { version: 1, files: records(corpus).collect() }
    }
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Whole::new(corpus))?;
    writeln!(out)
}
