//! `checkstyle`: the XML of that tool, which many services read.

use std::io;
use std::io::Write;

use super::Entry;
use super::Format;
use super::Report;
use super::xml::writer;
use crate::rules::Level;
use crate::text::valid_in_xml;

pub(super) static FORMAT: Format = Format {
    name: "checkstyle",
    summary: "Checkstyle's XML, read by many services",
    fixes: false,
    write,
};

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = writer(out)?;
    writer.create_element("checkstyle").with_attribute(("version", "4.3")).write_inner_content(
        |writer| {
            for checked in report.files.iter().filter(|it| !it.reported.is_empty()) {
                let name = valid_in_xml(&checked.shown);
                let file = writer.create_element("file").with_attribute(("name", &*name));
                file.write_inner_content(|writer| {
                    for Entry { place, diagnostic, .. } in report.entries_of(checked) {
                        let severity = match diagnostic.level {
                            Level::Error => "error",
                            Level::Warning => "warning",
                            Level::Info | Level::Off => "info",
                        };
                        let element = writer.create_element("error").with_attributes([
                            ("line", &*place.line.to_string()),
                            ("column", &*place.column.to_string()),
                            ("severity", severity),
                            ("message", &*valid_in_xml(&diagnostic.finding.message)),
                            ("source", &*format!("seedls.{}", diagnostic.rule.name)),
                        ]);
                        element.write_empty()?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        },
    )?;
    writeln!(out)
}
