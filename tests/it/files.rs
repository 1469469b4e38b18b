//! Files and folders that move, appear and vanish, through the wire.

use std::fs;

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::Folder;

/// A client that has read `folder`.
fn client(folder: &Folder, capabilities: &Value) -> Client {
    let mut client = Client::start();
    let roots = json!([{ "uri": uri(folder, ""), "name": "seeds" }]);
    let params = json!({ "workspaceFolders": roots, "capabilities": capabilities });
    client.ask("initialize", params);
    client.tell("initialized", json!({}));
    wait_for_reading(&mut client);
    client
}

/// Waits until the log says that a folder has been read.
fn wait_for_reading(client: &mut Client) {
    client.wait_for(|it| {
        let message = it["params"]["message"].as_str().unwrap_or_default();
        it["method"] == "window/logMessage" && message.ends_with("read")
    });
}

fn uri(folder: &Folder, path: &str) -> String {
    format!("file://{}", folder.path(path).display()).trim_end_matches('/').to_owned()
}

/// A seed with nothing to find but what is wrong with `text`, which stands in line 6.
fn seed(number: u32, text: &str) -> String {
    format!(
        "Pilots {number}\n\nBy A. Writer\n\nMarch 3, 2021\n\n{text}\n\n\
        Original url: <https://news.example/2021/03/03/{number}>\n"
    )
}

fn range(line: u64, start: u64, end: u64) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

fn moved(from: &str, to: &str) -> Value {
    json!({ "files": [{ "oldUri": from, "newUri": to }] })
}

fn changed(uri: &str, kind: u8) -> Value {
    json!({ "changes": [{ "uri": uri, "type": kind }] })
}

const CREATED: u8 = 1;
const CHANGED: u8 = 2;
const DELETED: u8 = 3;

const RENAMES: &str = "workspace/willRenameFiles";
const WATCHED: &str = "workspace/didChangeWatchedFiles";

fn file_operations() -> Value {
    json!({ "workspace": {
        "fileOperations": { "willRename": true, "didRename": true, "didCreate": true, "didDelete": true },
        "workspaceEdit": { "documentChanges": true },
    } })
}

#[test]
fn a_file_that_moves_takes_its_links_along() {
    let folder = Folder::new(&[
        ("top.seed", &seed(1, "See [one](news/one.seed?x#pilots-2).")),
        ("news/one.seed", &seed(2, "See [top](../top.seed), [itself](#pilots-2).")),
    ]);
    let mut client = client(&folder, &file_operations());
    let (top, one) = (uri(&folder, "top.seed"), uri(&folder, "news/one.seed"));
    let new = uri(&folder, "two.seed");
    let edit = client.ask(RENAMES, moved(&one, &new));
    let document = |uri: &str, range: Value, text: &str| {
        json!({ "textDocument": { "uri": uri, "version": null },
            "edits": [{ "range": range, "newText": text }] })
    };
    let expected = json!({ "documentChanges": [
        document(&one, range(6, 10, 21), "top.seed"),
        document(&top, range(6, 10, 23), "two.seed"),
    ] });
    assert_eq!(edit, expected);
    // What nothing leads to, and what leads nowhere, needs no edit.
    let edit = client.ask(RENAMES, moved(&uri(&folder, "none.seed"), &new));
    assert_eq!(edit, Value::Null);
    client.stop();
}

