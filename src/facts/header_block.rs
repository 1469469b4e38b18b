//! The blocks at the top of a text, each with what it could be in a newspaper header.

use crate::facts::DateReading;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Value;
use crate::facts::date_line;
use crate::facts::header_line::is_lone_name;
use crate::facts::header_line::labelled_fields;
use crate::facts::header_line::line_fields;
use crate::facts::header_line::split_label;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::facts::value::Telling;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::syntax::Tree;
use crate::text::TextRange;

/// A block with what it could be.
pub(super) struct HeaderBlock<'a> {
    pub(super) range: TextRange,
    pub(super) kind: Kind<'a>,
}

pub(super) enum Kind<'a> {
    Heading {
        level: u8,
        content: Passage<'a>,
        title: Box<str>,
    },
    Lines(Vec<Line<'a>>),
    /// Labelled lines in a quote, a table or a paragraph, at least one of a known label; or in an item.
    Labelled(Vec<Line<'a>>),
    /// One line that the grammar takes for an item, since it begins with `1.`
    Numbered(Passage<'a>),
    /// A picture, a comment and their like: stands anywhere and says nothing.
    Silent,
    /// Anything that only a body has.
    Body,
}

pub(super) struct Line<'a> {
    pub(super) source: Passage<'a>,
    pub(super) fields: Vec<Field>,
}

impl<'a> HeaderBlock<'a> {
    pub(super) fn new(block: &Block, all: Passage<'a>, tree: &Tree) -> HeaderBlock<'a> {
        let start = usize::from(block.range.start()) - all.start;
        let source = all.part(start..start + usize::from(block.range.len()));
        let kind = if source.is_empty() { Kind::Body } else { kind(block, source, tree) };
        let trimmed = source.trim();
        HeaderBlock { range: if trimmed.is_empty() { block.range } else { trimmed.range() }, kind }
    }

    /// It holds a byline or a date line, so that the header is not over before it.
    pub(super) fn tells_more(&self) -> bool {
        self.fields()
            .any(|it| matches!(it.name, FieldName::Author | FieldName::Date | FieldName::Updated))
    }

    pub(super) fn has_date(&self) -> bool {
        self.fields().any(|it| matches!(it.name, FieldName::Date | FieldName::Updated))
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.lines().iter().flat_map(|line| &line.fields)
    }

    pub(super) fn lines(&self) -> &[Line<'a>] {
        match &self.kind {
            Kind::Lines(lines) | Kind::Labelled(lines) => lines,
            _ => &[],
        }
    }

    /// Several sentences.
    pub(super) fn is_prose(&self) -> bool {
        let is_end = |c: char| matches!(c, '.' | '!' | '?' | '。');
        let ends = |word: &str| {
            let word = word.trim_end_matches(['”', '"', '’', '*', '_', ')', '“', '»']);
            let title = matches!(word, "Dr." | "Mr." | "Mrs." | "Ms." | "St." | "Jr." | "Sr.");
            word.ends_with(is_end) && 2 < word.chars().count() && !title
        };
        let lines = self.lines().iter().filter(|line| line.fields.is_empty());
        let words = lines.flat_map(|line| line.source.text.split_whitespace());
        1 < words.filter(|word| ends(word)).count()
    }

    pub(super) fn only_line(&self) -> Option<&Line<'a>> {
        match self.lines() {
            [line] => Some(line),
            _ => None,
        }
    }
}

/// What only the first block can be: the title block of a program (`% A`, `#+title: A`), or, where a
/// rule stands above it, key lines that one word betrays.
pub(super) fn read_top(blocks: &mut [HeaderBlock<'_>], is_ruled: bool, labels: &Labels) {
    let Some(block) = blocks.get_mut(usize::from(is_ruled)) else { return };
    let lines = match &block.kind {
        Kind::Lines(lines) => lines,
        Kind::Labelled(lines) if is_ruled => lines,
        _ => return,
    };
    let all = |mark: &str| lines.iter().all(|line| line.source.text.starts_with(mark));
    let read: Vec<Line<'_>> =
        if all("%") && lines.len() <= 3 && !lines[0].source.text.ends_with(['.', '?', '!']) {
            lines.iter().enumerate().map(|(at, line)| title_block_line(at, line.source)).collect()
        } else if all("#+") {
            let fields = |line: Passage<'_>| {
                let (label, value) = split_label(line.from("#+".len()))?;
                Some(labelled_fields(line, label, value, labels))
            };
            let line = |it: &Line<'_>| fields(it.source).unwrap_or_default();
            zip(lines, line)
        } else if is_ruled && lines.iter().all(|line| is_labelled(line.source)) {
            zip(lines, |line| line.fields.clone())
        } else {
            return;
        };
    if read.iter().any(|line| !line.fields.is_empty()) {
        block.kind = Kind::Labelled(read);
        if is_ruled && let Some(rule) = blocks.first_mut() {
            rule.kind = Kind::Silent;
        }
    }
}

fn zip<'a>(lines: &[Line<'a>], fields: impl Fn(&Line<'a>) -> Vec<Field>) -> Vec<Line<'a>> {
    lines.iter().map(|line| Line { source: line.source, fields: fields(line) }).collect()
}

/// The line `at` of Pandoc's title block: title, authors, date.
fn title_block_line(at: usize, line: Passage<'_>) -> Line<'_> {
    let value = line.from(1).trim();
    let name = [FieldName::Title, FieldName::Author, FieldName::Date].get(at);
    let telling = |name| {
        let (style, range) = (FieldStyle::Newspaper, line.range());
        Telling { name, style, range, label: None, value }
    };
    let fields = name.filter(|_| !value.is_empty()).map(|name| value::fields(telling(*name)));
    Line { source: line, fields: fields.unwrap_or_default() }
}

/// A label in a block of its own, and its value in the next: `Author`, then `A. Writer`.
pub(super) fn pair_labels(blocks: &mut [HeaderBlock<'_>], labels: &Labels) {
    for at in 1..blocks.len().saturating_sub(1) {
        let [label, value] = [at, at + 1].map(|at| blocks.get(at).and_then(HeaderBlock::only_line));
        let (Some(label), Some(value)) = (label, value) else { continue };
        if !label.fields.iter().all(|it| it.value == Value::Empty) {
            continue;
        }
        let range = label.source.range().cover(value.source.range());
        let label = label.source.without_emphasis();
        let label_range = Some(label.range());
        let fields = match labels.field(label.text) {
            Some(name @ FieldName::Author)
                if value.fields.is_empty() && is_lone_name(value.source) =>
            {
                let (style, label, value) = (FieldStyle::Newspaper, label_range, value.source);
                value::fields(Telling { name, style, range, label, value })
            }
            Some(name @ (FieldName::Date | FieldName::Updated)) => {
                let dates = value.fields.iter().filter(|it| it.name == FieldName::Date);
                let field = |it: &Field| Field { name, range, label: label_range, ..it.clone() };
                dates.take(1).map(field).collect()
            }
            _ => Vec::new(),
        };
        let Some(Kind::Lines(lines)) = blocks.get_mut(at).map(|it| &mut it.kind) else { continue };
        if let (Some(line), false) = (lines.first_mut(), fields.is_empty()) {
            line.fields = fields;
            blocks[at + 1].kind = Kind::Silent;
        }
    }
}

fn kind<'a>(block: &Block, source: Passage<'a>, tree: &Tree) -> Kind<'a> {
    let labels = tree.labels();
    match block.kind {
        BlockKind::Heading => {
            let heading = tree
                .headings()
                .take_while(|it| it.range.start() < block.range.end())
                .find(|it| it.range.start() == block.range.start());
            let Some(heading) = heading else { return Kind::Body };
            let start = usize::from(heading.content.start()).saturating_sub(source.start);
            let content = source.part(start..start + usize::from(heading.content.len()));
            // Key lines above a rule of dashes are a heading to Markdown.
            if content.lines().nth(1).is_some()
                && let labelled @ Kind::Labelled(_) = labelled_lines(content, labels, &[])
            {
                return labelled;
            }
            Kind::Heading { level: heading.level, content, title: heading.text }
        }
        BlockKind::Paragraph | BlockKind::Html if says_nothing(source) => Kind::Silent,
        BlockKind::Html => {
            html_heading(source).or_else(|| html_strong(source)).unwrap_or(Kind::Body)
        }
        BlockKind::Paragraph => paragraph(source, labels),
        // What a note of the header says stands below it, or among its items.
        BlockKind::FootnoteDefinition => Kind::Silent,
        BlockKind::Table => table(source, labels),
        BlockKind::Quote => labelled_lines(source, labels, &[">"]),
        // To Markdown, `18. Juli 2019` is the eighteenth item of a list.
        BlockKind::Item if date_line::read(source.trim(), labels).is_some() => {
            Kind::Lines(lines(source, labels))
        }
        BlockKind::Item if source.text.starts_with(|c: char| c.is_ascii_digit()) => {
            let one_line = source.trim().lines().nth(1).is_none();
            if one_line { Kind::Numbered(source.trim()) } else { Kind::Body }
        }
        BlockKind::Item => labelled_lines(source, labels, &["- ", "* ", "+ "]),
        _ => Kind::Body,
    }
}

/// The lines of a paragraph. Where all of them are labelled, those of unknown labels are a part of
/// the header as well. One that is known is enough if it tells who or when.
fn paragraph<'a>(source: Passage<'a>, labels: &Labels) -> Kind<'a> {
    let lines = lines(source, labels);
    let known = lines.iter().filter(|line| !line.fields.is_empty()).count();
    let tells = |field: &Field| match &field.value {
        Value::Date(reading) => *reading != DateReading::NotADate,
        value => field.name == FieldName::Author && *value != Value::Empty,
    };
    let enough = 2 <= known || lines.iter().flat_map(|line| &line.fields).any(tells);
    let all = lines.iter().all(|line| !line.fields.is_empty() || is_labelled(line.source));
    if known < lines.len() && enough && all { Kind::Labelled(lines) } else { Kind::Lines(lines) }
}

