//! The terminal: arguments in, exit code out. 0 clean, 1 findings, 2 could not run.

mod baseline;
mod cache;
mod changed;
mod check;
mod config;
mod convert;
mod explain;
mod fix;
mod graph;
mod infer;
mod load;
mod metadata;
mod online;
mod output;
mod progress;
mod shell;
mod verdict;
mod watch;

use std::ffi::OsString;
use std::io;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::AutoStream;
use anstream::ColorChoice;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap_complete::Shell;
use terminal_size::terminal_size_of;

use crate::export;
use crate::facts::HeaderForm;
use crate::io::force_color;
use crate::io::is_ci;
use crate::io::is_dumb;
use cache::CacheArguments;
use config::ConfigArguments;
use fix::FixArguments;
use load::Selection;
use online::OnlineArguments;
use output::OutputArguments;
use progress::Meter;
use verdict::Verdict;

/// Tells what is broken in seed files: captured articles kept as plain text with Markdown inside.
#[derive(Parser)]
#[command(name = "seedls", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Colours: auto, always, never [default: auto].
    // `auto` looks at the terminal, and at `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR` and
    // `CLICOLOR_FORCE`; the README says so, for here it would make the page of all commands longer
    // than a screen.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    color: Color,
}

#[derive(Subcommand)]
enum Command {
    /// Check seed files and print what is wrong with them.
    ///
    /// Exits with 0 when nothing is wrong, with 1 when there are findings, and with 2 when
    /// something could not be checked.
    Check(Box<CheckArguments>),
    /// Print a rule's page, or the list of all rules.
    Explain {
        /// The rule's name or number [default: list all rules].
        rule: Option<String>,
    },
    /// Print what seeds say of themselves: title, author, date, source.
    ///
    /// Exits with 0, and with 2 when something could not be read.
    Metadata(MetadataArguments),
    /// Tell what seeds have in common, and the configuration that fits.
    ///
    /// Which fields they tell and how, and which of them are unlike the rest.
    /// Exits with 0, and with 2 when something could not be read.
    Infer(InferArguments),
    /// Write the headers of seeds in another style.
    ///
    /// Metadata and body stay the same. Prints what would change, or does it with `--write`. What a style cannot say stays where it
    /// stands, or the seed is left as it is. Exits with 0, with 1 when there is something that
    /// `--write` would do, and with 2 when something could not be converted.
    Convert(ConvertArguments),
    /// Draw or list who links to whom, orphans and duplicates.
    ///
    /// Exits with 0, and with 2 when something could not be read.
    Graph(GraphArguments),
    /// Print what counts for a file, and where each setting comes from.
    ///
    /// It is printed as a configuration. Exits with 0, and with 2 when a configuration file is broken.
    Config(ConfigArguments),
    /// Print a script that completes commands and options in a shell.
    Completions {
        /// The shell; bash reads the script from
        /// `~/.local/share/bash-completion/completions/seedls`.
        shell: Shell,
    },
    /// Print a page of the manual: `seedls man check | man -l -`.
    Man {
        /// The command that the page is about; without it, the program.
        command: Option<String>,
    },
    /// Serve an editor over standard input and output.
    ///
    /// Not for people to talk to: an editor starts it and speaks the Language Server Protocol with
    /// it. Set yours up with the command `seedls lsp` for the language id `seed`; the folder
    /// `editors/` of this project has what Neovim, VS Code, Helix, Emacs and Kate need.
    ///
    /// It reads the same seedls.toml as `seedls check` and finds the same. What goes wrong stands in
    /// the editor's log of its language servers; the request `seedls/status` tells the state of the
    /// server in words that a bug report can quote. Exits with 0 after an orderly end, with 1 after
    /// any other.
    Lsp(LspArguments),
}

/// What to check, and how to tell.
#[derive(clap::Args)]
struct CheckArguments {
    #[command(flatten)]
    selection: Selection,
    /// Only what differs from a git revision, and what depends on it [default: all].
    ///
    /// Changed are files that differ from what they were when the current branch left REV
    /// (`git merge-base REV HEAD`), whether committed, staged or neither, and those that git does
    /// not know yet. Links to them, their sources and titles and the like are looked up in all
    /// files, so that a file is checked too whose finding comes or goes with the change of
    /// another. When a configuration file has changed, all files are checked.
    #[arg(long, value_name = "REV", conflicts_with = "stdin")]
    changed: Option<String>,
    #[command(flatten)]
    cache: CacheArguments,
    #[command(flatten)]
    output: OutputArguments,
    /// Tell how often each rule was found.
    ///
    /// On standard error.
    #[arg(long, help_heading = "Output")]
    statistics: bool,
    /// Check again what changes, until Ctrl-C.
    ///
    /// That is what changes on the disk, and what depends on it. Other seeds, what links lead to and
    /// the configuration are heard of too. A terminal is cleared before each check. The exit code is
    /// that of the last one.
    #[arg(long, help_heading = "Output")]
    #[arg(conflicts_with_all = ["stdin", "files_from", "fix", "diff", "online"])]
    #[arg(conflicts_with_all = ["update_baseline", "prune_baseline", "changed"])]
    watch: bool,
    #[command(flatten)]
    verdict: Verdict,
    #[command(flatten)]
    mending: FixArguments,
    #[command(flatten)]
    baseline: BaselineArguments,
    #[command(flatten)]
    online: OnlineArguments,
}

