//! What can be seen of a loop from outside, between two turns.

use super::event::{TaskId, Time, TimerId};
use super::task::State;
use super::{Executor, Recorder};
use std::cell::{Ref, RefCell};

impl Executor {
    /// The ready tasks, front first.
    #[must_use]
    pub fn ready(&self) -> Vec<TaskId> {
        self.core.tasks.borrow().ready().collect()
    }

    /// The tasks that have not ended, in the order of spawning, each with its state.
    #[must_use]
    pub fn tasks(&self) -> Vec<(TaskId, State)> {
        self.core.tasks.borrow().alive()
    }

    /// The timers that are to fire, earliest first.
    #[must_use]
    pub fn timers(&self) -> Vec<(Time, TimerId)> {
        self.core.clock.borrow().timers.keys().copied().collect()
    }

    /// The virtual time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.core.clock.borrow().now
    }

    /// Ends the run and gives its record back, so that the next run can have the memory.
    #[must_use]
    pub fn into_record(self) -> Option<Recorder> {
        self.core.recorder.as_ref().map(RefCell::take)
    }

    /// What has happened so far, if this executor records.
    #[must_use]
    pub fn record(&self) -> Option<Ref<'_, Recorder>> {
        self.core.recorder.as_ref().map(RefCell::borrow)
    }
}
