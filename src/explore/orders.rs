//! What a search found: the orders in groups, and the tree of choices.

use super::count::Count;
use super::found_run::FoundRun;
use super::outcome::{Outcome, OutcomeKind};
use super::outcome_store::{OutcomeId, OutcomeStore};
use super::run::{Run, Stop};
use super::state_graph::{OutcomeTable, StateGraph};
use super::tally::{ShortestRun, Tally};
use crate::limits::MAX_GROUPS_IN_ORDER;
use crate::record::event::TaskId;
use crate::session::Program;
use crate::session::schedule::Schedule;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// The orders of a program, grouped by outcome.
pub struct Orders {
    program: Program,
    outcomes: RefCell<OutcomeStore>,
    findings: Findings,
    /// How the orders were searched.
    pub method: Method,
    /// How many of them were searched.
    pub coverage: Coverage,
    /// How many orders were searched.
    pub total: Count,
    /// The groups: the worst outcome first, then the largest group.
    pub groups: Vec<Group>,
}

/// Orders with the same outcome.
#[derive(Clone, Debug)]
pub struct Group {
    /// Their outcome, with the turns of the shortest run.
    pub outcome: Outcome,
    /// How many orders have it.
    pub orders: Count,
    id: OutcomeId,
}

/// How orders are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// One run for each order.
    EveryOrder,
    /// One run for each state. The number counts the states in which there is a choice.
    States(usize),
}

/// How many of all orders were searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// All.
    All,
    /// The search was stopped early.
    Part {
        /// How many runs were made.
        runs: usize,
    },
    /// Random orders were sampled.
    Sampled {
        /// How many runs were made.
        runs: usize,
        /// The seed.
        seed: u64,
        /// The limit of runs, if the search tried every order first and exceeded it.
        beyond: Option<usize>,
    },
}

impl Coverage {
    /// Returns the singular and plural of what is counted. A sample counts runs, since it may contain an order twice.
    #[must_use]
    pub fn noun(self) -> (&'static str, &'static str) {
        if let Coverage::Sampled { .. } = self { ("run", "runs") } else { ("order", "orders") }
    }
}

/// An option of a choice, and what follows it.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The task that is polled.
    pub task: TaskId,
    /// How many orders poll it here.
    pub orders: Count,
    /// How they end, the worst first.
    pub outcomes: Vec<(OutcomeKind, Count)>,
}

/// What the search found, in the form that answers further queries.
pub(super) enum Findings {
    States(StateGraph, OutcomeTable),
    Runs(Tally),
}

impl Orders {
    pub(super) fn new(
        program: Program,
        outcomes: OutcomeStore,
        findings: Findings,
        method: Method,
        coverage: Coverage,
    ) -> Orders {
        let group = |outcome, orders, turns| Group {
            outcome: Outcome::new(outcomes.resolve(outcome), turns),
            orders,
            id: outcome,
        };
        let mut groups: Vec<_> = match &findings {
            Findings::States(_, table) => {
                table.rows().iter().map(|row| group(row.outcome, row.orders, row.turns)).collect()
            }
            Findings::Runs(outcomes) => outcomes
                .shortest_runs()
                .iter()
                .map(|best| group(best.outcome, best.orders, best.turns))
                .collect(),
        };
        groups.sort_by(|one, other| {
            let rank = |group: &Group| (group.outcome.kind(), !group.outcome.has_panicked());
            let size = other.orders.cmp(&one.orders);
            let turns = one.outcome.turns().cmp(&other.outcome.turns());
            let printed = one.outcome.printed().cmp(other.outcome.printed());
            rank(one).cmp(&rank(other)).then(size).then(turns).then(printed)
        });
        let outcomes = RefCell::new(outcomes);
        if groups.len() <= MAX_GROUPS_IN_ORDER {
            // Ties are resolved by the schedule, so the loop's default order comes first.
            groups.sort_by_cached_key(|group| {
                let best = best(&program, &findings, &outcomes, group.id);
                let rank = (group.outcome.kind(), !group.outcome.has_panicked());
                (rank, Reverse(group.orders), group.outcome.turns(), best.map(|best| best.choices))
            });
        }
        let total = groups.iter().map(|group| group.orders).sum();
        Orders { program, outcomes, findings, method, coverage, total, groups }
    }

    /// Returns the schedule of the shortest run of this group; if several are equally short, the first by its choices.
    #[must_use]
    pub fn schedule(&self, group: &Group) -> Schedule {
        self.best(group.id).map(|best| Schedule::new(best.choices.clone())).unwrap_or_default()
    }

