//! `seedls check --changed REV`: of what was loaded, what git says has changed, and what depends on
//! it.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::path::Path;

use super::load::Loaded;
use super::verdict::counted;
use crate::index::Entry;
use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::io::ChangedFile;
use crate::io::Changes;
use crate::io::Problem;
use crate::io::absolute;
use crate::io::changes_since;
use crate::io::feed;
use crate::io::is_config_name;
use crate::io::list;
use crate::text::Text;

/// Leaves of the files in `loaded` those that have changed since `revision` and those whose findings
/// can be others because of that. All stay on the host: links lead there. Returns what is to be told.
pub(super) fn narrow(loaded: &mut Loaded, revision: &str) -> Result<Vec<String>, String> {
    feed(&mut loaded.host);
    let snapshot = loaded.host.snapshot();
    let changes = changes_since(revision, |path| {
        snapshot.known_at(path).is_some() || is_readable(&snapshot, path)
    })?;
    let mut notes: Vec<String> = changes.note.iter().cloned().collect();
    if let Some(file) = changes.files.iter().find(|file| counts_for_all(loaded, &file.path)) {
        let shown = Path::new(&file.path).strip_prefix(&loaded.current);
        let shown = shown.unwrap_or(Path::new(&file.path)).display();
        keep_inside(loaded, &changes);
        notes.push(format!("{shown} has changed, and counts for other files: all are checked"));
        return Ok(notes);
    }
    let changed = |path: &Path| changes.spelling(path).is_some_and(|it| changes.holds(&it));
    // A file that cannot be read, and is as it was, is not what this run is about.
    loaded.unread.retain(|(found, _)| changed(&found.path));
    loaded.problems.retain(|problem| {
        let path = absolute(Path::new(&problem.path));
        !crate::io::is_file(&path) || changed(&path)
    });
    keep_inside(loaded, &changes);
    let mut kept: HashSet<FileId> = HashSet::new();
    let mut paths: Vec<&str> = changes.files.iter().map(|it| &*it.path).collect();
    for &(_, file) in &loaded.files {
        let Some(path) = snapshot.path(file) else { continue };
        if changed(Path::new(path)) {
            kept.insert(file);
            paths.push(path);
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let before = before(&snapshot, &changes);
    kept.extend(snapshot.affected_since(&before, &paths));
    let all = loaded.files.len();
    loaded.files.retain(|(_, file)| kept.contains(file));
    let left = loaded.files.len();
    notes.push(format!(
        "{left} of {} changed since `{revision}`, or depend on what did",
        counted(all, "file")
    ));
    Ok(notes)
}

/// Takes out files of which git can tell nothing, and tells that.
fn keep_inside(loaded: &mut Loaded, changes: &Changes) {
    let snapshot = loaded.host.snapshot();
    let problems = &mut loaded.problems;
    loaded.files.retain(|(shown, file)| {
        let path = snapshot.path(*file).map(Path::new);
        let inside = path.is_some_and(|path| changes.spelling(path).is_some());
        if !inside {
            let top = changes.top.display();
            let message = format!("not in the repository at {top}, so git cannot tell its changes");
            problems.push(Problem { path: shown.clone(), message });
        }
        inside
    });
    problems.sort();
}

/// What stands in the file at `path` decides what counts for other files, or which are looked at.
fn counts_for_all(loaded: &Loaded, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    is_config_name(path)
        || [".gitignore", ".ignore"].contains(&name)
        || loaded.config_files().contains(Path::new(path))
}

/// The file at `path` can have been a seed, or one that links point into.
fn is_readable(snapshot: &Snapshot, path: &str) -> bool {
    let config = snapshot.configs().of(path);
    config.is_seed_in_named_folder(path) || path.ends_with(".html") || path.ends_with(".htm")
}

/// `snapshot` as it was before `changes`: with the old texts, and names in the listings.
fn before(snapshot: &Snapshot, changes: &Changes) -> Snapshot {
    let mut host = Host::of(snapshot.clone());
    // Names that were there and are not, and the other way round, by the folder they stand in.
    let mut gone: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    let mut come: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &changes.files {
        set_old(&mut host, snapshot, file);
        let is_there = crate::io::is_file(Path::new(&file.path));
        let Some((folder, name)) = file.path.rsplit_once('/') else { continue };
        match (file.existed, is_there) {
            (true, false) => {
                gone.entry(folder.to_owned()).or_default().push((name.to_owned(), false));
                let mut folder = folder;
                // Folders that went with it.
                while list(folder).is_none()
                    && let Some((above, name)) = folder.rsplit_once('/')
                {
                    gone.entry(above.to_owned()).or_default().push((name.to_owned(), true));
                    folder = above;
                }
            }
            (false, true) => come.entry(folder.to_owned()).or_default().push(name.to_owned()),
            _ => {}
        }
    }
    // A folder among the files is another repository, of which nothing is known but that it is not
    // what it was.
    let folders = changes.files.iter().filter(|it| crate::io::is_folder(Path::new(&it.path)));
    let within = folders.flat_map(|it| snapshot.below(&it.path));
    within.for_each(|id| host.remove_document(id));
    // A folder in which all has come has come itself.
    let folders: Vec<String> = come.keys().rev().cloned().collect();
    for mut folder in folders {
        while let Some(names) = come.get(&folder)
            && list(&folder).is_some_and(|all| all.iter().all(|it| names.contains(&it.name)))
            && let Some((above, name)) = folder.rsplit_once('/')
        {
            let names = come.entry(above.to_owned()).or_default();
            if names.iter().any(|it| it == name) {
                break;
            }
            names.push(name.to_owned());
            folder = above.to_owned();
        }
    }
    // What the old texts lead to.
    feed(&mut host);
    for folder in gone.keys().chain(come.keys()) {
        let mut entries = list(folder).unwrap_or_default();
        let come = come.get(folder).map_or(&[][..], Vec::as_slice);
        entries.retain(|it| !come.contains(&it.name));
        for (name, directory) in gone.get(folder).into_iter().flatten() {
            if !entries.iter().any(|it| it.name == *name) {
                entries.push(Entry { name: name.clone(), directory: *directory, linked: false });
            }
        }
        entries.sort();
        let is_new =
            come.len() == list(folder).map_or(0, |it| it.len()) && !gone.contains_key(folder);
        host.set_directory(folder, (!is_new).then_some(entries));
    }
    feed(&mut host);
    host.snapshot()
}

/// Gives the host the old text of `file`, or takes it away where it was not there.
fn set_old(host: &mut Host, snapshot: &Snapshot, file: &ChangedFile) {
    let known = snapshot.known_at(&file.path);
    let checked = match known {
        Some(id) => snapshot.is_checked(id),
        None => snapshot.configs().of(&file.path).is_seed_in_named_folder(&file.path),
    };
    match &file.old {
        Some(text) if checked => _ = host.set_document(&file.path, Text::new(text)),
        Some(text) => {
            known.into_iter().for_each(|id| host.remove_document(id));
            host.set_target(&file.path, Some(Text::new(text)));
        }
        None => known.into_iter().for_each(|id| host.remove_document(id)),
    }
}
