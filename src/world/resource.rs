//! A thing that tasks share or wait for, as it is seen.

use crate::record::event::{Event, ResourceEvent, ResourceKind, TaskId, TextId};

/// One shared thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What kind of thing it is.
    pub kind: ResourceKind,
    /// What it is called.
    pub name: TextId,
    /// Its state, in words.
    pub value: TextId,
    /// The tasks whose wakers it keeps, first come first.
    pub waiting: Vec<TaskId>,
    /// The tasks that hold it.
    pub holders: Vec<TaskId>,
    /// Its last handle was dropped in the latest step.
    pub gone: bool,
}

impl Resource {
    pub(super) fn new(kind: ResourceKind, name: TextId, value: TextId) -> Resource {
        Resource { kind, name, value, waiting: Vec::new(), holders: Vec::new(), gone: false }
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match *event {
            Event::Resource(ResourceEvent::Named { name, .. }) => self.name = name,
            Event::Resource(ResourceEvent::Changed { value, .. }) => self.value = value,
            Event::Resource(ResourceEvent::Waits { task, .. }) => self.waiting.push(task),
            Event::Resource(ResourceEvent::Leaves { task, .. }) => {
                remove_first(&mut self.waiting, task);
            }
            Event::Resource(ResourceEvent::Holds { task, .. }) => self.holders.push(task),
            Event::Resource(ResourceEvent::Releases { task, .. }) => {
                remove_first(&mut self.holders, task);
            }
            Event::Resource(ResourceEvent::Gone { .. }) => self.gone = true,
            _ => {}
        }
    }
}

fn remove_first(line: &mut Vec<TaskId>, task: TaskId) {
    if let Some(index) = line.iter().position(|other| *other == task) {
        line.remove(index);
    }
}
