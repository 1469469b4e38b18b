//! Prose: a part of a seed as a reader sees it, without marks of Markdown, a block a line.

use crate::facts::Document;
use crate::syntax::BlockKind;
use crate::syntax::LinkKind;
use crate::syntax::SpanKind;
use crate::text::TextRange;
use crate::text::TextSize;

/// The words of what stands in `range`. Tables, thematic breaks and HTML have none.
pub(super) fn prose(document: &Document, range: TextRange) -> Vec<String> {
    let text = document.text().slice(range);
    let (mut marks, mut breaks) = (Vec::new(), Vec::new());
    let tree = document.tree();
    // What lies between blocks, such as a definition, is not read.
    let mut read_to = range.start();
    for block in tree.top_blocks_from(range.start()) {
        let (start, end) = (block.range.start(), block.range.end());
        if range.end() <= start {
            break;
        }
        marks.push(TextRange::new(read_to.min(start), start));
        read_to = end;
        breaks.push(start);
        let source = document.text().slice(block.range);
        let at = |offset: usize| start + TextSize::from(u32::try_from(offset).unwrap_or_default());
        match block.kind {
            BlockKind::Html | BlockKind::Table | BlockKind::ThematicBreak => {
                marks.push(block.range);
            }
            BlockKind::Item => marks.push(TextRange::new(start, at(marker(&source)))),
            BlockKind::Quote => {
                let mut line_start = 0;
                for line in source.split_inclusive('\n') {
                    let mark = line.len() - line.trim_start_matches([' ', '>']).len();
                    marks.push(TextRange::new(at(line_start), at(line_start + mark)));
                    line_start += line.len();
                }
            }
            BlockKind::Fence { closed } => {
                let first = source.find('\n').unwrap_or(source.len());
                marks.push(TextRange::new(start, at(first)));
                if let Some(last) = source.rfind('\n').filter(|last| closed && first < *last) {
                    marks.push(TextRange::new(at(last), end));
                }
            }
            BlockKind::Heading => {
                let opens = source.len() - source.trim_start_matches('#').len();
                let closes = match opens {
                    0 => source.rfind('\n').unwrap_or(source.len()),
                    _ => Some(source.trim_end_matches('#'))
                        .filter(|it| it.ends_with(' '))
                        .map_or(source.len(), str::len),
                };
                marks.push(TextRange::new(start, at(opens)));
                marks.push(TextRange::new(at(closes.max(opens)), end));
            }
            BlockKind::Paragraph | BlockKind::IndentedCode | BlockKind::FootnoteDefinition => {}
        }
    }
    marks.push(TextRange::new(read_to.min(range.end()), range.end()));
    for link in tree.links_in(range).filter(|it| it.kind != LinkKind::Bare) {
        marks.push(TextRange::new(link.range.start(), link.text.start()));
        marks.push(TextRange::new(link.text.end(), link.range.end()));
    }
    for span in tree.spans_in(range) {
        let source = document.text().slice(span.range);
        let run = |mark: char| source.len() - source.trim_start_matches(mark).len();
        let length = match span.kind {
            SpanKind::Emphasis => 1,
            SpanKind::Strong => 2,
            SpanKind::Strikethrough => run('~'),
            SpanKind::Code => run('`'),
            SpanKind::Html | SpanKind::TaskMarker => source.len(),
        };
        let length = TextSize::from(u32::try_from(length).unwrap_or_default());
        let (start, end) = (span.range.start(), span.range.end());
        marks.push(TextRange::new(start, end.min(start + length)));
        marks.push(TextRange::new(start.max(end - length.min(span.range.len())), end));
    }
    lines(&text, range.start(), marks, breaks)
}

/// Bytes of the mark with which an item begins.
fn marker(item: &str) -> usize {
    let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = digits + usize::from(item.len() != digits);
    item.get(..mark).map_or(0, str::len)
}

/// `text`, which begins at `start`, without `marks`, cut at `breaks`; empty lines are left out.
fn lines(
    text: &str,
    start: TextSize,
    mut marks: Vec<TextRange>,
    mut breaks: Vec<TextSize>,
) -> Vec<String> {
    marks.sort_by_key(|it| it.start());
    breaks.sort();
    let (mut marks, mut breaks) = (marks.into_iter().peekable(), breaks.into_iter().peekable());
    let (mut lines, mut line, mut marked_to) = (Vec::new(), String::new(), start);
    let mut characters = text.char_indices().peekable();
    while let Some((offset, c)) = characters.next() {
        let at = start + TextSize::from(u32::try_from(offset).unwrap_or_default());
        while breaks.next_if(|it| *it <= at).is_some() {
            lines.push(std::mem::take(&mut line));
        }
        while let Some(mark) = marks.next_if(|it| it.start() <= at) {
            marked_to = marked_to.max(mark.end());
        }
        let escapes =
            c == '\\' && characters.peek().is_some_and(|(_, it)| it.is_ascii_punctuation());
        if marked_to <= at && !escapes {
            line.push(c);
        }
    }
    lines.push(line);
    lines.retain(|it| !it.trim().is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::prose;
    use crate::facts::Document;
    use crate::text::Text;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let document = Document::new(Text::new(text));
        let found = prose(&document, document.text().range());
        let found: Vec<&str> = found.iter().map(|it| it.trim()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_are_not_read() {
        check(
            "Of *one* **two** `th*ree` ~~four~~, [five](a.md \"t\"), [six][6], <https://a.example>\
             \nand ![a boat](b.png) <b>7</b>\\*.\n\n[6]: b.md\n",
            &["Of one two th*ree four, five, six, https://a.example\nand a boat 7*."],
        );
        check("A ***b*** [*c*](d).\n", &["A b c."]);
    }

    #[test]
    fn blocks_are_lines() {
        check(
            "# One #\n\nTwo\n---\n\n- three\n- [ ] four\n\n12. five\n\n> six\n> *seven*\n\n***\n\n\
             | a |\n|---|\n| b |\n\n<div>\n\n```sh\neight\n```\n",
            &["One", "Two", "three", "four", "five", "six\nseven", "eight"],
        );
        check("", &[]);
    }
}
