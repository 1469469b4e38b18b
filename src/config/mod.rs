//! Configuration as data, parsed from a TOML string. Knows no files.

mod globs;
mod keys;
mod layers;
mod online;
mod parse;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;

pub use globs::Globs;
pub use keys::Setting;
pub use keys::Shape;
pub use keys::Shown;
pub use keys::effective;
pub use keys::keys_of;
pub use keys::level_names;
pub use keys::rules_of;
pub use keys::settings;
pub use keys::toml_string;
pub use layers::Configs;
pub use layers::Layer;
pub use layers::Layers;
pub use layers::OnTop;
pub use layers::Origin;
pub use layers::read_layer;
pub use online::MaxAge;
pub use online::Online;
pub use online::duration;
pub use online::written_duration;
pub use parse::parse;

/// What the user can set. `Config::default()` is what a user without a configuration gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Levels by rule name, for the rules that are not at their default.
    pub levels: BTreeMap<String, LevelSetting>,
    /// Link destinations that mark a link the capture lost, beyond the built-in ones.
    pub placeholders: Vec<String>,
    /// Schemes of URLs (`zotero`), beyond the built-in ones.
    pub schemes: Vec<String>,
    /// What sites say to their visitors in blocks of their own, beyond the built-in phrases.
    pub boilerplate: Vec<String>,
    /// Files that are seeds without being called `.seed`.
    pub include: Globs,
    /// Files and folders that are passed over, seeds or not.
    pub exclude: Globs,
    /// Names of the fields that every seed must tell.
    pub required: Vec<String>,
    /// Labels and keys of fields beyond the built-in ones, by the field's name.
    pub labels: BTreeMap<String, Vec<String>>,
    /// `None`: what can be read either way is ambiguous.
    pub date_order: Option<DateOrder>,
    /// The coarsest date that is good enough.
    pub date_precision: DatePrecision,
    /// `None`: every file has the header that it has.
    pub header_style: Option<HeaderStyle>,
    pub online: Online,
    /// The quotation marks that the documents use. `None`: what each document shows.
    pub quotations: Option<Vec<QuotationStyle>>,
    /// `[[name]]` is a link to the file or seed of that name.
    pub wiki_links: bool,
    /// What an editor's formatting changes; nothing if it is empty.
    pub format: Vec<FormatPart>,
    /// How many findings of one file are shown; not zero.
    pub max_findings: usize,
    /// The file of accepted findings, from the workspace's root.
    pub baseline: Option<String>,
    /// The documents whose findings an editor shows.
    pub editor_findings: EditorFindings,
}

/// Documents whose findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorFindings {
    OpenFiles,
    /// Those that are open, and all others in the workspace.
    Workspace,
}

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// From coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatePrecision {
    Year,
    Month,
    Day,
}

/// Something that formatting can make tidy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatPart {
    /// The blank lines of the header and the end, and blanks in blank lines.
    BlankLines,
    /// The blanks behind the marks of items.
    Lists,
    /// The width of columns.
    Tables,
}

/// A way of writing quotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotationStyle {
    /// `“ ”`
    Curly,
    /// `" "`
    Straight,
    /// `„ “` and `„ ”`
    Low,
    /// `« »` and `» «`
    Guillemets,
    /// `「 」`, `『 』` and `《 》`
    Corner,
}

/// The header that every seed is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderStyle {
    Newspaper,
    Yaml,
    Toml,
    Keys,
}

/// What is configured by name and defined above this module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names<'a> {
    /// Of the rules, with their numbers.
    pub rules: &'a [(&'static str, u16)],
    pub fields: &'a [&'static str],
}

/// A rule's level as configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelSetting {
    Off,
    Info,
    Warning,
    Error,
}

/// A fault in a configuration, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Bytes of the configuration's text.
    pub range: Range<usize>,
    /// As a finding's: lower case, no full stop, the user's words in backticks.
    pub message: String,
}

