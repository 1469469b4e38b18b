//! Folding: what of a seed can be shown as one line: its header, sections, lists, quotes, code,
//! tables and comments.

use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::syntax::Heading;
use crate::text::Text;
use crate::text::TextRange;

/// Whole lines: all but the first are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub first_line: u32,
    pub last_line: u32,
    pub kind: FoldKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    Header,
    Section,
    Block,
    Comment,
}

/// What can be folded, in order of position; of more than `most` the longest.
pub fn folds(snapshot: &Snapshot, file: FileId, most: usize) -> Vec<Fold> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let mut folds = Vec::new();
    add(document, document.metadata().header, FoldKind::Header, &mut folds);
    add_sections(document, &mut folds);
    add_blocks(document, &mut folds);
    // Of two that begin in one line an editor takes one: the outer.
    folds.sort_by_key(|it| (it.first_line, std::cmp::Reverse(it.last_line), it.kind));
    folds.dedup_by_key(|it| it.first_line);
    if most < folds.len() {
        folds.sort_by_key(|it| std::cmp::Reverse(it.last_line - it.first_line));
        folds.truncate(most);
        folds.sort_by_key(|it| it.first_line);
    }
    folds
}

/// Folds `range` without the blank lines at its end, where that leaves more than one line.
fn add(document: &Document, range: TextRange, kind: FoldKind, out: &mut Vec<Fold>) {
    let text = document.text();
    let first_line = text.line_at(range.start());
    let mut last_line = text.line_at(range.end());
    let is_blank = |line| {
        let line = text.line_range(line);
        let end = line.end().min(range.end());
        end <= line.start() || text.slice(TextRange::new(line.start(), end)).trim().is_empty()
    };
    while first_line < last_line && is_blank(last_line) {
        last_line -= 1;
    }
    if first_line < last_line {
        out.push(Fold { first_line, last_line, kind });
    }
}

fn add_sections(document: &Document, out: &mut Vec<Fold>) {
    let header = document.metadata().header;
    let headings: Vec<Heading> = document
        .tree()
        .headings()
        .filter(|it| it.top && header.end() <= it.range.start())
        .collect();
    // The sections that are not over, outermost first.
    let mut open: Vec<&Heading> = Vec::new();
    for heading in &headings {
        while let Some(over) = open.pop_if(|it: &mut &Heading| heading.level <= it.level) {
            let range = TextRange::new(over.range.start(), heading.range.start());
            add(document, range, FoldKind::Section, out);
        }
        open.push(heading);
    }
    let end = document.text().len();
    for over in open {
        add(document, TextRange::new(over.range.start(), end), FoldKind::Section, out);
    }
}

fn add_blocks(document: &Document, out: &mut Vec<Fold>) {
    let text = document.text();
    // By depth: the lists that are not over, as the range from their first item.
    let mut lists: Vec<Option<TextRange>> = Vec::new();
    let end_lists = |lists: &mut Vec<Option<TextRange>>, depth: usize, out: &mut Vec<Fold>| {
        for list in lists.drain(depth.min(lists.len())..).flatten() {
            add(document, list, FoldKind::Block, out);
        }
    };
    for block in document.tree().blocks() {
        let depth = usize::from(block.depth);
        if block.kind == BlockKind::Item {
            end_lists(&mut lists, depth + 1, out);
            lists.resize(depth + 1, None);
            if let Some(list) = lists.get_mut(depth) {
                *list = Some(list.map_or(block.range, |it| it.cover(block.range)));
            }
        } else {
            end_lists(&mut lists, depth, out);
        }
        let Some(kind) = kind(&block, text) else { continue };
        add(document, block.range, kind, out);
    }
    end_lists(&mut lists, 0, out);
}

fn kind(block: &Block, text: &Text) -> Option<FoldKind> {
    match block.kind {
        BlockKind::Html => {
            let start =
                TextRange::at(block.range.start(), 16.min(u32::from(block.range.len())).into());
            let comment = text.slice(start).trim_start().starts_with("<!--");
            Some(if comment { FoldKind::Comment } else { FoldKind::Block })
        }
        BlockKind::Item
        | BlockKind::Quote
        | BlockKind::Fence { .. }
        | BlockKind::IndentedCode
        | BlockKind::Table
        | BlockKind::FootnoteDefinition => Some(FoldKind::Block),
        BlockKind::Paragraph | BlockKind::Heading | BlockKind::ThematicBreak => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::folds;
    use crate::fixture::Fixture;

    #[track_caller]
    fn check(text: &str, most: usize, expected: Expect) {
        let snapshot = Fixture::parse(text).snapshot();
        let file = snapshot.files().next().expect("a file");
        let text = snapshot.document(file).expect("its document").text();
        let mut shown = String::new();
        for fold in folds(&snapshot, file, most) {
            assert!(fold.last_line < text.line_count());
            let line = |line| text.slice(text.line_range(line)).into_owned();
            let (first, last) = (line(fold.first_line), line(fold.last_line));
            shown += &format!("{:?}: {first} … {last}\n", fold.kind);
        }
        expected.assert_eq(&shown);
    }

    const SEED: &str = "Title

By A. Writer

March 3, 2021

Lead.

# One

- a
- b
  - c
  - d

  e

> quote
> more

## Two

```
code
```

<!-- one
two -->

| a | b |
| - | - |
| c | d |

# Three

Last.

";

    #[test]
    fn everything_of_several_lines() {
        check(
            SEED,
            usize::MAX,
            expect![[r#"
                Header: Title … March 3, 2021
                Section: # One … | c | d |
                Block: - a …   e
                Block: - b …   e
                Block:   - c …   - d
                Block: > quote … > more
                Section: ## Two … | c | d |
                Block: ``` … ```
                Comment: <!-- one … two -->
                Block: | a | b | … | c | d |
                Section: # Three … Last.
            "#]],
        );
    }

    #[test]
    fn of_too_many_the_longest() {
        check(
            SEED,
            2,
            expect![[r#"
                Section: # One … | c | d |
                Section: ## Two … | c | d |
            "#]],
        );
    }

    #[test]
    fn nothing_of_one_line() {
        check("Title\n\nText.\n", 9, expect![[""]]);
        check("//- /seeds/a.seed\n", 9, expect![[""]]);
    }

    #[test]
    fn line_breaks_of_windows_count_once() {
        check(
            "Title\r\n\r\nText.\r\n\r\n```\r\ncode\r\n```\r\n\r\n",
            9,
            expect![[r#"
            Block: ``` … ```
        "#]],
        );
    }
}
