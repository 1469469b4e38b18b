//! An explicit header as data: every key with all of its value, whether it is a field or not, and
//! the comments. What cannot be told in another syntax is refused here, never left out.

use std::ops::Range;

use saphyr_parser::Event;
use saphyr_parser::Parser;
use saphyr_parser::ScalarStyle;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::facts::front_matter::Offsets;
use crate::facts::keys;
use crate::facts::passage::Passage;

/// A value of a header. Texts are as the syntax decodes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Data {
    /// Nothing is written, or `null`.
    Nothing,
    /// A number, a truth value or a date that is written without quotation marks, in a way that
    /// YAML and TOML have in common.
    Word(String),
    Text(String),
    List(Vec<Data>),
    Table(Vec<(String, Data)>),
}

/// One key at the top of the header. Ranges count bytes of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) key: String,
    pub(super) key_range: Range<usize>,
    pub(super) data: Data,
    /// The lines that it takes up, the last one with its line break.
    pub(super) lines: Range<usize>,
}

/// `# …` of YAML or TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// With its `#`.
    pub(super) text: String,
    /// Bytes of the header's content.
    pub(super) at: usize,
    /// Nothing else stands in its line.
    pub(super) is_alone: bool,
}

/// All that a header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HeaderData {
    pub(super) items: Vec<Item>,
    pub(super) comments: Vec<Comment>,
}

/// Why a header cannot be taken apart; the range counts bytes of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tangle {
    pub(super) range: Range<usize>,
    /// Reads after "it is not converted: ".
    pub(super) reason: String,
}

impl Tangle {
    fn new(range: Range<usize>, reason: impl Into<String>) -> Tangle {
        Tangle { range, reason: reason.into() }
    }
}

impl Data {
    /// A scalar that YAML writes without quotation marks.
    pub(super) fn plain(text: &str) -> Data {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Data::Nothing,
            "true" | "True" | "TRUE" => Data::Word("true".to_owned()),
            "false" | "False" | "FALSE" => Data::Word("false".to_owned()),
            _ if is_word(text) => Data::Word(text.to_owned()),
            _ => Data::Text(text.to_owned()),
        }
    }

    /// The characters of a single value.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Data::Nothing => Some(""),
            Data::Word(text) | Data::Text(text) => Some(text),
            Data::List(_) | Data::Table(_) => None,
        }
    }

    /// Both say the same, whether in words, numbers or nothing at all.
    pub(super) fn agrees(&self, other: &Data) -> bool {
        match (self, other) {
            (Data::List(a), Data::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.agrees(b))
            }
            (Data::Table(a), Data::Table(b)) => {
                let has = |key: &String, value: &Data| {
                    b.iter().any(|(other, it)| other == key && value.agrees(it))
                };
                a.len() == b.len() && a.iter().all(|(key, value)| has(key, value))
            }
            (a, b) => a.text().is_some() && a.text() == b.text(),
        }
    }
}

/// `text` is a number or a date to TOML, and to YAML as well.
fn is_word(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    let shared = text.chars().all(|c| {
        c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ':' | 'T' | 'Z' | 'e' | 'E' | ' ')
    });
    starts
        && shared
        && matches!(
            DeValue::parse(text).map(|it| it.into_inner()),
            Ok(DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_))
        )
}

