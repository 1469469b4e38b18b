//! What the compiler cannot check about this code base.

#![expect(clippy::disallowed_methods, reason = "tests read the sources")]

use std::fs;
use std::path::PathBuf;

/// The modules in order. A module may use itself and those above it; `SIBLINGS` may not see each
/// other although they stand in one list.
const LAYERS: &[&str] = &[
    "text", "config", "syntax", "facts", "index", "rules", "ide", "export", "io", "net", "lsp",
    "cli",
];

/// Pairs where the first must not use the second although it stands higher.
const WALLS: &[(&str, &str)] = &[
    ("config", "text"),
    ("syntax", "config"),
    ("facts", "config"),
    ("io", "syntax"),
    ("io", "facts"),
    ("io", "rules"),
    ("io", "ide"),
    ("io", "export"),
    ("export", "ide"),
    ("net", "syntax"),
    ("net", "rules"),
    ("net", "ide"),
    ("cli", "syntax"),
    ("lsp", "syntax"),
];

/// Words that only the listed modules may write.
const FENCES: &[(&str, &[&str])] = &[
    ("ropey", &["text"]),
    ("pulldown_cmark", &["syntax"]),
    ("encoding_rs", &["syntax"]),
    ("saphyr_parser", &["facts"]),
    ("jiff", &["facts", "io"]),
    ("toml", &["config", "facts"]),
    ("url", &["facts", "index", "rules", "ide", "net", "lsp"]),
    ("tower_lsp", &["lsp"]),
    ("tokio", &["lsp"]),
    ("tower", &["lsp"]),
    ("serde_saphyr", &["export"]),
    ("csv", &["export"]),
    ("deunicode", &["export"]),
    ("serde_json", &["export", "lsp", "cli"]),
    ("postcard", &["cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("annotate_snippets", &["cli"]),
    ("anstream", &["cli"]),
    ("globset", &["config"]),
    ("nucleo_matcher", &["ide"]),
    ("rpds", &["syntax", "index"]),
    ("ignore", &["io"]),
    ("rustix", &["io"]),
    ("quick_xml", &["export", "cli"]),
    ("similar", &["cli"]),
    ("tempfile", &["io"]),
    ("ctrlc", &["io"]),
    ("notify", &["io"]),
    ("indicatif", &["cli"]),
    ("ureq", &["net"]),
    ("terminal_size", &["cli"]),
    ("unicode_width", &["ide", "export", "cli"]),
    ("fs", &["io"]),
    ("env", &["io", "main"]),
    ("SystemTime", &["io"]),
];

/// Words that are the names of fenced crates and plain words too: fenced only in a path.
const PATH_ONLY: &[&str] = &["csv", "url", "toml", "ignore", "tower", "fs", "env"];

const LONGEST_FILE: usize = 800;

#[test]
fn modules_use_only_the_layers_below() {
    let mut faults = Vec::new();
    for file in sources() {
        let own = LAYERS.iter().position(|name| *name == file.module);
        if own.is_none() {
            assert!(
                ["lib", "main", "fixture"].contains(&&*file.module),
                "{}: no such layer",
                file.path
            );
            continue;
        }
        for used in crate_modules(file.code()) {
            let wall = WALLS.contains(&(&*file.module, used));
            let layer = LAYERS.iter().position(|name| *name == used);
            if layer.is_none() || layer > own || wall {
                faults.push(format!("{}: `{}` must not use `{used}`", file.path, file.module));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn fenced_names_stay_in_their_modules() {
    let mut faults = Vec::new();
    for file in sources() {
        for (line, code) in file.code().lines().map(strip_comment).enumerate() {
            for (word, owners) in FENCES {
                let in_path = format!("{word}::");
                let named = if PATH_ONLY.contains(word) {
                    words(code).any(|it| it == *word) && code.contains(&in_path)
                } else {
                    words(code).any(|it| it == *word)
                };
                if named && !owners.contains(&&*file.module) && path_starts_with(code, word) {
                    faults.push(format!("{}:{}: must not name `{word}`", file.path, line + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_rule_file_is_registered() {
    let mut files: Vec<String> = sources()
        .into_iter()
        .filter(|file| file.text.contains("static RULE: Rule"))
        .filter_map(|file| {
            Some(file.path.strip_prefix("rules/")?.strip_suffix(".rs")?.replace('_', "-"))
        })
        .collect();
    files.sort();
    let mut names: Vec<&str> = seedls::rules::RULES.iter().map(|rule| rule.name).collect();
    names.sort();
    assert_eq!(names, files, "a rule's name is its file's name, and RULES lists all of them");
}

#[test]
fn files_are_tidy() {
    for file in sources() {
        let path = &file.path;
        assert!(file.text.starts_with("//! "), "{path}: begin with a `//!` sentence");
        let lines = file.text.lines().count();
        assert!(lines <= LONGEST_FILE, "{path}: {lines} lines, split it by subject");
        assert!(
            !file.text.contains("use crate::{"),
            "{path}: one `use crate::module::Name` a line"
        );
        for ban in ["#[ignore", "#[allow(", "todo!(", "unimplemented!("] {
            assert!(!file.text.contains(ban), "{path}: `{ban}` is not for committed code");
        }
    }
}

/// The transport keeps messages in order up to a handler's first `.await`, and no further.
#[test]
fn handlers_take_or_change_the_state_before_they_wait() {
    let mut handlers = 0;
    for file in sources().into_iter().filter(|file| file.path.starts_with("lsp/requests")) {
        for handler in file.text.split("async fn ").skip(1) {
            handlers += 1;
            let name = handler.split('(').next().unwrap_or_default();
            let (_, body) = handler.split_once("{\n").expect("a body");
            let first = body.split(';').next().unwrap_or_default();
            let begins = first.contains("self.shared.state.") && !first.contains(".await");
            assert!(
                name == "shutdown" || begins,
                "{}: `{name}` must begin by taking or changing the state",
                file.path
            );
        }
    }
    assert!(5 < handlers, "the handlers are not where this test looks for them");
}

/// The messages that the server has a row for, by name.
pub(crate) fn messages() -> Vec<String> {
    let files = sources().into_iter().filter(|file| file.path.starts_with("lsp/requests"));
    let mut methods = Vec::new();
    for file in files {
        let rows = file.code().split("custom_method(").skip(1);
        methods.extend(rows.filter_map(|it| Some(it.split('"').nth(1)?.to_owned())));
    }
    assert!(30 < methods.len(), "the rows are not where this looks for them: {methods:?}");
    methods
}

/// Random sessions say everything too, but do not look at what comes of it.
#[test]
fn every_message_is_said_in_a_test_of_its_own() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut tests = String::new();
    for entry in fs::read_dir(folder).expect("the tests are there") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|it| it != "sessions.rs") {
            tests.push_str(&fs::read_to_string(path).expect("a test file can be read"));
        }
    }
    let untested: Vec<String> =
        messages().into_iter().filter(|method| !tests.contains(&format!("\"{method}\""))).collect();
    assert!(untested.is_empty(), "never said through the wire: {untested:?}");
}

/// What editors are answered is a function of its own, and tested as one.
#[test]
fn every_answer_for_editors_has_unit_tests() {
    let files = sources();
    let lsp: String =
        files.iter().filter(|it| it.module == "lsp").map(|it| it.code().to_owned()).collect();
    let listed = files.iter().find(|it| it.path == "ide/mod.rs").expect("the list of answers");
    let mut answers = 0;
    for line in listed.code().lines() {
        let Some(path) = line.strip_prefix("pub use ").and_then(|it| it.strip_suffix(';')) else {
            continue;
        };
        let (module, name) = path.split_once("::").expect("a module and a name");
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        answers += 1;
        assert!(lsp.contains(&format!("ide::{name}")), "nobody answers with `ide::{name}`");
        let is_here = |it: &&Source| {
            it.path == format!("ide/{module}.rs") || it.path.starts_with(&format!("ide/{module}/"))
        };
        let is_tested = files.iter().filter(is_here).any(|it| it.text.contains("#[test]"));
        assert!(is_tested, "ide/{module}: no unit tests");
    }
    assert!(20 < answers, "the answers are not where this test looks for them");
}

struct Source {
    /// Relative to `src`.
    path: String,
    /// The top-level module the file belongs to.
    module: String,
    text: String,
}

impl Source {
    /// The file without the tests at its end.
    fn code(&self) -> &str {
        if self.path.ends_with("tests.rs") {
            return "";
        }
        self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
    }
}

/// The modules named after `crate::`.
fn crate_modules(code: &str) -> impl Iterator<Item = &str> {
    code.lines().map(strip_comment).flat_map(|line| {
        line.match_indices("crate::")
            .filter_map(|(at, path)| words(&line[at + path.len()..]).next())
            .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
    })
}

/// `word` begins a path in `code` (`word::…`), or is imported as a whole.
fn path_starts_with(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + word.len()..];
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.')
            && (!code[..at].ends_with("::") || code[..at].ends_with("std::"));
        begins && (after.starts_with("::") || after.starts_with(';'))
    })
}

fn strip_comment(line: &str) -> &str {
    let code = line.trim_start();
    if code.starts_with("//") { "" } else { line }
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn sources() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut todo = vec![root.clone()];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(dir).expect("the source folder can be read") {
            let path = entry.expect("a folder entry can be read").path();
            if path.is_dir() {
                todo.push(path);
                continue;
            }
            // A page that the program writes has parts in other languages.
            if path.extension().is_none_or(|it| it != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source file can be read");
            let path = path.strip_prefix(&root).expect("below the root").to_string_lossy();
            let path = path.replace('\\', "/");
            let module = path.split(['/', '.']).next().unwrap_or_default().to_owned();
            sources.push(Source { path, module, text });
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}
