//! What counts for one file, and where each setting comes from.

use std::ops::Range;

use serde::Serialize;
use serde_json::json;

use crate::config::Config;
use crate::config::Layers;
use crate::config::Origin;
use crate::config::Shown;
use crate::config::effective as values;
use crate::rules::RULES;
use crate::rules::level;
use crate::text::Places;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// One setting of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Effective {
    /// Dotted: `rules.missing-title`.
    key: String,
    value: Shown,
    /// `None`: it is the default.
    origin: Option<Origin>,
}

/// Everything that counts for the file at `path`, in the order of the configuration's keys.
fn effective(layers: &Layers, path: &str) -> Vec<Effective> {
    let config = layers.config(path);
    let mut origins = layers.origins(path);
    let rules = RULES.iter().map(|rule| {
        let level = level(rule, &config).as_str().to_owned();
        (format!("rules.{}", rule.name), Shown::Text(level))
    });
    let mut all: Vec<Effective> = values(&config)
        .into_iter()
        .chain(rules)
        .map(|(key, value)| Effective { origin: origins.remove(&key), key, value })
        .collect();
    // A table begins where its first key stands, so what is in none comes first.
    all.sort_by_key(|it| table_of(&it.key).map(str::to_owned));
    all
}

/// `online.max-age` of `online.max-age.gone`.
fn table_of(key: &str) -> Option<&str> {
    key.rsplit_once('.').map(|(table, _)| table)
}

/// The file as TOML that says the same by itself, with the origins as comments. `shown` is how the
/// user calls the file, `show` a path.
pub fn listing(
    layers: &Layers,
    path: &str,
    shown: &str,
    is_folder: bool,
    show: &dyn Fn(&str) -> String,
) -> String {
    let config = layers.config(path);
    let standing = if is_folder { "a folder" } else { standing(&config, path) };
    let files: Vec<String> = layers.layers().iter().map(|it| show(&it.path)).collect();
    let files = if files.is_empty() { "none".to_owned() } else { files.join(", ") };
    let mut text = format!(
        "# What counts for {shown}, which is {standing}.\n# Files, of which the later ones win: {files}\n\
         # The workspace's root: {}\n\n",
        layers.root(),
    );
    let all = effective(layers, path);
    let written = |it: &Effective| {
        let name = match it.key.rsplit_once('.') {
            Some((_, name)) => name,
            None => &it.key,
        };
        match it.value.to_toml() {
            Some(value) => format!("{name} = {value}"),
            None => format!("# {name} is not set"),
        }
    };
    let width = all.iter().map(|it| written(it).chars().count()).filter(|it| *it <= WIDEST);
    let width = width.max().unwrap_or_default();
    let mut table: Option<&str> = None;
    for it in &all {
        if table_of(&it.key) != table {
            table = table_of(&it.key);
            text.push_str(&format!("\n[{}]\n", table.unwrap_or_default()));
        }
        let origin = it.origin.as_ref().map_or_else(|| "default".to_owned(), |it| told(it, show));
        text.push_str(&format!("{:width$}  # {origin}\n", written(it)));
    }
    text
}

/// Longer lines do not push the comments of the others to the right.
const WIDEST: usize = 48;

fn told(origin: &Origin, show: &dyn Fn(&str) -> String) -> String {
    match origin {
        Origin::CommandLine => "command line".to_owned(),
        Origin::File { layer, range, within } => {
            let mut told =
                format!("{}:{}", show(&layer.path), line_and_column(&layer.text, range).0);
            if let Some(index) = within {
                told.push_str(&format!(", override {index}"));
            }
            told
        }
    }
}

/// Whether the file is a seed, and by what.
fn standing(config: &Config, path: &str) -> &'static str {
    if config.is_excluded(path) {
        "passed over by `exclude`, unless it is named outright"
    } else if config.is_seed(path) {
        "a seed by its name"
    } else if config.is_seed_in_named_folder(path) {
        "no seed by its name, but checked where its folder is named"
    } else {
        "no seed, unless it is named outright"
    }
}

/// The same as one document of JSON, which ends with a line break.
pub fn listing_json(
    layers: &Layers,
    path: &str,
    shown: &str,
    show: &dyn Fn(&str) -> String,
) -> String {
    #[derive(Serialize)]
    struct Setting {
        key: String,
        value: serde_json::Value,
        origin: serde_json::Value,
    }
    let config = layers.config(path);
    let setting = |it: Effective| {
        let value = match it.value {
            Shown::Unset => json!(null),
            Shown::Text(text) => json!(text),
            Shown::Words(words) => json!(words),
            Shown::Number(number) => json!(number),
            Shown::Flag(flag) => json!(flag),
        };
        let origin = match it.origin {
            None => json!({ "kind": "default" }),
            Some(Origin::CommandLine) => json!({ "kind": "command-line" }),
            Some(Origin::File { layer, range, within }) => {
                let (line, column) = line_and_column(&layer.text, &range);
                let path = show(&layer.path);
                json!({ "kind": "file", "path": path, "line": line, "column": column, "override": within })
            }
        };
        Setting { key: it.key, value, origin }
    };
    let settings: Vec<Setting> = effective(layers, path).into_iter().map(setting).collect();
    let files: Vec<String> = layers.layers().iter().map(|it| show(&it.path)).collect();
    let document = json!({
        "version": 1,
        "file": shown,
        "is_seed": config.is_seed(path),
        "is_excluded": config.is_excluded(path),
        "root": layers.root(),
        "files": files,
        "settings": settings,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// Both count from 1; the column is a code point.
fn line_and_column(text: &str, range: &Range<usize>) -> (u32, u32) {
    let text = Text::new(text);
    let start = TextSize::try_from(range.start).unwrap_or(text.len()).min(text.len());
    let place = Places::new(&text).place(TextRange::empty(start));
    (place.line, place.column)
}
