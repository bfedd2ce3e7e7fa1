//! Saves the learner's progress while an app is open, on the screen or in plain lines.

use super::App;
use crate::progress::Progress;

/// The learner's progress while an app is open.
pub struct ProgressSaver {
    /// The progress, and the file to save it in.
    pub progress: Progress,
    /// A notice about it, which is shown first.
    pub notice: Option<String>,
    /// The beat to continue from.
    pub beat: Option<usize>,
}

impl ProgressSaver {
    /// Saves the app's progress. An error is shown once.
    pub fn save(&mut self, app: &mut App) {
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
