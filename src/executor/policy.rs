//! A **policy** is another set of rules for the loop, given to it from outside.
//!
//! The loop of this chapter takes the front of the queue, and a spawn or a wake only queues. Learners
//! have other loops in mind: one that runs a task inside the call that wakes it, one that finishes a task
//! before it begins the next. To answer "what would *that* loop print?" such a loop has to run, so the
//! executor asks a policy at the three places where loops differ. It has none unless one is given, and
//! what a policy does is no part of the chapter: a run under one may break every rule there is.

use super::event::TaskId;

/// What a loop may do differently. `events` is how many events the record holds when it is asked.
pub trait Policy {
    /// Which ready task is taken next, counted from 0 at the front, where this chapter's loop would take
    /// the one at `asked`; `None` takes none of them and lets time pass. `alive` are the tasks that have
    /// not ended, and `timers` says whether any is set.
    fn choose(
        &mut self,
        events: usize,
        asked: usize,
        ready: &[TaskId],
        alive: &[TaskId],
        timers: bool,
    ) -> Option<usize>;

    /// A task was spawned. `true` polls it at once, inside the call that spawned it.
    fn spawned(&mut self, events: usize) -> bool;

    /// A waker is called for a suspended task.
    fn woken(&mut self, events: usize) -> OnWake;
}

/// What the call of a waker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnWake {
    /// The task goes to the back of the queue.
    Queue,
    /// It is polled inside the call.
    Run,
    /// Nothing.
    Lose,
}
