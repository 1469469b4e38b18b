//! Tags of HTML that lack their `>`, and elements that lack their end.

use super::Container;
use super::PieceKind;
use super::reading::Reading;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;
use crate::syntax::html;
use crate::text::TextRange;
use crate::text::size;

/// More tags without an end in one container are a list of tags.
const MOST_OPEN: usize = 2;

/// `<a href="x"` without a `>` in the rest of the container.
pub(super) fn check(reading: &mut Reading<'_>, out: &mut Vec<Fault>) {
    let Some(last) = reading.marks.iter().rposition(|mark| mark.byte == b'<') else { return };
    let mark = reading.marks[last].clone();
    let closed = reading.marks[last..].iter().any(|mark| mark.byte == b'>');
    if !mark.is_free() || closed {
        return;
    }
    let rest = reading.ahead(mark.end, 64);
    let Some(name) = html::cut_tag(rest) else { return };
    let range = mark.start..mark.end + name.len();
    let line = reading.ahead(mark.end, 2048).split('\n').next().unwrap_or_default();
    let end = mark.end + line.trim_end().len();
    out.push(reading.fault(FaultKind::UnclosedHtmlTag, range, mark.start..end, None));
}

/// `<b>` whose end is not in the container: the rule looks for it behind.
pub(super) fn elements(container: &Container<'_>, out: &mut Vec<Fault>) {
    let mut open: Vec<(TextRange, &str)> = Vec::new();
    for piece in container.pieces.iter().filter(|piece| piece.kind == PieceKind::Html) {
        let source = &container.source[piece.range];
        if let Some(name) = html::opened(source) {
            open.push((piece.range, name));
        } else if let Some(name) = html::closed(source)
            && let Some(at) = open.iter().rposition(|(_, it)| it.eq_ignore_ascii_case(name))
        {
            open.remove(at);
        }
    }
    if MOST_OPEN < open.len() {
        return;
    }
    // `<b>word<b>`: the second was to be the end of the first.
    open.dedup_by(|next, it| next.1.eq_ignore_ascii_case(it.1));
    let end = size(container.source.trim_end().len());
    out.extend(open.into_iter().map(|(range, _)| Fault {
        range,
        kind: FaultKind::UnclosedHtmlTag,
        extent: TextRange::new(range.start(), end.max(range.end())),
        repair: None,
    }));
}
