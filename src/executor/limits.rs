//! **Limits**: how a run that gets nowhere is noticed. The loop works without this file, and you can skip it.
//!
//! Finished and stalled are seen by looking at the queue, the timers and the slots. Two other things are not:
//!
//! * **No progress**: the ready tasks wake only themselves, again and again. Virtual time moves only when no task is
//!   ready (R6), so if they wait for a later time, it never comes, and the run is in a *livelock*. But a long
//!   computation that yields looks the same from here. So the loop gives no verdict: after [`PATIENCE`] turns for each
//!   ready task in which nothing else happened, it says so, and the next call continues.
//! * A **frozen** run: a poll that can never return, such as one that waits for a blocking lock which its own
//!   thread holds. A real program would hang here. The kit knows these places and calls
//!   [`context::freeze`](super::context::freeze), which unwinds out of the poll. What is dropped on the way
//!   finds the run frozen and does nothing: what the task holds stays held, and no waker does anything.
//!
//! A poll takes no virtual time, unless the run is set up with a cost for each poll.

use super::Core;
use std::mem;
use std::time::Duration;

/// How many times each ready task may wake itself while nothing else happens, before the loop mentions it.
pub const PATIENCE: usize = 1000;

/// What the loop counts in order to notice that a run gets nowhere.
#[derive(Default)]
pub(crate) struct Limits {
    /// Turns since anything happened but a task waking itself.
    turns_without_progress: usize,
    /// The number of tasks, with those that have ended, before the current turn.
    tasks_before: usize,
    poll_cost: Duration,
    is_frozen: bool,
    /// Returns whether anything outside the loop may call a waker now. `None` if that isn't known.
    outside: Option<fn() -> bool>,
}

impl Limits {
    /// Sets the virtual time that one poll takes.
    pub(super) fn new(poll_cost: Duration) -> Limits {
        Limits { poll_cost, ..Limits::default() }
    }

    /// Notes that something happened which may let a task continue: a task ended, was suspended, spawned, cancelled or
    /// woken by something else, the clock moved, a shared value changed, a line was printed.
    #[inline]
    pub(crate) fn note_progress(&mut self) {
        self.turns_without_progress = 0;
    }

    /// Notes that a turn has ended, and how many tasks there are.
    #[inline]
    pub(super) fn count_turn(&mut self, tasks: usize) {
        self.turns_without_progress += 1;
        self.tasks_before = tasks;
    }

    /// Notes how many tasks the set-up has spawned.
    pub(super) fn note_tasks(&mut self, tasks: usize) {
        self.tasks_before = tasks;
    }

    /// Returns how many tasks there were before the current turn.
    pub(super) fn tasks_before(&self) -> usize {
        self.tasks_before
    }

    /// Returns how many turns have passed without progress.
    pub(super) fn turns_without_progress(&self) -> usize {
        self.turns_without_progress
    }

    /// Returns that number and counts from 0 again, so that the next turn is taken.
    pub(super) fn restart_count(&mut self) -> usize {
        mem::take(&mut self.turns_without_progress)
    }

    /// Returns whether each of the ready tasks has woken itself [`PATIENCE`] times, with no progress meanwhile.
    #[inline]
    pub(super) fn has_no_progress(&self, ready: usize) -> bool {
        let turns = self.turns_without_progress;
        ready > 0 && turns > PATIENCE * ready
    }

    /// Returns whether anything outside the loop may call a waker, as far as is known.
    pub(super) fn has_outside(&self) -> bool {
        self.outside.is_none_or(|outside| outside())
    }

    /// Sets what is known about that.
    pub(super) fn set_outside(&mut self, outside: fn() -> bool) {
        self.outside = Some(outside);
    }

    /// Returns the virtual time that one poll takes, if it takes any.
    #[inline]
    pub(super) fn poll_cost(&self) -> Option<Duration> {
        (!self.poll_cost.is_zero()).then_some(self.poll_cost)
    }

    /// Returns whether the run has ended inside a poll that can never return.
    #[inline]
    pub(crate) fn is_frozen(&self) -> bool {
        self.is_frozen
    }

    /// Ends the run inside the current poll.
    pub(super) fn freeze(&mut self) {
        self.is_frozen = true;
    }
}

impl Core {
    /// Returns whether the run has ended inside a poll that can never return.
    #[inline]
    pub(crate) fn is_frozen(&self) -> bool {
        self.state.borrow().limits.is_frozen()
    }
}
