//! Diagnostics: when findings are computed, and how they reach the client. A client that asks for
//! them is not sent them too.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::FxHasher;
use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::export::Accepted;
use crate::index::FileId;
use crate::lsp::Shared;
use crate::lsp::convert;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::state::Check;
use crate::lsp::state::View;
use crate::lsp::survey;
use crate::lsp::transport::Letter;
use crate::lsp::unread;
use crate::lsp::workspace;
use crate::rules;
use crate::rules::Fingerprint;
use crate::rules::Supply;
use crate::rules::too_many_findings;
use crate::text::TextRange;

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

/// Renews the findings of `files`, which something else has changed.
pub(super) fn changed_elsewhere(shared: &Arc<Shared>, files: &[FileId]) {
    survey::touch(shared, files);
    let open: Vec<FileId> = {
        let world = shared.state.world();
        files.iter().copied().filter(|file| world.open.contains_key(file)).collect()
    };
    let session = shared.state.session();
    if !session.findings.pulls {
        open.iter().for_each(|&file| schedule(shared, file));
    } else if session.findings.refresh && !open.is_empty() {
        shared.outbox.request("workspace/diagnostic/refresh", Value::Null);
    }
}

/// Renews all findings.
pub(super) fn all_changed(shared: &Arc<Shared>) {
    let (snapshot, _) = shared.state.everything();
    changed_elsewhere(shared, &snapshot.files().collect::<Vec<_>>());
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
    let generation = open.generation;
    let before = open.checked.take();
    let view = world.view(file, session);
    drop(world);
    survey::touch(shared, &[file]);

    if !view.session.findings.pulls {
        publish(shared, &view, generation, diagnostics(&view));
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
    if !shared.state.session().findings.pulls {
        let params = json!({ "uri": uri, "diagnostics": [] });
        shared.outbox.notify("textDocument/publishDiagnostics", params);
    }
}

/// What a client can ask for: the findings of one document, and those of `all` there are.
pub(super) fn options(all: bool) -> lsp::DiagnosticOptions {
    lsp::DiagnosticOptions {
        identifier: Some("seedls".to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: all,
        work_done_progress_options: lsp::WorkDoneProgressOptions { work_done_progress: Some(all) },
    }
}

/// What asking for findings is registered as.
const REGISTRATION: &str = "findings";

/// Tells a client that can be told later what it can ask for, and what has become of it.
pub(super) fn register(shared: &Shared, all: bool) {
    let session = shared.state.session();
    if !session.findings.pulls || !session.findings.registers {
        return;
    }
    // In the order in which they are written down.
    let mut world = shared.state.world();
    let before = world.registered.replace(all);
    if before == Some(all) {
        return;
    }
    let method = "textDocument/diagnostic";
    if before.is_some() {
        // Spelt so in the protocol.
        let old = json!({ "unregisterations": [{ "id": REGISTRATION, "method": method }] });
        shared.outbox.request("client/unregisterCapability", old);
    }
    let mut options = json!(options(all));
    options["documentSelector"] = Value::Null;
    let new = json!({ "id": REGISTRATION, "method": method, "registerOptions": options });
    shared.outbox.request("client/registerCapability", json!({ "registrations": [new] }));
}

/// What findings come to: who has this has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ResultId(u64);

impl ResultId {
    pub(super) fn of(items: &[lsp::Diagnostic]) -> ResultId {
        let mut hasher = FxHasher::default();
        items.hash(&mut hasher);
        ResultId(hasher.finish())
    }

    /// `None` for what is none of ours.
    pub(super) fn read(written: &str) -> Option<ResultId> {
        u64::from_str_radix(written, 16).ok().map(ResultId)
    }
}

impl fmt::Display for ResultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The answer to a client that asks, which may have asked before and got `previous`.
pub(super) fn report(
    shared: &Shared,
    view: &View,
    previous: Option<&str>,
    cancel: &Cancel,
) -> lsp::DocumentDiagnosticReport {
    let items = diagnostics(view);
    let id = ResultId::of(&items);
    let related = related(shared, view, cancel);
    let related = (!related.is_empty()).then_some(related);
    if previous.and_then(ResultId::read) == Some(id) {
        let result_id = id.to_string();
        let report = lsp::UnchangedDocumentDiagnosticReport { result_id };
        return lsp::RelatedUnchangedDocumentDiagnosticReport::new(related, report).into();
    }
    lsp::RelatedFullDocumentDiagnosticReport::new(related, full(Some(id), items)).into()
}

/// The answer about a file that is no document: what is said of one that is no text.
pub(super) fn report_of_no_document(view: &View, uri: &lsp::Uri) -> lsp::DocumentDiagnosticReport {
    let items = unread::told(view, &convert::path(&uri.0)).unwrap_or_default();
    let id = (!items.is_empty()).then(|| ResultId::of(&items));
    lsp::RelatedFullDocumentDiagnosticReport::new(None, full(id, items)).into()
}

fn full(id: Option<ResultId>, items: Vec<lsp::Diagnostic>) -> lsp::FullDocumentDiagnosticReport {
    lsp::FullDocumentDiagnosticReport { result_id: id.map(|it| it.to_string()), items }
}

/// Others that are told of with one document. Who shows the whole workspace asks for it as well.
const MOST_RELATED: usize = 64;

/// The findings of other documents that are shown and that changes of this one have changed since
/// the client was last told of it.
fn related(
    shared: &Shared,
    view: &View,
    cancel: &Cancel,
) -> HashMap<lsp::Uri, lsp::RelatedDocument> {
    let mut related = HashMap::new();
    if !view.session.findings.related_documents || !view.is_open(view.file) {
        return related;
    }
    let before = shared.state.world().open.get(&view.file).and_then(|it| it.told.clone());
    if let (Some(before), Some(path)) = (before, view.snapshot.path(view.file)) {
        let mut affected = view.snapshot.affected_since(&before, &[path]);
        affected.retain(|&other| other != view.file && survey::is_shown(view, other));
        for other in affected.into_iter().take(MOST_RELATED) {
            let now = view.of(other);
            let (old, new) = (diagnostics(&now.in_snapshot(before.clone())), diagnostics(&now));
            if old != new
                && let Some(uri) = view.uri(other)
            {
                related.insert(uri, full(Some(ResultId::of(&new)), new).into());
            }
        }
    }
    if !cancel.is_cancelled()
        && let Some(open) = shared.state.world().open.get_mut(&view.file)
    {
        open.told = Some(view.snapshot.clone());
    }
    related
}

/// All findings of the document that the view is of; none of a text that is not the client's.
pub(super) fn diagnostics(view: &View) -> Vec<lsp::Diagnostic> {
    let Some(document) = view.snapshot.document(view.file) else { return Vec::new() };
    if !view.is_in_step(view.file) {
        return Vec::new();
    }
    let mut found = found(view);
    let config = view.snapshot.config_of(view.file);
    let more = too_many_findings::cap(&mut found, config, |(it, _)| it.level);
    let more = more.iter().map(|it| convert::diagnostic(view, document.text(), it, None));
    let found = found
        .iter()
        .map(|(it, print)| convert::diagnostic(view, document.text(), it, Some(*print)));
    more.chain(found).collect()
}

/// What is wrong in the document that the view is of, with what each finding is known by; without
/// what has been accepted.
pub(super) fn found(view: &View) -> Vec<(rules::Diagnostic, Fingerprint)> {
    known(view, rules::check(&view.snapshot, view.file))
}

/// As [`found`]. What stands in `range`, and all else that the same rules say, has of its fixes only
/// those that are proven to do good.
pub(super) fn found_to_fix(
    view: &View,
    range: TextRange,
    supply: Supply<'_>,
) -> Vec<(rules::Diagnostic, Fingerprint)> {
    let mut found = rules::check(&view.snapshot, view.file);
    let here = found.iter().filter(|it| it.finding.range.intersect(range).is_some());
    let here: Vec<u16> = here.map(|it| it.rule.code).collect();
    let is_asked = |it: &rules::Diagnostic| here.contains(&it.rule.code);
    rules::withhold_of(&view.snapshot, view.file, &mut found, is_asked, supply);
    known(view, found)
}

/// `found` with what each is known by, without what has been accepted.
fn known(view: &View, found: Vec<rules::Diagnostic>) -> Vec<(rules::Diagnostic, Fingerprint)> {
    let Some(document) = view.snapshot.document(view.file) else { return Vec::new() };
    let prints = rules::fingerprints(document, &found);
    let mut found: Vec<_> = found.into_iter().zip(prints).collect();
    if let Some(accepted) = view.baselines.accepted(&view.snapshot, view.file) {
        found.retain(|(it, print)| !accepted.contains(&Accepted::new(it, *print)));
    }
    found
}