    fn best(&self, outcome: OutcomeId) -> Option<ShortestRun> {
        best(&self.program, &self.findings, &self.outcomes, outcome)
    }

    /// Returns the shortest run whose outcome matches; if several are equally short, the first by its choices.
    pub fn shortest(&self, matches: impl Fn(&Outcome) -> bool) -> Option<FoundRun> {
        let groups = self.groups.iter().filter(|group| matches(&group.outcome));
        let groups: Vec<_> = groups.collect();
        let turns = groups.iter().map(|group| group.outcome.turns()).min()?;
        let shortest = groups.into_iter().filter(|group| group.outcome.turns() == turns);
        let of = |group: &'_ Group| Some((self.best(group.id)?.choices, group.clone()));
        let (choices, group) = shortest.filter_map(of).min_by(|one, other| one.0.cmp(&other.0))?;
        Some(FoundRun::new(&self.program, Schedule::new(choices), group, self))
    }

    /// Returns the options after these choices, one for each ready task: the children of this node in the tree of all
    /// orders. Empty if nothing is left to choose.
    #[must_use]
    pub fn branches(&self, choices: &[u32]) -> Vec<Branch> {
        let ready = match Run::replay(&self.program, choices) {
            Some((run, Stop::Choice(_))) => run.ready(),
            _ => return Vec::new(),
        };
        let branches = match &self.findings {
            Findings::States(states, table) => table.branches(states, &self.program, choices),
            Findings::Runs(outcomes) => outcomes.branches(choices),
        };
        let mut branches = branches.into_iter();
        let branch = |(task, _)| {
            let mut outcomes = BTreeMap::<OutcomeKind, Count>::new();
            for (outcome, orders) in branches.next().unwrap_or_default() {
                *outcomes.entry(self.outcomes.borrow().kind(outcome)).or_default() += orders;
            }
            Branch {
                task,
                orders: outcomes.values().copied().sum(),
                outcomes: outcomes.into_iter().collect(),
            }
        };
        ready.into_iter().map(branch).collect()
    }

    /// Returns how many orders were stopped, or wait for something outside the loop. What they would do next isn't known.
    #[must_use]
    pub fn unknown_ends(&self) -> Count {
        let groups = self.groups.iter().filter(|group| !group.outcome.kind().is_final());
        groups.map(|group| group.orders).sum()
    }

    /// Returns the program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }
}

fn best(
    program: &Program,
    findings: &Findings,
    outcomes: &RefCell<OutcomeStore>,
    outcome: OutcomeId,
) -> Option<ShortestRun> {
    match findings {
        Findings::States(states, table) => {
            table.shortest_run(states, program, &mut outcomes.borrow_mut(), outcome)
        }
        Findings::Runs(outcomes) => {
            outcomes.shortest_runs().iter().find(|best| best.outcome == outcome).cloned()
        }
    }
}

impl fmt::Display for Orders {
    /// Writes one line: how many orders, and how that is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_summary(f, self.total, self.unknown_ends(), self.coverage, self.method)
    }
}

/// Writes one line: how many orders, and how that is known.
pub(super) fn write_summary(
    f: &mut fmt::Formatter<'_>,
    total: Count,
    unknown_ends: Count,
    coverage: Coverage,
    method: Method,
) -> fmt::Result {
    let orders = if total == Count::ONE { "order" } else { "orders" };
    match coverage {
        Coverage::All if unknown_ends > Count::default() => {
            write!(f, "{total} {orders}, {unknown_ends} of them without a known end, {method}")
        }
        Coverage::All if total == Count::ONE => f.write_str("the only order that is possible"),
        Coverage::All => write!(f, "all {total} {orders}, {method}"),
        Coverage::Part { runs } => {
            let runs = Count::from(runs as u128);
            write!(f, "stopped after {runs} runs: {total} {orders}, but not all")
        }
        Coverage::Sampled { runs, seed, beyond } => {
            let noun = if runs == 1 { "order" } else { "orders" };
            write!(f, "{} random {noun}, drawn with seed {seed}", Count::from(runs as u128))?;
            match beyond {
                Some(limit) => {
                    let noun = if limit == 1 { "run" } else { "runs" };
                    let limit = Count::from(limit as u128);
                    write!(f, ", because all would take more than {limit} {noun}")
                }
                None => Ok(()),
            }
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Method::EveryOrder => f.write_str("each of them run"),
            Method::States(1) => f.write_str("1 state explored"),
            Method::States(states) => {
                write!(f, "{} states explored", Count::from(*states as u128))
            }
        }
    }
}
