//! Writing: how each header style writes a field. The one place that knows it, and the inverse of
//! reading: nothing is written that is not read back as it was meant.

mod newspaper;
mod place;
mod syntax;

use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::data;
use crate::facts::data::Data;
use crate::facts::front_matter;
use crate::facts::header_line;
use crate::facts::keys;
use crate::facts::newspaper as newspaper_header;
use crate::facts::passage::Passage;
use crate::facts::write::place::Side;
use crate::facts::write::place::spot;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::syntax::Labels;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;

/// The way in which fields are written in one file.
#[derive(Debug, Clone)]
pub(super) struct Pen<'a> {
    /// [`FieldStyle::Newspaper`] writes footers too.
    pub(super) style: FieldStyle,
    /// Key lines are `[#]: key: (value)`.
    pub(super) in_comments: bool,
    pub(super) line_break: &'static str,
    pub(super) labels: &'a Labels,
}

/// A field to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) name: FieldName,
    /// None: the label or key alone is written.
    pub(super) values: Vec<Value>,
    /// How a date was written so far, since its owner's words are worth more than ours.
    pub(super) written: Option<String>,
    /// The label or key that it had so far, if it had one.
    pub(super) key: Option<String>,
}

/// The edit that tells `name` in the style of `document`, where a file of that style tells it.
/// Without values the label or key alone is written. `None` where the style cannot say it.
pub fn insertion(document: &Document, name: FieldName, values: &[Value]) -> Option<TextEdit> {
    let told = Told { name, values: values.to_vec(), written: None, key: None };
    let spot = spot(document, name);
    let mut pen = Pen::of(document);
    if spot.like.is_some() {
        pen.style = FieldStyle::KeyLine;
    }
    let mut written = pen.field(&told)?;
    if let Some(like) = spot.like {
        written = in_the_manner_of(&document.text().slice(like), written);
    }
    // Nothing may come before a block of JSON that is a header.
    let in_json = document.tree().header().style == HeaderStyle::None
        && document.metadata().fields.iter().any(|it| it.style.is_explicit());
    if in_json && matches!(spot.side, Side::Before) {
        return None;
    }
    let insert = match spot.side {
        Side::Before => format!("{written}{}", spot.gap),
        Side::After => {
            // A heading may stand right above a paragraph, which the new line must not join.
            let rest = document.text().slice(TextRange::at(spot.at, TextSize::new(200)));
            let next = rest.split_once('\n').map(|(_, next)| next.lines().next().unwrap_or(""));
            let joins = next.is_some_and(|line| !line.trim().is_empty())
                && spot.like.is_none()
                && document.tree().header().style == HeaderStyle::None;
            let behind = if joins { line_break(document) } else { "" };
            format!("{}{written}{behind}", spot.gap)
        }
    };
    Some(TextEdit::insert(spot.at, insert))
}

/// What stands beside the place where `document` would tell `name`: a field, a fence or a word.
pub fn insertion_neighbour(document: &Document, name: FieldName) -> TextRange {
    spot(document, name).shown
}

