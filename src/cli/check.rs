//! `seedls check`: find the seeds, check them, tell.

use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::path::PathBuf;

use rayon::prelude::*;

use super::CheckArguments;
use super::Outcome;
use super::Terminal;
use super::output::Checked;
use super::output::Report;
use super::output::config_errors;
use super::output::plain;
use crate::config::Config;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::index::FileId;
use crate::index::Host;
use crate::io::Discovery;
use crate::io::Found;
use crate::io::Problem;
use crate::io::absolute;
use crate::io::discover;
use crate::io::discover_workspace;
use crate::io::feed;
use crate::io::host_path;
use crate::io::read;
use crate::io::today;
use crate::io::workspace;
use crate::rules;
use crate::rules::Diagnostic;
use crate::rules::Level;
use crate::text::Text;

pub(super) fn check(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    let current = absolute(Path::new("."));
    let start = common_folder(&arguments.paths, &current);
    let fallback = if start.starts_with(&current) { &current } else { &start };
    let workspace = workspace(&start, fallback);
    let config_path = match &arguments.config {
        Some(path) => Some(path.clone()),
        None => workspace.config.filter(|_| !arguments.no_config),
    };
    let Some(config) = configuration(config_path.as_deref(), &current, terminal) else {
        return Ok(Outcome::Failed);
    };

    let discovery = if arguments.paths.is_empty() {
        let mut discovery = discover_workspace(Path::new("."), &workspace.root, &config);
        if discovery.files.is_empty() && discovery.problems.is_empty() {
            let message =
                "no seeds here: no `.seed` file, and no text in a folder called `seeds`".to_owned();
            discovery.problems.push(Problem { path: ".".to_owned(), message });
        }
        discovery
    } else {
        discover(&arguments.paths, &workspace.root, &config)
    };
    let report = run(discovery, config, &workspace.root, &current, terminal);

    (arguments.format.write)(&report, &mut terminal.out)?;
    terminal.out.flush()?;
    for problem in &report.problems {
        let (path, message) = (plain(&problem.path), plain(&problem.message));
        terminal.say(format_args!("error: {path}: {message}"));
    }
    terminal.say(format_args!("{}", summary(&report)));
    Ok(if !report.problems.is_empty() {
        Outcome::Failed
    } else if report.findings().next().is_some() {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// The folder that all of `paths` lie in; `current` where there are none.
fn common_folder(paths: &[PathBuf], current: &Path) -> PathBuf {
    let mut common: Option<PathBuf> = None;
    for path in paths {
        let path = absolute(path);
        // A file is not a place to start from; what is no file and no folder will be told later.
        let folder = if crate::io::is_folder(&path) { path } else { parent(path) };
        common = Some(match common {
            None => folder,
            Some(common) => {
                let shared = common.ancestors().find(|it| folder.starts_with(it));
                shared.unwrap_or(current).to_owned()
            }
        });
    }
    common.unwrap_or_else(|| current.to_owned())
}

fn parent(mut path: PathBuf) -> PathBuf {
    path.pop();
    path
}

/// The configuration in `path`, the default one without a path; `None` after telling what is
/// wrong with it.
fn configuration(path: Option<&Path>, current: &Path, terminal: &mut Terminal) -> Option<Config> {
    let Some(path) = path else { return Some(Config::default()) };
    let shown = path.strip_prefix(current).unwrap_or(path).to_string_lossy().into_owned();
    let text = match read(path) {
        Ok(text) => text,
        Err(error) => {
            terminal.say(format_args!("error: {shown}: {error}"));
            return None;
        }
    };
    let (config, errors) = rules::parse_config(&text);
    if errors.is_empty() {
        return Some(config);
    }
    terminal.say(format_args!("{}", config_errors(&shown, &text, &errors)));
    None
}

/// Reads, parses and checks what was discovered, in parallel.
fn run(
    discovery: Discovery,
    config: Config,
    root: &Path,
    current: &Path,
    terminal: &mut Terminal,
) -> Report {
    for note in &discovery.notes {
        let (path, message) = (plain(&note.path), plain(&note.message));
        terminal.say(format_args!("note: {path}: {message}"));
    }
    let mut problems = discovery.problems;
    let parsed: Vec<Result<(Found, Document), Problem>> =
        discovery.files.into_par_iter().map(parse).collect();

    let mut host = Host::default();
    host.set_config(config);
    host.set_roots(&host_path(root).iter().map(String::as_str).collect::<Vec<_>>());
    if let DateReading::Date(date) = Date::read(&today()) {
        host.set_today(Some(date));
    }
    let mut files: Vec<(String, FileId)> = Vec::new();
    for result in parsed {
        match result {
            Ok((found, document)) => {
                files.push((found.shown, host.set_parsed(&found.host_path, document)));
            }
            Err(problem) => problems.push(problem),
        }
    }

    feed(&mut host);
    let snapshot = host.snapshot();
    snapshot.prepare();
    let results: Vec<Result<Vec<Diagnostic>, Problem>> = files
        .par_iter()
        .map(|(shown, file)| guarded(shown, || rules::check(&snapshot, *file)))
        .collect();
    let names: HashMap<FileId, String> =
        files.iter().map(|(shown, file)| (*file, shown.clone())).collect();
    let mut checked = Vec::new();
    for ((shown, file), result) in files.into_iter().zip(results) {
        match result {
            Ok(diagnostics) => checked.push(Checked { shown, file, diagnostics }),
            Err(problem) => problems.push(problem),
        }
    }
    problems.sort();
    Report { snapshot, files: checked, problems, names, current: current.to_owned() }
}

fn parse(found: Found) -> Result<(Found, Document), Problem> {
    let text = read(&found.path)
        .map_err(|error| Problem { path: found.shown.clone(), message: error.to_string() })?;
    let document = guarded(&found.shown, || Document::new(Text::new(&text)))?;
    Ok((found, document))
}

/// A fault of ours costs the answers for one file, not those for all others.
fn guarded<T>(shown: &str, work: impl FnOnce() -> T) -> Result<T, Problem> {
    // Nothing that `work` reads can be left half-written: snapshots are immutable.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| Problem {
        path: shown.to_owned(),
        message: format!("not checked because of a fault in seedls: {}", panic_message(&*panic)),
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or(panic.downcast_ref::<&str>().copied()).unwrap_or("unknown")
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
    let with = report.files.iter().filter(|it| !it.diagnostics.is_empty()).count();
    match (with, all) {
        (1, 1) => format!("{findings} in 1 file"),
        (with, all) => format!("{findings} in {with} of {}", counted(all, "file")),
    }
}

fn counted(count: usize, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_costs_one_file() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let result = guarded("a.seed", || -> u8 { panic!("lost {}", "count") });
        std::panic::set_hook(hook);
        let problem = result.expect_err("the panic is caught");
        assert_eq!(problem.path, "a.seed");
        assert!(problem.message.ends_with("lost count"), "{}", problem.message);
    }
}