/// What was there before, and does not count.
#[derive(clap::Args)]
#[command(next_help_heading = "Baseline")]
struct BaselineArguments {
    /// Hold back what this file accepts, so that only new findings count [default: the configured
    /// one].
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accept all present findings: write them to the baseline.
    ///
    /// Entries of files that are not checked now stay.
    #[arg(long)]
    update_baseline: bool,
    /// Take entries out of the baseline that are no longer found.
    #[arg(long)]
    prune_baseline: bool,
}

/// Which seeds, and in which format.
#[derive(clap::Args)]
struct MetadataArguments {
    #[command(flatten)]
    selection: Selection,
    /// How it is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_parser(export::METADATA))]
    format: &'static export::Format,
}

/// Which seeds are looked over, and how it is told.
#[derive(clap::Args)]
struct InferArguments {
    #[command(flatten)]
    selection: Selection,
    /// How it is told.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    #[arg(value_parser = format_parser(export::INFER))]
    format: &'static export::Format,
}

/// Which seeds, and into which style.
#[derive(clap::Args)]
struct ConvertArguments {
    /// The style of the header.
    #[arg(long, value_name = "STYLE", value_parser = header_parser())]
    header: HeaderForm,
    /// Write the files, instead of printing a diff.
    #[arg(long, conflicts_with = "stdin")]
    write: bool,
    #[command(flatten)]
    selection: Selection,
}

/// Which seeds are linked, and how it is drawn.
#[derive(clap::Args)]
struct GraphArguments {
    #[command(flatten)]
    selection: Selection,
    /// How it is drawn.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    #[arg(value_parser = format_parser(export::GRAPH))]
    format: &'static export::Format,
}

/// What editors' clients put behind the command; the server needs none of it to be told.
#[derive(clap::Args)]
struct LspArguments {
    /// Accepted because clients pass it; standard input and output are the only transport.
    #[arg(long = "stdio")]
    _stdio: bool,
    /// The editor's process: when it ends, the server does [default: none].
    #[arg(long = "clientProcessId", value_name = "PID")]
    client_process_id: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Reads the value of `--format` where it is one of `formats`.
fn format_parser(
    formats: &'static [&'static export::Format],
) -> impl TypedValueParser<Value = &'static export::Format> {
    let names = formats.iter().map(|it| PossibleValue::new(it.name).help(it.summary));
    PossibleValuesParser::new(names)
        .try_map(|name| formats.iter().copied().find(|it| it.name == name).ok_or("no such format"))
}

/// Reads the value of `--header`.
fn header_parser() -> impl TypedValueParser<Value = HeaderForm> {
    let names = HeaderForm::ALL.iter().map(|it| PossibleValue::new(it.as_str()).help(it.title()));
    PossibleValuesParser::new(names).try_map(|name| {
        HeaderForm::ALL.into_iter().find(|it| it.as_str() == name).ok_or("no such style")
    })
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Clean,
    Findings,
    /// Something could not be done; it has been said what.
    Failed,
}

/// Where commands write: answers to `out`, everything else to `err`.
struct Terminal {
    out: Box<dyn Write>,
    /// As `out`, but byte for byte, for what programs read.
    data: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Shows how far work is while somebody looks at `err`.
    meter: Meter,
    /// `out` is a terminal that can be cleared.
    clears: bool,
    /// Columns of `out`.
    width: usize,
    /// The same, if it is a terminal.
    columns: Option<usize>,
    /// `out` shows colours.
    colored: bool,
}

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;

/// Who starts the server at a terminal sees nothing happen, and is told why.
fn greet(terminal: &mut Terminal) -> io::Result<()> {
    if io::stdin().is_terminal() {
        let hint = "this waits for an editor that speaks the Language Server Protocol; see `seedls lsp --help`";
        writeln!(terminal.err, "{hint}")?;
        terminal.err.flush()?;
    }
    Ok(())
}

