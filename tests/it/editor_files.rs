//! The server through the real binary, with files around the open document.

#![expect(clippy::disallowed_methods, reason = "tests write the files that the server reads")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;

const HEADER: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n";

struct Workspace {
    folder: TempDir,
    client: Client,
}

impl Workspace {
    fn start(files: &[(&str, &str)], capabilities: &Value) -> Workspace {
        let folder = tempfile::tempdir().expect("a folder");
        let mut workspace = Workspace { folder, client: Client::start() };
        for (name, text) in files {
            workspace.write(name, text);
        }
        let root = workspace.uri("");
        let folders = json!([{ "uri": root, "name": "seeds" }]);
        let params = json!({ "workspaceFolders": folders, "capabilities": capabilities });
        workspace.client.ask("initialize", params);
        workspace.client.tell("initialized", json!({}));
        workspace
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", Path::new(self.folder.path()).join(name).display())
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("written");
    }

    fn tell_of(&mut self, name: &str, kind: u8) {
        let changes = json!([{ "uri": self.uri(name), "type": kind }]);
        self.client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }
}

/// A whole seed with `passage` in it.
fn seed(passage: &str) -> String {
    // Each passage has a source of its own.
    let number = passage.bytes().fold(0_u32, |sum, byte| sum * 7 % 9973 + u32::from(byte));
    let source = format!("https://news.example/2021/03/03/{number}");
    format!("{HEADER}{passage}\n\nOriginal url: <{source}>\n")
}

#[test]
fn files_around_the_open_one_are_known() {
    let passage = "See [one](one.seed), [two](two.txt) and [three](sub/three.txt).";
    let files = [("one.seed", &*seed("One.")), ("two.txt", "Two")];
    let mut workspace = Workspace::start(&files, &json!({}));
    let uri = workspace.uri("a.seed");
    workspace.client.open(&uri, &seed(passage));
    workspace.client.wait_for_rules(&uri, &["missing-file"]);

    fs::create_dir(workspace.folder.path().join("sub")).expect("a folder");
    workspace.write("sub/three.txt", "Three");
    workspace.tell_of("sub/three.txt", 1);
    workspace.tell_of("sub", 1);
    workspace.client.wait_for_rules(&uri, &[]);

    fs::remove_file(workspace.folder.path().join("one.seed")).expect("removed");
    workspace.tell_of("one.seed", 3);
    workspace.client.wait_for_rules(&uri, &["missing-file"]);
    workspace.client.stop();
}

#[test]
fn what_was_never_saved_lies_in_no_folder() {
    // The server is started in a folder with a `.git`, which is nothing to this document.
    let uri = "untitled:Untitled-1";
    let mut workspace = Workspace::start(&[], &json!({}));
    workspace.client.open(uri, &seed("See [one](one.seed) and [two](/two.seed)."));
    workspace.client.wait_for_rules(uri, &[]);
    for rule in ["missing-date", "missing-title"] {
        let settings = json!({ "seedls": { "rules": { rule: "off" } } });
        workspace.client.tell("workspace/didChangeConfiguration", json!({ "settings": settings }));
        workspace.client.wait_for_rules(uri, &[]);
    }
    workspace.client.stop();
}

#[test]
fn a_change_in_one_document_renews_the_findings_in_another() {
    let there = seed("## Why\n\nBecause.");
    let mut workspace = Workspace::start(&[("there.seed", &there)], &json!({}));
    let here = workspace.uri("here.seed");
    let there_uri = workspace.uri("there.seed");
    workspace.client.open(&here, &seed("See [why](there.seed#why)."));
    workspace.client.wait_for_rules(&here, &[]);
    workspace.client.open(&there_uri, &there);
    let why = json!({ "line": 6, "character": 3 });
    let changes = json!([{ "range": { "start": why, "end": why }, "text": "And " }]);
    workspace.client.change(&there_uri, 2, changes);
    workspace.client.wait_for_rules(&here, &["missing-anchor"]);

    // What was not saved is gone with the document.
    workspace.client.tell("textDocument/didClose", json!({ "textDocument": { "uri": there_uri } }));
    workspace.client.wait_for_rules(&here, &[]);
    workspace.client.stop();
}

