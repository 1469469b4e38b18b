//! The metadata model: one list of fields, whichever header style told them.

use std::collections::HashSet;

use serde::Deserialize;
use serde::Serialize;

use crate::facts::Date;
use crate::facts::DateOrder;
use crate::facts::DateReading;
use crate::facts::footer;
use crate::facts::front_matter;
use crate::facts::keys;
use crate::facts::keys::Told;
use crate::facts::newspaper;
use crate::facts::passage::Passage;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::HeaderStyle;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// What a document says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// In order of position. A field told several times stands here several times.
    pub fields: Vec<Field>,
    /// Front matter or key lines and the blocks of a newspaper header, up to the first block of
    /// the body.
    pub header: TextRange,
    /// Keys and labels that name no field and are one slip away from one that does. Their values
    /// are told by no field.
    pub misspelt: Vec<Misspelt>,
    /// Bylines and dates that stand in the body and would be fields in the header, where the header
    /// has none. They count for nothing.
    pub misplaced: Vec<Field>,
    /// Why the front matter does not parse. Its fields are read line by line then.
    pub fault: Option<HeaderFault>,
}

/// What a parser of front matter found wrong, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderFault {
    pub range: TextRange,
    pub message: String,
}

/// A key or label that was probably meant to be another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misspelt {
    /// Without its colon.
    pub label: TextRange,
    pub meant: FieldName,
    /// The label that `meant` goes by, in lower case.
    pub word: String,
}

/// One telling of one field; a byline with two names is two fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: FieldName,
    pub style: FieldStyle,
    /// All of it: label, value, and the marks around them.
    pub range: TextRange,
    /// `Original url:`, `By`, `date:`, where it has one.
    pub label: Option<TextRange>,
    /// Source of the value; empty, at the place where it would stand, for an empty field.
    pub source: TextRange,
    pub value: Value,
}

/// Where a field was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FieldStyle {
    Newspaper,
    Yaml,
    Toml,
    KeyLine,
    /// A labelled paragraph in or after the body (`Original url:`, `Related article:`).
    Footer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// The label or key is there and nothing after it.
    Empty,
    Text(String),
    Author {
        name: String,
        link: Option<String>,
        organisation: Option<String>,
    },
    Date(DateReading),
    /// A URL or path, and the link's text where it was written as a link.
    Link {
        url: String,
        text: Option<String>,
    },
}

impl Metadata {
    pub(crate) fn read(text: &Text, tree: &Tree, date_order: Option<DateOrder>) -> Metadata {
        let header = tree.header();
        let labels = tree.labels();
        let content = text.slice(header.content);
        let content = Passage::new(&content, header.content.start().into());
        let mut body = header.range.end();
        let (told, fault) = match header.style {
            HeaderStyle::None => {
                let json = json(text, tree);
                body = json.as_ref().map_or(body, |(end, _)| *end);
                (json.map(|(_, told)| told).unwrap_or_default(), None)
            }
            HeaderStyle::Yaml => front_matter::yaml(content, labels).into_parts(),
            HeaderStyle::Toml => front_matter::toml(content, labels).into_parts(),
            HeaderStyle::KeyLines => (keys::key_lines(content, labels), None),
        };
        let Told { mut fields, mut misspelt } = told;
        let newspaper = newspaper::read(text, tree, body, &fields);
        fields.extend(newspaper.fields);
        let footer = footer::read(text, tree, newspaper.end, &fields);
        fields.extend(footer.fields);
        if !fields.iter().any(|it| it.name == FieldName::Source) {
            fields.extend(newspaper.title_link);
        }
        if fields.iter().any(|it| it.name == FieldName::Date && !it.style.is_explicit()) {
            for field in fields.iter_mut().filter(|it| it.style.is_explicit()) {
                let key = field.label.filter(|_| field.name == FieldName::Date);
                let key = key.map(|it| text.slice(it));
                field.name = key.and_then(|it| keys::without_date(&it)).unwrap_or(field.name);
            }
        }
        misspelt.extend(newspaper.misspelt);
        misspelt.extend(footer.misspelt);
        misspelt.retain(|it| !fields.iter().any(|field| field.name == it.meant));
        misspelt.sort_by_key(|it| it.label.start());
        misspelt.dedup_by_key(|it| it.label);
        let mut misplaced = newspaper.misplaced;
        misplaced.extend(footer.misplaced);
        misplaced.retain(|it| !fields.iter().any(|field| field.name == it.name));
        misplaced.sort_by_key(|it| (it.source.start(), it.source.end()));
        misplaced.dedup_by_key(|it| it.source);
        if let Some(order) = date_order {
            for field in &mut fields {
                if let Value::Date(reading) = &mut field.value {
                    *reading = reading.clone().settled(order);
                }
            }
        }
        // Stable, so that the authors of one byline keep their order.
        fields.sort_by_key(|field| (field.source.start(), field.source.end()));
        let end = newspaper.end.max(url_on_top(tree, &fields).unwrap_or_default());
        let header = TextRange::new(header.range.start(), end);
        Metadata { fields, header, misspelt, misplaced, fault }
    }

