//! Ctrl-C: the first asks a command to come to an end, the second ends the program.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C does not end the program at once, but [`interrupted`] tells of it. Where the
/// system does not allow that, Ctrl-C does what it always did.
pub fn watch_interrupts() {
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Ctrl-C was pressed.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
