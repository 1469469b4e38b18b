//! How findings reach a client: of one document or of the whole workspace, asked for or sent.

#![expect(clippy::disallowed_methods, reason = "tests write the files that the server reads")]

use std::fs;

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;

/// The configuration that has everything shown.
const ALL: &str = "editor-findings = \"workspace\"\n";

fn uri(folder: &Folder, name: &str) -> String {
    format!("file://{}", folder.path(name).display()).trim_end_matches('/').to_owned()
}

/// A server that has read `folder`, and what it said of itself.
fn start(folder: &Folder, capabilities: &Value) -> (Client, Value) {
    let mut client = Client::start();
    let params = json!({ "rootUri": uri(folder, ""), "capabilities": capabilities });
    let result = client.ask("initialize", params);
    client.tell("initialized", json!({}));
    client.wait_for(|it| {
        let message = it["params"]["message"].as_str().unwrap_or_default();
        it["method"] == "window/logMessage" && message.ends_with("read")
    });
    (client, result)
}

fn pulling() -> Value {
    json!({ "textDocument": { "diagnostic": {} } })
}

fn tell_of(client: &mut Client, folder: &Folder, name: &str, kind: u8) {
    let changes = json!([{ "uri": uri(folder, name), "type": kind }]);
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
}

fn text(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).expect("the file is there")
}

/// What a client that asks for everything knows, by address.
#[derive(Default)]
struct Known(Vec<(String, Value)>);

impl Known {
    fn ids(&self) -> Value {
        self.0.iter().map(|(uri, it)| json!({ "uri": uri, "value": it["resultId"] })).collect()
    }

    /// Takes in `items`; what is unchanged must be known.
    fn take(&mut self, items: &Value) {
        for item in items.as_array().expect("a list") {
            let uri = item["uri"].as_str().expect("an address").to_owned();
            let known = self.0.iter().position(|(it, _)| *it == uri);
            if item["kind"] == "unchanged" {
                let (_, known) = &self.0[known.expect("it is known")];
                assert_eq!(known["resultId"], item["resultId"]);
                continue;
            }
            assert_eq!(item["kind"], "full");
            if let Some(at) = known {
                self.0.remove(at);
            }
            self.0.push((uri, item.clone()));
        }
    }

    #[track_caller]
    fn of(&self, uri: &str) -> &Value {
        &self.0.iter().find(|(it, _)| it == uri).expect("it is known").1
    }

    #[track_caller]
    fn rules(&self, uri: &str) -> Vec<&str> {
        let items = self.of(uri)["items"].as_array().expect("a list");
        items.iter().map(|it| it["code"].as_str().expect("a name")).collect()
    }
}

fn ask_all(client: &mut Client, known: &Known) -> i64 {
    client.request("workspace/diagnostic", json!({ "previousResultIds": known.ids() }))
}

#[track_caller]
fn answer(client: &mut Client, id: i64) -> Value {
    let mut response = client.response(id);
    assert_eq!(response.get("error"), None);
    response["result"]["items"].take()
}

/// All that was answered before the answer to `id` has been read, and it was not among it.
#[track_caller]
fn is_held(client: &mut Client, id: i64) {
    let later = client.request("seedls/status", json!({}));
    let first = client.wait_for(|it| it["id"] == id || it["id"] == later);
    assert_eq!(first["id"], later, "{first}");
}

#[test]
fn everything_can_be_asked_for_where_it_is_configured() {
    for (config, all) in [("", false), (ALL, true)] {
        let folder = Folder::new(&[("seedls.toml", config)]);
        let (client, result) = start(&folder, &pulling());
        let provider = &result["capabilities"]["diagnosticProvider"];
        assert_eq!(provider["workspaceDiagnostics"], all);
        assert_eq!(provider["interFileDependencies"], true);
        client.stop();
    }
}

#[test]
fn what_to_ask_for_is_registered_where_that_is_possible_and_follows_the_settings() {
    let folder = Folder::new(&[("a.seed", CLEAN)]);
    let capabilities = json!({ "textDocument": { "diagnostic": { "dynamicRegistration": true } } });
    let (mut client, result) = start(&folder, &capabilities);
    assert_eq!(result["capabilities"].get("diagnosticProvider"), None);
    for (value, all) in [(None, false), (Some("workspace"), true), (Some("open-files"), false)] {
        if let Some(value) = value {
            let settings = json!({ "seedls": { "editorFindings": value } });
            client.tell("workspace/didChangeConfiguration", json!({ "settings": settings }));
            let taken_back = client.wait_for(|it| it["method"] == "client/unregisterCapability");
            let taken_back = &taken_back["params"]["unregisterations"][0];
            assert_eq!(taken_back["method"], "textDocument/diagnostic");
        }
        let registered = client.wait_for(|it| it["method"] == "client/registerCapability");
        let options = &registered["params"]["registrations"][0]["registerOptions"];
        let expected = json!({
            "identifier": "seedls",
            "interFileDependencies": true,
            "workspaceDiagnostics": all,
            "workDoneProgress": all,
            "documentSelector": null,
        });
        assert_eq!(*options, expected);
    }
    client.stop();
}

