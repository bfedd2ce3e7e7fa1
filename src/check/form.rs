//! Checks the form of a lesson: its front matter, and whether everything that it refers to exists.

use super::subject::Subject;
use super::texts::{self, LessonText};
use crate::course::catalog::{self, Lesson};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::markers;
use crate::course::lesson::page::{ALWAYS, Anchor, PANELS, Page, QuestionKind};
use crate::course::question::mental_model;
use crate::course::question::misconception::{self, MISCONCEPTIONS};
use crate::limits::{MAX_LESSON_MINUTES, MAX_NEW_RUST_LINES};
use crate::record::source::Language;
use crate::world::rule::Rule;

const MARKS: [&str; 3] = ["=", "≈", "≠"];

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = front(subject);
    faults.extend(names(subject));
    faults.extend(scenes(subject));
    faults.extend(markers(subject));
    faults.extend(anchors(subject));
    faults.extend(end(subject));
    faults
}

/// Checks that there is an end card, a hint for each question and a prediction for each change.
fn end(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let is_sentence = |text: &String| text.trim_end().ends_with(['.', '!', '?']);
    match &subject.page.end {
        None => {
            let remedy = "add a ```end block with `learned` and `try`";
            let line = subject.text.lines().count().max(1);
            faults.push(subject.fault(line, "the lesson has no end card", remedy));
        }
        Some(end) if end.learned.len() != 3 || !end.learned.iter().all(is_sentence) => {
            let what =
                format!("`learned` has {} texts, or one that isn't a sentence", end.learned.len());
            faults.push(subject.fault(end.line, what, "say in three sentences what was learned"));
        }
        Some(_) => {}
    }
    for ask in subject.page.beats.iter().flat_map(|beat| &beat.questions) {
        let hint = match &ask.kind {
            QuestionKind::Predicted(predict) => &predict.hint,
            QuestionKind::Authored(question) => &question.hint,
        };
        if hint.is_none() {
            let remedy = "add `hint`: a question that leads to the answer";
            faults.push(subject.fault(ask.line, "the question has no hint", remedy));
        }
    }
    for change in subject.page.variants.iter().filter(|change| change.prediction.is_none()) {
        let remedy = "add `ask` and `query`, and an option or two that people would choose";
        faults.push(subject.fault(change.line, "the change asks for no prediction", remedy));
    }
    faults
}

fn front(subject: Subject<'_>) -> Vec<Diagnostic> {
    let front = &subject.page.front;
    let mut faults = Vec::new();
    let mut empty = |key: &str, is_empty: bool| {
        if is_empty {
            let what = format!("`{key}` is empty");
            faults.push(subject.fault(subject.line_of(&format!("{key} =")), what, "fill it in"));
        }
    };
    empty("title", front.title.trim().is_empty());
    empty("objective", front.objective.trim().is_empty());
    empty("refutes", front.refutes.is_empty());
    let line = subject.line_of("part =");
    if !catalog::parts().iter().any(|part| front.part == part.letter.to_string()) {
        let what = format!("there is no part `{}`", front.part);
        faults.push(subject.fault(line, what, "write the letter of a part of the catalog"));
    }
    let minutes = subject.lesson.minutes();
    if minutes > MAX_LESSON_MINUTES {
        let what = format!("the lesson takes {minutes} minutes, too long for one idea");
        faults.push(subject.fault(
            1,
            what,
            &format!("split it into two: a lesson may take up to {MAX_LESSON_MINUTES} minutes"),
        ));
    }
    if front.new_rust.as_ref().is_some_and(|rust| rust.lines().count() > MAX_NEW_RUST_LINES) {
        let line = subject.line_of("new_rust");
        let what = format!("`new_rust` has more than {MAX_NEW_RUST_LINES} lines");
        faults.push(subject.fault(line, what, &format!("cut it to {MAX_NEW_RUST_LINES}")));
    }
    faults
}

