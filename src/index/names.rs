//! Where a name leads that says no path: wiki links name a file by the end of its path, or a seed
//! by its title, wherever in the workspace it lies.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::OnceLock;

use rpds::RedBlackTreeSetSync;
use rustc_hash::FxHashMap;

use crate::facts::Destination;
use crate::facts::hash;
use crate::facts::words_of;
use crate::index::FileId;
use crate::index::LocalTarget;
use crate::index::Snapshot;
use crate::index::Target;
use crate::index::affected::FARTHEST;
use crate::index::paths;
use crate::index::paths::extension;
use crate::index::paths::is_below;
use crate::index::paths::name;
use crate::index::resolve::Resolved;

/// Extensions that a wiki link may leave out, the likeliest first.
const PAGES: &[&str] = &["seed", "md", "txt", "markdown"];

/// All files of a workspace by name. Made anew whenever a file comes or goes, and only where
/// somebody uses wiki links.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By [`page_key`]: paths, sorted.
    by_key: FxHashMap<String, Vec<Arc<str>>>,
    /// Each name once, without what may be left out: in lower case, by which they are sorted, and as
    /// it is written.
    stems: Vec<(String, String)>,
    /// Files that are no documents here, sorted by path.
    targets: Vec<FileId>,
    /// Texts that nobody has read, whose titles may be meant; sorted by path.
    pub(super) unread: Vec<String>,
    /// Directories below the roots whose listings nobody has set.
    pub(super) unlisted: BTreeSet<String>,
}

pub(super) type LazyNames = Arc<OnceLock<Names>>;

/// What a wiki link and the file or title that it names have in common, whatever the extension,
/// the case and the punctuation.
pub(super) fn page_key(page: &str) -> String {
    let stem = stem(name(page));
    words_of(stem).unwrap_or_else(|| stem.to_lowercase())
}

/// `name` without the extension that a wiki link may leave out.
pub(crate) fn stem(name: &str) -> &str {
    match extension(name) {
        Some(extension) if PAGES.iter().any(|it| it.eq_ignore_ascii_case(extension)) => {
            &name[..name.len() - extension.len() - 1]
        }
        _ => name,
    }
}

/// The keys that a file with this name, or a seed with this title, can have to be what `written`
/// names, sorted.
pub(super) fn keys_of(written: &str) -> Vec<String> {
    let mut keys = vec![page_key(written)];
    // A slash can also belong to a title.
    keys.extend(words_of(written));
    keys.sort();
    keys.dedup();
    keys
}

/// How well a file fits a name; the least is the best.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit<'a> {
    other_case: bool,
    below_root: bool,
    other_directory: bool,
    extension: usize,
    depth: usize,
    path: &'a str,
}

