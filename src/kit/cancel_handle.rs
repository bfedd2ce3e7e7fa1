//! A handle that cancels a task and can't await it.

use super::history;
use crate::executor::Core;
use crate::record::event::{TaskEvent, TaskId};
use std::fmt;
use std::rc::{Rc, Weak};

/// A handle that can cancel a task, and not await it. A clone is another handle to the same task. Tokio calls it
/// `AbortHandle`.
#[derive(Clone)]
pub struct CancelHandle {
    task: TaskId,
    core: Weak<Core>,
}

impl CancelHandle {
    pub(super) fn new(task: TaskId, core: Weak<Core>) -> CancelHandle {
        CancelHandle { task, core }
    }

    /// Requests that the task be dropped. The loop drops it on its next turn, not here (R7). Returns `false` if the
    /// task has already ended.
    pub fn cancel(&self) -> bool {
        let core = self.core.upgrade();
        let is_requested = history::observed(core.is_some_and(|core| core.cancel(self.task)));
        if is_requested {
            history::note_cancel(self.task);
        }
        is_requested
    }

    /// Returns whether the task has ended.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let core = self.core.upgrade();
        history::observed(core.is_none_or(|core| core.has_ended(self.task)))
    }

    /// Records that the running task waits for this one.
    pub(super) fn record_join(&self) {
        if let Some(core) = self.core.upgrade()
            && let Some(waiter) = core.running()
        {
            let task = self.task;
            core.record(|_| TaskEvent::Joins { task, waiter });
        }
    }

    /// Records that the task continues without a handle, unless it has ended.
    pub(super) fn record_detach(&self) {
        let task = self.task;
        if let Some(core) = self.core.upgrade().filter(|core| !core.has_ended(task)) {
            core.record(|_| TaskEvent::Detached { task });
        }
    }
}

/// Returns a handle to the running task. A task that cancels itself runs on to its next await, and is dropped there.
/// asyncio calls this `asyncio.current_task()`.
///
/// # Panics
/// Panics outside a poll, since no task is running.
#[must_use]
pub fn current_task() -> CancelHandle {
    let core = Core::current().expect("no executor is running here, so there is no current task");
    let task = core.running().expect("no task is running here: this is the set-up");
    CancelHandle::new(task, Rc::downgrade(&core))
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelHandle")
    }
}
