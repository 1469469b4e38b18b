//! What every rule's tests call, and the tests that hold for all rules at once.

use std::collections::BTreeSet;

use crate::config::LevelSetting;
use crate::fixture::Fixture;
use crate::fixture::configuration;
use crate::fixture::files;
use crate::fixture::workspace;
use crate::rules::Check;
use crate::rules::Diagnostic;
use crate::rules::Level;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::rules::check as check_all;
use crate::rules::check_at;
use crate::rules::near_duplicate;
use crate::rules::parse_config;
use crate::rules::run;
use crate::text::TextSize;

/// Checks `rule` alone against the `^^^ message` annotations of `fixture`.
#[track_caller]
pub(crate) fn check(rule: &Rule, fixture: &str) {
    let fixture = Fixture::parse(fixture);
    let snapshot = fixture.snapshot();
    for file in snapshot.files() {
        let mut actual: Vec<_> =
            run(rule, &snapshot, file).into_iter().map(|it| (it.range, it.message)).collect();
        actual.sort_by_key(|(range, _)| (range.start(), range.end()));
        let path = snapshot.path(file).unwrap_or_default();
        assert_eq!(actual, fixture.annotations(file), "in {path}");
    }
}

/// Applies the first fix that `rule` offers on the first file of the workspace `before`.
#[track_caller]
pub(crate) fn check_fix(rule: &Rule, before: &str, after: &str) {
    assert_eq!(fixed(rule, &files(before)).as_deref(), Some(after));
}

/// Applies each of the fixes of the first finding of `rule` by itself.
#[track_caller]
pub(crate) fn check_fixes(rule: &Rule, before: &str, after: &[&str]) {
    let files = files(before);
    let host = workspace(&files);
    let file = host.file_at(&files[0].0).expect("the first file is a seed");
    let snapshot = host.snapshot();
    let document = snapshot.document(file).expect("a seed is a document");
    let finding = run(rule, &snapshot, file).into_iter().next().expect("a finding");
    let fixed: Vec<String> =
        finding.fixes.iter().map(|fix| document.text().edit(&fix.edit).to_string()).collect();
    assert_eq!(fixed, after);
}

fn fixed(rule: &Rule, files: &[(String, String)]) -> Option<String> {
    let host = workspace(files);
    let file = host.file_at(&files.first()?.0)?;
    let snapshot = host.snapshot();
    let fix = run(rule, &snapshot, file).into_iter().find_map(|it| it.fixes.into_iter().next())?;
    Some(snapshot.document(file)?.text().edit(&fix.edit).to_string())
}

#[test]
fn documentation_examples_are_true() {
    for rule in RULES {
        let mut bad: Option<Vec<(String, String)>> = None;
        let mut bad_count = 0;
        for (tag, mut example) in examples(rule.docs) {
            let name = rule.name;
            if let Some(bad) = bad.as_deref()
                && tag != "bad"
                && example.len() == 1
            {
                example.extend_from_slice(&bad[1..]);
            }
            let mut host = workspace(&example);
            // Rules that are off by default have examples too.
            let mut config = configuration(&example);
            config.levels.entry(name.to_owned()).or_insert(LevelSetting::Warning);
            host.set_config(config);
            let (path, seed) = &example[0];
            let file = host.file_at(path).expect("the first file of an example is a seed");
            let findings: Vec<&str> =
                check_all(&host.snapshot(), file).iter().map(|it| it.rule.name).collect();
            match tag {
                "bad" => {
                    let only_this = !findings.is_empty() && findings.iter().all(|&it| it == name);
                    assert!(only_this, "{name}: bad example gives {findings:?}:\n{seed}");
                    bad_count += 1;
                    bad = Some(example);
                }
                "good" => {
                    assert!(findings.is_empty(), "{name}: good example: {findings:?}:\n{seed}");
                }
                "fixed" => {
                    assert!(findings.is_empty(), "{name}: fixed example: {findings:?}:\n{seed}");
                    let bad = bad.as_deref().expect("a bad example stands before a fixed one");
                    assert_eq!(fixed(rule, bad).as_deref(), Some(seed.as_str()), "{name}");
                }
                // A fix that leaves a value to its reader.
                "to-fill" => {
                    assert!(!findings.contains(&name), "{name}: {findings:?}:\n{seed}");
                    let bad = bad.as_deref().expect("a bad example stands before a fixed one");
                    assert_eq!(fixed(rule, bad).as_deref(), Some(seed.as_str()), "{name}");
                }
                tag => panic!("{name}: unknown example tag {tag:?}"),
            }
        }
        // One that is of no seed has examples of its own kind.
        let is_shown = 0 < bad_count || matches!(rule.check, Check::Elsewhere);
        assert!(is_shown, "{}: the documentation shows no bad example", rule.name);
    }
}

