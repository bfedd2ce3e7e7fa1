//! A **session** is a run with a place in it: forward, back, to a moment, and off into another order.
//!
//! Forward at the newest moment is one real turn of the executor. Everywhere else a session only looks: the
//! record is there, and each moment is a fold over the part before it. Choosing differently in the past
//! is a new run with the same choices up to there. Both ways lead to the same bytes, because a run is
//! made by its program and its schedule and by nothing else (R9).
//!
//! ```text
//!   Program ──run in an order──▶ Trace ──a place in it──▶ Session
//!              Backend            │
//!                                 └── one more, run ahead, for everyone who must know what comes
//! ```

mod backend;
mod catching_up;
mod choosing;
mod divergence;
mod goal;
mod history;
pub mod moment;
mod program;
mod remote_search;
pub mod schedule;
mod trace;
mod turn_source;

use crate::record::Recorder;
use crate::record::event::Event;
use crate::world::World;
use crate::world::timeline::{Column, Timeline};
use divergence::Comparison;
use goal::Goal;
use moment::Moment;
use schedule::Schedule;
use std::cell::{Ref, RefCell};
use std::mem;
use std::ops::Deref;
use std::rc::Rc;

pub use backend::{Backend, BuiltIn, Capabilities, Launcher, MakePolicy, SetUp};
pub use choosing::ReplayError;
pub use divergence::Divergence;
pub use program::Program;
pub use remote_search::{RemoteSearch, SearchLimits, SearchNews, SearchProgress};
pub use trace::{Growth, Trace};
pub use turn_source::{ProcessEnd, Read, TurnSource};

pub use crate::record::MAX_EVENTS;

/// A run and a place in it.
pub struct Session {
    /// The run that the session stands in.
    run: Rc<Trace>,
    /// The runs that were looked ahead in, the one used last at the back.
    ahead: RefCell<Vec<Rc<Trace>>>,
    left: Vec<(Schedule, usize)>,
    at: usize,
    world: World,
    before: World,
    waits: bool,
    comparison: Comparison,
    divergence: Option<Divergence>,
    /// The run before this one, and how many events they share if the program is the same each time.
    earlier: Option<(Rc<Trace>, usize)>,
    /// Where it is going, while the program's next turn has not arrived.
    goal: Option<Goal>,
}

/// What one step, forward or back, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepResult {
    /// The session stands at another moment.
    Moved,
    /// There was nothing more in that direction.
    AtEdge,
    /// The program runs elsewhere, and its next turn has not arrived.
    Waiting,
}

use crate::limits::FIRST_TURN_WAIT as FIRST_TURN;

use crate::limits::MAX_LOOK_AHEADS as LOOK_AHEADS;

impl Session {
    /// A run of `program` in the loop's own order, behind its set-up. A run that is over, [`Backend::Record`], is in
    /// the order in which it was recorded.
    #[must_use]
    pub fn new(program: Program) -> Session {
        Session::with_schedule(program, Schedule::default())
    }

    /// A run in this order. A choice of more than there is takes the last ready task;
    /// [`Session::check_schedule`] says beforehand whether the schedule fits.
    #[must_use]
    pub fn with_schedule(program: Program, schedule: Schedule) -> Session {
        Session::from_trace(Rc::new(Trace::new(program, schedule)))
    }

    /// Stands in this run, behind its set-up.
    #[must_use]
    pub fn from_trace(run: Rc<Trace>) -> Session {
        let mut session = Session {
            run,
            ahead: RefCell::default(),
            left: Vec::new(),
            at: 0,
            world: World::default(),
            before: World::default(),
            waits: true,
            comparison: Comparison::default(),
            divergence: None,
            earlier: None,
            goal: None,
        };
        session.waits = session.run.is_waiting();
        // The set-up of a program that runs elsewhere arrives soon, or never.
        if session.run.events() == 0 && !session.run.is_over() {
            session.run.wait(FIRST_TURN);
            session.run.read_ahead(2);
        }
        session.to_start();
        session
    }

    /// The run that everybody shares who must know what comes: the lesson's words, questions, header and exports.
    /// A program that is compiled in is run a second time for it, once for each order; of any other it is the
    /// session's own run.
    #[must_use]
    pub fn look_ahead(&self) -> Rc<Trace> {
        if self.program().built_in().is_none() {
            return Rc::clone(&self.run);
        }
        let mut kept = self.ahead.borrow_mut();
        let found = kept.iter().position(|trace| trace.schedule() == self.schedule());
        let trace = if let Some(nth) = found {
            kept.remove(nth)
        } else {
            let (program, schedule) = (self.program().clone(), self.schedule().clone());
            Rc::new(Trace::with_at_most(program, schedule, self.run.most()))
        };
        kept.push(Rc::clone(&trace));
        if kept.len() > LOOK_AHEADS {
            kept.remove(0);
        }
        trace
    }

