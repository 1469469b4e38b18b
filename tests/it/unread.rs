//! Files that are no texts, and files with more findings than are shown: the rules of the tool's own.

use std::fs;

use expect_test::expect;
use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::FORMATS;
use crate::folder::Folder;

#[test]
fn the_first_byte_that_is_not_utf8_is_placed_and_the_rest_checked() {
    let folder = Folder::new(&[("b.seed", BROKEN)]);
    folder.write("a.seed", b"Title\r\n\xc3\xa9\xe9 and \xff\n");
    folder.run(&["check", "--format", "concise"]).expect(
        2,
        "a.seed:2:2: error[invalid-utf8] the byte 0xE9 is not UTF-8 here\n\
         b.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed\n",
        "2 errors in 2 of 2 files\n",
    );
    let answer = folder.run(&["check", "a.seed"]);
    expect![[r#"
        error[invalid-utf8]: the byte 0xE9 is not UTF-8 here
         --> a.seed:2:2
          |
        2 | é? and ?
          |  ^
          |
          = help: save the file as UTF-8; in Latin-1 and Windows-1252 the byte is `é`

    "#]]
    .assert_eq(&answer.out);
    let answer = folder.run(&["check", "a.seed", "--format", "jsonl"]);
    let finding: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!((&finding["byte_start"], &finding["byte_end"]), (&json!(9), &json!(10)));
}

#[test]
fn a_file_in_utf16_is_told_as_that() {
    let folder = Folder::new(&[]);
    folder.write("a.seed", b"\xff\xfea\0");
    folder.run(&["check"]).expect(
        2,
        "error[invalid-utf8]: the file is encoded in UTF-16\n--> a.seed\n = help: save the file as UTF-8\n\n",
        "1 error in 1 file\n",
    );
}

#[test]
fn a_binary_file_exits_with_2() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    folder.write("b.seed", b"\x7fELF\0\0\xff");
    folder.run(&["check"]).expect(
        2,
        "error[unreadable-file]: not a text file: there is a zero byte at offset 4\n--> b.seed\n\n",
        "1 error in 1 of 2 files\n",
    );
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    let file = fs::File::create(folder.path("b.seed")).expect("the file can be made");
    // Sparse: takes no room on the disk.
    file.set_len(5 << 30).expect("the disk holds sparse files");
    let answer = folder.run(&["check", "--format", "concise"]);
    let start = "b.seed:1:1: error[unreadable-file] 5368709120 bytes long";
    assert!(answer.out.starts_with(start), "{}", answer.out);
    assert_eq!((answer.code, &*answer.err), (Some(2), "1 error in 1 of 2 files\n"));
}

#[test]
fn what_could_not_be_read_stands_in_every_format_and_nothing_hides_it() {
    let folder = Folder::new(&[("b.seed", CLEAN)]);
    folder.write("a.seed", b"\0");
    folder.write("c.seed", b"\xe9");
    let both = ["unreadable-file", "invalid-utf8"];
    for format in FORMATS {
        let answer = folder.run(&["check", "--format", format]);
        assert_eq!(answer.code, Some(2), "{format}");
        for rule in both {
            assert!(answer.out.contains(rule), "{format}: {}", answer.out);
        }
    }
    let answer = folder.run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let off = "[rules]\nunreadable-file = \"off\"\ninvalid-utf8 = \"off\"\n";
    folder.write("seedls.toml", off.as_bytes());
    for args in [
        &["--exit-zero"][..],
        &["--select", "links"],
        &["--ignore", "9xx"],
        &["--baseline", "base.json", "--update-baseline"],
        &["--baseline", "base.json"],
    ] {
        let answer = folder.run(&[&["check", "--format", "concise"], args].concat());
        assert_eq!(answer.code, Some(2), "{args:?}: {}", answer.err);
        assert_eq!(answer.out.lines().count(), 2, "{args:?}: {}", answer.out);
    }
    folder.write("seedls.toml", b"exclude = [\"a.seed\", \"c.seed\"]\n");
    folder.run(&["check"]).expect(0, "", "no findings in 1 file\n");
}

#[test]
fn other_commands_tell_what_could_not_be_read_and_go_on() {
    let folder = Folder::new(&[("b.seed", CLEAN)]);
    folder.write("a.seed", b"Caf\xe9\n");
    let bad =
        "error: a.seed: not valid UTF-8: the first bad byte is at offset 3 (line 1, column 4)\n";
    for command in ["metadata", "infer", "graph"] {
        let answer = folder.run(&[command]);
        assert_eq!((answer.code, &*answer.err), (Some(2), bad), "{command}");
        assert_ne!(answer.out, "", "{command}");
    }
    let answer = folder.run(&["check", "--diff"]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.starts_with(bad), "{}", answer.err);
}

/// A seed with an error in its last line but one, and `count` warnings above it.
fn faulty(count: usize) -> String {
    BROKEN.replace("They read", &"See [it](#). ".repeat(count))
}

#[test]
fn of_too_many_findings_the_worst_are_shown_and_all_count() {
    let folder = Folder::new(&[("a.seed", &faulty(4)), ("b.seed", BROKEN)]);
    folder.write("seedls.toml", b"max-findings = 3\n");
    let answer = folder.run(&["check", "--format", "concise", "--statistics"]);
    expect![[r#"
        a.seed:1:1: warning[too-many-findings] 2 more findings are not shown
        a.seed:7:10: warning[placeholder-link] `#` is a placeholder, not a destination
        a.seed:7:23: warning[placeholder-link] `#` is a placeholder, not a destination
        a.seed:7:66: error[unclosed-link-destination] `(` opened here is never closed
        b.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed
    "#]]
    .assert_eq(&answer.out);
    expect![[r#"
              4  placeholder-link             in 1 file
              2  unclosed-link-destination    in 2 files
        2 errors and 4 warnings in 2 of 2 files
    "#]]
    .assert_eq(&answer.err);
    let code = |most: &str| {
        folder.run(&["check", "a.seed", "--ignore", "102", "--max-warnings", most]).code
    };
    assert_eq!((code("3"), code("4")), (Some(1), Some(0)));
    // What nobody sees is accepted and mended too.
    let base = ["check", "--baseline", "base.json"];
    folder.run(&[&base[..], &["--update-baseline"]].concat());
    folder.write("seedls.toml", b"");
    let answer = folder.run(&base);
    assert_eq!((answer.code, &*answer.out), (Some(0), ""), "{}", answer.err);
}

#[test]
fn an_editor_is_not_shown_too_many_findings_either() {
    let folder = Folder::new(&[]);
    folder.write("seedls.toml", b"max-findings = 3\n");
    let root = format!("file://{}", folder.path("").display());
    let mut client = Client::start();
    let folders = json!([{ "uri": root.trim_end_matches('/'), "name": "seeds" }]);
    client.ask("initialize", json!({ "workspaceFolders": folders, "capabilities": {} }));
    client.tell("initialized", json!({}));
    let uri = format!("file://{}", folder.path("a.seed").display());
    client.open(&uri, &faulty(4));
    let (links, error) = ("placeholder-link", "unclosed-link-destination");
    client.wait_for_rules(&uri, &["too-many-findings", links, links, error]);
    client.stop();
}

#[cfg(unix)]
#[test]
fn what_the_system_does_not_let_us_read_exits_with_2() {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let folder = Folder::new(&[("b.seed", BROKEN)]);
    symlink("nowhere", folder.path("a.seed")).expect("links can be made");
    symlink("c.seed", folder.path("c.seed")).expect("links can be made");
    // What is no seed is nobody's business.
    symlink("nowhere", folder.path("a.png")).expect("links can be made");
    let made = Command::new("mkfifo").arg(folder.path("d.seed")).status();
    assert!(made.expect("mkfifo runs").success());
    let answer = folder.run(&["check", "--format", "concise"]);
    assert_eq!((answer.code, &*answer.err), (Some(2), "4 errors in 4 of 4 files\n"));
    let starts = [
        "a.seed:1:1: error[unreadable-file] cannot be read: ",
        "b.seed:7:23: ",
        "c.seed:1:1: error[unreadable-file] cannot be read: ",
        "d.seed:1:1: error[unreadable-file] neither a file nor a folder",
    ];
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines.len(), starts.len(), "{}", answer.out);
    for (line, start) in lines.into_iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}
