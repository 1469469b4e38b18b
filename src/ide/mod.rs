//! Answers for an editor: one file a feature, pure functions of a snapshot. Knows no protocol.

mod convert_header;
mod hover;
mod render;
mod symbols;

pub use convert_header::HeaderConversion;
pub use convert_header::header_conversions;
pub use hover::HoverResult;
pub use hover::hover;
pub use symbols::Symbol;
pub use symbols::SymbolKind;
pub use symbols::symbols;
