//! A **task** is a coroutine that the loop owns.
//!
//! A program has many coroutines, and most of them are waiting for something. A loop that asked each of them in turn
//! "can you continue?" would spend its time on those that cannot. So this loop keeps a **ready queue** with the tasks
//! that have something to do now: a new task joins the queue at the back (R2), a woken task joins it at the back (R5),
//! and the loop takes the task at the front (R3). A suspended task is not in the queue at all (R4). That is why waiting
//! costs no turns.
//!
//! ```text
//!                 the loop takes it      Poll::Ready, panic, drop
//!   spawn ─▶ Ready ───────────────▶ Running ─────────────────▶ (ended)
//!              ▲ ▲                  │     │
//!              │ └──── woken ───────┘     │ Pending
//!              │                          ▼
//!              ├──── wake, cancel ─── Suspended ── last waker dropped ─▶ Lost
//!              └──── cancel ────────────────────────────────────────────┘
//! ```
//!
//! | state | in the queue? | what holds the waker | entered by | left by |
//! |---|---|---|---|---|
//! | `Ready` | yes | the loop | spawn, wake, cancel | its turn |
//! | `Running` | no | the loop, for the poll | its turn | the end of the poll or drop, a wake, a cancel |
//! | `Suspended` | no | whatever will wake it, not the loop | a poll that returns `Pending` | wake, cancel, losing its last waker |
//! | `Lost` | no | nobody | its last waker was dropped | cancel |
//!
//! A task that is woken during its own poll becomes `Ready` at once: it is in the queue before the poll returns, and
//! that `Pending` does not suspend it. A cancelled task waits in the queue like any other; when its turn comes, it is
//! dropped instead of polled (R7). That turn needs no waker, so a task that was suspended or lost when it was
//! cancelled is `Ready` without one.
//!
//! The number of a task is its index in `slots`, and is never used again. So a waker that is called late finds
//! an empty slot.

use super::waker::TaskWaker;
use super::{Core, Loop, Recorder};
use crate::record::event::{Action, TaskEvent, TaskId, WakeCause, WakeEffect};
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::Waker;

/// What a task runs. It has no result here: the kit wraps each coroutine so that it leaves its result in the
/// task's handle.
pub(crate) type Work = Pin<Box<dyn Future<Output = ()>>>;

/// The state of a task that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// It is in the ready queue.
    Ready,
    /// It is being polled or dropped.
    Running,
    /// It is in no queue, and its waker still exists somewhere.
    Suspended,
    /// It is in no queue, and its last waker has been dropped.
    Lost,
}

/// The place of a task that has not ended.
pub(crate) struct Slot {
    pub(crate) state: TaskState,
    pub(crate) is_cancelled: bool,
    /// `None` during its poll or its drop, also if it was woken meanwhile: then `turn.rs` owns the body. Boxed, so that
    /// taking it moves one pointer.
    pub(crate) body: Option<Box<Body>>,
    /// The task's waker, for counting its clones.
    waker: Weak<TaskWaker>,
    /// How many of the clones the kit stores. Only a task can call those.
    wakers_in_kit: usize,
}

/// What it takes to run a task.
pub(crate) struct Body {
    pub(super) work: Work,
    /// The loop's own handle on the task's waker: `None` while the task is suspended.
    pub(super) waker: Option<Waker>,
}

/// A task whose turn it is.
pub(crate) enum Taken {
    /// It is to be polled once.
    Poll { task: TaskId, body: Box<Body> },
    /// It was cancelled, and is to be dropped.
    Drop { task: TaskId, body: Box<Body> },
}

impl Core {
    /// R2: makes a task. `describe` makes the event that the record gets.
    pub(crate) fn spawn(
        &self,
        work: Work,
        describe: impl FnOnce(&mut Recorder, TaskId) -> TaskEvent,
    ) -> TaskId {
        let mut state = self.state.borrow_mut();
        let task = TaskId(u32::try_from(state.slots.len()).expect("fewer than 2^32 tasks"));
        let shared = self.new_waker(task);
        let waker = Arc::downgrade(&shared);
        let body = Some(Box::new(Body { work, waker: Some(Waker::from(shared)) }));
        let slot =
            Slot { state: TaskState::Ready, is_cancelled: false, body, waker, wakers_in_kit: 0 };
        state.slots.push(Some(slot));
        state.ready.push_back(task); // @spawn
        state.limits.note_progress();
        state.journal.record(|recorder| describe(recorder, task));
        task
    }

    /// R5: a waker of this loop was called, on this loop's thread.
    #[inline(always)]
    pub(crate) fn wake(&self, waker: &Arc<TaskWaker>) {
        if self.policy.is_some() {
            return self.wake_under_policy(waker);
        }
        self.state.borrow_mut().wake(waker);
    }

