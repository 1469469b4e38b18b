//! Random sessions: a client that opens, edits, lies about positions, moves files, cancels and asks
//! everything. Each request is answered, no answer names a place that is none, and in the end the
//! server knows what a fresh one knows.
//!
//! `SEEDLS_SESSION_MESSAGES` says how many messages a session has in each encoding, and
//! `SEEDLS_SESSION_SEED` where the numbers drawn by lot begin.

#![expect(clippy::disallowed_methods, reason = "tests change files behind the server's back")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::env;
use std::fs;

use serde_json::Value;
use serde_json::json;

use crate::client::Client;
use crate::folder::Folder;
use crate::soup::Random;
use crate::tidy;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Units {
    Bytes,
    Utf16,
    Characters,
}

impl Units {
    fn name(self) -> &'static str {
        match self {
            Units::Bytes => "utf-8",
            Units::Utf16 => "utf-16",
            Units::Characters => "utf-32",
        }
    }

    fn count(self, text: &str) -> usize {
        match self {
            Units::Bytes => text.len(),
            Units::Utf16 => text.encode_utf16().count(),
            Units::Characters => text.chars().count(),
        }
    }
}

/// Where lines begin, counted by hand.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let ends =
        |&at: &usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|at| at + 1)).collect()
}

/// `offset` moved back to a place that a client can name: no column lies between `\r` and `\n`.
fn boundary(text: &str, offset: usize) -> usize {
    let offset = text.floor_char_boundary(offset);
    let in_break = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
    if in_break { offset - 1 } else { offset }
}

fn position(text: &str, offset: usize, units: Units) -> Value {
    let starts = line_starts(text);
    let line = starts.partition_point(|&start| start <= offset) - 1;
    json!({ "line": line, "character": units.count(&text[starts[line]..offset]) })
}

const PIECES: &[&str] = &[
    "a",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "[b](b.seed)",
    "[there](c%20d.seed#part)",
    "[x][one]",
    "[one]: b.seed\n",
    "[^1]",
    "\n[^1]: a note\n",
    ")",
    "](",
    "```\n",
    "**",
    "**bold**",
    "<https://",
    "> ",
    "\n## Part\n\n",
    "- item\n",
    "| a | b |\n|---|---|\n| c | d |\n",
    "\u{1F600}",
    "e\u{301}",
    "By A. Writer\n\n",
    "“said",
    "`",
    "<!-- seedls-disable-next-line 110 -->\n",
    "---\n",
    "",
    "",
    "",
    "",
    "",
    "",
    "",
];

const SEEDS: &[(&str, &str)] = &[
    (
        "a.seed",
        "# One 😀\n\nBy A. Writer\n\nMarch 3, 2021\n\nSee [two](b.seed#part), [it][one], \
      **bold** and a note.[^1]\n\n## Part\n\n[one]: <c d.seed>\n[^1]: Of é 😀 [x](#part).\n\n\
      Original url: <https://news.example/2021/03/03/a>\n",
    ),
    (
        "b.seed",
        "---\ntitle: Two\nauthor: A. Writer\ndate: 3.3.2021\nsource: https://news.example/b\n\
      ---\n\nText with a [placeholder](#), and\r\n[back](a.seed).\r\n\r\n## Part\n\n> A quotation.\n",
    ),
    (
        "c d.seed",
        "Three\n\nBy B. Writer and A. Writer\n\n2021\n\n- [one](a.seed#part)\n- [two](b.seed\n\n\
      Original url: <https://news.example/2021/03/03/a>\n",
    ),
];

const CONFIG: &str = "format = [\"blank-lines\", \"lists\", \"tables\"]\n\
    editor-findings = \"workspace\"\nbaseline = \"accepted.json\"\n";

struct Session {
    units: Units,
    folder: Folder,
    client: Client,
    random: Random,
    /// What is open, with its version.
    open: BTreeMap<String, (String, i64)>,
    pending: Vec<(i64, String)>,
    token_result: Value,
    /// What is known of the findings of all documents: the ids by address.
    known: BTreeMap<String, String>,
    /// Another folder, and whether it is open.
    more: Folder,
    has_more: bool,
    settings: Value,
    /// What was offered to be done.
    commands: Vec<Value>,
}

