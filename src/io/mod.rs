//! The only door to disk, environment and clock. Knows nothing of seeds' contents.
#![expect(clippy::disallowed_methods, reason = "this is the module that they are reserved for")]

mod clock;
mod discover;
mod environment;
mod feed;
mod git;
mod interrupt;
mod path;
mod process;
mod read;
mod resolver;
mod store;
mod watch;
mod workspace;
mod write;

pub use clock::now;
pub use clock::read_http_time;
pub use clock::read_time;
pub use clock::today;
pub use clock::written_time;
pub use discover::Discovery;
pub use discover::Found;
pub use discover::discover;
pub use discover::discover_workspace;
pub use environment::force_color;
pub use environment::is_ci;
pub use environment::is_dumb;
pub use feed::Fetched;
pub use feed::feed;
pub use feed::fetch;
pub use feed::list;
pub use git::ChangedFile;
pub use git::Changes;
pub use git::changes_since;
pub use interrupt::interrupted;
pub use interrupt::watch_interrupts;
pub use path::absolute;
pub use path::cache_folder;
pub use path::host_path;
pub use process::process_exists;
pub use process::system;
pub use process::yield_to_others;
pub use read::NotUtf8;
pub use read::ReadError;
pub use read::read;
pub use read::read_folder;
pub use read::read_input;
pub use read::read_input_list;
pub use read::read_list;
pub use resolver::CONFIG_NAMES;
pub use resolver::Choice;
pub use resolver::ConfigFile;
pub use resolver::Resolver;
pub use resolver::is_config_name;
pub use store::Store;
pub use watch::Depth;
pub use watch::Ear;
pub use watch::Heard;
pub use workspace::is_file;
pub use workspace::is_folder;
pub use workspace::is_there;
pub use workspace::is_too_wide;
pub use write::ReplaceError;
pub use write::replace;
pub use write::write;

/// Something that could not be done, and with what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The path as the user would write it.
    pub path: String,
    /// Lower case, no full stop.
    pub message: String,
}
