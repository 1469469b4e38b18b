//! Which findings make a run fail, and what is told about all of them.

use std::collections::BTreeMap;

use super::output::Report;
use crate::config::OnTop;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;

/// Which findings count, and when there are too many of them.
#[derive(clap::Args)]
#[command(next_help_heading = "What counts")]
pub(super) struct Verdict {
    #[command(flatten)]
    pub(super) chosen: Chosen,
    /// The lowest level that fails: `info`, `warning` or `error` [default: info].
    #[arg(long, value_name = "LEVEL", value_parser = fail_level, hide_default_value = true)]
    fail_on: Option<Level>,
    /// Let through this many warnings [default: 0].
    #[arg(long, value_name = "COUNT")]
    max_warnings: Option<usize>,
    /// End with 0 although there are findings.
    #[arg(long)]
    exit_zero: bool,
}

/// Which rules run.
#[derive(clap::Args)]
#[command(next_help_heading = "What counts")]
pub(super) struct Chosen {
    /// Only these rules, by name, number or family [default: those that are on].
    ///
    /// Separated by commas: `missing-title,210,links`. `seedls explain` lists them all.
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rules)]
    select: Vec<Rules>,
    /// All rules but these [default: none].
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rules)]
    ignore: Vec<Rules>,
}

/// Rules that one word names.
#[derive(Clone)]
struct Rules(Vec<&'static Rule>);

impl Chosen {
    /// Turns on the selected rules alone, and off the ignored ones.
    pub(super) fn on_top(&self) -> OnTop {
        let mut on_top = OnTop::default();
        let names = |rules: &[Rules]| -> Vec<&str> {
            rules.iter().flat_map(|it| &it.0).map(|rule| rule.name).collect()
        };
        let (selected, ignored) = (names(&self.select), names(&self.ignore));
        for rule in RULES {
            let name = rule.name;
            if ignored.contains(&name) || !selected.is_empty() && !selected.contains(&name) {
                on_top.off.push(name);
            } else if selected.contains(&name) {
                on_top.on.push((name, rule.level == Level::Off));
            }
        }
        on_top
    }
}

impl Verdict {
    /// Whether the findings of `report` make the run fail.
    pub(super) fn fails(&self, report: &Report) -> bool {
        let lowest = self.fail_on.unwrap_or(Level::Info);
        let mut count = BTreeMap::new();
        for finding in report.findings().filter(|it| lowest <= it.level) {
            *count.entry(finding.level).or_insert(0) += 1;
        }
        if count.get(&Level::Warning).is_some_and(|&it| it <= self.max_warnings.unwrap_or(0)) {
            count.remove(&Level::Warning);
        }
        !self.exit_zero && !count.is_empty()
    }
}

fn fail_level(word: &str) -> Result<Level, String> {
    [Level::Info, Level::Warning, Level::Error]
        .into_iter()
        .find(|level| level.as_str() == word)
        .ok_or_else(|| "one of `info`, `warning`, `error` is expected".to_owned())
}

fn rules(word: &str) -> Result<Rules, String> {
    let word = word.trim();
    if let Some(rule) = Rule::find(word) {
        return Ok(Rules(vec![rule]));
    }
    let is_family = |rule: &&&Rule| {
        rule.family().eq_ignore_ascii_case(word)
            || word.strip_suffix("xx") == Some(&*(rule.code / 100).to_string())
    };
    let family: Vec<&'static Rule> = RULES.iter().filter(is_family).copied().collect();
    if !family.is_empty() {
        return Ok(Rules(family));
    }
    let mut message = "there is no such rule or family".to_owned();
    if let Some(near) = crate::config::closest(word, RULES.iter().map(|rule| rule.name)) {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    Err(message)
}

/// "3 errors and 2 warnings in 2 of 30 files"
pub(super) fn summary(report: &Report) -> String {
    let count = |level| report.findings().filter(|it| it.level == level).count();
    let parts: Vec<String> =
        [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Info, "note")]
            .into_iter()
            .map(|(level, name)| (count(level), name))
            .filter(|&(count, _)| 0 < count)
            .map(|(count, name)| counted(count, name))
            .collect();
    let all = report.files.len();
    let Some((last, first)) = parts.split_last() else {
        return format!("no findings in {}", counted(all, "file"));
    };
    let findings = match first {
        [] => last.clone(),
        first => format!("{} and {last}", first.join(", ")),
    };
    let with = report.files.iter().filter(|it| !it.reported.is_empty()).count();
    match (with, all) {
        (1, 1) => format!("{findings} in 1 file"),
        (with, all) => format!("{findings} in {with} of {}", counted(all, "file")),
    }
}

pub(super) fn counted(count: usize, name: &str) -> String {
    if count == 1 { format!("1 {name}") } else { format!("{count} {name}s") }
}

/// How often each rule was found, the most frequent first.
pub(super) fn statistics(report: &Report) -> String {
    let mut counts: BTreeMap<u16, (usize, usize, &Rule)> = BTreeMap::new();
    for checked in &report.files {
        let mut last = None;
        let mut codes: Vec<&Rule> = checked.reported.iter().map(|it| it.diagnostic.rule).collect();
        codes.sort_by_key(|rule| rule.code);
        for rule in codes {
            let (findings, files, _) = counts.entry(rule.code).or_insert((0, 0, rule));
            *findings += 1;
            *files += usize::from(last != Some(rule.code));
            last = Some(rule.code);
        }
    }
    let mut counts: Vec<(usize, usize, &Rule)> = counts.into_values().collect();
    counts.sort_by_key(|&(findings, _, rule)| (std::cmp::Reverse(findings), rule.code));
    let line = |&(findings, files, rule): &(usize, usize, &Rule)| {
        format!("{findings:>7}  {:<28} in {}", rule.name, counted(files, "file"))
    };
    counts.iter().map(line).collect::<Vec<_>>().join("\n")
}
