//! A search that advances step by step, so that a screen can show its progress and stop it.

use super::enumeration::Enumeration;
use super::found_run::FoundRun;
use super::orders::{Coverage, Findings, Method, Orders};
use super::outcome::Outcome;
use super::outcome_store::OutcomeStore;
use super::run::Run;
use super::sampling::Sampling;
use super::state_graph::{Progress, StateGraph, TableBuilder};
use super::tally::Tally;
use super::{Exploration, ExploreError};
use crate::kit::history::{self, Fingerprint};
use crate::limits::{MAX_REPEATED_TURNS, REPEATED_RUNS};

/// A search, which may be done.
pub struct Search {
    exploration: Exploration,
    outcomes: OutcomeStore,
    phase: Phase,
    runs: usize,
    turns: u64,
    is_done: bool,
    turns_left: u64,        // until it starts to sample, or stops sampling
    is_out_of_turns: bool,  // it samples because of the limit of turns, not of runs
    is_limit_reached: bool, // the next step starts to sample
    default_run: Option<Fingerprint>,
}

enum Phase {
    States(StateGraph),
    /// All states are known, and the orders to each outcome are being counted.
    Counting(StateGraph, TableBuilder),
    Enumeration(Enumeration),
    Sampling(Sampling),
}

/// Merging one row costs as much time as this many turns.
const TURNS_PER_ROW: u64 = 16;

/// Whether a search has more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchStatus {
    /// It has more to do.
    Running,
    /// It has finished.
    Done,
}

impl Search {
    pub(super) fn new(exploration: Exploration) -> Search {
        let phase = if exploration.only_samples {
            Phase::Sampling(Sampling::new(exploration.seed))
        } else if exploration.shares_only_via_kit {
            Phase::States(StateGraph::default())
        } else {
            Phase::Enumeration(Enumeration::default())
        };
        let outcomes = OutcomeStore::default();
        let turns_left = if exploration.only_samples { u64::MAX } else { exploration.max_turns };
        let (is_out_of_turns, is_done, is_limit_reached) = (false, false, false);
        Search {
            exploration,
            outcomes,
            phase,
            runs: 0,
            turns: 0,
            turns_left,
            is_out_of_turns,
            is_done,
            is_limit_reached,
            default_run: None,
        }
    }

    /// Runs the default order several times before the search, and once after it. A program that differs between two of
    /// these runs can't be explored.
    fn check_reproducibility(&mut self) -> Result<(), ExploreError> {
        let program = &self.exploration.program;
        let times = match self.default_run {
            None => REPEATED_RUNS,
            Some(_) if self.is_done => 1,
            Some(_) => 0,
        };
        if times > 1 {
            history::begin_search();
            Run::observe_default_order(program); // may initialise what is initialised only once
        }
        let mut turns = 0;
        for _ in 0..times {
            let (seen, length) = Run::observe_default_order(program);
            if history::has_endless_poll() {
                return Err(ExploreError::EndlessPoll);
            }
            if *self.default_run.get_or_insert(seen) != seen {
                return Err(ExploreError::NotReproducible);
            }
            if turns > MAX_REPEATED_TURNS {
                break;
            }
            turns += length;
        }
        Ok(())
    }

