//! Counts the outcomes of single runs, and keeps the shortest run to each.

use super::count::Count;
use super::outcome_store::{FixedHashMap, OutcomeId, OutcomeStore, Termination};
use super::run::Run;
use crate::limits::MAX_KEPT_ORDERS;

/// The shortest run to an outcome, and how many orders lead to it.
#[derive(Clone, Debug)]
pub(super) struct ShortestRun {
    pub(super) outcome: OutcomeId,
    pub(super) orders: Count,
    pub(super) turns: u32,
    pub(super) choices: Vec<u32>,
}

/// The outcomes of the runs up to now, in the order of the runs.
#[derive(Default)]
pub(super) struct Tally {
    found: Vec<ShortestRun>,
    index: FixedHashMap<OutcomeId, usize>, // of each outcome in `found`
    choices: Vec<u32>,                     // of all runs, concatenated
    runs: Vec<(usize, OutcomeId)>,         // where the choices of each run end, and its outcome
    count: usize,
    latest_turns: u32,
}

impl Tally {
    fn add(&mut self, outcome: OutcomeId, turns: u32, choices: &[u32]) {
        let (found, next) = (&mut self.found, self.index.len());
        let index = *self.index.entry(outcome).or_insert(next);
        if index == next {
            found.push(ShortestRun {
                outcome,
                orders: Count::default(),
                turns,
                choices: choices.to_vec(),
            });
        }
        let shortest = &mut found[index];
        shortest.orders += Count::ONE;
        if (turns, choices) < (shortest.turns, &shortest.choices) {
            (shortest.turns, shortest.choices) = (turns, choices.to_vec());
        }
        self.count += 1;
        self.latest_turns = turns;
        if self.choices.len() + choices.len() <= MAX_KEPT_ORDERS {
            self.choices.extend_from_slice(choices);
            self.runs.push((self.choices.len(), outcome));
        }
    }

    /// Adds a run that has ended.
    pub(super) fn add_run(
        &mut self,
        mut run: Run,
        termination: Termination,
        outcomes: &mut OutcomeStore,
        choices: &[u32],
    ) {
        let outcome = outcomes.terminate(termination);
        let segment = run.take_segment(outcomes);
        self.add(outcomes.prepend(&segment, outcome), run.turns(), choices);
    }

    /// Returns the shortest run to each outcome.
    pub(super) fn shortest_runs(&self) -> &[ShortestRun] {
        &self.found
    }

    /// Returns how many turns the latest run took.
    pub(super) fn latest_turns(&self) -> u32 {
        self.latest_turns
    }

    /// Returns how many runs were added.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Returns, for each option after these choices, the outcomes of the runs that take it.
    pub(super) fn branches(&self, choices: &[u32]) -> Vec<Vec<(OutcomeId, Count)>> {
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
