//! The real binary as a person or a script meets it.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;

use serde_json::Value;

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::FORMATS;
use crate::folder::Folder;
use crate::folder::answer;

#[test]
fn a_clean_seed_exits_with_0() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    folder.run(&["check"]).expect(0, "", "no findings in 1 file\n");
}

#[test]
fn findings_exit_with_1_and_go_to_standard_output() {
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", BROKEN)]);
    folder.run(&["check", "--format", "concise"]).expect(
        1,
        "b.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed\n",
        "1 error in 1 of 2 files\n",
    );
}

#[test]
fn text_shows_the_source() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    folder.run(&["check"]).expect(
        1,
        "\
error[unclosed-link-destination]: `(` opened here is never closed
 --> b.seed:7:23
  |
7 | They read [the report](https://news.example/report and left.
  |                       ^                           - the destination may end here
  |
  = help: close the destination

",
        "1 error in 1 file\n",
    );
}

#[test]
fn carets_line_up_below_wide_characters_and_tabs() {
    let text = BROKEN.replace("They read", "日本語\t😀 cafe\u{301}");
    let folder = Folder::new(&[("b.seed", &text)]);
    let out = folder.run(&["check"]).out;
    let line = out.lines().find(|line| line.starts_with("7 |")).expect("the source line");
    let carets = out.lines().find(|line| line.contains('^')).expect("the line below");
    // Three characters two wide, a tab shown as four blanks, an emoji two wide, and an accent
    // that takes no room of its own.
    let before = line.split_once('(').expect("the parenthesis").0;
    let columns = before.chars().count() + 3 + 1 - 1;
    assert_eq!(carets.find('^'), Some(columns), "{out}");
}

#[test]
fn a_gigantic_line_is_cut_to_its_finding() {
    let words = "word ".repeat(200_000);
    let text = format!("{}{words}", BROKEN.replace("They read", &words));
    let folder = Folder::new(&[("b.seed", &text)]);
    let answer = folder.run(&["check"]);
    assert_eq!(answer.code, Some(1));
    assert!(answer.out.contains("--> b.seed:7:1000014\n"), "{}", answer.out);
    let line = answer.out.lines().find(|line| line.contains("(https")).expect("the source line");
    assert!(line.chars().count() < 120, "{line}");
    let carets = answer.out.lines().find(|line| line.contains('^')).expect("the line below");
    let column = line.chars().position(|it| it == '(');
    assert_eq!(carets.chars().position(|it| it == '^'), column, "{}", answer.out);
}

#[test]
fn jsonl_has_exactly_the_promised_fields() {
    let text = BROKEN.replace("They read", "😀 é They read");
    let folder = Folder::new(&[("news/b.seed", &text)]);
    folder.run(&["check", "news", "--format", "jsonl"]).expect(
        1,
        "{\"file\":\"news/b.seed\",\"line\":7,\"column\":27,\"end_line\":7,\"end_column\":28,\
         \"column_utf16\":28,\"end_column_utf16\":29,\"byte_start\":90,\"byte_end\":91,\"rule\":\"unclosed-link-destination\",\"code\":102,\
         \"level\":\"error\",\"message\":\"`(` opened here is never closed\",\"fixable\":true,\
         \"fingerprint\":\"1e688e6a15d5cda1710cb2a685dc999a\"}\n",
        "1 error in 1 file\n",
    );
    assert_eq!(&text.as_bytes()[90..91], b"(");
}

#[test]
fn json_is_one_document_even_without_findings() {
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", BROKEN)]);
    let clean = folder.run(&["check", "--format", "json", "a.seed"]);
    let clean: Value = serde_json::from_str(&clean.out).expect("JSON");
    assert_eq!(clean["findings"], Value::Array(Vec::new()));
    assert_eq!(clean["files"], 1);

    let broken = folder.run(&["check", "--format", "json", "b.seed", "none.seed"]);
    assert_eq!(broken.code, Some(2));
    let broken: Value = serde_json::from_str(&broken.out).expect("JSON");
    let finding = &broken["findings"][0];
    assert_eq!(finding["rule"], "unclosed-link-destination");
    assert_eq!(finding["related"][0]["message"], "the destination may end here");
    assert_eq!(finding["fixes"][0]["edits"][0]["insert"], ")");
    assert_eq!(broken["problems"][0]["path"], "none.seed");
}

