//! A configuration's text to a [`Config`], with every fault at its place.

use toml::de::DeTable;

use super::Config;
use super::ConfigError;
use super::Globs;
use super::Names;
use super::keys::KEYS;
use super::keys::LEVELS;
use super::keys::read_table;
use super::value::Context;
use super::value::Told;
use super::value::Value;
use super::value::Word;
use super::value::expected;
use super::value::file_names;
use super::value::globs;
use super::value::one_of;
use super::value::strings;
use super::value::unknown;
use super::value::unknown_message;

/// What one configuration file says, beside the settings themselves.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// In order of their place.
    pub(super) errors: Vec<ConfigError>,
    pub(super) told: Vec<Told>,
    /// The files of each override.
    pub(super) overrides: Vec<Globs>,
    /// The files that count before this one, and where they are named.
    pub(super) extend: Vec<(String, std::ops::Range<usize>)>,
}

/// Reads `text`, a `seedls.toml`. A rule goes by its name or its number. What is faulty is left at
/// its default. The errors are in order of their place.
pub fn parse(text: &str, names: Names<'_>) -> (Config, Vec<ConfigError>) {
    let mut config = Config::default();
    let parsed = parse_over(&mut config, text, names, "", &[]);
    (config, parsed.errors)
}

/// Reads `text` over what `config` says already. Patterns count from the folder `base`; the
/// overrides at the indexes where `on` holds true count too.
pub(super) fn parse_over(
    config: &mut Config,
    text: &str,
    names: Names<'_>,
    base: &str,
    on: &[bool],
) -> Parsed {
    let mut context = Context::new(names, base, on);
    // TOML is parsed behind a byte-order mark, which Windows editors write.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (table, syntax_errors) = DeTable::parse_recoverable(text.get(start..).unwrap_or_default());
    for error in syntax_errors {
        let range = error.span().unwrap_or(0..0);
        context.errors.push(ConfigError { range, message: error.message().to_owned() });
    }
    read_table(KEYS, config, table.get_ref(), &mut context);
    let mut extend = Vec::new();
    if let Some(value) = table.get_ref().get("extend") {
        let names = file_names(value, &mut Vec::new());
        extend.extend(names.into_iter().map(|it| (it.text, it.range)));
    }
    let Context { mut errors, mut told, overrides, .. } = context;
    let errors_ranges = errors.iter_mut().map(|it| &mut it.range);
    let told_ranges = told.iter_mut().map(|it| &mut it.range);
    let extend_ranges = extend.iter_mut().map(|(_, range)| range);
    for range in errors_ranges.chain(told_ranges).chain(extend_ranges) {
        *range = range.start + start..range.end + start;
    }
    errors.sort_by_key(|error| (error.range.start, error.range.end));
    Parsed { errors, told, overrides, extend }
}

pub(super) fn read_rules(config: &mut Config, value: &Value<'_>, context: &mut Context<'_>) {
    let Some(table) = value.get_ref().as_table() else {
        return context.errors.push(expected("a table of rules and their levels", value));
    };
    for (key, value) in table {
        let word = key.get_ref();
        let rules = context.names.rules;
        let known =
            rules.iter().find(|(name, code)| name == word || code.to_string() == word.as_ref());
        let Some(&(name, _)) = known else {
            context.errors.push(unknown("rule", key, rules.iter().map(|&(name, _)| name)));
            continue;
        };
        if let Some(level) = one_of(LEVELS, value, context) {
            config.levels.insert(name.to_owned(), level);
            context.below(name, |context| context.tell(value.span()));
        }
    }
}

pub(super) fn read_required(config: &mut Config, value: &Value<'_>, context: &mut Context<'_>) {
    let Some(array) = value.get_ref().as_array() else {
        return context.errors.push(expected("a list of fields", value));
    };
    config.required.clear();
    for value in array.iter() {
        let Some(name) = value.get_ref().as_str() else {
            context.errors.push(expected("the name of a field", value));
            continue;
        };
        let fields = context.names.fields;
        if fields.contains(&name) {
            config.required.push(name.to_owned());
        } else {
            let message = unknown_message("field", name, fields.iter().copied());
            context.errors.push(ConfigError { range: value.span(), message });
        }
    }
}

