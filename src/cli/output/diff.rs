//! Unified diffs, as `patch` and `git apply` take them.

use std::io;
use std::io::Write;

use similar::ChangeTag;
use similar::TextDiff;

/// Lines that are shown around a change.
const CONTEXT: usize = 3;

/// How the parts of a diff begin on a terminal, and how they all end.
struct Colors {
    file: &'static str,
    hunk: &'static str,
    removed: &'static str,
    added: &'static str,
    end: &'static str,
}

const NONE: Colors = Colors { file: "", hunk: "", removed: "", added: "", end: "" };
const SOME: Colors = Colors {
    file: "\x1b[1m",
    hunk: "\x1b[36m",
    removed: "\x1b[31m",
    added: "\x1b[32m",
    end: "\x1b[0m",
};

/// Writes what makes `new` of `old`, two texts of the file `shown`. Their bytes are printed as they
/// are, so that the diff can be applied.
pub(crate) fn write(
    out: &mut dyn Write,
    colored: bool,
    (shown, old, new): (&str, &str, &str),
) -> io::Result<()> {
    let Colors { file, hunk, removed, added, end } = if colored { SOME } else { NONE };
    let diff = TextDiff::from_lines(old, new);
    writeln!(out, "{file}--- a/{shown}{end}")?;
    writeln!(out, "{file}+++ b/{shown}{end}")?;
    let mut unified = diff.unified_diff();
    for lines in unified.context_radius(CONTEXT).iter_hunks() {
        writeln!(out, "{hunk}{}{end}", lines.header())?;
        for change in lines.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', removed),
                ChangeTag::Insert => ('+', added),
                ChangeTag::Equal => (' ', ""),
            };
            let line = change.value();
            let text = line.strip_suffix('\n').unwrap_or(line);
            let end = if style.is_empty() { "" } else { end };
            write!(out, "{style}{sign}{text}{end}")?;
            match text.len() == line.len() {
                true => write!(out, "\n\\ No newline at end of file\n")?,
                false => writeln!(out)?,
            }
        }
    }
    Ok(())
}
