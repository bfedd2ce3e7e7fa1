//! Draws the screen of a question or a beat on the smallest usual terminal, and checks that it shows what it must.
//! Also compares the golden traces with the runs.

use crate::app::App;
use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::check::VisibilityCheck;
use crate::course::catalog::Lesson;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::tour::opening::SceneSession;
use crate::session::{Session, StepResult};
use crate::ui::{self, Look};
use std::sync::Arc;

const WIDTH: u16 = 80;
const HEIGHT: u16 = 24;

/// Returns a diagnostic for each text that must be on the screen and isn't.
pub fn check_visibility(visibility_checks: &[VisibilityCheck]) -> Vec<Diagnostic> {
    let look = Look::default();
    let mut faults = Vec::new();
    for check in visibility_checks {
        let seen = screen(&check.lesson, check, &look);
        for fact in check.facts.iter().filter(|fact| !seen.contains(*fact)) {
            let (file, line) = &check.place;
            let what = format!("no pane of an 80x24 screen shows `{fact}` for {}", check.by);
            let remedy = "move it to a moment that shows this, or name something else";
            faults.push(Diagnostic::new(file, *line, what, remedy));
        }
    }
    faults
}

/// Returns a diagnostic for each scene whose golden trace differs from its run.
pub fn check_traces(lesson: &Lesson) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for scene in &lesson.scenes {
        let mut trace = Vec::new();
        let mut session = Session::new(scene.program());
        if crate::text::tell(&mut trace, &mut session, true).is_err() {
            continue; // writing to memory never fails
        }
        let trace = String::from_utf8_lossy(&trace).into_owned();
        let golden = scene.trace.text.replace("\r\n", "\n");
        if trace == golden {
            continue;
        }
        let mut pairs = (1..).zip(golden.lines().zip(trace.lines()));
        let differs = pairs.find(|(_, (golden, trace))| golden != trace).map(|(line, _)| line);
        let line = differs.unwrap_or(golden.lines().count().min(trace.lines().count()) + 1);
        let what = "the trace differs from the recipe's run";
        let remedy = "write a new one and read it: UPDATE_GOLDEN=1 cargo test --test golden";
        faults.push(Diagnostic::new(&scene.trace.file, line, what, remedy));
    }
    faults
}

/// Draws the moment once with each pane in front, without the lesson's text.
fn screen(lesson: &Arc<Lesson>, check: &VisibilityCheck, look: &Look) -> String {
    let Some(scene) = lesson.scenes.get(check.scene) else { return String::new() };
    let mut visit = SceneSession::new(lesson, scene);
    let session = &mut visit.session;
    while session.position() < check.position && session.forward() == StepResult::Moved {}
    session.go(check.position);
    let mut app = App::new(visit);
    app.guide = None;
    let mut text = String::new();
    let panes = app.panes().into_iter().map(|it| Message::View(ViewMessage::Focus(it)));
    // The other tabs of the source pane.
    let source = [
        Message::View(ViewMessage::Focus(Pane::Source)),
        Message::View(ViewMessage::NextSource),
        Message::View(ViewMessage::NextSource),
    ];
    for message in panes.chain(source) {
        let _next = app.update(message);
        text += &ui::render_to_text(&app, look, WIDTH, HEIGHT);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use crate::course::catalog;

    fn check(fact: &str) -> VisibilityCheck {
        let place = ("lesson.md".to_owned(), 7);
        let (by, facts) = ("`next_task`".to_owned(), vec![fact.to_owned()]);
        let lesson = Arc::clone(catalog::find("resume").expect("it is a lesson"));
        VisibilityCheck { lesson, scene: 0, position: usize::MAX, place, by, facts }
    }

    #[test]
    fn what_no_pane_shows_is_a_fault_with_its_line() {
        assert!(check_visibility(&[check("got 42")]).is_empty());
        let message = check_visibility(&[check("stranger")])
            .iter()
            .map(ToString::to_string)
            .collect::<String>();
        assert!(
            message.starts_with("lesson.md:7: no pane of an 80x24 screen shows `stranger`"),
            "{message}"
        );
    }

    #[test]
    fn the_lessons_show_what_they_ask_for_and_their_traces_are_kept() {
        let report = check::built_in();
        assert!(report.visibility_checks.len() > 100, "{}", report.visibility_checks.len());
        let mut found = check_visibility(&report.visibility_checks);
        found.extend(catalog::lessons().iter().flat_map(|lesson| check_traces(lesson)));
        assert_eq!(found, []);
    }
}
