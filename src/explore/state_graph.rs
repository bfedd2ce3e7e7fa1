//! Each state once: the graph of the states that a program can reach.
//!
//! A node is a state at which two or more tasks are ready, with the turn at which it is reached; a branch is
//! a choice and all that follows up to the next one. Every branch leads to a later turn, so there are no
//! cycles, and the outcomes of a node follow from those of the nodes after it, last turn first.
//!
//! ```text
//!              turn 2          turn 3          turn 4
//!            ┌ a ─▶ (1,0) ── b ─┐
//!   start ───┤                  ├─▶ (1,1) …      2 orders lead here, and what follows
//!            └ b ─▶ (0,1) ── a ─┘                is run once and counted twice
//! ```

use super::ExploreError;
use super::count::Count;
use super::outcome_store::{FixedHashMap, OutcomeId, OutcomeStore, Segment};
use super::run::{Run, Stop};
use super::tally::{ShortestRun, run_to};
use crate::executor::PATIENCE;
use crate::kit::history::{self, Fingerprint};
use crate::limits::MAX_STATE_ROWS;
use crate::session::Program;
use std::collections::BTreeMap;

struct Node {
    turn: u32,
    count: u32,
    parent: Option<(usize, u32)>,
    branches: Vec<Branch>,
}

struct Branch {
    task: Fingerprint,
    label: Segment,
    to: Target,
}

#[derive(Clone, Copy)]
enum Target {
    Node(usize),
    Ended(OutcomeId, u32),
}

/// One outcome of a node: how many orders lead to it, and the last turn of the shortest.
#[derive(Clone, Copy, Debug)]
pub(super) struct OutcomeCount {
    pub(super) outcome: OutcomeId,
    pub(super) orders: Count,
    pub(super) turns: u32,
}

/// Whether the search has more to do.
pub(super) enum Progress {
    Running,
    Done,
    /// The program does what the notes on its states do not describe.
    Inexact,
}

/// The search, and the graph as far as it is known.
#[derive(Default)]
pub(super) struct StateGraph {
    root: Option<Branch>,
    nodes: Vec<Node>,
    known: FixedHashMap<Fingerprint, usize>,
    waiting: BTreeMap<u32, Vec<usize>>, // the nodes without branches, by their turn, last one first
    pub(super) runs: usize,
    pub(super) turns: u64,
    with_patience: bool,
}

impl StateGraph {
    /// Returns how many states it has found.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the turn before which everything is known.
    pub(super) fn frontier(&self) -> u32 {
        self.waiting.keys().next().copied().unwrap_or(u32::MAX)
    }

    /// Finds the branches of the earliest node that has none.
    pub(super) fn advance(
        &mut self,
        program: &Program,
        outcomes: &mut OutcomeStore,
    ) -> Result<Progress, ExploreError> {
        if self.root.is_none() {
            let mut run = Run::start(program, true);
            let stop = run.go_on();
            self.root = Some(self.branch(Fingerprint::default(), stop, &mut run, None, outcomes));
            return Ok(self.met());
        }
        let Some(mut earliest) = self.waiting.first_entry() else { return Ok(Progress::Done) };
        let node = earliest.get_mut().pop();
        if earliest.get().is_empty() {
            earliest.remove();
        }
        let Some(node) = node else { return Ok(Progress::Running) };
        let choices = self.choices(node);
        for nth in 0..self.nodes[node].count {
            let place = run_to(program, &choices);
            let count = self.nodes[node].count;
            let Some((mut run, Stop::Choice(_))) =
                place.filter(|(_, stop)| matches!(stop, Stop::Choice(found) if *found == count))
            else {
                return Err(ExploreError::NotReproducible);
            };
            let task = run.ready()[nth as usize].1;
            run.label(outcomes); // what led here is on the branches before
            let stop = run.choose(nth);
            let branch = self.branch(task, stop, &mut run, Some((node, nth)), outcomes);
            if history::is_inexact() {
                return Ok(Progress::Inexact);
            }
            self.nodes[node].branches.push(branch);
        }
        Ok(self.met())
    }

