//! The server through the real binary: order, cancelling, the ends of a session, and whatever a
//! client may do wrong.

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::client::frame;

const URI: &str = "file:///seeds/a.seed";

const SEED: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
They read the report and left.\n\n\
Original url: <https://news.example/2021/03/03/harbour-pilots>\n";

fn at(line: u64, character: u64) -> Value {
    json!({ "line": line, "character": character })
}

fn replace(start: Value, end: Value, text: &str) -> Value {
    json!([{ "range": { "start": start, "end": end }, "text": text }])
}

fn symbols(client: &mut Client) -> Value {
    client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": URI } }))
}

/// The title, which is the whole text where there is only one line.
fn title(client: &mut Client) -> String {
    symbols(client)[0]["name"].as_str().expect("a title").to_owned()
}

#[test]
fn an_orderly_end_gives_0_and_any_other_1() {
    Client::ready(json!({})).stop();

    let mut exit_only = Client::ready(json!({}));
    exit_only.tell("exit", Value::Null);
    assert_eq!(exit_only.exit_code(), Some(1));

    let mut never_begun = Client::start();
    never_begun.tell("exit", Value::Null);
    assert_eq!(never_begun.exit_code(), Some(1));

    let mut closed = Client::ready(json!({}));
    closed.close_input();
    assert_eq!(closed.exit_code(), Some(1));

    let mut closed_after_shutdown = Client::ready(json!({}));
    closed_after_shutdown.ask("shutdown", Value::Null);
    closed_after_shutdown.close_input();
    assert_eq!(closed_after_shutdown.exit_code(), Some(0));
}

#[test]
fn shutdown_may_have_any_parameters() {
    for params in ["", r#","params":null"#, r#","params":{}"#, r#","params":[]"#] {
        let mut client = Client::ready(json!({}));
        let body = format!(r#"{{"jsonrpc":"2.0","id":99,"method":"shutdown"{params}}}"#);
        client.write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        assert_eq!(client.response(99)["result"], Value::Null, "{params}");
        client.tell("exit", Value::Null);
        assert_eq!(client.exit_code(), Some(0), "{params}");
    }
}

#[test]
fn a_session_written_in_one_piece_is_answered() {
    let mut client = Client::start();
    let open = json!({ "uri": URI, "languageId": "seed", "version": 1, "text": SEED });
    let messages = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": open } }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "textDocument/documentSymbol",
            "params": { "textDocument": { "uri": URI } } }),
        json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }),
    ];
    client.write(messages.iter().map(frame).collect::<String>().as_bytes());
    assert_eq!(client.response(1)["result"]["serverInfo"]["name"], "seedls");
    assert_eq!(client.response(2)["result"][0]["name"], "Harbour Pilots Vote to Strike");
    client.response(3);
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn requests_see_every_change_before_them_and_none_after() {
    let mut client = Client::ready(json!({}));
    client.open(URI, "0");
    let mut ids = Vec::new();
    for version in 1..500 {
        let end = (version - 1).to_string().len() as u64;
        client.change(URI, version, replace(at(0, 0), at(0, end), &version.to_string()));
        let params = json!({ "textDocument": { "uri": URI } });
        ids.push((client.request("textDocument/documentSymbol", params), version));
    }
    for (id, version) in ids {
        assert_eq!(client.response(id)["result"][0]["name"], version.to_string());
    }
    client.stop();
}

#[test]
fn an_unreadable_message_costs_only_itself() {
    let mut client = Client::ready(json!({}));
    client.open(URI, "Title");
    client.write(b"Content-Length: 9\r\n\r\n{\"jsonrpc");
    let error = client.wait_for(|message| message.get("error").is_some());
    assert_eq!((&error["error"]["code"], &error["id"]), (&json!(-32700), &Value::Null));
    assert_eq!(title(&mut client), "Title");
    client.stop();
}

#[test]
fn unknown_requests_are_answered_and_unknown_notifications_are_not() {
    let mut client = Client::ready(json!({}));
    client.tell("$/setTrace", json!({ "value": "off" }));
    client.tell("seed/unknown", json!({}));
    for method in ["$/unknown", "seed/unknown", "textDocument/moniker"] {
        let id = client.request(method, json!({}));
        assert_eq!(client.response(id)["error"]["code"], -32601, "{method}");
    }
    client.stop();
}

