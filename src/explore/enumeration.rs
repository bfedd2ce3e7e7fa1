//! Runs every order of a program, one after another.

use super::ExploreError;
use super::outcome_store::OutcomeStore;
use super::run::{Run, Stop};
use super::tally::Tally;
use crate::session::Program;

/// Runs every order, sorted by schedule: the last choice changes first.
#[derive(Default)]
pub(super) struct Enumeration {
    pub(super) tally: Tally,
    path: Vec<(u32, u32)>, // the index of each choice, and the number of its options
}

impl Enumeration {
    /// Makes one run. Returns whether it was the last.
    pub(super) fn advance(
        &mut self,
        program: &Program,
        outcomes: &mut OutcomeStore,
    ) -> Result<bool, ExploreError> {
        let mut run = Run::start(program, false);
        let (mut stop, mut depth) = (run.run_to_choice(), 0);
        let termination = loop {
            match stop {
                Stop::Ended(termination) => break termination,
                Stop::Choice(count) => {
                    match self.path.get(depth) {
                        None => self.path.push((0, count)),
                        Some((_, expected)) if *expected == count => {}
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
        self.tally.add_run(run, termination, outcomes, &choices);
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