    /// What it runs.
    #[must_use]
    pub fn program(&self) -> &Program {
        self.run.program()
    }

    /// The run that it stands in.
    #[must_use]
    pub fn trace(&self) -> &Rc<Trace> {
        &self.run
    }

    /// Whether a step waits for a program that runs elsewhere. It does unless a screen has to go on answering keys:
    /// then the step says [`StepResult::Waiting`].
    pub fn set_waiting(&mut self, waits: bool) {
        self.waits = waits;
        self.run.set_waiting(waits);
    }

    /// Reads what a program that runs elsewhere has sent, up to `steps` steps ahead of this moment, without
    /// waiting. It takes no turn of a program that runs here.
    pub fn read_ahead(&mut self, steps: usize) -> Growth {
        let was_at_start = self.run.events() == 0;
        let here = self.timeline().column_at(self.at);
        let growth = self.run.read_ahead(here.saturating_add(1).saturating_add(steps));
        if was_at_start && growth == Growth::More {
            self.to_start();
        }
        growth
    }

    /// Where this run was first seen to differ from the one that was looked ahead in, if it was.
    #[must_use]
    pub fn divergence(&self) -> Option<&Divergence> {
        self.divergence.as_ref()
    }

    /// Whether the first `events` events of this run and of another one are the same, values apart.
    #[must_use]
    pub fn has_same_beginning(&self, other: &Session, events: usize) -> bool {
        let known = self.run.events().min(other.run.events());
        let found = Comparison::default().find(&self.run, &other.run, 0);
        known >= events && found.is_none_or(|found| found.event >= events)
    }

