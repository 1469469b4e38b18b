//! `seedls check --watch`: check, tell, wait until something changes on the disk, and check what
//! that concerns.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::CheckArguments;
use super::Outcome;
use super::Terminal;
use super::check::Beside;
use super::check::Checks;
use super::check::check_files;
use super::check::conclude;
use super::check::report;
use super::check::unchecked;
use super::load::Loaded;
use super::load::Parsed;
use super::load::Reading;
use super::load::Unparsed;
use super::load::find;
use super::load::load;
use super::load::parse_all;
use super::load::tell;
use super::output::Checked;
use super::output::Report;
use super::output::Reported;
use super::progress::Meter;
use super::verdict::counted;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::io::Depth;
use crate::io::Ear;
use crate::io::Found;
use crate::io::Heard;
use crate::io::Problem;
use crate::io::ReadError;
use crate::io::absolute;
use crate::io::feed;
use crate::io::host_path;
use crate::io::interrupted;
use crate::io::is_config_name;
use crate::io::is_file;
use crate::io::is_folder;
use crate::io::watch_interrupts;
use crate::text::plain;

/// Runs until Ctrl-C. The outcome is that of the last check.
pub(super) fn watch(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    watch_interrupts();
    let mut ear = match Ear::new() {
        Ok(ear) => ear,
        Err(error) => {
            terminal.say(format_args!("error: changes on the disk cannot be heard: {error}"));
            return Ok(Outcome::Failed);
        }
    };
    let roots = Roots::of(&arguments.selection.named());
    let mut news: Option<String> = None;
    loop {
        match session(arguments, &roots, &mut ear, news.as_deref(), terminal)? {
            Ended::Interrupted(outcome) => return Ok(outcome),
            Ended::Outdated(changes) => news = Some(told(&changes.paths)),
        }
    }
}

/// Why watching under one configuration came to an end.
enum Ended {
    Interrupted(Outcome),
    /// The configuration changed, or nobody knows what did.
    Outdated(Heard),
}

/// Watches until the configuration changes.
fn session(
    arguments: &CheckArguments,
    roots: &Roots,
    ear: &mut Ear,
    news: Option<&str>,
    terminal: &mut Terminal,
) -> io::Result<Ended> {
    // Before anything is read, so that no change is missed.
    let deaf = ear.listen(&roots.places());
    terminal.begin_screen(news)?;
    tell(&deaf, terminal);
    let Some(loaded) = load(&arguments.selection, arguments.verdict.chosen.on_top(), terminal)
    else {
        terminal.say(format_args!("{WAITING}"));
        return Ok(match wait(ear, |path| roots.may_configure(path)) {
            Some(changes) => Ended::Outdated(changes),
            None => Ended::Interrupted(Outcome::Failed),
        });
    };
    let mut watched = Watched::new(loaded, terminal.meter, arguments.output.tell_fixes());
    loop {
        // What lies around the seeds is heard if it can be.
        ear.listen(&watched.places(roots));
        let (report, unread) = (watched.report(), watched.unchecked());
        let outcome = conclude(arguments, report, unread, Beside::default(), terminal)?;
        terminal.say(format_args!("{WAITING}"));
        let news = loop {
            let counts = |path: &Path| roots.concern(path) || watched.depends_on(path);
            let Some(changes) = wait(ear, counts) else { return Ok(Ended::Interrupted(outcome)) };
            let configures =
                |path: &PathBuf| roots.is_config(path) || watched.config.contains(path);
            if changes.lost || changes.paths.iter().any(configures) {
                return Ok(Ended::Outdated(changes));
            }
            let Some(news) = watched.apply(arguments, &changes) else {
                return Ok(Ended::Outdated(changes));
            };
            // A folder that went and came again is listened to again.
            ear.listen(&watched.places(roots));
            if let Some(news) = news {
                break news;
            }
        };
        terminal.begin_screen(Some(&news))?;
    }
}

const WAITING: &str = "watching for changes; Ctrl-C ends it";

/// Waits for changes of paths that count; `None` after Ctrl-C.
fn wait(ear: &mut Ear, counts: impl Fn(&Path) -> bool) -> Option<Heard> {
    loop {
        let mut changes = ear.changes(&interrupted)?;
        changes.paths.retain(|path| counts(path));
        if changes.lost || !changes.paths.is_empty() {
            return Some(changes);
        }
    }
}

/// "a.seed and 2 more changed"
fn told(paths: &BTreeSet<PathBuf>) -> String {
    let current = absolute(Path::new("."));
    let Some(first) = paths.first() else { return "much has changed".to_owned() };
    let first = first.strip_prefix(&current).unwrap_or(first).to_string_lossy();
    match paths.len() - 1 {
        0 => format!("{} has changed", plain(&first)),
        more => format!("{} and {more} more have changed", plain(&first)),
    }
}

/// What was named on the command line.
struct Roots {
    /// Absolute.
    paths: BTreeSet<PathBuf>,
}

impl Roots {
    fn of(paths: &[PathBuf]) -> Roots {
        Roots { paths: paths.iter().map(|it| absolute(it)).collect() }
    }

