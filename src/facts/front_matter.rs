//! Front matter, YAML and TOML, read into fields with their places. An unknown key is never an
//! error, and what cannot be parsed is read line by line.

use std::ops::Range;

use saphyr_parser::Event;
use saphyr_parser::Parser;
use saphyr_parser::ScalarStyle;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::facts::FieldStyle;
use crate::facts::HeaderFault;
use crate::facts::Value;
use crate::facts::keys;
use crate::facts::keys::Entry;
use crate::facts::keys::Told;
use crate::facts::passage::Passage;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::text::TextRange;

/// What front matter tells, and what is wrong with it.
pub(super) struct FrontMatter {
    pub(super) told: Told,
    pub(super) fault: Option<HeaderFault>,
}

impl FrontMatter {
    pub(super) fn into_parts(self) -> (Told, Option<HeaderFault>) {
        (self.told, self.fault)
    }
}

pub(super) fn yaml(content: Passage<'_>, labels: &Labels) -> FrontMatter {
    match yaml_entries(content) {
        Ok(entries) => FrontMatter {
            told: keys::read(content, labels, FieldStyle::Yaml, &entries),
            fault: None,
        },
        Err(fault) => {
            // The letter of the standard, which the programs that read front matter do not keep.
            let lenient = fault.message == "invalid indentation in quoted scalar";
            let fault = forgotten_quote(content, labels).or((!lenient).then_some(fault));
            by_lines(content, labels, FieldStyle::Yaml, fault)
        }
    }
}

pub(super) fn toml(content: Passage<'_>, labels: &Labels) -> FrontMatter {
    let (table, errors) = DeTable::parse_recoverable(content.text);
    let mut entries = Vec::new();
    toml_entries(content.text, table.get_ref(), &mut entries);
    // The table is sorted by key, the fields by place.
    entries.sort_by_key(|it| it.key.start);
    let told = keys::read(content, labels, FieldStyle::Toml, &entries);
    let fault = errors.first().map(|error| {
        let at = error.span().unwrap_or(0..0);
        HeaderFault { range: line_part(content, at), message: error.message().to_owned() }
    });
    FrontMatter { told, fault }
}

/// A block of JSON with which a text begins, between fences or not. It is read where it tells a
/// title and something else; what it leaves empty is not told.
pub(super) fn json(block: Passage<'_>, labels: &Labels) -> Option<Told> {
    let fence = block.text.len() - block.text.trim_start_matches(['`', '~']).len();
    let inner = match fence {
        0 => block,
        _ => {
            let open = block.text.find(['\n', '\r'])?;
            let info = block.text.get(fence..open)?.trim();
            let close = block.text.trim_end_matches(['`', '~']).len();
            (info.is_empty() || info == "json").then(|| block.part(open..close))?
        }
    };
    let object = inner.trim();
    if !object.text.starts_with('{') || !object.text.ends_with('}') {
        return None;
    }
    // Every JSON object is a YAML mapping.
    let entries = yaml_entries(object).ok()?;
    let mut told = keys::read(object, labels, FieldStyle::Yaml, &entries);
    let known = told.fields.iter().filter(|it| it.label.is_some()).count();
    let titled = told.fields.iter().any(|it| it.name == FieldName::Title);
    told.fields.retain(|it| it.value != Value::Empty);
    (titled && 1 < known).then_some(told)
}

/// The first quotation mark that opens a value and that nothing closes.
fn forgotten_quote(content: Passage<'_>, labels: &Labels) -> Option<HeaderFault> {
    content.lines().find_map(|line| {
        let (key, value) = line.text.split_once(": ")?;
        labels.field(key.trim())?;
        let mark = keys::open_quote(value.trim())?;
        let end = line.start - content.start + line.text.len();
        if keys::quote_end(content, end, mark, labels).is_some() {
            return None;
        }
        let start = line.text.len() - value.trim_start().len();
        let message = format!("`{mark}` opened here is never closed");
        Some(HeaderFault { range: line.part(start..start + 1).range(), message })
    })
}

/// Front matter that does not parse still tells a reader what its lines say.
fn by_lines(
    content: Passage<'_>,
    labels: &Labels,
    style: FieldStyle,
    fault: Option<HeaderFault>,
) -> FrontMatter {
    let mut entries = keys::line_entries(content, keys::Quotes::Enclosing(labels));
    for value in entries.iter_mut().flat_map(|it| &mut it.values) {
        let quoted = value.text.len() >= 2
            && value.text.starts_with(['"', '\''])
            && value.text.ends_with(['"', '\'']);
        if quoted {
            value.source = value.source.start + 1..value.source.end - 1;
            value.text = value.text[1..value.text.len() - 1].to_owned();
        }
    }
    FrontMatter { told: keys::read(content, labels, style, &entries), fault }
}

/// The rest of a line where a parser gave up without a range worth showing.
fn line_part(content: Passage<'_>, at: Range<usize>) -> TextRange {
    let mut start = at.start.min(content.text.len());
    while !content.text.is_char_boundary(start) {
        start -= 1;
    }
    let line = content.text[start..].find(['\n', '\r']).map_or(content.text.len(), |it| start + it);
    let end = at.end.clamp(start, line);
    let end = if end <= start { line } else { end };
    // At the end of a line there is nothing to see: the line itself is shown.
    let trimmed = content.part(start..end).trim();
    if trimmed.is_empty() {
        let line_start =
            content.text[..start].trim_end().rfind(['\n', '\r']).map_or(0, |it| it + 1);
        return content.part(line_start..start).trim().range();
    }
    trimmed.range()
}

