//! `seedls config`: what counts for one file and where it comes from, and the schema.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;

use super::Outcome;
use super::Terminal;
use super::load::ConfigChoice;
use super::load::tell_faults;
use super::verdict::Chosen;
use crate::export::configuration_schema;
use crate::export::listing;
use crate::export::listing_json;
use crate::io::Resolver;
use crate::io::absolute;
use crate::io::host_path;
use crate::io::is_folder;
use crate::rules;
use crate::text::plain;

/// Which file is asked about, and how it is told.
#[derive(clap::Args)]
pub(super) struct ConfigArguments {
    /// The file or folder that is asked about; it need not exist.
    #[arg(value_name = "PATH", default_value = ".", conflicts_with = "schema")]
    path: PathBuf,
    #[command(flatten)]
    choice: ConfigChoice,
    /// How it is told.
    #[arg(long, value_name = "FORMAT", default_value = "text", conflicts_with = "schema")]
    format: Format,
    /// Print the JSON schema of configuration files instead.
    #[arg(long)]
    schema: bool,
    #[command(flatten)]
    chosen: Chosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A configuration that says the same, with where each setting comes from behind it.
    Text,
    /// One document, with lines and columns.
    Json,
}

pub(super) fn config(arguments: &ConfigArguments, terminal: &mut Terminal) -> io::Result<Outcome> {
    if arguments.schema {
        terminal.data.write_all(configuration_schema().as_bytes())?;
        terminal.data.flush()?;
        return Ok(Outcome::Clean);
    }
    let current = absolute(Path::new("."));
    let path = absolute(&arguments.path);
    let folder = if is_folder(&path) { &path } else { path.parent().unwrap_or(&path) };
    let fallback = if folder.starts_with(&current) { &current } else { folder };
    let (choice, on_top) = (arguments.choice.choice(), arguments.chosen.on_top());
    let resolver = Resolver::new(choice, rules::names(), on_top, vec![fallback.to_owned()]);
    let layers: Arc<_> = resolver.layers(folder);
    if !tell_faults(&resolver, &current, terminal) {
        return Ok(Outcome::Failed);
    }
    let Some(asked) = host_path(&path) else {
        terminal.say(format_args!("error: the path is not valid UTF-8"));
        return Ok(Outcome::Failed);
    };
    let show = |path: &str| {
        let shown = Path::new(path).strip_prefix(&current).map(Path::to_string_lossy);
        plain(&shown.unwrap_or(path.into())).into_owned()
    };
    let shown = plain(&arguments.path.to_string_lossy()).into_owned();
    match arguments.format {
        Format::Text => {
            let is_folder = is_folder(&path);
            let text = listing(&layers, &asked, &shown, is_folder, &show);
            terminal.out.write_all(text.as_bytes())?;
        }
        Format::Json => {
            terminal.data.write_all(listing_json(&layers, &asked, &shown, &show).as_bytes())?;
            terminal.data.flush()?;
        }
    }
    Ok(Outcome::Clean)
}
