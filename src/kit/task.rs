//! Spawning a coroutine as a task, and the handle to the task.

use super::cancel_handle::CancelHandle;
use super::history::{self, Fingerprint};
use super::observed;
use super::payload::Payload;
use super::tracked::{Edit, OnlyList, Tracked, TrackedState};
use super::wait_list::WaitList;
use crate::executor::Core;
use crate::executor::context;
use crate::executor::task::Work;
use crate::limits::MAX_SPAWNED_PER_POLL;
use crate::record::event::{CoroutineId, EntryKind, TaskEvent, TaskId, TextId};
use pin_project::pin_project;
use std::any::type_name;
use std::error::Error;
use std::fmt;
use std::hash::Hash;
use std::mem;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

/// Spawns a coroutine as a task, which is named after the coroutine. The loop owns the task and puts it at the back of
/// the ready queue. None of its code has run when this returns (R2).
///
/// # Panics
/// Panics outside a run, since there is no loop to own the task.
pub fn spawn<F>(coroutine: F) -> Handle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    spawn_as(None, coroutine)
}

/// Like [`spawn`], with a name for the task.
///
/// # Panics
/// Panics outside a run.
pub fn spawn_named<F>(name: &str, coroutine: F) -> Handle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    spawn_as(Some(name), coroutine)
}

fn spawn_as<F>(name: Option<&str>, coroutine: F) -> Handle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let slot = Tracked::unrecorded(Slot { result: None, is_taken: false });
    let end = End { slot: Rc::downgrade(&slot), fingerprint: history::of_result };
    let mut work = Box::pin(Body { coroutine, end });
    let of = observed::coroutine_of(work.as_mut().project().coroutine);
    let (task, core) = hand_over(work, name, of, type_name::<F>());
    Handle { control: CancelHandle::new(task, core), slot }
}

fn hand_over(
    work: Work,
    name: Option<&str>,
    of: Option<(CoroutineId, TextId)>,
    its_type: &str,
) -> (TaskId, Weak<Core>) {
    assert!(!context::is_outside(), "a job outside the loop can't spawn a task");
    if context::spawned_in_poll() >= MAX_SPAWNED_PER_POLL {
        history::note_endless_poll();
        panic!(
            "one poll has spawned {MAX_SPAWNED_PER_POLL} tasks, so it will probably never return"
        );
    }
    let (task, core) = context::spawn(work, |recorder, task| {
        let name = match (name, of) {
            (Some(name), _) if !name.trim().is_empty() => recorder.text_id(name),
            (_, Some((_, name))) => name,
            (_, None) => recorder.text_id(&observed::type_text(its_type)),
        };
        TaskEvent::Spawned {
            task,
            name,
            coroutine: of.map(|(coroutine, _)| coroutine),
            kind: EntryKind::Task,
        }
    });
    history::note_spawn(task);
    if let Some((coroutine, _)) = of {
        observed::remove_unpolled(coroutine);
    }
    (task, core)
}

/// A handle to a task: await it for the task's result, cancel the task, or detach it.
///
/// Dropping the handle doesn't cancel the task. The task continues, detached. asyncio calls this `asyncio.Task`, and Tokio
/// `JoinHandle`.
pub struct Handle<T> {
    control: CancelHandle,
    pub(super) slot: Rc<Tracked<Slot<Payload<T>>>>,
}

/// Why a task has no result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TaskError {
    /// It was cancelled, and dropped at its current await.
    Cancelled,
    /// It panicked, with this message.
    Panicked(String),
}

/// Stores the result of a task until a poll of its handle takes it.
#[derive(Hash)]
pub(super) struct Slot<P> {
    pub(super) result: Option<Result<P, TaskError>>,
    is_taken: bool,
}

impl<P: Hash> TrackedState for Slot<P> {
    type Waiters = WaitList;

    fn wake_one(slot: &mut Edit<'_, Self>) -> bool {
        slot.result.is_some() && slot.wake_next::<OnlyList>()
    }
}

impl<T> Handle<T> {
    /// Requests that the task be dropped. The loop drops it on its next turn, not here (R7). Returns `false` if the
    /// task has already ended.
    pub fn cancel(&self) -> bool {
        self.control.cancel()
    }

    /// Returns a handle that can only cancel the task, for use while this one is being awaited.
    #[must_use]
    pub fn cancel_handle(&self) -> CancelHandle {
        self.control.clone()
    }

    /// Detaches the task, which continues without a handle.
    pub fn detach(self) {}

    /// Returns whether the task has ended.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.control.is_finished()
    }

    /// Records that the running task waits for this one.
    pub(super) fn record_join(&self) {
        self.control.record_join();
    }
}

impl<T> Future for Handle<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    /// Panics if an earlier poll returned the result.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A handle isn't `Clone`, so it is the only waiter.
        let mut waiter = self.slot.first_waiter::<OnlyList>();
        let is_new = waiter.is_none();
        let poll = self.slot.poll_wait::<OnlyList, _>(&mut waiter, context, |slot, _| {
            match slot.result.take() {
                Some(result) => {
                    slot.is_taken = true;
                    Some(Some(result))
                }
                None => slot.is_taken.then_some(None),
            }
        });
        if poll.is_pending() && is_new {
            self.record_join();
        }
        poll.map(|result| {
            let result = result.expect("the result of this task was given out already");
            result.map(|payload| payload.value)
        })
    }
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        // Only the handle owns the slot, so this also drops the waker.
        self.control.record_detach();
    }
}

/// The future that the loop polls: the coroutine, and the part that reports how it ended.
#[pin_project]
struct Body<F: Future> {
    #[pin]
    coroutine: F,
    end: End<F::Output>,
}

impl<F: Future> Future for Body<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        history::begin_poll(context.waker());
        let this = self.project();
        this.end.forget_dropped_handle();
        this.coroutine.poll(context).map(|result| this.end.report(Ok(result)))
    }
}

/// Reports to the handle how the task ended, even if the task is dropped. Only the handle owns the slot; if it is
/// gone, nothing can read the result.
struct End<T> {
    slot: Weak<Tracked<Slot<Payload<T>>>>,
    fingerprint: fn(&T) -> Fingerprint,
}

impl<T> End<T> {
    /// Frees the memory of the slot once the handle is gone.
    #[inline]
    fn forget_dropped_handle(&mut self) {
        if self.slot.strong_count() == 0 {
            self.slot = Weak::new();
        }
    }

    fn report(&mut self, result: Result<T, TaskError>) {
        let Some(slot) = mem::take(&mut self.slot).upgrade() else { return };
        let result = result.map(|value| Payload::of_result(value, self.fingerprint));
        slot.update(|slot| slot.result = Some(result));
    }
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        if self.slot.strong_count() > 0 {
            let in_drop_handler =
                || std::thread::panicking().then(|| "in a drop handler".to_owned());
            let message = context::panic_message().or_else(in_drop_handler);
            self.report(Err(message.map_or(TaskError::Cancelled, TaskError::Panicked)));
        }
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle")
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TaskError::Cancelled => f.write_str("cancelled"),
            TaskError::Panicked(message) => write!(f, "panicked: {message}"),
        }
    }
}

impl Error for TaskError {}
