//! Formatting, for who asks for it: one blank line between the parts of the header, nothing in blank
//! lines, one line break at the end, and where configured the spaces of lists and tables. Paragraphs
//! are what somebody else wrote and are never touched.

use unicode_width::UnicodeWidthStr;

use crate::config::FormatPart;
use crate::facts::Document;
use crate::ide::action;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::text::Replacement;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// What makes `document` tidy, as far as it meets `range`; none where it is, or formatting is off.
pub fn format(document: &Document, parts: &[FormatPart], range: TextRange) -> Option<TextEdit> {
    let mut found = Vec::new();
    if parts.contains(&FormatPart::BlankLines) {
        found.extend(header(document));
        found.extend(end(document));
        // What is replaced as a whole needs no more.
        let mut lines = blank_lines(document, range);
        lines.retain(|line| found.iter().all(|it| it.range.intersect(line.range).is_none()));
        found.extend(lines);
    }
    if parts.contains(&FormatPart::Tables) {
        found.extend(tables(document, range));
    }
    if parts.contains(&FormatPart::Lists) {
        found.extend(lists(document, range));
    }
    checked(document, found, range)
}

/// What is to be done when a line break has been typed at `offset`: only to the line that it ends,
/// since the next words are still to come.
pub fn format_typed(
    document: &Document,
    parts: &[FormatPart],
    offset: TextSize,
) -> Option<TextEdit> {
    let line = document.text().line_at(offset).checked_sub(1)?;
    let range = document.text().line_range(line);
    let mut found = Vec::new();
    if parts.contains(&FormatPart::BlankLines) {
        found.extend(blank_lines(document, range));
    }
    if parts.contains(&FormatPart::Tables) {
        found.extend(tables(document, range));
    }
    checked(document, found, range)
}

/// The edit of `parts` that meet `range`, if only blanks change, and a reader sees the same.
fn checked(document: &Document, mut parts: Vec<Replacement>, range: TextRange) -> Option<TextEdit> {
    let text = document.text();
    parts.retain(|part| {
        part.range.intersect(range).is_some() && *text.slice(part.range) != *part.insert
    });
    // Of two that overlap the first stays.
    parts.sort_by_key(|part| (part.range.start(), part.range.end()));
    let mut end = None;
    parts.retain(|part| {
        let stays = end.is_none_or(|end| end <= part.range.start());
        if stays {
            end = Some(part.range.end());
        }
        stays
    });
    let edit = TextEdit::new(parts).filter(|edit| !edit.parts().is_empty())?;
    let after = action::harmless(document, &edit)?;
    let blocks = |document: &Document| {
        let text = document.text();
        let blocks = document.tree().blocks().map(|block| {
            // The words of verbatim blocks; of others what they are.
            let is_ours =
                matches!(block.kind, BlockKind::Table | BlockKind::Item | BlockKind::Quote);
            let words = if is_ours { String::new() } else { text.slice(block.range).into_owned() };
            (block.kind, block.depth, words.trim_end().to_owned())
        });
        blocks.collect::<Vec<_>>()
    };
    (blocks(document) == blocks(&after)).then_some(edit)
}

/// Lines of nothing but blanks, outside of code and markup.
fn blank_lines(document: &Document, range: TextRange) -> Vec<Replacement> {
    let text = document.text();
    let content = document.tree().header().range;
    let (first, last) = (text.line_at(range.start()), text.line_at(range.end()));
    let mut parts = Vec::new();
    for line in first..=last {
        let line = text.line_range(line);
        // A long line is none of blanks, and need not be read.
        if line.is_empty()
            || TextSize::from(1000) < line.len()
            || content.contains_inclusive(line.end())
        {
            continue;
        }
        let is_kept = |kind| {
            matches!(kind, BlockKind::Fence { .. } | BlockKind::IndentedCode | BlockKind::Html)
        };
        let is_blank = text.slice(line).chars().all(|c| c == ' ' || c == '\t');
        if is_blank && !document.tree().blocks_around(line.start()).any(|it| is_kept(it.kind)) {
            parts.push(Replacement { range: line, insert: String::new() });
        }
    }
    parts
}

