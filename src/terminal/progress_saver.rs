//! Saves what the learner reaches while the screen is open.

use crate::app::App;
use crate::progress::Progress;

/// The learner's progress while the screen is open.
pub struct ProgressSaver {
    /// What was reached, and where it is written.
    pub progress: Progress,
    /// What the learner reads about it first.
    pub notice: Option<String>,
    /// The beat to continue from.
    pub beat: Option<usize>,
}

impl ProgressSaver {
    /// Saves what the app has reached. A failure is shown once.
    pub(super) fn save(&mut self, app: &mut App) {
        if app.unsaved_milestones.is_empty() {
            return;
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
