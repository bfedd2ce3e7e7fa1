//! A **turn** is one step of the loop, and the loop is turns until nothing is left to do.
//!
//! The parts are all there now: tasks in a ready queue, wakers that put them back, timers that call wakers. What is
//! left is the loop that puts them together, and it has four questions, always in this order. Is a task *ready*? Poll
//! it. Else, does anything wait for *time*? Move the clock. Else, is any task *left*? If not, the run has finished. Else,
//! can a task be woken from *outside*? If not, the run has stalled.
//!
//! In most executors the loop is called once (`block_on` in Tokio), and returns when the program ends. This one is
//! driven from outside, one turn at a time, and each turn returns what it did as a [`Turn`]. So coroscope can take one
//! turn for each key press.

use super::task::{Body, Taken, TaskState};
use super::{Core, Loop};
use crate::record::event::{Action, ClockReason, TaskId, Time, Verdict, WakeCause};
use crate::thread::catch_panic;
use std::cell::RefMut;
use std::mem;
use std::task::{Context, Poll};

impl Core {
    /// The executor: one turn after the other, until there is nothing more to do.
    pub(super) fn run(&self) -> Turn {
        loop {
            let turn = self.turn(0);
            if turn.is_end() {
                return turn;
            }
        }
    }

    /// One turn. It takes the `nth` task of the ready queue, which is the front unless a learner tries another order.
    /// The caller has made the loop the thread's current one with `Core::enter`.
    #[inline(always)]
    pub(super) fn turn(&self, nth: usize) -> Turn {
        self.read_mailbox(); // @wakes
        let mut state = self.state.borrow_mut();
        if let Some(turn) = state.blocked_turn() {
            return turn; // @no-progress
        }
        let taken = state.take(nth); // @take
        if let Some(taken) = taken {
            drop(state);
            return self.run_task(taken);
        }
        if let Some(deadline) = state.next_deadline() {
            state.advance_clock(deadline, ClockReason::Idle); // @jump
            drop(state);
            self.read_mailbox(); // a wake that came before the timers fired is queued before theirs
            self.fire_due();
            return Turn::Jumped(deadline);
        }
        let left = state.alive(); // R8
        if left.is_empty() {
            state.journal.end(Verdict::Finished); // @finished
            return Turn::Finished;
        }
        if state.may_be_woken_from_outside() {
            state.journal.end(Verdict::Waiting); // @waiting
            return Turn::Waiting(state.stalled_tasks(left));
        }
        state.journal.end(Verdict::Stalled); // @stalled
        Turn::Stalled(state.stalled_tasks(left))
    }

    /// R3: one poll. R7: or the drop of a cancelled task.
    #[inline(always)]
    pub(super) fn run_task(&self, taken: Taken) -> Turn {
        let (task, mut body) = match taken {
            Taken::Poll { task, body } => (task, body),
            Taken::Drop { task, body } => {
                return self.end_task(task, body, Action::Drop, None); // @cancelled
            }
        };
        let waker = body.waker.as_ref().expect("the loop holds the waker of a ready task");
        let mut context = Context::from_waker(waker); // @waker
        let poll = catch_panic(|| body.work.as_mut().poll(&mut context)); // @poll
        match poll {
            Ok(Poll::Pending) => self.put_back(task, body), // @keep
            Ok(Poll::Ready(())) => self.end_task(task, body, Action::Poll, None), // @drop
            Err(message) => self.end_task(task, body, Action::Poll, Some(message)), // @panicked
        }
    }

    /// R4: the poll returned `Pending`. Unless the task was woken or cancelled meanwhile it is suspended, and the loop
    /// drops its own handle on the waker. If that was the last one, the task is lost.
    #[inline(always)]
    fn put_back(&self, task: TaskId, mut body: Box<Body>) -> Turn {
        let mut state = self.state.borrow_mut();
        state.journal.pending(task);
        let slot = state.slot(task).expect("a running task has its slot");
        if slot.state == TaskState::Ready {
            slot.body = Some(body);
        } else {
            let waker = body.waker.take();
            slot.body = Some(body);
            slot.state = TaskState::Suspended;
            state.limits.note_progress();
            drop(state);
            drop(waker); // if no other clone exists, `TaskWaker::drop` runs here, and the task is lost
            state = self.state.borrow_mut();
        }
        self.close_turn(state, Turn::Polled(task, Outcome::Pending))
    }

