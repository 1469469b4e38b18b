//! The keys of a configuration as a table: what each is called, means and holds, how it is read and
//! how it is shown. Reading, the schema, the page and the list of effective settings all follow it.

use toml::de::DeTable;

use super::Config;
use super::DateOrder;
use super::DatePrecision;
use super::EditorFindings;
use super::FormatPart;
use super::HeaderStyle;
use super::LevelSetting;
use super::QuotationStyle;
use super::online;
use super::parse::read_fields;
use super::parse::read_required;
use super::parse::read_rules;
use super::value::Context;
use super::value::Value;
use super::value::count;
use super::value::expected;
use super::value::file_names;
use super::value::globs;
use super::value::one_of;
use super::value::some_of;
use super::value::text;
use super::value::unknown;
use super::value::words;

/// One key of a table that is read into a `T`.
pub(super) struct Key<T: 'static> {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) shape: Shape,
    pub(super) example: &'static str,
    /// It can be set for some files alone.
    pub(super) in_overrides: bool,
    pub(super) read: fn(&mut T, &Value<'_>, &mut Context<'_>),
    pub(super) show: fn(&T) -> Shown,
}

/// A key as people and editors are told of it.
#[derive(Debug, Clone)]
pub struct Setting {
    pub name: &'static str,
    /// Markdown, in sentences.
    pub about: &'static str,
    pub shape: Shape,
    /// What counts where nobody sets it; [`Shown::Unset`] for tables too.
    pub default: Shown,
    /// A value, as it is written in TOML.
    pub example: &'static str,
    pub in_overrides: bool,
}

/// What the value of a key is.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Words,
    /// File patterns.
    Patterns,
    /// One file, or a list of them.
    Files,
    OneOf(fn() -> Vec<&'static str>),
    SomeOf(fn() -> Vec<&'static str>),
    /// Names of fields.
    Fields,
    /// A table from rules to levels.
    Levels,
    /// A table from fields to tables with `labels`.
    Labels,
    /// A string such as `500ms`.
    Time,
    Count {
        least: u32,
        most: u32,
    },
    Text,
    /// True or false.
    Flag,
    Table(fn() -> Vec<Setting>),
    /// Tables with `files` and the keys that can be set for some files alone.
    Overrides,
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nobody set it, and nothing counts then.
    Unset,
    Text(String),
    Words(Vec<String>),
    Number(u64),
    Flag(bool),
}

impl Shown {
    fn words(words: &[String]) -> Shown {
        Shown::Words(words.to_vec())
    }

    pub(super) fn text(text: Option<&String>) -> Shown {
        text.map_or(Shown::Unset, |text| Shown::Text(text.clone()))
    }

    /// As TOML writes it; `None` where it is not set.
    pub fn to_toml(&self) -> Option<String> {
        match self {
            Shown::Unset => None,
            Shown::Text(text) => Some(toml_string(text)),
            Shown::Words(words) => {
                let words: Vec<String> = words.iter().map(|it| toml_string(it)).collect();
                Some(format!("[{}]", words.join(", ")))
            }
            Shown::Number(number) => Some(number.to_string()),
            Shown::Flag(flag) => Some(flag.to_string()),
        }
    }
}

/// `text` as a string of TOML.
pub fn toml_string(text: &str) -> String {
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\t' => written.push_str("\\t"),
            c if c.is_control() => written.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// The keys of a configuration, in the order in which they are told.
pub fn settings() -> Vec<Setting> {
    described(KEYS, &Config::default())
}

pub(super) fn described<T>(keys: &[Key<T>], default: &T) -> Vec<Setting> {
    let described = |key: &Key<T>| Setting {
        name: key.name,
        about: key.about,
        shape: key.shape,
        default: (key.show)(default),
        example: key.example,
        in_overrides: key.in_overrides,
    };
    keys.iter().map(described).collect()
}

/// The rules that each key changes, beside their levels.
const HEEDED_BY: &[(&str, &[&str])] = &[
    (
        "required",
        &[
            "missing-title",
            "missing-author",
            "missing-date",
            "missing-source",
            "missing-field",
            "empty-field",
            "misplaced-field",
        ],
    ),
    (
        "date-order",
        &["ambiguous-date", "invalid-date", "future-date", "date-order", "date-disagrees"],
    ),
    ("date-precision", &["coarse-date"]),
    ("header-style", &["header-style-mismatch"]),
    ("quotations", &["unclosed-quotation"]),
    ("placeholders", &["placeholder-link", "malformed-url"]),
    ("schemes", &["unknown-scheme"]),
    ("boilerplate", &["leftover-boilerplate"]),
    ("fields", &["unknown-field"]),
    ("max-findings", &["too-many-findings"]),
    ("online", &["dead-url", "moved-url", "unverified-url"]),
];

/// The rules that the key called `key` changes, beside their levels.
pub fn rules_of(key: &str) -> &'static [&'static str] {
    HEEDED_BY.iter().find(|(name, _)| *name == key).map_or(&[], |(_, rules)| rules)
}

/// The keys that change what the rule called `rule` says.
pub fn keys_of(rule: &str) -> Vec<&'static str> {
    let heeded = HEEDED_BY.iter().filter(|(_, rules)| rules.contains(&rule));
    heeded.map(|(key, _)| *key).collect()
}

