//! A jump goes past questions, and says so: the end of the run, a turn, a beat, a column of the timeline, a run from the
//! list of orders. A step never does: it stops at the first question.

use crate::app::App;
use crate::app::overlay::Overlay;
use crate::course::tour::QuestionId;

/// A position in one of a lesson's scenes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    slug: String,
    scene: usize,
    change: Option<usize>,
    position: usize,
}

impl App {
    /// Returns the position in the lesson that is open.
    pub(super) fn place_in_lesson(&self) -> Option<Place> {
        let guide = self.guide.as_ref()?;
        Some(Place {
            slug: guide.slug().to_owned(),
            scene: guide.tour.scene(),
            change: guide.applied_change_number(),
            position: self.open.session.position(),
        })
    }

    /// Sets a notice, or adds to it, if the run has moved past questions that weren't answered.
    pub(super) fn mention_passed_questions(&mut self, from: &Place) {
        let is_visit = self.guide.as_ref().is_none_or(|guide| guide.is_showing_reason)
            || self.retry.is_some()
            || matches!(self.overlay, Some(Overlay::EndCard(_)));
        let Some(here) = self.place_in_lesson().filter(|_| !is_visit) else { return };
        let is_same_run = Place { position: from.position, ..here.clone() } == *from;
        if !is_same_run || here.position <= from.position {
            return;
        }
        let (session, Some(guide)) = (&self.open.session, &mut self.guide) else { return };
        let passed = guide.tour.passed_questions(session, from.position, here.position);
        let left_to_run: Vec<_> = guide.left_to_run().iter().map(|question| question.id).collect();
        let missed: Vec<_> = self.score().missed.iter().map(|one| one.id).collect();
        let is_of_change = passed.iter().any(|id| matches!(id, QuestionId::Break(_)));
        let count = passed.iter().filter(|id| missed.contains(id) && !left_to_run.contains(id));
        let verb = if self.is_presenting() { "ask" } else { "answer" };
        let sentence = match count.count() {
            _ if is_of_change => {
                format!("You passed the question about this change. Press Home to {verb} it.")
            }
            0 => return,
            1 => format!("You passed 1 question. You can {verb} it at the end of the lesson."),
            count => {
                format!(
                    "You passed {count} questions. You can {verb} them at the end of the lesson."
                )
            }
        };
        self.notice = Some(match self.notice.take() {
            Some(notice) => format!("{notice} {sentence}"),
            None => sentence,
        });
    }
}