impl Snapshot {
    pub(super) fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            let mut paths: BTreeSet<Arc<str>> = BTreeSet::new();
            for root in self.roots() {
                self.disk.walk(root, &mut paths, &mut names.unlisted);
            }
            let documents = self.by_path.iter().filter(|(_, file)| self.is_checked(**file));
            paths.extend(documents.map(|(path, _)| path.clone()));
            let stems = paths.iter().map(|path| stem(name(path)));
            names.stems = stems.map(|stem| (stem.to_lowercase(), stem.to_owned())).collect();
            names.stems.sort();
            names.stems.dedup();
            names.targets = self.by_path.values().copied().collect();
            names.targets.retain(|&file| !self.is_checked(file));
            let unread = paths.iter().filter(|path| {
                stem(path).len() < path.len() && !self.by_path.contains_key(&***path)
            });
            names.unread = unread.map(|path| path.to_string()).collect();
            for path in paths {
                names.by_key.entry(page_key(&path)).or_default().push(path);
            }
            names
        })
    }

    /// What the wiki link in `file` that names `written` leads to.
    pub(super) fn page(&self, file: FileId, written: &str) -> Resolved {
        let own = self.path(file).ok_or(None)?;
        if let Some(target) = self.named(own, written) {
            return Ok(Target::Local(target));
        }
        // A first line that is but a link would be its own title.
        let mut others = self.titled(written).into_iter().filter(|&it| it != file);
        let titled = others.find(|&it| self.shares_root(it, own));
        let titled = titled.or_else(|| self.target_titled(written, own));
        if let Some(path) = titled.and_then(|it| self.path(it)) {
            return Ok(Target::Local(self.target(path, true)));
        }
        if self.names().unlisted.is_empty() {
            Ok(Target::Missing { path: written.to_owned() })
        } else {
            Err(None)
        }
    }

    /// The document that a wiki link in `file` to `name` leads to.
    pub(crate) fn page_named(&self, file: FileId, name: &str) -> Option<FileId> {
        match self.page(file, name) {
            Ok(Target::Local(target)) => target.file,
            _ => None,
        }
    }

    /// The file that is no document here and has this title. Where one document alone is checked,
    /// these are all others.
    fn target_titled(&self, title: &str, own: &str) -> Option<FileId> {
        let words = words_of(title);
        let targets = self.names().targets.iter().copied();
        let mut targets = targets.filter(|&it| self.shares_root(it, own));
        targets
            .find(|&it| self.summary(it).is_some_and(|it| it.title.is_some() && it.title == words))
    }

    fn shares_root(&self, file: FileId, own: &str) -> bool {
        self.path(file).is_some_and(|path| self.root_above(path) == self.root_above(own))
    }

    fn target(&self, path: &str, exact: bool) -> LocalTarget {
        LocalTarget {
            path: path.to_owned(),
            exact,
            directory: false,
            file: self.by_path.get(path).copied(),
            anchor: crate::index::AnchorTarget::Whole,
        }
    }

    /// The file that `written` in the file at `own` names by its path or the end of it.
    fn named(&self, own: &str, written: &str) -> Option<LocalTarget> {
        let paths = self.names().by_key.get(&page_key(written))?;
        let root = self.root_above(own).unwrap_or_default();
        let is_relative = written.starts_with("./") || written.starts_with("../");
        let from = if is_relative { paths::parent(own) } else { root };
        let from_top = paths::join(from, written)?;
        let bare = written.trim_start_matches('/');
        let fits = paths.iter().filter(|path| is_below(path, root)).filter_map(|path| {
            let given = extension(path).unwrap_or_default();
            let position = PAGES.iter().position(|it| it.eq_ignore_ascii_case(given));
            let bare_path = position.map(|_| &path[..path.len() - given.len() - 1]);
            let fit = |other_case: bool, below_root: bool| Fit {
                other_case,
                below_root,
                other_directory: paths::parent(path) != paths::parent(own),
                extension: position.unwrap_or_default(),
                depth: path.matches('/').count(),
                path,
            };
            let candidates = [Some(&**path), bare_path];
            let of = |candidate: &str| match compare(candidate, &from_top) {
                Some(other_case) => Some(fit(other_case, false)),
                None if is_relative || written.starts_with('/') => None,
                None => {
                    let at = candidate.len().checked_sub(bare.len())?;
                    let end = candidate.get(at..)?;
                    let begins = candidate.get(..at)?.ends_with('/');
                    compare(end, bare).filter(|_| begins).map(|other_case| fit(other_case, true))
                }
            };
            candidates.into_iter().flatten().filter_map(of).min()
        });
        let best = fits.min()?;
        Some(self.target(best.path, !best.other_case))
    }

    /// Names of files that can be proposed for a wiki link that names nothing: each in lower case,
    /// sorted by that, and as it is written.
    pub(crate) fn page_names(&self) -> &[(String, String)] {
        &self.names().stems
    }

    /// Titles of seeds that can be proposed for one, sorted by path.
    pub(crate) fn page_titles(&self) -> impl Iterator<Item = &str> {
        let titles = self.files().filter_map(|file| self.document(file)?.metadata().title());
        titles.filter(|it| !it.contains(['[', ']', '|', '#', '\n']))
    }

    /// The documents with a wiki link that `key` ([`page_key`], or the words of a title) can be
    /// what it names.
    pub(super) fn add_naming(&self, key: &str, files: &mut BTreeSet<FileId>) {
        files.extend(self.maps().pages.get(key));
    }

    /// The documents with a wiki link that names nothing and for which a name or title with `key`,
    /// which has come or gone, can be proposed.
    pub(super) fn add_naming_like(&self, key: &str, files: &mut BTreeSet<FileId>) {
        let is_there = |page: &str| {
            self.names().by_key.contains_key(page)
                || self.maps().titles.get(hash(page)).next().is_some()
        };
        for (page, naming) in self.maps().pages.below("") {
            if is_near(page, key) && !is_there(page) {
                files.extend(naming.iter().copied());
            }
        }
    }

    /// All documents with wiki links.
    pub(super) fn add_all_naming(&self, files: &mut BTreeSet<FileId>) {
        let all = self.maps().pages.below("");
        files.extend(all.flat_map(|(_, naming): (_, &RedBlackTreeSetSync<FileId>)| naming.iter()));
    }

    /// The keys of the wiki links of `file`.
    pub(super) fn page_keys(&self, file: FileId) -> Vec<String> {
        let Some(document) = self.document(file) else { return Vec::new() };
        let mut keys = BTreeMap::new();
        for link in document.links() {
            if let Destination::Page { name, .. } = &link.destination {
                keys.extend(keys_of(&name.text).into_iter().map(|key| (key, ())));
            }
        }
        keys.into_keys().collect()
    }
}

