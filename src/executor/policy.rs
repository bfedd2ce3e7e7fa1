//! A **policy** is another set of rules for the loop, given to it from outside.
//!
//! The loop of this chapter takes the front of the queue, and a spawn or a wake only queues. Learners
//! have other loops in mind: one that runs a task inside the call that wakes it, one that finishes a task
//! before it begins the next. To answer "what would *that* loop print?" such a loop has to run, so the
//! executor asks a policy at the three places where loops differ. It has none unless one is given, and
//! what a policy does is no part of the chapter: a run under one may break every rule there is.

use super::{Core, Executor, State, task};
use crate::record::Recorder;
use crate::record::event::TaskId;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

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

impl Executor {
    /// Like [`recording`](Executor::recording), under other rules than those of this chapter.
    #[must_use]
    pub fn under(policy: Box<dyn Policy>, poll_cost: Duration) -> Executor {
        let recorder = Some(Recorder::default());
        let state = RefCell::new(State { recorder, poll_cost, ..State::default() });
        let policy = Some(RefCell::new(policy));
        Executor { core: Rc::new(Core { state, policy, ..Core::default() }) }
    }
}

/// The places where a loop under a [`Policy`] differs.
impl Core {
    fn ask<R>(&self, question: impl FnOnce(&mut dyn Policy, usize) -> R) -> Option<R> {
        let policy = self.policy.as_ref()?;
        let events =
            self.state.borrow().recorder.as_ref().map_or(0, |record| record.events().len());
        Some(question(&mut **policy.borrow_mut(), events))
    }

    /// Before a task is taken from the queue.
    pub(super) fn choose(&self, asked: usize) -> Option<usize> {
        let (ready, alive, timers) = {
            let state = self.state.borrow();
            let alive: Vec<_> = state.tasks.alive().into_iter().map(|(task, _)| task).collect();
            (state.ready(), alive, state.clock.next_deadline().is_some())
        };
        self.ask(|policy, events| policy.choose(events, asked, &ready, &alive, timers)).flatten()
    }

    /// Behind a spawn.
    pub(super) fn has_spawned(&self, task: TaskId) {
        if self.ask(|policy, events| policy.spawned(events)) == Some(true) {
            self.run_inside(task);
        }
    }

    /// Before a waker does anything.
    pub(super) fn loses(&self, task: TaskId) -> bool {
        let is_suspended = || {
            let alive = self.state.borrow().tasks.alive();
            alive.contains(&(task, task::State::Suspended))
        };
        is_suspended() && self.ask(|policy, events| policy.woken(events)) == Some(OnWake::Lose)
    }

    /// A waker was called, and its task is in the queue: is it polled inside the call?
    pub(super) fn runs(&self, task: TaskId) -> bool {
        self.running() != Some(task)
            && self.state.borrow().ready().contains(&task)
            && self.ask(|policy, events| policy.woken(events)) == Some(OnWake::Run)
    }

    /// Polls a ready task in the middle of whatever happens now.
    pub(super) fn run_inside(&self, task: TaskId) {
        let mut state = self.state.borrow_mut();
        let before = state.by;
        let nth = state.ready().iter().position(|ready| *ready == task);
        let taken = nth.and_then(|nth| state.take(nth));
        drop(state);
        if let Some((seat, action)) = taken {
            self.run_task(seat, action);
        }
        self.state.borrow_mut().by = before;
    }
}
