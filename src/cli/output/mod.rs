//! Output formats: one file each, one row in [`FORMATS`]. Order is decided before: all write the
//! findings as the report holds them.

mod arguments;
mod checkstyle;
mod concise;
pub(super) mod diff;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
mod sarif;
mod text;
mod xml;

use std::collections::HashMap;
use std::io;
use std::io::Write;
use std::path::PathBuf;

use crate::index::FileId;
use crate::index::Snapshot;
use crate::io::Problem;
use crate::rules::Diagnostic;
use crate::rules::Fingerprint;
use crate::rules::Fix;
use crate::rules::Related;
use crate::rules::fingerprint_of_file;
use crate::text::Place;
use crate::text::Places;
use crate::text::Text;

pub(super) use arguments::OutputArguments;
pub(super) use text::config_errors;

/// What a run of `check` came to.
pub(super) struct Report {
    pub(super) snapshot: Snapshot,
    /// Sorted by path; the findings of each by range and code.
    pub(super) files: Vec<Checked>,
    /// What could not be checked, sorted.
    pub(super) problems: Vec<Problem>,
    /// How the checked files are shown.
    pub(super) names: HashMap<FileId, String>,
    /// The folder that other files are shown from.
    pub(super) current: PathBuf,
    /// Columns of the terminal that it is printed to, if it is one.
    pub(super) columns: Option<usize>,
}

/// One file that was checked.
#[derive(Clone)]
pub(super) struct Checked {
    pub(super) shown: String,
    /// None of the snapshot where the file is no document.
    pub(super) file: FileId,
    /// The text of a file that is no document, as far as it can be shown.
    pub(super) unread: Option<Text>,
    pub(super) reported: Vec<Reported>,
}

/// A finding with what it is known by.
#[derive(Clone)]
pub(super) struct Reported {
    pub(super) diagnostic: Diagnostic,
    pub(super) fingerprint: Fingerprint,
    /// Those of its fixes that are proven to do good, where a format tells them.
    pub(super) offered: Vec<Fix>,
}

impl Reported {
    /// They say the same of the same place.
    pub(super) fn is_same(&self, other: &Reported) -> bool {
        let (a, b) = (&self.diagnostic, &other.diagnostic);
        a.rule.code == b.rule.code
            && a.level == b.level
            && a.finding == b.finding
            && self.offered == other.offered
    }

    /// One that is about a file as a whole.
    pub(super) fn of_file(diagnostic: Diagnostic) -> Reported {
        let fingerprint = fingerprint_of_file(diagnostic.rule);
        Reported { diagnostic, fingerprint, offered: Vec::new() }
    }
}

/// A finding where it stands: what the formats print.
struct Entry<'a> {
    checked: &'a Checked,
    place: Place,
    diagnostic: &'a Diagnostic,
    fingerprint: Fingerprint,
    /// What of its fixes is offered. The first of all of them serves as advice in words.
    offered: &'a [Fix],
}

/// A way to print a report.
#[derive(Debug)]
pub(super) struct Format {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    /// It tells which fixes are offered, so that they have to be proven.
    pub(super) fixes: bool,
    pub(super) write: fn(&Report, &mut dyn Write) -> io::Result<()>,
}

pub(super) static FORMATS: &[&Format] = &[
    &text::FORMAT,
    &concise::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &sarif::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &junit::FORMAT,
    &checkstyle::FORMAT,
];

impl Report {
    pub(super) fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.iter().flat_map(|it| &it.reported).map(|it| &it.diagnostic)
    }

    /// All that was asked for could be checked.
    fn is_complete(&self) -> bool {
        self.problems.is_empty() && self.files.iter().all(|it| it.unread.is_none())
    }

    /// The findings in their order, each file's only as they are asked for.
    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.files.iter().flat_map(|checked| self.entries_of(checked))
    }

    fn entries_of<'a>(&'a self, checked: &'a Checked) -> impl Iterator<Item = Entry<'a>> {
        let mut places = self.text(checked).map(Places::new);
        checked.reported.iter().filter_map(move |Reported { diagnostic, fingerprint, offered }| {
            let place = places.as_mut()?.place(diagnostic.finding.range);
            Some(Entry { checked, place, diagnostic, fingerprint: *fingerprint, offered })
        })
    }

    /// What the findings of `checked` stand in.
    fn text<'a>(&'a self, checked: &'a Checked) -> Option<&'a Text> {
        let document = self.snapshot.document(checked.file);
        checked.unread.as_ref().or(document.map(|it| it.text()))
    }

    /// Where `related` stands: in the file of `entry`, or in another.
    fn related(&self, entry: &Entry<'_>, related: &Related) -> Option<(FileId, Place)> {
        let file = related.file.unwrap_or(entry.checked.file);
        let text = self.snapshot.document(file)?.text();
        Some((file, Places::new(text).place(related.range)))
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
