//! Which configuration counts, through the real binary: on the command line and in an editor.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::BROKEN;
use crate::folder::Folder;

/// [`BROKEN`] without its title.
const UNTITLED: &str = "By A. Writer\n\nMarch 3, 2021\n\n\
    They read [the report](https://news.example/report and left.\n\n\
    Original url: <https://news.example/2021/03/03/pilots>\n";

/// Path and rule of each finding of `seedls check ARGS`.
#[track_caller]
fn check(folder: &Folder, args: &[&str], expected: &[&str]) {
    let all: Vec<&str> = ["check", "--format", "jsonl"].iter().chain(args).copied().collect();
    let answer = folder.run(&all);
    let found: Vec<String> = answer
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .map(|it: Value| format!("{} {}", text(&it["file"]), text(&it["rule"])))
        .collect();
    assert_eq!(found, expected, "{}", answer.err);
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

#[test]
fn each_seed_has_the_nearest_configuration() {
    let folder = Folder::new(&[
        (".git/HEAD", ""),
        ("seedls.toml", "[rules]\nunclosed-link-destination = \"off\"\n"),
        ("a.seed", UNTITLED),
        ("news/.seedls.toml", "[rules]\nmissing-title = \"off\"\n"),
        ("news/2021/b.seed", UNTITLED),
        ("letters/.config/seedls.toml", "extend = \"../../seedls.toml\"\nrequired = []\n"),
        ("letters/c.seed", UNTITLED),
    ]);
    let all = ["a.seed missing-title", "news/2021/b.seed unclosed-link-destination"];
    check(&folder, &[], &all);
    check(&folder, &["letters", "news", "a.seed"], &all);
    check(&folder, &["--jobs", "1", "a.seed", "news/2021/b.seed"], &all);
    check(&folder, &["news/2021/b.seed"], &all[1..]);
    check(&folder, &["letters/c.seed"], &[]);
}

#[test]
fn the_later_of_two_names_in_one_folder_is_not_read() {
    let folder = Folder::new(&[
        ("seedls.toml", "required = []\n"),
        (".seedls.toml", "no = 1\n"),
        ("a.seed", UNTITLED),
    ]);
    let answer = folder.run(&["check", "--format", "concise", "--ignore", "delimiters"]);
    answer.expect(
        0,
        "",
        "warning: .seedls.toml: not read, since seedls.toml comes first\nno findings in 1 file\n",
    );
}

#[test]
fn faults_are_told_in_the_file_that_has_them() {
    let folder = Folder::new(&[
        ("seedls.toml", "extend = [\"base.toml\", \"bsae.toml\"]\n"),
        ("base.toml", "extend = \"seedls.toml\"\nrequired = [\"titel\"]\n"),
        ("a.seed", BROKEN),
    ]);
    folder.run(&["check"]).expect(
        2,
        "",
        "\
error[invalid-config]: this goes round in a circle: seedls.toml → base.toml → seedls.toml
 --> base.toml:1:10
  |
1 | extend = \"seedls.toml\"
  |          ^^^^^^^^^^^^^

error[invalid-config]: unknown field `titel`; did you mean `title`?
 --> base.toml:2:13
  |
2 | required = [\"titel\"]
  |             ^^^^^^^

error[invalid-config]: no such file; did you mean `base.toml`?
 --> seedls.toml:1:24
  |
1 | extend = [\"base.toml\", \"bsae.toml\"]
  |                        ^^^^^^^^^^^
",
    );
}

#[test]
fn the_users_own_configuration_is_the_lowest() {
    let folder = Folder::new(&[
        (
            "config-home/seedls/seedls.toml",
            "required = []\n[rules]\nunclosed-link-destination = \"off\"\n",
        ),
        ("other.toml", ""),
        ("a/a.seed", UNTITLED),
        ("b/seedls.toml", "required = [\"title\"]\n"),
        ("b/b.seed", UNTITLED),
    ]);
    check(&folder, &["a", "b"], &["b/b.seed missing-title"]);
    let both = ["a/a.seed missing-title", "a/a.seed unclosed-link-destination"];
    check(&folder, &["a", "--no-config"], &both);
    check(&folder, &["a", "--config", "other.toml"], &both);
}

#[test]
fn overrides_and_the_command_line_stand_above_the_rest() {
    let config = "\
        [rules]\nmissing-title = \"off\"\n\
        [[overrides]]\nfiles = [\"old\"]\nrules = { unclosed-link-destination = \"off\" }\n";
    let folder = Folder::new(&[
        ("seedls.toml", config),
        ("new/a.seed", UNTITLED),
        ("old/deep/b.seed", UNTITLED),
    ]);
    check(&folder, &[], &["new/a.seed unclosed-link-destination"]);
    check(
        &folder,
        &["--select", "missing-title"],
        &["new/a.seed missing-title", "old/deep/b.seed missing-title"],
    );
    check(&folder, &["--ignore", "unclosed-link-destination"], &[]);
}

#[test]
fn a_text_from_standard_input_has_the_configuration_of_its_path() {
    let folder = Folder::new(&[("news/seedls.toml", "required = []\n")]);
    for (path, expected) in [("news/a.seed", 1), ("a.seed", 2)] {
        let args = ["check", "--format", "jsonl", "--stdin", "--stdin-filename", path];
        let mut command = folder.command(&args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the program starts");
        let mut input = process.stdin.take().expect("a pipe");
        input.write_all(UNTITLED.as_bytes()).expect("the program reads");
        drop(input);
        let output = process.wait_with_output().expect("it ends");
        assert_eq!(output.stdout.iter().filter(|it| **it == b'\n').count(), expected, "{path}");
    }
}

#[test]
fn what_is_named_is_passed_over_only_when_that_is_asked_for() {
    let folder = Folder::new(&[
        ("seedls.toml", "exclude = [\"drafts\"]\n"),
        ("drafts/a.seed", BROKEN),
        ("b.seed", BROKEN),
    ]);
    let [draft, other] =
        ["drafts/a.seed", "b.seed"].map(|path| format!("{path} unclosed-link-destination"));
    check(&folder, &[], &[&other]);
    check(&folder, &["drafts/a.seed", "b.seed"], &[&other, &draft]);
    check(&folder, &["drafts/a.seed", "b.seed", "--force-exclude"], &[&other]);
    let alone = folder.run(&["check", "drafts/a.seed", "--force-exclude"]);
    alone.expect(0, "", "no findings in 0 files\n");
}

#[test]
fn what_counts_is_printed_as_a_configuration_that_says_the_same() {
    let config = "\
        extend = \"base.toml\"\nplaceholders = [\"a \\\"b\\\" \\\\ \\u0007\"]\nquotations = [\"low\"]\n\
        [rules]\n203 = \"error\"\n[fields.source]\nlabels = [\"Lähde\"]\n[online]\ndelay = \"1.5s\"\n\
        [[overrides]]\nfiles = [\"*.seed\"]\nwiki-links = true\n";
    let folder = Folder::new(&[
        ("seedls.toml", config),
        ("base.toml", "date-order = \"month-first\"\nexclude = [\"x/**\"]\n"),
        ("a.seed", ""),
    ]);
    let values = |args: &[&str]| -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
        let all: Vec<&str> = ["config", "--format", "json"].iter().chain(args).copied().collect();
        let answer = folder.run(&all);
        assert_eq!((answer.code, &*answer.err), (Some(0), ""));
        let document: Value = serde_json::from_str(&answer.out).expect("JSON");
        let settings = document["settings"].as_array().expect("a list");
        let of = |what: &str| {
            let each = settings.iter().map(|it| (text(&it["key"]).to_owned(), it[what].clone()));
            each.collect()
        };
        (of("value"), of("origin"))
    };
    let (before, origins) = values(&["a.seed"]);
    let printed = folder.run(&["config", "a.seed"]).out;
    folder.write("printed.toml", printed.as_bytes());
    let (after, _) = values(&["a.seed", "--config", "printed.toml"]);
    assert_eq!(before, after, "{printed}");
    assert_ne!(before, values(&["a.seed", "--no-config"]).0);

    let place = |path: &str, line: u32, column: u32, within: Value| json!({ "kind": "file", "path": path, "line": line, "column": column, "override": within });
    assert_eq!(origins["rules.missing-date"], place("seedls.toml", 5, 7, Value::Null));
    assert_eq!(origins["date-order"], place("base.toml", 1, 14, Value::Null));
    assert_eq!(origins["wiki-links"], place("seedls.toml", 12, 14, json!(1)));
    assert_eq!(origins["required"], json!({ "kind": "default" }));
    let (_, origins) = values(&["a.seed", "--ignore", "203"]);
    assert_eq!(origins["rules.missing-date"], json!({ "kind": "command-line" }));
    assert!(printed.contains("  # base.toml:1\n"), "{printed}");
    assert!(printed.contains("  # seedls.toml:12, override 1\n"), "{printed}");
}

#[test]
fn the_schema_has_the_keys_that_are_read() {
    let folder = Folder::new(&[]);
    let schema: Value =
        serde_json::from_str(&folder.run(&["config", "--schema"]).out).expect("JSON");
    let keys = |it: &Value| -> Vec<String> {
        it["properties"].as_object().expect("a table").keys().cloned().collect()
    };
    let is_known = |config: &str| {
        let (_, errors) = seedls::rules::parse_config(config);
        !errors.iter().any(|it| it.message.starts_with("unknown "))
    };
    // What the schema names is read, at each of its places.
    let properties = &schema["properties"];
    for key in keys(&schema) {
        assert!(is_known(&format!("{key} = 0\n")), "{key}");
    }
    for key in keys(&properties["online"]) {
        assert!(is_known(&format!("[online]\n{key} = 0\n")), "{key}");
    }
    for key in keys(&properties["online"]["properties"]["max-age"]) {
        assert!(is_known(&format!("[online.max-age]\n{key} = 0\n")), "{key}");
    }
    for key in keys(&properties["overrides"]["items"]) {
        let config = format!("[[overrides]]\n{key} = 0\n");
        let (_, errors) = seedls::rules::parse_config(&config);
        assert!(is_known(&config) && !format!("{errors:?}").contains("cannot stand"), "{key}");
    }
    for key in keys(&schema["definitions"]["rules"]) {
        assert!(is_known(&format!("[rules]\n{key} = \"off\"\n")), "{key}");
    }
    for key in keys(&schema["definitions"]["fields"]) {
        assert!(is_known(&format!("[fields.{key}]\nlabels = []\n")), "{key}");
    }
    // And what is read is in the schema: the printed configuration has every key.
    let printed = folder.run(&["config", "--format", "json", "--no-config"]).out;
    let printed: Value = serde_json::from_str(&printed).expect("JSON");
    let mut count = 0;
    for setting in printed["settings"].as_array().expect("a list") {
        let mut place = &schema;
        for part in text(&setting["key"]).split('.') {
            let reference = place["properties"][part]["$ref"].as_str();
            place = match reference.and_then(|it| it.strip_prefix("#/definitions/")) {
                Some(name) => &schema["definitions"][name],
                None => &place["properties"][part],
            };
        }
        assert!(place["description"].is_string(), "{}", setting["key"]);
        assert_eq!(place.get("default").unwrap_or(&Value::Null), &setting["value"]);
        count += 1;
    }
    assert!(80 < count, "{count}");
}

#[test]
fn examples_of_keys_are_right() {
    for setting in seedls::config::settings() {
        let config = format!("{} = {}\n", setting.name, setting.example);
        let (_, errors) = seedls::rules::parse_config(&config);
        assert_eq!(errors, [], "{config}");
        if let seedls::config::Shape::Table(inner) = setting.shape {
            for it in inner() {
                let config = format!("[{}]\n{} = {}\n", setting.name, it.name, it.example);
                assert_eq!(seedls::rules::parse_config(&config).1, [], "{config}");
            }
        }
    }
}

/// A server for the files of `folder`.
fn serve(folder: &Folder) -> Client {
    let mut client = Client::start();
    let root = uri(folder, "");
    let folders = json!([{ "uri": root, "name": "seeds" }]);
    client.ask("initialize", json!({ "workspaceFolders": folders, "capabilities": {} }));
    client.tell("initialized", json!({}));
    client
}

fn uri(folder: &Folder, path: &str) -> String {
    format!("file://{}", folder.path(path).display())
}

fn tell_of(client: &mut Client, uri: &str, kind: u8) {
    let changes = json!([{ "uri": uri, "type": kind }]);
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
}

#[test]
fn an_editor_follows_the_nearest_configuration_and_its_changes() {
    let folder = Folder::new(&[
        ("seedls.toml", "[rules]\nunclosed-link-destination = \"off\"\n"),
        ("news/seedls.toml", "[rules]\nmissing-title = \"off\"\n"),
        ("news/a.seed", UNTITLED),
        ("b.seed", UNTITLED),
    ]);
    let mut client = serve(&folder);
    let [a, b, config] =
        ["news/a.seed", "b.seed", "news/seedls.toml"].map(|path| uri(&folder, path));
    client.open(&a, UNTITLED);
    client.open(&b, &UNTITLED.replace("/pilots>", "/b>"));
    client.wait_for_rules(&a, &["unclosed-link-destination"]);
    client.wait_for_rules(&b, &["missing-title"]);

    folder.write("news/seedls.toml", b"required = []\nextend = \"../seedls.toml\"\n");
    tell_of(&mut client, &config, 2);
    client.wait_for_rules(&a, &[]);
    // The file that it extends counts for it too.
    folder.write("seedls.toml", b"");
    tell_of(&mut client, &uri(&folder, "seedls.toml"), 2);
    client.wait_for_rules(&a, &["unclosed-link-destination"]);
    client.wait_for_rules(&b, &["missing-title", "unclosed-link-destination"]);

    fs::remove_file(folder.path("news/seedls.toml")).expect("removed");
    tell_of(&mut client, &config, 3);
    client.wait_for_rules(&a, &["missing-title", "unclosed-link-destination"]);
    client.stop();
}

#[test]
fn an_editor_shows_faults_in_the_configuration_as_it_is_typed() {
    let folder = Folder::new(&[("seedls.toml", "required = []\n"), ("a.seed", UNTITLED)]);
    let mut client = serve(&folder);
    let [a, config] = ["a.seed", "seedls.toml"].map(|path| uri(&folder, path));
    client.open(&a, UNTITLED);
    client.wait_for_rules(&a, &["unclosed-link-destination"]);
    client.open(&config, "required = []\n");
    let start = json!({ "line": 0, "character": 12 });
    let changes = json!([{ "range": { "start": start, "end": start }, "text": "\"titel\"" }]);
    client.change(&config, 2, changes);
    client.wait_for_rules(&config, &["invalid-config"]);
    let changes = json!([{ "text": "required = [\"title\"]\n" }]);
    client.change(&config, 3, changes);
    client.wait_for_rules(&config, &[]);
    client.wait_for_rules(&a, &["missing-title", "unclosed-link-destination"]);
    // What was not saved is gone with the document.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": config } }));
    client.wait_for_rules(&a, &["unclosed-link-destination"]);
    client.stop();
}

#[test]
fn an_editor_reads_the_configuration_above_a_file_from_elsewhere() {
    let folder = Folder::new(&[("a.seed", UNTITLED)]);
    let other = Folder::new(&[("seedls.toml", "required = []\n"), ("deep/b.seed", UNTITLED)]);
    let mut client = serve(&folder);
    let b = uri(&other, "deep/b.seed");
    client.open(&b, UNTITLED);
    client.wait_for_rules(&b, &["unclosed-link-destination"]);
    client.stop();
}
