//! Residues: what a capture leaves in the text that nobody wrote: text in a wrong encoding,
//! characters that nobody sees, entities, tags and shortcodes. Never in code.
//!
//! Like the delimiter checker it sees one inline container at a time and nothing outside of it, so
//! that incremental parsing stays exact. It looks only where the grammar left literal text.

mod invisible;
mod legacy;
mod markup;
mod mojibake;

use std::ops::Range;

use super::chunk::Residue;
use super::chunk::ResidueKind;
use super::delimiters::Container;
use super::delimiters::PieceKind;
use super::html;
use crate::text::TextRange;
use crate::text::size;

pub(super) use markup::block_tag;
pub(super) use markup::entity;

/// Appends the residues of `container` to those in `out[from..]`, which are its entities, and puts
/// all of them in order. Ranges count as in the container.
pub(super) fn check(container: &Container<'_>, from: usize, out: &mut Vec<Residue>) {
    let has_tags = container.pieces.iter().any(|piece| piece.kind == PieceKind::Html);
    if out.len() == from && !has_tags && !is_interesting(container.source) {
        return;
    }
    let mut verbatim: Option<(&str, TextRange)> = None;
    let mut spared: Vec<TextRange> = Vec::new();
    let mut depth = 0u32;
    let mut autolink = false;
    let mut pieces = container.pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        let Some(source) = container.source.get(Range::from(piece.range)) else { continue };
        match piece.kind {
            PieceKind::Html => match verbatim {
                None => match html::verbatim_tag(source) {
                    Some(name) => verbatim = Some((name, piece.range)),
                    None => markup::tag(source, piece.range, out),
                },
                Some((name, opener)) if html::is_end_tag(source, name) => {
                    spared.push(opener.cover(piece.range));
                    verbatim = None;
                }
                Some(_) => (),
            },
            PieceKind::LinkStart => {
                depth += 1;
                autolink = container
                    .source
                    .get(usize::from(piece.range.start())..)
                    .is_some_and(|rest| rest.starts_with('<'));
            }
            PieceKind::LinkEnd => {
                depth = depth.saturating_sub(1);
                autolink = false;
            }
            PieceKind::Text | PieceKind::EscapedText if verbatim.is_none() && !autolink => {
                let text = Text { container: container.source, range: piece.range.into() };
                text.check(out);
            }
            PieceKind::Entity if verbatim.is_none() && source == "&amp;" => {
                if let Some(next) = pieces.peek().filter(|it| it.kind == PieceKind::Text)
                    && next.range.start() == piece.range.end()
                {
                    let rest = container.source.get(Range::from(next.range)).unwrap_or_default();
                    markup::doubled_entity(rest, piece.range, out);
                }
            }
            _ => (),
        }
    }
    if let Some((_, opener)) = verbatim {
        spared.push(TextRange::new(opener.start(), size(container.source.len())));
    }
    out_of(spared, from, out);
    // Beside them, a letter in the place of a mark makes other emphasis.
    let marks = |byte: Option<&u8>| byte.is_some_and(|byte| b"*_~".contains(byte));
    for entity in out[from..].iter_mut().filter(|it| it.kind == ResidueKind::Entity) {
        let (bytes, range) = (container.source.as_bytes(), Range::<usize>::from(entity.range));
        let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
        entity.exact &= !marks(before) && !marks(bytes.get(range.end));
    }
    finish(from, out);
}

/// Drops the residues that lie in one of `spared`.
fn out_of(spared: Vec<TextRange>, from: usize, out: &mut Vec<Residue>) {
    if spared.is_empty() || out.len() == from {
        return;
    }
    let found = out.split_off(from);
    let outside = |it: &Residue| !spared.iter().any(|range| range.contains_range(it.range));
    out.extend(found.into_iter().filter(outside));
}

/// Puts `out[from..]` in order and marks the first of each kind.
fn finish(from: usize, out: &mut [Residue]) {
    let Some(found) = out.get_mut(from..) else { return };
    found.sort_by_key(|it| (it.range.start(), it.kind));
    let mut seen = Vec::new();
    for residue in found {
        residue.first = !seen.contains(&residue.kind);
        if residue.first {
            seen.push(residue.kind);
        }
    }
}

/// The residues of `line`, a line of a header, which is no Markdown. Ranges count from its start.
pub(super) fn check_line(line: &str, out: &mut Vec<Residue>) {
    if !is_interesting(line) {
        return;
    }
    let from = out.len();
    Text { container: line, range: 0..line.len() }.check(out);
    finish(from, out);
}

/// Whether `text` holds any byte that a residue begins with. Written so that it becomes one
/// comparison of many bytes at a time: most text holds none.
fn is_interesting(text: &str) -> bool {
    text.as_bytes().chunks(64).any(|bytes| {
        bytes.iter().fold(false, |any, &byte| {
            any | !(0x20..0x7f).contains(&byte) & !matches!(byte, b'\t' | b'\n' | b'\r')
                | (byte == b'&')
                | (byte == b'[')
        })
    })
}

