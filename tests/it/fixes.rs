//! A fix that is offered leaves strictly fewer findings, and nothing else is changed by it.
//!
//! There are two ways around *fewer*, for a person goes on from there: a field that is missing can be given
//! a label, and that it has no value is then found in its stead; and a placeholder the address of what a seed
//! of the workspace holds, which is then told of it.
//!
//! `SEEDLS_FIXES` names a folder of real documents for a longer run.

#![expect(clippy::disallowed_methods, reason = "a long run is asked for by the environment")]
#![expect(clippy::print_stderr, reason = "a long run tells how much it has done")]

use std::collections::BTreeMap;
use std::env;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use seedls::config::LevelSetting;
use seedls::facts::Document;
use seedls::index::FileId;
use seedls::index::Host;
use seedls::index::Snapshot;
use seedls::rules;
use seedls::rules::Diagnostic;
use seedls::rules::Finding;
use seedls::rules::Fix;
use seedls::rules::RULES;
use seedls::syntax::FieldName;
use seedls::text::Text;
use seedls::text::TextEdit;

use crate::mutants;
use crate::mutants::Kind;
use crate::mutants::Random;
use crate::mutants::classes;
use crate::score::Corpus;

/// Something that a reader sees in a document: a construct of Markdown or a field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Thing {
    what: String,
    /// `None`: a field.
    kind: Option<Kind>,
    content: String,
    range: Range<usize>,
}

fn things(document: &Document) -> Vec<Thing> {
    let text = document.text().to_string();
    let body = usize::from(document.tree().header().range.end());
    let constructs = mutants::constructs(&text, body).into_iter().map(|it| Thing {
        // Where a reference leads, its definition says.
        what: match it.kind {
            Kind::Reference => "reference".to_owned(),
            kind => format!("{kind:?} {}", it.target),
        },
        kind: Some(it.kind),
        // Lists that become loose or tight only move the blanks at the end of their items.
        content: it.content.trim().to_owned(),
        range: it.range,
    });
    let needed = [FieldName::Title, FieldName::Author, FieldName::Date, FieldName::Source];
    let fields = document.metadata().fields.iter().filter(|it| needed.contains(&it.name));
    let fields = fields.map(|it| Thing {
        what: format!("field {:?}", it.name),
        kind: None,
        content: document.text().slice(it.source).into_owned(),
        range: it.range.into(),
    });
    constructs.chain(fields).collect()
}

/// Rules about what goes on to the end of the document, and so changes what stands there.
const OPEN_ENDED: &[u16] = &[112, 115, 116, 117];

/// Rules about what makes other text mean something: a definition, or the row that makes a table.
const DEFINING: &[u16] = &[121, 122];

/// What `finding` is about, and what `fix` changes.
fn scope(diagnostic: &Diagnostic, fix: &Fix, len: usize) -> Range<usize> {
    let finding = &diagnostic.finding;
    let mut scope = Range::<usize>::from(finding.range);
    let mut cover = |range: Range<usize>| {
        scope = scope.start.min(range.start)..scope.end.max(range.end);
    };
    fix.edit.parts().iter().for_each(|part| cover(part.range.into()));
    if diagnostic.rule.code / 100 == 1 {
        let here = finding.related.iter().filter(|it| it.file.is_none());
        here.for_each(|it| cover(it.range.into()));
    }
    if OPEN_ENDED.contains(&diagnostic.rule.code) {
        scope.end = len;
    }
    scope
}

/// Where a byte is after `edit`; what is inserted at it counts as before it if `behind`.
fn moved(edit: &TextEdit, at: usize, behind: bool) -> usize {
    let mut to = at;
    for part in edit.parts() {
        let range = Range::<usize>::from(part.range);
        if range.end < at || range.end == at && (behind || !range.is_empty()) {
            to = to + part.insert.len() - range.len();
        }
    }
    to
}

