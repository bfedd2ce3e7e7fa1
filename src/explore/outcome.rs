//! How a run ends and what it prints.

use super::outcome_store::Termination;
use crate::record::event::{Time, Verdict};
use serde::{Deserialize, Serialize};

/// How a run ended, from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// A poll could never return.
    Frozen,
    /// Tasks are left, and none of them can continue.
    Stalled,
    /// Tasks are left, and something outside the loop may wake one: how the run ends isn't known.
    Waiting,
    /// The ready tasks only woke themselves, again and again, until the run was stopped after
    /// [`MAX_TURNS_PER_RUN`](crate::limits::MAX_TURNS_PER_RUN) turns.
    NoProgress,
    /// The run was stopped after [`MAX_TURNS_PER_RUN`](crate::limits::MAX_TURNS_PER_RUN) turns.
    Unended,
    /// No task is left.
    Finished,
}

impl OutcomeKind {
    /// Returns the kind in one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            OutcomeKind::Frozen => Verdict::Frozen.word(),
            OutcomeKind::Stalled => Verdict::Stalled.word(),
            OutcomeKind::Waiting => Verdict::Waiting.word(),
            OutcomeKind::NoProgress => Verdict::NoProgress.word(),
            OutcomeKind::Unended => "unended",
            OutcomeKind::Finished => Verdict::Finished.word(),
        }
    }
}

impl OutcomeKind {
    /// Returns whether the run is known to have ended. Otherwise it was stopped, or is waiting.
    #[must_use]
    pub fn is_final(self) -> bool {
        match self {
            OutcomeKind::Frozen | OutcomeKind::Stalled | OutcomeKind::Finished => true,
            OutcomeKind::Waiting | OutcomeKind::NoProgress | OutcomeKind::Unended => false,
        }
    }

    /// Returns what a run with such an end does: `stalls`, `finishes`.
    #[must_use]
    pub fn verb(self) -> &'static str {
        match self {
            OutcomeKind::Frozen => "freezes",
            OutcomeKind::Stalled => "stalls",
            OutcomeKind::Waiting => "waits for something outside the loop",
            OutcomeKind::NoProgress => "was cut off, after many turns without progress",
            OutcomeKind::Unended => "was cut off, without an end",
            OutcomeKind::Finished => "finishes",
        }
    }
}

impl From<Verdict> for OutcomeKind {
    fn from(verdict: Verdict) -> OutcomeKind {
        match verdict {
            // Tasks that are left when the loop is stopped are listed, but nothing is wrong with the order.
            Verdict::Finished | Verdict::Stopped => OutcomeKind::Finished,
            Verdict::Stalled => OutcomeKind::Stalled,
            Verdict::Waiting => OutcomeKind::Waiting,
            Verdict::NoProgress => OutcomeKind::NoProgress,
            Verdict::Frozen => OutcomeKind::Frozen,
            Verdict::CutOff => OutcomeKind::Unended,
        }
    }
}

/// How a run ended, and what it printed.
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
    pub(super) fn new((printed, termination): (Vec<String>, Termination), turns: u32) -> Outcome {
        let panics = termination.panics.into_iter().map(|(_, message)| message).collect();
        let Termination { kind, clock, left, .. } = termination;
        Outcome { kind, clock, left: left.len(), panics, printed, turns }
    }

    /// Returns how the run ended.
    #[must_use]
    pub fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// Returns whether tasks are left and none of them can continue.
    #[must_use]
    pub fn is_stalled(&self) -> bool {
        self.kind == OutcomeKind::Stalled
    }

    /// Returns whether no task is left.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.kind == OutcomeKind::Finished
    }

    /// Returns whether something outside the loop may wake a task. Then it isn't known how the run ends.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.kind == OutcomeKind::Waiting
    }

    /// Returns whether the tasks only woke themselves until the run was stopped.
    #[must_use]
    pub fn has_no_progress(&self) -> bool {
        self.kind == OutcomeKind::NoProgress
    }

    /// Returns whether a poll could never return.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.kind == OutcomeKind::Frozen
    }

    /// Returns whether a task panicked.
    #[must_use]
    pub fn has_panicked(&self) -> bool {
        !self.panics.is_empty()
    }

    /// Returns the messages of the tasks that panicked.
    #[must_use]
    pub fn panics(&self) -> &[String] {
        &self.panics
    }

    /// Returns what was printed, line by line.
    #[must_use]
    pub fn printed(&self) -> &[String] {
        &self.printed
    }

    /// Returns whether this line was printed.
    #[must_use]
    pub fn has_printed(&self, line: &str) -> bool {
        self.printed.iter().any(|printed| printed == line)
    }

    /// Returns the virtual time at the end.
    #[must_use]
    pub fn clock(&self) -> Time {
        self.clock
    }

    /// Returns how many tasks are left.
    #[must_use]
    pub fn tasks_left(&self) -> usize {
        self.left
    }

    /// Returns how many turns the shortest run with this outcome takes.
    #[must_use]
    pub fn turns(&self) -> u32 {
        self.turns
    }
}
