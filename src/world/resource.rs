//! A thing that tasks share or wait for, as it is seen.

use crate::record::event::{Event, Kind, TaskId, TextId};

/// One shared thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What kind of thing it is.
    pub kind: Kind,
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
    pub(super) fn new(kind: Kind, name: TextId, value: TextId) -> Resource {
        Resource { kind, name, value, waiting: Vec::new(), holders: Vec::new(), gone: false }
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match *event {
            Event::ResourceNamed { name, .. } => self.name = name,
            Event::Changed { value, .. } => self.value = value,
            Event::Waits { task, .. } => self.waiting.push(task),
            Event::Leaves { task, .. } => remove_first(&mut self.waiting, task),
            Event::Holds { task, .. } => self.holders.push(task),
            Event::Releases { task, .. } => remove_first(&mut self.holders, task),
            Event::Gone { .. } => self.gone = true,
            _ => {}
        }
    }
}

fn remove_first(line: &mut Vec<TaskId>, task: TaskId) {
    if let Some(index) = line.iter().position(|other| *other == task) {
        line.remove(index);
    }
}
