//! Which configuration files count for which folder: the one door to them, for the command line and
//! for editors.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use super::Problem;
use super::ReadError;
use super::absolute;
use super::host_path;
use super::path::user_folder;
use super::read;
use crate::config::ConfigError;
use crate::config::Configs;
use crate::config::Layer;
use crate::config::Layers;
use crate::config::Names;
use crate::config::OnTop;
use crate::config::closest;
use crate::config::read_layer;

/// What a configuration is called, from the folder that it counts for; of several in one folder the
/// first counts.
pub const CONFIG_NAMES: &[&str] = &["seedls.toml", ".seedls.toml", ".config/seedls.toml"];

/// Which configuration files are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The nearest one upward from each file, over the user's own.
    Nearest,
    /// This one for all files, and no other.
    File(PathBuf),
    None,
}

/// What the settings of the editor are called where files are listed.
const EDITOR: &str = "(the editor's settings)";

/// Finds and reads configuration files, each once. What it finds is kept: a change on the disk
/// needs a new one.
#[derive(Debug)]
pub struct Resolver {
    choice: Choice,
    names: Names<'static>,
    on_top: OnTop,
    /// Roots for what lies in them, where nothing else marks one.
    fallbacks: Vec<PathBuf>,
    /// Texts that count in place of the disk's.
    unsaved: BTreeMap<String, String>,
    /// What is set in the editor, as a configuration's text; counts below the files of projects.
    editor: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    folders: BTreeMap<PathBuf, Arc<Place>>,
    layers: BTreeMap<(Option<PathBuf>, PathBuf), Arc<Layers>>,
    files: BTreeMap<PathBuf, Arc<ConfigFile>>,
    /// The user's own, where it was looked for.
    user: Option<Option<PathBuf>>,
    problems: Vec<Problem>,
}

/// What counts for a folder.
#[derive(Debug)]
struct Place {
    root: Option<PathBuf>,
    layers: Arc<Layers>,
    marks: Marks,
}

/// What of a folder and those above it tells where the workspace begins and what counts.
#[derive(Debug, Clone, Default)]
struct Marks {
    /// The innermost folder with a `.git`.
    repository: Option<PathBuf>,
    /// The topmost folder with a configuration, from there on.
    topmost: Option<PathBuf>,
    /// The innermost configuration.
    nearest: Option<PathBuf>,
}

/// A configuration file and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    pub path: PathBuf,
    pub text: String,
    pub errors: Vec<ConfigError>,
    /// Files beside it that would count without it.
    pub shadows: Vec<PathBuf>,
    /// Files that it extends, and the place where each is named.
    extend: Vec<(PathBuf, std::ops::Range<usize>)>,
}

impl Resolver {
    /// The innermost of `fallbacks` is the workspace's root where neither a configuration nor a
    /// `.git` marks one.
    pub fn new(
        choice: Choice,
        names: Names<'static>,
        on_top: OnTop,
        fallbacks: Vec<PathBuf>,
    ) -> Resolver {
        let (unsaved, state) = (BTreeMap::new(), Mutex::default());
        let editor = String::new();
        Resolver { choice, names, on_top, fallbacks, unsaved, editor, state }
    }

    /// The same, with texts that count in place of those on the disk.
    pub fn with_unsaved(self, unsaved: BTreeMap<String, String>) -> Resolver {
        Resolver { unsaved, ..self }
    }

    /// The same, with what is set in the editor: over the user's own file, below those of projects.
    pub fn with_editor(self, editor: String) -> Resolver {
        Resolver { editor, ..self }
    }

    /// What counts for the files in `folder`, which is absolute.
    pub fn layers(&self, folder: &Path) -> Arc<Layers> {
        self.place(&mut self.state(), folder).layers.clone()
    }

    /// `folder` has been asked about.
    pub fn knows(&self, folder: &Path) -> bool {
        self.state().folders.contains_key(folder)
    }

