//! Determines what must be visible: for a question the facts that answer it, for a beat the row of its anchor (T3).
//! `screen_check` draws the screen and searches for them.

use super::subject::Subject;
use crate::course::catalog::Lesson;
use crate::course::executor_source::EXECUTOR;
use crate::course::lesson::page::{Anchor, QuestionKind};
use crate::course::question::cue::locate_beats;
use crate::course::question::prediction;
use crate::course::question::query::QueryKind;
use crate::course::story::Story;
use crate::course::tour;
use crate::session::{Session, StepResult};
use std::sync::Arc;

/// Texts that must be visible at a moment of a run, so that a question can be answered or a beat followed.
#[derive(Clone, Debug)]
pub struct VisibilityCheck {
    /// The lesson's slug.
    pub lesson: Arc<Lesson>,
    /// The scene, counted from 0.
    pub scene: usize,
    /// The position.
    pub position: usize,
    /// The file and the line of the question or the beat.
    pub place: (String, usize),
    /// The question or the beat, for the message.
    pub by: String,
    /// The texts that must all be on the screen.
    pub facts: Vec<String>,
}

/// Returns what must be visible for all questions and beats of a lesson.
pub(super) fn visibility_checks(subject: Subject<'_>) -> Vec<VisibilityCheck> {
    let mut visibility_checks = Vec::new();
    for (nth, scene) in subject.lesson.scenes.iter().enumerate() {
        let session = Session::new(scene.program());
        let story = Story::ahead(&session);
        let here: Vec<_> = subject.page.beats.iter().filter(|beat| beat.scene == nth).collect();
        let cues: Vec<_> = here.iter().map(|beat| &beat.cue).collect();
        for (beat, at) in here.iter().zip(locate_beats(&cues, &story)) {
            let Some(at) = at else { continue };
            let see = |position: usize, line: usize, by: String, facts: Vec<String>| {
                let place = (subject.file.to_owned(), line);
                VisibilityCheck {
                    lesson: Arc::clone(subject.lesson),
                    scene: nth,
                    position,
                    place,
                    by,
                    facts,
                }
            };
            if let Some(row) = beat.anchor.as_ref().and_then(row) {
                visibility_checks.push(see(
                    at,
                    beat.line,
                    format!("the beat “{}”", beat.title),
                    vec![row],
                ));
            }
            for ask in &beat.questions {
                let QuestionKind::Predicted(predict) = &ask.kind else { continue };
                let Ok(query) = prediction::query_of(predict) else { continue };
                let from = tour::question_position(ask, &story, at);
                let facts = facts(query.kind(), &story, &session, &scene.rust.display_text(), from);
                visibility_checks.push(see(from, ask.line, format!("`{}`", predict.query), facts));
            }
        }
    }
    visibility_checks
}

/// Returns the row of an anchor. For an anchor in the executor's source, this is the line with that marker.
fn row(anchor: &Anchor) -> Option<String> {
    let row = anchor.row.clone()?;
    if anchor.panel != "Executor" {
        return Some(row);
    }
    let line = EXECUTOR.line_of(&row).ok()?;
    beginning(&EXECUTOR.display_text(), line)
}

/// Returns the start of a line, which is short enough for every pane.
fn beginning(source: &str, line: u32) -> Option<String> {
    let text = source.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    Some(text.trim().chars().take(16).collect::<String>().trim_end().to_owned())
}

/// Returns what must be visible to answer a query.
fn facts(
    kind: &QueryKind,
    story: &Story,
    session: &Session,
    source: &str,
    from: usize,
) -> Vec<String> {
    match kind {
        QueryKind::NextTask | QueryKind::QueueAfter => story.ready_at(from),
        QueryKind::Polls(of) | QueryKind::State(of) => vec![of.clone()],
        QueryKind::EndState
        | QueryKind::OrderOfFinishing
        | QueryKind::Turns
        | QueryKind::MostPolledAtOnce => {
            let alive = story.alive.iter().rev().find(|(place, _)| *place <= from);
            alive.map_or(Vec::new(), |(_, names)| names.clone())
        }
        QueryKind::ClockAtEnd | QueryKind::ClockWhen(_) => {
            let passed = story.events.iter().rev().find(|one| one.position <= from);
            vec![passed.map_or("0 s".to_owned(), |one| one.clock.to_string())]
        }
        _ => line_at(session, source, from).into_iter().collect(),
    }
}

/// Returns the start of the running coroutine's current line.
fn line_at(session: &Session, source: &str, from: usize) -> Option<String> {
    let mut run = Session::with_schedule(session.program().clone(), session.schedule().clone());
    while run.position() < from && run.forward() == StepResult::Moved {}
    run.go(from);
    let task = run.world().running?;
    let coroutine = *run.world().leaves(task).last()?;
    beginning(source, run.world().coroutines.get(&coroutine)?.line?)
}