/// Every key that holds one value, with it, but for the levels of rules: `("online.delay", …)`.
pub fn effective(config: &Config) -> Vec<(String, Shown)> {
    let mut all = Vec::new();
    for key in KEYS {
        match key.shape {
            Shape::Levels | Shape::Overrides | Shape::Files => {}
            Shape::Labels => all.extend(config.labels.iter().map(|(field, labels)| {
                (format!("{}.{field}.labels", key.name), Shown::words(labels))
            })),
            Shape::Table(_) => all.extend(
                online::effective(&config.online)
                    .into_iter()
                    .map(|(name, shown)| (format!("{}.{name}", key.name), shown)),
            ),
            _ => all.push((key.name.to_owned(), (key.show)(config))),
        }
    }
    all
}

/// Reads what `table` holds, which `keys` explain.
pub(super) fn read_table<T>(
    keys: &[Key<T>],
    into: &mut T,
    table: &DeTable<'_>,
    context: &mut Context<'_>,
) {
    for (key, value) in table {
        match keys.iter().find(|known| known.name == key.get_ref()) {
            Some(known) => context.below(known.name, |context| {
                let count = context.errors.len();
                (known.read)(into, value, context);
                let is_value = !matches!(
                    known.shape,
                    Shape::Table(_)
                        | Shape::Levels
                        | Shape::Labels
                        | Shape::Overrides
                        | Shape::Files
                );
                if is_value && context.errors.len() == count {
                    context.tell(value.span());
                }
            }),
            None => {
                let error = unknown("key", key, keys.iter().map(|it| it.name));
                context.errors.push(error);
            }
        }
    }
}