/// One blank line between the blocks of the header, and before the body.
fn header(document: &Document) -> Vec<Replacement> {
    let text = document.text();
    let header = document.metadata().header;
    let explicit = document.tree().header().range;
    let line_break = action::line_break(document);
    let mut parts = Vec::new();
    let mut before = (explicit.start() < explicit.end()).then_some(explicit.end());
    for block in document.tree().top_blocks_from(explicit.end()) {
        match before {
            // What stands before the title.
            None => {
                let top = TextRange::new(explicit.end(), block.range.start());
                if only_blank_lines(document, top) {
                    parts.push(Replacement { range: top, insert: String::new() });
                }
            }
            Some(end) => {
                let gap = TextRange::new(end.min(block.range.start()), block.range.start());
                // Explicit headers end with their line break.
                let breaks = if end == explicit.end() && text.line_start(text.line_at(end)) == end {
                    1
                } else {
                    2
                };
                let source = text.slice(gap);
                let has_blank_line = breaks <= count_breaks(&source);
                if only_blank_lines(document, gap) && has_blank_line {
                    parts.push(Replacement { range: gap, insert: line_break.repeat(breaks) });
                }
            }
        }
        if header.end() <= block.range.start() {
            break;
        }
        before = Some(block.range.end());
    }
    parts
}

fn count_breaks(text: &str) -> usize {
    text.replace("\r\n", "\n").matches(['\n', '\r']).count()
}

/// `range` is blanks up to the start of a line, so that no indentation goes with it.
fn only_blank_lines(document: &Document, range: TextRange) -> bool {
    let text = document.text();
    let is_line_start = text.line_start(text.line_at(range.end())) == range.end();
    is_line_start
        && range.len() < TextSize::from(10_000)
        && text.slice(range).chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

/// One line break at the end of the text.
fn end(document: &Document) -> Vec<Replacement> {
    let text = document.text();
    let mut line = text.line_count() - 1;
    let is_blank = |line| text.slice(text.line_range(line)).chars().all(|c| c == ' ' || c == '\t');
    while 0 < line && is_blank(line) {
        line -= 1;
    }
    let end = text.line_range(line).end();
    if is_blank(line) || end <= document.tree().header().range.end() {
        return Vec::new();
    }
    let rest = TextRange::new(end, text.len());
    vec![Replacement { range: rest, insert: action::line_break(document).to_owned() }]
}

/// One blank behind the mark of each item that is one line.
fn lists(document: &Document, range: TextRange) -> Vec<Replacement> {
    let text = document.text();
    let mut parts = Vec::new();
    let items = document.tree().top_blocks_from(range.start());
    for item in items.take_while(|it| it.range.start() < range.end()) {
        // In an item of several lines all would have to move.
        let line = text.line_at(item.range.start());
        if item.kind != BlockKind::Item || text.line_at(item.range.end()) != line {
            continue;
        }
        let source = text.slice(item.range);
        let mark = source.trim_start_matches(|c: char| c.is_ascii_digit());
        let mark = source.len() - mark.len() + 1;
        let Some(rest) = source.get(mark..) else { continue };
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        // Five blanks begin code.
        if (2..5).contains(&gap) && gap < rest.len() {
            let start = item.range.start() + size(mark);
            let range = TextRange::at(start, size(gap));
            parts.push(Replacement { range, insert: " ".to_owned() });
        }
    }
    parts
}

/// Columns of one width.
fn tables(document: &Document, range: TextRange) -> Vec<Replacement> {
    let blocks = document.tree().top_blocks_from(range.start());
    let blocks = blocks.take_while(|it| it.range.start() <= range.end());
    blocks.filter(|it| it.kind == BlockKind::Table).flat_map(|it| table(document, &it)).collect()
}

/// A table of more is data and not there to be read.
const LONGEST_TABLE: TextSize = TextSize::new(100_000);

fn table(document: &Document, table: &Block) -> Vec<Replacement> {
    let text = document.text();
    if LONGEST_TABLE < table.range.len() {
        return Vec::new();
    }
    let (first, last) = (text.line_at(table.range.start()), text.line_at(table.range.end()));
    let rows: Vec<(TextRange, Vec<String>)> = (first..=last)
        .map(|line| text.line_range(line))
        .filter(|range| !text.slice(*range).trim().is_empty())
        .map(|range| (range, cells(&text.slice(range))))
        .collect();
    // A row that is not all there is left to its owner.
    let columns = rows.first().map_or(0, |(_, cells)| cells.len());
    if rows.len() < 2 || rows.iter().any(|(_, cells)| cells.len() != columns) {
        return Vec::new();
    }
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let body = rows.iter().enumerate().filter(|(row, _)| *row != 1);
            body.map(|(_, (_, cells))| cells[column].width()).max().unwrap_or(0).max(3)
        })
        .collect();
    let written = rows.iter().enumerate().map(|(row, (range, cells))| {
        let cells = cells.iter().zip(&widths).map(|(cell, &width)| match row {
            1 => delimiter(cell, width),
            _ => format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))),
        });
        let line = format!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        Replacement { range: *range, insert: line }
    });
    written.collect()
}

