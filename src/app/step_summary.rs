//! The sentence about a step, for the step line and for every export.

use super::App;
use crate::course::lesson::inline::SourceLanguage;
use crate::limits::MAX_DRAWN_LETTERS;
use crate::record::source::Language;
use crate::world::rule::Rule;
use crate::world::summary::{Summary, summary_in};
use crate::world::words::truncated;

impl App {
    /// Returns the step as a whole, or the one event inside it.
    #[must_use]
    pub fn step_summary(&self) -> Summary {
        let session = &self.open.session;
        let at = session.position();
        let (record, before) = (session.record(), session.before());
        let words = self.words(before, &record);
        if at == 0 {
            return Summary::of_beginning(&record);
        }
        let summary = if session.is_between_steps() {
            let events = record.events().get(session.column().events.start..at);
            summary_in(words, events.unwrap_or(&[]))
        } else {
            let event = record.events().get(at - 1);
            event.map_or_else(Summary::default, |event| Summary::of_event(words, event))
        };
        // A printed line may have megabytes.
        Summary { sentence: truncated(&summary.sentence, MAX_DRAWN_LETTERS), ..summary }
    }

    /// Returns the text of a rule as it reads beside the source that is shown.
    #[must_use]
    pub fn rule_text(&self, rule: Rule) -> &'static str {
        match self.open.session.record().language() {
            Language::Rust if self.shown_language() == SourceLanguage::Python => {
                rule.text_beside_twin()
            }
            language => rule.text_in(language),
        }
    }

    /// Returns whether the lessons so far have introduced a rule. A program of your own is shown with all of them.
    #[must_use]
    pub fn knows(&self, rule: Rule) -> bool {
        match (&self.guide, self.open.subject.lesson()) {
            (Some(guide), _) => guide.rules().contains(&format!("{rule:?}")),
            (None, Some(lesson)) => rule.unlocked_by() <= (lesson.part, lesson.place),
            (None, None) => true,
        }
    }
}
