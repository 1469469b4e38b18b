//! What a finding is known by from one version of its file to the next: the rule, the field and
//! the words around it, never the line.

use std::collections::HashMap;
use std::fmt;

use xxhash_rust::xxh3::xxh3_128;

use crate::facts::Document;
use crate::rules::Diagnostic;
use crate::rules::Finding;
use crate::rules::Rule;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// The same for the same defect after edits elsewhere in the file; unique among the findings of
/// one version of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

/// Goes into every fingerprint: changes when what they are made of does, since those that users
/// have stored are then no longer found.
const VERSION: &str = "1";

/// How many characters of the finding, and of its line before and behind it, make it recognisable.
/// Few enough that a change in another sentence of a long line leaves it the same.
const CONTEXT: usize = 16;

/// The fingerprints of `diagnostics`, which are all those of `document` in their order.
pub fn fingerprints(document: &Document, diagnostics: &[Diagnostic]) -> Vec<Fingerprint> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    diagnostics
        .iter()
        .map(|diagnostic| {
            let about = match diagnostic.finding.field {
                Some(field) => field.as_str().to_owned(),
                None => context(document.text(), &diagnostic.finding),
            };
            let key = format!("{VERSION}\0{}\0{about}", diagnostic.rule.name);
            let occurrence = seen.entry(key.clone()).or_default();
            *occurrence += 1;
            Fingerprint(xxh3_128(format!("{key}\0{occurrence}").as_bytes()))
        })
        .collect()
}

/// The fingerprint of a finding that is about a file as a whole, of which a rule has one.
pub fn fingerprint_of_file(rule: &Rule) -> Fingerprint {
    Fingerprint(xxh3_128(format!("{VERSION}\0{}", rule.name).as_bytes()))
}

/// The words of the finding and those around it in its line, with every blank as one space.
fn context(text: &Text, finding: &Finding) -> String {
    let line = text.line_range(text.line_at(finding.range.start()));
    // Characters are at most four bytes; blanks that are later one can be longer, and then less is
    // seen.
    let reach = TextSize::from(4 * CONTEXT as u32);
    let slice = |start: TextSize, end: TextSize| {
        let (start, end) = (text.floor(start), text.floor(end));
        let slice = text.slice(TextRange::new(start, end.max(start)));
        slice.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let (start, end) = (finding.range.start(), finding.range.end());
    let before = slice(start.checked_sub(reach).unwrap_or_default().max(line.start()), start);
    let found = slice(start, end.min(start + reach));
    let after = slice(end, (end + reach).min(line.end()).max(end));
    let skip = before.chars().count().saturating_sub(CONTEXT);
    let before: String = before.chars().skip(skip).collect();
    let found: String = found.chars().take(CONTEXT).collect();
    let after: String = after.chars().take(CONTEXT).collect();
    format!("{}\0{}\0{}", before.trim_start(), found, after.trim_end())
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;
    use super::fingerprints;
    use crate::fixture::files;
    use crate::fixture::workspace;
    use crate::rules::check;

    /// Rule and fingerprint of each finding.
    fn of(text: &str) -> Vec<(&'static str, Fingerprint)> {
        let host = workspace(&files(text));
        let snapshot = host.snapshot();
        let file = snapshot.files().next().expect("the fixture holds a file");
        let document = snapshot.document(file).expect("the fixture's file is a document");
        let diagnostics = check(&snapshot, file);
        let rules: Vec<&str> = diagnostics.iter().map(|it| it.rule.name).collect();
        rules.into_iter().zip(fingerprints(document, &diagnostics)).collect()
    }

    const SEED: &str = "Pilots Vote\n\nThe [clerk](#) lost the (key.\n\nThe **band and the **drum [x](#).\n\
        \nThe band and [x](#).\n\nThe band and [x](#).\n";

    #[test]
    fn lines_above_change_no_fingerprint() {
        let before = of(SEED);
        assert!(6 <= before.len(), "{before:?}");
        for at in SEED.match_indices("\n\n").map(|(at, _)| at) {
            let mut text = SEED.to_owned();
            text.insert_str(at, "\n\nA new paragraph of two lines,\nwithout any fault.\n\n\n");
            assert_eq!(of(&text), before, "{text}");
        }
    }

    #[test]
    fn findings_of_one_file_differ() {
        let mut all: Vec<_> = of(SEED).into_iter().map(|(_, fingerprint)| fingerprint).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_change_of_the_words_is_another_finding() {
        assert_ne!(of("T\n\nThe [clerk](#)."), of("T\n\nThe [mayor](#)."));
    }

    #[test]
    fn rewrapped_blanks_and_a_new_title_change_nothing() {
        assert_eq!(of("T\n\nThe [clerk](#) lost."), of("Pilots\n\nThe   [clerk](#)\tlost."));
    }
}
