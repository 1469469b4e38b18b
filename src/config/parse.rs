//! A configuration's text to a [`Config`], with every fault at its place.

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use super::Config;
use super::ConfigError;
use super::Globs;
use super::LevelSetting;
use super::closest;

type Value<'a> = Spanned<DeValue<'a>>;

/// What reading a value has to hand.
struct Reading<'a> {
    rules: &'a [(&'static str, u16)],
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
];

const LEVELS: &[(&str, LevelSetting)] = &[
    ("off", LevelSetting::Off),
    ("info", LevelSetting::Info),
    ("warning", LevelSetting::Warning),
    ("error", LevelSetting::Error),
];

/// Reads `text`, a `seedls.toml`. `rules` are the rules' names and numbers; either names a rule.
/// What is faulty is left at its default. The errors are in order of their place.
pub fn parse(text: &str, rules: &[(&'static str, u16)]) -> (Config, Vec<ConfigError>) {
    let mut reading = Reading { rules, config: Config::default(), errors: Vec::new() };
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

fn read_rules(reading: &mut Reading<'_>, value: &Value<'_>) {
    let Reading { rules, config, errors } = reading;
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
        let level = value.get_ref().as_str().unwrap_or_default();
        match LEVELS.iter().find(|(name, _)| *name == level) {
            Some(&(_, level)) => {
                config.levels.insert(name.to_owned(), level);
            }
            None => {
                errors.push(expected("`\"off\"`, `\"info\"`, `\"warning\"` or `\"error\"`", value))
            }
        }
    }
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

struct Word {
    text: String,
    range: std::ops::Range<usize>,
}

fn strings(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Vec<Word> {
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

fn expected(what: &str, value: &Value<'_>) -> ConfigError {
    let found = match value.get_ref() {
        DeValue::String(text) => format!("`\"{text}\"`"),
        other => match other.type_str() {
            kind if kind.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {kind}"),
            kind => format!("a {kind}"),
        },
    };
    ConfigError { range: value.span(), message: format!("expected {what}, found {found}") }
}

fn unknown<'a>(
    what: &str,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    known: impl Iterator<Item = &'a str>,
) -> ConfigError {
    let word = key.get_ref();
    let mut message = format!("unknown {what} `{word}`");
    if let Some(meant) = closest(word, known) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    ConfigError { range: key.span(), message }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::parse;
    use crate::config::LevelSetting;

    const RULES: &[(&str, u16)] = &[("missing-title", 201), ("missing-date", 203)];

    /// Each error as its source and message, one a line.
    fn check(text: &str, expected: Expect) {
        let (_, errors) = parse(text, RULES);
        let mut shown = String::new();
        for error in errors {
            let source = text.get(error.range.clone()).expect("a range of the text");
            shown.push_str(&format!("{source} -> {}\n", error.message));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn rules_go_by_name_and_by_number() {
        let (config, errors) = parse("[rules]\nmissing-title = \"off\"\n203 = \"error\"\n", RULES);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(config.levels.get("missing-title"), Some(&LevelSetting::Off));
        assert_eq!(config.levels.get("missing-date"), Some(&LevelSetting::Error));
    }

    #[test]
    fn lists_are_read() {
        let (config, errors) = parse(
            "placeholders = [\"https://lost.example/\"]\nschemes = [\"zotero\"]\ninclude = [\"news/**/*.txt\"]\nexclude = [\"drafts\"]\n",
            RULES,
        );
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(config.placeholders, ["https://lost.example/"]);
        assert_eq!(config.schemes, ["zotero"]);
        assert!(config.is_seed("news/2021/a.txt"));
        assert!(!config.is_seed("seeds/a.txt"), "the user's list takes the place of ours");
        assert!(!config.is_seed("drafts"));
    }

    #[test]
    fn unknown_words_get_a_suggestion() {
        check(
            "[rule]\n[rules]\nmissing-tilte = \"off\"\nharbour = \"off\"\nmissing-date = \"of\"\n",
            expect![[r#"
                rule -> unknown key `rule`; did you mean `rules`?
                missing-tilte -> unknown rule `missing-tilte`; did you mean `missing-title`?
                harbour -> unknown rule `harbour`
                "of" -> expected `"off"`, `"info"`, `"warning"` or `"error"`, found `"of"`
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
        let (config, errors) = parse(text, RULES);
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
}