#[test]
fn a_client_that_asks_is_told_to_ask_again() {
    let there = seed("## Why\n\nBecause.");
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let mut workspace = Workspace::start(&[("there.seed", &there)], &capabilities);
    let here = workspace.uri("here.seed");
    workspace.client.open(&here, &seed("See [why](there.seed#how)."));
    let is_refresh = |message: &Value| message["method"] == "workspace/diagnostic/refresh";
    let params = json!({ "textDocument": { "uri": here } });
    let mut report = workspace.client.ask("textDocument/diagnostic", params.clone());
    // Asked before the folder was read. Where it was read before the document was opened, the
    // first answer is right, and nothing has to be told.
    while report["items"] == json!([]) {
        workspace.client.wait_for(is_refresh);
        report = workspace.client.ask("textDocument/diagnostic", params.clone());
    }
    assert_eq!(report["items"][0]["code"], "missing-anchor");

    workspace.write("there.seed", &seed("## How\n\nBy night."));
    workspace.tell_of("there.seed", 2);
    while report["items"] != json!([]) {
        workspace.client.wait_for(is_refresh);
        report = workspace.client.ask("textDocument/diagnostic", params.clone());
    }
    workspace.client.stop();
}

#[test]
fn files_are_watched_only_by_clients_that_can() {
    let dynamic =
        json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut workspace = Workspace::start(&[], &dynamic);
    let request = workspace.client.wait_for(|it| it["method"] == "client/registerCapability");
    let registration = &request["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    workspace.client.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": null }));
    workspace.client.stop();

    let mut workspace = Workspace::start(&[], &json!({}));
    let shutdown = workspace.client.request("shutdown", Value::Null);
    while let Some(message) = workspace.client.read() {
        assert_eq!(message.get("method"), None);
        if message["id"] == shutdown {
            break;
        }
    }
}

#[test]
fn the_configuration_counts_and_what_is_wrong_with_it_is_shown() {
    let config = "[rules]\nmissing-title = \"off\"\n";
    let mut workspace = Workspace::start(&[("seedls.toml", config)], &json!({}));
    let uri = workspace.uri("a.seed");
    let finds_title = |client: &mut Client, expected: bool| {
        client.wait_for(|message| {
            let found = message["params"]["diagnostics"].as_array();
            found.is_some_and(|it| it.iter().any(|it| it["code"] == "missing-title") == expected)
        });
    };
    workspace.client.open(&uri, "They left, and so did we. It was late.\n");
    finds_title(&mut workspace.client, false);
    workspace.write("seedls.toml", "rules = 1\n");
    workspace.tell_of("seedls.toml", 2);
    let shown = workspace.client.wait_for(|message| message["method"] == "window/showMessage");
    let text = shown["params"]["message"].as_str().expect("a message");
    assert!(text.contains("seedls.toml"), "{text}");
    finds_title(&mut workspace.client, true);
    workspace.client.stop();
}

/// What is known of a folder is known while it is looked at again, too.
#[test]
fn findings_stand_while_open_files_are_moved_beside_them() {
    let mut workspace = Workspace::start(&[("b.seed", &seed("Two."))], &json!({}));
    // A folder that takes a while.
    for number in 0..2000 {
        workspace.write(&format!("{number}.png"), "");
    }
    let here = workspace.uri("a.seed");
    let text = seed("See [two](b.seed), [three](c.seed) and [none](none.seed).");
    let client = &mut workspace.client;
    client.open(&here, &text);
    client.wait_for_rules(&here, &["missing-file", "missing-file"]);
    let (mut old, mut new) = ("b.seed", "c.seed");
    workspace.client.open(&workspace.uri(old), &seed("Two."));
    for version in 2..40 {
        let (from, to) = (workspace.uri(old), workspace.uri(new));
        let path = workspace.folder.path();
        fs::rename(path.join(old), path.join(new)).expect("renamed");
        let client = &mut workspace.client;
        let files = json!([{ "oldUri": from, "newUri": to }]);
        client.tell("workspace/didRenameFiles", json!({ "files": files }));
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": from } }));
        client.open(&to, &seed("Two."));
        client.change(&here, version, json!([{ "text": format!("{text} ") }]));
        let found = client.published(&here, version);
        let lost: Vec<&str> = found.iter().filter_map(|it| it["message"].as_str()).collect();
        assert!(lost.iter().any(|it| it.contains("none.seed")), "{version}: {lost:?}");
        std::mem::swap(&mut old, &mut new);
    }
    workspace.client.wait_for_rules(&here, &["missing-file", "missing-file"]);
    workspace.client.stop();
}
