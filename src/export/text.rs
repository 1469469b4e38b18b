//! `text`: the metadata for people, a line a value, with the line it stands in.

use std::io;
use std::io::Write;

use super::Corpus;
use super::Format;
use super::columns::BOLD;
use super::columns::DIM;
use super::columns::PLAIN;
use super::columns::clipped;
use super::columns::one_line;
use super::record::FieldRecord;
use super::record::Record;
use super::record::records;
use crate::syntax::FieldName;

pub(super) static FORMAT: Format = Format {
    name: "text",
    summary: "for people: a line a value, with the line it stands in",
    is_for_people: true,
    write,
};

/// Of the numbers of lines.
const LINE_WIDTH: usize = 6;

/// Of the longest name, `retrieved`.
const NAME_WIDTH: usize = 9;

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (at, record) in records(corpus).enumerate() {
        if 0 < at {
            writeln!(out)?;
        }
        write_record(&record, corpus.width, out)?;
    }
    Ok(())
}

fn write_record(record: &Record<'_>, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let header = match record.header_style {
        "newspaper" => "newspaper header",
        "yaml" => "YAML front matter",
        "toml" => "TOML front matter",
        "keys" => "key lines",
        _ => "no header",
    };
    writeln!(out, "{BOLD}{}{PLAIN}  {DIM}{header}{PLAIN}", one_line(record.file))?;
    for (name, told) in &record.fields.0 {
        // Tags are words of one list, whatever their number.
        let values: Vec<(u32, String)> = match told.first().filter(|_| *name == FieldName::Tags) {
            Some(first) => {
                let tags: Vec<String> = told.iter().map(shown).collect();
                vec![(first.line, tags.join(", "))]
            }
            None => told.iter().map(|field| (field.line, shown(field))).collect(),
        };
        for (line, value) in values {
            let label = name.as_str();
            // Addresses and titles are whole, so that they can be copied.
            let whole = matches!(name, FieldName::Title | FieldName::Source | FieldName::Archive);
            let room = width.saturating_sub(LINE_WIDTH + NAME_WIDTH + 4);
            let value = if whole { one_line(&value) } else { clipped(&value, room.max(20)) };
            writeln!(out, "{DIM}{line:>LINE_WIDTH$}{PLAIN}  {label:NAME_WIDTH$}  {value}")?;
        }
    }
    Ok(())
}

/// The value as a person reads it.
fn shown(field: &FieldRecord) -> String {
    let value = field.value.as_deref().unwrap_or_default();
    if let Some(name) = &field.name {
        let more = [&field.organisation, &field.link];
        let more = more.into_iter().flatten().map(|it| format!(" · {it}"));
        return format!("{name}{}", more.collect::<String>());
    }
    if let Some(problem) = &field.problem {
        return format!("{value} (no date: {problem})");
    }
    if !field.readings.is_empty() {
        return format!("{value} (ambiguous: {})", field.readings.join(" or "));
    }
    let Some(iso) = &field.iso else {
        return match &field.text {
            Some(text) if text != value => format!("{text} · {value}"),
            _ => value.to_owned(),
        };
    };
    let zone = field.zone.as_ref().map_or(String::new(), |zone| format!(" {zone}"));
    // What is written in numbers from the year on says nothing new.
    let day = iso.split('T').next().unwrap_or_default();
    if value.starts_with(day) && zone.is_empty() {
        return iso.clone();
    }
    format!("{iso}{zone} ({value})")
}
