//! Finds the coroutines of a task, and what owns its wakers, without a search through the whole world.
//!
//! Everything here is also in the coroutines, timers, resources and tasks themselves. With many thousands of them, a
//! search for each task would make a frame take as long as the square of their number.

use crate::record::event::{CoroutineId, ResourceId, TaskId, Time, TimerId};
use std::collections::BTreeSet;

/// The places of a world, sorted by what they are searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    coroutines: BTreeSet<(TaskId, CoroutineId)>,
    children: BTreeSet<(CoroutineId, CoroutineId)>,
    deadlines: BTreeSet<(TimerId, Time)>,
    timers: BTreeSet<(TaskId, Time, TimerId)>,
    resources: BTreeSet<(TaskId, ResourceId)>,
    awaited: BTreeSet<(TaskId, TaskId)>,
}

impl Index {
    /// Notes that a coroutine belongs to a task now, and that `parent` awaits it.
    pub(super) fn move_coroutine(
        &mut self,
        id: CoroutineId,
        from: (Option<TaskId>, Option<CoroutineId>),
        to: (Option<TaskId>, Option<CoroutineId>),
    ) {
        if from.0 != to.0 {
            replace(
                &mut self.coroutines,
                from.0.map(|task| (task, id)),
                to.0.map(|task| (task, id)),
            );
        }
        if from.1 != to.1 {
            let pair = |parent| (parent, id);
            replace(&mut self.children, from.1.map(pair), to.1.map(pair));
        }
    }

    /// Returns the coroutines of a task, in the order of their calls.
    pub(super) fn coroutines_of(&self, task: TaskId) -> impl Iterator<Item = CoroutineId> {
        let all = (task, CoroutineId(0))..=(task, CoroutineId(u32::MAX));
        self.coroutines.range(all).map(|(_, id)| *id)
    }

    /// Returns the coroutines that this one awaits, in the order of their calls.
    pub(super) fn children_of(
        &self,
        of: CoroutineId,
    ) -> impl DoubleEndedIterator<Item = CoroutineId> {
        let all = (of, CoroutineId(0))..=(of, CoroutineId(u32::MAX));
        self.children.range(all).map(|(_, id)| *id)
    }

    /// Adds a timer, instead of one for `before` with the same deadline.
    pub(super) fn set_timer(
        &mut self,
        (at, timer): (Time, TimerId),
        task: Option<TaskId>,
        before: Option<TaskId>,
    ) {
        let place = |task| (task, at, timer);
        replace(&mut self.timers, before.map(place), task.map(place));
        self.deadlines.insert((timer, at));
    }

    /// Removes a timer.
    pub(super) fn remove_timer(&mut self, (at, timer): (Time, TimerId), task: Option<TaskId>) {
        replace(&mut self.timers, task.map(|task| (task, at, timer)), None);
        self.deadlines.remove(&(timer, at));
    }

    /// Returns the earliest deadline of a timer.
    pub(super) fn deadline_of(&self, timer: TimerId) -> Option<Time> {
        let all = (timer, Time(0))..=(timer, Time(u64::MAX));
        self.deadlines.range(all).next().map(|(_, at)| *at)
    }

    /// Returns the timers that a task set, in the order in which they will fire.
    pub(super) fn timers_of(&self, task: TaskId) -> impl Iterator<Item = (Time, TimerId)> {
        let all = (task, Time(0), TimerId(0))..=(task, Time(u64::MAX), TimerId(u32::MAX));
        self.timers.range(all).map(|(_, at, timer)| (*at, *timer))
    }

    /// Notes whether a task waits for a resource.
    pub(super) fn set_waiting(&mut self, task: TaskId, id: ResourceId, waits: bool) {
        if waits {
            self.resources.insert((task, id));
        } else {
            self.resources.remove(&(task, id));
        }
    }

    /// Returns the resources that a task waits for.
    pub(super) fn resources_of(&self, task: TaskId) -> impl Iterator<Item = ResourceId> {
        let all = (task, ResourceId(0))..=(task, ResourceId(u32::MAX));
        self.resources.range(all).map(|(_, id)| *id)
    }

    /// Notes that a task awaits another one.
    pub(super) fn add_waiter(&mut self, waiter: TaskId, of: TaskId) {
        self.awaited.insert((waiter, of));
    }

    /// Notes that none of these tasks awaits another one any more.
    pub(super) fn remove_waiters(&mut self, waiters: &[TaskId], of: TaskId) {
        for waiter in waiters {
            self.awaited.remove(&(*waiter, of));
        }
    }

    /// Returns the tasks that a task awaits.
    pub(super) fn awaited_by(&self, waiter: TaskId) -> impl Iterator<Item = TaskId> {
        let all = (waiter, TaskId(0))..=(waiter, TaskId(u32::MAX));
        self.awaited.range(all).map(|(_, of)| *of)
    }
}

fn replace<T: Ord>(places: &mut BTreeSet<T>, before: Option<T>, after: Option<T>) {
    if let Some(before) = before {
        places.remove(&before);
    }
    places.extend(after);
}
