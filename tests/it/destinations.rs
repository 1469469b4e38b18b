//! Every way to write a destination, and every kind of thing that it can lead to, on a real disk.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::collections::BTreeMap;
use std::fs;

use crate::folder::Folder;

const GUIDE: &str = "# Guide\n\n## Set up\n\n## Set up\n\n## *Inline* `code --x`, [really](page.html)\n\n\
    ## Größe ÄÖ\n\n## 日本語の見出し、テスト\n\n## Named {#own-id}\n\n## 🚀 Go & see: what's new?\n\n\
    Setext\n------\n\n<a id=\"explicit\"></a>\n\n<a name=named></a> Text <span id='spanned'>x</span>\n\n\
    ## A &amp; B <b>bold</b> ##\n\n> ## Quoted\n\n- ## Listed\n\n## ![A gate](img/gate.png) Gate\n\n\
    ## [Full][x] reference and note[^1]\n\n```\n## Code\n```\n\n<!-- <a id=\"hidden\"></a> -->\n\n\
    `<a id=\"coded\"></a>`\n\n<h2 id=\"html\">H</h2>\n\nText. ^block\n\n[x]: page.html\n\n[^1]: A note.\n";

const PAGE: &str = "<!DOCTYPE html>\n<html>\n<body>\n    <h1 id=\"top-of-page\">A</h1>\n\n    <p\n      \
    id='later'>B</p>\n<!-- <p id=\"hidden\"> --><a NAME=named>C</a><script>var a = '<p id=\"code\">';\n\
    </script></body>\n</html>\n";

/// What lies around `seeds/here.seed`.
fn folder() -> Folder {
    let text = |title: &str| {
        format!("{title}\n\n# Why\n\nText.\n\nOriginal url: <https://news.example/{title}>\n")
    };
    let folder = Folder::new(&[
        ("seedls.toml", "wiki-links = true\n[rules]\noutside-workspace = \"warning\"\n"),
        ("seeds/0002 pilots.txt", &text("Pilots")),
        ("seeds/größe.txt", &text("Size")),
        ("seeds/a(1).txt", &text("Brackets")),
        ("seeds/100%.txt", &text("Percent")),
        ("seeds/why?.txt", &text("Question")),
        ("seeds/no#1.txt", &text("Number")),
        ("Docs/guide.md", GUIDE),
        ("Docs/README.md", "# Read me\n"),
        ("Docs/page.html", PAGE),
        ("Docs/img/gate.png", ""),
        ("Docs/report.pdf", ""),
        ("notes/tide.md", "# Tide\n"),
    ]);
    #[cfg(unix)]
    {
        let link = |to: &str, at: &str| {
            std::os::unix::fs::symlink(to, folder.path(at)).expect("a symbolic link")
        };
        link("../Docs/guide.md", "seeds/linked.md");
        link("../Docs", "seeds/docs-link");
        link("..", "seeds/round");
        link("itself.txt", "seeds/itself.txt");
        link("nowhere.txt", "seeds/dangling.txt");
        link("two.txt", "seeds/one.txt");
        link("one.txt", "seeds/two.txt");
    }
    folder
}

/// What a person writes, and what is found there: `rule message`, or nothing.
type Row = (&'static str, &'static str);