/// The two are the same name, and whether in other case only.
fn compare(path: &str, written: &str) -> Option<bool> {
    match path.cmp(written) {
        Ordering::Equal => Some(false),
        _ => (path.to_lowercase() == written.to_lowercase()).then_some(true),
    }
}

/// As many letters differ as `rules::outgoing::nearest` lets differ, however the names are
/// punctuated.
fn is_near(wanted: &str, key: &str) -> bool {
    let most = (wanted.chars().count() / 3 + 2).min(FARTHEST);
    wanted.chars().count().abs_diff(key.chars().count()) <= most
        && strsim::osa_distance(wanted, key) <= most
}

#[cfg(test)]
mod tests {
    use crate::fixture::Fixture;
    use crate::index::AnchorTarget;
    use crate::index::Target;
    use crate::text::TextSize;

    const FILES: &str = "
//- /seedls.toml
wiki-links = true
//- /seeds/2021/0001_pilots.seed
Why the Harbour / the Port Waits

# One
//- /seeds/2022/0001_pilots.seed
A Year On
//- /seeds/2022/strike.txt
Strike
//- /notes/Strike.md
//- /notes/tide.table.md
//- /img/Gate 1.png
//- /.git/hidden.md
";

    /// Where each wiki link of `/seeds/2022/here.seed` leads, one a line.
    #[track_caller]
    fn check(names: &[(&str, &str)]) {
        for (link, expected) in names {
            let fixture =
                format!("//- /seeds/2022/here.seed\nHere\n\n{link}\n{}", FILES.trim_start());
            let fixture = Fixture::parse(&fixture);
            let snapshot = fixture.snapshot();
            let file = snapshot.file_at("/seeds/2022/here.seed").expect("it is there");
            let document = snapshot.document(file).expect("it is read");
            let links: Vec<String> = document
                .tree()
                .links()
                .map(|link| match snapshot.resolve(file, &link) {
                    Target::Local(target) => {
                        let case = if target.exact { "" } else { ", in other case" };
                        let anchor = match target.anchor {
                            AnchorTarget::Whole => "",
                            AnchorTarget::At(range) if range.start() == TextSize::from(6) => {
                                "#first"
                            }
                            AnchorTarget::At(_) => "#",
                            AnchorTarget::Missing => ", anchor missing",
                            AnchorTarget::Unknown => ", anchor unknown",
                        };
                        format!("{}{anchor}{case}", target.path)
                    }
                    other => format!("{other:?}"),
                })
                .collect();
            assert_eq!(links, [*expected], "{link}");
        }
    }

    #[test]
    fn a_name_is_looked_for_everywhere() {
        check(&[
            ("[[tide.table]]", "/notes/tide.table.md"),
            ("[[notes/tide.table.md]]", "/notes/tide.table.md"),
            ("[[/notes/tide.table|the tides]]", "/notes/tide.table.md"),
            ("![[Gate 1.png|300]]", "/img/Gate 1.png"),
            ("[[../../notes/tide.table]]", "/notes/tide.table.md"),
            ("[[img/Gate 1.png]]", "/img/Gate 1.png"),
            ("[[Gate 1]]", "Missing { path: \"Gate 1\" }"),
            ("[[hidden]]", "Missing { path: \"hidden\" }"),
            ("[[ate 1.png]]", "Missing { path: \"ate 1.png\" }"),
            ("[[2021/strike]]", "Missing { path: \"2021/strike\" }"),
        ]);
    }

    #[test]
    fn of_several_files_the_nearest_one_is_meant() {
        check(&[
            ("[[0001_pilots]]", "/seeds/2022/0001_pilots.seed"),
            ("[[2021/0001_pilots]]", "/seeds/2021/0001_pilots.seed"),
            ("[[strike]]", "/seeds/2022/strike.txt"),
            ("[[Strike]]", "/notes/Strike.md"),
            ("[[STRIKE]]", "/seeds/2022/strike.txt, in other case"),
        ]);
    }

    #[test]
    fn a_seed_is_known_by_its_title_too() {
        check(&[
            ("[[Why the Harbour / the Port Waits]]", "/seeds/2021/0001_pilots.seed"),
            ("[[why the harbour, the port waits#One]]", "/seeds/2021/0001_pilots.seed#"),
            ("[[A Year on#two]]", "/seeds/2022/0001_pilots.seed, anchor missing"),
            ("[[A Year Off]]", "Missing { path: \"A Year Off\" }"),
        ]);
    }

    #[test]
    fn a_name_may_be_left_out() {
        check(&[
            ("# Two\n[[#Two]]", "/seeds/2022/here.seed#first"),
            ("[[#^block]]", "/seeds/2022/here.seed"),
        ]);
    }
}
