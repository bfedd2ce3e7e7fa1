//! A lesson's changes: the run is made another one, and plain again.

use crate::app::App;
use crate::course::tour::opening::{SceneSession, Subject};

impl App {
    /// Makes the change, or takes it back.
    pub(super) fn apply_change(&mut self, marked: usize) {
        let Some(guide) = &self.guide else { return };
        let Some(nth) = marked.checked_sub(1) else {
            if !self.undo_change() {
                self.notice = Some("This is the plain run.".to_owned());
            }
            return;
        };
        let (Some(change), Some(mut changed)) =
            (guide.changes().get(nth).cloned(), guide.tour.change(nth))
        else {
            self.notice = Some("This change cannot be made here.".to_owned());
            return;
        };
        let Some(lesson) = self.open.subject.lesson().cloned() else { return };
        changed.session.to_start();
        let subject = Subject::Scene(lesson, changed.scene);
        let session = changed.session.sharing_look_aheads_of(&self.open.session);
        self.reopen(SceneSession { subject, session, catalog: self.catalog.clone() });
        if let Some(guide) = &mut self.guide {
            guide.applied_change = Some(change.clone());
        }
        let what = change.change.trim_end_matches('.').replace('`', "");
        self.notice = Some(format!("Changed: {what}. r takes it back."));
    }

    /// Takes a change back: the plain run again. `false` where nothing is changed.
    pub(super) fn undo_change(&mut self) -> bool {
        let change = self.guide.as_ref().and_then(|guide| guide.applied_change.as_ref());
        let Some(plain) = change.map(|change| change.against.saturating_sub(1)) else {
            return false;
        };
        let Some(lesson) = self.open.subject.lesson().cloned() else { return false };
        let here = self.open.subject.scene_index().unwrap_or(0);
        if let Some(scene) = lesson.scenes.get(plain).or(lesson.scenes.get(here)) {
            self.visit(&lesson, scene);
        }
        self.notice = Some("The plain run again.".to_owned());
        true
    }
}
