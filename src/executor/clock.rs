//! The **clock** is a number, and a sleep is one entry in a list.
//!
//! Nobody counts seconds here. A task that sleeps leaves its waker with a deadline and is suspended like
//! any other. When no task is ready, the loop moves the number to the earliest deadline and calls the
//! wakers that are due (R6), so an hour of sleep takes no time at all:
//!
//! ```text
//!   now 0 s     timers   1 s  b     2 s  c     3 s  a
//!   now 1 s     timers              2 s  c     3 s  a     ready  b
//! ```
//!
//! The list is ordered by deadline and then by the order in which the timers were set. The second part
//! is not a detail: without it, two tasks due at the same moment would run in an order that nobody chose.

use super::event::TimerId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::task::Waker;
use std::time::Duration;

/// A moment of the virtual clock: nanoseconds since the run began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Time(pub u64);

impl Time {
    /// The moment `length` later; the end of time (584 years) where that lies beyond it.
    #[must_use]
    pub fn after(self, length: Duration) -> Time {
        Time(self.0.saturating_add(u64::try_from(length.as_nanos()).unwrap_or(u64::MAX)))
    }
}

impl fmt::Display for Time {
    /// Seconds, with as many decimals as are needed: `0 s`, `2.5 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000_000_000, self.0 % 1_000_000_000);
        match format!("{part:09}").trim_end_matches('0') {
            "" => write!(f, "{whole} s"),
            decimals => write!(f, "{whole}.{decimals} s"),
        }
    }
}

/// The current time and the timers, earliest first.
#[derive(Default)]
pub(super) struct Clock {
    pub(super) now: Time,
    pub(super) timers: BTreeMap<(Time, TimerId), Waker>,
    set_so_far: u32,
}

impl Clock {
    /// Adds a timer behind all that are due at the same moment.
    pub(super) fn set(&mut self, deadline: Time, waker: Waker) -> TimerId {
        let timer = TimerId(self.set_so_far);
        self.set_so_far += 1;
        self.timers.insert((deadline, timer), waker);
        timer
    }

    /// The earliest deadline.
    #[inline]
    pub(super) fn next_deadline(&self) -> Option<Time> {
        self.timers.first_key_value().map(|(&(deadline, _), _)| deadline)
    }

    /// Takes the first timer that is due, if one is.
    #[inline]
    pub(super) fn take_due(&mut self) -> Option<(TimerId, Waker)> {
        self.next_deadline().filter(|deadline| *deadline <= self.now)?;
        self.timers.pop_first().map(|((_, timer), waker)| (timer, waker))
    }
}