/// `Version: 2`, `**Status:** draft`
pub(super) fn is_labelled(line: Passage<'_>) -> bool {
    const LONGEST_VALUE: usize = 100;
    split_label(line).is_some_and(|(_, value)| value.text.len() <= LONGEST_VALUE)
}

/// A table of two columns that holds labels and values, two of them known.
fn table<'a>(source: Passage<'a>, labels: &Labels) -> Kind<'a> {
    let row = |row: Passage<'a>| {
        let row = row.trim();
        let mut cells = Vec::new();
        let mut at = usize::from(row.text.starts_with('|'));
        for cell in row.text.get(at..)?.trim_end_matches('|').split('|') {
            cells.push(row.part(at..at + cell.len()).without_emphasis());
            at += cell.len() + 1;
        }
        let [label, value] = cells.as_slice() else { return None };
        let end = value.start + value.text.len();
        let told = row.part(label.start - row.start..end - row.start);
        let mut fields = labelled_fields(told, *label, *value, labels);
        // A cell is no word that leads to a name: what stands between them says nothing.
        fields.iter_mut().for_each(|it| it.label = None);
        Some(Line { source: row, fields })
    };
    let rows: Option<Vec<Line<'a>>> = source.lines().map(row).collect();
    let rows = rows.unwrap_or_default();
    let known = rows.iter().filter(|row| !row.fields.is_empty()).count();
    if known < 2 { Kind::Body } else { Kind::Labelled(rows) }
}