#[test]
fn documented_configurations_are_true() {
    let docs = Rule::find("invalid-config").expect("the rule").docs;
    let example = |tag: &str| {
        let (_, rest) = docs.split_once(&format!("```config {tag}\n")).expect("an example");
        rest.split("```").next().unwrap_or_default()
    };
    let faults = |text: &str| crate::rules::parse_config(text).1.len();
    assert_eq!((faults(example("bad")), faults(example("good"))), (2, 0));
}

#[test]
fn keys_name_rules_that_there_are() {
    for setting in crate::config::settings() {
        for name in crate::config::rules_of(setting.name) {
            assert!(Rule::find(name).is_some(), "{}: {name}", setting.name);
        }
    }
}

#[test]
fn each_rule_has_the_level_that_its_owner_gives_it() {
    // What is of no seed has no example that is a seed.
    for rule in RULES.iter().filter(|rule| !matches!(rule.check, Check::Elsewhere)) {
        let example = examples(rule.docs).into_iter().find(|(tag, _)| *tag == "bad");
        let (_, example) = example.expect("every rule shows a bad example");
        for (setting, wanted) in [
            ("off", None),
            ("info", Some(Level::Info)),
            ("warning", Some(Level::Warning)),
            ("error", Some(Level::Error)),
        ] {
            let name = rule.name;
            let (given, errors) = parse_config(&format!("[rules]\n{name} = \"{setting}\"\n"));
            assert!(errors.is_empty(), "{name}: {errors:?}");
            let mut host = workspace(&example);
            let mut config = configuration(&example);
            config.levels.extend(given.levels);
            host.set_config(config);
            let file = host.file_at(&example[0].0).expect("the first file of an example is a seed");
            let mut levels: Vec<Level> = check_all(&host.snapshot(), file)
                .iter()
                .filter(|it| it.rule.code == rule.code)
                .map(|it| it.level)
                .collect();
            levels.dedup();
            assert_eq!(levels, Vec::from_iter(wanted), "{name} = {setting}");
        }
    }
}

