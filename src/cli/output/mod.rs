//! Output formats: one file each, one row in [`FORMATS`]. Order is decided before: all write the
//! findings as the report holds them.

mod concise;
mod json;
mod jsonl;
mod text;

use std::collections::HashMap;
use std::io;
use std::io::Write;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use crate::index::FileId;
use crate::index::Snapshot;
use crate::io::Problem;
use crate::rules::Diagnostic;

pub(super) use text::config_errors;

/// What a run of `check` came to.
pub(super) struct Report {
    pub(super) snapshot: Snapshot,
    /// Sorted by path; the diagnostics of each by range and code.
    pub(super) files: Vec<Checked>,
    /// What could not be checked, sorted.
    pub(super) problems: Vec<Problem>,
    /// How the checked files are shown.
    pub(super) names: HashMap<FileId, String>,
    /// The folder that other files are shown from.
    pub(super) current: PathBuf,
}

/// One file that was checked.
pub(super) struct Checked {
    pub(super) shown: String,
    pub(super) file: FileId,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A way to print a report.
#[derive(Debug)]
pub(super) struct Format {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) write: fn(&Report, &mut dyn Write) -> io::Result<()>,
}

pub(super) static FORMATS: &[&Format] =
    &[&text::FORMAT, &concise::FORMAT, &json::FORMAT, &jsonl::FORMAT];

impl Report {
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.iter().flat_map(|it| &it.diagnostics)
    }

    /// The path of `file` as the user knows it; empty where the snapshot does not have it.
    fn shown(&self, file: FileId) -> String {
        if let Some(shown) = self.names.get(&file) {
            return shown.clone();
        }
        let path = PathBuf::from(self.snapshot.path(file).unwrap_or_default());
        path.strip_prefix(&self.current).unwrap_or(&path).to_string_lossy().into_owned()
    }
}

/// Reads the value of `--format`.
pub(super) fn parser() -> impl TypedValueParser<Value = &'static Format> {
    let names = FORMATS.iter().map(|it| PossibleValue::new(it.name).help(it.summary));
    PossibleValuesParser::new(names)
        .try_map(|name| FORMATS.iter().copied().find(|it| it.name == name).ok_or("no such format"))
}
