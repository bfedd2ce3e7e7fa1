//! A program that runs in another process: its turns arrive at any time, and its process may end before its run does.

use super::step::NO_PROGRESS;
use crate::app::App;
use crate::app::pane::Pane;
use crate::session::{ProcessEnd, StepResult};
use crate::world::words::sentence;

impl App {
    /// Reads what the program has sent: continues to the requested position, and sets a notice with how the program
    /// ended, once that is known. Returns whether anything changed.
    pub fn catch_up(&mut self) -> bool {
        if let Some(twin) = &mut self.twin {
            return twin.catch_up();
        }
        let session = &mut self.open.session;
        let before = (session.trace().events(), session.position(), self.notice.clone());
        let was_known = session.trace().end().is_some();
        if session.is_waiting() {
            match session.catch_up() {
                Ok(StepResult::Moved) => {
                    self.notice = session.is_idle().then(|| NO_PROGRESS.to_owned());
                }
                Ok(StepResult::AtEdge) => {
                    self.notice =
                        Some(self.how_it_ended().unwrap_or_else(|| self.end_notice().to_owned()));
                }
                Ok(StepResult::Waiting) => {}
                Err(why) => self.notice = Some(sentence(&why.to_string())),
            }
        }
        self.look_for_the_end(was_known);
        self.refresh_files();
        self.continue_rerun();
        let session = &self.open.session;
        if session.is_waiting() {
            self.notice = Some(self.waiting());
        }
        let now = (session.trace().events(), session.position());
        if now.1 != before.1 {
            self.keep_selection();
            self.scroll_offsets.retain(|pane, _| *pane == Pane::Lesson);
            self.follow_file();
            self.refresh_guide();
        }
        self.mention_divergence();
        (now.0, now.1) != (before.0, before.1) || self.notice != before.2
    }

    /// At the newest moment, reads one step ahead, which the next step shows. If the program's end is known now and wasn't
    /// before, sets a notice with how it ended. So the notice depends on the learner's position, not on whether the end
    /// arrived before or after the key that led there.
    pub(super) fn look_for_the_end(&mut self, was_known: bool) {
        let session = &mut self.open.session;
        if session.is_waiting() {
            return;
        }
        if session.position() == session.trace().events() {
            session.read_ahead(1);
        }
        if !was_known {
            self.notice = self.how_it_ended().or(self.notice.take());
        }
    }

    /// Returns whether the session is at the end of the run, or at a moment that a lesson treats as the end.
    pub(super) fn is_at_the_end(&self) -> bool {
        let session = &self.open.session;
        let is_over = session.trace().is_over();
        is_over && session.position() == session.trace().events() || session.is_idle()
    }

    /// Returns the notice while the next turn hasn't arrived.
    pub(super) fn waiting(&self) -> String {
        let doing = self.open.session.waiting().unwrap_or_default();
        format!("Waiting for the program. {doing} \u{2190} goes back, q leaves.")
    }

    /// Returns how the program's process ended, if it did before the run, or with an exit status other than 0.
    #[must_use]
    pub fn how_it_ended(&self) -> Option<String> {
        match self.open.session.trace().end()? {
            ProcessEnd::Failed(sentence, _) => Some(sentence),
            ProcessEnd::Exited(status) => {
                Some(format!("The script ended with exit status {status}."))
            }
            ProcessEnd::Complete => None,
        }
    }

    /// Sets a notice, once, that this run differs from another one that should be the same.
    pub(super) fn mention_divergence(&mut self) {
        let found = self.open.session.divergence();
        if found.is_some() && found != self.divergence.as_ref() {
            self.divergence = found.cloned();
            self.is_playing = false;
            self.notice = found.map(|found| sentence(&found.to_string()));
        }
        let outside = self.open.session.words_on_outside();
        if outside.is_some() && self.mentioned_outside.is_none() {
            self.notice.clone_from(&outside);
            self.mentioned_outside = outside;
        }
    }
}
