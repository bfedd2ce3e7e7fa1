//! **All orders**: what a program can do, and not only what it did.
//!
//! A loop has one freedom. At a turn where several tasks are ready, it takes one of them, and the program
//! has no say in it. The loop of [`executor`](crate::executor) takes the front; another one, or the same
//! one on a day when a packet comes late, takes another. So "it ran, and it was right" speaks of *one*
//! order. A bug that hangs one time in a hundred is an order that nobody happened to run, and the way to
//! it is to run them all:
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
//! **Which ready task is taken**, at each turn where two or more are ready. That is all that the nine rules
//! leave open, so races appear as choices of turns and as nothing else. A cancel race is one: the cancelled
//! task stands in the queue like any other, and others may be taken before its drop. So is the race
//! between two who sleep until the same moment. Their timers fire in the order in which they were set (R6),
//! which is no choice; but both tasks are ready then, and who is polled first is one. What is not ready is
//! no choice: time moves when nothing is ready, and not before. The kit has nothing that completes outside
//! the loop; where it gets that, the moment of the completion is one more thing to choose.
//!
//! # Every order, one run each
//! A coroutine cannot be copied, so a run cannot be forked: each order is a run from the set-up on, along its
//! choices. The last choice at which there was another is changed next, as an odometer counts. That
//! needs nothing of the program but that it does the same twice (R9), and it is what is done with a
//! program that nobody has vouched for.
//!
//! # Each state once
//! After `a b` and after `b a` the two tasks above stand in the same places. What follows is the same, and
//! running it twice teaches nothing. So, where a place was met before, the search goes no further:
//! the number of orders behind a place is the sum over the choices there, each place is worked out once,
//! and 34,650 orders come to 65 places with a choice. The numbers stay exact; no order is left out, many are
//! counted at once.
//!
//! All hangs on *the same place*. Nobody can look into a coroutine. But it goes on by its own code and by
//! what it was told, so two runs that told it the same, poll by poll, left it in the same place. The kit
//! writes down what it tells (`kit/history.rs`), and two moments are the same when these are:
//!
//! * each task's **history**: its polls, and in each poll each answer, in order: the lock was free, the queue
//!   held 3, the promise is empty, the time is 2 s, the task to cancel had ended. A poll counts even if it
//!   was told nothing new, since a coroutine may count its polls;
//! * what each **shared thing** would answer from now on: its value or who made it, who holds it, who stands
//!   in line and in which order, who was called and has not come;
//! * which tasks are **ready**, are to be dropped, or can never be woken. Which, not in what order: all orders are
//!   taken from here anyway;
//! * results that nobody has asked for yet, the **timers**, the **clock**, and the number of the **turn**. With
//!   the turn in it a place is never met twice in one run, so the graph of places has no rings, and its
//!   layers are turns: the first layer in which a stall appears holds the shortest way to it.
//!
//! What has been **printed** is not among them: it does not change what follows. It is put in front of
//! what follows when the outcomes of a place are put together, which is cheaper than a place for each.
//!
//! **What makes it sound**: whatever one task can tell another goes through a thing that writes it down. So it
//! holds for programs that share *through the kit alone*. An `Rc<Cell>`, a `static`, another crate's channel
//! tell without writing, two different places look the same, and endings are missed. Nothing in here could
//! notice that, so for a program of yours it is off, unless you say
//! [`shares_only_via_kit`](Exploration::shares_only_via_kit). Two things are noticed, and
//! end it: a shared thing made before the run, and a combinator that wakes its parts with wakers of its own
//! (`FuturesUnordered` does), which goes by the order of wakes.
//!
//! **What is not done.** Partial-order reduction skips orders that differ in steps which do not touch each
//! other. Here a step is a poll, which touches many things, and which ones depends on what it finds; the usual
//! rules lost an ending in 34 of 20,000 random programs.
//!
//! # When it is too much
//! The searches stop at a limit of runs. Beyond it orders are drawn with a small generator from a seed, so that
//! the same seed draws the same ones; and then nothing says "all", and *never* is not proved.

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

use crate::session::Program;
use thiserror::Error;

pub use count::Count;
pub use found_run::FoundRun;
pub use orders::{Branch, Coverage, Group, Method, Orders};
pub use outcome::{Outcome, OutcomeKind};
pub use overview::{Overview, OverviewRow};
pub use report::{MAX_LISTED_GROUPS, MergedGroup, RunReport};
pub use search::{Search, SearchStatus};