/// Reads the YAML between the fences.
pub(super) fn yaml(text: &str) -> Result<HeaderData, Tangle> {
    let offsets = Offsets::new(text);
    // Collections that are open, the innermost last, each with what has been read of it.
    let mut open: Vec<Open> = Vec::new();
    let mut covered: Vec<Range<usize>> = Vec::new();
    let mut root: Option<Vec<Pair>> = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = offsets.byte(error.marker().index());
            Tangle::new(at..at, format!("the YAML does not parse: {}", error.info()))
        })?;
        let range = offsets.byte(span.start.index())..offsets.byte(span.end.index());
        let (anchor, tag) = match &event {
            Event::Scalar(_, _, anchor, tag) => (*anchor, tag.is_some()),
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                (*anchor, tag.is_some())
            }
            Event::Alias(_) => (1, false),
            _ => (0, false),
        };
        if anchor != 0 {
            return Err(Tangle::new(range, "an anchor or alias has no match in other styles"));
        }
        if tag {
            return Err(Tangle::new(range, "a YAML tag has no match in other styles"));
        }
        if open.is_empty()
            && root.is_none()
            && matches!(event, Event::SequenceStart(..) | Event::Scalar(..))
        {
            let nothing = matches!(&event, Event::Scalar(text, ..) if text.is_empty());
            if nothing {
                continue;
            }
            return Err(Tangle::new(range, "the front matter holds no keys"));
        }
        let (data, end) = match event {
            Event::MappingStart(..) => {
                open.push(Open::Table { entries: Vec::new(), key: None });
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(Open::List { values: Vec::new(), end: 0 });
                continue;
            }
            Event::Scalar(value, style, ..) => {
                let raw = text.get(range.clone()).unwrap_or_default();
                let end = range.start + raw.trim_end().len();
                covered.push(range.start..end);
                let awaits_key = matches!(open.last(), Some(Open::Table { key: None, .. }));
                if awaits_key {
                    if let Some(Open::Table { key, .. }) = open.last_mut() {
                        *key = Some((value.into_owned(), range.start..end));
                    }
                    continue;
                }
                let data = match style {
                    ScalarStyle::Plain => Data::plain(&value),
                    _ => Data::Text(value.into_owned()),
                };
                (data, end)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // In blocks the end has no mark of its own.
                let mark = if range.is_empty() { 0 } else { range.end };
                match open.pop() {
                    Some(Open::List { values, end }) => (Data::List(values), end.max(mark)),
                    Some(Open::Table { entries, .. }) if open.is_empty() => {
                        root = Some(entries);
                        continue;
                    }
                    Some(Open::Table { entries, .. }) => {
                        let end = entries.iter().map(|it| it.3).max().unwrap_or(0);
                        let pairs = entries.into_iter().map(|(key, _, data, _)| (key, data));
                        (Data::Table(pairs.collect()), end.max(mark))
                    }
                    None => continue,
                }
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::List { values, end: list_end }) => {
                values.push(data);
                *list_end = end.max(*list_end);
            }
            Some(Open::Table { entries, key }) => match key.take() {
                Some((key, key_range)) => {
                    let end = end.max(key_range.end);
                    entries.push((key, key_range, data, end));
                }
                None => return Err(Tangle::new(range, "a key is itself a list or a table")),
            },
            None => {}
        }
    }
    if text.trim_start().starts_with('{') {
        return Err(Tangle::new(0..text.trim_end().len(), "the front matter is one `{…}`"));
    }
    let item = |(key, key_range, data, end): Pair| {
        let lines = line_start(text, key_range.start)..line_end(text, end);
        Item { key, key_range, data, lines }
    };
    let items = root.unwrap_or_default().into_iter().map(item).collect();
    Ok(HeaderData { items, comments: comments(text, &covered) })
}

/// Key, its place, the value, and where all of it ends.
type Pair = (String, Range<usize>, Data, usize);

enum Open {
    Table { entries: Vec<Pair>, key: Option<(String, Range<usize>)> },
    List { values: Vec<Data>, end: usize },
}

