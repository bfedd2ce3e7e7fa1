//! Where a task is in a source.

use crate::record::event::TaskId;
use crate::world::State;

/// A task's place in the recipe.
#[derive(Clone, Copy)]
pub struct TaskPosition {
    /// The task.
    pub task: TaskId,
    /// Its line.
    pub line: u32,
    /// How it stands there.
    pub state: State,
    /// It waits for nothing further down the chain.
    pub is_leaf: bool,
}
