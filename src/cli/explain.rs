//! `seedls explain`: the rules' pages in a terminal.

use std::io;

use super::Outcome;
use super::Terminal;
use crate::config::closest;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::text::plain;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const PLAIN: &str = "\x1b[0m";

pub(super) fn explain(rule: Option<&str>, terminal: &mut Terminal) -> io::Result<Outcome> {
    let Some(name) = rule else {
        return list(terminal).map(|()| Outcome::Clean);
    };
    let Some(rule) = Rule::find(name) else {
        let shown = plain(name);
        let meant = match closest(name, RULES.iter().map(|rule| rule.name)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`seedls explain` lists all rules".to_owned(),
        };
        terminal.say(format_args!("error: there is no rule `{shown}`; {meant}"));
        return Ok(Outcome::Failed);
    };
    writeln!(terminal.out, "{BOLD}{}{PLAIN}\n", rule.name)?;
    terminal.out.write_all(for_terminal(&rule.page()).as_bytes())?;
    Ok(Outcome::Clean)
}

fn list(terminal: &mut Terminal) -> io::Result<()> {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in RULES {
        let level = rule.level.as_str();
        writeln!(
            terminal.out,
            "{}  {BOLD}{:width$}{PLAIN}  {level:7}  {}",
            rule.code, rule.name, rule.summary
        )?;
    }
    Ok(())
}

/// A page of Markdown as it reads in a terminal: examples set in, without their fences.
fn for_terminal(page: &str) -> String {
    let mut shown = String::new();
    let mut fence: Option<&str> = None;
    for line in page.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            None if 3 <= ticks => {
                fence = Some(&line[..ticks]);
                continue;
            }
            Some(opener) if line == opener => {
                fence = None;
                continue;
            }
            Some(_) if line.is_empty() => {}
            Some(_) => shown.push_str(&format!("    {DIM}{line}{PLAIN}")),
            None => shown.push_str(line),
        }
        shown.push('\n');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::for_terminal;

    #[test]
    fn examples_are_set_in() {
        let page = "Text.\n\nFound in:\n\n````text\n```\nx\n\n````\n\nEnd.\n";
        let shown = for_terminal(page).replace("\x1b[2m", "").replace("\x1b[0m", "");
        assert_eq!(shown, "Text.\n\nFound in:\n\n    ```\n    x\n\n\nEnd.\n");
    }
}
