//! Other processes: whether one is still there.

/// Whether there is a process with this number; `None` where this system cannot be asked without
/// more than a look.
#[cfg(unix)]
pub fn process_exists(process: u32) -> Option<bool> {
    let process = rustix::process::Pid::from_raw(i32::try_from(process).ok()?)?;
    match rustix::process::test_kill_process(process) {
        Err(rustix::io::Errno::SRCH) => Some(false),
        // A process of somebody else is there too.
        Ok(()) | Err(_) => Some(true),
    }
}

#[cfg(not(unix))]
pub fn process_exists(_process: u32) -> Option<bool> {
    None
}

/// Lets this thread come after all others that want a processor. Only Linux does that to one thread
/// alone.
pub fn yield_to_others() {
    // It is never refused to who asks for less.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 5);
}

/// The operating system and the processor that the program was made for.
pub fn system() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

#[cfg(all(test, unix))]
mod tests {
    use super::process_exists;

    #[test]
    fn a_process_is_there_while_it_runs() {
        assert_eq!(process_exists(std::process::id()), Some(true));
        // Beyond what any system gives out, and no process at all.
        assert_eq!(process_exists(i32::MAX as u32), Some(false));
        assert_eq!(process_exists(0), None);
    }
}
