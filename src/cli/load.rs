//! From paths on the command line to parsed documents: shared by all commands that go over seeds.

use std::any::Any;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::Terminal;
use super::cache::Cache;
use super::cache::Key;
use super::output::config_errors;
use super::progress::Meter;
use crate::config::Configs;
use crate::config::OnTop;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::index::FileId;
use crate::index::Host;
use crate::io::Choice;
use crate::io::Discovery;
use crate::io::Found;
use crate::io::Problem;
use crate::io::ReadError;
use crate::io::Resolver;
use crate::io::absolute;
use crate::io::discover;
use crate::io::discover_workspace;
use crate::io::host_path;
use crate::io::read;
use crate::io::read_input;
use crate::io::read_input_list;
use crate::io::read_list;
use crate::io::today;
use crate::rules;
use crate::rules::Alone;
use crate::text::Text;
use crate::text::plain;

/// Which seeds a command goes over, and under which configuration.
#[derive(clap::Args)]
pub(super) struct Selection {
    /// Files, and folders to search for `.seed`, `.txt` and `.md` files; without any, the seeds
    /// of the current folder: `.seed` files and `.txt` and `.md` files below folders called
    /// `seeds`.
    paths: Vec<PathBuf>,
    /// Read further paths from a file, `-` from standard input [default: none].
    ///
    /// One path a line, or each ended by a zero byte.
    #[arg(long, value_name = "FILE", conflicts_with = "stdin")]
    files_from: Option<PathBuf>,
    /// Take the text of one seed from standard input.
    #[arg(long, conflicts_with = "paths")]
    pub(super) stdin: bool,
    /// The path of that text.
    ///
    /// It tells which configuration counts and where links lead; nothing needs to be there.
    #[arg(long, value_name = "PATH", requires = "stdin", default_value = "stdin.seed")]
    stdin_filename: PathBuf,
    #[command(flatten)]
    config: ConfigChoice,
    /// Pass over files that `exclude` names although they are named here.
    #[arg(long, hide_short_help = true)]
    force_exclude: bool,
    /// Files read at a time [default: all processors].
    #[arg(short, long, value_name = "COUNT", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
}

/// Which configuration files are looked for.
#[derive(clap::Args)]
pub(super) struct ConfigChoice {
    /// The configuration of all files [default: the nearest one of each].
    ///
    /// Without it the nearest `seedls.toml`, `.seedls.toml` or `.config/seedls.toml` counts, upward
    /// from each file, and before it the user's own.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long)]
    no_config: bool,
}

impl ConfigChoice {
    pub(super) fn choice(&self) -> Choice {
        match &self.config {
            Some(path) => Choice::File(path.clone()),
            None if self.no_config => Choice::None,
            None => Choice::Nearest,
        }
    }
}

impl Selection {
    /// It is all seeds of the current folder.
    pub(super) fn is_whole(&self) -> bool {
        self.paths.is_empty()
    }

    /// The paths that are named as arguments; the current folder where none is.
    pub(super) fn named(&self) -> Vec<PathBuf> {
        if self.paths.is_empty() { vec![PathBuf::from(".")] } else { self.paths.clone() }
    }

    /// Those of them that seeds are looked for in; `None` means the workspace.
    pub(super) fn arguments(&self) -> Option<&[PathBuf]> {
        (!self.paths.is_empty()).then_some(&*self.paths)
    }
}

/// The seeds that were asked for. The host knows nothing yet of what else lies on the disk.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) host: Host,
    /// Each with its path as the user knows it, sorted by that.
    pub(super) files: Vec<(String, FileId)>,
    /// Seeds that are no texts.
    pub(super) unread: Vec<(Found, ReadError)>,
    /// What else could not be done.
    pub(super) problems: Vec<Problem>,
    /// The folder that other files are shown from.
    pub(super) current: PathBuf,
    /// What is known of files from an earlier run.
    pub(super) recalled: HashMap<FileId, Alone>,
    /// Files whose facts and findings are to be kept, where something is.
    pub(super) fresh: HashMap<FileId, Key>,
    /// What knows the configuration, where it was looked for.
    pub(super) resolver: Option<Arc<Resolver>>,
    /// The folder whose configuration counts for all as a whole.
    pub(super) start: PathBuf,
}

/// Finds, reads and parses what was selected, in parallel; `None` after telling what is wrong with
/// the configuration.
pub(super) fn load(
    selection: &Selection,
    on_top: OnTop,
    terminal: &mut Terminal,
) -> Option<Loaded> {
    load_with(selection, on_top, None, terminal)
}

