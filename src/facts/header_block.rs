//! The blocks at the top of a text, each with what it could be in a newspaper header.

use crate::facts::Field;
use crate::facts::date_line;
use crate::facts::header_line::line_fields;
use crate::facts::header_line::split_label;
use crate::facts::passage::Passage;
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
    /// A quote or an item that holds labelled lines, at least one of a known label.
    Labelled(Vec<Line<'a>>),
    /// One line that the grammar takes for an item, since it begins with `1.`
    Numbered(Passage<'a>),
    /// A picture or a comment: stands anywhere and says nothing.
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
            Kind::Heading { level: heading.level, content, title: heading.text }
        }
        BlockKind::Paragraph if is_picture(source) => Kind::Silent,
        BlockKind::Html if source.text.starts_with("<!--") => Kind::Silent,
        BlockKind::Paragraph => Kind::Lines(lines(source, labels)),
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
    if known { Kind::Labelled(lines) } else { Kind::Body }
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
