//! `seedls convert`: headers in another style, shown or written.

use std::io;
use std::io::Write;
use std::path::Path;

use rayon::prelude::*;

use super::ConvertArguments;
use super::Outcome;
use super::Terminal;
use super::load::Loaded;
use super::load::guarded;
use super::load::load;
use super::load::tell;
use super::output::diff;
use super::verdict::counted;
use crate::config::OnTop;
use crate::facts::Document;
use crate::facts::HeaderForm;
use crate::facts::Refusal;
use crate::facts::convert;
use crate::io::Problem;

pub(super) fn run(arguments: &ConvertArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    let Some(mut loaded) = load(&arguments.selection, OnTop::default(), terminal) else {
        return Ok(Outcome::Failed);
    };
    loaded.unread_to_problems();
    let Loaded { host, files, mut problems, .. } = loaded;
    let snapshot = host.snapshot();
    if arguments.selection.stdin {
        tell(&problems, terminal);
        let document = files.first().and_then(|(_, file)| snapshot.document(*file));
        let Some(document) = document else { return Ok(Outcome::Failed) };
        return standard_input(document, arguments, terminal);
    }
    let results: Vec<Result<Option<(String, String)>, Problem>> = files
        .par_iter()
        .map(|(shown, file)| match snapshot.document(*file) {
            Some(document) => guarded(shown, || one(shown, document, arguments.header))?,
            None => Ok(None),
        })
        .collect();
    let (mut changed, mut refused) = (0, 0);
    for ((shown, _), result) in files.iter().zip(results) {
        match result {
            Ok(None) => {}
            Ok(Some((old, new))) if arguments.write => {
                match crate::io::replace(Path::new(shown), &old, &new) {
                    Ok(()) => changed += 1,
                    Err(error) => {
                        problems.push(Problem { path: shown.clone(), message: error.to_string() })
                    }
                }
            }
            Ok(Some((old, new))) => {
                changed += 1;
                diff::write(&mut terminal.data, terminal.colored, (shown, &old, &new))?;
            }
            Err(problem) => {
                refused += 1;
                problems.push(problem);
            }
        }
    }
    terminal.data.flush()?;
    problems.sort();
    tell(&problems, terminal);
    let all = files.len();
    let verb = if arguments.write { "converted" } else { "would be converted" };
    let mut summary = format!("{} {verb}", counted(changed, "file"));
    if 0 < refused {
        summary.push_str(&format!(", {refused} cannot be"));
    }
    match all.saturating_sub(changed + refused) {
        0 => {}
        1 => summary.push_str(", 1 needs no change"),
        rest => summary.push_str(&format!(", {rest} need no change")),
    }
    let hint = if arguments.write || changed == 0 { "" } else { "; `--write` does it" };
    terminal.say(format_args!("{summary}{hint}"));
    Ok(match (problems.is_empty(), arguments.write || changed == 0) {
        (false, _) => Outcome::Failed,
        (true, true) => Outcome::Clean,
        (true, false) => Outcome::Findings,
    })
}

/// The text on standard input, converted, on standard output; unchanged where it cannot be.
fn standard_input(
    document: &Document,
    arguments: &ConvertArguments,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let (text, outcome) = match one("standard input", document, arguments.header) {
        Ok(Some((_, new))) => (new, Outcome::Clean),
        Ok(None) => (document.text().to_string(), Outcome::Clean),
        Err(problem) => {
            tell(&[problem], terminal);
            (document.text().to_string(), Outcome::Failed)
        }
    };
    terminal.data.write_all(text.as_bytes())?;
    terminal.data.flush()?;
    Ok(outcome)
}

/// The text of `document` before and after; `None` where nothing changes.
fn one(
    shown: &str,
    document: &Document,
    form: HeaderForm,
) -> Result<Option<(String, String)>, Problem> {
    match convert(document, form) {
        Ok(edit) => {
            Ok(edit
                .map(|edit| (document.text().to_string(), document.text().edit(&edit).to_string())))
        }
        Err(Refusal { range, reason }) => {
            let line = document.text().line_at(range.start()) + 1;
            let path = format!("{shown}:{line}");
            Err(Problem { path, message: format!("not converted: {reason}") })
        }
    }
}
