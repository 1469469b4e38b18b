//! Completion of the words that name something: fields, and what a comment to seedls may hold.

use super::Completion;
use super::CompletionKind;
use super::Completions;
use super::Place;
use crate::facts::FieldStyle;
use crate::rules::RULES;
use crate::rules::SUPPRESSIONS;
use crate::syntax::FIELDS;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::TextSize;

/// A label in a line of its own, with what follows it.
struct Label {
    field: FieldName,
    text: &'static str,
    snippet: &'static str,
}

/// The fields that a newspaper header and a footer tell with words, and these words.
const LABELS: &[Label] = &[
    Label { field: FieldName::Author, text: "By ", snippet: "By ${1:name}" },
    Label {
        field: FieldName::Source,
        text: "Original url: ",
        snippet: "Original url: <${1:https://}>",
    },
    Label {
        field: FieldName::Related,
        text: "Related article: ",
        snippet: "Related article: ${1}",
    },
    Label { field: FieldName::Credit, text: "Photo: ", snippet: "Photo: ${1:name}" },
    Label { field: FieldName::Updated, text: "Updated ", snippet: "Updated ${1:date}" },
    Label { field: FieldName::Archive, text: "Archived: ", snippet: "Archived: <${1:https://}>" },
    Label { field: FieldName::Tags, text: "Tags: ", snippet: "Tags: ${1}" },
    Label { field: FieldName::Language, text: "Language: ", snippet: "Language: ${1}" },
    Label { field: FieldName::License, text: "Licence: ", snippet: "Licence: ${1}" },
];

/// The labels of fields that the document does not tell yet.
pub(super) fn labels(at: &Place<'_>, start: TextSize, is_header: bool) -> Completions {
    let metadata = at.document.metadata();
    let is_told = |field| {
        let own = |it: &&crate::facts::Field| !it.range.contains_inclusive(at.line.cursor);
        field != FieldName::Related && metadata.fields.iter().filter(own).any(|it| it.name == field)
    };
    let mut items = Vec::new();
    if is_header && !is_told(FieldName::Date) {
        items.extend(super::values::today(at, FieldStyle::Newspaper));
    }
    for label in LABELS.iter().filter(|it| !is_told(it.field)) {
        // A byline and the day of a change are told by where they stand.
        if !is_header && matches!(label.field, FieldName::Author | FieldName::Updated) {
            continue;
        }
        let mut item = Completion::new(label.text.trim_end(), CompletionKind::Field);
        item.text = label.text.to_owned();
        item.snippet = Some(label.snippet.to_owned());
        item.detail = Some(label.field.as_str().to_owned());
        items.push(item);
    }
    // This is where prose begins too, and a list that has nothing to do with it only disturbs.
    let typed = at.typed(start).trim_start().to_lowercase();
    items.retain(|item| item.filter.to_lowercase().starts_with(&typed));
    at.list(start, "", |_| false, items)
}

/// The keys of fields that the header does not tell yet.
pub(super) fn keys(at: &Place<'_>, start: TextSize) -> Completions {
    let style = at.document.tree().header().style;
    let metadata = at.document.metadata();
    let content = at.document.tree().header().content;
    let is_told = |name: FieldName| {
        let mut fields = metadata.fields.iter();
        fields.any(|it| {
            it.name == name
                && content.contains_range(it.range)
                && !it.range.contains_inclusive(at.line.cursor)
        })
    };
    let separator = match style {
        HeaderStyle::Toml => " = ",
        _ => ": ",
    };
    let rest = at.line.after.trim_start();
    let has_value = rest.starts_with([':', '=']);
    let mut items = Vec::new();
    for &(name, _) in FIELDS.iter().filter(|(name, _)| !is_told(*name)) {
        let mut key = name.as_str().to_owned();
        if style == HeaderStyle::KeyLines {
            let upper = at.document.text().slice(content).starts_with(char::is_uppercase);
            if upper && let Some(first) = key.get_mut(..1) {
                first.make_ascii_uppercase();
            }
        }
        let mut item = Completion::new(key.clone(), CompletionKind::Field);
        if !has_value {
            item.text = format!("{key}{separator}");
            // In TOML a value is quoted, but for dates and lists.
            item.snippet = match (style, name) {
                (
                    HeaderStyle::Toml,
                    FieldName::Date | FieldName::Updated | FieldName::Retrieved,
                ) => None,
                (HeaderStyle::Toml, FieldName::Tags) => Some(format!("{key} = [\"${{1}}\"]")),
                (HeaderStyle::Toml, _) => Some(format!("{key} = \"${{1}}\"")),
                _ => None,
            };
        }
        item.detail =
            at.snapshot.config_of(at.file).requires(name.as_str()).then(|| "required".to_owned());
        items.push(item);
    }
    let is_required = |item: &Completion| item.detail.is_none();
    items.sort_by_key(is_required);
    at.list(start, "", |c| c.is_alphanumeric() || c == '_' || c == '-', items)
}

/// What a comment can order.
pub(super) fn directives(at: &Place<'_>, start: TextSize) -> Completions {
    let items = SUPPRESSIONS.iter().map(|&(word, meaning)| {
        let mut item = Completion::new(word, CompletionKind::Rule);
        item.text = format!("{word} ");
        item.detail = Some(meaning.to_owned());
        item
    });
    at.list(start, "", |c| c.is_alphanumeric() || c == '-', items.collect())
}

/// Rules by name: those that find something here first.
pub(super) fn rules(at: &Place<'_>, start: TextSize) -> Completions {
    let found = crate::rules::check(at.snapshot, at.file);
    let is_found = |name: &str| found.iter().any(|it| it.rule.name == name);
    let mut items: Vec<Completion> = RULES
        .iter()
        .map(|rule| {
            let mut item = Completion::new(rule.name, CompletionKind::Rule);
            item.detail = Some(rule.summary.to_owned());
            item
        })
        .collect();
    items.sort_by_key(|item| (!is_found(&item.label), item.label.clone()));
    at.list(start, "", |c| c.is_alphanumeric() || c == '-', items)
}
