//! Survey: the findings of all documents of the workspace, for a client that asks for them and for
//! one that is sent them. Nothing is looked at twice that cannot have changed.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use rayon::prelude::*;
use serde_json::Value;
use serde_json::json;
use tokio::sync::watch;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::Result;

use crate::config::EditorFindings;
use crate::index::FileId;
use crate::lsp::Shared;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::diagnostics::ResultId;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::progress::Progress;
use crate::lsp::state::View;
use crate::lsp::transport::Letter;
use crate::lsp::unread;

/// Documents that are looked at before the client is told of them.
const BATCH: usize = 64;

/// What is known of the findings of each document.
#[derive(Default)]
pub(super) struct Ledger {
    entries: Mutex<Entries>,
    /// Grows with everything that findings depend on.
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Entries {
    /// When the findings of a document were last said to be other ones than before.
    touched: HashMap<FileId, u64>,
    /// What they came to, and when that was found.
    known: HashMap<FileId, (u64, ResultId)>,
    /// The folders have been read. Before that, findings would be about what is not there yet.
    complete: bool,
    /// When a client that knew nothing was told that there is nothing.
    told_nothing: Option<u64>,
    /// What a client that does not ask was sent of documents that are not open, by path.
    sent: BTreeMap<String, ResultId>,
    /// A job waits that looks at what such a client is to be sent.
    waiting: bool,
}

impl Ledger {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> u64 {
        *self.changes.borrow()
    }
}

/// The findings of `files` may be others from now on, or there are other documents.
pub(super) fn touch(shared: &Arc<Shared>, files: &[FileId]) {
    let ledger = &shared.ledger;
    let mut entries = ledger.entries();
    let now = ledger.now() + 1;
    entries.touched.extend(files.iter().map(|&file| (file, now)));
    ledger.changes.send_replace(now);
    let pulls = shared.state.session().findings.pulls;
    if pulls || !entries.complete || std::mem::replace(&mut entries.waiting, true) {
        return;
    }
    drop(entries);
    let job = shared.clone();
    shared.pool.spawn(Lane::Survey, "checking the workspace", move || {
        job.ledger.entries().waiting = false;
        send(&job);
    });
}

/// The folders have been read.
pub(super) fn complete(shared: &Arc<Shared>) {
    shared.ledger.entries().complete = true;
    touch(shared, &[]);
}

/// From now on the document at `path` is told of as one that is open.
pub(super) fn opened(shared: &Shared, path: &str) {
    shared.ledger.entries().sent.remove(path);
}

/// The client is told of the findings of `file`.
pub(super) fn is_shown(view: &View, file: FileId) -> bool {
    view.is_open(file)
        || view.snapshot.is_checked(file)
            && view.snapshot.config_of(file).editor_findings == EditorFindings::Workspace
}

/// All documents at one moment, and what is known of their findings.
struct Survey<'a> {
    shared: &'a Shared,
    now: u64,
    view: View,
}

/// A document, what its findings come to, and they themselves.
type Looked = (FileId, ResultId, Vec<lsp::Diagnostic>);

impl Survey<'_> {
    /// What is said meanwhile to have changed is newer than this, even if it is in it already.
    fn new(shared: &Shared) -> Survey<'_> {
        let now = shared.ledger.now();
        Survey { shared, now, view: shared.state.overview() }
    }

    /// Those of `files` whose findings do not come to what `expected` says, or may not.
    fn doubtful(
        &self,
        files: &[FileId],
        expected: impl Fn(FileId) -> Option<ResultId>,
    ) -> Vec<FileId> {
        let entries = self.shared.ledger.entries();
        let is_as_expected = |file: &FileId| {
            let touched = entries.touched.get(file).copied().unwrap_or_default();
            let known = entries.known.get(file).filter(|(at, _)| touched <= *at);
            known.is_some_and(|&(_, id)| expected(*file) == Some(id))
        };
        files.iter().copied().filter(|file| !is_as_expected(file)).collect()
    }

    /// The findings of `files`. A document that cannot be looked at has none, and costs no other
    /// one its own.
    fn look(&self, files: &[FileId]) -> Vec<Looked> {
        let look = |&file: &FileId| {
            let view = self.view.of(file);
            let find = || diagnostics::diagnostics(&view);
            let items = self.shared.pool.guarded("checking the workspace", find);
            let items = items.unwrap_or_default();
            (file, ResultId::of(&items), items)
        };
        let looked: Vec<Looked> = self.shared.pool.behind(|| files.par_iter().map(look).collect());
        let known = looked.iter().map(|&(file, id, _)| (file, (self.now, id)));
        self.shared.ledger.entries().known.extend(known);
        looked
    }
}

