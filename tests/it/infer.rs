//! `seedls infer` as a person or a script meets it.

use expect_test::Expect;
use expect_test::expect;
use serde_json::Value;
use serde_json::json;

use crate::folder::Folder;

/// Fourteen clippings of one kind and six that are each unlike them in one way.
fn folder() -> Folder {
    let folder = Folder::new(&[]);
    for number in 1..=20 {
        let title = if number == 7 { 6 } else { number };
        let byline = if number == 3 { "Written by Jane Doe" } else { "By Jane Doe" };
        let date = match number {
            4 => "31/06/2020".to_owned(),
            5 => "03/04/2020".to_owned(),
            8 => "1 May 1902".to_owned(),
            _ => format!("{}/05/2020", number + 12 - number / 18 * 18),
        };
        let source = if number == 9 {
            String::new()
        } else {
            format!("Original url: <https://news.example/{number}>\n")
        };
        let text = format!(
            "Harbour News {title}\n\n{byline}\n\n{date}\n\nIt rained. See [the {number} boats](lost.txt).\n\n{source}"
        );
        folder.write(&format!("news/{number:02}.txt"), text.as_bytes());
    }
    folder
}

#[track_caller]
fn check(folder: &Folder, args: &[&str], expected: Expect) {
    let answer = folder.run(&[&["infer"], args].concat());
    assert_eq!((answer.code, &*answer.err), (Some(0), ""));
    expected.assert_eq(&answer.out);
}

