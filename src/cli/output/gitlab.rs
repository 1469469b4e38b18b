//! `gitlab`: a code quality report.

use std::io;
use std::io::Write;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use super::Entry;
use super::Format;
use super::Report;
use crate::rules::Level;

pub(super) static FORMAT: Format =
    Format { name: "gitlab", summary: "a code quality report for GitLab", fixes: false, write };

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'static str,
    /// Unique in the report, so it holds the path.
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<Issue<'_>> = report.entries().map(|entry| issue(&entry)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue<'a>(entry: &Entry<'a>) -> Issue<'a> {
    let Entry { checked, place, diagnostic, fingerprint, .. } = *entry;
    let path = checked.shown.strip_prefix("./").unwrap_or(&checked.shown);
    Issue {
        description: &diagnostic.finding.message,
        check_name: diagnostic.rule.name,
        fingerprint: format!("{:032x}", xxh3_128(format!("{path}\0{fingerprint}").as_bytes())),
        severity: match diagnostic.level {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Info | Level::Off => "info",
        },
        location: Location {
            path,
            positions: Positions {
                begin: Position { line: place.line, column: place.column },
                end: Position { line: place.end_line, column: place.end_column },
            },
        },
    }
}
