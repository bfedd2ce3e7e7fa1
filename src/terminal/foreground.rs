//! Lends the terminal to another program, such as an editor, until that one ends.
//!
//! Meanwhile the terminal is in the mode of the shell, nothing is read from it, and signals from its keys are the other
//! program's.

use super::ownership;
use std::io;
use std::process::{Command, ExitStatus};
use std::sync::{Condvar, Mutex, PoisonError};

/// Whether another program has the terminal.
static IS_LENT: Mutex<bool> = Mutex::new(false);
static RETURNED: Condvar = Condvar::new();

/// Returns whether another program has the terminal.
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

/// Restores the terminal, runs the program in it, and waits. The caller then takes the terminal again.
///
/// # Errors
/// Fails if the program can't be started.
pub fn run(command: &mut Command) -> io::Result<ExitStatus> {
    let _returned = Lent::new();
    ownership::release();
    command.status()
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