/// Characters, which the YAML parser counts in, to bytes.
pub(super) struct Offsets {
    // Empty for ASCII, where the two agree.
    bytes: Vec<usize>,
    end: usize,
}

impl Offsets {
    pub(super) fn new(text: &str) -> Offsets {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(at, _)| at).collect()
        };
        Offsets { bytes, end: text.len() }
    }

    pub(super) fn byte(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            return character.min(self.end);
        }
        self.bytes.get(character).copied().unwrap_or(self.end)
    }
}

fn yaml_entries(content: Passage<'_>) -> Result<Vec<Entry>, HeaderFault> {
    let text = content.text;
    let offsets = Offsets::new(text);
    let mut entries: Vec<Entry> = Vec::new();
    // Depth of collections, the document's mapping being 1.
    let mut depth = 0_usize;
    // The collections open below the document's mapping, and whether they await a key.
    let mut awaits_key = true;
    let mut nested_key: Option<String> = None;
    let mut kinds: Vec<bool> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = offsets.byte(error.marker().index());
                let message = error.info().to_owned();
                return Err(HeaderFault { range: line_part(content, at..at), message });
            }
        };
        let range = offsets.byte(span.start.index())..offsets.byte(span.end.index());
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if depth == 1
                    && let Some(entry) = entries.last_mut()
                {
                    entry.is_list = matches!(event, Event::SequenceStart(..));
                }
                depth += 1;
                kinds.push(matches!(event, Event::MappingStart(..)));
                nested_key = None;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                depth = depth.saturating_sub(1);
                kinds.pop();
                nested_key = None;
                if depth == 1 {
                    awaits_key = true;
                }
            }
            Event::Scalar(value, style, ..) => {
                if depth == 1 && kinds.first() == Some(&true) {
                    if awaits_key {
                        entries.push(Entry { key: range, values: Vec::new(), is_list: false });
                    } else if let Some(entry) = entries.last_mut() {
                        entry.values.extend(scalar(text, &value, style, range));
                    }
                    awaits_key = !awaits_key;
                    continue;
                }
                let in_mapping = kinds.last() == Some(&true) && 1 < depth;
                let name = if in_mapping {
                    let Some(key) = nested_key.take() else {
                        nested_key = Some(value.into_owned());
                        continue;
                    };
                    // `author: { name: A. Writer, url: … }`
                    key == "name"
                } else {
                    true
                };
                if name
                    && depth <= 3
                    && let Some(entry) = entries.last_mut()
                {
                    entry.values.extend(scalar(text, &value, style, range));
                }
            }
            Event::Alias(_) if depth == 1 => awaits_key = true,
            // A second document: what follows is no front matter any more.
            Event::DocumentEnd => break,
            _ => {}
        }
    }
    Ok(entries)
}

/// A scalar that is not null.
fn scalar(
    text: &str,
    value: &str,
    style: ScalarStyle,
    range: Range<usize>,
) -> Option<keys::Scalar> {
    let null = matches!(value, "" | "~" | "null" | "Null" | "NULL");
    if style == ScalarStyle::Plain && null {
        return None;
    }
    let raw = text.get(range.clone())?;
    let inner = match style {
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let raw = raw.trim_end();
            if raw.len() < 2 { range } else { range.start + 1..range.start + raw.len() - 1 }
        }
        _ => {
            let blank = raw.len() - raw.trim_start().len();
            let length = raw.trim().len();
            range.start + blank..range.start + blank + length
        }
    };
    Some(keys::Scalar {
        source: inner,
        text: value.trim().to_owned(),
        is_string: style != ScalarStyle::Plain,
    })
}

/// Tables of a static site generator that hold fields of the model.
const TABLES: &[&str] = &["extra", "taxonomies", "params"];

fn toml_entries(text: &str, table: &DeTable<'_>, entries: &mut Vec<Entry>) {
    for (key, value) in table {
        let mut entry = Entry { key: key.span(), values: Vec::new(), is_list: false };
        match value.get_ref() {
            DeValue::Table(inner) if TABLES.contains(&key.get_ref().as_ref()) => {
                toml_entries(text, inner, entries);
                continue;
            }
            DeValue::Table(inner) => {
                let name = inner.iter().find(|(key, _)| key.get_ref() == "name");
                entry.values.extend(
                    name.and_then(|(_, value)| toml_scalar(text, value.get_ref(), value.span())),
                );
            }
            DeValue::Array(values) => {
                entry.is_list = true;
                for value in values.iter() {
                    entry.values.extend(toml_scalar(text, value.get_ref(), value.span()));
                }
            }
            scalar => entry.values.extend(toml_scalar(text, scalar, value.span())),
        }
        entries.push(entry);
    }
}

fn toml_scalar(text: &str, value: &DeValue<'_>, span: Range<usize>) -> Option<keys::Scalar> {
    let raw = text.get(span.clone())?;
    let DeValue::String(string) = value else {
        return Some(keys::Scalar { source: span, text: raw.trim().to_owned(), is_string: false });
    };
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let inner = if 2 * quotes <= raw.len() { span.start + quotes..span.end - quotes } else { span };
    Some(keys::Scalar { source: inner, text: string.trim().to_owned(), is_string: true })
}