    /// Returns how many runs were made.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Returns whether it samples orders, because there are too many to run them all.
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.is_limit_reached || matches!(self.phase, Phase::Sampling(_))
    }

    /// Returns the number of states, once all are known and the orders are being counted.
    #[must_use]
    pub fn counted(&self) -> Option<usize> {
        match &self.phase {
            Phase::Counting(states, _) if !self.is_limit_reached => Some(states.len()),
            _ => None,
        }
    }

    /// Makes about this many more runs.
    ///
    /// # Errors
    /// Fails if the program turns out not to be reproducible.
    pub fn advance(&mut self, runs: usize) -> Result<SearchStatus, ExploreError> {
        self.check_reproducibility()?;
        let until = self.runs.saturating_add(runs);
        self.sample_if_limit_reached();
        while !self.is_done && !self.is_limit_reached && self.runs < until {
            self.step()?;
        }
        self.status()
    }

    fn status(&mut self) -> Result<SearchStatus, ExploreError> {
        if self.is_done {
            self.check_reproducibility()?;
        }
        Ok(if self.is_done { SearchStatus::Done } else { SearchStatus::Running })
    }

    /// Makes more runs until they have taken this many turns together, so that a call takes about the same time for
    /// short runs and for long ones.
    ///
    /// # Errors
    /// Fails if the program turns out not to be reproducible.
    pub fn advance_turns(&mut self, turns: u64) -> Result<SearchStatus, ExploreError> {
        self.check_reproducibility()?;
        let until = self.turns.saturating_add(turns);
        while !self.is_done && self.turns < until {
            self.sample_if_limit_reached();
            self.step()?;
        }
        self.status()
    }

    fn sample_if_limit_reached(&mut self) {
        if self.is_limit_reached {
            self.is_limit_reached = false;
            self.turns_left = self.exploration.max_turns;
            self.phase = Phase::Sampling(Sampling::new(self.exploration.seed));
        }
    }

    fn step(&mut self) -> Result<(), ExploreError> {
        let before = self.turns;
        let Search { exploration, outcomes, phase, runs, turns, .. } = self;
        match phase {
            Phase::States(states) => {
                let before = (states.runs, states.turns);
                let progress = states.advance(&exploration.program, outcomes)?;
                *runs += states.runs - before.0;
                *turns += states.turns - before.1;
                match progress {
                    Progress::Inexact => self.phase = Phase::Enumeration(Enumeration::default()),
                    Progress::Done => {
                        let builder = TableBuilder::new(states);
                        self.phase = Phase::Counting(std::mem::take(states), builder);
                    }
                    Progress::Running => {
                        self.is_limit_reached = states.runs >= exploration.max_runs;
                    }
                }
            }
            Phase::Counting(states, builder) => match builder.advance(states, outcomes) {
                Ok(Some(rows)) => *turns += TURNS_PER_ROW * rows as u64,
                Ok(None) => self.is_done = true,
                Err(_too_many) => self.is_limit_reached = true,
            },
            Phase::Enumeration(enumeration) => {
                let is_last = enumeration.advance(&exploration.program, outcomes)?;
                *runs += 1;
                *turns += u64::from(enumeration.tally.latest_turns());
                self.is_done = is_last;
                self.is_limit_reached =
                    !is_last && enumeration.tally.count() >= exploration.max_runs;
            }
            Phase::Sampling(sampling) => {
                if sampling.tally.count() < exploration.sample_size {
                    sampling.advance(&exploration.program, outcomes);
                    *runs += 1;
                    *turns += u64::from(sampling.tally.latest_turns());
                }
                self.is_done = sampling.tally.count() >= exploration.sample_size;
            }
        }
        if history::has_endless_poll() {
            return Err(ExploreError::EndlessPoll);
        }
        self.turns_left = self.turns_left.saturating_sub(self.turns - before);
        if self.turns_left == 0 && !self.is_done {
            match self.phase {
                Phase::Counting(..) => {}
                Phase::Sampling(_) => self.is_done = true,
                _ => (self.is_limit_reached, self.is_out_of_turns) = (true, true),
            }
        }
        Ok(())
    }

    /// Returns the orders that were found. Until the search is done, their coverage is partial.
    #[must_use]
    pub fn orders(self) -> Orders {
        let Search { exploration, mut outcomes, phase, runs, is_done, is_out_of_turns, .. } = self;
        let part = if is_done { Coverage::All } else { Coverage::Part { runs } };
        let (known, method, coverage) = match phase {
            Phase::States(states) => {
                let builder = TableBuilder::new(&states);
                by_states(states, builder, &mut outcomes, part)
            }
            Phase::Counting(states, builder) => by_states(states, builder, &mut outcomes, part),
            Phase::Enumeration(enumeration) => {
                (Findings::Runs(enumeration.tally), Method::EveryOrder, part)
            }
            Phase::Sampling(sampling) => {
                let (runs, seed) = (sampling.tally.count(), exploration.seed);
                let beyond =
                    (!exploration.only_samples && !is_out_of_turns).then_some(exploration.max_runs);
                let coverage = Coverage::Sampled { runs, seed, beyond };
                (Findings::Runs(sampling.tally), Method::EveryOrder, coverage)
            }
        };
        Orders::new(exploration.program, outcomes, known, method, coverage)
    }

    /// Searches until it knows the shortest matching run. Returns all orders if none of them matches.
    pub(super) fn find_or_orders(
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
            // Sampling is useful only if no run up to now matches.
            let max_turns = if self.is_limit_reached { u32::MAX } else { until };
            if !matches!(self.phase, Phase::Sampling(_)) && self.has_match(matches, max_turns) {
                let orders = self.orders();
                let found = orders.shortest(matches);
                let found = found.map(|found| found.shortest_up_to(until));
                return Ok(found.ok_or_else(|| Box::new(orders)));
            }
            slice = self.runs.max(32);
        }
    }

    /// Returns the turn up to which the search has found every run.
    fn certain_until(&self) -> u32 {
        match &self.phase {
            _ if self.is_done => u32::MAX,
            Phase::States(states) | Phase::Counting(states, _) => states.frontier(),
            Phase::Enumeration(_) | Phase::Sampling(_) => 0,
        }
    }

    /// Returns whether a run of up to `max_turns` turns matches.
    fn has_match(&mut self, matches: &dyn Fn(&Outcome) -> bool, max_turns: u32) -> bool {
        let Search { outcomes, phase, .. } = self;
        let found: Vec<_> = match phase {
            Phase::States(states) | Phase::Counting(states, _) => {
                let table = TableBuilder::new(states).finish(states, outcomes);
                let Some(table) = table else { return false };
                table.rows().iter().map(|row| (row.outcome, row.turns)).collect()
            }
            Phase::Enumeration(Enumeration { tally, .. })
            | Phase::Sampling(Sampling { tally, .. }) => {
                tally.shortest_runs().iter().map(|best| (best.outcome, best.turns)).collect()
            }
        };
        let mut short = found.into_iter().filter(|(_, turns)| *turns <= max_turns);
        short.any(|(outcome, turns)| matches(&Outcome::new(outcomes.resolve(outcome), turns)))
    }
}

/// Returns the findings from the states that are known.
fn by_states(
    states: StateGraph,
    builder: TableBuilder,
    outcomes: &mut OutcomeStore,
    part: Coverage,
) -> (Findings, Method, Coverage) {
    let method = Method::States(states.len());
    match builder.finish(&states, outcomes) {
        Some(table) => (Findings::States(states, table), method, part),
        None => (Findings::Runs(Tally::default()), method, part),
    }
}
