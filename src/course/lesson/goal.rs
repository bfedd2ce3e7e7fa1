//! A **goal**: an outcome that the learner must reach by choosing the order.
//!
//! ```text
//! [[scenes]]
//! name = "no-sleep"
//! title = "Crosswise, and a does not sleep"
//! goal = { ask = "make it stall", end = "stalled", met = "Each holds what the other waits for." }
//! ```
//!
//! A run meets the goal if it ends as in `end` and prints one of the lines in `prints`; both are
//! optional. The loop's default order must not meet it, and some other order must: `check` tries
//! all orders.

use crate::explore::{Outcome, OutcomeKind};
use crate::record::event::Event;
use crate::session::Session;
use serde::Deserialize;

/// The outcome to reach, and its texts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The task for the learner, after "Goal: ": `make it stall`.
    pub ask: String,
    /// How the run must end: `stalled`, `finished`, `no-progress`, `frozen`.
    #[serde(default)]
    pub end: Option<OutcomeKind>,
    /// Lines of which the run must print one.
    #[serde(default)]
    pub prints: Vec<String>,
    /// The text once it is met: why it could happen.
    pub met: String,
}

/// Whether the learner's run meets the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalStatus {
    /// The run hasn't ended.
    NotYet,
    /// The run has ended and doesn't meet the goal.
    Missed,
    /// The run has ended and meets the goal.
    Met,
}

impl Goal {
    /// Returns whether it has no conditions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end.is_none() && self.prints.is_empty()
    }

    fn fits(&self, how: OutcomeKind, mut has_printed: impl FnMut(&str) -> bool) -> bool {
        let ends_so = self.end.is_none_or(|end| end == how);
        ends_so && (self.prints.is_empty() || self.prints.iter().any(|line| has_printed(line)))
    }

    /// Returns whether this outcome meets the goal.
    #[must_use]
    pub fn is_met_by(&self, end: &Outcome) -> bool {
        self.fits(end.kind(), |line| end.has_printed(line))
    }

    /// Returns whether it is met at the session's position.
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
