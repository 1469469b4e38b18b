//! Several configuration files laid over each other, and which of them counts for which document.
//! Knows their texts and where they lie, and reads none.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use super::Config;
use super::ConfigError;
use super::Globs;
use super::LevelSetting;
use super::Names;
use super::parse::parse_over;

/// One configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Absolute, with `/`.
    pub path: String,
    /// What its patterns count from: absolute, with `/`.
    pub folder: String,
    pub text: String,
}

/// What the command line says of rules, above all files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnTop {
    pub off: Vec<&'static str>,
    /// Rules that are asked for, and whether they are off where no file names them.
    pub on: Vec<(&'static str, bool)>,
}

/// The configuration files that count for one part of the workspace, the later ones over the
/// earlier ones: key by key, lists as a whole, and the overrides of a file over its other settings.
#[derive(Debug)]
pub struct Layers {
    root: String,
    layers: Vec<Arc<Layer>>,
    /// The files of every override, layer by layer.
    overrides: Vec<Vec<Globs>>,
    // What is there without a file.
    start: Config,
    names: Names<'static>,
    on_top: OnTop,
    // By which overrides are on. A function of the rest, kept because thousands of files share one.
    known: Mutex<BTreeMap<Vec<bool>, Arc<Config>>>,
}

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    CommandLine,
    File {
        layer: Arc<Layer>,
        /// The value, in bytes of the file's text.
        range: Range<usize>,
        /// The override that it stands in, counted from 1.
        within: Option<usize>,
    },
}

/// The configuration of every path.
#[derive(Debug, Clone)]
pub struct Configs {
    /// By folder, absolute, with `/`: what counts there and below.
    folders: Arc<BTreeMap<String, Arc<Layers>>>,
    general: Arc<Layers>,
}

/// What is wrong in `text`, a configuration file, and the files that it extends.
pub fn read_layer(text: &str, names: Names<'_>) -> (Vec<(String, Range<usize>)>, Vec<ConfigError>) {
    let parsed = parse_over(&mut Config::default(), text, names, "", &[]);
    (parsed.extend, parsed.errors)
}

impl Layers {
    /// `root` is the workspace's: what the patterns of files count from that lie outside of it.
    pub fn new(
        root: &str,
        layers: Vec<Arc<Layer>>,
        names: Names<'static>,
        on_top: OnTop,
    ) -> Layers {
        let mut start = Config::default();
        start.include.moved_to(root);
        Layers::over(start, root, layers, names, on_top)
    }

    fn over(
        start: Config,
        root: &str,
        layers: Vec<Arc<Layer>>,
        names: Names<'static>,
        on_top: OnTop,
    ) -> Layers {
        let root = root.to_owned();
        let known = Mutex::default();
        let overrides = Vec::new();
        let mut all = Layers { root, layers, overrides, start, names, on_top, known };
        for layer in &all.layers {
            let base = all.base(layer).to_owned();
            let parsed = parse_over(&mut Config::default(), &layer.text, names, &base, &[]);
            all.overrides.push(parsed.overrides);
        }
        all
    }

    /// The configuration of the file at `path`.
    pub fn config(&self, path: &str) -> Arc<Config> {
        let on = self.on(path);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(on).or_insert_with_key(|on| Arc::new(self.apply(on).0)).clone()
    }

    /// What counts whatever the file is called.
    pub fn general(&self) -> Arc<Config> {
        let off = vec![false; self.overrides.iter().map(Vec::len).sum()];
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(off).or_insert_with_key(|off| Arc::new(self.apply(off).0)).clone()
    }

    /// Where each setting of the file at `path` comes from that is not at its default, by its
    /// dotted key.
    pub fn origins(&self, path: &str) -> BTreeMap<String, Origin> {
        self.apply(&self.on(path)).1
    }

    /// The files, the later ones over the earlier ones.
    pub fn layers(&self) -> &[Arc<Layer>] {
        &self.layers
    }

    pub fn root(&self) -> &str {
        &self.root
    }

    /// Which overrides count for the file at `path`, layer by layer.
    fn on(&self, path: &str) -> Vec<bool> {
        self.overrides.iter().flatten().map(|files| files.matches_at_or_above(path)).collect()
    }

