//! A **session** is a run with a current position, which steps forward and back, jumps to a moment, and switches to
//! another order.
//!
//! A step forward from the newest moment is one real turn of the executor. All other steps only read the record: the
//! world at a moment is a fold over the events before it. A different choice in the past starts a new run, with the same
//! choices up to there. Since a run depends only on its program and its schedule (R9), the new run has the same events
//! up to there too.
//!
//! ```text
//!   Program ──run in an order──▶ Trace ──a position in it──▶ Session
//!              Backend            │
//!                                 └── another trace, run ahead, for everything that depends on what comes next
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

use crate::limits::SET_UP_WAIT;
use crate::record::Recorder;
use crate::record::event::Event;
use crate::world::World;
use crate::world::timeline::{Column, Timeline};
use divergence::Comparison;
use goal::Goal;
use moment::Moment;
use schedule::Schedule;
use std::cell::Ref;
use std::mem;
use std::ops::Deref;
use std::rc::Rc;
use trace::LookAheads;

pub use backend::{Backend, BuiltIn, Capabilities, Launcher, MakePolicy, SetUp};
pub use choosing::ReplayError;
pub use divergence::Divergence;
pub use program::Program;
pub use remote_search::{RemoteSearch, SearchLimits, SearchNews, SearchProgress};
pub use trace::{Growth, Trace};
pub use turn_source::{ProcessEnd, Read, TurnSource};

/// A run and a position in it.
pub struct Session {
    run: Rc<Trace>,
    look_aheads: LookAheads,
    /// The orders and positions to which `undo` returns.
    undo_stack: Vec<(Schedule, usize)>,
    at: usize,
    world: World,
    before: World,
    waits: bool,
    comparison: Comparison,
    divergence: Option<Divergence>,
    /// The run before this one, and how many events both share if the program is deterministic.
    earlier: Option<(Rc<Trace>, usize)>,
    /// The target of the current movement, while the program's next turn hasn't arrived.
    goal: Option<Goal>,
}

/// The result of a step forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepResult {
    /// The session is now at another moment.
    Moved,
    /// There was nothing more in that direction.
    AtEdge,
    /// The program runs in another process, and its next turn hasn't arrived.
    Waiting,
}

impl Session {
    /// Returns a session of `program` in the loop's default order, after its set-up. A [`Backend::Record`] is in the
    /// order in which it was recorded.
    #[must_use]
    pub fn new(program: Program) -> Session {
        Session::with_schedule(program, Schedule::default())
    }

    /// Returns a session of `program` in this order. A choice greater than the number of ready tasks selects the last
    /// one; call [`Session::check_schedule`] first to check the schedule.
    #[must_use]
    pub fn with_schedule(program: Program, schedule: Schedule) -> Session {
        Session::from_trace(Rc::new(Trace::new(program, schedule)))
    }

    /// Returns a session at the moment after the set-up of this run.
    #[must_use]
    pub fn from_trace(run: Rc<Trace>) -> Session {
        let mut session = Session {
            run,
            look_aheads: LookAheads::default(),
            undo_stack: Vec::new(),
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
        // The set-up of a program in another process arrives soon, or never.
        if session.run.events() == 0 && !session.run.is_over() {
            session.run.wait(SET_UP_WAIT);
            session.run.read_ahead(2);
        }
        session.to_start();
        session
    }

    /// Returns the run for everything that depends on what comes next: the lesson's texts, questions, header and
    /// exports.
    ///
    /// A program that is compiled in runs a second time for this, once for each order. For any other program this is
    /// the session's own run.
    #[must_use]
    pub fn look_ahead(&self) -> Rc<Trace> {
        if self.program().built_in().is_none() {
            return Rc::clone(&self.run);
        }
        self.look_aheads.find_or_begin(&self.run)
    }

    /// The same session, which shares the runs that `other` has looked ahead in: another scene of a lesson is opened,
    /// and the learner may come back.
    #[must_use]
    pub fn sharing_look_aheads_of(self, other: &Session) -> Session {
        Session { look_aheads: other.look_aheads.clone(), ..self }
    }

    /// Returns the program.
    #[must_use]
    pub fn program(&self) -> &Program {
        self.run.program()
    }

    /// Returns the current run.
    #[must_use]
    pub fn trace(&self) -> &Rc<Trace> {
        &self.run
    }

    /// Sets whether a step waits for a program in another process. A screen, which must react to keys meanwhile, sets
    /// this to `false`; then the step returns [`StepResult::Waiting`].
    pub fn set_waiting(&mut self, waits: bool) {
        self.waits = waits;
        self.run.set_waiting(waits);
    }

    /// Reads what a program in another process has sent, up to `steps` steps ahead of this moment, without
    /// waiting. It doesn't run a program of this process.
    pub fn read_ahead(&mut self, steps: usize) -> Growth {
        let was_at_start = self.run.events() == 0;
        let here = self.timeline().column_at(self.at);
        let growth = self.run.read_ahead(here.saturating_add(1).saturating_add(steps));
        if was_at_start && growth == Growth::More {
            self.to_start();
        }
        growth
    }

    /// Returns the first difference between this run and its look-ahead or the run before it, if one was found.
    #[must_use]
    pub fn divergence(&self) -> Option<&Divergence> {
        self.divergence.as_ref()
    }

    /// Returns the number of events with which both runs begin, if an event after them differs in more than values.
    #[must_use]
    pub fn first_difference(&self, other: &Session) -> Option<usize> {
        Comparison::default().find(&self.run, &other.run, 0).map(|found| found.event)
    }

    /// Returns whether the first `events` events of this run and of another one are the same, except for values.
    #[must_use]
    pub fn has_same_beginning(&self, other: &Session, events: usize) -> bool {
        let known = self.run.events().min(other.run.events());
        let found = Comparison::default().find(&self.run, &other.run, 0);
        known >= events && found.is_none_or(|found| found.event >= events)
    }

    /// Returns the first difference between this run and another one of the same program, except in values.
    #[must_use]
    pub fn difference_from(&self, other: &Session) -> Option<Divergence> {
        let found = Comparison::default().find(&self.run, &other.run, 0);
        found.map(|found| Divergence { is_rerun: true, ..found })
    }

    /// Returns the record.
    pub fn record(&self) -> impl Deref<Target = Recorder> + '_ {
        self.run.record()
    }

