//! What of a document can be kept from one run of the program to the next: the facts that are asked
//! for on every check. Knows no place to keep them.

use serde::Deserialize;
use serde::Serialize;

use crate::facts::LinkKeys;
use crate::facts::Metadata;
use crate::facts::OutgoingLink;
use crate::facts::Sketch;
use crate::syntax::FaultKind;
use crate::text::TextRange;

/// Facts of one text, read with one set of conventions by one version of this program; see
/// `Document::facts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFacts {
    pub(super) metadata: Metadata,
    pub(super) links: Vec<OutgoingLink>,
    pub(super) link_keys: LinkKeys,
    pub(super) sketch: Option<Sketch>,
    /// Sorted. Empty where the document has no definitions in `links`.
    pub(super) used_labels: Vec<String>,
    pub(super) anchors_key: u64,
    pub(super) fault_places: Vec<(FaultKind, TextRange)>,
    pub(super) directives: Vec<TextRange>,
}
