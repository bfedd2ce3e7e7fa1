//! **All orders**: what a program can do, and not only what it did.
//!
//! A loop has one freedom. At a turn where several tasks are ready it takes one of them, and the program
//! has no say in it. The loop of [`executor`](crate::executor) takes the front; another loop, or the same
//! one on a day when a packet comes late, takes another. So "it ran, and it was right" is about *one*
//! order. A bug that hangs one time in a hundred is an order that nobody happened to run, and the way to
//! find it is to run them all:
//!
//! ```text
//!   2 tasks, 2 polls each: 4 turns, 6 orders
//!
//!        ┌ a ┬ a ─ b ─ b
//!        │   └ b ┬ a ─ b                  n tasks of k polls have (n·k)! / (k!)ⁿ orders:
//!        │       └ b ─ a                    3 tasks of 4 polls   34,650
//!        └ b ┬ b ─ a ─ a                    4 tasks of 4 polls   63,063,000
//!            └ a ┬ b ─ a
//!                └ a ─ b
//! ```
//!
//! # What counts as a choice
//! **Which ready task is taken**, at each turn where two or more are ready. The nine rules leave nothing else
//! open, so every race is a choice of turns. A cancelled task, for example, is in the queue like any other, and
//! others may be taken before it is dropped. Two tasks that sleep until the same moment are another race: their
//! timers fire in the order in which they were set (R6), but then both tasks are ready, and which is polled
//! first is a choice. Time is none: it moves when nothing is ready, and not before. The kit has nothing that
//! completes outside the loop; once it does, the moment of completion is one more choice.
//!
//! # Every order, one run each
//! A coroutine cannot be copied, so a run cannot be forked: each order is a run from the set-up on, along its
//! choices. The last choice that has another option is changed next, as an odometer counts. This needs nothing
//! of the program but that it does the same twice (R9), so it is what a program gets about which nobody has
//! promised more.
//!
//! # Each state once
//! After `a b` and after `b a` the two tasks above stand in the same places. What follows is the same, and
//! running it twice teaches nothing. So the search stops where it meets a state again: the number of orders
//! after a state is the sum over the choices there, and 34,650 orders come to 112 states with a choice. The
//! numbers stay exact, because no order is left out; many are counted at once.
//!
//! Everything depends on what *the same state* means. Nobody can look into a coroutine. But it continues by its
//! own code and by what it has observed, so two runs in which it observed the same, poll by poll, left it in the
//! same place. The kit keeps these observations (`kit/history.rs`), and two states are the same when they agree in
//!
//! * each task's **history**: its polls, and in each poll each answer, in order: the lock was free, the queue
//!   held 3 values, the promise is empty, the time is 2 s, the task to cancel had ended. A poll counts even if it
//!   brought no answer, since a coroutine may count its polls;
//! * what each **shared thing** would answer from now on: its value or which task made it, who holds it, which
//!   tasks wait for it and in which order, for whom something is set aside;
//! * which tasks are **ready**, are to be dropped, or can never be woken; not in which order they are ready, since
//!   all orders are taken from here anyway;
//! * results that nobody has taken yet, the **timers**, the **clock**, and the number of the **turn**. With the turn
//!   in it a state is never met twice in one run, so the graph of states has no cycles, and the first turn at which
//!   a stall appears belongs to the shortest way to it.
//!
//! What has been **printed** is not part of the state: it does not change what follows. It is put in front of what
//! follows when the outcomes of a state are put together, which is cheaper than a state for each text.
//!
//! **What makes this sound**: whatever one task can tell another passes through the kit. A program that shares
//! through an `Rc<Cell>`, a `static` or another crate's channel breaks that: two different states look the same, and
//! outcomes are missed. Nothing in here could notice, so for a program of your own it is off unless you promise
//! [`shares_only_via_kit`](Exploration::shares_only_via_kit). Three things are noticed, and make the search run
//! every order instead: a shared thing made before the run, a combinator that wakes its parts with wakers of its
//! own (`FuturesUnordered` does), whose behaviour depends on the order of wakes, and a change of a shared value
//! that panics halfway.
//!
//! **What is not done.** Partial-order reduction skips orders that differ only in steps that do not touch each
//! other. Here a step is a poll, which touches many things, and which ones depends on what it finds; the usual
//! rules lost an outcome in 34 of 20,000 random programs.
//!
//! # When it is too much
//! The searches stop at a limit of runs. Beyond it orders are drawn at random from a seed, so that the same seed
//! draws the same orders; then nothing claims "all", and *never* is not proved.

mod count;
mod found_run;
mod orders;
mod outcome;
mod outcome_store;
mod overview;
mod report;
mod run;
mod search;
mod state_graph;
mod tally;

use crate::limits::{MAX_EXPLORED_RUNS, MAX_EXPLORED_TURNS, SAMPLE_SIZE};
use crate::session::{BuiltIn, Program};
use thiserror::Error;

pub use count::Count;
pub use found_run::FoundRun;
pub use orders::{Branch, Coverage, Group, Method, Orders};
pub use outcome::{Outcome, OutcomeKind};
pub use overview::{Overview, OverviewRow};
pub use report::{MergedGroup, RunReport};
pub use search::{Search, SearchStatus};