/// Where a file goes that the editor moves.
const MOVED: &str = "moved.seed";

/// `workspace/diagnostic` of a client that knows nothing.
const EVERYTHING: &str = "workspace/diagnostic anew";

/// What may be asked: the method, and whether its answer holds places of the document asked about.
const REQUESTS: &[&str] = &[
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "textDocument/documentLink",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/linkedEditingRange",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "textDocument/diagnostic",
    "workspace/diagnostic",
    EVERYTHING,
    "workspace/symbol",
    "workspace/willRenameFiles",
    "workspace/executeCommand",
    "seedls/status",
];

/// Behind which request its parts can be resolved, and where they lie in its answer.
fn resolving(method: &str) -> Option<&'static str> {
    Some(match method {
        "textDocument/documentLink" => "documentLink/resolve",
        "textDocument/completion" => "completionItem/resolve",
        "textDocument/codeAction" => "codeAction/resolve",
        "textDocument/codeLens" => "codeLens/resolve",
        "textDocument/inlayHint" => "inlayHint/resolve",
        "workspace/symbol" => "workspaceSymbol/resolve",
        _ => return None,
    })
}

fn capabilities(units: Units) -> Value {
    json!({
        "general": { "positionEncodings": [units.name()] },
        "textDocument": {
            "diagnostic": {
                "relatedDocumentSupport": true,
                "tagSupport": { "valueSet": [1, 2] },
                "dataSupport": true,
            },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "rename": { "prepareSupport": true },
            "completion": { "completionItem": { "snippetSupport": true, "insertReplaceSupport": true } },
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } },
                "dataSupport": true,
                "isPreferredSupport": true,
                "resolveSupport": { "properties": ["edit"] },
            },
        },
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "fileOperations": {
                "willRename": true, "didRename": true, "didCreate": true, "didDelete": true,
            },
            "symbol": { "resolveSupport": { "properties": ["location.range"] } },
            "workspaceFolders": true,
        },
    })
}

fn start(folders: &[&Folder], units: Units) -> Client {
    let mut client = Client::start();
    let root = |it: &&Folder| json!({ "uri": uri(it, ""), "name": "seeds" });
    let roots: Vec<Value> = folders.iter().map(root).collect();
    let params = json!({ "workspaceFolders": roots, "capabilities": capabilities(units) });
    let result = client.ask("initialize", params);
    assert_eq!(result["capabilities"]["positionEncoding"], units.name());
    client.tell("initialized", json!({}));
    client.wait_for(|it| {
        let message = it["params"]["message"].as_str().unwrap_or_default();
        it["method"] == "window/logMessage" && message.ends_with("read")
    });
    client
}

fn uri(folder: &Folder, path: &str) -> String {
    let path = format!("file://{}", folder.path(path).display()).replace(' ', "%20");
    path.trim_end_matches('/').to_owned()
}

impl Session {
    fn new(units: Units, seed: u64) -> Session {
        let folder = Folder::new(&[("seedls.toml", CONFIG)]);
        for (path, text) in SEEDS {
            fs::write(folder.path(path), text).expect("it can be written");
        }
        let more = Folder::new(&[("seedls.toml", CONFIG), ("d.seed", SEEDS[2].1)]);
        let client = start(&[&folder], units);
        Session {
            units,
            folder,
            client,
            random: Random::new(seed),
            open: BTreeMap::new(),
            pending: Vec::new(),
            token_result: Value::Null,
            known: BTreeMap::new(),
            more,
            has_more: false,
            settings: json!({}),
            commands: Vec::new(),
        }
    }

    /// Any document: one on the disk, one that is nowhere, one that nobody has heard of.
    fn any_uri(&mut self) -> String {
        match self.random.below(8) {
            0 => "untitled:Untitled-1".to_owned(),
            1 => uri(&self.folder, "none.seed"),
            number => uri(&self.folder, SEEDS[number % SEEDS.len()].0),
        }
    }

