//! What the rules for malformed delimiters have in common: findings made of the parser's faults.

use crate::facts::Document;
use crate::rules::Finding;
use crate::rules::Fix;
use crate::rules::Related;
use crate::syntax::Fault;
use crate::syntax::FaultKind;
use crate::text::TextEdit;
use crate::text::TextRange;
use crate::text::TextSize;

/// Reports the faults of `kind`, with the repair that the parser found as the fix. `message` gets
/// the user's words that the finding points at.
pub(crate) fn report_faults(
    document: &Document,
    kind: FaultKind,
    message: impl Fn(&str) -> String,
    fix_title: &str,
    safe: bool,
    out: &mut Vec<Finding>,
) {
    for fault in document.tree().faults().filter(|fault| fault.kind == kind) {
        if closes_aside(document, &fault) {
            continue;
        }
        let message = message(&document.text().slice(fault.range));
        out.push(fault_finding(fault, message, fix_title, safe));
    }
}

/// Reports brackets or quotation marks of `kind` that nothing in their paragraph or near it closes
/// or opens, if they are expected at all: `is_expected` gets the mark, and whether it opens.
pub(crate) fn report_prose_faults(
    document: &Document,
    kind: FaultKind,
    is_expected: impl Fn(&str, bool) -> bool,
    out: &mut Vec<Finding>,
) {
    let mut faults = document.tree().faults().filter(|fault| fault.kind == kind).peekable();
    while let Some(fault) = faults.next() {
        let closes = document.text().slice(fault.range);
        let closes = matches!(&*closes, ")" | "]" | "}" | "）" | "］" | "｝" | "】");
        let opens = fault.range.start() == fault.extent.start() && !closes;
        // What one paragraph opens another may close.
        let closer = faults.next_if(|next| {
            opens
                && next.range.end() == next.extent.end()
                && next.range.start() < fault.range.end() + LONGEST_ASIDE
                && belong(&document.text().slice(fault.range), &document.text().slice(next.range))
        });
        let explained = opens
            && (is_continued(document, &fault)
                || is_cut_link(document, &fault)
                || closes_at_link(document, &fault));
        if closer.is_some() || explained {
            continue;
        }
        let mark = document.text().slice(fault.range);
        if !is_expected(&mark, opens) {
            continue;
        }
        let message = match opens {
            true => format!("`{mark}` opened here is never closed"),
            false => format!("`{mark}` closes nothing in this paragraph"),
        };
        let title = if opens { "Close the quotation" } else { "Open the quotation" };
        out.push(fault_finding(fault, message, title, false));
    }
}

/// The marks may belong together: brackets of one kind, or quotation marks of one weight.
fn belong(opener: &str, closer: &str) -> bool {
    const FAMILIES: &[&str] =
        &["(（)）", "[［]］", "{｛}｝", "【】", "‘’‚", "「」", "『』", "《》"];
    let family = |mark: &str| FAMILIES.iter().position(|marks| marks.contains(mark));
    family(opener) == family(closer)
}

/// Bytes after which nobody remembers that something was opened.
const LONGEST_ASIDE: TextSize = TextSize::new(4000);

/// Behind a link most parentheses too many are just that.
const LONGEST_ASIDE_TO_LINK: TextSize = TextSize::new(1000);

/// The next paragraph repeats the mark that `fault` leaves open, as quotations over several
/// paragraphs do.
fn is_continued(document: &Document, fault: &Fault) -> bool {
    let mark = document.text().slice(fault.range);
    let from = fault.extent.end();
    let after = document.text().slice(TextRange::at(from, TextSize::new(200)));
    if fault.kind != FaultKind::UnclosedQuotation
        || !after.trim_start_matches([' ', '\t', '*', '_']).starts_with(['\n', '\r'])
    {
        return false;
    }
    let from = fault.range.start() - TextSize::new(1).min(fault.range.start());
    let styled = document.text().slice(TextRange::new(from, fault.range.start()));
    let next = after.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let next =
        if matches!(&*styled, "*" | "_") { next.trim_start_matches(['*', '_']) } else { next };
    next.starts_with(&*mark)
}

/// `fault` is the `[` of a link whose rest another rule has found behind a blank line.
fn is_cut_link(document: &Document, fault: &Fault) -> bool {
    let near = TextRange::at(fault.range.end(), LONGEST_ASIDE);
    document.text().slice(fault.range) == "["
        && document.tree().faults_in(near).any(|it| it.kind == FaultKind::UnopenedLink)
}

