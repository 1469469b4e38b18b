//! Definition: where the word under the cursor leads.

use crate::ide::subject;
use crate::ide::subject::Subject;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::text::TextRange;
use crate::text::TextSize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionResult {
    /// What leads there.
    pub origin: TextRange,
    pub goals: Vec<Goal>,
}

/// Where somebody is led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// `selection` lies in `range`.
    Place { file: FileId, range: TextRange, selection: TextRange },
    /// A file of which nothing has been read.
    File { path: String },
}

/// Where what stands at `offset` leads: a link to its file, heading or seed, a label or footnote to
/// its definition, a name to all its bylines.
pub fn definition(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<DefinitionResult> {
    let found = subject::at(snapshot, file, offset)?;
    let goals = found.subjects.iter().map(|it| goals(snapshot, it)).find(|it| !it.is_empty());
    Some(DefinitionResult { origin: found.range, goals: goals? })
}

fn goals(snapshot: &Snapshot, subject: &Subject) -> Vec<Goal> {
    match subject {
        Subject::Whole { paths, .. } => paths.iter().map(|path| of_file(snapshot, path)).collect(),
        Subject::Place { file, range } => {
            let document = snapshot.document(*file);
            let heading =
                document.and_then(|it| it.tree().headings().find(|it| it.range == *range));
            let selection = heading.map_or(*range, |it| it.content);
            vec![Goal::Place { file: *file, range: *range, selection }]
        }
        Subject::Label { file, .. } => {
            // The first definition of a label counts.
            let mentions = subject::mentions_in(snapshot, subject, *file);
            let first = mentions.into_iter().find(|it| it.declares);
            first.into_iter().map(|it| place(it.file, it.range)).collect()
        }
        Subject::Footnote { file, .. } => {
            let mentions = subject::mentions_in(snapshot, subject, *file);
            let definitions = mentions.into_iter().filter(|it| it.declares);
            definitions.map(|it| place(it.file, it.range)).collect()
        }
        Subject::Author { .. } => {
            let mentions = subject::mentions(snapshot, subject);
            mentions.into_iter().map(|it| place(it.file, it.range)).collect()
        }
    }
}

fn place(file: FileId, range: TextRange) -> Goal {
    Goal::Place { file, range, selection: range }
}

fn of_file(snapshot: &Snapshot, path: &str) -> Goal {
    let read = snapshot.known_at(path).and_then(|file| Some((file, snapshot.document(file)?)));
    match read {
        Some((file, document)) => place(file, subject::start_of(document)),
        None => Goal::File { path: path.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::Goal;
    use super::definition;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(passage: &str, expected: Expect) {
        let fixture = Fixture::parse(&format!(
            "//- /seedls.toml
wiki-links = true
//- /seeds/a.seed
Harbour Pilots Vote

By J. Doe and [Ann Lee](https://news.example/ann)

# How it goes

{passage}

[port]: there.seed#how-it-began
[PORT]: other.seed

[^1]: A note.

Original url: <https://news.example/harbour-pilots>
//- /seeds/there.seed
Why So Few

By J. DOE

## How it began

See [the vote](https://www.news.example/harbour-pilots/).

Original url: <https://news.example/why>
//- /seeds/picture.png
"
        ));
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let slice = |file, range| {
            let document = snapshot.document(file).expect("a document");
            document.text().slice(range).into_owned()
        };
        let shown = match definition(&snapshot, file, offset) {
            None => "nothing\n".to_owned(),
            Some(it) => {
                let mut shown = format!("{}\n", slice(file, it.origin));
                for goal in it.goals {
                    shown += &match goal {
                        Goal::Place { file, range, selection } => {
                            assert!(range.contains_range(selection));
                            let path = snapshot.path(file).expect("a path");
                            format!("-> {path}: {}\n", slice(file, selection))
                        }
                        Goal::File { path } => format!("-> {path}\n"),
                    };
                }
                shown
            }
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn links_lead_to_files_headings_and_seeds() {
        check(
            "A [b](the$0re.seed).",
            expect![[r#"
                [b](there.seed)
                -> /seeds/there.seed: Why So Few
            "#]],
        );
        check(
            "A [b](there.seed#how-it-beg$0an).",
            expect![[r#"
                [b](there.seed#how-it-began)
                -> /seeds/there.seed: How it began
            "#]],
        );
        check(
            "A [b](#how-it-goes)$0.",
            expect![[r#"
                [b](#how-it-goes)
                -> /seeds/a.seed: How it goes
            "#]],
        );
        check(
            "A ![b](pic$0ture.png).",
            expect![[r#"
                ![b](picture.png)
                -> /seeds/picture.png
            "#]],
        );
        check(
            "A [b](http://news.example/w$0hy#x).",
            expect![[r#"
                [b](http://news.example/why#x)
                -> /seeds/there.seed: Why So Few
            "#]],
        );
        check(
            "A [[There#How it beg$0an]].",
            expect![[r#"
                [[There#How it began]]
                -> /seeds/there.seed: How it began
            "#]],
        );
        check(
            "A [[why so f$0ew]].",
            expect![[r#"
                [[why so few]]
                -> /seeds/there.seed: Why So Few
            "#]],
        );
    }

    #[test]
    fn labels_lead_to_their_definition_and_texts_to_the_place() {
        check(
            "A [b][po$0rt].",
            expect![[r#"
                port
                -> /seeds/a.seed: port
            "#]],
        );
        check(
            "A [b$0][port].",
            expect![[r#"
                b
                -> /seeds/there.seed: How it began
            "#]],
        );
        check(
            "A [Po$0rt].",
            expect![[r#"
                Port
                -> /seeds/a.seed: port
            "#]],
        );
        check(
            "A.[^$01]",
            expect![[r#"
                1
                -> /seeds/a.seed: 1
            "#]],
        );
    }

    #[test]
    fn what_leads_nowhere_has_no_definition() {
        for passage in [
            "A$0 word.",
            "A [b](no$0thing.seed).",
            "A [b][$0unknown].",
            "A.[^$0unknown]",
            "A [b](https://nowhere.exa$0mple/).",
            "A <j$0@doe.example>.",
            "A [[no$0body]].",
        ] {
            check(passage, expect![["nothing\n"]]);
        }
    }

    #[test]
    fn a_name_leads_to_its_bylines() {
        let fixture = Fixture::parse(
            "//- /seeds/a.seed\nOne\n\nBy [Jane $0Doe](https://x.example/jane)\n\nText.\n//- /seeds/b.seed\n---\ntitle: Two\nauthor: \"JANE DOE\"\n---\n\nText.\n",
        );
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let found = definition(&snapshot, file, offset).expect("a definition");
        let shown: Vec<String> = found
            .goals
            .into_iter()
            .map(|goal| match goal {
                Goal::Place { file, range, .. } => {
                    let document = snapshot.document(file).expect("a document");
                    document.text().slice(range).into_owned()
                }
                Goal::File { path } => path,
            })
            .collect();
        assert_eq!(shown, ["Jane Doe", "JANE DOE"]);
    }
}
