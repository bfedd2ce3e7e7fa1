//! Whether another process is still there.

/// Returns whether a process with this number exists. Where that can't be known, it does.
#[cfg(unix)]
#[must_use]
pub fn is_alive(process: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    // A process of another user exists too.
    pid.is_some_and(|pid| !matches!(test_kill_process(pid), Err(Errno::SRCH)))
}

/// Returns whether a process with this number exists. Where that can't be known, it does.
#[cfg(not(unix))]
#[must_use]
pub fn is_alive(_process: u32) -> bool {
    true
}
