//! Reloads a lesson whose folder was saved while it is open.

use crate::app::App;
use crate::course::catalog::{Catalog, Lesson};
use crate::course::tour::opening::SceneSession;
use crate::world::words::sentence;
use std::sync::Arc;

impl App {
    /// Opens the saved lesson in the same scene, and at the same moment if the run up to there is the same. If the
    /// lesson can't be read, a notice says why, and the last good version stays open.
    pub fn reload(&mut self, saved: Result<Arc<Lesson>, String>) {
        let lesson = match saved {
            Ok(lesson) => lesson,
            Err(why) => {
                self.notice = Some(sentence(&format!("the lesson was not reloaded: {why}")));
                return;
            }
        };
        let name = self.open.subject.scene().map(|scene| scene.name.clone());
        let same = lesson.scenes.iter().find(|scene| Some(&scene.name) == name.as_ref());
        let Some(scene) = same.or(lesson.scenes.first()) else { return };
        let mut visit = SceneSession::new(&lesson, scene);
        visit.catalog = Catalog::built_in().with(Arc::clone(&lesson));
        let at = self.open.session.position();
        let is_same = self.open.session.has_same_beginning(&visit.session, at);
        if is_same {
            visit.session.go(at);
        }
        self.reopen(visit);
        self.notice = Some(if is_same {
            "The lesson was saved, and is reloaded.".to_owned()
        } else {
            "The lesson was saved with another run: it is reloaded, from its start.".to_owned()
        });
    }
}
