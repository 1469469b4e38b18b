//! Edits above a finding leave its fingerprint as it is: on the seeds, and on real documents where
//! `SEEDLS_CORPUS` names a folder of them.

#![expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment")]
#![expect(clippy::print_stderr, reason = "a long run tells how much it has done")]

use std::env;
use std::path::Path;
use std::path::PathBuf;

use seedls::index::FileId;
use seedls::index::Snapshot;
use seedls::rules;
use seedls::rules::Diagnostic;
use seedls::rules::Fingerprint;

use crate::mutants::Random;
use crate::score::Corpus;

/// The findings of a document with their fingerprints.
fn found(snapshot: &Snapshot, file: FileId) -> Vec<(Diagnostic, Fingerprint)> {
    let found = rules::check(snapshot, file);
    let document = snapshot.document(file).expect("it is there");
    let fingerprints = rules::fingerprints(document, &found);
    found.into_iter().zip(fingerprints).collect()
}

/// An edit of whole lines: where, how many bytes go, and what comes.
struct Edit {
    at: usize,
    gone: usize,
    new: &'static str,
}

/// Lines that nothing is found in, or the end of some that are there.
fn edit(text: &str, before: usize, random: &mut Random) -> Option<Edit> {
    const NEW: &[&str] = &[
        "\n",
        "\n\n\n",
        "\nThe town slept.\n\n",
        "\nThe town slept.\nNobody was about.\n\n",
        "\n- one thing\n- another\n\n",
    ];
    let blank = |(at, _): &(usize, &str)| *at < before;
    let blanks: Vec<usize> =
        text.match_indices("\n\n").filter(blank).map(|(at, _)| at + 1).collect();
    let at = *blanks.get(random.below(blanks.len().max(1)))?;
    if random.below(3) != 0 {
        return Some(Edit { at, gone: 0, new: NEW[random.below(NEW.len())] });
    }
    let end = blanks.iter().copied().find(|&it| at < it)?;
    Some(Edit { at, gone: end - at, new: "" })
}

/// Edits each document several times; how many findings were seen to stay, and those that did not.
fn run(paths: &[PathBuf], rounds: usize) -> (usize, Vec<String>) {
    let mut corpus = Corpus::read(paths).expect("the documents can be read");
    let (mut stayed, mut wrong) = (0, Vec::new());
    for number in 0..corpus.documents.len() {
        let original = &corpus.documents[number].original;
        let (path, text) = (original.path.clone(), original.text.clone());
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut random = Random::named(number as u64, name);
        let (snapshot, file) = corpus.with(number, &text);
        let old = found(&snapshot, file);
        let Some((last, _)) = old.last() else { continue };
        let last = usize::from(last.finding.range.start());
        for _ in 0..rounds {
            let Some(edit) = edit(&text, last, &mut random) else { continue };
            let mut edited = text.clone();
            edited.replace_range(edit.at..edit.at + edit.gone, edit.new);
            let (snapshot, file) = corpus.with(number, &edited);
            let new = found(&snapshot, file);
            let start = |it: &Diagnostic| usize::from(it.finding.range.start());
            // What is found above must be the same, or the edit did more than move lines.
            let above = |all: &[(Diagnostic, Fingerprint)]| {
                let above = all.iter().filter(|(it, _)| start(it) < edit.at);
                above.map(|(it, _)| (it.rule.code, start(it))).collect::<Vec<_>>()
            };
            let inside = |it: &Diagnostic| (edit.at..edit.at + edit.gone).contains(&start(it));
            let came = |it: &Diagnostic| (edit.at..edit.at + edit.new.len()).contains(&start(it));
            let touched =
                old.iter().any(|(it, _)| inside(it)) || new.iter().any(|(it, _)| came(it));
            if touched || above(&old) != above(&new) {
                continue;
            }
            for (it, fingerprint) in &old {
                if start(it) < edit.at + edit.gone {
                    continue;
                }
                let moved = start(it) - edit.gone + edit.new.len();
                let same = new.iter().find(|(other, _)| {
                    other.rule.code == it.rule.code
                        && start(other) == moved
                        && other.finding.message == it.finding.message
                });
                match same {
                    Some((_, other)) if other == fingerprint => stayed += 1,
                    Some(_) => wrong.push(format!("{path}: {} at {moved}", it.rule.name)),
                    None => {}
                }
            }
        }
        corpus.restore(number);
    }
    (stayed, wrong)
}

#[test]
fn edits_above_leave_the_fingerprints_of_seeds() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let (stayed, wrong) = run(&[seeds], 12);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(500 < stayed, "{stayed}");
}

#[test]
fn edits_above_leave_the_fingerprints_of_real_documents() {
    let Ok(folder) = env::var("SEEDLS_CORPUS") else {
        return;
    };
    let (stayed, wrong) = run(&[PathBuf::from(&folder)], 3);
    eprintln!("{stayed} findings kept their fingerprints, {} did not", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