/// Reads the tables `[fields.date]` and their like.
pub(super) fn read_fields(config: &mut Config, value: &Value<'_>, context: &mut Context<'_>) {
    let Some(table) = value.get_ref().as_table() else {
        return context.errors.push(expected("a table of fields", value));
    };
    // Words to the field that has them, so that no word names two.
    let mut owners: Vec<(String, &str)> = Vec::new();
    let mut table: Vec<_> = table.iter().collect();
    // The later of two is the one that is wrong, and the table is sorted by name.
    table.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in table {
        let fields = context.names.fields;
        let Some(&field) = fields.iter().find(|name| *name == key.get_ref()) else {
            context.errors.push(unknown("field", key, fields.iter().copied()));
            continue;
        };
        let Some(settings) = value.get_ref().as_table() else {
            context.errors.push(expected("a table with `labels`", value));
            continue;
        };
        for (key, value) in settings {
            if key.get_ref() != "labels" {
                context.errors.push(unknown("key", key, ["labels"].into_iter()));
                continue;
            }
            let mut labels = Vec::new();
            for Word { text, range } in strings(value, &mut context.errors) {
                let label = text.trim_end_matches([':', '：', ' ']).to_owned();
                let key = label.to_lowercase();
                let fault = if is_label(&label) {
                    let owner = owners.iter().find(|(word, _)| *word == key);
                    owner.map(|(_, owner)| format!("`{label}` is a label of `{owner}` already"))
                } else {
                    Some("a label is one to four words of letters and digits".to_owned())
                };
                if let Some(message) = fault {
                    context.errors.push(ConfigError { range, message });
                    continue;
                }
                // A file that counts before this one may have given the word to another field.
                for (other, labels) in &mut config.labels {
                    if other != field {
                        labels.retain(|it| it.to_lowercase() != key);
                    }
                }
                owners.push((key, field));
                labels.push(label);
            }
            config.labels.insert(field.to_owned(), labels);
            context.below(field, |context| {
                context.below("labels", |context| context.tell(value.span()));
            });
        }
    }
}

/// Reads the tables `[[overrides]]`: those that are on count, and in all of them faults are told.
pub(super) fn read_overrides(config: &mut Config, value: &Value<'_>, context: &mut Context<'_>) {
    let Some(array) = value.get_ref().as_array() else {
        return context.errors.push(expected("a list of tables `[[overrides]]`", value));
    };
    for (index, value) in array.iter().enumerate() {
        let mut files = None;
        let mut ignored = Config::default();
        let is_on = context.on.get(index).copied().unwrap_or(false);
        let into = if is_on { &mut *config } else { &mut ignored };
        match value.get_ref().as_table() {
            Some(table) => {
                context.within(index, |context| files = read_override(into, table, context));
                if !table.contains_key("files") {
                    let message = "an override needs `files`, a list of patterns".to_owned();
                    context.errors.push(ConfigError { range: value.span(), message });
                }
            }
            None => context.errors.push(expected("a table with `files`", value)),
        }
        context.overrides.push(files.unwrap_or_default());
    }
}

fn read_override(
    into: &mut Config,
    table: &DeTable<'_>,
    context: &mut Context<'_>,
) -> Option<Globs> {
    let mut files = None;
    let known = || KEYS.iter().filter(|it| it.in_overrides);
    let mut settings = DeTable::new();
    for (key, value) in table {
        let name: &str = key.get_ref();
        if name == "files" {
            files = globs(value, context);
        } else if known().any(|it| it.name == name) {
            settings.insert(key.clone(), value.clone());
        } else if KEYS.iter().any(|it| it.name == name) {
            let message = format!("`{name}` counts for all files and cannot stand in an override");
            context.errors.push(ConfigError { range: key.span(), message });
        } else {
            let names = known().map(|it| it.name).chain(["files"]);
            context.errors.push(unknown("key", key, names));
        }
    }
    read_table(KEYS, into, &settings, context);
    files
}