/// A client's question for the findings of all documents.
pub(super) struct Pull {
    /// What the client has: path, address as it writes it, and what it was told.
    previous: Vec<(String, lsp::Uri, Option<ResultId>)>,
    partial: Option<Value>,
    /// Until it was used.
    progress: Mutex<Option<Progress>>,
}

impl Pull {
    pub(super) fn new(shared: &Arc<Shared>, params: lsp::WorkspaceDiagnosticParams) -> Pull {
        let token =
            |it: Option<lsp::ProgressToken>| it.and_then(|it| serde_json::to_value(it).ok());
        let previous = params.previous_result_ids.into_iter().map(|previous| {
            let id = ResultId::read(&previous.value);
            (convert::path(&previous.uri.0), previous.uri, id)
        });
        let progress = token(params.work_done_progress_params.work_done_token);
        Pull {
            previous: previous.collect(),
            partial: token(params.partial_result_params.partial_result_token),
            progress: Mutex::new(progress.map(|it| Progress::new(shared, Some(it)))),
        }
    }

    /// Answers when there is something that the client does not know: it will ask again as soon as
    /// it is answered.
    pub(super) async fn answer(
        self,
        shared: &Arc<Shared>,
    ) -> Result<lsp::WorkspaceDiagnosticReport> {
        let mut changes = shared.ledger.changes.subscribe();
        let pull = Arc::new(self);
        loop {
            changes.mark_unchanged();
            let (job, pull) = (shared.clone(), pull.clone());
            let round = move |cancel: &Cancel| pull.round(&job, cancel);
            if let Some(items) = shared.pool.run(Lane::Survey, "workspace findings", round).await? {
                return Ok(lsp::WorkspaceDiagnosticReport { items });
            }
            // The other end lives as long as the server.
            changes.changed().await.map_err(|_| Error::internal_error())?;
        }
    }

    /// What the client is told, as far as it is not told on the way; `None` where it knows all.
    fn round(
        &self,
        shared: &Arc<Shared>,
        cancel: &Cancel,
    ) -> Option<Vec<lsp::WorkspaceDocumentDiagnosticReport>> {
        if !shared.ledger.entries().complete {
            return None;
        }
        let survey = Survey::new(shared);
        let (view, snapshot) = (&survey.view, &survey.view.snapshot);
        let files: Vec<FileId> = snapshot.files().filter(|&it| is_shown(view, it)).collect();
        let all: HashSet<FileId> = files.iter().copied().collect();
        let (mut had, mut told) = (HashMap::new(), Vec::new());
        let mut unread: BTreeMap<&str, _> =
            unread::all(view).into_iter().map(|(path, id, items)| (path, (id, items))).collect();
        let mut as_before = Vec::new();
        for (path, uri, id) in &self.previous {
            if unread.get(&**path).is_some_and(|(now, _)| *id == Some(*now)) {
                as_before
                    .extend(unread.remove(&**path).map(|(id, _)| unchanged(uri.clone(), None, id)));
                continue;
            }
            if unread.contains_key(&**path) {
                continue;
            }
            match snapshot.file_at(path).filter(|file| all.contains(file)) {
                Some(file) => _ = had.insert(file, *id),
                None if *id != Some(ResultId::of(&[])) => told.push(full(uri.clone(), None, &[])),
                None => {}
            }
        }
        told.extend(
            unread.into_iter().map(|(path, (_, items))| full(convert::uri(path), None, &items)),
        );
        let expected = |file: FileId| had.get(&file).copied().flatten();
        let doubtful = survey.doubtful(&files, expected);
        let progress = match doubtful.is_empty() {
            true => None,
            false => self.progress.lock().unwrap_or_else(PoisonError::into_inner).take(),
        };
        if let Some(progress) = &progress {
            progress.begin("Checking seeds");
        }
        snapshot.prepare();
        let mut any = !told.is_empty();
        let mut changed = HashSet::new();
        for (index, batch) in doubtful.chunks(BATCH).enumerate() {
            if cancel.is_cancelled() || progress.as_ref().is_some_and(Progress::is_cancelled) {
                break;
            }
            if let Some(progress) = &progress {
                progress.report(index * BATCH, doubtful.len(), "");
            }
            for (file, id, items) in survey.look(batch) {
                if expected(file) != Some(id)
                    && let Some(uri) = view.uri(file)
                {
                    changed.insert(file);
                    told.push(full(uri, view.version_of(file), &items));
                }
            }
            any |= !told.is_empty();
            if let Some(token) = &self.partial
                && !told.is_empty()
            {
                let items = std::mem::take(&mut told);
                let params = json!({ "token": token, "value": { "items": items } });
                shared.outbox.notify("$/progress", params);
            }
        }
        if let Some(progress) = &progress {
            progress.end(&format!("{} of {} seeds differ", changed.len(), files.len()));
        }
        if !any {
            let mut entries = shared.ledger.entries();
            let is_news = self.previous.is_empty() && entries.told_nothing != Some(survey.now);
            entries.told_nothing = Some(survey.now);
            return is_news.then(Vec::new);
        }
        // Who is told piece by piece is told of changes only: there may be thousands of others.
        if self.partial.is_none() {
            told.append(&mut as_before);
            for file in files.into_iter().filter(|file| !changed.contains(file)) {
                if let (Some(uri), Some(id)) = (view.uri(file), expected(file)) {
                    told.push(unchanged(uri, view.version_of(file), id));
                }
            }
        }
        Some(told)
    }
}

