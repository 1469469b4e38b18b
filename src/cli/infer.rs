//! `seedls infer`: tell what seeds have in common, and the configuration that fits.

use std::io;

use super::InferArguments;
use super::Outcome;
use super::Terminal;
use super::load::load;
use super::load::tell;
use crate::config::OnTop;
use crate::export::Corpus;
use crate::io::feed;

pub(super) fn infer(arguments: &InferArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    let Some(mut loaded) = load(&arguments.selection, OnTop::default(), terminal) else {
        return Ok(Outcome::Failed);
    };
    // Whether there is anything at the end of a link tells placeholders from links.
    feed(&mut loaded.host);
    let snapshot = loaded.host.snapshot();
    let corpus = Corpus { snapshot: &snapshot, files: &loaded.files, width: terminal.width };
    terminal.export(arguments.format, &corpus)?;
    loaded.unread_to_problems();
    tell(&loaded.problems, terminal);
    Ok(if loaded.problems.is_empty() { Outcome::Clean } else { Outcome::Failed })
}
