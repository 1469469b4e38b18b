//! `truncated-body`: an article that breaks off.

use crate::config::Config;
use crate::facts::Document;
use crate::rules::Check;
use crate::rules::Finding;
use crate::rules::Level;
use crate::rules::Rule;
use crate::rules::body;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

pub(crate) static RULE: Rule = Rule {
    name: "truncated-body",
    code: 506,
    level: Level::Info,
    summary: "the last paragraph breaks off",
    docs: r#"
What a feed or a page before its paywall holds is the beginning of an article. It shows by a last
paragraph that ends with `[…]`, with dots and “Read more”, or in the middle of a sentence although
the paragraphs before it end as sentences do. An article may end with plain dots; that is left alone
where more than a few paragraphs stand before them.

```body bad
The pilots of the northern harbour voted on Tuesday to […]
```

```body bad
The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed… [Read more](https://news.example/2021/03/03/harbour-pilots#more)
```

```body good
The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed where they were.

“And so we wait,” said the mayor, “and wait, and wait …”
```
"#,
    check: Check::Document(check),
};

/// Paragraphs are longer than that in bytes, to be told from captions, names and verses.
const SHORTEST: u32 = 80;

/// So many blocks before the last are looked at.
const BEFORE: usize = 12;

fn check(document: &Document, _config: &Config, out: &mut Vec<Finding>) {
    let mut blocks = body::blocks_from_the_end(document).take(BEFORE);
    let Some(last) = blocks.next().filter(|it| it.kind == BlockKind::Paragraph) else { return };
    // No paragraph of prose is longer, and the end of it is all that matters.
    let tail = TextSize::from(400).min(last.range.len());
    let start = document.text().floor(last.range.end() - tail);
    let source = document.text().slice(TextRange::new(start, last.range.end()));
    let before: Vec<Block> = blocks.collect();
    let Some(len) = broken_end(document, &last, &source, &before) else { return };
    let end = start + size(source.trim_end().len());
    let range = TextRange::new(end - size(len), end);
    out.push(Finding::new(range, "the article breaks off here"));
}

/// How many bytes at the end of `source`, the end of `last`, show that it breaks off.
fn broken_end(document: &Document, last: &Block, source: &str, before: &[Block]) -> Option<usize> {
    let source = source.trim_end();
    if let Some(mark) = CUTS.iter().find(|mark| source.ends_with(**mark)) {
        // `(...)` and `[...]` alone stand for what somebody left out.
        return (mark.len() + 20 < source.len()).then_some(mark.len());
    }
    let lower = source.to_lowercase();
    let plain = lower
        .split("](")
        .next()
        .unwrap_or_default()
        .trim_end_matches([']', '*', '_', '>', '→', '»', ' ']);
    let more = MORE.iter().find_map(|phrase| plain.strip_suffix(phrase));
    if let Some(rest) = more {
        let rest = rest.trim_end_matches(['[', '(', '*', '_', ' ', '\n', '\u{a0}']);
        let skipped = source.get(rest.len()..).unwrap_or_default();
        let blanks = skipped.len() - skipped.trim_start().len();
        let dots = rest.ends_with("...") || rest.ends_with('…');
        return dots.then_some(source.len().saturating_sub(rest.len() + blanks).max(1));
    }
    if last.range.len() < TextSize::from(SHORTEST) {
        return None;
    }
    let prose = |block: &&Block| {
        block.kind == BlockKind::Paragraph && TextSize::from(SHORTEST) <= block.range.len()
    };
    let paragraphs: Vec<&Block> = before.iter().filter(prose).collect();
    let dots = ["...", "…"].into_iter().find(|dots| source.ends_with(dots));
    if let Some(dots) = dots {
        // A stylist's dots come after a whole article.
        let short = before.len() < 2;
        return short.then_some(dots.len());
    }
    let all_end = 3 <= paragraphs.len()
        && paragraphs.iter().all(|block| {
            let tail = TextSize::from(16).min(block.range.len());
            let end =
                document.text().slice(TextRange::new(block.range.end() - tail, block.range.end()));
            ends_sentence(&end)
        });
    (all_end && is_cut(source)).then(|| source.chars().next_back().map_or(0, char::len_utf8))
}

/// What stands where a text was cut.
const CUTS: &[&str] =
    &["[…]", "[...]", "[&hellip;]", "\\[…\\]", "\\[...\\]", "(…)", "(...)", "……[全文]"];

/// What leads to the rest of an article.
const MORE: &[&str] = &[
    "read more",
    "continue reading",
    "read the rest",
    "read the full story",
    "read full article",
    "weiterlesen",
    "mehr lesen",
    "lire la suite",
    "leer más",
    "seguir leyendo",
    "leia mais",
    "continua a leggere",
    "leggi tutto",
    "lees verder",
    "lees meer",
    "czytaj dalej",
    "читать далее",
    "阅读全文",
    "查看全文",
    "続きを読む",
];

/// `end` is that of a sentence, with what may close around it.
fn ends_sentence(end: &str) -> bool {
    let end = end.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '*' | '_'
                    | '"'
                    | '\''
                    | '”'
                    | '’'
                    | '“'
                    | '‘'
                    | '»'
                    | '«'
                    | ')'
                    | ']'
                    | '）'
                    | '」'
                    | '』'
            )
    });
    end.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '：', '।', '؟', '۔', '~'])
}

/// `end` stops within a sentence: with a comma, or with a plain word in small letters behind other
/// sentences.
fn is_cut(end: &str) -> bool {
    let Some(last) = end.chars().next_back() else { return false };
    if matches!(last, ',' | '，' | '、') {
        return true;
    }
    let word = end.rsplit(char::is_whitespace).next().unwrap_or_default();
    let plain = !word.is_empty() && word.chars().all(|c| c.is_lowercase() || c == '-' || c == '’');
    let sentences = end.contains(". ") || end.contains(".\n") || end.contains("? ");
    plain && sentences
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::tests::check;

    const BODY: &str = "The pilots of the northern harbour voted on Tuesday to strike, and the ferries stayed there.

The mayor of the northern harbour spoke on Tuesday to nobody, and the ferries stayed there.

The keeper of the northern harbour slept on Tuesday to noon, and the ferries stayed there.
";

    #[test]
    fn cuts_and_links_to_the_rest_are_told() {
        check(
            &RULE,
            "
# Pilots

The pilots of the northern harbour voted to [...]
                                            ^^^^^ the article breaks off here
",
        );
        check(
            &RULE,
            "
# Pilots

The pilots of the northern harbour voted to... *Continue reading*
                                               ^^^^^^^^^^^^^^^^^^ the article breaks off here
",
        );
    }

    #[test]
    fn the_middle_of_a_sentence_is_no_end() {
        check(
            &RULE,
            &format!(
                "{BODY}
They will strike from Friday. The ferries, which carry the post and most of the bread, will not
                                                                                              ^ the article breaks off here
"
            ),
        );
    }

    #[test]
    fn ends_that_are_right() {
        for end in [
            "They will strike from Friday. The ferries will not run, the mayor said to a crowd of *children*.",
            "A. Writer is the harbour's reporter. Her book is called The Northern Harbour and the Ferry",
            "They will strike from Friday. “The ferries will not run, and so we wait, and wait, and wait …”",
            "They will strike from Friday. And we, the people of the harbour, will wait, and wait, and wait...",
            "Photo: the northern harbour, with some ferries of which nobody knew when they would sail again",
            "Thanks",
        ] {
            check(&RULE, &format!("{BODY}\n{end}\n"));
        }
        check(&RULE, "[…]\n");
        check(&RULE, "# A\n\nRead more\n");
    }
}
