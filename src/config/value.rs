//! Values of a configuration's text: what readers of keys share, and what they say of a wrong one.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::ConfigError;
use super::Globs;
use super::Names;
use super::closest;

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// What reading a value has to hand.
pub(super) struct Context<'a> {
    pub(super) names: Names<'a>,
    /// The folder that patterns count from.
    pub(super) base: &'a str,
    /// Which of the overrides count.
    pub(super) on: &'a [bool],
    /// The patterns of the overrides that were met.
    pub(super) overrides: Vec<Globs>,
    pub(super) errors: Vec<ConfigError>,
    pub(super) told: Vec<Told>,
    // The key that is read, dotted; empty at the top.
    key: String,
    // The override that is read, from 0.
    pub(super) within: Option<usize>,
}

/// Where a key was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Dotted: `rules.missing-title`.
    pub(super) key: String,
    /// Its value, in bytes of the configuration's text.
    pub(super) range: Range<usize>,
    /// The override that it stands in, from 0.
    pub(super) within: Option<usize>,
}

pub(super) struct Word {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

impl<'a> Context<'a> {
    pub(super) fn new(names: Names<'a>, base: &'a str, on: &'a [bool]) -> Context<'a> {
        Context {
            names,
            base,
            on,
            overrides: Vec::new(),
            errors: Vec::new(),
            told: Vec::new(),
            key: String::new(),
            within: None,
        }
    }

    /// Does `read` with what belongs to the key `name`.
    pub(super) fn below(&mut self, name: &str, read: impl FnOnce(&mut Self)) {
        let length = self.key.len();
        if !self.key.is_empty() {
            self.key.push('.');
        }
        self.key.push_str(name);
        read(self);
        self.key.truncate(length);
    }

    /// Does `read` with what stands in the override at `index`, whose keys are those of the top.
    pub(super) fn within(&mut self, index: usize, read: impl FnOnce(&mut Self)) {
        let key = std::mem::take(&mut self.key);
        self.within = Some(index);
        read(self);
        self.within = None;
        self.key = key;
    }

    /// The key that is read has been set by what stands in `range`.
    pub(super) fn tell(&mut self, range: Range<usize>) {
        self.told.push(Told { key: self.key.clone(), range, within: self.within });
    }
}

/// The value that the word in `value` stands for.
pub(super) fn one_of<T: Copy>(
    choices: &[(&str, T)],
    value: &Value<'_>,
    context: &mut Context<'_>,
) -> Option<T> {
    choice(choices, value).map_err(|error| context.errors.push(error)).ok()
}

/// The values that the words in a list stand for.
pub(super) fn some_of<T: Copy>(
    choices: &[(&str, T)],
    value: &Value<'_>,
    context: &mut Context<'_>,
) -> Option<Vec<T>> {
    let Some(array) = value.get_ref().as_array() else {
        context.errors.push(expected("a list of strings", value));
        return None;
    };
    let (mut chosen, mut faulty) = (Vec::new(), false);
    for value in array.iter() {
        match choice(choices, value) {
            Ok(choice) => chosen.push(choice),
            Err(error) => {
                context.errors.push(error);
                faulty = true;
            }
        }
    }
    (!faulty || !chosen.is_empty()).then_some(chosen)
}

fn choice<T: Copy>(choices: &[(&str, T)], value: &Value<'_>) -> Result<T, ConfigError> {
    let word = value.get_ref().as_str().unwrap_or_default();
    if let Some(&(_, choice)) = choices.iter().find(|(name, _)| *name == word) {
        return Ok(choice);
    }
    let words: Vec<String> = choices.iter().map(|(name, _)| format!("`\"{name}\"`")).collect();
    let words = match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    };
    let mut error = expected(&words, value);
    if let Some(meant) = closest(word, choices.iter().map(|&(name, _)| name)) {
        error.message.push_str(&format!("; did you mean `{meant}`?"));
    }
    Err(error)
}

/// The number in `value`.
pub(super) fn count(
    least: u32,
    most: u32,
    value: &Value<'_>,
    context: &mut Context<'_>,
) -> Option<u32> {
    let number = value
        .get_ref()
        .as_integer()
        .and_then(|it| u32::from_str_radix(it.as_str(), it.radix()).ok())
        .filter(|it| (least..=most).contains(it));
    if number.is_none() {
        context.errors.push(expected(&format!("a number from {least} to {most}"), value));
    }
    number
}

pub(super) fn globs(value: &Value<'_>, context: &mut Context<'_>) -> Option<Globs> {
    let patterns = strings(value, &mut context.errors);
    match Globs::below(context.base, patterns.iter().map(|it| it.text.clone()).collect()) {
        Ok(globs) => Some(globs),
        Err((index, why)) => {
            let range = patterns.get(index).map_or(value.span(), |it| it.range.clone());
            let message = format!("not a file pattern: {why}");
            context.errors.push(ConfigError { range, message });
            None
        }
    }
}

/// The files that `extend` names: a string, or a list of them.
pub(super) fn file_names(value: &Value<'_>, errors: &mut Vec<ConfigError>) -> Vec<Word> {
    match value.get_ref() {
        DeValue::String(text) => vec![Word { text: text.to_string(), range: value.span() }],
        DeValue::Array(_) => strings(value, errors),
        _ => {
            errors.push(expected("the name of a file, or a list of them", value));
            Vec::new()
        }
    }
}

pub(super) fn words(value: &Value<'_>, context: &mut Context<'_>) -> Vec<String> {
    strings(value, &mut context.errors).into_iter().map(|it| it.text).collect()
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
    key: &Spanned<Cow<'_, str>>,
    known: impl Iterator<Item = &'a str>,
) -> ConfigError {
    ConfigError { range: key.span(), message: unknown_message(what, key.get_ref(), known) }
}

pub(super) fn unknown_message<'a>(
    what: &str,
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let mut message = format!("unknown {what} `{word}`");
    if let Some(meant) = closest(word, known) {
        message.push_str(&format!("; did you mean `{meant}`?"));
    }
    message
}

pub(super) fn text(value: &Value<'_>, context: &mut Context<'_>) -> Option<String> {
    let text = value.get_ref().as_str().filter(|text| !text.trim().is_empty());
    if text.is_none() {
        context.errors.push(expected("a string", value));
    }
    text.map(str::to_owned)
}
