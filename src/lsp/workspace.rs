//! Workspace: what lies on the disk around the open documents, read beside the loop. What is open
//! in the editor is the editor's; the disk is never asked about it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Wanted;
use crate::io;
use crate::io::ReadError;
use crate::lsp::Shared;
use crate::lsp::ahead;
use crate::lsp::baselines;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::pool::Lane;
use crate::lsp::progress::Progress;
use crate::lsp::settings;
use crate::lsp::shown;
use crate::lsp::state::World;
use crate::lsp::survey;
use crate::lsp::unread;
use crate::text::Text;

/// Files that are read, on all cores, before the state is told of them.
const BATCH: usize = 64;

/// Reads the folders that are open. Called once, when the session begins.
pub(super) fn begin(shared: &Arc<Shared>) {
    let folders = shared.state.folders();
    if shared.state.session().watches {
        watch(shared, &folders);
    }
    load(shared, folders);
}

/// What the watching of files is registered as.
const WATCH: &str = "files";

/// Asks the client to tell what happens to files. A link can lead to any.
fn watch(shared: &Shared, folders: &[String]) {
    let pattern = "**/*";
    let watchers: Vec<Value> = if shared.state.session().relative_patterns && !folders.is_empty() {
        let base = |it: &String| json!({ "baseUri": convert::uri(it).0, "pattern": pattern });
        folders.iter().map(|it| json!({ "globPattern": base(it) })).collect()
    } else {
        vec![json!({ "globPattern": pattern })]
    };
    let watchers = json!({ "watchers": watchers });
    let method = "workspace/didChangeWatchedFiles";
    let registration = json!({ "id": WATCH, "method": method, "registerOptions": watchers });
    shared.outbox.request("client/registerCapability", json!({ "registrations": [registration] }));
}

/// Folders were opened or closed: reads what lies in them, and forgets what lies in none.
pub(super) fn folders_changed(shared: &Arc<Shared>) {
    let session = shared.state.session();
    let folders = shared.state.folders();
    // Patterns of no folder hold for all that the client opens.
    if session.watches && session.relative_patterns {
        let method = "workspace/didChangeWatchedFiles";
        // Spelt so in the protocol.
        let old = json!({ "unregisterations": [{ "id": WATCH, "method": method }] });
        shared.outbox.request("client/unregisterCapability", old);
        watch(shared, &folders);
    }
    load(shared, folders);
}

/// Reads `folders` and all that the links in them lead to.
fn load(shared: &Arc<Shared>, folders: Vec<String>) {
    let job = shared.clone();
    shared.pool.spawn(Lane::Files, "reading the workspace", move || {
        if let DateReading::Date(date) = Date::read(&io::today()) {
            job.state.world().host.set_today(Some(date));
        }
        let progress = Progress::new(&job, None);
        progress.begin("Reading seeds");
        let mut read = (0, 0);
        read_folders(&job, &folders, &mut |done, all| {
            progress.report(done, all, "");
            read = (done, all);
            !progress.is_cancelled()
        });
        let (done, all) = read;
        let how =
            if done < all { ", then stopped: links and completions know no others" } else { "" };
        let told = format!("{done} of {all} seeds read{how}");
        job.outbox.log_info(&told);
        feed(&job, Snapshot::wanted);
        progress.end(&told);
        diagnostics::all_changed(&job);
        survey::complete(&job);
        shown::refresh(&job);
    });
}

