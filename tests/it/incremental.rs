//! Incremental parsing is invisible: after any edit the tree equals one that is parsed in one go,
//! wherever the text is cut.
//!
//! `SEEDLS_FUZZ_EDITS=1000000 cargo test --release --test it incremental` runs as many random
//! edits instead of a few; `SEEDLS_FUZZ_SEED` is the first seed. `SEEDLS_CORPUS` is a folder of
//! which every file is parsed cut and in one go. `SEEDLS_SPEC` names CommonMark's `spec.txt` and
//! others like it, divided as paths are, of which every example is.

#![expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment")]
#![expect(clippy::print_stderr, reason = "a long run tells how much it has done")]

use std::env;
use std::fs;
use std::path::PathBuf;

use seedls::syntax::Tree;
use seedls::syntax::Tuning;
use seedls::text::Text;
use seedls::text::TextRange;
use seedls::text::size;

use crate::soup;
use crate::soup::Random;

#[test]
fn edited_trees_equal_fresh_ones() {
    let number = |name: &str| env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let edits = number("SEEDLS_FUZZ_EDITS").unwrap_or(1500);
    let mut seed = number("SEEDLS_FUZZ_SEED").unwrap_or(1);
    let mut done = 0;
    while done < edits {
        done += edit_one_text(seed);
        seed += 1;
    }
    eprintln!("{done} edits up to seed {seed}, none differs");
}

/// Edits one random text again and again; how often.
fn edit_one_text(seed: u64) -> u64 {
    let mut random = Random::new(seed);
    let tuning = soup::tuning(&mut random);
    let mut source = soup::text(&mut random);
    let mut text = Text::new(&source);
    let mut tree = Tree::tuned(&text, tuning);
    if let Some(difference) = soup::difference(&text, &tree, &Tree::whole(&text)) {
        let source = shrink(&source, tuning);
        panic!("seed {seed}: loaded with {tuning:?}, {source:?} differs:\n{difference}");
    }
    let edits = 5 + random.below(60) as u64;
    for _ in 0..edits {
        let before = source.clone();
        let (range, insert) = soup::edit(&mut random, &source);
        source.replace_range(std::ops::Range::<usize>::from(range), &insert);
        text = text.replace(range, &insert);
        assert_eq!(text.to_string(), source, "seed {seed}");
        tree = tree.edit(&text, range, size(insert.len()));
        let offset = size(random.below(source.len() + 2));
        let wrong = soup::difference(&text, &tree, &Tree::whole(&text))
            .or_else(|| soup::bad_seek(&tree, offset));
        if let Some(difference) = wrong {
            let fresh = Tree::tuned(&text, tuning);
            if soup::difference(&text, &fresh, &Tree::whole(&text)).is_some() {
                let shrunk = shrink(&source, tuning);
                panic!("seed {seed}: loaded with {tuning:?}, {shrunk:?} differs:\n{difference}");
            }
            panic!(
                "seed {seed}: {range:?} replaced by {insert:?} in {before:?}, cut by {tuning:?}, \
                 differs:\n{difference}"
            );
        }
    }
    edits
}

#[track_caller]
fn check_edit(source: &str, at: usize, insert: &str) {
    let mut edited = source.to_owned();
    edited.insert_str(at, insert);
    let text = Text::new(&edited);
    for tuning in CUTS {
        let tree = Tree::tuned(&Text::new(source), tuning);
        let tree = tree.edit(&text, TextRange::empty(size(at)), size(insert.len()));
        if let Some(difference) = soup::difference(&text, &tree, &Tree::whole(&text)) {
            panic!("{tuning:?}\n{difference}");
        }
    }
}

/// `source` gives the same tree however it is cut.
#[track_caller]
fn check_cut(source: &str) {
    if let Some(difference) = cut_differs(source) {
        panic!("{source:?}: {difference}");
    }
}

#[test]
fn a_line_of_vertical_tabs_ends_no_paragraph() {
    check_edit("a\n\u{b}\n| b | c |\n|---|---|\n| d | e |\n\nf\n", 16, "\n\n");
}

