//! The real binary in a folder of its own.

#![expect(clippy::disallowed_methods, reason = "tests lay out files")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use tempfile::TempDir;

pub(crate) const CLEAN: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
    The pilots voted on Tuesday. They will stop work at noon.\n\n\
    Original url: <https://news.example/2021/03/03/pilots>\n";

/// [`CLEAN`] with one finding: line 7, column 23, `unclosed-link-destination`.
pub(crate) const BROKEN: &str = "Harbour Pilots Vote to Strike\n\nBy A. Writer\n\nMarch 3, 2021\n\n\
    They read [the report](https://news.example/report and left.\n\n\
    Original url: <https://news.example/2021/03/03/pilots>\n";

/// Every value of `--format`.
pub(crate) const FORMATS: &[&str] =
    &["text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle"];

/// A folder of its own for one test.
pub(crate) struct Folder(TempDir);

pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(TempDir::new().expect("a temporary folder"));
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes `bytes`, but with a source that no other file has.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let number = path.bytes().fold(0_u32, |sum, byte| sum * 31 % 99_991 + u32::from(byte));
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) => text.replace("/pilots>", &format!("/{number:06}>")).into_bytes(),
            Err(_) => bytes.to_vec(),
        };
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seedls"));
        command.current_dir(self.0.path()).args(args);
        command.env("XDG_CACHE_HOME", self.path("cache-home"));
        command.env("XDG_CONFIG_HOME", self.path("config-home"));
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        answer(&mut self.command(args))
    }
}

pub(crate) fn answer(command: &mut Command) -> Answer {
    let output = command.stdin(Stdio::null()).output().expect("the program runs");
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs `command` with `input` on its standard input.
pub(crate) fn with_input(mut command: Command, input: &[u8]) -> Answer {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("the program reads");
    let output = child.wait_with_output().expect("the program ends");
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(&self, code: i32, out: &str, err: &str) {
        assert_eq!((&*self.out, &*self.err), (out, err));
        assert_eq!(self.code, Some(code));
    }
}