/// A picture, a comment, tags without text, or what a page imports.
fn says_nothing(source: Passage<'_>) -> bool {
    let text = source.text.trim();
    let imports = |line: &str| line.starts_with("import ") && line.contains(['\'', '"']);
    text.starts_with("<!--")
        || is_picture(source)
        || text.lines().all(imports)
        || text.starts_with('<') && !inline::is_web(&text[1..]) && untagged(text).trim().is_empty()
}

fn untagged(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        let Some((_, after)) = tag.split_once('>') else { return plain };
        rest = after;
    }
    plain + rest
}

/// `<h1 class="title">A</h1>`
fn html_heading(source: Passage<'_>) -> Option<Kind<'_>> {
    let source = source.trim();
    let level = source.text.strip_prefix("<h").or_else(|| source.text.strip_prefix("<H"))?;
    let level = level.chars().next()?.to_digit(10)?;
    let open = source.text.find('>')? + 1;
    let close = open + source.text.get(open..)?.rfind("</")?;
    let ends = source.text.get(close + 2..)?.trim_end_matches('>');
    let content = source.part(open..close);
    let is_one = ends.eq_ignore_ascii_case(&format!("h{level}"))
        && !content.text.to_lowercase().contains("</h");
    let title = untagged(content.text);
    let words: Vec<&str> = title.split_whitespace().collect();
    let (level, title) = (u8::try_from(level).ok()?, words.join(" ").into());
    is_one.then_some(Kind::Heading { level, content, title })
}

/// `<p align="center"><b>A</b></p>`: what a page has for a heading.
fn html_strong(source: Passage<'_>) -> Option<Kind<'_>> {
    // Pictures and lines of tags alone may stand around it.
    let lines = source.lines().map(Passage::trim);
    let mut told = lines.filter(|it| !untagged(it.text).trim().is_empty());
    let (mut inner, None) = (told.next()?, told.next()) else { return None };
    let mut is_strong = false;
    while inner.text.starts_with('<') {
        let name: &str = inner.text[1..].split(|c: char| !c.is_ascii_alphanumeric()).next()?;
        let name = name.to_ascii_lowercase();
        is_strong |= matches!(&*name, "b" | "strong");
        if !matches!(&*name, "p" | "div" | "center" | "b" | "strong" | "font" | "span") {
            return None;
        }
        let close = format!("</{name}>");
        let end = inner.text.len().checked_sub(close.len())?;
        let open = inner.text.find('>')? + 1;
        if end < open || !inner.text.get(end..)?.eq_ignore_ascii_case(&close) {
            return None;
        }
        inner = inner.part(open..end).trim();
    }
    let fits = is_strong && !inner.is_empty() && !inner.text.contains(['<', '\n']);
    fits.then(|| Kind::Heading { level: 2, content: inner, title: inner.text.into() })
}

fn lines<'a>(source: Passage<'a>, labels: &Labels) -> Vec<Line<'a>> {
    let lines = source.lines().map(Passage::trim).filter(|line| !line.is_empty());
    lines.map(|line| Line { source: line, fields: line_fields(line, labels) }).collect()
}

