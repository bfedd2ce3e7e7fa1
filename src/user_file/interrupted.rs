//! Removes the file that is being written when a signal ends the process.
//!
//! The new file stands beside the old one until it is complete. A process that a signal ends runs no destructors, so it
//! would stay there.

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// The new file that isn't complete.
static INCOMPLETE: Mutex<Option<PathBuf>> = Mutex::new(None);

fn incomplete() -> MutexGuard<'static, Option<PathBuf>> {
    INCOMPLETE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Marks a new file as incomplete until it is dropped.
pub(super) struct Incomplete;

impl Incomplete {
    pub(super) fn new(file: &Path) -> Incomplete {
        *incomplete() = Some(file.to_owned());
        Incomplete
    }
}

impl Drop for Incomplete {
    fn drop(&mut self) {
        *incomplete() = None;
    }
}

/// From now on, a signal that ends the process removes the file that is being written first. A signal that is ignored
/// stays ignored.
///
/// # Errors
/// Fails if the system refuses a handler.
#[expect(
    clippy::disallowed_methods,
    reason = "a signal must be heard while the main thread writes"
)]
pub fn remove_when_interrupted() -> io::Result<()> {
    let ignored = ignored_signals();
    let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
    let ending = ending.into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
    let mut signals = Signals::new(ending)?;
    thread::spawn(move || {
        for signal in signals.forever() {
            // It stays locked until the process has ended, so that no other file is begun.
            let file = incomplete();
            if let Some(file) = &*file {
                let _gone = fs::remove_file(file);
            }
            let _ends_here = emulate_default_handler(signal);
        }
    });
    Ok(())
}

/// Returns the signals that this process ignores, as those that `nohup` starts do: a bit each, the lowest for signal 1. Where
/// the system doesn't tell, there are none.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
