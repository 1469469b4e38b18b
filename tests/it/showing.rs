//! What the server has shown in and above the text, through the real binary.

use serde_json::Value;
use serde_json::json;

use crate::client::Client;

const A: &str = "file:///seeds/a.seed";
const B: &str = "file:///seeds/b.seed";

const SEED: &str =
    "The Ships\n\nBy A. Writer\n\n18th of July, 2019\n\nThey 😀 [came](b.seed). They left.\n";
const OTHER: &str = "Others\n\nBy J. Doe\n\nThey saw [it](a.seed). They left.\n";

fn document(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

fn whole(uri: &str) -> Value {
    let end = json!({ "line": 1_000_000, "character": 0 });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
    json!({ "textDocument": { "uri": uri }, "range": range })
}

#[test]
fn tokens_are_told_whole_and_then_by_what_changed() {
    // Columns before the link text `came`.
    for (encoding, column) in [("utf-8", 11), ("utf-16", 9), ("utf-32", 8)] {
        let encodings = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::ready(encodings);
        client.open(A, SEED);
        let all = client.ask("textDocument/semanticTokens/full", document(A));
        let title_by_author_date = [0, 0, 9, 1, 0, 2, 0, 2, 0, 0, 0, 3, 9, 2, 0, 2, 0, 18, 3, 0];
        let link = [2, column, 4, 5, 0, 0, 6, 6, 6, 0];
        let expected: Vec<u32> = title_by_author_date.into_iter().chain(link).collect();
        assert_eq!(all["data"], json!(expected), "{encoding}");
        let part = client.ask("textDocument/semanticTokens/range", whole(A));
        assert_eq!(part["data"], all["data"]);

        let start = json!({ "line": 0, "character": 9 });
        client.change(A, 2, json!([{ "range": { "start": start, "end": start }, "text": "!" }]));
        let mut params = document(A);
        params["previousResultId"] = all["resultId"].clone();
        let delta = client.ask("textDocument/semanticTokens/full/delta", params.clone());
        let edits = json!([{ "start": 0, "deleteCount": 5, "data": [0, 0, 10, 1, 0] }]);
        assert_eq!(delta["edits"], edits);
        // What was named is not what the client has now, so that it gets all.
        let again = client.ask("textDocument/semanticTokens/full/delta", params);
        assert!(again.get("edits").is_none() && again["data"].is_array(), "{again}");
        client.stop();
    }
}

#[test]
fn hints_stand_behind_dates_and_links() {
    let mut client = Client::ready(json!({}));
    client.open(B, OTHER);
    client.open(A, SEED);
    let hints = client.ask("textDocument/inlayHint", whole(A));
    let shown: Vec<(&Value, &Value)> = hints
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (&it["label"], &it["position"]))
        .collect();
    let date = json!({ "line": 4, "character": 18 });
    let link = json!({ "line": 6, "character": 22 });
    assert_eq!(shown, [(&json!("2019-07-18"), &date), (&json!("Others"), &link)]);
    let resolved = client.ask("inlayHint/resolve", hints[1].clone());
    assert!(resolved["tooltip"].as_str().expect("a text").contains("By: J. Doe"), "{resolved}");
    client.stop();
}

#[test]
fn clients_are_told_when_hints_and_lenses_may_have_changed() {
    let refresh = json!({ "refreshSupport": true });
    let workspace = json!({ "codeLens": refresh, "inlayHint": refresh });
    let mut client = Client::ready(json!({ "workspace": workspace }));
    for _ in 0..2 {
        // After all has been read, and after a file has changed.
        client.wait_for(|it| it["method"] == "workspace/codeLens/refresh");
        client.wait_for(|it| it["method"] == "workspace/inlayHint/refresh");
        let changes = json!({ "changes": [{ "uri": B, "type": 2 }] });
        client.tell("workspace/didChangeWatchedFiles", changes);
    }
    client.stop();
}

#[test]
fn a_lens_tells_who_links_here_and_leads_there() {
    let mut client = Client::start();
    let window = json!({ "showDocument": { "support": true } });
    let answer = client.ask("initialize", json!({ "capabilities": { "window": window } }));
    let commands = &answer["capabilities"]["executeCommandProvider"]["commands"];
    assert_eq!(
        commands,
        &json!(["seedls.checkLinks", "seedls.acceptFinding", "seedls.showReferences"])
    );
    client.tell("initialized", json!({}));
    client.open(B, OTHER);
    client.open(A, SEED);
    let lenses = client.ask("textDocument/codeLens", document(A));
    assert_eq!(lenses.as_array().map(Vec::len), Some(1), "{lenses}");
    let lens = client.ask("codeLens/resolve", lenses[0].clone());
    assert_eq!(lens["command"]["title"], "1 seed links here");
    let places = &lens["command"]["arguments"][2];
    assert_eq!((&places[0]["uri"], &places[0]["range"]["start"]["line"]), (&json!(B), &json!(4)));
    let run = json!({
        "command": lens["command"]["command"],
        "arguments": lens["command"]["arguments"],
    });
    client.ask("workspace/executeCommand", run);
    let shown = client.wait_for(|it| it["method"] == "window/showDocument");
    assert_eq!(shown["params"]["uri"], B);
    client.stop();

    // Who has such a command is not offered the server's.
    let mut own = Client::start();
    let options = json!({ "showReferences": true });
    let answer =
        own.ask("initialize", json!({ "capabilities": {}, "initializationOptions": options }));
    let commands = &answer["capabilities"]["executeCommandProvider"]["commands"];
    assert_eq!(commands, &json!(["seedls.checkLinks", "seedls.acceptFinding"]));
    own.stop();
}
