//! `seedls check --online`: ask web addresses before the check, and tell how it goes.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use super::Terminal;
use super::load::Loaded;
use crate::config::duration;
use crate::config::written_duration;
use crate::io::interrupted;
use crate::io::watch_interrupts;
use crate::net::Answered;
use crate::net::Ending;
use crate::net::Round;
use crate::net::Tally;
use crate::net::Trust;
use crate::net::cache_path;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::level;
use crate::text::plain;

/// Whether and how web addresses are asked.
#[derive(clap::Args)]
#[command(next_help_heading = "Web addresses")]
pub(super) struct OnlineArguments {
    /// Ask web addresses, or with `=cached` the cache alone [default: neither].
    ///
    /// With `=cached` no request is made, and what the cache says counts however old it is.
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "ask", hide_possible_values = true)]
    online: Option<How>,
    /// The file that keeps what came of asking [default: in the user's cache folder].
    #[arg(long, value_name = "FILE", requires = "online")]
    cache: Option<PathBuf>,
    /// Ask no longer than this: `90s`, `10m` [default: as configured, 10m].
    #[arg(long, value_name = "TIME", requires = "online", value_parser = time, hide_short_help = true)]
    time_limit: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    /// Make requests for what the cache does not know, or no longer.
    Ask,
    /// Make no request.
    Cached,
}

fn time(written: &str) -> Result<Duration, String> {
    duration(written).ok_or_else(|| "a time is written as `90s`, `10m` or `1h`".to_owned())
}

/// Sets on the host what is known of the web addresses in what was loaded, where that is asked
/// for; false after telling what could not be done.
pub(super) fn ask(
    arguments: &OnlineArguments,
    whole: bool,
    loaded: &mut Loaded,
    terminal: &mut Terminal,
) -> bool {
    let Some(how) = arguments.online else { return true };
    let snapshot = loaded.host.snapshot();
    let mut online = snapshot.config().online.clone();
    if let Some(time_limit) = arguments.time_limit {
        online.time_limit = time_limit;
    }
    if let Some(path) = &arguments.cache {
        let path = crate::io::absolute(path);
        online.cache = Some(path.to_string_lossy().into_owned());
    }
    let path = cache_path(&online, snapshot.roots().first().map(String::as_str));
    let trust = if how == How::Cached { Trust::All } else { Trust::Young };
    let files = loaded.files.iter().map(|&(_, file)| file);
    let mut round = match Round::new(&snapshot, files, online.clone(), path.clone(), trust) {
        Ok(round) => round,
        Err(error) => {
            let path = path.unwrap_or_default();
            terminal.say(format_args!("error: {}: {error}", plain(&path.to_string_lossy())));
            return false;
        }
    };

    let mut complete = true;
    if how == How::Ask {
        watch_interrupts();
        let ending = ask_and_show(&mut round, terminal);
        let left = addresses(round.missing());
        complete = ending == Ending::Complete;
        match ending {
            Ending::Complete => {}
            Ending::Stopped => {
                terminal.say(format_args!("error: interrupted with {left} not asked to the end"))
            }
            Ending::TimeLimit => terminal.say(format_args!(
                "error: the time limit of {} was reached with {left} not asked to the end",
                written_duration(online.time_limit)
            )),
        }
    }
    round.set(&mut loaded.host);
    terminal.say(format_args!("{}", summary(&round, loaded)));
    if how == How::Ask
        && let Err((path, error)) = round.save(whole)
    {
        let path = plain(&path.to_string_lossy()).into_owned();
        terminal.say(format_args!("error: {path}: cannot be written: {error}"));
        complete = false;
    }
    complete
}

/// Asks, and shows in a terminal how far it has come.
fn ask_and_show(round: &mut Round, terminal: &Terminal) -> Ending {
    let progress = terminal.meter.start_at_once("asking", round.missing());
    let mut tally = Tally::default();
    round.ask(&interrupted, |Answered { state, .. }| {
        tally.count(state);
        progress.tell(tally.in_words());
        progress.step();
    })
}

/// "120 web addresses, 30 of them from the cache: 117 alive, 3 gone"
fn summary(round: &Round, loaded: &Loaded) -> String {
    let mut summary = addresses(round.len());
    if 0 < round.from_cache() {
        summary.push_str(&format!(", {} from the cache", round.from_cache()));
    }
    let tally = round.tally();
    if tally != Tally::default() {
        summary.push_str(&format!(": {}", tally.in_words()));
    }
    if 0 < round.missing() {
        summary.push_str(&format!("; nothing is known of {}", round.missing()));
    }
    let snapshot = loaded.host.snapshot();
    let unverified = Rule::find("unverified-url")
        .is_some_and(|rule| level(rule, snapshot.config()) == Level::Off);
    if unverified && 0 < tally.blocked + tally.unknown {
        summary.push_str(" (the rule `unverified-url`, which is off, tells which and why)");
    }
    summary
}

fn addresses(count: usize) -> String {
    if count == 1 { "1 web address".to_owned() } else { format!("{count} web addresses") }
}
