//! Each state once: the graph of the places that a program can come to.
//!
//! A node is a state at which two or more tasks are ready, with the turn at which it is met; a branch is
//! a choice and all that follows up to the next one. Every branch leads to a later turn, so there are no
//! rings, and what becomes of a node can be worked out from the nodes behind it, last turn first.
//!
//! ```text
//!              turn 2          turn 3          turn 4
//!            ┌ a ─▶ (1,0) ── b ─┐
//!   start ───┤                  ├─▶ (1,1) …      2 orders lead here, and what lies behind it
//!            └ b ─▶ (0,1) ── a ─┘                is run once and counted twice
//! ```

use super::Refusal;
use super::count::Count;
use super::ends::{Best, run_to};
use super::fate::{FateId, Fates, Label, Map};
use super::run::{Run, Stop};
use crate::executor::PATIENCE;
use crate::kit::watch::{self, Print};
use crate::session::Program;
use std::collections::BTreeMap;

/// So many fates are kept at most, over all nodes.
const MOST_ROWS: usize = 2_000_000;

struct Node {
    turn: u32,
    count: u32,
    parent: Option<(usize, u32)>,
    branches: Vec<Branch>,
}

struct Branch {
    task: Print,
    label: Label,
    to: To,
}

#[derive(Clone, Copy)]
enum To {
    Node(usize),
    End(FateId, u32),
}

/// One fate of a node: how many orders lead to it, and the last turn of the shortest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) fate: FateId,
    pub(super) orders: Count,
    pub(super) turns: u32,
}

/// What one step of the search came to.
pub(super) enum Met {
    More,
    Done,
    /// The program does what remembering states cannot see.
    Strange,
}

/// The search.
#[derive(Default)]
pub(super) struct States {
    root: Option<Branch>,
    nodes: Vec<Node>,
    known: Map<Print, usize>,
    waiting: BTreeMap<u32, Vec<usize>>, // the nodes without branches, by their turn, last one first
    pub(super) runs: usize,
    pub(super) turns: u64,
    with_patience: bool,
}

impl States {
    /// How many states it has met.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Before this turn, all is known.
    pub(super) fn frontier(&self) -> u32 {
        self.waiting.keys().next().copied().unwrap_or(u32::MAX)
    }

    /// Finds the branches of one node, the earliest that has none.
    pub(super) fn advance(&mut self, program: &Program, fates: &mut Fates) -> Result<Met, Refusal> {
        if self.root.is_none() {
            let mut run = Run::start(program, true);
            let stop = run.go_on();
            self.root = Some(self.branch(Print::default(), stop, &mut run, None, fates));
            return Ok(self.met());
        }
        let Some(mut earliest) = self.waiting.first_entry() else { return Ok(Met::Done) };
        let node = earliest.get_mut().pop();
        if earliest.get().is_empty() {
            earliest.remove();
        }
        let Some(node) = node else { return Ok(Met::More) };
        let choices = self.choices(node);
        for nth in 0..self.nodes[node].count {
            let place = run_to(program, &choices);
            let count = self.nodes[node].count;
            let Some((mut run, Stop::Choice(_))) =
                place.filter(|(_, stop)| matches!(stop, Stop::Choice(found) if *found == count))
            else {
                return Err(Refusal::NotTheSame);
            };
            let task = run.ready()[nth as usize].1;
            run.label(fates); // what led here is on the branches before
            let stop = run.choose(nth);
            let branch = self.branch(task, stop, &mut run, Some((node, nth)), fates);
            if watch::is_strange() {
                return Ok(Met::Strange);
            }
            self.nodes[node].branches.push(branch);
        }
        Ok(self.met())
    }

    fn met(&mut self) -> Met {
        let last = self.waiting.keys().next_back().copied().unwrap_or(0);
        if last as usize > PATIENCE && !self.with_patience {
            // Long enough for a livelock: from here on it matters how long nothing has happened.
            *self = States {
                with_patience: true,
                runs: self.runs,
                turns: self.turns,
                ..States::default()
            };
        }
        if self.root.is_some() && self.waiting.is_empty() { Met::Done } else { Met::More }
    }

