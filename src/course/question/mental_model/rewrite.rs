//! Rewrites the story of the real run according to a wrong idea. The program doesn't run again: each function adds events
//! to the story or moves them.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::course::story::{NamedEvent, Names, Story};
use crate::record::event::{
    Action, CoroutineEvent, Event, LoopEvent, OutputEvent, TaskEvent, TaskId, Verdict, WakeEffect,
};
use std::collections::BTreeMap;

fn rewrite(truth: &Story, events: Vec<NamedEvent>) -> Story {
    Story { events, ..truth.clone() }
}

/// A task, by its number and its current name.
#[derive(Clone)]
struct NamedTask {
    id: TaskId,
    name: Option<String>,
}

impl NamedTask {
    fn of(id: TaskId, one: &NamedEvent) -> NamedTask {
        NamedTask { id, name: one.names.task.clone() }
    }

    /// Returns an event of this task at the position of another event.
    fn event(&self, event: LoopEvent, place: &NamedEvent) -> NamedEvent {
        let names = Names { task: self.name.clone(), ..Names::default() };
        NamedEvent { event: event.into(), names, ..place.clone() }
    }

    /// Returns the start of a poll that the real run doesn't have. It belongs to no turn, and its number among
    /// the polls of the task is 0.
    fn poll(&self, place: &NamedEvent) -> NamedEvent {
        self.event(LoopEvent::Turn { turn: 0, task: self.id, action: Action::Poll }, place)
    }
}

/// Returns whether the poll that ends here leaves its task suspended: a task that was woken in its own poll is in the
/// ready queue already, and waits for nothing.
fn is_suspended(truth: &Story, pending: &NamedEvent) -> bool {
    let queue = truth.ready_at(pending.position);
    !pending.names.task.as_ref().is_some_and(|task| queue.contains(task))
}

/// Ends a poll at every await of a coroutine: each entry by an await takes one more poll of the running task.
pub(super) fn await_yields(truth: &Story, _: usize) -> Story {
    let mut events = Vec::new();
    let mut running: Option<NamedTask> = None;
    for one in &truth.events {
        events.push(one.clone());
        match one.event {
            Event::Loop(event) => match event {
                LoopEvent::Turn {
                    task,
                    action: Action::Poll | Action::Throw | Action::Call,
                    ..
                } => {
                    running = Some(NamedTask::of(task, one));
                }
                LoopEvent::Turn { action: Action::Drop, .. }
                | LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. } => {}
            },
            Event::Coroutine(event) => match event {
                CoroutineEvent::Await { .. } => {
                    let pending =
                        |task: &NamedTask| task.event(LoopEvent::Pending { task: task.id }, one);
                    events.extend(running.as_ref().map(pending));
                }
                CoroutineEvent::Entered { parent: Some(_), .. } => {
                    events.extend(running.as_ref().map(|task| task.poll(one)));
                }
                CoroutineEvent::Entered { parent: None, .. }
                | CoroutineEvent::Created { .. }
                | CoroutineEvent::Called { .. }
                | CoroutineEvent::Named { .. }
                | CoroutineEvent::Continued { .. }
                | CoroutineEvent::Line { .. }
                | CoroutineEvent::Local { .. }
                | CoroutineEvent::Resumed { .. }
                | CoroutineEvent::Raised { .. }
                | CoroutineEvent::Returned { .. }
                | CoroutineEvent::Dropped { .. } => {}
            },
            Event::Task(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => {}
        }
    }
    rewrite(truth, events)
}

/// Polls all tasks that are ready at one moment in one turn: their polls start together and end
/// together.
pub(super) fn parallel(truth: &Story, _: usize) -> Story {
    let mut events: Vec<NamedEvent> = Vec::new();
    let mut round: Vec<NamedEvent> = Vec::new();
    for one in &truth.events {
        match one.event {
            Event::Loop(event) => match event {
                LoopEvent::Clock { .. } | LoopEvent::End { .. } => {
                    flush(&mut events, &mut round);
                    events.push(one.clone());
                }
                LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. } => {
                    if round.iter().any(|earlier| earlier.polled_task() == one.polled_task()) {
                        flush(&mut events, &mut round);
                    }
                    round.push(one.clone());
                }
                LoopEvent::Turn { action: Action::Drop, .. }
                | LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. } => round.push(one.clone()),
            },
            Event::Task(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => round.push(one.clone()),
        }
    }
    flush(&mut events, &mut round);
    // A round counts as one turn: only its first poll counts as a turn.
    rewrite(truth, events)
}

/// Moves the starts of all polls of a round before everything else in it.
fn flush(events: &mut Vec<NamedEvent>, round: &mut Vec<NamedEvent>) {
    let (begins, rest): (Vec<_>, Vec<_>) =
        round.drain(..).partition(|one| one.polled_task().is_some());
    let at = begins.first().map_or(0, |first| first.position);
    events.extend(begins.into_iter().map(|begin| NamedEvent { position: at, ..begin }));
    events.extend(rest);
}

