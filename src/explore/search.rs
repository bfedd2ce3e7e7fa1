//! A search that is advanced step by step, so that a screen can show its progress and stop it.

use super::found_run::FoundRun;
use super::orders::{Coverage, Known, Method, Orders};
use super::outcome::Outcome;
use super::outcome_store::OutcomeStore;
use super::state_graph::{Progress, StateGraph, TableBuilder};
use super::tally::{Enumeration, Sampling, Tally};
use super::{Exploration, ExploreError};

/// A search, running or done.
pub struct Search {
    asked: Exploration,
    outcomes: OutcomeStore,
    phase: Phase,
    runs: usize,
    turns: u64,
    is_over: bool,
    left: u64,     // how many turns it may still take before it draws, or stops drawing
    is_long: bool, // that is why it draws
    is_full: bool, // the limit is reached, and what is left will be drawn
}

enum Phase {
    States(StateGraph),
    /// All states are known, and the orders to each outcome are being counted.
    Counting(StateGraph, TableBuilder),
    Enumeration(Enumeration),
    Sampling(Sampling),
}

/// How many turns take as long as counting one row.
const ROW: u64 = 16;

/// Whether a search has more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchStatus {
    /// It has.
    Running,
    /// It has not.
    Done,
}

impl Search {
    pub(super) fn new(asked: Exploration) -> Search {
        let phase = if asked.only_samples {
            Phase::Sampling(Sampling::new(asked.seed))
        } else if asked.shares_only_via_kit {
            Phase::States(StateGraph::default())
        } else {
            Phase::Enumeration(Enumeration::default())
        };
        let outcomes = OutcomeStore::default();
        let left = if asked.only_samples { u64::MAX } else { asked.max_turns };
        let (is_long, is_over, is_full) = (false, false, false);
        Search { asked, outcomes, phase, runs: 0, turns: 0, left, is_long, is_over, is_full }
    }

