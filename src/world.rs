//! The **world** is the state of a run at one moment: a fold over the events up to it, and nothing else.
//!
//! ```text
//!   World::default() ──event──▶ World ──event──▶ World ──event──▶ …
//! ```
//!
//! It never looks into the executor. So any moment of any run is shown in the same way, even of a run that was read
//! from a file, and going back is folding fewer events. Texts stay in the record and are referred to by number, which
//! makes a world cheap to copy.
//!
//! **Invariant:** the fold never panics. A damaged file can have events that make no sense: they change nothing, or give
//! a world that makes as little sense.

#![deny(clippy::wildcard_enum_match_arm)]

mod coroutine;
mod index;
mod label;
pub mod line_map;
pub mod lock_order;
mod outside;
mod phrase;
mod phrasebook;
pub mod python_value;
mod resource;
pub mod rule;
pub mod summary;
mod task;
pub mod timeline;
pub mod wait_for;
pub mod words;

use crate::record::event::{
    Action, CancelEffect, ClockReason, CoroutineId, Event, JobId, LeaveReason, LoopEvent,
    OutputEvent, ResourceEvent, ResourceId, ResourceKind, TaskEvent, TaskId, Time, TimerEvent,
    TimerId, Verdict, WakeCause, WakeEffect,
};
use index::Index;
use std::collections::{BTreeMap, VecDeque};

pub use coroutine::{Await, Coroutine, CoroutineStage, Local};
pub use lock_order::NestedLocks;
pub use outside::{Job, JobStage};
pub use resource::Resource;
pub use task::{Task, TaskStage};

/// What a step of a run does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepKind {
    /// The code before the first turn.
    #[default]
    SetUp,
    /// One poll.
    Poll(TaskId),
    /// The drop of a cancelled task.
    Drop(TaskId),
    /// A step that begins with the exception that cancels the task.
    Throw(TaskId),
    /// The call of a callback.
    Call(TaskId),
    /// The clock's jump to this moment.
    Jump(Time),
    /// The end of the run.
    End(Verdict),
}

impl StepKind {
    /// Returns the step that a turn of this task is.
    fn of_turn(task: TaskId, action: Action) -> StepKind {
        match action {
            Action::Poll => StepKind::Poll(task),
            Action::Drop => StepKind::Drop(task),
            Action::Throw => StepKind::Throw(task),
            Action::Call => StepKind::Call(task),
        }
    }

    /// Returns the task that is polled, dropped or called in the step.
    #[must_use]
    pub fn task(self) -> Option<TaskId> {
        match self {
            StepKind::Poll(task)
            | StepKind::Drop(task)
            | StepKind::Throw(task)
            | StepKind::Call(task) => Some(task),
            StepKind::SetUp | StepKind::Jump(_) | StepKind::End(_) => None,
        }
    }
}

/// A waker that was called in the latest step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WakerCall {
    /// The task that it wakes.
    pub task: TaskId,
    /// What called it.
    pub by: WakeCause,
    /// What the call did.
    pub effect: WakeEffect,
    /// What owned it, if that is known.
    pub owner: Option<WakerOwner>,
}

/// What owns a waker of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WakerOwner {
    /// A timer.
    Timer(TimerId, Time),
    /// A promise, a lock, a queue.
    Resource(ResourceId),
    /// A task that is awaited.
    Task(TaskId),
    /// A job outside the loop.
    Job(JobId),
    /// A future that isn't from the kit. The coroutine is the one that awaits it.
    Other(CoroutineId),
}

/// The state of a run at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// How many events were folded.
    pub events: usize,
    /// The latest turn; 0 in the set-up.
    pub turn: u32,
    /// The latest step.
    pub step: StepKind,
    /// The virtual time.
    pub clock: Time,
    /// The task that is being polled or dropped.
    pub running: Option<TaskId>,
    /// The ready queue, front first.
    pub ready: VecDeque<TaskId>,
    /// All tasks so far, including those that have ended.
    pub tasks: BTreeMap<TaskId, Task>,
    /// The coroutines that have not ended, and those that ended in the latest step. The end of the run keeps those of
    /// its last turn.
    pub coroutines: BTreeMap<CoroutineId, Coroutine>,
    /// The timers that are set, in the order in which they will fire.
    pub timers: BTreeMap<(Time, TimerId), Option<TaskId>>,
    /// The shared things that still exist, and those that were dropped in the latest step. The end of the run keeps
    /// those of its last turn.
    pub resources: BTreeMap<ResourceId, Resource>,
    /// How many places each pool and each stream has, in the order in which they were made.
    pub places: BTreeMap<ResourceId, u32>,
    /// The jobs outside the loop that have not ended, and those that ended in the latest step. The end of the run keeps
    /// those of its last turn.
    pub jobs: BTreeMap<JobId, Job>,
    /// The wakers that were called in the latest step.
    pub called: Vec<WakerCall>,
    /// How the run ended, if it has.
    pub verdict: Option<Verdict>,
    stack: Vec<CoroutineId>,
    outer: Vec<(Option<TaskId>, Vec<CoroutineId>)>, // the tasks in whose steps others run, and the stacks of their polls
    leaving: Vec<CoroutineId>,                      // those that ended in the latest step
    going: Vec<ResourceId>,                         // those that were dropped in the latest step
    ended_jobs: Vec<JobId>,                         // those that ended in the latest step
    lock_order: lock_order::LockOrder,
    given_up: Option<(Option<TaskId>, WakerOwner)>, // the task whose waker was just taken out, and what owned it: it is called next
    just_created: Option<TaskId>,                   // the task that the latest event created
    index: Index,
}

