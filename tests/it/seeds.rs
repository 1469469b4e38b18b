//! Every file of `seeds/`: its findings are the expected ones, and an edit leaves no trace in it.

#![expect(clippy::disallowed_methods, reason = "tests read the seeds")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use seedls::facts::Document;
use seedls::text::Text;
use seedls::text::TextEdit;
use seedls::text::TextRange;
use seedls::text::size;
use serde_json::Value;

/// What the binary says of all seeds: `line:column rule` by path, in the order of the output.
fn findings() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO_BIN_EXE_seedls"))
        // Whoever runs the tests may have a configuration.
        .env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", "seeds", "--format", "jsonl"])
        .output()
        .expect("the program runs");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{err}");
    let mut findings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in out.lines() {
        let finding: Value = serde_json::from_str(line).expect("a JSON object a line");
        let text = |name: &str| finding[name].as_str().expect("a string").to_owned();
        let shown = format!("{}:{} {}", finding["line"], finding["column"], text("rule"));
        findings.entry(text("file").replace('\\', "/")).or_default().push(shown);
    }
    findings
}

/// Path from the project's folder, and text, of every seed.
pub(crate) fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = below(&root.join("seeds"));
    for (path, _) in &mut seeds {
        let inside = Path::new(path).strip_prefix(root).expect("below the root");
        *path = inside.to_string_lossy().replace('\\', "/");
    }
    seeds.sort();
    seeds
}

/// Path and text of every seed below `folder` that is UTF-8.
pub(crate) fn below(folder: &Path) -> Vec<(String, String)> {
    let mut seeds = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("a folder entry can be read").path();
            let extension = path.extension().and_then(|it| it.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if let Some("seed" | "txt" | "md") = extension
                && let Ok(text) = fs::read_to_string(&path)
            {
                seeds.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    seeds
}

#[test]
fn every_seed_has_exactly_its_expected_findings() {
    let findings = findings();
    let seeds = all();
    assert!(30 <= seeds.len());
    let mut wrong = String::new();
    for (path, _) in &seeds {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path).with_extension("expected");
        let broken = path.starts_with("seeds/broken/");
        assert_eq!(broken, file.exists(), "{path}: broken seeds have expectations, others none");
        let expected = fs::read_to_string(file).unwrap_or_default();
        let expected: Vec<&str> = expected.lines().collect();
        let found = findings.get(path).cloned().unwrap_or_default();
        if found != expected {
            wrong.push_str(&format!("{path}:\n  expected {expected:?}\n     found {found:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let known: Vec<&String> = seeds.iter().map(|(path, _)| path).collect();
    assert!(findings.keys().all(|path| known.contains(&path)), "{:?}", findings.keys());
}

#[test]
fn parsing_keeps_every_byte() {
    for (path, text) in all() {
        let document = Document::new(Text::new(&text));
        assert_eq!(document.text().to_string(), text, "{path}");
        let len = document.text().len();
        assert!(document.tree().blocks().all(|it| it.range.end() <= len), "{path}");
    }
}

/// Edits at many places of every seed, undone again one by one; after each step the document
/// equals one that is parsed afresh.
#[test]
fn an_edited_seed_equals_one_parsed_afresh() {
    for (path, text) in all() {
        let mut document = Document::new(Text::new(&text));
        let places = text.char_indices().map(|(at, _)| at).step_by(1 + text.len() / 20);
        for (place, insert) in places.zip(["x", "[", "\n\n", "](", "```\n", "*"].iter().cycle()) {
            let at = TextRange::empty(size(place));
            document = document.edit(&TextEdit::replace(at, *insert));
            assert_eq!(shown(&document), shown(&Document::new(document.text().clone())), "{path}");
            let inserted = TextRange::at(size(place), size(insert.len()));
            document = document.edit(&TextEdit::delete(inserted));
        }
        assert_eq!(document.text().to_string(), text, "{path}");
        assert_eq!(shown(&document), shown(&Document::new(Text::new(&text))), "{path}");
    }
}

/// Everything a rule or a feature can see of a document.
fn shown(document: &Document) -> String {
    let tree = document.tree();
    format!(
        "{:#?}",
        (
            (tree.header(), tree.blocks().collect::<Vec<_>>()),
            (tree.headings().collect::<Vec<_>>(), tree.links().collect::<Vec<_>>()),
            (tree.definitions().collect::<Vec<_>>(), tree.footnotes().collect::<Vec<_>>()),
            (tree.anchors().collect::<Vec<_>>(), tree.undefined_references().collect::<Vec<_>>()),
            (tree.spans().collect::<Vec<_>>(), tree.faults().collect::<Vec<_>>()),
            (tree.residues().collect::<Vec<_>>(), tree.passages(|_| true).collect::<Vec<_>>()),
            tree.repeated_paragraphs().collect::<Vec<_>>(),
            tree.directives().collect::<Vec<_>>(),
            document.metadata(),
        )
    )
}
