//! Linked editing: what is to be changed together with what stands under the cursor: a label with its
//! definition, and the two delimiters of an emphasis.

use crate::facts::Document;
use crate::ide::subject;
use crate::ide::subject::Subject;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::SpanKind;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// Ranges of equal texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedRanges {
    /// In order; at least two.
    pub ranges: Vec<TextRange>,
    /// What may stand there, as a regular expression.
    pub pattern: &'static str,
}

pub fn linked_ranges(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<LinkedRanges> {
    let document = snapshot.document(file)?;
    delimiters(document, offset).or_else(|| labels(snapshot, file, document, offset))
}

fn delimiters(document: &Document, offset: TextSize) -> Option<LinkedRanges> {
    let start = offset.checked_sub(TextSize::from(1)).unwrap_or_default();
    let around = TextRange::new(start, offset + TextSize::from(1));
    let text = document.text();
    let pairs = document.tree().spans_in(around).filter_map(|span| {
        let source = text.slice(span.range);
        let width = match span.kind {
            SpanKind::Emphasis => 1,
            SpanKind::Strong => 2,
            SpanKind::Strikethrough if source.starts_with("~~") => 2,
            SpanKind::Strikethrough => 1,
            SpanKind::Code | SpanKind::Html | SpanKind::TaskMarker => return None,
        };
        let (open, close) = (source.get(..width)?, source.get(source.len().checked_sub(width)?..)?);
        let is_pair = open == close && 2 * width < source.len();
        let open = TextRange::at(span.range.start(), size(width));
        let close = TextRange::new(span.range.end() - size(width), span.range.end());
        is_pair.then_some([open, close])
    });
    // Where two touch the cursor, the one that was entered last lies around the other.
    let touched = |pair: &[TextRange; 2]| pair.iter().any(|it| it.contains_inclusive(offset));
    let pair = pairs.filter(touched).min_by_key(|[open, close]| close.end() - open.start())?;
    Some(LinkedRanges { ranges: pair.to_vec(), pattern: "[*_~]+" })
}

fn labels(
    snapshot: &Snapshot,
    file: FileId,
    document: &Document,
    offset: TextSize,
) -> Option<LinkedRanges> {
    let found = subject::at(snapshot, file, offset)?;
    let subject = found.subjects.first()?;
    let pattern = match subject {
        Subject::Label { .. } => r"[^\[\]\r\n]+",
        Subject::Footnote { .. } => r"[^\[\]\s]+",
        _ => return None,
    };
    if !found.range.contains_inclusive(offset) {
        return None;
    }
    let mentions = subject::mentions_in(snapshot, subject, file);
    if !mentions.iter().any(|it| it.declares) {
        return None;
    }
    let own = document.text().slice(found.range);
    let equal = mentions.iter().map(|it| it.range).filter(|it| document.text().slice(*it) == own);
    let ranges: Vec<TextRange> = equal.collect();
    (1 < ranges.len() && ranges.contains(&found.range)).then_some(LinkedRanges { ranges, pattern })
}

#[cfg(test)]
mod tests {
    use super::linked_ranges;
    use crate::fixture::Fixture;

    /// The linked ranges stand in `⟨…⟩`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let fixture = Fixture::parse(text);
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let mut shown = snapshot.document(file).expect("a document").text().to_string();
        let linked = linked_ranges(&snapshot, file, offset);
        for range in linked.into_iter().flat_map(|it| it.ranges).rev() {
            shown.insert(range.end().into(), '⟩');
            shown.insert(range.start().into(), '⟨');
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_label_and_its_definition() {
        check(
            "T\n\n[a][po$0rt], [port], [Port].\n\n[port]: x.seed\n",
            "T\n\n[a][⟨port⟩], [⟨port⟩], [Port].\n\n[⟨port⟩]: x.seed\n",
        );
        check("T\n\nA.[^1]\n\n[^1$0]: Note.\n", "T\n\nA.[^⟨1⟩]\n\n[^⟨1⟩]: Note.\n");
    }

    #[test]
    fn a_label_without_definition_is_alone() {
        check("T\n\n[a][po$0rt], [b][port].\n", "T\n\n[a][port], [b][port].\n");
    }

    #[test]
    fn the_delimiters_of_an_emphasis() {
        check("T\n\nThe *$0old* wall.\n", "T\n\nThe ⟨*⟩old⟨*⟩ wall.\n");
        check("T\n\nThe **old*$0* wall.\n", "T\n\nThe ⟨**⟩old⟨**⟩ wall.\n");
        check("T\n\nThe $0~~old~~ wall.\n", "T\n\nThe ⟨~~⟩old⟨~~⟩ wall.\n");
        check("T\n\nThe *o$0ld* `wall`.\n", "T\n\nThe *old* `wall`.\n");
    }

    #[test]
    fn the_text_of_a_link_is_not_its_label() {
        check("T\n\n[a$0][port].\n\n[port]: x.seed\n", "T\n\n[a][port].\n\n[port]: x.seed\n");
    }
}
