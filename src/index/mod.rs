//! Index: all documents of a workspace and what spans them. Knows no protocol, disk or clock.

mod affected;
mod disk;
mod lookup;
mod mentions;
mod names;
mod near;
pub(crate) mod paths;
mod postings;
mod resolve;
mod settings;
mod summary;
mod urls;

use std::ops::Bound;
use std::sync::Arc;

use rpds::HashTrieMapSync;
use rpds::RedBlackTreeMapSync;

use crate::config::Config;
use crate::config::Configs;
use crate::config::LevelSetting;
use crate::facts::Date;
use crate::facts::Document;
use crate::text::Text;
use crate::text::TextEdit;

pub use disk::Entry;
pub use disk::Existence;
pub use lookup::HeldLink;
pub(crate) use mentions::is_same_author;
pub(crate) use names::stem;
pub use resolve::AnchorTarget;
pub use resolve::LocalTarget;
pub use resolve::Target;
pub use resolve::Wanted;
pub use settings::conventions;
pub use summary::Summary;
pub use urls::UrlState;

use disk::Disk;
use lookup::Lookup;
use lookup::Maps;
use names::LazyNames;
use near::Near;
use settings::Settings;
use summary::LazySummary;
use urls::Urls;

/// A document of one `Host`; never used again after the document is removed. The default names none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// The workspace at one moment. Immutable, cheap to clone, safe to read from any thread.
///
/// All maps are persistent: a change while a snapshot is alive copies a few nodes of a tree, never
/// a map with an entry for each document.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    files: HashTrieMapSync<FileId, File>,
    /// Documents and targets.
    by_path: RedBlackTreeMapSync<Arc<str>, FileId>,
    disk: Disk,
    /// Directories, sorted.
    roots: Arc<[String]>,
    lookup: Arc<Lookup<Maps>>,
    near: Arc<Lookup<Near>>,
    names: LazyNames,
    configs: Configs,
    /// What of it counts for the workspace as a whole.
    config: Arc<Config>,
    /// All that count for some document, each once.
    settings: Arc<[Arc<Settings>]>,
    today: Option<Date>,
    urls: Urls,
}

#[derive(Debug, Clone)]
struct File {
    path: Arc<str>,
    /// `None`: a target that cannot be read.
    document: Option<Arc<Document>>,
    /// A document of the workspace, not merely the target of a link.
    checked: bool,
    // Invariant: the document is read with these.
    settings: Arc<Settings>,
    summary: LazySummary,
}

/// See [`Host::fork`].
#[derive(Debug)]
pub struct Fork {
    pub host: Host,
    of: u64,
}

/// The one writer: takes changes, hands out snapshots. Everything that is not in the documents
/// (configuration, what lies on the disk, today's date) is an input that somebody sets.
#[derive(Debug, Default)]
pub struct Host {
    snapshot: Snapshot,
    next: u32,
    /// Grows with every change.
    revision: u64,
}

impl Host {
    /// A host that goes on from `snapshot`.
    pub fn of(snapshot: Snapshot) -> Host {
        let next = snapshot.files.keys().map(|file| file.0).max().unwrap_or_default();
        Host { snapshot, next, revision: 0 }
    }

    /// Another host that goes on from here, for changes that take a while; see [`Host::advance`].
    pub fn fork(&self) -> Fork {
        let host = Host { snapshot: self.snapshot(), next: self.next, revision: self.revision };
        Fork { host, of: self.revision }
    }

    /// Becomes what `fork` has become, if nothing has changed here since it was made; tells whether.
    /// What is of no use any more is left in `fork`, since it may be much to drop.
    pub fn advance(&mut self, fork: &mut Fork) -> bool {
        let may_advance = self.revision == fork.of;
        if may_advance {
            std::mem::swap(self, &mut fork.host);
        }
        may_advance
    }

    fn change(&mut self) -> &mut Snapshot {
        self.revision += 1;
        &mut self.snapshot
    }

    /// Adds a document, or replaces the one at `path` (absolute, `/` as separator).
    pub fn set_document(&mut self, path: &str, text: Text) -> FileId {
        self.set_parsed(path, Document::new(text))
    }

