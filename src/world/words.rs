//! Formats events as sentences, for the step line of the screen, the paragraphs of text mode and the captions of the
//! exports.

#![deny(clippy::wildcard_enum_match_arm)]

use super::line_map::LineMap;
use super::phrasebook::{self as phrase, Column};
use super::python_value::to_python;
use super::wait_for::WaitChain;
use super::{Await, CoroutineStage, Resource, TaskStage, WakerOwner, World};
use crate::record::Recorder;
use crate::record::event::{
    Action, CancelEffect, ClockReason, CoroutineEvent, CoroutineId, EntryKind, Event, JobId,
    LeaveReason, LoopEvent, MOVED, OutputEvent, OutsideEvent, ResourceEvent, ResourceId,
    ResourceKind, TaskEvent, TaskId, TextId, Time, TimerEvent, TimerId, Verdict, WakeCause,
    WakeEffect,
};

pub use super::phrase::{counted, listed, sentence, with_commas};

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

/// Returns a text of up to this many letters. If it was longer, it ends with a sign. A long text takes no longer than a
/// short one.
#[must_use]
pub fn truncated(text: &str, most: usize) -> String {
    // No letter has fewer bytes than one.
    if text.len() <= most {
        return text.to_owned();
    }
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the task with this letter.
#[must_use]
pub fn task_of_letter(letter: &str) -> Option<TaskId> {
    let mut number = 0_u32;
    for byte in letter.bytes().filter(|_| !letter.is_empty()) {
        let digit = u32::from(byte.is_ascii_uppercase().then(|| byte - b'A')?);
        number = number.checked_mul(26)?.checked_add(digit + 1)?;
    }
    number.checked_sub(1).map(TaskId)
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

    /// Makes the words those of another source, the Python twin: they name its lines, its awaits and its values. A line
    /// without a counterpart isn't named.
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

    /// Returns the column of the phrasebook: that of the program's language, unless another source is shown.
    pub(super) fn column(self) -> Column {
        match self.lines {
            Some(_) => Column::Twin,
            None => self.record.language().into(),
        }
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
        self.world.coroutines.get(&id).map_or("?", |coroutine| self.function(coroutine.name))
    }

    /// Returns a function's name, as the source that is shown has it.
    pub(super) fn function(self, name: TextId) -> &'a str {
        let name = self.text(name);
        self.lines.map_or(name, |lines| lines.function(name))
    }

    /// Returns the name of a job outside the loop.
    #[must_use]
    pub fn job(self, id: JobId) -> &'a str {
        self.world.jobs.get(&id).map_or("?", |job| self.text(job.name))
    }

    /// Returns a resource's name.
    #[must_use]
    pub fn resource(self, id: ResourceId) -> String {
        self.world
            .resources
            .get(&id)
            .map_or("?".to_owned(), |resource| self.resource_name(resource.name))
    }

    /// Returns the name of a resource, which is one that the kit gave it until it's in a variable.
    fn resource_name(self, name: TextId) -> String {
        let name = self.text(name);
        match name.strip_prefix("promise ") {
            Some(number) => phrase::unnamed_promise(self.column(), &number),
            None => name.to_owned(),
        }
    }

    /// Returns a value as the source that is shown writes it, if that source has it.
    #[must_use]
    pub fn value(self, value: TextId) -> Option<String> {
        let value = self.text(value);
        match self.lines {
            None => Some(value.to_owned()),
            Some(_) if [STORED_WAKER, WAKER].contains(&value) => {
                Some(phrase::stored_waker(self.column()).to_owned())
            }
            Some(lines) => to_python(value, &|name| lines.has_state(name)),
        }
    }

    /// Returns the name and the value of a variable as the source that is shown has them, if it has them.
    #[must_use]
    pub fn variable(self, name: TextId, value: TextId) -> Option<(&'a str, String)> {
        let (name, text) = (self.text(name), self.text(value));
        let Some(lines) = self.lines else { return Some((name, text.to_owned())) };
        // Python moves nothing, and its `self` is an object that has the state in an attribute.
        if text == MOVED || name == "self" {
            return None;
        }
        let shown = lines.variable(name)?;
        let value = match is_attribute(shown) {
            true => self.value(value)?,
            false if [STORED_WAKER, WAKER].contains(&text) => self.value(value)?,
            // A state is in an attribute; a plain variable has the whole object.
            false => to_python(text, &|_| false)?,
        };
        Some((shown, value))
    }

    /// Returns the value of a resource. A variable that stores a waker is empty without one.
    #[must_use]
    pub fn resource_value(self, resource: &Resource) -> String {
        if self.lines.is_some()
            && self.is_for_waker(resource)
            && self.text(resource.value) == "None"
        {
            return phrase::empty_value(self.column()).to_owned();
        }
        self.value(resource.value).unwrap_or_else(|| phrase::rust_value(self.column()).to_owned())
    }

    /// Returns what a coroutine awaits, as the source that is shown writes it: `answer.get()`, or `answer` in the twin.
    fn awaited(self, id: CoroutineId, line: u32, what: TextId) -> String {
        match self.awaited_in_twin(id, line) {
            None if self.lines.is_none() => self.text(what).to_owned(),
            None => phrase::other_future(self.column()).to_owned(),
            Some(twin) => {
                let what = twin.strip_prefix("await ").or(twin.strip_prefix("async with "));
                what.unwrap_or(twin).to_owned()
            }
        }
    }

    /// Returns the same with the keyword that awaits it: `answer.get().await`, or `await answer`.
    #[must_use]
    pub fn await_expression(self, id: CoroutineId, awaits: Await) -> String {
        if let Some(twin) = self.awaited_in_twin(id, awaits.line) {
            return twin.to_owned();
        }
        let what = self.awaited(id, awaits.line, awaits.what);
        phrase::await_expression(self.column(), &what)
    }

    fn awaited_in_twin(self, id: CoroutineId, line: u32) -> Option<&'a str> {
        let file = self.world.coroutines.get(&id)?.file;
        self.lines?.awaited(self.text(file), line)
    }

    /// Returns the name of a kind of resource, with its article.
    #[must_use]
    pub fn kind_name(self, kind: ResourceKind) -> &'static str {
        let column = self.column();
        match kind {
            ResourceKind::Promise => phrase::kind_promise(column),
            ResourceKind::Shared => phrase::kind_shared(column),
            ResourceKind::Lock => phrase::kind_lock(column),
            ResourceKind::Semaphore => phrase::kind_semaphore(column),
            ResourceKind::Event => phrase::kind_event(column),
            ResourceKind::Condition => phrase::kind_condition(column),
            ResourceKind::Notify => phrase::kind_notify(column),
            ResourceKind::Token => phrase::kind_token(column),
            ResourceKind::Barrier => phrase::kind_barrier(column),
            ResourceKind::Queue => phrase::kind_queue(column),
            ResourceKind::Channel => phrase::kind_channel(column),
            ResourceKind::Broker => phrase::kind_broker(column),
            ResourceKind::Outside => phrase::kind_outside(column),
            ResourceKind::Pool => phrase::kind_pool(column),
            ResourceKind::Stream => phrase::kind_stream(column),
            ResourceKind::Memory => phrase::kind_memory(column),
            ResourceKind::Group => phrase::kind_group(column),
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
        let coroutine = self.world.coroutines.get(&id).filter(|called| called.made_on > 0)?;
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
        let awaits = |leaf: CoroutineId| {
            let awaits = self.world.coroutines.get(&leaf)?.awaits?;
            Some(format!("`{}`", self.awaited(leaf, awaits.line, awaits.what)))
        };
        let name = |owner: &WakerOwner| match *owner {
            // A library's own event has no name that the program knows: its await has.
            WakerOwner::Resource(id) if self.is_internal(id) => {
                let leaf = self.world.leaves(task).first().copied();
                leaf.and_then(awaits).unwrap_or_else(|| self.waker_owner(*owner))
            }
            WakerOwner::Timer(..)
            | WakerOwner::Resource(_)
            | WakerOwner::Task(_)
            | WakerOwner::Job(_)
            | WakerOwner::Other(_) => self.waker_owner(*owner),
        };
        let mut of: Vec<_> = waker_owners.iter().map(name).collect();
        if of.is_empty() {
            let leaves = self.world.leaves(task);
            of.extend(leaves.into_iter().filter_map(awaits));
        }
        let column = self.column();
        let what = match of.as_slice() {
            [] => phrase::unknown(column).to_owned(),
            some => some.join(" and "),
        };
        if lost { phrase::lost_thing(column, &what) } else { what }
    }

    /// Returns whether this is a thing of a Python program that no variable holds, such as the event inside a queue.
    fn is_internal(self, id: ResourceId) -> bool {
        let number = self.world.resources.get(&id).map(|it| self.text(it.name));
        let number = number.and_then(|name| name.strip_prefix("event "));
        self.column() == Column::Python && number.is_some_and(|it| it.parse::<u32>().is_ok())
    }

    /// Returns the sentence that says what a task waits for, without its full stop.
    #[must_use]
    pub fn is_waiting_for(self, task: TaskId) -> String {
        phrase::is_waiting_for(self.column(), &self.task(task), &self.waits_for(task))
    }

    /// Returns the name of what owns a waker.
    #[must_use]
    pub fn waker_owner(self, owner: WakerOwner) -> String {
        let column = self.column();
        match owner {
            WakerOwner::Timer(_, at) => phrase::a_timer(column, &at),
            WakerOwner::Resource(id) if !self.group_members(id).is_empty() => {
                let is_left =
                    |task: &TaskId| self.world.tasks.get(task).is_some_and(|it| !it.has_ended());
                let left = self.group_members(id).into_iter().filter(is_left);
                let names: Vec<_> = left.map(|task| self.task(task)).collect();
                phrase::group_thing(column, &self.resource(id), &listed(&names))
            }
            WakerOwner::Resource(id) => {
                let holders = self.world.resources.get(&id).map(|resource| &resource.holders);
                let names: Vec<_> =
                    holders.into_iter().flatten().map(|task| self.task(*task)).collect();
                match names.as_slice() {
                    [] => format!("`{}`", self.resource(id)),
                    names => phrase::held_thing(column, &self.resource(id), &names.join(", ")),
                }
            }
            WakerOwner::Task(task) => phrase::end_of_task(column, &self.task(task)),
            WakerOwner::Job(id) => {
                let of = self.world.jobs.get(&id).map(|job| self.resource(job.of));
                phrase::job_of(column, &self.job(id), &of.unwrap_or_default())
            }
            WakerOwner::Other(id) => {
                let awaits = self.world.coroutines.get(&id).and_then(|coroutine| coroutine.awaits);
                awaits.map_or(phrase::other_future(column).to_owned(), |awaits| {
                    format!("`{}`", self.awaited(id, awaits.line, awaits.what))
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
            Event::Outside(event) => self.of_outside(event),
            Event::Output(event) => self.of_output(*event),
        }
    }

    fn of_loop(self, event: &LoopEvent) -> String {
        let column = self.column();
        match *event {
            LoopEvent::Turn { task, action, .. } => self.turn(task, action),
            LoopEvent::Pending { task } => self.pending(task),
            LoopEvent::Ready { task } if self.is_callback(task) => {
                phrase::callback_returned(column, &self.name(task))
            }
            LoopEvent::Failed { task, message } if self.is_callback(task) => {
                phrase::callback_failed(column, &self.name(task), &self.text(message))
            }
            LoopEvent::Failed { task, message } => {
                phrase::failed(column, &self.task(task), &self.text(message))
            }
            LoopEvent::Nested { task } => phrase::nested(column, &self.task(task)),
            LoopEvent::Ready { task } => phrase::ready(column, &self.task(task)),
            LoopEvent::Panicked { task, message } => {
                phrase::panicked(column, &self.task(task), &self.text(message))
            }
            LoopEvent::Cancelled { task } => phrase::cancelled(column, &self.task(task)),
            LoopEvent::Clock { to, why: ClockReason::Idle } => {
                phrase::clock_idle(column, &self.world.clock, &to)
            }
            LoopEvent::Clock { to, why: ClockReason::Cost } => phrase::clock_cost(column, &to),
            LoopEvent::Clock { to, why: ClockReason::Block } => match self.world.running {
                Some(task) => {
                    let (length, on) = self.blocked_time(to);
                    phrase::clock_block(column, &self.task(task), &length, &on, &to)
                }
                None => phrase::clock_block_set_up(column, &to),
            },
            LoopEvent::End { how } => self.end(how),
        }
    }

    /// Returns how long the running task blocks the loop until this time, and on which line.
    pub(super) fn blocked_time(self, to: Time) -> (Time, String) {
        let length = Time(to.0.saturating_sub(self.world.clock.0));
        let running = self.world.stack().last().copied();
        let line = running.and_then(|id| Some((id, self.world.coroutines.get(&id)?.line?)));
        (length, line.map_or(String::new(), |(id, line)| self.on_line(id, line)))
    }

    /// Returns whether this is a callback and not a task.
    pub(super) fn is_callback(self, task: TaskId) -> bool {
        self.world.tasks.get(&task).is_some_and(|task| task.is_callback)
    }

    /// Returns the task that acts. Without one, that's a job outside the loop or the set-up code. After a script's first step, it's the code after
    /// `asyncio.run`, or the loop's handler that reports an exception.
    fn actor(self, task: Option<TaskId>) -> String {
        let is_outside_steps = self.world.turn > 0
            && self.record.language() == crate::record::source::Language::Python;
        let nobody = if self.world.has_running_jobs() {
            phrase::a_job(self.column())
        } else if is_outside_steps {
            phrase::outside_steps(self.column())
        } else {
            phrase::the_set_up(self.column())
        };
        task.map_or_else(|| nobody.to_owned(), |task| self.task(task))
    }

    fn of_outside(self, event: &OutsideEvent) -> String {
        let column = self.column();
        match *event {
            OutsideEvent::Opened { resource, places } => {
                let places = counted(places as usize, "job", "jobs");
                phrase::opened(column, &self.resource(resource), &places)
            }
            OutsideEvent::HandedOver { resource, name, .. } => {
                let who = self.actor(self.world.running);
                phrase::handed_over(column, &who, &self.text(name), &self.resource(resource))
            }
            OutsideEvent::Named { job, name } => {
                phrase::renamed(column, &self.job(job), &self.text(name))
            }
            OutsideEvent::Started { job, place, at } => {
                let of = self.world.jobs.get(&job).map(|job| job.of);
                let has_one_place =
                    of.and_then(|of| self.world.places.get(&of)).is_some_and(|places| *places == 1);
                let of = of.map_or(String::new(), |of| self.resource(of));
                if has_one_place {
                    phrase::starts_outside(column, &self.job(job), &of, &at)
                } else {
                    phrase::starts_in_place(column, &self.job(job), &of, &(place + 1), &at)
                }
            }
            OutsideEvent::Awaited { job, task } => {
                phrase::waits_for_job(column, &self.job(job), &self.task(task))
            }
            OutsideEvent::Abandoned { job } => {
                phrase::job_abandoned(column, &self.actor(self.world.running), &self.job(job))
            }
            OutsideEvent::Done { job, at } => match self.world.jobs.get(&job) {
                Some(of) if of.is_abandoned => {
                    phrase::job_done_for_nothing(column, &self.text(of.name), &at)
                }
                _ => phrase::job_done(column, &self.job(job), &at),
            },
        }
    }

    fn pending(self, task: TaskId) -> String {
        let (column, name) = (self.column(), self.task(task));
        let is_self_wake =
            |call: &super::WakerCall| call.task == task && call.by == WakeCause::Task(task);
        if !self.world.ready.contains(&task) {
            phrase::pending(column, &name)
        } else if self.world.is_cancelled(task) {
            phrase::pending_cancelled(column, &name)
        } else if self.world.called.iter().any(is_self_wake) {
            phrase::pending_self_wake(column, &name)
        } else {
            phrase::pending_woken(column, &name)
        }
    }

    fn of_timer(self, event: &TimerEvent) -> String {
        let column = self.column();
        match *event {
            TimerEvent::Set { task: Some(task), deadline, .. } => {
                let mut same = self.world.timers.iter().filter(|((at, _), _)| *at == deadline);
                if same.any(|(_, of)| *of == Some(task)) {
                    phrase::timer_set_again(column, &self.task(task), &deadline)
                } else {
                    phrase::timer_set(column, &self.task(task), &deadline)
                }
            }
            TimerEvent::Set { task: None, deadline, .. } => {
                phrase::timer_set_by_none(column, &deadline)
            }
            TimerEvent::Fired { timer } => {
                let timer = match self.find_timer(timer) {
                    Some((_, Some(task))) => phrase::timer_of(column, &self.task(task)),
                    Some((_, None)) | None => phrase::timer_of_none(column).to_owned(),
                };
                phrase::timer_due(column, &timer)
            }
            TimerEvent::Dropped { timer } => {
                let timer = match self.find_timer(timer) {
                    Some((due, Some(task))) => phrase::timer_at(column, &self.task(task), &due),
                    Some((due, None)) => phrase::timer_of_none_at(column, &due),
                    None => phrase::timer_of_none(column).to_owned(),
                };
                phrase::timer_dropped(column, &timer)
            }
        }
    }

    /// Returns when a timer is due, and for which task.
    fn find_timer(self, timer: TimerId) -> Option<(Time, Option<TaskId>)> {
        let found = self.world.timers.iter().find(|((_, id), _)| *id == timer);
        found.map(|((due, _), task)| (*due, *task))
    }

    fn of_output(self, event: OutputEvent) -> String {
        match event {
            OutputEvent::Printed { text } => {
                let who = self.actor(self.world.running);
                phrase::printed(self.column(), &who, &self.text(text))
            }
        }
    }

    fn turn(self, task: TaskId, action: Action) -> String {
        let (column, name) = (self.column(), self.task(task));
        let polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
        let takes = if self.world.ready.front() != Some(&task) {
            phrase::takes_chosen(column, &name)
        } else if polls == 0 {
            phrase::takes_first(column, &name)
        } else {
            phrase::takes_next(column, &name)
        };
        match (action, polls) {
            (Action::Poll, 0) => phrase::turn_first(column, &takes),
            (Action::Poll, polls) => phrase::turn_again(column, &takes, &(polls + 1)),
            (Action::Throw, _) => {
                phrase::turn_throw(column, &takes, &self.at_innermost_await(task))
            }
            (Action::Call, _) => phrase::turn_call(column, &self.name(task)),
            (Action::Drop, 0) => phrase::turn_drop_unstarted(column, &takes, &name),
            (Action::Drop, _) => {
                phrase::turn_drop(column, &takes, &name, &self.at_innermost_await(task))
            }
        }
    }

    fn end(self, how: Verdict) -> String {
        let column = self.column();
        let (turn, turns) = (phrase::turn(column), phrase::turns(column));
        let turns = counted(self.world.turn as usize, turn, turns);
        match how {
            Verdict::Finished => phrase::end_finished(column, &turns, &self.world.clock),
            Verdict::Stalled => {
                let alive: Vec<_> = self.world.unfinished_tasks().map(|(id, _)| id).collect();
                let left = counted(alive.len(), "task is", "tasks are");
                let waits: Vec<_> = alive.iter().map(|task| self.is_waiting_for(*task)).collect();
                let tasks: Vec<_> = alive.iter().map(|task| self.task(*task)).collect();
                let waits = waits.join("; ");
                let end = phrase::end_stalled(column, &turns, &left, &waits, &tasks.join(" or "));
                if column == Column::Python { end + &self.deadlocks() } else { end }
            }
            Verdict::Stopped => {
                let left = self.world.unfinished_tasks().count();
                phrase::end_stopped(column, &turns, &counted(left, "task is", "tasks are"))
            }
            Verdict::Waiting => {
                let alive: Vec<_> = self.world.unfinished_tasks().map(|(id, _)| id).collect();
                let left = counted(alive.len(), "task is", "tasks are");
                let waits: Vec<_> = alive.iter().map(|task| self.is_waiting_for(*task)).collect();
                phrase::end_waiting(column, &left, &waits.join("; "))
            }
            Verdict::NoProgress => {
                let thousands = self.world.ready.len().max(1); // the loop waits 1,000 turns for each ready task
                phrase::end_no_progress(column, &format!("{thousands},000"), &self.world.clock)
            }
            Verdict::CutOff => {
                let task = self.world.running.map_or("A task".to_owned(), |task| self.task(task));
                phrase::end_cut_off(column, &task)
            }
            Verdict::Frozen => match self.world.running {
                Some(task) => phrase::end_frozen(column, &self.task(task)),
                None => phrase::end_frozen_set_up(column).to_owned(),
            },
        }
    }

    /// Returns a sentence for each circle of tasks that wait for each other.
    fn deadlocks(self) -> String {
        let circles = self.wait_chains().into_iter().map(|chain| chain.circle());
        let sentence = |circle: Vec<TaskId>| match circle[..] {
            [] => String::new(),
            [alone] => phrase::waits_for_itself(self.column(), &self.task(alone)),
            _ => {
                let tasks: Vec<_> = circle.iter().map(|task| self.task(*task)).collect();
                phrase::deadlock(self.column(), &listed(&tasks))
            }
        };
        circles.map(sentence).collect()
    }

    /// Returns the chains in which one task waits for another.
    #[must_use]
    pub fn wait_chains(self) -> Vec<WaitChain> {
        self.world.wait_chains_with(&|id| self.group_members(id))
    }

    /// Returns the tasks of a group, which its name lists as in `gather(B, C)` where no event does.
    #[must_use]
    pub fn group_members(self, id: ResourceId) -> Vec<TaskId> {
        let Some(group) = self.world.resources.get(&id) else { return Vec::new() };
        if group.kind != ResourceKind::Group || !group.members.is_empty() {
            return group.members.clone();
        }
        let listed = self.text(group.name).split_once('(').map_or("", |(_, rest)| rest);
        let letters = listed.trim_end_matches(')').split(", ");
        let tasks = letters.filter_map(task_of_letter);
        tasks.filter(|task| self.world.tasks.contains_key(task)).collect()
    }

    /// Returns the sentence about an event that the program in the shown language doesn't have. Empty where there is no
    /// such event.
    #[must_use]
    pub fn rust_detail(self) -> &'static str {
        phrase::rust_detail(self.column())
    }

    /// Returns what a stalled run would do elsewhere, unless the sentence of its end says so.
    #[must_use]
    pub fn what_a_stall_is_elsewhere(self) -> &'static str {
        phrase::hangs_elsewhere(self.column())
    }

    fn of_task(self, event: &TaskEvent) -> String {
        let column = self.column();
        match *event {
            TaskEvent::Spawned { task, name, kind: EntryKind::Callback, .. } => {
                phrase::callback_queued(column, &self.text(name), &letter(task))
            }
            TaskEvent::Spawned { task, name, kind: EntryKind::Task, .. } => {
                phrase::spawned(column, &self.text(name), &letter(task))
            }
            TaskEvent::Detached { task } if self.world.is_cancelled(task) => {
                phrase::handle_dropped(column, &self.task(task))
            }
            TaskEvent::Detached { task } => phrase::detached(column, &self.task(task)),
            TaskEvent::Joins { task, waiter } => {
                phrase::joins(column, &self.task(waiter), &self.task(task))
            }
            TaskEvent::CancelAsked { task, effect } => {
                let name = self.task(task);
                match effect {
                    CancelEffect::Queued => phrase::cancel_queued(column, &name),
                    CancelEffect::Merged => phrase::cancel_merged(column, &name),
                    CancelEffect::Ignored => phrase::cancel_ignored(column, &name),
                    CancelEffect::PassedOn => phrase::cancel_passed_on(column, &name),
                    CancelEffect::Deferred => phrase::cancel_deferred(column, &name),
                }
            }
            TaskEvent::Wake { task, by, effect } => self.wake(task, by, effect),
            TaskEvent::Lost { task } => phrase::lost(column, &self.task(task)),
        }
    }

    fn wake(self, task: TaskId, by: WakeCause, effect: WakeEffect) -> String {
        let (column, name) = (self.column(), self.task(task));
        let is_own = by == WakeCause::Task(task);
        let call = match (by, self.world.waker_owner(task)) {
            _ if is_own => phrase::call_own(column, &name),
            (WakeCause::Task(by), Some(WakerOwner::Resource(id))) => {
                let (by, thing) = (self.task(by), self.resource(id));
                match self.kind(id) {
                    Some(ResourceKind::Promise) => {
                        phrase::call_completes(column, &by, &thing, &name)
                    }
                    Some(ResourceKind::Lock | ResourceKind::Semaphore) => {
                        phrase::call_releases(column, &by, &thing, &name)
                    }
                    _ => phrase::call_uses(column, &by, &thing, &name),
                }
            }
            (WakeCause::Task(by), Some(WakerOwner::Task(ended))) if by == ended => {
                let has_result = self.world.tasks.get(&by).is_some_and(|by| by.result.is_some());
                if has_result {
                    phrase::call_at_end(column, &self.task(by))
                } else {
                    phrase::call_at_early_end(column, &self.task(by))
                }
            }
            (WakeCause::Task(by), _) => phrase::call_other(column, &self.task(by), &name),
            (WakeCause::SetUp, _) => phrase::call_other(column, &self.actor(None), &name),
            (WakeCause::Clock, _) => phrase::call_timer(column, &name),
            (WakeCause::Outside, Some(WakerOwner::Job(job))) => {
                phrase::call_of_job(column, &self.job(job), &name)
            }
            (WakeCause::Outside, _) => phrase::call_outside(column, &name),
        };
        match effect {
            WakeEffect::Queued if is_own => phrase::wake_itself(column, &name),
            WakeEffect::Queued => phrase::wake_queued(column, &call, &name),
            WakeEffect::Merged if is_own => phrase::wake_itself_merged(column, &call),
            WakeEffect::Merged => phrase::wake_merged(column, &call, &name),
            WakeEffect::Ignored => phrase::wake_ignored(column, &call, &name),
        }
    }

    fn of_coroutine(self, event: &CoroutineEvent) -> String {
        let column = self.column();
        let of = |id| self.coroutine(id);
        match *event {
            CoroutineEvent::Created { name, file, line, by, .. } => {
                // The line is that of the call, in the caller's file.
                let caller = by.and_then(|by| self.world.coroutines.get(&by));
                let file = caller.map_or(file, |caller| caller.file);
                let line = self.line_in(Some(file), line);
                phrase::created(column, &self.function(name), &on(line))
            }
            CoroutineEvent::Called { name, .. } => phrase::called(column, &self.function(name)),
            CoroutineEvent::Named { name, .. } => match self.coroutine_variable(name) {
                Some(name) => phrase::named(column, &name),
                None => phrase::rust_detail(column).to_owned(),
            },
            CoroutineEvent::Entered { coroutine, parent: Some(_), .. } => {
                phrase::entered_by_await(column, &of(coroutine))
            }
            CoroutineEvent::Entered { coroutine, parent: None, .. } => {
                phrase::entered(column, &of(coroutine))
            }
            CoroutineEvent::Continued { coroutine, .. } => {
                let at = self.world.coroutines.get(&coroutine).and_then(|at| at.awaits);
                match at {
                    Some(at) => {
                        let on = self.on_line(coroutine, at.line);
                        phrase::continued_at_await(column, &of(coroutine), &on)
                    }
                    None => phrase::continued(column, &of(coroutine)),
                }
            }
            CoroutineEvent::Line { coroutine, line } => match self.shown_line(coroutine, line) {
                Some(line) => phrase::line(column, &of(coroutine), &line),
                None => phrase::line_unknown(column, &of(coroutine)),
            },
            CoroutineEvent::Local { coroutine, name, value, .. } => {
                match (self.variable(name, value), self.text(value)) {
                    (None, _) => phrase::rust_detail(column).to_owned(),
                    (Some((name, _)), MOVED) => phrase::local_moved(column, &of(coroutine), &name),
                    (Some((name, value)), _) if self.lines.is_some() && is_attribute(name) => {
                        phrase::changed(column, &name, &value)
                    }
                    (Some((name, value)), _) => {
                        phrase::local(column, &of(coroutine), &name, &value)
                    }
                }
            }
            CoroutineEvent::Await { coroutine, line, what, .. } => {
                let on = self.on_line(coroutine, line);
                phrase::awaits(column, &of(coroutine), &self.awaited(coroutine, line, what), &on)
            }
            CoroutineEvent::Resumed { coroutine, line } => {
                // What the twin awaits there may be something else, so it may complete at another time.
                let is_different = self.lines.is_some_and(|lines| lines.is_different(line));
                let on = if is_different { String::new() } else { self.on_line(coroutine, line) };
                phrase::resumed(column, &of(coroutine), &on)
            }
            CoroutineEvent::Raised { coroutine, line, what } => {
                let on = self.on_line(coroutine, line);
                phrase::raised(column, &of(coroutine), &self.text(what), &on)
            }
            CoroutineEvent::Returned { coroutine, value } => match () {
                () if self.is_poll_in_twin(coroutine) => match self.text(value) {
                    "Pending" => phrase::method_waits(column, &of(coroutine)),
                    _ => phrase::method_ends(column, &of(coroutine)),
                },
                () if self.returns_nothing(value) => phrase::returned(column, &of(coroutine)),
                () => match self.value(value) {
                    Some(value) => phrase::returned_value(column, &of(coroutine), &value),
                    None => phrase::returned(column, &of(coroutine)),
                },
            },
            CoroutineEvent::Dropped { coroutine } => self.dropped(coroutine),
        }
    }

    /// Returns whether this is the value of a function that returns nothing in particular.
    #[must_use]
    pub fn returns_nothing(self, value: TextId) -> bool {
        match self.column() {
            Column::Rust => self.text(value) == "()",
            // `Ok(())` is `None` there too.
            Column::Twin => self.value(value).is_none_or(|value| value == "None"),
            Column::Python => self.text(value) == "None",
        }
    }

    /// Returns the name of a variable that a coroutine is stored in, if the source that is shown has it.
    fn coroutine_variable(self, name: TextId) -> Option<&'a str> {
        let name = self.text(name);
        self.lines.map_or(Some(name), |lines| lines.variable(name))
    }

    /// Returns whether this is the call of a `poll` that the twin writes as a method with another name.
    fn is_poll_in_twin(self, id: CoroutineId) -> bool {
        let name = self.world.coroutines.get(&id).map(|coroutine| self.text(coroutine.name));
        name.is_some_and(|name| self.coroutine(id) != name)
    }

    fn dropped(self, id: CoroutineId) -> String {
        let (column, name) = (self.column(), self.coroutine(id));
        let Some(coroutine) = self.world.coroutines.get(&id) else {
            return phrase::dropped(column, &name);
        };
        match (coroutine.stage, coroutine.awaits, coroutine.line) {
            (CoroutineStage::Created, ..) => phrase::dropped_unstarted(column, &name),
            (_, Some(awaits), _) => {
                phrase::dropped_at_await(column, &name, &self.on_line(id, awaits.line))
            }
            (_, None, Some(line)) => {
                phrase::dropped_on_line(column, &name, &self.on_line(id, line))
            }
            (_, None, None) => phrase::dropped(column, &name),
        }
    }

    fn of_resource(self, event: &ResourceEvent) -> String {
        let column = self.column();
        let name = |id| self.resource(id);
        match *event {
            ResourceEvent::Made { kind, name, value, .. } => {
                let kind = self.kind_name(kind);
                let name = self.resource_name(name);
                match self.value(value).filter(|value| !value.is_empty()) {
                    Some(value) => phrase::made(column, &name, &kind, &value),
                    None => phrase::made_plain(column, &name, &kind),
                }
            }
            ResourceEvent::Named { resource, name: new } => {
                phrase::renamed(column, &name(resource), &self.text(new))
            }
            ResourceEvent::Changed { resource, value, .. } => {
                match self.waker_change(resource, value) {
                    Some(WakerChange::Stored(task)) => {
                        phrase::stores_waker(column, &name(resource), &self.task(task))
                    }
                    Some(WakerChange::TakenOut) => phrase::waker_taken(column, &name(resource)),
                    None if self.is_missed_pulse(resource, value) => {
                        phrase::missed_pulse(column, &name(resource))
                    }
                    None => match self.value(value) {
                        Some(value) => phrase::changed(column, &name(resource), &value),
                        None => phrase::rust_detail(column).to_owned(),
                    },
                }
            }
            ResourceEvent::Waits { resource, task } => match self.kind(resource) {
                Some(ResourceKind::Promise) => {
                    phrase::waits_for_result(column, &name(resource), &self.task(task))
                }
                _ => phrase::waits(column, &name(resource), &self.task(task)),
            },
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Served } => {
                phrase::leaves_served(column, &name(resource), &self.task(task))
            }
            ResourceEvent::Leaves { resource, task, why: LeaveReason::Gone } => {
                phrase::leaves_gone(column, &name(resource), &self.task(task))
            }
            ResourceEvent::Holds { resource, task } => self.holds(resource, task),
            ResourceEvent::Releases { resource, task } => {
                let (thing, held) = (name(resource), self.task(task));
                match self.world.running.filter(|running| *running != task) {
                    Some(running) => {
                        phrase::releases_of_other(column, &self.task(running), &thing, &held)
                    }
                    None => phrase::releases(column, &held, &thing),
                }
            }
            ResourceEvent::Gone { resource } => phrase::gone(column, &name(resource)),
        }
    }

    fn holds(self, id: ResourceId, task: TaskId) -> String {
        let (column, thing, holder) = (self.column(), self.resource(id), self.task(task));
        let is_permit = self.kind(id) == Some(ResourceKind::Semaphore);
        match (self.world.running.filter(|running| *running != task), is_permit) {
            (Some(by), false) => phrase::hands_over(column, &self.task(by), &thing, &holder),
            (Some(by), true) => phrase::hands_over_permit(column, &self.task(by), &thing, &holder),
            (None, false) => phrase::acquires(column, &holder, &thing),
            (None, true) => phrase::acquires_permit(column, &holder, &thing),
        }
    }

    /// Returns whether this is a variable that has stored a waker before, or stores one.
    fn is_for_waker(self, resource: &Resource) -> bool {
        resource.kind == ResourceKind::Shared && self.text(resource.name) == "waker"
    }

    /// Returns whether a variable of the program's own stores a waker now, as a hand-written future does.
    #[must_use]
    pub fn stores_waker(self, resource: &Resource) -> bool {
        self.text(resource.value) == STORED_WAKER
    }

    /// Returns whether the new state of a notifier counts another pulse that woke no task.
    pub(super) fn is_missed_pulse(self, id: ResourceId, value: TextId) -> bool {
        let Some(resource) = self.world.resources.get(&id) else { return false };
        let missed =
            |text| self.text(text).rsplit(", ").next().filter(|part| part.ends_with("missed"));
        resource.kind == ResourceKind::Notify
            && missed(value).is_some()
            && missed(value) != missed(resource.value)
    }

    /// Returns what a new value means for a variable that stores a waker: the `Option<Waker>` of a hand-written future.
    pub(super) fn waker_change(self, id: ResourceId, value: TextId) -> Option<WakerChange> {
        let resource = self.world.resources.get(&id)?;
        let (old, new) = (self.text(resource.value), self.text(value));
        if new == STORED_WAKER {
            return self.world.running.map(WakerChange::Stored);
        }
        (old == STORED_WAKER && new == "None").then_some(WakerChange::TakenOut)
    }
}

/// The value of a variable that stores a waker.
const STORED_WAKER: &str = "Some(Waker)";

/// The value of a variable that is a waker.
const WAKER: &str = "Waker";

/// Returns whether this is an attribute in the twin, which belongs to no function.
fn is_attribute(name: &str) -> bool {
    name.starts_with("self.")
}

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
