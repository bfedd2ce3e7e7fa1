//! A run that a search found, and how to step through it.

use super::orders::{Group, Orders};
use super::outcome::Outcome;
use crate::limits::MAX_TURNS_PER_RUN;
use crate::record::event::{Event, LoopEvent};
use crate::session::moment::{Address, Moment};
use crate::session::schedule::Schedule;
use crate::session::{Program, Session};
use crate::world::words::{Words, counted};
use std::fmt;

/// A run that a search found. Its `Display` is a message for a failed test.
#[derive(Clone, Debug)]
pub struct FoundRun {
    schedule: Schedule,
    outcome: Outcome,
    is_shortest: bool,
    ending: String,   // in sentences
    searched: String, // what was searched, in one line
}

impl FoundRun {
    pub(super) fn new(
        program: &Program,
        schedule: Schedule,
        group: Group,
        orders: &Orders,
    ) -> FoundRun {
        let ending = describe_ending(program, &schedule);
        let is_longer = |other: &Group| {
            other.outcome.kind().is_final() || other.outcome.turns() >= group.outcome.turns()
        };
        let is_shortest =
            orders.coverage == super::Coverage::All && orders.groups.iter().all(is_longer);
        let searched = orders.to_string();
        FoundRun { schedule, outcome: group.outcome, is_shortest, ending, searched }
    }

    /// Marks the run as the shortest if it takes no more turns than the search has covered, even though the search was
    /// stopped.
    pub(super) fn shortest_up_to(mut self, covered_turns: u32) -> FoundRun {
        self.is_shortest |= self.turns() <= covered_turns;
        self
    }

    /// Returns the choices of the run. [`Session::with_schedule`] steps through it.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Returns how the run ends, and what it prints.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Returns how many turns the run takes.
    #[must_use]
    pub fn turns(&self) -> u32 {
        self.outcome.turns()
    }

    /// Returns whether it is certain that no shorter run matches.
    #[must_use]
    pub fn is_shortest(&self) -> bool {
        self.is_shortest
    }

    /// Returns the address of the end of the run, without the lesson's name: `@6~0.1`.
    #[must_use]
    pub fn address(&self) -> String {
        let moment = Some(Moment { turn: self.turns(), event: None });
        Address { lesson: String::new(), moment, schedule: self.schedule.clone() }.to_string()
    }
}

/// Records the run, and describes its panics and its end in sentences.
fn describe_ending(program: &Program, schedule: &Schedule) -> String {
    let mut session = Session::with_schedule(program.clone(), schedule.clone());
    session.finish(2 * MAX_TURNS_PER_RUN as usize);
    let record = session.record();
    let mut world = session.world_at(0);
    let mut sentences = Vec::new();
    for event in record.events() {
        if matches!(event, Event::Loop(LoopEvent::Panicked { .. } | LoopEvent::End { .. })) {
            sentences.push(Words::new(&world, &record).sentence(event));
        }
        world.apply(event);
    }
    sentences.join(" ")
}

impl fmt::Display for FoundRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let turns = counted(self.turns() as usize, "turn", "turns");
        let kind = if self.is_shortest { "the shortest" } else { "a" };
        writeln!(f, "{kind} run with this outcome takes {turns}. {}", self.ending)?;
        if !self.outcome.printed().is_empty() {
            writeln!(f, "  it prints   {}", self.outcome.printed().join(" · "))?;
        }
        writeln!(f, "  it ends at  {}", self.address())?;
        if self.schedule.is_default() {
            writeln!(f, "  to step it  Session::new(program)")?;
        } else {
            let schedule = &self.schedule;
            writeln!(f, "  to step it  Session::with_schedule(program, \"{schedule}\".parse()?)")?;
        }
        write!(f, "  searched    {}", self.searched)
    }
}
