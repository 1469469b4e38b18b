//! The terminal: arguments in, exit code out. 0 clean, 1 findings, 2 could not run.

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with `args`, whose first is the program's name.
pub fn main(mut args: impl Iterator<Item = OsString>) -> ExitCode {
    if args.nth(1).is_some_and(|command| command == "lsp") {
        return crate::lsp::run(None);
    }
    ExitCode::from(2)
}
