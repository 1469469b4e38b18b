//! What holds for every document: no fault in what the grammar accepts, and repairs that repair.

use crate::syntax::Fault;
use crate::syntax::FaultKind;
use crate::syntax::LinkKind;
use crate::syntax::SpanKind;
use crate::syntax::Tree;
use crate::text::Text;
use crate::text::TextRange;
use crate::text::TextSize;

/// Delimiters, and enough around them to make constructs of many kinds.
const TOKENS: &[&str] = &[
    "[",
    "]",
    "(",
    ")",
    "](",
    "[a](https://a.example/b)",
    "<https://a.example/c>",
    "![i](i.png)",
    "**",
    "*",
    "_",
    "__",
    "~~",
    "`",
    "``",
    "`c`",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "[[",
    "]]",
    "https://a.example/d",
    "notes/a.md",
    "#",
    "“",
    "”",
    "„",
    "\"",
    "’",
    "«",
    "»",
    "「",
    "」",
    "（",
    "）",
    "\\",
    "\\[",
    "\\(",
    "&quot;",
    "&ldquo;",
    "$",
    "{{",
    "}}",
    "|",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "    ",
    "word",
    "Two words",
    "字",
    ".",
    ",",
    " ",
    " ",
    " ",
    "1)",
    ":)",
    "[^1]",
    "[l]",
    "[l]: /u\n",
];

/// Documents of random tokens, the same in every run.
fn documents(count: u32) -> impl Iterator<Item = String> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or(0)
    };
    (0..count).map(move |_| {
        let length = 1 + next(24);
        (0..length).map(|_| TOKENS[next(TOKENS.len())]).collect()
    })
}

fn faults(text: &str) -> (Tree, Vec<Fault>) {
    let tree = Tree::new(&Text::new(text));
    let faults = tree.faults().collect();
    (tree, faults)
}

fn meets(first: TextRange, second: TextRange) -> bool {
    first.start() < second.end() && second.start() < first.end()
}

#[test]
fn no_fault_lies_in_a_construct() {
    for text in documents(8_000) {
        let (tree, faults) = faults(&text);
        for fault in &faults {
            if is_nested_comment(fault, &text)
                || text[fault.range].ends_with('>') && fault.kind == FaultKind::UnclosedHtmlTag
            {
                continue;
            }
            for span in tree.spans() {
                let (start, end) = (span.range.start(), span.range.end());
                let inner = match span.kind {
                    SpanKind::Code | SpanKind::Html | SpanKind::TaskMarker => TextSize::from(0),
                    SpanKind::Strong => TextSize::from(2),
                    SpanKind::Emphasis | SpanKind::Strikethrough => TextSize::from(1),
                };
                let met = if inner == TextSize::from(0) {
                    meets(fault.range, span.range)
                } else {
                    meets(fault.range, TextRange::at(start, inner))
                        || meets(fault.range, TextRange::new(end - inner, end))
                };
                assert!(!met, "{fault:?} meets {span:?} in {text:?}");
            }
            for link in tree.links().filter(|link| meets(fault.range, link.range)) {
                let bare = link.kind == LinkKind::Bare;
                let in_text = is_prose(fault) && link.text.contains_range(fault.range);
                assert!(bare || in_text, "{fault:?} meets {link:?} in {text:?}");
            }
        }
    }
}

#[test]
fn one_mark_is_blamed_once() {
    for text in documents(8_000) {
        let (_, faults) = faults(&text);
        let mut ranges: Vec<TextRange> = faults.iter().map(|fault| fault.range).collect();
        ranges.sort_by_key(|range| (range.start(), range.end()));
        let apart = ranges.windows(2).all(|pair| pair[0].end() <= pair[1].start());
        assert!(apart, "{faults:?} in {text:?}");
    }
}

/// Sound passages, to be broken by one character at a time.
const PASSAGES: &[&str] = &[
    "They read [the report](https://news.example/report) and left.",
    "They read [the `first` report](notes/first-report.md \"the first\"), and [a](#) too.",
    "See ![the map](map.png), <https://news.example/a> and (see [b](https://news.example/b)).",
    "They **voted** and ~~left~~ the `harbour` with _three_ **pilots**.",
    "- [[the report]] and [[the map|a map]]\n- Jane (a pilot) said: “No.”",
    "> They read [the report](https://news.example/report)\n> and <https://news.example/a> there.",
    "| [a](https://news.example/a) | **b** |\n| --- | --- |\n| `c` | <https://news.example/d> |",
    "他们读了[报告](https://news.example/report)，然后**走了**（中午）。",
];

#[test]
fn a_repair_leaves_fewer_faults_and_every_construct() {
    let mut repairs = 0;
    for text in PASSAGES.iter().flat_map(|passage| broken(passage)) {
        let (tree, before) = faults(&text);
        for fault in &before {
            let Some(repair) = &fault.repair else { continue };
            repairs += 1;
            let repaired = Text::new(&text).replace(repair.range, &repair.insert).to_string();
            let (after_tree, after) = faults(&repaired);
            assert!(
                after.len() < before.len(),
                "{fault:?} in {text:?}\ngives {after:?} in {repaired:?}"
            );
            let mut kept = constructs(&after_tree, &repaired);
            for construct in constructs(&tree, &text) {
                let at = kept.iter().position(|it| *it == construct);
                assert!(at.is_some(), "{fault:?} in {text:?}\nloses {construct:?} in {repaired:?}");
                kept.remove(at.unwrap_or(0));
            }
        }
    }
    assert!(50 < repairs, "only {repairs} repairs were tried");
}

/// `passage` without one of its marks, with one of them twice, or with a blank behind one.
fn broken(passage: &str) -> Vec<String> {
    let is_mark = |c: char| "[]()<>*~`_|".contains(c);
    let marks = passage.char_indices().filter(|(_, c)| is_mark(*c));
    marks
        .flat_map(|(at, c)| {
            let (before, after) = (&passage[..at], &passage[at + 1..]);
            [
                format!("{before}{after}"),
                format!("{before}{c}{c}{after}"),
                format!("{before}{c} {after}"),
            ]
        })
        .collect()
}

fn is_nested_comment(fault: &Fault, text: &str) -> bool {
    fault.kind == FaultKind::UnclosedComment && 1 < text[fault.extent].matches("<!--").count()
}

/// Faults that are told from the text between the markup.
fn is_prose(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::UnclosedQuotation | FaultKind::UnbalancedBracket)
}

fn constructs(tree: &Tree, text: &str) -> Vec<String> {
    let links = tree.links().filter(|link| link.kind != LinkKind::Bare).map(|link| link.range);
    let code = tree.spans().filter(|span| span.kind == SpanKind::Code).map(|span| span.range);
    links.chain(code).map(|range| text[range].to_owned()).collect()
}

/// Look-ahead and look-back are bounded: the same marks a hundred times over take about a hundred
/// times the steps, which a quadratic pass would turn into minutes.
#[test]
fn long_rows_of_marks_are_read_in_linear_time() {
    for pattern in TOKENS.iter().copied().chain([
        "[a](b ",
        "](https://a",
        "[[a] ",
        "<https://a ",
        "**a ",
        "“a ",
        "(a ",
        "a) ",
        "a` ``",
        "[a] (b ",
        "(a)[",
    ]) {
        let (_, _) = faults(&pattern.repeat(5_000));
    }
}
