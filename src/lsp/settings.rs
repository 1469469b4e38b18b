//! Settings: the configuration files that count for the open folders and documents. What is open in
//! the editor is the editor's, as with documents; what is wrong in a file is told in that file.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use crate::config::EditorFindings;
use crate::config::OnTop;
use crate::index::Snapshot;
use crate::io;
use crate::io::Choice;
use crate::io::ConfigFile;
use crate::io::Resolver;
use crate::lsp::Shared;
use crate::lsp::baselines;
use crate::lsp::convert;
use crate::lsp::diagnostics;
use crate::lsp::editor_settings::EditorSettings;
use crate::lsp::pool::Lane;
use crate::lsp::session::Session;
use crate::lsp::state::World;
use crate::lsp::workspace;
use crate::rules;
use crate::text::Text;

/// What is known of configuration files.
#[derive(Default)]
pub(super) struct Settings {
    /// Those that are open in the editor, by path.
    pub(super) open: BTreeMap<String, OpenConfig>,
    /// `None` until the folders have been read.
    pub(super) resolver: Option<Arc<Resolver>>,
    /// What the editor's user has set in the editor.
    pub(super) editor: EditorSettings,
    /// A job waits that reads them again.
    waiting: bool,
    /// What was told of each, by path.
    told: BTreeMap<String, Vec<lsp::Diagnostic>>,
    problems: Vec<io::Problem>,
}

pub(super) struct OpenConfig {
    pub(super) uri: lsp::Uri,
    pub(super) version: Option<i32>,
    pub(super) text: Text,
    /// The text is the client's.
    pub(super) in_step: bool,
}

impl Settings {
    /// The file at `path` is a configuration, or one extends it.
    pub(super) fn concern(&self, path: &str) -> bool {
        io::is_config_name(path)
            || self.resolver.as_ref().is_some_and(|resolver| {
                resolver.files().iter().any(|it| io::host_path(&it.path).as_deref() == Some(path))
            })
    }
}

/// A configuration has changed in the editor. However many changes come before it is read again,
/// it is read once.
pub(super) fn edited(shared: &Arc<Shared>) {
    let mut world = shared.state.world();
    if std::mem::replace(&mut world.settings.waiting, true) {
        return;
    }
    drop(world);
    let job = shared.clone();
    shared.pool.spawn(Lane::Files, "reading the configuration", move || {
        job.state.world().settings.waiting = false;
        read_again(&job);
    });
}

/// The editor's own settings are `value` from now on.
pub(super) fn set_editor(shared: &Arc<Shared>, value: &Value) {
    let new = EditorSettings::read(value);
    let mut world = shared.state.world();
    if world.settings.editor == new {
        return;
    }
    let errors = new.errors.clone();
    world.settings.editor = new;
    drop(world);
    if !errors.is_empty() {
        shared.outbox.show_error(&errors.join("\n"));
    }
    edited(shared);
}

/// As [`set_editor`], before anything has been read.
pub(super) fn begin_editor(shared: &Shared, value: &Value) {
    let settings = EditorSettings::read(value);
    if !settings.errors.is_empty() {
        shared.outbox.show_error(&settings.errors.join("\n"));
    }
    shared.state.world().settings.editor = settings;
}

/// Whether the findings of the whole workspace are to be shown, for a client that has to be told
/// before anything has been read.
pub(super) fn begin(shared: &Shared, session: &Session) -> bool {
    let findings = &session.findings;
    let has_to_know = findings.pulls && !findings.registers;
    has_to_know && shows_all(&resolver(shared, &session.roots), &session.roots)
}

pub(super) fn shows_all(resolver: &Resolver, roots: &[String]) -> bool {
    let shows_all = |it: &String| {
        let config = resolver.layers(Path::new(it)).general();
        config.editor_findings == EditorFindings::Workspace
    };
    roots.iter().any(shows_all)
}

/// Asks the client for its user's settings, where it can tell them.
pub(super) async fn ask_editor(shared: Arc<Shared>) {
    let section = Some("seedls".to_owned());
    let item = lsp::ConfigurationItem { scope_uri: None, section };
    if let Ok(values) = shared.client.configuration(vec![item]).await {
        let value = serde_json::to_value(values.into_iter().next()).unwrap_or_default();
        set_editor(&shared, &value);
    }
}

/// Reads all configuration files again.
pub(super) fn read_again(shared: &Arc<Shared>) {
    let before = shared.state.world().host.snapshot();
    let roots = shared.state.folders();
    workspace::read_folders(shared, &roots, &mut |_, _| true);
    renew(shared, &before);
}

/// Renews the findings that other configurations change, which have been set since `before`.
fn renew(shared: &Arc<Shared>, before: &Snapshot) {
    let after = shared.state.world().host.snapshot();
    let mut files = after.reconfigured_since(before);
    // Which files are seeds may be another question now.
    let paths = |one: &Snapshot, other: &Snapshot| -> Vec<String> {
        let paths = one.files().filter_map(|file| one.path(file));
        paths.filter(|path| other.file_at(path).is_none()).map(str::to_owned).collect()
    };
    let (gone, new) = (paths(before, &after), paths(&after, before));
    let changed: Vec<&str> = gone.iter().chain(&new).map(String::as_str).collect();
    files.extend(after.affected_since(before, &changed));
    diagnostics::changed_elsewhere(shared, &files);
}

