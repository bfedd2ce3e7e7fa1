//! A **story** is a whole run with names instead of ids.
//!
//! Cues and predictions refer to `waiter` and `answer`, never to numbers. A story is a fold over a
//! record that looks up each name once, so that a cue is a comparison and a query is a count. It contains the
//! events; a [`NamedEvent`] adds the names that the event's ids had at that moment. Positions
//! are those of a session: the number of events up to there.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::limits::MAX_STORY_STEPS;
use crate::record::Recorder;
use crate::record::event::{
    Action, CoroutineEvent, CoroutineId, Event, LoopEvent, OutputEvent, OutsideEvent,
    ResourceEvent, ResourceId, TaskEvent, TaskId, TextId, Time, TimerEvent, Verdict,
};
use crate::session::{Session, Trace};
use crate::world::timeline::{Column, Timeline};
use crate::world::{World, words::Words};

/// One event of a run, with the names that its ids stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEvent {
    /// The number of events up to and including this one.
    pub position: usize,
    /// The virtual time after the event.
    pub clock: Time,
    /// The event.
    pub event: Event,
    /// The names and texts that its ids stand for.
    pub names: Names,
}

/// The names and texts of an event for cues, queries and mental models. `None` if the event has no such id, or if
/// nothing uses it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The task that the event is about: that is polled, woken, or waits, or that printed the line.
    pub task: Option<String>,
    /// The task that waits for the end of `task`.
    pub waiter: Option<String>,
    /// The coroutine that the event is about.
    pub coroutine: Option<String>,
    /// The resource that the event is about.
    pub resource: Option<String>,
    /// The local variable that was bound or assigned.
    pub variable: Option<String>,
    /// The value of the variable or the resource, or the printed line.
    pub text: Option<String>,
    /// How often the task has been polled, if the event starts a poll. 0 for every other event, and for a poll
    /// that a mental model adds.
    pub polls: u32,
}

impl NamedEvent {
    /// Returns the task that leaves the ready queue, to be polled or dropped, if a turn begins here.
    #[must_use]
    pub fn task_of_turn(&self) -> Option<&String> {
        match self.event.as_loop()? {
            LoopEvent::Turn { .. } => self.names.task.as_ref(),
            LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => None,
        }
    }

    /// Returns the task whose poll begins here.
    #[must_use]
    pub fn polled_task(&self) -> Option<&String> {
        match self.event.as_loop()? {
            LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. }
            | LoopEvent::Nested { .. } => self.names.task.as_ref(),
            LoopEvent::Turn { action: Action::Drop, .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => None,
        }
    }

    /// Returns the task whose poll ends here.
    #[must_use]
    pub fn task_of_ended_poll(&self) -> Option<&String> {
        match self.event.as_loop()? {
            LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. } => self.names.task.as_ref(),
            LoopEvent::Turn { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => None,
        }
    }

    /// Returns the task that panics here.
    #[must_use]
    pub fn panicked_task(&self) -> Option<&String> {
        match self.event.as_loop()? {
            LoopEvent::Panicked { .. } | LoopEvent::Failed { .. } => self.names.task.as_ref(),
            LoopEvent::Turn { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Cancelled { .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => None,
        }
    }

    /// Returns the line that is printed here.
    #[must_use]
    pub fn printed_line(&self) -> Option<&str> {
        self.event.printed().and(self.names.text.as_deref())
    }

    /// Returns whether the event is a step without a poll: a drop, the clock, the end.
    fn is_step_without_poll(&self) -> bool {
        let Some(event) = self.event.as_loop() else { return false };
        match event {
            LoopEvent::Turn { action: Action::Drop, .. }
            | LoopEvent::Clock { .. }
            | LoopEvent::End { .. } => true,
            LoopEvent::Turn { action: Action::Poll | Action::Throw | Action::Call, .. }
            | LoopEvent::Pending { .. }
            | LoopEvent::Ready { .. }
            | LoopEvent::Panicked { .. }
            | LoopEvent::Failed { .. }
            | LoopEvent::Nested { .. }
            | LoopEvent::Cancelled { .. } => false,
        }
    }
}

/// A whole run, or its start.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// The events, in order.
    pub events: Vec<NamedEvent>,
    /// The position after the set-up, if the record has it.
    pub set_up_end: Option<usize>,
    /// The steps.
    pub timeline: Timeline,
    /// The ready queue, front first, after each change, with the position of the change.
    pub ready: Vec<(usize, Vec<String>)>,
    /// The tasks that have not ended, in the same way.
    pub alive: Vec<(usize, Vec<String>)>,
    /// How it ended, if it did.
    pub verdict: Option<Verdict>,
    /// The clock at the end.
    pub clock: Time,
}

impl Story {
    /// Returns the story of the session's look-ahead. This doesn't change the session.
    #[must_use]
    pub fn ahead(session: &Session) -> Story {
        Story::run(&session.look_ahead())
    }

    /// Runs this trace to its end, and returns its story.
    #[must_use]
    pub fn run(trace: &Trace) -> Story {
        trace.grow_to(MAX_STORY_STEPS);
        Story::from_record(&trace.record(), trace.set_up())
    }