#[test]
fn everything_is_told_once_and_then_what_changes() {
    let files = [("seedls.toml", ALL), ("a.seed", CLEAN), ("b.seed", BROKEN), ("c.seed", BROKEN)];
    let folder = Folder::new(&files);
    let [a, b, c] = ["a.seed", "b.seed", "c.seed"].map(|name| uri(&folder, name));
    let (mut client, _) = start(&folder, &pulling());
    client.open(&b, &text(&folder, "b.seed"));
    let mut known = Known::default();
    let id = ask_all(&mut client, &known);
    known.take(&answer(&mut client, id));
    assert_eq!(known.0.len(), 3);
    assert_eq!(known.rules(&a), [""; 0]);
    for uri in [&b, &c] {
        assert_eq!(known.rules(uri), ["unclosed-link-destination"]);
    }
    assert_eq!(known.of(&a)["version"], Value::Null);
    assert_eq!(known.of(&b)["version"], 1);

    // The same comes of asking for one document, open or not.
    for uri in [&b, &c] {
        let params = json!({ "textDocument": { "uri": uri } });
        let alone = client.ask("textDocument/diagnostic", params);
        assert_eq!(alone["items"], known.of(uri)["items"]);
        assert_eq!(alone["resultId"], known.of(uri)["resultId"]);
    }

    // An edit.
    let id = ask_all(&mut client, &known);
    is_held(&mut client, id);
    client.change(&b, 2, json!([{ "text": text(&folder, "a.seed").replace("pilots", "crews") }]));
    known.take(&answer(&mut client, id));
    assert_eq!(known.of(&b)["version"], 2);
    assert!(!known.rules(&b).contains(&"unclosed-link-destination"));

    // A new file, and one that is gone.
    fs::rename(folder.path("c.seed"), folder.path("d.seed")).expect("renamed");
    let d = uri(&folder, "d.seed");
    let changes = json!([{ "uri": c, "type": 3 }, { "uri": d, "type": 1 }]);
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    while known.0.len() < 4 || !known.rules(&c).is_empty() {
        let id = ask_all(&mut client, &known);
        known.take(&answer(&mut client, id));
    }
    assert_eq!(known.rules(&d), ["unclosed-link-destination"]);
    assert_eq!(known.of(&c)["version"], Value::Null);

    // What nobody waits for any more.
    let id = ask_all(&mut client, &known);
    is_held(&mut client, id);
    client.tell("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.response(id)["error"]["code"], -32800);
    client.stop();
}

#[test]
fn a_file_that_is_not_shown_any_more_has_no_findings() {
    let folder = Folder::new(&[("seedls.toml", ALL), ("a.seed", BROKEN), ("b.seed", BROKEN)]);
    let (mut client, _) = start(&folder, &pulling());
    let a = uri(&folder, "a.seed");
    client.open(&a, &text(&folder, "a.seed"));
    let mut known = Known::default();
    let id = ask_all(&mut client, &known);
    known.take(&answer(&mut client, id));
    let id = ask_all(&mut client, &known);
    fs::write(folder.path("seedls.toml"), "").expect("written");
    tell_of(&mut client, &folder, "seedls.toml", 2);
    known.take(&answer(&mut client, id));
    assert_eq!(known.rules(&uri(&folder, "b.seed")), [""; 0]);
    assert_eq!(known.rules(&a), ["unclosed-link-destination"]);
    client.stop();
}

#[test]
fn who_knows_nothing_of_an_empty_folder_is_told_so_once() {
    let folder = Folder::new(&[("seedls.toml", ALL)]);
    let (mut client, _) = start(&folder, &pulling());
    let known = Known::default();
    let id = ask_all(&mut client, &known);
    assert_eq!(answer(&mut client, id), json!([]));
    let id = ask_all(&mut client, &known);
    is_held(&mut client, id);
    client.tell("$/cancelRequest", json!({ "id": id }));
    client.response(id);
    client.stop();
}

#[test]
fn everything_comes_piece_by_piece_where_that_is_wanted() {
    let names: Vec<String> = (0..200).map(|number| format!("{number}.seed")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), BROKEN)).collect();
    files.push(("seedls.toml", ALL));
    let folder = Folder::new(&files);
    let (mut client, _) = start(&folder, &pulling());
    let params = json!({
        "previousResultIds": [],
        "partialResultToken": "pieces",
        "workDoneToken": "work",
    });
    let id = client.request("workspace/diagnostic", params);
    let (mut known, mut pieces, mut work) = (Known::default(), 0, Vec::new());
    let last = loop {
        let message = client.read().expect("the server is alive");
        if message["id"] == id {
            break message;
        }
        let value = &message["params"]["value"];
        if message["params"]["token"] == "pieces" {
            pieces += 1;
            known.take(&value["items"]);
        } else if message["params"]["token"] == "work" {
            work.push(value["kind"].as_str().expect("a kind").to_owned());
        }
    };
    assert_eq!(last["result"], json!({ "items": [] }));
    assert_eq!(known.0.len(), 200);
    assert!(2 < pieces, "{pieces}");
    assert_eq!(work.first().map(String::as_str), Some("begin"));
    assert_eq!(work.last().map(String::as_str), Some("end"));
    assert!(work[1..work.len() - 1].iter().all(|it| it == "report"), "{work:?}");

    // Of what did not change nothing is said.
    let params = json!({ "previousResultIds": known.ids(), "partialResultToken": 7 });
    let id = client.request("workspace/diagnostic", params);
    is_held(&mut client, id);
    client.open(&uri(&folder, "7.seed"), &text(&folder, "7.seed").replace("left.", "left.]"));
    let piece = client.wait_for(|it| it["params"]["token"] == 7);
    let items = piece["params"]["value"]["items"].as_array().expect("a list");
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["uri"], uri(&folder, "7.seed"));
    assert_eq!(answer(&mut client, id), json!([]));
    client.stop();
}