#[test]
fn answers_to_requests_never_sent_do_no_harm() {
    let mut client = Client::ready(json!({}));
    client.send(&json!({ "jsonrpc": "2.0", "id": 12, "result": null }));
    client.send(&json!({ "jsonrpc": "2.0", "id": "x", "error": { "code": 1, "message": "no" } }));
    client.open(URI, "Title");
    assert_eq!(title(&mut client), "Title");
    client.stop();
}

#[test]
fn positions_that_lie_are_moved_into_the_text() {
    let far = 1_000_000_000;
    for (start, end, expected) in [
        (at(far, 0), at(far, 5), "a😀bX"),
        (at(0, far), at(0, far), "a😀bX"),
        (at(0, 4), at(0, 1), "aX"),
        (at(0, 2), at(0, 2), "aX😀b"),
        (at(0, 1), at(u64::MAX, u64::MAX), "aX"),
        (json!({ "line": -1, "character": 0 }), at(0, 1), "X😀b"),
        (json!({ "line": 0.0, "character": 1.0 }), at(0, 3), "aXb"),
    ] {
        let mut client = Client::ready(json!({}));
        client.open(URI, "a😀b");
        client.change(URI, 2, replace(start.clone(), end.clone(), "X"));
        assert_eq!(title(&mut client), expected, "{start} {end}");
        for method in ["textDocument/hover", "textDocument/documentSymbol"] {
            client.ask(method, json!({ "textDocument": { "uri": URI }, "position": at(far, far) }));
        }
        client.stop();
    }
}

#[test]
fn a_malformed_range_is_never_a_change_of_the_whole_text() {
    let mut client = Client::ready(json!({}));
    client.open(URI, SEED);
    client.change(URI, 2, json!([{ "range": { "start": at(0, 0) }, "text": "x" }]));
    // The text is unknown now: nothing is said about it until the client sends it again.
    client.wait_for(|message| message["method"] == "window/logMessage");
    assert_eq!(symbols(&mut client), Value::Null);
    client.change(URI, 3, replace(at(0, 0), at(0, 1), "y"));
    assert_eq!(symbols(&mut client), Value::Null);
    client.change(URI, 4, json!([{ "text": "Whole" }, { "range": null, "text": "Again" }]));
    assert_eq!(title(&mut client), "Again");
    client.stop();
}

#[test]
fn half_a_surrogate_pair_keeps_the_columns_right() {
    let mut client = Client::ready(json!({}));
    client.open(URI, "ab");
    let params = json!({ "textDocument": { "uri": URI, "version": 2 },
        "contentChanges": replace(at(0, 1), at(0, 1), "HALF") });
    let message = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params });
    let body = message.to_string().replace("HALF", r"\ud83d");
    client.write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    client.change(URI, 3, replace(at(0, 2), at(0, 3), "c"));
    assert_eq!(title(&mut client), "a\u{fffd}c");
    client.stop();
}

#[test]
fn a_message_cut_short_by_the_end_of_the_input_ends_the_server() {
    let mut client = Client::ready(json!({}));
    client.write(b"Content-Length: 100\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":");
    client.close_input();
    assert_eq!(client.exit_code(), Some(1));
}

#[test]
fn findings_carry_their_version_and_go_when_the_document_is_closed() {
    let mut client = Client::ready(json!({}));
    client.open(URI, SEED);
    assert_eq!(client.published(URI, 1), Vec::<Value>::new());
    let broken = "[the report](https://news.example/report ";
    client.change(URI, 2, replace(at(6, 10), at(6, 21), broken));
    let found = client.published(URI, 2);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "unclosed-link-destination");
    assert_eq!(found[0]["source"], "seedls");
    assert_eq!(found[0]["range"]["start"], at(6, 22));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    let cleared = client.wait_for(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"].get("version").is_none()
    });
    assert_eq!(cleared["params"], json!({ "uri": URI, "diagnostics": [] }));
    client.stop();
}

