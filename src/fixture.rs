//! Fixtures: a workspace in one string.
//!
//! `//- /path` starts a file (without one, the whole string is `/seeds/a.seed`), `$0` marks the cursor,
//! and a line of carets is not part of the file: it annotates the line above. `//- https://… gone 404`
//! is no file: it says what came of asking a web address.
//!
//! Seeds (`.seed`, `.txt`, and what lies below `/seeds`) are documents, other Markdown files are
//! targets, and everything else merely lies on the disk. All directories are listed, and the root
//! of the workspace is `/`. A file `/seedls.toml` is the configuration.
//!
//! ```text
//! by: A. Writer
//! ^^^^^^^^^^^^^ this seed has no title
//! ```

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::config::Config;
use crate::facts::Date;
use crate::index::Entry;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::index::UrlState;
use crate::rules;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

type Annotation = (TextRange, String);

pub(crate) struct Fixture {
    host: Host,
    cursor: Option<(FileId, TextSize)>,
    annotations: BTreeMap<FileId, Vec<Annotation>>,
}

impl Fixture {
    #[track_caller]
    pub(crate) fn parse(fixture: &str) -> Fixture {
        let mut res = Fixture { host: Host::default(), cursor: None, annotations: BTreeMap::new() };
        let fixture = fixture.strip_prefix('\n').unwrap_or(fixture);
        let files = files(fixture);
        list_directories(&mut res.host, files.iter().map(|(path, _)| path.as_str()));
        res.host.set_config(configuration(&files));
        for (path, text) in &files {
            res.add(path, text);
        }
        res
    }

    fn add(&mut self, path: &str, marked: &str) {
        let mut text = String::new();
        let mut line_start = 0;
        let mut cursor = None;
        let mut annotations = Vec::new();
        for line in marked.split_inclusive('\n') {
            if line.trim_start().starts_with('^') {
                annotations.push(annotation(&text[line_start..], line, line_start));
                continue;
            }
            line_start = text.len();
            let line = match line.split_once("$0") {
                Some((before, after)) => {
                    cursor = Some(TextSize::from((line_start + before.len()) as u32));
                    format!("{before}{after}")
                }
                None => line.to_owned(),
            };
            text.push_str(&line);
        }
        let Some(file) = set(&mut self.host, path, &text) else { return };
        if let Some(offset) = cursor {
            assert!(self.cursor.is_none(), "two cursors in one fixture");
            self.cursor = Some((file, offset));
        }
        self.annotations.insert(file, annotations);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.host.snapshot()
    }

    #[track_caller]
    pub(crate) fn cursor(&self) -> (FileId, TextSize) {
        self.cursor.expect("the fixture has no $0")
    }

    pub(crate) fn annotations(&self, file: FileId) -> &[Annotation] {
        &self.annotations[&file]
    }
}

/// The files of a workspace in one string: path and text.
pub(crate) fn files(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in fixture.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.trim_end().to_owned(), String::new()));
            continue;
        }
        if files.is_empty() {
            files.push(("/seeds/a.seed".to_owned(), String::new()));
        }
        if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
        }
    }
    files
}

/// A workspace of `files`.
pub(crate) fn workspace(files: &[(String, String)]) -> Host {
    let mut host = Host::default();
    list_directories(&mut host, files.iter().map(|(path, _)| path.as_str()));
    host.set_config(configuration(files));
    for (path, text) in files {
        set(&mut host, path, text);
    }
    host
}

/// What the file `/seedls.toml` says.
#[track_caller]
pub(crate) fn configuration(files: &[(String, String)]) -> Config {
    let text = files.iter().find(|(path, _)| path == "/seedls.toml").map(|(_, text)| text.as_str());
    let (config, errors) = rules::parse_config(text.unwrap_or_default());
    assert!(errors.is_empty(), "{errors:?}");
    config
}

fn set(host: &mut Host, path: &str, text: &str) -> Option<FileId> {
    if let Some((url, state)) = path.split_once(' ').filter(|_| path.starts_with("http")) {
        host.set_url(url, Some(UrlState::read(state).expect("the state of a web address")));
        return None;
    }
    let text = Text::new(text);
    if path.starts_with("/seeds/") && path.ends_with(".md")
        || path.ends_with(".seed")
        || path.ends_with(".txt")
    {
        Some(host.set_document(path, text))
    } else {
        path.ends_with(".md").then(|| host.set_target(path, Some(text)))
    }
}

fn list_directories<'a>(host: &mut Host, paths: impl Iterator<Item = &'a str>) {
    let mut directories: BTreeMap<&str, BTreeSet<(&str, bool)>> = BTreeMap::new();
    for path in paths.filter(|path| path.starts_with('/')) {
        let mut path = path;
        let mut is_directory = false;
        while let Some((directory, name)) = path.rsplit_once('/') {
            directories.entry(directory).or_default().insert((name, is_directory));
            (path, is_directory) = (directory, true);
        }
    }
    // The day on which all fixtures are looked at.
    host.set_today(Some(Date::day(2026, 11, 24)));
    for (path, names) in directories {
        let entry = |(name, directory): (&str, bool)| {
            let name = name.to_owned();
            Entry { name, directory, linked: false }
        };
        host.set_directory(path, Some(names.into_iter().map(entry).collect()));
    }
    host.set_roots(&["/"]);
}

/// Carets line up by character, as an editor shows them; the range is in bytes.
fn annotation(above: &str, line: &str, line_start: usize) -> Annotation {
    let indent = line.chars().take_while(|&c| c == ' ').count();
    let width = line.chars().skip(indent).take_while(|&c| c == '^').count();
    let byte = |n_chars: usize| -> usize { above.chars().take(n_chars).map(char::len_utf8).sum() };
    let start = TextSize::from((line_start + byte(indent)) as u32);
    let end = TextSize::from((line_start + byte(indent + width)) as u32);
    (TextRange::new(start, end), line.trim().trim_start_matches('^').trim().to_owned())
}