    /// Where changes are listened for: below the named folders, beside the named files, and in all
    /// folders above, where configuration files may appear and what was named may come again.
    fn places(&self) -> BTreeMap<PathBuf, Depth> {
        let above = self.paths.iter().flat_map(|it| it.ancestors().skip(1));
        let above = above.filter(|it| is_folder(it)).map(|it| (it.to_owned(), Depth::Folder));
        let named = self.paths.iter().filter(|it| is_folder(it));
        above.chain(named.map(|it| (it.clone(), Depth::Tree))).collect()
    }

    /// `path` lies where seeds are looked for, or says what is one.
    fn concern(&self, path: &Path) -> bool {
        let is_git = path.components().any(|it| it.as_os_str() == ".git");
        let is_near = |root: &PathBuf| path.starts_with(root) && !is_git || root.starts_with(path);
        self.is_config(path) || self.paths.iter().any(is_near)
    }

    /// `path` is called like a file that says what counts for what was named.
    fn is_config(&self, path: &Path) -> bool {
        let is_ignore = path.file_name().is_some_and(|it| it == ".gitignore" || it == ".ignore");
        let is_config = || host_path(path).is_some_and(|it| is_config_name(&it));
        (is_ignore || is_config()) && self.may_configure(path)
    }

    /// `path` lies in a folder above or below what was named.
    fn may_configure(&self, path: &Path) -> bool {
        let folder = path.parent().filter(|it| it.ends_with(".config")).unwrap_or(path);
        let folder = folder.parent().unwrap_or(folder);
        self.paths.iter().any(|it| it.starts_with(folder) || folder.starts_with(it))
    }
}

/// The seeds with what is found in them, kept up to date.
struct Watched {
    loaded: Loaded,
    results: BTreeMap<FileId, Result<Vec<Reported>, Problem>>,
    /// What is said of files that are no texts.
    unread: Vec<(Found, Checked)>,
    /// The configuration files that were read.
    config: BTreeSet<PathBuf>,
    /// The fixes that are offered are told.
    fixes: bool,
}

impl Watched {
    fn new(mut loaded: Loaded, meter: Meter, fixes: bool) -> Watched {
        feed(&mut loaded.host);
        let snapshot = loaded.host.snapshot();
        snapshot.prepare();
        let found = check_files(&snapshot, &loaded.files, meter, fixes);
        let results = loaded.files.iter().map(|(_, file)| *file).zip(found).collect();
        let unread = std::mem::take(&mut loaded.unread);
        let unread = unread.into_iter().map(not_checked).collect();
        let config = loaded.config_files();
        Watched { loaded, results, unread, config, fixes }
    }

    fn report(&self) -> Report {
        let Loaded { host, files, problems, current, .. } = &self.loaded;
        let results = files.iter().filter_map(|(_, file)| self.results.get(file).cloned());
        let found = Checks { files: files.clone(), results: results.collect() };
        report(host.snapshot(), found, problems.clone(), current.clone())
    }

    /// What is said of files that are no texts.
    fn unchecked(&self) -> Vec<Checked> {
        self.unread.iter().map(|(_, checked)| checked.clone()).collect()
    }

    /// `path` is one that a finding may come from: a seed, or what a link leads to.
    fn depends_on(&self, path: &Path) -> bool {
        let Some(path) = host_path(path) else { return false };
        let snapshot = self.loaded.host.snapshot();
        snapshot.known_at(&path).is_some() || snapshot.is_listed(parent(&path))
    }

