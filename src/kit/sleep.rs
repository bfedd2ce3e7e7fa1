//! Sleeping on the virtual clock.

use super::history;
use super::yield_now::{YieldNow, yield_now};
use crate::executor::{clock, context};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Suspends the task for this much virtual time (R6).
///
/// The **first poll** sets the deadline, not this call: a coroutine does nothing until it is polled (R1), and a sleep
/// is no exception. A sleep of zero length only lets the other tasks run. Both are as in asyncio.
#[must_use = "nothing happens until it is awaited"]
pub fn sleep(length: Duration) -> Sleep {
    let state = if length.is_zero() {
        SleepState::Yield(yield_now())
    } else {
        SleepState::Clock(clock::Sleep::New(length))
    };
    Sleep { state }
}

/// The future of [`sleep`].
#[derive(Debug)]
pub struct Sleep {
    state: SleepState,
}

enum SleepState {
    Yield(YieldNow),
    Clock(clock::Sleep),
}

impl Future for Sleep {
    type Output = ();

    /// Polls the executor's sleep, and adds to the task's history what it observed: the time of the first poll, which
    /// determines the deadline, and later whether the timer has fired.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.state {
            SleepState::Yield(once) => Pin::new(once).poll(context),
            SleepState::Clock(sleep) => {
                let is_new = matches!(sleep, clock::Sleep::New(_));
                let poll = Pin::new(sleep).poll(context);
                if is_new {
                    history::observed(context::now().0);
                } else {
                    history::observed(poll.is_pending());
                }
                history::note_waker(context.waker());
                poll
            }
        }
    }
}

impl fmt::Debug for SleepState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SleepState::Yield(once) => f.debug_tuple("Yield").field(once).finish(),
            SleepState::Clock(sleep) => sleep.fmt(f),
        }
    }
}
