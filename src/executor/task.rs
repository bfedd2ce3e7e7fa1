//! A **task** is a coroutine that the loop owns.
//!
//! ```text
//!                 the loop takes it        its end, or a panic
//!   spawn ─▶ Ready ───────────────▶ Running ──────────────────▶ (gone)
//!              ▲ ▲                  │     │                        ▲
//!              │ └─ Pending, woken ─┘     │ Pending                │
//!              │                          ▼                        │
//!              └──── wake, cancel ─── Suspended ── last waker ─▶ Lost
//!                          │                        dropped        │
//!                          └───────────────◀── cancel ─────────────┘
//! ```
//!
//! | state | entered by | left by | never together with |
//! |---|---|---|---|
//! | `Ready` | spawn, wake, cancel | its turn | a place in no queue |
//! | `Running` | its turn | the poll returns, or it is woken | another running task |
//! | `Woken` | a wake during its own poll | the poll returns | waiting: it stands in the queue already |
//! | `Suspended` | a poll that ends `Pending` | wake, cancel, losing its last waker | a place in the queue |
//! | `Lost` | its last waker dropped | cancel | any waker |
//!
//! A task that was cancelled is taken like any other when its turn comes, and is then dropped instead of
//! polled (R7). A place in the table is used again after its task is gone; a late waker still carries
//! the number of the old task, does not match, and is ignored.

use super::ready_queue::ReadyQueue;
use crate::record::event::{Action, Effect, TaskId};
use std::pin::Pin;
use std::task::Waker;

/// What a task runs. Its result, if anybody wants one, is its own affair.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It stands in the ready queue.
    Ready,
    /// It is being polled.
    Running,
    /// It is being polled and stands in the queue again.
    Woken,
    /// It is in no queue; somebody holds its waker.
    Suspended,
    /// It is in no queue, and nobody holds its waker.
    Lost,
}

/// A task and its place in the table: what a waker needs to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The task's number in the run.
    pub task: TaskId,
    place: u32,
}

struct Slot {
    task: TaskId,
    state: State,
    cancelled: bool,
    work: Option<Work>,   // not here while it runs
    waker: Option<Waker>, // not here while it runs, or is suspended
}

/// All tasks and the ready queue.
#[derive(Default)]
pub(super) struct Tasks {
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    spawned: u32,
    pub(super) queue: ReadyQueue,
}

impl Tasks {
    /// R2: a new task stands at the back of the queue.
    pub(super) fn insert(&mut self, work: Work, waker: impl FnOnce(Seat) -> Waker) -> Seat {
        let place = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).expect("fewer than four thousand million tasks")
        });
        let seat = Seat { task: TaskId(self.spawned), place };
        self.spawned += 1;
        let (work, waker) = (Some(work), Some(waker(seat)));
        let slot = Slot { task: seat.task, state: State::Ready, cancelled: false, work, waker };
        self.slots[place as usize] = Some(slot);
        self.queue.push_back(seat);
        seat
    }

    #[inline]
    fn slot(&mut self, seat: Seat) -> Option<&mut Slot> {
        self.slots.get_mut(seat.place as usize)?.as_mut().filter(|slot| slot.task == seat.task)
    }

    /// R5: puts the task at the back of the queue, unless it stands there or has ended. If it was
    /// suspended, the loop takes a waker of it in keeping again.
    #[inline]
    pub(super) fn wake(&mut self, seat: Seat, waker: impl FnOnce() -> Option<Waker>) -> Effect {
        let Some(slot) = self.slot(seat) else { return Effect::Ignored };
        match slot.state {
            State::Ready | State::Woken => return Effect::Merged,
            State::Running => slot.state = State::Woken,
            State::Suspended | State::Lost => {
                slot.state = State::Ready;
                slot.waker = waker();
            }
        }
        self.queue.push_back(seat);
        Effect::Queued
    }

    /// R7: marks the task and queues it, so that its next turn drops it.
    pub(super) fn cancel(&mut self, seat: Seat) -> Effect {
        let Some(slot) = self.slot(seat) else { return Effect::Ignored };
        slot.cancelled = true;
        self.wake(seat, || None)
    }

    /// The last waker is gone. Says whether that leaves a suspended task which nothing can wake.
    pub(super) fn lose(&mut self, seat: Seat) -> bool {
        let slot = self.slot(seat).filter(|slot| slot.state == State::Suspended);
        slot.map(|slot| slot.state = State::Lost).is_some()
    }

    /// R3: takes the `nth` ready task out of the queue, to be polled or, R7, to be dropped.
    #[inline]
    pub(super) fn take(&mut self, nth: usize) -> Option<(Seat, Action)> {
        let seat = self.queue.take(nth)?;
        let slot = self.slot(seat).expect("the queue holds no task that has ended");
        slot.state = State::Running;
        Some((seat, if slot.cancelled { Action::Drop } else { Action::Poll }))
    }

    /// Takes the running task in hand. A task that was cancelled while it was suspended has no waker.
    #[inline]
    pub(super) fn lift(&mut self, seat: Seat) -> (Work, Option<Waker>) {
        let slot = self.slot(seat).expect("a running task has its place");
        (slot.work.take().expect("nobody else runs it"), slot.waker.take())
    }

    /// R4: the poll ended `Pending`. Gives the waker back if the task is suspended and not woken: the
    /// executor lets go of it then, and whoever else holds it decides when the task goes on.
    #[inline]
    pub(super) fn put_back(&mut self, seat: Seat, work: Work, waker: Waker) -> Option<Waker> {
        let slot = self.slot(seat).expect("a running task has its place");
        slot.work = Some(work);
        if slot.state == State::Woken {
            slot.state = State::Ready;
            slot.waker = Some(waker);
            return None;
        }
        slot.state = State::Suspended;
        Some(waker)
    }

    /// The task has ended, and its place is free.
    pub(super) fn remove(&mut self, seat: Seat) {
        let slot = self.slots.get_mut(seat.place as usize).and_then(Option::take);
        if slot.is_some_and(|slot| slot.state == State::Woken) {
            self.queue.remove(seat);
        }
        self.free.push(seat.place);
    }

    /// Takes any task that is left, with its work and its waker, to end it with the executor.
    pub(super) fn take_any(&mut self) -> Option<(Option<Work>, Option<Waker>)> {
        self.free.clear();
        let slot = std::iter::from_fn(|| self.slots.pop()).flatten().next()?;
        Some((slot.work, slot.waker))
    }

    /// Those that have not ended, in the order of spawning, each with its state.
    pub(super) fn alive(&self) -> Vec<(TaskId, State)> {
        let slots = self.slots.iter().flatten();
        let mut alive: Vec<_> = slots.map(|slot| (slot.task, slot.state)).collect();
        alive.sort_by_key(|(task, _)| *task);
        alive
    }

    pub(super) fn has_ended(&mut self, seat: Seat) -> bool {
        self.slot(seat).is_none()
    }

    pub(super) fn all_have_ended(&self) -> bool {
        self.slots.len() == self.free.len()
    }
}
