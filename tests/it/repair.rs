//! Mending leaves strictly fewer findings and none that is new, changes nothing else, and comes to
//! an end: proven on the seeds, on their mutants, and on real documents where `SEEDLS_FIXES` names
//! a folder of them.

#![expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment")]
#![expect(clippy::print_stderr, reason = "a long run tells how much it has done")]

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::path::PathBuf;

use seedls::index::FileId;
use seedls::index::Snapshot;
use seedls::rules;
use seedls::rules::Extent;

use crate::mutants;
use crate::mutants::Random;
use crate::mutants::classes;
use crate::score::Corpus;

/// How often each rule finds something in `file`.
fn counts(snapshot: &Snapshot, file: FileId) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for found in rules::check(snapshot, file) {
        *counts.entry(found.rule.name).or_default() += 1;
    }
    counts
}

fn text(snapshot: &Snapshot, file: FileId) -> String {
    snapshot.document(file).expect("it is there").text().to_string()
}

/// What was mended, over all documents.
#[derive(Debug, Default)]
struct Tally {
    found: usize,
    mended: usize,
    documents: usize,
}

/// Mends one document, and says what is wrong with that.
fn mend(snapshot: &Snapshot, file: FileId, extent: Extent, tally: &mut Tally) -> Option<String> {
    let before = counts(snapshot, file);
    tally.found += before.values().sum::<usize>();
    let repaired = rules::repair(snapshot, file, extent, &|_, _| ())?;
    let after = counts(&repaired.snapshot, file);
    let (old, new) = (text(snapshot, file), text(&repaired.snapshot, file));
    tally.mended += repaired.mended;
    tally.documents += 1;

    let (all, left) = (before.values().sum::<usize>(), after.values().sum::<usize>());
    if all <= left || repaired.mended != all - left {
        return Some(format!("{} mended, {before:?}, then {after:?}", repaired.mended));
    }
    if after.iter().any(|(rule, count)| before.get(rule).is_none_or(|it| it < count)) {
        return Some(format!("something is new: {before:?}, then {after:?}"));
    }
    // What lies between the parts of the edit is the same, byte for byte.
    let (mut at, mut rest) = (0, new.as_str());
    for part in repaired.edit.parts() {
        let kept = &old[at..usize::from(part.range.start())];
        let stripped = rest.strip_prefix(kept).and_then(|it| it.strip_prefix(&*part.insert));
        let Some(stripped) = stripped else { return Some(format!("{kept:?} has changed")) };
        (at, rest) = (part.range.end().into(), stripped);
    }
    if rest != &old[at..] {
        return Some("the end has changed".to_owned());
    }
    if rules::repair(&repaired.snapshot, file, extent, &|_, _| ()).is_some() {
        return Some("there was more to mend".to_owned());
    }
    for other in repaired.snapshot.affected_since(snapshot, &[snapshot.path(file)?]) {
        let (before, after) = (counts(snapshot, other), counts(&repaired.snapshot, other));
        if after.iter().any(|(rule, count)| before.get(rule).is_none_or(|it| it < count)) {
            let path = snapshot.path(other);
            return Some(format!("new in {path:?}: {before:?}, then {after:?}"));
        }
    }
    None
}

/// Mends all documents as they are, and some mutants of each class.
fn run(paths: &[PathBuf], classes_each: usize, extent: Extent) -> (Tally, Vec<String>) {
    let mut corpus = Corpus::read(paths).expect("the documents can be read");
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for document in 0..corpus.documents.len() {
        let original = &corpus.documents[document].original;
        let (path, text) = (original.path.clone(), original.text.clone());
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut random = Random::named(document as u64, name);
        let mut chosen: Vec<_> = classes().collect();
        random.shuffle(&mut chosen);
        let mut texts = vec![text.clone()];
        let mutants: Vec<mutants::Mutant> = chosen
            .iter()
            .take(classes_each)
            .flat_map(|class| class.mutants(original, &mut random).take(1))
            .collect();
        texts.extend(mutants.iter().map(|it| it.apply(&text)));
        for text in texts {
            let (snapshot, file) = corpus.with(document, &text);
            if let Some(fault) = mend(&snapshot, file, extent, &mut tally) {
                wrong.push(format!("{path}: {fault}"));
            }
        }
        corpus.restore(document);
    }
    (tally, wrong)
}

#[test]
fn seeds_and_their_mutants_are_mended_without_harm() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (extent, least) in [(Extent::Safe, 60), (Extent::All, 150)] {
        let (tally, wrong) = run(std::slice::from_ref(&seeds), 12, extent);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(least < tally.mended, "{tally:?}");
    }
}

#[test]
fn real_documents_are_mended_without_harm() {
    let Ok(folder) = env::var("SEEDLS_FIXES") else {
        return;
    };
    for extent in [Extent::Safe, Extent::All] {
        let (tally, wrong) = run(&[PathBuf::from(&folder)], 4, extent);
        eprintln!("{extent:?}: {tally:?}, {} wrong\n{}", wrong.len(), wrong.join("\n"));
        assert!(wrong.is_empty(), "{} are wrong", wrong.len());
    }
}
