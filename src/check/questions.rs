//! Checks questions: each can be prepared, each wrong option differs from the right one, and each misconception that
//! the lesson refutes gives a wrong answer to some question.

use super::readability;
use super::subject::Subject;
use super::{form, needs_program};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::page::{Question, QuestionKind};
use crate::course::question::cue::{Cue, locate_beats};
use crate::course::question::mental_model;
use crate::course::question::prediction::{self, AnswerChoice, ChoiceOrigin, QuestionContext};
use crate::course::question::query::QUERY_KINDS;
use crate::course::story::Story;
use crate::course::tour::{self, variant};
use crate::limits::{MAX_CHANGE_STEPS, MAX_OPTIONS, MAX_QUESTION_LINES, MIN_PREDICTIONS};
use crate::session::Session;
use std::collections::BTreeMap;

/// How a mental model, or a misconception, did in the questions of a lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SurvivorCount {
    /// The number of questions that it answered wrongly.
    pub failed: usize,
    /// The number of questions that it has an answer to.
    pub asked: usize,
    /// The number of options that the author wrote for it, without a run.
    pub authored: usize,
}

/// The counts, by the tag of a mental model or the name of a misconception.
pub type Survivors = BTreeMap<String, SurvivorCount>;

pub(super) fn faults(subject: Subject<'_>) -> (Vec<Diagnostic>, Survivors) {
    let mut faults = Vec::new();
    let mut survivors = Survivors::new();
    let page = subject.page;
    let mut predictions = 0;
    for scene in 0..subject.lesson.scenes.len() {
        let session = Session::new(subject.lesson.scenes[scene].program());
        let story = Story::ahead(&session);
        let here: Vec<_> = page.beats.iter().filter(|beat| beat.scene == scene).collect();
        let cues: Vec<_> = here.iter().map(|beat| &beat.cue).collect();
        for (beat, at) in here.iter().zip(locate_beats(&cues, &story)) {
            let Some(at) = at else { continue };
            for ask in &beat.questions {
                predictions += usize::from(matches!(ask.kind, QuestionKind::Predicted(_)));
                let from = tour::question_position(ask, &story, at);
                let (session, story, lesson) = (&session, &story, subject.lesson);
                let place = QuestionContext { lesson, page, scene, session, story, from };
                faults.extend(one(subject, ask, place, &mut survivors));
            }
        }
    }
    for (scene, line, ask, changed) in subject.page.variants.iter().filter_map(|change| {
        let ask = change.prediction.as_ref()?;
        let changed = variant::open(subject.lesson, change)?;
        Some((changed.scene, change.line, ask, changed.session))
    }) {
        // The schedule may not fit: `beats` says so.
        if changed.check_schedule(MAX_CHANGE_STEPS).is_err() {
            continue;
        }
        let (story, from) = (Story::ahead(&changed), tour::plan::start(&changed));
        let (session, story, lesson) = (&changed, &story, subject.lesson);
        let place = QuestionContext { lesson, page, scene, session, story, from };
        let found = one(subject, ask, place, &mut survivors);
        faults.extend(found.into_iter().map(|fault| Diagnostic { line, ..fault }));
    }
    if predictions < MIN_PREDICTIONS {
        let what = format!("the lesson has {predictions} predictions");
        faults.push(subject.fault(
            1,
            what,
            &format!("ask at least {MIN_PREDICTIONS}, each before the step that it is about"),
        ));
    }
    for id in &page.front.refutes {
        let seen = survivors.get(id).copied().unwrap_or_default();
        // If a mental model with this misconception was run, its answers count instead of the author's options.
        let is_refuted = if seen.asked > 0 { seen.failed > 0 } else { seen.authored > 0 };
        if !is_refuted && !needs_a_run(subject, id) {
            let what = format!("a learner who believes {id} answers every question right");
            let remedy = "add an option with this misconception, or a wrong loop that has it";
            faults.push(subject.fault(subject.line_of("refutes"), what, remedy));
        }
    }
    (faults, survivors)
}