    fn text_of(&self, uri: &str) -> Option<String> {
        if let Some((text, _)) = self.open.get(uri) {
            return Some(text.clone());
        }
        let path = uri.strip_prefix("file://")?.replace("%20", " ");
        fs::read_to_string(path).ok()
    }

    fn any_position(&mut self, uri: &str) -> Value {
        if self.random.below(6) == 0 {
            let numbers = [0, 1, 7, 4_000, 2_147_483_647, 4_294_967_295_u64];
            let line = numbers[self.random.below(numbers.len())];
            return json!({ "line": line, "character": numbers[self.random.below(numbers.len())] });
        }
        let text = self.text_of(uri).unwrap_or_default();
        let offset = boundary(&text, self.random.below(text.len() + 1));
        position(&text, offset, self.units)
    }

    fn step(&mut self) {
        match self.random.below(20) {
            0 => self.open_or_close(),
            1..=7 => self.edit(),
            8 => self.lie(),
            9 => match self.random.below(3) {
                0 => self.move_file(),
                _ => self.disk(),
            },
            10 => match self.random.below(6) {
                0 => self.folders(),
                1 => self.set(),
                _ => self.cancel(),
            },
            _ => self.ask(),
        }
    }

    fn open_or_close(&mut self) {
        let uri = self.any_uri();
        if self.open.remove(&uri).is_some() {
            let params = json!({ "textDocument": { "uri": uri } });
            return self.client.tell("textDocument/didClose", params);
        }
        let text = self.text_of(&uri).unwrap_or_else(|| SEEDS[0].1.to_owned());
        self.client.open(&uri, &text);
        self.open.insert(uri, (text, 1));
    }

