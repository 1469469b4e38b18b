//! Where a link leads: from what is written in one document to another document, a place in it, or
//! whatever else lies at the path.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::facts::AnchorPlace;
use crate::facts::Destination;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::facts::Part;
use crate::index::Entry;
use crate::index::Existence;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::is_html;
use crate::index::paths::extension;
use crate::index::paths::is_below;
use crate::index::paths::join;
use crate::index::paths::parent;
use crate::syntax::Link;
use crate::syntax::LinkKind;
use crate::text::TextRange;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A URL, well-formed or not.
    Url,
    /// Nowhere, and by intent.
    Placeholder,
    /// Somewhere, once a program has filled it in.
    Template,
    Local(LocalTarget),
    /// The path is known to hold nothing.
    Missing {
        path: String,
    },
    /// A listing is not set that the answer needs, or a path leads out of the file system, or
    /// begins with `/` where no root is set.
    Unknown,
    /// A reference without a definition.
    Undefined,
}

/// Something that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTarget {
    /// Absolute, as the disk has it.
    pub path: String,
    /// The link spells it so, and not merely in other case.
    pub exact: bool,
    pub directory: bool,
    /// The document, or target read, that lies there.
    pub file: Option<FileId>,
    pub anchor: AnchorTarget,
}

/// The place in a target that a fragment names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorTarget {
    /// No fragment, or one that leads somewhere in any document.
    Whole,
    At(TextRange),
    Missing,
    /// The target was not read, or is not of a kind that can be.
    Unknown,
}

/// What has to be set on the `Host` before links can be told to lead somewhere or nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// To be listed: `Host::set_directory`.
    pub directories: BTreeSet<String>,
    /// To be read: `Host::set_target`.
    pub targets: BTreeSet<String>,
}

impl Wanted {
    pub fn is_empty(&self) -> bool {
        self.directories.is_empty() && self.targets.is_empty()
    }
}

/// A listing that an answer needs: `Some` where it was never set, `None` where there is none.
type Lacking = Option<String>;

pub(super) type Resolved = Result<Target, Lacking>;

impl Snapshot {
    /// What is known of `path`, which is absolute.
    pub fn existence(&self, path: &str) -> Existence {
        let path = path.trim_end_matches('/');
        let base = match self.root_above(path) {
            Some(root) => Some(root.to_owned()),
            None => self.disk.topmost(path),
        };
        self.look_up(base.as_deref(), path).unwrap_or(Existence::Unknown)
    }

    /// The names in a directory, sorted, each with whether it is a directory; empty where the
    /// directory was never listed.
    pub fn names_in(&self, directory: &str) -> impl Iterator<Item = (&str, bool)> {
        self.disk.names(directory)
    }

    /// The documents and targets below `directory`, by their paths from there, sorted.
    pub fn paths_below(&self, directory: &str) -> Vec<(&str, FileId)> {
        let prefix = format!("{}/", directory.trim_end_matches('/'));
        self.by_path
            .range::<str, _>((Bound::Included(&*prefix), Bound::Unbounded))
            .map_while(|(path, &file)| Some((path.strip_prefix(&*prefix)?, file)))
            .collect()
    }

    /// This snapshot, with what lies in `directory` told.
    pub fn with_directory(&self, directory: &str, entries: Option<Vec<Entry>>) -> Snapshot {
        let mut snapshot = self.clone();
        snapshot.disk.set(directory.trim_end_matches('/'), entries);
        snapshot
    }

    /// Where `link` of `file` leads; for a reference link, where its definition does.
    pub fn resolve(&self, file: FileId, link: &Link) -> Target {
        let Some(document) = self.document(file) else { return Target::Unknown };
        match link.kind {
            LinkKind::Email => Target::Url,
            LinkKind::Reference | LinkKind::Collapsed | LinkKind::Shortcut => {
                let label = document.text().slice(link.destination);
                match document.definition(&label) {
                    Some(definition) => self.resolve_outgoing(file, &definition),
                    None => Target::Undefined,
                }
            }
            LinkKind::Inline | LinkKind::Autolink | LinkKind::Bare | LinkKind::Wiki => {
                match OutgoingLink::of(document.text(), link) {
                    Some(link) => self.resolve_outgoing(file, &link),
                    None => Target::Unknown,
                }
            }
        }
    }

