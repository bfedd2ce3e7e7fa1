//! What can be seen of a loop from outside, between two turns, and how one is begun and ended.

use crate::executor::task::State;
use crate::executor::{CURRENT, Core, Recorder, Turn};
use crate::record::event::{TaskId, Time, TimerId};
use crate::thread::caught;
use std::cell::Ref;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::time::Duration;

/// The loop as it is held from outside: one call of [`turn`](Executor::turn), one step.
#[derive(Default)]
pub struct Executor {
    pub(super) core: Rc<Core>,
}

impl Executor {
    /// An executor that only runs.
    #[must_use]
    pub fn new() -> Executor {
        Executor::default()
    }

    /// An executor that writes down what happens, in the memory of an old record. A poll moves the clock
    /// by `poll_cost`.
    #[must_use]
    pub fn recording(into: Recorder, poll_cost: Duration) -> Executor {
        Executor { core: Rc::new(Core::recording(into, poll_cost)) }
    }

    /// Runs ordinary code that may spawn tasks and make what they share.
    pub fn set_up<R>(&self, code: impl FnOnce() -> R) -> R {
        self.core.enter(|| {
            let result = code();
            self.core.let_in();
            result
        })
    }

    /// Does one thing: polls or drops the task at the front of the queue, or moves the clock.
    pub fn turn(&self) -> Turn {
        self.turn_of(0)
    }

    /// Like [`turn`](Executor::turn), with the `nth` task of the ready queue, counted from 0 at the
    /// front. Where the queue is shorter, its last.
    pub fn turn_of(&self, nth: usize) -> Turn {
        self.core.enter(|| self.core.turn(nth))
    }

    /// Takes turns until there is nothing more to do, and says why.
    pub fn run(&self) -> Turn {
        self.core.enter(|| {
            loop {
                match self.core.turn(0) {
                    Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_) => {}
                    end => return end,
                }
            }
        })
    }

    /// The ready tasks, front first.
    #[must_use]
    pub fn ready(&self) -> Vec<TaskId> {
        self.core.ready()
    }

    /// How many tasks are ready: between so many can be chosen.
    #[must_use]
    pub fn ready_count(&self) -> usize {
        self.core.inner.borrow().ready.len()
    }

    /// The tasks that have not ended, in the order of spawning, each with its state.
    #[must_use]
    pub fn tasks(&self) -> Vec<(TaskId, State)> {
        self.core.inner.borrow().alive()
    }

    /// The timers that are to fire, earliest first.
    #[must_use]
    pub fn timers(&self) -> Vec<(Time, TimerId)> {
        self.core.inner.borrow().timers.keys().copied().collect()
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.core.inner.borrow().now
    }

    /// What has happened so far, if this executor records.
    #[must_use]
    pub fn record(&self) -> Option<Ref<'_, Recorder>> {
        Ref::filter_map(self.core.inner.borrow(), |inner| inner.journal.recorder.as_ref()).ok()
    }

    /// Ends the run and gives its record back, so that the next run can have the memory.
    #[must_use]
    pub fn into_record(self) -> Option<Recorder> {
        self.core.inner.borrow_mut().journal.recorder.take()
    }
}

impl Core {
    /// Runs `inside` with this executor as the current one, also when `inside` panics.
    pub(crate) fn enter<R>(self: &Rc<Self>, inside: impl FnOnce() -> R) -> R {
        // While a thread ends, CURRENT may be gone before an executor is: then none is current.
        let swap = |core| CURRENT.try_with(|current| current.replace(core)).ok().flatten();
        let outer = swap(Some(Rc::clone(self)));
        let result = catch_unwind(AssertUnwindSafe(inside));
        drop(swap(outer));
        result.unwrap_or_else(|panic| resume_unwind(panic))
    }

    pub(super) fn recording(mut into: Recorder, poll_cost: Duration) -> Core {
        into.clear();
        let core = Core::default();
        let mut inner = core.inner.borrow_mut();
        (inner.journal.recorder, inner.journal.poll_cost) = (Some(into), poll_cost);
        drop(inner);
        core
    }

    /// The ready tasks, front first.
    pub(super) fn ready(&self) -> Vec<TaskId> {
        self.inner.borrow().ready.iter().copied().collect()
    }
}

impl Drop for Executor {
    /// Drops the tasks that are left, with their drop handlers, which may still call `wake` or `spawn`.
    fn drop(&mut self) {
        self.core.enter(|| {
            for nth in 0.. {
                let left = self.core.inner.borrow_mut().slots.get_mut(nth).map(Option::take);
                let Some(left) = left else { break };
                let _dropped = caught(|| drop(left));
            }
            let timers = mem::take(&mut self.core.inner.borrow_mut().timers);
            let _dropped = caught(|| drop(timers));
        });
    }
}
