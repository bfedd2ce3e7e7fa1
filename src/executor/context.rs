//! What a coroutine may ask of the loop that is polling it.
//!
//! A coroutine is not given the executor: `sleep(SECOND).await` names none. While a turn runs, the
//! executor is the thread's *current* one, and these functions talk to it. Elsewhere there is none, and
//! then they do nothing, or say in words what is missing.

use super::event::{Cause, Effect, Event, Passing, TaskId, TimerId, Verdict};
use super::task::{Seat, Work};
use super::waker::Mailbox;
use super::{Core, Recorder, Time};
use std::cell::RefCell;
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

impl Core {
    /// Runs `inside` with this executor as the current one, also when `inside` panics.
    pub(super) fn enter<R>(self: &Rc<Self>, inside: impl FnOnce() -> R) -> R {
        struct Leave(Option<Rc<Core>>);
        impl Drop for Leave {
            fn drop(&mut self) {
                CURRENT.with(|current| current.replace(self.0.take()));
            }
        }
        let _leave = Leave(CURRENT.with(|current| current.replace(Some(Rc::clone(self)))));
        inside()
    }

    pub(super) fn current() -> Option<Rc<Core>> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Does this with the current executor, if it is the one with this mailbox, and not frozen. No
    /// foreign code in there.
    pub(super) fn at_home<R>(mailbox: &Arc<Mailbox>, then: impl FnOnce(&Core) -> R) -> Option<R> {
        let with = |current: &RefCell<Option<Rc<Core>>>| {
            let current = current.borrow();
            let home = |core: &&Rc<Core>| Arc::ptr_eq(&core.mailbox, mailbox) && !core.frozen.get();
            current.as_ref().filter(home).map(|core| then(core))
        };
        CURRENT.try_with(with).ok().flatten()
    }

    fn expect_current(what: &str) -> Rc<Core> {
        match Core::current() {
            Some(core) => core,
            None => {
                panic!("{what} works only inside a coroutine or set-up code that coroscope runs")
            }
        }
    }
}

/// Is an executor current on this thread?
#[must_use]
pub fn is_running() -> bool {
    Core::current().is_some()
}

/// Is the current executor recording?
#[must_use]
pub fn is_recording() -> bool {
    Core::current().is_some_and(|core| core.is_recording())
}

/// Adds an event to the current record. `event` is not called where nothing is recorded.
pub fn record(event: impl FnOnce(&mut Recorder) -> Event) {
    if let Some(core) = Core::current() {
        core.record(event);
    }
}

/// The task that is being polled or dropped.
#[must_use]
pub fn running() -> Option<TaskId> {
    Core::current().and_then(|core| core.running.get())
}

/// R2: hands a coroutine to the loop. `describe` gives the event; it is not called where nothing is
/// recorded.
///
/// # Panics
/// Where no executor is current: there is no loop that could own the task.
pub fn spawn(work: Work, describe: impl FnOnce(&mut Recorder, TaskId) -> Event) -> TaskRef {
    let core = Core::expect_current("spawn");
    TaskRef { seat: core.spawn(work, describe), core: Rc::downgrade(&core) }
}

/// A task, seen from outside. It keeps neither the task nor the executor alive.
#[derive(Clone)]
pub struct TaskRef {
    seat: Seat,
    core: Weak<Core>,
}

impl TaskRef {
    /// The task's number in its run.
    #[must_use]
    pub fn id(&self) -> TaskId {
        self.seat.task
    }

    /// R7: asks for the task to be dropped on its next turn. `false` if it has ended already.
    pub fn cancel(&self) -> bool {
        let Some(core) = self.core.upgrade().filter(|core| !core.frozen.get()) else {
            return false;
        };
        let effect = core.tasks.borrow_mut().cancel(self.seat);
        core.fruitless.set(0);
        core.record(|_| Event::CancelAsked { task: self.seat.task, effect });
        effect != Effect::Ignored
    }

    /// R4: the running task waits for the end of this one.
    pub fn joined(&self) {
        if let Some(core) = self.core.upgrade()
            && let Some(waiter) = core.running.get()
        {
            core.record(|_| Event::Joins { task: self.seat.task, waiter });
        }
    }

