//! Which task waits for which: from a task to what it waits for, on to the task that holds it, and so on.
//!
//! ```text
//!   A ──▶ paint ──▶ B ──▶ brush ──▶ A     a cycle: none of them can ever continue
//!   A ──▶ door                            no task holds it: a task that opens it may come or not
//! ```

use super::{WakerOwner, World};
use crate::record::event::{ResourceId, ResourceKind, TaskId};
use std::collections::BTreeSet;

/// A part of a chain of waiting tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A task, which waits for the next link, or for something that isn't known.
    Task(TaskId),
    /// What the task before it waits for, and the task after it holds.
    Resource(ResourceId),
}

/// A chain of tasks, each waiting for what the next one holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitChain {
    /// The links, from the first task on.
    pub links: Vec<Link>,
    /// Whether the last link is a task that is in the chain already.
    pub is_circle: bool,
}

impl WaitChain {
    /// Returns the tasks that wait for each other in a circle, each once: one alone waits for itself. Empty if there is
    /// no circle.
    #[must_use]
    pub fn circle(&self) -> Vec<TaskId> {
        let Some(last) = self.links.last().filter(|_| self.is_circle) else { return Vec::new() };
        let first = self.links.iter().position(|link| link == last).unwrap_or(0);
        let tasks = self.links[first..].iter().filter_map(|link| match link {
            Link::Task(task) => Some(*task),
            Link::Resource(_) => None,
        });
        let mut tasks: Vec<_> = tasks.collect();
        tasks.pop();
        tasks
    }
}

impl World {
    /// Returns the chains in which one task waits for another. Each task is in one chain only.
    #[must_use]
    pub fn wait_chains(&self) -> Vec<WaitChain> {
        let members = |id| self.resources.get(&id).map(|group| group.members.clone());
        self.wait_chains_with(&|id| members(id).unwrap_or_default())
    }

    /// Returns the same, with the tasks that are the members of a group.
    pub(super) fn wait_chains_with(
        &self,
        members: &dyn Fn(ResourceId) -> Vec<TaskId>,
    ) -> Vec<WaitChain> {
        let mut in_chain = BTreeSet::new();
        let mut lines = Vec::new();
        for (task, _) in self.unfinished_tasks() {
            if in_chain.contains(&task) {
                continue;
            }
            let line = self.wait_chain(task, &in_chain, members);
            let tasks = line.links.iter().filter_map(|link| match link {
                Link::Task(task) => Some(*task),
                Link::Resource(_) => None,
            });
            let tasks: Vec<_> = tasks.collect();
            if tasks.len() > 1 {
                in_chain.extend(tasks);
                lines.push(line);
            }
        }
        lines
    }

    fn wait_chain(
        &self,
        first: TaskId,
        in_chain: &BTreeSet<TaskId>,
        members: &dyn Fn(ResourceId) -> Vec<TaskId>,
    ) -> WaitChain {
        let mut links = vec![Link::Task(first)];
        let mut task = first;
        loop {
            let waker_owners = self.waker_owners(task);
            let next = waker_owners.iter().find_map(|owner| match *owner {
                WakerOwner::Resource(id) => Some((Some(id), self.holder(id, members))),
                WakerOwner::Task(other) => Some((None, Some(other))),
                WakerOwner::Timer(..) | WakerOwner::Job(_) | WakerOwner::Other(_) => None,
            });
            let (thing, holder) = next.unwrap_or((None, None));
            links.extend(thing.map(Link::Resource));
            let Some(holder) = holder else { return WaitChain { links, is_circle: false } };
            let is_circle = links.contains(&Link::Task(holder));
            links.push(Link::Task(holder));
            if is_circle || in_chain.contains(&holder) {
                return WaitChain { links, is_circle };
            }
            task = holder;
        }
    }

    /// Returns the task that has held it longest. A group is held by its first member that hasn't ended.
    fn holder(
        &self,
        id: ResourceId,
        members: &dyn Fn(ResourceId) -> Vec<TaskId>,
    ) -> Option<TaskId> {
        let resource = self.resources.get(&id)?;
        if resource.kind == ResourceKind::Group {
            let has_ended = |task: &TaskId| self.tasks.get(task).is_none_or(super::Task::has_ended);
            return members(id).into_iter().find(|task| !has_ended(task));
        }
        resource.holders.first().copied()
    }
}
