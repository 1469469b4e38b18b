//! `jsonl`: one JSON object a line and file.

use std::io;
use std::io::Write;

use super::Corpus;
use super::Format;
use super::record::records;

pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    summary: "one JSON object a line and file",
    is_for_people: false,
    write,
};

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    for record in records(corpus) {
        serde_json::to_writer(&mut *out, &record)?;
        writeln!(out)?;
    }
    Ok(())
}
