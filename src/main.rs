//! The `seedls` program: hands its arguments to `cli` and ends with the exit code it gets back.

use std::process::ExitCode;

fn main() -> ExitCode {
    seedls::cli::main(std::env::args_os())
}
