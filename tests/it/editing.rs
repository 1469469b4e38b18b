//! What the server offers while somebody writes, through the real binary.

use std::path::Path;

use seedls::config::FormatPart;
use seedls::facts::Document;
use seedls::ide;
use seedls::index::Host;
use seedls::rules;
use seedls::syntax::Block;
use seedls::syntax::BlockKind;
use seedls::text::Text;
use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::Folder;

const A: &str = "file:///seeds/a.seed";
const B: &str = "file:///seeds/b%20c.seed";

const OTHER: &str = "Ships Came Back\n\nBy J. Doe\n\nMarch 3, 2021\n\nThey came. They left.\n";

fn at(uri: &str, line: u64, character: u64) -> Value {
    json!({
        "textDocument": { "uri": uri },
        "position": { "line": line, "character": character },
    })
}

/// A client that can do everything that is asked about here, and counts in `encoding`.
fn able(encoding: &str) -> Client {
    let item = json!({
        "snippetSupport": true,
        "insertReplaceSupport": true,
        "documentationFormat": ["markdown"],
    });
    Client::ready(json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": { "completion": { "completionItem": item } },
    }))
}

#[test]
fn completions_replace_what_was_typed_in_every_encoding() {
    // `X 😀 ` is 7 bytes, 5 units or 4 characters.
    for (encoding, start) in [("utf-8", 7), ("utf-16", 5), ("utf-32", 4)] {
        let mut client = able(encoding);
        client.open(B, OTHER);
        client.open(A, "Title\n\nThey 😀 left.\n\nX 😀 [[ships]] there.\n");
        let list = client.ask("textDocument/completion", at(A, 4, start + 7));
        let item = &list["items"][0];
        assert_eq!(item["label"], "Ships Came Back", "{encoding}");
        assert_eq!(item["filterText"], "[[Ships Came Back");
        let range = json!({
            "start": { "line": 4, "character": start },
            "end": { "line": 4, "character": start + 9 },
        });
        let text = "[Ships Came Back](b%20c.seed)";
        let expected = json!({ "newText": text, "insert": range, "replace": range });
        assert_eq!(item["textEdit"], expected);
        let resolved = client.ask("completionItem/resolve", item.clone());
        let documentation = resolved["documentation"]["value"].as_str().expect("a text");
        for part in ["**Ships Came Back**", "By: J. Doe", "Date: 2021-03-03", "They came."] {
            assert!(documentation.contains(part), "{documentation}");
        }
        client.stop();
    }
}

#[test]
fn snippets_are_only_for_clients_that_know_them() {
    let text = "Title\n\nThey left. And came.\n\nOrig";
    for (mut client, format, expected) in [
        (able("utf-8"), json!(2), "Original url: <${1:https://}>"),
        (Client::ready(json!({})), Value::Null, "Original url: "),
    ] {
        client.open(A, text);
        let list = client.ask("textDocument/completion", at(A, 4, 4));
        let item = &list["items"][0];
        assert_eq!(
            (&item["textEdit"]["newText"], &item["insertTextFormat"]),
            (&json!(expected), &format)
        );
        // A client that does not say that it can choose gets one range.
        assert_eq!(item["textEdit"].get("range").is_some(), format.is_null());
        client.stop();
    }
}

#[test]
fn paths_are_those_on_the_disk() {
    let folder = Folder::new(&[("seeds/pictures/harbour map.png", "")]);
    let uri = format!("file://{}", folder.path("seeds/new.seed").display());
    let mut client = able("utf-8");
    client.open(&uri, "Title\n\nSee ![a](pictures/h) there.\n");
    let list = client.ask("textDocument/completion", at(&uri, 2, 19));
    assert_eq!(list["items"][0]["textEdit"]["newText"], "harbour%20map.png");
    // A position that lies is moved into the text.
    let far = client.ask("textDocument/completion", at(&uri, 1_000_000, 5));
    assert_eq!(far["isIncomplete"], false);
    client.stop();
}

#[test]
fn kinds_that_came_late_are_for_clients_that_list_them() {
    let folder = Folder::new(&[("seeds/pictures/map.png", "")]);
    let uri = format!("file://{}", folder.path("seeds/new.seed").display());
    let listed = json!({ "valueSet": (1..=25).collect::<Vec<u8>>() });
    for (kinds, expected) in [(listed, 19), (json!({}), 17)] {
        let completion = json!({ "completionItemKind": kinds });
        let mut client = Client::ready(json!({ "textDocument": { "completion": completion } }));
        client.open(&uri, "Title\n\nSee ![a](pi) there.\n");
        let list = client.ask("textDocument/completion", at(&uri, 2, 11));
        let items = list["items"].as_array().expect("a list");
        let folder = items
            .iter()
            .find(|it| it["label"].as_str().is_some_and(|it| it.starts_with("pictures")));
        assert_eq!(folder.expect("the folder is offered")["kind"], expected);
        client.stop();
    }
}

