//! Formats events as sentences, for the step line of the screen, the paragraphs of text mode and the captions of the
//! exports.

#![deny(clippy::wildcard_enum_match_arm)]

use super::line_map::LineMap;
use super::phrasebook as phrase;
use super::{CoroutineStage, TaskStage, WakerOwner, World};
use crate::record::Recorder;
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, CoroutineId, Event, LeaveReason, LoopEvent, OutputEvent,
    ResourceEvent, ResourceId, ResourceKind, TaskEvent, TaskId, TextId, TimerEvent, TimerId,
    Verdict, WakeCause, WakeEffect,
};
use crate::record::source::Language;

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
    lines: Option<&'a LineMap>,
}

impl<'a> Words<'a> {
    /// Returns the words for a moment of this record. They name the lines of the source that was run.
    #[must_use]
    pub fn new(world: &'a World, record: &'a Recorder) -> Words<'a> {
        Words { world, record, lines: None }
    }

    /// Makes the words name the lines of another source. A line without a counterpart isn't named.
    #[must_use]
    pub fn with_lines(self, lines: Option<&'a LineMap>) -> Words<'a> {
        Words { lines, ..self }
    }

    /// Returns the same words for another moment.
    pub(super) fn at<'b>(self, world: &'b World) -> Words<'b>
    where
        'a: 'b,
    {
        Words { world, record: self.record, lines: self.lines }
    }

    /// Returns the language of the program, which chooses the column of the phrasebook.
    #[must_use]
    pub fn language(self) -> Language {
        self.record.language()
    }

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

    /// Returns the name of a kind of resource, with its article.
    #[must_use]
    pub fn kind_name(self, kind: ResourceKind) -> &'static str {
        let language = self.language();
        match kind {
            ResourceKind::Promise => phrase::kind_promise(language),
            ResourceKind::Shared => phrase::kind_shared(language),
            ResourceKind::Lock => phrase::kind_lock(language),
            ResourceKind::Semaphore => phrase::kind_semaphore(language),
            ResourceKind::Event => phrase::kind_event(language),
            ResourceKind::Condition => phrase::kind_condition(language),
            ResourceKind::Queue => phrase::kind_queue(language),
            ResourceKind::Outside => phrase::kind_outside(language),
        }
    }

    pub(super) fn kind(self, id: ResourceId) -> Option<ResourceKind> {
        self.world.resources.get(&id).map(|resource| resource.kind)
    }

    /// Returns the line of the source that is shown, for a line of this coroutine.
    #[must_use]
    pub fn shown_line(self, coroutine: CoroutineId, line: u32) -> Option<u32> {
        let file = self.world.coroutines.get(&coroutine).map(|coroutine| coroutine.file);
        self.line_in(file, line)
    }

    /// Returns the line of the source that is shown, for the call that made this coroutine.
    #[must_use]
    pub fn line_of_call(self, id: CoroutineId) -> Option<u32> {
        let coroutine = self.world.coroutines.get(&id)?;
        // The line is in the caller's file.
        let caller = coroutine.by.and_then(|by| self.world.coroutines.get(&by));
        self.line_in(Some(caller.map_or(coroutine.file, |caller| caller.file)), coroutine.made_on)
    }

    fn line_in(self, file: Option<TextId>, line: u32) -> Option<u32> {
        let Some(lines) = self.lines else { return Some(line) };
        lines.line(self.text(file?), line)
    }

    /// Returns ` on line 7`, or nothing if the line has no counterpart in the source that is shown.
    pub(super) fn on_line(self, coroutine: CoroutineId, line: u32) -> String {
        on(self.shown_line(coroutine, line))
    }

    /// Returns what a task waits for, for a list of the tasks that can't continue.
    #[must_use]
    pub fn waits_for(self, task: TaskId) -> String {
        let lost = self.world.tasks.get(&task).is_some_and(|task| task.state == TaskStage::Lost);
        let waker_owners = self.world.waker_owners(task);
        let mut of: Vec<_> = waker_owners.iter().map(|owner| self.waker_owner(*owner)).collect();
        if of.is_empty() {
            let leaves = self.world.leaves(task);
            let awaits = leaves.iter().filter_map(|leaf| self.world.coroutines.get(leaf)?.awaits);
            of.extend(awaits.map(|awaits| format!("`{}`", self.text(awaits.what))));
        }
        let language = self.language();
        let what = match of.as_slice() {
            [] => phrase::unknown(language).to_owned(),
            some => some.join(" and "),
        };
        if lost { phrase::lost_thing(language, &what) } else { what }
    }

    /// Returns the sentence that says what a task waits for, without its full stop.
    #[must_use]
    pub fn is_waiting_for(self, task: TaskId) -> String {
        phrase::is_waiting_for(self.language(), &self.task(task), &self.waits_for(task))
    }

    /// Returns the name of what owns a waker.
    #[must_use]
    pub fn waker_owner(self, owner: WakerOwner) -> String {
        let language = self.language();
        match owner {
            WakerOwner::Timer(_, at) => phrase::a_timer(language, &at),
            WakerOwner::Resource(id) => {
                let holders = self.world.resources.get(&id).map(|resource| &resource.holders);
                let names: Vec<_> =
                    holders.into_iter().flatten().map(|task| self.task(*task)).collect();
                match names.as_slice() {
                    [] => format!("`{}`", self.resource(id)),
                    names => phrase::held_thing(language, &self.resource(id), &names.join(", ")),
                }
            }
            WakerOwner::Task(task) => phrase::end_of_task(language, &self.task(task)),
            WakerOwner::Other(id) => {
                let awaits = self.world.coroutines.get(&id).and_then(|coroutine| coroutine.awaits);
                awaits.map_or(phrase::other_future(language).to_owned(), |awaits| {
                    format!("`{}`", self.text(awaits.what))
                })
            }
        }
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
        let language = self.language();
        match *event {
            LoopEvent::Turn { task, action, .. } => self.turn(task, action),
            LoopEvent::Pending { task } => self.pending(task),
            LoopEvent::Ready { task } => phrase::ready(language, &self.task(task)),
            LoopEvent::Panicked { task, message } => {
                phrase::panicked(language, &self.task(task), &self.text(message))
            }
            LoopEvent::Cancelled { task } => phrase::cancelled(language, &self.task(task)),
            LoopEvent::Clock { to, why: ClockReason::Idle } => {
                phrase::clock_idle(language, &self.world.clock, &to)
            }
            LoopEvent::Clock { to, why: ClockReason::Cost } => phrase::clock_cost(language, &to),
            LoopEvent::Clock { to, why: ClockReason::Block } => match self.world.running {
                Some(task) => phrase::clock_block(language, &self.task(task), &to),
                None => phrase::clock_block_set_up(language, &to),
            },
            LoopEvent::End { how } => self.end(how),
        }
    }

    /// Returns the task that acts, or the set-up code.
    fn actor(self, task: Option<TaskId>) -> String {
        task.map_or(phrase::the_set_up(self.language()).to_owned(), |task| self.task(task))
    }

    fn pending(self, task: TaskId) -> String {
        let (language, name) = (self.language(), self.task(task));
        let is_self_wake =
            |call: &super::WakerCall| call.task == task && call.by == WakeCause::Task(task);
        if !self.world.ready.contains(&task) {
            phrase::pending(language, &name)
        } else if self.world.is_cancelled(task) {
            phrase::pending_cancelled(language, &name)
        } else if self.world.called.iter().any(is_self_wake) {
            phrase::pending_self_wake(language, &name)
        } else {
            phrase::pending_woken(language, &name)
        }
    }

    fn of_timer(self, event: &TimerEvent) -> String {
        let language = self.language();
        match *event {
            TimerEvent::Set { task: Some(task), deadline, .. } => {
                let mut same = self.world.timers.iter().filter(|((at, _), _)| *at == deadline);
                if same.any(|(_, of)| *of == Some(task)) {
                    phrase::timer_set_again(language, &self.task(task), &deadline)
                } else {
                    phrase::timer_set(language, &self.task(task), &deadline)
                }
            }
            TimerEvent::Set { task: None, deadline, .. } => {
                phrase::timer_set_by_none(language, &deadline)
            }
            TimerEvent::Fired { timer } => phrase::timer_due(language, &self.timer(timer)),
            TimerEvent::Dropped { timer } => phrase::timer_dropped(language, &self.timer(timer)),
        }
    }

    fn timer(self, timer: TimerId) -> String {
        let language = self.language();
        let found = self.world.timers.iter().find(|((_, id), _)| *id == timer);
        match found {
            Some(((due, _), Some(task))) => phrase::timer_of(language, &self.task(*task), due),
            Some(((due, _), None)) => phrase::timer_for(language, due),
            None => phrase::timer_unknown(language).to_owned(),
        }
    }

    fn of_output(self, event: OutputEvent) -> String {
        match event {
            OutputEvent::Printed { text } => {
                let who = self.actor(self.world.running);
                phrase::printed(self.language(), &who, &self.text(text))
            }
        }
    }

    fn turn(self, task: TaskId, action: Action) -> String {
        let (language, name) = (self.language(), self.task(task));
        let polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
        let takes = if self.world.ready.front() != Some(&task) {
            phrase::takes_chosen(language, &name)
        } else if polls == 0 {
            phrase::takes_first(language, &name)
        } else {
            phrase::takes_next(language, &name)
        };
        match (action, polls) {
            (Action::Poll, 0) => phrase::turn_first(language, &takes),
            (Action::Poll, polls) => phrase::turn_again(language, &takes, &(polls + 1)),
            (Action::Drop, 0) => phrase::turn_drop_unstarted(language, &takes, &name),
            (Action::Drop, _) => {
                phrase::turn_drop(language, &takes, &name, &self.at_innermost_await(task))
            }
        }
    }

    fn end(self, how: Verdict) -> String {
        let language = self.language();
        let (turn, turns) = (phrase::turn(language), phrase::turns(language));
        let turns = counted(self.world.turn as usize, turn, turns);
        match how {
            Verdict::Finished => phrase::end_finished(language, &turns, &self.world.clock),
            Verdict::Stalled => {
                let alive: Vec<_> = self.world.unfinished_tasks().map(|(id, _)| id).collect();
                let left = counted(alive.len(), "task is", "tasks are");
                let waits: Vec<_> = alive.iter().map(|task| self.is_waiting_for(*task)).collect();
                let tasks: Vec<_> = alive.iter().map(|task| self.task(*task)).collect();
                phrase::end_stalled(language, &turns, &left, &waits.join("; "), &tasks.join(" or "))
            }
            Verdict::Waiting => {
                let alive: Vec<_> = self.world.unfinished_tasks().map(|(id, _)| id).collect();
                let left = counted(alive.len(), "task is", "tasks are");
                let waits: Vec<_> = alive.iter().map(|task| self.is_waiting_for(*task)).collect();
                phrase::end_waiting(language, &left, &waits.join("; "))
            }
            Verdict::NoProgress => {
                let thousands = self.world.ready.len().max(1); // the loop waits 1,000 turns for each ready task
                phrase::end_no_progress(language, &format!("{thousands},000"), &self.world.clock)
            }
            Verdict::CutOff => {
                let task = self.world.running.map_or("A task".to_owned(), |task| self.task(task));
                phrase::end_cut_off(language, &task)
            }
            Verdict::Frozen => match self.world.running {
                Some(task) => phrase::end_frozen(language, &self.task(task)),
                None => phrase::end_frozen_set_up(language).to_owned(),
            },
        }
    }

    /// Returns what a stalled run would do elsewhere, unless the sentence of its end says so.
    #[must_use]
    pub fn what_a_stall_is_elsewhere(self) -> &'static str {
        phrase::hangs_elsewhere(self.language())
    }

    fn of_task(self, event: &TaskEvent) -> String {
        let language = self.language();
        match *event {
            TaskEvent::Spawned { task, name, .. } => {
                phrase::spawned(language, &self.text(name), &letter(task))
            }
            TaskEvent::Detached { task } if self.world.is_cancelled(task) => {
                phrase::handle_dropped(language, &self.task(task))
            }
            TaskEvent::Detached { task } => phrase::detached(language, &self.task(task)),
            TaskEvent::Joins { task, waiter } => {
                phrase::joins(language, &self.task(waiter), &self.task(task))
            }
            TaskEvent::CancelAsked { task, effect } => {
                let name = self.task(task);
                match effect {
                    WakeEffect::Queued => phrase::cancel_queued(language, &name),
                    WakeEffect::Merged => phrase::cancel_merged(language, &name),
                    WakeEffect::Ignored => phrase::cancel_ignored(language, &name),
                }
            }
            TaskEvent::Wake { task, by, effect } => self.wake(task, by, effect),
            TaskEvent::Lost { task } => phrase::lost(language, &self.task(task)),
        }
    }

    fn wake(self, task: TaskId, by: WakeCause, effect: WakeEffect) -> String {
        let (language, name) = (self.language(), self.task(task));
        let is_own = by == WakeCause::Task(task);
        let call = match (by, self.world.waker_owner(task)) {
            _ if is_own => phrase::call_own(language, &name),
            (WakeCause::Task(by), Some(WakerOwner::Resource(id))) => {
                let (by, thing) = (self.task(by), self.resource(id));
                match self.kind(id) {
                    Some(ResourceKind::Promise) => {
                        phrase::call_completes(language, &by, &thing, &name)
                    }
                    _ => phrase::call_uses(language, &by, &thing, &name),
                }
            }
            (WakeCause::Task(by), Some(WakerOwner::Task(ended))) if by == ended => {
                let has_result = self.world.tasks.get(&by).is_some_and(|by| by.result.is_some());
                if has_result {
                    phrase::call_at_end(language, &self.task(by))
                } else {
                    phrase::call_at_early_end(language, &self.task(by))
                }
            }
            (WakeCause::Task(by), _) => phrase::call_other(language, &self.task(by), &name),
            (WakeCause::SetUp, _) => phrase::call_other(language, &self.actor(None), &name),
            (WakeCause::Clock, _) => phrase::call_timer(language, &name),
            (WakeCause::Outside, _) => phrase::call_outside(language, &name),
        };
        match effect {
            WakeEffect::Queued if is_own => phrase::wake_itself(language, &name),
            WakeEffect::Queued => phrase::wake_queued(language, &call, &name),
            WakeEffect::Merged if is_own => phrase::wake_itself_merged(language, &call),
            WakeEffect::Merged => phrase::wake_merged(language, &call, &name),
            WakeEffect::Ignored => phrase::wake_ignored(language, &call, &name),
        }
    }

    fn of_coroutine(self, event: &CoroutineEvent) -> String {
        let language = self.language();
        let of = |id| self.coroutine(id);
        match *event {
            CoroutineEvent::Created { name, file, line, by, .. } => {
                // The line is that of the call, in the caller's file.
                let caller = by.and_then(|by| self.world.coroutines.get(&by));
                let file = caller.map_or(file, |caller| caller.file);
                let line = self.line_in(Some(file), line);
                phrase::created(language, &self.text(name), &on(line))
            }
            CoroutineEvent::Called { name, .. } => phrase::called(language, &self.text(name)),
            CoroutineEvent::Named { name, .. } => phrase::named(language, &self.text(name)),
            CoroutineEvent::Entered { coroutine, parent: Some(_) } => {
                phrase::entered_by_await(language, &of(coroutine))
            }
            CoroutineEvent::Entered { coroutine, parent: None } => {
                phrase::entered(language, &of(coroutine))
            }
            CoroutineEvent::Continued { coroutine } => {
                let at = self.world.coroutines.get(&coroutine).and_then(|at| at.awaits);
                match at {
                    Some(at) => {
                        let on = self.on_line(coroutine, at.line);
                        phrase::continued_at_await(language, &of(coroutine), &on)
                    }
                    None => phrase::continued(language, &of(coroutine)),
                }
            }
            CoroutineEvent::Line { coroutine, line } => match self.shown_line(coroutine, line) {
                Some(line) => phrase::line(language, &of(coroutine), &line),
                None => phrase::line_unknown(language, &of(coroutine)),
            },
            CoroutineEvent::Local { coroutine, name, value, .. } => {
                let (of, name) = (of(coroutine), self.text(name));
                match self.text(value) {
                    MOVED => phrase::local_moved(language, &of, &name),
                    value => phrase::local(language, &of, &name, &value),
                }
            }
            CoroutineEvent::Await { coroutine, line, what, .. } => {
                let on = self.on_line(coroutine, line);
                phrase::awaits(language, &of(coroutine), &self.text(what), &on)
            }
            CoroutineEvent::Resumed { coroutine, line } => {
                phrase::resumed(language, &of(coroutine), &self.on_line(coroutine, line))
            }
            CoroutineEvent::Returned { coroutine, value } => match self.text(value) {
                _ if self.returns_nothing(value) => phrase::returned(language, &of(coroutine)),
                value => phrase::returned_value(language, &of(coroutine), &value),
            },
            CoroutineEvent::Dropped { coroutine } => self.dropped(coroutine),
        }
    }

    /// Returns whether this is the value of a function that returns nothing in particular.
    pub(super) fn returns_nothing(self, value: TextId) -> bool {
        self.text(value)
            == match self.language() {
                Language::Rust => "()",
                Language::Python => "None",
            }
    }

    fn dropped(self, id: CoroutineId) -> String {
        let (language, name) = (self.language(), self.coroutine(id));
        let Some(coroutine) = self.world.coroutines.get(&id) else {
            return phrase::dropped(language, &name);
        };
        match (coroutine.stage, coroutine.awaits, coroutine.line) {
            (CoroutineStage::Created, ..) => phrase::dropped_unstarted(language, &name),
            (_, Some(awaits), _) => {
                phrase::dropped_at_await(language, &name, &self.on_line(id, awaits.line))
            }
            (_, None, Some(line)) => {
                phrase::dropped_on_line(language, &name, &self.on_line(id, line))
            }
            (_, None, None) => phrase::dropped(language, &name),
        }
    }

    fn of_resource(self, event: &ResourceEvent) -> String {
        let language = self.language();
        let name = |id| self.resource(id);
        match *event {
            ResourceEvent::Made { kind, name, value, .. } => {
                let kind = self.kind_name(kind);
                phrase::made(language, &self.text(name), &kind, &self.text(value))
            }
            ResourceEvent::Named { resource, name: new } => {
                phrase::renamed(language, &name(resource), &self.text(new))
            }
            ResourceEvent::Changed { resource, value } => {
                match self.waker_change(resource, value) {
                    Some(WakerChange::Stored(task)) => {
                        phrase::stores_waker(language, &name(resource), &self.task(task))
                    }
                    Some(WakerChange::TakenOut) => phrase::waker_taken(language, &name(resource)),
                    None => phrase::changed(language, &name(resource), &self.text(value)),
                }
            }
            ResourceEvent::Waits { resource, task } => match self.kind(resource) {
                Some(ResourceKind::Promise) => {
                    phrase::waits_for_result(language, &name(resource), &self.task(task))
                }
                _ => phrase::waits(language, &name(resource), &self.task(task)),
            },
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Served } => {
                phrase::leaves_served(language, &name(resource), &self.task(task))
            }
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Gone } => {
                phrase::leaves_gone(language, &name(resource), &self.task(task))
            }
            ResourceEvent::Holds { resource, task } => self.holds(resource, task),
            ResourceEvent::Releases { resource, task } => {
                let (thing, held) = (name(resource), self.task(task));
                match self.world.running.filter(|running| *running != task) {
                    Some(running) => {
                        phrase::releases_of_other(language, &self.task(running), &thing, &held)
                    }
                    None => phrase::releases(language, &held, &thing),
                }
            }
            ResourceEvent::Gone { resource } => phrase::gone(language, &name(resource)),
        }
    }

    fn holds(self, id: ResourceId, task: TaskId) -> String {
        let (language, thing, holder) = (self.language(), self.resource(id), self.task(task));
        let is_permit = self.kind(id) == Some(ResourceKind::Semaphore);
        match (self.world.running.filter(|running| *running != task), is_permit) {
            (Some(by), false) => phrase::hands_over(language, &self.task(by), &thing, &holder),
            (Some(by), true) => {
                phrase::hands_over_permit(language, &self.task(by), &thing, &holder)
            }
            (None, false) => phrase::acquires(language, &holder, &thing),
            (None, true) => phrase::acquires_permit(language, &holder, &thing),
        }
    }

    /// Returns what a new value means for a variable that stores a waker: the `Option<Waker>` of a hand-written future.
    pub(super) fn waker_change(self, id: ResourceId, value: TextId) -> Option<WakerChange> {
        let resource = self.world.resources.get(&id)?;
        let (old, new) = (self.text(resource.value), self.text(value));
        if old != STORED_WAKER && new == STORED_WAKER {
            return self.world.running.map(WakerChange::Stored);
        }
        (old == STORED_WAKER && new == "None").then_some(WakerChange::TakenOut)
    }
}

/// The value of a variable that was moved.
const MOVED: &str = "moved";

/// The value of a variable that stores a waker.
const STORED_WAKER: &str = "Some(Waker)";

/// What happened to a variable that stores a waker.
pub(super) enum WakerChange {
    /// The running task stored its waker in it.
    Stored(TaskId),
    /// The waker was taken out of it.
    TakenOut,
}

fn on(line: Option<u32>) -> String {
    line.map_or(String::new(), |line| format!(" on line {line}"))
}
