//! `csv`: a row a file, for spreadsheets: first what is told, then where.

use std::io;
use std::io::Write;

use super::Corpus;
use super::Format;
use super::record::FieldRecord;
use super::record::Record;
use super::record::records;
use crate::syntax::FIELDS;
use crate::syntax::FieldName;

pub(super) static FORMAT: Format = Format {
    name: "csv",
    summary: "a row a file, for spreadsheets (RFC 4180)",
    is_for_people: false,
    write,
};

/// Between the values of a list in one cell.
const SEPARATOR: &str = "; ";

/// One column: its name, and what it says of a document.
struct Column {
    name: String,
    cell: Box<dyn Fn(&Record<'_>) -> String>,
}

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
    let columns = columns();
    writer.write_record(columns.iter().map(|it| it.name.as_str()))?;
    for record in records(corpus) {
        writer.write_record(columns.iter().map(|it| (it.cell)(&record)))?;
    }
    writer.flush()
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column { name: "file".to_owned(), cell: Box::new(|record| record.file.to_owned()) },
        Column {
            name: "header_style".to_owned(),
            cell: Box::new(|record| record.header_style.to_owned()),
        },
    ];
    for &(name, _) in FIELDS {
        columns.push(column(name, "", |field| {
            field.value.clone().or_else(|| field.name.clone()).unwrap_or_default()
        }));
        match name {
            FieldName::Author => {
                columns.push(column(name, "_link", |it| it.link.clone().unwrap_or_default()));
                let organisation = |it: &FieldRecord| it.organisation.clone().unwrap_or_default();
                columns.push(column(name, "_organisation", organisation));
            }
            FieldName::Date | FieldName::Updated | FieldName::Retrieved => {
                columns.push(column(name, "_iso", |it| it.iso.clone().unwrap_or_default()));
                columns.push(column(name, "_readings", |it| it.readings.join(SEPARATOR)));
            }
            FieldName::Related => {
                columns.push(column(name, "_text", |it| it.text.clone().unwrap_or_default()));
            }
            _ => {}
        }
    }
    for &(name, _) in FIELDS {
        columns.push(column(name, "_line", |it| it.line.to_string()));
        columns.push(column(name, "_bytes", |it| format!("{}-{}", it.byte_start, it.byte_end)));
    }
    columns
}

/// A cell with what `of` says of each telling of `name`; empty where it says nothing of any.
fn column(name: FieldName, suffix: &str, of: impl Fn(&FieldRecord) -> String + 'static) -> Column {
    let cell = move |record: &Record<'_>| {
        let values: Vec<String> = record.fields.all(name).iter().map(&of).collect();
        if values.iter().all(String::is_empty) { String::new() } else { values.join(SEPARATOR) }
    };
    Column { name: format!("{}{suffix}", name.as_str()), cell: Box::new(cell) }
}
