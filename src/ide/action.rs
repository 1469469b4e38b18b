//! Actions: what an editor can offer to do at a place, apart from the fixes of findings.

use crate::facts::Document;
use crate::text::TextEdit;

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// An order: "Move the address into a definition".
    pub title: String,
    pub kind: ActionKind,
    pub edit: TextEdit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// It takes a finding away.
    Quick,
    Extract,
    Inline,
    Rewrite,
}

/// `edit` leaves the metadata of `document` as it is, and as many links and malformed delimiters;
/// gives the document as it is then.
pub(super) fn harmless(document: &Document, edit: &TextEdit) -> Option<Document> {
    let after = document.edit(edit);
    let told = |document: &Document| {
        let fields = document.metadata().fields.iter();
        fields.map(|field| (field.name, field.style, field.value.clone())).collect::<Vec<_>>()
    };
    let same = told(document) == told(&after)
        && document.tree().links().count() == after.tree().links().count()
        && document.tree().faults().count() == after.tree().faults().count();
    same.then_some(after)
}

/// The line break that `document` uses.
pub(super) fn line_break(document: &Document) -> &'static str {
    let text = document.text();
    let first = text.line_range(0).end();
    let end = text.slice(crate::text::TextRange::at(first, 2.into()));
    if end.starts_with("\r\n") {
        "\r\n"
    } else if end.starts_with('\r') {
        "\r"
    } else {
        "\n"
    }
}

/// What has to stand before a block of its own at the end of `document`.
pub(super) fn gap_at_end(document: &Document) -> String {
    let text = document.text();
    let (last, line_break) = (text.line_count() - 1, line_break(document));
    let is_blank = |line| text.slice(text.line_range(line)).trim().is_empty();
    if text.is_empty() {
        String::new()
    } else if !is_blank(last) {
        line_break.repeat(2)
    } else if last == 0 || is_blank(last - 1) {
        String::new()
    } else {
        line_break.to_owned()
    }
}