    /// As [`Snapshot::resolve`], for a link or definition that has been read.
    pub fn resolve_outgoing(&self, file: FileId, link: &OutgoingLink) -> Target {
        if self.is_placeholder(file, link) {
            return Target::Placeholder;
        }
        match &link.destination {
            Destination::Url { .. } => Target::Url,
            Destination::Placeholder => Target::Placeholder,
            Destination::Template => Target::Template,
            Destination::Fragment(fragment) => Target::Local(LocalTarget {
                path: self.path(file).unwrap_or_default().to_owned(),
                exact: true,
                directory: false,
                file: Some(file),
                anchor: match link.kind {
                    OutgoingKind::Wiki | OutgoingKind::Embed => {
                        self.heading(Some(file), Some(fragment))
                    }
                    _ => self.anchor(Some(file), Some(fragment)),
                },
            }),
            Destination::Path { path, fragment, .. } => {
                self.local(file, &path.text, fragment.as_ref()).unwrap_or(Target::Unknown)
            }
            Destination::Page { name, fragment } => {
                self.local_page(file, &name.text, fragment.as_ref()).unwrap_or(Target::Unknown)
            }
        }
    }

    /// `link` is one that the writer of `file`, or configuration, calls a placeholder.
    pub fn is_placeholder(&self, file: FileId, link: &OutgoingLink) -> bool {
        let written = link.written.trim();
        link.destination == Destination::Placeholder
            || self.config_of(file).placeholders.iter().any(|it| it.eq_ignore_ascii_case(written))
    }

    /// The absolute path that `path`, as it is written in `file`, names.
    pub fn absolute(&self, file: FileId, path: &str) -> Option<String> {
        let own = self.path(file)?;
        match path.strip_prefix('/') {
            Some(path) => join(self.root_above(own)?, path),
            None => join(parent(own), path),
        }
    }

    /// What the links of `file` need and nobody has set yet. Once it is set, more may be wanted:
    /// a directory is asked for only when the one above it is known to hold it.
    pub fn wants(&self, file: FileId) -> Wanted {
        let mut wanted = Wanted::default();
        self.add_wants(file, &mut wanted);
        wanted
    }