/// Checks each row by itself on a line of one seed. Definitions stand at the end of it.
#[track_caller]
fn check(rows: &[Row], definitions: &str) {
    let folder = folder();
    let mut seed = "Harbour\n\nBy A. Writer\n\nMarch 3, 2021\n\n# Here\n\n".to_owned();
    let mut expected = BTreeMap::new();
    for (written, finding) in rows {
        let line = seed.matches('\n').count() + 1;
        if !finding.is_empty() {
            expected.insert(line, ((*written).to_owned(), (*finding).to_owned()));
        }
        seed.push_str(&format!("See {written} there.\n\n"));
    }
    seed.push_str(&format!("{definitions}\n\nOriginal url: <https://news.example/harbour>\n"));
    fs::write(folder.path("seeds/here.seed"), &seed).expect("it can be written");
    let answer = folder.run(&["check", "--format", "concise", "seeds/here.seed"]);
    let mut found = BTreeMap::new();
    for line in answer.out.lines() {
        let (place, finding) = line.split_once(": ").expect("a place and a finding");
        let place: Vec<&str> = place.split(':').collect();
        let number: usize = place[1].parse().expect("a line");
        let written = seed.lines().nth(number - 1).unwrap_or_default();
        let written = written.trim_start_matches("See ").trim_end_matches(" there.");
        let (_, finding) = finding.split_once('[').expect("a rule");
        let finding = finding.replacen("] ", " ", 1);
        let old = found.insert(number, (written.to_owned(), finding));
        assert!(old.is_none(), "one defect, one finding: {}", answer.out);
    }
    assert_eq!(found, expected, "{}", answer.err);
}

#[test]
fn links_of_every_kind_are_followed() {
    check(
        &[
            ("[inline](gone.txt)", "missing-file `gone.txt` does not exist"),
            ("[inline](<0002 pilots.txt> \"title\")", ""),
            ("[full][gone] and [full][here]", ""),
            ("[collapsed][] and [shortcut]", ""),
            ("[label][nowhere]", "undefined-reference `nowhere` is not defined"),
            ("![image](gone.png)", "missing-image `gone.png` does not exist"),
            ("![image](../Docs/img/gate.png)", ""),
            ("[![both](gone.png)](../Docs/guide.md)", "missing-image `gone.png` does not exist"),
            ("<https://news.example/a>", ""),
            ("<https:/news.example/b>", "malformed-url `https:/` lacks a slash"),
            ("https://news.example/c", ""),
            ("a note[^1]", ""),
            ("a note[^2]", "undefined-reference the footnote `2` is not defined"),
            ("<htp://news.example/d>", "unknown-scheme `htp` is no known scheme"),
            ("![image][shown] and ![image][collapsed]", ""),
            ("[[#Here]] and [[Docs/guide#Set up|set up]] and [[guide#^block]]", ""),
            (
                "[[guide#Gone]]",
                "missing-anchor no heading or anchor in `guide.md` is called `Gone`",
            ),
            ("![[gate.png|100]]", ""),
            ("[[0002 pilots]] and [[Pilots|the pilots]]", ""),
            ("[[pilotes]]", "missing-file no file and no seed is called `pilotes`"),
            ("![[gate.png]]", ""),
            ("![[gone.png]]", "missing-image no file and no seed is called `gone.png`"),
            ("[[tide#Tide]]", ""),
            ("[[tide#Ebb]]", "missing-anchor no heading or anchor in `tide.md` is called `Ebb`"),
            ("`[code](gone.txt)`", ""),
        ],
        "[shown]: ../Docs/img/gate.png?raw=true\n[here]: ../Docs/guide.md#guide\n[gone]: ../Docs/report.pdf\n[collapsed]: ../notes/tide.md\n\
         [shortcut]: <0002 pilots.txt>\n\n[^1]: A note that leads [away](../Docs/guide.md#guide).",
    );
}

