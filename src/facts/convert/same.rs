//! Whether a converted document says what it said before.

use std::collections::BTreeMap;

use crate::facts::Document;
use crate::facts::Field;
use crate::facts::Value;
use crate::facts::convert::Refusal;
use crate::facts::convert::told;
use crate::facts::data::Data;
use crate::facts::data::HeaderData;
use crate::facts::data::Item;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::size;

/// The metadata of a document without their places: for each field what is told, what counts first.
pub(super) type Model = BTreeMap<FieldName, Vec<Value>>;

pub(super) fn model(document: &Document) -> Model {
    let metadata = document.metadata();
    let mut model = Model::new();
    let explicit = metadata.fields.iter().filter(|it| it.style.is_explicit());
    let others = metadata.fields.iter().filter(|it| !it.style.is_explicit());
    for field in explicit.chain(others) {
        let values = model.entry(field.name).or_default();
        let value = value(field);
        if value != Value::Empty && !values.contains(&value) {
            values.push(value);
        }
    }
    // They may stand anywhere in the body, and their order says nothing.
    if let Some(related) = model.get_mut(&FieldName::Related) {
        related.sort_by_cached_key(|value| format!("{value:?}"));
    }
    model
}

/// The text of a link to the source is no part of the source.
fn value(field: &Field) -> Value {
    match &field.value {
        Value::Link { url, .. } if matches!(field.name, FieldName::Source | FieldName::Archive) => {
            Value::Link { url: url.clone(), text: None }
        }
        value => value.clone(),
    }
}

/// `after` says what `before` does, whose explicit header is `items`.
pub(super) fn check(
    before: &Document,
    items: &HeaderData,
    after: &Document,
) -> Result<(), Refusal> {
    let new_items = super::explicit(after).map_err(|refusal| Refusal {
        range: place(before, None),
        reason: format!("in the new style {}", refusal.reason),
    })?;
    for item in &items.items {
        let fields = told::item_fields(before, item);
        let is_field = fields.iter().any(|it| it.value != Value::Empty);
        let kept =
            new_items.items.iter().any(|it| it.key == item.key && it.data.agrees(&item.data));
        if !is_field && !kept && (fields.is_empty() || !after.metadata().tells(fields[0].name)) {
            return Err(lost_item(before, item));
        }
    }
    let (old, new) = (model(before), model(after));
    for (name, values) in &old {
        let told = new.get(name).map(Vec::as_slice);
        if told == Some(values) {
            continue;
        }
        let range = place(before, Some(*name));
        let name = name.as_str();
        let reason = match (values.as_slice(), told) {
            ([], _) | (_, None) => format!("the new style has no place for this `{name}`"),
            (_, Some(told)) => match told.iter().find(|it| !values.contains(it)) {
                Some(value) => {
                    format!("in the new style {} would be read as the `{name}`", shown(value))
                }
                None => format!("not all of this `{name}` would be read in the new style"),
            },
        };
        return Err(Refusal { range, reason });
    }
    for (name, values) in &new {
        if !old.contains_key(name) {
            let value = values.first().unwrap_or(&Value::Empty);
            let reason = format!(
                "in the new style {} in the text would be read as the `{}`",
                shown(value),
                name.as_str()
            );
            return Err(Refusal { range: place(before, None), reason });
        }
    }
    Ok(())
}

pub(super) fn lost_item(document: &Document, item: &Item) -> Refusal {
    let start = document.tree().header().content.start();
    let range = TextRange::new(size(item.key_range.start), size(item.key_range.end)) + start;
    let why = match &item.data {
        Data::Table(_) => " is a table, which",
        Data::List(_) => " is a list that",
        data if data.text().is_some_and(|it| it.contains(['\n', '\r'])) => {
            " holds several lines, which"
        }
        _ => ", as it is written,",
    };
    Refusal { range, reason: format!("`{}`{why} the new style cannot say", item.key) }
}

/// The telling of `name`, or the beginning of the header.
fn place(document: &Document, name: Option<FieldName>) -> TextRange {
    let metadata = document.metadata();
    let field = name.and_then(|name| metadata.fields.iter().find(|it| it.name == name));
    field.or(metadata.fields.first()).map_or(TextRange::default(), |it| it.range)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Empty => "an empty line".to_owned(),
        Value::Text(text) => format!("`{text}`"),
        Value::Author { name, .. } => format!("`{name}`"),
        Value::Date(reading) => match reading.date() {
            Some(date) => format!("`{date}`"),
            None => "a date".to_owned(),
        },
        Value::Link { url, .. } => format!("`{url}`"),
    }
}
