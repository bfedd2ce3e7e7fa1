//! Formats events as sentences, for the step line of the screen, the paragraphs of text mode and the captions of the
//! exports.

#![deny(clippy::wildcard_enum_match_arm)]

pub use super::label::kind_name;
use super::{CoroutineStage, State, WakerOwner, World};
use crate::record::Recorder;
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, CoroutineId, Event, LeaveReason, LoopEvent, OutputEvent,
    ResourceEvent, ResourceId, TaskEvent, TaskId, TextId, TimerEvent, TimerId, Verdict, WakeCause,
    WakeEffect,
};

pub use super::phrase::{counted, listed, sentence};

/// Returns the letter of a task, which is the same in every pane: A to Z, then AA and so on.
#[must_use]
pub fn letter(task: TaskId) -> String {
    let mut number = task.0;
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + u8::try_from(number % 26).unwrap_or(0));
        match number / 26 {
            0 => break,
            more => number = more - 1,
        }
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// A moment, with the record that stores its names.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The moment before the event, or at which the question is asked.
    pub world: &'a World,
    /// The record.
    pub record: &'a Recorder,
}

impl<'a> Words<'a> {
    /// Returns a text of the record.
    #[must_use]
    pub fn text(self, id: TextId) -> &'a str {
        self.record.text(id)
    }

    /// Returns a task's name.
    #[must_use]
    pub fn name(self, task: TaskId) -> &'a str {
        self.world.tasks.get(&task).map_or("?", |task| self.text(task.name))
    }

    /// Returns a task's letter and name: `A waiter`.
    #[must_use]
    pub fn task(self, task: TaskId) -> String {
        format!("{} {}", letter(task), self.name(task))
    }

    /// Returns a coroutine's name.
    #[must_use]
    pub fn coroutine(self, id: CoroutineId) -> &'a str {
        self.world.coroutines.get(&id).map_or("?", |coroutine| self.text(coroutine.name))
    }

    /// Returns a resource's name.
    #[must_use]
    pub fn resource(self, id: ResourceId) -> &'a str {
        self.world.resources.get(&id).map_or("?", |resource| self.text(resource.name))
    }

    /// Returns what a task waits for, for a list of the tasks that can't continue.
    #[must_use]
    pub fn waits_for(self, task: TaskId) -> String {
        let lost = self.world.tasks.get(&task).is_some_and(|task| task.state == State::Lost);
        let waker_owners = self.world.waker_owners(task);
        let mut of: Vec<_> = waker_owners.iter().map(|owner| self.waker_owner(*owner)).collect();
        if of.is_empty() {
            let leaves = self.world.leaves(task);
            let awaits = leaves.iter().filter_map(|leaf| self.world.coroutines.get(leaf)?.awaits);
            of.extend(awaits.map(|awaits| format!("`{}`", self.text(awaits.what))));
        }
        let what = if of.is_empty() { "something unknown".to_owned() } else { of.join(" and ") };
        if lost { format!("{what}, and nobody holds its waker") } else { what }
    }

    /// Returns the name of what owns a waker.
    #[must_use]
    pub fn waker_owner(self, owner: WakerOwner) -> String {
        match owner {
            WakerOwner::Timer(_, at) => format!("the timer for {at}"),
            WakerOwner::Resource(id) => format!("`{}`{}", self.resource(id), self.held_by(id)),
            WakerOwner::Task(task) => format!("the end of {}", self.task(task)),
            WakerOwner::Other(id) => {
                let awaits = self.world.coroutines.get(&id).and_then(|coroutine| coroutine.awaits);
                awaits
                    .map_or("a future".to_owned(), |awaits| format!("`{}`", self.text(awaits.what)))
            }
        }
    }

    fn held_by(self, id: ResourceId) -> String {
        let holders = self.world.resources.get(&id).map(|resource| &resource.holders);
        let names: Vec<_> = holders.into_iter().flatten().map(|task| self.task(*task)).collect();
        if names.is_empty() { String::new() } else { format!(" (held by {})", names.join(", ")) }
    }

    /// Returns an event as one sentence. The world must be the moment before it.
    #[must_use]
    pub fn sentence(self, event: &Event) -> String {
        match event {
            Event::Loop(event) => self.of_loop(event),
            Event::Task(event) => self.of_task(event),
            Event::Coroutine(event) => self.of_coroutine(event),
            Event::Timer(event) => self.of_timer(event),
            Event::Resource(event) => self.of_resource(event),
            Event::Output(event) => self.of_output(*event),
        }
    }

    fn of_loop(self, event: &LoopEvent) -> String {
        match *event {
            LoopEvent::Turn { task, action, .. } => self.turn(task, action),
            LoopEvent::Pending { task } if self.world.ready.contains(&task) => {
                format!("The poll ends with Pending. {} {}.", self.task(task), self.why_ready(task))
            }
            LoopEvent::Pending { task } => format!(
                "The poll ends with Pending: {} is suspended, in no queue.",
                self.task(task)
            ),
            LoopEvent::Ready { task } => {
                format!("The poll ends with Ready: {} is finished.", self.task(task))
            }
            LoopEvent::Panicked { task, message } => format!(
                "{} panicked: {}. The task is over, and the loop goes on.",
                self.task(task),
                self.text(message)
            ),
            LoopEvent::Cancelled { task } => {
                format!("{} is gone: cancelled.", self.task(task))
            }
            LoopEvent::Clock { to, why: ClockReason::Idle } => {
                format!("No task is ready: the clock jumps from {} to {to}.", self.world.clock)
            }
            LoopEvent::Clock { to, why: ClockReason::Cost } => {
                format!("The poll took its time: the clock moves to {to}.")
            }
            LoopEvent::Clock { to, why: ClockReason::Block } => format!(
                "{} holds the thread until {to}. Nobody else can run meanwhile.",
                self.world.running.map_or("The set-up".to_owned(), |task| self.task(task))
            ),
            LoopEvent::End { how } => self.end(how),
        }
    }

    fn of_timer(self, event: &TimerEvent) -> String {
        match *event {
            TimerEvent::Set { task, deadline, .. } => match task {
                Some(task) => {
                    let mut same = self.world.timers.iter().filter(|((at, _), _)| *at == deadline);
                    let is_second = same.any(|(_, of)| *of == Some(task));
                    let a = if is_second { "another" } else { "a" };
                    format!("{} sets {a} timer for {deadline}.", self.task(task))
                }
                None => format!("A timer is set for {deadline}."),
            },
            TimerEvent::Fired { timer } => format!("{} is due.", self.timer(timer)),
            TimerEvent::Dropped { timer } => {
                format!("{} leaves the list: its sleep was dropped.", self.timer(timer))
            }
        }
    }

    fn timer(self, timer: TimerId) -> String {
        let found = self.world.timers.iter().find(|((_, id), _)| *id == timer);
        let due = found.map_or(String::new(), |((due, _), _)| format!(" for {due}"));
        let task = found.and_then(|(_, task)| *task);
        let of = task.map_or(String::new(), |task| format!(" of {}", self.task(task)));
        format!("The timer{of}{due}")
    }

    fn of_output(self, event: OutputEvent) -> String {
        match event {
            OutputEvent::Printed { text } => match self.world.running {
                Some(task) => format!("{} prints “{}”.", self.task(task), self.text(text)),
                None => format!("The set-up prints “{}”.", self.text(text)),
            },
        }
    }

    fn turn(self, task: TaskId, action: Action) -> String {
        let polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
        let from = match self.world.ready.front() {
            Some(front) if *front == task => "from the front of the ready queue",
            _ => "out of the ready queue, as you chose,",
        };
        let name = self.task(task);
        match (action, polls) {
            (Action::Poll, 0) => {
                format!("The loop takes {name} {from} and polls it for the first time.")
            }
            (Action::Poll, n) => {
                format!("The loop takes {name} {from} and polls it: poll {}.", n + 1)
            }
            (Action::Drop, _) => {
                format!(
                    "The loop takes {name} {from}. It was cancelled: it is dropped, not polled."
                )
            }
        }
    }

    fn end(self, how: Verdict) -> String {
        let turns = counted(self.world.turn as usize, "turn", "turns");
        match how {
            Verdict::Finished => {
                format!("No task is left: finished after {turns}, at {}.", self.world.clock)
            }
            Verdict::Stalled => {
                let alive: Vec<_> = self.world.unfinished_tasks().map(|(id, _)| id).collect();
                let who = alive
                    .iter()
                    .map(|id| format!("{} waits for {}", self.task(*id), self.waits_for(*id)));
                let left = counted(alive.len(), "task is", "tasks are");
                let who = who.collect::<Vec<_>>().join("; ");
                format!(
                    "Stalled after {turns}: nothing is ready, no timer is set, {left} left. {who}."
                )
            }
            Verdict::Livelock => format!(
                "Livelock: turn after turn the ready tasks only wake themselves, and the clock stands at {}.",
                self.world.clock
            ),
            Verdict::Frozen => format!(
                "Frozen: the poll of {} did not return, and the run ends there.",
                self.world.running.map_or("the set-up".to_owned(), |task| self.task(task))
            ),
        }
    }

    fn of_task(self, event: &TaskEvent) -> String {
        match *event {
            TaskEvent::Spawned { task, name, .. } => format!(
                "`{}` becomes task {}, at the back of the ready queue. Nothing of it has run.",
                self.text(name),
                letter(task)
            ),
            TaskEvent::Detached { task } => {
                let ends = self.world.is_cancelled(task);
                let on = if ends { "" } else { " The task goes on, detached." };
                format!("The handle of {} is dropped.{on}", self.task(task))
            }
            TaskEvent::Joins { task, waiter } => format!(
                "{} waits for the end of {}, which keeps its waker.",
                self.task(waiter),
                self.task(task)
            ),
            TaskEvent::CancelAsked { task, effect } => {
                let name = self.task(task);
                match effect {
                    WakeEffect::Queued => format!(
                        "{name} is cancelled: it goes to the back of the ready queue, to be dropped on its turn."
                    ),
                    WakeEffect::Merged => format!(
                        "{name} is cancelled: it stands in the ready queue already, and is dropped on its turn."
                    ),
                    WakeEffect::Ignored => {
                        format!("{name} has ended: cancelling it changes nothing.")
                    }
                }
            }
            TaskEvent::Wake { task, by, effect } => self.wake(task, by, effect),
            TaskEvent::Lost { task } => format!(
                "The last waker of {} is gone. Nothing can wake it any more.",
                self.task(task)
            ),
        }
    }

    fn wake(self, task: TaskId, by: WakeCause, effect: WakeEffect) -> String {
        let name = self.task(task);
        let call = match (by, self.world.waker_owner(task)) {
            (WakeCause::Task(by), _) if by == task => format!("{name} calls its own waker"),
            (WakeCause::Task(by), Some(WakerOwner::Resource(id))) => {
                format!("{} calls the waker that `{}` kept", self.task(by), self.resource(id))
            }
            (WakeCause::Task(by), Some(WakerOwner::Task(ended))) if by == ended => {
                format!("{} has come to its end and calls the waker it kept", self.task(by))
            }
            (WakeCause::Task(by), _) => format!("{} calls a waker", self.task(by)),
            (WakeCause::Clock, _) => "The timer calls its waker".to_owned(),
            (WakeCause::Outside, _) => "Somebody outside the loop calls a waker".to_owned(),
            (WakeCause::SetUp, _) => "The set-up calls a waker".to_owned(),
        };
        match effect {
            WakeEffect::Queued if by == WakeCause::Task(task) => {
                format!("{call}: it goes to the back of the ready queue.")
            }
            WakeEffect::Queued => {
                format!("{call}: {name} goes to the back of the ready queue. It has not run.")
            }
            WakeEffect::Merged => {
                format!(
                    "{call}: {name} stands in the ready queue already, nothing changes (merged)."
                )
            }
            WakeEffect::Ignored => format!("{call}: {name} has ended, nothing changes (ignored)."),
        }
    }

    fn of_coroutine(self, event: &CoroutineEvent) -> String {
        let of = |id| self.coroutine(id);
        match *event {
            CoroutineEvent::Created { name, line, .. } => format!(
                "`{}` is called on line {line}: that makes a coroutine. Nothing of it runs by itself.",
                self.text(name)
            ),
            CoroutineEvent::Called { name, .. } => {
                format!("`{}` runs.", self.text(name))
            }
            CoroutineEvent::Named { name, .. } => {
                format!("The coroutine is bound to `{}`.", self.text(name))
            }
            CoroutineEvent::Entered { coroutine, parent: Some(_) } => {
                format!("The same poll enters `{}` at its first line.", of(coroutine))
            }
            CoroutineEvent::Entered { coroutine, parent: None } => {
                format!("The poll enters `{}` at its first line.", of(coroutine))
            }
            CoroutineEvent::Continued { coroutine } => {
                let line = self.world.coroutines.get(&coroutine).and_then(|c| c.line);
                match line {
                    Some(line) => {
                        format!(
                            "The poll goes on in `{}`, at the await on line {line}.",
                            of(coroutine)
                        )
                    }
                    None => format!("The poll goes on in `{}`.", of(coroutine)),
                }
            }
            CoroutineEvent::Line { coroutine, line } => {
                format!("`{}` is on line {line}.", of(coroutine))
            }
            CoroutineEvent::Local { coroutine, name, value, .. } => {
                format!("In `{}`, `{}` is {}.", of(coroutine), self.text(name), self.text(value))
            }
            CoroutineEvent::Await { coroutine, line, what, .. } => {
                format!("`{}` awaits `{}` on line {line}.", of(coroutine), self.text(what))
            }
            CoroutineEvent::Resumed { coroutine, line } => {
                format!("The await on line {line} is over: `{}` goes on behind it.", of(coroutine))
            }
            CoroutineEvent::Returned { coroutine, value } => match self.text(value) {
                "()" => format!("`{}` returns.", of(coroutine)),
                value => format!("`{}` returns {value}.", of(coroutine)),
            },
            CoroutineEvent::Dropped { coroutine } => self.dropped(coroutine),
        }
    }

    fn dropped(self, id: CoroutineId) -> String {
        let name = self.coroutine(id);
        let Some(coroutine) = self.world.coroutines.get(&id) else {
            return format!("`{name}` ends.");
        };
        match (coroutine.stage, coroutine.line) {
            (CoroutineStage::Created, _) => format!("`{name}` is dropped. It was never polled."),
            (_, Some(line)) => {
                format!("`{name}` is dropped on line {line}. Its lines below never run.")
            }
            (_, None) => format!("`{name}` is dropped."),
        }
    }

    fn of_resource(self, event: &ResourceEvent) -> String {
        match *event {
            ResourceEvent::Made { kind, name, value, .. } => {
                format!("`{}` is made: {}, {}.", self.text(name), kind_name(kind), self.text(value))
            }
            ResourceEvent::Named { resource, name } => {
                let old = self.resource(resource);
                format!("`{old}` is called `{}` from now on.", self.text(name))
            }
            ResourceEvent::Changed { resource, value } => {
                format!("`{}` is now {}.", self.resource(resource), self.text(value))
            }
            ResourceEvent::Waits { resource, task } => {
                format!("`{}` keeps the waker of {}.", self.resource(resource), self.task(task))
            }
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Served } => {
                format!("`{}` gives out the waker of {}.", self.resource(resource), self.task(task))
            }
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Gone } => {
                format!("{} no longer waits for `{}`.", self.task(task), self.resource(resource))
            }
            ResourceEvent::Holds { resource, task } => {
                format!("{} holds `{}`.", self.task(task), self.resource(resource))
            }
            ResourceEvent::Releases { resource, task } => self.releases(resource, task),
            ResourceEvent::Gone { resource } => {
                format!("`{}` is gone with its last handle.", self.resource(resource))
            }
        }
    }
}
