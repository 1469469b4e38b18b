//! `github`: workflow commands, which the host shows as annotations beside the lines.

use std::io;
use std::io::Write;

use super::Entry;
use super::Format;
use super::Report;
use crate::rules::Level;
use crate::text::plain;

pub(super) static FORMAT: Format =
    Format { name: "github", summary: "annotations for a GitHub workflow", fixes: false, write };

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for Entry { checked, place, diagnostic, .. } in report.entries() {
        let command = match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Off => "notice",
        };
        let finding = &diagnostic.finding;
        write!(out, "::{command} file={},line={}", property(&checked.shown), place.line)?;
        // Columns count only where a single line is marked.
        if place.line == place.end_line {
            let end = place.end_column.max(place.column + 1) - 1;
            write!(out, ",col={},endColumn={end}", place.column)?;
        } else {
            write!(out, ",endLine={}", place.end_line)?;
        }
        let title = format!("seedls: {}", diagnostic.rule.name);
        let help = finding.help.as_ref().map(|it| format!("\n{it}")).unwrap_or_default();
        let message = format!("{}{help}", finding.message);
        writeln!(out, ",title={}::{}", property(&title), data(&message))?;
    }
    Ok(())
}

/// `text` as the message of a command, with nothing in it that could steer a terminal.
fn data(text: &str) -> String {
    let text = text.split('\n').map(plain).collect::<Vec<_>>().join("\n");
    text.replace('%', "%25").replace('\n', "%0A")
}

/// `text` as the value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::data;
    use super::property;

    #[test]
    fn what_steers_the_command_is_escaped() {
        assert_eq!(property("a,b: 100%\n"), "a%2Cb%3A 100%25%0A");
        assert_eq!(data("a,b: 100%\u{1b}\n"), "a,b: 100%25\\u{1b}%0A");
    }
}
