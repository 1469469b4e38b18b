//! `json`: the survey as one JSON document.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Spot;
use super::Survey;
use crate::export::Corpus;
use crate::export::Format;

pub(super) static FORMAT: Format =
    Format { name: "json", summary: "all of it as one JSON document", is_for_people: false, write };

#[derive(Serialize)]
struct Whole<'a> {
    /// Of this document's shape; grows when a field is taken away or changes its meaning.
    version: u32,
    /// How many files were read.
    files: usize,
    header_styles: Vec<HeaderJson>,
    fields: Vec<FieldJson<'a>>,
    unknown_labels: Vec<UnknownJson<'a>>,
    config: &'a str,
}

#[derive(Serialize)]
struct HeaderJson {
    style: &'static str,
    files: usize,
}

#[derive(Serialize)]
struct FieldJson<'a> {
    field: &'static str,
    files: usize,
    forms: Vec<FormJson<'a>>,
    outliers: Vec<OutlierJson<'a>>,
}

#[derive(Serialize)]
struct FormJson<'a> {
    form: &'a str,
    files: usize,
    example: Option<SpotJson<'a>>,
}

#[derive(Serialize)]
struct OutlierJson<'a> {
    why: &'a str,
    places: Vec<SpotJson<'a>>,
}

#[derive(Serialize)]
struct SpotJson<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
struct UnknownJson<'a> {
    label: &'a str,
    files: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggests: Option<&'static str>,
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let survey = Survey::new(corpus);
    let fields = survey.fields.iter().map(|field| FieldJson {
        field: field.name.as_str(),
        files: field.told,
        forms: field
            .forms
            .iter()
            .map(|form| FormJson {
                form: &form.form,
                files: form.spots.len(),
                example: form.spots.first().map(spot),
            })
            .collect(),
        outliers: field
            .outliers
            .iter()
            .map(|it| OutlierJson { why: &it.why, places: it.spots.iter().map(spot).collect() })
            .collect(),
    });
    let unknown = survey.unknown.iter().map(|unknown| UnknownJson {
        label: &unknown.label,
        files: unknown.files,
        suggests: unknown.suggests.map(|field| field.as_str()),
    });
    let whole = Whole {
        version: 1,
        files: survey.files,
        header_styles: survey
            .headers
            .iter()
            .map(|&(style, files)| HeaderJson { style, files })
            .collect(),
        fields: fields.collect(),
        unknown_labels: unknown.collect(),
        config: &survey.config,
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn spot<'a>(spot: &Spot<'a>) -> SpotJson<'a> {
    SpotJson { file: spot.file, line: spot.line }
}