    fn apply(&self, on: &[bool]) -> (Config, BTreeMap<String, Origin>) {
        let mut config = self.start.clone();
        let mut origins = BTreeMap::new();
        let mut on = on.iter().copied();
        for (layer, overrides) in self.layers.iter().zip(&self.overrides) {
            let on: Vec<bool> = on.by_ref().take(overrides.len()).collect();
            let parsed = parse_over(&mut config, &layer.text, self.names, self.base(layer), &on);
            for told in parsed.told {
                let counts = told.within.is_none_or(|it| on.get(it).copied().unwrap_or(false));
                if counts {
                    let within = told.within.map(|index| index + 1);
                    let origin = Origin::File { layer: layer.clone(), range: told.range, within };
                    origins.insert(told.key, origin);
                }
            }
        }
        for &name in &self.on_top.off {
            config.levels.insert(name.to_owned(), LevelSetting::Off);
            origins.insert(format!("rules.{name}"), Origin::CommandLine);
        }
        for &(name, off_by_default) in &self.on_top.on {
            let is_off = match config.levels.get(name) {
                Some(level) => *level == LevelSetting::Off,
                None => off_by_default,
            };
            // Whoever asks for a rule by name wants to see it.
            if is_off {
                config.levels.insert(name.to_owned(), LevelSetting::Warning);
                origins.insert(format!("rules.{name}"), Origin::CommandLine);
            }
        }
        (config, origins)
    }

    fn base<'a>(&'a self, layer: &'a Layer) -> &'a str {
        if is_at_or_below(&self.root, &layer.folder) || is_at_or_below(&layer.folder, &self.root) {
            &layer.folder
        } else {
            &self.root
        }
    }
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder.trim_end_matches('/'))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Configs {
    pub fn new(folders: BTreeMap<String, Arc<Layers>>, general: Arc<Layers>) -> Configs {
        Configs { folders: Arc::new(folders), general }
    }

    /// One configuration for everything.
    pub fn constant(config: Config) -> Configs {
        const NAMES: Names<'_> = Names { rules: &[], fields: &[] };
        let layers = Layers::over(config, "", Vec::new(), NAMES, OnTop::default());
        Configs::new(BTreeMap::new(), Arc::new(layers))
    }

    /// The configuration of the file at `path`, which is absolute.
    pub fn of(&self, path: &str) -> Arc<Config> {
        self.layers(path).config(path)
    }

    /// The files that count for the file at `path`.
    pub fn layers(&self, path: &str) -> &Arc<Layers> {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            if let Some(layers) = self.folders.get(if above.is_empty() { "/" } else { above }) {
                return layers;
            }
            folder = above;
        }
        &self.general
    }

    /// What counts for the workspace as a whole.
    pub fn general(&self) -> Arc<Config> {
        self.general.general()
    }
}

