//! The outcomes that runs have from one state on: the lines that are still printed, and how the run ends.
//!
//! Each outcome is stored once and has a number. An outcome is a termination, or a line and the outcome after it, so
//! the outcomes of a state are made from those of the states that follow by putting lines in front.

use super::outcome::OutcomeKind;
use crate::kit::history::{Fingerprint, FingerprintHasher};
use crate::record::event::Time;
#[expect(
    clippy::disallowed_types,
    reason = "it has fixed keys, its order is never looked at, and it is the inner loop"
)]
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

/// A map with a hasher that is the same in every run. Its order is never used.
#[expect(
    clippy::disallowed_types,
    reason = "as above: `FingerprintHasher` is the same in each run"
)]
pub(super) type FixedHashMap<K, V> = HashMap<K, V, BuildHasherDefault<FingerprintHasher>>;

/// Identifies an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OutcomeId(u32);

/// How a run ended, with identities for its tasks that are the same in every order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Termination {
    pub(super) kind: OutcomeKind,
    pub(super) clock: Time,
    /// The tasks that are left: which one, whether its last waker was dropped, what it waits for.
    pub(super) left: Vec<(Fingerprint, bool, Fingerprint)>,
    /// The tasks that panicked, each with its message.
    pub(super) panics: Vec<(Fingerprint, String)>,
}

/// What happened between two choices.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    pub(super) lines: Vec<u32>,
    pub(super) panics: Vec<(Fingerprint, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Entry {
    Termination(u32),
    Line(u32, OutcomeId),
}

/// Values, each stored once, and their numbers.
struct Store<T> {
    values: Vec<T>,
    numbers: FixedHashMap<T, u32>,
}

impl<T> Default for Store<T> {
    fn default() -> Store<T> {
        Store { values: Vec::new(), numbers: FixedHashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Store<T> {
    fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).expect("the limit of a search is far below");
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }
}

/// All outcomes that were found.
#[derive(Default)]
pub(super) struct OutcomeStore {
    lines: Store<String>,
    closes: Store<Termination>,
    all: Store<Entry>,
}

impl OutcomeStore {
    pub(super) fn line(&mut self, text: String) -> u32 {
        self.lines.number(text)
    }

    pub(super) fn terminate(&mut self, close: Termination) -> OutcomeId {
        let close = self.closes.number(close);
        OutcomeId(self.all.number(Entry::Termination(close)))
    }

    /// Returns how many outcomes are stored.
    pub(super) fn len(&self) -> usize {
        self.all.values.len()
    }

    /// Returns the outcome of a run that passes through `label` first.
    pub(super) fn behind(&mut self, label: &Segment, outcome: OutcomeId) -> OutcomeId {
        let mut outcome = outcome;
        if !label.panics.is_empty() {
            let (lines, mut close) = self.unfold(outcome);
            close.panics.extend(label.panics.iter().cloned());
            close.panics.sort();
            let close = self.terminate(close);
            outcome = self.printing(&lines, close);
        }
        self.printing(&label.lines, outcome)
    }

    fn printing(&mut self, lines: &[u32], mut outcome: OutcomeId) -> OutcomeId {
        for line in lines.iter().rev() {
            outcome = OutcomeId(self.all.number(Entry::Line(*line, outcome)));
        }
        outcome
    }

    /// Returns what is left of an outcome after `label`. `None` where the outcome does not begin with the label, or
    /// where that is unknown because a task panicked in it.
    pub(super) fn without(&self, label: &Segment, outcome: OutcomeId) -> Option<OutcomeId> {
        let mut outcome = outcome;
        for line in &label.lines {
            match self.all.values[outcome.0 as usize] {
                Entry::Line(first, rest) if first == *line => outcome = rest,
                _ => return None,
            }
        }
        label.panics.is_empty().then_some(outcome)
    }

    fn unfold(&self, outcome: OutcomeId) -> (Vec<u32>, Termination) {
        let (mut outcome, mut lines) = (outcome, Vec::new());
        loop {
            match self.all.values[outcome.0 as usize] {
                Entry::Line(line, rest) => {
                    lines.push(line);
                    outcome = rest;
                }
                Entry::Termination(close) => {
                    return (lines, self.closes.values[close as usize].clone());
                }
            }
        }
    }

    /// Returns how an outcome ends.
    pub(super) fn kind(&self, outcome: OutcomeId) -> OutcomeKind {
        self.unfold(outcome).1.kind
    }

    /// Returns the lines of an outcome, and its termination.
    pub(super) fn tell(&self, outcome: OutcomeId) -> (Vec<String>, Termination) {
        let (lines, close) = self.unfold(outcome);
        (lines.iter().map(|line| self.lines.values[*line as usize].clone()).collect(), close)
    }
}
