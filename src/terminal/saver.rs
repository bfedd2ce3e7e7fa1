//! Saves what changes while the screen is open: the learner's progress, and where a presenter is.

use crate::app::App;
use crate::app::progress_saver::ProgressSaver;
use crate::course::tour::opening::Subject;
use crate::presenter_file::{PresenterFile, PresenterState};

/// What is saved while the screen is open.
pub struct Saver {
    /// The learner's progress.
    pub progress: ProgressSaver,
    /// The file that the teacher's notes follow.
    pub presenter: Option<PresenterFile>,
}

impl Saver {
    /// Writes where the app is, if it is presenting a lesson.
    pub(super) fn publish(&mut self, app: &App) {
        if let Some(presenter) = &mut self.presenter {
            presenter.publish(presenter_state(app));
        }
    }

    /// Saves the app's progress and position.
    pub(super) fn save(&mut self, app: &mut App) {
        self.publish(app);
        self.progress.save(app);
    }
}

fn presenter_state(app: &App) -> Option<PresenterState> {
    let Subject::Scene(lesson, _) = &app.open.subject else { return None };
    let guide = app.guide.as_ref().filter(|_| app.is_presenting())?;
    let left = guide.left_to_run();
    Some(PresenterState {
        lesson: lesson.slug.clone(),
        address: app.address().to_string(),
        beat: guide.text.beat.as_ref().map(|(beat, _)| *beat),
        question: guide.question.as_ref().map(|question| question.id.to_string()),
        is_answered: guide.is_answered(),
        left_to_run: left.into_iter().map(|question| question.id.to_string()).collect(),
        ..PresenterState::default()
    })
}