    /// R7: asks for the task to be dropped in its next turn. Returns `false` if it has ended already or the
    /// run is frozen.
    pub(crate) fn cancel(&self, task: TaskId) -> bool {
        let mut state = self.state.borrow_mut();
        if state.limits.is_frozen() {
            return false;
        }
        let is_new =
            state.slot(task).is_some_and(|slot| !mem::replace(&mut slot.is_cancelled, true));
        let effect = state.queue(task, None);
        if is_new {
            state.limits.note_progress();
        }
        state.journal.cancel_asked(task, effect);
        effect != WakeEffect::Ignored
    }
}

impl Loop {
    /// Returns the slot of the task, if it has not ended.
    pub(crate) fn slot(&mut self, task: TaskId) -> Option<&mut Slot> {
        self.slots.get_mut(task.0 as usize)?.as_mut()
    }

    /// Returns the task that is being polled or dropped, also if it has been woken meanwhile and its state is `Ready`.
    #[inline]
    pub(crate) fn running(&self) -> Option<TaskId> {
        match self.acting {
            WakeCause::Task(task) => Some(task),
            _ => None,
        }
    }

    /// R5: puts the task of this waker at the back of the ready queue.
    #[inline(always)]
    pub(super) fn wake(&mut self, waker: &Arc<TaskWaker>) {
        let effect = self.queue(waker.task, Some(waker)); // @wake
        if effect == WakeEffect::Queued && self.acting != WakeCause::Task(waker.task) {
            self.limits.note_progress();
        }
        self.journal.woken(waker.task, self.acting, effect);
    }

    /// Puts the task at the back of the queue, unless it is in the queue or has ended. If a waker woke it, the
    /// loop takes hold of that waker again; a cancelled task needs none.
    #[inline(always)]
    fn queue(&mut self, task: TaskId, waker: Option<&Arc<TaskWaker>>) -> WakeEffect {
        let Some(slot) = self.slot(task) else { return WakeEffect::Ignored };
        if slot.state == TaskState::Ready {
            return WakeEffect::Merged;
        }
        // The body of a running task is not here, and has its waker with it.
        if let Some(body) = &mut slot.body {
            body.waker = waker.map(|waker| Waker::from(Arc::clone(waker)));
        }
        slot.state = TaskState::Ready;
        self.ready.push_back(task);
        WakeEffect::Queued
    }

    /// R3: takes the `nth` task out of the queue, or the last one if the queue is shorter.
    #[inline(always)]
    pub(super) fn take(&mut self, nth: usize) -> Option<Taken> {
        let last = self.ready.len().checked_sub(1)?;
        let task =
            if nth == 0 { self.ready.pop_front() } else { self.ready.remove(nth.min(last)) }?;
        let slot = self.slot(task).expect("a task that has ended is in no queue");
        slot.state = TaskState::Running;
        let is_cancelled = slot.is_cancelled;
        let body = slot.body.take().expect("a ready task is not running");
        self.acting = WakeCause::Task(task);
        self.journal.turn(task, if is_cancelled { Action::Drop } else { Action::Poll });
        Some(if is_cancelled { Taken::Drop { task, body } } else { Taken::Poll { task, body } })
    }

    /// Notes that the last waker of the task is gone. If the task is suspended, nothing can ever wake it.
    pub(super) fn lose(&mut self, task: TaskId) {
        let Some(slot) = self.slot(task) else { return };
        if slot.state == TaskState::Suspended {
            slot.state = TaskState::Lost;
            self.journal.lost(task);
        }
    }

    /// Returns whether something outside the loop may call the waker of a suspended task. That is possible if a clone
    /// exists that the kit doesn't store.
    pub(super) fn may_be_woken_from_outside(&self) -> bool {
        let has_other_clones = |slot: &Slot| slot.waker.strong_count() > slot.wakers_in_kit;
        self.slots.iter().flatten().any(has_other_clones) && self.limits.has_outside()
    }

    /// Counts the clones that the kit stores of this task's waker, if `waker` is one. Returns whether it is.
    pub(crate) fn note_waker_in_kit(&mut self, task: TaskId, waker: &Waker) -> bool {
        let Some(slot) = self.slot(task) else { return false };
        let is_own = slot.waker.as_ptr().cast() == waker.data();
        slot.wakers_in_kit += usize::from(is_own);
        is_own
    }

    /// Notes that the kit no longer stores such a clone.
    pub(crate) fn note_waker_out_of_kit(&mut self, task: TaskId) {
        if let Some(slot) = self.slot(task) {
            slot.wakers_in_kit -= 1;
        }
    }

    /// Empties the slot of a task that has ended.
    pub(super) fn remove(&mut self, task: TaskId) {
        let slot = self.slots[task.0 as usize].take();
        if slot.is_some_and(|slot| slot.state == TaskState::Ready) {
            self.ready.retain(|ready| *ready != task); // it was woken or cancelled during its last poll or its drop
        }
    }

    /// Returns the tasks that have not ended, in the order of spawning, each with its state.
    pub(crate) fn alive(&self) -> Vec<(TaskId, TaskState)> {
        let alive = (0..).zip(&self.slots).filter_map(|(task, slot)| Some((task, slot.as_ref()?)));
        alive.map(|(task, slot)| (TaskId(task), slot.state)).collect()
    }
}
