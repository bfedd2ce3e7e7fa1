//! A **task** is a coroutine that the loop owns.
//!
//! ```text
//!                 the loop takes it        its end, or a panic
//!   spawn ─▶ Ready ───────────────▶ Running ──────────────────▶ (gone)
//!              ▲ ▲                  │     │                        ▲
//!              │ └───── woken ──────┘     │ Pending                │
//!              │                          ▼                        │
//!              └──── wake, cancel ─── Suspended ── last waker ─▶ Lost
//!                          │                        dropped        │
//!                          └───────────────◀── cancel ─────────────┘
//! ```
//!
//! | state | entered by | left by | never together with |
//! |---|---|---|---|
//! | `Ready` | spawn, wake, cancel | its turn | a place in no queue |
//! | `Running` | its turn | the poll returns, or it is woken | a place in the queue |
//! | `Suspended` | a poll that ends `Pending` | wake, cancel, losing its last waker | a place in the queue |
//! | `Lost` | its last waker dropped | cancel | any waker |
//!
//! A task that is woken during its own poll is `Ready` at once: it stands in the queue before the poll is over.
//! A task that was cancelled is taken like any other when its turn comes, and is then dropped instead of
//! polled (R7). The number of a task is its place in the table and is never used again, so a waker that is
//! called late finds an empty place.
//!
//! The **ready queue** holds the tasks that may be polled now, and nothing else. First in, first out: a new
//! task goes to the back (R2), a woken task goes to the back (R5), the loop takes the front (R3). A suspended
//! task is not in there at all (R4), and that is the whole secret of why waiting costs nothing.

use super::Loop;
use crate::record::event::{Action, TaskId, WakeEffect};
use std::pin::Pin;
use std::task::Waker;

/// What a task runs. Its result, if anybody wants one, is its own affair.
pub(crate) type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It stands in the ready queue.
    Ready,
    /// It is being polled.
    Running,
    /// It is in no queue; somebody holds its waker.
    Suspended,
    /// It is in no queue, and nobody holds its waker.
    Lost,
}

/// The place of a task.
pub(crate) struct Slot {
    pub(crate) state: State,
    pub(crate) cancelled: bool,
    pub(crate) work: Option<Work>, // not here while it runs
    waker: Option<Waker>,          // not here while it runs, or is suspended
}

/// A task that the loop has in hand. If it was cancelled while it was suspended, it comes without a waker.
pub(crate) struct Taken {
    pub(super) task: TaskId,
    pub(super) action: Action,
    pub(super) work: Work,
    pub(super) waker: Option<Waker>,
}

impl Loop {
    /// R2: a new task stands at the back of the queue.
    pub(super) fn insert(&mut self, work: Work, waker: impl FnOnce(TaskId) -> Waker) -> TaskId {
        let task = TaskId(u32::try_from(self.slots.len()).expect("fewer than 2^32 tasks"));
        let (work, waker) = (Some(work), Some(waker(task)));
        let slot = Slot { state: State::Ready, cancelled: false, work, waker };
        self.slots.push(Some(Box::new(slot)));
        self.ready.push_back(task);
        task
    }

    /// The place of the task, if it has not ended.
    pub(crate) fn slot(&mut self, task: TaskId) -> Option<&mut Slot> {
        self.slots.get_mut(task.0 as usize)?.as_deref_mut()
    }

    /// R5: puts the task at the back of the queue, unless it stands there or has ended. If it was
    /// suspended, the loop takes a waker of it in keeping again.
    pub(crate) fn queue(
        &mut self,
        task: TaskId,
        waker: impl FnOnce() -> Option<Waker>,
    ) -> WakeEffect {
        let Some(slot) = self.slot(task) else { return WakeEffect::Ignored };
        match slot.state {
            State::Ready => return WakeEffect::Merged,
            State::Running => {}
            State::Suspended | State::Lost => slot.waker = waker(),
        }
        slot.state = State::Ready;
        self.ready.push_back(task);
        WakeEffect::Queued
    }

    /// R3: takes the `nth` ready task out of the queue, to be polled or, R7, to be dropped.
    #[inline(always)]
    pub(crate) fn take(&mut self, nth: usize) -> Option<Taken> {
        let last = self.ready.len().checked_sub(1)?;
        let task =
            if nth == 0 { self.ready.pop_front() } else { self.ready.remove(nth.min(last)) }?;
        let slot = self.slot(task).expect("the queue holds no task that has ended");
        slot.state = State::Running;
        let action = if slot.cancelled { Action::Drop } else { Action::Poll };
        let work = slot.work.take().expect("nobody else runs it");
        let taken = Taken { task, action, work, waker: slot.waker.take() };
        self.journal.turn(task, action);
        Some(taken)
    }

    /// R4: the poll ended `Pending`. Gives the waker back if the task is suspended and not woken: the
    /// executor lets go of it then, and whoever else holds it decides when the task goes on.
    pub(super) fn put_back(&mut self, task: TaskId, work: Work, waker: Waker) -> Option<Waker> {
        let slot = self.slot(task).expect("a running task has its place");
        slot.work = Some(work);
        let let_go = if slot.state == State::Ready {
            slot.waker.replace(waker)
        } else {
            slot.state = State::Suspended;
            Some(waker)
        };
        self.journal.pending(task, let_go.is_some());
        let_go
    }

    /// The last waker is gone: a suspended task can never be woken.
    pub(super) fn lose(&mut self, task: TaskId) {
        if let Some(slot) = self.slot(task).filter(|slot| slot.state == State::Suspended) {
            slot.state = State::Lost;
            self.journal.lost(task);
        }
    }

    /// The task has ended, and leaves its place empty.
    pub(super) fn remove(&mut self, task: TaskId) {
        let slot = self.slots[task.0 as usize].take();
        if slot.is_some_and(|slot| slot.state == State::Ready) {
            self.ready.retain(|ready| *ready != task); // it had woken itself
        }
    }

    /// Those that have not ended, in the order of spawning, each with its state.
    pub(crate) fn alive(&self) -> Vec<(TaskId, State)> {
        let alive = (0..).zip(&self.slots).filter_map(|(task, slot)| Some((task, slot.as_ref()?)));
        alive.map(|(task, slot)| (TaskId(task), slot.state)).collect()
    }
}
