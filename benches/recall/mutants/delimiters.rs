//! Delimiters that lose their partner.

use std::ops::Range;

use super::Class;
use super::Construct;
use super::Kind;
use super::Mutant;
use super::Original;
use super::Proof;
use super::Random;
use super::Scope;

const LINK: Proof = Proof::Gone(&[Kind::Link]);

pub(super) const CLASSES: &[Class] = &[
    Class {
        name: "link-drop-]",
        rules: &["unclosed-link-text"],
        scope: Scope::Paragraph,
        proof: LINK,
        candidates: |original, _| each_link(original, |link| Mutant::delete(one(link.text.end))),
    },
    Class {
        name: "link-drop-)",
        rules: &["unclosed-link-destination", "broken-destination"],
        scope: Scope::Paragraph,
        proof: LINK,
        candidates: |original, _| {
            each_link(original, |link| Mutant::delete(one(link.destination.end)))
        },
    },
    Class {
        name: "link-drop-[",
        rules: &["unopened-link"],
        scope: Scope::Paragraph,
        proof: LINK,
        candidates: |original, _| each_link(original, |link| Mutant::delete(one(link.range.start))),
    },
    Class {
        name: "link-reversed",
        rules: &["reversed-link"],
        scope: Scope::Paragraph,
        proof: LINK,
        candidates: |original, _| {
            let links = simple_links(original);
            let plain =
                links.into_iter().filter(|it| !original.text[it.text.clone()].contains(['(', ')']));
            let reversed = |link: SimpleLink| {
                let text = &original.text[link.text];
                let destination = &original.text[link.destination];
                Mutant::replace(link.range, format!("({text})[{destination}]"))
            };
            plain.map(reversed).collect()
        },
    },
    Class {
        name: "link-space",
        rules: &["space-in-link"],
        scope: Scope::Paragraph,
        proof: LINK,
        candidates: |original, _| {
            each_link(original, |link| {
                let between = link.text.end + 1;
                Mutant::replace(between..between, " ")
            })
        },
    },
    Class {
        name: "strong-drop-one",
        rules: &["unclosed-emphasis"],
        scope: Scope::Paragraph,
        proof: Proof::Gone(&[Kind::Strong]),
        candidates: |original, random| one_of_two(original, random, Kind::Strong, &["**", "__"]),
    },
    Class {
        name: "emphasis-drop-one",
        rules: &["unclosed-emphasis"],
        scope: Scope::Paragraph,
        proof: Proof::Gone(&[Kind::Emphasis]),
        candidates: |original, random| one_of_two(original, random, Kind::Emphasis, &["*", "_"]),
    },
    Class {
        name: "strikethrough-drop-one",
        rules: &["unclosed-emphasis"],
        scope: Scope::Paragraph,
        proof: Proof::Gone(&[Kind::Strikethrough]),
        candidates: |original, random| one_of_two(original, random, Kind::Strikethrough, &["~~"]),
    },
    Class {
        name: "code-span-drop-close",
        rules: &["unclosed-code-span"],
        scope: Scope::Paragraph,
        proof: Proof::Gone(&[Kind::Code]),
        candidates: |original, _| {
            let spans = of_kind(original, Kind::Code).filter_map(|range| {
                let content = original.text[range.clone()].strip_prefix('`')?.strip_suffix('`')?;
                let plain = !content.is_empty() && !content.contains(['`', '\n']);
                plain.then(|| Mutant::delete(range.end - 1..range.end).at(range.start))
            });
            spans.collect()
        },
    },
    Class {
        name: "fence-drop-close",
        rules: &["unclosed-code-fence"],
        scope: Scope::Onward,
        proof: Proof::Broken(&[Kind::Fence]),
        candidates: fences,
    },
    Class {
        name: "autolink-drop->",
        rules: &["unclosed-autolink"],
        scope: Scope::Paragraph,
        proof: Proof::Gone(&[Kind::Autolink]),
        candidates: |original, _| {
            let links = of_kind(original, Kind::Autolink)
                .filter(|range| original.text[range.clone()].starts_with("<http"));
            links.map(|range| Mutant::delete(range.end - 1..range.end)).collect()
        },
    },
    Class {
        name: "comment-drop-close",
        rules: &["unclosed-comment"],
        scope: Scope::Onward,
        proof: Proof::Broken(&[Kind::Html, Kind::HtmlBlock]),
        candidates: comments,
    },
    Class {
        name: "front-matter-drop-close",
        rules: &["unclosed-front-matter"],
        scope: Scope::Document,
        proof: Proof::Given,
        candidates: |original, _| front_matter(original, false),
    },
    Class {
        name: "front-matter-drop-close-rule-later",
        rules: &["unclosed-front-matter"],
        scope: Scope::Document,
        proof: Proof::Given,
        candidates: |original, _| front_matter(original, true),
    },
    Class {
        name: "curly-quote-drop-close",
        rules: &["unclosed-quotation"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: |original, _| quotations(original, '“', '”', Side::Close),
    },
    Class {
        name: "curly-quote-drop-open",
        rules: &["unclosed-quotation"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: |original, _| quotations(original, '“', '”', Side::Open),
    },
    Class {
        name: "straight-quote-drop-one",
        rules: &["unclosed-quotation"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: straight_quotations,
    },
    Class {
        name: "other-quote-drop-close",
        rules: &["unclosed-quotation"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: |original, _| {
            let pairs =
                [('„', '“'), ('„', '”'), ('«', '»'), ('»', '«'), ('「', '」'), ('『', '』')];
            let each = |(open, close)| quotations(original, open, close, Side::Close);
            pairs.into_iter().flat_map(each).collect()
        },
    },
    Class {
        name: "parenthesis-drop-close",
        rules: &["unbalanced-bracket"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: |original, _| parentheses(original, Side::Close),
    },
    Class {
        name: "parenthesis-drop-open",
        // Behind a link the `)` that is left looks like one too many.
        rules: &["unbalanced-bracket", "stray-link-delimiter"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: |original, _| parentheses(original, Side::Open),
    },
    Class {
        name: "wiki-link-drop-bracket",
        rules: &["unclosed-wiki-link"],
        scope: Scope::Paragraph,
        proof: Proof::Same,
        candidates: wiki_links,
    },
];

/// `[text](destination)` without a title, angle brackets or brackets in its parts.
pub(super) struct SimpleLink {
    pub(super) range: Range<usize>,
    pub(super) text: Range<usize>,
    pub(super) destination: Range<usize>,
}

pub(super) fn simple_links(original: &Original) -> Vec<SimpleLink> {
    simple_links_of(original, Kind::Link)
}

pub(super) fn simple_links_of(original: &Original, kind: Kind) -> Vec<SimpleLink> {
    let start = if kind == Kind::Image { 2 } else { 1 };
    let link = |range: Range<usize>| {
        let source = &original.text[range.clone()];
        let close = source.find("](")?;
        let text = source.get(start..close)?;
        let destination = source.get(close + 2..source.len().checked_sub(1)?)?;
        let before = original.text[..range.start].chars().next_back();
        let fits = (1..=120).contains(&text.len())
            && !text.contains(['[', ']', '\n', '\\'])
            && !destination.contains(|c: char| c.is_whitespace() || "()<>".contains(c))
            && !matches!(before, Some('!' | '\\' | ']'));
        fits.then(|| SimpleLink {
            text: range.start + start..range.start + close,
            destination: range.start + close + 2..range.end - 1,
            range,
        })
    };
    of_kind(original, kind).filter_map(link).collect()
}

fn each_link(original: &Original, mutant: impl Fn(&SimpleLink) -> Mutant) -> Vec<Mutant> {
    simple_links(original).iter().map(mutant).collect()
}

fn of_kind(original: &Original, kind: Kind) -> impl Iterator<Item = Range<usize>> {
    original.constructs.iter().filter(move |it| it.kind == kind).map(|it| it.range.clone())
}

fn one(at: usize) -> Range<usize> {
    at..at + 1
}

/// Emphasis on one line without its opener or its closer.
fn one_of_two(original: &Original, random: &mut Random, kind: Kind, marks: &[&str]) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for range in of_kind(original, kind) {
        let source = &original.text[range.clone()];
        let Some(mark) = marks.iter().find(|mark| source.starts_with(**mark)) else { continue };
        let byte = mark.chars().next().unwrap_or('*');
        let outside = [
            original.text[..range.start].chars().next_back(),
            original.text[range.end..].chars().next(),
        ];
        let inside = source.get(mark.len()..source.len() - mark.len()).unwrap_or_default();
        if inside.is_empty() || inside.contains([byte, '\n']) || outside.contains(&Some(byte)) {
            continue;
        }
        mutants.push(Mutant::delete(if random.below(2) == 0 {
            range.start..range.start + mark.len()
        } else {
            range.end - mark.len()..range.end
        }));
    }
    mutants
}

/// Code blocks without the line that closes them.
fn fences(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let text = &original.text;
    let fence = |range: Range<usize>| {
        let source = text[range.clone()].trim_end();
        let end = range.start + source.len();
        let line = range.start + source.rfind('\n')? + 1;
        let mark = source.chars().next()?;
        let closing = text[line..end].trim_start_matches([' ', '\t', '>']);
        let closes = 3 <= closing.len() && closing.chars().all(|c| c == mark);
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        closes.then(|| Mutant::delete(line..line_end).at(range.start))
    };
    of_kind(original, Kind::Fence).filter_map(fence).collect()
}

fn comments(original: &Original, _: &mut Random) -> Vec<Mutant> {
    let html =
        original.constructs.iter().filter(|it| matches!(it.kind, Kind::Html | Kind::HtmlBlock));
    let in_one = |construct: &Construct| {
        let source = &original.text[construct.range.clone()];
        let mut mutants = Vec::new();
        let mut from = 0;
        while let Some(open) = source[from..].find("<!--").map(|at| from + at) {
            let Some(close) = source[open..].find("-->").map(|at| open + at) else { break };
            from = close + 3;
            let start = construct.range.start;
            mutants.push(Mutant::delete(start + close..start + from).at(start + open));
        }
        mutants
    };
    html.flat_map(in_one).collect()
}

/// Front matter without the line that closes it, where a rule or end follows later or not.
fn front_matter(original: &Original, rule_later: bool) -> Vec<Mutant> {
    let (text, body) = (&original.text, original.body);
    let is_mark = |line: &str| matches!(line.trim_end(), "---" | "...");
    let head = text[..body].trim_end();
    let closing = head.rfind('\n').map_or(0, |at| at + 1);
    let opens = head.trim_start_matches('\u{feff}').starts_with("---\n")
        || head.trim_start_matches('\u{feff}').starts_with("---\r\n");
    let fits = opens
        && is_mark(&text[closing..head.len()])
        && text[..closing].contains(':')
        && text[body..].lines().any(is_mark) == rule_later;
    let start = head.find("---").unwrap_or(0);
    fits.then(|| Mutant::delete(closing..body).at(start)).into_iter().collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
}

/// Paragraphs without code and without the tags of a template, in order.
fn paragraphs(original: &Original) -> Vec<Range<usize>> {
    let is_prose = |range: &Range<usize>| {
        let text = &original.text[range.clone()];
        !text.contains(['`', '$']) && !text.contains("{{") && !text.contains("{%")
    };
    of_kind(original, Kind::Paragraph).filter(is_prose).collect()
}

/// Quotations whose paragraph holds each of them whole, and no other mark of their kind.
fn quotations(original: &Original, open: char, close: char, side: Side) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let paragraphs = paragraphs(original);
    for (index, range) in paragraphs.iter().enumerate() {
        let Some(pairs) = pairs(&original.prose[range.clone()], open, close) else { continue };
        let opens =
            |range: &Range<usize>| original.prose[range.clone()].trim_start().starts_with(open);
        let next_opens = paragraphs.get(index + 1).is_some_and(opens);
        let last_opens = index.checked_sub(1).is_some_and(|it| opens(&paragraphs[it]));
        let count = pairs.len();
        for (number, (from, to)) in pairs.into_iter().enumerate() {
            // A quotation may go on in the next paragraph, or have begun in the last one.
            if side == Side::Close && next_opens && number + 1 == count
                || side == Side::Open && last_opens && number == 0
            {
                continue;
            }
            let (at, mark, defect) = match side {
                Side::Open => (from, open, to - open.len_utf8()),
                Side::Close => (to, close, from),
            };
            let at = range.start + at;
            mutants.push(Mutant::delete(at..at + mark.len_utf8()).at(range.start + defect));
        }
    }
    mutants
}

/// Where each pair opens and closes, if all marks stand in pairs that do not nest.
fn pairs(text: &str, open: char, close: char) -> Option<Vec<(usize, usize)>> {
    let mut pairs = Vec::new();
    let mut last = None;
    for (at, c) in text.char_indices().filter(|(_, c)| *c == open || *c == close) {
        match last.take() {
            None if c == open => last = Some(at),
            Some(from) if c == close => pairs.push((from, at)),
            _ => return None,
        }
    }
    last.is_none().then_some(pairs)
}

/// One of all the straight marks of a paragraph that surely are quotations.
fn straight_quotations(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for range in paragraphs(original) {
        let text = &original.prose[range.clone()];
        let marks: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
        let blank = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "([—–-*_".contains(c));
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let quoted = marks.len().is_multiple_of(2)
            && marks.chunks(2).all(|pair| {
                let opens = blank(text[..pair[0]].chars().next_back());
                let inside = &text[pair[0] + 1..pair[1]];
                let measure = inside.ends_with(|c: char| c.is_ascii_digit());
                opens && !measure && ends(text[pair[1] + 1..].chars().next())
            });
        // A closing mark may be left out before a paragraph that repeats the opening one.
        let next = original.prose[range.end..].trim_start().starts_with('"');
        let begins = text.trim_start().starts_with('"');
        if marks.is_empty() || !quoted || next || begins && marks.len() == 2 {
            continue;
        }
        let at = range.start + marks[random.below(marks.len())];
        mutants.push(Mutant::delete(at..at + 1));
    }
    mutants
}

fn parentheses(original: &Original, side: Side) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for range in paragraphs(original) {
        // Those of destinations and in URLs are no prose.
        let mut prose = original.prose[range.clone()].to_owned().into_bytes();
        let links = original.constructs.iter().filter(|it| {
            it.kind.is_inline() && range.start <= it.range.start && it.range.end <= range.end
        });
        for link in links.filter(|it| !matches!(it.kind, Kind::Strong | Kind::Emphasis)) {
            for byte in &mut prose[link.range.start - range.start..link.range.end - range.start] {
                if *byte != b'\n' {
                    *byte = b'x';
                }
            }
        }
        let text = String::from_utf8_lossy(&prose).into_owned();
        if text.contains("://") || text.len() != range.len() {
            continue;
        }
        let Some(pairs) = pairs(&text, '(', ')') else { continue };
        for (open, close) in pairs {
            let inside = &text[open + 1..close];
            // `a)` and `(1` look like the marks of a list.
            if inside.chars().filter(|c| c.is_alphabetic()).count() < 4 {
                continue;
            }
            let (at, defect) = match side {
                Side::Open => (open, close - 1),
                Side::Close => (close, open),
            };
            mutants.push(
                Mutant::delete(range.start + at..range.start + at + 1).at(range.start + defect),
            );
        }
    }
    mutants
}

fn wiki_links(original: &Original, random: &mut Random) -> Vec<Mutant> {
    let text = &original.prose;
    let mut mutants = Vec::new();
    for (at, _) in text.match_indices("[[") {
        let Some(len) = text[at + 2..].find(']') else { continue };
        let name = &text[at + 2..at + 2 + len];
        let close = at + 2 + len;
        let fits = (2..=60).contains(&len)
            && !name.contains(['[', '\n', '|', '#'])
            && text[close..].starts_with("]]")
            && !text[close + 2..].starts_with(['(', ']'])
            && !text[..at].ends_with(['!', '[', '\\']);
        if fits {
            let at = if random.below(2) == 0 { at } else { close + 1 };
            mutants.push(Mutant::delete(at..at + 1));
        }
    }
    mutants
}
