//! A **story** is a whole run in names: what happened, to whom, in order.
//!
//! Cues and predictions speak of `waiter` and `answer`, never of numbers. A story is one fold over a
//! record that looks every name up once, so that a cue is a comparison and a query is a count. Positions
//! are those of a session: *behind* the first so many events.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::record::Recorder;
use crate::record::event::{
    Action, ClockReason, CoroutineEvent, CoroutineId, Event, LoopEvent, OutputEvent, ResourceEvent,
    ResourceId, TaskEvent, TaskId, TextId, Time, TimerEvent, Verdict, WakeCause, WakeEffect,
};
use crate::session::{Session, Trace};
use crate::world::timeline::{Column, Timeline};
use crate::world::{World, words::Words};

pub use crate::limits::MAX_STORY_STEPS as AHEAD;

/// Something that happened, with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The position behind it.
    pub position: usize,
    /// The clock.
    pub clock: Time,
    /// What it was.
    pub what: What,
}

/// What happened. The texts are names of tasks, coroutines and shared things.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the variants and fields are those of the events")]
pub enum What {
    SetUpDone,
    Created(String),
    Entered { who: String, by: Option<String> },
    Continued(String),
    Awaits(String),
    Returned(String),
    CoroutineDropped(String),
    Spawned(String),
    Poll { who: String, nth: u32 },
    Pending(String),
    Ready(String),
    Panicked(String),
    DropTurn(String),
    Cancelled(String),
    CancelAsked(String),
    Joins { who: String, whom: String },
    Wake { who: String, by: Option<String>, effect: WakeEffect },
    Lost(String),
    Output { by: Option<String>, text: String },
    Waits { who: String, thing: String },
    Changed { thing: String, value: String },
    Holds { who: String, thing: String },
    Releases { who: String, thing: String },
    TimerSet(String),
    TimerFired(String),
    Clock { to: Time, idle: bool },
    Local { of: String, name: String, value: String },
    End(Verdict),
}

/// A whole run, or as much of it as was looked at.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// What happened, in order.
    pub happenings: Vec<Happening>,
    /// The steps.
    pub timeline: Timeline,
    /// The ready queue, front first, each time that it has changed, with the position behind which it
    /// is this.
    pub ready: Vec<(usize, Vec<String>)>,
    /// The tasks that have not ended, in the same way.
    pub alive: Vec<(usize, Vec<String>)>,
    /// How it ended, if it did.
    pub verdict: Option<Verdict>,
    /// The clock at the end.
    pub clock: Time,
}

impl Story {
    /// Tells the run that was looked ahead in. Looking ahead changes nothing in the session.
    #[must_use]
    pub fn ahead(session: &Session) -> Story {
        Story::run(&session.look_ahead())
    }

    /// Runs this trace to its end and tells it.
    #[must_use]
    pub fn run(trace: &Trace) -> Story {
        trace.grow_to(AHEAD);
        Story::from_record(&trace.record(), trace.set_up())
    }

    /// Reads the story of a record, whose set-up has `set_up` events.
    #[must_use]
    pub fn from_record(record: &Recorder, set_up: usize) -> Story {
        let mut story = Story::default();
        let mut world = World::default();
        for event in record.events() {
            if world.events == set_up {
                story.push(&world, What::SetUpDone);
            }
            let named = Names { world: &world, record }.before(event);
            world.apply(event);
            story.timeline.push(event);
            if let Some(what) = named.or_else(|| Names { world: &world, record }.after(event)) {
                story.push(&world, what);
            }
            story.look(&world, record);
        }
        if world.events == set_up {
            story.push(&world, What::SetUpDone);
        }
        story.verdict = world.verdict;
        story.clock = world.clock;
        story
    }

    fn push(&mut self, world: &World, what: What) {
        self.happenings.push(Happening { position: world.events, clock: world.clock, what });
    }

    /// Notes the ready queue and the living tasks, where they have changed.
    fn look(&mut self, world: &World, record: &Recorder) {
        let words = Words { world, record };
        let ready: Vec<_> = world.ready.iter().map(|id| words.name(*id).to_owned()).collect();
        let alive: Vec<_> =
            world.unfinished_tasks().map(|(id, _)| words.name(id).to_owned()).collect();
        for (notes, now) in [(&mut self.ready, ready), (&mut self.alive, alive)] {
            if notes.last().map(|(_, last)| last) != Some(&now) {
                notes.push((world.events, now));
            }
        }
    }

