//! `seedls check`: find the seeds, check them, tell.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use rayon::prelude::*;

use super::BaselineArguments;
use super::CheckArguments;
use super::Outcome;
use super::Terminal;
use super::baseline;
use super::cache::Cache;
use super::cache::Key;
use super::changed;
use super::fix;
use super::fix::Mended;
use super::fix::feed_one;
use super::load::Loaded;
use super::load::guarded;
use super::load::load_with;
use super::load::tell;
use super::online;
use super::output::Checked;
use super::output::Report;
use super::output::Reported;
use super::progress::Meter;
use super::verdict::counted;
use super::verdict::statistics;
use super::verdict::summary;
use super::watch::watch;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::io::Problem;
use crate::io::ReadError;
use crate::io::feed;
use crate::io::is_file;
use crate::io::write;
use crate::lsp;
use crate::rules;
use crate::rules::Alone;
use crate::rules::Level;
use crate::rules::too_many_findings;
use crate::text::plain;

pub(super) fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    if arguments.watch {
        return watch(arguments, terminal);
    }
    let cache = arguments.cache.open();
    let on_top = arguments.verdict.chosen.on_top();
    let Some(mut loaded) = load_with(&arguments.selection, on_top, cache.as_ref(), terminal) else {
        return Ok(Outcome::Failed);
    };
    let mut notes = Vec::new();
    if let Some(revision) = &arguments.changed {
        match changed::narrow(&mut loaded, revision) {
            Ok(told) => notes = told,
            Err(message) => {
                terminal.say(format_args!("error: --changed: {message}"));
                return Ok(Outcome::Failed);
            }
        }
    }
    let whole = arguments.selection.is_whole() && arguments.changed.is_none();
    let all_asked = online::ask(&arguments.online, whole, &mut loaded, terminal);
    let mending = &arguments.mending;
    if let Some(fault) = mending.fault() {
        terminal.say(format_args!("error: {fault}"));
        return Ok(Outcome::Failed);
    }
    let mut mended = mending.extent().map(|extent| fix::mend(&mut loaded, extent, terminal.meter));
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
    let unread = std::mem::take(&mut loaded.unread);
    let unread = unread.into_iter().map(|(found, error)| unchecked(found.shown, error)).collect();
    let fixes = arguments.output.tell_fixes();
    let report = run(loaded, cache.as_ref(), terminal.meter, fixes);
    if let Some(problem) = cache.and_then(|cache| cache.save()) {
        notes.push(format!("{}: {}", plain(&problem.path), problem.message));
    }
    let beside = Beside { mended, prints, failed: !all_asked, notes };
    conclude(arguments, report, unread, beside, terminal)
}

/// What a run did beside checking.
#[derive(Default)]
pub(super) struct Beside {
    mended: Option<Mended>,
    /// Standard output holds the mended text.
    prints: bool,
    /// Not all of it could be done, which has been told.
    failed: bool,
    /// What is to be told at the end.
    notes: Vec<String>,
}

