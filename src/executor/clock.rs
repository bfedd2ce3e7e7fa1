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

use crate::record::event::{Time, TimerId};
use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

/// A timer's place in the list: when it fires, and which of all timers it is.
pub(crate) type TimerKey = (Time, TimerId);

/// The current time and the timers, earliest first.
#[derive(Default)]
pub(super) struct Clock {
    pub(super) now: Time,
    pub(super) timers: BTreeMap<TimerKey, Waker>,
    set_so_far: u32,
}

impl Clock {
    /// Adds a timer behind all that are due at the same moment.
    pub(super) fn set(&mut self, length: Duration, waker: Waker) -> TimerKey {
        let key = (self.now.after(length), TimerId(self.set_so_far));
        self.set_so_far += 1;
        self.timers.insert(key, waker);
        key
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
