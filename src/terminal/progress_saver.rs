//! Saves the learner's progress while the screen is open.

use crate::app::App;
use crate::course::tour::opening::Subject;
use crate::presenter_file::{PresenterFile, PresenterState};
use crate::progress::Progress;

/// The learner's progress while the screen is open.
pub struct ProgressSaver {
    /// The progress, and the file to save it in.
    pub progress: Progress,
    /// A notice about it, which is shown first.
    pub notice: Option<String>,
    /// The beat to continue from.
    pub beat: Option<usize>,
    /// The file that the teacher's notes follow.
    pub presenter: Option<PresenterFile>,
}

impl ProgressSaver {
    /// Writes where the app stands, if it is presenting a lesson.
    pub(super) fn publish(&mut self, app: &App) {
        if let Some(presenter) = &mut self.presenter {
            presenter.publish(presenter_state(app));
        }
    }

    /// Saves the app's progress. An error is shown once.
    pub(super) fn save(&mut self, app: &mut App) {
        self.publish(app);
        // A talk isn't a learner's: what is chosen in it is saved only if it is kept afterwards.
        let chosen = app
            .language()
            .filter(|chosen| !app.is_presenting() && self.progress.language() != Some(*chosen));
        if app.unsaved_milestones.is_empty() && chosen.is_none() {
            return;
        }
        if let Some(language) = chosen {
            self.progress.record_language(language);
        }
        for milestone in app.unsaved_milestones.drain(..) {
            self.progress.record(&milestone);
        }
        app.lesson_progress.clone_from(self.progress.lessons());
        if let Some(word) = self.progress.save() {
            app.notice = Some(word);
            self.progress.stop_saving();
        }
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