/// Literal text in its container.
#[derive(Clone)]
struct Text<'a> {
    container: &'a str,
    range: Range<usize>,
}

impl Text<'_> {
    fn check(&self, out: &mut Vec<Residue>) {
        let bytes = self.container.as_bytes();
        let mut weak = Vec::new();
        let from = out.len();
        let mut rtl = None;
        let mut at = self.range.start;
        while at < self.range.end {
            let class = CLASSES[usize::from(bytes[at])];
            let len = match class {
                Class::Nothing => 1,
                Class::Control | Class::Rare => self.invisible(at, &mut rtl, out),
                Class::Latin | Class::Mark => match self.scrambled(at, &mut weak, out) {
                    0 => self.invisible(at, &mut rtl, out),
                    len => len,
                },
                Class::Cyrillic => self.scrambled(at, &mut weak, out),
                // Only within a Latin word; most texts that hold such letters hold no other.
                Class::Han if !self.container[..at].ends_with(|c: char| c.is_ascii_lowercase()) => {
                    1
                }
                Class::Han => self.scrambled(at, &mut weak, out),
                Class::Markup => markup::in_text(&self.container[at..self.range.end], at, out),
            };
            at += len.max(1);
        }
        if weak.is_empty() {
            return;
        }
        // What alone may be right is not beside what is wrong in the same way.
        let lead = |it: &Residue| self.container.get(Range::from(it.range))?.chars().next();
        let sure = out[from..].iter().filter(|it| it.kind == ResidueKind::Mojibake);
        let leads: Vec<char> = sure.filter_map(lead).map(mojibake::alphabet).collect();
        weak.retain(|it| lead(it).is_some_and(|c| leads.contains(&mojibake::alphabet(c))));
        out.extend(weak);
    }

    fn scrambled(&self, at: usize, weak: &mut Vec<Residue>, out: &mut Vec<Residue>) -> usize {
        let (before, rest) =
            (&self.container[self.range.start..at], &self.container[at..self.range.end]);
        let run = match mojibake::run(before, rest) {
            Some(run) if run.sure => Some(run),
            weak => legacy::run(before, rest).or(weak),
        };
        let Some(run) = run else { return 0 };
        let residue = Residue {
            range: TextRange::at(size(at), size(run.len)),
            kind: ResidueKind::Mojibake,
            first: false,
            insert: run.text.map(Into::into),
            exact: run.exact,
        };
        if run.sure { out } else { weak }.push(residue);
        run.len
    }

    fn invisible(&self, at: usize, rtl: &mut Option<bool>, out: &mut Vec<Residue>) -> usize {
        let is_rtl =
            || *rtl.get_or_insert_with(|| self.container.chars().any(invisible::is_right_to_left));
        let (before, rest) = (&self.container[..at], &self.container[at..]);
        let Some(run) = invisible::run(before, rest, is_rtl) else { return 0 };
        if run.is_right {
            return run.len;
        }
        out.push(Residue {
            range: TextRange::at(size(at), size(run.len)),
            kind: run.kind,
            first: false,
            insert: run.insert.map(Into::into),
            exact: run.exact,
        });
        run.len
    }
}

/// What a byte may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Nothing,
    Control,
    /// `Â` and its kin, control characters, the soft hyphen
    Latin,
    Cyrillic,
    /// Chinese characters and Korean syllables.
    Han,
    /// Zero-width characters; `‚` and `√`, which begin mojibake from the Macintosh
    Mark,
    /// What is no text in any language: tags, letters of private fonts
    Rare,
    Markup,
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Nothing; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = Class::Control;
        byte += 1;
    }
    table[b'\t' as usize] = Class::Nothing;
    table[b'\n' as usize] = Class::Nothing;
    table[b'\r' as usize] = Class::Nothing;
    table[0x7f] = Class::Control;
    table[b'&' as usize] = Class::Markup;
    table[b'[' as usize] = Class::Markup;
    table[0xc2] = Class::Latin;
    table[0xc3] = Class::Latin;
    table[0xcb] = Class::Latin;
    table[0xd0] = Class::Cyrillic;
    table[0xe1] = Class::Rare;
    table[0xe2] = Class::Mark;
    table[0xe3] = Class::Rare;
    table[0xe4] = Class::Han;
    table[0xe5] = Class::Han;
    table[0xe6] = Class::Han;
    table[0xe7] = Class::Han;
    table[0xe8] = Class::Han;
    table[0xe9] = Class::Han;
    table[0xea] = Class::Han;
    table[0xeb] = Class::Han;
    table[0xec] = Class::Han;
    table[0xed] = Class::Han;
    table[0xee] = Class::Rare;
    table[0xef] = Class::Mark;
    table[0xf3] = Class::Rare;
    table
};
