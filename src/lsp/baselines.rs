//! Baselines: the old findings that the configuration of a workspace's root has accepted, as
//! `seedls check` holds them back, and the command that accepts one more.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Error;
use tower_lsp::jsonrpc::Result;

use crate::export::Accepted;
use crate::export::Baseline;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::io;
use crate::lsp::Shared;
use crate::lsp::diagnostics;
use crate::lsp::pool::Cancel;
use crate::lsp::pool::Lane;
use crate::lsp::state::View;
use crate::rules::Fingerprint;
use crate::rules::Rule;

/// Its arguments: the address of a document, a rule, and the fingerprint of what it found.
pub(super) const ACCEPT: &str = "seedls.acceptFinding";

/// What the roots have accepted.
#[derive(Debug, Default)]
pub(super) struct Baselines {
    /// By root: the path of the file, and what it holds.
    of: BTreeMap<String, (String, Baseline)>,
    /// What is wrong with some.
    faults: Vec<String>,
}

impl Baselines {
    /// The file at `path` is one of them, whether it is there or not.
    pub(super) fn concern(&self, path: &str) -> bool {
        self.of.values().any(|(it, _)| it == path)
    }

    fn of(&self, snapshot: &Snapshot, file: FileId) -> Option<&(String, Baseline)> {
        self.of.get(snapshot.root_above(snapshot.path(file)?)?)
    }

    /// What is accepted in `file`.
    pub(super) fn accepted(
        &self,
        snapshot: &Snapshot,
        file: FileId,
    ) -> Option<&BTreeSet<Accepted>> {
        let (_, baseline) = self.of(snapshot, file)?;
        baseline.accepted(snapshot.path(file)?)
    }
}

/// Reads all baselines again.
pub(super) fn read(shared: &Shared) {
    let snapshot = shared.state.world().host.snapshot();
    let mut new = Baselines::default();
    for root in snapshot.roots() {
        let config = snapshot.configs().of(&format!("{root}/seedls.toml"));
        let Some(name) = &config.baseline else { continue };
        let file = Path::new(root).join(name);
        let Some(path) = io::host_path(&file) else { continue };
        match read_one(&path) {
            Ok(baseline) => _ = new.of.insert(root.clone(), (path, baseline)),
            Err(fault) => new.faults.push(format!("{path}: {fault}")),
        }
    }
    let mut world = shared.state.world();
    for fault in new.faults.iter().filter(|it| !world.baselines.faults.contains(it)) {
        shared.outbox.show_error(fault);
    }
    world.baselines = Arc::new(new);
}

fn read_one(path: &str) -> std::result::Result<Baseline, String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    match io::read(Path::new(path)) {
        Ok(text) => Baseline::read(folder, &text),
        Err(_) if !io::is_file(Path::new(path)) => Ok(Baseline::new(folder)),
        Err(error) => Err(error.to_string()),
    }
}

/// The action that accepts what `rule` found in the document of the view, where there is a file to
/// write it to. A command, since a file that is changed in the editor counts when it is saved.
pub(super) fn action(
    view: &View,
    rule: &Rule,
    fingerprint: Fingerprint,
    answered: &[lsp::Diagnostic],
) -> Option<lsp::CodeAction> {
    let (path, _) = view.baselines.of(&view.snapshot, view.file)?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let title = format!("Accept this `{}` in {name}", rule.name);
    let arguments = json!([view.uri(view.file)?, rule.name, fingerprint.to_string()]);
    let command = lsp::Command {
        title: title.clone(),
        command: ACCEPT.to_owned(),
        arguments: arguments.as_array().cloned(),
        ..lsp::Command::default()
    };
    Some(lsp::CodeAction {
        title,
        kind: Some(lsp::CodeActionKind::QuickFix),
        diagnostics: (!answered.is_empty()).then(|| answered.to_vec()),
        command: Some(command),
        ..lsp::CodeAction::default()
    })
}

/// Writes one finding to the baseline of its workspace.
pub(super) async fn accept(shared: &Arc<Shared>, arguments: &[Value]) -> Result<Option<Value>> {
    let invalid = || Error::invalid_params("expected a document, a rule and a fingerprint");
    let [Value::String(uri), Value::String(rule), Value::String(fingerprint)] = arguments else {
        return Err(invalid());
    };
    let rule = Rule::find(rule).ok_or_else(invalid)?.name.to_owned();
    let view = shared.state.view_of_any(&lsp::Uri(uri.clone())).ok_or_else(invalid)?;
    let (path, _) = view.baselines.of(&view.snapshot, view.file).ok_or_else(invalid)?.clone();
    let accepted = Accepted { rule, fingerprint: fingerprint.clone() };
    let job = shared.clone();
    let work = move |_: &Cancel| {
        if let Err(fault) = add(&view, &path, accepted) {
            job.outbox.show_error(&format!("{path}: {fault}"));
        }
        read(&job);
        diagnostics::changed_elsewhere(&job, &[view.file]);
        None
    };
    shared.pool.run(Lane::Files, "accepting a finding", work).await
}

/// What others have written meanwhile stays.
fn add(view: &View, path: &str, accepted: Accepted) -> std::result::Result<(), String> {
    let mut baseline = read_one(path)?;
    baseline.accept(view.snapshot.path(view.file).unwrap_or_default(), [accepted]);
    let text = baseline.text().map_err(|error| error.to_string())?;
    io::write(Path::new(path), &text).map_err(|error| error.to_string())
}
