//! The **ready queue** holds the tasks that may be polled now, and nothing else.
//!
//! First in, first out: a new task goes to the back (R2), a woken task goes to the back (R5), the loop
//! takes the front (R3). A suspended task is not in here at all (R4), and that is the whole secret of
//! why waiting costs nothing. The state of a task says whether it stands here, so it stands here once.

use super::task::Seat;
use std::collections::VecDeque;

/// The tasks that are ready, front first.
#[derive(Default)]
pub(super) struct ReadyQueue(pub(super) VecDeque<Seat>);

impl ReadyQueue {
    #[inline]
    pub(super) fn push_back(&mut self, seat: Seat) {
        self.0.push_back(seat);
    }

    /// Takes the `nth` task from the front. The loop always takes the front, 0; whoever steps the loop
    /// from outside may ask for another; where the queue is shorter, that is the last.
    #[inline]
    pub(super) fn take(&mut self, nth: usize) -> Option<Seat> {
        if nth == 0 { self.0.pop_front() } else { self.0.remove(nth.min(self.0.len().max(1) - 1)) }
    }

    /// Takes out a task that woke itself and then came to its end.
    pub(super) fn remove(&mut self, seat: Seat) {
        self.0.retain(|queued| *queued != seat);
    }
}
