//! The metadata model: one list of fields, whichever header style told them.

use crate::facts::DateReading;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;

/// What a document says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// In order of position. A field told several times stands here several times.
    pub fields: Vec<Field>,
    /// Front matter or key lines and the blocks of a newspaper header, up to the first block of
    /// the body.
    pub header: TextRange,
}

/// One telling of one field; a byline with two names is two fields.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldStyle {
    Newspaper,
    Yaml,
    Toml,
    KeyLine,
    /// A labelled paragraph in or after the body (`Original url:`, `Related article:`).
    Footer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub(crate) fn read(text: &Text, tree: &Tree) -> Metadata {
        let mut fields = Vec::new();
        let mut header = tree.header().range;
        if let Some(block) = tree.top_blocks_from(header.end()).next()
            && matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading)
        {
            let value = text.slice(block.range);
            if !value.trim_end().contains('\n') && !value.ends_with('.') {
                fields.push(Field {
                    name: FieldName::Title,
                    style: FieldStyle::Newspaper,
                    range: block.range,
                    label: None,
                    source: block.range,
                    value: Value::Text(value.trim_matches(['#', ' ']).to_owned()),
                });
                header = TextRange::new(header.start(), block.range.end());
            }
        }
        Metadata { fields, header }
    }

    /// The tellings of `name` that are not empty, in order.
    pub fn all(&self, name: FieldName) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |field| field.name == name && field.value != Value::Empty)
    }

    /// The telling of `name` that counts: explicit header before the others.
    pub fn first(&self, name: FieldName) -> Option<&Field> {
        let explicit = |field: &&Field| {
            matches!(field.style, FieldStyle::Yaml | FieldStyle::Toml | FieldStyle::KeyLine)
        };
        self.all(name).find(explicit).or_else(|| self.all(name).next())
    }

    pub fn title(&self) -> Option<&str> {
        match &self.first(FieldName::Title)?.value {
            Value::Text(title) => Some(title),
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
}
