//! How far long work has come: on standard error, while somebody looks, and gone at the end.

use std::sync::Once;
use std::time::Duration;

use indicatif::ProgressBar;
use indicatif::ProgressDrawTarget;
use indicatif::ProgressStyle;

/// Whether progress is shown at all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Meter {
    pub(super) shows: bool,
}

/// Work that goes on. It is gone from the screen once this is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    after: Duration,
    shown: Once,
    shows: bool,
}

/// What is done sooner needs no bar.
const SOON: Duration = Duration::from_millis(300);

/// How often the time that has passed is drawn again, though nothing was done.
const TICK: Duration = Duration::from_millis(200);

/// Cut to the terminal's width, so that no line is wrapped.
const TEMPLATE: &str = "{prefix} [{bar:30}] {human_pos} of {human_len}, {elapsed} {msg}";

impl Meter {
    /// Begins to count work on `all` things; shows it if it takes long.
    pub(super) fn start(self, what: &'static str, all: usize) -> Progress {
        self.after(SOON, what, all)
    }

    /// As [`Meter::start`], shown at once.
    pub(super) fn start_at_once(self, what: &'static str, all: usize) -> Progress {
        let progress = self.after(Duration::ZERO, what, all);
        progress.show_in_time();
        progress
    }

    fn after(self, after: Duration, what: &'static str, all: usize) -> Progress {
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(Some(all as u64), hidden).with_prefix(what);
        // A template that cannot be read would be a plain bar.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("=> "));
        }
        Progress { bar, after, shown: Once::new(), shows: self.shows }
    }
}

impl Progress {
    /// One more is done.
    pub(super) fn step(&self) {
        self.bar.inc(1);
        self.show_in_time();
    }

    /// What has come of it so far.
    pub(super) fn tell(&self, message: String) {
        self.bar.set_message(message);
    }

    fn show_in_time(&self) {
        if self.shows && self.after <= self.bar.elapsed() {
            self.shown.call_once(|| {
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
                self.bar.enable_steady_tick(TICK);
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressStyle;

    use super::Meter;
    use super::TEMPLATE;

    #[test]
    fn the_template_can_be_read() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }

    #[test]
    fn nothing_is_shown_where_nobody_looks() {
        let progress = Meter::default().start_at_once("checking", 3);
        progress.step();
        assert!(progress.bar.is_hidden());
        assert_eq!(progress.bar.position(), 1);
        assert!(!progress.shown.is_completed());
    }
}
