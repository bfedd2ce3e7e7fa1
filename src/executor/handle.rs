//! The executor's public type: starts a run, steps it, shows its state and ends it.

use super::task::TaskState;
use super::turn::Turn;
use super::{Core, Journal, Limits, Loop, Recorder};
use crate::record::event::{TaskId, Time, TimerId};
use crate::thread::catch_panic;
use std::cell::{Ref, RefCell};
use std::mem;
use std::rc::Rc;
use std::time::Duration;

/// An executor, driven from outside: one call of [`turn`](Executor::turn) does one thing.
#[derive(Default)]
pub struct Executor {
    pub(super) core: Rc<Core>,
}

impl Executor {
    /// Returns an executor that doesn't record.
    #[must_use]
    pub fn new() -> Executor {
        Executor::default()
    }

    /// Returns an executor that records what happens, in the memory of an old record. Each poll moves the clock by
    /// `poll_cost`.
    #[must_use]
    pub fn recording(into: Recorder, poll_cost: Duration) -> Executor {
        Executor { core: Rc::new(Core::recording(into, poll_cost)) }
    }

    /// Sets a function that returns whether anything outside the loop, such as another thread, may call a waker. It is
    /// called when nothing else is left to do. By default, something may.
    pub fn set_outside(&self, outside: fn() -> bool) {
        self.core.state.borrow_mut().limits.set_outside(outside);
    }

    /// Returns whether a waker exists that something outside the loop may call.
    #[must_use]
    pub fn may_be_woken_from_outside(&self) -> bool {
        self.core.state.borrow().may_be_woken_from_outside()
    }

    /// Runs ordinary code that may spawn tasks and make what they share.
    pub fn set_up<R>(&self, code: impl FnOnce() -> R) -> R {
        self.core.enter(|| {
            let result = code();
            self.core.read_mailbox();
            self.core.fire_due();
            let mut state = self.core.state.borrow_mut();
            let tasks = state.slots.len();
            state.limits.note_tasks(tasks);
            result
        })
    }

    /// Does one thing: polls or drops the task at the front of the queue, or moves the clock.
    pub fn turn(&self) -> Turn {
        self.turn_of(0)
    }

    /// Like [`turn`](Executor::turn), with the `nth` task of the ready queue, counted from 0 at the
    /// front. If the queue is shorter, it takes the last one.
    pub fn turn_of(&self, nth: usize) -> Turn {
        self.core.enter(|| self.core.turn_under_policy(nth))
    }

    /// Takes turns until one does nothing, and returns why.
    pub fn run(&self) -> Turn {
        if self.core.policy.is_none() {
            return self.core.enter(|| self.core.run());
        }
        loop {
            let turn = self.turn();
            if turn.is_end() {
                return turn;
            }
        }
    }

    /// Returns the ready tasks, front first.
    #[must_use]
    pub fn ready(&self) -> Vec<TaskId> {
        self.core.state.borrow().ready.iter().copied().collect()
    }

    /// Returns how many tasks are ready, which is how many choices there are for the next turn.
    #[must_use]
    pub fn ready_count(&self) -> usize {
        self.core.state.borrow().ready.len()
    }

    /// Returns the tasks that have not ended, in the order of spawning, each with its state.
    #[must_use]
    pub fn tasks(&self) -> Vec<(TaskId, TaskState)> {
        self.core.state.borrow().alive()
    }

    /// Returns the timers that have not fired, earliest first.
    #[must_use]
    pub fn timers(&self) -> Vec<(Time, TimerId)> {
        self.core.state.borrow().timers.keys().copied().collect()
    }

    /// Returns the virtual time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.core.state.borrow().now
    }

    /// Returns what has happened up to here, if this executor records.
    #[must_use]
    pub fn record(&self) -> Option<Ref<'_, Recorder>> {
        Ref::filter_map(self.core.state.borrow(), |state| state.journal.recorder.as_ref()).ok()
    }

    /// Ends the run and returns its record, so that the next run can have the memory.
    #[must_use]
    pub fn into_record(self) -> Option<Recorder> {
        self.core.state.borrow_mut().journal.recorder.take()
    }
}

impl Core {
    pub(super) fn recording(mut into: Recorder, poll_cost: Duration) -> Core {
        into.clear();
        let (limits, journal) = (Limits::new(poll_cost), Journal::new(into));
        let state = RefCell::new(Loop { limits, journal, ..Loop::default() });
        Core { state, ..Core::default() }
    }
}

impl Drop for Executor {
    /// Drops the tasks that are left, with their drop handlers, which may still call `wake` or `spawn`.
    fn drop(&mut self) {
        self.core.enter(|| {
            for nth in 0.. {
                let left = self.core.state.borrow_mut().slots.get_mut(nth).map(Option::take);
                let Some(left) = left else { break };
                let _dropped = catch_panic(|| drop(left));
            }
            let timers = mem::take(&mut self.core.state.borrow_mut().timers);
            let _dropped = catch_panic(|| drop(timers));
            let outside = mem::take(&mut self.core.state.borrow_mut().outside);
            let _dropped = catch_panic(|| drop(outside));
        });
    }
}
