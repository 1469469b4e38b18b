//! `jsonl`: one JSON object a line and finding.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Format;
use super::Report;
use crate::rules::Diagnostic;
use crate::text::Place;
use crate::text::Places;

pub(super) static FORMAT: Format =
    Format { name: "jsonl", summary: "one JSON object a line and finding", write };

/// A finding as programs read it. Lines and columns count from 1, columns in Unicode code points;
/// bytes count from 0; the end is the place behind the range.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_start: u32,
    byte_end: u32,
    rule: &'static str,
    code: u16,
    level: &'static str,
    message: &'a str,
    fixable: bool,
}

impl<'a> Record<'a> {
    pub(super) fn new(file: &'a str, place: Place, diagnostic: &'a Diagnostic) -> Record<'a> {
        let finding = &diagnostic.finding;
        Record {
            file,
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            byte_start: finding.range.start().into(),
            byte_end: finding.range.end().into(),
            rule: diagnostic.rule.name,
            code: diagnostic.rule.code,
            level: diagnostic.level.as_str(),
            message: &finding.message,
            fixable: !finding.fixes.is_empty(),
        }
    }
}

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for checked in &report.files {
        let Some(document) = report.snapshot.document(checked.file) else { continue };
        let mut places = Places::new(document.text());
        for diagnostic in &checked.diagnostics {
            let place = places.place(diagnostic.finding.range);
            let record = Record::new(&checked.shown, place, diagnostic);
            serde_json::to_writer(&mut *out, &record)?;
            writeln!(out)?;
        }
    }
    Ok(())
}