/// Explores the orders in which the tasks of a program can be polled. Set what you need, then ask.
///
/// ```
/// use coroscope::kit::{Lock, spawn, yield_now};
///
/// async fn takes_both(first: Lock, second: Lock) {
///     let _first = first.lock().await;
///     yield_now().await;
///     let _second = second.lock().await;
/// }
///
/// let found = coroscope::explore(|| {
///     let (left, right) = (Lock::new(), Lock::new());
///     spawn(takes_both(left.clone(), right.clone())).detach();
///     spawn(takes_both(right, left)).detach();
/// })
/// .find(|end| end.is_stalled());
/// assert_eq!(found.expect("each may take its first lock before the other").turns(), 4);
/// ```
#[must_use]
pub fn explore(program: impl Into<Program>) -> Exploration {
    let program = program.into();
    let shares_only_via_kit = program.built_in().is_some_and(BuiltIn::shares_only_via_kit);
    Exploration {
        program,
        max_runs: MAX_EXPLORED_RUNS,
        sample_size: SAMPLE_SIZE,
        seed: 1,
        shares_only_via_kit,
        only_samples: false,
        max_turns: MAX_EXPLORED_TURNS,
    }
}

/// A program to be explored, and how far. See [`explore`].
#[derive(Clone)]
pub struct Exploration {
    program: Program,
    max_runs: usize,
    sample_size: usize,
    seed: u64,
    shares_only_via_kit: bool,
    only_samples: bool,
    max_turns: u64,
}

/// Why the orders of a program cannot be explored.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ExploreError {
    /// Two runs with the same choices came to different states.
    #[error(
        "the program does not do the same twice in the same order, so its orders cannot be explored: look for random numbers, the clock of the world, threads, and what outlives a run"
    )]
    NotReproducible,
    /// It runs under a policy.
    #[error("a loop with rules of its own makes its own choices: there is nothing to explore")]
    CustomPolicy,
    /// It is not compiled in: a record, or a program that runs elsewhere.
    #[error("all orders need the program itself: this one is not compiled in")]
    NeedsProgram,
}

impl Exploration {
    /// Promises that tasks share only what the kit offers, and nothing else that outlives a poll. Then each
    /// state is run once, which is exact and far quicker.
    #[must_use]
    pub fn shares_only_via_kit(self) -> Exploration {
        Exploration { shares_only_via_kit: true, ..self }
    }

    /// Limits the number of runs. Where that is not enough, orders are drawn: as many again, but not more than
    /// [`SAMPLE_SIZE`].
    #[must_use]
    pub fn max_runs(self, runs: usize) -> Exploration {
        Exploration { max_runs: runs, sample_size: runs.min(SAMPLE_SIZE), ..self }
    }

    /// Limits the number of turns of all runs together, and again of all draws: a program that does not end has
    /// runs of [`MAX_TURNS_PER_RUN`](crate::limits::MAX_TURNS_PER_RUN) turns each.
    #[must_use]
    pub fn max_turns(self, turns: u64) -> Exploration {
        Exploration { max_turns: turns, ..self }
    }

    /// Sets the seed from which orders are drawn, where they have to be.
    #[must_use]
    pub fn seed(self, seed: u64) -> Exploration {
        Exploration { seed, ..self }
    }

    /// Draws this many orders, and does not try to run all.
    #[must_use]
    pub fn sample(self, runs: usize) -> Exploration {
        Exploration { sample_size: runs, only_samples: true, ..self }
    }

    /// Returns the search, to be advanced step by step.
    ///
    /// # Errors
    /// Where the program runs under a policy of its own.
    pub fn search(self) -> Result<Search, ExploreError> {
        match self.program.built_in() {
            None => Err(ExploreError::NeedsProgram),
            Some(built_in) if built_in.has_policy() => Err(ExploreError::CustomPolicy),
            Some(_) => Ok(Search::new(self)),
        }
    }

    /// Returns all orders, grouped by how they end and what they print.
    ///
    /// # Panics
    /// With an [`ExploreError`]. [`try_all`](Exploration::try_all) returns it instead.
    #[must_use]
    pub fn all(self) -> Orders {
        self.try_all().unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Returns all orders, grouped by how they end and what they print.
    ///
    /// # Errors
    /// Where the program cannot be explored.
    pub fn try_all(self) -> Result<Orders, ExploreError> {
        let mut search = self.search()?;
        while search.advance(usize::MAX)? == SearchStatus::Running {}
        Ok(search.orders())
    }

    /// Returns the shortest run whose outcome matches, and of several the first by its schedule. `None` where no
    /// order ends so; or, where the orders were drawn, none that was drawn.
    ///
    /// # Panics
    /// With an [`ExploreError`].
    pub fn find(self, matches: impl Fn(&Outcome) -> bool) -> Option<FoundRun> {
        self.look_for(&matches).ok()
    }

    fn look_for(self, matches: &dyn Fn(&Outcome) -> bool) -> Result<FoundRun, Box<Orders>> {
        let found = self.search().and_then(|search| search.look_for(matches));
        found.unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Asserts that no order has such an outcome. Returns the orders, for further questions.
    ///
    /// # Panics
    /// With the shortest run that has, in a message that names its schedule; and with an [`ExploreError`].
    #[track_caller]
    pub fn assert_never(self, matches: impl Fn(&Outcome) -> bool) -> Orders {
        match self.look_for(&matches) {
            Ok(found) => panic!("{found}"),
            Err(orders) => *orders,
        }
    }
}
