//! The formats of `seedls metadata` as other programs' readers take them.

use std::collections::BTreeSet;

use biblatex::Bibliography;
use biblatex::ChunksExt;
use biblatex::EntryType;
use citationberg::json::Item;
use citationberg::json::NameValue;
use citationberg::json::Value as CslValue;
use oxjsonld::JsonLdParser;
use oxjsonld::JsonLdRemoteDocument;
use oxrdfxml::RdfXmlParser;
use saphyr::LoadableYamlNode;
use saphyr::Yaml;
use serde_json::Value;
use serde_json::json;

use crate::folder::Folder;

/// Everything that one format or another takes for its own.
const NASTY: &str = "Harbour {Pilots & \"Co\" 50% of_it $5 #1 ~^\\ <b> ]]> Über 北京

By [A. Reader](https://news.example/r) and Jane Doe | Example News Agency

March 3, 2021 4:05 PM EDT

The pilots voted on Tuesday. They will stop work at noon.

Original url: <https://news.example/a{b}?x=1&y=2%20>
";

const TOLD: &str = "---
title: \"Two: \\u0001 'x' \\\"y\\\" }, = + no\"
author: [\"Doe, Jane\", \"Ludwig van Beethoven\", \"王小明\", \"John Roe, Jr.\", \"Example Press\"]
date: 2019-07
updated: 2019
accessed: 2020-01-02T03:04:05+02:00
tags: [a & b, night work]
source: https://news.example/b
license: CC-BY-4.0
language: en-GB
site: The \"Example\", daily
archive: https://archive.example/1/https://news.example/b
summary: |
  Two lines: & more,
  - of <text>
---

Text.
";

/// Nothing is told, or nothing that is without doubt.
const DOUBTFUL: &str = "---\ntitle: null\ndate: 03/04/2019\nauthor: 'no'\n---\n\nText.\n";

const FILES: &[(&str, &str)] = &[
    ("a.seed", NASTY),
    ("b.seed", TOLD),
    ("c.seed", DOUBTFUL),
    (
        "d: odd & 100%.seed",
        "# Harbour Pilots\n\nBy Jane Doe\n\nMay 4, 2021\n\nIt rained. It did.\n",
    ),
    ("e.seed", "# Harbour Pilots\n\nBy Jane Doe\n\nMay 5, 2021\n\nIt rained. It did.\n"),
];

fn folder() -> Folder {
    Folder::new(FILES)
}

#[track_caller]
fn written(folder: &Folder, format: &str) -> String {
    let answer = folder.run(&["metadata", "--format", format]);
    assert_eq!((answer.code, &*answer.err), (Some(0), ""), "{format}");
    answer.out
}

fn jsonl(folder: &Folder) -> Vec<Value> {
    let text = written(folder, "jsonl");
    text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

#[test]
fn yaml_holds_what_json_does() {
    let folder = folder();
    let json: Value = serde_json::from_str(&written(&folder, "json")).expect("JSON");
    let text = written(&folder, "yaml");
    let yaml = Yaml::load_from_str(&text).expect("YAML");
    assert_eq!(yaml.len(), 1);
    assert_eq!(as_json(&yaml[0]), json);
}

fn as_json(yaml: &Yaml<'_>) -> Value {
    if let Some(text) = yaml.as_str() {
        return json!(text);
    }
    if let Some(list) = yaml.as_sequence() {
        return list.iter().map(as_json).collect();
    }
    if let Some(map) = yaml.as_mapping() {
        let entry = |(key, value): (&Yaml<'_>, &Yaml<'_>)| {
            (key.as_str().expect("a word").to_owned(), as_json(value))
        };
        return Value::Object(map.iter().map(entry).collect());
    }
    json!(yaml.as_integer().expect("a number"))
}

#[test]
fn csv_holds_a_row_a_file() {
    let folder = folder();
    let text = written(&folder, "csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().expect("a row of names").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|it| it.expect("a row")).collect();
    let cell = |row: &csv::StringRecord, name: &str| {
        let at = columns.iter().position(|it| it == name).expect("a column of this name");
        row[at].to_owned()
    };
    let records = jsonl(&folder);
    assert_eq!(rows.len(), records.len());
    for (row, record) in rows.iter().zip(&records) {
        let fields = &record["fields"];
        assert_eq!(json!(cell(row, "file")), record["file"]);
        for name in ["title", "date", "source", "summary"] {
            let value = fields[name]["value"].as_str().unwrap_or_default();
            assert_eq!(cell(row, name), value);
        }
        let line = fields["title"]["line"].as_u64().map_or(String::new(), |it| it.to_string());
        assert_eq!(cell(row, "title_line"), line);
    }
    assert_eq!(cell(&rows[0], "author"), "A. Reader; Jane Doe");
    assert_eq!(cell(&rows[0], "author_organisation"), "Example News Agency; Example News Agency");
    assert_eq!(cell(&rows[0], "date_iso"), "2021-03-03T16:05:00");
    assert_eq!(cell(&rows[1], "tags"), "a & b; night work");
    assert_eq!(cell(&rows[2], "date_iso"), "");
    assert_eq!(cell(&rows[2], "date_readings"), "2019-04-03; 2019-03-04");
}

#[test]
fn csl_json_is_read_by_a_citation_processor() {
    let folder = folder();
    let text = written(&folder, "csl-json");
    let items: Vec<Item> = serde_json::from_str(&text).expect("CSL-JSON");
    let ids: BTreeSet<String> =
        items.iter().map(|item| item.id().expect("an id").into_owned()).collect();
    assert_eq!(ids.len(), FILES.len());
    let kinds: Vec<_> = items.iter().map(|item| item.type_().expect("a type")).collect();
    let newspaper = "article-newspaper";
    assert_eq!(kinds, [newspaper, "webpage", "webpage", newspaper, newspaper]);
    let CslValue::Names(authors) = &items[1].0["author"] else { panic!("names") };
    let authors: Vec<String> = authors
        .iter()
        .map(|name| match name {
            NameValue::Literal(name) => name.literal.clone(),
            NameValue::Item(name) => format!(
                "{} | {} | {}",
                name.family,
                name.given.as_deref().unwrap_or_default(),
                name.suffix.as_deref().unwrap_or_default()
            ),
        })
        .collect();
    let whole = ["Ludwig van Beethoven", "王小明"];
    assert_eq!(authors, ["Doe | Jane | ", whole[0], whole[1], "Roe | John | Jr.", "Example Press"]);
    assert!(matches!(&items[1].0["issued"], CslValue::Date(_)));
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json[1]["issued"], json!({ "date-parts": [[2019, 7]] }));
    assert_eq!(json[1]["accessed"], json!({ "date-parts": [[2020, 1, 2]] }));
    assert_eq!(json[2].get("issued"), None, "an ambiguous date is no date");
    assert_eq!(json[0]["URL"], "https://news.example/a{b}?x=1&y=2%20");
}

#[test]
fn bibtex_is_read_by_a_parser() {
    let text = written(&folder(), "bibtex");
    let bibliography = Bibliography::parse(&text).expect("BibTeX");
    let entries: Vec<_> = bibliography.iter().collect();
    assert_eq!(entries.len(), FILES.len());
    assert_eq!(entries[0].entry_type, EntryType::Article);
    assert_eq!(entries[1].entry_type, EntryType::Online);
    let names: Vec<String> = entries[1]
        .author()
        .expect("authors")
        .iter()
        .map(|it| format!("{} | {} | {} | {}", it.prefix, it.name, it.given_name, it.suffix))
        .collect();
    assert_eq!(
        names,
        [
            " | Doe | Jane | ",
            " | Ludwig van Beethoven |  | ",
            " | 王小明 |  | ",
            " | Roe | John | Jr.",
            " | Example Press |  | ",
        ]
    );
    let title = entries[3].title().expect("a title").format_sentence();
    assert_eq!(title, "Harbour Pilots", "styles leave the case as it is");
    let site = entries[1].get("organization").expect("a site").format_verbatim();
    assert_eq!(site, "The \"Example\", daily");
    let url = entries[0].url().expect("a URL");
    assert_eq!(url, "https://news.example/a%7Bb%7D?x=1&y=2%20");
    // What braces BibTeX counts must balance in every entry, escaped or not.
    for entry in text.split("\n\n") {
        assert_eq!(entry.matches('{').count(), entry.matches('}').count(), "{entry}");
    }
}

#[test]
fn keys_of_works_do_not_depend_on_their_neighbours() {
    let ids = |files: &[(&str, &str)]| {
        let folder = Folder::new(files);
        let json: Value = serde_json::from_str(&written(&folder, "csl-json")).expect("JSON");
        let items = json.as_array().expect("a list").clone();
        items.iter().map(|it| it["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let all = ids(FILES);
    assert_eq!(ids(&FILES[..2]), all[..2]);
    assert_eq!(all[1], "doe2019-two-x-y");
    // The last two have author, year and title in common; neither is the first.
    assert!(all[3].starts_with("doe2021-harbour-pilots-"), "{}", all[3]);
    assert!(all[4].starts_with("doe2021-harbour-pilots-"), "{}", all[4]);
    assert_ne!(all[3], all[4]);
}

#[test]
fn dublin_core_is_rdf() {
    let text = written(&folder(), "dublin-core");
    let parser = RdfXmlParser::new().with_base_iri("https://base.example/").expect("a base");
    let triples: Vec<String> = parser
        .for_slice(text.as_bytes())
        .map(|triple| triple.expect("RDF/XML").to_string())
        .collect();
    let says = |what: &str| assert!(triples.iter().any(|it| it == what), "{what} in {triples:#?}");
    let b = "<https://news.example/b>";
    let (dc, terms) = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/");
    let xsd = "http://www.w3.org/2001/XMLSchema#";
    says(&format!("{b} <{dc}title> \"Two: \u{fffd} 'x' \\\"y\\\" }}, = + no\"@en-gb"));
    says(&format!("{b} <{dc}creator> \"Ludwig van Beethoven\""));
    says(&format!("{b} <{terms}issued> \"2019-07\"^^<{xsd}gYearMonth>"));
    says(&format!("{b} <{terms}modified> \"2019\"^^<{xsd}gYear>"));
    says(&format!("{b} <{dc}subject> \"night work\""));
    says(&format!("{b} <{terms}hasFormat> <https://base.example/b.seed>"));
    let d = "<https://base.example/d:%20odd%20&%20100%25.seed>";
    says(&format!("{d} <{terms}issued> \"2021-05-04\"^^<{xsd}date>"));
}

#[test]
fn schema_org_is_json_ld() {
    let text = written(&folder(), "schema-org");
    let parser = JsonLdParser::new().for_reader(text.as_bytes());
    let quads: Vec<String> = parser
        .with_load_document_callback(|url, _| {
            assert_eq!(url, "https://schema.org");
            Ok(JsonLdRemoteDocument {
                document: br#"{"@context": {"@vocab": "https://schema.org/"}}"#.to_vec(),
                document_url: url.to_owned(),
            })
        })
        .map(|quad| quad.expect("JSON-LD").to_string())
        .collect();
    let count = |what: &str| quads.iter().filter(|it| it.contains(what)).count();
    assert_eq!(count("#type> <https://schema.org/NewsArticle>"), 3);
    assert_eq!(count("#type> <https://schema.org/WebPage>"), 2);
    assert_eq!(count("<https://schema.org/datePublished> \"2019-07\""), 1);
    assert_eq!(count("<https://schema.org/affiliation>"), 2);
    assert_eq!(count("<https://schema.org/license>"), 1);
    assert_eq!(count("<https://schema.org/keywords>"), 2);
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let authors = &json["@graph"][1]["author"];
    assert_eq!(
        authors[0],
        json!({
            "@type": "Person", "name": "Doe, Jane", "givenName": "Jane", "familyName": "Doe",
        })
    );
    assert_eq!(authors[1], json!({ "@type": "Person", "name": "Ludwig van Beethoven" }));
    assert_eq!(authors[4]["@type"], "Organization");
}

#[test]
fn without_files_every_format_is_an_empty_document() {
    let folder = Folder::new(&[("a.png", "")]);
    let out = |format: &str| {
        let answer = folder.run(&["metadata", "--format", format]);
        assert_eq!(answer.code, Some(2));
        answer.out
    };
    for format in ["text", "jsonl", "bibtex"] {
        assert_eq!(out(format), "", "{format}");
    }
    assert_eq!(serde_json::from_str::<Value>(&out("csl-json")).expect("JSON"), json!([]));
    let schema_org: Value = serde_json::from_str(&out("schema-org")).expect("JSON");
    assert_eq!(schema_org["@graph"], json!([]));
    let text = out("yaml");
    let yaml = Yaml::load_from_str(&text).expect("YAML");
    assert_eq!(as_json(&yaml[0]), json!({ "version": 1, "files": [] }));
    assert_eq!(RdfXmlParser::new().for_slice(out("dublin-core").as_bytes()).count(), 0);
    assert_eq!(out("csv").lines().count(), 1);
}