/// Checks the names of rules, panels, misconceptions and mental models.
fn names(subject: Subject<'_>) -> Vec<Diagnostic> {
    let front = &subject.page.front;
    let (mut faults, mut other) = (Vec::new(), Vec::new());
    let mut unknown = |name: &str, kind: &str, remedy: &str| {
        let line = subject.line_of(&format!("\"{name}\""));
        faults.push(subject.fault(line, format!("there is no {kind} `{name}`"), remedy));
    };
    let rules = format!("write one of {:?} to {:?}", Rule::ALL[0], Rule::ALL[Rule::ALL.len() - 1]);
    let is_rule = |name: &String| Rule::ALL.iter().any(|rule| format!("{rule:?}") == *name);
    for rule in front.rules.iter().filter(|rule| !is_rule(rule)) {
        unknown(rule, "rule", &rules);
    }
    let panels = front.panels.iter().chain(&front.new_panel);
    for panel in panels.filter(|panel| !PANELS.contains(&panel.as_str())) {
        unknown(panel, "panel", &format!("use one of {}", PANELS.join(", ")));
    }
    let mut believed: Vec<&String> = front.refutes.iter().collect();
    let of_beats = subject.page.beats.iter().flat_map(|beat| &beat.questions);
    let of_changes = subject.page.variants.iter().flat_map(|change| &change.prediction);
    for ask in of_beats.chain(of_changes) {
        let (wrong, rule) = match &ask.kind {
            QuestionKind::Predicted(predict) => (&predict.wrong, &predict.rule),
            QuestionKind::Authored(question) => (&question.wrong, &question.rule),
        };
        believed.extend(wrong.iter().filter_map(|wrong| wrong.misconception.as_ref()));
        // The prediction of a change has no rule.
        if !rule.is_empty() && !is_rule(rule) {
            unknown(rule, "rule", &rules);
        }
        if let QuestionKind::Predicted(predict) = &ask.kind {
            for tag in predict.options.iter().filter(|tag| mental_model::find(tag).is_none()) {
                let known: Vec<_> = mental_model::MENTAL_MODELS.iter().map(|one| one.tag).collect();
                unknown(tag, "wrong loop", &format!("use one of {}", known.join(", ")));
            }
            for tag in predict.no.keys().filter(|tag| !predict.options.contains(tag)) {
                let what = format!("`no.{tag}` answers no option");
                let remedy = "name the wrong loop in `options`, or remove this text";
                other.push(subject.fault(ask.line, what, remedy));
            }
        }
    }
    let [first, .., last] = &MISCONCEPTIONS;
    let known = format!("write one of {} to {}", first.id, last.id);
    for id in believed.into_iter().filter(|id| misconception::find(id).is_none()) {
        unknown(id, "misconception", &known);
    }
    faults.extend(other);
    faults
}

fn scenes(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let scenes = &subject.page.front.scenes;
    let compiled = subject.lesson.scenes.len();
    if scenes.len() != compiled {
        let what = format!("{} scenes have words, and {compiled} are compiled", scenes.len());
        let remedy = "give each scene of the catalog one [[scenes]] with its name and title";
        faults.push(subject.fault(subject.line_of("[[scenes]]"), what, remedy));
    }
    for (nth, scene) in scenes.iter().enumerate() {
        let line = subject.line_of(&format!("name = \"{}\"", scene.name));
        if scenes[..nth].iter().any(|earlier| earlier.name == scene.name) {
            let what = format!("two scenes are called `{}`", scene.name);
            faults.push(subject.fault(line, what, "give each its own name"));
        }
        let page = subject.page;
        let is_used = nth == 0
            || page.beats.iter().any(|beat| beat.scene == nth)
            || page.variants.iter().any(|change| change.scene == nth + 1)
            || scenes.iter().any(|one| one.as_if.values().any(|other| *other == scene.name));
        if !is_used {
            let what = format!("nothing leads to the scene `{}`", scene.name);
            faults.push(subject.fault(line, what, "give it a beat, or a ```break block"));
        }
        for (tag, other) in &scene.as_if {
            let line = subject.line_of("as_if");
            if mental_model::find(tag).is_none_or(|wrong| !wrong.needs_scene()) {
                let what = format!("the wrong loop `{tag}` doesn't exist, or doesn't need a scene");
                faults.push(subject.fault(
                    line,
                    what,
                    "use one of kind Scene in src/course/question/mental_model.rs",
                ));
            }
            if !scenes.iter().any(|scene| scene.name == *other) {
                let what = format!("no scene is called `{other}`");
                faults.push(subject.fault(line, what, "name one of this lesson's scenes"));
            }
        }
    }
    for beat in subject.page.beats.iter().filter(|beat| beat.scene >= compiled) {
        let what = format!("there is no scene {}", beat.scene + 1);
        faults.push(subject.fault(beat.line, what, "write the number of a scene, from 1"));
    }
    faults
}

