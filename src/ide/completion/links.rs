//! Completion of links: paths one directory at a time, anchors, seeds by their titles, labels.

use std::collections::BTreeMap;

use super::Completion;
use super::CompletionKind;
use super::Completions;
use super::MOST;
use super::Place;
use super::rank;
use crate::facts::Destination;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::paths;
use crate::text::TextSize;

/// Characters of a title that are shown.
const LONGEST_TITLE: usize = 80;

/// The directory that `written` names in `file`.
pub(super) fn absolute(snapshot: &Snapshot, file: FileId, written: &str) -> Option<String> {
    let own = snapshot.path(file)?;
    if !own.contains('/') {
        return None;
    }
    if written.is_empty() {
        return Some(paths::parent(own).to_owned());
    }
    match Destination::read(written, None, TextSize::new(0)) {
        Destination::Path { path, .. } => snapshot.absolute(file, &path.text),
        _ => None,
    }
}

/// What lies in `directory`, and the way out of it.
pub(super) fn paths(at: &Place<'_>, start: TextSize, directory: &str) -> Completions {
    let Some(path) = absolute(at.snapshot, at.file, directory) else {
        return Completions::default();
    };
    let own = at.snapshot.path(at.file).unwrap_or_default();
    // By name: whether it is a directory, and the document there.
    let mut entries: BTreeMap<&str, (bool, Option<FileId>)> = BTreeMap::new();
    for (name, is_directory) in at.snapshot.names_in(&path) {
        entries.insert(name, (is_directory, None));
    }
    for (below, seed) in at.snapshot.paths_below(&path) {
        match below.split_once('/') {
            Some((name, _)) => _ = entries.entry(name).or_insert((true, None)),
            None => _ = entries.insert(below, (false, Some(seed))),
        }
    }
    let mut items: Vec<Completion> = Vec::new();
    let is_hidden = |name: &str| name.starts_with('.') && !at.typed(start).starts_with('.');
    for (name, (is_directory, seed)) in entries {
        if is_hidden(name) || seed == Some(at.file) || format!("{path}/{name}") == own {
            continue;
        }
        let mut text = paths::encode(name);
        let kind = match is_directory {
            true => CompletionKind::Folder,
            false => CompletionKind::File,
        };
        let mut item = Completion::new(name, kind);
        if is_directory {
            text.push('/');
            item.label.push('/');
        }
        item.filter = text.clone();
        item.text = text;
        item.seed = seed;
        item.detail = seed.and_then(|seed| title(at.snapshot, seed));
        items.push(item);
    }
    if !directory.starts_with('/') && (directory.is_empty() || directory.ends_with("../")) {
        let mut up = Completion::new("../", CompletionKind::Folder);
        up.detail = Some("the folder above".to_owned());
        items.push(up);
    }
    let is_word =
        |c: char| !c.is_whitespace() && !matches!(c, '/' | '#' | '?' | ')' | '>' | '(' | '"');
    at.list(start, "", is_word, items)
}

/// The headings and anchors of the document at `path`, or of this one.
pub(super) fn anchors(at: &Place<'_>, start: TextSize, path: &str) -> Completions {
    let target = if path.is_empty() {
        Some(at.file)
    } else {
        let path = absolute(at.snapshot, at.file, path);
        path.and_then(|path| at.snapshot.known_at(&path))
    };
    let Some(document) = target.and_then(|target| at.snapshot.document(target)) else {
        return Completions::default();
    };
    let tree = document.tree();
    let headings: BTreeMap<TextSize, (u8, Box<str>)> =
        tree.headings().map(|it| (it.range.start(), (it.level, it.text))).collect();
    let mut items = Vec::new();
    for name in document.anchors().names() {
        let mut item = Completion::new(name, CompletionKind::Anchor);
        item.text = paths::encode(name);
        if let Some(crate::facts::AnchorPlace::At(range)) = document.anchors().find(tree, name) {
            let heading = headings.get(&range.start());
            item.detail = heading
                .map(|(level, text)| format!("{} {}", "#".repeat((*level).into()), short(text)));
        }
        items.push(item);
    }
    at.list(start, "", |c| !c.is_whitespace() && !matches!(c, ')' | '>' | '"'), items)
}

/// `[[…`: seeds by title, written as links that every reader of Markdown knows.
pub(super) fn wiki(at: &Place<'_>, start: TextSize) -> Completions {
    seeds(at, start, "[[", "]]")
}

