//! `seedls check`: find the seeds, check them, tell.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use super::BaselineArguments;
use super::CheckArguments;
use super::Outcome;
use super::Terminal;
use super::baseline::Baseline;
use super::fix;
use super::fix::Mended;
use super::load::Loaded;
use super::load::guarded;
use super::load::load;
use super::load::tell;
use super::online;
use super::output::Checked;
use super::output::Report;
use super::output::Reported;
use super::verdict::counted;
use super::verdict::statistics;
use super::verdict::summary;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::io::Problem;
use crate::io::feed;
use crate::io::write;
use crate::rules;
use crate::rules::Level;
use crate::text::plain;

pub(super) fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    let Some(mut loaded) = load(&arguments.selection, arguments.verdict.chosen.on_top(), terminal)
    else {
        return Ok(Outcome::Failed);
    };
    let whole = arguments.selection.is_whole();
    let all_asked = online::ask(&arguments.online, whole, &mut loaded, terminal);
    let mending = &arguments.mending;
    if let Some(fault) = mending.fault() {
        terminal.say(format_args!("error: {fault}"));
        return Ok(Outcome::Failed);
    }
    let mut mended = mending.extent().map(|extent| fix::mend(&mut loaded, extent));
    if let Some(mended) = &mended
        && mending.shows()
    {
        return show(mended, &mut loaded, all_asked, terminal);
    }
    let prints = mended.is_some() && arguments.selection.stdin;
    match &mut mended {
        Some(mended) if prints => mended.print(&loaded, terminal)?,
        Some(mended) => mended.write(&mut loaded),
        None => {}
    }
    let mut report = run(loaded);
    let notes = match baseline(&arguments.baseline, &mut report) {
        Ok(notes) => notes,
        Err(message) => {
            terminal.say(format_args!("error: {message}"));
            return Ok(Outcome::Failed);
        }
    };
    // Standard output holds the mended text then.
    if prints {
        std::mem::swap(&mut terminal.out, &mut terminal.err);
    }
    let written = arguments.output.write(&report, terminal);
    if prints {
        std::mem::swap(&mut terminal.out, &mut terminal.err);
    }
    let written = written?;
    tell(&report.problems, terminal);
    tell(&written, terminal);
    if arguments.statistics && report.findings().next().is_some() {
        terminal.say(format_args!("{}", statistics(&report)));
    }
    if let Some(mended) = &mended {
        terminal.say(format_args!("{}", mended.summary(report.findings().count())));
    }
    terminal.say(format_args!("{}", summary(&report)));
    for note in notes {
        terminal.say(format_args!("note: {note}"));
    }
    Ok(if !report.problems.is_empty() || !written.is_empty() || !all_asked {
        Outcome::Failed
    } else if arguments.verdict.fails(&report) {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Shows what was mended, and leaves it at that.
fn show(
    mended: &Mended,
    loaded: &mut Loaded,
    all_asked: bool,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    mended.show(loaded, terminal)?;
    loaded.problems.sort();
    tell(&loaded.problems, terminal);
    terminal.say(format_args!("{}", mended.prospect()));
    Ok(match (loaded.problems.is_empty() && all_asked, mended.is_empty()) {
        (false, _) => Outcome::Failed,
        (true, false) => Outcome::Findings,
        (true, true) => Outcome::Clean,
    })
}

/// Holds back what the baseline accepts, or writes it anew. What is to be told of it, or why it
/// cannot be done.
fn baseline(arguments: &BaselineArguments, report: &mut Report) -> Result<Vec<String>, String> {
    let Some(path) = &arguments.baseline else { return Ok(Vec::new()) };
    let shown = plain(&path.to_string_lossy()).into_owned();
    let of_file = |message: &dyn std::fmt::Display| format!("{shown}: {message}");
    let mut baseline =
        Baseline::read(path, arguments.update_baseline).map_err(|error| of_file(&error))?;
    let snapshot = report.snapshot.clone();
    let is_on = |file, rule| rules::level(rule, snapshot.config_of(file)) != Level::Off;
    let (whole, mut notes) = (baseline.clone(), Vec::new());
    let stale = baseline.prune(report, is_on);
    if arguments.update_baseline {
        baseline.add(report);
    } else if 0 < stale && !arguments.prune_baseline {
        let findings = counted(stale, "finding");
        notes
            .push(format!("{findings} of {shown} mended; `--prune-baseline` takes them out of it"));
    }
    if (arguments.update_baseline || arguments.prune_baseline) && baseline != whole {
        let text = baseline.text().map_err(|error| of_file(&error))?;
        write(path, &text).map_err(|error| of_file(&error))?;
    }
    let held_back = baseline.hold_back(report);
    if 0 < held_back {
        notes.insert(0, format!("{} held back by {shown}", counted(held_back, "finding")));
    }
    Ok(notes)
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
