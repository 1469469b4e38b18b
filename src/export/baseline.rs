//! The baseline: findings that were there before, kept as a text, so that only new ones count.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::index::paths;
use crate::rules::Diagnostic;
use crate::rules::Fingerprint;

/// The shape of the file; grows when a field is taken away or changes its meaning.
const VERSION: u32 = 1;

/// Accepted findings by file. A finding is known by its fingerprint, which no edit elsewhere in the
/// file changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Where the file lies: absolute, with `/`. The paths of seeds count from here, so that the
    /// file means the same wherever the program is run.
    folder: String,
    files: BTreeMap<String, BTreeSet<Accepted>>,
}

/// One accepted finding. The rule is for people who read the file, and tells whether it still runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    pub rule: String,
    pub fingerprint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    files: BTreeMap<String, BTreeSet<Accepted>>,
}

impl Accepted {
    pub fn new(diagnostic: &Diagnostic, fingerprint: Fingerprint) -> Accepted {
        let rule = diagnostic.rule.name.to_owned();
        Accepted { rule, fingerprint: fingerprint.to_string() }
    }
}

impl Baseline {
    /// One without entries, of a file in `folder`.
    pub fn new(folder: String) -> Baseline {
        Baseline { folder, files: BTreeMap::new() }
    }

    /// What the file in `folder` holds. The error is a message, lower case.
    pub fn read(folder: String, text: &str) -> Result<Baseline, String> {
        let stored: Stored = serde_json::from_str(text)
            .map_err(|error| format!("this is no baseline of seedls: {error}"))?;
        if stored.version != VERSION {
            let version = stored.version;
            return Err(format!("this baseline has version {version}, and {VERSION} is known"));
        }
        Ok(Baseline { folder, files: stored.files })
    }

    /// The text of the file: sorted, one entry a line, so that changes are easily read and merged.
    pub fn text(&self) -> Result<String, serde_json::Error> {
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

    /// Which findings of the file at `path` are accepted; paths are absolute, with `/`.
    pub fn accepted(&self, path: &str) -> Option<&BTreeSet<Accepted>> {
        self.files.get(&paths::shown_from(&self.folder, path))
    }

    pub fn accept(&mut self, path: &str, findings: impl IntoIterator<Item = Accepted>) {
        let mut findings = findings.into_iter().peekable();
        if findings.peek().is_some() {
            let path = paths::shown_from(&self.folder, path);
            self.files.entry(path).or_default().extend(findings);
        }
    }

    /// Takes out the entries that `is_kept` refuses, by the path of their file, and counts them.
    pub fn retain(&mut self, is_kept: impl Fn(&str, &Accepted) -> bool) -> usize {
        let mut taken = 0;
        for (path, entries) in &mut self.files {
            let all = entries.len();
            let path = paths::join(&self.folder, path);
            entries.retain(|entry| path.as_ref().is_some_and(|path| is_kept(path, entry)));
            taken += all - entries.len();
        }
        self.files.retain(|_, entries| !entries.is_empty());
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;

    #[test]
    fn the_text_is_read_as_it_was_written() {
        let entry = "{\"rule\":\"placeholder-link\",\"fingerprint\":\"00\"}";
        let text = format!(
            "{{\n  \"version\": 1,\n  \"files\": {{\n    \"a.seed\": [\n      {entry}\n    ],\n    \
             \"b/c.seed\": [\n      {entry}\n    ]\n  }}\n}}\n"
        );
        let mut baseline = Baseline::read("/seeds".to_owned(), &text).expect("it can be read");
        assert_eq!(baseline.text().expect("it can be written"), text);
        let entries = baseline.accepted("/seeds/b/c.seed").cloned().expect("it is there");
        baseline.accept("/d.seed", entries);
        assert!(baseline.accepted("/d.seed").is_some());
        assert_eq!(baseline.retain(|path, _| path == "/seeds/a.seed"), 2);
        assert!(baseline.text().expect("it can be written").contains("\"a.seed\": ["));
        assert_eq!(baseline.retain(|_, _| false), 1);
        assert_eq!(baseline, Baseline::new("/seeds".to_owned()));
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        let read = |text: &str| Baseline::read(String::new(), text).expect_err("it is none");
        assert!(read("[]").starts_with("this is no baseline of seedls: "));
        let other = read("{ \"version\": 2, \"files\": {} }");
        assert_eq!(other, "this baseline has version 2, and 1 is known");
    }
}
