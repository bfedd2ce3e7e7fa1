//! Runs every order of a program, one after another.

use super::ExploreError;
use super::outcome_store::OutcomeStore;
use super::run::{Run, Stop};
use super::tally::Tally;
use crate::kit::history::Fingerprint;
use crate::session::Program;

/// A choice of the current order.
struct Step {
    taken: u32,
    options: u32,
    /// What could be seen of the run before it.
    prefix: Fingerprint,
}

/// Runs every order, sorted by schedule: the last choice changes first.
#[derive(Default)]
pub(super) struct Enumeration {
    pub(super) tally: Tally,
    path: Vec<Step>,
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
                Stop::Choice(options) => {
                    let prefix = run.prefix();
                    match self.path.get(depth) {
                        None => self.path.push(Step { taken: 0, options, prefix }),
                        Some(step) if (step.options, step.prefix) == (options, prefix) => {}
                        Some(_) => return Err(ExploreError::NotReproducible),
                    }
                    stop = run.choose(self.path[depth].taken);
                    depth += 1;
                }
            }
        };
        if depth != self.path.len() {
            return Err(ExploreError::NotReproducible);
        }
        let choices: Vec<_> = self.path.iter().map(|step| step.taken).collect();
        self.tally.add_run(run, termination, outcomes, &choices);
        while let Some(step) = self.path.last_mut() {
            step.taken += 1;
            if step.taken < step.options {
                return Ok(false);
            }
            self.path.pop();
        }
        Ok(true)
    }
}