/// The key line `written` in the case and with the marks of `like`, another one.
fn in_the_manner_of(like: &str, written: String) -> String {
    if let Some((key, value)) = written.split_once(": (")
        && let Some(value) = value.strip_suffix(')')
        && like.starts_with("[#]:")
    {
        let quoted = like.trim_end().ends_with('"') && !value.contains('"');
        return if quoted { format!("{key}: \"{value}\"") } else { written };
    }
    let mut chars = written.chars();
    match chars.next() {
        Some(first) if like.starts_with(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => written,
    }
}

impl<'a> Pen<'a> {
    /// The pen of `document` as it is.
    pub(super) fn of(document: &'a Document) -> Pen<'a> {
        let header = document.tree().header();
        let style = match header.style {
            HeaderStyle::None => FieldStyle::Newspaper,
            HeaderStyle::Yaml => FieldStyle::Yaml,
            HeaderStyle::Toml => FieldStyle::Toml,
            HeaderStyle::KeyLines => FieldStyle::KeyLine,
        };
        let in_comments = style == FieldStyle::KeyLine
            && document.text().slice(header.content).starts_with("[#]:");
        let line_break = line_break(document);
        Pen { style, in_comments, line_break, labels: document.tree().labels() }
    }

    /// `key` with `data` in an explicit header, if it is read as the same data again.
    pub(super) fn entry(&self, key: &str, data: &Data) -> Option<String> {
        self.entries(key, data).into_iter().find(|written| {
            let read = match self.style {
                FieldStyle::Yaml => data::yaml(written),
                FieldStyle::Toml => data::toml(written),
                _ => Ok(data::key_lines(written)),
            };
            let items = read.map(|it| it.items).unwrap_or_default();
            matches!(items.as_slice(), [item] if item.key == key && item.data.agrees(data))
        })
    }

    /// `key` with `data`, if it is read as these fields.
    pub(super) fn entry_of_fields(
        &self,
        key: &str,
        data: &Data,
        fields: &[&Field],
    ) -> Option<String> {
        self.entries(key, data).into_iter().find(|written| {
            let read = self.read(written);
            let same = |(a, b): (&Field, &&Field)| a.name == b.name && a.value == b.value;
            read.len() == fields.len() && read.iter().zip(fields).all(same)
        })
    }

    fn entries(&self, key: &str, data: &Data) -> Vec<String> {
        match self.style {
            FieldStyle::Yaml => vec![syntax::yaml(key, data, self.line_break)],
            FieldStyle::Toml => vec![syntax::toml(key, data, self.line_break)],
            FieldStyle::KeyLine => syntax::key_lines(key, data, self.in_comments, self.line_break),
            FieldStyle::Newspaper | FieldStyle::Footer => Vec::new(),
        }
    }

    /// Lines that tell it, without a line break at the end.
    pub(super) fn field(&self, told: &Told) -> Option<String> {
        self.fields(told).into_iter().next()
    }

    /// All the ways that [`Pen::field`] chooses from: what stands around a line may decide.
    pub(super) fn fields(&self, told: &Told) -> Vec<String> {
        let Told { name, values, .. } = told;
        let key = self.key(told);
        if self.style == FieldStyle::Newspaper {
            let mut ways = newspaper::wordings(told, &key);
            // A title is told by where it stands, so that its line cannot be read for itself.
            if *name != FieldName::Title {
                ways.retain(|line| self.says(line, *name, values));
            }
            return ways;
        }
        let shapes = shapes(self.style, *name, values, told.written.as_deref()).into_iter();
        let entries = shapes.flat_map(|data| self.entries(&key, &data));
        entries.filter(|written| self.says(written, *name, values)).collect()
    }

    /// The key or label of a field: its own where that says no more than the field's name.
    fn key(&self, told: &Told) -> String {
        let own = told.key.as_deref().map(|it| it.trim_end_matches([':', '：', '=', ' ']));
        let free = matches!(
            told.name,
            FieldName::Summary
                | FieldName::Tags
                | FieldName::Site
                | FieldName::Language
                | FieldName::License
                | FieldName::Archive
        );
        let own = own.filter(|it| {
            free && it.chars().all(char::is_alphanumeric)
                && self.labels.field(it) == Some(told.name)
        });
        let key = own.unwrap_or(told.name.as_str());
        match self.style {
            FieldStyle::Yaml | FieldStyle::Toml => key.to_lowercase(),
            FieldStyle::KeyLine if self.in_comments => key.to_lowercase(),
            _ => capitalised(key),
        }
    }

    /// `written` tells `name` with `values` and nothing else.
    fn says(&self, written: &str, name: FieldName, values: &[Value]) -> bool {
        let read = self.read(written);
        let same = |(field, value): (&Field, &Value)| field.name == name && field.value == *value;
        if values.is_empty() {
            return read.iter().all(|it| it.name == name && it.value == Value::Empty);
        }
        // A credit without a label is told by where it stands.
        let credit =
            name == FieldName::Credit && read.is_empty() && newspaper_header::is_credit(written);
        credit || read.len() == values.len() && read.iter().zip(values).all(same)
    }

    /// The fields that `written` would tell in a file of this style.
    pub(super) fn read(&self, written: &str) -> Vec<Field> {
        let content = Passage::new(written, 0);
        match self.style {
            FieldStyle::Yaml => front_matter::yaml(content, self.labels).into_parts().0.fields,
            FieldStyle::Toml => front_matter::toml(content, self.labels).into_parts().0.fields,
            FieldStyle::KeyLine => keys::key_lines(content, self.labels).fields,
            FieldStyle::Newspaper | FieldStyle::Footer => content
                .lines()
                .flat_map(|line| header_line::line_fields(line.trim(), self.labels))
                .collect(),
        }
    }
}

/// The data that explicit headers may hold for `values` of `name`, the best first.
fn shapes(
    style: FieldStyle,
    name: FieldName,
    values: &[Value],
    written: Option<&str>,
) -> Vec<Data> {
    let one_or_list = |mut texts: Vec<String>, always_list: bool| match texts.len() {
        0 => Data::Nothing,
        1 if !always_list => Data::Text(texts.remove(0)),
        _ => Data::List(texts.into_iter().map(Data::Text).collect()),
    };
    match values {
        [] => vec![Data::Nothing],
        [Value::Date(reading)] => {
            let mut ways = Vec::new();
            if let DateReading::Date(date) = reading
                && date.zone.is_none()
            {
                ways.push(Data::plain(&date.to_string()));
            }
            ways.extend(written.map(|it| Data::Text(it.to_owned())));
            ways
        }
        [Value::Link { url, text: None }] => vec![Data::Text(url.clone())],
        [Value::Link { .. }, ..] => {
            vec![one_or_list(newspaper::links(values).collect(), name == FieldName::Related)]
        }
        [Value::Author { .. }, ..] => {
            let commas: Vec<String> =
                newspaper::authors(values).iter().map(|it| it.replace(" | ", ", ")).collect();
            let bars = newspaper::authors(values);
            let lists = vec![one_or_list(commas, false), one_or_list(bars, false)];
            // One line is read as a byline is.
            let lines = newspaper::name_lists(values).into_iter().map(Data::Text);
            let lines = lines.filter(|_| style == FieldStyle::KeyLine);
            lines.chain(lists).collect()
        }
        _ => {
            let text = |value: &Value| match value {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            };
            let texts: Vec<String> = values.iter().filter_map(text).collect();
            vec![one_or_list(texts, name == FieldName::Tags)]
        }
    }
}

/// Where the first table of `toml` begins; its end where there is none.
pub(super) fn toml_tables(toml: &str) -> usize {
    // `[extra]` and `[[author]]`, but no array in an array.
    let is_head = |line: &str| {
        let name = line.trim().trim_start_matches('[');
        line.trim_start().starts_with('[')
            && name.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"'))
            && name.trim_end().ends_with(']')
            && !name.contains(',')
    };
    let mut at = 0;
    for line in toml.split_inclusive(['\n', '\r']) {
        if is_head(line) {
            return at;
        }
        at += line.len();
    }
    at
}

/// The line break that the file uses.
pub(super) fn line_break(document: &Document) -> &'static str {
    const SAMPLE: u32 = 4096;
    let text = document.text();
    let head = text.slice(TextRange::up_to(text.len().min(TextSize::from(SAMPLE))));
    if head.contains("\r\n") {
        "\r\n"
    } else if head.contains('\r') && !head.contains('\n') {
        "\r"
    } else {
        "\n"
    }
}

pub(super) fn capitalised(key: &str) -> String {
    let mut chars = key.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
