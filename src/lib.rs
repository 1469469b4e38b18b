//! seedls reads seed files (captured articles kept as plain text with Markdown inside), tells what
//! is broken in them, and helps an editor to mend it.
//!
//! This list is the map: data flows down it, and a module may use only modules above it.

pub mod text; // bytes, offsets, edits, lines and columns; knows nothing of seeds

pub mod config; // configuration as data, read from a string; knows no files

pub mod syntax; // text to chunks, blocks, inlines, malformed delimiters; incremental, never fails

pub mod facts; // what one document says, whichever way it says it: fields, links, anchors

pub mod index; // all documents: `Host` (the one writer) and `Snapshot` (immutable reads)

pub mod rules; // snapshot to findings: one file a rule

pub mod ide; // snapshot and offset to answers for an editor: one file a feature

pub mod export; // snapshot to files for other programs and tables for people: one file a format

pub mod io; // the only door to disk, environment and clock

pub mod net; // the only door to the network: asks web addresses whether they still hold their pages

pub mod lsp; // the editor's protocol, and nothing else

pub mod cli; // the terminal: arguments, commands, output formats, exit codes

#[cfg(test)]
mod fixture;