impl World {
    /// Folds one more event.
    pub fn apply(&mut self, event: &Event) {
        self.events += 1;
        if !matches!(event, Event::Task(TaskEvent::Wake { .. })) {
            self.given_up = None;
        }
        self.note_member(event);
        match event {
            Event::Loop(event) => self.apply_to_loop(event),
            Event::Task(event) => self.apply_to_task(event),
            Event::Coroutine(event) => self.apply_to_coroutine(event),
            Event::Timer(event) => self.apply_to_timers(event),
            Event::Resource(event) => self.apply_to_resource(event),
            Event::Outside(event) => self.apply_to_outside(event),
            Event::Output(OutputEvent::Printed { .. }) => {} // the timeline has the output
        }
    }

    fn apply_to_loop(&mut self, event: &LoopEvent) {
        match *event {
            LoopEvent::Turn { turn, task, action } => {
                self.begin_turn(turn, task, action);
            }
            LoopEvent::Pending { task } => self.end_poll(task),
            LoopEvent::Ready { task } => self.end_task(task, TaskStage::Finished),
            LoopEvent::Panicked { task, message } => {
                self.end_task(task, TaskStage::Panicked(message));
            }
            LoopEvent::Failed { task, message } => self.end_task(task, TaskStage::Failed(message)),
            LoopEvent::Nested { task } => self.begin_nested(task),
            LoopEvent::Cancelled { task } => self.end_task(task, TaskStage::Cancelled),
            LoopEvent::Clock { to, why } => {
                if why == ClockReason::Idle {
                    self.begin_step(StepKind::Jump(to));
                }
                self.clock = to;
            }
            LoopEvent::End { how } => {
                if !how.is_inside_poll() {
                    self.begin_step(StepKind::End(how));
                }
                self.verdict = Some(how);
            }
        }
    }

    fn apply_to_timers(&mut self, event: &TimerEvent) {
        match *event {
            TimerEvent::Set { timer, task, deadline } => {
                let before = self.timers.insert((deadline, timer), task);
                self.index.set_timer((deadline, timer), task, before.flatten());
            }
            TimerEvent::Fired { timer } => {
                let fired = self.remove_timer(timer);
                self.given_up = fired.map(|(at, of)| (of, WakerOwner::Timer(timer, at)));
            }
            TimerEvent::Dropped { timer } => _ = self.remove_timer(timer),
        }
    }

    /// Begins a step: removes what is shown only in the step in which it ended.
    fn begin_step(&mut self, step: StepKind) {
        self.step = step;
        self.verdict = None;
        self.called.clear();
        self.stack.clear();
        self.outer.clear();
        // The last screen of a run keeps the evidence of its last turn.
        if matches!(step, StepKind::End(_)) {
            return;
        }
        // Removed one by one, because a search through everything would make each step cost as much as the world is large.
        for ended in self.leaving.drain(..) {
            if let Some(coroutine) = self.coroutines.remove(&ended) {
                let at = (coroutine.task, coroutine.parent);
                self.index.move_coroutine(ended, at, (None, None));
            }
        }
        for ended in self.ended_jobs.drain(..) {
            self.jobs.remove(&ended);
        }
        for gone in self.going.drain(..) {
            self.places.remove(&gone);
            let resource = self.resources.remove(&gone);
            for task in resource.iter().flat_map(|resource| &resource.waiting) {
                self.index.set_waiting(*task, gone, false);
            }
        }
    }

