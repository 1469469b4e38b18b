//! Hover: what stands behind the word under the cursor.

use crate::index::FileId;
use crate::index::Snapshot;
use crate::text::TextRange;
use crate::text::TextSize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoverResult {
    /// What the answer is about.
    pub range: TextRange,
    pub markdown: String,
    /// The same for editors that do not render Markdown.
    pub plain: String,
}

pub fn hover(snapshot: &Snapshot, file: FileId, offset: TextSize) -> Option<HoverResult> {
    let document = snapshot.document(file)?;
    let title = document.metadata().first(crate::syntax::FieldName::Title)?;
    title.range.contains_inclusive(offset).then(|| HoverResult {
        range: title.range,
        markdown: document.metadata().title().unwrap_or_default().to_owned(),
        plain: document.metadata().title().unwrap_or_default().to_owned(),
    })
}