    /// As [`Host::set_document`], for documents that were parsed elsewhere, many at once.
    pub fn set_parsed(&mut self, path: &str, document: Document) -> FileId {
        self.set_file(path, Some(document), true)
    }

    /// Sets the text of a file that links point into although it is no seed. It is read for its
    /// title and anchors and never checked; `None` where it cannot be read. A document at `path`
    /// stays as it is.
    pub fn set_target(&mut self, path: &str, text: Option<Text>) -> FileId {
        match self.snapshot.file_at(path) {
            Some(file) => file,
            None => {
                let is_html = paths::extension(path).is_some_and(is_html);
                let read = if is_html { Document::html } else { Document::new };
                self.set_file(path, text.map(read), false)
            }
        }
    }

    fn set_file(&mut self, path: &str, document: Option<Document>, checked: bool) -> FileId {
        let known = self.snapshot.by_path.get(path).copied();
        let file = known.unwrap_or_else(|| {
            self.next += 1;
            FileId(self.next)
        });
        let path: Arc<str> = path.into();
        if known.is_none() || self.snapshot.is_checked(file) != checked {
            self.change().names = LazyNames::default();
        }
        self.change().by_path.insert_mut(path.clone(), file);
        let settings = self.settings_of(&path);
        let document = document.map(|it| Arc::new(it.with_conventions(&settings.conventions)));
        let summary = LazySummary::default();
        self.change().files.insert_mut(file, File { path, document, checked, settings, summary });
        self.touch(file);
        file
    }

    pub fn edit_document(&mut self, file: FileId, edit: &TextEdit) {
        let Some(old) = self.snapshot.files.get(&file) else { return };
        let Some(document) = &old.document else { return };
        let document = Some(Arc::new(document.edit(edit)));
        let summary = LazySummary::default();
        let new = File { document, summary, ..old.clone() };
        self.change().files.insert_mut(file, new);
        self.touch(file);
    }

    /// Moves a document, which stays the same one; a document that lies at `path` is removed.
    pub fn rename_document(&mut self, file: FileId, path: &str) {
        let Some(old) = self.snapshot.files.get(&file).cloned() else { return };
        if *old.path == *path {
            return;
        }
        if let Some(&other) = self.snapshot.by_path.get(path) {
            self.remove_document(other);
        }
        let path: Arc<str> = path.into();
        self.change().by_path.remove_mut(&old.path);
        self.change().by_path.insert_mut(path.clone(), file);
        self.change().names = LazyNames::default();
        let settings = self.settings_of(&path);
        let document = old.document.map(|it| settings.read(it, &old.settings));
        let summary = LazySummary::default();
        let checked = old.checked;
        self.change().files.insert_mut(file, File { path, document, checked, settings, summary });
        self.touch(file);
    }

    /// Removes a document or target.
    pub fn remove_document(&mut self, file: FileId) {
        let Some(old) = self.snapshot.files.get(&file) else { return };
        let path = old.path.clone();
        let snapshot = self.change();
        snapshot.by_path.remove_mut(&path);
        snapshot.files.remove_mut(&file);
        snapshot.names = LazyNames::default();
        self.touch(file);
    }

    /// Tells what a directory holds, its names exactly as the disk has them; `None` where it
    /// cannot be listed. [`Snapshot::wanted`] says which directories are asked for.
    pub fn set_directory(&mut self, path: &str, entries: Option<Vec<Entry>>) {
        self.change().disk.set(path.trim_end_matches('/'), entries);
        self.change().names = LazyNames::default();
    }

    /// Forgets the listing of a directory, so that it is asked for again.
    pub fn forget_directory(&mut self, path: &str) {
        self.change().disk.forget(path.trim_end_matches('/'));
        self.change().names = LazyNames::default();
    }