/// A lost link, and a comment that holds nothing back.
const SEVERAL: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
    They read [the report](#) and left.\n\n<!-- seedls-disable-file missing-title -->\n\n\
    Original url: <https://news.example/2021/03/03/several>\n";

#[test]
fn a_finding_says_what_it_is_to_who_understands() {
    let rich = json!({
        "tagSupport": { "valueSet": [1] },
        "codeDescriptionSupport": true,
        "dataSupport": true,
    });
    for (asks, capabilities) in [
        (false, json!({ "textDocument": { "publishDiagnostics": rich } })),
        (true, json!({ "textDocument": { "diagnostic": rich } })),
        (
            true,
            json!({
                "textDocument": { "diagnostic": {}, "publishDiagnostics": rich },
                "workspace": { "diagnostics": { "refreshSupport": true } },
            }),
        ),
    ] {
        let mut client = Client::ready(capabilities);
        let uri = "untitled:Untitled-1";
        client.open(uri, SEVERAL);
        let found = match asks {
            false => Value::from(client.published(uri, 1)),
            true => {
                let params = json!({ "textDocument": { "uri": uri } });
                client.ask("textDocument/diagnostic", params)["items"].take()
            }
        };
        let of = |rule: &str| {
            let all = found.as_array().expect("a list");
            all.iter().find(|it| it["code"] == rule).expect("it is found").clone()
        };
        let (lost, unused) = (of("placeholder-link"), of("unused-suppression"));
        assert_eq!(lost.get("tags"), None);
        assert_eq!(unused["tags"], json!([1]));
        assert_eq!(unused["data"]["fixes"][0], "Remove the comment");
        assert_eq!(lost["data"]["fingerprint"].as_str().map(str::len), Some(32));
        let page = lost["codeDescription"]["href"].as_str().expect("an address");
        let page = fs::read_to_string(page.strip_prefix("file://").expect("a file"));
        assert!(page.expect("it is there").starts_with("# placeholder-link\n\n301, "));
        client.stop();
    }
    // To others, nothing that they do not know.
    let mut client = Client::ready(json!({}));
    client.open("untitled:Untitled-1", SEVERAL);
    for finding in client.published("untitled:Untitled-1", 1) {
        for key in ["tags", "codeDescription", "data"] {
            assert_eq!(finding.get(key), None, "{finding}");
        }
    }
    client.stop();
}

#[test]
fn findings_that_were_accepted_are_no_findings_and_one_more_can_be_accepted() {
    let config = "baseline = \"old/accepted.json\"\n";
    let folder = Folder::new(&[("seedls.toml", config), ("a.seed", SEVERAL)]);
    let checks = || {
        let answer = folder.run(&["check", "--format", "concise"]);
        answer.out.lines().count()
    };
    assert_eq!(checks(), 2);
    let a = uri(&folder, "a.seed");
    let literal = json!({ "codeActionKind": { "valueSet": ["quickfix"] } });
    let capabilities =
        json!({ "textDocument": { "codeAction": { "codeActionLiteralSupport": literal } } });
    let (mut client, _) = start(&folder, &capabilities);
    client.open(&a, &text(&folder, "a.seed"));
    client.wait_for_rules(&a, &["placeholder-link", "unused-suppression"]);
    let place = json!({ "line": 6, "character": 23 });
    let actions = client.ask(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": a },
            "range": { "start": place, "end": place },
            "context": { "diagnostics": [], "only": ["quickfix"] },
        }),
    );
    let title = "Accept this `placeholder-link` in accepted.json";
    let actions = actions.as_array().expect("a list");
    let accept = actions.iter().find(|it| it["title"] == title).expect("it is offered");
    let command = &accept["command"];
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    client.ask("workspace/executeCommand", params);
    client.wait_for_rules(&a, &["unused-suppression"]);
    // The command reads what the server wrote, and the server what the command writes.
    assert_eq!(checks(), 1);
    folder.run(&["check", "--update-baseline"]).expect(
        0,
        "",
        "no findings in 1 file\nnote: 2 findings held back by old/accepted.json\n",
    );
    tell_of(&mut client, &folder, "old/accepted.json", 2);
    client.wait_for_rules(&a, &[]);
    fs::remove_file(folder.path("old/accepted.json")).expect("removed");
    tell_of(&mut client, &folder, "old/accepted.json", 3);
    client.wait_for_rules(&a, &["placeholder-link", "unused-suppression"]);
    assert_eq!(checks(), 2);
    let id = client.request(
        "workspace/executeCommand",
        json!({ "command": "seedls.acceptFinding", "arguments": [a, "no-rule", "00"] }),
    );
    assert_eq!(client.response(id)["error"]["code"], -32602);
    client.stop();
}

