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
fn a_hover_is_markdown_where_the_client_shows_that() {
    for (formats, kind, heading) in [
        (json!(["markdown"]), "markdown", "**How it began**"),
        (json!([]), "plaintext", "How it began"),
    ] {
        let capabilities = json!({ "textDocument": { "hover": { "contentFormat": formats } } });
        let mut client = client(capabilities);
        let hover = client.ask("textDocument/hover", at(A, 2, 20));
        assert_eq!(hover["range"], range(2, 7, 37));
        assert_eq!(hover["contents"]["kind"], kind);
        let text = hover["contents"]["value"].as_str().expect("a text");
        assert!(text.starts_with(heading) && text.contains("In: Two"), "{text}");
        assert_eq!(client.ask("textDocument/hover", at(B, 4, 1)), Value::Null);
        client.stop();
    }
}

#[test]
fn the_outline_is_a_tree_or_a_list_as_the_client_likes() {
    let tree = json!({ "hierarchicalDocumentSymbolSupport": true });
    let mut client = client(json!({ "textDocument": { "documentSymbol": tree } }));
    let params = json!({ "textDocument": { "uri": B } });
    let symbols = client.ask("textDocument/documentSymbol", params.clone());
    assert_eq!(
        (&symbols[0]["name"], &symbols[0]["range"]["end"]["line"]),
        (&json!("Two"), &json!(5))
    );
    let children = symbols[0]["children"].as_array().expect("children");
    let section = children.last().expect("a section");
    assert_eq!(
        (&section["name"], &section["selectionRange"]),
        (&json!("How it began"), &range(2, 0, 15))
    );
    client.stop();

    let mut client = self::client(json!({}));
    let symbols = client.ask("textDocument/documentSymbol", params);
    let symbols = symbols.as_array().expect("a list");
    let section = symbols.last().expect("a section");
    assert_eq!(
        (&section["name"], &section["containerName"]),
        (&json!("How it began"), &json!("Two"))
    );
    assert_eq!(section["location"]["uri"], B);
    client.stop();
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

#[test]
fn links_are_resolved_when_somebody_follows_them() {
    let capabilities = json!({ "textDocument": { "documentLink": { "tooltipSupport": true } } });
    let mut client = client(capabilities);
    let links = client.ask("textDocument/documentLink", json!({ "textDocument": { "uri": A } }));
    let expected = json!([{ "range": range(2, 14, 35), "data": { "uri": A } }]);
    assert_eq!(links, expected);
    let link = client.ask("documentLink/resolve", links[0].clone());
    assert_eq!(link["target"], format!("{B}#L3"));
    assert_eq!(link["tooltip"], "How it began");
    // A document that is gone meanwhile.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": A } }));
    let link = client.ask("documentLink/resolve", links[0].clone());
    assert_eq!(link.get("target"), None);
    client.stop();
}

#[test]
fn symbols_of_all_seeds_are_found() {
    let mut client = client(json!({}));
    let found = client.ask("workspace/symbol", json!({ "query": "it bgan" }));
    let location = json!({ "uri": B, "range": range(2, 3, 15) });
    let expected = json!([{ "name": "How it began", "kind": 15, "containerName": "Two",
        "location": location }]);
    assert_eq!(found, expected);
    client.stop();
}

#[test]
fn symbols_are_resolved_where_the_client_can() {
    let resolves = json!({ "workspace": { "symbol": {
        "resolveSupport": { "properties": ["location.range"] } } } });
    let mut client = client(resolves);
    let found = client.ask("workspace/symbol", json!({ "query": "began" }));
    assert_eq!(found[0]["location"], json!({ "uri": B }));
    client.change(B, 2, json!([{ "range": range(0, 0, 0), "text": "\n\n" }]));
    let symbol = client.ask("workspaceSymbol/resolve", found[0].clone());
    assert_eq!(symbol["location"], json!({ "uri": B, "range": range(4, 3, 15) }));
    client.stop();
}

#[test]
fn folds_are_whole_lines_and_no_more_than_wanted() {
    let text = "One\n\nBy A. Writer\n\n# Two\n\n- a\n- b\n\n# Three\n\nText.\n";
    let fold = |first: u32, last: u32| json!({ "startLine": first, "endLine": last });
    let header = json!({ "startLine": 0, "endLine": 2, "kind": "region" });
    let folding = |limit: Value| {
        json!({ "textDocument": { "foldingRange": {
        "rangeLimit": limit, "lineFoldingOnly": true } } })
    };
    for (limit, expected) in [
        (Value::Null, json!([header, fold(4, 7), fold(6, 7), fold(9, 11)])),
        (json!(2), json!([header, fold(4, 7)])),
    ] {
        let mut client = Client::ready(folding(limit));
        client.open(A, text);
        let params = json!({ "textDocument": { "uri": A } });
        assert_eq!(client.ask("textDocument/foldingRange", params), expected);
        client.stop();
    }
}

#[test]
fn selections_grow_from_each_of_many_positions() {
    let mut client = client(json!({}));
    let positions = json!([{ "line": 4, "character": 1 }, { "line": 900, "character": 900 }]);
    let params = json!({ "textDocument": { "uri": B }, "positions": positions });
    let found = client.ask("textDocument/selectionRange", params);
    let whole = json!({ "range": { "start": { "line": 0, "character": 0 },
        "end": { "line": 5, "character": 0 } } });
    let section = json!({ "parent": whole, "range": {
        "start": { "line": 2, "character": 0 }, "end": { "line": 5, "character": 0 } } });
    let paragraph = json!({ "range": range(4, 0, 33), "parent": section });
    let word = json!({ "range": range(4, 0, 4), "parent": paragraph });
    assert_eq!(found, json!([word, section]));
    client.stop();
}

#[test]
fn a_label_is_edited_with_its_definition() {
    let mut client = client(json!({}));
    let found = client.ask("textDocument/linkedEditingRange", at(A, 4, 2));
    assert_eq!(found["ranges"], json!([range(2, 48, 49), range(4, 1, 2)]));
    assert_eq!(client.ask("textDocument/linkedEditingRange", at(A, 0, 0)), Value::Null);
    client.stop();
}

#[test]
fn a_heading_is_renamed_with_its_links() {
    let capabilities = json!({ "textDocument": { "rename": { "prepareSupport": true } },
        "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let mut client = client(capabilities);
    client.change(A, 7, json!([{ "range": range(3, 0, 0), "text": "" }]));
    let found = client.ask("textDocument/prepareRename", at(A, 2, 26));
    assert_eq!(found, json!({ "range": range(2, 23, 35), "placeholder": "How it began" }));
    let mut params = at(A, 2, 26);
    params["newName"] = json!("Why é?");
    let edit = client.ask("textDocument/rename", params);
    let change = |uri: &str, version: i64, edits: Value| json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits });
    let edits = |ranges: &[(Value, &str)]| -> Value {
        ranges.iter().map(|(range, text)| json!({ "range": range, "newText": text })).collect()
    };
    let expected = json!([
        change(A, 7, edits(&[(range(2, 23, 35), "why-é")])),
        change(B, 1, edits(&[(range(2, 3, 15), "Why é?"), (range(4, 19, 31), "why-é")])),
    ]);
    assert_eq!(edit, json!({ "documentChanges": expected }));
    client.stop();
}

#[test]
fn what_cannot_be_renamed_is_refused_with_its_reason() {
    let mut client = client(json!({}));
    let mut with_name = at(A, 0, 1);
    with_name["newName"] = json!("x");
    for (method, params) in
        [("textDocument/prepareRename", at(A, 0, 1)), ("textDocument/rename", with_name)]
    {
        let id = client.request(method, params);
        let error = client.response(id)["error"].clone();
        assert_eq!(error["code"], -32803, "{method}");
        assert!(error["message"].as_str().expect("a text").contains("title"), "{error}");
    }
    client.stop();
}