/// Runs the program with `args`, whose first is the program's name.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(message) => {
            // Nobody is left to tell when the message itself cannot be printed.
            let _ = message.print();
            return if message.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let mut terminal = Terminal::new(arguments.color);
    let result = match arguments.command {
        Command::Lsp(arguments) => {
            let _ = greet(&mut terminal);
            return crate::lsp::run(arguments.client_process_id);
        }
        Command::Check(arguments) => check::check(&arguments, &mut terminal),
        Command::Graph(arguments) => graph::graph(&arguments, &mut terminal),
        Command::Infer(arguments) => infer::infer(&arguments, &mut terminal),
        Command::Convert(arguments) => convert::run(&arguments, &mut terminal),
        Command::Metadata(arguments) => metadata::metadata(&arguments, &mut terminal),
        Command::Config(arguments) => config::config(&arguments, &mut terminal),
        Command::Completions { shell } => shell::completions(shell, &mut terminal),
        Command::Man { command } => shell::man(command.as_deref(), &mut terminal),
        Command::Explain { rule } => explain::explain(rule.as_deref(), &mut terminal),
    };
    match result.and_then(|outcome| terminal.out.flush().map(|()| outcome)) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        // The reader has seen enough: `seedls check | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            terminal.say(format_args!("error: the output cannot be written: {error}"));
            ExitCode::from(2)
        }
    }
}

impl Terminal {
    fn new(color: Color) -> Terminal {
        let choice = match color {
            Color::Auto => force_color().map(|force| match force {
                true => ColorChoice::Always,
                false => ColorChoice::Never,
            }),
            Color::Always => Some(ColorChoice::Always),
            Color::Never => Some(ColorChoice::Never),
        };
        let (out, err) = (io::stdout(), io::stderr());
        let out_choice = choice.unwrap_or_else(|| AutoStream::choice(&out));
        let err_choice = choice.unwrap_or_else(|| AutoStream::choice(&err));
        let columns = terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        let shows_progress = err.is_terminal() && !is_dumb() && !is_ci();
        let clears = out.is_terminal() && !is_dumb() && !is_ci();
        Terminal {
            out: Box::new(BufWriter::new(AutoStream::new(out, out_choice))),
            data: Box::new(BufWriter::new(io::stdout())),
            err: Box::new(AutoStream::new(err, err_choice)),
            meter: Meter { shows: shows_progress },
            clears,
            width: columns.unwrap_or(WIDTH),
            columns,
            colored: out_choice != ColorChoice::Never,
        }
    }

    /// Writes `corpus` in `format`, all of it.
    fn export(&mut self, format: &export::Format, corpus: &export::Corpus<'_>) -> io::Result<()> {
        let out = if format.is_for_people { &mut self.out } else { &mut self.data };
        (format.write)(corpus, out)?;
        out.flush()
    }

    /// Begins to tell all anew, because of `news`: on a screen that is empty, if it is one.
    fn begin_screen(&mut self, news: Option<&str>) -> io::Result<()> {
        self.out.flush()?;
        if self.clears {
            // The screen, what was scrolled out of it, and back to its first line.
            self.data.write_all(b"\x1b[2J\x1b[3J\x1b[H")?;
            self.data.flush()?;
        }
        if let Some(news) = news {
            self.say(format_args!("{news}"));
        }
        Ok(())
    }

    /// Tells the user something that is not an answer. Nobody is left to tell where that fails.
    fn say(&mut self, message: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.err, "{message}");
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_fits_a_screen() {
        let mut command = Arguments::command().term_width(80);
        let subcommands: Vec<String> =
            command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
        for asked in ["-h", "--help"] {
            let help = command.clone().try_get_matches_from(["seedls", asked]);
            let help = help.expect_err("help is no command").to_string();
            // The last line is the prompt's.
            assert!(help.lines().count() < 24, "{help}");
        }
        for name in subcommands {
            let command = command.find_subcommand_mut(&name).expect("a subcommand just listed");
            let help = command.render_help().to_string();
            // Two screens side by side, or one of today's.
            assert!(help.lines().count() <= 60, "{help}");
        }
    }

    #[test]
    fn every_option_says_its_default() {
        let command = Arguments::command();
        let options =
            command.get_subcommands().flat_map(|it| it.get_opts().map(move |at| (it, at)));
        let mut count = 0;
        for (command, option) in
            options.filter(|(_, it)| it.get_action().takes_values() && !it.is_required_set())
        {
            let told = option.get_help().map(ToString::to_string).unwrap_or_default();
            let by_itself =
                !option.get_default_values().is_empty() && !option.is_hide_default_value_set();
            assert!(
                told.contains("[default: ") || by_itself,
                "{} {}: {told}",
                command.get_name(),
                option.get_id()
            );
            count += 1;
        }
        assert!(20 < count, "{count}");
    }
}