const BROKEN: &str = "Title\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
The (clerk)[https://a.example/1] and (he)[https://a.example/2] read [it](https://a.example/3 there.\n\n\
Original url: <https://news.example/2021/03/03/a>\n";

/// The code actions at `character` of line 6, of the kinds in `only`.
fn actions(client: &mut Client, character: u64, only: Value) -> Vec<Value> {
    let place = json!({ "line": 6, "character": character });
    let mut context = json!({ "diagnostics": [] });
    if !only.is_null() {
        context["only"] = only;
    }
    let params = json!({
        "textDocument": { "uri": A },
        "range": { "start": place, "end": place },
        "context": context,
    });
    let found = client.ask("textDocument/codeAction", params);
    found.as_array().expect("a list").clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|it| it["title"].as_str().expect("a title")).collect()
}

fn acting(late: bool) -> Client {
    let mut able = json!({
        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
        "dataSupport": true,
        "isPreferredSupport": true,
    });
    if late {
        able["resolveSupport"] = json!({ "properties": ["edit"] });
    }
    Client::ready(json!({ "textDocument": { "codeAction": able } }))
}

#[test]
fn fixes_and_what_holds_back_are_offered_together() {
    let mut client = acting(false);
    client.open(A, BROKEN);
    let found = actions(&mut client, 10, Value::Null);
    assert_eq!(
        titles(&found),
        [
            "Swap them",
            "Fix all `reversed-link` in this file",
            "Disable `reversed-link` here with a comment",
            "Disable `reversed-link` in this file",
            "Fix all that is safe to fix",
        ]
    );
    assert_eq!(found[0]["isPreferred"], true);
    let kinds: Vec<&Value> = found.iter().map(|it| &it["kind"]).collect();
    let expected = ["quickfix", "quickfix", "quickfix", "quickfix", "source.fixAll.seedls"];
    assert_eq!(kinds, expected);
    assert!(found.iter().all(|it| it["edit"].is_object() && it.get("data").is_none()));
    client.stop();
}

#[test]
fn kinds_that_nobody_asks_for_are_not_answered() {
    let mut client = acting(false);
    client.open(A, BROKEN);
    for (only, expected) in [
        (json!(["source"]), vec!["Fix all that is safe to fix"]),
        (json!(["source.fixAll.seedls"]), vec!["Fix all that is safe to fix"]),
        (json!(["source.organizeImports"]), vec![]),
        (json!(["refactor.extract"]), vec![]),
    ] {
        assert_eq!(titles(&actions(&mut client, 10, only)), expected);
    }
    client.stop();
}

#[test]
fn long_work_waits_until_it_is_chosen() {
    let mut client = acting(true);
    client.open(A, BROKEN);
    let mut found = actions(&mut client, 10, json!(["source.fixAll"]));
    let action = found.remove(0);
    assert_eq!((action.get("edit"), found.len()), (None, 0));
    let resolved = client.ask("codeAction/resolve", action.clone());
    let edits = resolved["edit"]["changes"][A].as_array().expect("edits");
    let texts: Vec<&Value> = edits.iter().map(|it| &it["newText"]).collect();
    assert!(edits.len() >= 3, "{texts:?}");
    // What was chosen for another text is not done to this one.
    client.change(A, 2, json!([{ "text": "Title\n" }]));
    let stale = client.ask("codeAction/resolve", action);
    assert_eq!(stale.get("edit"), None);
    client.stop();
}