/// What `fix` does besides mending what `diagnostic` says.
fn harm(before: &Document, after: &Document, diagnostic: &Diagnostic, fix: &Fix) -> Option<String> {
    let scope = scope(diagnostic, fix, usize::from(before.text().len()));
    let defining = DEFINING.contains(&diagnostic.rule.code);
    let open_ended = defining || OPEN_ENDED.contains(&diagnostic.rule.code);
    let is_touched = |range: &Range<usize>| {
        fix.edit.parts().iter().any(|part| {
            let part = Range::<usize>::from(part.range);
            part.start <= range.end && range.start <= part.end
        })
    };
    let is_replaced = |range: &Range<usize>| {
        let mut parts = fix.edit.parts().iter().map(|part| Range::<usize>::from(part.range));
        parts.any(|part| part.start <= range.start && range.end <= part.end)
    };
    let mut left = things(after);
    let mut exempt = Vec::new();
    for thing in things(before) {
        if is_replaced(&thing.range) {
            exempt.push(thing);
            continue;
        }
        let range = &thing.range;
        let apart = range.end <= scope.start || scope.end <= range.start;
        let around = range.start <= scope.start && scope.end <= range.end;
        // What lies in the scope and not at an edit stays what it is.
        let within = !open_ended && thing.kind.is_some_and(Kind::is_inline) && !is_touched(range);
        let starts = [false, true].map(|behind| moved(&fix.edit, range.start, behind));
        let at = left.iter().position(|it| {
            starts.contains(&it.range.start)
                && it.kind == thing.kind
                && (it.what == thing.what && it.content == thing.content
                    || !apart && !within
                    // What was swallowed may define the labels of what stands before.
                    || open_ended && it.kind.is_some_and(Kind::is_container)
                    || thing.kind.is_none() && thing.content.is_empty())
        });
        match at {
            Some(at) => _ = left.swap_remove(at),
            None if apart || within || around && !open_ended && thing.kind.is_some() => {
                return Some(format!("{thing:?} is gone"));
            }
            None => exempt.push(thing),
        }
    }
    // What was at the edit may have moved with it.
    for thing in exempt {
        let same = |it: &Thing| it.what == thing.what && it.content == thing.content;
        if let Some(at) = left.iter().position(same) {
            left.swap_remove(at);
        }
    }
    let scope = moved(&fix.edit, scope.start, false)..moved(&fix.edit, scope.end, true);
    // What is mended may let more of the document be read as metadata.
    let is_new = |it: &&Thing| {
        // So may what was swallowed.
        let references = [Kind::Reference, Kind::FootnoteReference, Kind::TableCell];
        let defined = open_ended && it.kind.is_some_and(|kind| references.contains(&kind));
        it.kind.is_some() && !defined && (it.range.end < scope.start || scope.end < it.range.start)
    };
    if let Some(new) = left.iter().find(is_new) {
        return Some(format!("{new:?} is new, away from {scope:?}"));
    }
    let inline = left.iter().filter(|it| it.kind.is_some_and(Kind::is_inline)).count();
    (1 < inline && !open_ended).then(|| format!("more than one construct is new: {left:?}"))
}

/// Whether `after` is less than `before`, which `fix` of `mended` makes it of.
fn is_less(before: &[Diagnostic], after: &[Diagnostic], mended: &Diagnostic, fix: &Fix) -> bool {
    // A label to go on with, for a field that is missing; an address, for a link that leads nowhere.
    let left = match (mended.finding.field, mended.rule.name) {
        (Some(_), _) => "empty-field",
        (None, "placeholder-link") => "linkable-seed",
        _ => "",
    };
    let is_left = |it: &&Diagnostic| {
        let start = usize::from(it.finding.range.start());
        it.rule.name == left
            && fix.edit.parts().iter().any(|part| {
                let at = moved(&fix.edit, part.range.end().into(), true);
                (at - part.insert.len()..at).contains(&start)
            })
    };
    let count = after.iter().filter(is_left).count();
    count <= 1 && after.len() - count < before.len()
}

