//! Symbols: the outline of a seed. At the top its title; below it the fields of the header, then
//! the sections of the body or, where it has none, its parts, then the footer.

use std::borrow::Cow;

use crate::facts::DateReading;
use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Metadata;
use crate::facts::Value;
use crate::ide::render;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::Heading;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// Longer names do not fit an outline.
const LONGEST_NAME: usize = 80;

/// One entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// One line, never empty.
    pub name: String,
    pub detail: Option<String>,
    pub kind: SymbolKind,
    /// All that belongs to it; holds the ranges of its children.
    pub range: TextRange,
    /// Where an editor goes; lies in `range`.
    pub selection: TextRange,
    pub children: Vec<Symbol>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// The whole seed, by its title.
    Title,
    /// Several things of one kind: the metadata, the text, the related articles.
    Part,
    Field,
    Section,
    Paragraph,
}

pub fn symbols(snapshot: &Snapshot, file: FileId) -> Vec<Symbol> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    let metadata = document.metadata();
    let footer = footer_start(document);
    let mut children = Vec::new();
    children.extend(header(metadata));
    children.extend(body(document, footer));
    children.extend(self::footer(metadata, footer));
    let Some(title) = metadata.first(FieldName::Title) else { return children };
    let name = one_line(metadata.title().unwrap_or_default());
    vec![Symbol {
        name: if name.is_empty() { "Untitled".to_owned() } else { name },
        detail: None,
        kind: SymbolKind::Title,
        range: document.text().range(),
        selection: title.source,
        children,
    }]
}

/// What the header says besides the title.
fn header(metadata: &Metadata) -> Option<Symbol> {
    let fields: Vec<Symbol> = metadata
        .fields
        .iter()
        .filter(|field| field.style != FieldStyle::Footer && field.name != FieldName::Title)
        .map(symbol_of_field)
        .collect();
    part("Metadata", fields)
}

/// Where the labelled paragraphs at the end begin.
fn footer_start(document: &Document) -> TextSize {
    let mut start = document.text().len();
    let mut fields = document.metadata().fields.iter().rev().peekable();
    for block in document.tree().top_blocks_before(start) {
        while fields.next_if(|field| block.range.end() < field.range.start()).is_some() {}
        let is_field = fields.peek().is_some_and(|field| {
            field.style == FieldStyle::Footer && field.range.intersect(block.range).is_some()
        });
        if !is_field {
            break;
        }
        start = block.range.start();
    }
    start
}

/// The sections by their headings, one in the other; without headings the first paragraph and
/// then the rest of the text, and between them what is related.
fn body(document: &Document, footer: TextSize) -> Vec<Symbol> {
    let metadata = document.metadata();
    let in_header = |range: TextRange| range.start() < metadata.header.end();
    let headings: Vec<Heading> = document
        .tree()
        .headings()
        .filter(|heading| heading.top && !in_header(heading.range))
        .take_while(|heading| heading.range.start() < footer)
        .collect();
    let start = metadata.header.end();
    let first = headings.first().map_or(footer, |heading| heading.range.start());
    let mut symbols = if start < first { parts(document, start, first) } else { Vec::new() };
    symbols.extend(sections(&headings, footer));
    symbols
}

fn sections(headings: &[Heading], footer: TextSize) -> Vec<Symbol> {
    let mut done = Vec::new();
    // The sections that are not over, outermost first, each with its level.
    let mut open: Vec<(u8, Symbol)> = Vec::new();
    let mut end_to = |open: &mut Vec<(u8, Symbol)>, level: u8, end: TextSize| {
        while let Some((_, mut section)) = open.pop_if(|(it, _)| level <= *it) {
            section.range = TextRange::new(section.range.start(), end.max(section.range.end()));
            match open.last_mut() {
                Some((_, outer)) => outer.children.push(section),
                None => done.push(section),
            }
        }
    };
    for heading in headings {
        end_to(&mut open, heading.level, heading.range.start());
        let name = one_line(&heading.text);
        let section = Symbol {
            name: if name.is_empty() { "(empty heading)".to_owned() } else { name },
            detail: None,
            kind: SymbolKind::Section,
            range: heading.range,
            selection: heading.range,
            children: Vec::new(),
        };
        open.push((heading.level, section));
    }
    end_to(&mut open, 0, footer);
    done
}

/// The lead, the rest of the text, and the fields between them, of a body without headings.
fn parts(document: &Document, start: TextSize, end: TextSize) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut lead = true;
    let mut fields = document.metadata().fields.iter().peekable();
    for block in document.tree().top_blocks_from(start) {
        if end <= block.range.start() {
            break;
        }
        if block.range.start() < start {
            continue;
        }
        while fields.next_if(|field| field.range.end() < block.range.start()).is_some() {}
        if let Some(field) = fields.next_if(|it| it.range.intersect(block.range).is_some()) {
            add_field(&mut symbols, field);
            continue;
        }
        if lead && block.kind == BlockKind::Paragraph {
            lead = false;
            symbols.push(paragraph("Lead", document.text(), &block));
            continue;
        }
        match symbols.last_mut().filter(|it| it.name == "Text") {
            Some(text) => {
                text.range = text.range.cover(block.range);
            }
            None => symbols.push(paragraph("Text", document.text(), &block)),
        }
    }
    symbols
}

