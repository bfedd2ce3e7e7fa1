//! The welcome page: selects the language that the learner knows, and closes the page.

use crate::app::App;
use crate::app::overlay::Overlay;
use crate::course::lesson::inline::SourceLanguage;

impl App {
    /// Opens the welcome page.
    pub fn welcome(&mut self) {
        self.overlay = Some(Overlay::Welcome(0));
    }

    /// Returns the language that is selected on the welcome page.
    #[must_use]
    pub fn language_on_welcome(&self) -> SourceLanguage {
        self.language.unwrap_or(SourceLanguage::Python)
    }

    /// Selects a language, and shows the page for those who know it from its first line.
    pub(super) fn choose_language(&mut self, language: SourceLanguage) {
        self.set_language(language);
        if let Some(Overlay::Welcome(first)) = &mut self.overlay {
            *first = 0;
        }
    }

    /// Scrolls on, and leaves the page at its end.
    pub(super) fn read_on_in_welcome(&mut self) {
        let last = self.viewports.overlay.max_first();
        match &mut self.overlay {
            Some(Overlay::Welcome(first)) if *first < last => *first += 1,
            Some(Overlay::Welcome(_)) => self.leave_welcome(),
            _ => {}
        }
    }

    /// Closes the page, and sets the selected language as the learner's.
    pub(super) fn leave_welcome(&mut self) {
        if self.language.is_none() {
            self.set_language(self.language_on_welcome());
        }
        self.overlay = None;
    }

    /// Returns whether the learner has any progress.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        let mut lessons = self.lesson_progress.values();
        lessons.any(|done| (done.scene, done.beat) > (0, 0) || !done.answers.is_empty())
    }
}