/// Reads the TOML between the fences.
pub(super) fn toml(text: &str) -> Result<HeaderData, Tangle> {
    let table = DeTable::parse(text).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        Tangle::new(range, format!("the TOML does not parse: {}", error.message()))
    })?;
    let mut covered = Vec::new();
    let mut items = Vec::new();
    for (key, value) in table.get_ref() {
        let key_range = key.span();
        covered.push(key_range.clone());
        let data = toml_data(text, value.get_ref(), value.span(), &mut covered);
        // A table written with a head of its own, or in dotted keys, may lie in pieces.
        let end = if matches!(data, Data::Table(_)) { key_range.end } else { value.span().end };
        let lines = line_start(text, key_range.start)..line_end(text, end.max(key_range.end));
        items.push(Item { key: key.get_ref().to_string(), key_range, data, lines });
    }
    items.sort_by_key(|it| it.key_range.start);
    Ok(HeaderData { items, comments: comments(text, &covered) })
}

fn toml_data(
    text: &str,
    value: &DeValue<'_>,
    span: Range<usize>,
    covered: &mut Vec<Range<usize>>,
) -> Data {
    match value {
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table
                .iter()
                .map(|(key, value)| {
                    covered.push(key.span());
                    let data = toml_data(text, value.get_ref(), value.span(), covered);
                    (key.span().start, (key.get_ref().to_string(), data))
                })
                .collect();
            entries.sort_by_key(|it| it.0);
            Data::Table(entries.into_iter().map(|it| it.1).collect())
        }
        DeValue::Array(values) => {
            let data =
                |it: &toml::Spanned<DeValue<'_>>| toml_data(text, it.get_ref(), it.span(), covered);
            Data::List(values.iter().map(data).collect())
        }
        DeValue::String(string) => {
            covered.push(span);
            Data::Text(string.to_string())
        }
        _ => {
            covered.push(span.clone());
            let raw = text.get(span).unwrap_or_default().trim();
            match Data::plain(raw) {
                // `0xff` and `1_000`: no other syntax has them.
                Data::Text(text) => Data::Text(text),
                data => data,
            }
        }
    }
}

/// Reads key lines, plain or `[#]: key: (value)`. Their values are words only by what they mean.
pub(super) fn key_lines(text: &str) -> HeaderData {
    let mut items: Vec<Item> = Vec::new();
    for entry in keys::line_entries(Passage::new(text, 0), keys::Quotes::Plain) {
        let values: Vec<&str> = entry.values.iter().map(|it| it.text.as_str()).collect();
        let data = match values.as_slice() {
            [] => Data::Nothing,
            [value] if !entry.is_list => Data::plain(value),
            values => Data::List(values.iter().map(|it| Data::plain(it)).collect()),
        };
        let end = entry.values.iter().map(|it| it.source.end).max().unwrap_or(entry.key.end);
        let lines = line_start(text, entry.key.start)..line_end(text, end);
        let key = text.get(entry.key.clone()).unwrap_or_default().to_owned();
        items.push(Item { key, key_range: entry.key, data, lines });
    }
    HeaderData { items, comments: Vec::new() }
}

/// The comments of `text`: a `#` that lies in no value begins one.
fn comments(text: &str, covered: &[Range<usize>]) -> Vec<Comment> {
    let mut covered: Vec<&Range<usize>> = covered.iter().collect();
    covered.sort_by_key(|it| it.start);
    let mut covered = covered.into_iter().peekable();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('#')) {
        let hash = at + found;
        while covered.next_if(|it| it.end <= hash).is_some() {}
        if let Some(value) = covered.peek().filter(|it| it.start <= hash) {
            at = value.end;
            continue;
        }
        let end = text[hash..].find(['\n', '\r']).map_or(text.len(), |it| hash + it);
        let is_alone = text[line_start(text, hash)..hash].trim().is_empty();
        comments.push(Comment { text: text[hash..end].trim_end().to_owned(), at: hash, is_alone });
        at = end;
    }
    comments
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |it| it + 1)
}

/// Behind the line break of the line that holds `at`.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let Some(rest) = text.get(at..) else { return text.len() };
    let Some(found) = rest.find(['\n', '\r']) else { return text.len() };
    let width = if rest[found..].starts_with("\r\n") { 2 } else { 1 };
    at + found + width
}
