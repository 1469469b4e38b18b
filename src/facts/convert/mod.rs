//! Converting a header: the same metadata in another style, and the body byte for byte. What the
//! new style cannot say stays where it stands, and where that cannot be, the conversion is refused.
//! Nothing is believed: the result is read again, and must say what the document said.

mod compose;
mod same;
mod told;

use crate::facts::Document;
use crate::facts::FieldStyle;
use crate::facts::HeaderFault;
use crate::facts::data;
use crate::facts::data::HeaderData;
use crate::syntax::FaultKind;
use crate::syntax::HeaderStyle;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::size;

/// The four ways of writing a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeaderForm {
    Newspaper,
    Yaml,
    Toml,
    KeyLines,
}

impl HeaderForm {
    pub const ALL: [HeaderForm; 4] =
        [HeaderForm::Newspaper, HeaderForm::Yaml, HeaderForm::Toml, HeaderForm::KeyLines];

    /// The form of the header that `document` has.
    pub fn of(document: &Document) -> HeaderForm {
        match document.tree().header().style {
            HeaderStyle::None => HeaderForm::Newspaper,
            HeaderStyle::Yaml => HeaderForm::Yaml,
            HeaderStyle::Toml => HeaderForm::Toml,
            HeaderStyle::KeyLines => HeaderForm::KeyLines,
        }
    }

    /// The name on the command line and in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            HeaderForm::Newspaper => "newspaper",
            HeaderForm::Yaml => "yaml",
            HeaderForm::Toml => "toml",
            HeaderForm::KeyLines => "keys",
        }
    }

    /// What a reader calls it: "Convert the header to …".
    pub fn title(self) -> &'static str {
        match self {
            HeaderForm::Newspaper => "newspaper style",
            HeaderForm::Yaml => "YAML front matter",
            HeaderForm::Toml => "TOML front matter",
            HeaderForm::KeyLines => "key lines",
        }
    }

    fn style(self) -> FieldStyle {
        match self {
            HeaderForm::Newspaper => FieldStyle::Newspaper,
            HeaderForm::Yaml => FieldStyle::Yaml,
            HeaderForm::Toml => FieldStyle::Toml,
            HeaderForm::KeyLines => FieldStyle::KeyLine,
        }
    }
}

/// Why a header cannot be converted, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub range: TextRange,
    /// Lower case, no full stop.
    pub reason: String,
}

/// The edit that gives `document` a header of `form`; `None` where it has that already, or where
/// there is nothing to put into one.
pub fn convert(document: &Document, form: HeaderForm) -> Result<Option<TextEdit>, Refusal> {
    let items = explicit(document)?;
    let candidates = match form {
        HeaderForm::Newspaper => compose::newspaper(document, &items)?,
        _ => compose::explicit(document, &items, form)?,
    };
    let mut first_refusal = None;
    let mut fallback = None;
    let faults = document.tree().faults().count();
    for edit in candidates {
        let converted = document.edit(&edit);
        match same::check(document, &items, &converted) {
            Ok(()) if converted.tree().faults().count() <= faults => return Ok(Some(edit)),
            // It says the same, but something in it now looks broken: better than nothing.
            Ok(()) => fallback = fallback.or(Some(edit)),
            Err(refusal) => first_refusal = first_refusal.or(Some(refusal)),
        }
    }
    match (fallback, first_refusal) {
        (Some(edit), _) => Ok(Some(edit)),
        (None, Some(refusal)) => Err(refusal),
        (None, None) => Ok(None),
    }
}

/// The explicit header of `document`, taken apart.
fn explicit(document: &Document) -> Result<HeaderData, Refusal> {
    let unclosed = document.tree().faults().next();
    if let Some(fault) = unclosed.filter(|it| it.kind == FaultKind::UnclosedFrontMatter) {
        let reason = "the front matter is never closed".to_owned();
        return Err(Refusal { range: fault.range, reason });
    }
    if let Some(HeaderFault { range, message }) = &document.metadata().fault {
        let reason = format!("the front matter does not parse: {message}");
        return Err(Refusal { range: *range, reason });
    }
    let header = document.tree().header();
    let content = document.text().slice(header.content);
    let items = match header.style {
        HeaderStyle::None => Ok(HeaderData::default()),
        HeaderStyle::Yaml => data::yaml(&content),
        HeaderStyle::Toml => data::toml(&content),
        HeaderStyle::KeyLines => Ok(data::key_lines(&content)),
    };
    items.map_err(|tangle| Refusal {
        range: TextRange::new(size(tangle.range.start), size(tangle.range.end))
            + header.content.start(),
        reason: tangle.reason,
    })
}

#[cfg(test)]
mod tests;
