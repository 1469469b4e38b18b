//! Baselines: findings that were there before, kept in a file, so that only new ones count.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use super::output::Report;
use super::output::Reported;
use crate::index::FileId;
use crate::index::paths;
use crate::io::absolute;
use crate::io::host_path;
use crate::io::is_file;
use crate::io::read;
use crate::rules::Rule;

/// The shape of the file; grows when a field is taken away or changes its meaning.
const VERSION: u32 = 1;

/// Accepted findings by file. A finding is known by its fingerprint, which no edit elsewhere in the
/// file changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Baseline {
    /// Where the file lies: absolute, with `/`. The paths of seeds count from here, so that the
    /// file means the same wherever the program is run.
    folder: String,
    files: BTreeMap<String, BTreeSet<Accepted>>,
}

/// One accepted finding. The rule is for people who read the file, and tells whether it still runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    rule: String,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    files: BTreeMap<String, BTreeSet<Accepted>>,
}

impl Baseline {
    /// Reads the baseline in `path`; one without entries where there is no such file and `create`.
    /// The error is a message, lower case, without the path.
    pub(super) fn read(path: &Path, create: bool) -> Result<Baseline, String> {
        let folder = absolute(path).parent().and_then(host_path);
        let folder = folder.ok_or("the path is not valid UTF-8")?;
        if create && !is_file(path) {
            return Ok(Baseline { folder, files: BTreeMap::new() });
        }
        let text = read(path).map_err(|error| error.to_string())?;
        let stored: Stored = serde_json::from_str(&text)
            .map_err(|error| format!("this is no baseline of seedls: {error}"))?;
        if stored.version != VERSION {
            let version = stored.version;
            return Err(format!("this baseline has version {version}, and {VERSION} is known"));
        }
        Ok(Baseline { folder, files: stored.files })
    }

    /// The text of the file: sorted, one entry a line, so that changes are easily read and merged.
    pub(super) fn text(&self) -> Result<String, serde_json::Error> {
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"files\": {{");
        for (index, (file, entries)) in self.files.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            text.push_str(&format!("{comma}\n    {}: [", serde_json::to_string(file)?));
            for (index, entry) in entries.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                text.push_str(&format!("{comma}\n      {}", serde_json::to_string(entry)?));
            }
            text.push_str("\n    ]");
        }
        text.push_str(if self.files.is_empty() { "}\n}\n" } else { "\n  }\n}\n" });
        Ok(text)
    }

    /// Takes the accepted findings out of `report`, and counts them.
    pub(super) fn hold_back(&self, report: &mut Report) -> usize {
        let mut accepted = 0;
        let paths = self.checked(report);
        for (checked, path) in report.files.iter_mut().zip(paths) {
            let Some(entries) = self.files.get(&path) else { continue };
            let all = checked.reported.len();
            checked.reported.retain(|it| !entries.contains(&Accepted::of(it)));
            accepted += all - checked.reported.len();
        }
        accepted
    }

    /// Accepts all findings of `report`.
    pub(super) fn add(&mut self, report: &Report) {
        for (checked, path) in report.files.iter().zip(self.checked(report)) {
            if !checked.reported.is_empty() {
                let entries = checked.reported.iter().map(Accepted::of);
                self.files.entry(path).or_default().extend(entries);
            }
        }
    }

    /// Takes out the entries that `report`, still whole, does not hold any more, and counts them:
    /// those of its files, and those of files that are gone. A rule that did not run has nothing
    /// to say of its entries.
    pub(super) fn prune(
        &mut self,
        report: &Report,
        is_on: impl Fn(FileId, &'static Rule) -> bool,
    ) -> usize {
        let found: BTreeMap<String, (FileId, BTreeSet<Accepted>)> = report
            .files
            .iter()
            .zip(self.checked(report))
            .map(|(checked, path)| {
                (path, (checked.file, checked.reported.iter().map(Accepted::of).collect()))
            })
            .collect();
        let folder = self.folder.clone();
        let mut stale = 0;
        for (path, entries) in &mut self.files {
            let all = entries.len();
            match found.get(path) {
                Some((file, found)) => entries.retain(|entry| {
                    let rule = Rule::find(&entry.rule);
                    found.contains(entry) || rule.is_some_and(|rule| !is_on(*file, rule))
                }),
                None if !paths::join(&folder, path).is_some_and(|it| is_file(Path::new(&it))) => {
                    entries.clear();
                }
                None => {}
            }
            stale += all - entries.len();
        }
        self.files.retain(|_, entries| !entries.is_empty());
        stale
    }

    /// The path of each of the report's files, as the baseline spells it.
    fn checked(&self, report: &Report) -> Vec<String> {
        let path = |file| report.snapshot.path(file).unwrap_or_default();
        report.files.iter().map(|it| paths::shown_from(&self.folder, path(it.file))).collect()
    }
}

impl Accepted {
    fn of(reported: &Reported) -> Accepted {
        Accepted {
            rule: reported.diagnostic.rule.name.to_owned(),
            fingerprint: reported.fingerprint.to_string(),
        }
    }
}
