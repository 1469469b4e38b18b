//! `seedls check --fix` and `--diff` as a person or a script meets them.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;
use std::process::Stdio;

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;
use crate::folder::with_input;

/// What `--fix` makes of [`BROKEN`].
fn fixed(broken: &str) -> String {
    broken.replace("/report and", "/report) and")
}

/// [`BROKEN`] with a second finding, whose fix is not safe.
fn unsafe_too() -> String {
    BROKEN.replace(" and left.", " and left [the harbour] (https://news.example/harbour).")
}

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.path(path)).expect("the file can be read")
}

#[test]
fn what_is_fixed_is_written_and_the_rest_is_told() {
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", BROKEN), ("c.seed", &unsafe_too())]);
    let [a, b, c] = ["a.seed", "b.seed", "c.seed"].map(|name| text(&folder, name));
    folder.run(&["check", "--fix", "-f", "concise"]).expect(
        1,
        "c.seed:7:75: warning[space-in-link] this blank parts the link's text from its destination\n",
        "2 findings fixed in 2 files, 1 left\n1 warning in 1 of 3 files\n",
    );
    assert_eq!(text(&folder, "a.seed"), a);
    assert_eq!(text(&folder, "b.seed"), fixed(&b));
    assert_eq!(text(&folder, "c.seed"), fixed(&c));
    folder.run(&["check", "--fix", "--unsafe-fixes"]).expect(
        0,
        "",
        "1 finding fixed in 1 file, 0 left\nno findings in 3 files\n",
    );
    assert_eq!(text(&folder, "c.seed"), fixed(&c).replace("] (", "]("));
    folder.run(&["check", "--fix", "--unsafe-fixes"]).expect(
        0,
        "",
        "0 findings fixed in 0 files, 0 left\nno findings in 3 files\n",
    );
}

