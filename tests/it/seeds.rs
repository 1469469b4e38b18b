//! Every file of `seeds/`: no byte is lost, and an edit leaves no trace.

#![expect(clippy::disallowed_methods, reason = "tests read the seeds")]

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use seedls::facts::Document;
use seedls::text::Text;
use seedls::text::TextEdit;
use seedls::text::TextRange;
use seedls::text::size;

/// Path from the project's folder, and text, of every seed.
fn seeds() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.join("seeds")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("a folder entry can be read").path();
            let extension = path.extension().and_then(|it| it.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if let Some("seed" | "txt" | "md") = extension {
                let text = fs::read_to_string(&path).expect("UTF-8");
                let path = path.strip_prefix(root).expect("below the root").to_string_lossy();
                seeds.push((path.replace('\\', "/"), text));
            }
        }
    }
    seeds.sort();
    seeds
}

#[test]
fn parsing_keeps_every_byte() {
    for (path, text) in seeds() {
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
    for (path, text) in seeds() {
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
            document.metadata(),
        )
    )
}
