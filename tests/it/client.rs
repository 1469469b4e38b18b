//! A small client that speaks to the real binary. It blocks, never sleeps, and gives up on a server
//! that is silent for minutes.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::record::Record;

/// After that long without a message a test fails instead of hanging. It is no measure of speed:
/// the slowest answer takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Client {
    process: Child,
    /// `None` once closed.
    input: Option<ChildStdin>,
    /// Holds no message: the thread behind it reads the next only when this one was taken, so that
    /// a client that does not read leaves the server's pipe full.
    output: mpsc::Receiver<Value>,
    next_id: i64,
    /// Messages that were read while waiting for another.
    waiting: Vec<Value>,
    record: Record,
    /// The methods of all that was sent.
    pub(crate) methods: BTreeSet<String>,
}

impl Client {
    /// A server that nothing has been said to.
    pub(crate) fn start() -> Client {
        Client::start_with(&[])
    }

    pub(crate) fn start_with(arguments: &[&str]) -> Client {
        let mut process = Command::new(env!("CARGO_BIN_EXE_seedls"))
            .arg("lsp")
            .args(arguments)
            // Whoever runs the tests may have a configuration.
            .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let input = process.stdin.take();
        let mut stream = BufReader::new(process.stdout.take().expect("a pipe"));
        let (sender, output) = mpsc::sync_channel(0);
        let record = Record::new();
        let received = record.clone();
        thread::spawn(move || {
            while let Some(message) = read_message(&mut stream, &received) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Client {
            process,
            input,
            output,
            next_id: 0,
            waiting: Vec::new(),
            record,
            methods: BTreeSet::new(),
        }
    }

    /// A server that is ready for documents.
    pub(crate) fn ready(capabilities: Value) -> Client {
        let mut client = Client::start();
        client.ask(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities }),
        );
        client.tell("initialized", json!({}));
        client
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.record.sent(bytes);
        let input = self.input.as_mut().expect("still open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.methods.extend(message["method"].as_str().map(str::to_owned));
        self.write(frame(message).as_bytes());
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The result of a request, which must be no error.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        let mut response = self.response(id);
        assert_eq!(response.get("error"), None, "{method}");
        response["result"].take()
    }

    #[track_caller]
    pub(crate) fn response(&mut self, id: i64) -> Value {
        self.wait_for(|message| message.get("method").is_none() && message["id"] == id)
    }

    #[track_caller]
    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "seed", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
    }

    /// The published findings of `version` of a document; earlier ones are passed over.
    #[track_caller]
    pub(crate) fn published(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let mut message = self.wait_for(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"] == version
        });
        serde_json::from_value(message["params"]["diagnostics"].take()).expect("a list")
    }

    /// Waits until the rules that find something in a document are just these.
    #[track_caller]
    pub(crate) fn wait_for_rules(&mut self, uri: &str, rules: &[&str]) {
        self.wait_for(|message| {
            let params = &message["params"];
            let found = params["diagnostics"].as_array().map(Vec::as_slice).unwrap_or_default();
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && found
                    .iter()
                    .map(|it| it["code"].as_str().unwrap_or_default())
                    .eq(rules.iter().copied())
        });
    }

    /// The next message that `wanted` accepts; others stay for later.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&wanted) {
            return self.waiting.remove(at);
        }
        loop {
            let message = self.read().expect("the server is alive");
            if wanted(&message) {
                return message;
            }
            self.waiting.push(message);
        }
    }

    /// The next message, in the order in which they were sent; `None` at the end.
    #[track_caller]
    pub(crate) fn read(&mut self) -> Option<Value> {
        match self.output.recv_timeout(PATIENCE) {
            Ok(message) => Some(message),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                panic!("the server says nothing more; unused so far: {:#?}", self.waiting)
            }
        }
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the process, reading what it still has to say.
    pub(crate) fn exit_code(mut self) -> Option<i32> {
        while self.read().is_some() {}
        self.process.wait().expect("it was started").code()
    }

    /// Ends the session as the protocol wants it.
    #[track_caller]
    pub(crate) fn stop(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.exit_code(), Some(0));
    }
}

/// A test that fails leaves no server behind.
impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read_message(stream: &mut BufReader<ChildStdout>, record: &Record) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().expect("a number"),
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    record.received(&body);
    Some(serde_json::from_slice(&body).expect("the server sends JSON"))
}

pub(crate) fn frame(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}
