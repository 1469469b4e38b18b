//! `seedls convert` as a person or a script meets it.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::folder::Folder;

const CLEAN: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
    The pilots voted on Tuesday. They will stop work at noon.\n\n\
    Original url: <https://news.example/2021/03/03/strike>\n";

const YAML: &str = "---\ntitle: Harbour Pilots Vote to Strike\nauthor: A. Writer\ndate: 2021-03-03\n\
    source: https://news.example/2021/03/03/strike\n---\n\n\
    The pilots voted on Tuesday. They will stop work at noon.\n";

const UNCLOSED: &str = "---\ntitle: Pilots\n\nThey voted.\n";

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.path(path)).expect("the file can be read")
}

#[test]
fn what_would_change_is_shown_and_not_done() {
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", YAML)]);
    folder.run(&["convert", "--header", "yaml"]).expect(
        1,
        "\
--- a/a.seed
+++ b/a.seed
@@ -1,9 +1,8 @@
-Harbour Pilots Vote to Strike
-
-By A. Writer
-
-March 3, 2021
+---
+title: Harbour Pilots Vote to Strike
+author: A. Writer
+date: 2021-03-03
+source: https://news.example/2021/03/03/strike
+---
 
 The pilots voted on Tuesday. They will stop work at noon.
-
-Original url: <https://news.example/2021/03/03/strike>
",
        "1 file would be converted, 1 needs no change; `--write` does it\n",
    );
    assert_eq!(text(&folder, "a.seed"), CLEAN);
}

#[test]
fn files_are_written_where_that_is_asked_for() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    let write = ["convert", "--header", "yaml", "--write", "a.seed"];
    folder.run(&write).expect(0, "", "1 file converted\n");
    assert_eq!(text(&folder, "a.seed"), YAML);
    folder.run(&write).expect(0, "", "0 files converted, 1 needs no change\n");
    folder.run(&["convert", "--header", "newspaper", "--write", "a.seed"]).expect(
        0,
        "",
        "1 file converted\n",
    );
    assert_eq!(text(&folder, "a.seed"), CLEAN);
}

#[test]
fn what_cannot_be_converted_is_told_and_the_rest_is_done() {
    let folder = Folder::new(&[("a.seed", UNCLOSED), ("b.seed", CLEAN)]);
    folder.write("c.seed", b"Title: A\xff\n");
    folder.run(&["convert", "--header", "yaml", "--write"]).expect(
        2,
        "",
        "\
error: a.seed:1: not converted: the front matter is never closed
error: c.seed: not valid UTF-8: the first bad byte is at offset 8 (line 1, column 9)
1 file converted, 1 cannot be
",
    );
    assert_eq!(text(&folder, "a.seed"), UNCLOSED);
    assert_eq!(text(&folder, "b.seed"), YAML);
    assert_eq!(fs::read(folder.path("c.seed")).expect("it is there"), b"Title: A\xff\n");
}

#[test]
fn standard_input_is_converted_to_standard_output() {
    let folder = Folder::new(&[]);
    let convert = |input: &str| {
        let mut command = folder.command(&["convert", "--header", "yaml", "--stdin"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program starts");
        let mut pipe = process.stdin.take().expect("a pipe");
        pipe.write_all(input.as_bytes()).expect("the program reads");
        drop(pipe);
        let output = process.wait_with_output().expect("the program ends");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    assert_eq!(convert(CLEAN), (Some(0), YAML.to_owned(), String::new()));
    // No byte is lost where nothing, or nothing else, is to be done.
    let odd = "\u{feff}They voted.\r\nAnd \u{1b}[31mleft\u{1b}[0m.\u{7f}";
    assert_eq!(convert(odd), (Some(0), odd.to_owned(), String::new()));
    let (code, out, err) = convert(UNCLOSED);
    assert_eq!((code, out.as_str()), (Some(2), UNCLOSED));
    assert_eq!(err, "error: standard input:1: not converted: the front matter is never closed\n");
}

#[test]
fn a_diff_can_be_applied() {
    let folder =
        Folder::new(&[("a.seed", "Pilots\r\n\r\nBy A. Writer\r\n\r\nThey \u{1b}[1mvoted.")]);
    let diff = folder.run(&["convert", "--header", "toml", "a.seed"]).out;
    assert!(diff.contains("+title = \"Pilots\"\r\n"), "{diff:?}");
    assert!(diff.contains(" They \u{1b}[1mvoted.\n\\ No newline at end of file\n"), "{diff:?}");
}

/// Whenever the program is killed, each file is the old one or the new one. Where it is killed is
/// told by the files themselves: as soon as the one before it has changed.
#[test]
fn a_killed_conversion_leaves_whole_files() {
    let long = format!("{}\nEnd.", "They voted. And left the harbour.\n\n".repeat(3000));
    let old = CLEAN.replace("They will stop work at noon.", &long);
    let names: Vec<String> = (0..24).map(|number| format!("{number:02}.seed")).collect();
    for last in [0, 3, 7, 12, 20] {
        let files: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), &*old)).collect();
        let folder = Folder::new(&files);
        let mut command = folder.command(&["convert", "--header", "yaml", "--write"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the program starts");
        let mut ended = false;
        while !ended && text(&folder, &names[last]) == old {
            ended = process.try_wait().expect("it was started").is_some();
        }
        let _ = process.kill();
        process.wait().expect("it was started");
        let new = text(&folder, &names[last]);
        assert!(new.starts_with("---\ntitle: Harbour"), "{}", &new[..100]);
        for name in &names {
            let now = text(&folder, name);
            assert!(now == old || now == new, "{name} is neither old nor new");
        }
    }
}
