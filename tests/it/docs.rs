//! The documents that are made of the code, and what documents promise.

#![expect(clippy::disallowed_methods, reason = "tests read the documents")]

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the document can be read")
}

/// Compares `text` with the file at `path`; writes it there instead where `UPDATE_DOCS` is set.
#[track_caller]
fn check_generated(path: &str, text: &str) {
    let file = root().join(path);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&file, text).expect("the file can be written");
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    assert!(written == text, "{path} is out of date; run `UPDATE_DOCS=1 cargo test`");
}

#[test]
fn the_rules_page_is_up_to_date() {
    check_generated("docs/rules.md", &seedls::rules::index_page());
}

#[test]
fn the_configurations_page_and_schema_are_up_to_date() {
    check_generated("docs/configuration.md", &seedls::export::configuration_page());
    check_generated("docs/seedls.schema.json", &seedls::export::configuration_schema());
}

#[test]
fn the_extension_declares_all_settings() {
    const FILE: &str = "editors/vscode/package.json";
    let text = read(FILE);
    let (before, rest) = text.split_once("      \"properties\": {\n").expect("settings");
    let at = rest.find("        \"seedls.path\"").expect("the program's path");
    let settings = seedls::export::vscode_settings();
    let expected = format!("{before}      \"properties\": {{\n{settings}{}", &rest[at..]);
    check_generated(FILE, &expected);
}

#[test]
fn links_inside_the_rules_page_lead_somewhere() {
    let page = seedls::rules::index_page();
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    for rule in seedls::rules::RULES {
        assert!(page.contains(&format!("](#{})", rule.name)), "{}", rule.name);
        assert_eq!(headings.iter().filter(|it| **it == rule.name).count(), 1, "{}", rule.name);
    }
}

#[test]
fn the_recording_in_the_readme_is_real() {
    const COMMAND: &str = "$ seedls check seeds/broken/several.seed\n";
    let output = Command::new(env!("CARGO_BIN_EXE_seedls"))
        // Whoever runs the tests may have a configuration.
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(root())
        .args(["check", "seeds/broken/several.seed", "--color", "never"])
        .output()
        .expect("the program runs");
    let (out, err) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    let recording = format!("{}{}", out.expect("UTF-8"), err.expect("UTF-8"));
    let readme = read("README.md");
    let (before, rest) = readme.split_once(COMMAND).expect("the recording's command");
    let (_, after) = rest.split_once("```").expect("the end of the recording");
    check_generated("README.md", &format!("{before}{COMMAND}{recording}```{after}"));
}

#[test]
fn the_readmes_commands_are_those_that_are_run() {
    let readme = read("README.md");
    let run = read(".ci/run");
    for command in ["cargo run --release -- check seeds", "cargo test"] {
        assert!(readme.lines().any(|line| line == command), "README.md: {command}");
        let runs = |line: &str| line == command || line.starts_with(&format!("{command} ||"));
        assert!(run.lines().any(runs), ".ci/run: {command}");
    }
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(readme.contains(&format!("({version} or newer)")), "README.md: Rust {version}");
}

#[test]
fn the_readme_lists_every_output_format() {
    let readme = read("README.md");
    for (command, heading) in
        [("check", "\n## Check\n"), ("metadata", "\n## Metadata\n"), ("infer", "\n## Infer\n")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_seedls"))
            // Whoever runs the tests may have a configuration.
            .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
            .args([command, "--format", "?"])
            .output()
            .expect("the program runs");
        let message = String::from_utf8(output.stderr).expect("UTF-8");
        let (_, list) = message.split_once("[possible values: ").expect("the list of formats");
        let (list, _) = list.split_once(']').expect("the end of the list");
        let (_, section) = readme.split_once(heading).expect("a section for the command");
        let section = section.split("\n## ").next().unwrap_or_default();
        for format in list.split(", ") {
            assert!(section.contains(&format!("| `{format}` |")), "{command}: {format}");
        }
    }
}

#[test]
fn files_that_documents_name_exist() {
    for document in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        // What stands between fences is no link.
        let text: String = read(document).split("```").step_by(2).collect();
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap_or_default();
            if !target.contains("://") {
                assert!(root().join(target).exists(), "{document}: {target}");
            }
        }
    }
}

#[test]
fn the_tests_that_the_architecture_names_exist() {
    let sources = sources();
    let mut count = 0;
    let text = read("ARCHITECTURE.md");
    for name in text.split('`').skip(1).step_by(2) {
        let Some((file, test)) = name.split_once("::").filter(|_| name.contains('_')) else {
            continue;
        };
        let exists = sources.iter().any(|(path, source)| {
            path.file_stem().is_some_and(|stem| stem == file)
                && source.contains(&format!("fn {test}("))
        });
        assert!(exists, "there is no test {name}");
        count += 1;
    }
    assert!(12 <= count, "only {count} tests are named");
}

/// Every source file with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("a folder entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).expect("a source file can be read");
                sources.push((path, text));
            }
        }
    }
    sources
}

/// The words that name fields, as alternatives of a pattern: longer ones first, `blank` between the
/// words of a label, `dot` for a full stop.
fn labels(blank: &str, dot: &str, or: &str) -> String {
    let words = seedls::syntax::FIELDS.iter().flat_map(|(_, words)| words.iter());
    // A label ends at its colon, and so holds none.
    let mut words: Vec<&str> = words.copied().filter(|word| !word.contains(':')).collect();
    words.push("markdown content");
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), *word));
    let words: Vec<String> =
        words.iter().map(|it| it.replace('.', dot).replace(' ', blank)).collect();
    words.join(or)
}

/// The text of the file at `path` with what stands between `open` and `close` replaced.
fn filled(path: &str, open: &str, close: &str, labels: &str) -> String {
    let text = read(path);
    let (before, rest) = text.split_once(open).expect("the beginning of the labels");
    let (_, after) = rest.split_once(close).expect("the end of the labels");
    format!("{before}{open}{labels}{close}{after}")
}

#[test]
fn editors_highlight_the_labels_that_are_read() {
    let path = "editors/nvim/syntax/seed.vim";
    let labels_of_vim = labels(r"[ _-]\=", r"\.", r"\|");
    check_generated(path, &filled(path, r"match seedLabel /^\%(", r"\):/", &labels_of_vim));
    let path = "editors/vscode/syntaxes/seed.tmLanguage.json";
    let labels_of_vscode = labels("[ _-]?", r"\\.", "|");
    let (open, close) = (r#""begin": "^(?i)("#, r")[ \\t]*([:：])");
    check_generated(path, &filled(path, open, close, &labels_of_vscode));
}
