//! `toml`: the configuration that fits, and nothing else.

use std::io;
use std::io::Write;

use super::Survey;
use crate::export::Corpus;
use crate::export::Format;

pub(super) static FORMAT: Format = Format {
    name: "toml",
    summary: "the configuration that fits, to be saved as seedls.toml",
    is_for_people: false,
    write,
};

fn write(corpus: &Corpus<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(Survey::new(corpus).config.as_bytes())
}