/// A quote or an item that holds labelled lines only: `> Original url: <…>`, `- Source: …`.
fn labelled_lines<'a>(source: Passage<'a>, labels: &Labels, markers: &[&str]) -> Kind<'a> {
    let mut lines = Vec::new();
    let mut known = false;
    for line in source.lines() {
        let mut line = line.trim();
        // `> * 原文地址：…`
        for marker in markers.iter().chain(&["* ", "- "]) {
            if line.text.starts_with(marker) {
                line = line.from(marker.len()).trim();
            }
        }
        if line.is_empty() {
            continue;
        }
        let Some((label, _)) = split_label(line) else { return Kind::Body };
        known |= labels.field(label.text).is_some();
        lines.push(Line { source: line, fields: line_fields(line, labels) });
    }
    // An item among others may have a label that nobody knows.
    let short = |line: &Line<'_>| is_labelled(line.source);
    let among_others = markers.contains(&"- ") && lines.iter().all(short);
    if known || among_others { Kind::Labelled(lines) } else { Kind::Body }
}

fn is_picture(source: Passage<'_>) -> bool {
    let text = source.text.trim();
    let mut rest = text;
    while let Some(after) = rest.strip_prefix("![").or_else(|| rest.strip_prefix("[![")) {
        let Some(close) = after.find("](") else { return false };
        let Some(end) = after[close..].find(')') else { return false };
        rest = after[close + end + 1..].trim_start();
        if let Some(linked) = rest.strip_prefix("](") {
            let Some(end) = linked.find(')') else { return false };
            rest = linked[end + 1..].trim_start();
        }
    }
    rest.is_empty() && !text.is_empty()
}
