//! Saves the learner's progress while an app is open, on the screen or in plain lines.

use super::App;
use crate::course::lesson::inline::SourceLanguage;
use crate::progress::{Milestone, Progress};

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
        let Some(unsaved) = Unsaved::take(app, self.progress.language()) else { return };
        let word = unsaved.save(&mut self.progress);
        app.lesson_progress.clone_from(self.progress.lessons());
        app.notice = word.or(app.notice.take());
    }
}

/// What a learner has reached or chosen since the last save.
pub struct Unsaved {
    language: Option<SourceLanguage>,
    milestones: Vec<Milestone>,
}

impl Unsaved {
    /// Takes what isn't saved yet out of the app, if there is anything. `saved` is the language that was saved.
    pub fn take(app: &mut App, saved: Option<SourceLanguage>) -> Option<Unsaved> {
        // A talk isn't a learner's: what is chosen in it is saved only if it is kept afterwards.
        let language =
            app.language().filter(|chosen| !app.is_presenting() && saved != Some(*chosen));
        if app.unsaved_milestones.is_empty() && language.is_none() {
            return None;
        }
        Some(Unsaved { language, milestones: std::mem::take(&mut app.unsaved_milestones) })
    }

    /// Returns the language that is saved with it.
    #[must_use]
    pub fn language(&self) -> Option<SourceLanguage> {
        self.language
    }

    /// Saves it. Returns a sentence for the learner if that fails, and then nothing more is saved.
    pub fn save(self, progress: &mut Progress) -> Option<String> {
        if let Some(language) = self.language {
            progress.record_language(language);
        }
        for milestone in &self.milestones {
            progress.record(milestone);
        }
        let word = progress.save();
        if word.is_some() {
            progress.stop_saving();
        }
        word
    }
}
