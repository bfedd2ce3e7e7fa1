//! Handing a coroutine to the loop, and the handle that comes back.

use super::history::{self, Fingerprint};
use super::observed;
use crate::executor::Core;
use crate::executor::context;
use crate::executor::task::Work;
use crate::record::event::{CoroutineId, TaskEvent, TaskId, TextId};
use pin_project::pin_project;
use std::any::type_name;
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

/// Makes a task of a coroutine: the loop owns it from now on, and it stands at the back of the ready
/// queue. Nothing of it has run yet (R2). The task is named after the coroutine.
///
/// # Panics
/// Outside a run: there is no loop that could own the task.
pub fn spawn<F>(coroutine: F) -> Handle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    spawn_as(None, coroutine)
}

/// Like [`spawn`], with a name of your own.
///
/// # Panics
/// Outside a run.
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
    let slot = Slot::shared();
    let end = End { slot: Some(Rc::clone(&slot)) };
    let mut work = Box::pin(Body { coroutine, end });
    let of = observed::coroutine_of(work.as_mut().project().coroutine);
    let (task, core) = hand_over(work, name, of, type_name::<F>());
    Handle { task, core, slot }
}

fn hand_over(
    work: Work,
    name: Option<&str>,
    of: Option<(CoroutineId, TextId)>,
    its_type: &str,
) -> (TaskId, Weak<Core>) {
    let core = Core::expect_current("spawn");
    let task = core.take_in(work, |recorder, task| {
        let name = match (name, of) {
            (Some(name), _) if !name.trim().is_empty() => recorder.text_id(name),
            (_, Some((_, name))) => name,
            (_, None) => recorder.text_id(&observed::type_text(its_type)),
        };
        TaskEvent::Spawned { task, name, coroutine: of.map(|(coroutine, _)| coroutine) }
    });
    history::note_spawn(task);
    (task, Rc::downgrade(&core))
}

/// What you hold of a task: await it for its result, cancel the task, or let go.
///
/// Dropping the handle does not end the task. It goes on, detached.
pub struct Handle<T> {
    task: TaskId,
    core: Weak<Core>,
    slot: Rc<RefCell<Slot<T>>>,
}

/// Why a task has no result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TaskError {
    /// It was cancelled, and dropped at the await where it stood.
    Cancelled,
    /// It panicked, with this message.
    Panicked(String),
}

struct Slot<T> {
    result: Option<Result<T, TaskError>>,
    waiter: Option<Waker>,
    taken: bool,
    /// A fingerprint of the result, while orders are explored, and what gives it.
    print: Option<Fingerprint>,
    print_of: fn(&T) -> Fingerprint,
}

impl<T> Handle<T> {
    /// Asks for the task to be dropped. That happens on its next turn, not here (R7). `false` if the
    /// task has ended already.
    pub fn cancel(&self) -> bool {
        let asked = self.core.upgrade().is_some_and(|core| core.cancel(self.task));
        history::observe(|| asked);
        if asked {
            history::note_cancel(self.task);
        }
        asked
    }

    /// Lets go of the task, which goes on by itself.
    pub fn detach(self) {}

    /// Has the task ended?
    #[must_use]
    pub fn is_finished(&self) -> bool {
        let ended = self.core.upgrade().is_none_or(|core| core.has_ended(self.task));
        history::observe(|| ended);
        ended
    }
}

impl<T> Future for Handle<T> {
    type Output = Result<T, TaskError>;

    /// # Panics
    /// When the result was given out by an earlier poll.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut slot = self.slot.borrow_mut();
        history::observe(|| slot.print);
        if let Some(result) = slot.result.take() {
            history::set_result(self.task, None);
            slot.taken = true;
            return Poll::Ready(result);
        }
        assert!(!slot.taken, "the result of this task was given out already");
        history::note_waker(context.waker());
        history::note_join(self.task);
        let old = slot.waiter.replace(context.waker().clone());
        drop(slot);
        if old.is_none() {
            joins(&self.core, self.task);
        }
        Poll::Pending
    }
}

fn joins(core: &Weak<Core>, task: TaskId) {
    if let Some(core) = core.upgrade()
        && let Some(waiter) = core.running()
    {
        core.record(|_| TaskEvent::Joins { task, waiter });
    }
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        let waiter = self.slot.borrow_mut().waiter.take();
        drop(waiter);
        history::set_result(self.task, None);
        let_go(&self.core, self.task);
    }
}

fn let_go(core: &Weak<Core>, task: TaskId) {
    if let Some(core) = core.upgrade().filter(|core| !core.has_ended(task)) {
        core.record(|_| TaskEvent::Detached { task });
    }
}

/// What the loop owns: the coroutine, and behind it the news of its end.
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
        this.end.let_go_if_alone();
        this.coroutine.poll(context).map(|result| this.end.say(Ok(result)))
    }
}

/// Tells the handle how the task ended, also when the task is dropped.
struct End<T> {
    slot: Option<Rc<RefCell<Slot<T>>>>, // not here once it was told, or nobody can ask
}

impl<T> Slot<T> {
    fn shared() -> Rc<RefCell<Slot<T>>>
    where
        T: 'static,
    {
        Rc::new(RefCell::new(Slot {
            result: None,
            waiter: None,
            taken: false,
            print: None,
            print_of: history::of_result::<T>,
        }))
    }

    /// For the notes of an exploration: the running task has this result, and somebody may ask for it.
    fn note(&mut self, result: &Result<T, TaskError>) {
        let Some(task) = context::running().filter(|_| history::is_exploring()) else { return };
        self.print = Some(match result {
            Ok(value) => Fingerprint::of("ok").then(&(self.print_of)(value)),
            Err(error) => Fingerprint::of(error),
        });
        history::set_result(task, self.print);
    }
}

impl<T> End<T> {
    /// Without a handle nobody will ever ask, and the memory is free.
    #[inline]
    fn let_go_if_alone(&mut self) {
        if self.slot.as_ref().is_some_and(|slot| Rc::strong_count(slot) == 1) {
            self.slot = None;
        }
    }

    fn say(&mut self, result: Result<T, TaskError>) {
        self.let_go_if_alone();
        let Some(shared) = self.slot.take() else { return };
        let mut slot = shared.borrow_mut();
        slot.note(&result);
        slot.result = Some(result);
        let waiter = slot.waiter.take();
        drop(slot);
        if let Some(waiter) = waiter {
            waiter.wake();
        }
    }
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        if self.slot.is_some() {
            let in_drop_handler =
                || std::thread::panicking().then(|| "in a drop handler".to_owned());
            let message = context::panic_message().or_else(in_drop_handler);
            self.say(Err(message.map_or(TaskError::Cancelled, TaskError::Panicked)));
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