    /// The tellings of `name` that are not empty, in order.
    pub fn all(&self, name: FieldName) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.name == name && field.value != Value::Empty)
    }

    /// The telling of `name` that counts: explicit header before the others.
    pub fn first(&self, name: FieldName) -> Option<&Field> {
        self.all(name).find(|field| field.style.is_explicit()).or_else(|| self.all(name).next())
    }

    /// `name` is told, be it without a value.
    pub fn tells(&self, name: FieldName) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    pub fn title(&self) -> Option<&str> {
        self.text(FieldName::Title)
    }

    /// The tellings of the authors that count, in order; their values are [`Value::Author`]. Who is
    /// named in two places is one author.
    pub fn authors(&self) -> impl Iterator<Item = &Field> {
        let style = self.first(FieldName::Author).map(|field| field.style);
        let mut named = HashSet::new();
        self.all(FieldName::Author).filter(move |field| {
            let Value::Author { name, .. } = &field.value else { return false };
            Some(field.style) == style && named.insert(name.as_str())
        })
    }

    /// When it was published, where that is told without doubt.
    pub fn date(&self) -> Option<&Date> {
        match &self.first(FieldName::Date)?.value {
            Value::Date(reading) => reading.date(),
            _ => None,
        }
    }

    /// The absolute URL of the original.
    pub fn source(&self) -> Option<&str> {
        match &self.first(FieldName::Source)?.value {
            Value::Link { url, .. } => Some(url),
            _ => None,
        }
    }

    pub fn credit(&self) -> Option<&str> {
        self.text(FieldName::Credit)
    }

    /// The links to related articles.
    pub fn related(&self) -> impl Iterator<Item = &Field> {
        self.all(FieldName::Related)
    }

    /// The name of the site, or the host of the source where no name is told.
    pub fn site(&self) -> Option<&str> {
        if let Some(site) = self.text(FieldName::Site) {
            return Some(site);
        }
        let (_, address) = self.source()?.split_once("://")?;
        let host = address.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        (!host.is_empty()).then_some(host)
    }

    /// Where the body begins, give or take the blanks before it.
    pub fn body_start(&self) -> TextSize {
        self.header.end()
    }

    fn text(&self, name: FieldName) -> Option<&str> {
        match &self.first(name)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Where a URL ends that is all of the first block and tells the source.
fn url_on_top(tree: &Tree, fields: &[Field]) -> Option<TextSize> {
    let first = tree.top_blocks_from(tree.header().range.end()).next()?;
    let mut fields = fields.iter();
    let url = fields.find(|it| {
        it.name == FieldName::Source
            && it.range == it.source
            && it.range.start() == first.range.start()
    })?;
    Some(url.range.end())
}

/// What a block of JSON at the top tells, and where it ends.
fn json(text: &Text, tree: &Tree) -> Option<(TextSize, Told)> {
    const LONGEST: TextSize = TextSize::new(16 << 10);
    let block = tree.top_blocks_from(TextSize::from(0)).next()?;
    if !matches!(block.kind, BlockKind::Fence { closed: true } | BlockKind::Paragraph) {
        return None;
    }
    let start = TextRange::at(block.range.start(), TextSize::from(3).min(block.range.len()));
    if !text.slice(start).starts_with(['{', '`', '~']) {
        return None;
    }
    if text.slice(start).starts_with('{') {
        // Without a fence a blank line in it ends the block, but the object goes on.
        let near =
            TextRange::at(block.range.start(), LONGEST.min(text.len() - block.range.start()));
        let source = text.slice(near);
        let closes = |line: &Passage<'_>| {
            let line = line.text.trim_end();
            line == "}" || line.starts_with('{') && line.ends_with('}')
        };
        let all = Passage::new(&source, near.start().into());
        let last = all.lines().find(closes)?;
        let end = last.start + last.text.trim_end().len();
        let object = all.part(0..end - all.start);
        return Some((size(end), front_matter::json(object, tree.labels())?));
    }
    if LONGEST < block.range.len() {
        return None;
    }
    let source = text.slice(block.range);
    let fenced = Passage::new(&source, block.range.start().into()).trim();
    Some((block.range.end(), front_matter::json(fenced, tree.labels())?))
}

impl FieldStyle {
    /// The field is told by a key in a header of its own, not by where it stands.
    pub fn is_explicit(self) -> bool {
        matches!(self, FieldStyle::Yaml | FieldStyle::Toml | FieldStyle::KeyLine)
    }
}

#[cfg(test)]
mod layouts;
#[cfg(test)]
mod tests;