/// A run is left where it stands after so many turns.
pub const MAX_TURNS_PER_RUN: u32 = 10_000;

/// So many turns are taken in all before the rest is drawn.
pub const MAX_TURNS: u64 = 20_000_000;

/// So many runs are taken before the rest is drawn.
pub const MAX_RUNS: usize = 100_000;

/// So many orders are drawn where there are too many to run.
pub const SAMPLE_SIZE: usize = 10_000;

/// The orders of a program. Say more about it, then ask.
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
    Exploration {
        program,
        limit: MAX_RUNS,
        drawn: SAMPLE_SIZE,
        seed: 1,
        shares_only_via_kit: false,
        draws: false,
        most_turns: MAX_TURNS,
    }
}

/// What is to be explored, and how far. See [`explore`].
#[derive(Clone)]
pub struct Exploration {
    program: Program,
    limit: usize,
    drawn: usize,
    seed: u64,
    shares_only_via_kit: bool,
    draws: bool,
    most_turns: u64,
}

/// Why the orders of a program cannot be told.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ExploreError {
    /// Two runs with the same choices came to different places.
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
    /// You vouch for it: what a task tells another goes through the kit alone, through nothing else that
    /// outlives a poll. Then each state is run once, which is exact and far quicker.
    #[must_use]
    pub fn shares_only_via_kit(self) -> Exploration {
        Exploration { shares_only_via_kit: true, ..self }
    }

    /// Takes so many runs at most, and draws orders where that is not enough: as many again, but not more
    /// than [`SAMPLE_SIZE`].
    #[must_use]
    pub fn limit(self, runs: usize) -> Exploration {
        Exploration { limit: runs, drawn: runs.min(SAMPLE_SIZE), ..self }
    }

    /// Takes so many turns in all at most, and as many again where it draws: a program that does not end has runs
    /// of [`MAX_TURNS_PER_RUN`] turns each.
    #[must_use]
    pub fn most_turns(self, turns: u64) -> Exploration {
        Exploration { most_turns: turns, ..self }
    }

    /// Draws orders with this seed, where it has to draw.
    #[must_use]
    pub fn seed(self, seed: u64) -> Exploration {
        Exploration { seed, ..self }
    }

    /// Draws so many orders, and does not try to run all.
    #[must_use]
    pub fn sample(self, runs: usize) -> Exploration {
        Exploration { drawn: runs, draws: true, ..self }
    }

    /// The search, to be taken in steps.
    pub fn search(self) -> Result<Search, ExploreError> {
        match self.program.built_in() {
            None => Err(ExploreError::NeedsProgram),
            Some(built_in) if built_in.has_policy() => Err(ExploreError::CustomPolicy),
            Some(_) => Ok(Search::new(self)),
        }
    }

    /// All orders, grouped by how they end and what they print.
    ///
    /// # Panics
    /// Where [`ExploreError`] has a reason to. Ask with [`try_all`](Exploration::try_all) for it as a value.
    #[must_use]
    pub fn all(self) -> Orders {
        self.try_all().unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// The same, or why they cannot be had.
    pub fn try_all(self) -> Result<Orders, ExploreError> {
        let mut search = self.search()?;
        while search.advance(usize::MAX)? == SearchStatus::Running {}
        Ok(search.orders())
    }

    /// The shortest run whose end is one of those, and of several the first by its schedule. `None` where no
    /// order ends so; or, where the orders were drawn, none that was met.
    ///
    /// # Panics
    /// Where [`ExploreError`] has a reason to.
    pub fn find(self, matches: impl Fn(&Outcome) -> bool) -> Option<FoundRun> {
        self.look_for(&matches).ok()
    }

    fn look_for(self, matches: &dyn Fn(&Outcome) -> bool) -> Result<FoundRun, Box<Orders>> {
        let found = self.search().and_then(|search| search.look_for(matches));
        found.unwrap_or_else(|refusal| panic!("{refusal}"))
    }

    /// Holds that no order ends so. Gives the orders, for further questions.
    ///
    /// # Panics
    /// With the shortest run that does, in a message that names its schedule; and where [`ExploreError`] has a
    /// reason to.
    #[track_caller]
    pub fn never(self, matches: impl Fn(&Outcome) -> bool) -> Orders {
        match self.look_for(&matches) {
            Ok(found) => panic!("{found}"),
            Err(orders) => *orders,
        }
    }
}