    /// The ready queue at this position, front first.
    #[must_use]
    pub fn ready_at(&self, position: usize) -> Vec<String> {
        let notes = self.ready.iter().rev();
        let note = notes.clone().find(|(from, _)| *from <= position);
        note.map_or(Vec::new(), |(_, queue)| queue.clone())
    }

    /// Where the poll ends that is open at this position, or the next step where none is.
    #[must_use]
    pub fn step_ends(&self, position: usize) -> usize {
        let mut open: Vec<&String> = Vec::new();
        let before = self.happenings.iter().take_while(|h| h.position <= position);
        for happening in before {
            if let What::Poll { who, .. } = &happening.what {
                open.push(who);
            }
            if let What::Pending(who) | What::Ready(who) | What::Panicked(who) = &happening.what {
                open.retain(|task| *task != who);
            }
        }
        let next = |is_it: &dyn Fn(&What) -> bool| {
            self.since(position).find(|happening| is_it(&happening.what)).map(|h| h.position)
        };
        let ends_of = |task: &String| {
            next(
                &|what| matches!(what, What::Pending(who) | What::Ready(who) | What::Panicked(who) if who == task),
            )
        };
        let first = || {
            self.since(position).find_map(|happening| {
                if let What::Poll { who, .. } = &happening.what {
                    return Some(ends_of(who));
                }
                let is_step =
                    matches!(happening.what, What::Clock { .. } | What::DropTurn(_) | What::End(_));
                let step = &self.columns()[self.step_at(happening.position)];
                is_step.then_some(Some(step.events.end))
            })
        };
        let end = match open.first() {
            Some(task) => ends_of(task),
            None => first().flatten(),
        };
        end.unwrap_or(self.end())
    }

    /// What happened behind this position.
    pub fn since(&self, position: usize) -> impl Iterator<Item = &Happening> {
        self.happenings.iter().filter(move |happening| happening.position > position)
    }

    /// The step in which, or behind which, this position lies.
    #[must_use]
    pub fn step_at(&self, position: usize) -> usize {
        self.timeline.column_at(position)
    }

    /// The position behind the last event.
    #[must_use]
    pub fn end(&self) -> usize {
        self.timeline.events()
    }

    /// The steps.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.timeline.columns
    }

    /// The printed lines, with the positions behind them.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Time, &str)> {
        self.happenings.iter().filter_map(|happening| {
            let What::Output { text, .. } = &happening.what else { return None };
            Some((happening.position, happening.clock, text.as_str()))
        })
    }
}

struct Names<'a> {
    world: &'a World,
    record: &'a Recorder,
}

