//! Runs random orders of a program, drawn from a seed.

use super::outcome_store::OutcomeStore;
use super::run::{Run, Stop};
use super::tally::Tally;
use crate::session::Program;

/// Makes runs with random choices.
///
/// Each option of a choice is equally likely, so orders with few choices are drawn more often. The counts therefore say
/// which outcomes exist, not how probable they are.
pub(super) struct Sampling {
    pub(super) tally: Tally,
    random: SplitMix64,
}

impl Sampling {
    pub(super) fn new(seed: u64) -> Sampling {
        Sampling { tally: Tally::default(), random: SplitMix64(seed) }
    }

    /// Makes one run.
    pub(super) fn advance(&mut self, program: &Program, outcomes: &mut OutcomeStore) {
        let mut run = Run::start(program, false);
        let (mut stop, mut choices) = (run.run_to_choice(), Vec::new());
        let termination = loop {
            match stop {
                Stop::Ended(termination) => break termination,
                Stop::Choice(count) => {
                    choices.push(self.random.below(count));
                    stop = run.choose(choices[choices.len() - 1]);
                }
            }
        };
        self.tally.add_run(run, termination, outcomes, &choices);
    }
}

/// A random number generator that gives the same numbers for the same seed on every machine (R9).
struct SplitMix64(u64);

impl SplitMix64 {
    fn below(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // Scales the high half to the range `0..count`, which is almost uniform for small counts.
        u32::try_from(((mixed >> 32) * u64::from(count)) >> 32).unwrap_or(0)
    }
}
