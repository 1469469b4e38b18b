//! `csl-json`: the input of citation processors (schema `csl-data.json` of CSL 1.0.2), which
//! Zotero, Pandoc and others read.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Corpus;
use super::Format;
use super::name::Name;
use super::work::Kind;
use super::work::Work;
use super::work::works;
use crate::facts::Date;

pub(super) static FORMAT: Format = Format {
    name: "csl-json",
    summary: "for citation processors: Zotero, Pandoc",
    is_for_people: false,
    write,
};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<NameVariable<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<DateVariable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<DateVariable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container_title: Option<&'a str>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyword: Option<String>,
    note: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum NameVariable<'a> {
    Person {
        family: &'a str,
        given: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<&'a str>,
    },
    Literal {
        literal: &'a str,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct DateVariable {
    /// One date: year, month, day, as far as they are told.
    date_parts: [Vec<i32>; 1],
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let works = works(corpus);
    let items: Vec<Item<'_>> = works.iter().map(item).collect();
    serde_json::to_writer_pretty(&mut *out, &items)?;
    writeln!(out)
}

fn item<'a>(work: &'a Work<'_>) -> Item<'a> {
    Item {
        id: &work.key,
        kind: match work.kind {
            Kind::Article => "article-newspaper",
            Kind::Page => "webpage",
        },
        title: work.title,
        author: work.authors.iter().map(|author| name(&author.name)).collect(),
        issued: work.issued.map(date),
        accessed: work.retrieved.map(date),
        container_title: work.site,
        url: work.url,
        language: work.language,
        summary: work.summary,
        keyword: (!work.tags.is_empty()).then(|| work.tags.join(", ")),
        note: note(work),
    }
}

/// What the schema has no word for, as reference managers write it. (`custom` would be the place,
/// but not every reader of the format lets it pass.)
fn note(work: &Work<'_>) -> String {
    let lines = [("file", Some(work.file)), ("license", work.license), ("archived", work.archive)];
    let lines = lines.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}", value?)));
    lines.collect::<Vec<_>>().join("\n")
}

fn name(name: &Name) -> NameVariable<'_> {
    match name {
        Name::Person { family, given, suffix } => {
            NameVariable::Person { family, given, suffix: suffix.as_deref() }
        }
        Name::Organisation(literal) | Name::Whole(literal) => NameVariable::Literal { literal },
    }
}

fn date(date: &Date) -> DateVariable {
    let parts = [Some(i32::from(date.year)), date.month.map(i32::from), date.day.map(i32::from)];
    DateVariable { date_parts: [parts.into_iter().flatten().collect()] }
}