    /// [`Snapshot::wants`] of all documents together.
    pub fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        for file in self.files() {
            self.add_wants(file, &mut wanted);
        }
        wanted
    }

    /// [`Snapshot::wants`] of `files` together.
    pub fn wanted_by(&self, files: &[FileId]) -> Wanted {
        let mut wanted = Wanted::default();
        files.iter().for_each(|&file| self.add_wants(file, &mut wanted));
        wanted
    }

    fn add_wants(&self, file: FileId, wanted: &mut Wanted) {
        let Some(document) = self.document(file) else { return };
        for link in document.links() {
            if self.is_placeholder(file, link) {
                continue;
            }
            let found = match &link.destination {
                Destination::Path { path, fragment, .. } => {
                    self.local(file, &path.text, fragment.as_ref())
                }
                Destination::Page { name, fragment } => {
                    // Where a name leads is told by all names there are.
                    wanted.directories.extend(self.names().unlisted.iter().cloned());
                    self.local_page(file, &name.text, fragment.as_ref())
                }
                _ => continue,
            };
            match found {
                Ok(Target::Missing { .. })
                    if matches!(link.destination, Destination::Page { .. }) =>
                {
                    // It may be a title. Where one is wanted already, all are.
                    let unread = &self.names().unread;
                    if unread.last().is_some_and(|last| !wanted.targets.contains(last)) {
                        wanted.targets.extend(unread.iter().cloned());
                    }
                }
                Err(Some(directory)) => _ = wanted.directories.insert(directory),
                Ok(Target::Local(target))
                    if target.anchor == AnchorTarget::Unknown
                        && target.file.is_none()
                        && is_readable(&target.path) =>
                {
                    wanted.targets.insert(target.path);
                }
                _ => (),
            }
        }
    }

    /// Where the wiki link that names `written` in `file` leads.
    fn local_page(&self, file: FileId, written: &str, fragment: Option<&Part>) -> Resolved {
        let target = self.page(file, written)?;
        let Target::Local(target) = target else { return Ok(target) };
        Ok(Target::Local(LocalTarget { anchor: self.heading(target.file, fragment), ..target }))
    }

    /// As `anchor`, for wiki links, which name a heading by its words in whatever case.
    fn heading(&self, file: Option<FileId>, fragment: Option<&Part>) -> AnchorTarget {
        match (self.anchor(file, fragment), fragment) {
            (AnchorTarget::Missing, Some(Part { range, text })) => {
                let text = text.to_lowercase().into();
                self.anchor(file, Some(&Part { range: *range, text }))
            }
            (anchor, _) => anchor,
        }
    }

    /// Where `path`, as it is written in `file`, leads.
    fn local(&self, file: FileId, written: &str, fragment: Option<&Part>) -> Resolved {
        let path = self.absolute(file, written).ok_or(None)?;
        let base = self.base(file, &path);
        let (path, exact, directory) = match self.look_up(base.as_deref(), &path)? {
            Existence::File => (path, true, false),
            Existence::Directory => (path, true, true),
            Existence::OtherCase { actual, directory } => (actual, false, directory),
            Existence::Missing => match self.source_of_page(base.as_deref(), &path)? {
                // A site decides on the case of its pages itself.
                Some(source) => (source, true, false),
                None => return Ok(Target::Missing { path }),
            },
            Existence::Unknown => return Err(None),
        };
        let file = self.by_path.get(path.as_str()).copied();
        let anchor = if directory && fragment.is_some() {
            AnchorTarget::Unknown
        } else {
            self.anchor(file, fragment)
        };
        Ok(Target::Local(LocalTarget { path, exact, directory, file, anchor }))
    }

    /// The file that a site makes the page at `path` from.
    fn source_of_page(&self, base: Option<&str>, path: &str) -> Result<Option<String>, Lacking> {
        for source in sources_of_page(path) {
            match self.look_up(base, &source)? {
                Existence::File => return Ok(Some(source)),
                Existence::OtherCase { actual, directory: false } => return Ok(Some(actual)),
                _ => (),
            }
        }
        Ok(None)
    }

    fn anchor(&self, file: Option<FileId>, fragment: Option<&Part>) -> AnchorTarget {
        let Some(fragment) = fragment else { return AnchorTarget::Whole };
        let Some(document) = file.and_then(|file| self.document(file)) else {
            return AnchorTarget::Unknown;
        };
        match document.anchors().find(document.tree(), &fragment.text) {
            Some(AnchorPlace::At(range)) => AnchorTarget::At(range),
            Some(AnchorPlace::Everywhere) => AnchorTarget::Whole,
            None => AnchorTarget::Missing,
        }
    }

    /// The heading or explicit anchor of `file` that `fragment`, percent-decoded, names.
    pub fn place_named(&self, file: FileId, fragment: &str) -> Option<TextRange> {
        let document = self.document(file)?;
        match document.anchors().find(document.tree(), fragment)? {
            AnchorPlace::At(range) => Some(range),
            AnchorPlace::Everywhere => None,
        }
    }

    /// The directory from which a look-up of `path` for a link of `file` starts: a root, or the
    /// innermost directory above both.
    fn base(&self, file: FileId, path: &str) -> Option<String> {
        if let Some(root) = self.root_above(path) {
            return Some(root.to_owned());
        }
        let mut directory = parent(self.path(file)?);
        while !is_below(path, directory) {
            directory = parent(directory);
        }
        // Above all others lies nothing that a workspace could mean to share.
        (!directory.is_empty()).then(|| directory.to_owned())
    }

    fn look_up(&self, base: Option<&str>, path: &str) -> Result<Existence, Lacking> {
        if self.file_at(path).is_some() {
            return Ok(Existence::File);
        }
        self.disk.look_up(base.ok_or(None)?, path)
    }

    /// The innermost root above `path`.
    pub fn root_above(&self, path: &str) -> Option<&str> {
        self.roots
            .iter()
            .filter(|root| is_below(path, root))
            .max_by_key(|root| root.len())
            .map(String::as_str)
    }
}

/// The files that a site generator could have made the page at `path` from.
fn sources_of_page(path: &str) -> Vec<String> {
    const SOURCES: &[&str] = &["md", "markdown", "seed", "txt"];
    let stem = match extension(path) {
        None => path,
        Some(page @ ("html" | "htm")) => &path[..path.len() - page.len() - 1],
        Some(_) => return Vec::new(),
    };
    SOURCES.iter().map(|extension| format!("{stem}.{extension}")).collect()
}

/// A file whose anchors can be read.
fn is_readable(path: &str) -> bool {
    extension(path).is_some_and(|extension| {
        let is_text = |it: &&str| it.eq_ignore_ascii_case(extension);
        ["md", "markdown", "seed", "txt"].iter().any(is_text) || is_html(extension)
    })
}

#[cfg(test)]
mod tests {
    use super::AnchorTarget;
    use super::Target;
    use crate::fixture::Fixture;
    use crate::index::Entry;
    use crate::index::Host;
    use crate::index::Snapshot;
    use crate::text::Text;
    use expect_test::Expect;
    use expect_test::expect;

    /// Shows where the link at the cursor leads.
    #[track_caller]
    fn check(fixture: &str, expect: Expect) {
        let fixture = Fixture::parse(fixture);
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let document = snapshot.document(file).expect("the fixture's document");
        let link = document.tree().links().find(|link| link.range.contains(offset));
        expect.assert_eq(&show(&snapshot, &snapshot.resolve(file, &link.expect("a link"))));
    }

