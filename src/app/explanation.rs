//! Why a step happened: what it did as a whole, its rule, and its events one by one.

use super::App;
use crate::limits::{MAX_DRAWN_LETTERS, MAX_EXPLAINED_EVENTS};
use crate::world::rule::Rule;
use crate::world::words::truncated;

/// What a step did, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What the step did as a whole, or its latest event.
    pub sentence: String,
    /// The rule that explains it, if the learner knows one.
    pub rule: Option<Rule>,
    /// The events of the step up to the session's position. One that only reports a line is left out, unless it is the
    /// latest. Of a very long step, only some are here.
    pub events: Vec<ExplainedEvent>,
    /// How many events come after these.
    pub left_out: usize,
}

/// An event of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedEvent {
    /// Its number in the step, counted from 1.
    pub number: usize,
    /// The rule that explains it, if the learner knows one.
    pub rule: Option<Rule>,
    /// What happened.
    pub sentence: String,
    /// Whether the session is at it, inside the step.
    pub is_here: bool,
}

impl App {
    /// Explains the step that the session is in, or has just taken.
    #[must_use]
    pub fn explain_step(&self) -> Explanation {
        let step = self.step_summary();
        let rule = step.rule(|rule| self.knows(rule));
        let session = &self.open.session;
        let (start, at) = (session.column().events.start, session.position());
        let record = session.record();
        let mut world = session.world_at(start);
        let all = record.events().get(start..at).unwrap_or(&[]);
        // Inside the step, the latest events are explained, and after it the first ones.
        let is_inside = !session.is_between_steps();
        let skipped = if is_inside { all.len().saturating_sub(MAX_EXPLAINED_EVENTS) } else { 0 };
        let left_out = (all.len() - skipped).saturating_sub(MAX_EXPLAINED_EVENTS);
        let mut events = Vec::new();
        for (nth, event) in all.iter().enumerate().take(all.len() - left_out) {
            let is_here = start + nth + 1 == at && is_inside;
            if nth >= skipped && (!event.is_line() || is_here) {
                let rules = Rule::of(event, &world);
                events.push(ExplainedEvent {
                    number: nth + 1,
                    rule: rules.iter().copied().find(|rule| self.knows(*rule)),
                    sentence: truncated(
                        &self.words(&world, &record).sentence(event),
                        MAX_DRAWN_LETTERS,
                    ),
                    is_here,
                });
            }
            world.apply(event);
        }
        Explanation { sentence: step.sentence, rule, events, left_out }
    }
}