/// Formatting is done once, and leaves every paragraph, code block and field as it was.
/// `SEEDLS_FORMATTED` names a folder of real documents for a longer run.
#[test]
fn formatting_is_done_once_and_leaves_the_words() {
    let parts = [FormatPart::BlankLines, FormatPart::Lists, FormatPart::Tables];
    let mut seeds = crate::seeds::all();
    if let Some(folder) = std::env::var_os("SEEDLS_FORMATTED") {
        seeds.extend(crate::seeds::below(Path::new(&folder)));
    }
    let mut changed = 0;
    for (path, text) in seeds {
        let before = Document::new(Text::new(&text));
        let Some(edit) = ide::format(&before, &parts, before.text().range()) else { continue };
        changed += 1;
        let after = before.edit(&edit);
        assert_eq!(ide::format(&after, &parts, after.text().range()), None, "{path}");
        let told = |document: &Document| {
            let fields = document.metadata().fields.iter();
            fields.map(|it| (it.name, it.value.clone())).collect::<Vec<_>>()
        };
        assert_eq!(told(&after), told(&before), "{path}");
        // Nothing but blanks, and the lines under the heads of tables, may differ.
        let words = |text: String| -> String {
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '|')).collect()
        };
        assert_eq!(words(after.text().to_string()), words(text), "{path}");
        let paragraphs = |document: &Document| {
            let blocks = document.tree().blocks().filter(|it| it.kind == BlockKind::Paragraph);
            let text = |it: Block| document.text().slice(it.range).into_owned();
            blocks.map(text).collect::<Vec<_>>()
        };
        assert_eq!(paragraphs(&after), paragraphs(&before), "{path}");
    }
    assert!(3 < changed, "{changed}");
}

#[test]
fn formatting_is_off_until_it_is_configured() {
    let text = "The Ships\n\n\n\nBy A. Writer\n\nThey came. They left.\n\n\n";
    let folder = Folder::new(&[("seeds/a.seed", text)]);
    let uri = format!("file://{}", folder.path("seeds/a.seed").display());
    let params = json!({
        "textDocument": { "uri": uri },
        "options": { "tabSize": 4, "insertSpaces": true },
    });
    let mut off = Client::ready(json!({}));
    off.open(&uri, text);
    assert_eq!(off.ask("textDocument/formatting", params.clone()), Value::Null);
    off.stop();
    folder.write("seedls.toml", b"format = [\"blank-lines\"]\n");
    let mut on = Client::start();
    let root = format!("file://{}", folder.path("").display());
    on.ask("initialize", json!({ "rootUri": root, "capabilities": {} }));
    on.tell("initialized", json!({}));
    on.open(&uri, text);
    // The configuration counts from the moment on in which the folder has been read.
    on.wait_for(|it| it["method"] == "textDocument/publishDiagnostics");
    let edits = loop {
        let edits = on.ask("textDocument/formatting", params.clone());
        if !edits.is_null() {
            break edits;
        }
    };
    let texts: Vec<&Value> =
        edits.as_array().expect("edits").iter().map(|it| &it["newText"]).collect();
    assert_eq!(texts, ["\n\n", "\n"]);
    // A part of it, and what is above where somebody goes on.
    let mut part = params.clone();
    let (start, end) = (json!({ "line": 0, "character": 0 }), json!({ "line": 5, "character": 0 }));
    part["range"] = json!({ "start": start, "end": end });
    let edits = on.ask("textDocument/rangeFormatting", part);
    let first =
        json!({ "start": { "line": 0, "character": 9 }, "end": { "line": 4, "character": 0 } });
    assert_eq!(edits, json!([{ "range": first, "newText": "\n\n" }]));
    let mut typed = params;
    typed["ch"] = json!("\n");
    on.change(&uri, 2, json!([{ "text": "The Ships\n \t\n\nBy A. Writer\n" }]));
    typed["position"] = json!({ "line": 2, "character": 0 });
    let edits = on.ask("textDocument/onTypeFormatting", typed);
    let blanks =
        json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 2 } });
    assert_eq!(edits, json!([{ "range": blanks, "newText": "" }]));
    on.stop();
}

/// Every finding of the seeds in this repository can be held back without harm, in each way offered.
#[test]
fn comments_hold_back_what_they_name_and_nothing_else() {
    let mut tried = 0;
    for (path, text) in crate::seeds::all() {
        let mut host = Host::default();
        let file = host.set_document(&path, Text::new(&text));
        let snapshot = host.snapshot();
        let document = snapshot.document(file).expect("it was set");
        let found = rules::check(&snapshot, file);
        for it in &found {
            let rule = it.rule.name;
            // Comments about comments are another matter.
            if it.rule.code >= 900 {
                continue;
            }
            for action in ide::suppressions(document, rule, it.finding.range) {
                tried += 1;
                let after = rules::check(&snapshot.edited(file, &action.edit), file);
                let count = |list: &[rules::Diagnostic], is_it: bool| {
                    list.iter().filter(|it| (it.rule.name == rule) == is_it).count()
                };
                let title = &action.title;
                assert!(count(&after, true) < count(&found, true), "{path}: {title}");
                assert!(count(&after, false) <= count(&found, false), "{path}: {title}");
            }
        }
    }
    assert!(100 < tried, "{tried}");
}
