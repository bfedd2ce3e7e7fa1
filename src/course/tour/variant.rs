//! A **change** is one way to break a lesson: another scene, another order, polls that cost time. Nothing is
//! typed; the learner picks, predicts and looks.

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::page::Variant;
use crate::session::Session;
use std::time::Duration;

/// A change that can be made, and what it leads to.
pub struct VariantRun {
    /// The scene to run, counted from 0.
    pub scene: usize,
    /// A session of it, before its first event.
    pub session: Session,
}

/// The session of a change.
#[must_use]
pub fn open(lesson: &Lesson, change: &Variant) -> Option<VariantRun> {
    let scene = change.scene.checked_sub(1)?;
    let mut program = lesson.scenes.get(scene).map(Scene::program)?;
    if let Some(cost) = change.poll_cost {
        program = program.with_poll_cost(Duration::from_millis(cost));
    }
    let mut session = Session::with_schedule(program, change.schedule.parse().ok()?);
    session.go(0);
    Some(VariantRun { scene, session })
}