    /// Nobody can await or cancel the task any more.
    pub fn detached(&self) {
        if let Some(core) = self.core.upgrade().filter(|_| !self.has_ended()) {
            core.record(|_| Event::Detached { task: self.seat.task });
        }
    }

    /// Has the task ended, or its executor?
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.core.upgrade().is_none_or(|core| core.tasks.borrow_mut().has_ended(self.seat))
    }
}

/// The message of the panic that is ending the running task.
#[must_use]
pub fn panic_message() -> Option<String> {
    Core::current().and_then(|core| core.panic.borrow().clone())
}

/// Prints into the record, each line by itself; where no executor is current, nowhere.
pub fn output(text: &str) {
    if let Some(core) = Core::current() {
        core.fruitless.set(0);
        for line in text.split('\n') {
            core.record(|recorder| Event::Output { text: recorder.text_id(line) });
        }
    }
}

/// Notes that a shared thing changed, so that a task which only wakes itself meanwhile is not taken for
/// one that gets nowhere.
pub fn progress() {
    if let Some(core) = Core::current() {
        core.fruitless.set(0);
    }
}

impl super::Executor {
    /// How many tasks are ready: between so many can be chosen.
    #[must_use]
    pub fn ready_count(&self) -> usize {
        self.core.tasks.borrow().count_ready()
    }
}

/// How many turns have gone by since anything happened but a task waking itself.
#[must_use]
pub fn fruitless() -> usize {
    Core::current().map_or(0, |core| core.fruitless.get())
}

/// The virtual time.
#[must_use]
pub fn now() -> Time {
    Core::expect_current("now").clock.borrow().now
}

/// A timer that was set. Dropping it takes it out of the list, if it has not fired.
pub struct Timer {
    key: (Time, TimerId),
    core: Weak<Core>,
}

impl Timer {
    /// R6: sets a timer for `waker`. The deadline is so long after now.
    ///
    /// # Panics
    /// Where no executor is current: there is no clock.
    #[must_use = "dropping the timer takes it out of the list"]
    pub fn set(length: Duration, waker: Waker) -> Timer {
        let core = Core::expect_current("sleep");
        let deadline = core.clock.borrow().now.after(length);
        let timer = core.clock.borrow_mut().set(deadline, waker);
        core.record(|_| Event::TimerSet { timer, task: core.running.get(), deadline });
        Timer { key: (deadline, timer), core: Rc::downgrade(&core) }
    }

    /// Is it still to fire? Then it is from now on for `waker`; its place in the list stays.
    #[must_use]
    pub fn renew(&self, waker: &Waker) -> bool {
        let Some(core) = self.core.upgrade() else { return false };
        let mut clock = core.clock.borrow_mut();
        let Some(kept) = clock.timers.get_mut(&self.key) else { return false };
        let old = (!kept.will_wake(waker)).then(|| std::mem::replace(kept, waker.clone()));
        drop(clock);
        drop(old); // the last clone of a waker has something to say: not while the clock is borrowed
        true
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        let Some(core) = self.core.upgrade().filter(|core| !core.frozen.get()) else { return };
        let waker = core.clock.borrow_mut().timers.remove(&self.key);
        if waker.is_some() {
            core.record(|_| Event::TimerDropped { timer: self.key.1 });
        }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timer({})", self.key.0)
    }
}

/// Holds the thread for so long: the clock moves inside the poll, and nobody else runs.
pub fn block_for(length: Duration) {
    let core = Core::expect_current("block_for");
    let to = core.clock.borrow().now.after(length);
    core.move_clock(to, Passing::Block);
}

/// Ends the run here: the poll waits for something that only the loop could bring about, and the loop
/// waits for the poll. Does not return.
pub fn freeze() -> ! {
    let core = Core::expect_current("freeze");
    assert!(core.running.get().is_some(), "only a task can freeze the run, not the set-up");
    core.record(|_| Event::End { how: Verdict::Frozen });
    core.frozen.set(true);
    std::panic::resume_unwind(Box::new("frozen"))
}

impl Core {
    /// Names the cause of the wakes that `inside` makes.
    pub(super) fn caused_by<R>(&self, cause: Cause, inside: impl FnOnce() -> R) -> R {
        let before = self.cause.replace(cause);
        let result = inside();
        self.cause.set(before);
        result
    }
}
