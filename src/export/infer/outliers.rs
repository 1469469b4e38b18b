//! What is unlike the rest of a corpus: fields that few lack, forms that few use, values that
//! cannot be right or come too often.

use std::collections::BTreeMap;

use super::Corpus;
use super::FieldSurvey;
use super::Form;
use super::Outlier;
use super::Spot;
use super::Surveyed;
use super::reaches;
use crate::facts::Date;
use crate::facts::DateReading;
use crate::facts::Value;
use crate::facts::canonical_source;
use crate::syntax::FieldName;

/// What that many files in a hundred lack, they lack by mistake.
const MOST: usize = 80;

/// A form is rare where at most this many in a hundred of those that tell the field use it.
const RARE: usize = 2;

/// A name that is longer, in characters, is hardly one.
const LONGEST_NAME: usize = 60;

/// What is odd about `name` in `documents`, of which `told` tell it in `forms`.
pub(super) fn outliers<'a>(
    corpus: &Corpus<'_>,
    documents: &[Surveyed<'a>],
    name: FieldName,
    told: usize,
    forms: &[Form<'a>],
) -> Vec<Outlier<'a>> {
    let mut outliers = Vec::new();
    if told < documents.len() && reaches(told, documents.len(), MOST) {
        let without = documents.iter().filter(|it| it.told(name).is_empty());
        let spots = without.map(|it| Spot { file: it.file, line: None }).collect();
        outliers.push(Outlier { why: "not told".to_owned(), spots });
    }
    match name {
        FieldName::Date | FieldName::Updated | FieldName::Retrieved => {
            outliers.extend(dates(corpus, documents, name));
        }
        FieldName::Title => outliers.extend(repeated(documents, name, "the title of another")),
        FieldName::Source => outliers.extend(repeated(documents, name, "the source of another")),
        FieldName::Author => outliers.extend(long_names(documents)),
        _ => {}
    }
    outliers.extend(rare_forms(told, forms));
    outliers
}

fn rare_forms<'a>(told: usize, forms: &[Form<'a>]) -> impl Iterator<Item = Outlier<'a>> {
    let uniform = forms.first().is_some_and(|first| reaches(first.spots.len(), told, 50));
    let is_rare = move |form: &&Form<'a>| {
        uniform && form.spots.len() * 100 <= told * RARE && !form.form.ends_with(" date")
    };
    forms.iter().skip(1).filter(is_rare).map(|form| Outlier {
        why: format!("told otherwise: {}", form.form),
        spots: form.spots.clone(),
    })
}

fn dates<'a>(
    corpus: &Corpus<'_>,
    documents: &[Surveyed<'a>],
    name: FieldName,
) -> impl Iterator<Item = Outlier<'a>> {
    let mut found: BTreeMap<&str, Vec<Spot<'a>>> = BTreeMap::new();
    let mut years: Vec<i16> = Vec::new();
    let mut certain: Vec<(&Date, Spot<'a>)> = Vec::new();
    for surveyed in documents {
        for field in surveyed.told(name) {
            let spot = surveyed.spot(field.source);
            let Value::Date(reading) = &field.value else { continue };
            let why = match reading {
                DateReading::Date(date) => {
                    years.push(date.year);
                    certain.push((date, spot));
                    continue;
                }
                DateReading::Ambiguous { .. } => "ambiguous",
                DateReading::Impossible { .. } => "there is no such date",
                DateReading::NotADate => "not a date",
            };
            found.entry(why).or_default().push(spot);
        }
    }
    years.sort_unstable();
    let quarter = |part: usize| years.get(years.len() * part / 4).copied().unwrap_or_default();
    // Three times the middle half's width beyond it, and never less than ten years.
    let reach = (3 * (quarter(3) - quarter(1))).max(10);
    for (date, spot) in certain {
        let ahead = corpus.snapshot.today().and_then(|today| today.days_until(date));
        if ahead.is_some_and(|days| 1 < days) {
            found.entry("still to come").or_default().push(spot);
        } else if date.year < quarter(1).saturating_sub(reach) {
            found.entry("long before the others").or_default().push(spot);
        }
    }
    found.into_iter().map(|(why, spots)| Outlier { why: why.to_owned(), spots })
}

/// Files that have their value in common with another.
fn repeated<'a>(
    documents: &[Surveyed<'a>],
    name: FieldName,
    why: &str,
) -> impl Iterator<Item = Outlier<'a>> {
    let mut by_value: BTreeMap<String, Vec<Spot<'a>>> = BTreeMap::new();
    for surveyed in documents {
        for field in surveyed.told(name) {
            let value = match &field.value {
                Value::Text(text) => text.to_lowercase(),
                Value::Link { url, .. } => match canonical_source(url) {
                    Some(source) => source,
                    None => continue,
                },
                _ => continue,
            };
            by_value.entry(value).or_default().push(surveyed.spot(field.source));
        }
    }
    let spots: Vec<Spot<'a>> = by_value.into_values().filter(|it| 1 < it.len()).flatten().collect();
    let outlier = Outlier { why: why.to_owned(), spots };
    Some(outlier).into_iter().filter(|it| !it.spots.is_empty())
}

fn long_names<'a>(documents: &[Surveyed<'a>]) -> impl Iterator<Item = Outlier<'a>> {
    let mut spots = Vec::new();
    for surveyed in documents {
        for field in surveyed.told(FieldName::Author) {
            let Value::Author { name, .. } = &field.value else { continue };
            if LONGEST_NAME < name.chars().count() {
                spots.push(surveyed.spot(field.source));
            }
        }
    }
    let outlier = Outlier { why: "longer than a name".to_owned(), spots };
    Some(outlier).into_iter().filter(|it| !it.spots.is_empty())
}

impl FieldSurvey<'_> {
    /// Whether next to all files tell it.
    pub(super) fn is_required(&self, files: usize) -> bool {
        let expected = matches!(
            self.name,
            FieldName::Title | FieldName::Author | FieldName::Date | FieldName::Source
        );
        // What a seed need not tell is asked for only where an exception is a mistake.
        reaches(self.told, files, if expected { 95 } else { 98 })
    }
}
