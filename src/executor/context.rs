//! What a running coroutine can call on the executor that polls it.
//!
//! A coroutine is not given its executor: `sleep(SECOND).await` names none. While a turn runs, the executor is the
//! thread's *current* one (see `waker.rs`), and these functions ask that one. Elsewhere there is none; then they do
//! nothing, or panic with a sentence that says what is missing.

use super::task::Work;
use super::{Core, Recorder};
use crate::record::event::{
    ClockReason, Event, OutputEvent, TaskEvent, TaskId, Time, Verdict, WakeCause,
};
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Once;
use std::task::Waker;
use std::time::Duration;

/// Returns whether an executor is current on this thread.
#[must_use]
pub fn is_running() -> bool {
    Core::current().is_some()
}

/// Keeps panics of recipes off standard error: such a panic ends its task, and the record has it. From here on only a
/// panic outside a run is reported as usual.
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

/// Returns whether the current executor records.
#[must_use]
pub fn is_recording() -> bool {
    Core::current().is_some_and(|core| core.state.borrow().journal.is_recording())
}

/// Returns whether the current record has the values of locals.
#[must_use]
pub fn has_values() -> bool {
    Core::current().is_some_and(|core| core.state.borrow().journal.has_values())
}

/// Adds an event to the current record. `event` isn't called if nothing is recorded. The loop is borrowed while it
/// runs, so it must not call foreign code.
pub fn record<E: Into<Event>>(event: impl FnOnce(&mut Recorder) -> E) {
    if let Some(core) = Core::current() {
        core.record(event);
        core.freeze_if_full();
    }
}

/// Returns whether the current run has ended inside a poll that can never return. Its drop handlers run while that poll
/// unwinds, and are no part of the run.
pub(crate) fn is_frozen() -> bool {
    Core::current().is_some_and(|core| core.is_frozen())
}

/// Returns the task that is being polled or dropped.
#[must_use]
pub fn running() -> Option<TaskId> {
    Core::current().and_then(|core| core.running())
}

/// Returns the message of the panic that ended the task which is being dropped.
#[must_use]
pub fn panic_message() -> Option<String> {
    Core::current().and_then(|core| core.state.borrow().panic.clone())
}

/// Adds each line of the text to the record as printed. Does nothing if no executor is current.
pub fn output(text: &str) {
    for line in text.split('\n') {
        record(|recorder| OutputEvent::Printed { text: recorder.text_id(line) });
    }
    progress();
}

/// Notes that a shared value changed, so that a task which only wakes itself meanwhile makes progress.
pub fn progress() {
    if let Some(core) = Core::current() {
        core.state.borrow_mut().limits.note_progress();
    }
}

/// Returns how many turns in a row have done nothing except that a task woke itself.
#[must_use]
pub fn turns_without_progress() -> usize {
    Core::current().map_or(0, |core| core.state.borrow().limits.turns_without_progress())
}

/// A waker that the kit stores until it calls it. The loop counts it, because nothing outside the loop calls it.
#[derive(Debug)]
pub(crate) struct KitWaker {
    waker: Waker,
    counted: Option<Counted>,
}

impl KitWaker {
    /// Returns a clone of the waker of the running task, or of any other waker.
    pub(crate) fn of(waker: &Waker) -> KitWaker {
        let waker = waker.clone(); // foreign code: nothing is borrowed
        let counted = Core::current().and_then(|core| {
            let mut state = core.state.borrow_mut();
            let task = state.running()?;
            let is_own = state.note_waker_in_kit(task, &waker);
            is_own.then(|| Counted { task, core: Rc::downgrade(&core) })
        });
        KitWaker { waker, counted }
    }

    /// Calls it.
    pub(crate) fn wake(self) {
        let KitWaker { waker, counted } = self;
        drop(counted);
        waker.wake();
    }
}

/// One clone that the loop counts. Dropping this ends that.
struct Counted {
    task: TaskId,
    core: Weak<Core>,
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            core.state.borrow_mut().note_waker_out_of_kit(self.task);
        }
    }
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Counted({:?})", self.task)
    }
}

/// Returns the virtual time.
///
/// # Panics
/// If no executor is current: then there is no clock.
#[must_use]
pub fn now() -> Time {
    Core::expect_current("now").state.borrow().now
}

