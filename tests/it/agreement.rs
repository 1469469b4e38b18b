//! The same findings from `seedls check`, from a server that sends them and from one that is asked:
//! for one document, open or not, and for the whole workspace.
//!
//! All of `seeds/` is compared, and the folder that `SEEDLS_CORPUS` names, where it names one.

#![expect(clippy::disallowed_methods, reason = "tests read the files that they compare")]
#![expect(clippy::print_stderr, reason = "what was compared is read by people")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder;
use crate::folder::BROKEN;
use crate::folder::CLEAN;

/// Findings as both sides can tell them, by the file's path from the folder.
type Findings = BTreeMap<String, Vec<Value>>;

/// What `seedls check` says of the files in `folder`.
fn checked(folder: &Path) -> Findings {
    let output = Command::new(env!("CARGO_BIN_EXE_seedls"))
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(folder)
        .args(["check", ".", "--format", "json"])
        .output()
        .expect("the program runs");
    let whole: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut findings = Findings::new();
    for it in whole["findings"].as_array().expect("a list") {
        let place = |it: &Value| {
            let of = |line: &str, column: &str| {
                let number = |key: &str| it[key].as_u64().expect("a number") - 1;
                json!({ "line": number(line), "character": number(column) })
            };
            let (start, end) = (of("line", "column_utf16"), of("end_line", "end_column_utf16"));
            json!({ "start": start, "end": end })
        };
        let related = it["related"].as_array().expect("a list").iter();
        let related: Vec<Value> =
            related.map(|it| json!([it["file"], place(it), it["message"]])).collect();
        let help = it["help"].as_str().map(|it| format!("\n{it}")).unwrap_or_default();
        let message = format!("{}{help}", it["message"].as_str().expect("a text"));
        let severity = match it["level"].as_str() {
            Some("error") => 1,
            Some("warning") => 2,
            _ => 3,
        };
        let file = it["file"].as_str().expect("a path").to_owned();
        let finding = json!([place(it), severity, it["rule"], message, related]);
        findings.entry(file).or_default().push(finding);
    }
    findings
}

struct Folder {
    path: PathBuf,
    /// The files that can be read, with their texts.
    texts: BTreeMap<String, String>,
    /// The names of all files, by address.
    names: BTreeMap<String, String>,
}

impl Folder {
    fn new(path: &Path) -> Folder {
        let path = path.canonicalize().expect("a folder");
        let (mut texts, mut names) = (BTreeMap::new(), Vec::new());
        for entry in walk(&path) {
            let name = entry.strip_prefix(&path).expect("below it").to_str().map(str::to_owned);
            let is_seed = entry
                .extension()
                .is_some_and(|it| ["seed", "txt", "md"].iter().any(|known| it == *known));
            let Some(name) = name.filter(|_| is_seed) else { continue };
            if let Ok(text) = fs::read_to_string(&entry)
                && !text.contains('\0')
            {
                texts.insert(name.clone(), text);
            }
            names.push(name);
        }
        let mut folder = Folder { path, texts, names: BTreeMap::new() };
        folder.names = names.into_iter().map(|it| (folder.uri(&it), it)).collect();
        folder
    }

    fn uri(&self, name: &str) -> String {
        let mut uri = String::from("file://");
        for byte in self.path.join(name).to_str().expect("UTF-8").bytes() {
            match byte {
                b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
                it if it.is_ascii_alphanumeric() => uri.push(char::from(it)),
                it => uri.push_str(&format!("%{it:02X}")),
            }
        }
        uri
    }

    /// The findings of a server that has read the folder, as [`checked`] tells them.
    fn told(&self, items: &Value) -> Vec<Value> {
        let base = format!("{}/", self.uri("").trim_end_matches('/'));
        let place = |it: &Value| {
            let uri = it["location"]["uri"].as_str().expect("an address");
            let name = self.names.get(uri).cloned();
            let name = name.unwrap_or_else(|| uri.replacen(&base, "", 1));
            json!([name, it["location"]["range"], it["message"]])
        };
        let told = items.as_array().expect("a list").iter().map(|it| {
            let related = it["relatedInformation"].as_array().map(Vec::as_slice);
            let related: Vec<Value> = related.unwrap_or_default().iter().map(place).collect();
            json!([it["range"], it["severity"], it["code"], it["message"], related])
        });
        told.collect()
    }

