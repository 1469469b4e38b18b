//! Facts: what one document says, whichever way it says it. Knows no other document and no
//! configuration.

mod anchors;
mod byline;
mod conventions;
mod date;
mod date_line;
mod date_names;
mod date_scan;
mod date_time;
mod document;
mod footer;
mod front_matter;
mod inline;
mod keys;
mod links;
mod metadata;
mod newspaper;
mod passage;
mod urls;
mod value;
mod web;

pub use anchors::AnchorPlace;
pub use anchors::Anchors;
pub use conventions::Conventions;
pub use date::Date;
pub use date::DateOrder;
pub use date::DateReading;
pub use document::Document;
pub(crate) use document::label_key;
pub use links::Destination;
pub use links::OutgoingKind;
pub use links::OutgoingLink;
pub use links::Part;
pub use metadata::Field;
pub use metadata::FieldStyle;
pub use metadata::HeaderFault;
pub use metadata::Metadata;
pub use metadata::Value;
pub use urls::UrlFault;
pub use urls::UrlFaultKind;
pub use urls::canonical_source;
pub use urls::request_url;
pub use web::AddressPlace;
pub use web::WebAddress;
