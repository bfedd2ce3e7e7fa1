//! A lesson's changes: applies one to the program, and undoes it.

use crate::app::App;
use crate::app::guide::ReturnPoint;
use crate::app::sources::Sources;
use crate::course::tour::opening::{SceneSession, Subject};
use crate::course::tour::{Tour, plan};
use crate::session::StepResult;
use std::sync::Arc;

impl App {
    /// Applies the change, or undoes it.
    pub(super) fn apply_change(&mut self, marked: usize) {
        let Some(guide) = &self.guide else { return };
        let Some(nth) = marked.checked_sub(1) else {
            if !self.undo_change() {
                self.notice = Some("This is the lesson's run already.".to_owned());
            }
            return;
        };
        let (Some(change), Some(mut changed)) =
            (guide.changes().get(nth).cloned(), guide.tour.change(nth))
        else {
            self.notice = Some("This change can't be made here.".to_owned());
            return;
        };
        let Some(lesson) = self.open.subject.lesson().cloned() else { return };
        let came_from = guide.came_from.clone().unwrap_or_else(|| ReturnPoint {
            scene: guide.tour.scene(),
            position: self.open.session.position(),
            replies: guide.tour.replies().clone(),
        });
        changed.session.to_start();
        let plain = Subject::Scene(Arc::clone(&lesson), change.against.saturating_sub(1));
        let subject = Subject::Scene(lesson, changed.scene);
        let session = changed.session.sharing_look_aheads_of(&self.open.session);
        self.reopen(SceneSession { subject, session, catalog: self.catalog.clone() });
        self.open.sources = Sources::changed(&plain, &self.open.subject);
        let session = &mut self.open.session;
        if let (Some(guide), Some(lesson)) = (&mut self.guide, self.open.subject.lesson()) {
            if let Some(tour) = Tour::of_change(lesson, nth, session) {
                let narration = guide.narration();
                guide.tour = tour;
                guide.set_narration(narration);
            }
            guide.applied_change = Some(change.clone());
            guide.came_from = Some(came_from);
            // What the change does is predicted before the run starts.
            session.go(plan::start(session));
            guide.ask(session);
        }
        let what = quoted(&self.words_of_lesson(&change.heading()));
        self.notice = Some(format!("{what}. Press r to go back to the lesson's program."));
    }

    /// Undoes a change: opens the lesson's own run where it was left. Returns whether a change was applied.
    pub(super) fn undo_change(&mut self) -> bool {
        let guide = self.guide.as_ref().filter(|guide| guide.applied_change.is_some());
        let Some(from) = guide.and_then(|guide| guide.came_from.clone()) else { return false };
        let Some(lesson) = self.open.subject.lesson().cloned() else { return false };
        if let Some(scene) = lesson.scenes.get(from.scene) {
            self.visit(&lesson, scene);
            if let Some(guide) = &mut self.guide {
                guide.tour.restore_replies(from.replies);
            }
            self.return_to(from.position);
        }
        self.notice = Some("This is the lesson's program again.".to_owned());
        true
    }

    /// Goes to a position where the learner has been before.
    fn return_to(&mut self, at: usize) {
        let session = &mut self.open.session;
        if at == session.position() {
            return;
        }
        while session.position() < at && session.forward() == StepResult::Moved {}
        session.go(at);
        if let Some(guide) = &mut self.guide {
            guide.tour.end_opening();
        }
        self.refresh_guide();
    }
}

/// Returns a text with its code in quotation marks instead of backquotes.
fn quoted(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(nth, part)| match nth % 2 {
            0 => part.to_owned(),
            _ => format!("\u{201c}{part}\u{201d}"),
        })
        .collect()
}
