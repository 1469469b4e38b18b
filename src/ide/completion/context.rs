//! What is being written at the cursor, read off its line. While something is typed the grammar
//! does not know it for what it will be, so that the tree tells only where nothing may be offered.

use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::syntax::SpanKind;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// Bytes on either side of the cursor that are looked at; a line may be as long as the file.
const NEAR: u32 = 1000;

/// The line of the cursor, as far as it is near.
pub(super) struct Line {
    pub(super) cursor: TextSize,
    /// Where `before` begins.
    pub(super) start: TextSize,
    pub(super) before: String,
    pub(super) after: String,
    /// `before` is all of the line before the cursor.
    whole: bool,
    number: u32,
}

/// What is being written. `start` is where the text begins that a completion replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Context {
    /// The last part of a path; `directory` is what stands before it, as it is written.
    Path {
        start: TextSize,
        directory: String,
    },
    /// A fragment; `path` is what stands before the `#`.
    Anchor {
        start: TextSize,
        path: String,
    },
    /// `[[…`
    Wiki {
        start: TextSize,
    },
    /// `[…`
    Text {
        start: TextSize,
    },
    /// `][…`
    Reference {
        start: TextSize,
    },
    /// `[^…`
    Footnote {
        start: TextSize,
    },
    /// A link to a seed where no bracket has been opened yet.
    Seed {
        start: TextSize,
    },
    /// The label of a field in a line of its own, in the header or behind the body.
    Label {
        start: TextSize,
        is_header: bool,
    },
    /// The key of a field in a header of its own.
    Key {
        start: TextSize,
    },
    Value {
        start: TextSize,
        field: FieldName,
        style: FieldStyle,
    },
    /// `<!-- seedls-…`
    Directive {
        start: TextSize,
    },
    /// `<!-- seedls-disable …`
    Rule {
        start: TextSize,
    },
}

impl Line {
    pub(super) fn at(text: &Text, cursor: TextSize) -> Line {
        let number = text.line_at(cursor);
        let range = text.line_range(number);
        let start =
            text.floor(range.start().max(cursor.checked_sub(NEAR.into()).unwrap_or_default()));
        let cursor = cursor.min(range.end()).max(start);
        let end = range.end().min(cursor + TextSize::from(NEAR));
        Line {
            cursor,
            start,
            before: text.slice(TextRange::new(start, cursor)).into_owned(),
            after: text.slice(TextRange::new(cursor, end)).into_owned(),
            whole: start == range.start(),
            number,
        }
    }

    /// Where the byte `at` of `before` stands.
    fn offset(&self, at: usize) -> TextSize {
        self.start + size(at)
    }
}

pub(super) fn read(document: &Document, line: &Line) -> Option<Context> {
    let header = document.tree().header();
    let is_next_key = header.style == HeaderStyle::KeyLines
        && 0 < line.number
        && header.content.contains_inclusive(document.text().line_range(line.number - 1).end())
        && !line.before.trim().is_empty();
    let is_content = header.content.contains_inclusive(line.cursor);
    if header.style != HeaderStyle::None && (is_content || is_next_key) {
        return in_header(document, line);
    }
    if line.cursor < header.range.end() || is_in_code(document, line.cursor) {
        return None;
    }
    if let Some(context) = in_comment(line) {
        return context;
    }
    if let Some(context) = in_brackets(line) {
        return Some(context);
    }
    if let Some(context) = in_destination(line) {
        return context;
    }
    if line.whole { in_labelled_line(document, line) } else { None }
}

/// Code is shown, not written: nothing is offered in it.
fn is_in_code(document: &Document, cursor: TextSize) -> bool {
    let tree = document.tree();
    let is_code = |kind| matches!(kind, BlockKind::Fence { .. } | BlockKind::IndentedCode);
    // Behind a closing fence nothing can be written but a blank.
    let mut blocks = tree.blocks_around(cursor);
    if blocks.any(|block| is_code(block.kind) && block.range.contains_inclusive(cursor)) {
        return true;
    }
    let at = TextRange::at(cursor.checked_sub(1.into()).unwrap_or_default(), 2.into());
    tree.spans_in(at).any(|span| {
        span.kind == SpanKind::Code && span.range.start() < cursor && cursor < span.range.end()
    })
}

/// Inside a comment nothing is offered but what it may order.
fn in_comment(line: &Line) -> Option<Option<Context>> {
    let open = line.before.rfind("<!--")?;
    let inside = &line.before[open + "<!--".len()..];
    if inside.contains("-->") {
        return None;
    }
    let word = open + "<!--".len() + (inside.len() - inside.trim_start().len());
    let inside = inside.trim_start();
    if !inside.starts_with("seedls-") {
        let begins = "seedls-".starts_with(inside);
        return Some(begins.then(|| Context::Directive { start: line.offset(word) }));
    }
    if inside.contains(" -- ") {
        return Some(None);
    }
    Some(match inside.rfind([' ', ',']) {
        None => Some(Context::Directive { start: line.offset(word) }),
        Some(gap) => Some(Context::Rule { start: line.offset(word + gap + 1) }),
    })
}

/// What an opening bracket without its partner begins.
fn in_brackets(line: &Line) -> Option<Context> {
    let before = &line.before;
    if let Some(open) = before.rfind("[[")
        && !before[open..].contains(']')
    {
        return Some(Context::Wiki { start: line.offset(open) });
    }
    let open = unclosed(before, '[', ']')?;
    if before[..open].ends_with(['\\', '!']) {
        return None;
    }
    let typed = &before[open + 1..];
    if typed.starts_with('^') {
        return Some(Context::Footnote { start: line.offset(open + 2) });
    }
    if before[..open].ends_with(']') {
        return Some(Context::Reference { start: line.offset(open + 1) });
    }
    // The text of a link is a few words; a bracket long ago is a remark of the writer.
    (typed.len() < 200).then(|| Context::Text { start: line.offset(open) })
}

