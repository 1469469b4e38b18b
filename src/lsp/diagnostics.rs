//! Diagnostics: when findings are computed, and how they reach the client. A client that asks for
//! them is not sent them too.

use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::index::FileId;
use crate::lsp::Shared;
use crate::lsp::convert;
use crate::lsp::pool::Lane;
use crate::lsp::state::Check;
use crate::lsp::state::View;
use crate::rules;

/// Has the findings of `file` computed and published, as soon as a thread is free. However many
/// changes come meanwhile, only the last state is looked at: typing is gathered by the work itself
/// and not by a delay, so the first finding after a pause comes at once.
pub(super) fn schedule(shared: &Arc<Shared>, file: FileId) {
    if shared.state.session().pulls {
        return;
    }
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
    let view = world.view(file, session);
    drop(world);

    let items = if in_step { diagnostics(&view) } else { Vec::new() };
    let Some(uri) = view.uri(file) else { return };

    // Sent under the lock, so that nothing can come between a change or the end of the document
    // and what is said about it.
    let world = shared.state.world();
    let Some(open) = world.open.get(&file).filter(|open| open.generation == generation) else {
        return;
    };
    let params = lsp::PublishDiagnosticsParams { uri, version: open.version, diagnostics: items };
    shared.outbox.notify("textDocument/publishDiagnostics", params);
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
    rules::check(&view.snapshot, view.file)
        .iter()
        .map(|found| convert::diagnostic(view, document.text(), found))
        .collect()
}
