//! A configuration's text to a [`Config`], with every fault at its place.

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use super::Config;
use super::ConfigError;
use super::DateOrder;
use super::DatePrecision;
use super::Globs;
use super::HeaderStyle;
use super::LevelSetting;
use super::Names;
use super::QuotationStyle;
use super::closest;
use super::online;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// What reading a value has to hand.
struct Reading<'a> {
    names: Names<'a>,
    config: Config,
    errors: Vec<ConfigError>,
}

/// One key of the top level: what it is called, and how its value is read.
struct Key {
    name: &'static str,
    read: fn(&mut Reading<'_>, &Value<'_>),
}

const KEYS: &[Key] = &[
    Key { name: "rules", read: read_rules },
    Key {
        name: "placeholders",
        read: |reading, value| {
            let words = strings(value, &mut reading.errors);
            reading.config.placeholders = words.into_iter().map(|it| it.text).collect();
        },
    },
    Key {
        name: "boilerplate",
        read: |reading, value| {
            let words = strings(value, &mut reading.errors);
            reading.config.boilerplate = words.into_iter().map(|it| it.text).collect();
        },
    },
    Key {
        name: "schemes",
        read: |reading, value| {
            let words = strings(value, &mut reading.errors);
            reading.config.schemes = words.into_iter().map(|it| it.text).collect();
        },
    },
    Key {
        name: "include",
        read: |reading, value| {
            if let Some(globs) = globs(value, &mut reading.errors) {
                reading.config.include = globs;
            }
        },
    },
    Key {
        name: "exclude",
        read: |reading, value| {
            if let Some(globs) = globs(value, &mut reading.errors) {
                reading.config.exclude = globs;
            }
        },
    },
    Key { name: "required", read: read_required },
    Key { name: "quotations", read: read_quotations },
    Key { name: "fields", read: read_fields },
    Key {
        name: "date-order",
        read: |reading, value| {
            reading.config.date_order = one_of(DATE_ORDERS, value, &mut reading.errors);
        },
    },
    Key {
        name: "date-precision",
        read: |reading, value| {
            if let Some(precision) = one_of(DATE_PRECISIONS, value, &mut reading.errors) {
                reading.config.date_precision = precision;
            }
        },
    },
    Key {
        name: "header-style",
        read: |reading, value| {
            let style = one_of(HEADER_STYLES, value, &mut reading.errors);
            reading.config.header_style = style.flatten();
        },
    },
    Key {
        name: "wiki-links",
        read: |reading, value| match value.get_ref().as_bool() {
            Some(value) => reading.config.wiki_links = value,
            None => reading.errors.push(expected("`true` or `false`", value)),
        },
    },
    Key {
        name: "online",
        read: |reading, value| {
            online::read(&mut reading.config.online, value, &mut reading.errors);
        },
    },
];

const DATE_ORDERS: &[(&str, DateOrder)] =
    &[("day-first", DateOrder::DayFirst), ("month-first", DateOrder::MonthFirst)];

const DATE_PRECISIONS: &[(&str, DatePrecision)] =
    &[("day", DatePrecision::Day), ("month", DatePrecision::Month), ("year", DatePrecision::Year)];

const HEADER_STYLES: &[(&str, Option<HeaderStyle>)] = &[
    ("free", None),
    ("newspaper", Some(HeaderStyle::Newspaper)),
    ("yaml", Some(HeaderStyle::Yaml)),
    ("toml", Some(HeaderStyle::Toml)),
    ("keys", Some(HeaderStyle::Keys)),
];

const LEVELS: &[(&str, LevelSetting)] = &[
    ("off", LevelSetting::Off),
    ("info", LevelSetting::Info),
    ("warning", LevelSetting::Warning),
    ("error", LevelSetting::Error),
];

