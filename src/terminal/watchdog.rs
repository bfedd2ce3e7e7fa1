//! Reports a poll that doesn't return, so that Ctrl-C can quit even then.
//!
//! Recipes run on the thread that draws. While that thread is busy, the watchdog checks the run's
//! [activity](crate::record::activity). If the same turn is under way for too long, even if it reaches lines, it writes
//! one line over the last row. The blocked thread can't write to the screen at the same time.

use super::output::{self, Stream};
use super::{guard, ownership};
use crate::limits::{MAX_POLL_TIME, WATCHDOG_INTERVAL};
use crate::record::activity::{self, OpenTurn};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The status of a process whose guard was killed: 128 and the number of SIGKILL.
const GUARD_KILLED: i32 = 137;

static IS_STUCK: AtomicBool = AtomicBool::new(false);
static HAS_WRITTEN: AtomicBool = AtomicBool::new(false);

/// Starts the watchdog, which runs until the process exits.
#[expect(
    clippy::disallowed_methods,
    reason = "what hangs is seen from another thread, by the clock on the wall"
)]
pub fn watch() {
    activity::start_watching();
    thread::spawn(|| {
        let mut seen: Option<(OpenTurn, Instant)> = None;
        loop {
            thread::sleep(WATCHDOG_INTERVAL);
            if guard::is_gone() {
                ownership::exit(
                    GUARD_KILLED,
                    Some("coroscope: The process that guards the screen was killed."),
                );
            }
            let now = activity::open_turn();
            let since = match (now, seen.take()) {
                (Some(turn), Some((old, since))) if turn.is_same_turn(&old) => {
                    seen.insert((turn, since))
                }
                (Some(turn), _) => seen.insert((turn, Instant::now())),
                (None, _) => {
                    IS_STUCK.store(false, Ordering::Relaxed);
                    continue;
                }
            };
            let is_stuck = since.1.elapsed() >= MAX_POLL_TIME;
            if is_stuck && !IS_STUCK.swap(true, Ordering::Relaxed) {
                // An error means that the terminal has gone away.
                let _gone = report(&since.0);
            } else if !is_stuck {
                IS_STUCK.store(false, Ordering::Relaxed);
            }
        }
    });
}

/// Returns whether a poll is blocking the screen.
pub fn is_stuck() -> bool {
    IS_STUCK.load(Ordering::Relaxed)
}

/// Returns whether something was written over the screen since the last call.
pub fn has_written() -> bool {
    HAS_WRITTEN.swap(false, Ordering::Relaxed)
}

/// Restores the terminal and exits, because the main thread is blocked.
pub fn leave() -> ! {
    let words = match activity::open_turn() {
        Some(turn) => format!("coroscope: quit, because {} hadn't returned", poll(&turn)),
        None => "coroscope: quit at once, because the screen took too long to answer".to_owned(),
    };
    ownership::exit(130, Some(&words))
}

/// Leaves like [`leave`] if the screen is still open after this time. It is called when Ctrl-C was pressed: a poll may
/// record events without end, so that it looks alive, and a search or a drawing may take long.
#[expect(
    clippy::disallowed_methods,
    reason = "the thread that draws is waited for by the clock on the wall"
)]
pub fn leave_after(wait: Duration) {
    thread::spawn(move || {
        thread::sleep(wait);
        if ownership::is_ours() {
            leave();
        }
    });
}

/// Returns the poll by name: `report's poll (turn 3, line 7)`.
fn poll(turn: &OpenTurn) -> String {
    let OpenTurn { turn, task, line, .. } = turn;
    let line = line.map_or(String::new(), |line| format!(", line {line}"));
    format!("{task}'s poll (turn {turn}{line})")
}

fn report(turn: &OpenTurn) -> io::Result<()> {
    let words = format!(" {} hasn't returned. Press Ctrl-C to quit. ", poll(turn));
    if !ownership::has_screen() {
        return output::write(Stream::Err, format!("{}\n", words.trim()).as_bytes());
    }
    HAS_WRITTEN.store(true, Ordering::Relaxed);
    ownership::write_last_row(&words)
}
