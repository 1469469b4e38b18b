//! `repeated-paragraph`: a long paragraph that the capture took twice.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Level;
use crate::rules::Related;
use crate::rules::Rule;
use crate::rules::paragraphs;
use crate::syntax::Heading;
use crate::syntax::Passage;
use crate::syntax::PassageKey;
use crate::text::TextRange;
use crate::text::TextSize;

pub(crate) static RULE: Rule = Rule {
    name: "repeated-paragraph",
    code: 507,
    level: Level::Warning,
    summary: "a long paragraph stands in the text a second time",
    docs: r#"
Pages hold some paragraphs twice, once as a teaser or for small screens, and a capture takes both.
Only paragraphs are compared that are long and alike to the letter; not lists, quotations, verses or
what stands in code. What a manual says under several headings is left alone.

```body bad
The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.

They will strike from Friday.

The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.
```

```body fixed
The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.

They will strike from Friday.
```

```body good
The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.

> The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.
```
"#,
    check: Check::Document(check),
};

/// The repeated paragraphs of a document, in order.
struct Repeated<'a> {
    document: &'a Document,
    all: Vec<Passage>,
    headings: OnceCell<Headings>,
}

/// The headings of a document in order, and how often each text is one.
struct Headings {
    all: Vec<Heading>,
    counts: BTreeMap<Box<str>, usize>,
}

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let all = document.tree().repeated_paragraphs().collect();
    let repeated = Repeated { document, all, headings: OnceCell::new() };
    let mut first: BTreeMap<PassageKey, Option<usize>> = BTreeMap::new();
    let text = document.text();
    for (index, passage) in repeated.all.iter().enumerate() {
        let source = text.slice(passage.range);
        let is_told = || !is_verse(&source) && !is_link(&source) && !introduces(&source);
        let original = *first.entry(passage.key).or_insert_with(|| is_told().then_some(index));
        let Some(original) = original.filter(|&it| it < index) else { continue };
        let Some(there) = repeated.all.get(original).map(|it| it.range) else { continue };
        // Equal keys are not proof.
        if !repeated.is_capture(original, index) || text.slice(there) != source {
            continue;
        }
        let message = "this paragraph already stands further up";
        let mut finding = Finding::new(passage.range, message);
        finding.related.push(Related {
            file: None,
            range: there,
            message: "here it stands first".to_owned(),
        });
        finding.fixes.push(Fix {
            title: "Remove the repeated paragraph".to_owned(),
            edit: paragraphs::removal(document, passage.range),
            safe: false,
        });
        out.push(finding);
    }
}

impl Repeated<'_> {
    /// The passage at `index` repeats the one at `original` by the capture's mistake. A manual says
    /// the same under many headings; a capture repeats a teaser, or several paragraphs together.
    fn is_capture(&self, original: usize, index: usize) -> bool {
        let (Some(first), Some(second)) = (self.all.get(original), self.all.get(index)) else {
            return false;
        };
        let between = TextRange::new(first.range.end(), second.range.start());
        let body = self.document.metadata().body_start();
        // A teaser is repeated once.
        let again = self.all.iter().filter(|it| it.key == first.key).count() - 1;
        if again == 1 && first.range.start() < body + TEASER
            || !self.document.tree().has_heading(between)
        {
            return true;
        }
        let before = (1..MANY).take_while(|&back| {
            original.checked_sub(back).is_some_and(|it| self.go_together(it, index - back))
        });
        let behind = (0..MANY).take_while(|&on| self.go_together(original + on, index + on));
        match before.count() + behind.count() + 1 {
            1 => false,
            MANY.. => true,
            _ => self.under_one_heading(first.range.start(), second.range.start()),
        }
    }

    /// The places stand under the same words, which nothing else stands under: `Remarks` is no proof.
    fn under_one_heading(&self, first: TextSize, second: TextSize) -> bool {
        let Headings { all, counts } = self.headings.get_or_init(|| {
            let all: Vec<Heading> = self.document.tree().headings().collect();
            let mut counts = BTreeMap::new();
            for heading in &all {
                *counts.entry(heading.text.clone()).or_default() += 1;
            }
            Headings { all, counts }
        });
        let above = |at: TextSize| {
            let behind = all.partition_point(|it| it.range.start() < at);
            Some(&all.get(behind.checked_sub(1)?)?.text)
        };
        let (Some(first), Some(second)) = (above(first), above(second)) else { return false };
        first == second && counts.get(first) == Some(&2)
    }

    /// The same stands behind the passages `first` and `second`, up to the next repeated ones.
    fn go_together(&self, first: usize, second: usize) -> bool {
        let gap = |at: usize| {
            let (this, next) = (self.all.get(at)?, self.all.get(at + 1)?);
            let gap = TextRange::new(this.range.end(), next.range.start());
            let short = gap.len() < LONGEST_GAP && !self.document.tree().has_heading(gap);
            short.then(|| (this.key, self.document.text().slice(gap), next.key))
        };
        first + 1 < second && gap(first).is_some() && gap(first) == gap(second)
    }
}