    /// Returns the story of a record, whose set-up has `set_up` events.
    #[must_use]
    pub fn from_record(record: &Recorder, set_up: usize) -> Story {
        let set_up_end = (set_up <= record.events().len()).then_some(set_up);
        let mut story = Story { set_up_end, ..Story::default() };
        let mut world = World::default();
        for event in record.events() {
            let fired = task_of_fired_timer(&world, event); // the fold removes the timer
            world.apply(event);
            story.timeline.push(event);
            let names = NameLookup { world: &world, record, fired }.names(event);
            let (position, clock) = (world.events, world.clock);
            story.events.push(NamedEvent { position, clock, event: *event, names });
            story.look(&world, record);
        }
        story.verdict = world.verdict;
        story.clock = world.clock;
        story
    }

    /// Stores the ready queue and the living tasks, if they have changed.
    fn look(&mut self, world: &World, record: &Recorder) {
        let words = Words::new(world, record);
        let ready: Vec<_> = world.ready.iter().map(|id| words.name(*id).to_owned()).collect();
        let alive: Vec<_> =
            world.unfinished_tasks().map(|(id, _)| words.name(id).to_owned()).collect();
        for (notes, now) in [(&mut self.ready, ready), (&mut self.alive, alive)] {
            if notes.last().map(|(_, last)| last) != Some(&now) {
                notes.push((world.events, now));
            }
        }
    }

    /// Returns the ready queue at this position, front first.
    #[must_use]
    pub fn ready_at(&self, position: usize) -> Vec<String> {
        let notes = self.ready.iter().rev();
        let note = notes.clone().find(|(from, _)| *from <= position);
        note.map_or(Vec::new(), |(_, queue)| queue.clone())
    }

    /// Returns the position at which the current poll ends, or the next step if no poll is running.
    #[must_use]
    pub fn step_ends(&self, position: usize) -> usize {
        let mut open: Vec<&String> = Vec::new();
        for one in self.events.iter().take_while(|one| one.position <= position) {
            open.extend(one.polled_task());
            if let Some(ended) = one.task_of_ended_poll() {
                open.retain(|task| *task != ended);
            }
        }
        let end_of_poll = |task: &String| {
            let mut rest = self.since(position);
            rest.find(|one| one.task_of_ended_poll() == Some(task)).map(|one| one.position)
        };
        let first = || {
            self.since(position).find_map(|one| {
                if let Some(task) = one.polled_task() {
                    return Some(end_of_poll(task));
                }
                let step = &self.columns()[self.step_at(one.position)];
                one.is_step_without_poll().then_some(Some(step.events.end))
            })
        };
        let end = match open.first() {
            Some(task) => end_of_poll(task),
            None => first().flatten(),
        };
        end.unwrap_or(self.end())
    }

    /// Returns the events after this position.
    pub fn since(&self, position: usize) -> impl Iterator<Item = &NamedEvent> {
        self.events.iter().filter(move |one| one.position > position)
    }

    /// Returns the step that contains this position, or ends at it.
    #[must_use]
    pub fn step_at(&self, position: usize) -> usize {
        self.timeline.column_at(position)
    }

    /// Returns the position after the last event.
    #[must_use]
    pub fn end(&self) -> usize {
        self.timeline.events()
    }

    /// The steps.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.timeline.columns
    }

    /// Returns the printed lines, with the positions after them.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Time, &str)> {
        self.events.iter().filter_map(|one| Some((one.position, one.clock, one.printed_line()?)))
    }

    /// Returns the events up to this position.
    pub fn up_to(&self, position: usize) -> impl Iterator<Item = &NamedEvent> {
        self.events.iter().filter(move |one| one.position <= position)
    }
}

/// Returns the task whose timer fires with this event. The world is the one before it.
fn task_of_fired_timer(world: &World, event: &Event) -> Option<TaskId> {
    let Event::Timer(TimerEvent::Fired { timer }) = event else { return None };
    let found = world.timers.iter().find(|((_, id), _)| id == timer);
    found.and_then(|(_, task)| *task)
}

/// Looks up the names of an event in the world after it.
struct NameLookup<'a> {
    world: &'a World,
    record: &'a Recorder,
    /// The task whose timer fired.
    fired: Option<TaskId>,
}