/// `:---:` as wide as its column.
fn delimiter(cell: &str, width: usize) -> String {
    let (left, right) = (cell.starts_with(':'), cell.ends_with(':'));
    let dashes = width - usize::from(left) - usize::from(right);
    let mark = |is: bool| if is { ":" } else { "" };
    format!("{}{}{}", mark(left), "-".repeat(dashes), mark(right))
}

/// The cells of a row: what stands between bars that are not escaped (GFM, "Tables").
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) && line.ends_with('|') {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::format;
    use super::format_typed;
    use crate::config::FormatPart;
    use crate::facts::Document;
    use crate::text::Text;

    const ALL: &[FormatPart] = &[FormatPart::BlankLines, FormatPart::Tables, FormatPart::Lists];

    #[track_caller]
    fn check(parts: &[FormatPart], before: &str, after: &str) {
        let document = Document::new(Text::new(before));
        let edit = format(&document, parts, document.text().range());
        let formatted = edit.map_or(before.to_owned(), |it| document.text().edit(&it).to_string());
        assert_eq!(formatted, after);
        let again = Document::new(Text::new(&formatted));
        assert_eq!(format(&again, parts, again.text().range()), None, "once is enough");
    }

    #[test]
    fn nothing_is_done_unasked() {
        check(&[], "\n\nA\n\n\n\nBy B  \n \n", "\n\nA\n\n\n\nBy B  \n \n");
    }

    #[test]
    fn the_header_has_single_blank_lines() {
        check(
            ALL,
            "\n\nThe Ships\n\n\n\nBy B. C\n \nMarch 3, 2021\n\n\n\nThey  came.  \nAnd left.\n\n\n\nThen more.\n\n\n",
            "The Ships\n\nBy B. C\n\nMarch 3, 2021\n\nThey  came.  \nAnd left.\n\n\n\nThen more.\n",
        );
        check(
            ALL,
            "---\r\ntitle: A\r\n---\r\n\r\n\r\n\r\nThey came. And left.",
            "---\r\ntitle: A\r\n---\r\n\r\nThey came. And left.\r\n",
        );
    }

    #[test]
    fn code_and_markup_keep_their_blanks() {
        let text = "# A\n\n```\na\n  \nb\n```\n\n    a\n      \n    b\n\n<pre>\n  \n</pre>\n";
        check(ALL, text, text);
        check(ALL, "# A\n\n> a\n>  \n> b\n \t\nc\n", "# A\n\n> a\n>  \n> b\n\nc\n");
    }

    #[test]
    fn tables_and_lists_only_where_configured() {
        let before = "# A\n\n-  a\n-   b\n    c\n\n|a|größe|\n|:-|-:|\n|`x\\|y`|b|\n";
        let after = "# A\n\n- a\n-   b\n    c\n\n| a      | größe |\n| :----- | ----: |\n| `x\\|y` | b     |\n";
        check(ALL, before, after);
        check(&[FormatPart::BlankLines], before, before);
    }

    #[test]
    fn what_is_typed_is_tidied_behind_the_cursor_only() {
        let document = Document::new(Text::new("# A\n\n\n  \n\nb  \n"));
        let edit = format_typed(&document, ALL, 9.into());
        let text = edit.map(|it| document.text().edit(&it).to_string());
        assert_eq!(text.as_deref(), Some("# A\n\n\n\n\nb  \n"));
        assert_eq!(format_typed(&document, ALL, 12.into()), None);
    }
}