/// `fault` is a `)` behind a link that closes what a paragraph before it opened.
fn closes_aside(document: &Document, fault: &Fault) -> bool {
    let text = document.text();
    if fault.kind != FaultKind::StrayLinkDelimiter || text.slice(fault.range) != ")" {
        return false;
    }
    let from = fault.extent.start() - LONGEST_ASIDE_TO_LINK.min(fault.extent.start());
    let before = TextRange::new(from, fault.extent.start());
    let is_opener =
        |it: &Fault| it.kind == FaultKind::UnbalancedBracket && text.slice(it.range) == "(";
    text.slice(before).trim_end().ends_with('(')
        || document.tree().faults_in(before).any(|it| is_opener(&it))
}

/// `fault` is a `(` that a `)` behind a link closes in a paragraph after it.
fn closes_at_link(document: &Document, fault: &Fault) -> bool {
    let near = TextRange::at(fault.extent.end(), LONGEST_ASIDE_TO_LINK);
    document.text().slice(fault.range) == "("
        && document.tree().faults_in(near).any(|it| closes_aside(document, &it))
}

/// The finding for one fault, related to the place that explains it.
pub(crate) fn fault_finding(fault: Fault, message: String, fix_title: &str, safe: bool) -> Finding {
    let mut finding = Finding::new(fault.range, message);
    finding.related.extend(related(&fault));
    let fix = fault.repair.map(|repair| Fix {
        title: fix_title.to_owned(),
        edit: TextEdit::replace(repair.range, repair.insert),
        safe,
    });
    finding.fixes.extend(fix);
    finding
}

/// Where the scope of what `fault` points at ended, or where its partner was looked for.
fn related(fault: &Fault) -> Option<Related> {
    let [start, end] = [fault.extent.start(), fault.extent.end()];
    let opens = fault.range.start() == start && fault.range.end() < end;
    let closes = fault.range.end() == end && start < fault.range.start();
    let (at, message) = match fault.kind {
        FaultKind::UnclosedLinkText => (end, "the link was meant to end here"),
        FaultKind::UnclosedLinkDestination => (end, "the destination may end here"),
        FaultKind::UnclosedAutolink if opens => (end, "the URL may end here"),
        FaultKind::UnclosedAutolink => (start, "the URL begins here"),
        FaultKind::UnopenedLink => (start, "the link's text may begin here"),
        FaultKind::BrokenDestination | FaultKind::BrokenAutolink => (start, "the link begins here"),
        FaultKind::NestedLink => (end, "the outer link was meant to end here"),
        FaultKind::MalformedReferenceDefinition if opens => (end, "the definition ends here"),
        FaultKind::SpaceInLink
        | FaultKind::ReversedLink
        | FaultKind::StrayLinkDelimiter
        | FaultKind::MalformedReferenceDefinition => return None,
        _ if opens => (end, "nothing up to here closes it"),
        _ if closes => (start, "nothing from here on opens it"),
        _ => return None,
    };
    Some(Related { file: None, range: TextRange::empty(at), message: message.to_owned() })
}

/// The labels that the malformed definitions in `text` were to define, in lower case.
pub(crate) fn defined_by(text: &str) -> Vec<String> {
    let label = |line: &str| {
        let label = line.trim_start_matches(['>', ' ', '\t']).strip_prefix('[')?;
        let end = label.find([']', ':'])?;
        Some(label[..end].to_lowercase())
    };
    text.lines().filter_map(label).collect()
}

/// As [`defined_by`], of all of `document`: no reference to them need be reported.
pub(crate) fn badly_defined(document: &Document) -> Vec<String> {
    let kind = FaultKind::MalformedReferenceDefinition;
    let faults = document.tree().faults().filter(|it| it.kind == kind);
    faults.flat_map(|it| defined_by(&document.text().slice(it.extent))).collect()
}

/// An autolink that lacks something begins in `range`: what is missing there is told already.
pub(crate) fn breaks_autolink(document: &Document, range: TextRange) -> bool {
    let is_autolink =
        |kind| matches!(kind, FaultKind::BrokenAutolink | FaultKind::UnclosedAutolink);
    let mut faults = document.tree().faults();
    faults.any(|it| is_autolink(it.kind) && range.contains(it.extent.start()))
}

/// How many lines that say something `text` holds behind its first line, in words.
pub(crate) fn swallowed(text: &str) -> Option<String> {
    let lines = text.lines().skip(1).filter(|line| !line.trim_matches([' ', '\t', '>']).is_empty());
    match lines.count() {
        0 => None,
        1 => Some("the line after it".to_owned()),
        lines => Some(format!("the {lines} lines after it")),
    }
}
