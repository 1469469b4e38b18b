//! Explicit headers: what their keys mean, whichever syntax they are written in; and key lines.

use std::ops::Range;

use crate::facts::Destination;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::facts::Misspelt;
use crate::facts::Value;
use crate::facts::byline;
use crate::facts::inline;
use crate::facts::passage::Passage;
use crate::facts::value;
use crate::facts::value::Telling;
use crate::syntax::FieldName;
use crate::syntax::Labels;
use crate::text::TextRange;
use crate::text::size;

/// One key and what it is given. Ranges count bytes of the header's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Range<usize>,
    /// Empty for an empty value.
    pub(super) values: Vec<Scalar>,
    pub(super) is_list: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Without quotation marks.
    pub(super) source: Range<usize>,
    /// What the syntax makes of the source.
    pub(super) text: String,
    /// Quoted, so that `false` is a word.
    pub(super) is_string: bool,
}

/// What a header tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) fields: Vec<Field>,
    pub(super) misspelt: Vec<Misspelt>,
}

/// What `entries` of a header tell.
pub(super) fn read(
    content: Passage<'_>,
    labels: &Labels,
    style: FieldStyle,
    entries: &[Entry],
) -> Told {
    let misspelt = entries.iter().filter(|entry| !entry.values.is_empty()).filter_map(|entry| {
        let key = content.part(entry.key.clone()).trim_matches(|c| matches!(c, '"' | '\''));
        let (meant, word) = labels.nearest(key.text)?;
        Some(Misspelt { label: key.range(), meant, word: word.to_owned() })
    });
    Told { misspelt: misspelt.collect(), fields: fields(content, labels, style, entries) }
}

/// The fields that `entries` of a header tell.
fn fields(
    content: Passage<'_>,
    labels: &Labels,
    style: FieldStyle,
    entries: &[Entry],
) -> Vec<Field> {
    let named: Vec<(FieldName, String, &Entry)> = entries
        .iter()
        .filter_map(|entry| {
            let key = content.text.get(entry.key.clone())?.trim_matches(['"', '\'']);
            Some((labels.field(key)?, plain(key), entry))
        })
        .collect();
    // `published = ""` says no more than `published:` does.
    let says = |entry: &Entry| entry.values.iter().any(|it| !it.text.is_empty());
    let has = |key: &str| named.iter().any(|(_, it, entry)| it == key && says(entry));
    // A key counts where its value is of its kind: `published: false` is no date.
    let has_field = |name: FieldName| {
        named.iter().any(|(it, key, entry)| {
            !CREATED.contains(&key.as_str())
                && says(entry)
                && meaning(*it, key, entry) == Some(name)
        })
    };
    let sources = named.iter().filter(|(name, key, entry)| {
        says(entry) && meaning(*name, key, entry) == Some(FieldName::Source)
    });
    let best = sources.map(|(_, key, _)| rank(key)).min();
    let mut fields = Vec::new();
    for (name, key, entry) in &named {
        let name = match (*name, key.as_str()) {
            // Without a source or another date it is not the day on which something was saved.
            (FieldName::Retrieved, key)
                if CREATED.contains(&key)
                    && !has_field(FieldName::Date)
                    && !has_field(FieldName::Source) =>
            {
                FieldName::Date
            }
            // Nor is this the day of a change.
            (FieldName::Updated, "timestamp")
                if !has_field(FieldName::Date) && !CREATED.iter().any(|key| has(key)) =>
            {
                FieldName::Date
            }
            // An event begins on another day than that of its announcement.
            (FieldName::Date, "startdate") if has("date") || has("published") => continue,
            (FieldName::Title, "name" | "featurename" | "subject" | "headline") if has("title") => {
                continue;
            }
            (FieldName::Site, "hostname") if has("site") || has("sitename") => continue,
            (name, _) => name,
        };
        let Some(name) = meaning(name, key, entry) else { continue };
        if name == FieldName::Source && best < Some(rank(key)) && says(entry) {
            continue;
        }
        fields.extend(entry_fields(content, style, name, entry));
    }
    fields
}

/// Keys of the day on which a file was made, or what it holds.
const CREATED: &[&str] = &["created", "datecreated", "createdat"];

/// What `key` tells where a date is told otherwise, if it counts as the date only without one.
pub(super) fn without_date(key: &str) -> Option<FieldName> {
    let key = plain(key.trim_matches(['"', '\'', ':', '=', ' ']));
    match key.as_str() {
        "timestamp" => Some(FieldName::Updated),
        key => CREATED.contains(&key).then_some(FieldName::Retrieved),
    }
}

/// How clearly `key` means the original: `url` may be the page's own address. Lower is clearer.
fn rank(key: &str) -> u8 {
    match key {
        "source" => 1,
        "via" | "original" => 2,
        "url" | "link" | "permalink" | "canonical" => 3,
        _ => 0,
    }
}

