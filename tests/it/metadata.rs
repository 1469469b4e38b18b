//! `seedls metadata` as a person or a script meets it.

use serde_json::Value;
use serde_json::json;

use crate::folder::Folder;

const NEWSPAPER: &str = "\n\nHarbour Pilots Vote to Strike\n\nBy [A. Writer](https://news.example/w) and \
    B. Reader | Example Agency\n\nMarch 3, 2021\n\nThe pilots voted on Tuesday. They will stop work \
    at noon.\n\nRelated article: [Why](0002.txt)\n\nOriginal url:\n\n<https://news.example/a>\n";

const YAML: &str = "---\ntitle: \"Ферма: \\\"a\\\"\"\nauthor: [\"Doe, Jane\"]\ndate: 03/04/2019\n\
    tags: [harbour, work]\nsource: https://news.example/b\nunknown: {a: 1}\n---\n\nText.\n";

/// What `jsonl` says of each file, by the file.
#[track_caller]
fn jsonl(folder: &Folder, args: &[&str]) -> Vec<Value> {
    let answer = folder.run(&[&["metadata", "--format", "jsonl"], args].concat());
    assert_eq!((answer.code, &*answer.err), (Some(0), ""));
    answer.out.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

#[test]
fn each_value_has_its_place() {
    let folder = Folder::new(&[("a.seed", NEWSPAPER)]);
    let [record] = &jsonl(&folder, &[])[..] else { panic!("one file") };
    assert_eq!(record["file"], "a.seed");
    assert_eq!(record["header_style"], "newspaper");
    assert_eq!(
        record["fields"]["title"],
        json!({
            "value": "Harbour Pilots Vote to Strike", "style": "newspaper",
            "line": 3, "column": 1, "end_line": 3, "end_column": 30,
            "byte_start": 2, "byte_end": 31,
        })
    );
    let authors = record["fields"]["author"].as_array().expect("a list");
    assert_eq!(authors[0]["name"], "A. Writer");
    assert_eq!(authors[0]["link"], "https://news.example/w");
    assert_eq!(authors[1]["name"], "B. Reader");
    assert_eq!(authors[1]["organisation"], "Example Agency");
    assert_eq!(authors[1].get("link"), None);
    let date = &record["fields"]["date"];
    assert_eq!((&date["value"], &date["iso"]), (&json!("March 3, 2021"), &json!("2021-03-03")));
    assert_eq!(record["fields"]["related"][0]["value"], "0002.txt");
    assert_eq!(record["fields"]["related"][0]["text"], "Why");
    let source = &record["fields"]["source"];
    assert_eq!((&source["value"], &source["line"]), (&json!("https://news.example/a"), &json!(15)));
    assert_eq!(source["style"], "footer");
    for name in ["credit", "updated", "tags"] {
        assert_eq!(record["fields"].get(name), None, "{name}");
    }
}

#[test]
fn ranges_are_those_of_the_file() {
    let folder = Folder::new(&[("a.seed", NEWSPAPER), ("b.seed", YAML)]);
    for (record, text) in jsonl(&folder, &[]).iter().zip([NEWSPAPER, YAML]) {
        let fields = record["fields"].as_object().expect("an object").values();
        let values = fields.flat_map(|it| it.as_array().cloned().unwrap_or(vec![it.clone()]));
        for value in values {
            let at = |name: &str| value[name].as_u64().expect("a number") as usize;
            let line_start =
                text.lines().take(at("line") - 1).map(|line| line.len() + 1).sum::<usize>();
            let before = &text[line_start..at("byte_start")];
            assert_eq!(before.chars().count() + 1, at("column"), "{value}");
            let written = &text[at("byte_start")..at("byte_end")];
            assert_eq!(written.trim(), written);
            assert!(!written.is_empty());
        }
    }
}

#[test]
fn an_ambiguous_date_is_told_with_all_its_readings() {
    let folder = Folder::new(&[("b.seed", YAML)]);
    let record = &jsonl(&folder, &[])[0];
    assert_eq!(record["header_style"], "yaml");
    let date = &record["fields"]["date"];
    assert_eq!(date["value"], "03/04/2019");
    assert_eq!(date.get("iso"), None);
    assert_eq!(date["readings"], json!(["2019-04-03", "2019-03-04"]));
    assert_eq!(record["fields"]["title"]["value"], "Ферма: \"a\"");
    assert_eq!(record["fields"]["author"][0]["name"], "Doe, Jane");
    let tags = record["fields"]["tags"].as_array().expect("a list");
    assert_eq!(tags.iter().map(|it| &it["value"]).collect::<Vec<_>>(), ["harbour", "work"]);
}

#[test]
fn each_tag_has_its_place() {
    let folder = Folder::new(&[
        ("a.seed", "Title: A\nKeywords: harbour, night work;  ships\n\nText.\n"),
        ("b.seed", "---\ntitle: A\ntags: '#harbour #night/work'\n---\n\nText.\n"),
    ]);
    let records = jsonl(&folder, &[]);
    let tags = |record: &Value| {
        let tags = record["fields"]["tags"].as_array().expect("a list").clone();
        tags.iter().map(|it| (it["value"].clone(), it["column"].clone())).collect::<Vec<_>>()
    };
    let expected = |list: &[(&str, u32)]| {
        list.iter().map(|(tag, column)| (json!(tag), json!(column))).collect::<Vec<_>>()
    };
    assert_eq!(tags(&records[0]), expected(&[("harbour", 11), ("night work", 20), ("ships", 33)]));
    assert_eq!(tags(&records[1]), expected(&[("harbour", 9), ("night/work", 18)]));
}

#[test]
fn an_impossible_date_says_why() {
    let folder =
        Folder::new(&[("a.seed", "A\n\nBy B. C.\n\n31 June 2019\n\nIt rained. It did.\n")]);
    let record = &jsonl(&folder, &[])[0];
    let date = &record["fields"]["date"];
    assert_eq!(date["problem"], "June 2019 has 30 days");
    assert_eq!(date.get("iso"), None);
}

#[test]
fn json_holds_what_jsonl_does() {
    let folder = Folder::new(&[("a.seed", NEWSPAPER), ("b.seed", YAML)]);
    let answer = folder.run(&["metadata", "--format", "json"]);
    let whole: Value = serde_json::from_str(&answer.out).expect("one document");
    assert_eq!(whole["version"], 1);
    assert_eq!(whole["files"], json!(jsonl(&folder, &[])));
}

#[test]
fn text_is_for_people() {
    let folder = Folder::new(&[("a.seed", NEWSPAPER), ("b.seed", YAML)]);
    folder.run(&["metadata"]).expect(
        0,
        "a.seed  newspaper header
     3  title      Harbour Pilots Vote to Strike
     5  author     A. Writer · Example Agency · https://news.example/w
     5  author     B. Reader · Example Agency
     7  date       2021-03-03 (March 3, 2021)
    15  source     https://news.example/a
    11  related    Why · 0002.txt

b.seed  YAML front matter
     2  title      Ферма: \"a\"
     3  author     Doe, Jane
     4  date       03/04/2019 (ambiguous: 2019-04-03 or 2019-03-04)
     6  source     https://news.example/b
     5  tags       harbour, work
",
        "",
    );
}

#[test]
fn what_cannot_be_read_is_told_after_the_rest() {
    let folder = Folder::new(&[("a.seed", NEWSPAPER)]);
    folder.write("b.seed", b"\xff");
    let answer = folder.run(&["metadata", "--format", "jsonl"]);
    assert_eq!(answer.code, Some(2));
    assert_eq!(answer.out.lines().count(), 1);
    assert_eq!(
        answer.err,
        "error: b.seed: not valid UTF-8: the first bad byte is at offset 0 (line 1, column 1)\n"
    );
}

#[test]
fn no_files_make_an_empty_document() {
    let folder = Folder::new(&[("a.png", "")]);
    let answer = folder.run(&["metadata", "--format", "json"]);
    assert_eq!(answer.code, Some(2));
    let whole: Value = serde_json::from_str(&answer.out).expect("one document");
    assert_eq!(whole["files"], json!([]));
}
