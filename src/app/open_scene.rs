//! The scene that is open: the run of its program, its source texts, and a preview of the run.

use super::pane::Pane;
use super::run_preview::RunPreview;
use super::sources::Sources;
use crate::course::tour::opening::{SceneSession, Subject};
use crate::session::Session;

/// A scene, ready to be run.
pub struct OpenScene {
    /// What it is: a lesson's scene, or a program without a lesson.
    pub subject: Subject,
    /// Its run, at the current moment.
    pub session: Session,
    /// What the whole run has to show.
    pub preview: RunPreview,
    /// Its source texts.
    pub sources: Sources,
}

impl OpenScene {
    /// Opens the scene of this session.
    #[must_use]
    pub fn new(visit: SceneSession) -> OpenScene {
        let SceneSession { subject, mut session, .. } = visit;
        // The screen must answer keys while a program that runs elsewhere takes its time.
        session.set_waiting(false);
        let sources = Sources::of(&subject);
        let mut open = OpenScene { subject, session, preview: RunPreview::default(), sources };
        open.refresh_preview();
        open
    }

    /// Computes the preview of a new run.
    pub(super) fn refresh_preview(&mut self) {
        let panes = std::mem::take(&mut self.preview.panes);
        self.preview =
            RunPreview::from_session(self.subject.lesson().map(|lesson| &**lesson), &self.session);
        let still = |pane: &Pane| panes.contains(pane) || self.preview.panes.contains(pane);
        self.preview.panes = Pane::ALL.into_iter().filter(still).collect();
    }
}