fn paragraph(name: &str, text: &Text, block: &Block) -> Symbol {
    // The first line is enough for a detail, and a block may be as long as the file.
    let beginning = TextRange::at(block.range.start(), block.range.len().min(TextSize::from(400)));
    Symbol {
        name: name.to_owned(),
        detail: Some(one_line(&text.slice(beginning))),
        kind: SymbolKind::Paragraph,
        range: block.range,
        selection: block.range,
        children: Vec::new(),
    }
}

fn footer(metadata: &Metadata, start: TextSize) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for field in metadata.fields.iter().filter(|field| start <= field.range.start()) {
        add_field(&mut symbols, field);
    }
    symbols
}

/// Related articles that follow each other are one part.
fn add_field(symbols: &mut Vec<Symbol>, field: &Field) {
    let symbol = symbol_of_field(field);
    if field.name != FieldName::Related {
        symbols.push(symbol);
        return;
    }
    if let Some(part) = symbols.last_mut().filter(|it| it.kind == SymbolKind::Part) {
        part.range = part.range.cover(symbol.range);
        part.children.push(symbol);
        return;
    }
    symbols.extend(part("Related articles", vec![symbol]));
}

fn part(name: &str, children: Vec<Symbol>) -> Option<Symbol> {
    let range = children.iter().map(|child| child.range).reduce(TextRange::cover)?;
    Some(Symbol {
        name: name.to_owned(),
        detail: None,
        kind: SymbolKind::Part,
        range,
        selection: children.first().map_or(range, |child| child.selection),
        children,
    })
}

fn symbol_of_field(field: &Field) -> Symbol {
    let detail = one_line(&shown(&field.value));
    Symbol {
        name: capital(field.name.as_str()),
        detail: (!detail.is_empty()).then_some(detail),
        kind: SymbolKind::Field,
        range: field.range,
        selection: if field.range.contains_range(field.source) {
            field.source
        } else {
            field.range
        },
        children: Vec::new(),
    }
}

/// A value in a few words.
fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Empty => Cow::Borrowed("(empty)"),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Author { name, organisation: Some(organisation), .. } => {
            Cow::Owned(format!("{name}, {organisation}"))
        }
        Value::Author { name, .. } => Cow::Borrowed(name),
        Value::Date(DateReading::Date(date)) => Cow::Owned(date.to_string()),
        Value::Date(DateReading::Ambiguous { readings }) => {
            let readings: Vec<String> = readings.iter().map(ToString::to_string).collect();
            Cow::Owned(readings.join(" or "))
        }
        Value::Date(DateReading::Impossible { .. }) => Cow::Borrowed("(no such date)"),
        Value::Date(DateReading::NotADate) => Cow::Borrowed("(no date)"),
        Value::Link { text: Some(text), .. } if !text.trim().is_empty() => Cow::Borrowed(text),
        Value::Link { url, .. } => Cow::Borrowed(url),
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    render::one_line(text, LONGEST_NAME)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use expect_test::Expect;
    use expect_test::expect;

    use super::Symbol;
    use super::symbols;
    use crate::fixture::Fixture;
    use crate::text::Text;

    #[track_caller]
    fn check(fixture: &str, expected: Expect) {
        let snapshot = Fixture::parse(fixture).snapshot();
        let file = snapshot.files().next().expect("a file");
        let document = snapshot.document(file).expect("its document");
        let mut out = String::new();
        show(document.text(), &symbols(&snapshot, file), 0, &mut out);
        expected.assert_eq(&out);
    }

    fn show(text: &Text, symbols: &[Symbol], depth: usize, out: &mut String) {
        for symbol in symbols {
            assert!(symbol.range.contains_range(symbol.selection), "{symbol:?}");
            for child in &symbol.children {
                assert!(symbol.range.contains_range(child.range), "{symbol:?}");
            }
            let range = text.slice(symbol.range);
            let detail = symbol.detail.as_deref().unwrap_or_default();
            let (first, last) = (range.lines().next(), range.lines().last());
            let line = format!(
                "{:indent$}{} | {detail} | {} … {}",
                "",
                symbol.name,
                first.unwrap_or_default(),
                last.unwrap_or_default(),
                indent = depth * 2
            );
            writeln!(out, "{line}").expect("a string can be written to");
            show(text, &symbol.children, depth + 1, out);
        }
    }

    #[test]
    fn sections_lie_in_each_other() {
        check(
            "# Title\n\nLead.\n\n## A\n\nText.\n\n### B\n\nText.\n\n# C\n\nText.\n\n### D\n\n## E\n\nEnd.\n",
            expect![[r#"
                Title |  | # Title … End.
                  Lead | Lead. | Lead. … Lead.
                  A |  | ## A … 
                    B |  | ### B … 
                  C |  | # C … End.
                    D |  | ### D … 
                    E |  | ## E … End.
            "#]],
        );
    }

    #[test]
    fn a_seed_without_title_or_sections_has_its_parts() {
        check(
            "They left, and so did we. It was late.\n\nThey came back.\n\nWe too.\n",
            expect![[r#"
                Lead | They left, and so did we. It was late. | They left, and so did we. It was late. … They left, and so did we. It was late.
                Text | They came back. | They came back. … We too.
            "#]],
        );
    }

    #[test]
    fn nothing_has_no_outline() {
        check("//- /seeds/a.seed\n", expect![[""]]);
        check("\n\n", expect![[""]]);
    }
}
