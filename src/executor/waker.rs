//! A **waker** is a ticket that says: *put this task at the back of the ready queue*.
//!
//! It comes in with every poll. A future that cannot go on keeps a clone of it and answers `Pending`;
//! whoever makes the future ready calls it. That is all the loop ever hears about why a task may go on.
//!
//! **Who holds the ticket.** While a task is ready or running, the executor does. When the task is
//! suspended the executor lets go of its own, so the ticket lives exactly as long as somebody can call
//! it. When the last clone is dropped, `Drop` runs, and the loop knows *at that moment* that the task
//! can never be woken: no guessing, no search.
//!
//! **Two ways in.** A waker may be cloned, sent to another thread, called late, twice, or after the task
//! or the executor is gone. Called on the loop's own thread inside a turn, it goes straight to the
//! queue. Called from anywhere else it becomes a letter in a [mailbox](crate::thread::mailbox), and the loop
//! empties the box between turns. So a poll never sees the queue change under it for a reason outside the
//! program. A second call adds nothing to a letter that lies there unread, so the box holds one a task at most.

use super::Core;
use crate::record::event::TaskId;
use crate::thread::mailbox::{Mailbox, Unread};
use std::sync::{Arc, Weak};
use std::task::Wake;

/// What a [`Waker`](std::task::Waker) of this executor points to. All clones of a task's waker share one.
pub(crate) struct TaskWaker {
    pub(crate) task: TaskId,
    pub(super) home: Weak<Mailbox<Letter>>,
    pub(super) unread: Unread,
}

/// What comes from outside the loop.
pub(crate) enum Letter {
    /// The waker was called.
    Wake(Arc<TaskWaker>),
    /// The last clone of the task's waker was dropped.
    Lost(TaskId),
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        match Core::at(&self.home) {
            Some(core) => match &core.rules {
                None => core.wake(self),
                Some(rules) => rules.wake(&core, self),
            },
            None if self.unread.raise() => {}
            None => Mailbox::post(&self.home, Letter::Wake(Arc::clone(self))),
        }
    }
}

impl Drop for TaskWaker {
    fn drop(&mut self) {
        match Core::at(&self.home) {
            Some(core) => core.inner.borrow_mut().lose(self.task),
            None => Mailbox::post(&self.home, Letter::Lost(self.task)),
        }
    }
}