#[test]
fn a_missing_path_exits_with_2_after_all_others_are_checked() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    folder.run(&["check", "none.seed", "b.seed", "--format", "concise"]).expect(
        2,
        "b.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed\n",
        "error: none.seed: no such file or folder\n1 error in 1 file\n",
    );
}

#[test]
fn a_folder_without_seeds_exits_with_2() {
    let folder = Folder::new(&[("pictures/a.png", ""), ("a.seed", CLEAN)]);
    folder.run(&["check", "pictures", "a.seed"]).expect(
        2,
        "",
        "error: pictures: no seeds here: no `.seed`, `.txt` or `.md` file\n\
         no findings in 1 file\n",
    );
    let answer = Folder::new(&[("README.md", "# Read me\n")]).run(&["check"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.starts_with("error: .: no seeds here"), "{}", answer.err);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::BROKEN;
    use super::CLEAN;
    use super::Folder;

    #[test]
    fn a_loop_of_links_is_told_and_walked_once() {
        let folder = Folder::new(&[("news/b.seed", BROKEN)]);
        symlink("..", folder.path("news/up")).expect("links can be made");
        let answer = folder.run(&["check", ".", "--format", "concise"]);
        assert_eq!(answer.code, Some(1));
        assert_eq!(answer.out.lines().count(), 1, "{}", answer.out);
        assert!(answer.out.starts_with("news/b.seed:7:23: "), "{}", answer.out);
        assert!(answer.err.starts_with("note: news/up: "), "{}", answer.err);
    }

    #[test]
    fn a_file_and_a_link_to_it_are_one_file() {
        let folder = Folder::new(&[("z/b.seed", BROKEN), ("a.seed", CLEAN)]);
        symlink("z/b.seed", folder.path("link.seed")).expect("links can be made");
        symlink("z", folder.path("also")).expect("links can be made");
        let answer = folder.run(&["check", "--format", "concise"]);
        assert!(answer.out.starts_with("z/b.seed:7:23: "), "{}", answer.out);
        assert_eq!(answer.err, "1 error in 1 of 2 files\n");
    }

    #[test]
    fn a_reader_that_leaves_is_no_error() {
        use std::io::Read;
        use std::process::Stdio;

        let folder = Folder::new(&[]);
        for index in 0..500 {
            folder.write(&format!("{index}.seed"), BROKEN.as_bytes());
        }
        let mut child = folder
            .command(&["check"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut out = child.stdout.take().expect("a pipe");
        out.read_exact(&mut [0; 10]).expect("the first bytes");
        drop(out);
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn a_folder_may_be_called_like_a_seed() {
    let folder = Folder::new(&[("x.seed/b.txt", BROKEN)]);
    let answer = folder.run(&["check", "x.seed", "--format", "concise"]);
    assert!(answer.out.starts_with("x.seed/b.txt:7:23: "), "{}", answer.out);
    assert_eq!(answer.code, Some(1));
}

#[test]
fn line_endings_and_a_byte_order_mark_move_nothing() {
    let crlf = format!("\u{feff}{}", BROKEN.replace('\n', "\r\n"));
    let cr = BROKEN.replace('\n', "\r");
    let folder = Folder::new(&[("crlf.seed", &crlf), ("cr.seed", &cr)]);
    let answer = folder.run(&["check", "--format", "concise"]);
    let places: Vec<&str> =
        answer.out.lines().filter_map(|line| line.split_once(": ")).map(|it| it.0).collect();
    assert_eq!(places, ["cr.seed:7:23", "crlf.seed:7:23"], "{}", answer.out);
}

#[test]
fn ignore_files_count_in_folders_and_not_for_named_files() {
    let folder = Folder::new(&[
        (".gitignore", "old\n"),
        ("old/b.seed", BROKEN),
        (".hidden/b.seed", BROKEN),
        ("a.seed", CLEAN),
    ]);
    folder.run(&["check"]).expect(0, "", "no findings in 1 file\n");
    for path in ["old/b.seed", ".hidden/b.seed"] {
        let answer = folder.run(&["check", path, "--format", "concise"]);
        assert!(answer.out.starts_with(path), "{}", answer.out);
    }
}

#[test]
fn without_paths_only_seeds_by_name_are_checked() {
    let files = [("README.md", "# Read\n"), ("seeds/a.txt", BROKEN), ("b.seed", CLEAN)];
    let folder = Folder::new(&files);
    let answer = folder.run(&["check", "--format", "concise"]);
    assert_eq!(answer.err, "1 error in 1 of 2 files\n");
    // The folder is named now, so that its Markdown files are meant too.
    let answer = folder.run(&["check", ".", "--format", "concise"]);
    assert!(answer.err.ends_with("of 3 files\n"), "{}", answer.err);
}

#[test]
fn paths_are_shown_as_they_were_given() {
    let folder = Folder::new(&[("news/b.seed", BROKEN), ("here/a.seed", CLEAN)]);
    let absolute = folder.path("news").to_string_lossy().into_owned();
    for (given, shown) in [
        ("news", "news/b.seed"),
        ("news/b.seed", "news/b.seed"),
        ("here/../news", "here/../news/b.seed"),
        (&absolute, &format!("{absolute}/b.seed")),
    ] {
        let answer = folder.run(&["check", given, "--format", "concise"]);
        assert!(answer.out.starts_with(&format!("{shown}:7:23: ")), "{}", answer.out);
    }
}

#[test]
fn output_is_the_same_whatever_the_number_of_threads() {
    let folder = Folder::new(&[]);
    for index in 0..200 {
        let text = if index % 3 == 0 { CLEAN } else { BROKEN };
        folder.write(&format!("{}/{index}.seed", index % 7), text.as_bytes());
    }
    folder.write("0/bad.seed", b"\xff");
    for format in FORMATS {
        let mut answers = Vec::new();
        for threads in ["1", "2", "5", "16"] {
            let mut command = folder.command(&["check", "--format", format]);
            let answer = answer(command.env("RAYON_NUM_THREADS", threads));
            assert_eq!(answer.code, Some(2));
            answers.push((answer.out, answer.err));
        }
        assert!(answers.iter().all(|it| *it == answers[0]), "{format}");
        assert!(answers[0].0.contains("0/1"), "{format}: {}", answers[0].0);
    }
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    assert!(!folder.run(&["check"]).out.contains('\x1b'));
    assert!(folder.run(&["check", "--color", "always"]).out.contains("\x1b["));
    let mut command = folder.command(&["check"]);
    assert!(answer(command.env("CLICOLOR_FORCE", "1")).out.contains("\x1b["));
    let mut command = folder.command(&["check", "--color", "never"]);
    assert!(!answer(command.env("CLICOLOR_FORCE", "1")).out.contains('\x1b'));
    for force in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
        let mut command = folder.command(&["check"]);
        assert!(answer(command.env(force, "1")).out.contains("\x1b["), "{force}");
        let mut command = folder.command(&["check"]);
        let quiet = answer(command.env("NO_COLOR", "1").env(force, "1"));
        assert!(!quiet.out.contains('\x1b'), "{force}");
    }
    let mut command = folder.command(&["check"]);
    let quiet = answer(command.env("FORCE_COLOR", "0").env("CLICOLOR_FORCE", "1"));
    assert!(!quiet.out.contains('\x1b'));
    let mut command = folder.command(&["check", "--color", "always"]);
    assert!(
        answer(command.env("NO_COLOR", "1")).out.contains("\x1b["),
        "what is said counts first"
    );
}

#[test]
fn what_stands_in_a_file_or_its_name_cannot_steer_the_terminal() {
    let text = BROKEN.replace("They read", "\u{1b}[31mThey\u{7} read");
    let folder = Folder::new(&[("b.seed", &text)]);
    for format in FORMATS {
        let args = ["check", "b.seed", "no\u{1b}[31m.seed", "--color", "never", "--format", format];
        let answer = folder.run(&args);
        for char in ['\u{1b}', '\u{7}'] {
            assert!(!answer.out.contains(char), "{format}: {:?}", answer.out);
            assert!(!answer.err.contains(char), "{format}: {:?}", answer.err);
        }
    }
}

#[test]
fn the_nearest_configuration_counts() {
    let folder = Folder::new(&[
        ("seedls.toml", "[rules]\nunclosed-link-destination = \"off\"\n"),
        ("news/b.seed", BROKEN),
        ("other/seedls.toml", "[rules]\n102 = \"warning\"\n"),
        ("other/b.seed", BROKEN),
        ("third.toml", "exclude = [\"b.seed\"]\n"),
    ]);
    folder.run(&["check", "news"]).expect(0, "", "no findings in 1 file\n");
    folder.run(&["check", "other", "--format", "concise"]).expect(
        1,
        "other/b.seed:7:23: warning[unclosed-link-destination] `(` opened here is never closed\n",
        "1 warning in 1 file\n",
    );
    assert_eq!(folder.run(&["check", "news", "--no-config"]).code, Some(1));
    let answer = folder.run(&["check", "news", "--config", "third.toml"]);
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    assert!(answer.err.starts_with("error: news: no seeds here"), "{}", answer.err);
}

#[test]
fn a_broken_configuration_is_an_error_at_its_place() {
    let config = "[rules]\nunclosed-link-destinaton = \"off\"\n";
    let folder = Folder::new(&[("seedls.toml", config), ("b.seed", BROKEN)]);
    folder.run(&["check"]).expect(
        2,
        "",
        "\
error[invalid-config]: unknown rule `unclosed-link-destinaton`; did you mean `unclosed-link-destination`?
 --> seedls.toml:2:1
  |
2 | unclosed-link-destinaton = \"off\"
  | ^^^^^^^^^^^^^^^^^^^^^^^^
",
    );
    let answer = folder.run(&["check", "--config", "none.toml"]);
    assert_eq!(answer.code, Some(2));
    assert_eq!(answer.err, "error: none.toml: no such file\n");
}

#[test]
fn wrong_arguments_exit_with_2() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    for args in [&["chekc"][..], &["check", "--format", "xml"], &[], &["check", "--nope"]] {
        let answer = folder.run(args);
        assert_eq!(answer.code, Some(2), "{args:?}");
        assert_eq!(answer.out, "");
        assert_ne!(answer.err, "");
    }
}

#[test]
fn the_version_is_the_packages() {
    let folder = Folder::new(&[]);
    folder.run(&["--version"]).expect(0, &format!("seedls {}\n", env!("CARGO_PKG_VERSION")), "");
}

#[test]
fn explain_prints_a_rules_page_by_name_and_by_number() {
    let folder = Folder::new(&[]);
    let by_name = folder.run(&["explain", "unclosed-link-destination"]);
    assert_eq!(by_name.code, Some(0));
    assert!(by_name.out.starts_with("unclosed-link-destination\n\n102, error by default: "));
    assert!(by_name.out.contains("Found in:\n\n    They read"), "{}", by_name.out);
    assert_eq!(folder.run(&["explain", "102"]).out, by_name.out);
}

#[test]
fn explain_lists_all_rules_and_suggests() {
    let folder = Folder::new(&[]);
    let list = folder.run(&["explain"]);
    assert_eq!(list.out.lines().count(), seedls::rules::RULES.len());
    folder.run(&["explain", "mising-title"]).expect(
        2,
        "",
        "error: there is no rule `mising-title`; did you mean `missing-title`?\n",
    );
}

#[test]
fn links_are_followed_to_files_that_are_not_checked() {
    let link = |target: &str| CLEAN.replace("on Tuesday", &format!("on [Tuesday]({target})"));
    let folder = Folder::new(&[
        ("README.md", "# Read me\n\n## How to read\n"),
        ("news/picture.png", ""),
        ("news/a.seed", &link("../README.md#how-to-read")),
        ("news/b.seed", &link("../README.md#how-to-write")),
        ("news/c.seed", &link("picture.png")),
        ("news/d.seed", &link("/news/none.png")),
        (".git/HEAD", ""),
    ]);
    for current in [".", "news"] {
        let mut command = folder.command(&["check", "--format", "jsonl"]);
        let answer = answer(command.current_dir(folder.path(current)));
        let finding = |line| serde_json::from_str::<Value>(line).expect("JSON")["rule"].clone();
        let rules: Vec<Value> = answer.out.lines().map(finding).collect();
        assert_eq!(rules, ["missing-anchor", "missing-file"], "{}", answer.out);
    }
}

#[test]
fn nothing_that_was_checked_is_changed() {
    let text = format!("\u{feff}{}  \t", BROKEN.replace('\n', "\r\n"));
    let folder = Folder::new(&[]);
    let path = folder.path("b.seed");
    fs::write(&path, &text).expect("the file can be written");
    folder.run(&["check"]);
    assert_eq!(fs::read(&path).expect("still there"), text.as_bytes());
}