/// As [`load`], without parsing what `cache` knows.
pub(super) fn load_with(
    selection: &Selection,
    on_top: OnTop,
    cache: Option<&Cache>,
    terminal: &mut Terminal,
) -> Option<Loaded> {
    if 0 < selection.jobs {
        // It fails where the pool has been built before, which nobody has done.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(selection.jobs).build_global();
    }
    let current = absolute(Path::new("."));
    let paths = match selection.all_paths() {
        Ok(paths) => paths,
        Err(problem) => {
            tell(&[problem], terminal);
            return None;
        }
    };
    let start = common_folder(paths.as_deref().unwrap_or_default(), &current);
    let fallback = if start.starts_with(&current) { &current } else { &start };
    let resolver = Arc::new(Resolver::new(
        selection.config.choice(),
        rules::names(),
        on_top,
        vec![fallback.clone()],
    ));

    let discovery = if selection.stdin {
        input(&selection.stdin_filename)
    } else {
        find(selection, paths.as_deref(), &resolver)
    };
    for note in &discovery.notes {
        let (path, message) = (plain(&note.path), plain(&note.message));
        terminal.say(format_args!("note: {path}: {message}"));
    }

    let folders = || discovery.files.iter().filter_map(|it| it.path.parent()).chain([&*start]);
    let roots = resolver.roots(folders());
    let configs = resolver.configs(&start);
    if !tell_faults(&resolver, &current, terminal) {
        return None;
    }

    let mut problems = discovery.problems;
    let reading = Reading {
        stdin: selection.stdin,
        // What somebody is typing will not be asked for again.
        cache: cache.filter(|_| !selection.stdin),
        configs: &configs,
        meter: terminal.meter,
    };
    let parsed = parse_all(discovery.files, &reading);
    let mut host = Host::default();
    host.set_configs(configs);
    host.set_roots(&roots.iter().map(String::as_str).collect::<Vec<_>>());
    if let DateReading::Date(date) = Date::read(&today()) {
        host.set_today(Some(date));
    }
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    let (mut recalled, mut fresh) = (HashMap::new(), HashMap::new());
    for result in parsed {
        match result {
            Ok(Parsed { found, document, key, alone }) => {
                let file = host.set_parsed(&found.host_path, document);
                files.push((found.shown, file));
                match alone {
                    Some(alone) => _ = recalled.insert(file, alone),
                    None => fresh.extend(key.map(|key| (file, key))),
                }
            }
            Err(Unparsed::Unread(found, error)) => unread.push((found, error)),
            Err(Unparsed::Problem(problem)) => problems.push(problem),
        }
    }
    problems.sort();
    Some(Loaded {
        host,
        files,
        unread,
        problems,
        current,
        recalled,
        fresh,
        resolver: Some(resolver),
        start,
    })
}

/// The files that `paths` name, or else those of the workspace.
pub(super) fn find(
    selection: &Selection,
    paths: Option<&[PathBuf]>,
    resolver: &Arc<Resolver>,
) -> Discovery {
    let mut discovery = match paths {
        Some(paths) => discover(paths, resolver),
        None => discover_workspace(Path::new("."), resolver),
    };
    if paths.is_none() && discovery.files.is_empty() && discovery.problems.is_empty() {
        let message =
            "no seeds here: no `.seed` file, and no text in a folder called `seeds`".to_owned();
        discovery.problems.push(Problem { path: ".".to_owned(), message });
    }
    if selection.force_exclude {
        discovery.files.retain(|found| {
            let folder = found.path.parent().unwrap_or(&found.path);
            !resolver.layers(folder).general().is_excluded(&found.host_path)
        });
    }
    discovery
}

/// How files become documents.
pub(super) struct Reading<'a> {
    /// The one file comes by standard input.
    pub(super) stdin: bool,
    pub(super) cache: Option<&'a Cache>,
    pub(super) configs: &'a Configs,
    pub(super) meter: Meter,
}

/// Reads and parses what was found, in parallel.
pub(super) fn parse_all(found: Vec<Found>, reading: &Reading<'_>) -> Vec<Result<Parsed, Unparsed>> {
    let progress = reading.meter.start("reading", found.len());
    let one = |found| {
        let parsed = parse(found, reading);
        progress.step();
        parsed
    };
    found.into_par_iter().map(one).collect()
}

impl Loaded {
    /// The configuration files that were read.
    pub(super) fn config_files(&self) -> BTreeSet<PathBuf> {
        let files = self.resolver.iter().flat_map(|it| it.files());
        files.map(|it| it.path.clone()).collect()
    }