/// Holds the thread for this much virtual time: the clock moves inside the poll, and no other task runs.
///
/// # Panics
/// If no executor is current.
pub fn block_for(length: Duration) {
    assert!(!is_outside(), "a job outside the loop can't block the loop's thread");
    let core = Core::expect_current("block_for");
    let mut state = core.state.borrow_mut();
    if state.limits.is_frozen() {
        return; // a drop handler that runs while the frozen poll unwinds
    }
    let to = state.now.after(length);
    state.advance_clock(to, ClockReason::Block);
}

/// Returns whether what runs now is a job outside the loop.
pub(crate) fn is_outside() -> bool {
    Core::current().is_some_and(|core| core.state.borrow().acting == WakeCause::Outside)
}

/// Lets something happen outside the loop at this virtual time, which may have passed already. Returns how many other
/// things were to happen at that time.
///
/// # Panics
/// If no executor is current.
pub(crate) fn happens_outside(at: Time, happening: Box<dyn FnOnce()>) -> usize {
    let core = Core::expect_current("handing over a job");
    let mut state = core.state.borrow_mut();
    if state.limits.is_frozen() {
        return 0;
    }
    state.limits.note_progress();
    state.outside.add(at, happening)
}

/// Lets everything happen that has happened outside by now.
pub(crate) fn catch_up_with_outside() {
    if let Some(core) = Core::current().filter(|core| !core.is_frozen()) {
        core.catch_up_with_outside();
    }
}

/// Runs foreign code of a job. A panic becomes an error with its message.
pub(crate) fn catch_panic<R>(code: impl FnOnce() -> R) -> Result<R, String> {
    crate::thread::catch_panic(code)
}

/// Ends the run inside a poll that can never return. It unwinds out of that poll and does not return.
///
/// # Panics
/// Always, to unwind. If no task is running, the panic has a message that says so.
pub fn freeze() -> ! {
    freeze_as(Verdict::Frozen)
}

fn freeze_as(how: Verdict) -> ! {
    let core = Core::expect_current("freeze");
    let mut state = core.state.borrow_mut();
    assert!(state.running().is_some(), "only a task can freeze the run, not the set-up");
    state.journal.end(how);
    state.limits.freeze();
    drop(state);
    std::panic::resume_unwind(Box::new("frozen"))
}

/// Returns how many tasks the current poll has spawned. Outside a poll, it returns 0.
pub(crate) fn spawned_in_poll() -> usize {
    let Some(core) = Core::current() else { return 0 };
    let state = core.state.borrow();
    let spawned = state.slots.len() - state.limits.tasks_before();
    if state.running().is_some() { spawned } else { 0 }
}

/// R2: makes a task of `work` in the current executor. `describe` makes the event that the record gets.
///
/// # Panics
/// If no executor is current.
pub(crate) fn spawn(
    work: Work,
    describe: impl FnOnce(&mut Recorder, TaskId) -> TaskEvent,
) -> (TaskId, Weak<Core>) {
    let core = Core::expect_current("spawn");
    let task = core.spawn(work, describe);
    core.run_new_task_under_policy(task);
    (task, Rc::downgrade(&core))
}

impl Core {
    pub(crate) fn record<E: Into<Event>>(&self, event: impl FnOnce(&mut Recorder) -> E) {
        self.state.borrow_mut().journal.record(event);
    }

    fn freeze_if_full(&self) {
        let state = self.state.borrow();
        let is_full = state.journal.recorder.as_ref().is_some_and(Recorder::is_full);
        let is_in_turn = state.running().is_some() && !state.limits.is_frozen();
        drop(state);
        if is_full && is_in_turn && !std::thread::panicking() {
            let why = "The record is full, and this poll has not returned. The run ends here.";
            self.record(|recorder| OutputEvent::Printed { text: recorder.text_id(why) });
            freeze_as(Verdict::CutOff);
        }
    }

    pub(crate) fn running(&self) -> Option<TaskId> {
        self.state.borrow().running()
    }

    pub(crate) fn has_ended(&self, task: TaskId) -> bool {
        self.state.borrow_mut().slot(task).is_none()
    }
}