    /// What was found so far; what counts for `folder` counts for the workspace as a whole.
    pub fn configs(&self, folder: &Path) -> Configs {
        let general = self.layers(folder);
        let state = self.state();
        let folders = state
            .folders
            .iter()
            .filter_map(|(folder, place)| Some((host_path(folder)?, place.layers.clone())));
        Configs::new(folders.collect(), general)
    }

    /// The roots of the workspaces that `folders` lie in, as the `Host` spells them, sorted: up to
    /// the nearest folder with a `.git`, the topmost folder with a configuration; else the folder
    /// with the `.git`; else a fallback.
    pub fn roots<'a>(&self, folders: impl Iterator<Item = &'a Path>) -> Vec<String> {
        let mut state = self.state();
        let mut roots: Vec<String> =
            folders.filter_map(|it| host_path(self.place(&mut state, it).root.as_ref()?)).collect();
        roots.sort();
        roots.dedup();
        roots
    }

    /// The files that were read so far, sorted by path.
    pub fn files(&self) -> Vec<Arc<ConfigFile>> {
        self.state().files.values().cloned().collect()
    }

    /// Files that were wanted and cannot be read.
    pub fn problems(&self) -> Vec<Problem> {
        self.state().problems.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Each folder is looked at once: what is not said in it is what its parent says.
    fn place(&self, state: &mut State, folder: &Path) -> Arc<Place> {
        // Editors end the names of folders with a slash, or do not.
        let folder = &folder.components().collect::<PathBuf>();
        if let Some(place) = state.folders.get(folder) {
            return place.clone();
        }
        let above = folder.parent().map(|parent| self.place(state, parent));
        let own = self.config_in(folder);
        let marked = own.is_some().then(|| folder.to_owned());
        let mut marks = above.as_ref().map(|it| it.marks.clone()).unwrap_or_default();
        if folder.join(".git").exists() {
            marks.repository = Some(folder.to_owned());
            marks.topmost = marked;
        } else {
            marks.topmost = marks.topmost.or(marked);
        }
        marks.nearest = own.or(marks.nearest);
        let fallback = || self.fallbacks.iter().filter(|it| folder.starts_with(it));
        let root = marks.topmost.as_ref().or(marks.repository.as_ref());
        let root = root.or_else(|| fallback().max_by_key(|it| it.components().count())).cloned();
        let config = match &self.choice {
            Choice::None => None,
            Choice::File(path) => Some(absolute(path)),
            Choice::Nearest => marks.nearest.clone(),
        };
        let layers = self.layers_of(state, config, root.as_deref().unwrap_or(folder));
        let place = Arc::new(Place { root, layers, marks });
        state.folders.insert(folder.to_owned(), place.clone());
        place
    }

    fn layers_of(&self, state: &mut State, config: Option<PathBuf>, root: &Path) -> Arc<Layers> {
        let key = (config, root.to_owned());
        if let Some(layers) = state.layers.get(&key) {
            return layers.clone();
        }
        let mut layers = Vec::new();
        if self.choice == Choice::Nearest
            && let Some(user) = self.user_config(state)
        {
            self.add(state, &user, &mut Vec::new(), &mut layers);
        }
        if !self.editor.is_empty() {
            let folder = host_path(root).unwrap_or_default();
            let path = EDITOR.to_owned();
            layers.push(Arc::new(Layer { path, folder, text: self.editor.clone() }));
        }
        if let Some(config) = &key.0 {
            self.add(state, config, &mut Vec::new(), &mut layers);
        }
        let root = host_path(root).unwrap_or_default();
        let layers = Arc::new(Layers::new(&root, layers, self.names, self.on_top.clone()));
        state.layers.insert(key, layers.clone());
        layers
    }

    /// Adds the file at `path` behind what it extends. `open` are the files that lead to it.
    fn add(
        &self,
        state: &mut State,
        path: &Path,
        open: &mut Vec<PathBuf>,
        layers: &mut Vec<Arc<Layer>>,
    ) {
        let Some(file) = self.file(state, path) else { return };
        open.push(path.to_owned());
        for (extended, range) in file.extend.clone() {
            let fault = if let Some(at) = open.iter().position(|it| *it == extended) {
                let circle = open.iter().skip(at).chain([&extended]);
                let names: Vec<String> = circle.map(|it| shown_from(it, path)).collect();
                Some(format!("this goes round in a circle: {}", names.join(" → ")))
            } else {
                self.unreadable(&extended)
            };
            match fault {
                Some(message) => self.blame(state, path, ConfigError { range, message }),
                None => self.add(state, &extended, open, layers),
            }
        }
        open.pop();
        let (Some(path), Some(folder)) = (host_path(path), host_path(folder_of(path))) else {
            return;
        };
        layers.push(Arc::new(Layer { path, folder, text: file.text.clone() }));
    }

    /// Tells a fault of the file at `path` that only other files show.
    fn blame(&self, state: &mut State, path: &Path, error: ConfigError) {
        if let Some(file) = state.files.get_mut(path)
            && !file.errors.contains(&error)
        {
            let file = Arc::make_mut(file);
            file.errors.push(error);
            file.errors.sort_by_key(|error| (error.range.start, error.range.end));
        }
    }

    /// Why the file at `path`, which another one names, cannot be read.
    fn unreadable(&self, path: &Path) -> Option<String> {
        let mut message = self.text(path).err()?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = path.parent().map(|folder| super::read_folder(folder).unwrap_or_default());
        let names = folder.unwrap_or_default();
        let near = closest(&name, names.iter().map(|it| it.name.as_str()).filter(|it| *it != name));
        if let Some(near) = near {
            message.push_str(&format!("; did you mean `{near}`?"));
        }
        Some(message)
    }

    fn file(&self, state: &mut State, path: &Path) -> Option<Arc<ConfigFile>> {
        if let Some(file) = state.files.get(path) {
            return Some(file.clone());
        }
        let text = match self.text(path) {
            Ok(text) => text,
            Err(message) => {
                let path = path.to_string_lossy().into_owned();
                let problem = Problem { path, message };
                if !state.problems.contains(&problem) {
                    state.problems.push(problem);
                }
                return None;
            }
        };
        let (extend, errors) = read_layer(&text, self.names);
        let folder = path.parent().unwrap_or(path);
        let extend =
            extend.into_iter().map(|(name, range)| (absolute(&folder.join(name)), range)).collect();
        let shadows = self.beside(path);
        let path = path.to_owned();
        let file = Arc::new(ConfigFile { path: path.clone(), text, errors, shadows, extend });
        state.files.insert(path, file.clone());
        Some(file)
    }

    fn text(&self, path: &Path) -> Result<String, String> {
        let unsaved = host_path(path).and_then(|path| self.unsaved.get(&path));
        match unsaved {
            Some(text) => Ok(text.clone()),
            None => read(path).map_err(|error| match error {
                ReadError::System(error) if error.kind() == ErrorKind::NotFound => {
                    "no such file".to_owned()
                }
                error => error.to_string(),
            }),
        }
    }

    /// The configuration that counts in `folder` because it lies there.
    fn config_in(&self, folder: &Path) -> Option<PathBuf> {
        CONFIG_NAMES.iter().map(|name| folder.join(name)).find(|it| self.exists(it))
    }

    /// The files that would count in the folder of `path`, a file with one of the names, without
    /// it.
    fn beside(&self, path: &Path) -> Vec<PathBuf> {
        let folder = folder_of(path);
        let mut names = CONFIG_NAMES.iter().map(|name| folder.join(name));
        if self.choice != Choice::Nearest || !names.by_ref().any(|it| it == path) {
            return Vec::new();
        }
        names.filter(|it| self.exists(it)).collect()
    }

    fn exists(&self, path: &Path) -> bool {
        path.is_file() || host_path(path).is_some_and(|path| self.unsaved.contains_key(&path))
    }

    fn user_config(&self, state: &mut State) -> Option<PathBuf> {
        let look = || user_folder().map(|it| it.join("seedls.toml")).filter(|it| self.exists(it));
        state.user.get_or_insert_with(look).clone()
    }
}