#[test]
fn a_folder_that_moves_takes_its_links_along() {
    let folder = Folder::new(&[
        ("top.seed", &seed(1, "See [one](news/one.seed) and [two](<news/two b.seed>).")),
        ("news/one.seed", &seed(2, "See [two](two%20b.seed) and [top](../top.seed).")),
        ("news/two b.seed", &seed(3, "See [one](/news/one.seed).")),
    ]);
    let mut client = client(&folder, &file_operations());
    let top = uri(&folder, "top.seed");
    client.open(&top, &seed(1, "See [one](news/one.seed) and [two](<news/two b.seed>)."));
    client.wait_for_rules(&top, &[]);
    let (old, new) = (uri(&folder, "news"), uri(&folder, "archive"));
    let edit = client.ask(RENAMES, moved(&old, &new));
    let edits = |uri: &str| -> Vec<Value> {
        let changes = edit["documentChanges"].as_array().into_iter().flatten();
        let of_file = changes.filter(|it| it["textDocument"]["uri"] == uri);
        of_file.flat_map(|it| it["edits"].as_array().into_iter().flatten()).cloned().collect()
    };
    let texts: Vec<Value> = edits(&top).iter().map(|it| it["newText"].clone()).collect();
    assert_eq!(texts, ["archive/one.seed", "archive/two%20b.seed"]);
    // Within the folder all stays as it was, but for what counts from the root.
    assert_eq!(edits(&format!("{old}/one.seed")), [] as [Value; 0]);
    let root: Vec<Value> = edits(&format!("{old}/two%20b.seed"));
    assert_eq!(root.len(), 1, "{edit}");
    assert_eq!(root[0]["newText"], "/archive/one.seed");

    client.change(&top, 2, edits(&top).into_iter().rev().collect());
    fs::rename(folder.path("news"), folder.path("archive")).expect("the folder moves");
    client.tell("workspace/didRenameFiles", moved(&old, &new));
    client.wait_for_rules(&top, &[]);
    let text = seed(1, "See [one](archive/one.seed) and [two](news/one.seed).");
    client.change(&top, 3, json!([{ "text": text }]));
    client.wait_for_rules(&top, &["missing-file"]);
    client.stop();
}

#[test]
fn files_that_appear_and_vanish_change_what_is_found() {
    let folder = Folder::new(&[("a.seed", "")]);
    let mut client = client(&folder, &json!({}));
    let (a, b) = (uri(&folder, "a.seed"), uri(&folder, "b.seed"));
    client.open(&a, &seed(1, "See [b](b.seed#pilots-2)."));
    client.wait_for_rules(&a, &["missing-file"]);
    folder.write("b.seed", b"Another\n");
    client.tell(WATCHED, changed(&b, CREATED));
    client.wait_for_rules(&a, &["missing-anchor"]);
    folder.write("b.seed", seed(2, "# Pilots 2").as_bytes());
    client.tell(WATCHED, changed(&b, CHANGED));
    client.wait_for_rules(&a, &[]);
    fs::remove_file(folder.path("b.seed")).expect("it can be removed");
    client.tell(WATCHED, changed(&b, DELETED));
    client.wait_for_rules(&a, &["missing-file"]);
    client.stop();
}

#[test]
fn files_that_the_editor_makes_and_deletes_count_at_once() {
    let folder = Folder::new(&[("a.seed", "")]);
    let mut client = client(&folder, &file_operations());
    let (a, b) = (uri(&folder, "a.seed"), uri(&folder, "b.seed"));
    client.open(&a, &seed(1, "See [b](b.seed#pilots-2)."));
    client.wait_for_rules(&a, &["missing-file"]);
    let files = json!({ "files": [{ "uri": b }] });
    folder.write("b.seed", b"Another\n");
    client.tell("workspace/didCreateFiles", files.clone());
    client.wait_for_rules(&a, &["missing-anchor"]);
    fs::remove_file(folder.path("b.seed")).expect("it can be removed");
    client.tell("workspace/didDeleteFiles", files);
    client.wait_for_rules(&a, &["missing-file"]);
    client.stop();
}

