//! Runs that are taken one by one, in every order or drawn: each outcome with its number of runs and the shortest.

use super::ExploreError;
use super::count::Count;
use super::outcome_store::{FixedHashMap, OutcomeId, OutcomeStore, Termination};
use super::run::{Run, Stop};
use crate::limits::{MAX_KEPT_ORDERS, MAX_TURNS_PER_RUN};
use crate::session::Program;

/// The shortest run to an outcome, and how many orders lead to it.
#[derive(Clone, Debug)]
pub(super) struct ShortestRun {
    pub(super) outcome: OutcomeId,
    pub(super) orders: Count,
    pub(super) turns: u32,
    pub(super) choices: Vec<u32>,
}

/// The runs that were taken, in their order.
#[derive(Default)]
pub(super) struct Tally {
    found: Vec<ShortestRun>,
    place: FixedHashMap<OutcomeId, usize>,
    choices: Vec<u32>,
    runs: Vec<(usize, OutcomeId)>, // where its choices end
    count: usize,
    latest: u32,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: OutcomeId, turns: u32, choices: &[u32]) {
        let (found, next) = (&mut self.found, self.place.len());
        let place = *self.place.entry(outcome).or_insert(next);
        if place == next {
            found.push(ShortestRun {
                outcome,
                orders: Count::default(),
                turns,
                choices: choices.to_vec(),
            });
        }
        let best = &mut found[place];
        best.orders += Count::ONE;
        if (turns, choices) < (best.turns, &best.choices) {
            (best.turns, best.choices) = (turns, choices.to_vec());
        }
        self.count += 1;
        self.latest = turns;
        if self.choices.len() + choices.len() <= MAX_KEPT_ORDERS {
            self.choices.extend_from_slice(choices);
            self.runs.push((self.choices.len(), outcome));
        }
    }

    /// Adds a run that has ended.
    fn take(
        &mut self,
        mut run: Run,
        close: Termination,
        outcomes: &mut OutcomeStore,
        choices: &[u32],
    ) {
        let outcome = outcomes.terminate(close);
        let label = run.label(outcomes);
        self.add(outcomes.behind(&label, outcome), run.turns(), choices);
    }

    pub(super) fn found(&self) -> &[ShortestRun] {
        &self.found
    }

    /// Returns how many turns the latest run took.
    pub(super) fn latest(&self) -> u32 {
        self.latest
    }

    /// Returns how many runs were taken.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Returns, for each option after these choices, the outcomes of the runs that take it.
    pub(super) fn behind(&self, choices: &[u32]) -> Vec<Vec<(OutcomeId, Count)>> {
        let run = |nth: usize| {
            let start = if nth == 0 { 0 } else { self.runs[nth - 1].0 };
            (&self.choices[start..self.runs[nth].0], self.runs[nth].1)
        };
        let mut branches: Vec<FixedHashMap<OutcomeId, Count>> = Vec::new();
        for (taken, outcome) in (0..self.runs.len()).map(run) {
            let Some(nth) = taken.strip_prefix(choices).and_then(<[u32]>::first) else { continue };
            let nth = *nth as usize;
            if nth >= branches.len() {
                branches.resize_with(nth + 1, FixedHashMap::default);
            }
            *branches[nth].entry(outcome).or_default() += Count::ONE;
        }
        branches.into_iter().map(|outcomes| outcomes.into_iter().collect()).collect()
    }
}

/// Takes every order, one run each, sorted by schedule: the last choice changes first.
#[derive(Default)]
pub(super) struct Enumeration {
    pub(super) ends: Tally,
    path: Vec<(u32, u32)>, // what was chosen, and of how many
}

impl Enumeration {
    /// Takes one run. Returns whether it was the last.
    pub(super) fn advance(
        &mut self,
        program: &Program,
        outcomes: &mut OutcomeStore,
    ) -> Result<bool, ExploreError> {
        let mut run = Run::start(program, false);
        let (mut stop, mut depth) = (run.go_on(), 0);
        let close = loop {
            match stop {
                Stop::Ended(close) => break close,
                Stop::Choice(count) => {
                    match self.path.get(depth) {
                        None => self.path.push((0, count)),
                        Some((_, before)) if *before == count => {}
                        Some(_) => return Err(ExploreError::NotReproducible),
                    }
                    stop = run.choose(self.path[depth].0);
                    depth += 1;
                }
            }
        };
        if depth != self.path.len() {
            return Err(ExploreError::NotReproducible);
        }
        let choices: Vec<_> = self.path.iter().map(|(nth, _)| *nth).collect();
        self.ends.take(run, close, outcomes, &choices);
        while let Some((nth, count)) = self.path.last_mut() {
            *nth += 1;
            if nth < count {
                return Ok(false);
            }
            self.path.pop();
        }
        Ok(true)
    }
}

/// Takes runs whose choices are drawn. Each option of a choice is equally likely, so an order is the likelier the
/// fewer choices it has: the numbers say what was found, not how often it would happen.
pub(super) struct Sampling {
    pub(super) ends: Tally,
    dice: SplitMix64,
}

impl Sampling {
    pub(super) fn new(seed: u64) -> Sampling {
        Sampling { ends: Tally::default(), dice: SplitMix64(seed) }
    }

    /// Takes one run.
    pub(super) fn advance(&mut self, program: &Program, outcomes: &mut OutcomeStore) {
        let mut run = Run::start(program, false);
        let (mut stop, mut choices) = (run.go_on(), Vec::new());
        let close = loop {
            match stop {
                Stop::Ended(close) => break close,
                Stop::Choice(count) => {
                    choices.push(self.dice.below(count));
                    stop = run.choose(choices[choices.len() - 1]);
                }
            }
        };
        self.ends.take(run, close, outcomes, &choices);
    }
}

/// `SplitMix64`: the same numbers for the same seed, on every machine (R9).
struct SplitMix64(u64);

impl SplitMix64 {
    fn below(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // The high half times the count: as even as 32 bits can be, and never as much as the count.
        u32::try_from(((mixed >> 32) * u64::from(count)) >> 32).unwrap_or(0)
    }
}

/// Runs a program along these choices. `None` where the run has no such choices.
pub(super) fn run_to(program: &Program, choices: &[u32]) -> Option<(Run, Stop)> {
    let mut run = Run::start(program, true);
    let mut stop = run.go_on();
    for nth in choices {
        match stop {
            Stop::Choice(count) if *nth < count => stop = run.choose(*nth),
            _ => return None,
        }
    }
    debug_assert!(run.turns() <= MAX_TURNS_PER_RUN);
    Some((run, stop))
}
