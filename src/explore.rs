//! **All orders**: what a program can do, not only what it did in one run.
//!
//! An event loop makes one decision of its own: at a turn where several tasks are ready, it picks one of them. The
//! loop of [`executor`](crate::executor) always picks the front of the queue. Another loop, or the same loop on a day
//! when a packet arrives late, picks another task. So "I ran it and it worked" covers a single order. To find a bug
//! that hangs one run in a hundred, run every order:
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
//! **Which ready task is polled**, at each turn where two or more are ready. The nine rules leave nothing else open,
//! so every race comes down to this choice. A cancelled task, for example, is in the queue like any other, and other
//! tasks may be polled before it is dropped. When two tasks sleep until the same moment, their timers fire in the
//! order in which they were set (R6), but then both tasks are ready, and which is polled first is a choice. Time isn't
//! a choice: the clock advances only when no task is ready. Nothing in the kit completes outside the loop; if that
//! changes, the moment of completion becomes a choice too.
//!
//! # Enumerating every order
//! A coroutine can't be cloned, so a run can't be forked: each order is a run from the set-up, which repeats the
//! choices before the one that differs. The last choice that has another option changes next, like the digits of an
//! odometer. This requires only that the program is deterministic (R9), so it is the default for your own programs.
//!
//! # Visiting each state once
//! After `a b` and after `b a` the two tasks above are at the same awaits. What follows is the same, so running it
//! twice adds nothing. The search therefore stops when it reaches a known state: the number of orders after a state is
//! the sum over its choices, and 34,650 orders have only 112 states with a choice. The counts stay exact, because
//! no order is skipped; many are counted at once.
//!
//! This depends on what *the same state* means. The contents of a coroutine aren't visible. But it depends only on
//! its own code and on what it has observed, so if it observed the same in two runs, poll by poll, it is in the same
//! state in both. The kit records these observations (`kit/history.rs`), and two states are the same when they agree in
//!
//! * each task's **history**: its polls, and in each poll each answer from the kit, in order: the lock was free, the
//!   queue had 3 values, the promise is empty, the time is 2 s, the task to cancel had finished. A poll counts even
//!   without an answer, since a coroutine may count its polls;
//! * what each **shared object** would answer from now on: its value or which task made it, which task holds it, which
//!   tasks wait for it and in which order, for which task something is reserved;
//! * which tasks are **ready**, are to be dropped, or can never be woken, but not the order of the ready queue, since
//!   every order is tried from here anyway;
//! * results that haven't been taken yet, the **timers**, the **clock**, and the number of the **turn**. Because of
//!   the turn, no state occurs twice in one run, so the graph of states has no cycles, and the first turn at which
//!   a stall appears belongs to a shortest run.
//!
//! What has been **printed** isn't part of the state, because it doesn't change what follows. When the outcomes of
//! a state are put together, the lines printed before it are prepended. That is cheaper than a state for each output.
//!
//! **When this is sound**: all communication between tasks must pass through the kit. A program that shares an
//! `Rc<Cell>`, a `static` or another crate's channel breaks that: two different states look the same, and outcomes are
//! missed without a warning. So this is off for your own program unless you call
//! [`shares_only_via_kit`](Exploration::shares_only_via_kit). Three cases are detected, and make the search enumerate
//! every order instead: a shared object made before the run, a combinator that wakes its children with its own wakers
//! (as `FuturesUnordered` does) and so depends on the order of the wakes, and a panic in the middle of a change of a
//! shared value.
//!
//! **Why there is no partial-order reduction.** It skips orders that differ only in the order of independent steps.
//! Here a step is a poll, which uses many objects, and which ones depends on what it finds. The usual rules lost an
//! outcome in 34 of 20,000 random programs.
//!
//! # When there are too many orders
//! The search stops at a limit of runs. Beyond it, it samples random orders from a seed; the same seed gives the same
//! orders. A sample can't prove that something *never* happens, so it doesn't claim to.

mod count;
mod enumeration;
mod found_run;
mod orders;
mod outcome;
mod outcome_store;
mod overview;
mod report;
mod run;
mod sampling;
mod search;
mod state_graph;
mod tally;
mod watch;

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
pub use watch::{OpenCall, open_call, start_watching};

/// Explores the orders in which the tasks of a program can be polled.
///
/// Set the options, then call [`all`](Exploration::all), [`find`](Exploration::find) or
/// [`assert_never`](Exploration::assert_never).
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

/// A program to explore, with the options of the search. See [`explore`].
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
    /// Two runs with the same choices reached different states.
    #[error(
        "the same order gave two different runs, so the orders of this program can't be explored. Look for random \
         numbers (also in `select!`), the order of a `HashMap`, the real clock, threads, and data that outlives a run."
    )]
    NotReproducible,
    /// A poll spawned more than [`MAX_SPAWNED_PER_POLL`](crate::limits::MAX_SPAWNED_PER_POLL) tasks.
    #[error(
        "one poll spawned {} tasks, so it will probably never return",
        crate::limits::MAX_SPAWNED_PER_POLL
    )]
    EndlessPoll,
    /// The program runs under a custom policy.
    #[error(
        "this program runs on a loop with other rules, which makes its own choices: there's nothing to explore"
    )]
    CustomPolicy,
    /// The program isn't compiled in: there is only a record, or it runs in another process.
    #[error("exploring needs the program itself, and there's only a recording of this one")]
    NeedsProgram,
}

