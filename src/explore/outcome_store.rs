//! Stores the outcomes of runs from some state to their end: the lines still to be printed, and how the run ends.
//!
//! Each outcome is stored once and identified by a number. It is a linked list: a line and the outcome after it, with
//! the termination at the end. So the outcomes of a state are those of its successors with lines prepended.

use super::outcome::OutcomeKind;
use crate::kit::history::{Fingerprint, FingerprintHasher};
use crate::record::event::Time;
#[expect(
    clippy::disallowed_types,
    reason = "it has fixed keys, its order is never used, and it is in the inner loop"
)]
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

/// A map whose hasher gives the same hashes in every run. Its order is never used.
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

/// The lines that a run printed between two choices, and the panics.
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

/// Stores each distinct value once and numbers it.
struct Interner<T> {
    values: Vec<T>,
    numbers: FixedHashMap<T, u32>,
}

impl<T> Default for Interner<T> {
    fn default() -> Interner<T> {
        Interner { values: Vec::new(), numbers: FixedHashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    fn intern(&mut self, value: T) -> u32 {
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
    lines: Interner<String>,
    terminations: Interner<Termination>,
    all: Interner<Entry>,
}

impl OutcomeStore {
    pub(super) fn line(&mut self, text: String) -> u32 {
        self.lines.intern(text)
    }

    pub(super) fn terminate(&mut self, termination: Termination) -> OutcomeId {
        let termination = self.terminations.intern(termination);
        OutcomeId(self.all.intern(Entry::Termination(termination)))
    }

    /// Returns how many outcomes are stored.
    pub(super) fn len(&self) -> usize {
        self.all.values.len()
    }

    /// Returns the outcome of a run that first passes through `segment`.
    pub(super) fn prepend(&mut self, segment: &Segment, outcome: OutcomeId) -> OutcomeId {
        let mut outcome = outcome;
        if !segment.panics.is_empty() {
            let (lines, mut termination) = self.lines_and_termination(outcome);
            termination.panics.extend(segment.panics.iter().cloned());
            termination.panics.sort();
            let termination = self.terminate(termination);
            outcome = self.prepend_lines(&lines, termination);
        }
        self.prepend_lines(&segment.lines, outcome)
    }

    fn prepend_lines(&mut self, lines: &[u32], mut outcome: OutcomeId) -> OutcomeId {
        for line in lines.iter().rev() {
            outcome = OutcomeId(self.all.intern(Entry::Line(*line, outcome)));
        }
        outcome
    }

    /// Strips `segment` from the start of an outcome. Returns `None` if the outcome doesn't start with it, or if that
    /// is unknown because the segment has a panic.
    pub(super) fn strip(&self, segment: &Segment, outcome: OutcomeId) -> Option<OutcomeId> {
        let mut outcome = outcome;
        for line in &segment.lines {
            match self.all.values[outcome.0 as usize] {
                Entry::Line(first, rest) if first == *line => outcome = rest,
                _ => return None,
            }
        }
        segment.panics.is_empty().then_some(outcome)
    }

    fn lines_and_termination(&self, outcome: OutcomeId) -> (Vec<u32>, Termination) {
        let (mut outcome, mut lines) = (outcome, Vec::new());
        loop {
            match self.all.values[outcome.0 as usize] {
                Entry::Line(line, rest) => {
                    lines.push(line);
                    outcome = rest;
                }
                Entry::Termination(termination) => {
                    return (lines, self.terminations.values[termination as usize].clone());
                }
            }
        }
    }

    /// Returns how an outcome ends.
    pub(super) fn kind(&self, outcome: OutcomeId) -> OutcomeKind {
        self.lines_and_termination(outcome).1.kind
    }

    /// Returns the printed lines of an outcome, and how it ends.
    pub(super) fn resolve(&self, outcome: OutcomeId) -> (Vec<String>, Termination) {
        let (lines, termination) = self.lines_and_termination(outcome);
        (lines.iter().map(|line| self.lines.values[*line as usize].clone()).collect(), termination)
    }
}
