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

use super::Loop;
use crate::record::event::{ClockReason, Time, TimerId};
use std::task::Waker;
use std::time::Duration;

impl Loop {
    /// Adds a timer behind all that are due at the same moment. It goes by its deadline and its number.
    pub(crate) fn set_timer(&mut self, length: Duration, waker: Waker) -> (Time, TimerId) {
        let key = (self.now.after(length), TimerId(self.timers_set));
        self.timers_set += 1;
        self.timers.insert(key, waker);
        key
    }

    /// The earliest deadline.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        self.timers.first_key_value().map(|(&(deadline, _), _)| deadline)
    }

    /// The clock moves.
    pub(crate) fn pass(&mut self, to: Time, why: ClockReason) {
        self.now = to;
        self.journal.clock(to, why);
    }

    /// Takes the first timer that is due, if one is.
    pub(super) fn take_due(&mut self) -> Option<Waker> {
        self.next_deadline().filter(|deadline| *deadline <= self.now)?;
        let ((_, timer), waker) = self.timers.pop_first()?;
        self.journal.fired(timer);
        Some(waker)
    }
}
