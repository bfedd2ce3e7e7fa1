//! The lesson's words on a page: prose that the browser wraps, and questions whose options open their feedback.

use super::super::styled_run::escaped;
use crate::app::App;
use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::inline::{SourceLanguage, emphasis};
use crate::course::question::prediction::PreparedQuestion;
use crate::course::tour::opening::{SceneSession, Subject};
use crate::course::tour::{Tour, TourStep, variant};
use crate::limits::MAX_HTML_STEPS;
use crate::session::Session;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Returns the positions up to that of the session at which a beat begins or a question is asked, with the questions.
/// A run in another order has none, because the questions are about the lesson's.
pub(super) fn stops(visit: &SceneSession) -> BTreeMap<usize, Vec<PreparedQuestion>> {
    let mut stops: BTreeMap<usize, Vec<PreparedQuestion>> = BTreeMap::new();
    let Subject::Scene(lesson, nth) = &visit.subject else { return stops };
    if !visit.session.schedule().is_default() {
        return stops;
    }
    let mut session = Session::new(visit.subject.program());
    let Some(mut tour) = Tour::new(lesson, *nth, &mut session) else { return stops };
    session.go(0);
    let mut latest = None;
    for _ in 0..MAX_HTML_STEPS {
        let here = tour.beat_at(&session);
        if here != latest {
            latest = here;
            stops.entry(session.position()).or_default();
        }
        match tour.read_on(&mut session) {
            TourStep::On => {}
            TourStep::End | TourStep::Waiting => break,
            TourStep::Held => {
                if let Some((_, asked)) = tour.question(&session) {
                    stops.entry(session.position()).or_default().push(asked);
                }
                tour.skip(&session);
            }
        }
    }
    stops.retain(|at, _| *at <= visit.session.position());
    stops
}

/// Returns the lesson's words at this moment: the beat with its title, or the opening.
pub(super) fn words(app: &App) -> String {
    let shown = |text: &str| app.words_of_lesson(text);
    let Some(guide) = &app.guide else {
        return match &app.open.subject {
            Subject::Program(standalone) => prose(&shown, &standalone.about),
            Subject::Scene(..) => String::new(),
        };
    };
    match &guide.text.beat {
        Some((_, beat)) => {
            format!("<h3>{}</h3>{}", inline(&shown(&beat.title)), prose(&shown, &beat.text))
        }
        None => guide.opening().iter().map(|paragraph| prose(&shown, paragraph)).collect(),
    }
}

/// Returns a question. Each option opens what is said to it, also without scripts.
pub(super) fn question(
    words: &dyn Fn(&str) -> String,
    number: usize,
    asked: &PreparedQuestion,
) -> String {
    let mut html = format!(
        "<div class=\"question\"><p class=\"ask\"><b>Question {number}.</b> {}</p>",
        inline(&words(&asked.ask))
    );
    for option in &asked.options {
        let (text, feedback) = (inline(&words(&option.text)), inline(&words(&option.feedback)));
        let _a_string_takes_all =
            write!(html, "<details><summary>{text}</summary><p>{feedback}</p></details>");
    }
    html + "</div>"
}

/// Returns what comes after all scenes of a lesson: its changes with their questions, and what was seen.
pub(super) fn after(lesson: &Arc<Lesson>, mut number: usize) -> String {
    let Ok(page) = &lesson.page else { return String::new() };
    let mut html = String::new();
    if !page.variants.is_empty() {
        html += "<section id=\"break\"><h2>Break it</h2>\n";
    }
    for (nth, change) in page.variants.iter().enumerate() {
        let scene = change.scene.checked_sub(1).and_then(|nth| lesson.scenes.get(nth));
        let words = words_of(scene.unwrap_or(&lesson.scenes[0]));
        html += &prose(&words, &format!("{}.", change.change.trim_end_matches('.')));
        let changed = variant::open(lesson, change).filter(|_| change.prediction.is_some());
        if let Some(mut session) = changed.map(|changed| changed.session)
            && let Some(mut tour) = Tour::of_change(lesson, nth, &mut session)
        {
            session.to_start();
            if let Some((_, asked)) = tour.question(&session) {
                html += &question(&words, number, &asked);
                number += 1;
            }
        }
        html.push('\n');
    }
    if !page.variants.is_empty() {
        html += "</section>\n";
    }
    if let Some(end) = &page.end {
        let words = words_of(&lesson.scenes[0]);
        let learned = end.learned.iter().map(|one| format!("<li>{}</li>", inline(&words(one))));
        let learned: String = learned.collect();
        let _a_string_takes_all = writeln!(
            html,
            "<section id=\"learned\"><h2>What you saw</h2><ul>{learned}</ul></section>"
        );
    }
    html
}

fn words_of(scene: &Scene) -> impl Fn(&str) -> String {
    |text| scene.words(text, SourceLanguage::Rust)
}

/// Returns the paragraphs of a text of the lesson.
fn prose(words: &dyn Fn(&str) -> String, text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    let mut html = String::new();
    for paragraph in paragraphs {
        let _a_string_takes_all = write!(html, "<p>{}</p>", inline(&words(paragraph)));
    }
    html
}

/// Returns a text on one line, with `<code>` for the parts in backticks and `<em>` for what is emphasised.
fn inline(text: &str) -> String {
    let mut html = String::new();
    for (nth, part) in text.replace('\n', " ").split('`').enumerate() {
        if nth % 2 == 1 {
            let _a_string_takes_all = write!(html, "<code>{}</code>", escaped(part));
            continue;
        }
        for (is_emphasised, part) in emphasis(part) {
            let tags = if is_emphasised { ["<em>", "</em>"] } else { ["", ""] };
            html += &[tags[0], &escaped(part), tags[1]].concat();
        }
    }
    html
}