/// What `entry` tells, given its value; `None` where it is something else than its key says.
fn meaning(name: FieldName, key: &str, entry: &Entry) -> Option<FieldName> {
    let Some(first) = entry.values.iter().find(|it| !it.text.is_empty()) else {
        // `url:` and `image:` are left empty by habit.
        let habit = matches!(
            key,
            "url" | "link" | "permalink" | "canonical" | "image" | "picture" | "cover"
        );
        return (!habit).then_some(name);
    };
    let text = first.text.as_str();
    let boolean = !first.is_string && matches!(text, "true" | "false" | "yes" | "no");
    match name {
        FieldName::Date | FieldName::Updated | FieldName::Retrieved => (!boolean).then_some(name),
        FieldName::Source => {
            let web = !inline::links(Passage::new(text, 0)).is_empty();
            let lost = matches!(
                Destination::read(text, None, size(0)),
                Destination::Placeholder | Destination::Template
            );
            if web || lost {
                return Some(name);
            }
            let address = !text.contains(char::is_whitespace) && text.contains(['/', ':', '.']);
            match key {
                "source" if address => Some(name),
                // The name of an organisation.
                "source" => Some(FieldName::Site),
                "originalurl" | "sourceurl" | "urlsource" | "originallypublishedat" => Some(name),
                _ => None,
            }
        }
        // The path of a picture is no credit.
        FieldName::Credit => {
            let picture = !matches!(key, "credit" | "photocredit");
            let path = picture && text.contains('/') && !text.contains(' ') || boolean;
            (!path).then_some(name)
        }
        _ => (!boolean).then_some(name),
    }
}

fn entry_fields(
    content: Passage<'_>,
    style: FieldStyle,
    name: FieldName,
    entry: &Entry,
) -> Vec<Field> {
    let start = content.start;
    let label =
        TextRange::new(size(start + entry.key.start), size(start + label_end(content.text, entry)));
    let end = entry.values.iter().map(|it| it.source.end).max().unwrap_or(0);
    let end = end + closing_quote(content.text, end);
    let range = label.cover(TextRange::empty(size((start + end).max(label.end().into()))));
    let telling = |value| Telling { name, style, range, label: Some(label), value };
    let empty = Passage::new("", label.end().into());
    let values: Vec<&Scalar> = entry.values.iter().filter(|it| !it.text.is_empty()).collect();
    if values.is_empty() {
        return vec![value::field(telling(empty), empty.range(), Value::Empty)];
    }
    let mut fields = Vec::new();
    for scalar in values {
        let raw = content.part(scalar.source.clone());
        if raw.text.trim() == scalar.text {
            fields.extend(scalar_fields(telling(raw), entry.is_list));
            continue;
        }
        // Escapes and folded lines move what is in the value: all of it is the source then.
        let decoded = scalar_fields(telling(Passage::new(&scalar.text, raw.start)), entry.is_list);
        fields.extend(decoded.into_iter().map(|it| Field { source: raw.range(), ..it }));
    }
    fields
}

/// The fields of one value; `is_item` if it is one of a list.
fn scalar_fields(telling: Telling<'_>, is_item: bool) -> Vec<Field> {
    match telling.name {
        // What stands in a list need not be told apart.
        FieldName::Tags if is_item => vec![value::text(telling, telling.value.trim())],
        // `Doe, Jane` is one name: nobody writes a list of single words.
        FieldName::Author => match inverted(telling.value) {
            Some(name) => {
                let value = Value::Author { name, link: None, organisation: None };
                vec![value::field(telling, telling.value.trim().range(), value)]
            }
            None => value::fields(telling),
        },
        FieldName::Title | FieldName::Site | FieldName::Credit => {
            // `[[Name]]`, `[Name](https://…)`
            let link = inline::only_link(telling.value).and_then(|it| it.text);
            match link {
                Some(text) => {
                    vec![value::field(telling, text.range(), Value::Text(text.text.to_owned()))]
                }
                None => {
                    let text = Value::Text(telling.value.trim().text.to_owned());
                    vec![value::field(telling, telling.value.trim().range(), text)]
                }
            }
        }
        FieldName::Source | FieldName::Archive => {
            let fields = value::fields(telling);
            fields.into_iter().take(1).collect()
        }
        _ => value::fields(telling),
    }
}

/// The one name that `Family, Given` is.
fn inverted(value: Passage<'_>) -> Option<String> {
    let (family, given) = value.text.split_once(',')?;
    let word =
        |it: &str| it.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'));
    let given_words: Vec<&str> = given.split_whitespace().collect();
    let is_family =
        !family.trim().is_empty() && word(family.trim()) && family.chars().any(char::is_lowercase);
    let is_given = (1..=2).contains(&given_words.len())
        && given_words.iter().all(|it| word(it))
        && given_words
            .first()
            .is_some_and(|it| it.chars().any(char::is_lowercase) || it.ends_with('.'))
        && !byline::is_organisation(given.trim());
    (is_family && is_given).then(|| value.text.trim().to_owned())
}

