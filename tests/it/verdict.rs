//! Which findings make `seedls check` fail.

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;

/// A seed with one error, one with two warnings.
fn folder() -> Folder {
    let warnings = CLEAN.replace("They will", "[They](#) [will](#)");
    Folder::new(&[("error.seed", BROKEN), ("warnings.seed", &warnings)])
}

fn code(args: &[&str]) -> Option<i32> {
    folder().run(&[&["check"], args].concat()).code
}

#[test]
fn the_level_that_fails_is_chosen() {
    assert_eq!(code(&["warnings.seed"]), Some(1));
    assert_eq!(code(&["warnings.seed", "--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["warnings.seed", "--fail-on", "error"]), Some(0));
    assert_eq!(code(&["error.seed", "--fail-on", "error"]), Some(1));
    assert_eq!(code(&["error.seed", "--fail-on", "worst"]), Some(2));
}

#[test]
fn some_warnings_can_be_let_through_and_no_error() {
    assert_eq!(code(&["warnings.seed", "--max-warnings", "1"]), Some(1));
    assert_eq!(code(&["warnings.seed", "--max-warnings", "2"]), Some(0));
    assert_eq!(code(&["error.seed", "--max-warnings", "2"]), Some(1));
}

#[test]
fn exit_zero_lets_findings_through_and_no_failure() {
    assert_eq!(code(&["--exit-zero"]), Some(0));
    assert_eq!(code(&["--exit-zero", "none.seed"]), Some(2));
}

#[test]
fn what_counts_can_be_combined() {
    let many = ["warnings.seed", "--max-warnings", "1"];
    assert_eq!(code(&[&many[..], &["--fail-on", "warning"]].concat()), Some(1));
    // Warnings do not count then, however many there are.
    assert_eq!(code(&[&many[..], &["--fail-on", "error"]].concat()), Some(0));
    assert_eq!(code(&[&many[..], &["--exit-zero"]].concat()), Some(0));
    let all = ["--max-warnings", "2", "--fail-on"];
    assert_eq!(code(&[&all[..], &["warning"]].concat()), Some(1));
    assert_eq!(code(&[&all[..], &["warning", "--ignore", "102"]].concat()), Some(0));
    assert_eq!(code(&[&all[..], &["error", "--exit-zero"]].concat()), Some(0));
    assert_eq!(code(&[&all[..], &["error", "--exit-zero", "none.seed"]].concat()), Some(2));
}

#[test]
fn rules_are_selected_by_name_number_and_family() {
    let rules = |args: &[&str]| {
        let answer = folder().run(&[&["check", "--format", "concise"], args].concat());
        let mut rules: Vec<String> = answer
            .out
            .lines()
            .filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned()))
            .collect();
        rules.dedup();
        rules
    };
    let (destination, placeholder) = ("unclosed-link-destination", "placeholder-link");
    assert_eq!(rules(&[]), [destination, placeholder]);
    for family in ["links", "Links", "3xx", "301", "placeholder-link", "301,302"] {
        assert_eq!(rules(&["--select", family]), [placeholder], "{family}");
        assert_eq!(rules(&["--ignore", family]), [destination], "{family}");
    }
    assert_eq!(rules(&["--select", "1xx", "--select", "3xx"]), [destination, placeholder]);
    assert!(rules(&["--select", "1xx,3xx", "--ignore", "301,102"]).is_empty());
}

#[test]
fn a_rule_that_is_off_runs_when_it_is_named() {
    let folder = Folder::new(&[("a.seed", &format!("{CLEAN}\n[unused]: https://news.example/\n"))]);
    assert_eq!(folder.run(&["check"]).code, Some(0));
    let answer = folder.run(&["check", "--select", "unused-definition"]);
    assert!(answer.out.starts_with("warning[unused-definition]"), "{}", answer.out);
}

#[test]
fn an_unknown_rule_is_an_error_with_a_suggestion() {
    let answer = folder().run(&["check", "--select", "mising-title"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("did you mean `missing-title`?"), "{}", answer.err);
}

#[test]
fn statistics_count_findings_and_files_by_rule() {
    let answer = folder().run(&["check", "--statistics", "--format", "concise"]);
    assert!(
        answer.err.starts_with(
            "      2  placeholder-link             in 1 file\n      \
             1  unclosed-link-destination    in 1 file\n"
        ),
        "{}",
        answer.err
    );
}
