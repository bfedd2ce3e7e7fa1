//! A **variant** is a changed run of a lesson: another scene, another order, or polls that take time. The learner
//! picks one from a list, predicts the outcome, and compares it with the run.

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::page::Variant;
use crate::session::Session;
use std::time::Duration;

/// The run of a variant.
pub struct VariantRun {
    /// The scene to run, counted from 0.
    pub scene: usize,
    /// A session of that scene, before its first event.
    pub session: Session,
}

/// Opens the run of a variant. `None` if the lesson has no such scene, or the schedule cannot be parsed.
#[must_use]
pub fn open(lesson: &Lesson, change: &Variant) -> Option<VariantRun> {
    let scene = change.scene.checked_sub(1)?;
    let mut program = lesson.scenes.get(scene).map(Scene::program)?;
    if let Some(cost) = change.poll_cost {
        program = program.with_poll_cost(Duration::from_millis(cost));
    }
    let is_same_run = change.poll_cost.is_none() && change.schedule.is_empty();
    if !is_same_run && !program.capabilities().can_reorder {
        return None;
    }
    let mut session = Session::with_schedule(program, change.schedule.parse().ok()?);
    session.go(0);
    Some(VariantRun { scene, session })
}
