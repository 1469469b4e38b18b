//! Hearing of changes on the disk.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;
use std::time::Instant;

use notify::Event;
use notify::EventKind;
use notify::EventKindMask;
use notify::RecommendedWatcher;
use notify::RecursiveMode;
use notify::Watcher;

use super::Problem;

/// How far below a folder changes are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Of what lies in it.
    Folder,
    /// Of all below it.
    Tree,
}

/// What has changed on the disk.
#[derive(Debug, Default)]
pub struct Heard {
    /// Absolute paths of what was made, changed, moved or deleted.
    pub paths: BTreeSet<PathBuf>,
    /// Further changes may have been missed.
    pub lost: bool,
}

/// An ear to the disk.
pub struct Ear {
    watcher: RecommendedWatcher,
    heard: Receiver<notify::Result<Event>>,
    watched: BTreeMap<PathBuf, Depth>,
}

/// An editor's save, or a switch of branches, is many changes at once: it is over when nothing was
/// heard for this long.
const QUIET: Duration = Duration::from_millis(40);

/// Who writes without an end is answered all the same.
const LONGEST: Duration = Duration::from_secs(1);

/// How often the caller is asked whether it still listens.
const ASK: Duration = Duration::from_millis(100);

impl Ear {
    pub fn new() -> Result<Ear, String> {
        let (sender, heard) = mpsc::channel();
        // Reading is no change: without the mask every check would lead to the next one.
        let config = notify::Config::default().with_event_kinds(EventKindMask::CORE);
        let watcher = RecommendedWatcher::new(sender, config).map_err(in_words)?;
        Ok(Ear { watcher, heard, watched: BTreeMap::new() })
    }

    /// From now on changes in `wanted` are heard, and nowhere else. Returns what of it cannot be
    /// listened to.
    pub fn listen(&mut self, wanted: &BTreeMap<PathBuf, Depth>) -> Vec<Problem> {
        let gone = self.watched.iter().filter(|(path, depth)| wanted.get(*path) != Some(depth));
        for path in gone.map(|(path, _)| path.clone()).collect::<Vec<_>>() {
            // It fails where the folder itself is gone, which is as good.
            let _ = self.watcher.unwatch(&path);
            self.watched.remove(&path);
        }
        let mut problems = Vec::new();
        for (path, &depth) in wanted {
            if self.watched.contains_key(path) {
                continue;
            }
            let mode = match depth {
                Depth::Folder => RecursiveMode::NonRecursive,
                Depth::Tree => RecursiveMode::Recursive,
            };
            match self.watcher.watch(path, mode) {
                Ok(()) => _ = self.watched.insert(path.clone(), depth),
                Err(error) => problems.push(Problem {
                    path: path.to_string_lossy().into_owned(),
                    message: in_words(error),
                }),
            }
        }
        problems
    }

    /// Waits until something has changed, and nothing more does; `None` once `is_over` says so.
    pub fn changes(&mut self, is_over: &dyn Fn() -> bool) -> Option<Heard> {
        let mut changes = Heard::default();
        let mut began = None;
        loop {
            if is_over() {
                return None;
            }
            let began_at = *began.get_or_insert_with(Instant::now);
            let is_empty = changes.paths.is_empty() && !changes.lost;
            if !is_empty && LONGEST < began_at.elapsed() {
                break;
            }
            match self.heard.recv_timeout(if is_empty { ASK } else { QUIET }) {
                Ok(event) => self.add(event, &mut changes),
                Err(RecvTimeoutError::Timeout) if is_empty => began = None,
                Err(RecvTimeoutError::Timeout) => break,
                // The thread that hears has ended, and will not come back.
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        // A folder that was listened to and is gone is no longer listened to, even if there is
        // another one of its name.
        self.watched.retain(|path, _| !changes.paths.contains(path));
        Some(changes)
    }

    fn add(&self, event: notify::Result<Event>, changes: &mut Heard) {
        match event {
            Ok(event) => {
                changes.lost |= event.need_rescan();
                if !matches!(event.kind, EventKind::Access(_)) {
                    changes.paths.extend(event.paths);
                }
            }
            Err(error) => {
                changes.lost = true;
                changes.paths.extend(error.paths);
            }
        }
    }
}

/// What went wrong, without the paths, which are told before it.
fn in_words(mut error: notify::Error) -> String {
    error.paths.clear();
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system allows no further folders to be watched (on Linux: \
             `sysctl fs.inotify.max_user_watches`)"
                .to_owned()
        }
        notify::ErrorKind::PathNotFound => "no such folder".to_owned(),
        notify::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}
