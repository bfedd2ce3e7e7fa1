//! What the tasks of a stalled run wait for.
//!
//! The loop does not need to know it: a suspended task is in no queue, and that is all. But a learner asks,
//! and the record has the answer: the innermost await of each task that has begun and is not over.

use super::Core;
use super::event::{Event, TaskId};
use super::task::State;
use std::cell::RefCell;

/// A task of a stalled run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// Which task.
    pub task: TaskId,
    /// The source of what it awaits, where the run was recorded and the coroutine observed.
    pub waits_for: Option<String>,
    /// Nobody holds its waker.
    pub lost: bool,
}

impl Core {
    /// The tasks that are left, each with the innermost await that has begun and is not over.
    pub(super) fn stuck(&self) -> Vec<Stuck> {
        let record = self.recorder.as_ref().map(RefCell::borrow);
        let (mut open, mut running) = (Vec::new(), None);
        for event in record.iter().flat_map(|record| record.events()) {
            match *event {
                Event::Turn { task, .. } => running = Some(task),
                Event::Await { coroutine, line, what, .. } => {
                    open.push((running, (coroutine, line), what));
                }
                Event::Resumed { coroutine, line } => {
                    open.retain(|&(_, at, _)| at != (coroutine, line));
                }
                Event::Returned { coroutine, .. } | Event::Dropped { coroutine } => {
                    open.retain(|&(_, at, _)| at.0 != coroutine);
                }
                _ => {}
            }
        }
        let waits_for = |task: TaskId| {
            let (.., what) = open.iter().rfind(|(by, ..)| *by == Some(task))?;
            Some(record.as_ref()?.text(*what).to_owned())
        };
        let alive = self.tasks.borrow().alive();
        let stuck = alive.into_iter().map(|(task, state)| Stuck {
            task,
            waits_for: waits_for(task),
            lost: state == State::Lost,
        });
        stuck.collect()
    }
}