/// Makes the documents below `folders` those that their configurations take for seeds, and reads
/// those that were not read yet.
///
/// `go_on` is told how many have been read of how many; it says whether to go on.
pub(super) fn read_folders(
    shared: &Shared,
    folders: &[String],
    go_on: &mut dyn FnMut(usize, usize) -> bool,
) {
    let resolver = settings::resolver(shared, &shared.state.folders());
    // At once, since looking for files takes a while.
    diagnostics::register(shared, settings::shows_all(&resolver, folders));
    let mut found = Vec::new();
    for folder in folders {
        let root = Path::new(folder);
        if io::is_too_wide(root) {
            shared.outbox.log_info(&format!("{folder} is not searched: it holds too much"));
            continue;
        }
        found.extend(io::discover_workspace(root, &resolver).files);
    }
    // Before the documents, so that they are read with it.
    settings::set(shared, &resolver);
    let seeds: BTreeSet<&str> = found.iter().map(|it| &*it.host_path).collect();
    let snapshot = shared.state.world().host.snapshot();
    for file in snapshot.files() {
        let path = snapshot.path(file).unwrap_or_default();
        let mut world = shared.state.world();
        if !seeds.contains(path) && !is_open(&world, path) {
            world.host.remove_document(file);
        }
    }
    Arc::make_mut(&mut shared.state.world().unread).retain(|path, _| seeds.contains(&**path));
    found.retain(|it| snapshot.file_at(&it.host_path).is_none());
    let mut read: Vec<(&str, Document)> = Vec::new();
    let mut entered = 0;
    for (index, batch) in found.chunks(BATCH).enumerate() {
        if !go_on(index * BATCH, found.len()) {
            return enter(shared, &read);
        }
        let batch: Vec<(&str, Result<Document, ReadError>)> = shared.pool.behind(|| {
            let read = batch.par_iter();
            read.map(|it| (&*it.host_path, text(&it.path).map(Document::new))).collect()
        });
        {
            let mut world = shared.state.world();
            for (path, document) in batch {
                let error = document.map(|it| read.push((path, it))).err();
                unread::keep(&mut world, path, error);
            }
        }
        // Each entry takes as long as there are documents, the more of which the fewer times.
        if entered / 8 <= read.len() {
            entered += read.len();
            enter(shared, &std::mem::take(&mut read));
        }
    }
    enter(shared, &read);
    go_on(found.len(), found.len());
}

/// Makes `documents` known, but for those that are open.
fn enter(shared: &Shared, documents: &[(&str, Document)]) {
    if documents.is_empty() {
        return;
    }
    ahead::change(shared, |host, open| {
        for (path, document) in documents {
            if !host.file_at(path).is_some_and(|file| open.contains(&file)) {
                host.set_parsed(path, document.clone());
            }
        }
    });
}

/// Reads what `wanted` names, until nothing is wanted any more.
fn feed(shared: &Shared, wanted: impl Fn(&Snapshot) -> Wanted) {
    loop {
        let snapshot = shared.state.world().host.snapshot();
        let wanted = wanted(&snapshot);
        if wanted.is_empty() {
            return;
        }
        let fetched = shared.pool.behind(|| io::fetch(wanted));
        ahead::change(shared, |host, _| fetched.clone().set(host));
    }
}

/// Reads what the links of `file` lead to and nobody has read, then has it checked again. It has
/// been checked without, even if somebody else has read all of it meanwhile.
pub(super) fn follow_links(shared: &Arc<Shared>, file: FileId) {
    let job = shared.clone();
    shared.pool.spawn(Lane::Files, "following links", move || {
        feed(&job, |snapshot| snapshot.wants(file));
        diagnostics::changed_elsewhere(&job, &[file]);
    });
}

/// Takes back from the disk what the editor has closed.
pub(super) fn closed(shared: &Arc<Shared>, path: String) {
    files_changed(shared, vec![(path, lsp::FileChangeType::Changed)]);
}

/// Files were created, changed or deleted by others.
pub(super) fn files_changed(shared: &Arc<Shared>, changes: Vec<(String, lsp::FileChangeType)>) {
    let job = shared.clone();
    shared.pool.spawn(Lane::Files, "reading changed files", move || {
        let concerns = |(path, _): &(String, _)| job.state.world().settings.concern(path);
        if changes.iter().any(concerns) {
            settings::read_again(&job);
        }
        let accepts = |(path, _): &(String, _)| job.state.world().baselines.concern(path);
        if changes.iter().any(accepts) {
            baselines::read(&job);
            diagnostics::all_changed(&job);
        }
        let changes = with_files_below(&job, changes);
        let is_unread = |path: &str| job.state.world().unread.contains_key(path);
        let was_unread = changes.iter().any(|(path, _)| is_unread(path));
        let before = job.state.world().host.snapshot();
        list_again(&job, &before, &changes);
        changes.iter().for_each(|(path, _)| read_again(&job, path));
        let paths: Vec<&str> = changes.iter().map(|(path, _)| &**path).collect();
        if changes.iter().all(|(_, kind)| *kind == lsp::FileChangeType::Changed) {
            // What no file's coming or going has changed is wanted by these alone.
            let affected = job.state.world().host.snapshot().affected_since(&before, &paths);
            feed(&job, |snapshot| snapshot.wanted_by(&affected));
        } else {
            feed(&job, Snapshot::wanted);
        }
        let after = job.state.world().host.snapshot();
        let affected = after.affected_since(&before, &paths);
        let is_gone = |path: &&str| before.file_at(path).is_some_and(|it| !after.is_checked(it));
        let unread = was_unread || paths.iter().any(|path| is_unread(path));
        if unread || !affected.is_empty() || paths.iter().any(is_gone) {
            diagnostics::changed_elsewhere(&job, &affected);
        }
        shown::refresh(&job);
    });
}

