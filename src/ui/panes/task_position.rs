//! Where a task is in a source.

use crate::record::event::TaskId;
use crate::world::TaskStage;

/// A line of the source at which a task is.
#[derive(Clone, Copy)]
pub struct TaskPosition {
    /// The task.
    pub task: TaskId,
    /// Its line.
    pub line: u32,
    /// The state of the task.
    pub state: TaskStage,
    /// Whether this is the innermost line of the task's await chain.
    pub is_leaf: bool,
}
