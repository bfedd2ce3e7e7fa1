//! How a run ends, as one who looks for a run asks for it.

use super::fate::Close;
use crate::record::event::{Time, Verdict};
use serde::{Deserialize, Serialize};

/// How a run ended. The worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// A poll could never return.
    Frozen,
    /// Tasks are left, and none of them can go on.
    Stalled,
    /// The ready tasks only wake themselves, and the clock stands still.
    Livelock,
    /// The run was left where it stood, after [`MOST_TURNS`](super::MOST_TURNS) turns.
    Unended,
    /// No task is left.
    Finished,
}

impl How {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            How::Frozen => Verdict::Frozen.word(),
            How::Stalled => Verdict::Stalled.word(),
            How::Livelock => Verdict::Livelock.word(),
            How::Unended => "unended",
            How::Finished => Verdict::Finished.word(),
        }
    }
}

impl From<Verdict> for How {
    fn from(verdict: Verdict) -> How {
        match verdict {
            Verdict::Finished => How::Finished,
            Verdict::Stalled => How::Stalled,
            Verdict::Livelock => How::Livelock,
            Verdict::Frozen => How::Frozen,
        }
    }
}

/// The end of a run, and what it printed on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    how: How,
    clock: Time,
    left: usize,
    panics: Vec<String>,
    printed: Vec<String>,
    turns: u32,
}

impl End {
    pub(super) fn new((printed, close): (Vec<String>, Close), turns: u32) -> End {
        let panics = close.panics.into_iter().map(|(_, message)| message).collect();
        let Close { how, clock, left, .. } = close;
        End { how, clock, left: left.len(), panics, printed, turns }
    }

    /// How the run ended.
    #[must_use]
    pub fn how(&self) -> How {
        self.how
    }

    /// Are tasks left, and none of them can go on?
    #[must_use]
    pub fn is_stalled(&self) -> bool {
        self.how == How::Stalled
    }

    /// Is no task left?
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.how == How::Finished
    }

    /// Do the tasks only wake themselves, for ever?
    #[must_use]
    pub fn is_livelocked(&self) -> bool {
        self.how == How::Livelock
    }

    /// Can a poll never return?
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.how == How::Frozen
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
