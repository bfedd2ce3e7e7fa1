//! Builds the graph of the states that a program can reach, and visits each state once.
//!
//! A node is a state in which two or more tasks are ready, with the turn at which it is reached. A branch is
//! a choice and everything that follows, up to the next choice. Every branch leads to a later turn, so there are no
//! cycles, and the outcomes of a node can be computed from those of its successors, starting with the last turn.
//!
//! ```text
//!              turn 2          turn 3          turn 4
//!            ┌ a ─▶ (1,0) ── b ─┐
//!   start ───┤                  ├─▶ (1,1) …      2 orders lead here; the rest
//!            └ b ─▶ (0,1) ── a ─┘                runs once and counts twice
//! ```

use super::ExploreError;
use super::count::Count;
use super::outcome_store::{FixedHashMap, OutcomeId, OutcomeStore, Segment};
use super::run::{Run, Stop};
use super::tally::ShortestRun;
use crate::executor::PATIENCE;
use crate::kit::history::{self, Fingerprint};
use crate::limits::MAX_STATE_ROWS;
use crate::session::Program;
use std::collections::BTreeMap;

struct Node {
    turn: u32,
    state: Fingerprint,
    count: u32,
    parent: Option<(usize, u32)>,
    branches: Vec<Branch>,
}

struct Branch {
    task: Fingerprint,
    segment: Segment,
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
    /// The program's behavior depends on something that the recorded states leave out.
    Inexact,
}

/// The search, and the part of the graph that it has found.
#[derive(Default)]
pub(super) struct StateGraph {
    root: Option<Branch>,
    nodes: Vec<Node>,
    known: FixedHashMap<Fingerprint, usize>,
    unvisited: BTreeMap<u32, Vec<usize>>, // the nodes without branches, by turn
    pub(super) runs: usize,
    pub(super) turns: u64,
    with_patience: bool,
}

impl StateGraph {
    /// Returns how many states it has found.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the turn up to which all states are known.
    pub(super) fn frontier(&self) -> u32 {
        self.unvisited.keys().next().copied().unwrap_or(u32::MAX)
    }

    /// Finds the branches of the earliest unvisited node.
    pub(super) fn advance(
        &mut self,
        program: &Program,
        outcomes: &mut OutcomeStore,
    ) -> Result<Progress, ExploreError> {
        if self.root.is_none() {
            let mut run = Run::start(program, true);
            let stop = run.run_to_choice();
            self.root = Some(self.branch(Fingerprint::default(), stop, &mut run, None, outcomes));
            return Ok(self.progress());
        }
        let Some(mut earliest) = self.unvisited.first_entry() else { return Ok(Progress::Done) };
        let node = earliest.get_mut().pop();
        if earliest.get().is_empty() {
            earliest.remove();
        }
        let Some(node) = node else { return Ok(Progress::Running) };
        let choices = self.choices(node);
        for nth in 0..self.nodes[node].count {
            let replayed = Run::replay(program, &choices);
            let count = self.nodes[node].count;
            let is_same = |(run, stop): &(Run, Stop)| {
                matches!(stop, Stop::Choice(found) if *found == count)
                    && run.state(self.with_patience) == self.nodes[node].state
            };
            let Some((mut run, Stop::Choice(_))) = replayed.filter(is_same) else {
                return Err(ExploreError::NotReproducible);
            };
            let task = run.ready()[nth as usize].1;
            run.take_segment(outcomes); // earlier branches have these lines and panics
            let stop = run.choose(nth);
            let branch = self.branch(task, stop, &mut run, Some((node, nth)), outcomes);
            if history::is_inexact() {
                return Ok(Progress::Inexact);
            }
            self.nodes[node].branches.push(branch);
        }
        Ok(self.progress())
    }