/// Tells what was found, and what that means. `unread` is what is said of files that are no texts.
pub(super) fn conclude(
    arguments: &CheckArguments,
    mut report: Report,
    unread: Vec<Checked>,
    mut beside: Beside,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    match held_back(&arguments.baseline, &mut report) {
        Ok(told) => beside.notes.extend(told),
        Err(message) => {
            terminal.say(format_args!("error: {message}"));
            return Ok(Outcome::Failed);
        }
    }
    let all_read = unread.is_empty();
    // No baseline accepts them: they were not checked.
    report.files.extend(unread);
    report.files.sort_by(|a, b| a.shown.cmp(&b.shown));
    let told = Told {
        fails: arguments.verdict.fails(&report),
        summary: summary(&report),
        statistics: statistics(&report),
        count: report.findings().count(),
    };
    cap(&mut report);
    if beside.prints {
        std::mem::swap(&mut terminal.out, &mut terminal.err);
    }
    let written = arguments.output.write(&mut report, terminal);
    if beside.prints {
        std::mem::swap(&mut terminal.out, &mut terminal.err);
    }
    let written = written?;
    tell(&report.problems, terminal);
    tell(&written, terminal);
    if arguments.statistics && 0 < told.count {
        terminal.say(format_args!("{}", told.statistics));
    }
    if let Some(mended) = &beside.mended {
        terminal.say(format_args!("{}", mended.summary(told.count)));
    }
    terminal.say(format_args!("{}", told.summary));
    for note in beside.notes {
        terminal.say(format_args!("note: {note}"));
    }
    let done = report.problems.is_empty() && written.is_empty() && all_read && !beside.failed;
    Ok(if !done {
        Outcome::Failed
    } else if told.fails {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// What is told of all findings, however many of them are shown.
struct Told {
    fails: bool,
    summary: String,
    statistics: String,
    count: usize,
}

/// Leaves of each file as many findings as are shown.
fn cap(report: &mut Report) {
    let Report { snapshot, files, .. } = report;
    for checked in files {
        let config = snapshot.config_of(checked.file);
        let told = too_many_findings::cap(&mut checked.reported, config, |it| it.diagnostic.level);
        checked.reported.splice(0..0, told.map(Reported::of_file));
    }
}

/// What is said of a file that is no text.
pub(super) fn unchecked(shown: String, error: ReadError) -> Checked {
    let (diagnostic, text) = lsp::said_of(error);
    let reported = vec![Reported::of_file(diagnostic)];
    Checked { shown, file: FileId::default(), unread: Some(text), reported }
}

/// Shows what was mended, and leaves it at that.
fn show(
    mended: &Mended,
    loaded: &mut Loaded,
    all_asked: bool,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    mended.show(loaded, terminal)?;
    loaded.unread_to_problems();
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
fn held_back(arguments: &BaselineArguments, report: &mut Report) -> Result<Vec<String>, String> {
    let changes = arguments.update_baseline || arguments.prune_baseline;
    let Some((path, shown)) = chosen(arguments, report) else {
        return match changes {
            true => Err("no baseline: name one with `--baseline` or in the configuration".into()),
            false => Ok(Vec::new()),
        };
    };
    let path = &path;
    // One that is only configured may have to be begun.
    if arguments.baseline.is_none() && !changes && !is_file(path) {
        return Ok(Vec::new());
    }
    let of_file = |message: &dyn std::fmt::Display| format!("{shown}: {message}");
    let mut accepted =
        baseline::read(path, arguments.update_baseline).map_err(|error| of_file(&error))?;
    let snapshot = report.snapshot.clone();
    let is_on = |file, rule| rules::level(rule, snapshot.config_of(file)) != Level::Off;
    let (whole, mut notes) = (accepted.clone(), Vec::new());
    let stale = baseline::prune(&mut accepted, report, is_on);
    if arguments.update_baseline {
        baseline::add(&mut accepted, report);
    } else if 0 < stale && !arguments.prune_baseline {
        let findings = counted(stale, "finding");
        notes
            .push(format!("{findings} of {shown} mended; `--prune-baseline` takes them out of it"));
    }
    // One without entries is written too, for the next run reads it.
    let changed = accepted != whole || !is_file(path);
    if changes && changed {
        let text = accepted.text().map_err(|error| of_file(&error))?;
        write(path, &text).map_err(|error| of_file(&error))?;
    }
    let held_back = baseline::hold_back(&accepted, report);
    if 0 < held_back {
        notes.insert(0, format!("{} held back by {shown}", counted(held_back, "finding")));
    }
    Ok(notes)
}

/// The file of accepted findings, and how the user knows it.
fn chosen(arguments: &BaselineArguments, report: &Report) -> Option<(PathBuf, String)> {
    let shown = |path: &Path| plain(&path.to_string_lossy()).into_owned();
    if let Some(path) = &arguments.baseline {
        return Some((path.clone(), shown(path)));
    }
    let name = Path::new(report.snapshot.config().baseline.as_ref()?);
    let root = report.snapshot.roots().first().map(String::as_str).unwrap_or_default();
    Some((Path::new(root).join(name), shown(name)))
}

/// Checks what was loaded.
fn run(loaded: Loaded, cache: Option<&Cache>, meter: Meter, fixes: bool) -> Report {
    let Loaded { mut host, files, problems, current, recalled, mut fresh, .. } = loaded;
    feed(&mut host);
    let snapshot = host.snapshot();
    snapshot.prepare();
    let results = check_each(&files, meter, |file| {
        let keep = cache.zip(fresh.get(&file).copied());
        check_file(&snapshot, file, recalled.get(&file).cloned(), keep, fixes)
    });
    if let Some(cache) = cache {
        // Those that are not to be told of, so that they need not be parsed again and again.
        files.iter().for_each(|(_, file)| _ = fresh.remove(file));
        fresh.par_iter().for_each(|(&file, &key)| {
            _ = guarded("", || check_file(&snapshot, file, None, Some((cache, key)), false));
        });
    }
    report(snapshot, Checks { files, results }, problems, current)
}

/// What is found in files, each with its path as the user knows it.
pub(super) struct Checks {
    pub(super) files: Vec<(String, FileId)>,
    pub(super) results: Vec<Result<Vec<Reported>, Problem>>,
}

/// What is found in each of `files`, in parallel; with the fixes that are offered if `fixes`.
pub(super) fn check_files(
    snapshot: &Snapshot,
    files: &[(String, FileId)],
    meter: Meter,
    fixes: bool,
) -> Vec<Result<Vec<Reported>, Problem>> {
    check_each(files, meter, |file| check_file(snapshot, file, None, None, fixes))
}

/// What `check` finds in each of `files`, in parallel; a panic costs that file only.
fn check_each(
    files: &[(String, FileId)],
    meter: Meter,
    check: impl Fn(FileId) -> Vec<Reported> + Sync,
) -> Vec<Result<Vec<Reported>, Problem>> {
    let progress = meter.start("checking", files.len());
    let one = |(shown, file): &(String, FileId)| {
        let result = guarded(shown, || check(*file));
        progress.step();
        result
    };
    files.par_iter().map(one).collect()
}

pub(super) fn report(
    snapshot: Snapshot,
    checks: Checks,
    mut problems: Vec<Problem>,
    current: PathBuf,
) -> Report {
    let Checks { files, results } = checks;
    let names: HashMap<FileId, String> =
        files.iter().map(|(shown, file)| (*file, shown.clone())).collect();
    let mut checked = Vec::new();
    for ((shown, file), result) in files.into_iter().zip(results) {
        match result {
            Ok(reported) => checked.push(Checked { shown, file, unread: None, reported }),
            Err(problem) => problems.push(problem),
        }
    }
    problems.sort();
    Report { snapshot, files: checked, problems, names, current, columns: None }
}

/// What is found in `file`, where `known` is already. The rest is kept where `keep` tells. With the
/// fixes that are offered if `fixes`: to prove them takes a second look at the document.
fn check_file(
    snapshot: &Snapshot,
    file: FileId,
    known: Option<Alone>,
    keep: Option<(&Cache, Key)>,
    fixes: bool,
) -> Vec<Reported> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let alone = known.unwrap_or_else(|| rules::check_alone(document, snapshot.config_of(file)));
    if let Some((cache, key)) = keep {
        cache.keep(key, document, &alone);
    }
    let diagnostics = rules::check_with(snapshot, file, alone);
    let fingerprints = rules::fingerprints(document, &diagnostics);
    let mut proven = if fixes { diagnostics.clone() } else { Vec::new() };
    rules::withhold(snapshot, file, &mut proven, &feed_one);
    let offered = proven.into_iter().map(|it| it.finding.fixes);
    let offered = offered.chain(std::iter::repeat(Vec::new()));
    let both = diagnostics.into_iter().zip(fingerprints).zip(offered);
    both.map(|((diagnostic, fingerprint), offered)| Reported { diagnostic, fingerprint, offered })
        .collect()
}
