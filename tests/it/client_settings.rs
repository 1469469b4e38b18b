//! Settings that a client tells, the status of the server, and how far it is, through the real
//! binary.

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::Folder;

const URI: &str = "untitled:Untitled-1";

/// Without an author, which is a finding until somebody says otherwise.
const SEED: &str = "The Ships\n\nMarch 3, 2021\n\nThey came. They left.\n\n\
Original url: <https://news.example/2021/03/03/a>\n";

const NO_AUTHOR: &[&str] = &["missing-author"];

fn off() -> Value {
    json!({ "rules": { "missing-author": "off" }, "dateOrder": "day-first" })
}

#[test]
fn settings_are_taken_as_they_are_told() {
    let mut client = Client::ready(json!({}));
    client.open(URI, SEED);
    client.wait_for_rules(URI, NO_AUTHOR);
    let told = json!({ "settings": { "seedls": off() } });
    client.tell("workspace/didChangeConfiguration", told);
    client.wait_for_rules(URI, &[]);
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "seedls": {} } }));
    client.wait_for_rules(URI, NO_AUTHOR);
    client.stop();
}

#[test]
fn settings_are_asked_for_where_the_client_can_be_asked() {
    let mut client = Client::ready(json!({ "workspace": {
        "configuration": true,
        "didChangeConfiguration": { "dynamicRegistration": true },
    }}));
    let registration = client.wait_for(|it| it["method"] == "client/registerCapability");
    let options = &registration["params"]["registrations"][0]["registerOptions"];
    assert_eq!(options, &json!({ "section": "seedls" }));
    for (settings, expected) in [(off(), &[][..]), (Value::Null, NO_AUTHOR)] {
        let asked = client.wait_for(|it| it["method"] == "workspace/configuration");
        assert_eq!(asked["params"]["items"][0]["section"], "seedls");
        let answer = json!({ "jsonrpc": "2.0", "id": asked["id"], "result": [settings] });
        client.send(&answer);
        client.open(URI, SEED);
        client.wait_for_rules(URI, expected);
        // What it says then does not count: it is asked again.
        client.tell("workspace/didChangeConfiguration", json!({ "settings": off() }));
    }
    client.stop();
}

#[test]
fn wrong_settings_are_told_by_their_names() {
    let mut client = Client::start();
    let settings = json!({ "dateOrder": "dayfirst", "rules": { "missing-author": "off" } });
    let params = json!({ "capabilities": {}, "initializationOptions": { "settings": settings } });
    client.ask("initialize", params);
    client.tell("initialized", json!({}));
    let shown = client.wait_for(|it| it["method"] == "window/showMessage");
    let message = shown["params"]["message"].as_str().expect("a message");
    assert!(message.starts_with("the setting `seedls.dateOrder`: expected "), "{message}");
    // The others count.
    client.open(URI, SEED);
    client.wait_for_rules(URI, &[]);
    client.stop();
}

#[test]
fn a_file_of_the_project_counts_more_than_the_editor() {
    let folder = Folder::new(&[("seedls.toml", "[rules]\nmissing-author = \"info\"\n")]);
    let mut client = Client::start();
    let root = format!("file://{}", folder.path("").display());
    let options = json!({ "settings": off() });
    let params = json!({ "rootUri": root, "capabilities": {}, "initializationOptions": options });
    client.ask("initialize", params);
    client.tell("initialized", json!({}));
    let uri = format!("file://{}", folder.path("a.seed").display());
    client.open(&uri, SEED);
    client.wait_for_rules(&uri, NO_AUTHOR);
    client.stop();
}

#[test]
fn the_status_can_be_quoted() {
    let folder = Folder::new(&[("seedls.toml", "")]);
    let mut client = Client::start();
    let root = format!("file://{}", folder.path("").display());
    let who = json!({ "name": "Ed", "version": "1.2" });
    let params = json!({ "rootUri": root, "capabilities": {}, "clientInfo": who });
    client.ask("initialize", params);
    client.tell("initialized", json!({}));
    let uri = format!("file://{}", folder.path("a.seed").display());
    client.open(&uri, SEED);
    // The folder has been read when the log says so.
    client.wait_for(|it| {
        let message = it["params"]["message"].as_str().unwrap_or_default();
        it["method"] == "window/logMessage" && message.ends_with("seeds read")
    });
    let status = client.ask("seedls/status", json!({}));
    let text = status["text"].as_str().expect("a text");
    for line in ["editor: Ed 1.2", "seeds: 1, open: 1", "failures: 0"] {
        assert!(text.lines().any(|it| it == line), "{text}");
    }
    assert!(text.contains("seedls.toml") && !text.contains("They came"), "{text}");
    client.stop();
}

/// A client whose server has begun to read a folder of `count` seeds, and the token of that work.
fn reading(count: usize) -> (Folder, Client, Value) {
    let names: Vec<String> = (0..count).map(|number| format!("{number}.seed")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), SEED)).collect();
    let folder = Folder::new(&files);
    let mut client = Client::start();
    let root = format!("file://{}", folder.path("").display());
    let window = json!({ "workDoneProgress": true });
    client.ask("initialize", json!({ "rootUri": root, "capabilities": { "window": window } }));
    client.tell("initialized", json!({}));
    let created = client.wait_for(|it| it["method"] == "window/workDoneProgress/create");
    let token = created["params"]["token"].clone();
    (folder, client, token)
}

#[test]
fn reading_a_folder_is_shown() {
    let (_folder, mut client, token) = reading(200);
    let mut kinds = Vec::new();
    let end = loop {
        let progress =
            client.wait_for(|it| it["method"] == "$/progress" && it["params"]["token"] == token);
        let value = progress["params"]["value"].clone();
        kinds.push(value["kind"].as_str().expect("a kind").to_owned());
        if value["kind"] == "end" {
            break value;
        }
    };
    assert_eq!(kinds.first().map(String::as_str), Some("begin"));
    assert!(kinds.iter().filter(|it| *it == "report").count() >= 4, "{kinds:?}");
    assert_eq!(end["message"], "200 of 200 seeds read");
    client.stop();
}

#[test]
fn reading_a_folder_can_be_stopped() {
    let (_folder, mut client, token) = reading(2_000);
    client.tell("window/workDoneProgress/cancel", json!({ "token": token }));
    let is_end =
        |it: &Value| it["method"] == "$/progress" && it["params"]["value"]["kind"] == "end";
    let end = client.wait_for(is_end);
    let message = end["params"]["value"]["message"].as_str().expect("a message");
    assert!(message.contains(" of 2000 seeds read, then stopped"), "{message}");
    // What is opened is checked all the same.
    client.open(URI, SEED);
    client.wait_for_rules(URI, NO_AUTHOR);
    client.stop();
}
