//! The metadata of one document as programs read it: every field with its value and its place.

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;

use super::Corpus;
use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::syntax::FIELDS;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::text::Places;
use crate::text::TextRange;

/// One document.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    pub(super) file: &'a str,
    pub(super) header_style: &'static str,
    pub(super) fields: Fields,
}

/// The fields that are told, in the model's order; of those that are told several times over, the
/// telling that counts.
pub(super) struct Fields(pub(super) Vec<(FieldName, Vec<FieldRecord>)>);

/// One value. Lines and columns count from 1, columns in Unicode code points; bytes count from 0;
/// the end is the place behind the range. The names are those of `check --format json`.
#[derive(Serialize, Default)]
pub(super) struct FieldRecord {
    /// A text as a reader sees it; a URL or path; a date as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<String>,
    /// What a link shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    /// A date in ISO 8601, as coarse as it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) iso: Option<String>,
    /// The name of a zone, which can mean several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zone: Option<String>,
    /// What an ambiguous date can mean, in ISO 8601.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) readings: Vec<String>,
    /// Why there is no such date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
    /// An author's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) organisation: Option<String>,
    /// Where it is told, which is not always the header.
    pub(super) style: &'static str,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    pub(super) byte_start: u32,
    pub(super) byte_end: u32,
}

/// The records of `corpus`, in its order, made one by one.
pub(super) fn records<'a>(corpus: &'a Corpus<'_>) -> impl Iterator<Item = Record<'a>> {
    corpus
        .files
        .iter()
        .filter_map(|(shown, file)| Some(Record::new(shown, corpus.snapshot.document(*file)?)))
}

impl<'a> Record<'a> {
    fn new(file: &'a str, document: &Document) -> Record<'a> {
        let fields = FIELDS
            .iter()
            .map(|&(name, _)| (name, told(document, name)))
            .filter(|(_, told)| !told.is_empty());
        Record { file, header_style: header_style(document), fields: Fields(fields.collect()) }
    }
}

impl Fields {
    pub(super) fn all(&self, name: FieldName) -> &[FieldRecord] {
        self.0.iter().find(|(it, _)| *it == name).map_or(&[], |(_, told)| told)
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, told) in &self.0 {
            match told.as_slice() {
                [one] if !is_list(*name) => map.serialize_entry(name.as_str(), one)?,
                told => map.serialize_entry(name.as_str(), told)?,
            }
        }
        map.end()
    }
}

/// A field of which a document may have several.
pub(super) fn is_list(name: FieldName) -> bool {
    matches!(name, FieldName::Author | FieldName::Related | FieldName::Tags)
}

/// The tellings of `name` that count.
pub(super) fn tellings(document: &Document, name: FieldName) -> Vec<&Field> {
    let metadata = document.metadata();
    match name {
        FieldName::Author => metadata.authors().collect(),
        FieldName::Related | FieldName::Tags => metadata.all(name).collect(),
        _ => metadata.first(name).into_iter().collect(),
    }
}

fn told(document: &Document, name: FieldName) -> Vec<FieldRecord> {
    let mut places = Places::new(document.text());
    let fields = tellings(document, name).into_iter();
    fields.map(|field| FieldRecord::new(document, field, &mut places)).collect()
}

impl FieldRecord {
    fn new(document: &Document, field: &Field, places: &mut Places<'_>) -> FieldRecord {
        let place = places.place(field.source);
        let mut record = FieldRecord {
            style: style(field.style),
            line: place.line,
            column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
            byte_start: field.source.start().into(),
            byte_end: field.source.end().into(),
            ..FieldRecord::default()
        };
        match &field.value {
            Value::Empty => {}
            Value::Text(text) => record.value = Some(text.clone()),
            Value::Author { name, link, organisation } => {
                record.name = Some(name.clone());
                record.link.clone_from(link);
                record.organisation.clone_from(organisation);
            }
            Value::Link { url, text } => {
                record.value = Some(url.clone());
                record.text.clone_from(text);
            }
            Value::Date(reading) => {
                record.value = Some(written(document, field.source));
                match reading {
                    DateReading::Date(date) => {
                        record.iso = Some(super::iso_8601(date));
                        record.zone = date.zone.clone().filter(|_| date.offset.is_none());
                    }
                    DateReading::Ambiguous { readings } => {
                        record.readings = readings.iter().map(super::iso_8601).collect();
                    }
                    DateReading::Impossible { why, .. } => record.problem = Some(why.clone()),
                    DateReading::NotADate => record.problem = Some("not a date".to_owned()),
                }
            }
        }
        record
    }
}

fn written(document: &Document, range: TextRange) -> String {
    document.text().slice(range).into_owned()
}

/// The style of the header, by the names that `convert --header` takes; `none` where no header
/// tells anything.
pub(super) fn header_style(document: &Document) -> &'static str {
    match document.tree().header().style {
        HeaderStyle::Yaml => "yaml",
        HeaderStyle::Toml => "toml",
        HeaderStyle::KeyLines => "keys",
        HeaderStyle::None => {
            let newspaper = |field: &Field| field.style == FieldStyle::Newspaper;
            if document.metadata().fields.iter().any(newspaper) { "newspaper" } else { "none" }
        }
    }
}

fn style(style: FieldStyle) -> &'static str {
    match style {
        FieldStyle::Newspaper => "newspaper",
        FieldStyle::Yaml => "yaml",
        FieldStyle::Toml => "toml",
        FieldStyle::KeyLine => "keys",
        FieldStyle::Footer => "footer",
    }
}
