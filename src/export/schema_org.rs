//! `schema-org`: JSON-LD in the vocabulary of schema.org, as search engines and archives read it.

use std::io;
use std::io::Write;

use serde::Serialize;

use super::Corpus;
use super::Format;
use super::name::Name;
use super::work::Author;
use super::work::Kind;
use super::work::Work;
use super::work::is_web;
use super::work::works;

pub(super) static FORMAT: Format = Format {
    name: "schema-org",
    summary: "JSON-LD in the vocabulary of schema.org",
    is_for_people: false,
    write,
};

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<CreativeWork<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreativeWork<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    /// The path of the seed.
    identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Agent<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<License<'a>>,
    #[serde(rename = "abstract", skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'a [&'a str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Agent<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    honorific_suffix: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    affiliation: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_organization: Option<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

/// The vocabulary wants an address, or a thing with a name.
#[derive(Serialize)]
#[serde(untagged)]
enum License<'a> {
    Url(&'a str),
    Named(Named<'a>),
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let works = works(corpus);
    let graph = works.iter().map(creative_work).collect();
    let whole = Whole { context: "https://schema.org", graph };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn creative_work<'a>(work: &'a Work<'_>) -> CreativeWork<'a> {
    CreativeWork {
        kind: match work.kind {
            Kind::Article => "NewsArticle",
            Kind::Page => "WebPage",
        },
        identifier: work.file,
        headline: work.title,
        author: work.authors.iter().map(agent).collect(),
        date_published: work.issued.map(super::iso_8601),
        date_modified: work.updated.map(super::iso_8601),
        url: work.url,
        archived_at: work.archive,
        publisher: work.site.map(organisation),
        credit_text: work.credit,
        in_language: work.language,
        license: work.license.map(|license| match is_web(license) {
            true => License::Url(license),
            false => License::Named(Named { kind: "CreativeWork", name: license }),
        }),
        summary: work.summary,
        keywords: &work.tags,
    }
}

fn agent<'a>(author: &'a Author<'_>) -> Agent<'a> {
    let (given_name, family_name, honorific_suffix) = match &author.name {
        Name::Person { family, given, suffix } => {
            (Some(given.as_str()), Some(family.as_str()), suffix.as_deref())
        }
        Name::Organisation(_) | Name::Whole(_) => (None, None, None),
    };
    let is_organisation = matches!(author.name, Name::Organisation(_));
    let of = author.organisation.map(organisation);
    let (affiliation, parent_organization) = if is_organisation { (None, of) } else { (of, None) };
    Agent {
        kind: if is_organisation { "Organization" } else { "Person" },
        name: author.written,
        given_name,
        family_name,
        honorific_suffix,
        url: author.link,
        affiliation,
        parent_organization,
    }
}

fn organisation(name: &str) -> Named<'_> {
    Named { kind: "Organization", name }
}
