//! A task as it is seen.

use crate::record::event::{CoroutineId, TaskId, TextId};

/// Where a task is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the ready queue.
    Ready,
    /// Being polled or dropped now.
    Running,
    /// In no queue; somebody keeps its waker.
    Suspended,
    /// In no queue, and nobody keeps its waker.
    Lost,
    /// Came to its end.
    Finished,
    /// Was dropped because somebody cancelled it.
    Cancelled,
    /// Panicked, with this message.
    Panicked(TextId),
}

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What it is called.
    pub name: TextId,
    /// The coroutine that it was made of, where that is observed.
    pub coroutine: Option<CoroutineId>,
    /// Where it is in its life.
    pub state: State,
    /// How often it was polled.
    pub polls: u32,
    /// Does somebody hold its handle?
    pub has_handle: bool,
    /// Has somebody cancelled it?
    pub cancel_asked: bool,
    /// The tasks that wait for its end.
    pub waiters: Vec<TaskId>,
    /// What its coroutine returned.
    pub result: Option<TextId>,
    pub(super) is_queued: bool, // stands in the ready queue, perhaps while it runs
}

impl Task {
    pub(super) fn new(name: TextId, coroutine: Option<CoroutineId>) -> Task {
        Task {
            name,
            coroutine,
            state: State::Ready,
            polls: 0,
            has_handle: true,
            cancel_asked: false,
            waiters: Vec::new(),
            result: None,
            is_queued: false,
        }
    }

    /// Is it over?
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.state, State::Finished | State::Cancelled | State::Panicked(_))
    }
}