    fn begin_turn(&mut self, turn: u32, task: TaskId, action: Action) {
        self.begin_step(StepKind::of_turn(task, action));
        self.turn = turn;
        self.running = Some(task);
        self.dequeue(task);
        if let Some(task) = self.tasks.get_mut(&task) {
            let is_dropped = action == Action::Drop;
            task.state = if is_dropped { TaskStage::Dropping } else { TaskStage::Running };
            task.polls += u32::from(!is_dropped);
        }
    }

    fn begin_nested(&mut self, task: TaskId) {
        self.outer.push((self.running, std::mem::take(&mut self.stack)));
        self.running = Some(task);
        self.dequeue(task);
        if let Some(task) = self.tasks.get_mut(&task) {
            task.state = TaskStage::Running;
            task.polls += 1;
        }
    }

    /// Returns to the task in whose step this one ran, if there is one.
    fn end_step_of_task(&mut self) {
        self.running = None;
        self.unwind_to(None);
        if let Some((running, stack)) = self.outer.pop() {
            self.running = running;
            self.stack = stack;
        }
    }

    fn end_poll(&mut self, task: TaskId) {
        self.end_step_of_task();
        if let Some(task) = self.tasks.get_mut(&task) {
            task.state = if task.is_queued { TaskStage::Ready } else { TaskStage::Suspended };
        }
    }

    fn end_task(&mut self, id: TaskId, state: TaskStage) {
        self.end_step_of_task();
        self.dequeue(id);
        if let Some(task) = self.tasks.get_mut(&id) {
            task.state = state;
            self.index.remove_waiters(&task.waiters, id);
            task.waiters.clear();
        }
    }

    fn apply_to_task(&mut self, event: &TaskEvent) {
        match *event {
            TaskEvent::Spawned { task, name, coroutine, kind } => {
                self.dequeue(task);
                if let Some(before) = self.tasks.insert(task, Task::new(name, coroutine, kind)) {
                    self.index.remove_waiters(&before.waiters, task);
                }
                self.enqueue(task);
                if let Some(id) = coroutine
                    && let Some(coroutine) = self.coroutines.get_mut(&id)
                {
                    let (before, parent) = (coroutine.task, coroutine.parent);
                    coroutine.task = Some(task);
                    self.index.move_coroutine(id, (before, parent), (Some(task), parent));
                }
            }
            TaskEvent::Detached { task: id } => {
                if let Some(task) = self.tasks.get_mut(&id) {
                    task.has_handle = false;
                    self.index.remove_waiters(&task.waiters, id);
                    task.waiters.clear();
                }
            }
            TaskEvent::Joins { task: id, waiter } => {
                if let Some(task) = self.tasks.get_mut(&id) {
                    task.waiters.push(waiter);
                    self.index.add_waiter(waiter, id);
                }
            }
            TaskEvent::CancelAsked { task: id, effect } => {
                if let Some(task) =
                    self.tasks.get_mut(&id).filter(|_| effect != CancelEffect::Ignored)
                {
                    task.cancel_asked = true;
                }
                if effect == CancelEffect::Queued {
                    self.enqueue(id);
                }
            }
            TaskEvent::Wake { task, by, effect } => {
                let owner = self.waker_owner(task);
                self.given_up = None;
                self.called.push(WakerCall { task, by, effect, owner });
                if effect == WakeEffect::Queued {
                    self.enqueue(task);
                }
            }
            TaskEvent::Lost { task } => {
                if let Some(task) = self.tasks.get_mut(&task) {
                    task.state = TaskStage::Lost;
                }
            }
        }
    }

    fn enqueue(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(&id).filter(|task| !task.is_queued) else { return };
        task.is_queued = true;
        if !matches!(task.state, TaskStage::Running | TaskStage::Dropping) {
            task.state = TaskStage::Ready;
        }
        self.ready.push_back(id);
    }

    fn dequeue(&mut self, id: TaskId) {
        let Some(task) = self.tasks.get_mut(&id).filter(|task| task.is_queued) else { return };
        task.is_queued = false;
        if let Some(place) = self.ready.iter().position(|ready| *ready == id) {
            self.ready.remove(place);
        }
    }

    /// Returns what owned the waker that is waking this task, as far as the events tell.
    pub(crate) fn waker_owner(&self, woken: TaskId) -> Option<WakerOwner> {
        self.given_up.map(|(_, owner)| owner).or_else(|| self.joined_by(woken))
    }

    /// Returns the running task, if the woken one awaits it.
    fn joined_by(&self, woken: TaskId) -> Option<WakerOwner> {
        let running = self.running?;
        let waits = self.tasks.get(&running).is_some_and(|task| task.waiters.contains(&woken));
        waits.then_some(WakerOwner::Task(running))
    }

