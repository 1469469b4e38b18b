//! Selection: what lies around a place, from the word to the whole document.

use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::BlockKind;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// Longer words are none.
const LONGEST_WORD: u32 = 4096;

/// What lies around `offset`, innermost first; each range lies in the next, and is shorter. Never
/// empty: the last is the whole document.
pub fn selection(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Vec<TextRange> {
    let Some(document) = snapshot.document(file) else { return vec![TextRange::empty(offset)] };
    let mut ranges = vec![document.text().range()];
    let mut add = |range: TextRange| {
        if range.contains_inclusive(offset) && !range.is_empty() {
            ranges.push(range);
        }
    };
    add(word(document.text(), offset));
    add_inlines(document, offset, &mut add);
    add_fields(document, &mut add);
    add_sections(document, &mut add);
    add_blocks(document, offset, &mut add);
    // What only touches what is around it goes: a chain of ranges that lie in each other is left.
    ranges.sort_by_key(|range| (range.len(), range.start()));
    ranges.dedup();
    let mut chain: Vec<TextRange> = Vec::new();
    for range in ranges {
        if chain.last().is_none_or(|inner| range.contains_range(*inner)) {
            chain.push(range);
        }
    }
    chain
}

/// The word around `offset`; empty between words.
fn word(text: &Text, offset: TextSize) -> TextRange {
    let line = text.line_range(text.line_at(offset));
    let near = TextRange::new(
        line.start().max(offset.checked_sub(LONGEST_WORD.into()).unwrap_or_default()),
        line.end().min(offset + TextSize::from(LONGEST_WORD)).max(offset.min(line.end())),
    );
    let (before, after) =
        (TextRange::new(near.start(), offset.min(near.end())), offset.min(near.end()));
    let before = text.slice(before);
    let after = text.slice(TextRange::new(after, near.end()));
    let in_word =
        |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '_' | '\u{300}'..='\u{36f}');
    let lead: usize = before.chars().rev().take_while(|&c| in_word(c)).map(char::len_utf8).sum();
    let tail: usize = after.chars().take_while(|&c| in_word(c)).map(char::len_utf8).sum();
    TextRange::new(offset - size(lead), offset + size(tail))
}

fn add_inlines(document: &Document, offset: TextSize, add: &mut impl FnMut(TextRange)) {
    let start = offset.checked_sub(TextSize::from(1)).unwrap_or_default();
    let around = TextRange::new(start, offset + TextSize::from(1));
    for link in document.tree().links_in(around) {
        add(link.text);
        add(link.destination);
        add(link.range);
    }
    for span in document.tree().spans_in(around) {
        let source = document.text().slice(span.range);
        let mark = |c: char| matches!(c, '*' | '_' | '~' | '`');
        let lead = source.len() - source.trim_start_matches(mark).len();
        let tail = source.len() - source.trim_end_matches(mark).len();
        if 0 < lead && lead + tail < source.len() {
            add(TextRange::new(span.range.start() + size(lead), span.range.end() - size(tail)));
        }
        add(span.range);
    }
}

fn add_fields(document: &Document, add: &mut impl FnMut(TextRange)) {
    for field in &document.metadata().fields {
        add(field.source);
        add(field.range);
    }
    let header = document.metadata().header;
    let source = document.text().slice(header);
    add(TextRange::at(header.start(), size(source.trim_end().len())));
}

fn add_sections(document: &Document, add: &mut impl FnMut(TextRange)) {
    let headings: Vec<_> = document.tree().headings().filter(|it| it.top).collect();
    for (index, heading) in headings.iter().enumerate() {
        add(heading.content);
        let rest = headings.get(index + 1..).unwrap_or_default();
        let next = rest.iter().find(|it| it.level <= heading.level);
        let end = next.map_or(document.text().len(), |it| it.range.start());
        add(TextRange::new(heading.range.start(), end));
    }
}

fn add_blocks(document: &Document, offset: TextSize, add: &mut impl FnMut(TextRange)) {
    for block in document.tree().blocks_around(offset) {
        add(block.range);
        if block.kind == BlockKind::Item && block.depth == 0 {
            add(around_item(document, block.range));
        }
    }
}

