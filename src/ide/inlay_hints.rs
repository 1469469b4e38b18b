//! Inlay hints: a few words that an editor shows in the text without writing them: the ISO form of
//! an unusual date, the title of a seed that a link leads to.

use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Value;
use crate::facts::words_of;
use crate::ide::render::one_line;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::index::Target;
use crate::text::TextRange;
use crate::text::TextSize;

/// Hints in one answer. An editor asks for what it shows; one that asks for all gets no flood.
const MOST: usize = 500;

/// Characters of a title.
const LONGEST_TITLE: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// Behind what it is about.
    pub at: TextSize,
    pub label: String,
    /// The seed that it names.
    pub seed: Option<FileId>,
}

/// The hints for what ends in `range`, in order.
pub fn inlay_hints(snapshot: &Snapshot, file: FileId, range: TextRange) -> Vec<InlayHint> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let mut hints = dates(document, range);
    for link in document.tree().links_in(range).filter(|link| !link.image) {
        if !range.contains_inclusive(link.range.end()) {
            continue;
        }
        let Target::Local(target) = snapshot.resolve(file, &link) else { continue };
        let Some(seed) = target.file.filter(|&seed| seed != file) else { continue };
        let title = snapshot.document(seed).and_then(|it| it.metadata().title());
        let Some(title) = title else { continue };
        // The text says it already.
        if words_of(title) == words_of(&document.text().slice(link.text)) {
            continue;
        }
        let label = one_line(title, LONGEST_TITLE);
        hints.push(InlayHint { at: link.range.end(), label, seed: Some(seed) });
        if MOST <= hints.len() {
            break;
        }
    }
    hints.sort_by_key(|hint| hint.at);
    hints
}

fn dates(document: &Document, range: TextRange) -> Vec<InlayHint> {
    let mut hints = Vec::new();
    for field in &document.metadata().fields {
        let Value::Date(reading) = &field.value else { continue };
        if !range.contains_inclusive(field.source.end()) {
            continue;
        }
        let written = document.text().slice(field.source);
        let label = match reading {
            DateReading::Date(date) => {
                let iso = date.to_string();
                let is_plain = *written == *iso || written.eq_ignore_ascii_case(&date.in_words());
                (!is_plain).then_some(iso)
            }
            DateReading::Ambiguous { readings } => {
                let readings: Vec<String> = readings.iter().map(ToString::to_string).collect();
                Some(readings.join(" or "))
            }
            DateReading::Impossible { .. } | DateReading::NotADate => None,
        };
        let at = field.source.end();
        hints.extend(label.map(|label| InlayHint { at, label, seed: None }));
    }
    hints
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::inlay_hints;
    use crate::fixture::Fixture;

    /// The first file with its hints in braces.
    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let snapshot = Fixture::parse(fixture).snapshot();
        let file = snapshot.file_at("/seeds/a.seed").expect("the file");
        let text = snapshot.document(file).expect("its document").text();
        let mut shown = text.to_string();
        for hint in inlay_hints(&snapshot, file, text.range()).iter().rev() {
            shown.insert_str(usize::from(hint.at), &format!("{{{}}}", hint.label));
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn unusual_dates_have_their_iso_form() {
        check(
            "T\n\nThursday, 18th of July, 2019\n\nThey left. Ah.\n",
            expect![[r#"
            T

            Thursday, 18th of July, 2019{2019-07-18}

            They left. Ah.
        "#]],
        );
        check(
            "T\n\n03/04/2019\n\nThey left. Ah.\n",
            expect![[r#"
            T

            03/04/2019{2019-04-03 or 2019-03-04}

            They left. Ah.
        "#]],
        );
        check(
            "T\n\nJuly 18, 2019\n\nThey left. Ah.\n",
            expect![[r#"
            T

            July 18, 2019

            They left. Ah.
        "#]],
        );
        check(
            "---\ndate: 2019-07-18\nupdated: 20190719\n---\n",
            expect![[r#"
            ---
            date: 2019-07-18
            updated: 20190719{2019-07-19}
            ---
        "#]],
        );
    }

    #[test]
    fn links_name_the_seeds_they_lead_to() {
        check(
            "T\n\nSee [it](b.txt), [the  ships!](b.txt), [here](#x) and ![x](b.txt).\n//- /seeds/b.txt\nThe Ships\n",
            expect![[r#"
                T

                See [it](b.txt){The Ships}, [the  ships!](b.txt), [here](#x) and ![x](b.txt).
            "#]],
        );
    }
}