    /// Changes that are right, several at a time now and then.
    fn edit(&mut self) {
        let Some(uri) = self.any_open() else { return self.open_or_close() };
        let mut changes = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            let piece = self.random.pick(PIECES);
            let (text, _) = self.open.get_mut(&uri).expect("it is open");
            let start = boundary(text, self.random.below(text.len() + 1));
            let longest = if text.len() < 3_000 { 6 } else { 600 };
            let end = boundary(text, text.len().min(start + self.random.below(longest))).max(start);
            let (first, last) =
                (position(text, start, self.units), position(text, end, self.units));
            text.replace_range(start..end, piece);
            changes.push(json!({ "range": { "start": first, "end": last }, "text": piece }));
        }
        self.change(&uri, changes);
    }

    /// A change at a place that is none; what the server makes of it is told anew right after it.
    fn lie(&mut self) {
        let Some(uri) = self.any_open() else { return };
        let (start, end) = (self.any_position(&uri), self.any_position(&uri));
        let lie = json!({ "range": { "start": start, "end": end }, "text": "lie" });
        self.change(&uri, vec![lie]);
        let text = self.open[&uri].0.clone();
        self.change(&uri, vec![json!({ "text": text })]);
    }

    fn any_open(&mut self) -> Option<String> {
        let uris: Vec<String> = self.open.keys().cloned().collect();
        (!uris.is_empty()).then(|| uris[self.random.below(uris.len())].clone())
    }

    fn change(&mut self, uri: &str, changes: Vec<Value>) {
        let (_, version) = self.open.get_mut(uri).expect("it is open");
        *version += 1;
        self.client.change(uri, *version, changes.into());
    }

    /// A file changes behind the server's back, or does not and is said to.
    fn disk(&mut self) {
        let (path, text) = SEEDS[self.random.below(SEEDS.len())];
        let file = self.folder.path(path);
        let kind = match self.random.below(4) {
            0 => {
                let _ = fs::remove_file(&file);
                3
            }
            1 => {
                let other = text.replace("Part", "Other part");
                fs::write(&file, other).expect("it can be written");
                2
            }
            2 => {
                fs::write(&file, text).expect("it can be written");
                1
            }
            _ => 1 + self.random.below(3),
        };
        let changes = json!({ "changes": [{ "uri": uri(&self.folder, path), "type": kind }] });
        self.client.tell("workspace/didChangeWatchedFiles", changes);
    }

    /// The editor itself makes a file, moves or deletes one.
    fn move_file(&mut self) {
        let (path, text) = SEEDS[self.random.below(SEEDS.len())];
        let (here, there) = (self.folder.path(path), self.folder.path(MOVED));
        let (old, new) = (uri(&self.folder, path), uri(&self.folder, MOVED));
        match self.random.below(4) {
            0 => {
                fs::write(&here, text).expect("it can be written");
                let files = json!({ "files": [{ "uri": old }] });
                self.client.tell("workspace/didCreateFiles", files);
            }
            1 => {
                let _ = fs::remove_file(self.folder.path(MOVED));
                let files = json!({ "files": [{ "uri": new }] });
                self.client.tell("workspace/didDeleteFiles", files);
            }
            back => {
                let (from, to, old, new) = match back {
                    2 => (here, there, old, new),
                    _ => (there, here, new, old),
                };
                let _ = fs::rename(from, to);
                let files = json!({ "files": [{ "oldUri": old, "newUri": new }] });
                self.client.tell("workspace/didRenameFiles", files);
            }
        }
    }

    /// A folder is opened, or closed.
    fn folders(&mut self) {
        let more = json!([{ "uri": uri(&self.more, ""), "name": "more" }]);
        self.has_more = !self.has_more;
        let event = match self.has_more {
            true => json!({ "added": more, "removed": [] }),
            false => json!({ "added": [], "removed": more }),
        };
        self.client.tell("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    }

    fn set(&mut self) {
        let settings = [
            json!({}),
            json!({ "rules": { "placeholder-link": "off" } }),
            json!({ "dateOrder": "day-first", "rules": { "301": "error" } }),
            json!({ "dateOrder": "no order" }),
        ];
        self.settings = json!({ "seedls": settings[self.random.below(settings.len())] });
        let params = json!({ "settings": self.settings });
        self.client.tell("workspace/didChangeConfiguration", params);
    }

    fn cancel(&mut self) {
        if self.random.below(4) == 0 {
            return self.client.tell("window/workDoneProgress/cancel", json!({ "token": "none" }));
        }
        if !self.pending.is_empty() {
            let at = self.random.below(self.pending.len());
            let params = json!({ "id": self.pending[at].0 });
            self.client.tell("$/cancelRequest", params);
        }
    }

    fn ask(&mut self) {
        let method = self.random.pick(REQUESTS);
        let uri = self.any_uri();
        let params = self.params(method, &uri);
        let id = self.client.request(method.trim_end_matches(" anew"), params);
        self.pending.push((id, method.to_owned()));
        // Nothing comes between, so the answer is about the texts as they are.
        if self.random.below(3) == 0 {
            self.collect_but(id);
            let result = self.answer(id, method);
            self.check_places(method, &uri, &result);
            self.resolve(method, &result);
        }
        if self.pending.len() > 60 {
            self.collect_but(-1);
        }
    }

    fn params(&mut self, method: &str, uri: &str) -> Value {
        let at = self.any_position(uri);
        let other = self.any_position(uri);
        let range = match self.random.below(3) {
            0 => json!({ "start": { "line": 0, "character": 0 }, "end": other }),
            _ => json!({ "start": at, "end": other }),
        };
        let other_uri = self.any_uri();
        let words = ["x", "", "Two words", "é 😀", "a]b", "part"];
        let word = words[self.random.below(words.len())];
        let options = json!({ "tabSize": 4, "insertSpaces": true });
        match method {
            "workspace/symbol" => json!({ "query": word }),
            "seedls/status" => json!({}),
            "workspace/diagnostic" => {
                let known = self.known.iter();
                let known = known.map(|(uri, id)| json!({ "uri": uri, "value": id }));
                json!({ "previousResultIds": known.collect::<Vec<_>>() })
            }
            EVERYTHING => json!({ "previousResultIds": [] }),
            "workspace/willRenameFiles" => match self.random.below(3) {
                0 => {
                    let (old, new) = (self::uri(&self.folder, ""), format!("{other_uri}-moved"));
                    json!({ "files": [{ "oldUri": old, "newUri": new }] })
                }
                _ => json!({ "files": [{ "oldUri": uri, "newUri": other_uri }] }),
            },
            "workspace/executeCommand" => {
                let offered = self.commands.len();
                match self.random.below(offered + 3) {
                    0 => json!({ "command": "seedls.acceptFinding", "arguments": [uri] }),
                    1 => json!({ "command": "seedls.checkLinks", "arguments": [uri] }),
                    2 => json!({ "command": "seedls.nothing" }),
                    number => self.commands[number - 3].clone(),
                }
            }
            _ => json!({
                "textDocument": { "uri": uri },
                "position": at,
                "positions": [at, other],
                "range": range,
                "newName": word,
                "ch": "\n",
                "options": options,
                "previousResultId": self.token_result.as_str().unwrap_or("none"),
                "context": { "includeDeclaration": true, "diagnostics": [], "triggerKind": 1 },
            }),
        }
    }

    /// Waits for all answers but one.
    fn collect_but(&mut self, kept: i64) {
        for (id, method) in std::mem::take(&mut self.pending) {
            if id != kept {
                let result = self.answer(id, &method);
                self.resolve(&method, &result);
            }
        }
    }

    /// The result of a request, or nothing where it was cancelled or refused.
    fn answer(&mut self, id: i64, method: &str) -> Value {
        let nothing =
            self.open.is_empty() && SEEDS.iter().all(|(path, _)| !self.folder.path(path).exists());
        if method == "workspace/diagnostic" || method == EVERYTHING && nothing {
            // It may be held until something changes.
            self.client.tell("$/cancelRequest", json!({ "id": id }));
        }
        let mut response = self.client.response(id);
        if let Some(error) = response.get("error") {
            // Cancelled, overtaken by a change, or refused; a panic would be an internal error.
            let code = error["code"].as_i64();
            let mut codes = vec![-32800, -32801, -32803];
            // What is to be done may be nothing that can be.
            codes.extend((method == "workspace/executeCommand").then_some(-32602));
            assert!(code.is_some_and(|it| codes.contains(&it)), "{method}: {error}");
            return Value::Null;
        }
        let result = response["result"].take();
        if let Some(id) = result.get("resultId").filter(|_| method.contains("semanticTokens")) {
            self.token_result = id.clone();
        }
        for offered in result.as_array().into_iter().flatten().chain([&result]) {
            let command = &offered["command"];
            if command["arguments"].is_array() && self.commands.len() < 40 {
                let params =
                    json!({ "command": command["command"], "arguments": command["arguments"] });
                self.commands.push(params);
            }
        }
        if method.starts_with("workspace/diagnostic") {
            for report in result["items"].as_array().expect("a list") {
                let word = |key: &str| report[key].as_str().expect("a text").to_owned();
                self.known.insert(word("uri"), word("resultId"));
            }
        }
        result
    }

    fn resolve(&mut self, method: &str, result: &Value) {
        let Some(resolve) = resolving(method) else { return };
        let items = result.get("items").unwrap_or(result).as_array();
        // What is whole already need not be resolved.
        let items = items.into_iter().flatten().filter(|it| it.get("data").is_some());
        let items: Vec<&Value> = items.collect();
        if !items.is_empty() {
            let item = items[self.random.below(items.len())].clone();
            let id = self.client.request(resolve, item);
            self.answer(id, resolve);
        }
    }

    /// Every range in `value` lies in the document that it is about and has its ends in order.
    fn check_places(&self, method: &str, uri: &str, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|it| self.check_places(method, uri, it)),
            Value::Object(fields) => {
                let named = |key: &str| fields.get(key).and_then(Value::as_str);
                let document = fields.get("textDocument").and_then(|it| it["uri"].as_str());
                let target = document.or(named("uri")).unwrap_or(uri);
                if let (Some(start), Some(end)) = (fields.get("start"), fields.get("end"))
                    && start.is_object()
                {
                    // Of a file that is not open nobody can say what the server has read.
                    let text = self.open.get(target).map(|(text, _)| text.as_str());
                    let starts = line_starts(text.unwrap_or_default());
                    let place = |at: &Value| {
                        let number = |key: &str| at[key].as_u64().expect("a number") as usize;
                        let (line, column) = (number("line"), number("character"));
                        if let Some(text) = text {
                            assert!(line < starts.len(), "{method} of {uri}: {value} in {text:?}");
                            let end = starts.get(line + 1).copied().unwrap_or(text.len());
                            let whole = text[starts[line]..end].trim_end_matches(['\n', '\r']);
                            let length = self.units.count(whole);
                            assert!(column <= length, "{method} of {uri}: {value} in {text:?}");
                        }
                        (line, column)
                    };
                    assert!(place(start) <= place(end), "{method} of {uri}: {value}");
                }
                for (key, inner) in fields {
                    let about = match key.as_str() {
                        "originSelectionRange" => uri,
                        it if it.starts_with("target") => named("targetUri").unwrap_or(target),
                        // The address of a related document; untitled ones have one too.
                        it if it.contains(':') => it,
                        _ => target,
                    };
                    self.check_places(method, about, inner);
                }
            }
            _ => {}
        }
    }

    /// What the server knows in the end is what one knows that was told nothing else. Gives the
    /// methods of all that was said.
    fn compare(mut self) -> BTreeSet<String> {
        self.collect_but(-1);
        let more = self.has_more.then_some(&self.more);
        let folders: Vec<&Folder> = std::iter::once(&self.folder).chain(more).collect();
        let mut fresh = start(&folders, self.units);
        fresh.tell("workspace/didChangeConfiguration", json!({ "settings": self.settings }));
        for (uri, (text, _)) in &self.open {
            fresh.open(uri, text);
        }
        // The disk is read beside the loop, so what it says may arrive a few answers later.
        const TRIES: usize = 2_000;
        for uri in self.open.keys() {
            for method in [
                "textDocument/diagnostic",
                "textDocument/documentSymbol",
                "textDocument/documentLink",
            ] {
                let params = json!({ "textDocument": { "uri": uri } });
                let known = |client: &mut Client| {
                    let mut result = client.ask(method, params.clone());
                    if let Some(fields) = result.as_object_mut() {
                        fields.remove("resultId");
                    }
                    result
                };
                let mut both = (Value::Null, Value::Null);
                for _ in 0..TRIES {
                    both = (known(&mut self.client), known(&mut fresh));
                    if both.0 == both.1 {
                        break;
                    }
                }
                assert_eq!(both.0, both.1, "{method} of {uri}");
                assert_ne!(both.1, Value::Null, "{method} of {uri}");
            }
        }
        let known = |client: &mut Client| {
            let mut result = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
            for report in result["items"].as_array_mut().expect("a list") {
                // A version is what was counted, and an id what the findings come to.
                report.as_object_mut().expect("a report").retain(|key, _| key != "version");
            }
            result
        };
        let mut both = (Value::Null, Value::Null);
        for _ in 0..TRIES {
            // Nothing is said twice to who knows nothing.
            if self.open.is_empty() {
                break;
            }
            both = (known(&mut self.client), known(&mut fresh));
            if both.0 == both.1 {
                break;
            }
        }
        assert_eq!(both.0, both.1, "workspace/diagnostic");
        let methods = std::mem::take(&mut self.client.methods);
        self.client.stop();
        fresh.stop();
        methods
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |it| it.parse().expect("a number"))
}

#[test]
fn random_sessions_are_answered_and_end_like_fresh_ones() {
    let messages = number("SEEDLS_SESSION_MESSAGES", 700);
    let seed = number("SEEDLS_SESSION_SEED", 1);
    let mut said = BTreeSet::new();
    for (index, units) in [Units::Bytes, Units::Utf16, Units::Characters].into_iter().enumerate() {
        let mut session = Session::new(units, seed + index as u64);
        for _ in 0..messages {
            session.step();
        }
        said.extend(session.compare());
    }
    let mut left = tidy::messages();
    left.retain(|it| !said.contains(it));
    assert!(left.is_empty(), "never said: {left:?}");
}
