//! A thing that tasks share or wait for, as it is shown.

use crate::record::event::{ResourceEvent, ResourceKind, TaskId, TextId};

/// One shared thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What kind of thing it is.
    pub kind: ResourceKind,
    /// What it is called.
    pub name: TextId,
    /// Its state, in words.
    pub value: TextId,
    /// The tasks whose wakers it stores, oldest first.
    pub waiting: Vec<TaskId>,
    /// The tasks that hold it.
    pub holders: Vec<TaskId>,
    /// The tasks of a group, as far as the events tell.
    pub members: Vec<TaskId>,
    /// Whether its last handle was dropped in the latest step.
    pub gone: bool,
}

impl Resource {
    pub(super) fn new(kind: ResourceKind, name: TextId, value: TextId) -> Resource {
        let (waiting, holders, members) = (Vec::new(), Vec::new(), Vec::new());
        Resource { kind, name, value, waiting, holders, members, gone: false }
    }

    pub(super) fn apply(&mut self, event: &ResourceEvent) {
        match *event {
            ResourceEvent::Named { name, .. } => self.name = name,
            ResourceEvent::Changed { value, .. } => self.value = value,
            ResourceEvent::Waits { task, .. } => self.waiting.push(task),
            ResourceEvent::Leaves { task, .. } => {
                remove_first(&mut self.waiting, task);
            }
            ResourceEvent::Holds { task, .. } => self.holders.push(task),
            ResourceEvent::Releases { task, .. } => {
                remove_first(&mut self.holders, task);
            }
            ResourceEvent::Gone { .. } => self.gone = true,
            ResourceEvent::Made { .. } => {} // that made this value
        }
    }
}

fn remove_first(line: &mut Vec<TaskId>, task: TaskId) {
    if let Some(index) = line.iter().position(|other| *other == task) {
        line.remove(index);
    }
}
