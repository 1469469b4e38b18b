//! Rules: one file each. A rule reports; its level, the order and suppression are decided here.

mod body;
mod faults;
mod fingerprint;
mod missing;
mod offer;
mod online;
pub(crate) mod outgoing;
mod page;
mod paragraphs;
mod placeholder;
mod proof;
mod repair;
mod residues;
mod suppression;

mod ambiguous_date;
mod author_variants;
mod broken_autolink;
mod broken_destination;
mod case_mismatch;
mod coarse_date;
mod conflicting_field;
mod date_disagrees;
mod date_order;
mod dead_url;
mod duplicate_definition;
mod duplicate_field;
mod duplicate_source;
mod empty_body;
mod empty_field;
mod empty_link_text;
mod future_date;
mod header_style_mismatch;
mod invalid_config;
mod invalid_date;
mod invalid_front_matter;
mod invalid_source;
pub(crate) mod invalid_utf8;
mod invalid_value;
mod invisible_character;
mod leftover_boilerplate;
mod leftover_markup;
mod linkable_seed;
mod malformed_byline;
mod malformed_reference_definition;
mod malformed_table;
mod malformed_url;
mod misplaced_field;
mod missing_anchor;
mod missing_author;
mod missing_date;
mod missing_field;
mod missing_file;
mod missing_image;
mod missing_source;
mod missing_title;
mod mojibake;
mod moved_url;
mod near_duplicate;
mod nested_link;
mod outside_workspace;
mod placeholder_field;
mod placeholder_link;
mod repeated_paragraph;
mod reversed_link;
mod space_in_link;
mod stray_link_delimiter;
pub(crate) mod too_many_findings;
mod truncated_body;
mod unbalanced_bracket;
mod unclosed_autolink;
mod unclosed_code_fence;
mod unclosed_code_span;
mod unclosed_comment;
mod unclosed_emphasis;
mod unclosed_front_matter;
mod unclosed_html_tag;
mod unclosed_link_destination;
mod unclosed_link_text;
mod unclosed_quotation;
mod unclosed_wiki_link;
mod undefined_reference;
mod unknown_field;
mod unknown_rule;
mod unknown_scheme;
mod unopened_link;
pub(crate) mod unreadable_file;
mod unused_definition;
mod unused_suppression;
mod unverified_url;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::Serialize;

use crate::config::Config;
use crate::config::ConfigError;
use crate::config::LevelSetting;
use crate::config::Names;
use crate::facts::Document;
use crate::index::FileId;
use crate::index::Snapshot;
use crate::syntax::FIELDS;
use crate::syntax::FieldName;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;

pub use fingerprint::Fingerprint;
pub use fingerprint::fingerprint_of_file;
pub use fingerprint::fingerprints;
pub use offer::withhold;
pub use offer::withhold_of;
pub use page::index_page;
pub use proof::Supply;
pub use repair::Extent;
pub use repair::Repaired;
pub use repair::go_together;
pub use repair::only_fix;
pub use repair::repair;
pub use repair::repair_rule;
pub use suppression::SUPPRESSIONS;

/// Every rule, in order of its code. Listing, configuring, explaining and running all read this.
pub static RULES: &[&Rule] = &[
    &unclosed_link_text::RULE,
    &unclosed_link_destination::RULE,
    &unopened_link::RULE,
    &reversed_link::RULE,
    &space_in_link::RULE,
    &stray_link_delimiter::RULE,
    &broken_destination::RULE,
    &nested_link::RULE,
    &unclosed_emphasis::RULE,
    &unclosed_code_span::RULE,
    &unclosed_code_fence::RULE,
    &unclosed_autolink::RULE,
    &broken_autolink::RULE,
    &unclosed_comment::RULE,
    &unclosed_html_tag::RULE,
    &unclosed_front_matter::RULE,
    &unclosed_quotation::RULE,
    &unbalanced_bracket::RULE,
    &unclosed_wiki_link::RULE,
    &malformed_reference_definition::RULE,
    &malformed_table::RULE,
    &missing_title::RULE,
    &missing_author::RULE,
    &missing_date::RULE,
    &missing_source::RULE,
    &missing_field::RULE,
    &empty_field::RULE,
    &duplicate_field::RULE,
    &conflicting_field::RULE,
    &unknown_field::RULE,
    &misplaced_field::RULE,
    &invalid_front_matter::RULE,
    &invalid_date::RULE,
    &ambiguous_date::RULE,
    &future_date::RULE,
    &date_order::RULE,
    &date_disagrees::RULE,
    &invalid_source::RULE,
    &placeholder_field::RULE,
    &malformed_byline::RULE,
    &invalid_value::RULE,
    &coarse_date::RULE,
    &header_style_mismatch::RULE,
    &placeholder_link::RULE,
    &missing_file::RULE,
    &missing_anchor::RULE,
    &undefined_reference::RULE,
    &unused_definition::RULE,
    &duplicate_definition::RULE,
    &malformed_url::RULE,
    &unknown_scheme::RULE,
    &case_mismatch::RULE,
    &outside_workspace::RULE,
    &empty_link_text::RULE,
    &missing_image::RULE,
    &dead_url::RULE,
    &moved_url::RULE,
    &unverified_url::RULE,
    &duplicate_source::RULE,
    &near_duplicate::RULE,
    &linkable_seed::RULE,
    &author_variants::RULE,
    &mojibake::RULE,
    &invisible_character::RULE,
    &leftover_markup::RULE,
    &leftover_boilerplate::RULE,
    &empty_body::RULE,
    &truncated_body::RULE,
    &repeated_paragraph::RULE,
    &unknown_rule::RULE,
    &unused_suppression::RULE,
    &invalid_config::RULE,
    &invalid_utf8::RULE,
    &too_many_findings::RULE,
    &unreadable_file::RULE,
];