    fn progress(&mut self) -> Progress {
        let last = self.unvisited.keys().next_back().copied().unwrap_or(0);
        if last as usize > PATIENCE && !self.with_patience {
            // Runs are now long enough for a livelock, so the number of turns without progress becomes part of the
            // state, and the search starts again.
            *self = StateGraph {
                with_patience: true,
                runs: self.runs,
                turns: self.turns,
                ..StateGraph::default()
            };
        }
        if self.root.is_some() && self.unvisited.is_empty() {
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
        let segment = run.take_segment(outcomes);
        let to = match stop {
            Stop::Ended(termination) => Target::Ended(outcomes.terminate(termination), run.turns()),
            Stop::Choice(count) => Target::Node(self.node(run, count, parent)),
        };
        Branch { task, segment, to }
    }

    fn node(&mut self, run: &Run, count: u32, parent: Option<(usize, u32)>) -> usize {
        let state = run.state(self.with_patience);
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        let (number, turn) = (self.nodes.len(), run.turns());
        self.nodes.push(Node { turn, state, count, parent, branches: Vec::new() });
        self.known.insert(state, number);
        self.unvisited.entry(turn).or_default().push(number);
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

/// The outcomes of every node that the search has found.
pub(super) struct OutcomeTable {
    rows: Vec<Vec<OutcomeCount>>, // of each node
    start: Vec<OutcomeCount>,
}

/// Builds the table, node by node.
pub(super) struct TableBuilder {
    table: OutcomeTable,
    unprocessed: Vec<usize>, // by turn; taken from the end
    rows_left: usize,        // how many rows may still be added
}

/// The error for more outcomes than fit in a table.
pub(super) struct TooManyOutcomes;

impl TableBuilder {
    pub(super) fn new(states: &StateGraph) -> TableBuilder {
        let table = OutcomeTable { rows: vec![Vec::new(); states.nodes.len()], start: Vec::new() };
        let mut unprocessed: Vec<_> = (0..states.nodes.len()).rev().collect();
        unprocessed.sort_by_key(|node| states.nodes[*node].turn);
        TableBuilder { table, unprocessed, rows_left: MAX_STATE_ROWS }
    }

    /// Adds one node. Returns the number of rows that were merged for it, or `None` if no node was left.
    pub(super) fn advance(
        &mut self,
        states: &StateGraph,
        outcomes: &mut OutcomeStore,
    ) -> Result<Option<usize>, TooManyOutcomes> {
        let Some(node) = self.unprocessed.pop() else { return Ok(None) };
        let mut rows = Vec::new();
        for branch in &states.nodes[node].branches {
            rows.extend(self.table.outcomes_of(branch, outcomes));
        }
        let taken = rows.len();
        let rows = merged(rows);
        self.rows_left = self.rows_left.checked_sub(rows.len()).ok_or(TooManyOutcomes)?;
        if outcomes.len() > 4 * MAX_STATE_ROWS {
            return Err(TooManyOutcomes);
        }
        self.table.rows[node] = rows;
        Ok(Some(taken))
    }

    /// Adds the remaining nodes, and returns the table.
    pub(super) fn finish(
        mut self,
        states: &StateGraph,
        outcomes: &mut OutcomeStore,
    ) -> Option<OutcomeTable> {
        while self.advance(states, outcomes).ok()?.is_some() {}
        let rows = states.root.as_ref().map(|root| self.table.outcomes_of(root, outcomes));
        self.table.start = merged(rows.unwrap_or_default());
        Some(self.table)
    }
}

impl OutcomeTable {
    /// Returns the outcomes of the runs that take this branch.
    fn outcomes_of(&self, branch: &Branch, outcomes: &mut OutcomeStore) -> Vec<OutcomeCount> {
        let mut rows = match branch.to {
            Target::Node(node) => self.rows[node].clone(),
            Target::Ended(outcome, turns) => {
                vec![OutcomeCount { outcome, orders: Count::ONE, turns }]
            }
        };
        for row in &mut rows {
            row.outcome = outcomes.prepend(&branch.segment, row.outcome);
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
        if branch.segment.panics.is_empty() {
            let rest = outcomes.strip(&branch.segment, whole)?;
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
        rows.into_iter().find(|row| outcomes.prepend(&branch.segment, row.outcome) == whole)
    }

    /// Returns the shortest run to an outcome; if several are equally short, the first by its choices.
    ///
    /// A node doesn't store the order of its ready queue, because that can differ between the paths that lead to it. So
    /// this follows a real run from the start, which has a queue.
    pub(super) fn shortest_run(
        &self,
        states: &StateGraph,
        program: &Program,
        outcomes: &mut OutcomeStore,
        outcome: OutcomeId,
    ) -> Option<ShortestRun> {
        let root = states.root.as_ref()?;
        let all = row_of(&self.start, outcome)?;
        let mut shortest =
            ShortestRun { outcome, orders: all.orders, turns: all.turns, choices: Vec::new() };
        let (mut at, mut rest) = (root.to, self.find(root, outcome, outcomes)?.outcome);
        let (mut run, _) = Run::replay(program, &[])?;
        while let Target::Node(node) = at {
            let ready = run.ready();
            let (nth, branch, row) = ready.iter().enumerate().find_map(|(nth, (_, task))| {
                let branch = states.nodes[node].branches.iter().find(|b| b.task == *task)?;
                let row = self.find(branch, rest, outcomes)?;
                (row.turns == shortest.turns).then_some((nth, branch, row))
            })?;
            let nth = u32::try_from(nth).unwrap_or(u32::MAX);
            shortest.choices.push(nth);
            run.choose(nth);
            (at, rest) = (branch.to, row.outcome);
        }
        Some(shortest)
    }

    /// Returns, for each option after these choices, the outcomes of the orders that take it.
    pub(super) fn branches(
        &self,
        states: &StateGraph,
        program: &Program,
        choices: &[u32],
    ) -> Vec<Vec<(OutcomeId, Count)>> {
        let Some((run, Stop::Choice(_))) = Run::replay(program, choices) else { return Vec::new() };
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

/// Merges rows with the same outcome, and sorts them by the outcome's id.
fn merged(mut rows: Vec<OutcomeCount>) -> Vec<OutcomeCount> {
    rows.sort_unstable_by_key(|row| row.outcome);
    rows.dedup_by(|row, merged| {
        let is_same = row.outcome == merged.outcome;
        if is_same {
            merged.orders += row.orders;
            merged.turns = merged.turns.min(row.turns);
        }
        is_same
    });
    rows
}
