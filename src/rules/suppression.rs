//! Comments in a seed that hold findings back: `<!-- seedls-disable-next-line RULE -- reason -->`.

use crate::config::closest;
use crate::facts::Document;
use crate::rules::Diagnostic;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::RULES;
use crate::rules::Rule;
use crate::text::Text;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;
use crate::text::size;

/// What a comment orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// From here to [`Order::Enable`], or to the end.
    Disable,
    Enable,
    /// In the line that the comment stands in.
    DisableLine,
    /// In the next line that is not blank.
    DisableNextLine,
    /// In the whole file, wherever the comment stands.
    DisableFile,
}

const ORDERS: &[(&str, Order)] = &[
    ("seedls-disable", Order::Disable),
    ("seedls-enable", Order::Enable),
    ("seedls-disable-line", Order::DisableLine),
    ("seedls-disable-next-line", Order::DisableNextLine),
    ("seedls-disable-file", Order::DisableFile),
];

/// The words that a comment to seedls can begin with, and what they order.
pub static SUPPRESSIONS: &[(&str, &str)] = &[
    ("seedls-disable-next-line", "for the next line that is not blank"),
    ("seedls-disable-line", "for this line"),
    ("seedls-disable-file", "for the whole file"),
    ("seedls-disable", "from here on"),
    ("seedls-enable", "no longer"),
];

/// A comment that begins with `seedls-`.
#[derive(Debug, Clone)]
struct Suppression {
    /// The comment.
    range: TextRange,
    /// Its first word, and what that orders, if anything.
    word: (TextRange, String),
    order: Option<Order>,
    /// Each rule that is named, or that name where no rule has it.
    names: Vec<(TextRange, Result<&'static Rule, String>)>,
}

fn read(document: &Document) -> Vec<Suppression> {
    document.directives().iter().map(|&range| Suppression::read(document.text(), range)).collect()
}

impl Suppression {
    fn read(text: &Text, range: TextRange) -> Suppression {
        let comment = text.slice(range);
        let inside = comment.strip_suffix("-->").unwrap_or(&comment);
        // Behind ` -- ` stands why.
        let inside = inside.split(" -- ").next().unwrap_or_default();
        let mut words = Vec::new();
        let mut at = 0;
        for piece in inside.split_inclusive(is_gap) {
            let whole = piece.trim_end_matches(is_gap);
            // `<!--seedls-…` is one word.
            let word = whole.strip_prefix("<!--").unwrap_or(whole);
            if !word.is_empty() {
                let start = range.start() + size(at + whole.len() - word.len());
                words.push((TextRange::at(start, size(word.len())), word.to_owned()));
            }
            at += piece.len();
        }
        let mut words = words.into_iter();
        let word = words.next().unwrap_or((range, String::new()));
        let order = ORDERS.iter().find(|(name, _)| *name == word.1).map(|&(_, order)| order);
        let names = words.map(|(range, name)| (range, Rule::find(&name).ok_or(name))).collect();
        Suppression { range, word, order, names }
    }

    fn rules(&self) -> impl Iterator<Item = (TextRange, &'static Rule)> {
        self.names.iter().filter_map(|(range, rule)| Some((*range, *rule.as_ref().ok()?)))
    }
}

/// Names are separated by blanks and commas.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == ','
}

/// Where one rule is held back by one comment.
struct Scope {
    rule: &'static Rule,
    /// Bytes in which a finding begins.
    range: TextRange,
    /// The name in the comment, and which comment.
    name: TextRange,
    comment: usize,
    used: bool,
}

/// Takes the findings that comments hold back out of `diagnostics`, and returns what is to be told
/// of comments that hold nothing back. `is_on` tells which rules have been run.
pub(super) fn apply(
    document: &Document,
    diagnostics: &mut Vec<Diagnostic>,
    is_on: impl Fn(&Rule) -> bool,
) -> Vec<Finding> {
    if document.directives().is_empty() {
        return Vec::new();
    }
    let suppressions = read(document);
    let (mut scopes, mut unused) = scopes(document, &suppressions);
    diagnostics.retain(|it| {
        let start = it.finding.range.start();
        let mut held_back = false;
        for scope in &mut scopes {
            if scope.rule.code == it.rule.code && scope.range.contains_inclusive(start) {
                scope.used = true;
                held_back = true;
            }
        }
        !held_back
    });
    for scope in scopes.iter().filter(|it| !it.used && is_on(it.rule)) {
        let Some(comment) = suppressions.get(scope.comment) else { continue };
        let message = format!("`{}` is not found where this comment disables it", scope.rule.name);
        unused.push(finding(document.text(), comment, scope.name, message));
    }
    unused
}