#[test]
fn text_is_for_people() {
    check(
        &folder(),
        &["news"],
        expect![[r#"
            20 files

              newspaper header   ████████████████████████████████████████     20  100 %

            Fields
              title              ████████████████████████████████████████     20  100 %
              author             ████████████████████████████████████████     20  100 %
              date               ████████████████████████████████████████     20  100 %
              source             ██████████████████████████████████████       19   95 %

            title
                 20  100 %  first line
                  2  the title of another: news/06.txt:1, news/07.txt:1

            author
                 19   95 %  line `By`
                  1    5 %  line `Written by`

            date
                 16   80 %  by its place, DD/MM/YYYY
                  2   10 %  by its place, DD/MM/YYYY or MM/DD/YYYY
                  1    5 %  by its place, D Month YYYY
                  1    5 %  by its place, no such date
                  2  ambiguous: news/05.txt:5, news/18.txt:5
                  1  long before the others: news/08.txt:5
                  1  there is no such date: news/04.txt:5

            source
                 19  100 %  footer `Original url`
                  1  not told: news/09.txt

            seedls.toml

            # What fits 20 seeds, as `seedls infer` found them.

            # So that they count as seeds without being named.
            include = ["**/seeds/**/*.{txt,md}", "news/**/*.txt"]

            # Nothing lies there, and links with various texts lead to it.
            placeholders = ["lost.txt"]

            # Told: title 100 %, author 100 %, date 100 %, source 95 %.
            required = ["title", "author", "date", "source"]

            # 16 dates are told only this way round; 2 could be read both ways.
            date-order = "day-first"

            date-precision = "day"

            # In 100 % of the seeds.
            header-style = "newspaper"
        "#]],
    );
}

#[test]
fn the_configuration_is_one_that_fits() {
    let folder = folder();
    check(
        &folder,
        &["news", "--format", "toml"],
        expect![[r##"
        # What fits 20 seeds, as `seedls infer` found them.

        # So that they count as seeds without being named.
        include = ["**/seeds/**/*.{txt,md}", "news/**/*.txt"]

        # Nothing lies there, and links with various texts lead to it.
        placeholders = ["lost.txt"]

        # Told: title 100 %, author 100 %, date 100 %, source 95 %.
        required = ["title", "author", "date", "source"]

        # 16 dates are told only this way round; 2 could be read both ways.
        date-order = "day-first"

        date-precision = "day"

        # In 100 % of the seeds.
        header-style = "newspaper"
    "##]],
    );
    let config = folder.run(&["infer", "news", "--format", "toml"]).out;
    folder.write("seedls.toml", config.as_bytes());
    let with = folder.run(&["check", "--format", "concise"]);
    assert_eq!(with.code, Some(1), "{}", with.err);
    assert!(!with.out.contains("missing-file"), "{}", with.out);
    assert!(!with.out.contains("ambiguous-date"), "{}", with.out);
    let without = folder.run(&["check", "news", "--no-config", "--format", "concise"]);
    assert!(without.out.contains("missing-file"), "{}", without.out);
    assert!(without.out.contains("news/05.txt:5:1: warning[ambiguous-date]"), "{}", without.out);
}

#[test]
fn every_configuration_parses() {
    let corpora: &[&[(&str, &str)]] = &[
        &[("a.seed", "")],
        &[("a \"b\" \\ [c].seed", "---\ntitle: A\n\"odd \\\" key\": https://a.example/\n---\n")],
        &[("seeds/a.txt", "Title: A\nDate: 2021\n\nText.\n"), ("b,{c}/d.txt", "# A\n")],
        &[("a/b.seed", "+++\ntitle = \"A\"\ndate = 2021-03-03\n+++\n\n[a](\u{7f}b)\n")],
    ];
    for files in corpora {
        let folder = Folder::new(files);
        let config = folder.run(&["infer", ".", "--format", "toml"]);
        assert_eq!((config.code, &*config.err), (Some(0), ""));
        folder.write("new.toml", config.out.as_bytes());
        let answer = folder.run(&["check", ".", "--config", "new.toml"]);
        assert_ne!(answer.code, Some(2), "{}\n{}", config.out, answer.err);
    }
}

#[test]
fn labels_that_are_not_known_are_suggested() {
    let seed = |number: u32| {
        format!(
            "Harbour News\n\nBy Jane Doe\n\n{number} May 2020\n\nIt rained. It did.\n\nFundort: <https://news.example/{number}>\n"
        )
    };
    let seeds: Vec<String> = (1..=3).map(seed).collect();
    let folder =
        Folder::new(&[("1.seed", &seeds[0]), ("2.seed", &seeds[1]), ("3.seed", &seeds[2])]);
    let answer = folder.run(&["infer", "--format", "json"]);
    let json: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(
        json["unknown_labels"],
        json!([{ "label": "Fundort", "files": 3, "suggests": "source" }])
    );
    let config = json["config"].as_str().expect("a text");
    assert!(config.ends_with("[fields.source]\nlabels = [\"Fundort\"]\n"), "{config}");
    folder.write("seedls.toml", config.as_bytes());
    let answer = folder.run(&["metadata", "--format", "jsonl"]);
    assert_eq!(answer.out.matches("\"source\":{\"value\":\"https://news.example/").count(), 3);
}

#[test]
fn json_holds_all_of_it() {
    let answer = folder().run(&["infer", "news", "--format", "json"]);
    let json: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["files"], 20);
    assert_eq!(json["header_styles"], json!([{ "style": "newspaper", "files": 20 }]));
    let fields = json["fields"].as_array().expect("a list");
    let source = fields.iter().find(|it| it["field"] == "source").expect("the source");
    assert_eq!(source["files"], 19);
    assert_eq!(
        source["outliers"],
        json!([{ "why": "not told", "places": [{ "file": "news/09.txt" }] }])
    );
    assert_eq!(source["forms"][0]["form"], "footer `Original url`");
    assert_eq!(source["forms"][0]["example"], json!({ "file": "news/01.txt", "line": 9 }));
}

#[test]
fn colours_are_left_out_where_nobody_sees_them() {
    let folder = folder();
    assert!(!folder.run(&["infer", "news"]).out.contains('\u{1b}'));
    let colours = folder.run(&["infer", "news", "--color", "always"]).out;
    assert!(colours.contains("\u{1b}[36m█"), "{colours}");
    let config = folder.run(&["infer", "news", "--color", "always", "--format", "toml"]).out;
    assert!(!config.contains('\u{1b}'), "{config}");
}

#[test]
fn nothing_is_said_of_nothing() {
    let folder = Folder::new(&[("a.png", "")]);
    let answer = folder.run(&["infer"]);
    assert_eq!((answer.code, &*answer.out), (Some(2), "0 files\n"));
    let answer = folder.run(&["infer", "--format", "json"]);
    let json: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!((&json["files"], &json["fields"]), (&json!(0), &json!([])));
}