/// The last `open` that no `close` has ended.
fn unclosed(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().rev() {
        if c == close {
            depth += 1;
        } else if c == open {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// Behind `](` or `[label]:`. The inner `None`: a place where nothing can be offered.
fn in_destination(line: &Line) -> Option<Option<Context>> {
    let before = &line.before;
    let inline = unclosed(before, '(', ')').filter(|&open| before[..open].ends_with(']'));
    let start = inline.map(|open| open + 1).or_else(|| definition(line))?;
    let typed = &before[start..];
    let start = start + (typed.len() - typed.trim_start_matches([' ', '<']).len());
    let typed = &before[start..];
    let is_pointed = before[..start].ends_with('<');
    if typed.contains([' ', '"']) && !is_pointed || typed.contains("://") || typed.contains('>') {
        return Some(None);
    }
    if let Some((path, _)) = typed.split_once('#') {
        let start = line.offset(start + path.len() + 1);
        return Some(Some(Context::Anchor { start, path: path.to_owned() }));
    }
    let directory = typed.rfind('/').map_or("", |at| &typed[..at + 1]);
    let start = line.offset(start + directory.len());
    Some(Some(Context::Path { start, directory: directory.to_owned() }))
}

/// Where the destination of a reference definition may begin.
fn definition(line: &Line) -> Option<usize> {
    let text = line.before.trim_start_matches(' ');
    let indent = line.before.len() - text.len();
    if !line.whole || 3 < indent || !text.starts_with('[') || text.starts_with("[^") {
        return None;
    }
    Some(indent + text.find("]:")? + "]:".len())
}

/// A field in a line of its own, or the beginning of its label.
fn in_labelled_line(document: &Document, line: &Line) -> Option<Context> {
    let before = &line.before;
    if let Some(at) = before.find([':', '：']) {
        let value = at + before[at..].chars().next().map_or(0, char::len_utf8);
        let field = document.tree().labels().field(&before[..at])?;
        let gap = before[value..].len() - before[value..].trim_start().len();
        // Prose may begin with a word that is a label too: `Photo: …` is one only near an edge.
        let start = line.offset(value + gap);
        return Some(match field {
            FieldName::Related => Context::Seed { start },
            _ => Context::Value { start, field, style: FieldStyle::Newspaper },
        });
    }
    let is_blank =
        |number: u32| document.text().slice(document.text().line_range(number)).trim().is_empty();
    let stands_alone = line.after.trim().is_empty()
        && (line.number == 0 || is_blank(line.number - 1))
        && before.split_whitespace().count() <= 4
        && !before.starts_with([' ', '\t', '#', '-', '*', '>', '|']);
    let metadata = document.metadata();
    let header = metadata.header.end();
    let is_header = line.start <= header
        || line.start <= header + TextSize::from(NEAR)
            && document.text().slice(TextRange::new(header, line.start)).trim().is_empty();
    let last_line = document.text().line_count().saturating_sub(1);
    let is_end =
        (line.number + 1..=last_line).take(20).all(is_blank) && last_line <= line.number + 20
            || metadata.fields.iter().any(|field| {
                field.style == FieldStyle::Footer && field.range.start() <= line.cursor
            });
    if !stands_alone || !is_header && !is_end {
        return None;
    }
    let by = ["By ", "by ", "BY "].iter().find(|by| before.starts_with(**by));
    if let Some(by) = by.filter(|_| is_header) {
        let start = line.offset(by.len());
        let (field, style) = (FieldName::Author, FieldStyle::Newspaper);
        return Some(Context::Value { start, field, style });
    }
    Some(Context::Label { start: line.start, is_header })
}

/// A key or a value of front matter or key lines.
fn in_header(document: &Document, line: &Line) -> Option<Context> {
    if !line.whole {
        return None;
    }
    let (style, separators): (FieldStyle, &[char]) = match document.tree().header().style {
        HeaderStyle::Yaml => (FieldStyle::Yaml, &[':']),
        HeaderStyle::Toml => (FieldStyle::Toml, &['=']),
        _ => (FieldStyle::KeyLine, &[':', '：']),
    };
    let before = &line.before;
    // `[#]: key: (value)`
    let skip = if before.starts_with("[#]: ") { "[#]: ".len() } else { 0 };
    let content = &before[skip..];
    let item = content.trim_start().strip_prefix("- ");
    if let Some(item) = item.filter(|_| style == FieldStyle::Yaml) {
        let field = key_above(document, line)?;
        let start = line.offset(before.len() - item.trim_start().len());
        return Some(Context::Value { start, field, style });
    }
    let Some(at) = content.find(separators) else {
        let is_key = !content.starts_with([' ', '\t', '-', '#', '[']);
        return is_key.then(|| Context::Key { start: line.offset(skip) });
    };
    let field = document.tree().labels().field(content[..at].trim().trim_matches('"'))?;
    let value = at + content[at..].chars().next().map_or(0, char::len_utf8);
    let gap = content[value..].len() - content[value..].trim_start_matches([' ', '(']).len();
    Some(Context::Value { start: line.offset(skip + value + gap), field, style })
}

/// The field whose list the item in `line` belongs to.
fn key_above(document: &Document, line: &Line) -> Option<FieldName> {
    let text = document.text();
    let first = text.line_at(document.tree().header().content.start());
    for number in (first..line.number).rev().take(200) {
        let above = text.slice(text.line_range(number));
        if above.trim_start().starts_with('-') || above.trim().is_empty() {
            continue;
        }
        return document.tree().labels().field(above.trim().strip_suffix(':')?);
    }
    None
}