fn scopes(document: &Document, suppressions: &[Suppression]) -> (Vec<Scope>, Vec<Finding>) {
    let text = document.text();
    let (mut scopes, mut unused): (Vec<Scope>, Vec<Finding>) = (Vec::new(), Vec::new());
    // The scopes of `disable` that no `enable` has ended, by their index.
    let mut open: Vec<usize> = Vec::new();
    for (comment, suppression) in suppressions.iter().enumerate() {
        let Some(order) = suppression.order else { continue };
        let range = match order {
            Order::Disable => TextRange::new(suppression.range.end(), text.len()),
            Order::Enable => suppression.range,
            Order::DisableLine => lines(text, suppression.range),
            Order::DisableNextLine => next_line(text, suppression.range.end()),
            Order::DisableFile => text.range(),
        };
        for (name, rule) in suppression.rules() {
            if order == Order::Enable {
                match open.iter().position(|&at| scopes[at].rule.code == rule.code) {
                    Some(at) => {
                        let scope = &mut scopes[open.remove(at)];
                        scope.range = TextRange::new(scope.range.start(), range.start());
                    }
                    None => {
                        let message = format!("`{}` is not disabled here", rule.name);
                        unused.push(finding(text, suppression, name, message));
                    }
                }
                continue;
            }
            if order == Order::Disable {
                open.push(scopes.len());
            }
            scopes.push(Scope { rule, range, name, comment, used: false });
        }
    }
    (scopes, unused)
}

/// The lines that `range` touches.
fn lines(text: &Text, range: TextRange) -> TextRange {
    let first = text.line_range(text.line_at(range.start()));
    first.cover(text.line_range(text.line_at(range.end())))
}

/// The first line behind that of `offset` that is not blank; the last one where there is none.
fn next_line(text: &Text, offset: TextSize) -> TextRange {
    let mut line = text.line_at(offset);
    loop {
        line += 1;
        let range = text.line_range(line);
        let is_last = range.start() >= text.len();
        if is_last || !text.slice(range).trim().is_empty() {
            return range;
        }
    }
}

/// That `name` in `comment` has no effect, and the edit that takes it out.
fn finding(text: &Text, comment: &Suppression, name: TextRange, message: String) -> Finding {
    let mut finding = Finding::new(name, message);
    let (title, edit) = if comment.names.len() == 1 {
        ("Remove the comment".to_owned(), TextEdit::delete(whole_line(text, comment.range)))
    } else {
        let rule = text.slice(name);
        // The blanks and commas before a name go with it.
        let before = text.slice(TextRange::new(comment.word.0.end(), name.start()));
        let kept = before.trim_end_matches(is_gap);
        let start = comment.word.0.end() + TextSize::of(kept);
        (format!("Take `{rule}` out"), TextEdit::delete(TextRange::new(start, name.end())))
    };
    finding.fixes.push(Fix { title, edit, safe: true });
    finding
}

/// `range` with the rest of its line where nothing else stands there.
fn whole_line(text: &Text, range: TextRange) -> TextRange {
    let line = lines(text, range);
    let before = text.slice(TextRange::new(line.start(), range.start()));
    let after = text.slice(TextRange::new(range.end(), line.end()));
    if !before.trim().is_empty() || !after.trim().is_empty() {
        return range;
    }
    let next = text.line_range(text.line_at(line.end()) + 1);
    TextRange::new(line.start(), next.start().max(line.end()))
}

/// Reports what comments name that does not exist.
pub(super) fn report_unknown(document: &Document, out: &mut Vec<Finding>) {
    for suppression in read(document) {
        let (range, word) = &suppression.word;
        if suppression.order.is_none() {
            let mut finding = Finding::new(*range, format!("`{word}` orders nothing"));
            let near = closest(word, ORDERS.iter().map(|(name, _)| *name));
            suggest(&mut finding, *range, near);
            out.push(finding);
            continue;
        }
        if suppression.names.is_empty() {
            let mut finding =
                Finding::new(*range, format!("`{word}` names no rule, and so has no effect"));
            finding.help = Some("name the rules behind it, as in findings".to_owned());
            out.push(finding);
        }
        for (range, name) in &suppression.names {
            let Err(name) = name else { continue };
            let mut finding = Finding::new(*range, format!("no rule is called `{name}`"));
            suggest(&mut finding, *range, closest(name, RULES.iter().map(|rule| rule.name)));
            out.push(finding);
        }
    }
}

fn suggest(finding: &mut Finding, range: TextRange, near: Option<&str>) {
    if let Some(near) = near {
        finding.help = Some(format!("did you mean `{near}`?"));
        let edit = TextEdit::replace(range, near);
        finding.fixes.push(Fix { title: format!("Write `{near}`"), edit, safe: false });
    }
}