pub(super) const KEYS: &[Key<Config>] = &[
    Key {
        name: "extend",
        about: "Other configuration files that count first, from this file's folder: one, or a \
            list, of which the later ones win. What is set here wins over all of them, key by key: \
            in `rules`, `fields` and `online` each entry is a key of its own, and a list takes the \
            place of the other list.",
        shape: Shape::Files,
        example: "\"../seedls.toml\"",
        in_overrides: false,
        // Whoever reads files does it before.
        read: |_, value, context| _ = file_names(value, &mut context.errors),
        show: |_| Shown::Unset,
    },
    Key {
        name: "include",
        about: "Files that are seeds although they are not called `.seed`. A pattern with a `/` \
            counts from the folder of this file, one without is the name of a file or \
            folder anywhere. In a file that lies elsewhere than the seed, such as your own, \
            patterns count from the workspace's root.",
        shape: Shape::Patterns,
        example: "[\"clippings/**/*.{txt,md}\"]",
        in_overrides: false,
        read: |config, value, context| set(&mut config.include, globs(value, context)),
        show: |config| Shown::words(config.include.patterns()),
    },
    Key {
        name: "exclude",
        about: "Files and folders that are passed over, seeds or not. Patterns are those of \
            `include`. A file that is named outright is checked all the same.",
        shape: Shape::Patterns,
        example: "[\"drafts\", \"archive/raw/**\"]",
        in_overrides: false,
        read: |config, value, context| set(&mut config.exclude, globs(value, context)),
        show: |config| Shown::words(config.exclude.patterns()),
    },
    Key {
        name: "required",
        about: "The fields that every seed must tell.",
        shape: Shape::Fields,
        example: "[\"title\", \"date\", \"source\", \"license\"]",
        in_overrides: true,
        read: read_required,
        show: |config| Shown::words(&config.required),
    },
    Key {
        name: "date-order",
        about: "Which of two numbers in a date such as `03/04/2021` is the day. Without it such a \
            date is ambiguous.",
        shape: Shape::OneOf(|| names(DATE_ORDERS)),
        example: "\"day-first\"",
        in_overrides: true,
        read: |config, value, context| {
            set(&mut config.date_order, one_of(DATE_ORDERS, value, context).map(Some));
        },
        show: |config| match config.date_order {
            Some(order) => named(DATE_ORDERS, order),
            None => Shown::Unset,
        },
    },
    Key {
        name: "date-precision",
        about: "The coarsest date that is good enough.",
        shape: Shape::OneOf(|| names(DATE_PRECISIONS)),
        example: "\"month\"",
        in_overrides: true,
        read: |config, value, context| {
            set(&mut config.date_precision, one_of(DATE_PRECISIONS, value, context));
        },
        show: |config| named(DATE_PRECISIONS, config.date_precision),
    },
    Key {
        name: "header-style",
        about: "The header that every seed is to have: title, byline and date as a newspaper \
            prints them, YAML or TOML front matter, or lines such as `Title: …`. With `free` each \
            has the one that it has.",
        shape: Shape::OneOf(|| names(HEADER_STYLES)),
        example: "\"newspaper\"",
        in_overrides: true,
        read: |config, value, context| {
            set(&mut config.header_style, one_of(HEADER_STYLES, value, context));
        },
        show: |config| named(HEADER_STYLES, config.header_style),
    },
    Key {
        name: "quotations",
        about: "The quotation marks in use: curly “ ”, straight \" \", low „ “, guillemets « », \
            corner 「 」. Without it all of them; but “ opens nothing in a document that is seen to \
            quote „so“ throughout.",
        shape: Shape::SomeOf(|| names(QUOTATION_STYLES)),
        example: "[\"curly\", \"straight\"]",
        in_overrides: true,
        read: |config, value, context| {
            set(&mut config.quotations, some_of(QUOTATION_STYLES, value, context).map(Some));
        },
        show: |config| match &config.quotations {
            None => Shown::Unset,
            Some(styles) => Shown::Words(
                QUOTATION_STYLES
                    .iter()
                    .filter(|(_, style)| styles.contains(style))
                    .map(|(name, _)| (*name).to_owned())
                    .collect(),
            ),
        },
    },
    Key {
        name: "wiki-links",
        about: "Whether `[[name]]` is a link to the file or seed of that name.",
        shape: Shape::Flag,
        example: "true",
        in_overrides: true,
        read: |config, value, context| match value.get_ref().as_bool() {
            Some(value) => config.wiki_links = value,
            None => context.errors.push(expected("`true` or `false`", value)),
        },
        show: |config| Shown::Flag(config.wiki_links),
    },
    Key {
        name: "format",
        about: "What formatting in an editor makes tidy: blank lines in the header, around the \
            text and with blanks in them; the blanks behind the marks of lists; the columns of \
            tables. Nothing without it. Paragraphs are never touched.",
        shape: Shape::SomeOf(|| names(FORMAT_PARTS)),
        example: "[\"blank-lines\", \"tables\"]",
        in_overrides: true,
        read: |config, value, context| {
            set(&mut config.format, some_of(FORMAT_PARTS, value, context));
        },
        show: |config| {
            let parts = FORMAT_PARTS.iter().filter(|(_, part)| config.format.contains(part));
            Shown::Words(parts.map(|(name, _)| (*name).to_owned()).collect())
        },
    },
    Key {
        name: "baseline",
        about: "The file of findings that were there before and are held back, from the \
            workspace's root: what `seedls check` takes without `--baseline`, and editors too. \
            What the workspace's root is configured to counts.",
        shape: Shape::Text,
        example: "\"accepted.json\"",
        in_overrides: false,
        read: |config, value, context| set(&mut config.baseline, text(value, context).map(Some)),
        show: |config| Shown::text(config.baseline.as_ref()),
    },
    Key {
        name: "editor-findings",
        about: "Whose findings an editor shows: those of the files that are open, or of all seeds \
            in the workspace.",
        shape: Shape::OneOf(|| names(EDITOR_FINDINGS)),
        example: "\"workspace\"",
        in_overrides: false,
        read: |config, value, context| {
            set(&mut config.editor_findings, one_of(EDITOR_FINDINGS, value, context));
        },
        show: |config| named(EDITOR_FINDINGS, config.editor_findings),
    },
    Key {
        name: "placeholders",
        about: "Link destinations that mark a link the capture lost, beside `#`, `TODO` and their \
            like.",
        shape: Shape::Words,
        example: "[\"https://lost.example/\"]",
        in_overrides: true,
        read: |config, value, context| config.placeholders = words(value, context),
        show: |config| Shown::words(&config.placeholders),
    },
    Key {
        name: "schemes",
        about: "Schemes of URLs that a program of yours opens, beside the well-known ones.",
        shape: Shape::Words,
        example: "[\"zotero\"]",
        in_overrides: true,
        read: |config, value, context| config.schemes = words(value, context),
        show: |config| Shown::words(&config.schemes),
    },
    Key {
        name: "boilerplate",
        about: "What sites say to their visitors in a block of its own, beside \"Subscribe to our \
            newsletter\" and its like.",
        shape: Shape::Words,
        example: "[\"Follow the Harbour Gazette\"]",
        in_overrides: true,
        read: |config, value, context| config.boilerplate = words(value, context),
        show: |config| Shown::words(&config.boilerplate),
    },
    Key {
        name: "fields",
        about: "Keys and labels that name a field, beside the built-in ones; for `author` and the \
            dates also the words that lead to a name or a date. A label is one to four words.",
        shape: Shape::Labels,
        example: "{ source = { labels = [\"Lähde\", \"Gefunden bei\"] } }",
        in_overrides: true,
        read: read_fields,
        show: |_| Shown::Unset,
    },
    Key {
        name: "rules",
        about: "A level for each rule that shall have another than its own, by the rule's name or \
            number.",
        shape: Shape::Levels,
        example: "{ missing-author = \"off\", 301 = \"error\" }",
        in_overrides: true,
        read: read_rules,
        show: |_| Shown::Unset,
    },
    Key {
        name: "max-findings",
        about: "How many findings of one file are shown: the worst. The summary and the exit code \
            count all of them.",
        shape: Shape::Count { least: 1, most: MOST_FINDINGS },
        example: "100",
        in_overrides: true,
        read: |config, value, context| {
            let count = count(1, MOST_FINDINGS, value, context);
            set(&mut config.max_findings, count.map(|it| it as usize));
        },
        show: |config| Shown::Number(config.max_findings as u64),
    },
    Key {
        name: "online",
        about: "How web addresses are asked, where they are asked at all (`seedls check \
            --online`). What the workspace's root is configured to counts.",
        shape: Shape::Table(online::settings),
        example: "{ delay = \"1s\", retries = 3 }",
        in_overrides: false,
        read: |config, value, context| online::read(&mut config.online, value, context),
        show: |_| Shown::Unset,
    },
    Key {
        name: "overrides",
        about: "Settings for some files alone: tables with `files`, which are patterns as in \
            `include`, and other keys. Of several that fit a file the later ones win, and all win \
            over the rest of the file that they stand in.",
        shape: Shape::Overrides,
        example: "[{ files = [\"letters/**\"], required = [\"date\"], rules = { missing-author = \"off\" } }]",
        in_overrides: false,
        read: super::parse::read_overrides,
        show: |_| Shown::Unset,
    },
];