impl Exploration {
    /// Promises that tasks communicate only through the kit, and that nothing else calls a waker. Then the search visits
    /// each state once, which is exact and much faster.
    #[must_use]
    pub fn shares_only_via_kit(self) -> Exploration {
        let program = self.program.without_threads();
        Exploration { program, shares_only_via_kit: true, ..self }
    }

    /// Promises that nothing outside the loop, such as another thread, calls a waker. Without this promise, a run in
    /// which only wakers outside the kit are left isn't known to have stalled.
    #[must_use]
    pub fn without_threads(self) -> Exploration {
        Exploration { program: self.program.without_threads(), ..self }
    }

    /// Limits the number of runs. If that isn't enough for every order, the search samples the same number of orders,
    /// up to [`SAMPLE_SIZE`].
    #[must_use]
    pub fn max_runs(self, runs: usize) -> Exploration {
        Exploration { max_runs: runs, sample_size: runs.min(SAMPLE_SIZE), ..self }
    }

    /// Limits the total number of turns of all runs, and separately of all samples. Each run of a program that never
    /// ends takes [`MAX_TURNS_PER_RUN`](crate::limits::MAX_TURNS_PER_RUN) turns.
    #[must_use]
    pub fn max_turns(self, turns: u64) -> Exploration {
        Exploration { max_turns: turns, ..self }
    }

    /// Sets the seed for sampling, which is used if there are too many orders to run.
    #[must_use]
    pub fn seed(self, seed: u64) -> Exploration {
        Exploration { seed, ..self }
    }

    /// Samples this many orders, and doesn't try to run all.
    #[must_use]
    pub fn sample(self, runs: usize) -> Exploration {
        Exploration { sample_size: runs, only_samples: true, ..self }
    }

    /// Returns the search, for a caller that advances it step by step.
    ///
    /// # Errors
    /// Fails if the program runs under a custom policy or isn't compiled in.
    pub fn search(self) -> Result<Search, ExploreError> {
        match self.program.built_in() {
            None => Err(ExploreError::NeedsProgram),
            Some(built_in) if built_in.has_policy() => Err(ExploreError::CustomPolicy),
            Some(_) => Ok(Search::new(self)),
        }
    }

    /// Explores all orders, and groups them by how they end and what they print.
    ///
    /// # Panics
    /// Panics if the program can't be explored. [`try_all`](Exploration::try_all) returns the [`ExploreError`] instead.
    #[must_use]
    pub fn all(self) -> Orders {
        self.try_all().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Explores all orders, and groups them by how they end and what they print.
    ///
    /// # Errors
    /// Fails if the program can't be explored.
    pub fn try_all(self) -> Result<Orders, ExploreError> {
        let mut search = self.search()?;
        while search.advance(usize::MAX)? == SearchStatus::Running {}
        Ok(search.orders())
    }

    /// Returns the shortest run whose outcome matches; if several are equally short, the first by its schedule. Returns
    /// `None` if no explored order has such an outcome.
    ///
    /// # Panics
    /// Panics with the [`ExploreError`] if the program can't be explored.
    pub fn find(self, matches: impl Fn(&Outcome) -> bool) -> Option<FoundRun> {
        self.find_or_orders(&matches).ok()
    }

    fn find_or_orders(self, matches: &dyn Fn(&Outcome) -> bool) -> Result<FoundRun, Box<Orders>> {
        let found = self.search().and_then(|search| search.find_or_orders(matches));
        found.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Asserts that no order has a matching outcome. Returns the orders, for further assertions: their coverage says
    /// whether all were searched, and their outcomes whether a run was cut off.
    ///
    /// # Panics
    /// Panics with the schedule of the shortest run that has a matching outcome, or with the [`ExploreError`] if the
    /// program can't be explored. Also panics if something outside the loop may wake a task in some order, because then
    /// it isn't known how that order ends: see [`without_threads`](Exploration::without_threads).
    #[track_caller]
    pub fn assert_never(self, matches: impl Fn(&Outcome) -> bool) -> Orders {
        match self.find_or_orders(&matches) {
            Ok(found) => panic!("{found}"),
            Err(orders) => match orders.shortest(Outcome::is_waiting) {
                Some(waiting) => panic!(
                    "it isn't known whether an order has this outcome, because something outside the loop may wake a \
                     task, such as another thread. If nothing does, call `without_threads`.\n{waiting}"
                ),
                None => *orders,
            },
        }
    }
}
