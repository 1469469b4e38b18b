//! What a document is read with, beside its own text: the owner's labels and order of dates.

use crate::facts::DateOrder;
use crate::syntax::Labels;

/// An input of reading. It does not come from the document, so that the same text may mean more to
/// an owner who says what is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conventions {
    pub labels: Labels,
    /// `None`: what can be read either way is ambiguous.
    pub date_order: Option<DateOrder>,
    /// `[[name]]` is a link.
    pub wiki_links: bool,
}
