//! Opens another scene or lesson, and keeps the learner's settings.

use crate::app::App;
use crate::app::guide::Guide;
use crate::app::sources::SourceTab;
use crate::app::task_filter::TaskFilter;
use crate::course::catalog::{Lesson, Scene};
use crate::course::tour::opening::{SceneSession, Subject};
use std::sync::Arc;

impl App {
    /// Returns the lesson's next scene with beats. While a change is applied there is none.
    pub(super) fn next_scene(&self) -> Option<&Scene> {
        let guide = self.guide.as_ref().filter(|guide| guide.applied_change.is_none())?;
        let lesson = self.open.subject.lesson()?;
        let with_beats = lesson.scenes_with_beats();
        let mut later = lesson.scenes.iter().skip(guide.tour.scene() + 1);
        later.find(|scene| with_beats.iter().any(|other| other.name == scene.name))
    }

    /// Returns the previous scene with beats, from which `]` leads to this one.
    pub(super) fn scene_before(&self) -> Option<&Scene> {
        let guide = self.guide.as_ref().filter(|guide| guide.applied_change.is_none())?;
        let lesson = self.open.subject.lesson()?;
        let with_beats = lesson.scenes_with_beats();
        let here = &lesson.scenes.get(guide.tour.scene())?.name;
        let nth = with_beats.iter().position(|scene| scene.name == *here)?;
        with_beats.get(nth.checked_sub(1)?).copied()
    }

    pub(super) fn reopen_at_its_end(&mut self, scene: &Scene) {
        self.reopen_scene(scene);
        if let Some(guide) = &mut self.guide {
            guide.tour.go_to_last_beat(&mut self.open.session);
        }
        self.refresh_guide();
    }

    /// Opens a scene of a lesson, in the loop's own order.
    pub(super) fn visit(&mut self, lesson: &Arc<Lesson>, scene: &Scene) {
        let visit = SceneSession::after(&self.open.session, lesson, scene);
        self.reopen(visit.with_catalog(self.catalog.clone()));
    }

    /// Opens a scene of the lesson that is open.
    pub(super) fn reopen_scene(&mut self, scene: &Scene) {
        if let Some(lesson) = self.open.subject.lesson().cloned() {
            self.visit(&lesson, scene);
        }
    }

    /// Opens another scene, and keeps the learner's settings.
    pub fn reopen(&mut self, visit: SceneSession) {
        let (mut source_tab, language) = (self.source_tab, self.language);
        let lesson_of = |subject: &Subject| subject.lesson().map(|lesson| lesson.slug.clone());
        let is_other_lesson = lesson_of(&self.open.subject) != lesson_of(&visit.subject);
        if is_other_lesson {
            // A tab that was chosen for one lesson, such as the executor's or a real program's, isn't right for another.
            source_tab = SourceTab::opening(&visit.subject, language).unwrap_or(match source_tab {
                SourceTab::Executor | SourceTab::Real(_) => SourceTab::of(self.shown_language()),
                SourceTab::Rust | SourceTab::Python | SourceTab::File(_) => source_tab,
            });
        }
        let follows_lesson_tab = is_other_lesson || self.follows_lesson_tab;
        let rust_seen_at = self.rust_seen_at.take();
        let presentation = std::mem::take(&mut self.presentation);
        let (speed_index, captures_mouse) = (self.speed_index, self.captures_mouse);
        let is_same_program = self.open.subject.name() == visit.subject.name();
        let task_filter = std::mem::take(&mut self.task_filter);
        let task_filter = if is_same_program { task_filter } else { TaskFilter::default() };
        let (twin_runner, keyboard) = (self.twin_runner.take(), std::mem::take(&mut self.keyboard));
        let narration = self.guide.as_ref().map(Guide::narration);
        let unsaved_milestones = std::mem::take(&mut self.unsaved_milestones);
        let lesson_progress = std::mem::take(&mut self.lesson_progress);
        *self = App {
            unsaved_milestones,
            lesson_progress,
            source_tab,
            language,
            rust_seen_at,
            task_filter,
            twin_runner,
            presentation,
            captures_mouse,
            keyboard,
            speed_index,
            follows_lesson_tab,
            ..App::new(visit)
        };
        self.open_a_tab_that_is_there();
        self.follow_lesson_tab();
        if let (Some(guide), Some(narration)) = (&mut self.guide, narration) {
            guide.set_narration(narration);
        }
    }
}