/// `changes`, and those of the files in folders that were created or deleted as a whole.
fn with_files_below(
    shared: &Shared,
    changes: Vec<(String, lsp::FileChangeType)>,
) -> Vec<(String, lsp::FileChangeType)> {
    let snapshot = shared.state.world().host.snapshot();
    let resolver = shared.state.world().settings.resolver.clone();
    let mut all = Vec::new();
    for (path, kind) in changes {
        let folder = Path::new(&path);
        if kind == lsp::FileChangeType::Deleted {
            let below = snapshot.below(&path);
            let below = below.into_iter().filter_map(|file| snapshot.path(file));
            all.extend(below.map(|path| (path.to_owned(), kind)));
            let folder = format!("{path}/");
            let unread = shared.state.world().unread.clone();
            let below = unread.keys().filter(|path| path.starts_with(&folder));
            all.extend(below.map(|path| (path.clone(), kind)));
        } else if let Some(resolver) = &resolver
            && kind == lsp::FileChangeType::Created
            && io::is_folder(folder)
        {
            let found = io::discover_workspace(folder, resolver);
            all.extend(found.files.into_iter().map(|it| (it.host_path, kind)));
        }
        all.push((path, kind));
    }
    all
}

/// Lists anew the known folders that `changes` are about, and those below them. The old listing
/// counts until the new one is there: whoever looks meanwhile must not find that nothing is known.
fn list_again(shared: &Shared, snapshot: &Snapshot, changes: &[(String, lsp::FileChangeType)]) {
    let mut wanted = Wanted::default();
    for (path, kind) in changes {
        if *kind != lsp::FileChangeType::Changed {
            let above = Some(parent(path)).filter(|it| snapshot.is_listed(it));
            let known = above.into_iter().chain(snapshot.listed_from(path));
            wanted.directories.extend(known.map(str::to_owned));
        }
    }
    let gone: Vec<String> =
        wanted.directories.iter().filter(|it| !io::is_folder(Path::new(it))).cloned().collect();
    if wanted.is_empty() {
        return;
    }
    let fetched = shared.pool.behind(|| io::fetch(wanted));
    ahead::change(shared, |host, _| {
        fetched.clone().set(host);
        gone.iter().for_each(|it| host.forget_directory(it));
    });
}

/// Makes the document at `path` what the disk holds, unless it is open.
fn read_again(shared: &Shared, path: &str) {
    let snapshot = shared.state.world().host.snapshot();
    let is_seed = snapshot.root_above(path).is_some() && snapshot.configs().of(path).is_seed(path);
    let is_target = !snapshot.linking_to(path).is_empty();
    let read = (is_seed || is_target).then(|| text(Path::new(path)));
    let (text, error) = match read {
        Some(Ok(text)) => (Some(text), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let document = text.clone().filter(|_| is_seed).map(Document::new);
    let mut world = shared.state.world();
    if is_open(&world, path) {
        return;
    }
    unread::keep(&mut world, path, error.filter(|_| is_seed));
    if let Some(document) = document {
        world.host.set_parsed(path, document);
        return;
    }
    if let Some(file) = world.host.file_at(path) {
        world.host.remove_document(file);
    }
    if is_target && text.is_some() {
        world.host.set_target(path, text);
    }
}

fn text(path: &Path) -> Result<Text, ReadError> {
    io::read(path).map(|text| Text::new(&text))
}

fn is_open(world: &World, path: &str) -> bool {
    world.host.file_at(path).is_some_and(|file| world.open.contains_key(&file))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The changes that a client that watches files tells of, each path once.
pub(super) fn changes(
    params: lsp::DidChangeWatchedFilesParams,
) -> Vec<(String, lsp::FileChangeType)> {
    let mut seen = BTreeSet::new();
    // The last word on a file counts.
    let mut changes: Vec<_> = params
        .changes
        .into_iter()
        .rev()
        .map(|change| (convert::path(&change.uri.0), change.kind))
        .filter(|(path, _)| seen.insert(path.clone()))
        .collect();
    changes.reverse();
    changes
}