/// Reads `text`, a `seedls.toml`. A rule goes by its name or its number. What is faulty is left at its default. The errors are in order of their place.
pub fn parse(text: &str, names: Names<'_>) -> (Config, Vec<ConfigError>) {
    let mut reading = Reading { names, config: Config::default(), errors: Vec::new() };
    // TOML is parsed behind a byte-order mark, which Windows editors write.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (table, syntax_errors) = DeTable::parse_recoverable(text.get(start..).unwrap_or_default());
    for error in syntax_errors {
        let range = error.span().unwrap_or(0..0);
        reading.errors.push(ConfigError { range, message: error.message().to_owned() });
    }
    for (key, value) in table.get_ref() {
        match KEYS.iter().find(|known| known.name == key.get_ref()) {
            Some(known) => (known.read)(&mut reading, value),
            None => reading.errors.push(unknown("key", key, KEYS.iter().map(|it| it.name))),
        }
    }
    let Reading { config, mut errors, .. } = reading;
    for error in &mut errors {
        error.range = error.range.start + start..error.range.end + start;
    }
    errors.sort_by_key(|error| (error.range.start, error.range.end));
    (config, errors)
}

const QUOTATION_STYLES: &[(&str, QuotationStyle)] = &[
    ("curly", QuotationStyle::Curly),
    ("straight", QuotationStyle::Straight),
    ("low", QuotationStyle::Low),
    ("guillemets", QuotationStyle::Guillemets),
    ("corner", QuotationStyle::Corner),
];

fn read_quotations(reading: &mut Reading<'_>, value: &Value<'_>) {
    let mut styles = Vec::new();
    for word in strings(value, &mut reading.errors) {
        match QUOTATION_STYLES.iter().find(|(name, _)| *name == word.text) {
            Some(&(_, style)) => styles.push(style),
            None => {
                let known = QUOTATION_STYLES.iter().map(|(name, _)| format!("`\"{name}\"`"));
                let known = known.collect::<Vec<_>>().join(", ");
                let message = format!("expected one of {known}, found `\"{}\"`", word.text);
                reading.errors.push(ConfigError { range: word.range, message });
            }
        }
    }
    reading.config.quotations = Some(styles);
}

fn read_rules(reading: &mut Reading<'_>, value: &Value<'_>) {
    let Reading { names: Names { rules, .. }, config, errors } = reading;
    let Some(table) = value.get_ref().as_table() else {
        return errors.push(expected("a table of rules and their levels", value));
    };
    for (key, value) in table {
        let word = key.get_ref();
        let known =
            rules.iter().find(|(name, code)| name == word || code.to_string() == word.as_ref());
        let Some(&(name, _)) = known else {
            errors.push(unknown("rule", key, rules.iter().map(|&(name, _)| name)));
            continue;
        };
        if let Some(level) = one_of(LEVELS, value, errors) {
            config.levels.insert(name.to_owned(), level);
        }
    }
}

fn read_required(reading: &mut Reading<'_>, value: &Value<'_>) {
    let Reading { names, config, errors } = reading;
    let Some(array) = value.get_ref().as_array() else {
        return errors.push(expected("a list of fields", value));
    };
    config.required.clear();
    for value in array.iter() {
        let Some(name) = value.get_ref().as_str() else {
            errors.push(expected("the name of a field", value));
            continue;
        };
        if names.fields.contains(&name) {
            config.required.push(name.to_owned());
        } else {
            let message = unknown_message("field", name, names.fields.iter().copied());
            errors.push(ConfigError { range: value.span(), message });
        }
    }
}