    /// Returns the deadline of the timer, and the task that set it.
    fn remove_timer(&mut self, timer: TimerId) -> Option<(Time, Option<TaskId>)> {
        let at = self.index.deadline_of(timer)?;
        let task = self.timers.remove(&(at, timer))?;
        self.index.remove_timer((at, timer), task);
        Some((at, task))
    }

    /// Adds a task to a group. The group's value changes right after the task was created, and the group may be made
    /// between the two.
    fn note_member(&mut self, event: &Event) {
        let created = match *event {
            Event::Task(TaskEvent::Spawned { task, .. }) => Some(task),
            Event::Resource(ResourceEvent::Made { .. }) => self.just_created,
            Event::Resource(ResourceEvent::Changed { resource, .. }) => {
                let group = self.resources.get_mut(&resource);
                if let Some((group, task)) =
                    group.filter(|it| it.kind == ResourceKind::Group).zip(self.just_created)
                {
                    group.members.push(task);
                }
                None
            }
            Event::Loop(_)
            | Event::Task(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => None,
        };
        self.just_created = created;
    }

    fn apply_to_resource(&mut self, event: &ResourceEvent) {
        let id = match *event {
            ResourceEvent::Made { resource, kind, name, value } => {
                let before = self.resources.insert(resource, Resource::new(kind, name, value));
                for task in before.iter().flat_map(|before| &before.waiting) {
                    self.index.set_waiting(*task, resource, false);
                }
                return;
            }
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Served } => {
                self.given_up = Some((Some(task), WakerOwner::Resource(resource)));
                resource
            }
            ResourceEvent::Leaves { resource, why: LeaveReason::Gone, .. }
            | ResourceEvent::Named { resource, .. }
            | ResourceEvent::Changed { resource, .. }
            | ResourceEvent::Waits { resource, .. }
            | ResourceEvent::Holds { resource, .. }
            | ResourceEvent::Releases { resource, .. }
            | ResourceEvent::Gone { resource } => resource,
        };
        if let Some(resource) = self.resources.get_mut(&id) {
            if resource.kind == ResourceKind::Lock {
                self.lock_order.note(event);
            }
            resource.apply(event);
            if let ResourceEvent::Waits { task, .. } | ResourceEvent::Leaves { task, .. } = *event {
                self.index.set_waiting(task, id, resource.waiting.contains(&task));
            }
            if resource.gone {
                self.going.push(id);
            }
        }
    }

    /// Returns two tasks that have acquired the same two locks in opposite orders, if there are any.
    #[must_use]
    pub fn opposite_lock_orders(&self) -> Option<[&NestedLocks; 2]> {
        self.lock_order.opposite()
    }

    /// Returns everything that owns a waker of this task, as far as the events tell.
    #[must_use]
    pub fn waker_owners(&self, task: TaskId) -> Vec<WakerOwner> {
        let timers = self.index.timers_of(task).map(|(at, id)| WakerOwner::Timer(id, at));
        let resources = self.index.resources_of(task).map(WakerOwner::Resource);
        let tasks = self.index.awaited_by(task).map(WakerOwner::Task);
        let jobs = self.jobs_awaited_by(task).map(WakerOwner::Job);
        let mut waker_owners: Vec<_> = timers.chain(resources).chain(tasks).chain(jobs).collect();
        let suspended = self.tasks.get(&task).is_some_and(|t| t.state == TaskStage::Suspended);
        let is_in_hand = self.given_up.is_some_and(|(of, _)| of == Some(task));
        if waker_owners.is_empty() && suspended && !is_in_hand {
            waker_owners.extend(self.leaves(task).first().map(|leaf| WakerOwner::Other(*leaf)));
        }
        waker_owners
    }

    /// Returns whether this task was cancelled.
    pub(crate) fn is_cancelled(&self, task: TaskId) -> bool {
        self.tasks.get(&task).is_some_and(|task| task.cancel_asked)
    }

    /// Returns how many things the world holds, which is what a copy of it costs.
    #[must_use]
    pub fn weight(&self) -> usize {
        let lists = [
            self.tasks.len(),
            self.coroutines.len(),
            self.timers.len(),
            self.resources.len(),
            self.jobs.len(),
        ];
        lists.iter().sum::<usize>() + self.ready.len()
    }

    /// Returns the tasks that haven't ended.
    pub fn unfinished_tasks(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.tasks.iter().filter(|(_, task)| !task.has_ended()).map(|(id, task)| (*id, task))
    }
}