#[test]
fn a_quote_is_no_part_of_the_code_before_it() {
    check_cut("    e\n\n>>\r```][bar]\n&amp;ba");
    check_cut("> b\n>\n>     e\n>\n>>\r```][bar]\n&amp;ba");
    check_cut("[^1]: b\n\n        e\n\n>\r```][bar]\n&amp;ba");
}

#[test]
fn a_line_that_joins_a_fence_does_not_close_it() {
    let source = "a\n\n```\nlong line of code\n#\n```\n\nb\n\n```\nc\n```\n";
    let at = source.find("\n```\n\nb").expect("a closing fence");
    let mut edited = source.to_owned();
    edited.remove(at);
    let text = Text::new(&edited);
    for tuning in CUTS {
        let tree = Tree::tuned(&Text::new(source), tuning);
        let tree = tree.edit(&text, TextRange::at(size(at), size(1)), size(0));
        assert_eq!(soup::difference(&text, &tree, &Tree::whole(&text)), None);
    }
}

/// A shorter text that differs as well when it is loaded.
fn shrink(source: &str, tuning: Tuning) -> String {
    let differs = |source: &str| {
        let text = Text::new(source);
        soup::difference(&text, &Tree::tuned(&text, tuning), &Tree::whole(&text)).is_some()
    };
    let mut chars: Vec<char> = source.chars().collect();
    let mut step = chars.len() / 2;
    while step > 0 {
        let mut at = 0;
        while at < chars.len() {
            let mut shorter = chars.clone();
            shorter.drain(at..(at + step).min(chars.len()));
            if differs(&shorter.iter().collect::<String>()) {
                chars = shorter;
            } else {
                at += step;
            }
        }
        step /= 2;
    }
    chars.into_iter().collect()
}

const CUTS: [Tuning; 3] = [
    Tuning { chunk: 1, window: 64, first_window: 64, piece: 8 },
    Tuning { chunk: 1, window: 4096, first_window: 4096, piece: 64 },
    Tuning { chunk: 1024, window: 64 << 10, first_window: 4096, piece: 4096 },
];

#[test]
fn files_parse_cut_as_they_do_whole() {
    let Ok(folder) = env::var("SEEDLS_CORPUS") else {
        return;
    };
    let mut todo = vec![PathBuf::from(folder)];
    let (mut files, mut bytes, mut wrong) = (0, 0, Vec::new());
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder can be read");
            todo.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
            continue;
        }
        let Ok(source) = fs::read_to_string(&path) else { continue };
        files += 1;
        bytes += source.len();
        wrong.extend(cut_differs(&source).map(|it| format!("{}: {it}", path.display())));
    }
    assert!(wrong.is_empty(), "{}\n{} of {files} files", wrong.join("\n"), wrong.len());
    assert!(files > 0, "the folder is empty");
    eprintln!("{files} files, {bytes} bytes, none differs");
}

#[test]
fn spec_examples_parse_cut_as_they_do_whole() {
    let Ok(paths) = env::var("SEEDLS_SPEC") else {
        return;
    };
    let spec: String = env::split_paths(&paths)
        .map(|path| fs::read_to_string(path).expect("the specification can be read"))
        .collect();
    let mut count = 0;
    for part in spec.split("````````````````````````````````") {
        let Some((_, example)) = part.strip_prefix(" example").and_then(|it| it.split_once('\n'))
        else {
            continue;
        };
        let source = example.split("\n.\n").next().unwrap_or_default().replace('→', "\t") + "\n";
        count += 1;
        // Behind a paragraph too, so that the example lies in the middle of a document.
        for source in [source.clone(), format!("text\n\n{source}\ntext\n")] {
            if let Some(difference) = cut_differs(&source) {
                panic!("{source:?}: {difference}");
            }
        }
    }
    assert!(count > 600, "only {count} examples");
    eprintln!("{count} examples, none differs");
}

fn cut_differs(source: &str) -> Option<String> {
    let text = Text::new(source);
    let truth = Tree::whole(&text);
    CUTS.iter().find_map(|&tuning| {
        let difference = soup::difference(&text, &Tree::tuned(&text, tuning), &truth)?;
        Some(format!("{tuning:?}\n{difference}"))
    })
}
