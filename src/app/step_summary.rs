//! What the step line says, which is also what every export says of the step.

use super::App;
use crate::world::rule::Rule;
use crate::world::summary::{Summary, step_summary};
use crate::world::words::Words;

impl App {
    /// The step as a whole, or the one event inside it.
    #[must_use]
    pub fn step_summary(&self) -> Summary {
        let session = &self.open.session;
        let at = session.position();
        if at == 0 {
            let sentence = "Nothing has happened yet.".to_owned();
            return Summary { rule: Rule::R1, sentence };
        }
        let (record, before) = (session.record(), session.before());
        if session.is_between_steps() {
            let events = record.events().get(session.column().events.start..at);
            return step_summary(before, &record, events.unwrap_or(&[]));
        }
        let Some(event) = record.events().get(at - 1) else {
            return Summary { rule: Rule::R1, sentence: String::new() };
        };
        let words = Words { world: before, record: &record };
        Summary { rule: Rule::within(before.step, event), sentence: words.sentence(event) }
    }
}
