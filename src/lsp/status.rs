//! The state of the server in words and figures, for people who report a fault.

use serde_json::Value;
use serde_json::json;

use crate::io;
use crate::lsp::Shared;

/// What `seedls/status` answers: figures, and the same as a text to be pasted. It names folders, but
/// nothing that stands in a seed.
pub(super) fn status(shared: &Shared) -> Value {
    let session = shared.state.session();
    let (snapshot, open, configurations, editor_settings) = {
        let world = shared.state.world();
        let settings = &world.settings;
        let files = settings.resolver.as_ref().map(|it| it.files()).unwrap_or_default();
        let files: Vec<String> =
            files.iter().map(|file| file.path.to_string_lossy().into_owned()).collect();
        let editor = settings.editor.text.clone();
        (world.host.snapshot(), world.open.len(), files, editor)
    };
    let seeds = snapshot.files().count();
    let panics = shared.outbox.failures();
    let version = env!("CARGO_PKG_VERSION");
    let system = io::system();
    let encoding = session.encoding_kind();
    let findings = if session.findings.pulls { "asked for" } else { "sent" };
    let list = |words: &[String]| match words {
        [] => "none".to_owned(),
        words => words.join(", "),
    };
    let lines = [
        format!("seedls {version} on {system}"),
        format!("editor: {}", session.client),
        format!("folders: {}", list(&session.roots)),
        format!("configurations: {}", list(&configurations)),
        format!(
            "settings of the editor: {}",
            list(&editor_settings.lines().map(str::to_owned).collect::<Vec<_>>())
        ),
        format!("seeds: {seeds}, open: {open}"),
        format!("positions: {}, findings: {findings}", String::from(encoding.clone())),
        format!("failures: {panics}"),
    ];
    json!({
        "version": version,
        "system": system,
        "client": session.client,
        "roots": session.roots,
        "configurations": configurations,
        "editorSettings": editor_settings,
        "seeds": seeds,
        "open": open,
        "positionEncoding": encoding,
        "findings": findings,
        "failures": panics,
        "text": lines.join("\n"),
    })
}