/// What one rule names, no other one names again.
#[test]
fn one_defect_is_one_finding_across_families() {
    const HEADER: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n";
    const TEXT: &str = "The pilots of the northern harbour voted on Tuesday to leave for good.\n\n";
    const SOURCE: &str = "Original url: <https://news.example/2021/03/03/harbour-pilots>\n";
    let mut wrong = Vec::new();
    for (passage, footer, rule) in [
        ("", "Original url:\n\n<https//news.example/a>\n", "broken-autolink"),
        ("", "Original url: <https//news.example/a>\n", "broken-autolink"),
        ("", "Original url:\n\n<https://news.example/a b.html>\n", "broken-autolink"),
        ("", "Original url:\n\n<https://news.example/a\n", "unclosed-autolink"),
        ("See <https//news.example/a>.", SOURCE, "broken-autolink"),
        ("See [a](https//news.example/a b).", SOURCE, "broken-destination"),
        ("See [a](htp://news.example/a.", SOURCE, "unclosed-link-destination"),
        ("See [a](# and left.", SOURCE, "unclosed-link-destination"),
        ("See (a)[#].", SOURCE, "reversed-link"),
        ("See [the map] (#).", SOURCE, "space-in-link"),
        ("See [a][b].\n\n[b] https://news.example/b", SOURCE, "malformed-reference-definition"),
    ] {
        let source = format!("{HEADER}{TEXT}{passage}\n\n{footer}");
        let host = workspace(&files(&source));
        let file = host.file_at("/seeds/a.seed").expect("the seed is there");
        let found: Vec<&str> =
            check_all(&host.snapshot(), file).iter().map(|it| it.rule.name).collect();
        if found != [rule] {
            wrong.push((passage, footer, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_stands_at_an_offset_is_what_is_found_there() {
    let mut examples: Vec<Vec<(String, String)>> = Vec::new();
    for rule in RULES {
        let bad = self::examples(rule.docs).into_iter().filter(|(tag, _)| *tag == "bad");
        examples.extend(bad.map(|(_, example)| example));
    }
    // A comment that holds back what is gathered from all, and one that does so in vain.
    let near: Vec<_> = self::examples(near_duplicate::RULE.docs).swap_remove(0).1;
    for comment in ["near-duplicate", "near-duplicate missing-title"] {
        let mut near = near.clone();
        near[0].1.push_str(&format!("\n<!-- seedls-disable-file {comment} -->\n"));
        examples.push(near);
    }
    let mut met = BTreeSet::new();
    for example in examples {
        let host = workspace(&example);
        let (path, seed) = &example[0];
        let file = host.file_at(path).expect("the first file of an example is a seed");
        let snapshot = host.snapshot();
        let all = check_all(&snapshot, file);
        let ends = all.iter().flat_map(|it| [it.finding.range.start(), it.finding.range.end()]);
        let steps = (0..seed.len()).step_by(32).map(|at| TextSize::from(at as u32));
        for offset in ends.chain(steps) {
            let shown = |it: &Diagnostic| format!("{} {:?}", it.rule.name, it.finding);
            let at: Vec<String> = check_at(&snapshot, file, offset).iter().map(shown).collect();
            let there = all.iter().filter(|it| it.finding.range.contains_inclusive(offset));
            assert_eq!(at, there.map(shown).collect::<Vec<_>>(), "{seed}");
            met.extend(all.iter().map(|it| it.rule.name));
        }
    }
    assert!(met.contains("near-duplicate") && met.contains("unused-suppression"), "{met:?}");
}

#[test]
fn names_and_codes_are_unique_and_in_order() {
    let codes: Vec<u16> = RULES.iter().map(|rule| rule.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for rule in RULES {
        assert!(!rule.summary.ends_with('.') && !rule.summary.is_empty(), "{}", rule.name);
    }
}

/// The fenced examples of a rule's docs: tag and files, the one that is checked first.
fn examples(docs: &str) -> Vec<(&str, Vec<(String, String)>)> {
    const HEADER: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n";
    const FOOTER: &str = "\nOriginal url: <https://news.example/2021/03/03/harbour-pilots>\n";
    let mut examples = Vec::new();
    let mut open: Option<(&str, &str, bool, String)> = None;
    for line in docs.lines() {
        match &mut open {
            None => {
                // Examples that hold fences themselves are fenced with more backticks.
                let info = line.trim_start_matches('`');
                let Some((kind, tag)) = info.split_once(' ').filter(|_| line.starts_with("```"))
                else {
                    continue;
                };
                let known = ["seed", "body", "config"].contains(&kind);
                assert!(known, "unknown example kind {kind:?}");
                if kind == "config" {
                    continue;
                }
                let fence = &line[..line.len() - info.len()];
                open = Some((fence, tag, kind == "body", String::new()));
            }
            Some((fence, tag, body, text)) if line == *fence => {
                let mut example = files(text);
                if *body && let Some((_, text)) = example.first_mut() {
                    *text = format!("{HEADER}{text}{FOOTER}");
                }
                examples.push((*tag, example));
                open = None;
            }
            Some((_, _, _, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    examples
}
