//! `sarif`: SARIF 2.1.0, which code hosts and editors read.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use std::path::Path;

use percent_encoding::AsciiSet;
use percent_encoding::CONTROLS;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;
use serde_json::json;

use super::Entry;
use super::Format;
use super::Report;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::text::Place;
use crate::text::Places;
use crate::text::TextRange;

pub(super) static FORMAT: Format = Format {
    name: "sarif",
    summary: "SARIF 2.1.0, with all rules; columns in UTF-16 code units, and bytes",
    fixes: true,
    write,
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let indices: BTreeMap<&str, usize> =
        RULES.iter().enumerate().map(|(index, rule)| (rule.name, index)).collect();
    let results: Vec<Value> =
        report.entries().map(|entry| result(report, &entry, &indices)).collect();
    let problems: Vec<Value> = report
        .problems
        .iter()
        .map(|it| {
            json!({
                "level": "error",
                "message": { "text": it.message },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&it.path) } }],
            })
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "seedls",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "invocations": [{
                "executionSuccessful": report.is_complete(),
                "toolExecutionNotifications": problems,
            }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "name": pascal_case(rule.name),
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": first_paragraph(rule.docs) },
        "help": { "text": rule.page(), "markdown": rule.page() },
        "defaultConfiguration": {
            "enabled": rule.level != Level::Off,
            "level": level(rule.level),
        },
        "properties": { "code": rule.code, "tags": [rule.family().to_lowercase()] },
    })
}

/// `MissingTitle`: the field's rules for a descriptor's name.
fn pascal_case(name: &str) -> String {
    name.split('-')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars)
        })
        .collect()
}

fn first_paragraph(docs: &str) -> String {
    let paragraph = docs.trim().split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
        Level::Off => "none",
    }
}

fn result(report: &Report, entry: &Entry<'_>, indices: &BTreeMap<&str, usize>) -> Value {
    let Entry { checked, place, diagnostic, fingerprint, offered } = *entry;
    let finding = &diagnostic.finding;
    let text = match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": diagnostic.rule.name,
        "ruleIndex": indices.get(diagnostic.rule.name),
        "level": level(diagnostic.level),
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact(&checked.shown),
            "region": region(place, finding.range),
        } }],
        "partialFingerprints": { "seedls/v1": fingerprint.to_string() },
    });
    let related: Vec<Value> = finding
        .related
        .iter()
        .filter_map(|it| {
            let (file, place) = report.related(entry, it)?;
            Some(json!({
                "message": { "text": it.message },
                "physicalLocation": {
                    "artifactLocation": artifact(&report.shown(file)),
                    "region": region(place, it.range),
                },
            }))
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if !offered.is_empty() {
        let fixes = offered.iter().filter_map(|it| fix(report, entry, it));
        result["fixes"] = fixes.collect::<Vec<_>>().into();
    }
    result
}

fn region(place: Place, range: TextRange) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.utf16.0,
        "endLine": place.end_line,
        "endColumn": place.utf16.1,
        "byteOffset": u32::from(range.start()),
        "byteLength": u32::from(range.len()),
    })
}

fn fix(report: &Report, entry: &Entry<'_>, fix: &Fix) -> Option<Value> {
    let mut places = Places::new(report.snapshot.document(entry.checked.file)?.text());
    let replacements: Vec<Value> = fix
        .edit
        .parts()
        .iter()
        .map(|part| {
            json!({
                "deletedRegion": region(places.place(part.range), part.range),
                "insertedContent": { "text": part.insert },
            })
        })
        .collect();
    Some(json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": artifact(&entry.checked.shown),
            "replacements": replacements,
        }],
    }))
}

/// What a URI's path may hold unescaped: RFC 3986, `pchar` and `/`.
const KEPT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn artifact(shown: &str) -> Value {
    let path = shown.strip_prefix("./").unwrap_or(shown);
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let encoded = utf8_percent_encode(&path, KEPT).to_string();
    if Path::new(shown).is_absolute() {
        let slash = if encoded.starts_with('/') { "" } else { "/" };
        return json!({ "uri": format!("file://{slash}{encoded}") });
    }
    // A colon in the first part would begin a scheme.
    let colon = encoded.split('/').next().unwrap_or_default().contains(':');
    json!({ "uri": if colon { format!("./{encoded}") } else { encoded } })
}

#[cfg(test)]
mod tests {
    use super::artifact;
    use super::pascal_case;

    #[test]
    fn paths_are_uris() {
        assert_eq!(artifact("./a b/é#1.seed")["uri"], "a%20b/%C3%A9%231.seed");
        assert_eq!(artifact("12:30.seed")["uri"], "./12:30.seed");
    }

    #[test]
    fn descriptors_have_names_in_pascal_case() {
        assert_eq!(pascal_case("unclosed-link-text"), "UnclosedLinkText");
    }
}
