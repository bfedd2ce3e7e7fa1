//! A task as it is shown.

use crate::record::event::{CoroutineId, EntryKind, TaskId, TextId};

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskStage {
    /// In the ready queue.
    Ready,
    /// Being polled now.
    Running,
    /// Being dropped now, because it was cancelled.
    Dropping,
    /// In no queue, and something owns its waker.
    Suspended,
    /// In no queue, and nothing owns its waker.
    Lost,
    /// Its coroutine returned.
    Finished,
    /// Dropped, because it was cancelled.
    Cancelled,
    /// Panicked, with this message.
    Panicked(TextId),
    /// Ended by this exception.
    Failed(TextId),
}

/// One task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is true or not, by itself")]
pub struct Task {
    /// What it is called.
    pub name: TextId,
    /// Whether it is a callback, which the loop calls once, and not a task.
    pub is_callback: bool,
    /// The coroutine that it runs, if that is observed.
    pub coroutine: Option<CoroutineId>,
    /// How far it has come.
    pub state: TaskStage,
    /// How often it was polled.
    pub polls: u32,
    /// Whether its handle exists.
    pub has_handle: bool,
    /// Whether it was cancelled.
    pub cancel_asked: bool,
    /// The tasks that await it.
    pub waiters: Vec<TaskId>,
    /// What its coroutine returned.
    pub result: Option<TextId>,
    pub(super) is_queued: bool, // in the ready queue, perhaps while it runs
}

impl Task {
    pub(super) fn new(name: TextId, coroutine: Option<CoroutineId>, kind: EntryKind) -> Task {
        Task {
            name,
            is_callback: kind == EntryKind::Callback,
            coroutine,
            state: TaskStage::Ready,
            polls: 0,
            has_handle: true,
            cancel_asked: false,
            waiters: Vec::new(),
            result: None,
            is_queued: false,
        }
    }

    /// Returns whether it finished, panicked, failed or was cancelled.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(
            self.state,
            TaskStage::Finished
                | TaskStage::Cancelled
                | TaskStage::Panicked(_)
                | TaskStage::Failed(_)
        )
    }
}