#[test]
fn paths_are_relative_or_from_the_root_and_decoded() {
    check(
        &[
            ("[a](./0002%20pilots.txt)", ""),
            ("[a](<0002 pilots.txt>)", ""),
            ("[a](gr%C3%B6%C3%9Fe.txt)", ""),
            ("[a](größe.txt)", ""),
            ("[a](a(1).txt)", ""),
            (r"[a](a\(1\).txt)", ""),
            ("[a](a%281%29.txt)", ""),
            ("[a](100%25.txt)", ""),
            ("[a](100%.txt)", ""),
            ("[a](why%3F.txt) and [b](no%231.txt#why)", ""),
            ("[a](../Docs/%67uide.md)", ""),
            ("![a](../Docs/img/gate.png?raw=true)", ""),
            ("[a](/seeds/gone.txt)", "missing-file `/seeds/gone.txt` does not exist"),
            (r"[a](..\Docs\guide.md)", r"missing-file `..\Docs\guide.md` does not exist"),
            ("[a](mailto:a@b.example) and [b](file:///etc/hosts)", ""),
            ("[a](/Docs/guide.md)", ""),
            ("[a](../Docs/../notes/./tide.md)", ""),
            (
                "[a](/docs-that-are-not/guide.md)",
                "missing-file `/docs-that-are-not/guide.md` does not exist",
            ),
            ("[a](../Docs)", ""),
            ("[a](../Docs/)", ""),
            ("[a](../Docs/guide.md?plain=1#guide)", ""),
            ("[a](?plain=1)", ""),
            ("[a](../Docs/guide.html)", ""),
            ("[a](../Docs/guide)", ""),
            ("[a](../../outside.txt)", "missing-file `../../outside.txt` does not exist"),
            ("[a](../..)", ""),
        ],
        "",
    );
}

#[test]
fn anchors_are_made_as_large_hosts_make_them() {
    check(
        &[
            ("[a](#here)", ""),
            ("[a](#there)", "missing-anchor no heading or anchor here is called `there`"),
            ("[a](../Docs/guide.md#set-up)", ""),
            ("[a](../Docs/guide.md#set-up-1)", ""),
            (
                "[a](../Docs/guide.md#set-up-2)",
                "missing-anchor no heading or anchor in `guide.md` is called `set-up-2`",
            ),
            ("[a](../Docs/guide.md#inline-code---x-really)", ""),
            ("[a](../Docs/guide.md#größe-äö)", ""),
            ("[a](../Docs/guide.md#gr%C3%B6%C3%9Fe-%C3%A4%C3%B6)", ""),
            ("[a](../Docs/guide.md#日本語の見出しテスト)", ""),
            ("[a](../Docs/guide.md#own-id)", ""),
            ("[a](../Docs/guide.md#-go--see-whats-new)", ""),
            ("[a](../Docs/guide.md#setext)", ""),
            ("[a](../Docs/guide.md#explicit)", ""),
            ("[a](../Docs/guide.md#named)", ""),
            ("[a](../Docs/guide.md#spanned)", ""),
            ("[a](../Docs/guide.md#user-content-explicit)", ""),
            ("[a](../Docs/guide.md#a--b-bold) [b](../Docs/guide.md#quoted)", ""),
            ("[a](../Docs/guide.md#listed) [b](../Docs/guide.md#-gate)", ""),
            ("[a](../Docs/guide.md#full-reference-and-note) [b](../Docs/guide.md#html)", ""),
            (
                "[a](../Docs/guide.md#code)",
                "missing-anchor no heading or anchor in `guide.md` is called `code`",
            ),
            (
                "[a](../Docs/guide.md#hidden)",
                "missing-anchor no heading or anchor in `guide.md` is called `hidden`",
            ),
            (
                "[a](../Docs/guide.md#coded)",
                "missing-anchor no heading or anchor in `guide.md` is called `coded`",
            ),
            (
                "[a](../Docs/guide.md#Guide)",
                "missing-anchor no heading or anchor in `guide.md` is called `Guide`",
            ),
            ("[a](<0002 pilots.txt#why>)", ""),
            ("[a](../Docs/page.html#top-of-page)", ""),
            ("[a](../Docs/page.html#later)", ""),
            (
                "[a](../Docs/page.html#never)",
                "missing-anchor no heading or anchor in `page.html` is called `never`",
            ),
            ("[a](../Docs/page.html#named)", ""),
            (
                "[a](../Docs/page.html#hidden)",
                "missing-anchor no heading or anchor in `page.html` is called `hidden`",
            ),
            (
                "[a](../Docs/page.html#code)",
                "missing-anchor no heading or anchor in `page.html` is called `code`",
            ),
            ("[a](../Docs/report.pdf#page=2)", ""),
            ("[a](../Docs/img/gate.png#xywh=1,2,3,4)", ""),
            ("[a](../Docs/#read-me)", ""),
            ("[a](#top)", ""),
        ],
        "",
    );
}

