//! References: all places that name what stands under the cursor, in this document or in all.

use crate::ide::subject;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::text::TextRange;
use crate::text::TextSize;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    pub file: FileId,
    pub range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    pub range: TextRange,
    /// It is what the others lead to.
    pub declares: bool,
}

/// The places in all documents that name what stands at `offset`, sorted by path and position;
/// with what they lead to itself, if `declarations`.
pub fn references(
    snapshot: &Snapshot,
    file: FileId,
    offset: TextSize,
    declarations: bool,
) -> Vec<Reference> {
    let Some(found) = subject::at(snapshot, file, offset) else { return Vec::new() };
    // Behind the text of a reference link stand its goal and its label; the first is meant. A
    // heading that is the title stands for the whole seed too.
    let is_title = matches!(found.subjects.first(), Some(subject::Subject::Place { .. }));
    let subjects = found.subjects.iter().take(if is_title { 2 } else { 1 });
    let mut mentions: Vec<subject::Mention> =
        subjects.flat_map(|it| subject::mentions(snapshot, it)).collect();
    mentions.retain(|it| declarations || !it.declares);
    mentions.sort_by_key(|it| (snapshot.path(it.file), it.range.start(), it.range.end()));
    mentions.dedup_by_key(|it| (it.file, it.range));
    mentions.into_iter().map(|it| Reference { file: it.file, range: it.range }).collect()
}

/// The places in `file` that name what stands at `offset`, in order.
pub fn highlights(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Vec<Highlight> {
    let Some(found) = subject::at(snapshot, file, offset) else { return Vec::new() };
    let Some(subject) = found.subjects.first() else { return Vec::new() };
    let mentions = subject::mentions_in(snapshot, subject, file).into_iter();
    mentions.map(|it| Highlight { range: it.range, declares: it.declares }).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::Expect;
    use expect_test::expect;

    use super::highlights;
    use super::references;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::parse(fixture);
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let mut shown = String::new();
        let others = references(&snapshot, file, offset, false);
        for it in references(&snapshot, file, offset, true) {
            let document = snapshot.document(it.file).expect("a document");
            let range = document.text().slice(it.range);
            let line = document.text().line_at(it.range.start()) + 1;
            let path = snapshot.path(it.file).expect("a path");
            let mark = if others.contains(&it) { "" } else { " (itself)" };
            writeln!(shown, "{path}:{line}: {range}{mark}").expect("a string can be written to");
        }
        let document = snapshot.document(file).expect("a document");
        for it in highlights(&snapshot, file, offset) {
            let line = document.text().line_at(it.range.start()) + 1;
            let range = document.text().slice(it.range);
            let mark = if it.declares { " (itself)" } else { "" };
            writeln!(shown, "  {line}: {range}{mark}").expect("a string can be written to");
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn of_a_heading() {
        check(
            "//- /seeds/a.seed
One

# How$0 it goes

[a](#how-it-goes) and [b](a.seed#how-it-goes), [c](#elsewhere).
//- /seeds/b.seed
Two

See [d](a.seed#how-it-goes), [e][f].

[f]: <a.seed#How It Goes>
",
            expect![[r##"
                /seeds/a.seed:3: How it goes (itself)
                /seeds/a.seed:5: #how-it-goes
                /seeds/a.seed:5: a.seed#how-it-goes
                /seeds/b.seed:3: a.seed#how-it-goes
                /seeds/b.seed:5: a.seed#How It Goes
                  3: How it goes (itself)
                  5: #how-it-goes
                  5: a.seed#how-it-goes
            "##]],
        );
    }

    #[test]
    fn of_a_seed_by_its_title_or_source() {
        let rest = "//- /seeds/b.seed
Two

See [d](a.seed), [e](https://www.news.example/one/).

Related article: [One](a.seed#top)
//- /seeds/c.seed
---
title: Three
related: https://news.example/one
---

Text.
";
        let expected = || {
            expect![[r#"
            /seeds/a.seed:1: One (itself)
            /seeds/a.seed:5: https://news.example/one
            /seeds/b.seed:3: a.seed
            /seeds/b.seed:3: https://www.news.example/one/
            /seeds/b.seed:5: a.seed#top
            /seeds/c.seed:3: https://news.example/one
              1: One (itself)
              5: https://news.example/one
        "#]]
        };
        check(
            &format!(
                "//- /seeds/a.seed\nO$0ne\n\nText.\n\nOriginal url: <https://news.example/one>\n{rest}"
            ),
            expected(),
        );
        check(
            &format!(
                "//- /seeds/a.seed\nOne\n\nText.\n\nOriginal url: <https://news.exam$0ple/one>\n{rest}"
            ),
            expected(),
        );
    }

    #[test]
    fn of_labels_and_footnotes() {
        check(
            "One\n\n[a][The Port], [the port$0] and [the  PORT][].\n\n[The port]: b.seed\n",
            expect![[r#"
                /seeds/a.seed:3: The Port
                /seeds/a.seed:3: the port
                /seeds/a.seed:3: the  PORT
                /seeds/a.seed:5: The port (itself)
                  3: The Port
                  3: the port
                  3: the  PORT
                  5: The port (itself)
            "#]],
        );
        check(
            "One\n\nA.[^n] B.[^N]\n\n[^$0n]: Note.\n",
            expect![[r#"
                /seeds/a.seed:3: n
                /seeds/a.seed:3: N
                /seeds/a.seed:5: n (itself)
                  3: n
                  3: N
                  5: n (itself)
            "#]],
        );
    }

    #[test]
    fn of_an_author() {
        check(
            "//- /seeds/a.seed\nOne\n\nBy Jane D$0oe, J. Roe\n\nText.\n//- /seeds/b.seed\nauthor: JANE DOE\ntitle: Two\n\nText.\n",
            expect![[r#"
                /seeds/a.seed:3: Jane Doe
                /seeds/b.seed:1: JANE DOE
                  3: Jane Doe
            "#]],
        );
    }
}
