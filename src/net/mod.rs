//! The only door to the network: asks web addresses whether they still hold their pages. Knows no
//! document and no file.

mod cache;
mod client;
mod course;
mod private;
mod queue;
mod round;

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::config::Online;
use crate::index::UrlState;
use crate::io;

pub use cache::Cache;
pub use round::Round;
pub use round::Tally;
pub use round::Trust;
pub use round::cache_path;

use client::Answer;
use client::Client;
use course::Next;
use course::Task;
use queue::Queue;
use queue::Turn;

/// What came of asking one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub url: String,
    pub state: UrlState,
    /// A server was asked, so that the state is worth remembering for a while.
    pub lasting: bool,
}

/// How asking came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Complete,
    /// The time for all requests together was over.
    TimeLimit,
    /// The caller wanted no more.
    Stopped,
}

/// How often the caller is asked whether it wants more.
const LOOK: Duration = Duration::from_millis(50);

/// Asks `urls`, addresses as [`crate::facts::request_url`] writes them, and tells of each when it
/// is known, in whatever order; of those that are still unknown at a premature end it tells
/// nothing. `stop` is asked from time to time. Requests that are under way at the end are left to
/// themselves, and their answers to nobody.
pub fn ask(
    urls: BTreeSet<String>,
    online: &Online,
    stop: &dyn Fn() -> bool,
    mut tell: impl FnMut(Answered),
) -> Ending {
    let now = Instant::now();
    let end = now.checked_add(online.time_limit);
    let mut queue = Queue::new(online.per_host, online.delay);
    let tasks: Vec<Task> = urls.iter().filter_map(|url| Task::new(url)).collect();
    let mut missing = tasks.len();
    let threads = online.concurrency.min(missing);
    tasks.into_iter().for_each(|task| queue.push(task, now));

    let work = Arc::new(Work {
        state: Mutex::new(State { queue, closed: false }),
        changed: Condvar::new(),
        client: Client::new(online),
        online: online.clone(),
    });
    let _close = CloseOnDrop(&work);
    let (sender, receiver) = mpsc::channel();
    for _ in 0..threads {
        let (work, sender) = (work.clone(), sender.clone());
        thread::spawn(move || work.run(&sender));
    }
    drop(sender);
    while 0 < missing {
        let left = end.map_or(LOOK, |end| end.saturating_duration_since(Instant::now()));
        let stopped = stop();
        if stopped || left.is_zero() {
            // What was found before the end counts.
            receiver.try_iter().for_each(|answered| {
                missing -= 1;
                tell(answered);
            });
            return match stopped {
                _ if missing == 0 => Ending::Complete,
                true => Ending::Stopped,
                false => Ending::TimeLimit,
            };
        }
        match receiver.recv_timeout(left.min(LOOK)) {
            Ok(answered) => {
                missing -= 1;
                tell(answered);
            }
            Err(RecvTimeoutError::Timeout) => {}
            // All threads have ended, and each task with them.
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ending::Complete
}

/// Whether the configuration says that `url` is not to be asked.
pub fn is_skipped(url: &str, online: &Online) -> bool {
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?', ':']).next().unwrap_or_default();
    online.skip.iter().any(|skipped| {
        if skipped.contains("://") {
            return url.starts_with(skipped.as_str());
        }
        let skipped = skipped.to_ascii_lowercase();
        let below = host.strip_suffix(skipped.as_str());
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
    })
}

/// What the threads that ask have in common.
struct Work {
    state: Mutex<State>,
    changed: Condvar,
    client: Client,
    online: Online,
}

struct State {
    queue: Queue,
    /// Nobody wants more answers.
    closed: bool,
}

struct CloseOnDrop<'a>(&'a Arc<Work>);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.changed.notify_all();
    }
}

impl Work {
    /// No panic leaves the queue half-changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, sender: &mpsc::Sender<Answered>) {
        while let Some(task) = self.take() {
            let host = queue::host(&task);
            // A fault of the client's costs one address.
            let answer =
                catch_unwind(AssertUnwindSafe(|| self.client.ask(task.method, task.at.as_str())))
                    .unwrap_or_else(|_| Answer::Hopeless("asking it failed".to_owned()));
            for answered in self.go_on(task, &host, answer) {
                // Nobody is left to hear it after the end.
                let _ = sender.send(answered);
            }
        }
    }

    /// The next task, when it may begin; `None` at the end.
    fn take(&self) -> Option<Task> {
        let mut state = self.state();
        loop {
            if state.closed {
                return None;
            }
            let now = Instant::now();
            state = match state.queue.take(now) {
                Turn::Ask(task) => return Some(*task),
                Turn::Finished => return None,
                Turn::WaitForOthers => {
                    self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
                }
                Turn::Wait(until) => {
                    let waited = self.changed.wait_timeout(state, until - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Takes in `answer` of `host`; gives what is known now.
    fn go_on(&self, task: Task, host: &str, answer: Answer) -> Vec<Answered> {
        let url = task.url.clone();
        let pause = match &answer {
            Answer::Status { retry_after: Some(header), .. } => course::pause(header, io::now()),
            _ => None,
        };
        let next = task.next(answer, pause, &self.online);
        let now = Instant::now();
        let mut state = self.state();
        let queue = &mut state.queue;
        let mut known = Vec::new();
        match next {
            Next::Ask { task, after } => queue.push(task, now + after),
            Next::Pause { task, pause } => {
                queue.pause(host, now, pause);
                queue.push(task, now);
            }
            Next::Done(state) => known.push(Answered { url, state, lasting: true }),
            Next::Refused(state) => known.push(Answered { url, state, lasting: false }),
            Next::Closed(state) => {
                let others = queue.give_up(host).into_iter().map(|it| it.url);
                known.extend(others.map(|url| Answered {
                    url,
                    state: state.clone(),
                    lasting: false,
                }));
                known.push(Answered { url, state, lasting: true });
            }
        }
        queue.end(host, now);
        drop(state);
        self.changed.notify_all();
        known
    }
}

#[cfg(test)]
mod tests {
    use super::is_skipped;
    use crate::config::Online;

    #[test]
    fn addresses_are_skipped_by_their_beginning_or_their_host() {
        let skip = vec!["https://news.example/private/".to_owned(), "Social.example".to_owned()];
        let online = Online { skip, ..Online::default() };
        for url in [
            "https://news.example/private/a",
            "http://social.example/",
            "https://www.social.example:8080/a?b",
        ] {
            assert!(is_skipped(url, &online), "{url}");
        }
        for url in [
            "https://news.example/",
            "http://news.example/private/",
            "https://antisocial.example/",
            "https://a.example/?b=social.example",
        ] {
            assert!(!is_skipped(url, &online), "{url}");
        }
    }
}
