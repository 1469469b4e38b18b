//! Which files `seedls check` goes over: what is listed, and what comes by standard input.

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;
use crate::folder::with_input;

const FOUND: &str = "unclosed-link-destination] `(` opened here is never closed\n";

#[test]
fn a_text_from_standard_input_is_checked_where_it_would_lie() {
    let text = CLEAN.replace("on Tuesday", "on [Tuesday](other.seed) and [x](none.seed)");
    let folder = Folder::new(&[("news/other.seed", CLEAN)]);
    let args = ["check", "-f", "concise", "--stdin", "--stdin-filename", "news/new.seed"];
    let answer = with_input(folder.command(&args), text.as_bytes());
    assert_eq!(answer.code, Some(1), "{}", answer.err);
    assert_eq!(answer.out.lines().count(), 1, "{}", answer.out);
    assert!(answer.out.starts_with("news/new.seed:7:"), "{}", answer.out);
    assert!(answer.out.contains("`none.seed`"), "{}", answer.out);
}

#[test]
fn standard_input_needs_no_name_and_must_be_text() {
    let folder = Folder::new(&[]);
    let args = ["check", "-f", "concise", "--stdin"];
    let answer = with_input(folder.command(&args), BROKEN.as_bytes());
    answer.expect(1, &format!("stdin.seed:7:23: error[{FOUND}"), "1 error in 1 file\n");
    let answer = with_input(folder.command(&args), b"a\xff");
    assert_eq!(answer.code, Some(2));
    assert!(answer.out.starts_with("stdin.seed:1:2: error[invalid-utf8]"), "{}", answer.out);
}

#[test]
fn paths_come_from_a_list_in_lines_or_ended_by_zeros() {
    let folder = Folder::new(&[("a b.seed", BROKEN), ("c.seed", BROKEN), ("d.seed", BROKEN)]);
    let expected = |names: &[&str]| -> String {
        names.iter().map(|it| format!("{it}:7:23: error[{FOUND}")).collect()
    };
    for list in ["a b.seed\nc.seed\n", "a b.seed\0c.seed\0", "a b.seed\r\nc.seed"] {
        folder.write("list", list.as_bytes());
        let answer = folder.run(&["check", "-f", "concise", "--files-from", "list"]);
        assert_eq!((answer.code, answer.out), (Some(1), expected(&["a b.seed", "c.seed"])));
        let command = folder.command(&["check", "-f", "concise", "--files-from", "-", "d.seed"]);
        let answer = with_input(command, list.as_bytes());
        assert_eq!(answer.out, expected(&["a b.seed", "c.seed", "d.seed"]));
    }
}

/// A hook that found nothing to check must not check everything.
#[test]
fn an_empty_list_names_no_file() {
    let folder = Folder::new(&[("a.seed", BROKEN)]);
    let answer = with_input(folder.command(&["check", "--files-from", "-"]), b"");
    answer.expect(0, "", "no findings in 0 files\n");
}

#[test]
fn the_number_of_files_at_a_time_changes_nothing() {
    let folder = Folder::new(&[("a.seed", BROKEN), ("b.seed", CLEAN), ("c.seed", BROKEN)]);
    let expected = folder.run(&["check"]);
    for jobs in ["0", "1", "2", "64"] {
        folder.run(&["check", "--jobs", jobs]).expect(1, &expected.out, &expected.err);
    }
}