    /// Sets the directories that were opened: a link that begins with `/` starts at the innermost
    /// one above its file.
    pub fn set_roots(&mut self, roots: &[&str]) {
        let mut roots: Vec<String> =
            roots.iter().map(|root| root.trim_end_matches('/').to_owned()).collect();
        roots.sort();
        roots.dedup();
        if *self.snapshot.roots == *roots {
            return;
        }
        self.change().roots = roots.into();
        self.change().names = LazyNames::default();
        // A summary says where links lead.
        self.change_files(|file| Some(file.clone()));
    }

    /// Puts what `change` makes of it in the place of every document and target, and forgets what
    /// followed from those that have changed.
    fn change_files(&mut self, mut change: impl FnMut(&File) -> Option<File>) {
        let changed: Vec<(FileId, File)> = self
            .snapshot
            .files
            .iter()
            .filter_map(|(&id, file)| Some((id, change(file)?)))
            .collect();
        for (id, file) in changed {
            let summary = LazySummary::default();
            self.change().files.insert_mut(id, File { summary, ..file });
            self.touch(id);
        }
    }

    pub fn file_at(&self, path: &str) -> Option<FileId> {
        self.snapshot.file_at(path)
    }

    /// Sets one configuration for all documents.
    pub fn set_config(&mut self, config: Config) {
        self.set_configs(Configs::constant(config));
    }

    /// Sets the configuration of every path there is and may be.
    pub fn set_configs(&mut self, configs: Configs) {
        self.change().config = configs.general();
        self.change().configs = configs;
        self.change().settings = Arc::default();
        let paths: Vec<Arc<str>> =
            self.snapshot.files.values().map(|file| file.path.clone()).collect();
        paths.iter().for_each(|path| _ = self.settings_of(path));
        let (configs, all) = (self.snapshot.configs.clone(), self.snapshot.settings.clone());
        let mut kept = Vec::new();
        self.change_files(|file| {
            let config = configs.of(&file.path);
            let settings = all.iter().find(|it| it.config == config)?.clone();
            let document = file.document.clone().map(|it| settings.read(it, &file.settings));
            let same_reading = settings.reads_like(&file.settings);
            let new = File { document, settings, ..file.clone() };
            if same_reading {
                kept.push(new);
                return None;
            }
            Some(new)
        });
        // Nothing follows from these that another configuration would change.
        for file in kept {
            if let Some(&id) = self.snapshot.by_path.get(&file.path) {
                self.change().files.insert_mut(id, file);
            }
        }
    }

    /// What counts for the file at `path`, one value for all that share it.
    fn settings_of(&mut self, path: &str) -> Arc<Settings> {
        let config = self.snapshot.configs.of(path);
        let known = self.snapshot.settings.iter();
        if let Some(settings) = known.clone().find(|it| it.config == config) {
            return settings.clone();
        }
        let settings = Arc::new(Settings::new(config));
        self.change().settings = known.cloned().chain([settings.clone()]).collect();
        settings
    }

    pub fn set_today(&mut self, today: Option<Date>) {
        self.change().today = today;
    }

    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.clone()
    }

    fn touch(&mut self, file: FileId) {
        let snapshot = self.change();
        snapshot.lookup = Lookup::touched(std::mem::take(&mut snapshot.lookup), file);
        snapshot.near = Lookup::touched(std::mem::take(&mut snapshot.near), file);
    }
}

/// Files with this extension are pages of HTML.
fn is_html(extension: &str) -> bool {
    ["html", "htm", "xhtml"].iter().any(|it| it.eq_ignore_ascii_case(extension))
}

