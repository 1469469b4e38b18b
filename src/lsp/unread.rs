//! Unread: seeds of the workspace that are no texts, so that no document can hold them. What is
//! said of them is shown with the findings of the whole workspace.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tower_lsp::gen_lsp_types as lsp;

use crate::config::EditorFindings;
use crate::io;
use crate::io::NotUtf8;
use crate::io::ReadError;
use crate::lsp::convert;
use crate::lsp::diagnostics::ResultId;
use crate::lsp::state::View;
use crate::lsp::state::World;
use crate::rules::Diagnostic;
use crate::rules::invalid_utf8;
use crate::rules::unreadable_file;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::size;

/// By path.
pub(super) type UnreadFiles = BTreeMap<String, Unread>;

/// See [`said_of`].
#[derive(Debug, Clone)]
pub(super) struct Unread {
    text: Text,
    diagnostic: Diagnostic,
}

/// What is said of a file that is no text, and the text that it is said about, in which places are
/// those of the file.
pub(crate) fn said_of(error: ReadError) -> (Diagnostic, Text) {
    match error {
        ReadError::NotUtf8(bad) => {
            let NotUtf8 { offset, len, byte, shown, .. } = *bad;
            let range = TextRange::at(size(offset), size(len));
            (invalid_utf8::diagnostic(range, byte), Text::new(&shown))
        }
        ReadError::Utf16 => (invalid_utf8::of_utf16(), Text::default()),
        error => (unreadable_file::diagnostic(error.to_string()), Text::default()),
    }
}

/// Keeps what was said when the seed at `path` was read. What is not there is nobody's concern.
pub(super) fn keep(world: &mut World, path: &str, error: Option<ReadError>) {
    let file = Path::new(path);
    let error = error.filter(|_| io::is_there(file) && !io::is_folder(file));
    if error.is_none() && !world.unread.contains_key(path) {
        return;
    }
    let unread = Arc::make_mut(&mut world.unread);
    match error {
        Some(error) => {
            let (diagnostic, text) = said_of(error);
            unread.insert(path.to_owned(), Unread { text, diagnostic });
        }
        None => {
            unread.remove(path);
        }
    }
}

/// What the client is told of the file at `path`; nothing where it is open, since then there is a
/// text, or where only open files are told of.
pub(super) fn told(view: &View, path: &str) -> Option<Vec<lsp::Diagnostic>> {
    let unread = view.unread.get(path)?;
    let is_open = view.snapshot.file_at(path).is_some_and(|file| view.is_open(file));
    let shows = view.snapshot.configs().of(path).editor_findings;
    if is_open || shows != EditorFindings::Workspace {
        return None;
    }
    Some(vec![convert::diagnostic(view, &unread.text, &unread.diagnostic, None)])
}

/// What the client is told of all of them, by path.
pub(super) fn all(view: &View) -> Vec<(&str, ResultId, Vec<lsp::Diagnostic>)> {
    let told = view.unread.keys().filter_map(|path| {
        let items = told(view, path)?;
        Some((&**path, ResultId::of(&items), items))
    });
    told.collect()
}