/// A rule is data.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case and permanent; the name of its file. Names the fault.
    pub name: &'static str,
    /// Permanent; its first digit is the family.
    pub code: u16,
    /// The level where the configuration is silent.
    pub level: Level,
    /// One line, no full stop: what is wrong.
    pub summary: &'static str,
    /// Markdown. Fenced examples are run by the tests: `seed bad` (a whole file) or `body bad` (a
    /// passage, checked between a good header and footer) gets this finding and no other, `good`
    /// is clean, `config bad` and `config good` are configurations, and `fixed` is the bad example before it after its fix; `to-fill` is that too, where
    /// the fix leaves a value to the reader. A line `//- /path` begins
    /// another file of the workspace, `/seedls.toml` the configuration; `good` and `fixed` have those
    /// of the bad example before them.
    pub docs: &'static str,
    pub check: Check,
}

#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Reads one document; good until that document or the configuration changes.
    Document(fn(&Document, &Config, &mut Vec<Finding>)),
    /// Reads other documents and other inputs of the snapshot too.
    Workspace(fn(&Snapshot, FileId, &mut Vec<Finding>)),
    /// As `Workspace`, by what all documents say, which takes a while to gather. Whatever it reports
    /// stands at the title, or at the first line of a seed without one.
    Contents(fn(&Snapshot, FileId, &mut Vec<Finding>)),
    /// Told by [`check`] itself, which knows what comments held back.
    Suppressions,
    /// Of no seed: told by whoever meets it, at its own place.
    Elsewhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Off,
    Info,
    Warning,
    Error,
}

/// What a rule reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What the user must change, no more.
    pub range: TextRange,
    /// The field that it is about, where it is missing and no words of the seed tell of it.
    pub field: Option<FieldName>,
    /// What is wrong here: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// What to do about it, where that is not plain from the message; as `message`.
    pub help: Option<String>,
    pub related: Vec<Related>,
    /// Ways to mend it, the likeliest first; no two of them go together.
    pub fixes: Vec<Fix>,
}

/// Another place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// `None`: in the same document, as always where a rule sees no other.
    #[serde(skip)]
    pub file: Option<FileId>,
    pub range: TextRange,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// An order: "Add a title".
    pub title: String,
    pub edit: TextEdit,
    /// No reader of the seed could mind; else it is offered and never applied unasked.
    pub safe: bool,
}

/// A finding with the rule that reported it and the level that counts.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub level: Level,
    pub finding: Finding,
}

impl Finding {
    pub(crate) fn new(range: TextRange, message: impl Into<String>) -> Finding {
        Finding {
            range,
            field: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            fixes: Vec::new(),
        }
    }
}

impl Rule {
    /// The rule called `name`, or with the code `name` (`missing-title`, `201`).
    pub fn find(name: &str) -> Option<&'static Rule> {
        RULES.iter().copied().find(|rule| rule.name == name || rule.code.to_string() == name)
    }
}

/// What a configuration names and is defined here or below.
pub fn names() -> Names<'static> {
    static RULE_NAMES: LazyLock<Vec<(&'static str, u16)>> =
        LazyLock::new(|| RULES.iter().map(|rule| (rule.name, rule.code)).collect());
    static FIELD_NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| FIELDS.iter().map(|(field, _)| field.as_str()).collect());
    Names { rules: &RULE_NAMES, fields: &FIELD_NAMES }
}

