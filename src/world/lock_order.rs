//! In which order tasks acquire two locks, holding the first while they ask for the second.
//!
//! Two tasks that do this in opposite orders can each end up holding what the other one needs, even if this run ended
//! well. If both do it under a third lock, they can't: only one of them holds that lock at a time.

use crate::limits::{MAX_COMPARED_LOCKS, MAX_LOCK_ORDERS, MAX_TASKS_PER_LOCK_ORDER};
use crate::record::event::{ResourceEvent, ResourceId, TaskId};
use std::collections::BTreeMap;

/// A task acquired a lock while it held another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedLocks {
    /// The task.
    pub task: TaskId,
    /// The lock that it held.
    pub first: ResourceId,
    /// The lock that it acquired.
    pub second: ResourceId,
    /// The other locks that it held then.
    under: Vec<ResourceId>,
}

impl NestedLocks {
    fn is_contrary_to(&self, other: &NestedLocks) -> bool {
        let is_opposite = self.first == other.second && self.second == other.first;
        let has_common_lock = self.under.iter().any(|lock| other.under.contains(lock));
        is_opposite && self.task != other.task && !has_common_lock
    }
}

/// The locks that each task holds, and the orders in which tasks have acquired them up to now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LockOrder {
    held: BTreeMap<TaskId, Vec<ResourceId>>,
    nested: Vec<NestedLocks>,
}

impl LockOrder {
    /// Notes an event of a lock.
    pub(super) fn note(&mut self, event: &ResourceEvent) {
        match *event {
            ResourceEvent::Holds { resource, task } => self.acquire(task, resource),
            ResourceEvent::Releases { resource, task } => {
                let Some(held) = self.held.get_mut(&task) else { return };
                held.retain(|lock| *lock != resource);
                if held.is_empty() {
                    self.held.remove(&task);
                }
            }
            ResourceEvent::Made { .. }
            | ResourceEvent::Named { .. }
            | ResourceEvent::Changed { .. }
            | ResourceEvent::Waits { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Gone { .. } => {}
        }
    }

    fn acquire(&mut self, task: TaskId, second: ResourceId) {
        let held = self.held.entry(task).or_default();
        for first in held.iter().copied().take(MAX_COMPARED_LOCKS).filter(|first| *first != second)
        {
            let same = self.nested.iter().filter(|one| (one.first, one.second) == (first, second));
            let tasks: Vec<_> = same.map(|one| one.task).collect();
            let has_room =
                tasks.len() < MAX_TASKS_PER_LOCK_ORDER && self.nested.len() < MAX_LOCK_ORDERS;
            if has_room && !tasks.contains(&task) {
                let under = held.iter().copied().filter(|lock| *lock != first).collect();
                self.nested.push(NestedLocks { task, first, second, under });
            }
        }
        held.push(second);
    }

    /// Returns two tasks that have acquired the same two locks in opposite orders, if there are any.
    pub(super) fn opposite(&self) -> Option<[&NestedLocks; 2]> {
        self.nested.iter().enumerate().find_map(|(nth, one)| {
            let other = self.nested[nth + 1..].iter().find(|other| one.is_contrary_to(other))?;
            Some([one, other])
        })
    }
}