impl Default for Configs {
    fn default() -> Configs {
        Configs::constant(Config::default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::Configs;
    use super::Layer;
    use super::Layers;
    use super::OnTop;
    use super::Origin;
    use crate::config::LevelSetting;
    use crate::config::Names;

    const NAMES: Names<'_> = Names {
        rules: &[("missing-title", 201), ("missing-date", 203), ("author-variants", 404)],
        fields: &["title", "author", "date", "source"],
    };

    fn layer(path: &str, text: &str) -> Arc<Layer> {
        let folder = path.rsplit_once('/').expect("absolute").0.to_owned();
        Arc::new(Layer { path: path.to_owned(), folder, text: text.to_owned() })
    }

    fn layers(files: &[(&str, &str)]) -> Layers {
        let files = files.iter().map(|(path, text)| layer(path, text)).collect();
        Layers::new("/w", files, NAMES, OnTop::default())
    }

    #[test]
    fn later_files_win_key_by_key() {
        let layers = layers(&[
            (
                "/w/base.toml",
                "required = [\"title\", \"date\"]\nschemes = [\"a\"]\n[rules]\n201 = \"off\"\n203 = \"off\"\n[online]\nretries = 5\ndelay = \"3s\"\n[fields.title]\nlabels = [\"Otsikko\"]\n",
            ),
            (
                "/w/seedls.toml",
                "required = [\"source\"]\n[rules]\n203 = \"error\"\n[online]\nretries = 1\n[fields.source]\nlabels = [\"otsikko\"]\n",
            ),
        ]);
        let config = layers.config("/w/a.seed");
        assert_eq!(config.required, ["source"], "a list takes the place of the other");
        assert_eq!(config.schemes, ["a"]);
        assert_eq!(config.levels["missing-title"], LevelSetting::Off);
        assert_eq!(config.levels["missing-date"], LevelSetting::Error);
        assert_eq!((config.online.retries, config.online.delay.as_secs()), (1, 3));
        assert_eq!(config.labels["source"], ["otsikko"]);
        assert!(config.labels["title"].is_empty(), "no word names two fields");
    }

    #[test]
    fn overrides_count_for_their_files_over_the_rest_of_their_file() {
        let layers = layers(&[
            (
                "/w/base.toml",
                "[[overrides]]\nfiles = [\"letters/**\"]\nrequired = []\ndate-order = \"day-first\"\n",
            ),
            (
                "/w/seedls.toml",
                "required = [\"title\"]\n[[overrides]]\nfiles = [\"letters\"]\nrules = { 201 = \"off\" }\n[[overrides]]\nfiles = [\"*.old.seed\"]\nrules = { 201 = \"info\", 203 = \"info\" }\n",
            ),
        ]);
        let plain = layers.config("/w/a.seed");
        assert_eq!((&plain.required[..], plain.date_order), (&["title".to_owned()][..], None));
        assert!(plain.levels.is_empty());
        let letter = layers.config("/w/letters/a.seed");
        assert_eq!(letter.required, ["title"], "the later file wins over an earlier override");
        assert!(letter.date_order.is_some());
        assert_eq!(letter.levels["missing-title"], LevelSetting::Off);
        let old = layers.config("/w/letters/a.old.seed");
        assert_eq!(old.levels["missing-title"], LevelSetting::Info, "the later override wins");
        assert!(Arc::ptr_eq(&letter, &layers.config("/w/letters/deep/b.seed")), "one for all");
    }

    #[test]
    fn patterns_count_from_the_folder_of_their_file_or_else_the_root() {
        let exclude = "exclude = [\"news/drafts\"]\n";
        let is_excluded =
            |config: &str, path: &str| layers(&[(config, exclude)]).config(path).is_excluded(path);
        assert!(is_excluded("/w/seedls.toml", "/w/news/drafts/a.seed"));
        assert!(is_excluded("/seedls.toml", "/news/drafts/a.seed"));
        assert!(!is_excluded("/w/old/seedls.toml", "/w/news/drafts/a.seed"));
        assert!(is_excluded("/w/old/seedls.toml", "/w/old/news/drafts/a.seed"));
        assert!(is_excluded("/home/me/seedls.toml", "/w/news/drafts/a.seed"));
        let none = layers(&[]);
        assert!(none.config("/w/seeds/a.txt").is_seed("/w/seeds/a.txt"));
        let inside = Layers::new("/w/seeds/x", Vec::new(), NAMES, OnTop::default());
        let path = "/w/seeds/x/README.md";
        assert!(!inside.config(path).is_seed(path), "what lies above the root does not count");
    }

    #[test]
    fn the_command_line_stands_above_all_files() {
        let on_top = OnTop {
            off: vec!["missing-title"],
            on: vec![("missing-date", false), ("author-variants", true)],
        };
        let file = layer("/w/seedls.toml", "[rules]\n201 = \"error\"\n203 = \"info\"\n");
        let layers = Layers::new("/w", vec![file], NAMES, on_top);
        let config = layers.config("/w/a.seed");
        assert_eq!(config.levels["missing-title"], LevelSetting::Off);
        assert_eq!(config.levels["missing-date"], LevelSetting::Info, "its own level");
        assert_eq!(config.levels["author-variants"], LevelSetting::Warning);
        let origins = layers.origins("/w/a.seed");
        assert_eq!(origins["rules.missing-title"], Origin::CommandLine);
        assert_eq!(origins["rules.author-variants"], Origin::CommandLine);
        let Origin::File { range, .. } = &origins["rules.missing-date"] else { panic!("a file") };
        assert_eq!(*range, 28..34);
    }

    #[test]
    fn origins_tell_the_file_the_place_and_the_override() {
        let text = "\u{feff}date-precision = \"day\"\n[online.max-age]\ngone = \"1d\"\n[[overrides]]\nfiles = [\"*.seed\"]\nrequired = []\n[[overrides]]\nfiles = [\"*.txt\"]\nschemes = []\n";
        let layers = layers(&[("/w/seedls.toml", text)]);
        let told: Vec<String> = layers
            .origins("/w/a.seed")
            .into_iter()
            .map(|(key, origin)| match origin {
                Origin::CommandLine => key,
                Origin::File { layer, range, within } => {
                    format!("{key} {} {} {within:?}", layer.path, &text[range])
                }
            })
            .collect();
        assert_eq!(
            told,
            [
                "date-precision /w/seedls.toml \"day\" None",
                "online.max-age.gone /w/seedls.toml \"1d\" None",
                "required /w/seedls.toml [] Some(1)",
            ]
        );
    }

    #[test]
    fn the_nearest_folder_counts() {
        let of = |root: &str, text: &str| {
            let file = layer(&format!("{root}/seedls.toml"), text);
            Arc::new(Layers::new(root, vec![file], NAMES, OnTop::default()))
        };
        let folders = BTreeMap::from([
            ("/w".to_owned(), of("/w", "required = [\"title\"]\n")),
            ("/w/a/b".to_owned(), of("/w/a/b", "required = [\"date\"]\n")),
        ]);
        let general = of("/x", "required = [\"source\"]\n");
        let configs = Configs::new(folders, general);
        assert_eq!(configs.of("/w/a.seed").required, ["title"]);
        assert_eq!(configs.of("/w/a/c/a.seed").required, ["title"]);
        assert_eq!(configs.of("/w/a/b/c/a.seed").required, ["date"]);
        assert_eq!(configs.of("/wide/a.seed").required, ["source"]);
        assert_eq!(configs.general().required, ["source"]);
    }
}