#[test]
fn a_diff_is_shown_and_nothing_is_done() {
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", BROKEN)]);
    let before = text(&folder, "b.seed");
    let source = before.lines().last().expect("the source");
    folder.run(&["check", "--diff"]).expect(
        1,
        &format!(
            "\
--- a/b.seed
+++ b/b.seed
@@ -4,6 +4,6 @@
 
 March 3, 2021
 
-They read [the report](https://news.example/report and left.
+They read [the report](https://news.example/report) and left.
 
 {source}
"
        ),
        "1 finding would be fixed in 1 file; `--fix` does it\n",
    );
    assert_eq!(text(&folder, "b.seed"), before);
    folder.run(&["check", "--fix", "--diff", "a.seed"]).expect(
        0,
        "",
        "0 findings would be fixed in 0 files\n",
    );
}

#[test]
fn every_other_byte_stays() {
    let odd =
        format!("\u{feff}{}\u{b}  ", BROKEN.replace('\n', "\r\n").replace("left.", "left.\t "));
    let folder = Folder::new(&[("a.seed", &odd)]);
    folder.write("b.seed", b"Title\r\n\n\xff (x)[https://a.example]\r");
    let (a, b) = (text(&folder, "a.seed"), fs::read(folder.path("b.seed")).expect("it is there"));
    let answer = folder.run(&["check", "--fix", "-f", "concise"]);
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    assert!(answer.out.contains("b.seed:3:1: error[invalid-utf8]"), "{}", answer.out);
    assert_eq!(text(&folder, "a.seed"), fixed(&a));
    assert_eq!(fs::read(folder.path("b.seed")).expect("it is there"), b);
}

#[test]
fn standard_input_is_mended_to_standard_output() {
    let folder = Folder::new(&[]);
    let command = || folder.command(&["check", "--stdin", "--fix", "-f", "concise"]);
    with_input(command(), unsafe_too().as_bytes()).expect(
        1,
        &fixed(&unsafe_too()),
        "stdin.seed:7:75: warning[space-in-link] this blank parts the link's text from its destination\n\
         1 finding fixed in 1 file, 1 left\n1 warning in 1 file\n",
    );
    // What needs nothing is printed as it came.
    with_input(command(), CLEAN.as_bytes()).expect(
        0,
        CLEAN,
        "0 findings fixed in 0 files, 0 left\nno findings in 1 file\n",
    );
    let command = folder.command(&["check", "--stdin", "--diff", "--stdin-filename", "x/y.seed"]);
    let answer = with_input(command, BROKEN.as_bytes());
    assert!(answer.out.starts_with("--- a/x/y.seed\n+++ b/x/y.seed\n@@"), "{}", answer.out);
    assert_eq!(answer.code, Some(1));
}

#[test]
fn only_the_selected_rules_are_mended() {
    let folder = Folder::new(&[("c.seed", &unsafe_too())]);
    let before = text(&folder, "c.seed");
    let arguments = ["check", "--fix", "--unsafe-fixes", "--select", "space-in-link"];
    folder.run(&arguments).expect(
        0,
        "",
        "1 finding fixed in 1 file, 0 left\nno findings in 1 file\n",
    );
    assert_eq!(text(&folder, "c.seed"), before.replace("] (", "]("));
}

#[test]
fn unsafe_fixes_alone_say_nothing() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    folder.run(&["check", "--unsafe-fixes"]).expect(
        2,
        "",
        "error: `--unsafe-fixes` says what `--fix` or `--diff` does; give one of them too\n",
    );
}

#[test]
fn the_baseline_forgets_what_was_mended() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    let code = folder.run(&["check", "--baseline", "known.json", "--update-baseline"]).code;
    assert_eq!(code, Some(0));
    let answer = folder.run(&["check", "--baseline", "known.json", "--fix", "--prune-baseline"]);
    answer.expect(0, "", "1 finding fixed in 1 file, 0 left\nno findings in 1 file\n");
    assert!(!text(&folder, "known.json").contains("unclosed"));
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::fs::symlink;

    use super::fixed;
    use super::text;
    use crate::folder::BROKEN;
    use crate::folder::Folder;

    #[test]
    fn links_and_permissions_stay() {
        let folder = Folder::new(&[("real/a.seed", BROKEN)]);
        let before = text(&folder, "real/a.seed");
        let mode = fs::Permissions::from_mode(0o640);
        fs::set_permissions(folder.path("real/a.seed"), mode).expect("they can be set");
        symlink("real/a.seed", folder.path("link.seed")).expect("links can be made");
        let answer = folder.run(&["check", "--fix", "link.seed"]);
        answer.expect(0, "", "1 finding fixed in 1 file, 0 left\nno findings in 1 file\n");
        assert!(fs::symlink_metadata(folder.path("link.seed")).expect("there").is_symlink());
        assert_eq!(text(&folder, "real/a.seed"), fixed(&before));
        let metadata = fs::metadata(folder.path("real/a.seed")).expect("there");
        assert_eq!(metadata.permissions().mode() & 0o7777, 0o640);
    }

    #[test]
    fn what_must_not_be_written_is_told() {
        let folder = Folder::new(&[("a.seed", BROKEN), ("b.seed", BROKEN), ("c.seed", BROKEN)]);
        let mode = fs::Permissions::from_mode(0o444);
        fs::set_permissions(folder.path("a.seed"), mode).expect("they can be set");
        fs::hard_link(folder.path("b.seed"), folder.path("b.old")).expect("links can be made");
        folder.run(&["check", "--fix", "-f", "concise"]).expect(
            2,
            "a.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed\n\
             b.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed\n",
            "error: a.seed: not written: it is read-only\n\
             error: b.seed: not written: it has several names (hard links), which would no longer \
             be one file\n\
             1 finding fixed in 1 file, 2 left\n2 errors in 2 of 3 files\n",
        );
    }
}

/// Whenever the program is killed, each file is the old one or the new one, and what it was writing
/// is in nobody's way. Where it is killed is told by the files themselves: as soon as the one
/// before it has changed.
#[test]
fn a_killed_run_leaves_whole_files() {
    let long = format!("and left.\n\n{}", "They voted. And left the harbour.\n\n".repeat(600));
    let old = BROKEN.replace("and left.", &long);
    let names: Vec<String> = (0..24).map(|number| format!("{number:02}.seed")).collect();
    for last in [0, 7, 20] {
        let files: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), &*old)).collect();
        let folder = Folder::new(&files);
        let old: Vec<String> = names.iter().map(|name| text(&folder, name)).collect();
        let mut command = folder.command(&["check", "--fix", "--select", "102"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the program starts");
        let mut ended = false;
        while !ended && text(&folder, &names[last]) == old[last] {
            ended = process.try_wait().expect("it was started").is_some();
        }
        let _ = process.kill();
        process.wait().expect("it was started");
        let mut mended = 0;
        for (name, old) in names.iter().zip(&old) {
            let now = text(&folder, name);
            assert!(now == *old || now == fixed(old), "{name} is neither old nor new");
            mended += usize::from(now != *old);
        }
        assert!(last < mended, "{mended} files were mended");
        // It goes on where it was.
        let answer = folder.run(&["check", "--fix", "--select", "102"]);
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        let left = names.len() - mended;
        let told = format!("{left} finding{} fixed in", if left == 1 { "" } else { "s" });
        assert!(answer.err.starts_with(&told), "{told}: {}", answer.err);
    }
}