    /// Tells of what could not be read as of all that could not be done.
    pub(super) fn unread_to_problems(&mut self) {
        let unread = std::mem::take(&mut self.unread).into_iter();
        let problem = |(found, error): (Found, ReadError)| {
            let message = error.to_string();
            Problem { path: found.shown, message }
        };
        self.problems.extend(unread.map(problem));
        self.problems.sort();
    }
}

/// What comes by standard input, as if it had been found at `path`.
fn input(path: &Path) -> Discovery {
    let shown = path.to_string_lossy().into_owned();
    let path = absolute(path);
    let mut discovery = Discovery::default();
    match host_path(&path) {
        Some(host_path) => discovery.files.push(Found { shown, path, host_path }),
        None => {
            let message = "the path is not valid UTF-8".to_owned();
            discovery.problems.push(Problem { path: shown, message });
        }
    }
    discovery
}

impl Selection {
    /// The paths that were named, in whichever way; `None` where none were asked for, and then the
    /// workspace is meant.
    fn all_paths(&self) -> Result<Option<Vec<PathBuf>>, Problem> {
        if self.stdin {
            return Ok(Some(vec![self.stdin_filename.clone()]));
        }
        let Some(list) = &self.files_from else {
            return Ok((!self.paths.is_empty()).then(|| self.paths.clone()));
        };
        let text = if list == Path::new("-") { read_input_list() } else { read_list(list) };
        let text = text.map_err(|error| Problem {
            path: list.to_string_lossy().into_owned(),
            message: error.to_string(),
        })?;
        let separator = if text.contains('\0') { '\0' } else { '\n' };
        let listed = text.split(separator).map(|path| path.trim_end_matches('\r'));
        let listed = listed.filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok(Some(self.paths.iter().cloned().chain(listed).collect()))
    }
}

/// Tells what could not be done.
pub(super) fn tell(problems: &[Problem], terminal: &mut Terminal) {
    for problem in problems {
        let (path, message) = (plain(&problem.path), plain(&problem.message));
        terminal.say(format_args!("error: {path}: {message}"));
    }
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

/// Tells what is wrong with the configuration files that were read; false where that is something.
pub(super) fn tell_faults(resolver: &Resolver, current: &Path, terminal: &mut Terminal) -> bool {
    let shown = |path: &Path| path.strip_prefix(current).unwrap_or(path).display().to_string();
    let mut sound = true;
    let mut faults = Vec::new();
    for Problem { path, message } in resolver.problems() {
        let path = shown(Path::new(&path));
        terminal.say(format_args!("error: {}: {}", plain(&path), plain(&message)));
        sound = false;
    }
    for file in resolver.files() {
        let path = shown(&file.path);
        for other in &file.shadows {
            let other = shown(other);
            let (other, path) = (plain(&other), plain(&path));
            terminal.say(format_args!("warning: {other}: not read, since {path} comes first"));
        }
        if !file.errors.is_empty() {
            faults.push(config_errors(&path, &file.text, &file.errors));
        }
    }
    if !faults.is_empty() {
        terminal.say(format_args!("{}", faults.join("\n\n")));
        sound = false;
    }
    sound
}

/// Why a file is no document.
pub(super) enum Unparsed {
    Unread(Found, ReadError),
    Problem(Problem),
}

/// A document that was found, and how it is known from an earlier run or to be known in the next.
pub(super) struct Parsed {
    pub(super) found: Found,
    pub(super) document: Document,
    key: Option<Key>,
    alone: Option<Alone>,
}

fn parse(found: Found, reading: &Reading<'_>) -> Result<Parsed, Unparsed> {
    let text = if reading.stdin { read_input() } else { read(&found.path) };
    let text = match text {
        Ok(text) => text,
        Err(error) => return Err(Unparsed::Unread(found, error)),
    };
    let mut key = None;
    if let Some(cache) = reading.cache {
        let config = reading.configs.of(&found.host_path);
        let own = cache.key(&config, &text);
        if let Some((document, alone)) = cache.recall(own, &config, &text) {
            return Ok(Parsed { found, document, key: None, alone: Some(alone) });
        }
        key = Some(own);
    }
    let document = guarded(&found.shown, || Document::new(Text::new(&text)));
    let document = document.map_err(Unparsed::Problem)?;
    Ok(Parsed { found, document, key, alone: None })
}

/// A fault of ours costs the answers for one file, not those for all others.
pub(super) fn guarded<T>(shown: &str, work: impl FnOnce() -> T) -> Result<T, Problem> {
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
