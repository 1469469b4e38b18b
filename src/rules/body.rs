//! The body of an article, for the rules about what is missing in it. No rule stands here.

use crate::facts::Document;
use crate::facts::Field;
use crate::facts::FieldStyle;
use crate::syntax::Block;
use crate::syntax::BlockKind;
use crate::syntax::FieldName;
use crate::text::TextRange;
use crate::text::TextSize;

/// The blocks of the body, last first: no field, no comment, no rule that sets them off.
pub(super) fn blocks_from_the_end(document: &Document) -> impl Iterator<Item = Block> {
    let start = document.tree().header().range.end();
    document
        .tree()
        .top_blocks_before(document.text().len())
        .take_while(move |block| start <= block.range.start())
        .filter(|block| is_body(document, block))
}

/// The first block of the body.
pub(super) fn first_block(document: &Document) -> Option<Block> {
    let mut blocks = document.tree().top_blocks_from(document.tree().header().range.end());
    blocks.find(|block| is_body(document, block))
}

/// A credit by where it stands alone, that may as well be the beginning of an article.
fn is_doubtful(document: &Document, field: &Field) -> bool {
    let sentence = || document.text().slice(field.range).ends_with(['.', '!', '?', '。']);
    field.name == FieldName::Credit
        && field.style == FieldStyle::Newspaper
        && field.label.is_none()
        && (TextSize::from(60) <= field.range.len() || sentence())
}

fn is_body(document: &Document, block: &Block) -> bool {
    let fields = document.metadata().fields.iter().filter(|field| !is_doubtful(document, field));
    // A paragraph of the body may hold a line that tells a related article.
    let told: TextSize = fields.filter_map(|it| Some(it.range.intersect(block.range)?.len())).sum();
    let told = block.range.len() < told + told;
    // A comment that is never closed hides the body.
    let text = |at, len: u32| document.text().slice(TextRange::at(at, TextSize::from(len)));
    let comment = block.kind == BlockKind::Html
        && TextSize::from(7) <= block.range.len()
        && text(block.range.start(), 4) == "<!--"
        && text(block.range.end() - TextSize::from(3), 3) == "-->";
    !told && !comment && block.kind != BlockKind::ThematicBreak
}
