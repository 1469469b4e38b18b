//! Diagnostics: when findings are computed, and how they reach the client. A client that asks for
//! them is not sent them too.

use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::index::FileId;
use crate::lsp::Shared;
use crate::lsp::convert;
use crate::lsp::pool::Lane;
use crate::lsp::state::Check;
use crate::lsp::state::View;
use crate::lsp::transport::Letter;
use crate::lsp::workspace;
use crate::rules;
use crate::rules::too_many_findings;

/// Has `file` looked at, as soon as a thread is free: its findings are published, and the findings
/// of other documents that depend on it renewed.
///
/// However many changes come meanwhile, only the last state is looked at: typing is gathered by
/// the work itself and not by a delay, so the first finding after a pause comes at once.
pub(super) fn schedule(shared: &Arc<Shared>, file: FileId) {
    let mut world = shared.state.world();
    let Some(open) = world.open.get_mut(&file) else { return };
    match open.check {
        Check::Idle => open.check = Check::Waiting,
        Check::Waiting => return,
        Check::Running { .. } => {
            open.check = Check::Running { again: true };
            return;
        }
    }
    drop(world);
    let job = shared.clone();
    shared.pool.spawn(Lane::Checks, "check", move || {
        // Whatever happens to this check, the next change must lead to another one.
        let _end = EndOfCheck { shared: &job, file };
        check(&job, file);
    });
}

/// Renews the findings of those of `files` that are open.
pub(super) fn changed_elsewhere(shared: &Arc<Shared>, files: &[FileId]) {
    let open: Vec<FileId> = {
        let world = shared.state.world();
        files.iter().copied().filter(|file| world.open.contains_key(file)).collect()
    };
    let session = shared.state.session();
    if !session.pulls {
        open.iter().for_each(|&file| schedule(shared, file));
    } else if session.refresh && !open.is_empty() {
        shared.outbox.request("workspace/diagnostic/refresh", Value::Null);
    }
}

/// Renews all findings.
pub(super) fn all_changed(shared: &Arc<Shared>) {
    let open: Vec<FileId> = shared.state.world().open.keys().copied().collect();
    changed_elsewhere(shared, &open);
}

struct EndOfCheck<'a> {
    shared: &'a Arc<Shared>,
    file: FileId,
}

impl Drop for EndOfCheck<'_> {
    fn drop(&mut self) {
        let mut world = self.shared.state.world();
        let Some(open) = world.open.get_mut(&self.file) else { return };
        let ended = std::mem::replace(&mut open.check, Check::Idle);
        drop(world);
        if ended == (Check::Running { again: true }) {
            schedule(self.shared, self.file);
        }
    }
}

fn check(shared: &Arc<Shared>, file: FileId) {
    let session = shared.state.session();
    let mut world = shared.state.world();
    let Some(open) = world.open.get_mut(&file) else { return };
    open.check = Check::Running { again: false };
    let (generation, in_step) = (open.generation, open.in_step);
    let before = open.checked.take();
    let view = world.view(file, session);
    drop(world);

    if !view.session.pulls {
        let items = if in_step { diagnostics(&view) } else { Vec::new() };
        publish(shared, &view, generation, items);
    }
    if !view.snapshot.wants(file).is_empty() {
        workspace::follow_links(shared, file);
    }
    if let (Some(before), Some(path)) = (before, view.snapshot.path(file)) {
        let mut affected = view.snapshot.affected_since(&before, &[path]);
        affected.retain(|&other| other != file);
        changed_elsewhere(shared, &affected);
    }
    if let Some(open) = shared.state.world().open.get_mut(&file) {
        open.checked = Some(view.snapshot);
    }
}

/// Sends `items` unless the document has changed meanwhile. That is asked under the lock, so that
/// nothing can come between a change or the end of the document and what is said about it; the
/// letter is written before, since it may be long.
fn publish(shared: &Shared, view: &View, generation: u64, items: Vec<lsp::Diagnostic>) {
    let Some(uri) = view.uri(view.file) else { return };
    let params = lsp::PublishDiagnosticsParams { uri, version: view.version, diagnostics: items };
    let letter = Letter::notification("textDocument/publishDiagnostics", params);
    let world = shared.state.world();
    if world.open.get(&view.file).is_some_and(|open| open.generation == generation) {
        shared.outbox.post(letter);
    }
}

/// Takes back what was published about a document that was closed.
pub(super) fn clear(shared: &Shared, uri: &lsp::Uri) {
    if !shared.state.session().pulls {
        let params = json!({ "uri": uri, "diagnostics": [] });
        shared.outbox.notify("textDocument/publishDiagnostics", params);
    }
}

/// The answer to a client that asks, which may have asked before and got `previous`.
pub(super) fn report(view: &View, previous: Option<&str>) -> lsp::DocumentDiagnosticReport {
    let items = diagnostics(view);
    let mut hasher = FxHasher::default();
    items.hash(&mut hasher);
    let id = format!("{:016x}", hasher.finish());
    if previous == Some(&*id) {
        return unchanged(id);
    }
    full(Some(id), items)
}

/// The answer about a document that nothing is known of.
pub(super) fn empty_report() -> lsp::DocumentDiagnosticReport {
    full(None, Vec::new())
}

fn full(result_id: Option<String>, items: Vec<lsp::Diagnostic>) -> lsp::DocumentDiagnosticReport {
    lsp::RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport { result_id, items },
    }
    .into()
}

fn unchanged(result_id: String) -> lsp::DocumentDiagnosticReport {
    lsp::RelatedUnchangedDocumentDiagnosticReport {
        related_documents: None,
        unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport { result_id },
    }
    .into()
}

fn diagnostics(view: &View) -> Vec<lsp::Diagnostic> {
    let Some(document) = view.snapshot.document(view.file) else { return Vec::new() };
    let mut found = rules::check(&view.snapshot, view.file);
    let config = view.snapshot.config_of(view.file);
    let more = too_many_findings::cap(&mut found, config, |it| it.level);
    more.iter()
        .chain(&found)
        .map(|found| convert::diagnostic(view, document.text(), found))
        .collect()
}
