//! Which formats are written, and where to.

use std::ffi::OsStr;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use anstream::StripStream;
use clap::Arg;
use clap::Command;
use clap::builder::PossibleValue;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;

use super::FORMATS;
use super::Format;
use super::Report;
use crate::cli::Terminal;
use crate::io::Problem;
use crate::io::write;

/// How findings are printed.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArguments {
    /// How findings are printed.
    ///
    /// `FORMAT=FILE` writes one more format to a file, and can be given several times.
    #[arg(short, long, value_name = "FORMAT[=FILE]", value_parser = Parser)]
    #[arg(default_value = "text")]
    format: Vec<Wanted>,
    /// Write to this file [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A format, and the file it is for.
#[derive(Debug, Clone)]
struct Wanted {
    format: &'static Format,
    file: Option<PathBuf>,
}

impl OutputArguments {
    /// One of the formats tells which fixes are offered.
    pub(crate) fn tell_fixes(&self) -> bool {
        let fallback = self.format.iter().all(|it| it.file.is_some()).then_some(FORMATS[0]);
        self.format.iter().map(|it| it.format).chain(fallback).any(|it| it.fixes)
    }

    /// Writes the report in every format that is wanted. What could not be written is returned;
    /// only standard output fails as a whole.
    pub(crate) fn write(
        &self,
        report: &mut Report,
        terminal: &mut Terminal,
    ) -> io::Result<Vec<Problem>> {
        let mut problems = Vec::new();
        let mut to_file = |report: &Report, format: &Format, file: &Path| -> io::Result<()> {
            // Colours are for terminals.
            let mut text = StripStream::new(Vec::new());
            (format.write)(report, &mut text)?;
            let text = String::from_utf8_lossy(&text.into_inner()).into_owned();
            if let Err(error) = write(file, &text) {
                let path = file.to_string_lossy().into_owned();
                problems.push(Problem { path, message: format!("cannot be written: {error}") });
            }
            Ok(())
        };
        for Wanted { format, file } in &self.format {
            if let Some(file) = file {
                to_file(report, format, file)?;
            }
        }
        let first = self.format.iter().find(|it| it.file.is_none());
        let first = first.map_or(FORMATS[0], |it| it.format);
        match &self.output {
            Some(file) => to_file(report, first, file)?,
            None => {
                // What goes into files is the same whatever terminal it is made in.
                report.columns = terminal.columns;
                (first.write)(report, &mut terminal.out)?;
            }
        }
        terminal.out.flush()?;
        Ok(problems)
    }
}

/// Reads `FORMAT` and `FORMAT=FILE`.
#[derive(Clone)]
struct Parser;

impl TypedValueParser for Parser {
    type Value = Wanted;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Wanted, clap::Error> {
        let text = value.to_string_lossy();
        let (name, file) = match text.split_once('=') {
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (&*text, None),
        };
        let names = PossibleValuesParser::new(names());
        let name = names.parse_ref(command, argument, OsStr::new(name))?;
        let format = FORMATS.iter().find(|it| it.name == name);
        let format = format.ok_or_else(|| clap::Error::new(ErrorKind::InvalidValue))?;
        Ok(Wanted { format, file })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(names()))
    }
}

fn names() -> impl Iterator<Item = PossibleValue> {
    FORMATS.iter().map(|it| PossibleValue::new(it.name).help(it.summary))
}
