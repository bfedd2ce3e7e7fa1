//! What has been said already, so that only what is new is said next.

use crate::app::App;
use crate::app::guide::Guide;
use crate::app::overlay::Overlay;
use crate::course::lesson::goal::GoalStatus;
use crate::course::tour::QuestionId;
use crate::session::schedule::Schedule;

/// Everything that a command can change and that is then said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that was said or not")]
pub(super) struct Place {
    /// The address of the scene.
    pub scene: String,
    /// The number of the change that is made.
    pub change: Option<usize>,
    /// The order of the run.
    pub schedule: Schedule,
    /// The position in the run.
    pub at: usize,
    /// The paragraph of the opening.
    pub paragraph: Option<usize>,
    /// The beat.
    pub beat: Option<usize>,
    /// The question.
    pub question: Option<QuestionId>,
    /// How many hints were given.
    pub hints: usize,
    /// Whether the question was answered.
    pub is_answered: bool,
    /// Whether the moment of the reason is shown.
    pub is_showing_reason: bool,
    /// Whether the run has finished.
    pub is_over: bool,
    /// How far the goal of the scene is.
    pub goal: GoalStatus,
    /// Whether the lesson's end card is open.
    pub has_card: bool,
}

impl Place {
    /// Returns where the app is.
    pub fn of(app: &App) -> Place {
        let guide = app.guide.as_ref();
        let question = guide.and_then(|guide| guide.question.as_ref());
        Place {
            scene: app.open.subject.name(),
            change: guide.and_then(Guide::applied_change_number),
            schedule: app.open.session.schedule().clone(),
            at: app.open.session.position(),
            paragraph: guide.and_then(|guide| guide.text.paragraph),
            beat: guide.and_then(|guide| guide.text.beat.as_ref().map(|(nth, _)| *nth)),
            question: question.map(|question| question.id),
            hints: question.map_or(0, |question| question.hints.len()),
            is_answered: question.is_some_and(|question| question.answered.is_some()),
            is_showing_reason: guide.is_some_and(|guide| guide.is_showing_reason),
            is_over: app.open.session.world().verdict.is_some(),
            goal: guide.map_or(GoalStatus::NotYet, |guide| guide.goal_state),
            has_card: matches!(app.overlay, Some(Overlay::EndCard(_))),
        }
    }

    /// Keeps what was said at the question while the moment of its reason is shown.
    pub fn stay_at(&mut self, question: &Place) {
        self.at = question.at;
        (self.paragraph, self.beat) = (question.paragraph, question.beat);
        (self.is_over, self.goal) = (question.is_over, question.goal);
    }

    /// Returns whether it is in the same lesson as another place.
    pub fn is_same_lesson(&self, other: &Place) -> bool {
        let lesson =
            |scene: &str| scene.split_once('/').map_or(scene, |(lesson, _)| lesson).to_owned();
        lesson(&self.scene) == lesson(&other.scene)
    }

    /// Returns whether it is in the same run as another place.
    pub fn is_same_run(&self, other: &Place) -> bool {
        (&self.scene, self.change, &self.schedule) == (&other.scene, other.change, &other.schedule)
    }
}
