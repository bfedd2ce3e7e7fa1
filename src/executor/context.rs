//! What a coroutine may ask of the loop that is polling it.
//!
//! A coroutine is not given the executor: `sleep(SECOND).await` names none. While a turn runs, the
//! executor is the thread's *current* one, and these functions talk to it. Elsewhere there is none, and
//! then they do nothing, or say in words what is missing.

use crate::executor::task::Work;
use crate::executor::{Core, Loop};
use crate::record::Recorder;
use crate::record::event::{
    ClockReason, Event, OutputEvent, TaskEvent, TaskId, Time, TimerEvent, TimerId, WakeEffect,
};
use std::mem;
use std::rc::Rc;
use std::sync::Once;
use std::task::Waker;
use std::time::Duration;

/// Is an executor current on this thread?
#[must_use]
pub fn is_running() -> bool {
    Core::current().is_some()
}

/// A recipe's panic ends its task and is told there. From here on only a panic of somebody else goes to standard
/// error.
pub fn keep_recipes_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !is_running() {
                usual(panic);
            }
        }));
    });
}

/// Is the current executor recording?
#[must_use]
pub fn is_recording() -> bool {
    Core::current().is_some_and(|core| {
        let journal = &core.inner.borrow().journal;
        journal.recorder.is_some() && !journal.is_frozen()
    })
}

/// Adds an event to the current record. `event` is not called where nothing is recorded, and with the
/// loop borrowed: no foreign code in there.
pub fn record<E: Into<Event>>(event: impl FnOnce(&mut Recorder) -> E) {
    if let Some(core) = Core::current() {
        core.record(event);
        core.freeze_if_full();
    }
}

/// The task that is being polled or dropped.
#[must_use]
pub fn running() -> Option<TaskId> {
    Core::current().and_then(|core| core.running())
}

/// The message of the panic that ended the task which is being dropped.
#[must_use]
pub fn panic_message() -> Option<String> {
    Core::current().and_then(|core| core.inner.borrow().journal.panic.clone())
}

/// Prints into the record, each line by itself; where no executor is current, nowhere.
pub fn output(text: &str) {
    for line in text.split('\n') {
        record(|recorder| OutputEvent::Printed { text: recorder.text_id(line) });
    }
    progress();
}

/// Notes that a shared thing changed, so that a task which only wakes itself meanwhile is not taken for
/// one that gets nowhere.
pub fn progress() {
    if let Some(core) = Core::current() {
        core.inner.borrow_mut().journal.fruitless = 0;
    }
}

/// How many turns have gone by since anything happened but a task waking itself.
#[must_use]
pub fn fruitless() -> usize {
    Core::current().map_or(0, |core| core.inner.borrow().journal.fruitless)
}

/// The virtual time.
#[must_use]
pub fn now() -> Time {
    Core::expect_current("now").inner.borrow().now
}

/// Holds the thread for so long: the clock moves inside the poll, and nobody else runs.
pub fn block_for(length: Duration) {
    let core = Core::expect_current("block_for");
    let mut inner = core.inner.borrow_mut();
    if inner.journal.is_frozen() {
        return; // a drop handler on the way out
    }
    let to = inner.now.after(length);
    inner.pass(to, ClockReason::Block);
}

/// Ends the run here, inside a poll that would not return. Does not return.
pub fn freeze() -> ! {
    let core = Core::expect_current("freeze");
    assert!(core.running().is_some(), "only a task can freeze the run, not the set-up");
    core.inner.borrow_mut().journal.freeze();
    std::panic::resume_unwind(Box::new("frozen"))
}

impl Core {
    /// # Panics
    /// Where no executor is current, with a sentence that names what was asked for.
    pub(crate) fn expect_current(what: &str) -> Rc<Core> {
        Core::current().unwrap_or_else(|| {
            panic!("{what} works only inside a coroutine or set-up code that coroscope runs")
        })
    }