#[test]
fn other_case_is_told_from_missing_also_in_the_name_of_a_directory() {
    check(
        &[
            ("[a](../docs/guide.md)", "case-mismatch on the disk this is `../Docs/guide.md`"),
            ("[a](/docs/guide.md#guide)", "case-mismatch on the disk this is `/Docs/guide.md`"),
            ("[a](../Docs/Guide.md)", "case-mismatch on the disk this is `../Docs/guide.md`"),
            (
                "![a](../Docs/IMG/gate.png)",
                "case-mismatch on the disk this is `../Docs/img/gate.png`",
            ),
            ("[a](GRÖSSE.txt)", "missing-file `GRÖSSE.txt` does not exist"),
            ("[a](GRÖßE.txt)", "case-mismatch on the disk this is `größe.txt`"),
            ("[a](../docs)", "case-mismatch on the disk this is `../Docs`"),
            ("[a](../Docs/Img/)", "case-mismatch on the disk this is `../Docs/img/`"),
            (
                "[a](../Docs/Report.pdf#page=2)",
                "case-mismatch on the disk this is `../Docs/report.pdf`",
            ),
            ("[a](GR%C3%B6%C3%9FE.txt)", "case-mismatch on the disk this is `größe.txt`"),
            ("[[TIDE]]", "case-mismatch on the disk this is `tide`"),
            ("[a](../docs/gone.md)", "missing-file `../docs/gone.md` does not exist"),
        ],
        "",
    );
}

#[test]
#[cfg(unix)]
fn symbolic_links_are_followed_and_never_for_ever() {
    check(
        &[
            ("[a](linked.md#set-up)", ""),
            (
                "[a](linked.md#gone)",
                "missing-anchor no heading or anchor in `linked.md` is called `gone`",
            ),
            ("[a](docs-link/guide.md)", ""),
            ("[a](docs-link/gone.md)", "missing-file `docs-link/gone.md` does not exist"),
            ("[a](round/seeds/round/Docs/guide.md)", ""),
            (
                "[a](round/seeds/round/Docs/gone.md)",
                "missing-file `round/seeds/round/Docs/gone.md` does not exist",
            ),
            ("[a](itself.txt)", "missing-file `itself.txt` does not exist"),
            ("[a](dangling.txt)", "missing-file `dangling.txt` does not exist"),
            ("[a](one.txt)", "missing-file `one.txt` does not exist"),
            ("[[guide]]", ""),
        ],
        "",
    );
}

/// A root that is a part of a larger tree: what lies above it is there, and still outside.
#[test]
fn what_lies_outside_of_the_root_is_there_and_outside() {
    let folder = Folder::new(&[
        ("all/seedls.toml", "[rules]\noutside-workspace = \"warning\"\n"),
        ("all/seeds/a.seed", "[a](../../beside.txt) [b](../in.txt) [c](../../gone.txt)\n"),
        ("all/in.txt", ""),
        ("beside.txt", ""),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../../beside.txt", folder.path("all/seeds/b.txt"))
        .expect("a symbolic link");
    let select = "--select=outside-workspace,missing-file";
    let all = folder.path("all");
    let run = |paths: &[&str]| {
        let arguments = [&["check", select, "--format", "concise"], paths].concat();
        folder.command(&arguments).current_dir(&all).output().expect("the program runs")
    };
    let found = String::from_utf8(run(&["seeds/a.seed"]).stdout).expect("UTF-8");
    assert_eq!(
        found,
        "seeds/a.seed:1:5: warning[outside-workspace] this path leads out of the workspace\n\
         seeds/a.seed:1:42: error[missing-file] `../../gone.txt` does not exist\n"
    );
}
