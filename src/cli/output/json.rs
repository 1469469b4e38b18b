//! `json`: the whole report as one JSON document.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Entry;
use super::Format;
use super::Report;
use super::jsonl::Record;
use crate::rules::Fix;
use crate::rules::Related;

pub(super) static FORMAT: Format =
    Format { name: "json", summary: "the whole report as one JSON document", fixes: true, write };

#[derive(Serialize)]
struct Whole<'a> {
    /// Of this document's shape; grows when a field is taken away or changes its meaning.
    version: u32,
    /// How many files were checked.
    files: usize,
    findings: Vec<FindingJson<'a>>,
    /// What could not be checked, and why.
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    help: Option<&'a str>,
    related: Vec<RelatedJson<'a>>,
    /// The likeliest first; no two of them go together.
    fixes: Vec<FixJson<'a>>,
}

#[derive(Serialize)]
struct RelatedJson<'a> {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    column_utf16: u32,
    end_column_utf16: u32,
    byte_start: u32,
    byte_end: u32,
    message: &'a str,
}

#[derive(Serialize)]
struct FixJson<'a> {
    title: &'a str,
    /// No reader of the seed could mind.
    safe: bool,
    /// Replacements of disjoint byte ranges, all counted before any is made.
    edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
struct EditJson<'a> {
    byte_start: u32,
    byte_end: u32,
    insert: &'a str,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    path: &'a str,
    message: &'a str,
}

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let findings = report
        .entries()
        .map(|entry| {
            let finding = &entry.diagnostic.finding;
            let related = finding.related.iter();
            FindingJson {
                record: Record::new(&entry),
                help: finding.help.as_deref(),
                related: related.filter_map(|it| related_json(report, &entry, it)).collect(),
                fixes: entry.offered.iter().map(fix).collect(),
            }
        })
        .collect();
    let problems = report
        .problems
        .iter()
        .map(|it| ProblemJson { path: &it.path, message: &it.message })
        .collect();
    let whole = Whole { version: 1, files: report.files.len(), findings, problems };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn related_json<'a>(
    report: &Report,
    entry: &Entry<'_>,
    related: &'a Related,
) -> Option<RelatedJson<'a>> {
    let (file, place) = report.related(entry, related)?;
    Some(RelatedJson {
        file: report.shown(file),
        line: place.line,
        column: place.column,
        end_line: place.end_line,
        end_column: place.end_column,
        column_utf16: place.utf16.0,
        end_column_utf16: place.utf16.1,
        byte_start: related.range.start().into(),
        byte_end: related.range.end().into(),
        message: &related.message,
    })
}

fn fix(fix: &Fix) -> FixJson<'_> {
    let edits = fix.edit.parts().iter().map(|part| EditJson {
        byte_start: part.range.start().into(),
        byte_end: part.range.end().into(),
        insert: &part.insert,
    });
    FixJson { title: &fix.title, safe: fix.safe, edits: edits.collect() }
}