/// So near to the start of a body stands what introduces it, in bytes.
const TEASER: TextSize = TextSize::new(400);

/// So many paragraphs that follow each other twice are no chance, whatever stands above them.
const MANY: usize = 3;

/// What stands between two paragraphs that are repeated together is no longer, in bytes.
const LONGEST_GAP: TextSize = TextSize::new(2000);

/// Several short lines: a refrain, or a table or an address written as text.
fn is_verse(source: &str) -> bool {
    const LONGEST: usize = 60;
    let short = |line: &str| line.chars().count() <= LONGEST;
    source.contains(['\n', '\r']) && source.lines().all(short)
}

/// One link or image and nothing else, or a tag of a template.
fn is_link(source: &str) -> bool {
    let bracketed = source.starts_with(['[', ']']) || source.starts_with("![");
    bracketed && source.ends_with(')') && source.matches("](").count() <= 2
        || source.starts_with("{%")
        || source.starts_with("{{")
        || source.starts_with(":::")
}

/// Says what follows: a list, an example, the meaning of a parameter.
fn introduces(source: &str) -> bool {
    source.ends_with([':', '：']) || source.lines().next().is_some_and(|it| it.ends_with("<br/>"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;
    use crate::rules::tests::check_fix;

    const LONG: &str = "The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.";

    #[test]
    fn every_repetition_is_told() {
        let carets = "^".repeat(LONG.len());
        let message = "this paragraph already stands further up";
        check(
            &RULE,
            &format!(
                "{LONG}\n\nShort.\n\n{LONG}\n{carets} {message}\n\nShort.\n\n{LONG}\n{carets} {message}\n"
            ),
        );
    }

    #[test]
    fn lists_quotations_and_verses_may_repeat() {
        check(&RULE, &format!("- {LONG}\n- {LONG}\n\n> {LONG}\n\n> {LONG}\n\n{LONG}\n"));
        let verse = "The pilots of the northern harbour,\nthey voted one and all,\nto leave the ferries where they were\nand drink behind the wall.";
        check(&RULE, &format!("{verse}\n\nAnother.\n\n{verse}\n"));
        let image = "![The pilots of the northern harbour, who voted on Tuesday to strike, at their table](a.jpg)";
        check(&RULE, &format!("{image}\n\n{image}\n"));
    }

    #[test]
    fn a_manual_says_the_same_under_many_headings() {
        let start = "Start. ".repeat(80);
        check(&RULE, &format!("# A\n\n{start}\n\n## B\n\n{LONG}\n\n## C\n\n{LONG}\n"));
        check(&RULE, &format!("# A\n\n{LONG}\n\n## B\n\n{LONG}\n\n## C\n\n{LONG}\n"));
    }

    #[test]
    fn what_is_repeated_together_is_told_under_headings_too() {
        let start = "Start. ".repeat(80);
        let more = LONG.replace("pilots", "keepers");
        let third = LONG.replace("pilots", "divers");
        let [carets, more_carets, third_carets] =
            [LONG, &more, &third].map(|it| "^".repeat(it.len()));
        let message = "this paragraph already stands further up";
        check(
            &RULE,
            &format!(
                "# A\n\n{start}\n\n## B\n\n{LONG}\n\n{more}\n\n{third}\n\n## C\n\n{LONG}\n{carets} {message}\n\n{more}\n{more_carets} {message}\n\n{third}\n{third_carets} {message}\n"
            ),
        );
        check(
            &RULE,
            &format!(
                "# A\n\n{start}\n\n## B\n\n{LONG}\n\n- one\n\n{more}\n\n## B\n\n{LONG}\n{carets} {message}\n\n- one\n\n{more}\n{more_carets} {message}\n"
            ),
        );
    }

    #[test]
    fn two_paragraphs_under_other_headings_are_a_manuals() {
        let start = "Start. ".repeat(80);
        let more = LONG.replace("pilots", "keepers");
        let parts = format!(
            "## Of B\n\n### Remarks\n\n{LONG}\n\n{more}\n\n## Of C\n\n### Remarks\n\n{LONG}\n\n{more}\n\n## Of D\n\n### Remarks\n\nNone.\n"
        );
        check(&RULE, &format!("# A\n\n{start}\n\n{parts}"));
        check(
            &RULE,
            &format!("# A\n\n{start}\n\n## B\n\n{LONG}\n\n{more}\n\n## C\n\n{LONG}\n\n{more}\n"),
        );
    }

    #[test]
    fn the_fix_keeps_one_and_the_blank_lines() {
        check_fix(
            &RULE,
            &format!("{LONG}\n\n\n{LONG}\n\n\nEnd.\n"),
            &format!("{LONG}\n\n\nEnd.\n"),
        );
        check_fix(&RULE, &format!("{LONG}\r\n\r\n{LONG}"), LONG);
        check_fix(&RULE, &format!("{LONG}\n\n{LONG}\n\n\n"), &format!("{LONG}\n\n\n"));
        check_fix(
            &RULE,
            &format!("{LONG}\n\n{LONG}\n\n    code\n"),
            &format!("{LONG}\n\n    code\n"),
        );
    }
}
