//! What a call of [`Executor::turn`](crate::executor::Executor::turn) says of itself: the loop's only answer.

use crate::record::event::{TaskId, Time};

/// What one call of [`Executor::turn`](crate::executor::Executor::turn) did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It polled this task once.
    Polled(TaskId, Outcome),
    /// It dropped this task, because somebody had cancelled it.
    Dropped(TaskId),
    /// No task was ready, so the clock moved to the earliest deadline.
    Jumped(Time),
    /// Nothing: no task is left.
    Finished,
    /// Nothing: these tasks are left, and none of them can go on. A wake from outside may change that.
    Stalled(Vec<Stuck>),
    /// Nothing: for so many turns the ready tasks have only woken themselves, and the clock stands
    /// still. Another call goes on all the same.
    Livelock(usize),
    /// The poll of this task can never return. The run is over.
    Frozen(TaskId),
}

/// How a poll ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The task is not finished.
    Pending,
    /// The task is finished.
    Ready,
    /// The task panicked with this message, and is over.
    Panicked(String),
}

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
