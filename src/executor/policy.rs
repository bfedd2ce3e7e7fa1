//! A **policy** is another set of rules for the loop, given to it from outside.
//!
//! The loop of this chapter takes the front of the queue, and a spawn or a wake only queues. Learners
//! have other loops in mind: one that runs a task inside the call that wakes it, one that finishes a task
//! before it begins the next. To answer "what would *that* loop print?" such a loop has to run, so the
//! executor asks a policy at the three places where loops differ. It has none unless one is given, and
//! what a policy does is no part of the chapter: a run under one may break every rule there is.

use super::Core;
use super::event::TaskId;
use super::task::{Seat, State};

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

/// The places where a loop under a [`Policy`] differs.
impl Core {
    pub(super) fn ask<R>(&self, question: impl FnOnce(&mut dyn Policy, usize) -> R) -> Option<R> {
        let events = self.recorder.as_ref().map_or(0, |recorder| recorder.borrow().events().len());
        self.policy.as_ref().map(|policy| question(&mut **policy.borrow_mut(), events))
    }

    pub(super) fn choose(&self, asked: usize) -> Option<usize> {
        let (ready, alive) = {
            let tasks = self.tasks.borrow();
            let alive: Vec<_> = tasks.alive().into_iter().map(|(task, _)| task).collect();
            (tasks.ready().collect::<Vec<_>>(), alive)
        };
        let timers = self.clock.borrow().next_deadline().is_some();
        self.ask(|policy, events| policy.choose(events, asked, &ready, &alive, timers)).flatten()
    }

    fn is_suspended(&self, seat: Seat) -> bool {
        let alive = self.tasks.borrow().alive();
        alive.iter().any(|(task, state)| *task == seat.task && *state == State::Suspended)
    }

    pub(super) fn loses(&self, seat: Seat) -> bool {
        self.is_suspended(seat)
            && self.ask(|policy, events| policy.woken(events)) == Some(OnWake::Lose)
    }

    /// A waker was called, and its task is in the queue.
    pub(super) fn woken(&self, seat: Seat) {
        if self.running.get() != Some(seat.task)
            && self.tasks.borrow().ready().any(|ready| ready == seat.task)
            && self.ask(|policy, events| policy.woken(events)) == Some(OnWake::Run)
        {
            self.run_inside(seat.task);
        }
    }

    /// Polls a ready task in the middle of whatever happens now.
    pub(super) fn run_inside(&self, task: TaskId) {
        let before = self.running.get();
        let nth = self.tasks.borrow().ready().position(|ready| ready == task);
        let taken = nth.and_then(|nth| self.tasks.borrow_mut().take(nth));
        if let Some((seat, work, waker, cancelled)) = taken {
            self.run_task(seat, work, waker.filter(|_| !cancelled));
        }
        self.running.set(before);
    }
}