    /// Returns how many runs were taken.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Returns whether it draws orders, because there are too many to run.
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.is_full || matches!(self.phase, Phase::Sampling(_))
    }

    /// Returns the number of states, once all are known and the orders to each outcome are being counted.
    #[must_use]
    pub fn counted(&self) -> Option<usize> {
        match &self.phase {
            Phase::Counting(states, _) if !self.is_full => Some(states.len()),
            _ => None,
        }
    }

    /// Takes about this many more runs.
    ///
    /// # Errors
    /// Where the program turns out not to be reproducible.
    pub fn advance(&mut self, runs: usize) -> Result<SearchStatus, ExploreError> {
        let until = self.runs.saturating_add(runs);
        self.draw_where_full();
        while !self.is_over && !self.is_full && self.runs < until {
            self.step()?;
        }
        Ok(if self.is_over { SearchStatus::Done } else { SearchStatus::Running })
    }

    /// Takes more runs until they have taken this many turns together: a slice of work of about the same length for
    /// short runs and for long ones.
    ///
    /// # Errors
    /// Where the program turns out not to be reproducible.
    pub fn advance_turns(&mut self, turns: u64) -> Result<SearchStatus, ExploreError> {
        let until = self.turns.saturating_add(turns);
        while !self.is_over && self.turns < until {
            self.draw_where_full();
            self.step()?;
        }
        Ok(if self.is_over { SearchStatus::Done } else { SearchStatus::Running })
    }

    fn draw_where_full(&mut self) {
        if self.is_full {
            self.is_full = false;
            self.left = self.asked.max_turns;
            self.phase = Phase::Sampling(Sampling::new(self.asked.seed));
        }
    }

    fn step(&mut self) -> Result<(), ExploreError> {
        let before = self.turns;
        let Search { asked, outcomes, phase, runs, turns, .. } = self;
        match phase {
            Phase::States(states) => {
                let before = (states.runs, states.turns);
                let met = states.advance(&asked.program, outcomes)?;
                *runs += states.runs - before.0;
                *turns += states.turns - before.1;
                match met {
                    Progress::Inexact => self.phase = Phase::Enumeration(Enumeration::default()),
                    Progress::Done => {
                        let tabling = TableBuilder::new(states);
                        self.phase = Phase::Counting(std::mem::take(states), tabling);
                    }
                    Progress::Running => self.is_full = states.runs >= asked.max_runs,
                }
            }
            Phase::Counting(states, tabling) => match tabling.advance(states, outcomes) {
                Ok(Some(rows)) => *turns += ROW * rows as u64,
                Ok(None) => self.is_over = true,
                Err(_too_many) => self.is_full = true,
            },
            Phase::Enumeration(plain) => {
                let is_last = plain.advance(&asked.program, outcomes)?;
                *runs += 1;
                *turns += u64::from(plain.ends.latest());
                self.is_over = is_last;
                self.is_full = !is_last && plain.ends.count() >= asked.max_runs;
            }
            Phase::Sampling(sample) => {
                if sample.ends.count() < asked.sample_size {
                    sample.advance(&asked.program, outcomes);
                    *runs += 1;
                    *turns += u64::from(sample.ends.latest());
                }
                self.is_over = sample.ends.count() >= asked.sample_size;
            }
        }
        self.left = self.left.saturating_sub(self.turns - before);
        if self.left == 0 && !self.is_over {
            match self.phase {
                Phase::Counting(..) => {}
                Phase::Sampling(_) => self.is_over = true,
                _ => (self.is_full, self.is_long) = (true, true),
            }
        }
        Ok(())
    }

    /// Returns the orders that were found. Before the search is done their coverage is partial.
    #[must_use]
    pub fn orders(self) -> Orders {
        let Search { asked, mut outcomes, phase, runs, is_over, is_long, .. } = self;
        let part = if is_over { Coverage::All } else { Coverage::Part { runs } };
        let (known, method, coverage) = match phase {
            Phase::States(states) => {
                let tabling = TableBuilder::new(&states);
                by_states(states, tabling, &mut outcomes, part)
            }
            Phase::Counting(states, tabling) => by_states(states, tabling, &mut outcomes, part),
            Phase::Enumeration(plain) => (Known::Runs(plain.ends), Method::EveryOrder, part),
            Phase::Sampling(sample) => {
                let (runs, seed) = (sample.ends.count(), asked.seed);
                let beyond = (!asked.only_samples && !is_long).then_some(asked.max_runs);
                let coverage = Coverage::Sampled { runs, seed, beyond };
                (Known::Runs(sample.ends), Method::EveryOrder, coverage)
            }
        };
        Orders::new(asked.program, outcomes, known, method, coverage)
    }

    /// Searches until the shortest matching run is certain. Returns the orders where none of them matches.
    pub(super) fn look_for(
        mut self,
        matches: &dyn Fn(&Outcome) -> bool,
    ) -> Result<Result<FoundRun, Box<Orders>>, ExploreError> {
        let mut slice = 32;
        loop {
            let step = self.advance(slice)?;
            let until = self.certain_until();
            if step == SearchStatus::Done {
                let orders = self.orders();
                return Ok(orders.shortest(matches).ok_or_else(|| Box::new(orders)));
            }
            // Drawing is worth while only where all that was run so far holds no such run.
            let most = if self.is_full { u32::MAX } else { until };
            if !matches!(self.phase, Phase::Sampling(_)) && self.holds(matches, most) {
                let orders = self.orders();
                let found = orders.shortest(matches);
                let found = found.map(|found| found.sure_if(|turns| turns <= until));
                return Ok(found.ok_or_else(|| Box::new(orders)));
            }
            slice = self.runs.max(32);
        }
    }

    /// Returns the turn up to which no other run can be found.
    fn certain_until(&self) -> u32 {
        match &self.phase {
            _ if self.is_over => u32::MAX,
            Phase::States(states) | Phase::Counting(states, _) => states.frontier(),
            Phase::Enumeration(_) | Phase::Sampling(_) => 0,
        }
    }

    /// Returns whether a run of up to `most` turns matches.
    fn holds(&mut self, matches: &dyn Fn(&Outcome) -> bool, most: u32) -> bool {
        let Search { outcomes, phase, .. } = self;
        let found: Vec<_> = match phase {
            Phase::States(states) | Phase::Counting(states, _) => {
                let table = TableBuilder::new(states).finish(states, outcomes);
                let Some(table) = table else { return false };
                table.rows().iter().map(|row| (row.outcome, row.turns)).collect()
            }
            Phase::Enumeration(Enumeration { ends, .. })
            | Phase::Sampling(Sampling { ends, .. }) => {
                ends.found().iter().map(|best| (best.outcome, best.turns)).collect()
            }
        };
        let mut short = found.into_iter().filter(|(_, turns)| *turns <= most);
        short.any(|(outcome, turns)| matches(&Outcome::new(outcomes.tell(outcome), turns)))
    }
}

/// Returns what the graph of states tells, as far as it is known.
fn by_states(
    states: StateGraph,
    tabling: TableBuilder,
    outcomes: &mut OutcomeStore,
    part: Coverage,
) -> (Known, Method, Coverage) {
    let method = Method::States(states.len());
    match tabling.finish(&states, outcomes) {
        Some(table) => (Known::States(states, table), method, part),
        None => (Known::Runs(Tally::default()), method, part),
    }
}
