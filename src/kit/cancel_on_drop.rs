//! A handle whose task ends with it.

use super::task::{Handle, TaskError};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A handle that cancels its task when it is dropped. Await it for the task's result. `tokio-util` calls it
/// `AbortOnDropHandle`.
#[must_use = "the task is cancelled when this is dropped"]
pub struct CancelOnDrop<T> {
    handle: Handle<T>,
}

impl<T> Handle<T> {
    /// Returns a handle that cancels the task when it is dropped.
    pub fn cancel_on_drop(self) -> CancelOnDrop<T> {
        CancelOnDrop { handle: self }
    }
}

impl<T> Future for CancelOnDrop<T> {
    type Output = Result<T, TaskError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.handle).poll(context)
    }
}

impl<T> Drop for CancelOnDrop<T> {
    fn drop(&mut self) {
        if !self.handle.is_finished() {
            self.handle.cancel();
        }
    }
}

impl<T> fmt::Debug for CancelOnDrop<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelOnDrop")
    }
}
