//! What can be seen of a loop from outside, between two turns.

use super::{Executor, State, task};
use crate::record::Recorder;
use crate::record::event::{TaskId, Time, TimerId};
use std::cell::Ref;

impl State {
    /// The ready tasks, front first.
    pub(super) fn ready(&self) -> Vec<TaskId> {
        self.tasks.queue.0.iter().map(|seat| seat.task).collect()
    }
}

impl Executor {
    /// The ready tasks, front first.
    #[must_use]
    pub fn ready(&self) -> Vec<TaskId> {
        self.core.state.borrow().ready()
    }

    /// How many tasks are ready: between so many can be chosen.
    #[must_use]
    pub fn ready_count(&self) -> usize {
        self.core.state.borrow().tasks.queue.0.len()
    }

    /// The tasks that have not ended, in the order of spawning, each with its state.
    #[must_use]
    pub fn tasks(&self) -> Vec<(TaskId, task::State)> {
        self.core.state.borrow().tasks.alive()
    }

    /// The timers that are to fire, earliest first.
    #[must_use]
    pub fn timers(&self) -> Vec<(Time, TimerId)> {
        self.core.state.borrow().clock.timers.keys().copied().collect()
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.core.state.borrow().clock.now
    }

    /// What has happened so far, if this executor records.
    #[must_use]
    pub fn record(&self) -> Option<Ref<'_, Recorder>> {
        Ref::filter_map(self.core.state.borrow(), |state| state.recorder.as_ref()).ok()
    }

    /// Ends the run and gives its record back, so that the next run can have the memory.
    #[must_use]
    pub fn into_record(self) -> Option<Recorder> {
        self.core.state.borrow_mut().recorder.take()
    }
}
