//! A **session** is a run with a place in it: forward, back, to a moment, and off into another order.
//!
//! Forward at the newest moment is one real turn of the executor. Everywhere else a session only looks: the
//! record is there, and each moment is a fold over the part before it. Choosing differently in the past
//! is a new run with the same choices up to there. Both ways lead to the same bytes, because a run is
//! made by its program and its schedule and by nothing else (R9).

mod choosing;
mod history;
pub mod moment;
mod program;
pub mod schedule;
mod source;

use crate::record::Recorder;
use crate::record::event::{CoroutineEvent, Event, Verdict};
use crate::world::timeline::{Column, Timeline};
use crate::world::{Step, World};
use choosing::Choice;
use history::History;
use moment::Moment;
use schedule::Schedule;
use source::Source;
use std::mem;
use std::ops::Deref;

pub use choosing::NoFit;
pub use program::{Program, SetUp};

pub use crate::record::MOST_EVENTS;

/// A run and a place in it.
pub struct Session {
    source: Source,
    history: History,
    schedule: Schedule,
    choices: Vec<Choice>,
    left: Vec<(Schedule, usize)>,
    at: usize,
    world: World,
    before: World,
    is_over: bool,
    most: usize,
}

/// What one step, forward or back, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// There was something, and the session stands behind it.
    On,
    /// There was nothing more in that direction.
    Not,
}

impl Session {
    /// A run of `program` in the loop's own order, behind its set-up.
    #[must_use]
    pub fn new(program: Program) -> Session {
        Session::with_schedule(program, Schedule::default())
    }

    /// A run in this order. A choice of more than there is takes the last ready task; [`Session::fit`] says
    /// beforehand whether the schedule fits.
    #[must_use]
    pub fn with_schedule(program: Program, schedule: Schedule) -> Session {
        let executor = program.executor();
        let mut session = Session {
            source: Source::Live { program, executor },
            history: History::default(),
            schedule,
            choices: Vec::new(),
            left: Vec::new(),
            at: 0,
            world: World::default(),
            before: World::default(),
            is_over: false,
            most: MOST_EVENTS,
        };
        session.start();
        session
    }

    /// A run that was recorded elsewhere. It can be looked at and not be changed.
    #[must_use]
    pub fn of_record(record: Recorder) -> Session {
        let mut history = History::default();
        history.follow(&record);
        let choices = choosing::made(&record, &history.timeline);
        let mut session = Session {
            source: Source::Kept(record),
            history,
            schedule: Schedule::new(choices.iter().map(|choice| choice.taken).collect()),
            choices,
            left: Vec::new(),
            at: 0,
            world: World::default(),
            before: World::default(),
            is_over: true,
            most: MOST_EVENTS,
        };
        session.go(session.timeline().columns[0].events.end);
        session
    }

    /// Runs the set-up and stands behind it.
    fn start(&mut self) {
        if let Source::Live { program, executor } = &self.source {
            program.start(executor);
        }
        self.follow();
        self.go(self.timeline().columns[0].events.end);
    }

    fn follow(&mut self) {
        let Session { source, history, .. } = self;
        history.follow(&source.record());
    }

    /// Another run of the same program in the same order, behind its set-up. `None` where the run was read
    /// from a file.
    #[must_use]
    pub fn again(&self) -> Option<Session> {
        let Source::Live { program, .. } = &self.source else { return None };
        Some(Session::with_schedule(program.clone(), self.schedule.clone()))
    }

    /// A run to look ahead in: another one of the program, or the same record once more.
    #[must_use]
    pub fn ahead(&self) -> Session {
        let record = || Session::of_record(self.record().clone());
        self.again().unwrap_or_else(record)
    }

    /// What it runs. `None` where the run was read from a file.
    #[must_use]
    pub fn program(&self) -> Option<Program> {
        match &self.source {
            Source::Live { program, .. } => Some(program.clone()),
            Source::Kept(_) => None,
        }
    }

