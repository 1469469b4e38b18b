//! `yaml`: what `json` holds, as YAML.

use std::io;
use std::io::Write;

use super::Corpus;
use super::Format;
use super::json::Whole;

pub(super) static FORMAT: Format =
    Format { name: "yaml", summary: "the same as one YAML document", is_for_people: false, write };

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_saphyr::to_string(&Whole::new(corpus)).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
