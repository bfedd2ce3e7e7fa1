//! From scene to scene: a lesson's words go on where one run of it is over.

use crate::app::App;
use crate::course::catalog::Scene;
use crate::course::tour::opening::Visit;

impl App {
    /// The lesson's next scene with words; of a changed one there is none.
    pub(super) fn next_scene(&self) -> Option<&'static Scene> {
        let guide = self.guide.as_ref().filter(|guide| guide.broken.is_none())?;
        let told = self.open.lesson.told();
        let mut later = self.open.lesson.scenes.iter().skip(guide.tour.scene() + 1);
        later.find(|scene| told.iter().any(|told| told.name == scene.name))
    }

    /// The scene with words before this one, from which `]` led here.
    pub(super) fn scene_before(&self) -> Option<&'static Scene> {
        let guide = self.guide.as_ref().filter(|guide| guide.broken.is_none())?;
        let told = self.open.lesson.told();
        let here = self.open.lesson.scenes.get(guide.tour.scene())?.name;
        let nth = told.iter().position(|scene| scene.name == here)?;
        told.get(nth.checked_sub(1)?).copied()
    }

    pub(super) fn reopen_at_its_end(&mut self, scene: &'static Scene) {
        self.reopen(Visit::new(self.open.lesson, scene));
        if let Some(guide) = &mut self.guide {
            guide.tour.go_to_last_beat(&mut self.open.session);
        }
        self.follow_guide();
    }
}