    /// Returns the world at the current position.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Returns the world after the previous step, or after the previous event if the session is inside a step. What
    /// differs from [`world`](Session::world) has just changed.
    #[must_use]
    pub fn before(&self) -> &World {
        &self.before
    }

    /// Returns the world after the first `events` events.
    #[must_use]
    pub fn world_at(&self, events: usize) -> World {
        self.run.history().world_at(&self.run.record(), events)
    }

    /// Returns the world after the first `events` events. It is kept until another one is asked for, because a pane asks
    /// for the same one in each frame.
    #[must_use]
    pub fn recent_world_at(&self, events: usize) -> Rc<World> {
        self.run.history().recent_world_at(&self.run.record(), events)
    }

    /// Returns the steps that are known.
    #[must_use]
    pub fn timeline(&self) -> Ref<'_, Timeline> {
        self.run.timeline()
    }

    /// Returns the index of the step that contains the current position, or ends at it.
    #[must_use]
    pub fn column(&self) -> Column {
        let timeline = self.timeline();
        timeline.columns[timeline.column_at(self.at)].clone()
    }

    /// Returns the current position: the number of events before it.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// Returns whether the current position is after a whole step, not inside one.
    #[must_use]
    pub fn is_between_steps(&self) -> bool {
        self.column().events.end == self.at
    }

    /// Returns whether the event before the current position only reports that a line was reached, and the next event
    /// of the step reports what the line does.
    #[must_use]
    pub fn is_on_the_way(&self) -> bool {
        let record = self.record();
        let is_line = |at: usize| record.events().get(at).is_some_and(Event::is_line);
        !self.is_between_steps() && self.at > 0 && is_line(self.at - 1) && !is_line(self.at)
    }

    /// Returns the schedule of the run.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        self.run.schedule()
    }

    /// Returns the choices that were made up to this moment.
    #[must_use]
    pub fn schedule_here(&self) -> Schedule {
        let column = self.timeline().column_at(self.at) + 1;
        self.schedule().first(self.choices_before(column))
    }

    /// Returns the number of the last turn, once the run has ended.
    #[must_use]
    pub fn last_turn(&self) -> Option<u32> {
        self.run.last_turn()
    }

    /// Steps forward: over a turn, a jump of the clock, or the end of the run.
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

    /// Grows the run if the session is at its newest moment. Returns the result of the step if that added no events.
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

    /// Steps back.
    pub fn back(&mut self) -> StepResult {
        self.goal = None;
        let start = self.column().events.start;
        if self.at == 0 {
            return StepResult::AtEdge;
        }
        self.go(start);
        StepResult::Moved
    }

    /// Moves forward by one event.
    pub fn forward_event(&mut self) -> StepResult {
        self.goal = None;
        if let Some(result) = self.grow_at_newest(Goal::Event) {
            return result;
        }
        self.go(self.at + 1);
        StepResult::Moved
    }

    /// Moves back by one event.
    pub fn back_event(&mut self) -> StepResult {
        self.goal = None;
        if self.at == 0 {
            return StepResult::AtEdge;
        }
        self.go(self.at - 1);
        StepResult::Moved
    }

    /// Moves to the position after the set-up, before the first turn.
    pub fn to_start(&mut self) {
        self.goal = None;
        let end = self.timeline().columns[0].events.end;
        self.go(end);
    }

    /// Moves to the end of the run, but not by more than `steps` steps, and not past a moment at which the run has made
    /// no progress for many turns. Returns whether the run has ended.
    pub fn to_end(&mut self, steps: usize) -> bool {
        let limit = self.timeline().columns.len().saturating_add(steps);
        self.go_to_column(limit);
        self.run.is_over()
    }

    /// Returns whether the session is at the newest moment of a run that has made no progress for many turns.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.at == self.run.events() && self.run.is_idle()
    }

    /// Like [`to_end`](Session::to_end), but also moves past moments at which the run has made no progress.
    pub fn finish(&mut self, steps: usize) -> bool {
        let known = |session: &Session| session.timeline().columns.len();
        let limit = known(self).saturating_add(steps);
        loop {
            let left = limit.saturating_sub(known(self));
            if left == 0 || self.to_end(left) || !self.run.is_idle() {
                return self.run.is_over();
            }
        }
    }

    /// Moves to the position after the first `events` events, or after all that are known.
    pub fn go(&mut self, events: usize) {
        self.at = events.min(self.run.events());
        let column = self.column().events;
        let from = if column.end == self.at { column.start } else { self.at.saturating_sub(1) };
        let (record, history) = (self.run.record(), self.run.history());
        // When moving forward, the current world can be folded on to the new one.
        let before = history.world_from(mem::take(&mut self.world), &record, from);
        let mut world = history.copy(&before);
        history.fold(&mut world, &record, self.at);
        (self.before, self.world) = (before, world);
    }

    /// Resets the worlds, because the session switches to another run.
    fn reset_worlds(&mut self) {
        self.at = 0;
        (self.world, self.before) = (World::default(), World::default());
        (self.comparison, self.divergence) = (Comparison::default(), None);
        self.goal = None;
    }

    /// Returns the moment of the current position.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.moment_at(self.at)
    }

    /// Returns the moment after this number of known events.
    #[must_use]
    pub fn moment_at(&self, at: usize) -> Moment {
        let timeline = self.timeline();
        let turn = timeline.columns[timeline.column_at(at)].turn;
        let (first, own_end) = self.turn_start(turn);
        let event = u32::try_from(at.saturating_sub(first)).unwrap_or(u32::MAX);
        Moment { turn, event: (at != own_end).then_some(event) }
    }

    /// Returns the position at which a turn's events start, and the position at which the turn itself ends.
    fn turn_start(&self, turn: u32) -> (usize, usize) {
        let columns = &self.timeline().columns;
        let column = &columns[columns.partition_point(|column| column.turn < turn)];
        (column.events.start, column.events.end)
    }

    /// Moves to a moment, and runs the program up to there if necessary.
    ///
    /// # Errors
    /// Fails if the run has no such moment.
    pub fn go_to(&mut self, moment: Moment) -> Result<(), ReplayError> {
        self.goal = None;
        // An event of the turn may come after the turn itself, in a jump of the clock, so run up to the next turn.
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

    /// Takes one real turn at the newest moment, and compares it with the look-ahead.
    fn grow(&mut self) -> Growth {
        let before = self.run.events();
        let growth = self.run.grow();
        if growth == Growth::More && self.divergence.is_none() {
            self.divergence = self
                .look_aheads
                .find(&self.run)
                .and_then(|ahead| self.comparison.find(&self.run, &ahead, before));
        }
        if growth == Growth::More {
            self.compare_with_earlier(before);
        }
        growth
    }

    /// Returns whether the record has reached its maximum length, [`MAX_EVENTS`](crate::limits::MAX_EVENTS). Then the run stops before its end.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.run.is_full()
    }

    /// Returns a session of the same program in the same order, with this maximum length of the record.
    #[must_use]
    pub fn with_at_most(self, events: usize) -> Session {
        let (program, schedule) = (self.program().clone(), self.schedule().clone());
        Session::from_trace(Rc::new(Trace::with_at_most(program, schedule, events)))
    }

    /// Returns the memory in bytes that the run takes: its record, its steps, and its stored worlds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.run.bytes()
    }

    /// Returns the cost of all movements up to now: the number of events folded and of entries copied.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.run.history().work()
    }

    /// Returns whether this step is a poll or a drop.
    #[must_use]
    pub fn is_turn(&self) -> bool {
        self.column().step.task().is_some()
    }
}