/// `[…`: seeds by title, and the labels of definitions.
pub(super) fn texts(at: &Place<'_>, start: TextSize) -> Completions {
    let mut completions = seeds(at, start, "[", "]");
    let labels = labels(at).into_iter().map(|mut item| {
        item.text = format!("[{}]", item.label);
        item.filter = item.text.clone();
        item
    });
    completions.items.splice(0..0, labels);
    completions
}

/// A link to a seed, where no bracket stands yet.
pub(super) fn seeds_at(at: &Place<'_>, start: TextSize) -> Completions {
    seeds(at, start, "", "")
}

/// `][…`
pub(super) fn references(at: &Place<'_>, start: TextSize) -> Completions {
    let mut items = labels(at);
    for item in &mut items {
        item.text.push(']');
    }
    at.list_in_brackets(start, items)
}

/// `[^…`
pub(super) fn footnotes(at: &Place<'_>, start: TextSize) -> Completions {
    let mut labels: BTreeMap<Box<str>, (bool, bool)> = BTreeMap::new();
    for footnote in at.document.tree().footnotes() {
        // Not what is being typed.
        if footnote.range.contains_inclusive(at.line.cursor) {
            continue;
        }
        let known = labels.entry(footnote.label).or_default();
        if footnote.definition { known.0 = true } else { known.1 = true }
    }
    let items = labels.into_iter().map(|(label, (defined, referred))| {
        let mut item = Completion::new(label, CompletionKind::Reference);
        item.text.push(']');
        let detail = match (defined, referred) {
            (true, true) => "footnote",
            (true, false) => "footnote that nothing refers to yet",
            _ => "footnote without a text yet",
        };
        item.detail = Some(detail.to_owned());
        item
    });
    at.list_in_brackets(start, items.collect())
}

/// The labels of the document's definitions, the first of each.
fn labels(at: &Place<'_>) -> Vec<Completion> {
    let text = at.document.text();
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for definition in at.document.tree().definitions() {
        let label = text.slice(definition.label);
        // Comments are written as definitions that nothing refers to: `[#]: …`, `[//]: …`.
        let is_comment = label.chars().all(|c| !c.is_alphanumeric());
        if is_comment || definition.range.contains_inclusive(at.line.cursor) {
            continue;
        }
        let destination = text.slice(definition.destination).into_owned();
        labels.entry(label.into_owned()).or_insert(destination);
    }
    let labels = labels.into_iter().map(|(label, destination)| {
        let mut item = Completion::new(label, CompletionKind::Reference);
        item.detail = Some(destination);
        item
    });
    labels.collect()
}

/// Seeds whose title or name holds what has been typed behind `open`.
fn seeds(at: &Place<'_>, start: TextSize, open: &str, close: &str) -> Completions {
    let typed = at.typed(start);
    let typed = typed.strip_prefix(open).unwrap_or(typed);
    let from = paths::parent(at.snapshot.path(at.file).unwrap_or_default()).to_owned();
    let mut found: Vec<(u8, &str, FileId)> = Vec::new();
    for seed in at.snapshot.files().filter(|&seed| seed != at.file) {
        let Some(path) = at.snapshot.path(seed) else { continue };
        let title = at.snapshot.document(seed).and_then(|it| it.metadata().title());
        let name = title.unwrap_or_else(|| paths::name(path));
        if let Some(rank) = rank(typed, name) {
            found.push((rank, name, seed));
        }
    }
    found.sort_by_key(|&(rank, name, seed)| (rank, name.to_lowercase(), at.snapshot.path(seed)));
    let more = MOST < found.len();
    let items = found.into_iter().take(MOST).map(|(_, name, seed)| {
        let path = at.snapshot.path(seed).unwrap_or_default();
        let mut item = Completion::new(short(name), CompletionKind::Seed);
        let shown = paths::shown_from(&from, path);
        item.text = format!("[{}]({})", link_text(name), paths::relative(&from, path));
        item.filter = format!("{open}{name}");
        item.detail = Some(shown);
        item.seed = Some(seed);
        item
    });
    let mut completions = at.list(start, close, |_| false, items.collect());
    completions.incomplete = more;
    completions
}

/// `name` as the text of a link.
fn link_text(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if matches!(c, '[' | ']' | '\\' | '`' | '*' | '_' | '<') {
            text.push('\\');
        }
        text.push(if c.is_whitespace() { ' ' } else { c });
    }
    text
}

fn title(snapshot: &Snapshot, seed: FileId) -> Option<String> {
    snapshot.document(seed)?.metadata().title().map(short)
}

fn short(text: &str) -> String {
    crate::ide::render::one_line(text, LONGEST_TITLE)
}