    pub(crate) fn record<E: Into<Event>>(&self, event: impl FnOnce(&mut Recorder) -> E) {
        self.inner.borrow_mut().journal.record(event);
    }

    fn freeze_if_full(&self) {
        let is_full = self.inner.borrow().journal.recorder.as_ref().is_some_and(Recorder::is_full);
        if is_full && self.running().is_some() && !self.is_frozen() && !std::thread::panicking() {
            let why = "The record is full, and this poll has not returned. The run ends here.";
            self.record(|recorder| OutputEvent::Printed { text: recorder.text_id(why) });
            freeze();
        }
    }

    pub(crate) fn running(&self) -> Option<TaskId> {
        self.inner.borrow().journal.running()
    }

    /// Is this the end of the run, inside a poll that can never return?
    pub(crate) fn is_frozen(&self) -> bool {
        self.inner.borrow().journal.is_frozen()
    }

    /// R2: the loop owns one more task, and this is what is written down of it.
    pub(crate) fn take_in(
        &self,
        work: Work,
        describe: impl FnOnce(&mut Recorder, TaskId) -> TaskEvent,
    ) -> TaskId {
        let task = self.spawn(work);
        self.inner.borrow_mut().journal.happened(|recorder| describe(recorder, task));
        if let Some(rules) = &self.rules {
            rules.has_spawned(self, task);
        }
        task
    }

    /// R7: asks for the task to be dropped on its next turn. `false` if it has ended already.
    pub(crate) fn cancel(&self, task: TaskId) -> bool {
        let mut inner = self.inner.borrow_mut();
        if inner.journal.is_frozen() {
            return false;
        }
        if let Some(slot) = inner.slot(task) {
            slot.cancelled = true;
        }
        let effect = inner.queue(task, || None);
        inner.journal.happened(|_| TaskEvent::CancelAsked { task, effect });
        effect != WakeEffect::Ignored
    }

    pub(crate) fn has_ended(&self, task: TaskId) -> bool {
        self.inner.borrow_mut().slot(task).is_none()
    }

    /// R6: sets a timer for `waker`. The deadline is so long after now.
    pub(crate) fn set_timer(&self, length: Duration, waker: Waker) -> (Time, TimerId) {
        let mut inner = self.inner.borrow_mut();
        let task = inner.journal.running();
        let (deadline, timer) = inner.set_timer(length, waker);
        inner.journal.record(|_| TimerEvent::Set { timer, task, deadline });
        (deadline, timer)
    }

    /// Is the timer still to fire? Then it is from now on for `waker`; its place in the list stays.
    pub(crate) fn renew_timer(&self, key: (Time, TimerId), waker: &Waker) -> bool {
        if self.inner.borrow().has_fired(key) {
            return false;
        }
        let mut waker = waker.clone(); // foreign code, as its drop is: the loop is not borrowed
        let mut inner = self.inner.borrow_mut();
        let Some(kept) = inner.timers.get_mut(&key) else { return false };
        mem::swap(kept, &mut waker);
        drop(inner);
        drop(waker);
        true
    }

    /// Takes the timer out of the list, if it has not fired.
    pub(crate) fn drop_timer(&self, key: (Time, TimerId)) {
        let mut inner = self.inner.borrow_mut();
        if inner.journal.is_frozen() || inner.has_fired(key) {
            return;
        }
        let waker = inner.timers.remove(&key);
        if waker.is_some() {
            inner.journal.record(|_| TimerEvent::Dropped { timer: key.1 });
        }
        drop(inner);
        drop(waker);
    }
}

impl Loop {
    /// Is this timer before all that are set? That is known at a glance, and it is what most who ask want to
    /// know: a task that goes on after a sleep.
    fn has_fired(&self, key: (Time, TimerId)) -> bool {
        self.timers.first_key_value().is_none_or(|(first, _)| *first > key)
    }
}
