//! Facts: what one document says, whichever way it says it. Knows no other document and no
//! configuration.

mod anchors;
mod date;
mod document;
mod metadata;

pub use anchors::Anchors;
pub use date::Date;
pub use date::DateReading;
pub use document::Document;
pub use metadata::Field;
pub use metadata::FieldStyle;
pub use metadata::Metadata;
pub use metadata::Value;