    fn branch(
        &mut self,
        task: Print,
        stop: Stop,
        run: &mut Run,
        parent: Option<(usize, u32)>,
        fates: &mut Fates,
    ) -> Branch {
        self.runs += 1;
        self.turns += u64::from(run.turns());
        let label = run.label(fates);
        let to = match stop {
            Stop::End(close) => To::End(fates.close(close), run.turns()),
            Stop::Choice(count) => To::Node(self.node(run, count, parent)),
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

    /// The choices of the run that came to this node first.
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

/// What becomes of every node, as far as the search has come.
pub(super) struct Table {
    rows: Vec<Vec<Row>>,
    start: Vec<Row>,
}

/// A table that is being worked out, node by node.
pub(super) struct Tabling {
    table: Table,
    order: Vec<usize>, // the nodes that are left, of the first turn first: they are taken from the back
    left: usize,       // so many rows may still come
}

/// There are too many fates for a table.
pub(super) struct TooMany;

impl Tabling {
    pub(super) fn new(states: &States) -> Tabling {
        let table = Table { rows: vec![Vec::new(); states.nodes.len()], start: Vec::new() };
        let mut order: Vec<_> = (0..states.nodes.len()).rev().collect();
        order.sort_by_key(|node| states.nodes[*node].turn);
        Tabling { table, order, left: MOST_ROWS }
    }

    /// One node more, and how many rows that took; `None` where no node was left.
    pub(super) fn advance(
        &mut self,
        states: &States,
        fates: &mut Fates,
    ) -> Result<Option<usize>, TooMany> {
        let Some(node) = self.order.pop() else { return Ok(None) };
        let mut rows = Vec::new();
        for branch in &states.nodes[node].branches {
            rows.extend(self.table.behind(branch, fates));
        }
        let taken = rows.len();
        let rows = merged(rows);
        self.left = self.left.checked_sub(rows.len()).ok_or(TooMany)?;
        if fates.len() > 4 * MOST_ROWS {
            return Err(TooMany);
        }
        self.table.rows[node] = rows;
        Ok(Some(taken))
    }

    /// The table, with what was left to do.
    pub(super) fn finish(mut self, states: &States, fates: &mut Fates) -> Option<Table> {
        while self.advance(states, fates).ok()?.is_some() {}
        let rows = states.root.as_ref().map(|root| self.table.behind(root, fates));
        self.table.start = merged(rows.unwrap_or_default());
        Some(self.table)
    }
}

impl Table {
    /// The fates of one who takes this branch.
    fn behind(&self, branch: &Branch, fates: &mut Fates) -> Vec<Row> {
        let mut rows = match branch.to {
            To::Node(node) => self.rows[node].clone(),
            To::End(fate, turns) => vec![Row { fate, orders: Count::ONE, turns }],
        };
        for row in &mut rows {
            row.fate = fates.behind(&branch.label, row.fate);
        }
        rows
    }

    /// The fates of the program.
    pub(super) fn rows(&self) -> &[Row] {
        &self.start
    }

    /// The row of this fate on a branch, given the fate of one who takes it.
    fn find(&self, branch: &Branch, whole: FateId, fates: &mut Fates) -> Option<Row> {
        if branch.label.panics.is_empty() {
            let rest = fates.without(&branch.label, whole)?;
            return match branch.to {
                To::End(fate, turns) => {
                    (fate == rest).then_some(Row { fate, orders: Count::ONE, turns })
                }
                To::Node(node) => row_of(&self.rows[node], rest),
            };
        }
        let rows = match branch.to {
            To::Node(node) => self.rows[node].clone(),
            To::End(fate, turns) => vec![Row { fate, orders: Count::ONE, turns }],
        };
        rows.into_iter().find(|row| fates.behind(&branch.label, row.fate) == whole)
    }

    /// The shortest run to a fate, and of several the first by its choices.
    ///
    /// A node does not know in which order its tasks stand in the queue: two ways that lead to it may differ
    /// in that. So the choices are found going forward, in a run that has a queue.
    pub(super) fn best(
        &self,
        states: &States,
        program: &Program,
        fates: &mut Fates,
        fate: FateId,
    ) -> Option<Best> {
        let root = states.root.as_ref()?;
        let all = row_of(&self.start, fate)?;
        let mut best = Best { fate, orders: all.orders, turns: all.turns, choices: Vec::new() };
        let (mut at, mut rest) = (root.to, self.find(root, fate, fates)?.fate);
        let (mut run, _) = run_to(program, &[])?;
        while let To::Node(node) = at {
            let ready = run.ready();
            let (nth, branch, row) = ready.iter().enumerate().find_map(|(nth, (_, task))| {
                let branch = states.nodes[node].branches.iter().find(|b| b.task == *task)?;
                let row = self.find(branch, rest, fates)?;
                (row.turns == best.turns).then_some((nth, branch, row))
            })?;
            let nth = u32::try_from(nth).unwrap_or(u32::MAX);
            best.choices.push(nth);
            run.choose(nth);
            (at, rest) = (branch.to, row.fate);
        }
        Some(best)
    }

    /// For each choice behind these: the fates of the orders that take it.
    pub(super) fn branches(
        &self,
        states: &States,
        program: &Program,
        choices: &[u32],
    ) -> Vec<Vec<(FateId, Count)>> {
        let Some((run, Stop::Choice(_))) = run_to(program, choices) else { return Vec::new() };
        let Some(node) = states.known.get(&run.state(states.with_patience)) else {
            return Vec::new();
        };
        let branches = &states.nodes[*node].branches;
        let of = |branch: &Branch| match branch.to {
            To::Node(node) => self.rows[node].iter().map(|row| (row.fate, row.orders)).collect(),
            To::End(fate, _) => vec![(fate, Count::ONE)],
        };
        let ready = run.ready().into_iter();
        let found = ready.map(|(_, task)| branches.iter().find(|branch| branch.task == task));
        found.map(|branch| branch.map(of).unwrap_or_default()).collect()
    }
}

fn row_of(rows: &[Row], fate: FateId) -> Option<Row> {
    rows.binary_search_by_key(&fate, |row| row.fate).ok().map(|found| rows[found])
}

/// One row a fate, by the numbers of the fates.
fn merged(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_unstable_by_key(|row| row.fate);
    rows.dedup_by(|row, kept| {
        let is_same = row.fate == kept.fate;
        if is_same {
            kept.orders += row.orders;
            kept.turns = kept.turns.min(row.turns);
        }
        is_same
    });
    rows
}
