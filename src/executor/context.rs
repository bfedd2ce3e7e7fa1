//! What a coroutine may ask of the loop that is polling it.
//!
//! A coroutine is not given the executor: `sleep(SECOND).await` names none. While a turn runs, the
//! executor is the thread's *current* one, and these functions talk to it. Elsewhere there is none, and
//! then they do nothing, or say in words what is missing.

use super::Core;
use super::clock::TimerKey;
use super::task::Seat;
use super::waker::Mailbox;
use crate::record::Recorder;
use crate::record::event::{Cause, Effect, Event, Passing, TaskId, Time, Verdict};
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::{Arc, Weak};
use std::task::Waker;
use std::time::Duration;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
}

/// Is an executor current on this thread?
#[must_use]
pub fn is_running() -> bool {
    Core::current().is_some()
}

/// Is the current executor recording?
#[must_use]
pub fn is_recording() -> bool {
    Core::current().is_some_and(|core| core.state.borrow().recorder.is_some() && !core.is_frozen())
}

/// Adds an event to the current record. `event` is not called where nothing is recorded, and with the
/// loop borrowed: no foreign code in there.
pub fn record(event: impl FnOnce(&mut Recorder) -> Event) {
    let Some(core) = Core::current() else { return };
    core.record(event);
    let is_full = core.state.borrow().recorder.as_ref().is_some_and(Recorder::is_full);
    if is_full && core.running().is_some() && !core.is_frozen() && !std::thread::panicking() {
        let why = "The record is full, and this poll has not returned. The run ends here.";
        core.record(|recorder| Event::Output { text: recorder.text_id(why) });
        freeze();
    }
}

/// The task that is being polled or dropped.
#[must_use]
pub fn running() -> Option<TaskId> {
    Core::current().and_then(|core| core.running())
}

/// Prints into the record, each line by itself; where no executor is current, nowhere.
pub fn output(text: &str) {
    for line in text.split('\n') {
        record(|recorder| Event::Output { text: recorder.text_id(line) });
    }
    progress();
}

/// Notes that a shared thing changed, so that a task which only wakes itself meanwhile is not taken for
/// one that gets nowhere.
pub fn progress() {
    if let Some(core) = Core::current() {
        core.state.borrow_mut().fruitless = 0;
    }
}

/// How many turns have gone by since anything happened but a task waking itself.
#[must_use]
pub fn fruitless() -> usize {
    Core::current().map_or(0, |core| core.state.borrow().fruitless)
}

/// The virtual time.
#[must_use]
pub fn now() -> Time {
    Core::expect_current("now").state.borrow().clock.now
}

/// Holds the thread for so long: the clock moves inside the poll, and nobody else runs.
pub fn block_for(length: Duration) {
    let core = Core::expect_current("block_for");
    let mut state = core.state.borrow_mut();
    let to = state.clock.now.after(length);
    state.move_clock(to, Passing::Block);
}

/// Ends the run here: the poll waits for something that only the loop could bring about, and the loop
/// waits for the poll. Does not return.
pub fn freeze() -> ! {
    let core = Core::expect_current("freeze");
    assert!(core.running().is_some(), "only a task can freeze the run, not the set-up");
    core.record(|_| Event::End { how: Verdict::Frozen });
    core.state.borrow_mut().frozen = true;
    std::panic::resume_unwind(Box::new("frozen"))
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

    pub(crate) fn current() -> Option<Rc<Core>> {
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Does this with the current executor, if it is the one with this mailbox and its run is not frozen.
    /// No foreign code in there.
    #[inline]
    pub(super) fn at<R>(home: &Weak<Mailbox>, then: impl FnOnce(&Core) -> R) -> Option<R> {
        let with = |current: &RefCell<Option<Rc<Core>>>| {
            let current = current.borrow();
            let core = current.as_ref().filter(|core| Arc::as_ptr(&core.mailbox) == home.as_ptr());
            core.filter(|core| !core.is_frozen()).map(|core| then(core))
        };
        CURRENT.try_with(with).ok().flatten()
    }

    /// # Panics
    /// Where no executor is current, with a sentence that names what was asked for.
    pub(crate) fn expect_current(what: &str) -> Rc<Core> {
        Core::current().unwrap_or_else(|| {
            panic!("{what} works only inside a coroutine or set-up code that coroscope runs")
        })
    }

    pub(crate) fn record(&self, event: impl FnOnce(&mut Recorder) -> Event) {
        self.state.borrow_mut().record(event);
    }

    pub(crate) fn running(&self) -> Option<TaskId> {
        match self.state.borrow().by {
            Cause::Task(task) => Some(task),
            _ => None,
        }
    }

    /// R7: asks for the task to be dropped on its next turn. `false` if it has ended already.
    pub(crate) fn cancel(&self, seat: Seat) -> bool {
        let mut state = self.state.borrow_mut();
        if state.frozen {
            return false;
        }
        let (task, effect) = (seat.task, state.tasks.cancel(seat));
        state.fruitless = 0;
        state.record(|_| Event::CancelAsked { task, effect });
        effect != Effect::Ignored
    }

    pub(crate) fn has_ended(&self, seat: Seat) -> bool {
        self.state.borrow_mut().tasks.has_ended(seat)
    }

    /// R6: sets a timer for `waker`. The deadline is so long after now.
    pub(crate) fn set_timer(&self, length: Duration, waker: Waker) -> TimerKey {
        let task = self.running();
        let mut state = self.state.borrow_mut();
        let (deadline, timer) = state.clock.set(length, waker);
        state.record(|_| Event::TimerSet { timer, task, deadline });
        (deadline, timer)
    }

    /// Is the timer still to fire? Then it is from now on for `waker`; its place in the list stays.
    pub(crate) fn renew_timer(&self, key: TimerKey, waker: &Waker) -> bool {
        let mut state = self.state.borrow_mut();
        let Some(kept) = state.clock.timers.get_mut(&key) else { return false };
        let old = (!kept.will_wake(waker)).then(|| mem::replace(kept, waker.clone()));
        drop(state);
        drop(old); // the last clone of a waker has something to say: not while the state is borrowed
        true
    }

    /// Takes the timer out of the list, if it has not fired.
    pub(crate) fn drop_timer(&self, key: TimerKey) {
        let mut state = self.state.borrow_mut();
        if state.frozen {
            return;
        }
        let waker = state.clock.timers.remove(&key);
        if waker.is_some() {
            state.record(|_| Event::TimerDropped { timer: key.1 });
        }
        drop(state);
        drop(waker);
    }
}