/// Polls a waiting task again at each turn of another task, and leaves it in the queue all the time. A
/// run that would stall never ends.
pub(super) fn asks_everyone(truth: &Story, from: usize) -> Story {
    let mut events = Vec::new();
    let mut suspended: BTreeMap<Option<String>, TaskId> = BTreeMap::new();
    for one in &truth.events {
        events.push(one.clone());
        match one.event {
            Event::Loop(event) => match event {
                LoopEvent::Pending { task } => {
                    if is_suspended(truth, one) {
                        suspended.insert(one.names.task.clone(), task);
                    }
                }
                LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. } => {
                    suspended.remove(&one.names.task);
                    for (name, id) in suspended.iter().filter(|_| one.position > from) {
                        events.push(NamedTask { id: *id, name: name.clone() }.poll(one));
                    }
                }
                LoopEvent::Turn { action: Action::Drop, .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. } => {}
            },
            Event::Task(event) => match event {
                TaskEvent::Wake { effect: WakeEffect::Queued, .. } => {
                    suspended.remove(&one.names.task);
                }
                TaskEvent::Wake { effect: WakeEffect::Merged | WakeEffect::Ignored, .. }
                | TaskEvent::Spawned { .. }
                | TaskEvent::Detached { .. }
                | TaskEvent::Joins { .. }
                | TaskEvent::CancelAsked { .. }
                | TaskEvent::Lost { .. } => {}
            },
            Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => {}
        }
    }
    let verdict = truth.verdict.filter(|how| *how != Verdict::Stalled);
    Story { ready: truth.alive.clone(), verdict, ..rewrite(truth, events) }
}

/// Polls the last task whose poll returned `Pending` again at once. A run that would
/// stall never ends.
pub(super) fn asks_again(truth: &Story, from: usize) -> Story {
    let mut events = Vec::new();
    let mut waiting: Option<NamedTask> = None;
    for one in &truth.events {
        if one.position > from
            && let Some(task) = waiting.take()
        {
            events.push(task.poll(one));
        }
        match one.event {
            Event::Loop(event) => match event {
                LoopEvent::Pending { task } => {
                    waiting = is_suspended(truth, one).then(|| NamedTask::of(task, one));
                }
                LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. } => {
                    waiting = waiting.filter(|waiting| waiting.name != one.names.task);
                }
                LoopEvent::Turn { action: Action::Drop, .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. } => {}
            },
            Event::Task(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_)
            | Event::Output(_) => {}
        }
        events.push(one.clone());
    }
    let verdict = truth.verdict.filter(|how| *how != Verdict::Stalled);
    Story { verdict, ..rewrite(truth, events) }
}

/// Makes each later poll of a task print again what its earlier polls printed.
pub(super) fn from_the_top(truth: &Story, from: usize) -> Story {
    let mut events = Vec::new();
    let mut printed: BTreeMap<&String, Vec<&NamedEvent>> = BTreeMap::new();
    for one in &truth.events {
        events.push(one.clone());
        let Some(task) = &one.names.task else { continue };
        match one.event {
            Event::Output(OutputEvent::Printed { .. }) => {
                printed.entry(task).or_default().push(one);
            }
            Event::Loop(event) => match event {
                LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. } => {
                    let is_later_poll = one.names.polls > 1 && one.position > from;
                    for line in printed.get(task).into_iter().flatten().filter(|_| is_later_poll) {
                        let (position, clock) = (one.position, one.clock);
                        events.push(NamedEvent { position, clock, ..(*line).clone() });
                    }
                }
                LoopEvent::Turn { action: Action::Drop, .. }
                | LoopEvent::Pending { .. }
                | LoopEvent::Ready { .. }
                | LoopEvent::Panicked { .. }
                | LoopEvent::Failed { .. }
                | LoopEvent::Nested { .. }
                | LoopEvent::Cancelled { .. }
                | LoopEvent::Clock { .. }
                | LoopEvent::End { .. } => {}
            },
            Event::Task(_)
            | Event::Coroutine(_)
            | Event::Timer(_)
            | Event::Resource(_)
            | Event::Outside(_) => {}
        }
    }
    rewrite(truth, events)
}

/// Skips what a wake leads to where nothing can continue yet: a later poll in which nothing happens, and the visit of a
/// coroutine that stays at its await.
pub(super) fn woken_is_ready(truth: &Story, from: usize) -> Story {
    let mut events = Vec::new();
    let mut poll: Vec<NamedEvent> = Vec::new();
    for one in &truth.events {
        if one.polled_task().is_some() && one.position > from {
            events.append(&mut poll);
            poll.push(one.clone());
        } else if poll.is_empty() {
            events.push(one.clone());
        } else {
            poll.push(one.clone());
            if one.task_of_ended_poll().is_some() {
                events.append(&mut with_progress(&poll));
                poll.clear();
            }
        }
    }
    events.append(&mut poll);
    rewrite(truth, events)
}

/// Returns the events of a poll without the visits that change nothing, and none if it has no other events.
fn with_progress(poll: &[NamedEvent]) -> Vec<NamedEvent> {
    let visited = |one: &NamedEvent| {
        let Some(CoroutineEvent::Continued { coroutine, .. }) = one.event.as_coroutine() else {
            return None;
        };
        Some(*coroutine)
    };
    let is_later = poll.first().is_some_and(|turn| turn.names.polls > 1);
    let is_pending =
        |one: &NamedEvent| matches!(one.event.as_loop(), Some(LoopEvent::Pending { .. }));
    if let [_, visits @ .., end] = poll
        && is_later
        && is_pending(end)
        && visits.iter().all(|one| visited(one).is_some())
    {
        return Vec::new();
    }
    let resumed = |one: &NamedEvent| {
        let Some(CoroutineEvent::Resumed { coroutine, .. }) = one.event.as_coroutine() else {
            return None;
        };
        Some(*coroutine)
    };
    let continues: Vec<_> = poll.iter().filter_map(resumed).collect();
    // The first visit is that of the task's own coroutine, which leads to all others.
    let root = poll.iter().find_map(visited);
    let is_kept = |one: &&NamedEvent| {
        visited(one).is_none_or(|at| root == Some(at) || continues.contains(&at))
    };
    poll.iter().filter(is_kept).cloned().collect()
}