/// Behind the key's closing quotation mark and its colon or equals sign.
fn label_end(text: &str, entry: &Entry) -> usize {
    let rest = text.get(entry.key.end..).unwrap_or_default();
    let sign = rest
        .find([':', '=', '：'])
        .filter(|at| rest[..*at].trim_matches(['"', '\'', ' ', '\t']).is_empty());
    sign.map_or(entry.key.end, |at| {
        entry.key.end + at + rest[at..].chars().next().map_or(0, char::len_utf8)
    })
}

fn closing_quote(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    rest.len() - rest.trim_start_matches(['"', '\'', ')']).len()
}

/// Reads key lines: `Key: value`, with indented lines that go on, or `[#]: key: (value)`.
pub(super) fn key_lines(content: Passage<'_>, labels: &Labels) -> Told {
    read(content, labels, FieldStyle::KeyLine, &line_entries(content, Quotes::Plain))
}

/// What quotation marks are in the lines of a header.
#[derive(Debug, Clone, Copy)]
pub(super) enum Quotes<'a> {
    /// As in YAML, they hold a value together that goes on in the next line, if it ends before
    /// another key.
    Enclosing(&'a Labels),
    /// `'Tis the Season` is a title.
    Plain,
}

/// The `key: value` lines of `content`, each value as it is written.
pub(super) fn line_entries(content: Passage<'_>, quotes: Quotes<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // Where the quoted value that is being read ends.
    let mut quoted_to = 0;
    for line in content.lines() {
        let at = line.start - content.start;
        let in_quotes = at < quoted_to;
        if in_quotes || line.text.starts_with([' ', '\t', '-']) {
            // A line that goes on with the value above it.
            let more = line.trim();
            let item = more.text.strip_prefix("- ");
            let Some(entry) = entries.last_mut().filter(|_| !more.is_empty()) else { continue };
            match (item, entry.values.last_mut()) {
                (Some(item), _) => {
                    let end = more.start - content.start + more.text.len();
                    entry.is_list = true;
                    entry.values.push(Scalar {
                        source: end - item.len()..end,
                        text: item.to_owned(),
                        is_string: true,
                    });
                }
                (None, Some(value)) => {
                    value.source.end = more.start - content.start + more.text.len();
                    value.text = format!("{} {}", value.text, more.text);
                }
                (None, None) => {}
            }
            continue;
        }
        let comment = line
            .text
            .strip_prefix("[#]:")
            .map_or(0, |rest| line.text.len() - rest.trim_start().len());
        let body = line.from(comment);
        let Some((colon, sign)) = body.text.char_indices().find(|&(_, c)| matches!(c, ':' | '：'))
        else {
            continue;
        };
        let key = body.part(0..colon).trim();
        let mut value = body.from(colon + sign.len_utf8()).trim();
        if 0 < comment {
            value = unwrapped(value);
        }
        let key_at = key.start - content.start;
        let source = value.start - content.start..value.start - content.start + value.text.len();
        let scalar = Scalar { source, text: value.text.to_owned(), is_string: false };
        if let Quotes::Enclosing(labels) = quotes
            && let Some(mark) = open_quote(value.text)
        {
            quoted_to = quote_end(content, at + line.text.len(), mark, labels).unwrap_or(0);
        }
        entries.push(Entry {
            key: key_at.max(at)..key_at + key.text.len(),
            values: if value.is_empty() { Vec::new() } else { vec![scalar] },
            is_list: false,
        });
    }
    entries
}

/// The quotation mark that `value` begins with and does not end with.
pub(super) fn open_quote(value: &str) -> Option<char> {
    let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    (value.len() == 1 || !value.ends_with(mark)).then_some(mark)
}

/// Where the line ends that closes the quotation which the line ending at `from` left open;
/// `None` if a known key comes first, since then the mark was forgotten.
pub(super) fn quote_end(
    content: Passage<'_>,
    from: usize,
    mark: char,
    labels: &Labels,
) -> Option<usize> {
    for line in content.from(from).lines().skip(1) {
        let key = line.text.split([':', '：']).next().filter(|key| key.len() < line.text.len());
        if key.is_some_and(|key| labels.field(key.trim()).is_some()) {
            return None;
        }
        if line.text.trim_end().ends_with(mark) {
            return Some(line.start - content.start + line.text.len());
        }
    }
    None
}

/// Without the parentheses or quotation marks of a link definition's title.
fn unwrapped(value: Passage<'_>) -> Passage<'_> {
    for (open, close) in [('(', ')'), ('"', '"'), ('\'', '\'')] {
        let inner = value.text.strip_prefix(open).and_then(|it| it.strip_suffix(close));
        if let Some(inner) = inner {
            return value.part(1..1 + inner.len()).trim();
        }
    }
    value
}

fn plain(key: &str) -> String {
    key.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}
