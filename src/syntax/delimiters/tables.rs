//! Tables whose delimiter row does not fit their header, which the grammar reads as a paragraph.

use super::Container;
use super::Piece;
use super::PieceKind;
use crate::syntax::chunk::Fault;
use crate::syntax::chunk::FaultKind;
use crate::syntax::chunk::Repair;
use crate::text::TextRange;
use crate::text::size;

pub(super) fn check(container: &Container<'_>, out: &mut Vec<Fault>) {
    let source = container.source;
    if memchr::memchr(b'|', source.as_bytes()).is_none() {
        return;
    }
    let mut header: Option<(usize, &str)> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let text = line.trim_start_matches(['>', ' ', '\t']);
        let start = start + (line.len() - text.len());
        let text = text.trim_end();
        if let Some((header_start, header)) = header
            && is_delimiter_row(text)
        {
            let (wanted, found) = (cells(header), cells(text));
            let range = TextRange::at(size(start), size(text.len()));
            // Not in a tag, a comment or code that runs over several lines.
            let is_text =
                |piece: &Piece| piece.kind == PieceKind::Text && piece.range.contains_range(range);
            if wanted != found && 1 < wanted && container.pieces.iter().any(is_text) {
                out.push(Fault {
                    range,
                    kind: FaultKind::MalformedTable,
                    extent: TextRange::new(size(header_start), size(start + text.len())),
                    repair: Some(Repair { range, insert: fitted(text, wanted).into() }),
                });
                return;
            }
        }
        header = text.contains('|').then_some((start, text));
    }
}

/// `|---|:-:|`
fn is_delimiter_row(line: &str) -> bool {
    let cell = |cell: &str| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    line.contains('|') && inside(line).split('|').all(cell)
}

/// `line` without the pipes at its ends.
fn inside(line: &str) -> &str {
    let line = line.strip_prefix('|').unwrap_or(line);
    match line.strip_suffix('|') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => line,
    }
}

fn cells(line: &str) -> usize {
    let line = inside(line);
    let bytes = line.as_bytes();
    let pipes = memchr::memchr_iter(b'|', bytes).filter(|&at| at == 0 || bytes[at - 1] != b'\\');
    1 + pipes.count()
}

/// `row` with as many cells as `wanted`.
fn fitted(row: &str, wanted: usize) -> String {
    let cells = inside(row).split('|').map(str::trim).chain(std::iter::repeat("---"));
    let cells: Vec<&str> = cells.take(wanted).collect();
    format!("| {} |", cells.join(" | "))
}
