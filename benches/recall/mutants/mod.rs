//! Mutants: a real document with exactly one defect put into it, and the proof that it is one.
//!
//! Shared by the bench, which measures what share of them is found, and by the tests.

mod constructs;
mod delimiters;
mod links;
mod metadata;
mod random;

use std::ops::Range;

pub(crate) use constructs::Construct;
pub(crate) use constructs::Kind;
pub(crate) use constructs::body;
pub(crate) use constructs::constructs;
pub(crate) use constructs::difference;
pub(crate) use random::Random;

/// A document to be broken.
pub(crate) struct Original {
    /// Absolute, `/` between folders: where its relative links begin.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Where the Markdown begins.
    pub(crate) body: usize,
    pub(crate) constructs: Vec<Construct>,
    /// The text with everything blotted out in which a delimiter is none: what stands before the
    /// Markdown, code and HTML. Every byte keeps its place.
    pub(crate) prose: String,
}

/// One edit of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mutant {
    pub(crate) range: Range<usize>,
    pub(crate) insert: String,
    /// Where the defect shows, counted in the text after the edit.
    pub(crate) defect: usize,
}

/// One way of breaking a document.
pub(crate) struct Class {
    pub(crate) name: &'static str,
    /// Names of the rules that name this defect.
    pub(crate) rules: &'static [&'static str],
    pub(crate) scope: Scope,
    proof: Proof,
    candidates: fn(&Original, &mut Random) -> Vec<Mutant>,
}

/// Where a finding about the defect may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// In the lines around it, up to the next blank ones.
    Paragraph,
    /// At it or anywhere behind it.
    Onward,
    /// Anywhere, since what is missing has no place.
    Document,
}

/// What must hold for a mutant, so that it has this defect and no other.
#[derive(Debug, Clone, Copy)]
enum Proof {
    /// One construct of the kinds is gone, and nothing else has changed.
    Gone(&'static [Kind]),
    /// A construct of the kinds is not what it was.
    Broken(&'static [Kind]),
    /// Links or images lead elsewhere or are gone, and nothing else has changed.
    Redirected,
    /// No construct has changed.
    Same,
    /// It stands in the metadata, and was proven when it was made.
    Given,
}

/// Every class, in the order of the table.
pub(crate) fn classes() -> impl Iterator<Item = &'static Class> {
    delimiters::CLASSES.iter().chain(metadata::CLASSES).chain(links::CLASSES)
}

impl Original {
    pub(crate) fn new(path: &str, text: &str) -> Original {
        let body = body(text);
        let constructs = constructs(text, body);
        let opaque = constructs.iter().filter(|it| {
            matches!(
                it.kind,
                Kind::Code | Kind::Html | Kind::Fence | Kind::IndentedCode | Kind::HtmlBlock
            )
        });
        let mut prose = text.to_owned().into_bytes();
        for range in opaque.map(|it| it.range.clone()).chain(std::iter::once(0..body)) {
            for byte in prose.get_mut(range).into_iter().flatten() {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        let prose = String::from_utf8(prose).expect("whole characters were blotted out");
        Original { path: path.to_owned(), text: text.to_owned(), body, constructs, prose }
    }
}

impl Mutant {
    fn delete(range: Range<usize>) -> Mutant {
        Mutant::replace(range, "")
    }

    fn replace(range: Range<usize>, insert: impl Into<String>) -> Mutant {
        Mutant { defect: range.start, range, insert: insert.into() }
    }

    fn at(self, defect: usize) -> Mutant {
        Mutant { defect, ..self }
    }

    /// `text` after the edit.
    pub(crate) fn apply(&self, text: &str) -> String {
        [&text[..self.range.start], &self.insert, &text[self.range.end..]].concat()
    }

    /// Where a byte of the document is after the edit; `None` if it is gone.
    pub(crate) fn shift(&self, at: usize) -> Option<usize> {
        if at < self.range.start {
            return Some(at);
        }
        let rest = at.checked_sub(self.range.end)?;
        Some(self.range.start + self.insert.len() + rest)
    }
}

impl Class {
    /// Mutants of `original` that were proven, in random order.
    pub(crate) fn mutants<'a>(
        &'a self,
        original: &'a Original,
        random: &mut Random,
    ) -> impl Iterator<Item = Mutant> + use<'a> {
        let mut candidates = (self.candidates)(original, random);
        random.shuffle(&mut candidates);
        candidates.into_iter().filter(move |mutant| self.proof.holds(original, mutant))
    }
}

impl Proof {
    fn holds(self, original: &Original, mutant: &Mutant) -> bool {
        if matches!(self, Proof::Given) {
            return true;
        }
        if mutant.range.start < original.body {
            return false;
        }
        let text = mutant.apply(&original.text);
        let difference = difference(&original.constructs, &constructs(&text, original.body));
        let (vanished, appeared) = (&difference.vanished, &difference.appeared);
        let is_link = |kind: &Kind| {
            matches!(kind, Kind::Link | Kind::Reference | Kind::Autolink | Kind::Image)
        };
        match self {
            Proof::Gone(kinds) => {
                matches!(vanished[..], [kind] if kinds.contains(&kind)) && appeared.is_empty()
            }
            Proof::Broken(kinds) => vanished.iter().any(|kind| kinds.contains(kind)),
            Proof::Redirected => {
                !vanished.is_empty() && vanished.iter().chain(appeared).all(is_link)
            }
            Proof::Same => vanished.is_empty() && appeared.is_empty(),
            Proof::Given => true,
        }
    }
}
