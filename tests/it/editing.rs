//! What the server offers while somebody writes, through the real binary.

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