/// Reads `text`, a configuration file; see [`crate::config::parse`].
pub fn parse_config(text: &str) -> (Config, Vec<ConfigError>) {
    crate::config::parse(text, names())
}

/// What the rules that look at one document alone report, by their codes: good for its text, whatever
/// others say, as long as its configuration is the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alone(Vec<(u16, Vec<Finding>)>);

/// Runs the rules that look at `document` alone.
pub fn check_alone(document: &Document, config: &Config) -> Alone {
    let mut alone = Alone::default();
    for rule in RULES.iter().filter(|rule| level(rule, config) != Level::Off) {
        let Check::Document(check) = rule.check else { continue };
        let mut findings = Vec::new();
        check(document, config, &mut findings);
        if !findings.is_empty() {
            alone.0.push((rule.code, findings));
        }
    }
    alone
}

/// All findings in `file`, sorted by range and code. The one place that decides levels and order.
pub fn check(snapshot: &Snapshot, file: FileId) -> Vec<Diagnostic> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    check_with(snapshot, file, check_alone(document, snapshot.config_of(file)))
}

/// The findings of [`check`] that stand at `offset`, or end there; nothing is gathered for those
/// that cannot.
pub fn check_at(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Vec<Diagnostic> {
    let Some(document) = snapshot.document(file) else { return Vec::new() };
    // Whether a comment is of use is known when all rules have been run.
    let in_vain =
        document.directives().is_empty() && !missing::place(document).contains_inclusive(offset);
    let alone = check_alone(document, snapshot.config_of(file));
    let mut found = check_unless(snapshot, file, alone, |rule| {
        in_vain && matches!(rule.check, Check::Contents(_))
    });
    found.retain(|it| it.finding.range.contains_inclusive(offset));
    found
}

/// As [`check`], where what the rules of one document report is known.
pub fn check_with(snapshot: &Snapshot, file: FileId, alone: Alone) -> Vec<Diagnostic> {
    check_unless(snapshot, file, alone, |_| false)
}

/// As [`check_with`], without the rules that are `left_out`.
fn check_unless(
    snapshot: &Snapshot,
    file: FileId,
    alone: Alone,
    left_out: impl Fn(&Rule) -> bool,
) -> Vec<Diagnostic> {
    let config = snapshot.config_of(file);
    let mut diagnostics = Vec::new();
    let mut alone: BTreeMap<u16, Vec<Finding>> = alone.0.into_iter().collect();
    for &rule in RULES {
        let level = level(rule, config);
        if level == Level::Off || left_out(rule) {
            continue;
        }
        let findings = match rule.check {
            Check::Suppressions | Check::Elsewhere => continue,
            Check::Document(_) => alone.remove(&rule.code).unwrap_or_default(),
            Check::Workspace(_) | Check::Contents(_) => run(rule, snapshot, file),
        };
        diagnostics.extend(findings.into_iter().map(|finding| Diagnostic { rule, level, finding }));
    }
    if let Some(document) = snapshot.document(file) {
        let is_on = |rule: &Rule| level(rule, config) != Level::Off;
        let unused = suppression::apply(document, &mut diagnostics, is_on);
        let (rule, level) = (&unused_suppression::RULE, level(&unused_suppression::RULE, config));
        if level != Level::Off {
            diagnostics.extend(unused.into_iter().map(|finding| Diagnostic {
                rule,
                level,
                finding,
            }));
        }
    }
    diagnostics.sort_by_key(|it| (it.finding.range.start(), it.finding.range.end(), it.rule.code));
    diagnostics
}

/// The level of `rule` under `config`.
pub fn level(rule: &Rule, config: &Config) -> Level {
    match config.levels.get(rule.name) {
        Some(LevelSetting::Off) => Level::Off,
        Some(LevelSetting::Info) => Level::Info,
        Some(LevelSetting::Warning) => Level::Warning,
        Some(LevelSetting::Error) => Level::Error,
        None => rule.level,
    }
}

/// What `rule` alone reports, in its own order.
fn run(rule: &Rule, snapshot: &Snapshot, file: FileId) -> Vec<Finding> {
    let mut findings = Vec::new();
    match rule.check {
        Check::Document(check) => {
            if let Some(document) = snapshot.document(file) {
                check(document, snapshot.config_of(file), &mut findings);
            }
        }
        Check::Workspace(check) | Check::Contents(check) => check(snapshot, file, &mut findings),
        Check::Elsewhere => {}
        Check::Suppressions => {
            let all = check(snapshot, file).into_iter();
            findings.extend(all.filter(|it| it.rule.code == rule.code).map(|it| it.finding));
        }
    }
    findings
}

#[cfg(test)]
pub(crate) mod tests;
