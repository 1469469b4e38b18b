//! Syntax: text to chunks of blocks, inlines and malformed delimiters. Knows no configuration.
//!
//! Parsing never fails and covers every byte. `pulldown-cmark` is the only grammar; see
//! `ARCHITECTURE.md` for how a document is cut into chunks that it can parse on their own.

mod boundary;
mod chunk;
mod chunks;
mod definitions;
mod delimiters;
mod field_name;
mod header;
mod heading;
mod html;
mod incremental;
mod label;
mod links;
mod parse;
mod parts;
mod passages;
mod ranges;
mod residue;
mod tree;

pub use chunk::Anchor;
pub use chunk::Block;
pub use chunk::BlockKind;
pub use chunk::Definition;
pub use chunk::Directive;
pub use chunk::Fault;
pub use chunk::FaultKind;
pub use chunk::Footnote;
pub use chunk::Heading;
pub use chunk::Link;
pub use chunk::LinkKind;
pub use chunk::Passage;
pub use chunk::PassageKey;
pub use chunk::Repair;
pub use chunk::Residue;
pub use chunk::ResidueKind;
pub use chunk::Span;
pub use chunk::SpanKind;
pub use chunk::UndefinedReference;
pub use field_name::FIELDS;
pub use field_name::FieldName;
pub use field_name::Labels;
pub use header::Header;
pub use header::HeaderStyle;
pub(crate) use html::block_tags;
pub(crate) use html::cut_tag;
#[doc(hidden)]
pub use html::page_anchors;
pub use incremental::Tuning;
pub use tree::Tree;

#[cfg(test)]
mod tests;