/// Reads the tables `[fields.date]` and their like.
fn read_fields(reading: &mut Reading<'_>, value: &Value<'_>) {
    let Reading { names, config, errors } = reading;
    let Some(table) = value.get_ref().as_table() else {
        return errors.push(expected("a table of fields", value));
    };
    // Words to the field that has them, so that no word names two.
    let mut owners: Vec<(String, &str)> = Vec::new();
    let mut table: Vec<_> = table.iter().collect();
    // The later of two is the one that is wrong, and the table is sorted by name.
    table.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in table {
        let Some(&field) = names.fields.iter().find(|name| *name == key.get_ref()) else {
            errors.push(unknown("field", key, names.fields.iter().copied()));
            continue;
        };
        let Some(settings) = value.get_ref().as_table() else {
            errors.push(expected("a table with `labels`", value));
            continue;
        };
        for (key, value) in settings {
            if key.get_ref() != "labels" {
                errors.push(unknown("key", key, ["labels"].into_iter()));
                continue;
            }
            let mut labels = Vec::new();
            for Word { text, range } in strings(value, errors) {
                let label = text.trim_end_matches([':', '：', ' ']).to_owned();
                let key = label.to_lowercase();
                let fault = if is_label(&label) {
                    let owner = owners.iter().find(|(word, _)| *word == key);
                    owner.map(|(_, owner)| format!("`{label}` is a label of `{owner}` already"))
                } else {
                    Some("a label is one to four words of letters and digits".to_owned())
                };
                if let Some(message) = fault {
                    errors.push(ConfigError { range, message });
                    continue;
                }
                owners.push((key, field));
                labels.push(label);
            }
            config.labels.insert(field.to_owned(), labels);
        }
    }
}

/// What can stand before a colon and be recognised there.
fn is_label(label: &str) -> bool {
    let is_word_char = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\'' | '’');
    let words = label.split_whitespace().count();
    (1..=4).contains(&words)
        && label.chars().count() < 40
        && label.chars().all(|c| c == ' ' || is_word_char(c))
}

/// The value that the word in `value` stands for.
fn one_of<T: Copy>(
    choices: &[(&str, T)],
    value: &Value<'_>,
    errors: &mut Vec<ConfigError>,
) -> Option<T> {
    let word = value.get_ref().as_str().unwrap_or_default();
    if let Some(&(_, choice)) = choices.iter().find(|(name, _)| *name == word) {
        return Some(choice);
    }
    let words: Vec<String> = choices.iter().map(|(name, _)| format!("`\"{name}\"`")).collect();
    let (last, others) = words.split_last()?;
    let mut error = expected(&format!("{} or {last}", others.join(", ")), value);
    if let Some(meant) = closest(word, choices.iter().map(|&(name, _)| name)) {
        error.message.push_str(&format!("; did you mean `{meant}`?"));
    }
    errors.push(error);
    None
}

fn globs(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Option<Globs> {
    let patterns = strings(value, errors);
    match Globs::new(patterns.iter().map(|it| it.text.clone()).collect()) {
        Ok(globs) => Some(globs),
        Err((index, why)) => {
            let range = patterns.get(index).map_or(value.span(), |it| it.range.clone());
            errors.push(ConfigError { range, message: format!("not a file pattern: {why}") });
            None
        }
    }
}

pub(super) struct Word {
    pub(super) text: String,
    range: std::ops::Range<usize>,
}

pub(super) fn strings(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Vec<Word> {
    let Some(array) = value.get_ref().as_array() else {
        errors.push(expected("a list of strings", value));
        return Vec::new();
    };
    let mut strings = Vec::new();
    for value in array.iter() {
        match value.get_ref().as_str() {
            Some(text) => strings.push(Word { text: text.to_owned(), range: value.span() }),
            None => errors.push(expected("a string", value)),
        }
    }
    strings
}

pub(super) fn expected(what: &str, value: &Value<'_>) -> ConfigError {
    let found = match value.get_ref() {
        DeValue::String(text) => format!("`\"{text}\"`"),
        other => match other.type_str() {
            kind if kind.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {kind}"),
            kind => format!("a {kind}"),
        },
    };
    ConfigError { range: value.span(), message: format!("expected {what}, found {found}") }
}

pub(super) fn unknown<'a>(
    what: &str,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    known: impl Iterator<Item = &'a str>,
) -> ConfigError {
    ConfigError { range: key.span(), message: unknown_message(what, key.get_ref(), known) }
}

fn unknown_message<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut message = format!("unknown {what} `{word}`");
    if let Some(meant) = closest(word, known) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    message
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
                "french" -> expected one of `"curly"`, `"straight"`, `"low"`, `"guillemets"`, `"corner"`, found `"french"`
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