/// Findings in `after` that stand outside of what `fix` mended and in `before` at no such place.
fn added(
    before: &[Diagnostic],
    after: &[Diagnostic],
    document: &Document,
    fix: &Fix,
    scope: &Range<usize>,
) -> Vec<String> {
    let mut mended = moved(&fix.edit, scope.start, false)..moved(&fix.edit, scope.end, true);
    // The construct that is whole again, and no paragraph, is more than the edit.
    for thing in things(document) {
        let meets = thing.range.start <= mended.end && mended.start <= thing.range.end;
        if meets && thing.kind.is_some_and(Kind::is_inline) {
            mended = mended.start.min(thing.range.start)..mended.end.max(thing.range.end);
        }
    }
    let start = |it: &Diagnostic| usize::from(it.finding.range.start());
    let mut known: Vec<(u16, usize)> = before
        .iter()
        .flat_map(|it| {
            [false, true].map(|behind| (it.rule.code, moved(&fix.edit, start(it), behind)))
        })
        .collect();
    known.dedup();
    // A definition is no construct, but its line is one.
    let text = document.text().to_string();
    let line = text[mended.end..].find('\n').map_or(text.len(), |at| mended.end + at);
    if text[..mended.start].lines().next_back().is_some_and(|it| it.trim_start().starts_with('[')) {
        mended.end = line;
    }
    let is_new = |it: &&Diagnostic| {
        // A definition that nothing used is not told to be one of two.
        it.rule.name != "duplicate-definition"
            && !known.contains(&(it.rule.code, start(it)))
            && (start(it) < mended.start || mended.end < start(it))
    };
    after
        .iter()
        .filter(is_new)
        .map(|it| format!("{}: {}", it.rule.name, it.finding.message))
        .collect()
}

/// Where a text is checked, again and again.
trait Place {
    fn snapshot(&mut self, text: &str) -> (Snapshot, FileId);

    fn check(&mut self, text: &str) -> (Document, Vec<Diagnostic>) {
        let (snapshot, file) = self.snapshot(text);
        checked(&snapshot, file)
    }

    /// As [`Place::check`], with only those fixes that are offered.
    fn offered(&mut self, text: &str) -> (Document, Vec<Diagnostic>) {
        let (snapshot, file) = self.snapshot(text);
        let (document, mut findings) = checked(&snapshot, file);
        rules::withhold(&snapshot, file, &mut findings, &|_, _| ());
        (document, findings)
    }
}

struct Alone {
    host: Host,
    file: FileId,
    path: String,
}

impl Place for Alone {
    fn snapshot(&mut self, text: &str) -> (Snapshot, FileId) {
        self.host.set_document(&self.path, Text::new(text));
        (self.host.snapshot(), self.file)
    }
}

struct Among<'a> {
    corpus: &'a mut Corpus,
    document: usize,
}

impl Place for Among<'_> {
    fn snapshot(&mut self, text: &str) -> (Snapshot, FileId) {
        self.corpus.with(self.document, text)
    }
}

fn checked(snapshot: &Snapshot, file: FileId) -> (Document, Vec<Diagnostic>) {
    let document = snapshot.document(file).expect("it was set").clone();
    (document, rules::check(snapshot, file))
}

/// What came of the fixes that were looked at.
#[derive(Debug, Default)]
struct Tally {
    /// Offered, and tried each by itself.
    tried: usize,
    wrong: Vec<String>,
    /// By rule: how many fixes there are, and how many of them are not offered.
    withheld: BTreeMap<&'static str, (usize, usize)>,
    /// Each that is not offered.
    missed: Vec<String>,
}

impl Tally {
    fn withheld(&self) -> usize {
        self.withheld.values().map(|it| it.1).sum()
    }
}