    fn met(&mut self) -> Progress {
        let last = self.waiting.keys().next_back().copied().unwrap_or(0);
        if last as usize > PATIENCE && !self.with_patience {
            // Long enough for a livelock: from here on it matters how long nothing has happened.
            *self = StateGraph {
                with_patience: true,
                runs: self.runs,
                turns: self.turns,
                ..StateGraph::default()
            };
        }
        if self.root.is_some() && self.waiting.is_empty() {
            Progress::Done
        } else {
            Progress::Running
        }
    }

    fn branch(
        &mut self,
        task: Fingerprint,
        stop: Stop,
        run: &mut Run,
        parent: Option<(usize, u32)>,
        outcomes: &mut OutcomeStore,
    ) -> Branch {
        self.runs += 1;
        self.turns += u64::from(run.turns());
        let label = run.label(outcomes);
        let to = match stop {
            Stop::Ended(close) => Target::Ended(outcomes.terminate(close), run.turns()),
            Stop::Choice(count) => Target::Node(self.node(run, count, parent)),
        };
        Branch { task, label, to }
    }

    fn node(&mut self, run: &Run, count: u32, parent: Option<(usize, u32)>) -> usize {
        let state = run.state(self.with_patience);
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        let (number, turn) = (self.nodes.len(), run.turns());
        self.nodes.push(Node { turn, count, parent, branches: Vec::new() });
        self.known.insert(state, number);
        self.waiting.entry(turn).or_default().push(number);
        number
    }

    /// Returns the choices of the run that reached this node first.
    fn choices(&self, node: usize) -> Vec<u32> {
        let (mut at, mut choices) = (node, Vec::new());
        while let Some((parent, nth)) = self.nodes[at].parent {
            choices.push(nth);
            at = parent;
        }
        choices.reverse();
        choices
    }
}

/// The outcomes of every node, as far as the graph is known.
pub(super) struct OutcomeTable {
    rows: Vec<Vec<OutcomeCount>>,
    start: Vec<OutcomeCount>,
}

/// Builds the table, node by node.
pub(super) struct TableBuilder {
    table: OutcomeTable,
    order: Vec<usize>, // the nodes that are left, of the first turn first: they are taken from the back
    left: usize,       // how many rows may still be added
}

/// There are too many outcomes for a table.
pub(super) struct TooMany;

impl TableBuilder {
    pub(super) fn new(states: &StateGraph) -> TableBuilder {
        let table = OutcomeTable { rows: vec![Vec::new(); states.nodes.len()], start: Vec::new() };
        let mut order: Vec<_> = (0..states.nodes.len()).rev().collect();
        order.sort_by_key(|node| states.nodes[*node].turn);
        TableBuilder { table, order, left: MAX_STATE_ROWS }
    }

    /// Adds one node, and returns how many rows that took; `None` where no node was left.
    pub(super) fn advance(
        &mut self,
        states: &StateGraph,
        outcomes: &mut OutcomeStore,
    ) -> Result<Option<usize>, TooMany> {
        let Some(node) = self.order.pop() else { return Ok(None) };
        let mut rows = Vec::new();
        for branch in &states.nodes[node].branches {
            rows.extend(self.table.behind(branch, outcomes));
        }
        let taken = rows.len();
        let rows = merged(rows);
        self.left = self.left.checked_sub(rows.len()).ok_or(TooMany)?;
        if outcomes.len() > 4 * MAX_STATE_ROWS {
            return Err(TooMany);
        }
        self.table.rows[node] = rows;
        Ok(Some(taken))
    }

    /// Adds all nodes that are left, and returns the table.
    pub(super) fn finish(
        mut self,
        states: &StateGraph,
        outcomes: &mut OutcomeStore,
    ) -> Option<OutcomeTable> {
        while self.advance(states, outcomes).ok()?.is_some() {}
        let rows = states.root.as_ref().map(|root| self.table.behind(root, outcomes));
        self.table.start = merged(rows.unwrap_or_default());
        Some(self.table)
    }
}

impl OutcomeTable {
    /// Returns the outcomes of the runs that take this branch.
    fn behind(&self, branch: &Branch, outcomes: &mut OutcomeStore) -> Vec<OutcomeCount> {
        let mut rows = match branch.to {
            Target::Node(node) => self.rows[node].clone(),
            Target::Ended(outcome, turns) => {
                vec![OutcomeCount { outcome, orders: Count::ONE, turns }]
            }
        };
        for row in &mut rows {
            row.outcome = outcomes.behind(&branch.label, row.outcome);
        }
        rows
    }

