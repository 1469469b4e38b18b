//! Answers for an editor: one file a feature, pure functions of a snapshot. Knows no protocol.

mod completion;
mod convert_header;
mod definition;
mod hover;
mod references;
mod render;
mod subject;
mod symbols;
mod wiki;

pub use completion::Completion;
pub use completion::CompletionKind;
pub use completion::Completions;
pub use completion::completion_directory;
pub use completion::completion_documentation;
pub use completion::completions;
pub use convert_header::HeaderConversion;
pub use convert_header::header_conversions;
pub use definition::DefinitionResult;
pub use definition::Goal;
pub use definition::definition;
pub use hover::HoverResult;
pub use hover::hover;
pub use references::Highlight;
pub use references::Reference;
pub use references::highlights;
pub use references::references;
pub use symbols::Symbol;
pub use symbols::SymbolKind;
pub use symbols::symbols;