/// The rules of the next findings that are sent of the document.
#[track_caller]
fn sent(client: &mut Client, uri: &str) -> Vec<String> {
    let message = client.wait_for(|it| {
        it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri
    });
    let items = message["params"]["diagnostics"].as_array().expect("a list");
    items.iter().map(|it| it["code"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn everything_is_sent_to_who_does_not_ask() {
    let folder = Folder::new(&[("seedls.toml", ALL), ("a.seed", BROKEN), ("b.seed", CLEAN)]);
    let [a, b] = ["a.seed", "b.seed"].map(|name| uri(&folder, name));
    let (mut client, result) = start(&folder, &json!({}));
    assert_eq!(result["capabilities"].get("diagnosticProvider"), None);
    const BROKEN_LINK: &[&str] = &["unclosed-link-destination"];
    assert_eq!(sent(&mut client, &a), BROKEN_LINK);
    client.open(&a, &text(&folder, "a.seed").replace("/report and", "/report) and"));
    assert_eq!(client.published(&a, 1), Vec::<Value>::new());
    // What was not saved is gone; the file has its finding.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": a } }));
    assert_eq!(sent(&mut client, &a), [""; 0]);
    assert_eq!(sent(&mut client, &a), BROKEN_LINK);

    folder.write("b.seed", BROKEN.as_bytes());
    tell_of(&mut client, &folder, "b.seed", 2);
    assert_eq!(sent(&mut client, &b), BROKEN_LINK);
    fs::remove_file(folder.path("b.seed")).expect("removed");
    tell_of(&mut client, &folder, "b.seed", 3);
    assert_eq!(sent(&mut client, &b), [""; 0]);

    fs::write(folder.path("seedls.toml"), "").expect("written");
    tell_of(&mut client, &folder, "seedls.toml", 2);
    assert_eq!(sent(&mut client, &a), [""; 0]);
    client.stop();
}

#[test]
fn files_that_are_no_texts_are_told_until_they_are_or_are_opened() {
    const BAD: &[u8] = b"Title\n\n\xe9";
    for asks in [false, true] {
        let folder = Folder::new(&[("seedls.toml", ALL), ("a.seed", CLEAN)]);
        folder.write("b.seed", BAD);
        let b = uri(&folder, "b.seed");
        let capabilities = if asks { pulling() } else { json!({}) };
        let (mut client, _) = start(&folder, &capabilities);
        let mut known = Known::default();
        let mut next = |client: &mut Client| -> Vec<String> {
            if !asks {
                return sent(client, &b);
            }
            let id = ask_all(client, &known);
            known.take(&answer(client, id));
            known.rules(&b).into_iter().map(str::to_owned).collect()
        };
        assert_eq!(next(&mut client), ["invalid-utf8"]);
        folder.write("b.seed", BROKEN.as_bytes());
        tell_of(&mut client, &folder, "b.seed", 2);
        assert_eq!(next(&mut client), ["unclosed-link-destination"]);
        folder.write("b.seed", BAD);
        tell_of(&mut client, &folder, "b.seed", 2);
        assert_eq!(next(&mut client), ["invalid-utf8"]);
        // In the editor it is a text.
        client.open(&b, CLEAN);
        assert_eq!(next(&mut client), [""; 0]);
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": b } }));
        // What was sent before it was closed may be read only now.
        while next(&mut client).is_empty() {}
        fs::remove_file(folder.path("b.seed")).expect("removed");
        tell_of(&mut client, &folder, "b.seed", 3);
        assert_eq!(next(&mut client), [""; 0]);
        client.stop();
    }
}

/// Neovim 0.11 asks, but only for the document that was edited, and cannot be told to ask again.
#[test]
fn who_asks_and_cannot_be_told_to_ask_again_is_sent_findings() {
    let seed = |source: &str| CLEAN.replace("2021/03/03/pilots", source);
    let folder = Folder::new(&[("c.seed", &seed("2021/03/03/three"))]);
    let [a, b] = ["a.seed", "b.seed"].map(|name| uri(&folder, name));
    let capabilities = json!({ "textDocument": { "diagnostic": {}, "publishDiagnostics": {} } });
    let (mut client, result) = start(&folder, &capabilities);
    assert_eq!(result["capabilities"].get("diagnosticProvider"), None);
    client.open(&a, &seed("2021/03/03/one"));
    client.open(&b, &seed("2021/03/03/one"));
    client.wait_for_rules(&a, &["duplicate-source"]);
    client.wait_for_rules(&b, &["duplicate-source"]);
    client.change(&b, 2, json!([{ "text": seed("2021/03/03/two") }]));
    client.wait_for_rules(&a, &[]);
    // By another program, too.
    folder.write("c.seed", seed("2021/03/03/two").as_bytes());
    tell_of(&mut client, &folder, "c.seed", 2);
    client.wait_for_rules(&b, &["duplicate-source"]);
    client.stop();
}

#[test]
fn what_one_document_changes_in_another_comes_with_it() {
    let seed = |source: &str| CLEAN.replace("2021/03/03/pilots", source);
    let folder = Folder::new(&[("a.seed", CLEAN), ("b.seed", CLEAN)]);
    let [a, b] = ["a.seed", "b.seed"].map(|name| uri(&folder, name));
    let capabilities =
        json!({ "textDocument": { "diagnostic": { "relatedDocumentSupport": true } } });
    let (mut client, _) = start(&folder, &capabilities);
    client.open(&a, &seed("2021/03/03/one"));
    client.open(&b, &seed("2021/03/03/two"));
    let ask = |client: &mut Client, uri: &str| {
        client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }))
    };
    let (first, other) = (ask(&mut client, &a), ask(&mut client, &b));
    assert_eq!(first.get("relatedDocuments"), None, "{first}");
    client.change(&a, 2, json!([{ "text": seed("2021/03/03/two") }]));
    let second = ask(&mut client, &a);
    let related = &second["relatedDocuments"][&b];
    assert_eq!(related["kind"], "full", "{second}");
    assert_eq!(related["items"][0]["code"], "duplicate-source");
    assert_ne!(related["resultId"], other["resultId"]);
    let alone = ask(&mut client, &b);
    assert_eq!(alone["resultId"], related["resultId"]);
    assert_eq!(alone["items"], related["items"]);
    // Told once.
    assert_eq!(ask(&mut client, &a).get("relatedDocuments"), None);
    // To a client that cannot use it, never.
    client.stop();
    let (mut client, _) = start(&folder, &pulling());
    client.open(&a, &seed("2021/03/03/one"));
    client.open(&b, &seed("2021/03/03/two"));
    ask(&mut client, &a);
    client.change(&a, 2, json!([{ "text": seed("2021/03/03/two") }]));
    assert_eq!(ask(&mut client, &a).get("relatedDocuments"), None);
    client.stop();
}
