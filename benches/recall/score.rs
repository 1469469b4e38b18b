//! What the checker says of documents and of their mutants, and how the two differ.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use seedls::config::OnTop;
use seedls::facts::Date;
use seedls::facts::DateReading;
use seedls::facts::Document;
use seedls::index::FileId;
use seedls::index::Host;
use seedls::index::Snapshot;
use seedls::io;
use seedls::rules;
use seedls::text::Text;

use crate::mutants::Class;
use crate::mutants::Mutant;
use crate::mutants::Original;
use crate::mutants::Random;
use crate::mutants::Scope;

/// Documents of one folder or several, with what is said of them as they are.
pub(crate) struct Corpus {
    host: Host,
    pub(crate) documents: Vec<Checked>,
}

pub(crate) struct Checked {
    file: FileId,
    parsed: Document,
    pub(crate) original: Original,
    pub(crate) findings: Vec<Seen>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) rule: &'static str,
    pub(crate) start: usize,
    pub(crate) message: String,
}

/// What came of one mutant.
pub(crate) struct Outcome {
    pub(crate) document: usize,
    pub(crate) mutant: Mutant,
    /// What is said of it and not of the document.
    pub(crate) new: Vec<Seen>,
    pub(crate) found: bool,
    /// By a rule that names this defect.
    pub(crate) expected: bool,
    /// Not more than one line from the defect.
    pub(crate) exact: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) mutants: usize,
    pub(crate) found: usize,
    pub(crate) expected: usize,
    pub(crate) exact: usize,
    /// With more than one new finding.
    pub(crate) cascade: usize,
}

impl Corpus {
    /// Reads and checks the seeds in `paths`; fails on the first that cannot be read.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Corpus, String> {
        let start = io::absolute(paths.first().map_or(Path::new("."), PathBuf::as_path));
        let (choice, on_top) = (io::Choice::None, OnTop::default());
        let resolver = io::Resolver::new(choice, rules::names(), on_top, vec![start.clone()]);
        let resolver = Arc::new(resolver);
        let discovery = io::discover(paths, &resolver);
        if let Some(problem) = discovery.problems.first() {
            return Err(format!("{}: {}", problem.path, problem.message));
        }
        let parsed: Vec<(String, String, Document)> = discovery
            .files
            .par_iter()
            .filter_map(|found| {
                let text = io::read(&found.path).ok()?;
                let document = Document::new(Text::new(&text));
                Some((found.host_path.clone(), text, document))
            })
            .collect();
        let mut host = Host::default();
        let roots = resolver.roots([&*start].into_iter());
        host.set_roots(&roots.iter().map(String::as_str).collect::<Vec<_>>());
        if let DateReading::Date(date) = Date::read(&io::today()) {
            host.set_today(Some(date));
        }
        let files: Vec<FileId> = parsed
            .iter()
            .map(|(path, _, document)| host.set_parsed(path, document.clone()))
            .collect();
        io::feed(&mut host);
        // Whether a mutant's link leads anywhere must be known without another look at the disk.
        let mut folders: BTreeSet<&Path> = BTreeSet::new();
        for (path, ..) in &parsed {
            let above = Path::new(path).ancestors().skip(1);
            let is_inside = |it: &&Path| roots.iter().any(|root| it.starts_with(root));
            folders.extend(above.take_while(is_inside));
        }
        for folder in folders {
            let shown = folder.to_string_lossy();
            host.set_directory(&shown, io::read_folder(folder));
        }
        let snapshot = host.snapshot();
        let documents = parsed
            .into_par_iter()
            .zip(files)
            .map(|((path, text, parsed), file)| Checked {
                file,
                parsed,
                original: Original::new(&path, &text),
                findings: findings(&snapshot, file),
            })
            .collect();
        drop(snapshot);
        Ok(Corpus { host, documents })
    }

    /// What comes of up to `most` mutants of `class`, spread evenly over the documents.
    pub(crate) fn run(&mut self, class: &Class, most: usize, seed: u64) -> Vec<Outcome> {
        let mut random = Random::named(seed, class.name);
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        random.shuffle(&mut order);
        let mut chosen: Vec<(usize, Mutant)> = Vec::new();
        let mut taken = 0;
        // Once around takes one mutant of each document.
        while chosen.len() < most && !order.is_empty() {
            let mut left = Vec::new();
            for batch in order.chunks(64) {
                if most <= chosen.len() {
                    break;
                }
                let made: Vec<Option<(usize, Mutant)>> = batch
                    .par_iter()
                    .map(|&document| Some((document, self.mutant(class, document, taken, seed)?)))
                    .collect();
                left.extend(made.iter().flatten().map(|(document, _)| *document));
                chosen.extend(made.into_iter().flatten());
            }
            chosen.truncate(most);
            order = left;
            taken += 1;
        }
        chosen.into_iter().map(|(document, mutant)| self.outcome(class, document, mutant)).collect()
    }

    /// The mutant number `taken` of a document.
    fn mutant(&self, class: &Class, document: usize, taken: usize, seed: u64) -> Option<Mutant> {
        let checked = &self.documents[document];
        let mut random = Random::named(seed ^ document as u64, class.name);
        let mutants = class.mutants(&checked.original, &mut random);
        // What is wrong in the paragraph already could be taken for the defect.
        let sound = |mutant: &Mutant| {
            class.scope != Scope::Paragraph || {
                let text = &checked.original.text;
                let (start, end) = paragraph(text, mutant.range.start);
                !checked.findings.iter().any(|it| start <= it.start && it.start <= end)
            }
        };
        mutants.filter(sound).nth(taken)
    }

    fn outcome(&mut self, class: &Class, document: usize, mutant: Mutant) -> Outcome {
        let checked = &self.documents[document];
        let text = mutant.apply(&checked.original.text);
        let (snapshot, file) = self.with(document, &text);
        let after = findings(&snapshot, file);
        drop(snapshot);
        self.restore(document);
        let checked = &self.documents[document];
        let new = new(&checked.findings, &after, &mutant);
        let (start, end) = match class.scope {
            Scope::Paragraph => paragraph(&text, mutant.defect),
            Scope::Onward => (mutant.defect, text.len()),
            Scope::Document => (0, text.len()),
        };
        let near = || new.iter().filter(|it| start <= it.start && it.start <= end);
        let defect = line(&text, mutant.defect);
        let found = near().next().is_some();
        let expected = near().any(|it| class.rules.contains(&it.rule));
        let exact = near().any(|it| line(&text, it.start).abs_diff(defect) <= 1);
        Outcome { document, found, expected, exact, new, mutant }
    }

    /// All documents, one of them with another text until it is restored.
    pub(crate) fn with(&mut self, document: usize, text: &str) -> (Snapshot, FileId) {
        let checked = &self.documents[document];
        self.host.set_document(&checked.original.path, Text::new(text));
        (self.host.snapshot(), checked.file)
    }

    pub(crate) fn restore(&mut self, document: usize) {
        let checked = &self.documents[document];
        self.host.set_parsed(&checked.original.path, checked.parsed.clone());
    }

    /// How often each rule speaks of the documents as they are, by name.
    pub(crate) fn counts(&self) -> Vec<(&'static str, usize)> {
        let counts = rules::RULES.iter().map(|rule| {
            let all = self.documents.iter().flat_map(|it| &it.findings);
            (rule.name, all.filter(|it| it.rule == rule.name).count())
        });
        counts.filter(|(_, count)| 0 < *count).collect()
    }
}

