//! `cargo bench --bench hover`: how long a hover takes while the server reads and checks 20,000
//! generated seeds, beside one when it has nothing else to do. `cargo bench --bench hover -- 5000`
//! for another number.

#![expect(clippy::print_stdout, reason = "a bench prints")]
#![expect(clippy::disallowed_methods, reason = "a bench lays out files")]

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;
use serde_json::json;

/// Seeds in one folder.
const FOLDER: usize = 500;
/// Hovers of which the time without other work is taken.
const IDLE: usize = 4_000;

fn main() {
    let count = std::env::args().filter_map(|it| it.parse().ok()).next().unwrap_or(20_000);
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..count {
        let path = folder.path().join(path(number));
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, seed(number, count)).expect("written");
    }
    let config = "editor-findings = \"workspace\"\nwiki-links = true\n";
    fs::write(folder.path().join("seedls.toml"), config).expect("written");

    let mut client = Client::start();
    let root = format!("file://{}", folder.path().display());
    let window = json!({ "workDoneProgress": true });
    client.send("initialize", json!({ "rootUri": root, "capabilities": { "window": window } }));
    client.send("initialized", json!({}));
    let uri = format!("{root}/{}", path(count / 2));
    let text = seed(count / 2, count);
    let document = json!({ "uri": uri, "languageId": "seed", "version": 1, "text": text });
    client.send("textDocument/didOpen", json!({ "textDocument": document }));

    let (mut reading, mut checking) = (Vec::new(), Vec::new());
    let mut work = Value::Null;
    let begun = Instant::now();
    let mut read = Duration::ZERO;
    loop {
        let (time, others) = client.hover(&uri);
        let is_read = Duration::ZERO < read;
        if is_read { &mut checking } else { &mut reading }.push(time);
        let mut ended = false;
        for other in others {
            let params = &other["params"];
            let message = params["message"].as_str().unwrap_or_default();
            if other["method"] == "window/logMessage" && message.ends_with("seeds read") {
                read = begun.elapsed();
                client.is_read = true;
            }
            if params["value"]["title"] == "Checking seeds" {
                work = params["token"].clone();
            }
            ended |= params["value"]["kind"] == "end" && params["token"] == work;
        }
        if ended {
            break;
        }
    }
    let checked = begun.elapsed() - read;
    let mut idle: Vec<Duration> = (0..IDLE).map(|_| client.hover(&uri).0).collect();
    println!("{count} seeds, read in {read:.2?}, then checked in {checked:.2?}");
    let idle = sorted(&mut idle);
    println!("idle:     {}", shown(idle, idle));
    println!("reading:  {}", shown(sorted(&mut reading), idle));
    println!("checking: {}", shown(sorted(&mut checking), idle));
}

fn sorted(times: &mut [Duration]) -> &[Duration] {
    times.sort();
    times
}

/// Of how many, the median and the 99th of a hundred, and how often that of `idle`.
fn shown(times: &[Duration], idle: &[Duration]) -> String {
    let at = |times: &[Duration], part: usize| {
        times.get(times.len().saturating_sub(1) * part / 100).copied().unwrap_or_default()
    };
    let ratio = |part| at(times, part).as_secs_f64() / at(idle, part).as_secs_f64();
    format!(
        "{} hovers, median {:.2?} ({:.2} x idle), p99 {:.2?} ({:.2} x idle)",
        times.len(),
        at(times, 50),
        ratio(50),
        at(times, 99),
        ratio(99)
    )
}

fn path(number: usize) -> String {
    format!("{}/{number}.seed", number / FOLDER)
}

fn seed(number: usize, count: usize) -> String {
    let other = (number * 7 + 1) % count;
    // Each says something else, as articles do.
    let sentence = |part: usize| {
        format!("Ship {} of {} lay {} days, {}. ", number * 31 + part, part, number + part, number)
    };
    let passage: String = (0..12).map(sentence).collect();
    format!(
        "Report {number}\n\nBy Writer {}\n\nMarch {}, 2021\n\nSee [the other report](../{}) and \
         [what it was about](https://news.example/{other}/page).\n\nOr \
         [[{other}]].\n\n{passage}\n\n## Part\n\n{passage}\n\nOriginal url: <https://news.example/2021/{number}>\n",
        number % 97,
        number % 28 + 1,
        path(other),
    )
}

struct Client {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: u64,
    /// All is read; before that nobody may know that there are wiki links.
    is_read: bool,
}

impl Client {
    fn start() -> Client {
        let mut process = Command::new(env!("CARGO_BIN_EXE_seedls"))
            .arg("lsp")
            .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        Client { process, input, output, next: 0, is_read: false }
    }

    /// Sends a request, or a notification where the method is one.
    fn send(&mut self, method: &str, params: Value) -> u64 {
        let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if method != "initialized" && !method.contains("/did") {
            self.next += 1;
            message["id"] = json!(self.next);
        }
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("it reads");
        self.input.flush().expect("it reads");
        self.next
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("it writes");
            match line.trim_end().strip_prefix("Content-Length: ") {
                Some(value) => length = value.parse().expect("a number"),
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("it writes");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// How long a hover over a link, by path and by name in turn, takes, and what else was said
    /// meanwhile.
    fn hover(&mut self, uri: &str) -> (Duration, Vec<Value>) {
        let position = json!({ "line": 6 + self.next % 2 * 2, "character": 8 });
        let begun = Instant::now();
        let id = self.send(
            "textDocument/hover",
            json!({ "textDocument": { "uri": uri }, "position": position }),
        );
        let mut others = Vec::new();
        loop {
            let message = self.read();
            if message["id"] == id {
                let time = begun.elapsed();
                let is_answered = message["result"]["contents"].is_object();
                assert!(is_answered || !self.is_read, "{message}");
                return (time, others);
            }
            others.push(message);
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