/// The list that the top-level `item` is of.
fn around_item(document: &Document, item: TextRange) -> TextRange {
    let tree = document.tree();
    let before = tree.top_blocks_before(item.start()).take_while(|it| it.kind == BlockKind::Item);
    let after = tree.top_blocks_from(item.start()).take_while(|it| it.kind == BlockKind::Item);
    before.chain(after).map(|it| it.range).fold(item, TextRange::cover)
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;
    use expect_test::expect;

    use super::selection;
    use crate::fixture::Fixture;
    use crate::text::size;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let fixture = Fixture::parse(fixture);
        let snapshot = fixture.snapshot();
        let (file, offset) = fixture.cursor();
        let text = snapshot.document(file).expect("a document").text();
        let shown: Vec<String> = selection(&snapshot, file, offset)
            .into_iter()
            .map(|range| text.slice(range).trim_end().replace('\n', "⏎"))
            .collect();
        expected.assert_eq(&(shown.join("\n") + "\n"));
    }

    #[test]
    fn from_the_word_to_the_document() {
        check(
            "Title\n\nLead.\n\n# One\n\nSee **the [old har$0bour](a.seed) wall** now.\n\n# Two\n\nText.\n",
            expect![[r#"
                harbour
                old harbour
                [old harbour](a.seed)
                the [old harbour](a.seed) wall
                **the [old harbour](a.seed) wall**
                See **the [old harbour](a.seed) wall** now.
                # One⏎⏎See **the [old harbour](a.seed) wall** now.
                Title⏎⏎Lead.⏎⏎# One⏎⏎See **the [old harbour](a.seed) wall** now.⏎⏎# Two⏎⏎Text.
            "#]],
        );
    }

    #[test]
    fn lists_lie_around_their_items() {
        check(
            "Title\n\n- one\n- two\n\n  > th$0ree\n- four\n\nText.\n",
            expect![[r#"
                three
                > three
                - two⏎⏎  > three
                - one⏎- two⏎⏎  > three⏎- four
                Title⏎⏎- one⏎- two⏎⏎  > three⏎- four⏎⏎Text.
            "#]],
        );
    }

    #[test]
    fn fields_of_the_header() {
        check(
            "Title\n\nBy Jane $0Doe and J. Roe\n\nMarch 3, 2021\n\nText.\n",
            expect![[r#"
                Doe
                Jane Doe
                By Jane Doe and J. Roe
                Title⏎⏎By Jane Doe and J. Roe⏎⏎March 3, 2021
                Title⏎⏎By Jane Doe and J. Roe⏎⏎March 3, 2021⏎⏎Text.
            "#]],
        );
        check(
            "---\ntitle: One\nauthor: Jane D$0oe\n---\n\nText.\n",
            expect![[r#"
                Doe
                Jane Doe
                author: Jane Doe
                ---⏎title: One⏎author: Jane Doe⏎---
                ---⏎title: One⏎author: Jane Doe⏎---⏎⏎Text.
            "#]],
        );
    }

    #[test]
    fn ranges_lie_in_each_other_everywhere() {
        for text in [
            "Title\n\nBy A\n\n**a *b* [c](d)** `e`\n\n- f\n  - g\n\n> h\n\n# i\n\nj\r\rk é😀\n",
            "---\ntitle: a\n---\n\n| a |\n| - |\n| b |\n",
            "",
        ] {
            let fixture = Fixture::parse(&format!("//- /seeds/a.seed\n{text}"));
            let snapshot = fixture.snapshot();
            let file = snapshot.files().next().expect("a file");
            for offset in (0..=text.len()).filter(|&it| text.is_char_boundary(it)) {
                let chain = selection(&snapshot, file, size(offset));
                assert!(chain.iter().all(|it| it.contains_inclusive(size(offset))), "{offset}");
                for pair in chain.windows(2) {
                    assert!(pair[1].contains_range(pair[0]) && pair[0] != pair[1], "{offset}");
                }
                assert!(!chain.is_empty());
            }
        }
    }
}