fn full(
    uri: lsp::Uri,
    version: Option<i32>,
    items: &[lsp::Diagnostic],
) -> lsp::WorkspaceDocumentDiagnosticReport {
    let result_id = Some(ResultId::of(items).to_string());
    let report = lsp::FullDocumentDiagnosticReport { result_id, items: items.to_vec() };
    lsp::WorkspaceFullDocumentDiagnosticReport::new(uri, version, report).into()
}

fn unchanged(
    uri: lsp::Uri,
    version: Option<i32>,
    id: ResultId,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    let report = lsp::UnchangedDocumentDiagnosticReport { result_id: id.to_string() };
    lsp::WorkspaceUnchangedDocumentDiagnosticReport::new(uri, version, report).into()
}

/// Sends a client that does not ask what it does not know of the documents that are not open.
fn send(shared: &Arc<Shared>) {
    let survey = Survey::new(shared);
    let (view, snapshot) = (&survey.view, &survey.view.snapshot);
    let is_closed = |&file: &FileId| is_shown(view, file) && !view.is_open(file);
    let files: Vec<FileId> = snapshot.files().filter(is_closed).collect();
    let sent = shared.ledger.entries().sent.clone();
    let unread = unread::all(view);
    if files.is_empty() && sent.is_empty() && unread.is_empty() {
        return;
    }
    let nothing = ResultId::of(&[]);
    for (path, id, items) in &unread {
        if sent.get(*path) != Some(id) {
            publish(shared, view, path, *id, items);
        }
    }
    for path in sent.keys() {
        if unread.iter().any(|(it, ..)| it == path) {
            continue;
        }
        if snapshot.file_at(path).is_none_or(|file| !is_shown(view, file)) {
            publish(shared, view, path, nothing, &[]);
        }
    }
    let expected = |file: FileId| {
        let path = snapshot.path(file).unwrap_or_default();
        Some(sent.get(path).copied().unwrap_or(nothing))
    };
    let doubtful = survey.doubtful(&files, expected);
    let progress = (BATCH < doubtful.len()).then(|| Progress::new(shared, None));
    if let Some(progress) = &progress {
        progress.begin("Checking seeds");
    }
    snapshot.prepare();
    for (index, batch) in doubtful.chunks(BATCH).enumerate() {
        if let Some(progress) = &progress {
            progress.report(index * BATCH, doubtful.len(), "");
            if progress.is_cancelled() {
                break;
            }
        }
        for (file, id, items) in survey.look(batch) {
            if expected(file) != Some(id)
                && let Some(path) = snapshot.path(file)
            {
                publish(shared, view, path, id, &items);
            }
        }
    }
    if let Some(progress) = &progress {
        progress.end(&format!("{} seeds checked", doubtful.len()));
    }
}

/// Sends the findings of the document at `path`, unless it has been opened meanwhile. As with open
/// documents, nothing can come between.
fn publish(shared: &Shared, view: &View, path: &str, id: ResultId, items: &[lsp::Diagnostic]) {
    let file = view.snapshot.file_at(path);
    let uri = file.and_then(|file| view.uri(file)).unwrap_or_else(|| convert::uri(path));
    let letter = Letter::notification(
        "textDocument/publishDiagnostics",
        json!({ "uri": uri, "diagnostics": items }),
    );
    let world = shared.state.world();
    let mut entries = shared.ledger.entries();
    if world.host.file_at(path).is_some_and(|file| world.open.contains_key(&file)) {
        return;
    }
    match items.is_empty() {
        true => _ = entries.sent.remove(path),
        false => _ = entries.sent.insert(path.to_owned(), id),
    }
    shared.outbox.post(letter);
}