    fn start(&self, document: Value, workspace: Value) -> Client {
        let mut client = Client::start();
        // As the command takes them that is given a folder.
        let include = ["**/*.seed", "**/*.txt", "**/*.md"];
        let settings = json!({ "editorFindings": "workspace", "include": include });
        let params = json!({
            "rootUri": self.uri("").trim_end_matches('/'),
            "capabilities": {
                "textDocument": document,
                "workspace": workspace,
                "window": { "workDoneProgress": true },
            },
            "initializationOptions": { "settings": settings },
        });
        client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        // Hidden files and folders are passed over where nobody names them.
        if path.file_name().is_some_and(|it| it.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// `told` and `expected` are the same of each file; says of which they are not.
#[track_caller]
fn compare(way: &str, told: &Findings, expected: &Findings) {
    for (name, expected) in expected {
        let told = told.get(name).map(Vec::as_slice).unwrap_or_default();
        assert_eq!(told, expected, "{way}: {name}");
    }
    let more: Vec<&String> = told.keys().filter(|it| !expected.contains_key(*it)).collect();
    assert!(more.is_empty(), "{way}: {more:?}");
}

/// Whoever looks, in whatever way, finds the same in `path`; gives how many files and findings.
fn agrees(path: &Path) -> (usize, usize) {
    let folder = Folder::new(path);
    let expected = checked(&folder.path);
    let names = &folder.names;
    // An open document is a text, whatever lies on the disk.
    let mut expected_of_open = expected.clone();
    expected_of_open.retain(|name, _| folder.texts.contains_key(name));
    let close = |client: &mut Client, uri: &str| {
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    };
    let none = |items: &Value| items.as_array().is_none_or(Vec::is_empty);

    // Sent, of what is not open and of what is.
    let published = json!({ "publishDiagnostics": { "relatedInformation": true } });
    let mut client = folder.start(published, json!({}));
    let (mut sent, mut work) = (Findings::new(), Value::Null);
    loop {
        let message = client.read().expect("the server is alive");
        let params = &message["params"];
        if message["method"] == "textDocument/publishDiagnostics" && !none(&params["diagnostics"]) {
            let uri = params["uri"].as_str().expect("an address");
            sent.insert(names[uri].clone(), folder.told(&params["diagnostics"]));
        }
        if params["value"]["title"] == "Checking seeds" {
            work = params["token"].clone();
        } else if params["value"]["kind"] == "end" && params["token"] == work {
            break;
        }
    }
    compare("sent", &sent, &expected);
    let mut sent = Findings::new();
    for (name, text) in &folder.texts {
        let uri = folder.uri(name);
        client.open(&uri, text);
        let items = client.published(&uri, 1);
        if !items.is_empty() {
            sent.insert(name.clone(), folder.told(&items.into()));
        }
        close(&mut client, &uri);
    }
    compare("sent of open files", &sent, &expected_of_open);
    client.stop();

    // Asked for, all at once and one by one.
    let asks = json!({
        "diagnostic": {},
        "publishDiagnostics": { "relatedInformation": true },
    });
    let mut client = folder.start(asks, json!({ "diagnostics": { "refreshSupport": true } }));
    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let mut asked = Findings::new();
    for report in all["items"].as_array().expect("a list") {
        let uri = report["uri"].as_str().expect("an address");
        if !none(&report["items"]) {
            asked.insert(names[uri].clone(), folder.told(&report["items"]));
        }
    }
    compare("asked for", &asked, &expected);
    for open in [false, true] {
        let mut asked = Findings::new();
        for name in names.values() {
            let uri = folder.uri(name);
            match folder.texts.get(name) {
                Some(text) if open => client.open(&uri, text),
                None if open => continue,
                _ => {}
            }
            let params = json!({ "textDocument": { "uri": uri } });
            let report = client.ask("textDocument/diagnostic", params);
            if !none(&report["items"]) {
                asked.insert(name.clone(), folder.told(&report["items"]));
            }
            if open {
                close(&mut client, &uri);
            }
        }
        compare(
            if open { "asked for of open files" } else { "asked for alone" },
            &asked,
            if open { &expected_of_open } else { &expected },
        );
    }
    client.stop();
    (folder.texts.len(), expected.values().map(Vec::len).sum())
}

#[test]
fn whoever_looks_at_the_seeds_finds_the_same() {
    let (files, findings) = agrees(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"));
    assert!(100 < files && 100 < findings, "{files} files, {findings} findings");
}

#[cfg(unix)]
#[test]
fn whoever_looks_at_what_is_no_text_finds_the_same() {
    let folder = folder::Folder::new(&[("a.seed", CLEAN), ("sub/b.seed", BROKEN)]);
    folder.write("latin.seed", b"Title\r\n\xc3\xa9\xf0\x9f\x98\x80\xe9 and \xff\n");
    folder.write("sub/utf16.seed", b"\xff\xfea\0");
    folder.write("binary.txt", b"a\0b");
    std::os::unix::fs::symlink("nowhere", folder.path("lost.seed")).expect("links can be made");
    // So many that the server tells how far it is.
    for number in 0..70 {
        folder.write(&format!("{number}.seed"), format!("{CLEAN}\n{number}").as_bytes());
    }
    let (files, findings) = agrees(&folder.path(""));
    assert!(files == 72 && 5 <= findings, "{files} files, {findings} findings");
}

#[test]
fn whoever_looks_at_the_corpus_finds_the_same() {
    let Ok(folder) = env::var("SEEDLS_CORPUS") else {
        return;
    };
    let (files, findings) = agrees(Path::new(&folder));
    eprintln!("{files} files, {findings} findings");
    assert!(0 < files);
}
