//! What the rules about links share. No rule stands here.

use crate::facts::Document;
use crate::facts::OutgoingKind;
use crate::facts::OutgoingLink;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::rules::Fix;
use crate::syntax::FaultKind;
use crate::text::TextEdit;
use crate::text::TextRange;

/// The links and definitions of `file` that can be at fault, and where they lead. Left out are
/// links in which a delimiter is malformed, since their destination may not be what their writer
/// meant, and definitions that no link uses: `[//]: # (…)` is how Markdown writes a comment.
pub(crate) fn targets(
    snapshot: &Snapshot,
    file: FileId,
) -> impl Iterator<Item = (&OutgoingLink, Target)> {
    let document = snapshot.document(file);
    let links = document.map_or(&[][..], Document::links);
    let faults = Faults::of(document.filter(|_| !links.is_empty()));
    links
        .iter()
        .filter(move |link| !faults.meet(link.range))
        .filter(move |link| {
            link.kind != OutgoingKind::Definition
                || document.is_some_and(|it| it.uses_label(&it.text().slice(link.text)))
        })
        .map(move |link| (link, snapshot.resolve_outgoing(file, link)))
}

/// Marks that may be left open in a link's text, and say nothing about its destination.
fn is_of_prose(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::UnclosedQuotation
            | FaultKind::UnbalancedBracket
            | FaultKind::UnclosedEmphasis
            | FaultKind::DoubtfulEmphasis
            | FaultKind::UnclosedCodeSpan
    )
}

/// The places of a document's malformed delimiters.
pub(super) struct Faults(Vec<TextRange>);

impl Faults {
    pub(super) fn of(document: Option<&Document>) -> Faults {
        let mut ranges: Vec<TextRange> = document
            .into_iter()
            .flat_map(|document| document.fault_places())
            .filter(|(kind, _)| !is_of_prose(*kind))
            .map(|&(_, range)| range)
            .collect();
        ranges.sort_by_key(|range| range.start());
        Faults(ranges)
    }

    /// One of them begins in `range`.
    pub(super) fn meet(&self, range: TextRange) -> bool {
        let next = self.0.partition_point(|fault| fault.start() < range.start());
        self.0.get(next).is_some_and(|fault| fault.start() < range.end())
    }
}

/// A fix that writes `destination` and changes nothing else. It is never safe: only the owner
/// knows where the link should lead.
pub(super) fn redirect(title: String, range: TextRange, destination: &str) -> Fix {
    Fix { title, edit: TextEdit::replace(range, destination), safe: false }
}

/// The candidate that `name` most likely was meant to be; of equally near ones the first.
pub(super) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let chars = name.chars().count();
    // A third of it may be wrong, but not of the extension that most names share.
    let stem = name.rsplit_once('.').map_or(chars, |(stem, _)| stem.chars().count());
    // Among short names and numbers, all are alike.
    if stem < 3 || name.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut best_distance = (stem / 3).min(6) + 1;
    let mut best = None;
    let letters = Letters::of(name);
    for candidate in candidates {
        // A cheap bound first: a directory can hold very many names.
        if best_distance <= letters.least_distance(Letters::of(candidate)) || candidate == name {
            continue;
        }
        let distance = strsim::osa_distance(name, candidate);
        if distance < best_distance {
            best_distance = distance;
            best = Some(candidate);
        }
    }
    best
}

/// The length of a name and which bytes are in it, by their last six bits.
#[derive(Clone, Copy)]
struct Letters {
    len: usize,
    bytes: u64,
}

impl Letters {
    fn of(name: &str) -> Letters {
        let bytes = name.bytes().fold(0, |bytes, byte| bytes | 1 << (byte & 63));
        Letters { len: name.chars().count(), bytes }
    }

    /// No fewer edits lead from one to the other.
    fn least_distance(self, other: Letters) -> usize {
        // One edit changes one character, of up to four bytes.
        let gone = (self.bytes & !other.bytes).count_ones().div_ceil(4) as usize;
        let come = (other.bytes & !self.bytes).count_ones().div_ceil(4) as usize;
        gone.max(come).max(self.len.abs_diff(other.len))
    }
}

#[cfg(test)]
mod tests {
    use super::Letters;
    use super::nearest;

    #[test]
    fn the_nearest_name_wins() {
        let names = ["0001_pilot.txt", "0002_pilot.txt", "0002_pilots_strike.txt", "index.txt"];
        assert_eq!(nearest("0002_pilots.txt", names.into_iter()), Some("0002_pilot.txt"));
        assert_eq!(nearest("harbour.txt", names.into_iter()), None);
        assert_eq!(nearest("a.txt", ["b.txt", "c.txt"].into_iter()), None);
        assert_eq!(nearest("pub.txt", ["pus.txt", "bub.txt"].into_iter()), Some("pus.txt"));
        assert_eq!(nearest("größe.txt", ["grösse.txt"].into_iter()), None);
    }

    #[test]
    fn the_bound_is_never_above_the_distance() {
        let names = ["", "a", "ab", "ba", "größe", "grösse", "日本", "日木", "pilots", "pilot"];
        for a in names {
            for b in names {
                let bound = Letters::of(a).least_distance(Letters::of(b));
                assert!(bound <= strsim::osa_distance(a, b), "{a} {b}");
            }
        }
    }
}
