//! Opening another scene or lesson, with what the learner has set.

use crate::app::App;
use crate::app::guide::Guide;
use crate::course::catalog::{Lesson, Scene};
use crate::course::tour::opening::SceneSession;

impl App {
    /// The lesson's next scene with words; of a changed one there is none.
    pub(super) fn next_scene(&self) -> Option<&'static Scene> {
        let guide = self.guide.as_ref().filter(|guide| guide.applied_change.is_none())?;
        let told = self.open.lesson.scenes_with_beats();
        let mut later = self.open.lesson.scenes.iter().skip(guide.tour.scene() + 1);
        later.find(|scene| told.iter().any(|told| told.name == scene.name))
    }

    /// The scene with words before this one, from which `]` led here.
    pub(super) fn scene_before(&self) -> Option<&'static Scene> {
        let guide = self.guide.as_ref().filter(|guide| guide.applied_change.is_none())?;
        let told = self.open.lesson.scenes_with_beats();
        let here = self.open.lesson.scenes.get(guide.tour.scene())?.name;
        let nth = told.iter().position(|scene| scene.name == here)?;
        told.get(nth.checked_sub(1)?).copied()
    }

    pub(super) fn reopen_at_its_end(&mut self, scene: &'static Scene) {
        self.reopen(SceneSession::new(self.open.lesson, scene));
        if let Some(guide) = &mut self.guide {
            guide.tour.go_to_last_beat(&mut self.open.session);
        }
        self.refresh_guide();
    }

    pub(super) fn visit(&mut self, lesson: &'static Lesson, scene: &'static Scene) {
        self.reopen(SceneSession::new(lesson, scene));
    }

    /// Opens something else, and keeps what the learner has set.
    pub(super) fn reopen(&mut self, visit: SceneSession) {
        let (source_tab, presentation) = (self.source_tab, self.presentation);
        let speed_index = self.speed_index;
        let narration = self.guide.as_ref().map(Guide::narration);
        let unsaved_milestones = std::mem::take(&mut self.unsaved_milestones);
        let lesson_progress = std::mem::take(&mut self.lesson_progress);
        *self = App {
            unsaved_milestones,
            lesson_progress,
            source_tab,
            presentation,
            speed_index,
            ..App::new(visit)
        };
        if let (Some(guide), Some(narration)) = (&mut self.guide, narration) {
            guide.set_narration(narration);
        }
    }
}