impl NameLookup<'_> {
    fn words(&self) -> Words<'_> {
        Words::new(self.world, self.record)
    }

    fn task(&self, id: TaskId) -> String {
        self.words().name(id).to_owned()
    }

    fn of_task(&self, id: TaskId) -> Names {
        Names { task: Some(self.task(id)), ..Names::default() }
    }

    fn coroutine(&self, id: CoroutineId) -> String {
        self.words().coroutine(id).to_owned()
    }

    fn resource(&self, id: ResourceId) -> String {
        self.words().resource(id)
    }

    fn text(&self, id: TextId) -> String {
        self.record.text(id).to_owned()
    }

    fn names(&self, event: &Event) -> Names {
        match event {
            Event::Loop(event) => self.names_of_loop_event(event),
            Event::Task(event) => self.names_of_task_event(event),
            Event::Coroutine(event) => self.names_of_coroutine_event(event),
            Event::Timer(event) => self.names_of_timer_event(event),
            Event::Resource(event) => self.names_of_resource_event(event),
            Event::Outside(event) => self.names_of_outside_event(event),
            Event::Output(OutputEvent::Printed { text }) => Names {
                task: self.world.running.map(|task| self.task(task)),
                text: Some(self.text(*text)),
                ..Names::default()
            },
        }
    }

    fn names_of_loop_event(&self, event: &LoopEvent) -> Names {
        match *event {
            LoopEvent::Turn {
                task, action: Action::Poll | Action::Throw | Action::Call, ..
            }
            | LoopEvent::Nested { task } => {
                let polls = self.world.tasks.get(&task).map_or(0, |task| task.polls);
                Names { polls, ..self.of_task(task) }
            }
            LoopEvent::Turn { task, action: Action::Drop, .. }
            | LoopEvent::Pending { task }
            | LoopEvent::Ready { task }
            | LoopEvent::Panicked { task, .. }
            | LoopEvent::Failed { task, .. }
            | LoopEvent::Cancelled { task } => self.of_task(task),
            LoopEvent::Clock { .. } | LoopEvent::End { .. } => Names::default(),
        }
    }

    fn names_of_task_event(&self, event: &TaskEvent) -> Names {
        match *event {
            TaskEvent::Spawned { name, .. } => {
                Names { task: Some(self.text(name)), ..Names::default() }
            }
            TaskEvent::Joins { task, waiter } => {
                Names { waiter: Some(self.task(waiter)), ..self.of_task(task) }
            }
            TaskEvent::Detached { task }
            | TaskEvent::CancelAsked { task, .. }
            | TaskEvent::Wake { task, .. }
            | TaskEvent::Lost { task } => self.of_task(task),
        }
    }

    fn names_of_coroutine_event(&self, event: &CoroutineEvent) -> Names {
        let coroutine = match *event {
            CoroutineEvent::Created { name, .. } | CoroutineEvent::Named { name, .. } => {
                Some(self.text(name))
            }
            CoroutineEvent::Local { coroutine, name, value, .. } => {
                return Names {
                    coroutine: Some(self.coroutine(coroutine)),
                    variable: Some(self.text(name)),
                    text: Some(self.text(value)),
                    ..Names::default()
                };
            }
            CoroutineEvent::Entered { coroutine, .. }
            | CoroutineEvent::Continued { coroutine, .. }
            | CoroutineEvent::Await { coroutine, .. }
            | CoroutineEvent::Returned { coroutine, .. }
            | CoroutineEvent::Dropped { coroutine } => Some(self.coroutine(coroutine)),
            CoroutineEvent::Called { .. }
            | CoroutineEvent::Line { .. }
            | CoroutineEvent::Raised { .. }
            | CoroutineEvent::Resumed { .. } => None, // nothing uses these, and lines are frequent
        };
        Names { coroutine, ..Names::default() }
    }

    fn names_of_timer_event(&self, event: &TimerEvent) -> Names {
        let task = match *event {
            TimerEvent::Set { task, .. } => task,
            TimerEvent::Fired { .. } => self.fired,
            TimerEvent::Dropped { .. } => None,
        };
        task.map_or(Names::default(), |task| self.of_task(task))
    }

    /// Returns the names of an event of a job, which is its resource here.
    fn names_of_outside_event(&self, event: &OutsideEvent) -> Names {
        let of_job =
            |job| Names { resource: Some(self.words().job(job).to_owned()), ..Names::default() };
        match *event {
            OutsideEvent::Opened { resource, .. } => {
                Names { resource: Some(self.resource(resource)), ..Names::default() }
            }
            OutsideEvent::Awaited { job, task } => {
                Names { task: Some(self.task(task)), ..of_job(job) }
            }
            OutsideEvent::HandedOver { job, .. }
            | OutsideEvent::Named { job, .. }
            | OutsideEvent::Started { job, .. }
            | OutsideEvent::Abandoned { job }
            | OutsideEvent::Done { job, .. } => of_job(job),
        }
    }

    fn names_of_resource_event(&self, event: &ResourceEvent) -> Names {
        match *event {
            ResourceEvent::Waits { resource, task }
            | ResourceEvent::Holds { resource, task }
            | ResourceEvent::Releases { resource, task }
            | ResourceEvent::Leaves { resource, task, .. } => {
                Names { resource: Some(self.resource(resource)), ..self.of_task(task) }
            }
            ResourceEvent::Changed { resource, value, .. } => Names {
                resource: Some(self.resource(resource)),
                text: Some(self.text(value)),
                ..Names::default()
            },
            ResourceEvent::Made { resource, .. }
            | ResourceEvent::Named { resource, .. }
            | ResourceEvent::Gone { resource } => {
                Names { resource: Some(self.resource(resource)), ..Names::default() }
            }
        }
    }
}
