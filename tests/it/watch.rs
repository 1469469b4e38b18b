//! `check --watch` through the binary: what it tells is what a check of the files as they are tells.

#![expect(clippy::disallowed_methods, reason = "tests change files")]

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use crate::folder::BROKEN;
use crate::folder::CLEAN;
use crate::folder::Folder;
use crate::mutants::Random;

/// Longer than any machine takes to hear of a change.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `check --watch`, which writes what it finds into a file beside the folder.
struct Watch<'a> {
    folder: &'a Folder,
    child: Child,
    lines: Receiver<String>,
    state: tempfile::TempDir,
}

impl<'a> Watch<'a> {
    fn start(folder: &'a Folder, args: &[&str]) -> Watch<'a> {
        let state = tempfile::TempDir::new().expect("a temporary folder");
        let file = format!("--output={}", state.path().join("found").display());
        let args = [&["check", "--watch", "--format", "concise", &file], args].concat();
        let mut command = folder.command(&args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let err = BufReader::new(child.stderr.take().expect("a pipe"));
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in err.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Watch { folder, child, lines, state }
    }

    /// What is told up to the next time that it waits.
    #[track_caller]
    fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("it tells something");
            if line.starts_with("watching for changes") {
                return told;
            }
            told.push(line);
        }
    }

    fn found(&self) -> String {
        fs::read_to_string(self.state.path().join("found")).unwrap_or_default()
    }

    /// Waits until what is found is what a check of now finds.
    #[track_caller]
    fn follows(&self, args: &[&str], what: &dyn std::fmt::Debug) {
        let now = self.folder.run(&[&["check", "--format", "concise"], args].concat()).out;
        while self.found() != now {
            let line = self.lines.recv_timeout(PATIENCE);
            assert!(line.is_ok(), "after {what:?}: found\n{}but there is\n{now}", self.found());
        }
    }

    /// Ends it as Ctrl-C does; its exit code.
    #[cfg(unix)]
    fn interrupt(mut self) -> Option<i32> {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &process]).status().expect("kill runs");
        assert!(sent.success());
        let mut out = String::new();
        let _ = self.child.stdout.take().expect("a pipe").read_to_string(&mut out);
        assert_eq!(out, "", "everything goes to the file");
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_changes_and_what_depends_on_it_is_checked_again() {
    let linking = CLEAN.replace("on Tuesday", "on [Tuesday](b.seed#the-vote)");
    let folder = Folder::new(&[("a.seed", &linking), ("b.seed", CLEAN), ("c.seed", BROKEN)]);
    let watch = Watch::start(&folder, &[]);
    assert_eq!(watch.told(), ["2 errors in 2 of 3 files"]);
    let named = CLEAN.replace("The pilots", "## The vote\n\nThe pilots");
    folder.write("b.seed", named.as_bytes());
    assert_eq!(
        watch.told(),
        ["b.seed has changed; 2 files checked again", "1 error in 1 of 3 files"]
    );
    let place = "c.seed:7:23: error[unclosed-link-destination] `(` opened here is never closed\n";
    assert_eq!(watch.found(), place);
    // As editors save: another file, in the place of the first.
    folder.write(".c.seed.new", CLEAN.replace("on Tuesday", "last Tuesday").as_bytes());
    fs::rename(folder.path(".c.seed.new"), folder.path("c.seed")).expect("files can be renamed");
    let news = "c.seed has changed; 1 file checked again";
    assert_eq!(watch.told(), [news, "no findings in 3 files"]);
    assert_eq!(watch.found(), "");
    fs::remove_file(folder.path("b.seed")).expect("files can be removed");
    assert_eq!(
        watch.told(),
        ["b.seed has changed; 1 file checked again", "1 error in 1 of 2 files"]
    );
    assert!(watch.found().starts_with("a.seed:7:31: error[missing-file] "), "{}", watch.found());
}

#[test]
fn another_configuration_counts_at_once_and_a_broken_one_is_waited_out() {
    let folder = Folder::new(&[("news/a.seed", BROKEN)]);
    let watch = Watch::start(&folder, &["news"]);
    assert_eq!(watch.told(), ["1 error in 1 file"]);
    folder.write("seedls.toml", b"[rules]\nunclosed-link-destinaton = \"off\"\n");
    let told = watch.told();
    assert_eq!(told[0], "seedls.toml has changed");
    assert!(told[1].starts_with("error[invalid-config]: unknown rule"), "{told:?}");
    folder.write("seedls.toml", b"[rules]\nunclosed-link-destination = \"off\"\n");
    assert_eq!(watch.told(), ["seedls.toml has changed", "no findings in 1 file"]);
    folder.write("news/seedls.toml", b"");
    assert_eq!(watch.told(), ["news/seedls.toml has changed", "1 error in 1 file"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_the_exit_code_of_the_last_state() {
    let folder = Folder::new(&[("a.seed", BROKEN)]);
    let watch = Watch::start(&folder, &[]);
    watch.told();
    assert_eq!(watch.interrupt(), Some(1));
    let watch = Watch::start(&folder, &[]);
    watch.told();
    folder.write("a.seed", CLEAN.as_bytes());
    watch.told();
    assert_eq!(watch.interrupt(), Some(0));
    let watch = Watch::start(&folder, &["a.seed"]);
    watch.told();
    fs::remove_file(folder.path("a.seed")).expect("files can be removed");
    let told = watch.told();
    assert_eq!(told[1], "error: a.seed: no such file or folder", "{told:?}");
    assert_eq!(watch.interrupt(), Some(2));
}

#[test]
fn an_outside_target_of_a_link_is_heard_of() {
    let linking = CLEAN.replace("on Tuesday", "on [Tuesday](../README.md#days)");
    let folder = Folder::new(&[("seeds/a.seed", &linking), ("README.md", "# Days\n")]);
    let watch = Watch::start(&folder, &["seeds"]);
    assert_eq!(watch.told(), ["no findings in 1 file"]);
    folder.write("README.md", b"# Weeks\n");
    let news = "README.md has changed; 1 file checked again";
    assert_eq!(watch.told(), [news, "1 error in 1 file"]);
}

/// Whatever happens to the files, what is told in the end is what a check of them tells.
#[test]
fn a_random_walk_on_the_disk_is_followed() {
    let folder = Folder::new(&[("seeds/a.seed", CLEAN), ("seeds/b.seed", BROKEN)]);
    let watch = Watch::start(&folder, &["."]);
    watch.told();
    let mut random = Random::named(7, "watch");
    let names = ["seeds/a.seed", "seeds/b.seed", "seeds/in/c.seed", "seeds/in/d.md", "e.txt"];
    let mut done = Vec::new();
    for step in 0..60 {
        let name = names[random.below(names.len())];
        let path = folder.path(name);
        let kind = random.below(6);
        done.push((kind, name));
        match kind {
            0 => _ = fs::remove_file(&path),
            1 => _ = fs::rename(folder.path("seeds/in"), folder.path("seeds/out")),
            2 => _ = fs::rename(folder.path("seeds/out"), folder.path("seeds/in")),
            3 => {
                folder.write("new.tmp", CLEAN.replace("voted", "voted [on](b.seed)").as_bytes());
                let _ = fs::rename(folder.path("new.tmp"), &path);
            }
            4 => folder.write(name, if random.below(3) == 0 { b"\xff" } else { BROKEN.as_bytes() }),
            _ => {
                let link = format!("[on](in/c.seed#{step})");
                folder.write(name, CLEAN.replace("on Tuesday", &link).as_bytes());
            }
        }
        watch.follows(&["."], &done);
    }
}
