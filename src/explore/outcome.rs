//! How a run ends, as one who looks for a run asks for it.

use super::outcome_store::Termination;
use crate::record::event::{Time, Verdict};
use serde::{Deserialize, Serialize};

/// How a run ended. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeKind {
    /// A poll could never return.
    Frozen,
    /// Tasks are left, and none of them can go on.
    Stalled,
    /// The ready tasks only wake themselves, and the clock stands still.
    Livelock,
    /// The run was left where it stood, after [`MAX_TURNS_PER_RUN`](super::MAX_TURNS_PER_RUN) turns.
    Unended,
    /// No task is left.
    Finished,
}

impl OutcomeKind {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            OutcomeKind::Frozen => Verdict::Frozen.word(),
            OutcomeKind::Stalled => Verdict::Stalled.word(),
            OutcomeKind::Livelock => Verdict::Livelock.word(),
            OutcomeKind::Unended => "unended",
            OutcomeKind::Finished => Verdict::Finished.word(),
        }
    }
}

impl From<Verdict> for OutcomeKind {
    fn from(verdict: Verdict) -> OutcomeKind {
        match verdict {
            Verdict::Finished => OutcomeKind::Finished,
            Verdict::Stalled => OutcomeKind::Stalled,
            Verdict::Livelock => OutcomeKind::Livelock,
            Verdict::Frozen => OutcomeKind::Frozen,
        }
    }
}

/// The end of a run, and what it printed on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    kind: OutcomeKind,
    clock: Time,
    left: usize,
    panics: Vec<String>,
    printed: Vec<String>,
    turns: u32,
}

impl Outcome {
    pub(super) fn new((printed, close): (Vec<String>, Termination), turns: u32) -> Outcome {
        let panics = close.panics.into_iter().map(|(_, message)| message).collect();
        let Termination { kind, clock, left, .. } = close;
        Outcome { kind, clock, left: left.len(), panics, printed, turns }
    }

    /// How the run ended.
    #[must_use]
    pub fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// Are tasks left, and none of them can go on?
    #[must_use]
    pub fn is_stalled(&self) -> bool {
        self.kind == OutcomeKind::Stalled
    }

    /// Is no task left?
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.kind == OutcomeKind::Finished
    }

    /// Do the tasks only wake themselves, for ever?
    #[must_use]
    pub fn is_livelocked(&self) -> bool {
        self.kind == OutcomeKind::Livelock
    }

    /// Can a poll never return?
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.kind == OutcomeKind::Frozen
    }

    /// Did a task panic?
    #[must_use]
    pub fn has_panicked(&self) -> bool {
        !self.panics.is_empty()
    }

    /// The messages of the tasks that panicked.
    #[must_use]
    pub fn panics(&self) -> &[String] {
        &self.panics
    }

    /// What was printed, line by line.
    #[must_use]
    pub fn printed(&self) -> &[String] {
        &self.printed
    }

    /// Was this line printed?
    #[must_use]
    pub fn has_printed(&self, line: &str) -> bool {
        self.printed.iter().any(|printed| printed == line)
    }

    /// The virtual time at the end.
    #[must_use]
    pub fn clock(&self) -> Time {
        self.clock
    }

    /// How many tasks are left.
    #[must_use]
    pub fn tasks_left(&self) -> usize {
        self.left
    }

    /// How many turns the shortest run takes that ends so.
    #[must_use]
    pub fn turns(&self) -> u32 {
        self.turns
    }
}