/// Whether a file called `path` can be a configuration.
pub fn is_config_name(path: &str) -> bool {
    CONFIG_NAMES.iter().any(|name| {
        path.strip_suffix(name).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    })
}

/// The folder that the patterns of the configuration at `path` count from.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().unwrap_or(path);
    if folder.file_name().is_some_and(|name| name == ".config") && path.ends_with("seedls.toml") {
        return folder.parent().unwrap_or(folder);
    }
    folder
}

/// `path` as it is called beside the file `other`.
fn shown_from(path: &Path, other: &Path) -> String {
    let folder = other.parent().unwrap_or(other);
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::Choice;
    use super::Resolver;
    use crate::config::Names;
    use crate::config::OnTop;

    const NAMES: Names<'_> =
        Names { rules: &[("missing-title", 201)], fields: &["title", "author", "date", "source"] };

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(".git")).expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
            fs::write(path, text).expect("the file can be written");
        }
        folder
    }

    fn resolver(folder: &Path) -> Resolver {
        // A layer of the person who runs the tests would change nothing that is asked about here.
        Resolver::new(Choice::Nearest, NAMES, OnTop::default(), vec![folder.to_owned()])
    }

    fn required(resolver: &Resolver, folder: &Path, file: &str) -> Vec<String> {
        let path = folder.join(file);
        let layers = resolver.layers(path.parent().expect("a folder"));
        layers.config(path.to_str().expect("UTF-8")).required.clone()
    }

    #[test]
    fn the_nearest_one_counts_in_each_folder() {
        let folder = folder(&[
            ("seedls.toml", "required = [\"title\"]\n"),
            ("a/.seedls.toml", "required = [\"date\"]\n"),
            ("a/b/.config/seedls.toml", "required = [\"author\"]\n"),
            ("a/b/c/x.seed", ""),
        ]);
        let resolver = resolver(folder.path());
        for (file, expected) in
            [("x.seed", "title"), ("a/x.seed", "date"), ("a/b/c/x.seed", "author")]
        {
            assert_eq!(required(&resolver, folder.path(), file), [expected], "{file}");
        }
        let folders = ["", "a", "a/b/c"].map(|it| folder.path().join(it));
        let roots = resolver.roots(folders.iter().map(|it| &**it));
        assert_eq!(roots.len(), 1, "they share one root: {roots:?}");
    }

    #[test]
    fn a_folder_may_be_spelt_with_a_slash_at_its_end() {
        let folder = folder(&[("seedls.toml", "required = [\"title\"]\n")]);
        let path = folder.path().to_str().expect("UTF-8").replace('\\', "/");
        let resolver = resolver(folder.path());
        resolver.layers(Path::new(&format!("{path}/")));
        let elsewhere = resolver.configs(Path::new("/"));
        assert_eq!(elsewhere.of(&format!("{path}/a.seed")).required, ["title"]);
    }

    #[test]
    fn of_several_in_one_folder_the_first_name_counts() {
        let folder = folder(&[
            (".config/seedls.toml", "required = [\"author\"]\n"),
            (".seedls.toml", "required = [\"date\"]\n"),
        ]);
        let resolver = resolver(folder.path());
        assert_eq!(required(&resolver, folder.path(), "x.seed"), ["date"]);
        let files = resolver.files();
        let file = files.iter().find(|it| it.path.ends_with(".seedls.toml")).expect("it was read");
        assert_eq!(file.shadows, [folder.path().join(".config/seedls.toml")]);
    }

    #[test]
    fn extended_files_count_first_and_circles_are_told() {
        let folder = folder(&[
            ("base/one.toml", "required = [\"author\"]\ndate-order = \"day-first\"\n"),
            ("base/two.toml", "required = [\"date\"]\n"),
            ("a/seedls.toml", "extend = [\"../base/one.toml\", \"../base/two.toml\"]\n"),
            ("b/seedls.toml", "extend = \"c.toml\"\n"),
            ("b/c.toml", "required = [\"source\"]\nextend = \"seedls.toml\"\n"),
            ("d/seedls.toml", "extend = \"../base/won.toml\"\n"),
        ]);
        let resolver = resolver(folder.path());
        assert_eq!(required(&resolver, folder.path(), "a/x.seed"), ["date"]);
        assert_eq!(required(&resolver, folder.path(), "b/x.seed"), ["source"]);
        required(&resolver, folder.path(), "d/x.seed");
        let told: Vec<String> = resolver
            .files()
            .iter()
            .flat_map(|file| file.errors.iter().map(|it| (file.clone(), it.clone())))
            .map(|(file, error)| format!("{}: {}", &file.text[error.range], error.message))
            .collect();
        assert_eq!(
            told,
            [
                "\"seedls.toml\": this goes round in a circle: seedls.toml → c.toml → seedls.toml",
                "\"../base/won.toml\": no such file; did you mean \
                 `one.toml`?",
            ]
        );
    }

    #[test]
    fn unsaved_texts_count_in_place_of_the_disk() {
        let folder = folder(&[("seedls.toml", "required = [\"title\"]\n")]);
        let path = |name: &str| folder.path().join(name).to_string_lossy().replace('\\', "/");
        let unsaved = [
            (path("seedls.toml"), "required = [\"date\"]\n".to_owned()),
            (path("a/seedls.toml"), "required = [\"author\"]\n".to_owned()),
        ];
        let resolver = resolver(folder.path()).with_unsaved(unsaved.into());
        assert_eq!(required(&resolver, folder.path(), "x.seed"), ["date"]);
        assert_eq!(required(&resolver, folder.path(), "a/x.seed"), ["author"]);
    }

    #[test]
    fn nothing_but_the_chosen_file_counts() {
        let folder = folder(&[
            ("seedls.toml", "required = [\"title\"]\n"),
            ("other.toml", "date-order = \"day-first\"\n"),
        ]);
        for choice in [Choice::None, Choice::File(folder.path().join("other.toml"))] {
            let is_file = choice != Choice::None;
            let resolver = Resolver::new(choice, NAMES, OnTop::default(), Vec::new());
            let config = resolver.layers(folder.path()).general();
            assert_eq!(config.required.len(), 4);
            assert_eq!(config.date_order.is_some(), is_file);
            assert!(resolver.problems().is_empty());
        }
        let missing = Choice::File(folder.path().join("none.toml"));
        let resolver = Resolver::new(missing, NAMES, OnTop::default(), Vec::new());
        resolver.layers(folder.path());
        assert_eq!(resolver.problems().len(), 1);
    }

    #[test]
    fn the_root_is_the_topmost_configuration_up_to_the_repository() {
        let folder = folder(&[("a/b/seedls.toml", ""), ("a/b/c/seedls.toml", ""), ("d/x", "")]);
        fs::create_dir(folder.path().join("a/b/c/.git")).expect("a folder");
        let resolver = resolver(folder.path());
        for (path, expected) in [("a/b/x/y", "a/b"), ("d", ""), ("a/b/c/d", "a/b/c")] {
            let roots = resolver.roots([&*folder.path().join(path)].into_iter());
            let expected = folder.path().join(expected);
            let expected = expected.to_str().expect("UTF-8").trim_end_matches('/');
            assert_eq!(roots, [expected], "{path}");
        }
    }
}
