//! Symbols of the workspace: every seed's title, headings, authors and date, by what somebody types.

use nucleo_matcher::Config;
use nucleo_matcher::Matcher;
use nucleo_matcher::Utf32Str;
use nucleo_matcher::pattern::AtomKind;
use nucleo_matcher::pattern::CaseMatching;
use nucleo_matcher::pattern::Normalization;
use nucleo_matcher::pattern::Pattern;

use crate::facts::Document;
use crate::facts::Value;
use crate::ide::render;
use crate::ide::subject;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::FieldName;
use crate::text::TextRange;

/// Longer names do not fit a list.
const LONGEST_NAME: usize = 120;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    /// One line, never empty.
    pub name: String,
    pub kind: WorkspaceSymbolKind,
    /// The title of the seed, for what is not the title itself.
    pub container: Option<String>,
    pub file: FileId,
    /// Its number among those of its kind in the document.
    pub index: usize,
    pub range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkspaceSymbolKind {
    Title,
    Heading,
    Author,
    Date,
}

/// The symbols that `query` fits, best first, at most `most` of them; an empty one fits all. Words of the query are looked for one by one, with letters between theirs, and
/// accents and case do not count unless they are typed.
pub fn workspace_symbols(
    snapshot: &Snapshot,
    query: &str,
    most: usize,
    is_cancelled: impl Fn() -> bool,
) -> Vec<WorkspaceSymbol> {
    let pattern = Pattern::new(query, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut found: Vec<(u32, WorkspaceSymbol)> = Vec::new();
    for file in snapshot.files() {
        if is_cancelled() {
            return Vec::new();
        }
        let Some(document) = snapshot.document(file) else { continue };
        for symbol in symbols_of(document, file) {
            let name = Utf32Str::new(&symbol.name, &mut buffer);
            if let Some(score) = pattern.score(name, &mut matcher) {
                found.push((score, symbol));
            }
        }
        // The best of what has been seen are kept, so that no workspace fills the memory.
        if 8 * most.max(64) < found.len() {
            keep_best(&mut found, most);
        }
    }
    keep_best(&mut found, most);
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

/// Sorts stably, so that of equals those of the first path come first.
fn keep_best(found: &mut Vec<(u32, WorkspaceSymbol)>, most: usize) {
    found.sort_by_key(|(score, symbol)| (std::cmp::Reverse(*score), symbol.kind));
    found.truncate(most);
}

/// Where the symbol is now that was the one with this number among those of its kind.
pub fn symbol_range(
    snapshot: &Snapshot,
    file: FileId,
    kind: WorkspaceSymbolKind,
    index: usize,
) -> Option<TextRange> {
    let symbols = symbols_of(snapshot.document(file)?, file);
    symbols.into_iter().find(|it| (it.kind, it.index) == (kind, index)).map(|it| it.range)
}

fn symbols_of(document: &Document, file: FileId) -> Vec<WorkspaceSymbol> {
    let metadata = document.metadata();
    let title = metadata.title().map(|title| render::one_line(title, LONGEST_NAME));
    let mut symbols = Vec::new();
    let mut add = |kind, name: &str, index, range| {
        let name = render::one_line(name, LONGEST_NAME);
        let container = title.clone().filter(|_| kind != WorkspaceSymbolKind::Title);
        if !name.is_empty() {
            symbols.push(WorkspaceSymbol { name, kind, container, file, index, range });
        }
    };
    let told = metadata.first(FieldName::Title);
    if let (Some(title), Some(field)) = (metadata.title(), told) {
        add(WorkspaceSymbolKind::Title, title, 0, field.source);
    }
    if let (Some(date), Some(field)) = (metadata.date(), metadata.first(FieldName::Date)) {
        add(WorkspaceSymbolKind::Date, &date.to_string(), 0, field.source);
    }
    for (index, field) in metadata.authors().enumerate() {
        let Value::Author { name, .. } = &field.value else { continue };
        let range = subject::name_range(document, field).unwrap_or(field.source);
        add(WorkspaceSymbolKind::Author, name, index, range);
    }
    // A heading that is the title is there already.
    let is_title = |range: TextRange| told.is_some_and(|it| range.contains_range(it.source));
    for (index, heading) in document.tree().headings().enumerate() {
        if !is_title(heading.range) {
            add(WorkspaceSymbolKind::Heading, &heading.text, index, heading.content);
        }
    }
    symbols
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::symbol_range;
    use super::workspace_symbols;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(query: &str, most: usize, expected: Expect) {
        let snapshot = Fixture::parse(
            "//- /seeds/a.seed
Harbour Pilots Vote to Strike

By Jane Doe

March 3, 2021

# How it began

# Évora

//- /seeds/b.seed
# Why So Few

By [J. Roe](https://x.example/) and Jane Doe

2021-04-03

## How it began
",
        )
        .snapshot();
        let mut shown = String::new();
        for it in workspace_symbols(&snapshot, query, most, || false) {
            let now = symbol_range(&snapshot, it.file, it.kind, it.index);
            assert_eq!(now, Some(it.range));
            let document = snapshot.document(it.file).expect("a document");
            let range = document.text().slice(it.range);
            shown += &format!("{:?} {} | {range} | {:?}\n", it.kind, it.name, it.container);
        }
        expected.assert_eq(&shown);
    }

    #[test]
    fn everything_without_a_query() {
        check(
            "",
            99,
            expect![[r#"
            Title Harbour Pilots Vote to Strike | Harbour Pilots Vote to Strike | None
            Title Why So Few | Why So Few | None
            Heading How it began | How it began | Some("Harbour Pilots Vote to Strike")
            Heading Évora | Évora | Some("Harbour Pilots Vote to Strike")
            Heading How it began | How it began | Some("Why So Few")
            Author Jane Doe | Jane Doe | Some("Harbour Pilots Vote to Strike")
            Author J. Roe | J. Roe | Some("Why So Few")
            Author Jane Doe | Jane Doe | Some("Why So Few")
            Date 2021-03-03 | March 3, 2021 | Some("Harbour Pilots Vote to Strike")
            Date 2021-04-03 | 2021-04-03 | Some("Why So Few")
        "#]],
        );
    }

    #[test]
    fn letters_may_be_left_out_and_accents_too() {
        check(
            "hbr pilots",
            99,
            expect![[r#"
            Title Harbour Pilots Vote to Strike | Harbour Pilots Vote to Strike | None
        "#]],
        );
        check(
            "evora",
            99,
            expect![[r#"
            Heading Évora | Évora | Some("Harbour Pilots Vote to Strike")
        "#]],
        );
        check(
            "doe",
            99,
            expect![[r#"
            Author Jane Doe | Jane Doe | Some("Harbour Pilots Vote to Strike")
            Author Jane Doe | Jane Doe | Some("Why So Few")
        "#]],
        );
        check(
            "2021-04",
            99,
            expect![[r#"
            Date 2021-04-03 | 2021-04-03 | Some("Why So Few")
        "#]],
        );
        check("zebra", 99, expect![[r#""#]]);
    }

    #[test]
    fn the_best_are_left_of_too_many() {
        check(
            "began",
            1,
            expect![[r#"
            Heading How it began | How it began | Some("Harbour Pilots Vote to Strike")
        "#]],
        );
    }
}