impl Snapshot {
    /// All documents, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.by_path.values().copied().filter(|&file| self.is_checked(file))
    }

    /// What this snapshot would be with `edit` made in `file`.
    pub fn edited(&self, file: FileId, edit: &TextEdit) -> Snapshot {
        let mut host = Host { snapshot: self.clone(), ..Host::default() };
        host.edit_document(file, edit);
        host.snapshot
    }

    /// The document at `path`.
    pub fn file_at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied().filter(|&file| self.is_checked(file))
    }

    /// The directories whose listings were set.
    pub fn listed(&self) -> impl Iterator<Item = &str> {
        self.disk.listed()
    }

    /// The listing of the directory at `path` was set.
    pub fn is_listed(&self, path: &str) -> bool {
        self.disk.is_listed(path)
    }

    /// The directories at and below `path` whose listing was set.
    pub fn listed_from(&self, path: &str) -> impl Iterator<Item = &str> {
        self.disk.listed_from(path)
    }

    /// The document or target at `path`.
    pub fn known_at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The documents and targets below the directory at `path`, sorted by path.
    pub fn below(&self, path: &str) -> Vec<FileId> {
        let prefix = format!("{}/", path.trim_end_matches('/'));
        let from = (Bound::Included(&*prefix), Bound::Unbounded);
        let below = self.by_path.range::<str, _>(from);
        below.take_while(|(path, _)| path.starts_with(&*prefix)).map(|(_, &file)| file).collect()
    }

    /// A document or target; `None` when `file` is not in this snapshot, or cannot be read.
    pub fn document(&self, file: FileId) -> Option<&Document> {
        self.files.get(&file)?.document.as_deref()
    }

    pub fn path(&self, file: FileId) -> Option<&str> {
        self.files.get(&file).map(|file| &*file.path)
    }

    /// Not merely the target of a link.
    pub fn is_checked(&self, file: FileId) -> bool {
        self.files.get(&file).is_some_and(|file| file.checked)
    }

    /// The directories that were opened, sorted.
    pub fn roots(&self) -> &[String] {
        &self.roots
    }

    /// What counts for the workspace as a whole.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What counts for each path there is and may be.
    pub fn configs(&self) -> &Configs {
        &self.configs
    }

    /// What counts for `file`.
    pub fn config_of(&self, file: FileId) -> &Config {
        self.files.get(&file).map_or(&self.config, |file| &file.settings.config)
    }

    /// The rule called `rule` is not off in so many words for some document.
    fn may_ask_for(&self, rule: &str) -> bool {
        let is_off = |it: &Arc<Settings>| it.config.levels.get(rule) == Some(&LevelSetting::Off);
        self.settings.is_empty() || !self.settings.iter().all(is_off)
    }

    /// `None` where nobody told: rules that need it then say nothing.
    pub fn today(&self) -> Option<&Date> {
        self.today.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::Host;
    use crate::text::Text;
    use crate::text::TextEdit;
    use crate::text::TextRange;
    use crate::text::TextSize;

    #[test]
    fn a_host_goes_on_from_its_fork_unless_it_has_changed_itself() {
        let mut host = Host::default();
        let first = host.set_document("/seeds/a.seed", Text::new("A\n"));
        let mut fork = host.fork();
        fork.host.set_document("/seeds/b.seed", Text::new("B\n"));
        assert!(host.advance(&mut fork));
        assert!(host.file_at("/seeds/b.seed").is_some());

        // One by one, so that no kind of change is forgotten.
        let at_start = TextRange::empty(TextSize::from(0));
        type Change<'a> = (&'a str, &'a dyn Fn(&mut Host));
        let changes: [Change<'_>; 11] = [
            ("edit", &|it| it.edit_document(first, &TextEdit::replace(at_start, "An "))),
            ("document", &|it| _ = it.set_document("/seeds/d.seed", Text::new("D\n"))),
            ("target", &|it| _ = it.set_target("/seeds/e.md", Some(Text::new("E\n")))),
            ("rename", &|it| it.rename_document(first, "/seeds/f.seed")),
            ("remove", &|it| it.remove_document(first)),
            ("directory", &|it| it.set_directory("/seeds", Some(Vec::new()))),
            ("forget", &|it| it.forget_directory("/seeds")),
            ("roots", &|it| it.set_roots(&["/elsewhere"])),
            ("config", &|it| it.set_config(crate::config::Config::default())),
            ("today", &|it| it.set_today(None)),
            ("url", &|it| it.set_url("https://news.example/", None)),
        ];
        for (name, change) in changes {
            let mut fork = host.fork();
            fork.host.set_document("/seeds/c.seed", Text::new("C\n"));
            change(&mut host);
            assert!(!host.advance(&mut fork), "{name}");
            assert!(host.file_at("/seeds/c.seed").is_none(), "{name}");
        }
    }
}