    fn show(snapshot: &Snapshot, target: &Target) -> String {
        let Target::Local(target) = target else { return format!("{target:?}") };
        let mut shown = target.path.clone();
        if target.directory {
            shown.push('/');
        }
        if !target.exact {
            shown.push_str(", in other case");
        }
        match target.anchor {
            AnchorTarget::Whole => (),
            AnchorTarget::At(range) => {
                let document = target.file.and_then(|file| snapshot.document(file));
                let text = document.expect("an anchor's document").text().slice(range);
                shown.push_str(&format!(", at {text:?}"));
            }
            anchor => shown.push_str(&format!(", anchor {anchor:?}")),
        }
        shown
    }

    #[test]
    fn a_link_leads_to_a_place_in_another_document() {
        check(
            "
//- /seeds/a.seed
[$0a](../docs/B%20c.md#D)
//- /docs/b c.md
# d
",
            expect![[r#"/docs/b c.md, in other case, anchor Missing"#]],
        );
        check("[a$0](#b)\n\n## B\n", expect![[r###"/seeds/a.seed, at "## B""###]]);
        check("[a$0](#top)\n", expect!["/seeds/a.seed"]);
    }

    #[test]
    fn a_reference_leads_where_its_definition_does() {
        check(
            "[a][B  $0c]\n\n[b c]: a.seed#x\n[B C]: b\n",
            expect!["/seeds/a.seed, anchor Missing"],
        );
        check("[b$0]\n\n[b]: https://news.example\n", expect!["Url"]);
    }

    #[test]
    fn what_is_no_document_is_told_apart() {
        let files = "//- /seeds/x.pdf\n//- /docs/y.md\n";
        for (destination, expected) in [
            ("x.pdf#page=1", expect!["/seeds/x.pdf, anchor Unknown"]),
            ("/docs/", expect!["/docs/"]),
            ("../docs/y.html", expect!["/docs/y.md"]),
            ("/docs/y", expect!["/docs/y.md"]),
            ("z.pdf", expect![[r#"Missing { path: "/seeds/z.pdf" }"#]]),
            ("../../z.pdf", expect!["Unknown"]),
            ("", expect!["Placeholder"]),
            ("{{z}}", expect!["Template"]),
        ] {
            check(&format!("[a$0]({destination})\n{files}"), expected);
        }
    }

    fn entry(name: &str, directory: bool) -> Entry {
        Entry { name: name.to_owned(), directory, linked: false }
    }

    #[test]
    fn directories_are_asked_for_from_the_root_downwards() {
        let mut host = Host::default();
        host.set_roots(&["/w/"]);
        let text = "[1](/docs/a.md#b) [2](c.txt) [3](../../x/d.txt) [4](#e) [5](https://f.example)";
        let file = host.set_document("/w/seeds/a.seed", Text::new(text));
        let wanted = |host: &Host| {
            let wanted = host.snapshot().wants(file);
            assert_eq!(wanted, host.snapshot().wanted());
            let names: Vec<String> = wanted.directories.into_iter().chain(wanted.targets).collect();
            names.join(" ")
        };
        assert_eq!(wanted(&host), "/w");
        // Above all files lies nothing that a workspace could share, so `/x/d.txt` is not asked.
        host.set_directory("/w", Some(vec![entry("docs", true), entry("seeds", true)]));
        assert_eq!(wanted(&host), "/w/docs /w/seeds");
        host.set_directory("/w/docs", Some(vec![entry("a.md", false)]));
        host.set_directory("/w/seeds", None);
        assert_eq!(wanted(&host), "/w/docs/a.md");
        host.set_target("/w/docs/a.md", None);
        assert_eq!(wanted(&host), "");
    }

    #[test]
    fn a_directory_beside_the_root_can_be_asked_for() {
        let mut host = Host::default();
        host.set_roots(&["/home/w"]);
        let file = host.set_document("/home/w/a.seed", Text::new("[1](../x/b.txt)"));
        assert!(host.snapshot().wants(file).directories.contains("/home"));
        host.set_directory("/home", Some(vec![entry("x", true)]));
        host.set_directory("/home/x", Some(vec![]));
        assert_eq!(host.snapshot().existence("/home/x/b.txt"), super::Existence::Missing);
    }

    #[test]
    fn a_slash_begins_at_the_innermost_root() {
        let mut host = Host::default();
        host.set_roots(&["/w/inner", "/w"]);
        let file = host.set_document("/w/inner/a.seed", Text::new(""));
        assert_eq!(host.snapshot().absolute(file, "/b").as_deref(), Some("/w/inner/b"));
        let file = host.set_document("/w/innermost.seed", Text::new(""));
        assert_eq!(host.snapshot().absolute(file, "/b").as_deref(), Some("/w/b"));
        host.set_roots(&[]);
        assert_eq!(host.snapshot().absolute(file, "/b"), None);
    }
}