impl Tally {
    pub(crate) fn of(outcomes: &[Outcome]) -> Tally {
        let count = |which: fn(&Outcome) -> bool| outcomes.iter().filter(|it| which(it)).count();
        Tally {
            mutants: outcomes.len(),
            found: count(|it| it.found),
            expected: count(|it| it.expected),
            exact: count(|it| it.exact),
            cascade: count(|it| 1 < it.new.len()),
        }
    }
}

fn findings(snapshot: &Snapshot, file: FileId) -> Vec<Seen> {
    rules::check(snapshot, file)
        .into_iter()
        .map(|it| Seen {
            rule: it.rule.name,
            start: usize::from(it.finding.range.start()),
            message: it.finding.message,
        })
        .collect()
}

/// The findings in `after` that `before` has no equal of at the same place.
fn new(before: &[Seen], after: &[Seen], mutant: &Mutant) -> Vec<Seen> {
    let mut known: Vec<(&str, usize)> =
        before.iter().filter_map(|it| Some((it.rule, mutant.shift(it.start)?))).collect();
    let mut new = Vec::new();
    for seen in after {
        match known.iter().position(|it| *it == (seen.rule, seen.start)) {
            Some(at) => _ = known.swap_remove(at),
            None => new.push(seen.clone()),
        }
    }
    new
}

/// The lines around `at` up to blank ones.
fn paragraph(text: &str, at: usize) -> (usize, usize) {
    let at = text.floor_char_boundary(at.min(text.len()));
    let is_blank = |line: &str| line.trim_matches([' ', '\t', '>', '\r', '\n']).is_empty();
    let mut start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    while let Some(before) = text[..start].strip_suffix('\n') {
        let line = before.rfind('\n').map_or(0, |it| it + 1);
        if is_blank(&before[line..]) {
            break;
        }
        start = line;
    }
    let mut end = text[at..].find('\n').map_or(text.len(), |it| at + it);
    while let Some(line) = text[end..].split_inclusive('\n').nth(1).filter(|it| !is_blank(it)) {
        end = (end + 1 + line.trim_end_matches('\n').len()).min(text.len());
    }
    (start, end)
}

/// Counted from 1.
pub(crate) fn line(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count()
}
