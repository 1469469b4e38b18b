//! Baselines: old findings are held back, new ones are not.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;

const CHECK: &[&str] = &["check", "--format", "concise", "--baseline", "accepted.json"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [CHECK, more].concat()
}

/// A folder with two findings, both accepted.
fn accepted() -> Folder {
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", BROKEN), ("c/d.seed", BROKEN)]);
    let answer = folder.run(&with(&["--update-baseline"]));
    let held = "no findings in 3 files\nnote: 2 findings held back by accepted.json\n";
    answer.expect(0, "", held);
    folder
}

#[test]
fn only_new_findings_count() {
    let folder = accepted();
    let text = BROKEN.replace("March 3", "[Old](#) [x](#)\n\nMarch 3");
    folder.write("b.seed", text.as_bytes());
    let answer = folder.run(CHECK);
    assert_eq!(answer.code, Some(1), "{}", answer.out);
    assert!(answer.out.contains("placeholder-link"), "{}", answer.out);
    assert!(!answer.out.contains("unclosed-link-destination"), "{}", answer.out);
}

#[test]
fn lines_above_leave_a_finding_accepted() {
    let folder = accepted();
    for count in 1..9 {
        let more = "The harbour lay still.\n\n".repeat(count);
        folder.write("b.seed", BROKEN.replace("They read", &format!("{more}They read")).as_bytes());
        let answer = folder.run(CHECK);
        assert_eq!(answer.code, Some(0), "{}", answer.out);
    }
}

#[test]
fn entries_that_are_no_longer_found_are_told_and_taken_out_when_asked() {
    let folder = accepted();
    folder.write("b.seed", CLEAN.as_bytes());
    fs::remove_file(folder.path("c/d.seed")).expect("the file can be removed");
    folder.run(CHECK).expect(
        0,
        "",
        "no findings in 2 files\n\
         note: 2 findings of accepted.json mended; `--prune-baseline` takes them out of it\n",
    );
    folder.run(&with(&["--prune-baseline"])).expect(0, "", "no findings in 2 files\n");
    folder.run(CHECK).expect(0, "", "no findings in 2 files\n");
    folder.write("b.seed", BROKEN.as_bytes());
    assert_eq!(folder.run(CHECK).code, Some(1));
}

#[test]
fn what_is_not_checked_stays_accepted() {
    let folder = accepted();
    folder.run(&with(&["--prune-baseline", "a.seed"])).expect(0, "", "no findings in 1 file\n");
    let ignore = with(&["--prune-baseline", "--ignore", "unclosed-link-destination"]);
    folder.run(&ignore).expect(0, "", "no findings in 3 files\n");
    assert_eq!(folder.run(CHECK).code, Some(0));
}

#[test]
fn paths_count_from_the_baseline() {
    let folder = accepted();
    let mut command = folder.command(&["check", "..", "--baseline", "../accepted.json"]);
    let output = command.current_dir(folder.path("c")).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_baseline_that_cannot_be_read_is_an_error_and_stays_as_it_is() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    let missing = folder.run(CHECK);
    assert_eq!((missing.code, &*missing.out), (Some(2), ""));
    assert!(missing.err.starts_with("error: accepted.json: cannot be read: "), "{}", missing.err);
    for text in ["{", "[]", "{\"version\": 1}", "{\"version\": 7, \"files\": {}}"] {
        folder.write("accepted.json", text.as_bytes());
        for more in [&[][..], &["--update-baseline"]] {
            let answer = folder.run(&with(more));
            assert_eq!((answer.code, &*answer.out), (Some(2), ""));
            assert!(answer.err.starts_with("error: accepted.json: this "), "{}", answer.err);
        }
        assert_eq!(fs::read(folder.path("accepted.json")).expect("the file"), text.as_bytes());
    }
}

#[test]
fn the_file_is_sorted_and_has_an_entry_a_line() {
    let folder = accepted();
    let text = fs::read_to_string(folder.path("accepted.json")).expect("the baseline");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(lines[..4], ["{", "\"version\": 1,", "\"files\": {", "\"b.seed\": ["]);
    let entries = lines.iter().filter(|line| line.starts_with("{\"rule\":"));
    assert_eq!(entries.count(), 2);
    folder.run(&with(&["--update-baseline"]));
    assert_eq!(fs::read_to_string(folder.path("accepted.json")).expect("the baseline"), text);
}
