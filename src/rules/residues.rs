//! What the rules share that report residues of a capture: one finding a paragraph. No rule stands
//! here.

use crate::facts::Document;
use crate::rules::Fix;
use crate::syntax::Residue;
use crate::syntax::ResidueKind;
use crate::text::Replacement;
use crate::text::TextEdit;

/// The residues for which `wanted` holds, those of one paragraph and kind together.
pub(super) fn by_paragraph(
    document: &Document,
    wanted: impl Fn(ResidueKind) -> bool,
) -> Vec<Vec<Residue>> {
    let mut groups: Vec<Vec<Residue>> = Vec::new();
    for residue in document.tree().residues().filter(|it| wanted(it.kind)) {
        let same =
            |group: &&mut Vec<Residue>| group.first().map(|it| it.kind) == Some(residue.kind);
        // Several kinds take turns in one paragraph.
        let known = groups.iter_mut().rev().take(4).find(same).filter(|_| !residue.first);
        match known {
            Some(group) => group.push(residue),
            None => groups.push(vec![residue]),
        }
    }
    groups
}

/// One edit for all of `group` that can be mended.
pub(super) fn fix(title: &str, group: &[Residue]) -> Option<Fix> {
    let parts: Vec<Replacement> = group
        .iter()
        .filter_map(|it| {
            Some(Replacement { range: it.range, insert: it.insert.as_deref()?.to_owned() })
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let safe = group.iter().all(|it| it.exact);
    Some(Fix { title: title.to_owned(), edit: TextEdit::new(parts)?, safe })
}

/// That a finding stands for all of `group`.
pub(super) fn others(group: &[Residue]) -> Option<String> {
    match group.len() {
        0 | 1 => None,
        2 => Some("there is one more in this paragraph".to_owned()),
        count => Some(format!("there are {} more in this paragraph", count - 1)),
    }
}

/// `text` as a message can show it: what nobody sees as its number.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' => code(c),
            '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffc}' => code(c),
            c if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) => code(c),
            c => c.to_string(),
        })
        .collect()
}

/// `U+200B`
pub(super) fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