/// Tries up to `most` fixes that are offered for the findings in `text` that `wanted` picks.
fn try_fixes(
    place: &mut impl Place,
    text: &str,
    most: usize,
    wanted: impl Fn(&Finding) -> bool,
    tally: &mut Tally,
) {
    let (_, all) = place.check(text);
    let (before, findings) = place.offered(text);
    for (all, offered) in all.iter().zip(&findings).filter(|(it, _)| wanted(&it.finding)) {
        let count = tally.withheld.entry(all.rule.name).or_default();
        count.0 += all.finding.fixes.len();
        count.1 += all.finding.fixes.len() - offered.finding.fixes.len();
        for fix in all.finding.fixes.iter().filter(|it| !offered.finding.fixes.contains(it)) {
            let start = usize::from(all.finding.range.start());
            let start = text.floor_char_boundary(start.saturating_sub(60));
            let end = text.floor_char_boundary((start + 160).min(text.len()));
            let (name, parts) = (all.rule.name, fix.edit.parts());
            let shown = format!("{name}: {:?} {parts:?} {:?}", fix.title, &text[start..end]);
            tally.missed.push(shown);
        }
    }
    let mut tried = 0;
    for diagnostic in findings.iter().filter(|it| wanted(&it.finding)) {
        for fix in &diagnostic.finding.fixes {
            if most <= tried {
                return;
            }
            tried += 1;
            tally.tried += 1;
            let fixed = before.text().edit(&fix.edit).to_string();
            let (after, rest) = place.check(&fixed);
            let scope = scope(diagnostic, fix, text.len());
            let added = added(&findings, &rest, &after, fix, &scope);
            let fault = if !is_less(&findings, &rest, diagnostic, fix) {
                let shown = |list: &[Diagnostic]| -> Vec<String> {
                    list.iter()
                        .map(|it| format!("{}: {}", it.rule.name, it.finding.message))
                        .collect()
                };
                Some(format!("{:#?}, then {:#?}", shown(&findings), shown(&rest)))
            } else if !added.is_empty() {
                Some(format!("new findings elsewhere: {added:?}"))
            } else {
                harm(&before, &after, diagnostic, fix)
            };
            if let Some(fault) = fault {
                let part = fix.edit.parts().first().map_or(0, |it| usize::from(it.range.start()));
                let start = text.floor_char_boundary(part.saturating_sub(150));
                let end = text.floor_char_boundary((part + 150).min(text.len()));
                tally.wrong.push(format!(
                    "{} at {:?}, {:?}\n  {fault}\n  {:?}\n  {:?}",
                    diagnostic.rule.name,
                    diagnostic.finding.range,
                    fix.title,
                    fix.edit.parts(),
                    &text[start..end],
                ));
            }
        }
    }
}

/// Applies all safe fixes of `text`, round for round.
fn settle(place: &mut impl Place, text: &str, tally: &mut Tally) {
    let mut text = text.to_owned();
    let (_, mut findings) = place.offered(&text);
    loop {
        let safe = findings.iter().filter_map(|it| it.finding.fixes.first().filter(|it| it.safe));
        let mut parts = Vec::new();
        for fix in safe {
            let mut more = parts.clone();
            more.extend_from_slice(fix.edit.parts());
            // Those that meet others wait for the next round.
            if TextEdit::new(more.clone()).is_some() {
                parts = more;
            }
        }
        let Some(edit) = TextEdit::new(parts).filter(|it| !it.parts().is_empty()) else { return };
        let fixed = Text::new(&text).edit(&edit).to_string();
        let (_, rest) = place.offered(&fixed);
        if findings.len() <= rest.len() {
            let counts = (findings.len(), rest.len());
            tally.wrong.push(format!("{counts:?} findings before and after all of {edit:?}"));
            return;
        }
        (text, findings) = (fixed, rest);
    }
}

#[track_caller]
fn assert_right(wrong: &[String]) {
    let shown = wrong.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} fixes are wrong\n{shown}", wrong.len());
}

/// The bad examples in the documentation of all rules: files by path, the one to check first.
fn examples(docs: &str) -> Vec<Vec<(String, String)>> {
    const HEADER: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n";
    const FOOTER: &str = "\nOriginal url: <https://news.example/2021/03/03/harbour-pilots>\n";
    let mut examples = Vec::new();
    for (is_body, mark) in [(true, "```body bad\n"), (false, "```seed bad\n")] {
        for (at, _) in docs.match_indices(mark) {
            let ticks = docs[..at].len() - docs[..at].trim_end_matches('`').len() + 3;
            let fence = format!("\n{}\n", "`".repeat(ticks));
            let text = &docs[at + mark.len()..];
            let text = &text[..text.find(&fence).map_or(text.len(), |end| end + 1)];
            let mut files: Vec<(String, String)> = Vec::new();
            for line in text.split_inclusive('\n') {
                if let Some(path) = line.strip_prefix("//- ") {
                    files.push((path.trim().to_owned(), String::new()));
                    continue;
                }
                if files.is_empty() {
                    files.push(("/seeds/a.seed".to_owned(), String::new()));
                }
                files.last_mut().expect("one was pushed").1.push_str(line);
            }
            if is_body && let Some((_, text)) = files.first_mut() {
                *text = format!("{HEADER}{text}{FOOTER}");
            }
            examples.push(files);
        }
    }
    examples
}

