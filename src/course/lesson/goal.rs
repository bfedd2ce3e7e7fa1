//! A **goal**: what the learner is to make a scene do, in the loop's place.
//!
//! ```text
//! [[scenes]]
//! name = "no-sleep"
//! title = "Crosswise, and a does not sleep"
//! goal = { ask = "make it stall", end = "stalled", met = "Each holds what the other waits for." }
//! ```
//!
//! A run meets the goal where it ends as `end` says and prints one of the lines in `prints`; what is not
//! written asks for nothing. The loop's own order must not meet it, and some other one must: `check` tries
//! all orders.

use crate::explore::{Outcome, OutcomeKind};
use crate::record::event::Event;
use crate::session::Session;
use serde::Deserialize;

/// What is to be reached, and the words for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What to do, after "Goal: ": `make it stall`.
    pub ask: String,
    /// How the run has to end: `stalled`, `finished`, `livelock`, `frozen`.
    #[serde(default)]
    pub end: Option<OutcomeKind>,
    /// One of these lines has to be printed.
    #[serde(default)]
    pub prints: Vec<String>,
    /// What is said once it is met: why it could happen.
    pub met: String,
}

/// How far the run is that the learner looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalStatus {
    /// It has not ended.
    NotYet,
    /// It has ended otherwise.
    Missed,
    /// It has ended so.
    Met,
}

impl Goal {
    /// Does it ask for nothing?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end.is_none() && self.prints.is_empty()
    }

    fn fits(&self, how: OutcomeKind, mut has_printed: impl FnMut(&str) -> bool) -> bool {
        let ends_so = self.end.is_none_or(|end| end == how);
        ends_so && (self.prints.is_empty() || self.prints.iter().any(|line| has_printed(line)))
    }

    /// Is this such an end?
    #[must_use]
    pub fn is_met_by(&self, end: &Outcome) -> bool {
        self.fits(end.kind(), |line| end.has_printed(line))
    }

    /// Is it met at the moment that the session stands at?
    #[must_use]
    pub fn reached(&self, session: &Session) -> GoalStatus {
        let Some(verdict) = session.world().verdict else { return GoalStatus::NotYet };
        let record = session.record();
        let events = record.events().get(..session.position()).unwrap_or(&[]);
        let printed = events.iter().filter_map(Event::printed).map(|text| record.text(text));
        let has_printed = |line: &str| printed.clone().any(|text| text == line);
        if self.fits(verdict.into(), has_printed) { GoalStatus::Met } else { GoalStatus::Missed }
    }
}
