//! A **policy** replaces rules of the loop, to show what another loop would do.
//!
//! The [executor](crate::executor) takes the front of the queue, and a spawn or a wake only queues. Learners often
//! have another loop in mind: one that runs a task inside the call that wakes it, or one that finishes a task before it
//! begins the next. To answer "what would *that* loop print?" such a loop has to run. So the executor asks a policy in
//! the three places where loops differ. It has none unless one is given, and this file isn't part of the chapter: a
//! run under a policy may break every rule there is.

use super::task::TaskState;
use super::waker::TaskWaker;
use super::{Core, Executor, Recorder, Turn};
use crate::record::event::TaskId;
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// What a loop may do differently. `events` is how many events the record has at the call.
pub trait Policy {
    /// Returns which ready task is taken next, counted from 0 at the front. The loop itself would take the one at
    /// `asked`. `None` takes none of them and lets time pass. `alive` are the tasks that have
    /// not ended, and `timers` says whether any is set.
    fn choose(
        &mut self,
        events: usize,
        asked: usize,
        ready: &[TaskId],
        alive: &[TaskId],
        timers: bool,
    ) -> Option<usize>;

    /// Returns whether a task that was spawned just now is polled at once, inside the call that spawned it.
    fn spawned(&mut self, events: usize) -> bool;

    /// Returns what the call of a waker does. Called for a suspended task before the wake, where `Lose` counts, and for
    /// a ready one after it, where `Run` counts.
    fn woken(&mut self, events: usize) -> OnWake;
}

/// What the call of a waker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnWake {
    /// The task goes to the back of the queue.
    Queue,
    /// It is polled inside the call.
    Run,
    /// Nothing.
    Lose,
}

impl Executor {
    /// Like [`recording`](Executor::recording), with rules of the loop replaced.
    #[must_use]
    pub fn under(policy: Box<dyn Policy>, poll_cost: Duration) -> Executor {
        let policy = Some(Rules(RefCell::new(policy)));
        let core = Core { policy, ..Core::recording(Recorder::default(), poll_cost) };
        Executor { core: Rc::new(core) }
    }
}

/// The policy of an executor, where the loop can ask it.
pub(super) struct Rules(RefCell<Box<dyn Policy>>);

impl Rules {
    fn ask<R>(&self, core: &Core, question: impl FnOnce(&mut dyn Policy, usize) -> R) -> R {
        let events = core.state.borrow().journal.len();
        question(&mut **self.0.borrow_mut(), events)
    }
}

impl Core {
    /// Takes a turn. A policy may choose another task than the `nth`, or none: then time passes as if no task were
    /// ready.
    #[inline]
    pub(super) fn turn_under_policy(&self, nth: usize) -> Turn {
        let Some(rules) = &self.policy else { return self.turn(nth) };
        self.read_mailbox();
        self.fire_due();
        let state = self.state.borrow();
        let ready: Vec<_> = state.ready.iter().copied().collect();
        let alive: Vec<_> = state.alive().into_iter().map(|(task, _)| task).collect();
        let timers = state.next_deadline().is_some();
        drop(state);
        let chosen =
            rules.ask(self, |policy, events| policy.choose(events, nth, &ready, &alive, timers));
        if let Some(nth) = chosen {
            return self.turn(nth);
        }
        let mut passed_over = mem::take(&mut self.state.borrow_mut().ready);
        let turn = self.turn(0);
        let mut state = self.state.borrow_mut();
        passed_over.append(&mut state.ready);
        state.ready = passed_over;
        drop(state);
        turn
    }

    /// Runs a task that was spawned just now, if the policy says so.
    #[inline]
    pub(super) fn run_new_task_under_policy(&self, task: TaskId) {
        let Some(rules) = &self.policy else { return };
        if rules.ask(self, |policy, events| policy.spawned(events)) {
            self.run_inside(task);
        }
    }

    /// Wakes a task as the policy says: it may lose the wake, or run the task inside the call.
    #[cold]
    pub(super) fn wake_under_policy(&self, waker: &Arc<TaskWaker>) {
        let Some(rules) = &self.policy else { return };
        let task = waker.task;
        let woken = |policy: &mut dyn Policy, events| policy.woken(events);
        let is_suspended = self.state.borrow().alive().contains(&(task, TaskState::Suspended));
        if is_suspended && rules.ask(self, woken) == OnWake::Lose {
            return;
        }
        self.state.borrow_mut().wake(waker);
        // It may be in the middle of its own poll, perhaps further out on the stack.
        let is_in_turn = self.state.borrow_mut().slot(task).is_none_or(|slot| slot.body.is_none());
        let may_run = !is_in_turn && self.state.borrow().ready.contains(&task);
        if may_run && rules.ask(self, woken) == OnWake::Run {
            self.run_inside(task);
        }
    }

    /// Polls a ready task in the middle of whatever happens now.
    fn run_inside(&self, task: TaskId) {
        let mut state = self.state.borrow_mut();
        let before = state.acting;
        let nth = state.ready.iter().position(|ready| *ready == task);
        if let Some(taken) = nth.and_then(|nth| state.take(nth)) {
            drop(state);
            self.run_task(taken);
            state = self.state.borrow_mut();
        }
        state.acting = before;
    }
}
