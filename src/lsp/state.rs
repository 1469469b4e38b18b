//! State: the documents as the client has them, behind one lock that is never held across an
//! `.await`. Whatever the client says about a document is done here, at once and in order.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::gen_lsp_types as lsp;

use crate::index::FileId;
use crate::index::Host;
use crate::index::Snapshot;
use crate::io;
use crate::lsp::baselines::Baselines;
use crate::lsp::convert;
use crate::lsp::session::Session;
use crate::lsp::settings::OpenConfig;
use crate::lsp::settings::Settings;
use crate::lsp::unread::UnreadFiles;
use crate::text::Encoding;
use crate::text::LineCol;
use crate::text::Text;
use crate::text::TextEdit;
use crate::text::TextRange;

#[derive(Default)]
pub(super) struct State {
    session: OnceLock<Arc<Session>>,
    world: Mutex<World>,
    /// Work that the client can put an end to, by its token as JSON.
    work: Mutex<BTreeMap<String, Arc<AtomicBool>>>,
    works: AtomicU64,
}

#[derive(Default)]
pub(super) struct World {
    pub(super) host: Host,
    pub(super) open: BTreeMap<FileId, Open>,
    /// The folders that are open, as paths.
    pub(super) folders: Vec<String>,
    pub(super) settings: Settings,
    /// The client was told to ask for findings, and whether for those of the whole workspace too.
    pub(super) registered: Option<bool>,
    pub(super) baselines: Arc<Baselines>,
    /// Seeds that are no texts.
    pub(super) unread: Arc<UnreadFiles>,
    // The addresses of the open documents, exactly as the client writes them.
    uris: Arc<BTreeMap<FileId, lsp::Uri>>,
}

/// A document that is open in the editor.
#[derive(Debug)]
pub(super) struct Open {
    /// The client's count; older clients send none.
    pub(super) version: Option<i32>,
    /// The text is the client's text. False after a change that could not be read, until the
    /// client sends the whole text again: every answer would be about the wrong place.
    pub(super) in_step: bool,
    /// Grows with every change of the text; findings of an older one are not published.
    pub(super) generation: u64,
    pub(super) check: Check,
    /// All documents as they were when this one was checked last.
    pub(super) checked: Option<Snapshot>,
    /// All documents as they were when the client was last told of this one's findings, if it asks.
    pub(super) told: Option<Snapshot>,
}

/// What becomes of a document's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Idle,
    /// A job waits for a thread.
    Waiting,
    /// A job is at work, and whether something changed since it began.
    Running {
        again: bool,
    },
}

/// The documents as they were when a request arrived.
#[derive(Clone)]
pub(super) struct View {
    pub(super) snapshot: Snapshot,
    /// The document that was asked about.
    pub(super) file: FileId,
    /// The client's count of the document's changes.
    pub(super) version: Option<i32>,
    pub(super) session: Arc<Session>,
    uris: Arc<BTreeMap<FileId, lsp::Uri>>,
    opened: Arc<BTreeMap<FileId, Opening>>,
    pub(super) baselines: Arc<Baselines>,
    pub(super) unread: Arc<UnreadFiles>,
}

/// An open document, as far as a view knows it.
#[derive(Debug, Clone, Copy)]
struct Opening {
    version: Option<i32>,
    in_step: bool,
}

impl View {
    /// The client's count of the changes of `file`; `None` where it is not open.
    pub(super) fn version_of(&self, file: FileId) -> Option<i32> {
        self.opened.get(&file)?.version
    }

    pub(super) fn is_open(&self, file: FileId) -> bool {
        self.opened.contains_key(&file)
    }

    /// The text of `file` is the one that the client has, or nobody has it open.
    pub(super) fn is_in_step(&self, file: FileId) -> bool {
        self.opened.get(&file).is_none_or(|open| open.in_step)
    }

    /// The same of another document.
    pub(super) fn of(&self, file: FileId) -> View {
        View { file, version: self.version_of(file), ..self.clone() }
    }

    /// The same document in `snapshot`.
    pub(super) fn in_snapshot(&self, snapshot: Snapshot) -> View {
        View { snapshot, ..self.clone() }
    }

    pub(super) fn uri(&self, file: FileId) -> Option<lsp::Uri> {
        match self.uris.get(&file) {
            Some(uri) => Some(uri.clone()),
            None => self.snapshot.path(file).map(convert::uri),
        }
    }
}

/// What a change came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Changed {
    Document(FileId),
    Config,
    /// The change could not be read, so the text is no longer the client's.
    OutOfStep(FileId, String),
    /// It names no open document.
    Nothing(String),
}

/// What was opened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opened {
    Document(FileId, String),
    Config,
}

/// What was closed, with its address as it was opened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Closed {
    Document(lsp::Uri),
    Config,
}

/// The protocol's own types would read a change whose range is malformed as one of the whole text,
/// and lose a notification that they cannot read at all.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChangeParams {
    text_document: Identifier,
    content_changes: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenParams {
    text_document: Item,
}

