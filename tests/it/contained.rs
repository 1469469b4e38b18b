//! A delimiter without its partner hides nothing that stands after its block.

use std::ops::Range;
use std::path::Path;

use seedls::index::Host;
use seedls::rules;
use seedls::text::Text;

use crate::mutants::Construct;
use crate::mutants::Mutant;
use crate::mutants::Original;
use crate::mutants::Random;
use crate::mutants::Scope;
use crate::mutants::body;
use crate::mutants::classes;
use crate::mutants::constructs;
use crate::score::Corpus;

/// The outermost block around the edit.
fn block(original: &Original, mutant: &Mutant) -> Option<Range<usize>> {
    let around = original.constructs.iter().filter(|it| {
        let range = &it.range;
        !it.kind.is_inline() && range.start <= mutant.range.start && mutant.range.end <= range.end
    });
    around.map(|it| it.range.clone()).max_by_key(|range| range.len())
}

/// The constructs that lie outside of `block`, moved as `mutant` moves them.
fn outside(
    constructs: &[Construct],
    block: &Range<usize>,
    moved: impl Fn(usize) -> Option<usize>,
) -> Vec<String> {
    let mut shown: Vec<String> = constructs
        .iter()
        .filter(|it| it.range.end <= block.start || block.end <= it.range.start)
        .map(|it| {
            let start = moved(it.range.start);
            format!("{start:?} {:?} {:?} {:?}", it.kind, it.target, it.content.trim())
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn a_broken_delimiter_changes_nothing_outside_of_its_block() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    // In a broken seed, the new fault may be the other half of an old one.
    let folders = ["bytes", "front-matter", "key-lines", "languages", "markdown", "newspaper"];
    let mut corpus =
        Corpus::read(&folders.map(|name| seeds.join(name))).expect("the seeds can be read");
    let of_delimiters = |class: &&crate::mutants::Class| {
        let mut rules = class.rules.iter().filter_map(|name| rules::Rule::find(name));
        class.scope == Scope::Paragraph && rules.all(|rule| rule.code / 100 == 1)
    };
    let mut count = 0;
    for document in 0..corpus.documents.len() {
        for class in classes().filter(of_delimiters) {
            let checked = &corpus.documents[document];
            let original = &checked.original;
            let mut random = Random::named(document as u64, class.name);
            for mutant in class.mutants(original, &mut random).take(3).collect::<Vec<_>>() {
                let checked = &corpus.documents[document];
                let original = &checked.original;
                let Some(block) = block(original, &mutant) else { continue };
                count += 1;
                let text = mutant.apply(&original.text);
                let name = format!("{} in {}:\n{text}", class.name, original.path);
                let moved_end = block.end + mutant.insert.len() - mutant.range.len();
                let moved_block = block.start..moved_end;
                let before = outside(&original.constructs, &block, |at| mutant.shift(at));
                let after = outside(&constructs(&text, body(&text)), &moved_block, Some);
                assert_eq!(before, after, "{name}");
                // A label may lack the value that the block was.
                let is_field =
                    |name: &str| rules::Rule::find(name).is_some_and(|rule| rule.code / 100 == 2);
                let mut before: Vec<(&str, Option<usize>)> = checked
                    .findings
                    .iter()
                    .filter(|it| !is_field(it.rule))
                    .filter(|it| it.start < block.start || block.end <= it.start)
                    .map(|it| (it.rule, mutant.shift(it.start)))
                    .collect();
                let (snapshot, file) = corpus.with(document, &text);
                let mut after: Vec<(&str, Option<usize>)> = rules::check(&snapshot, file)
                    .iter()
                    .map(|it| (it.rule.name, usize::from(it.finding.range.start())))
                    .filter(|(_, start)| *start < moved_block.start || moved_block.end <= *start)
                    .filter(|(rule, _)| !is_field(rule))
                    .map(|(rule, start)| (rule, Some(start)))
                    .collect();
                before.sort();
                after.sort();
                assert_eq!(before, after, "{name}");
                corpus.restore(document);
            }
        }
    }
    assert!(200 < count, "only {count} mutants");
}

/// The names of the rules that say something of an article with `header` and `body`.
fn named(text: &str) -> Vec<&'static str> {
    let mut host = Host::default();
    let file = host.set_document("/seeds/a.seed", Text::new(text));
    rules::check(&host.snapshot(), file).iter().map(|it| it.rule.name).collect()
}

#[test]
fn what_a_comment_without_its_end_swallows_is_not_missing() {
    let text = "<!-- checked twice\n\nHarbour Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
        <!-- so in the print -->\n\nThe pilots **voted on Tuesday, and will strike.\n\n\
        They left at noon, and came back in the evening. Nobody knew why.\n\n\
        Original url: <https://news.example/2021/03/03/pilots>\n";
    assert_eq!(named(text), ["unclosed-comment", "unclosed-emphasis"]);
    let mended = text.replace("will strike.", "will strike.**");
    assert_eq!(named(&mended), ["unclosed-comment"]);
}

#[test]
fn what_a_fence_without_its_end_swallows_is_not_missing() {
    let text = "Harbour Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
        They wrote [a report][1], of which [the end](#the-end) is best, and voted:\n\n\
        ```text\nnorth 4.2\n\nThen they left.\n\n## The end\n\nNobody knows.\n\n\
        [1]: https://news.example/report\n\n\
        Original url: <https://news.example/2021/03/03/pilots>\n";
    assert_eq!(named(text), ["unclosed-code-fence"]);
    let closed = text.replace("4.2\n", "4.2\n```\n");
    assert_eq!(named(&closed), [""; 0]);
    // What nobody wrote is missing all the same.
    let bare = text.replace("[1]: https://news.example/report\n\n", "");
    assert_eq!(named(&bare), ["undefined-reference", "unclosed-code-fence"]);
}

#[test]
fn what_is_swallowed_far_behind_the_beginning_is_not_missing() {
    let header = "Harbour Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n";
    let listing = format!("```text\n{}```\n\n", "north 4.2\n".repeat(8000));
    let text = format!(
        "{header}They wrote [a report][1].\n\n{listing}<!-- links\n[1]: https://news.example/report\n\n\
        Original url: <https://news.example/2021/03/03/pilots>\n"
    );
    assert_eq!(named(&text), ["unclosed-comment"]);
}

#[test]
fn brackets_around_what_lacks_its_end_keep_their_partners() {
    let article = |body: &str| {
        format!(
            "Harbour Pilots Vote\n\nBy A. Writer\n\nMarch 3, 2021\n\n{body}\n\n\
            Original url: <https://news.example/2021/03/03/pilots>\n"
        )
    };
    let strong = article("They (the pilots **left (all of them), he said) and came back.");
    assert_eq!(named(&strong), ["unclosed-emphasis"]);
    let comment = article("They left (as in chapter 1<!-- ignore in the print), and came back.");
    assert_eq!(named(&comment), ["unclosed-comment"]);
}