    /// The record.
    pub fn record(&self) -> impl Deref<Target = Recorder> + '_ {
        self.run.record()
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
        self.run.history().world_at(&self.run.record(), events)
    }

    /// The steps so far.
    #[must_use]
    pub fn timeline(&self) -> Ref<'_, Timeline> {
        self.run.timeline()
    }

    /// The step that the session stands in or behind.
    #[must_use]
    pub fn column(&self) -> Column {
        let timeline = self.timeline();
        timeline.columns[timeline.column_at(self.at)].clone()
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
        let is_line = |at: usize| record.events().get(at).is_some_and(Event::is_line);
        !self.is_between_steps() && self.at > 0 && is_line(self.at - 1) && !is_line(self.at)
    }

    /// The schedule of the run.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        self.run.schedule()
    }

    /// The choices that were made up to this moment.
    #[must_use]
    pub fn schedule_here(&self) -> Schedule {
        let column = self.timeline().column_at(self.at) + 1;
        self.schedule().first(self.choices_before(column))
    }

    /// The number of the last turn, once the run has ended.
    #[must_use]
    pub fn last_turn(&self) -> Option<u32> {
        self.run.last_turn()
    }

    /// One step on: a turn, a jump of the clock, or the word about how the run ended.
    pub fn forward(&mut self) -> StepResult {
        self.goal = None;
        if !self.is_between_steps() {
            self.go(self.column().events.end);
            return StepResult::Moved;
        }
        if let Some(result) = self.grow_at_newest(Goal::Step) {
            return result;
        }
        let next = self.timeline().column_at(self.at + 1);
        let end = self.timeline().columns[next].events.end;
        self.go(end);
        StepResult::Moved
    }

    /// Grows where the session stands at the newest moment. What to say where that adds nothing.
    fn grow_at_newest(&mut self, goal: Goal) -> Option<StepResult> {
        if self.at < self.run.events() {
            return None;
        }
        match self.grow() {
            Growth::More => None,
            Growth::NoMore => Some(StepResult::AtEdge),
            Growth::Pending => {
                self.goal = Some(goal);
                Some(StepResult::Waiting)
            }
        }
    }

    /// One step back.
    pub fn back(&mut self) -> StepResult {
        self.goal = None;
        let start = self.column().events.start;
        if self.at == 0 {
            return StepResult::AtEdge;
        }
        self.go(start);
        StepResult::Moved
    }

    /// One event on.
    pub fn forward_event(&mut self) -> StepResult {
        self.goal = None;
        if let Some(result) = self.grow_at_newest(Goal::Event) {
            return result;
        }
        self.go(self.at + 1);
        StepResult::Moved
    }

    /// One event back.
    pub fn back_event(&mut self) -> StepResult {
        self.goal = None;
        if self.at == 0 {
            return StepResult::AtEdge;
        }
        self.go(self.at - 1);
        StepResult::Moved
    }

    /// Behind the set-up, before the first turn.
    pub fn to_start(&mut self) {
        self.goal = None;
        let end = self.timeline().columns[0].events.end;
        self.go(end);
    }

    /// To the end of the run, or so many steps on where it does not end before. Says whether it ended.
    pub fn to_end(&mut self, steps: usize) -> bool {
        let limit = self.timeline().columns.len().saturating_add(steps);
        self.go_to_column(limit);
        self.run.is_over()
    }

    /// Goes behind the first `events` events, as far as there are so many.
    pub fn go(&mut self, events: usize) {
        self.at = events.min(self.run.events());
        let column = self.column().events;
        let from = if column.end == self.at { column.start } else { self.at.saturating_sub(1) };
        let (record, history) = (self.run.record(), self.run.history());
        // On the way forward, the world that is left lies before the new one.
        let before = history.world_from(mem::take(&mut self.world), &record, from);
        let mut world = history.copy(&before);
        history.fold(&mut world, &record, self.at);
        (self.before, self.world) = (before, world);
    }

    /// Forgets the worlds of a run that the session no longer stands in.
    fn leave_the_place(&mut self) {
        self.at = 0;
        (self.world, self.before) = (World::default(), World::default());
        (self.comparison, self.divergence) = (Comparison::default(), None);
        self.goal = None;
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
    ///
    /// # Errors
    /// Where the run has no such moment.
    pub fn go_to(&mut self, moment: Moment) -> Result<(), ReplayError> {
        self.goal = None;
        // An event of a turn may lie behind it, in a jump of the clock: run up to the next turn.
        while self.run.latest().turn <= moment.turn {
            match self.grow() {
                Growth::More => {}
                Growth::NoMore => break,
                Growth::Pending => {
                    self.goal = Some(Goal::Moment(moment));
                    return Ok(());
                }
            }
        }
        let last = self.run.latest().turn;
        if last < moment.turn && self.is_full() {
            return Err(ReplayError::Full { asked: moment.turn, last });
        }
        if last < moment.turn {
            return Err(ReplayError::Turn { asked: moment.turn, last });
        }
        let (first, own_end) = self.turn_start(moment.turn);
        let Some(event) = moment.event else {
            self.go(own_end);
            return Ok(());
        };
        let end = {
            let timeline = self.timeline();
            let of_turn = timeline.columns.iter().filter(|column| column.turn == moment.turn);
            of_turn.map(|column| column.events.end).max()
        };
        let count = end.unwrap_or(own_end) - first;
        if event as usize > count {
            return Err(ReplayError::Event { turn: moment.turn, asked: event, count });
        }
        self.go(first + event as usize);
        Ok(())
    }

    /// Takes one real turn at the newest moment, and compares it with what was looked ahead.
    fn grow(&mut self) -> Growth {
        let before = self.run.events();
        let growth = self.run.grow();
        if growth == Growth::More && self.divergence.is_none() {
            let ahead = self.ahead.borrow();
            let same = |trace: &&Rc<Trace>| trace.schedule() == self.run.schedule();
            let ahead = ahead.iter().find(same);
            self.divergence =
                ahead.and_then(|ahead| self.comparison.find(&self.run, ahead, before));
        }
        if growth == Growth::More {
            self.compare_with_earlier(before);
        }
        growth
    }

    /// Is the record as long as it may get, [`MAX_EVENTS`]? Then the run is not over and goes no further.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.run.is_full()
    }

    /// A session of the same program in the same order, whose record may get as long as this.
    #[must_use]
    pub fn with_at_most(self, events: usize) -> Session {
        let (program, schedule) = (self.program().clone(), self.schedule().clone());
        Session::from_trace(Rc::new(Trace::with_at_most(program, schedule, events)))
    }

    /// The memory that the run takes: its record, its steps, and the worlds kept on the way.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.run.bytes()
    }

    /// How many events were folded and things copied to stand at moments: what going about has cost so far.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.run.history().work()
    }

    /// Is this step one of those in which a poll or a drop happens?
    #[must_use]
    pub fn is_turn(&self) -> bool {
        self.column().step.task().is_some()
    }
}
