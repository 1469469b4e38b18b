//! `seedls completions` and `seedls man`: what shells and manuals need to know of the command line.

use std::io;

use clap::Command;
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use super::Arguments;
use super::Outcome;
use super::Terminal;
use crate::config::closest;
use crate::text::plain;

pub(super) fn completions(shell: Shell, terminal: &mut Terminal) -> io::Result<Outcome> {
    terminal.data.write_all(&completions_of(shell))?;
    terminal.data.flush()?;
    Ok(Outcome::Clean)
}

fn completions_of(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
    script
}

/// Prints the manual's page of `command`, or that of the program.
pub(super) fn man(command: Option<&str>, terminal: &mut Terminal) -> io::Result<Outcome> {
    let Some(page) = page_of(command) else {
        let program = Arguments::command();
        let names = program.get_subcommands().map(Command::get_name);
        let names: Vec<&str> = names.collect();
        let shown = plain(command.unwrap_or_default());
        let meant = match closest(&shown, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        terminal.say(format_args!("error: there is no command `{shown}`; {meant}"));
        return Ok(Outcome::Failed);
    };
    Man::new(page).render(&mut terminal.data)?;
    terminal.data.flush()?;
    Ok(Outcome::Clean)
}

fn page_of(command: Option<&str>) -> Option<Command> {
    let mut program = Arguments::command();
    // From here on each command knows that its page is called `seedls-check`.
    program.build();
    match command {
        Some(name) => program.find_subcommand(name).cloned(),
        None => Some(program),
    }
}

const NAME: &str = "seedls";

#[cfg(test)]
mod tests {
    use clap::Arg;
    use clap::CommandFactory;
    use clap::ValueEnum;
    use clap_complete::Shell;
    use clap_mangen::Man;

    use super::completions_of;
    use super::page_of;
    use crate::cli::Arguments;

    /// The long options of every command.
    fn options() -> Vec<(String, Vec<String>)> {
        let mut program = Arguments::command();
        program.build();
        let of = |command: &clap::Command| {
            let longs = command.get_arguments().filter(|it| !Arg::is_hide_set(it));
            longs.filter_map(|it| it.get_long().map(str::to_owned)).collect()
        };
        let commands = program.get_subcommands().filter(|it| it.get_name() != "help");
        commands.map(|it| (it.get_name().to_owned(), of(it))).collect()
    }

    #[test]
    fn completions_know_every_command_and_every_option() {
        let options = options();
        assert!(10 <= options.len() && 20 <= options.iter().map(|it| it.1.len()).sum::<usize>());
        for shell in Shell::value_variants() {
            let script = String::from_utf8(completions_of(*shell)).expect("UTF-8");
            for (command, options) in &options {
                assert!(script.contains(command.as_str()), "{shell}: {command}");
                for option in options {
                    let known = match shell {
                        Shell::Fish => script.contains(&format!("-l {option} ")),
                        _ => script.contains(&format!("--{option}")),
                    };
                    assert!(
                        known || script.contains(&format!("-l {option}\n")),
                        "{shell}: {option}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_command_has_a_page_with_every_option() {
        for (command, options) in options() {
            let mut page = Vec::new();
            Man::new(page_of(Some(&command)).expect("a page"))
                .render(&mut page)
                .expect("written to memory");
            let page = String::from_utf8(page).expect("UTF-8").replace('\\', "");
            assert!(page.contains(&format!(".TH seedls-{command} 1")), "{page}");
            for option in options {
                assert!(page.contains(&format!("--{option}")), "{command}: {option}");
            }
        }
    }
}