/// As good as all.
const MOST_FINDINGS: u32 = 1_000_000;

fn set<T>(into: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *into = value;
    }
}

fn names<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|&(name, _)| name).collect()
}

fn named<T: PartialEq>(choices: &[(&'static str, T)], value: T) -> Shown {
    let name = choices.iter().find(|(_, choice)| *choice == value);
    name.map_or(Shown::Unset, |(name, _)| Shown::Text((*name).to_owned()))
}

const DATE_ORDERS: &[(&str, DateOrder)] =
    &[("day-first", DateOrder::DayFirst), ("month-first", DateOrder::MonthFirst)];

const DATE_PRECISIONS: &[(&str, DatePrecision)] =
    &[("day", DatePrecision::Day), ("month", DatePrecision::Month), ("year", DatePrecision::Year)];

const EDITOR_FINDINGS: &[(&str, EditorFindings)] =
    &[("open-files", EditorFindings::OpenFiles), ("workspace", EditorFindings::Workspace)];

const FORMAT_PARTS: &[(&str, FormatPart)] = &[
    ("blank-lines", FormatPart::BlankLines),
    ("lists", FormatPart::Lists),
    ("tables", FormatPart::Tables),
];

const HEADER_STYLES: &[(&str, Option<HeaderStyle>)] = &[
    ("free", None),
    ("newspaper", Some(HeaderStyle::Newspaper)),
    ("yaml", Some(HeaderStyle::Yaml)),
    ("toml", Some(HeaderStyle::Toml)),
    ("keys", Some(HeaderStyle::Keys)),
];

const QUOTATION_STYLES: &[(&str, QuotationStyle)] = &[
    ("curly", QuotationStyle::Curly),
    ("straight", QuotationStyle::Straight),
    ("low", QuotationStyle::Low),
    ("guillemets", QuotationStyle::Guillemets),
    ("corner", QuotationStyle::Corner),
];

pub(super) const LEVELS: &[(&str, LevelSetting)] = &[
    ("off", LevelSetting::Off),
    ("info", LevelSetting::Info),
    ("warning", LevelSetting::Warning),
    ("error", LevelSetting::Error),
];

/// The words for a rule's level.
pub fn level_names() -> Vec<&'static str> {
    names(LEVELS)
}
