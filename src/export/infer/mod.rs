//! What a corpus has in common: which fields its seeds tell and how, what is unlike the rest, and
//! the configuration that fits.

mod config;
mod forms;
mod json;
mod outliers;
mod settings;
mod text;

use std::collections::BTreeMap;

use super::Corpus;
use super::Format;
use super::record::header_style;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::unknown_labels;
use crate::syntax::FIELDS;
use crate::syntax::FieldName;
use crate::text::TextRange;

/// What `seedls infer` writes.
pub static FORMATS: &[&Format] = &[&text::FORMAT, &json::FORMAT, &settings::FORMAT];

/// A corpus, counted.
struct Survey<'a> {
    files: usize,
    /// Styles of headers and the files that have them, the most common first.
    headers: Vec<(&'static str, usize)>,
    /// The fields that are told, in the model's order.
    fields: Vec<FieldSurvey<'a>>,
    /// The most common first.
    unknown: Vec<Unknown>,
    /// The text of a `seedls.toml`.
    config: String,
}

struct FieldSurvey<'a> {
    name: FieldName,
    /// How many files tell it.
    told: usize,
    /// The most common first.
    forms: Vec<Form<'a>>,
    outliers: Vec<Outlier<'a>>,
}

/// A way in which a field is told.
struct Form<'a> {
    form: String,
    spots: Vec<Spot<'a>>,
}

/// What is unlike the rest, and where.
struct Outlier<'a> {
    /// Reads after a number of files: `not told`.
    why: String,
    spots: Vec<Spot<'a>>,
}

/// One place, for an example.
#[derive(Clone)]
struct Spot<'a> {
    file: &'a str,
    /// `None` where a field is not told.
    line: Option<u32>,
}

/// A key or label that names no field.
struct Unknown {
    label: String,
    files: usize,
    /// What it may name: its value looks like that, and those files do not tell that field.
    suggests: Option<FieldName>,
}

/// One document of a corpus and the tellings that count in it.
struct Surveyed<'a> {
    file: &'a str,
    document: &'a Document,
}

impl<'a> Surveyed<'a> {
    /// All tellings of `name`, as the record has them.
    fn told(&self, name: FieldName) -> Vec<&'a Field> {
        super::record::tellings(self.document, name)
    }

    fn spot(&self, range: TextRange) -> Spot<'a> {
        Spot { file: self.file, line: Some(self.document.text().line_at(range.start()) + 1) }
    }
}

impl<'a> Survey<'a> {
    fn new(corpus: &'a Corpus<'_>) -> Survey<'a> {
        let documents: Vec<Surveyed<'a>> = corpus
            .files
            .iter()
            .filter_map(|(file, id)| {
                Some(Surveyed { file, document: corpus.snapshot.document(*id)? })
            })
            .collect();
        let headers = ranked(documents.iter().map(|it| header_style(it.document)));
        let fields: Vec<FieldSurvey<'a>> = FIELDS
            .iter()
            .map(|&(name, _)| {
                let forms = forms::forms(&documents, name);
                let told = documents.iter().filter(|it| !it.told(name).is_empty()).count();
                let outliers = outliers::outliers(corpus, &documents, name, told, &forms);
                FieldSurvey { name, told, forms, outliers }
            })
            .filter(|survey| 0 < survey.told)
            .collect();
        let unknown = unknown(&documents);
        let mut survey =
            Survey { files: documents.len(), headers, fields, unknown, config: String::new() };
        survey.config = config::config(corpus, &survey, &documents);
        survey
    }
}

/// How many files each unknown label stands in, and what it may name.
fn unknown(documents: &[Surveyed<'_>]) -> Vec<Unknown> {
    #[derive(Default)]
    struct Count {
        files: usize,
        suggesting: BTreeMap<FieldName, usize>,
    }
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for surveyed in documents {
        let mut seen = Vec::new();
        for unknown in unknown_labels(surveyed.document) {
            if seen.contains(&unknown.label) {
                continue;
            }
            let count = counts.entry(unknown.label.clone()).or_default();
            seen.push(unknown.label);
            count.files += 1;
            if let Some(field) = unknown.field.filter(|it| surveyed.told(*it).is_empty()) {
                *count.suggesting.entry(field).or_default() += 1;
            }
        }
    }
    let all = documents.len();
    let mut unknown: Vec<Unknown> = counts
        .into_iter()
        .map(|(label, count)| {
            // A few may be an accident, and most of its values have to look like the field.
            let suggests = count.suggesting.into_iter().max_by_key(|&(_, files)| files);
            let suggests = suggests.filter(|&(_, files)| {
                2 <= files && reaches(files, all, 10) && count.files < 2 * files
            });
            Unknown { label, files: count.files, suggests: suggests.map(|(field, _)| field) }
        })
        .collect();
    unknown.sort_by_key(|it| std::cmp::Reverse(it.files));
    unknown
}

/// Each of `words` with how often it comes, the most common first.
fn ranked<T: Ord>(words: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    let mut ranked: Vec<(T, usize)> = counts.into_iter().collect();
    // Stable: equally common ones stay in the order of the words.
    ranked.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    ranked
}

/// `part` of `whole` reaches `percent`.
fn reaches(part: usize, whole: usize, percent: usize) -> bool {
    0 < whole && whole * percent <= part * 100
}