/// Checks the markers of the sources, and those that the text refers to.
fn markers(subject: Subject<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let lesson = subject.lesson;
    for scene in &lesson.scenes {
        // A record may have no twin.
        let pair =
            (!scene.twin.text.is_empty()).then(|| markers::check_pair(&scene.rust, &scene.twin));
        for fault in pair.into_iter().flatten() {
            let text = fault.to_string();
            let (place, what) = text.split_once(": ").unwrap_or(("", &text));
            let (file, line) = place.rsplit_once(':').unwrap_or((&scene.rust.file, "1"));
            let line = line.parse().unwrap_or(1);
            faults.push(Diagnostic::new(file, line, what, "see src/course/lesson/markers.rs"));
        }
    }
    for LessonText { line, scene, text, .. } in texts::all(subject) {
        let Some(scene) = lesson.scenes.get(scene) else { continue };
        let own = match scene.program.language {
            Language::Rust => SourceLanguage::Rust,
            Language::Python => SourceLanguage::Python,
        };
        for (language, source) in [(own, &scene.rust), (SourceLanguage::Python, &scene.twin)] {
            if source.text.is_empty() {
                continue; // a record may come without a twin
            }
            for name in inline::markers(text, language) {
                let Err(fault) = source.line_of(&name) else { continue };
                let pointer = format!("[@{name}]");
                let nth =
                    subject.text.lines().skip(line - 1).position(|row| row.contains(&pointer));
                let text = fault.to_string();
                let what = text.split_once(": ").map_or(text.as_str(), |(_, what)| what);
                let remedy = "name one of them, or mark the line";
                faults.push(subject.fault(line + nth.unwrap_or(0), what, remedy));
            }
        }
    }
    for gloss in &subject.page.front.gloss {
        let line = subject.line_of(&format!("at = \"{}\"", gloss.at));
        let scene = gloss.scene.checked_sub(1).and_then(|nth| lesson.scenes.get(nth));
        match scene.map(|scene| scene.rust.line_of(&gloss.at)) {
            Some(Ok(_)) => {}
            Some(Err(_)) => {
                let what = format!("no line has the marker @{}", gloss.at);
                faults.push(subject.fault(line, what, "name a marker of the recipe"));
            }
            None => {
                let what = format!("there is no scene {}", gloss.scene);
                faults.push(subject.fault(line, what, "write the number of a scene, from 1"));
            }
        }
    }
    for note in &subject.page.front.twin {
        let line = subject.line_of(&format!("at = \"{}\"", note.at));
        let scene = note.scene.checked_sub(1).and_then(|nth| lesson.scenes.get(nth));
        match scene.map(|scene| scene.rust.line_of(&note.at)) {
            Some(Ok(_)) => {}
            Some(Err(_)) => {
                let what = format!("no line has the marker @{}", note.at);
                faults.push(subject.fault(line, what, "name a marker of the recipe"));
            }
            None => {
                let what = format!("there is no scene {}", note.scene);
                faults.push(subject.fault(line, what, "write the number of a scene, from 1"));
            }
        }
        if !MARKS.contains(&note.mark.as_str()) {
            let what = format!("a note on the twin can't have the mark `{}`", note.mark);
            faults.push(subject.fault(line, what, "write =, ≈ or ≠"));
        }
    }
    faults
}

/// Returns the panels that are unlocked in this lesson, according to `page` instead of the built-in text.
pub(super) fn panels(lesson: &Lesson, page: &Page) -> Vec<String> {
    let before = catalog::lessons().iter().filter(|one| one.comes_before(lesson));
    let earlier = before.flat_map(|one| &one.page).flat_map(|page| page.front.panels.clone());
    let always = PANELS.iter().take(ALWAYS).map(|panel| (*panel).to_owned());
    always.chain(earlier).chain(page.front.panels.clone()).collect()
}

fn anchors(subject: Subject<'_>) -> Vec<Diagnostic> {
    let known = panels(subject.lesson, subject.page);
    let mut faults = Vec::new();
    for beat in &subject.page.beats {
        let Some(Anchor { panel, .. }) = &beat.anchor else {
            let remedy = "add where to look: `anchor=\"Tasks waiter\"`";
            faults.push(subject.fault(beat.line, "the beat has no anchor", remedy));
            continue;
        };
        if !PANELS.contains(&panel.as_str()) {
            let what = format!("there is no panel `{panel}`");
            let remedy = format!("use one of {}", PANELS.join(", "));
            faults.push(subject.fault(beat.line, what, &remedy));
        } else if !known.contains(panel) {
            let what = format!("the panel {panel} isn't unlocked yet");
            let remedy = "point at one that is, or list it under `panels`";
            faults.push(subject.fault(beat.line, what, remedy));
        }
    }
    faults
}