    /// The record.
    pub fn record(&self) -> impl Deref<Target = Recorder> + '_ {
        self.source.record()
    }

    /// The moment the session stands at.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The moment it came from in time: behind the step before, or behind the event before where it
    /// stands inside a step. What differs is what has just changed.
    #[must_use]
    pub fn before(&self) -> &World {
        &self.before
    }

    /// The moment behind the first `events` events.
    #[must_use]
    pub fn world_at(&self, events: usize) -> World {
        self.history.world_at(&self.source.record(), events)
    }

    /// The steps so far.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.history.timeline
    }

    /// The step that the session stands in or behind.
    #[must_use]
    pub fn column(&self) -> &Column {
        &self.timeline().columns[self.timeline().column_at(self.at)]
    }

    /// How many events lie before the place where the session stands.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// Does it stand behind a whole step, not inside one?
    #[must_use]
    pub fn is_between_steps(&self) -> bool {
        self.column().events.end == self.at
    }

    /// Does it stand behind an event that tells nothing by itself: a line is reached, and the next event of
    /// the step says what it does?
    #[must_use]
    pub fn is_on_the_way(&self) -> bool {
        let record = self.record();
        let is_line = |at: usize| {
            matches!(record.events().get(at), Some(Event::Coroutine(CoroutineEvent::Line { .. })))
        };
        !self.is_between_steps() && self.at > 0 && is_line(self.at - 1) && !is_line(self.at)
    }

    /// The schedule of the run.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The choices that were made up to this moment.
    #[must_use]
    pub fn schedule_here(&self) -> Schedule {
        self.schedule.first(self.choices_before(self.timeline().column_at(self.at) + 1))
    }

    /// The number of the last turn, once the run has ended.
    #[must_use]
    pub fn last_turn(&self) -> Option<u32> {
        self.is_over.then(|| self.history.latest().turn)
    }

    /// One step on: a turn, a jump of the clock, or the word about how the run ended.
    pub fn forward(&mut self) -> Moved {
        if !self.is_between_steps() {
            self.go(self.column().events.end);
            return Moved::On;
        }
        if self.at == self.history.latest().events && !self.grow() {
            return Moved::Not;
        }
        let next = self.timeline().column_at(self.at + 1);
        self.go(self.timeline().columns[next].events.end);
        Moved::On
    }

    /// One step back.
    pub fn back(&mut self) -> Moved {
        let start = self.column().events.start;
        if self.at == 0 {
            return Moved::Not;
        }
        self.go(start);
        Moved::On
    }

    /// One event on.
    pub fn forward_event(&mut self) -> Moved {
        if self.at == self.history.latest().events && !self.grow() {
            return Moved::Not;
        }
        self.go(self.at + 1);
        Moved::On
    }

    /// One event back.
    pub fn back_event(&mut self) -> Moved {
        if self.at == 0 {
            return Moved::Not;
        }
        self.go(self.at - 1);
        Moved::On
    }

    /// Behind the set-up, before the first turn.
    pub fn to_start(&mut self) {
        self.go(self.timeline().columns[0].events.end);
    }

    /// To the end of the run, or so many steps on where it does not end before. Says whether it ended.
    pub fn to_end(&mut self, steps: usize) -> bool {
        let limit = self.timeline().columns.len().saturating_add(steps);
        while self.timeline().columns.len() < limit && self.grow() {}
        self.go(self.history.latest().events);
        self.is_over
    }

    /// Goes behind the first `events` events, as far as there are so many.
    pub fn go(&mut self, events: usize) {
        self.at = events.min(self.history.latest().events);
        let column = self.column().events.clone();
        let from = if column.end == self.at { column.start } else { self.at.saturating_sub(1) };
        let Session { source, history, world, before, at, .. } = self;
        let record = source.record();
        // On the way forward, the world that is left lies before the new one.
        *before = history.world_from(mem::take(world), &record, from);
        *world = history.copy(before);
        history.fold(world, &record, *at);
    }

    /// The name of the place where the session stands.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.moment_at(self.at)
    }

    /// The moment behind so many events, of those that are known.
    #[must_use]
    pub fn moment_at(&self, at: usize) -> Moment {
        let timeline = self.timeline();
        let turn = timeline.columns[timeline.column_at(at)].turn;
        let (first, own_end) = self.turn_start(turn);
        let event = u32::try_from(at.saturating_sub(first)).unwrap_or(u32::MAX);
        Moment { turn, event: (at != own_end).then_some(event) }
    }

    /// Where a turn's events start, and where the turn itself ends.
    fn turn_start(&self, turn: u32) -> (usize, usize) {
        let columns = &self.timeline().columns;
        let column = &columns[columns.partition_point(|column| column.turn < turn)];
        (column.events.start, column.events.end)
    }

    /// Goes to a moment, running on as far as that takes.
    pub fn go_to(&mut self, moment: Moment) -> Result<(), NoFit> {
        // An event of a turn may lie behind it, in a jump of the clock: run up to the next turn.
        while self.history.latest().turn <= moment.turn && self.grow() {}
        let last = self.history.latest().turn;
        if last < moment.turn && self.is_full() {
            return Err(NoFit::Full { asked: moment.turn, last });
        }
        if last < moment.turn {
            return Err(NoFit::Turn { asked: moment.turn, last });
        }
        let (first, own_end) = self.turn_start(moment.turn);
        let Some(event) = moment.event else {
            self.go(own_end);
            return Ok(());
        };
        let columns = self.timeline().columns.iter();
        let end = columns.filter(|column| column.turn == moment.turn).map(|c| c.events.end).max();
        let count = end.unwrap_or(own_end) - first;
        if event as usize > count {
            return Err(NoFit::Event { turn: moment.turn, asked: event, count });
        }
        self.go(first + event as usize);
        Ok(())
    }

    /// Takes one real turn at the newest moment. `false` if nothing came of it: the run is over.
    fn grow(&mut self) -> bool {
        let Source::Live { executor, .. } = &self.source else { return false };
        // A livelock would go round for ever, and has been seen to.
        if self.is_full() || self.history.latest().verdict == Some(Verdict::Livelock) {
            return false;
        }
        let ready = executor.ready_count();
        let mut nth = 0;
        if ready > 1 {
            nth = self.schedule.choice(self.choices.len());
            let column = self.timeline().columns.len();
            self.choices.push(Choice { column, taken: nth, of: ready });
        }
        executor.turn_of(usize::try_from(nth).unwrap_or(usize::MAX).min(ready.max(1) - 1));
        let before = self.history.latest().events;
        self.follow();
        self.is_over = self.history.latest().verdict.is_some();
        self.history.latest().events > before
    }

    /// Is the record as long as it may get, [`MOST_EVENTS`]? Then the run is not over and goes no further.
    #[must_use]
    pub fn is_full(&self) -> bool {
        !self.is_over && self.history.latest().events >= self.most
    }

    /// The same session, whose record may get as long as this.
    #[must_use]
    pub fn with_at_most(self, events: usize) -> Session {
        Session { most: events, ..self }
    }

    /// The memory that the run takes: its record, its steps, and the worlds kept on the way.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let choices = self.choices.capacity() * size_of::<Choice>();
        self.record().bytes() + self.history.bytes() + choices
    }

    /// How many events were folded and things copied to stand at moments: what going about has cost so far.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.history.work()
    }

    /// Is this step one of those in which a poll or a drop happens?
    #[must_use]
    pub fn is_turn(&self) -> bool {
        matches!(self.column().step, Step::Poll(_) | Step::Drop(_))
    }
}