#[derive(Deserialize)]
struct Identifier {
    uri: String,
    #[serde(default)]
    version: Value,
}

#[derive(Deserialize)]
struct Item {
    uri: String,
    #[serde(default)]
    version: Value,
    text: String,
}

impl State {
    pub(super) fn begin(&self, session: Session) {
        self.world().folders.clone_from(&session.roots);
        let _ = self.session.set(Arc::new(session));
    }

    pub(super) fn session(&self) -> Arc<Session> {
        self.session.get_or_init(Arc::default).clone()
    }

    /// The folders that are open, as paths.
    pub(super) fn folders(&self) -> Vec<String> {
        self.world().folders.clone()
    }

    pub(super) fn change_folders(&self, event: &lsp::WorkspaceFoldersChangeEvent) {
        let paths = |of: &[lsp::WorkspaceFolder]| -> Vec<String> {
            of.iter().map(|it| convert::path(&it.uri.0)).collect()
        };
        let (added, removed) = (paths(&event.added), paths(&event.removed));
        let folders = &mut self.world().folders;
        folders.retain(|it| !removed.contains(it));
        for folder in added {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
    }

    /// Never held across an `.await`. A panic under the lock leaves the document that it was about
    /// out of step and all else whole, so the lock is not poisoned by it.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that no other work has.
    pub(super) fn next_work(&self) -> u64 {
        self.works.fetch_add(1, Ordering::Relaxed)
    }

    /// From now on the client can have `cancelled` set by `token`.
    pub(super) fn begin_work(&self, token: String, cancelled: Arc<AtomicBool>) {
        self.work().insert(token, cancelled);
    }

    pub(super) fn end_work(&self, token: &str) {
        self.work().remove(token);
    }

    pub(super) fn cancel_work(&self, token: &str) {
        if let Some(cancelled) = self.work().get(token) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    fn work(&self) -> MutexGuard<'_, BTreeMap<String, Arc<AtomicBool>>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a request about `uri` is answered from; `None` when that document is not open, or is
    /// out of step.
    pub(super) fn view(&self, uri: &lsp::Uri) -> Option<View> {
        let session = self.session();
        let world = self.world();
        let file = world.host.file_at(&convert::path(&uri.0))?;
        let open = world.open.get(&file)?;
        open.in_step.then(|| world.view(file, session))
    }

    /// What a request about `uri` is answered from, which need not be open; `None` when it is no
    /// document, or out of step.
    pub(super) fn view_of_any(&self, uri: &lsp::Uri) -> Option<View> {
        let session = self.session();
        let world = self.world();
        let file = world.host.file_at(&convert::path(&uri.0))?;
        let in_step = world.open.get(&file).is_none_or(|open| open.in_step);
        in_step.then(|| world.view(file, session))
    }

    /// All documents as they are, for requests that are about none of them.
    pub(super) fn everything(&self) -> (Snapshot, Arc<Session>) {
        (self.world().host.snapshot(), self.session())
    }

    /// What a request about no document in particular is answered from.
    pub(super) fn overview(&self) -> View {
        let session = self.session();
        self.world().view(FileId::default(), session)
    }

    pub(super) fn did_open(&self, params: Value) -> Result<Opened, String> {
        let OpenParams { text_document: Item { uri, version, text } } =
            serde_json::from_value(params)
                .map_err(|error| format!("a document could not be opened: {error}"))?;
        let path = convert::path(&uri);
        let mut world = self.world();
        if io::is_config_name(&path) {
            let (version, text) = (self::version(&version), Text::new(&text));
            let open = OpenConfig { uri: lsp::Uri(uri), version, text, in_step: true };
            world.settings.open.insert(path, open);
            return Ok(Opened::Config);
        }
        let before = world.host.snapshot();
        let file = world.host.set_document(&path, Text::new(&text));
        let generation = world.open.get(&file).map_or(0, |open| open.generation + 1);
        let check = world.open.get(&file).map_or(Check::Idle, |open| open.check);
        let version = self::version(&version);
        let (checked, told) = (Some(before), None);
        world.open.insert(file, Open { version, in_step: true, generation, check, checked, told });
        Arc::make_mut(&mut world.uris).insert(file, lsp::Uri(uri));
        Ok(Opened::Document(file, path))
    }

    pub(super) fn did_change(&self, params: Value) -> Changed {
        let ChangeParams { text_document: Identifier { uri, version }, content_changes } =
            match serde_json::from_value(params) {
                Ok(params) => params,
                Err(error) => return Changed::Nothing(format!("a change is unreadable: {error}")),
            };
        let encoding = self.session().encoding;
        let mut world = self.world();
        let World { host, open, settings, .. } = &mut *world;
        let path = convert::path(&uri);
        if let Some(config) = settings.open.get_mut(&path) {
            config.version = self::version(&version);
            return match changes(content_changes) {
                Ok(changes) => {
                    changes.into_iter().for_each(|it| config.change(it, encoding));
                    Changed::Config
                }
                Err(why) => {
                    config.in_step = false;
                    Changed::Nothing(why)
                }
            };
        }
        let file = host.file_at(&path);
        let Some((file, open)) = file.and_then(|file| Some((file, open.get_mut(&file)?))) else {
            return Changed::Nothing(format!("a change of `{uri}`, which is not open"));
        };
        open.generation += 1;
        open.version = self::version(&version);
        // Should anything below panic, this is how it stays.
        let was_in_step = std::mem::replace(&mut open.in_step, false);
        let changes = match changes(content_changes) {
            Ok(changes) => changes,
            Err(why) => return Changed::OutOfStep(file, why),
        };
        let mut in_step = was_in_step;
        for Change { range, text } in changes {
            match range {
                None => {
                    replace_all(host, file, &text);
                    in_step = true;
                }
                Some(_) if !in_step => {}
                Some((start, end)) => {
                    let snapshot = host.snapshot();
                    let Some(document) = snapshot.document(file) else { continue };
                    let a = document.text().offset(start, encoding);
                    let b = document.text().offset(end, encoding);
                    let range = TextRange::new(a.min(b), a.max(b));
                    drop(snapshot);
                    host.edit_document(file, &TextEdit::replace(range, text));
                }
            }
        }
        open.in_step = in_step;
        Changed::Document(file)
    }

    /// The address of the document that was closed, as it was opened.
    pub(super) fn did_close(&self, uri: &lsp::Uri) -> Option<Closed> {
        let mut world = self.world();
        if world.settings.open.remove(&convert::path(&uri.0)).is_some() {
            return Some(Closed::Config);
        }
        let file = world.host.file_at(&convert::path(&uri.0))?;
        world.open.remove(&file)?;
        let told = Arc::make_mut(&mut world.uris).remove(&file);
        Some(Closed::Document(told.unwrap_or_else(|| uri.clone())))
    }
}

impl World {
    pub(super) fn view(&self, file: FileId, session: Arc<Session>) -> View {
        let version = self.open.get(&file).and_then(|open| open.version);
        let opening = |open: &Open| Opening { version: open.version, in_step: open.in_step };
        let opened =
            Arc::new(self.open.iter().map(|(&file, open)| (file, opening(open))).collect());
        let (snapshot, uris) = (self.host.snapshot(), self.uris.clone());
        let (baselines, unread) = (self.baselines.clone(), self.unread.clone());
        View { snapshot, file, version, session, uris, opened, baselines, unread }
    }
}

impl OpenConfig {
    fn change(&mut self, change: Change, encoding: Encoding) {
        match change.range {
            None => {
                self.text = Text::new(&change.text);
                self.in_step = true;
            }
            Some((start, end)) if self.in_step => {
                let (a, b) = (self.text.offset(start, encoding), self.text.offset(end, encoding));
                let range = TextRange::new(a.min(b), a.max(b));
                self.text = self.text.edit(&TextEdit::replace(range, change.text));
            }
            Some(_) => {}
        }
    }
}

struct Change {
    /// `None`: the whole text.
    range: Option<(LineCol, LineCol)>,
    text: String,
}

fn changes(value: Value) -> Result<Vec<Change>, String> {
    let Value::Array(values) = value else { return Err("no list of changes".to_owned()) };
    values.into_iter().map(change).collect()
}

fn change(mut value: Value) -> Result<Change, String> {
    let range = match value.get("range") {
        None | Some(Value::Null) => None,
        Some(range) => {
            let position = |name: &str| {
                let position = range.get(name)?;
                Some(LineCol {
                    line: count(position.get("line")?)?,
                    column: count(position.get("character")?)?,
                })
            };
            let ends = position("start").zip(position("end"));
            Some(ends.ok_or_else(|| format!("a change with the range {range}"))?)
        }
    };
    match value.get_mut("text").map(Value::take) {
        Some(Value::String(text)) => Ok(Change { range, text }),
        _ => Err("a change without a text".to_owned()),
    }
}

/// A line or column, moved into what positions can hold; what follows clamps it to the text.
fn count(value: &Value) -> Option<u32> {
    if let Some(count) = value.as_u64() {
        return Some(u32::try_from(count).unwrap_or(u32::MAX));
    }
    if value.as_i64().is_some() {
        return Some(0);
    }
    // Some clients count in floating point; a cast saturates.
    value.as_f64().filter(|count| count.fract() == 0.0).map(|count| count as u32)
}

fn version(value: &Value) -> Option<i32> {
    value.as_i64().and_then(|version| i32::try_from(version).ok())
}

/// Sets the whole text, as an edit of what differs, so that the tree of the rest is kept.
fn replace_all(host: &mut Host, file: FileId, text: &str) {
    let snapshot = host.snapshot();
    let Some(document) = snapshot.document(file) else { return };
    let edit = document.text().difference(text);
    drop(snapshot);
    if let Some(edit) = edit {
        host.edit_document(file, &edit);
    }
}