#[test]
fn a_client_that_asks_for_findings_is_not_sent_them() {
    let mut client = Client::ready(json!({ "textDocument": { "diagnostic": {} } }));
    client.open(URI, "They left. They [left](https://news.example/a and\n");
    let ask = |client: &mut Client, previous: Value| {
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": previous });
        client.ask("textDocument/diagnostic", params)
    };
    let first = ask(&mut client, Value::Null);
    assert_eq!(first["kind"], "full");
    assert_ne!(first["items"], json!([]));
    let id = first["resultId"].clone();
    assert_eq!(ask(&mut client, id.clone()), json!({ "kind": "unchanged", "resultId": id }));
    client.change(URI, 2, replace(at(0, 0), at(0, 0), "\n"));
    let moved = ask(&mut client, id.clone());
    assert_eq!(moved["kind"], "full");
    assert_ne!(moved["resultId"], id);
    let shutdown = client.request("shutdown", Value::Null);
    while let Some(message) = client.read() {
        assert_ne!(message["method"], "textDocument/publishDiagnostics");
        if message["id"] == shutdown {
            break;
        }
    }
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn a_finding_comes_with_its_fix() {
    for (versioned, at_place) in [(false, "changes"), (true, "documentChanges")] {
        let mut client = Client::ready(json!({
            "textDocument": { "codeAction": { "codeActionLiteralSupport": {
                "codeActionKind": { "valueSet": ["quickfix"] } } } },
            "workspace": { "workspaceEdit": { "documentChanges": versioned } },
        }));
        let broken = "[it](https://news.example/a and so on.";
        client.open(URI, &SEED.replace("They read the report and left.", broken));
        let found = client.published(URI, 1);
        let ask = |client: &mut Client, line: u64, only: Value| {
            client.ask(
                "textDocument/codeAction",
                json!({
                    "textDocument": { "uri": URI },
                    "range": { "start": at(line, 4), "end": at(line, 4) },
                    "context": { "diagnostics": found, "only": only },
                }),
            )
        };
        let actions = ask(&mut client, 6, Value::Null);
        assert_eq!(actions[0]["title"], "Close the destination", "{actions}");
        assert_eq!(actions[0]["kind"], "quickfix");
        assert_eq!(actions[0]["diagnostics"], json!(found));
        let end = at(6, 27);
        let edits = json!([{ "range": { "start": end, "end": end }, "newText": ")" }]);
        let edit = match versioned {
            false => json!({ URI: edits }),
            true => json!([{ "textDocument": { "uri": URI, "version": 1 }, "edits": edits }]),
        };
        assert_eq!(actions[0]["edit"], json!({ at_place: edit }));
        // What mends the whole document is offered wherever one stands in it, and marked as such.
        let kinds = |actions: &Value| -> Vec<Value> {
            actions.as_array().into_iter().flatten().map(|it| it["kind"].clone()).collect()
        };
        assert_eq!(kinds(&ask(&mut client, 8, Value::Null)), ["source.fixAll.seedls"]);
        assert_eq!(ask(&mut client, 6, json!(["refactor"])), json!([]));
        assert_eq!(kinds(&ask(&mut client, 6, json!(["source"]))), ["source.fixAll.seedls"]);
        assert_eq!(ask(&mut client, 2, json!(["quickfix"])), json!([]));
        let rewrites = ask(&mut client, 2, json!(["refactor"]));
        assert_eq!(rewrites[0]["title"], "Convert the header to YAML front matter", "{rewrites}");
        assert_eq!(rewrites[0]["kind"], "refactor.rewrite");
        assert_eq!(rewrites[0]["edit"][at_place].is_object(), !versioned);
        assert_eq!(rewrites.as_array().map(Vec::len), Some(3));
        client.stop();
    }
}

#[test]
fn columns_count_what_was_agreed() {
    for (offered, agreed, column) in [
        (json!(null), "utf-16", 10),
        (json!(["utf-16"]), "utf-16", 10),
        (json!(["utf-32", "utf-8", "utf-16"]), "utf-8", 12),
        (json!(["utf-32"]), "utf-32", 9),
        (json!(["utf-7"]), "utf-16", 10),
    ] {
        let mut client = Client::start();
        let general = json!({ "general": { "positionEncodings": offered } });
        let params = json!({ "processId": null, "rootUri": null, "capabilities": general });
        let result = client.ask("initialize", params);
        assert_eq!(result["capabilities"]["positionEncoding"], agreed);
        client.tell("initialized", json!({}));
        client.open(URI, "Title\n\nOn 😀 [it](https://news.example/a and so on.\n");
        let found = client.published(URI, 1);
        let fault = found.iter().find(|it| it["code"] == "unclosed-link-destination");
        assert_eq!(fault.expect("found")["range"]["start"], at(2, column), "{agreed}");
        client.stop();
    }
}

#[test]
fn a_client_that_does_not_read_holds_nothing_up() {
    let mut client = Client::ready(json!({}));
    client.open(URI, SEED);
    // Far more answers than a pipe can hold; the server goes on reading all the same.
    let params = json!({ "textDocument": { "uri": URI } });
    let ids: Vec<i64> =
        (0..5_000).map(|_| client.request("textDocument/documentSymbol", params.clone())).collect();
    client.change(URI, 2, json!([{ "text": "Other" }]));
    assert_eq!(title(&mut client), "Other");
    for id in ids {
        assert_eq!(client.response(id)["result"][0]["name"], "Harbour Pilots Vote to Strike");
    }
    client.stop();
}

#[cfg(unix)]
#[test]
fn the_end_of_the_clients_process_ends_the_server() {
    let editor = Client::start();
    let mut by_initialize = Client::start();
    let params = json!({ "processId": editor.process_id(), "capabilities": {} });
    by_initialize.ask("initialize", params);
    let mut by_argument =
        Client::start_with(&["--stdio", "--clientProcessId", &editor.process_id().to_string()]);
    by_argument.ask("initialize", json!({ "processId": null, "capabilities": {} }));
    // It runs elsewhere, where the number means something: nothing to conclude from it.
    let mut unknown = Client::start();
    unknown.ask("initialize", json!({ "processId": i32::MAX, "capabilities": {} }));
    drop(editor);
    assert_eq!(by_initialize.exit_code(), Some(1));
    assert_eq!(by_argument.exit_code(), Some(1));
    unknown.stop();
}

#[test]
fn twenty_thousand_changes_mixed_with_requests_agree_with_a_fresh_check() {
    let mut client = Client::ready(json!({ "general": { "positionEncodings": ["utf-8"] } }));
    client.open(URI, SEED);
    let mut text = SEED.to_owned();
    let mut random = Random(1);
    let mut asked = Vec::new();
    for version in 2..20_002 {
        let piece = PIECES[random.below(PIECES.len())];
        let (start, end) = random.range(&text);
        let positions = (position(&text, start), position(&text, end));
        text.replace_range(start..end, piece);
        client.change(URI, version, replace(positions.0, positions.1, piece));
        if random.below(10) == 0 {
            let params = json!({ "textDocument": { "uri": URI }, "position": at(0, 0) });
            let method = ["textDocument/documentSymbol", "textDocument/hover"][random.below(2)];
            asked.push(client.request(method, params));
        }
    }
    let last = 20_001;
    let published = client.published(URI, last);
    let outline = symbols(&mut client);
    for id in asked {
        assert_eq!(client.response(id).get("error"), None);
    }
    client.stop();

    let mut fresh = Client::ready(json!({ "general": { "positionEncodings": ["utf-8"] } }));
    fresh.open(URI, &text);
    assert_eq!(published, fresh.published(URI, 1));
    assert_eq!(outline, symbols(&mut fresh));
    fresh.stop();
}

/// What is put into the text: each alone can change the meaning of all that follows.
const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "[the report](",
    ")",
    "](https://news.example/a",
    "```\n",
    "**",
    "<https://",
    "> ",
    "# Part\n",
    "\u{1F600}",
    "e\u{301}",
    "By A. Writer\n\n",
    "`",
    "",
    "",
    "",
    "",
    "",
];

/// Numbers that look drawn by lot and are the same in each run (Marsaglia, "Xorshift RNGs").
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// A short piece of `text`, from character to character.
    fn range(&mut self, text: &str) -> (usize, usize) {
        let start = boundary(text, self.below(text.len() + 1));
        // The text stays about as long as a short article.
        let longest = if text.len() < 4_000 { 6 } else { 400 };
        let end = boundary(text, text.len().min(start + self.below(longest)));
        (start, end.max(start))
    }
}

/// `offset` moved back to a place that a client can name: no column lies between `\r` and `\n`.
fn boundary(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    let in_break = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
    if in_break { offset - 1 } else { offset }
}

/// Where `offset` is, the column in bytes, counted by hand.
fn position(text: &str, offset: usize) -> Value {
    let before = &text.as_bytes()[..offset];
    let mut line = 0;
    let mut line_start = 0;
    for (index, &byte) in before.iter().enumerate() {
        let ends_line =
            byte == b'\n' || byte == b'\r' && text.as_bytes().get(index + 1) != Some(&b'\n');
        if ends_line {
            line += 1;
            line_start = index + 1;
        }
    }
    at(line, (offset - line_start) as u64)
}
