//! Index: all documents of a workspace and what spans them. Knows no protocol, disk or clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::facts::Date;
use crate::facts::Document;
use crate::text::Text;
use crate::text::TextEdit;

/// A document of one `Host`; never used again after the document is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// The workspace at one moment. Immutable, cheap to clone, safe to read from any thread.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    files: Arc<BTreeMap<FileId, File>>,
    by_path: Arc<BTreeMap<String, FileId>>,
    config: Arc<Config>,
    today: Option<Date>,
}

#[derive(Debug, Clone)]
struct File {
    path: Arc<str>,
    document: Arc<Document>,
}

/// The one writer: takes changes, hands out snapshots. Everything that is not in the documents
/// (configuration, what lies on the disk, today's date) is an input that somebody sets.
#[derive(Debug, Default)]
pub struct Host {
    snapshot: Snapshot,
    next: u32,
}

impl Host {
    /// Adds a document, or replaces the one at `path` (absolute, `/` as separator).
    pub fn set_document(&mut self, path: &str, text: Text) -> FileId {
        self.set_parsed(path, Document::new(text))
    }

    /// As [`Host::set_document`], for who parses many documents at once.
    pub fn set_parsed(&mut self, path: &str, document: Document) -> FileId {
        let file = match self.snapshot.file_at(path) {
            Some(file) => file,
            None => {
                self.next += 1;
                FileId(self.next)
            }
        };
        let document = Arc::new(document);
        Arc::make_mut(&mut self.snapshot.files).insert(file, File { path: path.into(), document });
        Arc::make_mut(&mut self.snapshot.by_path).insert(path.to_owned(), file);
        file
    }

    pub fn edit_document(&mut self, file: FileId, edit: &TextEdit) {
        if let Some(file) = Arc::make_mut(&mut self.snapshot.files).get_mut(&file) {
            file.document = Arc::new(file.document.edit(edit));
        }
    }

    pub fn remove_document(&mut self, file: FileId) {
        if let Some(file) = Arc::make_mut(&mut self.snapshot.files).remove(&file) {
            Arc::make_mut(&mut self.snapshot.by_path).remove(&*file.path);
        }
    }

    pub fn file_at(&self, path: &str) -> Option<FileId> {
        self.snapshot.file_at(path)
    }

    pub fn set_config(&mut self, config: Config) {
        self.snapshot.config = Arc::new(config);
    }

    pub fn set_today(&mut self, today: Option<Date>) {
        self.snapshot.today = today;
    }

    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.clone()
    }
}

impl Snapshot {
    /// All documents, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.by_path.values().copied()
    }

    pub fn file_at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// `None` when `file` is not in this snapshot.
    pub fn document(&self, file: FileId) -> Option<&Document> {
        self.files.get(&file).map(|file| &*file.document)
    }

    pub fn path(&self, file: FileId) -> Option<&str> {
        self.files.get(&file).map(|file| &*file.path)
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// `None` where nobody told: rules that need it then say nothing.
    pub fn today(&self) -> Option<&Date> {
        self.today.as_ref()
    }
}
