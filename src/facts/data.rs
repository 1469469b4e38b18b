//! Values of an explicit header, whatever its syntax.

use toml::de::DeValue;

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
    #[expect(dead_code, reason = "headers are taken apart into tables soon")]
    Table(Vec<(String, Data)>),
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
