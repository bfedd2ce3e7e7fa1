//! A **policy** is another set of rules for the loop, given to it from outside.
//!
//! The loop of the [executor](crate::executor) takes the front of the queue, and a spawn or a wake only queues. Learners
//! have other loops in mind: one that runs a task inside the call that wakes it, one that finishes a task
//! before it begins the next. To answer "what would *that* loop print?" such a loop has to run, so the
//! executor asks a policy at the three places where loops differ. It has none unless one is given, and
//! what a policy does is no part of that chapter: a run under one may break every rule there is.

use crate::executor::task::State;
use crate::executor::waker::TaskWaker;
use crate::executor::{Core, Executor, Recorder, Rules};
use crate::record::event::TaskId;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// What a loop may do differently. `events` is how many events the record holds when it is asked.
pub trait Policy {
    /// Which ready task is taken next, counted from 0 at the front, where the loop would take
    /// the one at `asked`; `None` takes none of them and lets time pass. `alive` are the tasks that have
    /// not ended, and `timers` says whether any is set.
    fn choose(
        &mut self,
        events: usize,
        asked: usize,
        ready: &[TaskId],
        alive: &[TaskId],
        timers: bool,
    ) -> Option<usize>;

    /// A task was spawned. `true` polls it at once, inside the call that spawned it.
    fn spawned(&mut self, events: usize) -> bool;

    /// A waker is called. Asked for a suspended task before the wake, to see whether it is lost, and for a
    /// ready one behind it, to see whether it runs.
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
    /// Like [`recording`](Executor::recording), under other rules than the loop's own.
    #[must_use]
    pub fn under(policy: Box<dyn Policy>, poll_cost: Duration) -> Executor {
        let rules: Option<Box<dyn Rules>> = Some(Box::new(Under(RefCell::new(policy))));
        let mut core = Core::recording(Recorder::default(), poll_cost);
        core.rules = rules;
        Executor { core: Rc::new(core) }
    }
}

/// A policy, where the loop asks it.
struct Under(RefCell<Box<dyn Policy>>);

impl Under {
    fn ask<R>(&self, core: &Core, question: impl FnOnce(&mut dyn Policy, usize) -> R) -> R {
        let events =
            core.inner.borrow().journal.recorder.as_ref().map_or(0, |record| record.events().len());
        question(&mut **self.0.borrow_mut(), events)
    }
}

impl Rules for Under {
    fn choose(&self, core: &Core, asked: usize) -> Option<usize> {
        let ready = core.ready();
        let inner = core.inner.borrow();
        let alive: Vec<_> = inner.alive().into_iter().map(|(task, _)| task).collect();
        let timers = inner.next_deadline().is_some();
        drop(inner);
        self.ask(core, |policy, events| policy.choose(events, asked, &ready, &alive, timers))
    }

    fn has_spawned(&self, core: &Core, task: TaskId) {
        if self.ask(core, |policy, events| policy.spawned(events)) {
            core.run_inside(task);
        }
    }

    fn wake(&self, core: &Core, waker: &Arc<TaskWaker>) {
        let task = waker.task;
        let woken = |policy: &mut dyn Policy, events| policy.woken(events);
        let is_suspended = {
            let inner = core.inner.borrow();
            inner.alive().contains(&(task, State::Suspended))
        };
        if is_suspended && self.ask(core, woken) == OnWake::Lose {
            return;
        }
        core.wake(waker);
        // It may be in the middle of its own poll, perhaps further out on the stack.
        let in_hand = core.inner.borrow_mut().slot(task).is_none_or(|slot| slot.work.is_none());
        let may_run = !in_hand && core.ready().contains(&task);
        if may_run && self.ask(core, woken) == OnWake::Run {
            core.run_inside(task);
        }
    }
}

impl Core {
    /// Polls a ready task in the middle of whatever happens now.
    fn run_inside(&self, task: TaskId) {
        let before = self.inner.borrow().journal.by;
        let nth = self.ready().iter().position(|ready| *ready == task);
        let mut inner = self.inner.borrow_mut();
        if let Some(taken) = nth.and_then(|nth| inner.take(nth)) {
            drop(inner);
            self.run_task(taken);
        }
        self.inner.borrow_mut().journal.by = before;
    }
}
