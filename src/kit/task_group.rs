//! Tasks that end together: if one fails, the others are cancelled.

use super::cancel_handle::CancelHandle;
use super::task::{Handle, TaskError, spawn};
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A group of tasks. If one of them fails, [`join`](TaskGroup::join) cancels the others, and returns the failure once all
/// have ended. So no task outlives its group. asyncio calls it `asyncio.TaskGroup`; Tokio's `JoinSet` is close.
///
/// ```no_run
/// # use coroscope::kit::{GroupError, TaskGroup};
/// # async fn load(number: u32) -> Result<u32, &'static str> { Ok(number) }
/// # async fn load_both() -> Result<Vec<u32>, GroupError<&'static str>> {
/// let mut group = TaskGroup::new();
/// group.spawn(load(1));
/// group.spawn(load(2));
/// group.join().await
/// # }
/// ```
///
/// In asyncio a failure also cancels the body of the `async with`. Here the body is ordinary code, which learns of the
/// failure at `join`. Dropping the group cancels its tasks.
pub struct TaskGroup<T, E> {
    tasks: Vec<Handle<Result<T, E>>>,
}

/// The first failure in a [`TaskGroup`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupError<E> {
    /// A task returned this error.
    Failed(E),
    /// A task panicked, with this message.
    Panicked(String),
}

impl<T: 'static, E: 'static> TaskGroup<T, E> {
    /// Returns a group without tasks.
    #[must_use]
    pub fn new() -> TaskGroup<T, E> {
        TaskGroup { tasks: Vec::new() }
    }

    /// Spawns a task that belongs to the group.
    ///
    /// # Panics
    /// Panics outside a run.
    pub fn spawn<F>(&mut self, coroutine: F) -> CancelHandle
    where
        F: Future<Output = Result<T, E>> + 'static,
    {
        let handle = spawn(coroutine);
        let control = handle.cancel_handle();
        self.tasks.push(handle);
        control
    }
}

impl<T, E> TaskGroup<T, E> {
    /// Waits until all tasks have ended. Returns their results in the order in which they were spawned.
    ///
    /// # Errors
    /// Returns the first failure: an `Err`, or a panic. A task that was only cancelled is no failure, and has no result.
    pub fn join(mut self) -> GroupJoin<T, E> {
        let tasks = std::mem::take(&mut self.tasks);
        let tasks = tasks.into_iter().map(Member::Running).collect();
        GroupJoin { tasks, failure: None }
    }

    /// Cancels all tasks that haven't ended.
    pub fn cancel(&self) {
        self.tasks.iter().for_each(cancel_unless_finished);
    }
}

fn cancel_unless_finished<T>(handle: &Handle<T>) {
    if !handle.is_finished() {
        handle.cancel();
    }
}

impl<T, E> Drop for TaskGroup<T, E> {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// The future of [`TaskGroup::join`]. Dropping it cancels the tasks.
#[must_use = "nothing happens until it is awaited"]
pub struct GroupJoin<T, E> {
    tasks: Vec<Member<T, E>>,
    failure: Option<GroupError<E>>,
}

enum Member<T, E> {
    Running(Handle<Result<T, E>>),
    Returned(T),
    HasNoResult,
}

impl<T, E> GroupJoin<T, E> {
    fn cancel(&self) {
        for task in &self.tasks {
            if let Member::Running(handle) = task {
                cancel_unless_finished(handle);
            }
        }
    }
}

impl<T, E> Unpin for GroupJoin<T, E> {}

impl<T, E> Future for GroupJoin<T, E> {
    type Output = Result<Vec<T>, GroupError<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let GroupJoin { tasks, failure } = &mut *self;
        let had_failed = failure.is_some();
        let mut have_all_ended = true;
        for task in tasks.iter_mut() {
            let Member::Running(handle) = task else { continue };
            let Poll::Ready(result) = Pin::new(handle).poll(context) else {
                have_all_ended = false;
                continue;
            };
            let (ended, error) = match result {
                Ok(Ok(value)) => (Member::Returned(value), None),
                Ok(Err(error)) => (Member::HasNoResult, Some(GroupError::Failed(error))),
                Err(TaskError::Panicked(message)) => {
                    (Member::HasNoResult, Some(GroupError::Panicked(message)))
                }
                Err(TaskError::Cancelled) => (Member::HasNoResult, None),
            };
            *task = ended;
            if failure.is_none() {
                *failure = error;
            }
        }
        if failure.is_some() && !had_failed {
            self.cancel();
        }
        if !have_all_ended {
            return Poll::Pending;
        }
        if let Some(failure) = self.failure.take() {
            return Poll::Ready(Err(failure));
        }
        let results = self.tasks.drain(..).filter_map(|task| match task {
            Member::Returned(value) => Some(value),
            Member::Running(_) | Member::HasNoResult => None,
        });
        Poll::Ready(Ok(results.collect()))
    }
}

impl<T, E> Drop for GroupJoin<T, E> {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl<T: 'static, E: 'static> Default for TaskGroup<T, E> {
    fn default() -> TaskGroup<T, E> {
        TaskGroup::new()
    }
}

impl<T, E> fmt::Debug for TaskGroup<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaskGroup")
    }
}

impl<E: fmt::Display> fmt::Display for GroupError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GroupError::Failed(error) => write!(f, "a task failed: {error}"),
            GroupError::Panicked(message) => write!(f, "a task panicked: {message}"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> Error for GroupError<E> {}
