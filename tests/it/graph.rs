//! `seedls graph` as a person or a script meets it.

use expect_test::Expect;
use expect_test::expect;
use serde_json::Value;
use serde_json::json;

use crate::folder::Folder;

const FORMATS: &[&str] = &["text", "dot", "mermaid", "json", "html"];

/// One seed that links in every way, what it links to, one with the source of another, and one
/// that stands alone.
fn folder() -> Folder {
    Folder::new(&[
        (
            "a.txt",
            "Harbour Pilots\n\nBy Jane Doe\n\n3 March 2021\n\nSee [the vote](b.txt), \
             [again](b.txt#vote), [the web](https://www.news.example/c?utm_source=x), [lost](lost.txt), \
             [lost](lost.txt), [me](a.txt) and [no seed](note.md).\n\n\
             Related article: [D](d.seed)\n\nOriginal url: <https://news.example/a>\n",
        ),
        (
            "b.txt",
            "# Vote\n\nBy Jane Doe\n\nThey voted.\n\nOriginal url: <https://news.example/b>\n",
        ),
        ("c.txt", "Tide\n\nBy Jane Doe\n\nIt rose.\n\nOriginal url: <https://news.example/c>\n"),
        (
            "d.seed",
            "---\ntitle: Dikes\nsource: http://m.news.example/b/\nrelated: https://news.example/a\n---\nThey held.\n",
        ),
        (
            "e.txt",
            "Gulls\n\nBy Jane Doe\n\nThey cried.\n\nOriginal url: <https://news.example/e>\n",
        ),
        ("note.md", "A note.\n"),
    ])
}

const SEEDS: &[&str] = &["a.txt", "b.txt", "c.txt", "d.seed", "e.txt"];

fn graph(folder: &Folder, format: &str, seeds: &[&str]) -> String {
    let answer = folder.run(&[&["graph", "--format", format], seeds].concat());
    assert_eq!((answer.code, &*answer.err), (Some(0), ""), "{format}");
    answer.out
}

#[track_caller]
fn check(format: &str, expected: Expect) {
    expected.assert_eq(&graph(&folder(), format, SEEDS));
}

/// What the script of the page reads.
fn data(page: &str) -> Value {
    let (_, data) = page.split_once("id=\"data\">").expect("a script with the data");
    let (data, _) = data.split_once("</script>").expect("its end");
    serde_json::from_str(data).expect("JSON")
}