    /// Takes in what has changed, and says what that was; nothing where all that is told is as it
    /// was. `None` where another configuration counts.
    fn apply(&mut self, arguments: &CheckArguments, changes: &Heard) -> Option<Option<String>> {
        let before = self.loaded.host.snapshot();
        let mut paths: Vec<String> = changes.paths.iter().filter_map(|it| host_path(it)).collect();
        let is_same_file = |it: &String| before.file_at(it).is_some() && is_file(Path::new(it));
        let same_files = paths.iter().all(is_same_file);
        let selection = &arguments.selection;
        let resolver = self.loaded.resolver.as_ref()?;
        let mut problems = self.loaded.problems.clone();
        let found = if same_files {
            self.found(&before)
        } else {
            let discovery = find(selection, selection.arguments(), resolver);
            problems = discovery.problems;
            discovery.files
        };
        if self.loaded.config_files() != self.config {
            return None;
        }

        let host = &mut self.loaded.host;
        if !same_files {
            host.set_configs(resolver.configs(&self.loaded.start));
            for path in &paths {
                host.forget_directory(parent(path));
                host.forget_directory(path);
            }
        }
        let wanted: BTreeSet<&str> = found.iter().map(|it| &*it.host_path).collect();
        for path in &paths {
            // What links lead to is read again when it is asked for.
            let target = before.known_at(path).filter(|&it| !before.is_checked(it));
            target.into_iter().for_each(|file| host.remove_document(file));
        }
        let mut different = BTreeSet::new();
        for (_, file) in &self.loaded.files {
            let path = before.path(*file).unwrap_or_default();
            if !wanted.contains(path) {
                host.remove_document(*file);
                paths.push(path.to_owned());
                different.insert(PathBuf::from(path));
            }
        }
        // A folder that was moved here tells of itself alone.
        let is_touched = |it: &Found| it.path.ancestors().any(|it| changes.paths.contains(it));
        let is_new = |it: &Found| before.file_at(&it.host_path).is_none();
        let to_read: Vec<Found> =
            found.iter().filter(|it| is_touched(it) || is_new(it)).cloned().collect();
        problems.retain(|problem| to_read.iter().all(|it| it.shown != problem.path));
        let mut unread = Vec::new();
        let configs = before.configs();
        let reading = Reading { stdin: false, cache: None, configs, meter: Meter::default() };
        for result in parse_all(to_read, &reading) {
            match result {
                Ok(Parsed { found, document, .. }) => {
                    let old = before.file_at(&found.host_path).and_then(|it| before.document(it));
                    if old.is_none_or(|old| old.text() != document.text()) {
                        different.insert(found.path);
                    }
                    host.set_parsed(&found.host_path, document);
                    paths.push(found.host_path);
                }
                Err(Unparsed::Unread(found, error)) => {
                    let file = host.file_at(&found.host_path);
                    file.into_iter().for_each(|file| host.remove_document(file));
                    // Each is tried every time.
                    if is_touched(&found) {
                        different.insert(found.path.clone());
                    }
                    paths.push(found.host_path.clone());
                    unread.push(not_checked((found, error)));
                }
                Err(Unparsed::Problem(problem)) => problems.push(problem),
            }
        }
        feed(host);
        let after = host.snapshot();
        after.prepare();

        let files =
            found.into_iter().filter_map(|it| Some((it.shown, after.file_at(&it.host_path)?)));
        self.loaded.files = files.collect();
        paths.sort();
        paths.dedup();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let affected: BTreeSet<FileId> =
            after.affected_since(&before, &paths).into_iter().collect();
        let mut again = self.loaded.files.clone();
        again.retain(|(_, file)| affected.contains(file) || !self.results.contains_key(file));
        let kept: BTreeSet<FileId> = self.loaded.files.iter().map(|(_, file)| *file).collect();
        self.results.retain(|file, _| kept.contains(file));
        let mut is_other = false;
        let results = check_files(&after, &again, Meter::default(), self.fixes);
        for ((_, file), result) in again.iter().zip(results) {
            let old = self.results.get(file);
            is_other |= old.is_none_or(|old| !is_same(old, &result));
            self.results.insert(*file, result);
        }
        problems.sort();
        is_other |= self.loaded.problems != problems || !are_same(&self.unread, &unread);
        is_other |= !different.is_empty();
        (self.loaded.problems, self.unread) = (problems, unread);
        let told = told(if different.is_empty() { &changes.paths } else { &different });
        let checked = match again.len() {
            0 => String::new(),
            count => format!("; {} checked again", counted(count, "file")),
        };
        Some(is_other.then(|| told + &checked))
    }

    /// The files that are watched.
    fn found(&self, snapshot: &Snapshot) -> Vec<Found> {
        let found = self.loaded.files.iter().filter_map(|(shown, file)| {
            let host_path = snapshot.path(*file)?.to_owned();
            Some(Found { shown: shown.clone(), path: PathBuf::from(&host_path), host_path })
        });
        let mut found: Vec<Found> =
            found.chain(self.unread.iter().map(|(found, _)| found.clone())).collect();
        found.sort_by(|a, b| a.shown.cmp(&b.shown));
        found
    }

    /// Where changes are listened for: where files were named, where the links of seeds lead, and
    /// where the configuration lies.
    fn places(&self, roots: &Roots) -> BTreeMap<PathBuf, Depth> {
        let mut places = roots.places();
        let snapshot = self.loaded.host.snapshot();
        let listed = snapshot.listed().map(PathBuf::from);
        let config = self.config.iter().filter_map(|it| it.parent()).map(Path::to_owned);
        for folder in listed.chain(config).filter(|it| is_folder(it)) {
            places.entry(folder).or_insert(Depth::Folder);
        }
        // What lies below a named folder is heard already.
        let named = &roots.paths;
        places.retain(|it, _| named.contains(it) || !named.iter().any(|root| it.starts_with(root)));
        places
    }
}

fn not_checked((found, error): (Found, ReadError)) -> (Found, Checked) {
    let checked = unchecked(found.shown.clone(), error);
    (found, checked)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn is_same(a: &Result<Vec<Reported>, Problem>, b: &Result<Vec<Reported>, Problem>) -> bool {
    match (a, b) {
        (Ok(a), Ok(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b)),
        (Err(a), Err(b)) => a == b,
        _ => false,
    }
}

fn are_same(a: &[(Found, Checked)], b: &[(Found, Checked)]) -> bool {
    let is_same = |((_, a), (_, b)): (&(Found, Checked), &(Found, Checked))| {
        let findings = a.reported.iter().zip(&b.reported);
        a.shown == b.shown && a.unread == b.unread && {
            let mut findings = findings;
            findings.all(|(a, b)| a.is_same(b))
        }
    };
    a.len() == b.len() && a.iter().zip(b).all(is_same)
}
