//! What a search is doing, for another thread to see.
//!
//! A poll that never returns blocks the thread that searches. So after a call of [`start_watching`], each call into the
//! program is noted here, with the choices that led to it. Before that, this costs one branch a turn.

use crate::session::schedule::Schedule;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A call into the program that hasn't returned: its set-up, or a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCall {
    /// The number of calls before it. A later call has another number.
    pub number: u64,
    /// The number of the turn in its run, and 0 in the set-up.
    pub turn: u32,
    /// The choices that led to it.
    pub schedule: Schedule,
}

struct Notes {
    calls: u64,
    turn: u32,
    choices: Vec<u32>,
    is_open: bool,
}

static IS_WATCHED: AtomicBool = AtomicBool::new(false);
static NOTES: Mutex<Notes> =
    Mutex::new(Notes { calls: 0, turn: 0, choices: Vec::new(), is_open: false });

fn notes() -> MutexGuard<'static, Notes> {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes all searches of this process note their calls from now on.
pub fn start_watching() {
    IS_WATCHED.store(true, Ordering::Relaxed);
}

/// Returns the call that hasn't returned, in any search of this process.
#[must_use]
pub fn open_call() -> Option<OpenCall> {
    let notes = notes();
    let schedule = || Schedule::new(notes.choices.clone());
    notes.is_open.then(|| OpenCall { number: notes.calls, turn: notes.turn, schedule: schedule() })
}

/// Calls the program: its set-up if `turn` is 0. `choice` is the task that is polled, if there is a choice.
pub(super) fn watched<R>(turn: u32, choice: Option<u32>, call: impl FnOnce() -> R) -> R {
    if !IS_WATCHED.load(Ordering::Relaxed) {
        return call();
    }
    {
        let mut notes = notes();
        if turn == 0 {
            notes.choices.clear();
        }
        notes.choices.extend(choice);
        (notes.calls, notes.turn, notes.is_open) = (notes.calls + 1, turn, true);
    }
    let result = call();
    notes().is_open = false;
    result
}
