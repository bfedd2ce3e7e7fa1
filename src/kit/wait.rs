//! Waiting for some of a collection of tasks, without cancelling the others.

use super::sleep::{Sleep, sleep};
use super::task::{Handle, TaskError};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Waits until all tasks of a collection have ended, or [the first](Wait::first), or [the first that
/// failed](Wait::first_failure), or [a limit](Wait::within) is reached. Those that haven't ended continue, and their
/// handles are returned. The name is asyncio's: `asyncio.wait`.
pub fn wait<T>(handles: impl IntoIterator<Item = Handle<T>>) -> Wait<T> {
    let tasks = handles.into_iter().map(Awaited::Running).collect();
    Wait { tasks, until: |_| false, limit: None }
}

/// The future of [`wait`].
#[must_use = "nothing happens until it is awaited"]
pub struct Wait<T> {
    tasks: Vec<Awaited<T>>,
    until: fn(&Result<T, TaskError>) -> bool,
    limit: Option<Sleep>,
}

enum Awaited<T> {
    Running(Handle<T>),
    Ended(Result<T, TaskError>),
}

/// What [`wait`] returns: the tasks that have ended, and those that haven't, each with its place in the collection.
#[derive(Debug)]
pub struct Waited<T> {
    /// The results of the tasks that have ended.
    pub done: Vec<(usize, Result<T, TaskError>)>,
    /// The handles of the tasks that haven't.
    pub pending: Vec<(usize, Handle<T>)>,
}

impl<T> Wait<T> {
    /// Waits only until the first task has ended. asyncio: `FIRST_COMPLETED`.
    pub fn first(self) -> Wait<T> {
        Wait { until: |_| true, ..self }
    }

    /// Waits only until the first task was cancelled or has panicked. asyncio: `FIRST_EXCEPTION`.
    pub fn first_failure(self) -> Wait<T> {
        Wait { until: Result::is_err, ..self }
    }

    /// Waits only until the first task has ended with a result for which `is_enough` returns `true`, such as an `Err`
    /// of the program's own.
    pub fn until(self, is_enough: fn(&Result<T, TaskError>) -> bool) -> Wait<T> {
        Wait { until: is_enough, ..self }
    }

    /// Waits for up to `limit` of virtual time from the first poll.
    pub fn within(self, limit: Duration) -> Wait<T> {
        Wait { limit: Some(sleep(limit)), ..self }
    }
}

impl<T> Unpin for Wait<T> {}

impl<T> Future for Wait<T> {
    type Output = Waited<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Waited<T>> {
        let Wait { tasks, until, limit } = &mut *self;
        let mut is_over = true;
        let mut is_enough = false;
        for task in tasks.iter_mut() {
            if let Awaited::Running(handle) = task {
                match Pin::new(handle).poll(context) {
                    Poll::Ready(result) => {
                        is_enough |= until(&result);
                        *task = Awaited::Ended(result);
                    }
                    Poll::Pending => is_over = false,
                }
            }
        }
        let is_late = !is_over
            && !is_enough
            && limit.as_mut().is_some_and(|limit| Pin::new(limit).poll(context).is_ready());
        if !is_over && !is_enough && !is_late {
            return Poll::Pending;
        }
        *limit = None;
        let mut waited = Waited { done: Vec::new(), pending: Vec::new() };
        for (place, task) in tasks.drain(..).enumerate() {
            match task {
                Awaited::Ended(result) => waited.done.push((place, result)),
                Awaited::Running(handle) => waited.pending.push((place, handle)),
            }
        }
        Poll::Ready(waited)
    }
}
