//! `jsonl`: one JSON object a line and finding.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Entry;
use super::Format;
use super::Report;

pub(super) static FORMAT: Format =
    Format { name: "jsonl", summary: "one JSON object a line and finding", fixes: true, write };

/// A finding as programs read it. Lines and columns count from 1, columns in Unicode code points;
/// bytes count from 0; the end is the place behind the range.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    /// As `column` and `end_column`, in UTF-16 code units.
    column_utf16: u32,
    end_column_utf16: u32,
    byte_start: u32,
    byte_end: u32,
    rule: &'static str,
    code: u16,
    level: &'static str,
    message: &'a str,
    fixable: bool,
    /// The same for the same defect after edits elsewhere in the file.
    fingerprint: String,
}

impl<'a> Record<'a> {
    pub(super) fn new(entry: &Entry<'a>) -> Record<'a> {
        let Entry { checked, place, diagnostic, fingerprint, offered } = *entry;
        let finding = &diagnostic.finding;
        Record {
            file: &checked.shown,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            column_utf16: place.utf16.0,
            end_column_utf16: place.utf16.1,
            byte_start: finding.range.start().into(),
            byte_end: finding.range.end().into(),
            rule: diagnostic.rule.name,
            code: diagnostic.rule.code,
            level: diagnostic.level.as_str(),
            message: &finding.message,
            fixable: !offered.is_empty(),
            fingerprint: fingerprint.to_string(),
        }
    }
}

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for entry in report.entries() {
        serde_json::to_writer(&mut *out, &Record::new(&entry))?;
        writeln!(out)?;
    }
    Ok(())
}
