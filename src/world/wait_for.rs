//! Who waits for whom: from a task to what it waits for, on to the task that has it, and so on.
//!
//! ```text
//!   A ──▶ right ──▶ B ──▶ left ──▶ A      a circle: none of them can ever go on
//!   A ──▶ door                            nobody has it: whoever opens it may come or not
//! ```

use super::{WakerOwner, World};
use crate::record::event::{ResourceId, TaskId};

/// What stands in a line of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A task, which waits for what follows, or for nobody who could be named.
    Task(TaskId),
    /// What it waits for, and what the task behind it holds.
    Resource(ResourceId),
}

/// A line of waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitLine {
    /// From the first task on.
    pub links: Vec<Link>,
    /// It comes back to one of its own tasks.
    pub is_circle: bool,
}

impl World {
    /// The lines in which one task waits for another. What is told in one line is not told again.
    #[must_use]
    pub fn wait_lines(&self) -> Vec<WaitLine> {
        let mut told: Vec<TaskId> = Vec::new();
        let mut lines = Vec::new();
        for (task, _) in self.alive() {
            if told.contains(&task) {
                continue;
            }
            let line = self.wait_line(task, &told);
            let tasks = line.links.iter().filter_map(|link| match link {
                Link::Task(task) => Some(*task),
                Link::Resource(_) => None,
            });
            let tasks: Vec<_> = tasks.collect();
            if tasks.len() > 1 {
                told.extend(tasks);
                lines.push(line);
            }
        }
        lines
    }

    fn wait_line(&self, first: TaskId, told: &[TaskId]) -> WaitLine {
        let mut links = vec![Link::Task(first)];
        let mut task = first;
        loop {
            let waker_owners = self.waker_owners(task);
            let next = waker_owners.iter().find_map(|owner| match *owner {
                WakerOwner::Resource(id) => Some((Some(id), self.holder(id))),
                WakerOwner::Task(other) => Some((None, Some(other))),
                WakerOwner::Timer(..) | WakerOwner::Other(_) => None,
            });
            let (thing, holder) = next.unwrap_or((None, None));
            links.extend(thing.map(Link::Resource));
            let Some(holder) = holder else { return WaitLine { links, is_circle: false } };
            let is_circle = links.contains(&Link::Task(holder));
            links.push(Link::Task(holder));
            if is_circle || told.contains(&holder) {
                return WaitLine { links, is_circle };
            }
            task = holder;
        }
    }

    /// Whoever has held it longest.
    fn holder(&self, id: ResourceId) -> Option<TaskId> {
        self.resources.get(&id)?.holders.first().copied()
    }
}