#[test]
fn fixes_of_the_documented_examples_mend_and_do_no_harm() {
    let mut all = Tally::default();
    for rule in RULES {
        let mut tally = Tally::default();
        for files in examples(rule.docs) {
            let settings = files.iter().find(|(path, _)| path == "/seedls.toml");
            let (mut config, _) = rules::parse_config(settings.map_or("", |it| it.1.as_str()));
            // Rules that are off by default have fixes too.
            config.levels.entry(rule.name.to_owned()).or_insert(LevelSetting::Warning);
            let mut host = Host::default();
            host.set_config(config);
            let seeds = files.iter().filter(|(path, _)| path != "/seedls.toml");
            let ids: Vec<FileId> =
                seeds.map(|(path, text)| host.set_document(path, Text::new(text))).collect();
            let (path, text) = files[0].clone();
            let mut place = Alone { host, file: ids[0], path };
            try_fixes(&mut place, &text, 50, |_| true, &mut tally);
            settle(&mut place, &text, &mut tally);
        }
        // What the page about the rule shows is offered.
        let is_shown = rule.docs.contains(" fixed\n") || rule.docs.contains(" to-fill\n");
        let found = tally.withheld.get(rule.name).map_or(0, |it| it.0);
        if is_shown && 0 < found && tally.tried == 0 {
            tally.wrong.push(format!("{}: no fix is offered", rule.name));
        }
        all.tried += tally.tried;
        all.wrong.extend(tally.wrong);
    }
    assert_right(&all.wrong);
    assert!(20 < all.tried, "only {} fixes were tried", all.tried);
}

#[test]
fn fixes_of_the_seeds_and_their_mutants_mend_and_do_no_harm() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let tally = run(&[seeds], 24, 1);
    assert_right(&tally.wrong);
    assert!(150 < tally.tried, "only {} fixes were tried", tally.tried);
    // Who withholds everything does no harm either.
    let missed = tally.missed.join("\n");
    assert!(tally.withheld() * 12 < tally.tried, "{:?}\n{missed}", tally.withheld);
}

#[test]
fn fixes_of_real_documents_mend_and_do_no_harm() {
    let Ok(folder) = env::var("SEEDLS_FIXES") else {
        return;
    };
    let tally = run(&[PathBuf::from(folder)], 6, 1);
    let Tally { tried, wrong, .. } = &tally;
    eprintln!("{tried} fixes tried, {} wrong\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{} withheld: {:?}\n{}", tally.withheld(), tally.withheld, tally.missed.join("\n"));
    assert!(wrong.is_empty(), "{} fixes are wrong", wrong.len());
}

/// Tries the fixes of all documents as they are, and of some mutants of each class.
fn run(paths: &[PathBuf], classes_each: usize, mutants_each: usize) -> Tally {
    let mut corpus = Corpus::read(paths).expect("the documents can be read");
    let mut tally = Tally::default();
    for document in 0..corpus.documents.len() {
        let original = &corpus.documents[document].original;
        let text = original.text.clone();
        let known: Vec<usize> =
            corpus.documents[document].findings.iter().map(|it| it.start).collect();
        // By the name alone, so that the same mutants are made wherever the folder lies.
        let name = original.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut random = Random::named(document as u64, name);
        let mut chosen: Vec<_> = classes().collect();
        random.shuffle(&mut chosen);
        let broken: Vec<mutants::Mutant> = chosen
            .iter()
            .take(classes_each)
            .flat_map(|class| class.mutants(original, &mut random).take(mutants_each))
            .collect();
        let path = original.path.clone();
        let first = tally.wrong.len();
        let mut place = Among { corpus: &mut corpus, document };
        try_fixes(&mut place, &text, 20, |_| true, &mut tally);
        settle(&mut place, &text, &mut tally);
        for mutant in broken {
            // The findings of the document itself were tried already.
            let is_new = |finding: &Finding| {
                let start = usize::from(finding.range.start());
                !known.iter().any(|&it| mutant.shift(it) == Some(start))
            };
            let broken = mutant.apply(&text);
            try_fixes(&mut place, &broken, 20, is_new, &mut tally);
            settle(&mut place, &broken, &mut tally);
        }
        corpus.restore(document);
        tally.wrong[first..].iter_mut().for_each(|it| *it = format!("{path}: {it}"));
    }
    tally
}
