//! A lesson's changes: the run is made another one, and plain again.

use crate::app::App;
use crate::course::tour::opening::SceneSession;

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
        let (Some(change), Some(mut changed)) = (guide.changes().get(nth), guide.tour.change(nth))
        else {
            self.notice = Some("This change cannot be made here.".to_owned());
            return;
        };
        let lesson = self.open.lesson;
        let Some(scene) = lesson.scenes.get(changed.scene) else { return };
        changed.session.to_start();
        self.reopen(SceneSession { lesson, scene, session: changed.session });
        if let Some(guide) = &mut self.guide {
            guide.applied_change = Some(change);
        }
        let what = change.change.trim_end_matches('.').replace('`', "");
        self.notice = Some(format!("Changed: {what}. r takes it back."));
    }

    /// Takes a change back: the plain run again. `false` where nothing is changed.
    pub(super) fn undo_change(&mut self) -> bool {
        let Some(change) = self.guide.as_ref().and_then(|guide| guide.applied_change) else {
            return false;
        };
        let lesson = self.open.lesson;
        let scene = lesson.scenes.get(change.against.saturating_sub(1));
        self.reopen(SceneSession::new(lesson, scene.unwrap_or(self.open.scene)));
        self.notice = Some("The plain run again.".to_owned());
        true
    }
}
