//! `seedls metadata`: print what the seeds say about themselves.

use std::io;

use super::MetadataArguments;
use super::Outcome;
use super::Terminal;
use super::load::load;
use super::load::tell;
use crate::config::OnTop;
use crate::export::Corpus;

pub(super) fn metadata(
    arguments: &MetadataArguments,
    terminal: &mut Terminal,
) -> io::Result<Outcome> {
    let Some(mut loaded) = load(&arguments.selection, OnTop::default(), terminal) else {
        return Ok(Outcome::Failed);
    };
    let snapshot = loaded.host.snapshot();
    let corpus = Corpus { snapshot: &snapshot, files: &loaded.files, width: terminal.width };
    terminal.export(arguments.format, &corpus)?;
    loaded.unread_to_problems();
    tell(&loaded.problems, terminal);
    Ok(if loaded.problems.is_empty() { Outcome::Clean } else { Outcome::Failed })
}
