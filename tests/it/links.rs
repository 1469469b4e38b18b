//! The editor's command that asks web addresses, through the real server, of a server on loopback.

#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use std::fs;
use std::sync::Mutex;
use std::sync::mpsc;

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::Folder;
use crate::web::Reply;
use crate::web::Server;

/// A session over two seeds, one of which is open. Both link to `/gone`; the closed one to `/alive`.
struct Session {
    folder: Folder,
    client: Client,
}

impl Session {
    fn start(server: &Server, capabilities: &Value) -> Session {
        let seed = |number: u32, passage: &str| {
            format!(
                "Pilots {number}\n\nBy A. Writer\n\nMarch 3, 2021\n\n{passage}\n\n\
                Original url: <https://news.example/{number}>\n"
            )
        };
        let host = server.host();
        let config = format!(
            "[online]\ncache = \"web.txt\"\nskip = [\"news.example\"]\nprivate-hosts = [\"{host}\"]\n\
            delay = \"0ms\"\nback-off = \"1ms\"\ntimeout = \"60s\"\n"
        );
        let open = seed(1, &format!("[Gone](http://{host}/gone), [there](b.seed#nowhere)."));
        let closed = seed(2, &format!("[Gone](http://{host}/gone), [alive](http://{host}/alive)."));
        let folder =
            Folder::new(&[("seedls.toml", &config), ("a.seed", &open), ("b.seed", &closed)]);
        let mut client = Client::start();
        let root = format!("file://{}", folder.path("").display());
        let folders = json!([{ "uri": root, "name": "seeds" }]);
        let params = json!({ "workspaceFolders": folders, "capabilities": capabilities });
        let result = client.ask("initialize", params);
        assert_eq!(
            result["capabilities"]["executeCommandProvider"]["commands"],
            json!(["seedls.checkLinks", "seedls.acceptFinding", "seedls.showReferences"])
        );
        client.tell("initialized", json!({}));
        let mut session = Session { folder, client };
        let uri = session.uri("a.seed");
        session.client.open(&uri, &open);
        // Whether there is such a place is known when both seeds have been read.
        session.client.wait_for_rules(&uri, &["missing-anchor"]);
        session
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.folder.path(name).display())
    }

    fn check_links(&mut self, arguments: Value) -> Value {
        let params = json!({ "command": "seedls.checkLinks", "arguments": arguments });
        self.client.ask("workspace/executeCommand", params)
    }
}

fn server() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/gone" => Reply::status(404, ""),
        _ => Reply::status(200, ""),
    })
}

#[test]
fn the_findings_of_all_seeds_follow_the_command() {
    let server = server();
    let mut session = Session::start(&server, &json!({}));
    let uri = session.uri("a.seed");
    let result = session.check_links(json!([]));
    let expected = json!({
        "addresses": 2, "alive": 1, "moved": 0, "gone": 1, "blocked": 0, "unknown": 0,
        "complete": true,
    });
    assert_eq!(result, expected);
    session.client.wait_for_rules(&uri, &["dead-url", "missing-anchor"]);
    let cache = fs::read_to_string(session.folder.path("web.txt")).expect("the cache");
    assert_eq!(cache.lines().count(), 3, "{cache}");
    // What is known is not asked again.
    let asked = server.requests().len();
    assert_eq!(session.check_links(json!([null])), expected);
    assert_eq!(server.requests().len(), asked);
    session.client.stop();
}

#[test]
fn one_document_can_be_asked_about() {
    let server = server();
    let mut session = Session::start(&server, &json!({}));
    let uri = session.uri("a.seed");
    let result = session.check_links(json!([uri]));
    assert_eq!((&result["addresses"], &result["gone"]), (&json!(1), &json!(1)));
    assert_eq!(server.methods("/alive").len(), 0);
    session.client.wait_for_rules(&uri, &["dead-url", "missing-anchor"]);
    session.client.stop();
}

#[test]
fn clients_that_ask_are_told_to_ask_again() {
    let server = server();
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    let pushes = json!({});
    let mut session = Session::start(&server, &pushes);
    session.check_links(json!([]));
    session.client.stop();
    // A session of its own, which finds the same in the cache.
    let mut client = Client::start();
    let root = format!("file://{}", session.folder.path("").display());
    let folders = json!([{ "uri": root, "name": "seeds" }]);
    client.ask("initialize", json!({ "workspaceFolders": folders, "capabilities": capabilities }));
    client.tell("initialized", json!({}));
    let uri = format!("file://{}", session.folder.path("a.seed").display());
    let text = fs::read_to_string(session.folder.path("a.seed")).expect("the seed");
    client.open(&uri, &text);
    client.wait_for(|message| message["method"] == "workspace/diagnostic/refresh");
    let params = json!({ "command": "seedls.checkLinks", "arguments": [uri] });
    client.ask("workspace/executeCommand", params);
    let pulled = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    let rules: Vec<&str> = pulled["items"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|it| it["code"].as_str())
        .collect();
    assert_eq!(rules, ["dead-url", "missing-anchor"]);
    client.stop();
}

#[test]
fn progress_is_shown_to_clients_that_show_it() {
    let server = server();
    let mut session = Session::start(&server, &json!({ "window": { "workDoneProgress": true } }));
    session.check_links(json!([]));
    let created =
        session.client.wait_for(|message| message["method"] == "window/workDoneProgress/create");
    let token = created["params"]["token"].clone();
    let mut told = Vec::new();
    while told.last().is_none_or(|kind| kind != "end") {
        let message = session.client.wait_for(|message| message["method"] == "$/progress");
        assert_eq!(message["params"]["token"], token);
        told.push(message["params"]["value"]["kind"].as_str().expect("a kind").to_owned());
    }
    assert_eq!(told, ["begin", "report", "report", "end"]);
    session.client.stop();
}

#[test]
fn the_user_can_end_it() {
    let (sender, asked) = mpsc::channel();
    let sender = Mutex::new(sender);
    let server = Server::start(move |_| {
        // The test may have its end before the last request.
        let _ = sender.lock().expect("no panic").send(());
        Reply::Hang(Vec::new())
    });
    let mut session = Session::start(&server, &json!({}));
    let params = json!({ "command": "seedls.checkLinks", "workDoneToken": "mine" });
    let id = session.client.request("workspace/executeCommand", params);
    asked.recv().expect("a request comes");
    session.client.tell("window/workDoneProgress/cancel", json!({ "token": "mine" }));
    let response = session.client.response(id);
    assert_eq!(response["result"]["complete"], false);
    let params = json!({ "command": "seedls.checkLinks" });
    let id = session.client.request("workspace/executeCommand", params);
    asked.recv().expect("a request comes");
    session.client.tell("$/cancelRequest", json!({ "id": id }));
    assert_eq!(session.client.response(id)["error"]["code"], -32800);
    session.client.stop();
}

#[test]
fn commands_that_cannot_be_done_are_refused() {
    let server = server();
    let mut session = Session::start(&server, &json!({}));
    for params in [
        json!({ "command": "seedls.fly" }),
        json!({ "command": "seedls.checkLinks", "arguments": ["file:///nowhere.seed"] }),
        json!({ "command": "seedls.checkLinks", "arguments": [1] }),
    ] {
        let id = session.client.request("workspace/executeCommand", params);
        assert_eq!(session.client.response(id)["error"]["code"], -32602);
    }
    assert_eq!(server.requests().len(), 0);
    session.client.stop();
}