impl Names<'_> {
    fn words(&self) -> Words<'_> {
        Words { world: self.world, record: self.record }
    }

    fn task(&self, id: TaskId) -> String {
        self.words().name(id).to_owned()
    }

    fn coroutine(&self, id: CoroutineId) -> String {
        self.words().coroutine(id).to_owned()
    }

    fn resource(&self, id: ResourceId) -> String {
        self.words().resource(id).to_owned()
    }

    fn text(&self, id: TextId) -> String {
        self.record.text(id).to_owned()
    }

    /// Names an event of which the world forgets the subject: to be asked before the event is folded.
    fn before(&self, event: &Event) -> Option<What> {
        let Event::Timer(TimerEvent::Fired { timer }) = event else { return None };
        let found = self.world.timers.iter().find(|((_, id), _)| id == timer);
        let task = found.and_then(|(_, task)| *task);
        Some(What::TimerFired(task.map_or(String::new(), |task| self.task(task))))
    }

    /// Names an event, in the world after it. Some say nothing that a cue or a query asks for.
    fn after(&self, event: &Event) -> Option<What> {
        match event {
            Event::Loop(event) => Some(self.of_loop(event)),
            Event::Task(event) => self.of_task(event),
            Event::Coroutine(event) => self.of_coroutine(event),
            Event::Timer(event) => self.of_timer(event),
            Event::Resource(event) => self.of_resource(event),
            Event::Output(event) => Some(self.of_output(*event)),
        }
    }

    fn of_loop(&self, event: &LoopEvent) -> What {
        match *event {
            LoopEvent::Turn { task, action: Action::Poll, .. } => {
                let nth = self.world.tasks.get(&task).map_or(0, |task| task.polls);
                What::Poll { who: self.task(task), nth }
            }
            LoopEvent::Turn { task, action: Action::Drop, .. } => What::DropTurn(self.task(task)),
            LoopEvent::Pending { task } => What::Pending(self.task(task)),
            LoopEvent::Ready { task } => What::Ready(self.task(task)),
            LoopEvent::Panicked { task, .. } => What::Panicked(self.task(task)),
            LoopEvent::Cancelled { task } => What::Cancelled(self.task(task)),
            LoopEvent::Clock { to, why } => What::Clock { to, idle: why == ClockReason::Idle },
            LoopEvent::End { how } => What::End(how),
        }
    }

    fn of_task(&self, event: &TaskEvent) -> Option<What> {
        Some(match *event {
            TaskEvent::Spawned { name, .. } => What::Spawned(self.text(name)),
            TaskEvent::Joins { task, waiter } => {
                What::Joins { who: self.task(waiter), whom: self.task(task) }
            }
            TaskEvent::CancelAsked { task, .. } => What::CancelAsked(self.task(task)),
            TaskEvent::Wake { task, by, effect } => {
                let by = match by {
                    WakeCause::Task(by) => Some(self.task(by)),
                    WakeCause::SetUp | WakeCause::Clock | WakeCause::Outside => None,
                };
                What::Wake { who: self.task(task), by, effect }
            }
            TaskEvent::Lost { task } => What::Lost(self.task(task)),
            TaskEvent::Detached { .. } => return None,
        })
    }

    fn of_coroutine(&self, event: &CoroutineEvent) -> Option<What> {
        Some(match *event {
            CoroutineEvent::Created { name, .. } | CoroutineEvent::Named { name, .. } => {
                What::Created(self.text(name))
            }
            CoroutineEvent::Entered { coroutine, parent } => What::Entered {
                who: self.coroutine(coroutine),
                by: parent.map(|parent| self.coroutine(parent)),
            },
            CoroutineEvent::Continued { coroutine } => What::Continued(self.coroutine(coroutine)),
            CoroutineEvent::Await { coroutine, .. } => What::Awaits(self.coroutine(coroutine)),
            CoroutineEvent::Returned { coroutine, .. } => What::Returned(self.coroutine(coroutine)),
            CoroutineEvent::Dropped { coroutine } => {
                What::CoroutineDropped(self.coroutine(coroutine))
            }
            CoroutineEvent::Local { coroutine, name, value, .. } => What::Local {
                of: self.coroutine(coroutine),
                name: self.text(name),
                value: self.text(value),
            },
            CoroutineEvent::Called { .. }
            | CoroutineEvent::Line { .. }
            | CoroutineEvent::Resumed { .. } => return None,
        })
    }

    fn of_timer(&self, event: &TimerEvent) -> Option<What> {
        match *event {
            TimerEvent::Set { task, .. } => {
                Some(What::TimerSet(task.map_or(String::new(), |task| self.task(task))))
            }
            TimerEvent::Fired { .. } | TimerEvent::Dropped { .. } => None, // see `before`
        }
    }

    fn of_resource(&self, event: &ResourceEvent) -> Option<What> {
        Some(match *event {
            ResourceEvent::Waits { resource, task } => {
                What::Waits { who: self.task(task), thing: self.resource(resource) }
            }
            ResourceEvent::Changed { resource, value } => {
                What::Changed { thing: self.resource(resource), value: self.text(value) }
            }
            ResourceEvent::Holds { resource, task } => {
                What::Holds { who: self.task(task), thing: self.resource(resource) }
            }
            ResourceEvent::Releases { resource, task } => {
                What::Releases { who: self.task(task), thing: self.resource(resource) }
            }
            ResourceEvent::Made { .. }
            | ResourceEvent::Named { .. }
            | ResourceEvent::Leaves { .. }
            | ResourceEvent::Gone { .. } => return None,
        })
    }

    fn of_output(&self, event: OutputEvent) -> What {
        match event {
            OutputEvent::Printed { text } => What::Output {
                by: self.world.running.map(|task| self.task(task)),
                text: self.text(text),
            },
        }
    }
}
