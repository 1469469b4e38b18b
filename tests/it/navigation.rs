//! What leads from place to place, through the wire.

use serde_json::Value;
use serde_json::json;

use crate::client::Client;

const A: &str = "file:///seeds/a.seed";
const B: &str = "file:///seeds/b%20%C3%A9.seed";

/// A client with two seeds: `a.seed` leads to a heading of `b é.seed`.
fn client(capabilities: Value) -> Client {
    let mut client = Client::ready(capabilities);
    client.open(A, "One\n\n😀 See [why](<b é.seed#how-it-began>) and [why][w].\n\n[w]: #\n");
    client.open(B, "Two\n\n## How it began\n\nText, and [again](#how-it-began).\n");
    client
}

fn at(uri: &str, line: u64, character: u64) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

fn range(line: u64, start: u64, end: u64) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

#[test]
fn a_link_leads_to_a_heading() {
    let mut client = client(json!({}));
    let found = client.ask("textDocument/definition", at(A, 2, 20));
    assert_eq!(found, json!([{ "uri": B, "range": range(2, 3, 15) }]));
    assert_eq!(client.ask("textDocument/definition", at(A, 2, 1)), Value::Null);
    client.stop();
}

#[test]
fn a_client_that_can_show_it_is_told_what_leads_there() {
    let mut client = client(json!({ "textDocument": { "definition": { "linkSupport": true } },
        "general": { "positionEncodings": ["utf-8"] } }));
    let found = client.ask("textDocument/definition", at(A, 2, 20));
    let expected = json!([{ "originSelectionRange": range(2, 9, 40), "targetUri": B,
        "targetRange": range(2, 0, 15), "targetSelectionRange": range(2, 3, 15) }]);
    assert_eq!(found, expected);
    client.stop();
}

#[test]
fn references_and_highlights_name_a_heading() {
    let mut client = client(json!({}));
    let mut params = at(B, 2, 5);
    params["context"] = json!({ "includeDeclaration": false });
    let link = json!({ "uri": A, "range": range(2, 14, 35) });
    let own = json!({ "uri": B, "range": range(4, 18, 31) });
    assert_eq!(client.ask("textDocument/references", params.clone()), json!([link, own]));
    params["context"] = json!({ "includeDeclaration": true });
    let heading = json!({ "uri": B, "range": range(2, 3, 15) });
    assert_eq!(client.ask("textDocument/references", params), json!([link, heading, own]));
    let found = client.ask("textDocument/documentHighlight", at(B, 4, 20));
    let expected = json!([{ "range": range(2, 3, 15), "kind": 3 },
        { "range": range(4, 18, 31), "kind": 2 }]);
    assert_eq!(found, expected);
    client.stop();
}
