//! A run that was searched for, and how to step through it.

use super::orders::{Group, Orders};
use super::outcome::Outcome;
use crate::record::event::{Event, LoopEvent};
use crate::session::moment::{Address, Moment};
use crate::session::schedule::Schedule;
use crate::session::{Program, Session};
use crate::world::words::{Words, counted};
use std::fmt;

/// A run that was searched for. Its `Display` is a message for a test that failed.
#[derive(Clone, Debug)]
pub struct FoundRun {
    schedule: Schedule,
    end: Outcome,
    is_shortest: bool,
    last: String,
    searched: String,
}

impl FoundRun {
    pub(super) fn new(
        program: &Program,
        schedule: Schedule,
        group: Group,
        orders: &Orders,
    ) -> FoundRun {
        let last = last_words(program, &schedule);
        let is_shortest = orders.coverage == super::Coverage::All;
        let searched = orders.to_string();
        FoundRun { schedule, end: group.outcome, is_shortest, last, searched }
    }

    /// Marks the run as the shortest if `is_sure` says so for its turns, even though the search was stopped.
    pub(super) fn sure_if(mut self, is_sure: impl Fn(u32) -> bool) -> FoundRun {
        self.is_shortest |= is_sure(self.end.turns());
        self
    }

    /// Returns its choices. [`Session::with_schedule`] steps through the run.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Returns how it ends, and what it prints.
    #[must_use]
    pub fn end(&self) -> &Outcome {
        &self.end
    }

    /// Returns how many turns it takes.
    #[must_use]
    pub fn turns(&self) -> u32 {
        self.end.turns()
    }

    /// Returns whether it is certain that no such run is shorter.
    #[must_use]
    pub fn is_shortest(&self) -> bool {
        self.is_shortest
    }

    /// Returns the address of its end, without the lesson's name: `@6~0.1`.
    #[must_use]
    pub fn place(&self) -> String {
        place(self.turns(), &self.schedule)
    }
}

/// Returns the address of the end of a run, without the lesson's name.
pub(super) fn place(turns: u32, schedule: &Schedule) -> String {
    let (moment, schedule) = (Some(Moment { turn: turns, event: None }), schedule.clone());
    Address { lesson: String::new(), moment, schedule }.to_string()
}

/// Returns the last sentences of the recorded run: which task waits for what, and which panicked.
fn last_words(program: &Program, schedule: &Schedule) -> String {
    let mut session = Session::with_schedule(program.clone(), schedule.clone());
    session.to_end(2 * super::MAX_TURNS_PER_RUN as usize);
    let record = session.record();
    let mut world = session.world_at(0);
    let mut said = Vec::new();
    for event in record.events() {
        if matches!(event, Event::Loop(LoopEvent::Panicked { .. } | LoopEvent::End { .. })) {
            said.push(Words::new(&world, &record).sentence(event));
        }
        world.apply(event);
    }
    said.join(" ")
}

impl fmt::Display for FoundRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let turns = counted(self.turns() as usize, "turn", "turns");
        let kind = if self.is_shortest { "the shortest" } else { "a" };
        writeln!(f, "{kind} run that ends so takes {turns}. {}", self.last)?;
        if !self.end.printed().is_empty() {
            writeln!(f, "  it prints   {}", self.end.printed().join(" · "))?;
        }
        writeln!(f, "  its place   {}", self.place())?;
        if self.schedule.is_the_loops_own() {
            writeln!(f, "  to step it  Session::new(program)")?;
        } else {
            let schedule = &self.schedule;
            writeln!(f, "  to step it  Session::with_schedule(program, \"{schedule}\".parse()?)")?;
        }
        write!(f, "  searched    {}", self.searched)
    }
}