#[test]
fn text_is_for_people() {
    check(
        "text",
        expect![[r#"
        5 seeds, 5 links between them, 1 orphan, 2 with the source of another, 0 nearly the same as another, 1 link to missing files

        Linked from most seeds
              1  a.txt  Harbour Pilots
              1  b.txt  Vote
              1  c.txt  Tide
              1  d.seed  Dikes

        Linking to most seeds
              3  a.txt  Harbour Pilots
              1  d.seed  Dikes

        Links to missing files
              1  a.txt  Harbour Pilots

        Orphans: nothing links to or from them
          e.txt  Gulls

        The same source
          https://news.example/b
            b.txt  Vote
            d.seed  Dikes
    "#]],
    );
}

#[test]
fn dot_is_for_graphviz() {
    check(
        "dot",
        expect![[r##"
        digraph seeds {
          rankdir=LR;
          node [shape=box, style="rounded,filled", fillcolor=white];
          n0 [label="Harbour Pilots", tooltip="a.txt"];
          n1 [label="Vote", tooltip="b.txt", fillcolor="#ffe0b2"];
          n2 [label="Tide", tooltip="c.txt"];
          n3 [label="Dikes", tooltip="d.seed", fillcolor="#ffe0b2"];
          n4 [label="Gulls", tooltip="e.txt", fillcolor="#e0e0e0"];
          n0 -> n1;
          n0 -> n2 [style=dashed, tooltip="by its address on the web"];
          n0 -> n3 [style=bold, tooltip="related article"];
          n3 -> n0 [style=bold, tooltip="related article"];
          n1 -> n3 [dir=none, style=dotted, color="#e65100", constraint=false, tooltip="the same source"];
        }
    "##]],
    );
}

#[test]
fn mermaid_is_a_flowchart() {
    check(
        "mermaid",
        expect![[r#"
        flowchart LR
          n0["Harbour Pilots"]
          n1["Vote"]
          n2["Tide"]
          n3["Dikes"]
          n4["Gulls"]
          n0 --> n1
          n0 -.-> n2
          n0 ==> n3
          n3 ==> n0
          n1 -.-|same source| n3
          classDef orphan fill:#e0e0e0,color:#212121
          class n4 orphan
          classDef duplicate fill:#ffe0b2,color:#212121
          class n1,n3 duplicate
    "#]],
    );
}

#[test]
fn json_tells_all() {
    check(
        "json",
        expect![[r#"
        {
          "version": 1,
          "nodes": [
            {
              "file": "a.txt",
              "title": "Harbour Pilots",
              "source": "https://news.example/a",
              "date": "2021-03-03",
              "links_in": 1,
              "links_out": 3,
              "missing": [
                "lost.txt"
              ]
            },
            {
              "file": "b.txt",
              "title": "Vote",
              "source": "https://news.example/b",
              "links_in": 1,
              "links_out": 0,
              "missing": []
            },
            {
              "file": "c.txt",
              "title": "Tide",
              "source": "https://news.example/c",
              "links_in": 1,
              "links_out": 0,
              "missing": []
            },
            {
              "file": "d.seed",
              "title": "Dikes",
              "source": "http://m.news.example/b/",
              "links_in": 1,
              "links_out": 1,
              "missing": []
            },
            {
              "file": "e.txt",
              "title": "Gulls",
              "source": "https://news.example/e",
              "links_in": 0,
              "links_out": 0,
              "missing": []
            }
          ],
          "edges": [
            {
              "from": "a.txt",
              "to": "b.txt",
              "kind": "link",
              "count": 2
            },
            {
              "from": "a.txt",
              "to": "c.txt",
              "kind": "source",
              "count": 1
            },
            {
              "from": "a.txt",
              "to": "d.seed",
              "kind": "related",
              "count": 1
            },
            {
              "from": "d.seed",
              "to": "a.txt",
              "kind": "related",
              "count": 1
            }
          ],
          "orphans": [
            "e.txt"
          ],
          "duplicates": [
            {
              "source": "https://news.example/b",
              "files": [
                "b.txt",
                "d.seed"
              ]
            }
          ],
          "near_duplicates": []
        }
    "#]],
    );
}

#[test]
fn the_page_holds_the_graph_and_asks_for_nothing() {
    let page = graph(&folder(), "html", SEEDS);
    let data = data(&page);
    assert_eq!(data["edges"], json!([[0, 1, "l"], [0, 2, "s"], [0, 3, "r"], [3, 0, "r"]]));
    assert_eq!(data["duplicates"], json!([[1, 3]]));
    assert_eq!(data["nodes"][0]["missing"], json!(["lost.txt"]));
    let (head, _) = page.split_once("id=\"data\">").expect("a script with the data");
    for outside in ["src=", "href=\"http", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!head.contains(outside), "{outside}");
    }
    assert!(head.contains("default-src 'none'"));
}

#[test]
fn nothing_in_a_seed_is_read_as_syntax_of_the_format() {
    let title = r#"1. "A" \N <b>x</b> & </script><!-- `c` ]] %% --> end; #35;"#;
    let folder = Folder::new(&[]);
    folder.write("a.seed", format!("---\ntitle: '{title}'\n---\nText.\n").as_bytes());
    assert_eq!(data(&graph(&folder, "html", &["a.seed"]))["nodes"][0]["title"], title);
    let page = graph(&folder, "html", &["a.seed"]);
    assert_eq!(page.matches("</script>").count(), 3, "the page's own scripts end, and no other");
    let json: Value = serde_json::from_str(&graph(&folder, "json", &["a.seed"])).expect("JSON");
    assert_eq!(json["nodes"][0]["title"], title);
    let dot = graph(&folder, "dot", &["a.seed"]);
    let label = r#"label="1. \"A\" \\N <b>x</b> &amp; </script><!-- `c` ]] %% --> end; #35;","#;
    assert!(dot.contains(label), "{dot}");
    let mermaid = graph(&folder, "mermaid", &["a.seed"]);
    let (_, label) = mermaid.split_once("[\"").expect("a label");
    let (label, _) = label.split_once("\"]\n").expect("its end");
    assert!(!label.contains(['"', '<', '>', '`', '&', '\\', ']', '%', '-', '.']), "{label}");
    assert!(label.starts_with("1#46; #34;A#34;"), "{label}");
}

#[test]
fn a_link_leads_only_to_seeds_that_were_chosen() {
    let json = graph(&folder(), "json", &["a.txt", "e.txt"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["edges"], json!([]));
    assert_eq!(json["orphans"], json!(["a.txt", "e.txt"]));
    assert_eq!(json["nodes"][0]["missing"], json!(["lost.txt"]));
}

#[test]
fn output_is_the_same_in_every_run() {
    let folder = folder();
    for format in FORMATS {
        let reversed: Vec<&str> = SEEDS.iter().rev().copied().collect();
        let jobs: Vec<&str> = [&reversed[..], &["--jobs", "1"]].concat();
        assert_eq!(graph(&folder, format, SEEDS), graph(&folder, format, &jobs), "{format}");
    }
}

#[test]
fn no_seeds_are_a_graph_too() {
    let folder = Folder::new(&[("files", "")]);
    let none = ["--files-from", "files"];
    assert_eq!(
        graph(&folder, "text", &none),
        "0 seeds, 0 links between them, 0 orphans, 0 with the source of another, \
         0 nearly the same as another, 0 links to missing files\n"
    );
    assert_eq!(graph(&folder, "mermaid", &none), "flowchart LR\n");
    let json: Value = serde_json::from_str(&graph(&folder, "json", &none)).expect("JSON");
    assert_eq!(
        json,
        json!({"version": 1, "nodes": [], "edges": [], "orphans": [], "duplicates": [], "near_duplicates": []})
    );
    assert_eq!(
        data(&graph(&folder, "html", &none)),
        json!({"nodes": [], "edges": [], "duplicates": [], "near": []})
    );
    let dot = graph(&folder, "dot", &none);
    assert!(dot.starts_with("digraph seeds {\n") && dot.ends_with("}\n"), "{dot}");
}

#[test]
fn seeds_that_say_nearly_the_same_are_told_in_every_format() {
    let body = "The pilots of the northern harbour voted on Tuesday to stop work from noon on Friday, \
                for the first time in forty years. It takes eight years to become a pilot, and the \
                harbour needs nineteen of them. It has twelve, and four of those are older than \
                sixty. Ships will have to wait outside the bar until the tide, the weather and the \
                union allow them in. The port said that it would talk to everybody who came to";
    let seed = |title: &str, end: &str| {
        let url = title.to_lowercase();
        format!("{title}\n\n{body} {end}.\n\nOriginal url: <https://news.example/{url}>\n")
    };
    let folder = Folder::new(&[
        ("a.txt", &seed("Pilots", "its door")),
        ("b.txt", &seed("Strike", "its gate")),
        ("c.txt", "Tide\n\nIt rose.\n\nOriginal url: <https://news.example/tide>\n"),
        ("d.txt", &seed("Vote", "the house")),
    ]);
    let seeds = ["a.txt", "b.txt", "c.txt", "d.txt"];
    let text = graph(&folder, "text", &seeds);
    assert!(text.contains(", 3 nearly the same as another, "), "{text}");
    let list = "\nNearly the same, under different sources\n  a.txt  Pilots\n  b.txt  Strike\n  d.txt  Vote\n";
    assert!(text.ends_with(list), "{text}");
    let dot = graph(&folder, "dot", &seeds);
    assert_eq!(dot.matches("tooltip=\"nearly the same text\"").count(), 2, "{dot}");
    let mermaid = graph(&folder, "mermaid", &seeds);
    assert!(mermaid.contains("  n0 -.-|nearly the same| n3\n"), "{mermaid}");
    assert!(mermaid.contains("class n0,n1,n3 duplicate"), "{mermaid}");
    let json: Value = serde_json::from_str(&graph(&folder, "json", &seeds)).expect("JSON");
    assert_eq!(json["near_duplicates"], json!([["a.txt", "b.txt", "d.txt"]]));
    assert_eq!(data(&graph(&folder, "html", &seeds))["near"], json!([[0, 1, 3]]));
}
