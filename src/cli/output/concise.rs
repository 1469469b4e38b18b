//! `concise`: one line a finding, `path:line:column: level[rule] message`.

use std::io;
use std::io::Write;

use super::Entry;
use super::Format;
use super::Report;
use crate::text::plain;

pub(super) static FORMAT: Format =
    Format { name: "concise", summary: "one line a finding", fixes: false, write };

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for Entry { checked, place, diagnostic, .. } in report.entries() {
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            plain(&checked.shown),
            place.line,
            place.column,
            diagnostic.level.as_str(),
            diagnostic.rule.name,
            plain(&diagnostic.finding.message)
        )?;
    }
    Ok(())
}
