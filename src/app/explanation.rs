//! Why a step happened: what it did as a whole, its rule, and its events one by one.

use super::App;
use crate::world::rule::Rule;

/// What a step did, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What the step did as a whole, or its latest event.
    pub sentence: String,
    /// The rule that explains it, if the learner knows one.
    pub rule: Option<Rule>,
    /// The events of the step up to the session's position. One that only reports a line is left out, unless it is the
    /// latest.
    pub events: Vec<ExplainedEvent>,
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
        let mut events = Vec::new();
        for (nth, event) in record.events().get(start..at).unwrap_or(&[]).iter().enumerate() {
            let is_here = start + nth + 1 == at && !session.is_between_steps();
            if !event.is_line() || is_here {
                let rules = Rule::of(event, &world);
                events.push(ExplainedEvent {
                    number: nth + 1,
                    rule: rules.iter().copied().find(|rule| self.knows(*rule)),
                    sentence: self.words(&world, &record).sentence(event),
                    is_here,
                });
            }
            world.apply(event);
        }
        Explanation { sentence: step.sentence, rule, events }
    }
}