/// A document was opened: what counts for its folder may not have been read yet.
pub(super) fn opened(shared: &Arc<Shared>, path: &str) {
    let folder = folder_of(path);
    if !folder.is_absolute() {
        return;
    }
    let resolver = shared.state.world().settings.resolver.clone();
    let Some(resolver) = resolver.filter(|it| !it.knows(&folder)) else { return };
    let job = shared.clone();
    shared.pool.spawn(Lane::Files, "reading the configuration", move || {
        let before = job.state.world().host.snapshot();
        resolver.layers(&folder);
        set(&job, &resolver);
        renew(&job, &before);
    });
}

/// Looks for configuration files anew, those of the documents at hand first.
pub(super) fn resolver(shared: &Shared, roots: &[String]) -> Arc<Resolver> {
    let fallbacks: Vec<PathBuf> = roots.iter().map(PathBuf::from).collect();
    let (unsaved, folders, editor) = {
        let world = shared.state.world();
        let open = world.settings.open.iter().filter(|(_, open)| open.in_step);
        let unsaved = open.map(|(path, open)| (path.clone(), open.text.to_string())).collect();
        (unsaved, folders(&world), world.settings.editor.text.clone())
    };
    let resolver = Resolver::new(Choice::Nearest, rules::names(), OnTop::default(), fallbacks);
    let resolver = Arc::new(resolver.with_unsaved(unsaved).with_editor(editor));
    folders.iter().for_each(|folder| _ = resolver.layers(folder));
    resolver
}

/// Sets what `resolver` has found on the host, and tells what is wrong with it.
pub(super) fn set(shared: &Shared, resolver: &Arc<Resolver>) {
    let folders: BTreeSet<PathBuf> = {
        let roots = shared.state.folders();
        let world = shared.state.world();
        roots.iter().map(PathBuf::from).chain(folders(&world)).collect()
    };
    let roots = resolver.roots(folders.iter().map(|it| &**it));
    let first = shared.state.folders().first().map_or_else(PathBuf::new, PathBuf::from);
    let configs = resolver.configs(&first);
    {
        let mut world = shared.state.world();
        world.host.set_roots(&roots.iter().map(String::as_str).collect::<Vec<_>>());
        world.host.set_configs(configs);
        world.settings.resolver = Some(resolver.clone());
    }
    baselines::read(shared);
    diagnostics::register(shared, shows_all(resolver, &shared.state.folders()));
    tell(shared, resolver);
}

/// The folders of the documents at hand. One that was never saved lies in none, and least of all in
/// the one that this program was started in.
fn folders(world: &World) -> BTreeSet<PathBuf> {
    let snapshot = world.host.snapshot();
    let folders = snapshot.files().filter_map(|file| snapshot.path(file)).map(folder_of);
    folders.filter(|folder| folder.is_absolute()).collect()
}

fn folder_of(path: &str) -> PathBuf {
    Path::new(path).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// Tells what is wrong in the files, and takes back what is not wrong any more.
fn tell(shared: &Shared, resolver: &Resolver) {
    let mut found: BTreeMap<String, Vec<lsp::Diagnostic>> = BTreeMap::new();
    let mut heads: BTreeMap<String, String> = BTreeMap::new();
    let encoding = shared.state.session().encoding;
    for file in resolver.files() {
        let Some(path) = io::host_path(&file.path) else { continue };
        let text = Text::new(&file.text);
        let faults = file.errors.iter().map(|it| convert::config_fault(&text, it, encoding));
        found.entry(path.clone()).or_default().extend(faults);
        if let Some(error) = file.errors.first() {
            heads.insert(path, error.message.clone());
        }
        for other in &file.shadows {
            let Some(path) = io::host_path(other) else { continue };
            found.entry(path).or_default().push(convert::shadowed(&name_of(&file)));
        }
    }
    let mut world = shared.state.world();
    let settings = &mut world.settings;
    let mut told = std::mem::take(&mut settings.told);
    for (path, diagnostics) in &found {
        let before = told.remove(path).unwrap_or_default();
        let open = settings.open.get(path);
        if before == *diagnostics {
            continue;
        }
        let (uri, version) = open
            .map_or_else(|| (convert::uri(path), None), |open| (open.uri.clone(), open.version));
        publish(shared, uri, version, diagnostics);
        // Who looks at the file sees it there.
        if open.is_none()
            && let Some(fault) = diagnostics.first()
            && let Some(message) = heads.get(path)
        {
            let line = fault.range.start.line + 1;
            shared.outbox.show_error(&format!("{path}, line {line}: {message}"));
        }
    }
    for path in told.into_keys() {
        publish(shared, convert::uri(&path), None, &[]);
    }
    found.retain(|_, diagnostics| !diagnostics.is_empty());
    settings.told = found;
    let problems = resolver.problems();
    for io::Problem { path, message } in
        problems.iter().filter(|it| !settings.problems.contains(it))
    {
        shared.outbox.show_error(&format!("{path}: {message}"));
    }
    settings.problems = problems;
}

fn name_of(file: &ConfigFile) -> String {
    file.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A configuration is no document, so no client asks for its findings.
fn publish(shared: &Shared, uri: lsp::Uri, version: Option<i32>, diagnostics: &[lsp::Diagnostic]) {
    let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
    if let Some(version) = version {
        params["version"] = json!(version);
    }
    shared.outbox.notify("textDocument/publishDiagnostics", params);
}
