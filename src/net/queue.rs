//! Who is asked next: a queue for each host, so that none is asked too much at once or too fast.
//! Makes no request and reads no clock.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::time::Duration;
use std::time::Instant;

use super::course::Task;

#[derive(Debug)]
pub(super) struct Queue {
    per_host: usize,
    delay: Duration,
    lines: BTreeMap<String, Line>,
    /// The host that was asked last: the next one has its turn first.
    last: String,
    count: u64,
}

/// The tasks for one host.
#[derive(Debug)]
struct Line {
    /// By the moment before which they wait, and in the order in which they came.
    waiting: BTreeMap<(Instant, u64), Task>,
    active: usize,
    not_before: Instant,
}

/// What there is to do.
#[derive(Debug)]
pub(super) enum Turn {
    Ask(Box<Task>),
    /// Nothing before this moment, unless a request ends before.
    Wait(Instant),
    /// Nothing before a request ends.
    WaitForOthers,
    Finished,
}

impl Queue {
    pub(super) fn new(per_host: usize, delay: Duration) -> Queue {
        Queue { per_host, delay, lines: BTreeMap::new(), last: String::new(), count: 0 }
    }

    /// Adds a task that may begin at `ready`.
    pub(super) fn push(&mut self, task: Task, ready: Instant) {
        self.count += 1;
        let line = self.lines.entry(host(&task)).or_insert_with(|| Line {
            waiting: BTreeMap::new(),
            active: 0,
            not_before: ready,
        });
        line.waiting.insert((ready, self.count), task);
    }

    /// The next task that may begin. Whoever takes it tells when it has [ended](Queue::end).
    pub(super) fn take(&mut self, now: Instant) -> Turn {
        let mut next: Option<Instant> = None;
        let behind = (Bound::Excluded(self.last.clone()), Bound::Unbounded);
        let before = (Bound::Unbounded, Bound::Included(self.last.clone()));
        for range in [behind, before] {
            for (host, line) in self.lines.range_mut(range) {
                let Some((&(ready, _), _)) = line.waiting.first_key_value() else { continue };
                if self.per_host <= line.active {
                    continue;
                }
                let ready = ready.max(line.not_before);
                if now < ready {
                    next = Some(next.map_or(ready, |next| next.min(ready)));
                    continue;
                }
                let Some((_, task)) = line.waiting.pop_first() else { continue };
                line.active += 1;
                line.not_before = now + self.delay;
                self.last = host.clone();
                return Turn::Ask(Box::new(task));
            }
        }
        match next {
            Some(next) => Turn::Wait(next),
            None if self.lines.is_empty() => Turn::Finished,
            None => Turn::WaitForOthers,
        }
    }

    /// A request to the host of `task` has ended.
    pub(super) fn end(&mut self, host: &str, now: Instant) {
        let Some(line) = self.lines.get_mut(host) else { return };
        line.active = line.active.saturating_sub(1);
        self.sweep(now);
    }

    /// Forgets hosts that nobody has to be careful with any more. One whose delay is not over may
    /// be led to again, as long as there is anything to do.
    fn sweep(&mut self, now: Instant) {
        let is_busy = |line: &Line| 0 < line.active || !line.waiting.is_empty();
        let any = self.lines.values().any(is_busy);
        self.lines.retain(|_, line| is_busy(line) || any && now < line.not_before);
    }

    /// Asks `host` nothing for as long as `pause`.
    pub(super) fn pause(&mut self, host: &str, now: Instant, pause: Duration) {
        if let Some(line) = self.lines.get_mut(host) {
            line.not_before = line.not_before.max(now + pause);
        }
    }

    /// Gives up the tasks that wait for `host`.
    pub(super) fn give_up(&mut self, host: &str) -> Vec<Task> {
        let line = self.lines.get_mut(host);
        line.map(|line| std::mem::take(&mut line.waiting).into_values().collect())
            .unwrap_or_default()
    }
}

/// The host that `task` asks next. Its ports are one machine's.
pub(super) fn host(task: &Task) -> String {
    task.at.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;
    use std::time::Instant;

    use super::Queue;
    use super::Task;
    use super::Turn;

    const SECOND: Duration = Duration::from_secs(1);

    fn queue(per_host: usize, delay: Duration, urls: &[&str], now: Instant) -> Queue {
        let mut queue = Queue::new(per_host, delay);
        for url in urls {
            queue.push(Task::new(url).expect("an address"), now);
        }
        queue
    }

    fn take(queue: &mut Queue, now: Instant) -> String {
        match queue.take(now) {
            Turn::Ask(task) => task.url,
            Turn::Wait(until) => format!("wait {:?}", until - now),
            Turn::WaitForOthers => "wait for others".to_owned(),
            Turn::Finished => "finished".to_owned(),
        }
    }

    #[test]
    fn hosts_take_turns_and_none_has_too_many() {
        let now = Instant::now();
        let urls = ["http://a/1", "http://a/2", "http://a/3", "http://b/1"];
        let mut queue = queue(2, Duration::ZERO, &urls, now);
        let taken: Vec<String> = (0..4).map(|_| take(&mut queue, now)).collect();
        assert_eq!(taken, ["http://a/1", "http://b/1", "http://a/2", "wait for others"]);
        queue.end("a", now);
        assert_eq!(take(&mut queue, now), "http://a/3");
        for host in ["a", "a", "b"] {
            queue.end(host, now);
        }
        assert_eq!(take(&mut queue, now), "finished");
    }

    #[test]
    fn requests_to_one_host_keep_their_distance() {
        let now = Instant::now();
        let mut queue = queue(2, SECOND, &["http://a/1", "http://a/2"], now);
        assert_eq!(take(&mut queue, now), "http://a/1");
        assert_eq!(take(&mut queue, now), "wait 1s");
        queue.end("a", now);
        assert_eq!(take(&mut queue, now + SECOND), "http://a/2");
        queue.end("a", now + SECOND);
        assert_eq!(take(&mut queue, now + SECOND), "finished");
    }

    #[test]
    fn a_host_that_a_redirect_leads_back_to_keeps_its_distance() {
        let now = Instant::now();
        let mut queue = queue(1, SECOND, &["http://a/1", "http://b/1"], now);
        assert_eq!(take(&mut queue, now), "http://a/1");
        queue.end("a", now);
        queue.push(Task::new("http://a/2").expect("an address"), now);
        assert_eq!(take(&mut queue, now), "http://b/1");
        assert_eq!(take(&mut queue, now), "wait 1s");
    }

    #[test]
    fn a_host_can_ask_for_a_pause_or_be_given_up() {
        let now = Instant::now();
        let mut queue = queue(1, Duration::ZERO, &["http://a/1", "http://a/2"], now);
        assert_eq!(take(&mut queue, now), "http://a/1");
        queue.pause("a", now, SECOND);
        queue.end("a", now);
        assert_eq!(take(&mut queue, now), "wait 1s");
        assert_eq!(queue.give_up("a").len(), 1);
        queue.end("a", now);
        assert_eq!(take(&mut queue, now), "finished");
    }
}
