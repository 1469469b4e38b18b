//! The baseline of `seedls check`: findings that were there before are held back, counted, taken in
//! and taken out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use super::output::Report;
use super::output::Reported;
use crate::export::Accepted;
use crate::export::Baseline;
use crate::index::FileId;
use crate::io::absolute;
use crate::io::host_path;
use crate::io::is_file;
use crate::rules::Rule;

/// Reads the baseline in `path`; one without entries where there is no such file and `create`.
/// The error is a message, lower case, without the path.
pub(super) fn read(path: &Path, create: bool) -> Result<Baseline, String> {
    let folder = absolute(path).parent().and_then(host_path);
    let folder = folder.ok_or("the path is not valid UTF-8")?;
    if create && !is_file(path) {
        return Ok(Baseline::new(folder));
    }
    let text = crate::io::read(path).map_err(|error| error.to_string())?;
    Baseline::read(folder, &text)
}

/// Takes the accepted findings out of `report`, and counts them.
pub(super) fn hold_back(baseline: &Baseline, report: &mut Report) -> usize {
    let mut held_back = 0;
    for checked in &mut report.files {
        let path = report.snapshot.path(checked.file).unwrap_or_default();
        let Some(entries) = baseline.accepted(path) else { continue };
        let all = checked.reported.len();
        checked.reported.retain(|it| !entries.contains(&accepted(it)));
        held_back += all - checked.reported.len();
    }
    held_back
}

/// Accepts all findings of `report`.
pub(super) fn add(baseline: &mut Baseline, report: &Report) {
    for checked in &report.files {
        let path = report.snapshot.path(checked.file).unwrap_or_default();
        baseline.accept(path, checked.reported.iter().map(accepted));
    }
}

/// Takes out the entries that `report`, still whole, does not hold any more, and counts them: those
/// of its files, and those of files that are gone. A rule that did not run has nothing to say of
/// its entries.
pub(super) fn prune(
    baseline: &mut Baseline,
    report: &Report,
    is_on: impl Fn(FileId, &'static Rule) -> bool,
) -> usize {
    let found: BTreeMap<&str, (FileId, BTreeSet<Accepted>)> = report
        .files
        .iter()
        .map(|checked| {
            let path = report.snapshot.path(checked.file).unwrap_or_default();
            (path, (checked.file, checked.reported.iter().map(accepted).collect()))
        })
        .collect();
    baseline.retain(|path, entry| match found.get(path) {
        Some((file, found)) => {
            let rule = Rule::find(&entry.rule);
            found.contains(entry) || rule.is_some_and(|rule| !is_on(*file, rule))
        }
        None => is_file(Path::new(path)),
    })
}

fn accepted(reported: &Reported) -> Accepted {
    Accepted::new(&reported.diagnostic, reported.fingerprint)
}