#[test]
fn what_is_being_written_counts_more_than_the_disk() {
    let folder = Folder::new(&[("a.seed", &seed(1, "They left."))]);
    let mut client = client(&folder, &json!({}));
    let a = uri(&folder, "a.seed");
    let title = |client: &mut Client| {
        let params = json!({ "textDocument": { "uri": a } });
        client.ask("textDocument/documentSymbol", params)[0]["name"].clone()
    };
    client.open(&a, &seed(7, "They stayed."));
    assert_eq!(title(&mut client), "Pilots 7");
    folder.write("a.seed", seed(8, "They came.").as_bytes());
    client.tell(WATCHED, changed(&a, CHANGED));
    assert_eq!(title(&mut client), "Pilots 7");
    // The file is gone, the document is not.
    fs::remove_file(folder.path("a.seed")).expect("it can be removed");
    client.tell(WATCHED, changed(&a, DELETED));
    client.change(&a, 2, json!([{ "range": range(0, 7, 8), "text": "9" }]));
    assert_eq!(title(&mut client), "Pilots 9");
    client.stop();
}

#[test]
fn folders_come_and_go() {
    let one = Folder::new(&[("a.seed", &seed(1, "They left."))]);
    let two = Folder::new(&[("b.seed", &seed(1, "They came back."))]);
    let watched = json!({ "dynamicRegistration": true, "relativePatternSupport": true });
    let workspace = json!({ "workspaceFolders": true, "didChangeWatchedFiles": watched });
    let mut client = client(&one, &json!({ "workspace": workspace }));
    let a = uri(&one, "a.seed");
    client.open(&a, &seed(1, "They left."));
    client.wait_for_rules(&a, &[]);
    let other = json!({ "uri": uri(&two, ""), "name": "more" });
    let event =
        |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    let method = "workspace/didChangeWorkspaceFolders";
    client.tell(method, event(json!([other]), json!([])));
    client.wait_for_rules(&a, &["duplicate-source"]);
    // What is watched is told anew.
    let old = client.wait_for(|it| it["method"] == "client/unregisterCapability");
    assert_eq!(old["params"]["unregisterations"][0]["method"], WATCHED);
    let bases = |registered: &Value| {
        let watchers = &registered["params"]["registrations"][0]["registerOptions"]["watchers"];
        let watchers = watchers.as_array().into_iter().flatten();
        watchers.map(|it| it["globPattern"]["baseUri"].clone()).collect::<Vec<_>>()
    };
    let registers = |it: &Value| it["method"] == "client/registerCapability";
    assert_eq!(bases(&client.wait_for(registers)), [uri(&one, "")]);
    assert_eq!(bases(&client.wait_for(registers)), [uri(&one, ""), uri(&two, "")]);
    client.tell(method, event(json!([]), json!([other])));
    client.wait_for_rules(&a, &[]);
    client.stop();
}

#[test]
fn a_document_outside_all_folders_is_checked_too() {
    let (inside, outside) = (Folder::new(&[("a.seed", "")]), Folder::new(&[]));
    let mut client = client(&inside, &json!({}));
    let b = uri(&outside, "b.seed");
    client.open(&b, &seed(1, "They read [the report](https://news.example/report and left."));
    client.wait_for_rules(&b, &["unclosed-link-destination"]);
    client.stop();
}

#[test]
fn the_client_is_asked_to_watch_each_folder() {
    let folder = Folder::new(&[("a.seed", "")]);
    let watched = |relative: bool| {
        let mut client = Client::start();
        let roots = json!([{ "uri": uri(&folder, ""), "name": "seeds" }]);
        let support = json!({ "dynamicRegistration": true, "relativePatternSupport": relative });
        let capabilities = json!({ "workspace": { "didChangeWatchedFiles": support } });
        let params = json!({ "workspaceFolders": roots, "capabilities": capabilities });
        client.ask("initialize", params);
        client.tell("initialized", json!({}));
        let asked = client.wait_for(|it| it["method"] == "client/registerCapability");
        let registration = asked["params"]["registrations"][0].clone();
        assert_eq!(registration["method"], WATCHED);
        client.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": null }));
        client.stop();
        registration["registerOptions"]["watchers"].clone()
    };
    assert_eq!(watched(false), json!([{ "globPattern": "**/*" }]));
    let relative = json!({ "baseUri": uri(&folder, ""), "pattern": "**/*" });
    assert_eq!(watched(true), json!([{ "globPattern": relative }]));
}