    /// Returns the outcomes of the program.
    pub(super) fn rows(&self) -> &[OutcomeCount] {
        &self.start
    }

    /// Returns the row of the node after a branch, given the outcome of a run that takes the branch.
    fn find(
        &self,
        branch: &Branch,
        whole: OutcomeId,
        outcomes: &mut OutcomeStore,
    ) -> Option<OutcomeCount> {
        if branch.label.panics.is_empty() {
            let rest = outcomes.without(&branch.label, whole)?;
            return match branch.to {
                Target::Ended(outcome, turns) => {
                    (outcome == rest).then_some(OutcomeCount { outcome, orders: Count::ONE, turns })
                }
                Target::Node(node) => row_of(&self.rows[node], rest),
            };
        }
        let rows = match branch.to {
            Target::Node(node) => self.rows[node].clone(),
            Target::Ended(outcome, turns) => {
                vec![OutcomeCount { outcome, orders: Count::ONE, turns }]
            }
        };
        rows.into_iter().find(|row| outcomes.behind(&branch.label, row.outcome) == whole)
    }

    /// Returns the shortest run to an outcome, and of several the first by its choices.
    ///
    /// A node does not know the order of its ready queue, because two ways that lead to it may differ in that. So the
    /// choices are found going forward, in a run that has a queue.
    pub(super) fn best(
        &self,
        states: &StateGraph,
        program: &Program,
        outcomes: &mut OutcomeStore,
        outcome: OutcomeId,
    ) -> Option<ShortestRun> {
        let root = states.root.as_ref()?;
        let all = row_of(&self.start, outcome)?;
        let mut best =
            ShortestRun { outcome, orders: all.orders, turns: all.turns, choices: Vec::new() };
        let (mut at, mut rest) = (root.to, self.find(root, outcome, outcomes)?.outcome);
        let (mut run, _) = run_to(program, &[])?;
        while let Target::Node(node) = at {
            let ready = run.ready();
            let (nth, branch, row) = ready.iter().enumerate().find_map(|(nth, (_, task))| {
                let branch = states.nodes[node].branches.iter().find(|b| b.task == *task)?;
                let row = self.find(branch, rest, outcomes)?;
                (row.turns == best.turns).then_some((nth, branch, row))
            })?;
            let nth = u32::try_from(nth).unwrap_or(u32::MAX);
            best.choices.push(nth);
            run.choose(nth);
            (at, rest) = (branch.to, row.outcome);
        }
        Some(best)
    }

    /// Returns, for each option after these choices, the outcomes of the orders that take it.
    pub(super) fn branches(
        &self,
        states: &StateGraph,
        program: &Program,
        choices: &[u32],
    ) -> Vec<Vec<(OutcomeId, Count)>> {
        let Some((run, Stop::Choice(_))) = run_to(program, choices) else { return Vec::new() };
        let Some(node) = states.known.get(&run.state(states.with_patience)) else {
            return Vec::new();
        };
        let branches = &states.nodes[*node].branches;
        let of = |branch: &Branch| match branch.to {
            Target::Node(node) => {
                self.rows[node].iter().map(|row| (row.outcome, row.orders)).collect()
            }
            Target::Ended(outcome, _) => vec![(outcome, Count::ONE)],
        };
        let ready = run.ready().into_iter();
        let found = ready.map(|(_, task)| branches.iter().find(|branch| branch.task == task));
        found.map(|branch| branch.map(of).unwrap_or_default()).collect()
    }
}

fn row_of(rows: &[OutcomeCount], outcome: OutcomeId) -> Option<OutcomeCount> {
    rows.binary_search_by_key(&outcome, |row| row.outcome).ok().map(|found| rows[found])
}

/// Merges the rows of each outcome, and sorts them by its number.
fn merged(mut rows: Vec<OutcomeCount>) -> Vec<OutcomeCount> {
    rows.sort_unstable_by_key(|row| row.outcome);
    rows.dedup_by(|row, kept| {
        let is_same = row.outcome == kept.outcome;
        if is_same {
            kept.orders += row.orders;
            kept.turns = kept.turns.min(row.turns);
        }
        is_same
    });
    rows
}
