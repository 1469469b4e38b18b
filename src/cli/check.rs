//! `seedls check`: find the seeds, check them, tell.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use super::CheckArguments;
use super::Outcome;
use super::Terminal;
use super::load::Loaded;
use super::load::guarded;
use super::load::load;
use super::load::tell;
use super::output::Checked;
use super::output::Report;
use super::output::Reported;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::io::Problem;
use crate::io::feed;
use crate::rules;
use crate::rules::Level;

pub(super) fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    let Some(loaded) = load(&arguments.selection, terminal) else {
        return Ok(Outcome::Failed);
    };
    let report = run(loaded);

    (arguments.format.write)(&report, &mut terminal.out)?;
    terminal.out.flush()?;
    tell(&report.problems, terminal);
    terminal.say(format_args!("{}", summary(&report)));
    Ok(if !report.problems.is_empty() {
        Outcome::Failed
    } else if report.findings().next().is_some() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Checks what was loaded, in parallel.
fn run(loaded: Loaded) -> Report {
    let Loaded { mut host, files, mut problems, current } = loaded;
    feed(&mut host);
    let snapshot = host.snapshot();
    snapshot.prepare();
    let results: Vec<Result<Vec<Reported>, Problem>> = files
        .par_iter()
        .map(|(shown, file)| guarded(shown, || check_file(&snapshot, *file)))
        .collect();
    let names: HashMap<FileId, String> =
        files.iter().map(|(shown, file)| (*file, shown.clone())).collect();
    let mut checked = Vec::new();
    for ((shown, file), result) in files.into_iter().zip(results) {
        match result {
            Ok(reported) => checked.push(Checked { shown, file, reported }),
            Err(problem) => problems.push(problem),
        }
    }
    problems.sort();
    Report { snapshot, files: checked, problems, names, current }
}

fn check_file(snapshot: &Snapshot, file: FileId) -> Vec<Reported> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let diagnostics = rules::check(snapshot, file);
    let fingerprints = rules::fingerprints(document, &diagnostics);
    let both = diagnostics.into_iter().zip(fingerprints);
    both.map(|(diagnostic, fingerprint)| Reported { diagnostic, fingerprint }).collect()
}

/// "3 errors and 2 warnings in 2 of 30 files"
fn summary(report: &Report) -> String {
    let count = |level| report.findings().filter(|it| it.level == level).count();
    let parts: Vec<String> =
        [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Info, "note")]
            .into_iter()
            .map(|(level, name)| (count(level), name))
            .filter(|&(count, _)| 0 < count)
            .map(|(count, name)| counted(count, name))
            .collect();
    let all = report.files.len();
    let Some((last, first)) = parts.split_last() else {
        return format!("no findings in {}", counted(all, "file"));
    };
    let findings = match first {
        [] => last.clone(),
        first => format!("{} and {last}", first.join(", ")),
    };
    let with = report.files.iter().filter(|it| !it.reported.is_empty()).count();
    match (with, all) {
        (1, 1) => format!("{findings} in 1 file"),
        (with, all) => format!("{findings} in {with} of {}", counted(all, "file")),
    }
}

fn counted(count: usize, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}