/// The fields of `required` where the configuration names none.
const REQUIRED: &[&str] = &["title", "author", "date", "source"];

/// More than anybody reads of one file, and few enough for an editor to show.
const MAX_FINDINGS: usize = 1000;

/// The globs of `include` where the configuration names none.
const INCLUDE: &[&str] = &["**/seeds/**/*.{txt,md}"];

impl Default for Config {
    fn default() -> Config {
        Config {
            levels: BTreeMap::new(),
            placeholders: Vec::new(),
            schemes: Vec::new(),
            boilerplate: Vec::new(),
            include: Globs::built_in(INCLUDE),
            exclude: Globs::default(),
            required: REQUIRED.iter().map(|&name| name.to_owned()).collect(),
            labels: BTreeMap::new(),
            date_order: None,
            date_precision: DatePrecision::Year,
            header_style: None,
            online: Online::default(),
            quotations: None,
            wiki_links: false,
            format: Vec::new(),
            max_findings: MAX_FINDINGS,
            baseline: None,
            editor_findings: EditorFindings::OpenFiles,
        }
    }
}

impl Config {
    /// Every seed must tell the field called `name`.
    pub fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|it| it == name)
    }

    /// Whether the file at `path` (absolute, `/` as separator) is a seed by its name alone.
    pub fn is_seed(&self, path: &str) -> bool {
        let called_seed = has_extension(path, &["seed"]);
        (called_seed || self.include.matches(path)) && !self.is_excluded(path)
    }

    /// Whether the file at `path` is a seed because the user named a folder above it.
    pub fn is_seed_in_named_folder(&self, path: &str) -> bool {
        let text = has_extension(path, &["seed", "txt", "md"]);
        (text || self.include.matches(path)) && !self.is_excluded(path)
    }

    /// Whether the file or folder at `path`, or a folder above it, is to be passed over.
    pub fn is_excluded(&self, path: &str) -> bool {
        self.exclude.matches_at_or_above(path)
    }
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// The candidate that `word` was probably meant to be.
pub fn closest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Half of the letters wrong is another word; a floor, so that short words may have a typo.
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::Config;
    use super::Globs;
    use super::closest;

    #[test]
    fn files_called_seed_are_seeds_anywhere() {
        let config = Config::default();
        assert!(config.is_seed("a.seed"));
        assert!(config.is_seed("deep/er/b.SEED"));
        assert!(!config.is_seed("seed"));
        assert!(!config.is_seed(".md"));
    }

    #[test]
    fn text_and_markdown_are_seeds_below_a_folder_called_seeds() {
        let config = Config::default();
        assert!(config.is_seed("seeds/a.txt"));
        assert!(config.is_seed("news/seeds/2021/a.md"));
        assert!(!config.is_seed("a.txt"));
        assert!(!config.is_seed("README.md"));
        assert!(!config.is_seed("seeds/a.png"));
    }

    #[test]
    fn text_and_markdown_are_seeds_in_a_named_folder() {
        let config = Config::default();
        assert!(config.is_seed_in_named_folder("a.txt"));
        assert!(config.is_seed_in_named_folder("a.md"));
        assert!(!config.is_seed_in_named_folder("a.html"));
    }

    #[test]
    fn what_lies_below_an_excluded_folder_is_no_seed() {
        let exclude = Globs::new(vec!["drafts/".to_owned()]).expect("a glob");
        let config = Config { exclude, ..Config::default() };
        assert!(!config.is_seed("news/drafts/2021/a.seed"));
        assert!(config.is_seed("news/a.seed"));
    }

    #[test]
    fn closest_finds_a_typo_and_no_stranger() {
        let words = ["missing-title", "missing-date", "empty-field"];
        let closest = |word| closest(word, words.into_iter());
        assert_eq!(closest("mising-title"), Some("missing-title"));
        assert_eq!(closest("missing-dtae"), Some("missing-date"));
        assert_eq!(closest("harbour"), None);
    }
}
