//! From the source of one field to its value.

use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::byline;
use crate::facts::date_line;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::text::TextRange;

/// One telling of a field, before its value is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling<'a> {
    pub(super) name: FieldName,
    pub(super) style: FieldStyle,
    /// As [`Field::range`].
    pub(super) range: TextRange,
    pub(super) label: Option<TextRange>,
    pub(super) value: Passage<'a>,
}

/// The fields that `telling` makes: several where it names several authors or links.
pub(super) fn fields(telling: Telling<'_>) -> Vec<Field> {
    let value = telling.value.trim();
    if value.is_empty() {
        return vec![field(telling, value.range(), Value::Empty)];
    }
    match telling.name {
        FieldName::Author => authors(telling, value),
        FieldName::Date | FieldName::Updated | FieldName::Retrieved => vec![date(telling, value)],
        FieldName::Source | FieldName::Archive => vec![link(telling, value)],
        FieldName::Related => related(telling, value),
        FieldName::Tags => tags(telling, value),
        _ => vec![text(telling, value)],
    }
}

/// All of `value` as one text.
pub(super) fn text(telling: Telling<'_>, value: Passage<'_>) -> Field {
    let text = unescaped(value.without_emphasis().text);
    field(telling, value.range(), Value::Text(text))
}

pub(super) fn field(telling: Telling<'_>, source: TextRange, value: Value) -> Field {
    Field {
        name: telling.name,
        style: telling.style,
        range: telling.range,
        label: telling.label,
        source,
        value,
    }
}

/// `\_` and its kin as a reader sees them.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let escapes = char == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        if !escapes {
            plain.push(char);
        } else if let Some(next) = chars.next() {
            plain.push(next);
        }
    }
    plain
}

/// `harbour, work; ships`, `#harbour #work`
fn tags(telling: Telling<'_>, value: Passage<'_>) -> Vec<Field> {
    let hashes = value.text.split_whitespace().all(|word| word.starts_with('#'));
    let separates =
        |c: char| matches!(c, ',' | ';' | '、' | '，' | '；') || hashes && c.is_whitespace();
    let mut tags = Vec::new();
    let mut at = 0;
    for piece in value.text.split_inclusive(separates) {
        let tag = value.part(at..at + piece.trim_end_matches(separates).len()).trim();
        let tag = tag.without_emphasis().trim_matches(|c| c == '#' || c.is_whitespace());
        at += piece.len();
        if !tag.is_empty() {
            tags.push(field(telling, tag.range(), Value::Text(unescaped(tag.text))));
        }
    }
    if tags.is_empty() { vec![field(telling, value.range(), Value::Empty)] } else { tags }
}

fn authors(telling: Telling<'_>, value: Passage<'_>) -> Vec<Field> {
    // `Author: by A. Writer`; the lead of a byline is the label already.
    // `Von`, `Di` and other leads may be a part of a name.
    let by = |lead: &Passage<'_>| lead.text.trim_end_matches(':').to_lowercase().ends_with("by");
    let split = byline::split(value, &Labels::default())
        .filter(|(lead, _)| telling.style != FieldStyle::Newspaper && by(lead));
    let (lead, names) =
        split.map_or((telling.label, value), |(lead, names)| (Some(lead.range()), names));
    let fields: Vec<Field> = byline::names(names, lead)
        .into_iter()
        .map(|author| {
            let value = Value::Author {
                name: author.name,
                link: author.link,
                organisation: author.organisation,
            };
            field(telling, author.source, value)
        })
        .collect();
    if fields.is_empty() { vec![field(telling, value.range(), Value::Empty)] } else { fields }
}

fn date(telling: Telling<'_>, value: Passage<'_>) -> Field {
    let reading = Date::read(value.text);
    if reading == DateReading::NotADate
        && let Some(dates) = date_line::read(value, &Labels::default())
        && let [date] = dates.as_slice()
    {
        return field(telling, date.source.range(), Value::Date(date.reading.clone()));
    }
    field(telling, value.range(), Value::Date(reading))
}

fn link(telling: Telling<'_>, value: Passage<'_>) -> Field {
    let links = inline::links(value);
    let with_destination = links.iter().find_map(|it| Some((it, it.destination?)));
    match with_destination {
        Some((link, destination)) => field(
            telling,
            value.part(link.range.clone()).range(),
            Value::Link {
                url: destination.text.to_owned(),
                text: link.text.map(|it| it.text.to_owned()),
            },
        ),
        None => {
            let url = value.without_emphasis().trim_matches(|c| matches!(c, '<' | '>'));
            field(telling, url.range(), Value::Link { url: url.text.to_owned(), text: None })
        }
    }
}

fn related(telling: Telling<'_>, value: Passage<'_>) -> Vec<Field> {
    let links = inline::links(value);
    if links.is_empty() {
        let text = unescaped(value.without_emphasis().text);
        return vec![field(telling, value.range(), Value::Text(text))];
    }
    let link = |link: &inline::InlineLink<'_>| {
        let text = link.text.map(|it| it.text.to_owned());
        // A wiki link and a reference name their target by their text.
        let url = link.destination.or(link.text).map_or(String::new(), |it| it.text.to_owned());
        field(telling, value.part(link.range.clone()).range(), Value::Link { url, text })
    };
    links.iter().map(link).collect()
}
