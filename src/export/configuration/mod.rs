//! The configuration told to people and programs: its schema, its page, and what counts for one file.

mod effective;
mod page;
mod schema;
mod vscode;

pub use effective::listing;
pub use effective::listing_json;
pub use page::configuration_page;
pub use schema::configuration_schema;
pub use vscode::vscode_settings;
