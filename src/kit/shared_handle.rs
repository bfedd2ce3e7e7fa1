//! A task's result that several tasks may await.

use super::cancel_handle::CancelHandle;
use super::payload::{Answer, Payload};
use super::task::{Handle, Slot, TaskError};
use super::tracked::{OnlyList, Tracked};
use super::wait_list::WaiterId;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A handle to a task that can be cloned: each clone can be awaited, and returns a copy of the result. So several tasks
/// can wait for one, as any number of tasks can await an `asyncio.Task`.
///
/// Dropping all clones doesn't cancel the task. The task continues, detached.
pub struct SharedHandle<T> {
    handle: Rc<Handle<T>>,
    waiter: Option<WaiterId>,
}

impl<T> Handle<T> {
    /// Returns a handle that can be cloned, so that several tasks can await the result. Each gets a copy.
    #[must_use]
    pub fn shared(self) -> SharedHandle<T> {
        SharedHandle { handle: Rc::new(self), waiter: None }
    }
}

impl<T> SharedHandle<T> {
    /// Requests that the task be dropped: see [`Handle::cancel`]. Each task that awaits it gets `Err(Cancelled)`.
    pub fn cancel(&self) -> bool {
        self.handle.cancel()
    }

    /// Returns a handle that can only cancel the task.
    #[must_use]
    pub fn cancel_handle(&self) -> CancelHandle {
        self.handle.cancel_handle()
    }

    /// Returns whether the task has ended.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    fn slot(&self) -> &Rc<Tracked<Slot<Payload<T>>>> {
        &self.handle.slot
    }
}

impl<T: Clone> SharedHandle<T> {
    /// Returns a copy of the result if the task has ended, and doesn't wait. asyncio calls this `Task.result()`.
    #[must_use]
    pub fn peek(&self) -> Option<Result<T, TaskError>> {
        let answer = self.slot().observe(copy);
        answer.map(|result| result.map(|answer| answer.value))
    }
}

/// Copies the result. Cloning the value runs code of the program's, so it must not use this handle.
fn copy<T: Clone>(slot: &Slot<Payload<T>>) -> Option<Result<Answer<T>, TaskError>> {
    let result = slot.result.as_ref()?;
    Some(result.as_ref().map(Payload::read).map_err(Clone::clone))
}

impl<T: Clone> Future for SharedHandle<T> {
    type Output = Result<T, TaskError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let SharedHandle { handle, waiter } = &mut *self;
        let is_new = waiter.is_none();
        let poll = handle.slot.poll_wait::<OnlyList, _>(waiter, context, |slot, _| copy(slot));
        if poll.is_pending() && is_new {
            handle.record_join();
        }
        poll.map(|result| result.map(|answer| answer.value))
    }
}

impl<T> Clone for SharedHandle<T> {
    fn clone(&self) -> SharedHandle<T> {
        SharedHandle { handle: Rc::clone(&self.handle), waiter: None }
    }
}

impl<T> Drop for SharedHandle<T> {
    fn drop(&mut self) {
        self.slot().cancel::<OnlyList>(self.waiter);
    }
}

impl<T> fmt::Debug for SharedHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedHandle")
    }
}
