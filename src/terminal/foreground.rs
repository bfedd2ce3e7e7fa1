//! Lends the terminal to another program, such as an editor, until that one ends.
//!
//! Meanwhile the terminal is in the mode of the shell, nothing is read from it, and signals from its keys are the other
//! program's.

use super::ownership;
use std::io::{self, BufRead, Write};
use std::process::{Command, ExitStatus};
use std::sync::{Condvar, Mutex, PoisonError};

/// Whether another program has the terminal.
static IS_LENT: Mutex<bool> = Mutex::new(false);
static RETURNED: Condvar = Condvar::new();

/// Returns whether another program has the terminal.
#[cfg(unix)]
pub fn is_lent() -> bool {
    *IS_LENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits while another program has the terminal. Returns whether one had it.
pub fn wait_until_returned() -> bool {
    let mut is_lent = IS_LENT.lock().unwrap_or_else(PoisonError::into_inner);
    let had_it = *is_lent;
    while *is_lent {
        is_lent = RETURNED.wait(is_lent).unwrap_or_else(PoisonError::into_inner);
    }
    had_it
}

/// Restores the terminal, runs the program in it, and waits. If it fails, the learner reads why, and presses Enter. The
/// caller then takes the terminal again.
///
/// # Errors
/// Fails if the program can't be started.
pub fn run(command: &mut Command) -> io::Result<()> {
    let _returned = Lent::new();
    ownership::release();
    let status = platform::wait(&mut command.spawn()?)?;
    if has_failed(status) {
        wait_for_enter(status);
    }
    Ok(())
}

/// Returns whether the program has failed. One that the learner has ended with Ctrl-C hasn't.
#[must_use]
pub fn has_failed(status: ExitStatus) -> bool {
    !status.success() && !platform::is_interrupted(status)
}

/// Waits until the learner has read what the program wrote. Without the terminal, it doesn't wait.
fn wait_for_enter(status: ExitStatus) {
    let words = format!("It ended with {status}. Press Enter to go back.\n");
    let _closed = io::stderr().write_all(words.as_bytes());
    let _gone = io::stdin().lock().read_line(&mut String::new());
}

#[cfg(unix)]
mod platform {
    use rustix::io::Errno;
    use rustix::process::{Pid, WaitOptions, waitpid};
    use signal_hook::consts::{SIGINT, SIGTSTP};
    use std::io;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Child, ExitStatus};

    /// Returns whether Ctrl-C has ended the program.
    pub fn is_interrupted(status: ExitStatus) -> bool {
        status.signal() == Some(SIGINT)
    }

    /// Waits for the program. If it stops, this process stops too, so that the shell takes over.
    pub fn wait(child: &mut Child) -> io::Result<ExitStatus> {
        let program = Pid::from_child(child);
        loop {
            let status = match waitpid(Some(program), WaitOptions::UNTRACED) {
                Ok(Some((_, status))) => status,
                Ok(None) | Err(Errno::INTR) => continue,
                Err(why) => return Err(why.into()),
            };
            if !status.stopped() {
                return Ok(ExitStatus::from_raw(status.as_raw()));
            }
            signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use std::io;
    use std::process::{Child, ExitStatus};

    /// Returns `false`: no signal ends a program here.
    pub fn is_interrupted(_: ExitStatus) -> bool {
        false
    }

    /// Waits for the program.
    pub fn wait(child: &mut Child) -> io::Result<ExitStatus> {
        child.wait()
    }
}

/// The terminal, lent. Dropping it takes it back.
struct Lent;

impl Lent {
    fn new() -> Lent {
        *IS_LENT.lock().unwrap_or_else(PoisonError::into_inner) = true;
        Lent
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        *IS_LENT.lock().unwrap_or_else(PoisonError::into_inner) = false;
        RETURNED.notify_all();
    }
}
