//! Completion of values: what the other seeds of the workspace say in the same field, and for
//! some fields what is usual anywhere.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::Completion;
use super::CompletionKind;
use super::Completions;
use super::Place;
use crate::facts::Date;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::syntax::FieldName;
use crate::text::TextSize;

/// BCP 47 tags, with the names of the languages in themselves.
const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("de", "Deutsch"),
    ("fr", "français"),
    ("es", "español"),
    ("it", "italiano"),
    ("pt", "português"),
    ("pt-BR", "português (Brasil)"),
    ("nl", "Nederlands"),
    ("sv", "svenska"),
    ("da", "dansk"),
    ("nb", "norsk bokmål"),
    ("fi", "suomi"),
    ("pl", "polski"),
    ("cs", "čeština"),
    ("hu", "magyar"),
    ("ro", "română"),
    ("el", "Ελληνικά"),
    ("ru", "русский"),
    ("uk", "українська"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
    ("he", "עברית"),
    ("fa", "فارسی"),
    ("hi", "हिन्दी"),
    ("zh", "中文"),
    ("zh-Hant", "中文（繁體）"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("vi", "Tiếng Việt"),
    ("id", "Bahasa Indonesia"),
];

/// The licences that texts are published under, by what they are called.
const LICENSES: &[(&str, &str)] = &[
    ("CC BY 4.0", "Creative Commons, with attribution"),
    ("CC BY-SA 4.0", "Creative Commons, with attribution, under the same terms"),
    ("CC BY-ND 4.0", "Creative Commons, with attribution, unchanged"),
    ("CC BY-NC 4.0", "Creative Commons, with attribution, not for profit"),
    ("CC BY-NC-SA 4.0", "Creative Commons, not for profit, under the same terms"),
    ("CC BY-NC-ND 4.0", "Creative Commons, not for profit, unchanged"),
    ("CC0 1.0", "given to the public domain"),
    ("Public domain", "not protected"),
    ("All rights reserved", "no licence"),
];

/// The values that can stand in `field` from `start` on.
pub(super) fn values(
    at: &Place<'_>,
    start: TextSize,
    field: FieldName,
    style: FieldStyle,
) -> Completions {
    let start = last_of_list(at, start, field);
    let mut items = match field {
        FieldName::Date | FieldName::Updated | FieldName::Retrieved => dates(at, field, style),
        FieldName::Author
        | FieldName::Tags
        | FieldName::Site
        | FieldName::Language
        | FieldName::License
        | FieldName::Credit => said_elsewhere(at, field),
        FieldName::Source | FieldName::Archive | FieldName::Related => Vec::new(),
        FieldName::Title | FieldName::Summary => Vec::new(),
    };
    let usual = match field {
        FieldName::Language => LANGUAGES,
        FieldName::License => LICENSES,
        _ => &[],
    };
    for &(value, meaning) in usual {
        match items.iter_mut().find(|item| item.label == value) {
            Some(item) => item.detail = Some(meaning.to_owned()),
            None => {
                let mut item = Completion::new(value, CompletionKind::Value);
                item.detail = Some(meaning.to_owned());
                items.push(item);
            }
        }
    }
    if style == FieldStyle::Toml && !at.typed(start).starts_with(['"', '\'']) {
        // Dates are values of their own in TOML.
        let is_date = matches!(field, FieldName::Date | FieldName::Updated | FieldName::Retrieved);
        let in_list = at.line.before.contains('"');
        for item in items.iter_mut().filter(|_| !is_date && !in_list) {
            item.text = format!("\"{}\"", item.text.replace(['"', '\\'], ""));
        }
    }
    let before = usize::from(start.checked_sub(at.line.start).unwrap_or_default());
    if at.line.before.get(..before).is_some_and(|before| before.ends_with(':')) {
        items.iter_mut().for_each(|item| item.text.insert(0, ' '));
    }
    let is_quoted = at.line.before.contains('"') || at.line.before.contains('\'');
    if style == FieldStyle::Yaml && !is_quoted {
        for item in items.iter_mut().filter(|item| !is_plain_in_yaml(&item.text)) {
            item.text = format!("\"{}\"", item.text.replace(['"', '\\'], ""));
        }
    }
    at.list(start, "", |c| c.is_alphanumeric() || matches!(c, '-' | '.' | ' '), items)
}

/// `text` means itself where YAML has a value, be it in a list between brackets.
fn is_plain_in_yaml(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_punctuation())
        && !text.contains([',', '[', ']', '{', '}'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
}

/// Where the last of several values begins.
fn last_of_list(at: &Place<'_>, start: TextSize, field: FieldName) -> TextSize {
    if !matches!(field, FieldName::Author | FieldName::Tags) {
        return start;
    }
    let typed = at.typed(start);
    let separator = |c: char| matches!(c, ',' | ';' | '[' | '"' | '\'' | '&' | '|');
    let at_separator = typed.rfind(separator).map_or(0, |at| at + 1);
    let at_word = [" and ", " und ", " et ", " y "]
        .iter()
        .filter_map(|word| Some(typed.rfind(word)? + word.len()))
        .max()
        .filter(|_| field == FieldName::Author);
    let begin = at_separator.max(at_word.unwrap_or(0));
    let gap = typed[begin..].len() - typed[begin..].trim_start().len();
    start + crate::text::size(begin + gap)
}

/// What the seeds of the workspace say in `field`, the most usual first.
fn said_elsewhere(at: &Place<'_>, field: FieldName) -> Vec<Completion> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    // Nobody names an author twice.
    let mut here: BTreeSet<&str> = BTreeSet::new();
    for file in at.snapshot.files() {
        let Some(document) = at.snapshot.document(file) else { continue };
        for told in document.metadata().all(field) {
            // Not what is being typed.
            if file == at.file && told.source.contains_inclusive(at.line.cursor) {
                continue;
            }
            let value = match &told.value {
                Value::Text(text) => text,
                Value::Author { name, .. } => name,
                _ => continue,
            };
            let is_list = matches!(field, FieldName::Author | FieldName::Tags);
            if file == at.file && is_list {
                here.insert(value);
            }
            let is_one_line = !value.contains(['\n', '\r']);
            if is_one_line && !value.trim().is_empty() {
                *counts.entry(value).or_default() += 1;
            }
        }
    }
    counts.retain(|value, _| !here.contains(value));
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    let items = counts.into_iter().map(|(value, count)| {
        let mut item = Completion::new(value, CompletionKind::Value);
        let seeds = if count == 1 { "1 seed".to_owned() } else { format!("{count} seeds") };
        item.detail = Some(seeds);
        item
    });
    items.collect()
}

/// Today, and the day that the source's address names.
fn dates(at: &Place<'_>, field: FieldName, style: FieldStyle) -> Vec<Completion> {
    let mut items = Vec::new();
    let in_source = at.document.metadata().source().and_then(Date::in_url);
    if let Some(date) = in_source.filter(|_| field == FieldName::Date) {
        items.push(date_item(&date, style, "the day in the source's address"));
    }
    items.extend(today(at, style));
    if field == FieldName::Retrieved {
        items.reverse();
    }
    items
}

pub(super) fn today(at: &Place<'_>, style: FieldStyle) -> Option<Completion> {
    at.snapshot.today().map(|today| date_item(today, style, "today"))
}

fn date_item(date: &Date, style: FieldStyle, detail: &str) -> Completion {
    let written = match style {
        FieldStyle::Newspaper | FieldStyle::Footer => date.in_words(),
        _ => date.to_string(),
    };
    let mut item = Completion::new(&written, CompletionKind::Value);
    item.detail = Some(detail.to_owned());
    item
}