fn one(
    subject: Subject<'_>,
    ask: &Question,
    place: QuestionContext<'_>,
    survivors: &mut Survivors,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let asked = match prediction::prepare(ask, place) {
        Ok(asked) => asked,
        // With the answers of the wrong loops that a record can't run, there would be options enough.
        Err(_) if lacks_only_a_run(ask, place) => return faults,
        Err(error) => return vec![subject.fault(ask.line, error.what, error.remedy)],
    };
    if asked.options.len() > MAX_OPTIONS {
        let what = format!("the question has {} options", asked.options.len());
        faults.push(subject.fault(
            ask.line,
            what,
            &format!("leave out the weakest: a question may have up to {MAX_OPTIONS}"),
        ));
    }
    for (nth, option) in asked.options.iter().enumerate() {
        if asked.options[..nth].iter().any(|earlier| earlier.text == option.text) {
            let what = format!("the option “{}” occurs twice", option.text);
            faults.push(subject.fault(ask.line, what, "leave one of them out"));
        }
    }
    let lines = |text: &str, width| {
        let texts = SourceLanguage::ALL.map(|language| inline::draft(text, language));
        texts.iter().map(|text| readability::wrapped(text, width)).max().unwrap_or(0)
    };
    let options = asked.options.iter();
    let options: usize = options.map(|o| lines(&o.text, readability::QUESTION_WIDTH - 4)).sum();
    let lines = lines(&asked.ask, readability::QUESTION_WIDTH) + 1;
    if lines + options > MAX_QUESTION_LINES {
        let what = format!("the question takes {} lines of an 80x24 screen", lines + options);
        faults.push(subject.fault(
            ask.line,
            what,
            &format!("shorten it to {MAX_QUESTION_LINES} lines"),
        ));
    }
    let see = match &ask.kind {
        QuestionKind::Predicted(predict) => &predict.see,
        QuestionKind::Authored(question) => &question.see,
    };
    if let Some(cue) = see.as_ref().and_then(|cue| cue.parse::<Cue>().ok())
        && cue.next(place.story, None).is_none()
    {
        let what = format!("the cue `{cue}` of `see` never fires");
        faults.push(subject.fault(
            ask.line,
            what,
            "name an event that `coroscope text` prints for this scene",
        ));
    }
    let (wrong, predict) = match &ask.kind {
        QuestionKind::Predicted(predict) => (&predict.wrong, Some(predict)),
        QuestionKind::Authored(question) => (&question.wrong, None),
    };
    for wrong in wrong {
        let is_option = |option: &AnswerChoice| {
            option.text == wrong.answer && matches!(option.origin, ChoiceOrigin::Author(_))
        };
        if !asked.options.iter().any(is_option) {
            let what =
                format!("the answer “{}” is given by the run or by a wrong loop", wrong.answer);
            faults.push(subject.fault(ask.line, what, "leave it out, or use another"));
        } else if let Some(id) = &wrong.misconception {
            survivors.entry(id.clone()).or_default().authored += 1;
        }
    }
    if let Some(predict) = predict {
        faults.extend(panels(subject, ask.line, &predict.query));
        if let Ok(query) = prediction::query_of(predict) {
            let right = query.ask(place.story, place.from);
            if let Ok(answers) = prediction::answers(predict, &query, place) {
                let is_here = place.session.program().built_in().is_some();
                for (wrong, answer) in answers {
                    if wrong.needs_program() && !is_here {
                        continue;
                    }
                    if answer.is_none() || answer == right {
                        let what = format!(
                            "the wrong loop `{}` gives the right answer to this",
                            wrong.tag
                        );
                        let remedy = "remove it from `options`, or ask what it answers differently";
                        faults.push(subject.fault(ask.line, what, remedy));
                    }
                }
            }
            survive(place, &query, right.as_ref(), survivors);
        }
    }
    faults
}

/// Returns whether a wrong loop with this misconception would have to run the program of a record.
fn needs_a_run(subject: Subject<'_>, misconception: &str) -> bool {
    let beats = subject.page.beats.iter();
    let questions = beats
        .filter(|beat| needs_program::cant_model(subject.lesson, beat.scene))
        .flat_map(|beat| &beat.questions);
    questions
        .filter_map(|ask| match &ask.kind {
            QuestionKind::Predicted(predict) => Some(predict),
            QuestionKind::Authored(_) => None,
        })
        .flat_map(needs_program::mental_models)
        .any(|wrong| wrong.misconception == Some(misconception))
}

/// Returns whether the run has an answer to this prediction, whose wrong loops would have to run the program of a record.
fn lacks_only_a_run(ask: &Question, place: QuestionContext<'_>) -> bool {
    let QuestionKind::Predicted(predict) = &ask.kind else { return false };
    let is_here = place.session.program().built_in().is_some();
    let Ok(query) = prediction::query_of(predict) else { return false };
    !is_here
        && needs_program::mental_models(predict).next().is_some()
        && query.ask(place.story, place.from).is_some()
        && prediction::answers(predict, &query, place).is_ok()
}

/// T5: every wrong loop takes the question, whether it is offered there or not.
fn survive(
    place: QuestionContext<'_>,
    query: &crate::course::question::query::Query,
    right: Option<&crate::course::question::answer::Answer>,
    survivors: &mut Survivors,
) {
    for wrong in &mental_model::MENTAL_MODELS {
        let other = prediction::other_scene(wrong, place);
        if wrong.needs_scene() && other.is_none() {
            continue;
        }
        let rewritten = wrong.run(place.session, place.story, place.from, other);
        let answer = rewritten.and_then(|run| query.ask(&run.story, run.from));
        if let Some(answer) = answer {
            let failed = usize::from(Some(&answer) != right);
            for name in [Some(wrong.tag), wrong.misconception].into_iter().flatten() {
                let seen = survivors.entry(name.to_owned()).or_default();
                seen.failed += failed;
                seen.asked += 1;
            }
        }
    }
}

/// T3: checks that a panel with the facts is unlocked.
fn panels(subject: Subject<'_>, line: usize, query: &str) -> Option<Diagnostic> {
    let (.., needs) = QUERY_KINDS.iter().find(|(name, ..)| *name == query)?;
    let known = form::panels(subject.lesson, subject.page);
    if needs.iter().any(|panel| known.iter().any(|one| one == panel)) {
        return None;
    }
    let what = format!("no unlocked panel shows what `{query}` asks");
    let remedy = format!("unlock one of {} first, or ask something else", needs.join(", "));
    Some(subject.fault(line, what, &remedy))
}