    /// Drops what is left of a task, with its drop handlers, and empties its slot. `panic` is the message of a poll
    /// that panicked; it is kept even if a drop handler then panics too. In a frozen run nothing is dropped.
    fn end_task(
        &self,
        task: TaskId,
        body: Box<Body>,
        action: Action,
        panic: Option<String>,
    ) -> Turn {
        self.state.borrow_mut().panic.clone_from(&panic);
        let dropped = catch_panic(|| if self.is_frozen() { mem::forget(body) } else { drop(body) });
        let mut state = self.state.borrow_mut();
        if state.limits.is_frozen() {
            // The task stays the acting one, so every later turn answers `Frozen`.
            return Turn::Frozen(task); // @frozen
        }
        state.panic = None;
        state.remove(task);
        state.limits.note_progress();
        let panic = panic.or(dropped.err());
        state.journal.ended(task, action, panic.as_deref());
        let turn = if action == Action::Poll {
            Turn::Polled(task, panic.map_or(Outcome::Ready, Outcome::Panicked))
        } else {
            Turn::Dropped(task)
        };
        self.close_turn(state, turn)
    }

    /// Ends the turn of a task. If the run was set up so, a poll costs virtual time, and then timers may be due.
    #[inline(always)]
    fn close_turn(&self, mut state: RefMut<'_, Loop>, turn: Turn) -> Turn {
        if let (Turn::Polled(..), Some(cost)) = (&turn, state.limits.poll_cost()) {
            let now = state.now.after(cost);
            state.advance_clock(now, ClockReason::Cost); // @cost
        }
        state.acting = WakeCause::SetUp; // no task acts between turns
        let tasks = state.slots.len();
        state.limits.count_turn(tasks);
        let is_due = state.is_due();
        drop(state);
        self.read_mailbox();
        if is_due {
            self.fire_due();
        }
        turn
    }
}

impl Loop {
    /// Returns the answer of a turn that does nothing, because the run is frozen or has made no progress: `limits.rs`
    /// explains both.
    ///
    /// # Panics
    /// If it is called inside a turn of the same loop.
    #[inline(always)]
    fn blocked_turn(&mut self) -> Option<Turn> {
        if let Some(task) = self.running() {
            assert!(self.limits.is_frozen(), "a turn was asked for inside a turn of the same loop");
            return Some(Turn::Frozen(task));
        }
        if !self.limits.has_no_progress(self.ready.len()) {
            return None;
        }
        self.journal.end(Verdict::NoProgress);
        Some(Turn::NoProgress(self.limits.restart_count()))
    }

    fn stalled_tasks(&self, left: Vec<(TaskId, TaskState)>) -> Vec<StalledTask> {
        let waits_for = self.journal.awaits();
        let stuck = |(task, state)| {
            let waits_for = waits_for.get(&task).cloned();
            StalledTask { task, waits_for, lost: state == TaskState::Lost }
        };
        left.into_iter().map(stuck).collect()
    }
}

/// What one call of [`Executor::turn`](super::Executor::turn) did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It polled this task once.
    Polled(TaskId, Outcome),
    /// It dropped this task, which had been cancelled.
    Dropped(TaskId),
    /// No task was ready, so it moved the clock to the earliest deadline.
    Jumped(Time),
    /// Nothing: every task has ended.
    Finished,
    /// Nothing: these tasks are left, and nothing is left that could wake them.
    Stalled(Vec<StalledTask>),
    /// Nothing: these tasks are left, and a waker of one exists outside the kit. If another thread holds it, a later
    /// call finds the task ready.
    Waiting(Vec<StalledTask>),
    /// Nothing: for this many turns the ready tasks have only woken themselves, and the clock hasn't moved. The next
    /// call takes a turn all the same.
    NoProgress(usize),
    /// Nothing: the poll of this task could never have returned, so the run ended inside it.
    Frozen(TaskId),
}

impl Turn {
    /// Returns whether this call did nothing. Then a loop that only takes turns can stop.
    #[must_use]
    pub fn is_end(&self) -> bool {
        !matches!(self, Turn::Polled(..) | Turn::Dropped(_) | Turn::Jumped(_))
    }
}

/// How a poll ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The task has not finished.
    Pending,
    /// The task has finished.
    Ready,
    /// The task panicked with this message, and has ended.
    Panicked(String),
}

/// A task of a run in which no task is ready and no timer is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StalledTask {
    /// Which task.
    pub task: TaskId,
    /// The source text of what it awaits, if the run was recorded and the coroutine is observed.
    pub waits_for: Option<String>,
    /// Whether its last waker has been dropped.
    pub lost: bool,
}