/// What can stand before a colon and be recognised there.
fn is_label(label: &str) -> bool {
    let is_word_char = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\'' | '’');
    let words = label.split_whitespace().count();
    (1..=4).contains(&words)
        && label.chars().count() < 40
        && label.chars().all(|c| c == ' ' || is_word_char(c))
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use crate::config::Config;
    use crate::config::ConfigError;
    use crate::config::DateOrder;
    use crate::config::DatePrecision;
    use crate::config::HeaderStyle;
    use crate::config::LevelSetting;
    use crate::config::Names;

    const RULES: &[(&str, u16)] = &[("missing-title", 201), ("missing-date", 203)];
    const FIELDS: &[&str] = &["title", "author", "date", "source", "license"];

    fn parse(text: &str) -> (Config, Vec<ConfigError>) {
        super::parse(text, Names { rules: RULES, fields: FIELDS })
    }

    /// Each error as its source and message, one a line.
    fn check(text: &str, expected: Expect) {
        let (_, errors) = parse(text);
        let mut shown = String::new();
        for error in errors {
            let source = text.get(error.range.clone()).expect("a range of the text");
            shown.push_str(&format!("{source} -> {}\n", error.message));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn rules_go_by_name_and_by_number() {
        let (config, errors) = parse("[rules]\nmissing-title = \"off\"\n203 = \"error\"\n");
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(config.levels.get("missing-title"), Some(&LevelSetting::Off));
        assert_eq!(config.levels.get("missing-date"), Some(&LevelSetting::Error));
    }

    #[test]
    fn lists_are_read() {
        let (config, errors) = parse(
            "placeholders = [\"https://lost.example/\"]\nschemes = [\"zotero\"]\nboilerplate = [\"Follow us\"]\ninclude = [\"news/**/*.txt\"]\nexclude = [\"drafts\"]\n",
        );
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(config.placeholders, ["https://lost.example/"]);
        assert_eq!(config.schemes, ["zotero"]);
        assert_eq!(config.boilerplate, ["Follow us"]);
        assert!(config.is_seed("news/2021/a.txt"));
        assert!(!config.is_seed("seeds/a.txt"), "the user's list takes the place of ours");
        assert!(!config.is_seed("drafts"));
    }

    #[test]
    fn quotation_styles_are_named() {
        check(
            "quotations = [\"curly\", \"french\"]\n",
            expect![[r#"
                "french" -> expected `"curly"`, `"straight"`, `"low"`, `"guillemets"` or `"corner"`, found `"french"`
            "#]],
        );
    }

    #[test]
    fn unknown_words_get_a_suggestion() {
        check(
            "[rule]\n[rules]\nmissing-tilte = \"off\"\nharbour = \"off\"\nmissing-date = \"of\"\n",
            expect![[r#"
                rule -> unknown key `rule`; did you mean `rules`?
                missing-tilte -> unknown rule `missing-tilte`; did you mean `missing-title`?
                harbour -> unknown rule `harbour`
                "of" -> expected `"off"`, `"info"`, `"warning"` or `"error"`, found `"of"`; did you mean `off`?
            "#]],
        );
    }

    #[test]
    fn wrong_types_are_told() {
        check(
            "rules = 1\nplaceholders = \"x\"\nexclude = [1]\n",
            expect![[r#"
                1 -> expected a table of rules and their levels, found an integer
                "x" -> expected a list of strings, found `"x"`
                1 -> expected a string, found an integer
            "#]],
        );
    }

    #[test]
    fn a_broken_file_keeps_its_good_parts() {
        let text = "[rules]\nmissing-title = \"off\"\nmissing-date = \n";
        let (config, errors) = parse(text);
        assert!(!errors.is_empty());
        assert_eq!(config.levels.get("missing-title"), Some(&LevelSetting::Off));
    }

    #[test]
    fn ranges_count_the_byte_order_mark() {
        check(
            "\u{feff}rule = 1\n",
            expect![[r#"
            rule -> unknown key `rule`; did you mean `rules`?
        "#]],
        );
    }

    #[test]
    fn broken_patterns_are_told_at_their_place() {
        check(
            "exclude = [\"a\", \"b[\"]\n",
            expect![[r#"
            "b[" -> not a file pattern: unclosed character class; missing ']'
        "#]],
        );
    }

    #[test]
    fn metadata_is_configured() {
        let (config, errors) = parse(
            "required = [\"title\", \"license\"]\ndate-order = \"day-first\"\ndate-precision = \"month\"\nheader-style = \"yaml\"\n[fields.source]\nlabels = [\"Quelle:\", \"Gefunden bei\"]\n",
        );
        assert!(errors.is_empty(), "{errors:?}");
        assert!(config.requires("license") && !config.requires("author"));
        assert_eq!(config.date_order, Some(DateOrder::DayFirst));
        assert_eq!(config.date_precision, DatePrecision::Month);
        assert_eq!(config.header_style, Some(HeaderStyle::Yaml));
        assert_eq!(config.labels["source"], ["Quelle", "Gefunden bei"]);
    }

    #[test]
    fn faulty_metadata_settings_are_told_at_their_place() {
        check(
            "required = [\"titel\", 1]\ndate-order = \"days-first\"\ndate-precision = \"hour\"\nwiki-links = \"yes\"\nheader-style = \"newpaper\"\n[fields.sorce]\n[fields.date]\nlabel = []\n[fields.title]\nlabels = [\"Titel\", \"one: two\", \"\", \"a b c d e\"]\n[fields.source]\nlabels = [\"titel\"]\n",
            expect![[r#"
                "titel" -> unknown field `titel`; did you mean `title`?
                1 -> expected the name of a field, found an integer
                "days-first" -> expected `"day-first"` or `"month-first"`, found `"days-first"`; did you mean `day-first`?
                "hour" -> expected `"day"`, `"month"` or `"year"`, found `"hour"`
                "yes" -> expected `true` or `false`, found `"yes"`
                "newpaper" -> expected `"free"`, `"newspaper"`, `"yaml"`, `"toml"` or `"keys"`, found `"newpaper"`; did you mean `newspaper`?
                sorce -> unknown field `sorce`; did you mean `source`?
                label -> unknown key `label`; did you mean `labels`?
                "one: two" -> a label is one to four words of letters and digits
                "" -> a label is one to four words of letters and digits
                "a b c d e" -> a label is one to four words of letters and digits
                "titel" -> `titel` is a label of `title` already
            "#]],
        );
    }
}
