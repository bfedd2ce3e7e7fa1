//! The pieces that a question is made of, against runs and blocks that are written by hand: what each wrong mental
//! model makes of a run, where a question is put, which options it has, and what is said to them.

mod event_script;

use coroscope::course::catalog;
use coroscope::course::lesson::inline::{SourceLanguage, draft};
use coroscope::course::lesson::page::{PredictBlock, Question, QuestionBlock, QuestionKind};
use coroscope::course::question::cue::Cue;
use coroscope::course::question::mental_model;
use coroscope::course::question::prediction::{
    ChoiceOrigin, Feedback, PreparedQuestion, QuestionContext, QuestionError, panels_in, prepare,
};
use coroscope::course::question::query::{Arguments, Query};
use coroscope::course::story::Story;
use coroscope::course::tour::{QuestionId, Tour, question_position};
use coroscope::session::Session;
use event_script::story;

/// A mental model, a run and the position of the question, a query with its arguments, the run's answer, and the
/// model's.
type Row =
    (&'static str, &'static str, usize, &'static str, &'static str, &'static str, &'static str);

const AWAITS: &str = "spawn a; call main; call f; | ; poll a; enter main; await main; enter f main; print x; return f; \
                      return main; ready a";
const TWO: &str =
    "spawn a; spawn b; | ; poll a; pending a; poll b; pending b; poll b; ready b; end stalled";
const ROUNDS: &str = "spawn a; spawn b; | ; poll a; pending a; poll b; pending b; clock 1 idle; wake a; wake b; poll a; \
                      ready a; poll b; ready b; end finished";
const SELF_WAKE: &str = "spawn a; | ; poll a; wake a; pending a; poll a; ready a; end finished";
const SLEEPER: &str =
    "spawn a; | ; poll a; print x; pending a; clock 2 idle; wake a; poll a; print y; ready a";

const TURNS: &str = "spawn a; spawn b; | ; poll a; wake a; pending a; poll b; wake b; pending b; poll a; wake a; pending a; \
                     poll b; wake b; pending b; poll a; ready a; poll b; ready b; end finished";

/// A task joins two coroutines, and then a task.
const JOINS: &str = "spawn a; call main; call f; call g; | ; poll a; enter main; await main; enter f main; enter g main; pending a; \
                     poll a; continue main; continue f; resume f 1; return f; continue g; pending a; \
                     poll a; continue main; pending a; \
                     poll a; continue main; continue g; resume g 1; return g; resume main 1; return main; ready a";

#[rustfmt::skip]
const ROWS: [Row; 29] = [
    ("await-yields", AWAITS, 3, "polls", "of = 'a'", "1", "2"),
    ("await-yields", AWAITS, 3, "result_of_poll", "", "Ready", "Pending"),
    ("await-yields", AWAITS, 3, "turns", "", "1", "2"),
    ("await-yields", TWO, 2, "turns", "", "3", "3"),
    ("parallel", ROUNDS, 2, "turns", "", "4", "2"),
    ("parallel", ROUNDS, 2, "most_polled_at_once", "", "1", "2"),
    ("parallel", ROUNDS, 2, "polls", "of = 'a'", "2", "2"),
    // One task is not polled twice in a round.
    ("parallel", SELF_WAKE, 1, "turns", "", "2", "2"),
    ("parallel", SELF_WAKE, 1, "most_polled_at_once", "", "1", "1"),
    ("asks-everyone", TWO, 2, "polls", "of = 'a'", "1", "3"),
    // Before the question the model keeps the true rule.
    ("asks-everyone", TWO, 5, "polls", "of = 'a'", "1", "2"),
    ("asks-everyone", TWO, 2, "queue_after", "until = 'pending a'", "`b`", "`a`, `b`"),
    ("asks-everyone", TWO, 2, "end_state", "", "it stalls, with `a` still waiting", "the loop keeps polling"),
    ("asks-everyone", ROUNDS, 2, "end_state", "", "it finishes", "it finishes"),
    // A task that was woken in its own poll is queued, and waits for nothing.
    ("asks-everyone", TURNS, 2, "polls", "of = 'a'", "3", "3"),
    ("asks-again", SELF_WAKE, 1, "polls", "of = 'a'", "2", "2"),
    ("asks-again", SLEEPER, 1, "polls", "of = 'a'", "2", "3"),
    // A question inside the next poll comes too late for it.
    ("asks-again", SLEEPER, 7, "polls", "of = 'a'", "2", "2"),
    ("asks-again", TWO, 2, "end_state", "", "it stalls, with `a` still waiting", "the loop keeps polling"),
    ("asks-again", TWO, 4, "next_task", "", "`b`", "`a`"),
    ("woken-is-ready", JOINS, 4, "polls", "of = 'a'", "4", "3"),
    ("woken-is-ready", JOINS, 4, "turns", "", "4", "3"),
    // `g` is visited in the second poll, and stays where it is.
    ("woken-is-ready", JOINS, 4, "polls", "of = 'g'", "3", "2"),
    // Before the question the model keeps the true rule.
    ("woken-is-ready", JOINS, 18, "polls", "of = 'g'", "3", "3"),
    ("woken-is-ready", TWO, 2, "polls", "of = 'a'", "1", "1"),
    // A poll that ends `Ready` isn't in vain.
    ("woken-is-ready", TWO, 2, "polls", "of = 'b'", "2", "2"),
    ("from-the-top", SLEEPER, 1, "order_of_lines", "", "x · y", "x · x · y"),
    ("from-the-top", SLEEPER, 1, "polls", "of = 'a'", "2", "2"),
    ("from-the-top", SLEEPER, 7, "number_of_lines", "", "2", "2"),
];

#[test]
fn a_mental_model_rewrites_the_run_after_the_question() {
    let session = Session::new(catalog::find("lazy").expect("it is there").scenes[0].program());
    let mut wrong = Vec::new();
    for (tag, script, from, name, with, truth, expected) in ROWS {
        let story = story(script);
        let arguments: Arguments = toml::from_str(with).expect(with);
        let query = Query::new(name, &arguments).expect(name);
        let model = mental_model::find(tag).expect(tag);
        let run = model.run(&session, &story, from, None).expect("it needs no other scene");
        let text = |story: &Story, from: usize| {
            query.ask(story, from).map_or("?".to_owned(), |answer| answer.to_string())
        };
        let found = (text(&story, from), text(&run.story, run.from));
        if (found.0.as_str(), found.1.as_str()) != (truth, expected) {
            wrong.push(format!(
                "{tag}, {name} {with} at {from}: {found:?}, expected {truth}, {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mental_model_that_rewrites_the_run_has_a_row() {
    let session = Session::new(catalog::find("lazy").expect("it is there").scenes[0].program());
    let empty = Story::default();
    for model in &mental_model::MENTAL_MODELS {
        // A model that runs the program again finds the lesson's lines; one that rewrites nothing finds none.
        let run = model.run(&session, &empty, 0, None);
        let rewrites = run.is_some_and(|run| run.story.events.is_empty());
        assert_eq!(rewrites, ROWS.iter().any(|(tag, ..)| *tag == model.tag), "{}", model.tag);
    }
}

fn predicted(before: Option<&str>) -> Question {
    let before = before.map_or(String::new(), |cue| format!("before = '{cue}'\n"));
    let text = format!("ask = 'a'\nquery = 'turns'\n{before}look = 'Tasks'\nrule = 'R3'");
    let block: PredictBlock = toml::from_str(&text).expect("it is a predict block");
    Question { line: 1, kind: QuestionKind::Predicted(block) }
}

/// A question with `before` is put one event before that cue, and never before its beat.
#[test]
fn a_question_is_put_at_its_beat_or_right_before_its_cue() {
    let story =
        story("spawn a; spawn b; | ; poll a; pending a; poll b; pending b; poll b; ready b");
    let rows = [
        (None, 4, 4),
        (Some("poll b"), 3, 4),
        (Some("poll b"), 4, 4),
        (Some("poll b"), 5, 6),
        (Some("ready b"), 4, 7),
        (Some("poll b then ready b"), 4, 7),
        (Some("panicked b"), 4, 4),
        (Some("poll a"), 4, 4),
        (Some("poll a"), 0, 2),
    ];
    for (before, beat, expected) in rows {
        let position = question_position(&predicted(before), &story, beat);
        assert_eq!(position, expected, "{before:?} of a beat at {beat}");
    }
}

fn authored() -> PreparedQuestion {
    let text = "ask = 'How long?'\nright = '13 s'\nyes = 'Yes: {answer}. Waiting overlaps, work does not.'\nhint = 'What overlaps?'\n\
                look = 'Timeline: its length.'\nrule = 'R3'\n\
                [[wrong]]\nanswer = 'never'\nfeedback = 'No: {answer}. It ends, so that {picked} is wrong.'\n\
                [[wrong]]\nanswer = '6 s'\nmisconception = 'M06'\nfeedback = 'No: {answer}. Only one task runs at a time.'\n\
                [[wrong]]\nanswer = '104 s'\nfeedback = 'That is too much.'\n";
    let block: QuestionBlock = toml::from_str(text).expect("it is a question block");
    let question = Question { line: 1, kind: QuestionKind::Authored(block) };
    ask(&question).expect("it can be asked")
}

/// Prepares a question about the first scene of `three-tasks`, put before its first turn.
fn ask(question: &Question) -> Result<PreparedQuestion, QuestionError> {
    let lesson = catalog::find("three-tasks").expect("it is there");
    let page = lesson.page.as_ref().expect("it can be read");
    let session = Session::new(lesson.scenes[0].program());
    let (story, from) = (Story::ahead(&session), session.position());
    let (session, story) = (&session, &story);
    prepare(question, QuestionContext { lesson, page, scene: 0, session, story, from })
}

fn texts(question: &PreparedQuestion) -> Vec<&str> {
    question.options.iter().map(|option| option.text.as_str()).collect()
}

#[test]
fn options_are_in_the_order_of_their_numbers_and_then_of_their_letters() {
    let question = authored();
    assert_eq!(texts(&question), ["6 s", "13 s", "104 s", "never"]);
    assert_eq!(question.right(), 1);
    assert_eq!(question.settled_at, None);
}

#[test]
fn feedback_answers_the_option_that_was_taken() {
    let question = authored();
    let feedback = |is_right, text: &str| {
        Some(Feedback { is_right, text: text.to_owned(), reason_at: start() })
    };
    assert_eq!(question.feedback(0), feedback(false, "No: 13 s. Only one task runs at a time."));
    assert_eq!(question.feedback(1), feedback(true, "Yes: 13 s. Waiting overlaps, work does not."));
    assert_eq!(question.feedback(2), feedback(false, "That is too much."));
    assert_eq!(question.feedback(3), feedback(false, "No: 13 s. It ends, so that never is wrong."));
    assert_eq!(question.feedback(4), None);
    assert_eq!(question.hint(0), Some("What overlaps?"));
    assert!(question.hint(1).expect("there is a second").starts_with("R3: "));
    assert_eq!(question.hint(2), Some("The answer is 13 s."));
    assert_eq!(question.hint(3), None);
    assert_eq!(question.panels_to_look_at(), ["Timeline"]);
}

/// Where the questions here are put: before the first turn.
fn start() -> usize {
    Session::new(catalog::find("three-tasks").expect("it is there").scenes[0].program()).position()
}

#[test]
fn what_a_lesson_does_not_say_is_said_of_the_rule_and_of_the_wrong_loop() {
    let question = turns("'parallel'", &["3"]).expect("there are three options");
    let whole = |option| question.feedback(option).expect("there is such an option").text;
    let text = |option| draft(&whole(option), SourceLanguage::Rust);
    assert_eq!(text(0), "No", "the author's own text is all that is said");
    let in_python = draft(&whole(1), SourceLanguage::Python);
    assert_eq!(in_python, "No: 16. The loop has one thread, so it runs one task at a time.");
    assert_eq!(text(1), "No: 16. The loop has one thread, so it polls one task at a time.");
    assert!(
        text(2).starts_with("Yes: 16. In one turn, the loop takes the task at the front"),
        "{}",
        text(2)
    );
    assert_eq!(question.hint(0), Some("Look at Tasks."));
    let own = turns_with(
        "'last-first', 'one-after-another', 'parallel'",
        "no.parallel = 'No: {answer}, not {picked}.'",
    );
    let own = own.expect("there are options");
    let at = own.options.iter().position(|one| one.text == "7").expect("rounds");
    assert_eq!(own.feedback(at).expect("it is an option").text, "No: 16, not 7.");
}

#[test]
fn the_reason_is_shown_where_the_answer_is_settled_or_where_the_lesson_says() {
    let session =
        Session::new(catalog::find("three-tasks").expect("it is there").scenes[0].program());
    let story = Story::ahead(&session);
    let cue = |text: &str, after| text.parse::<Cue>().expect(text).next(&story, after);
    let start = Some(session.position());
    // The turns are known at the last of them.
    let last_turn = story.events.iter().rfind(|one| one.task_of_turn().is_some());
    let last_turn = last_turn.map(|one| one.position);
    let rows = [
        ("", last_turn),
        ("see = 'poll factorial'", cue("poll factorial", start)),
        ("see = 'idle'", cue("idle", start)),
        // It lies before the question only.
        ("see = 'spawn factorial'", cue("spawn factorial", None)),
        ("see = 'lost factorial'", last_turn),
    ];
    for (see, expected) in rows {
        let question = turns_with("'parallel', 'last-first', 'one-after-another'", see).expect(see);
        assert_eq!(Some(question.reason_at), expected, "{see}");
    }
}

/// Questions about what this run doesn't do: no moment of it shows their reason.
const BEYOND_THE_RUN: [(&str, &str); 3] = [
    ("executor", "Suppose the queue is empty and a timer is set."),
    ("cancel", ":rust[In Python, that code is an `except CancelledError` block"),
    ("deadlock", "Which change makes this deadlock impossible?"),
];

/// The reason of every other question is the event that its `see` names, and that isn't the moment of the question.
#[test]
fn every_question_of_the_course_names_the_moment_that_shows_its_reason() {
    let mut wrong = Vec::new();
    let mut beyond = Vec::new();
    for lesson in catalog::lessons() {
        let page = lesson.page.as_ref().expect("it can be read");
        for scene in 0..lesson.scenes.len() {
            let mut session = Session::new(lesson.scenes[scene].program());
            let Some(mut tour) = Tour::new(lesson, scene, &mut session) else { continue };
            let story = Story::ahead(&session);
            for (id, from) in tour.planned_questions(&session) {
                let QuestionId::Beat(beat, nth) = id else { continue };
                let question = &page.beats[beat].questions[nth];
                let (ask, see) = match &question.kind {
                    QuestionKind::Predicted(predict) => (&predict.ask, &predict.see),
                    QuestionKind::Authored(authored) => (&authored.ask, &authored.see),
                };
                let place = format!("{}:{} {ask}", page.file, question.line);
                let Some(see) = see else {
                    let is_it = |(of, beginning): &&(&str, &str)| {
                        *of == lesson.slug && ask.starts_with(beginning)
                    };
                    match BEYOND_THE_RUN.iter().find(is_it) {
                        Some(known) => beyond.push(*known),
                        None => wrong.push(format!("{place}: no `see`")),
                    }
                    continue;
                };
                let cue: Cue = see.parse().expect(see);
                let prepared = tour.prepared_question(&session, id).expect(&place);
                let lands = |at: usize| cue.next(&story, at.checked_sub(1)) == Some(at);
                let is_chain = see.contains(" then ");
                if !is_chain && !lands(prepared.reason_at) || prepared.reason_at == from {
                    wrong.push(format!("{place}: `{see}` leads to {}", prepared.reason_at));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(beyond, BEYOND_THE_RUN, "a question that has a `see` is in the list");
}

#[test]
fn the_panels_to_look_at_are_those_that_are_named() {
    let rows: [(&str, &[&str]); 5] = [
        ("Futures, row `answer`, and Tasks", &["Futures", "Tasks"]),
        ("Tasks, row `a`. Wakers: the arrow", &["Tasks", "Wakers"]),
        ("Ready queue: the task at the front", &["Ready queue"]),
        ("the code of `worker`", &["Source"]),
        ("the lines after the loop", &[]),
    ];
    for (look, expected) in rows {
        assert_eq!(panels_in(look), expected, "{look}");
    }
}

fn turns_with(options: &str, more: &str) -> Result<PreparedQuestion, QuestionError> {
    let text = format!(
        "ask = 'How many?'\nquery = 'turns'\noptions = [{options}]\nlook = 'Tasks'\nrule = 'R3'\n{more}\n\
         [[wrong]]\nanswer = '3'\nfeedback = 'No'\n"
    );
    let block: PredictBlock = toml::from_str(&text).expect("it is a predict block");
    ask(&Question { line: 1, kind: QuestionKind::Predicted(block) })
}

fn turns(options: &str, wrong: &[&str]) -> Result<PreparedQuestion, QuestionError> {
    let wrong: Vec<String> = wrong
        .iter()
        .map(|answer| format!("[[wrong]]\nanswer = '{answer}'\nfeedback = 'No'\n"))
        .collect();
    let wrong = wrong.concat();
    let text = format!(
        "ask = 'How many?'\nquery = 'turns'\noptions = [{options}]\nlook = 'Tasks'\nrule = 'R3'\n{wrong}"
    );
    let block: PredictBlock = toml::from_str(&text).expect("it is a predict block");
    ask(&Question { line: 1, kind: QuestionKind::Predicted(block) })
}

#[test]
fn options_are_the_answers_of_the_run_of_the_models_and_of_the_author_each_once() {
    // The run takes 16 turns, in rounds it takes 7; the last-first loop takes 16 too, and so says nothing.
    let question =
        turns("'parallel', 'last-first', 'parallel'", &["16", "7", "3"]).expect("three are left");
    assert_eq!(texts(&question), ["3", "7", "16"]);
    assert_eq!(question.right(), 2);
    let ChoiceOrigin::MentalModel(model) = question.options[1].origin else {
        panic!("{:?}", question.options[1]);
    };
    assert_eq!(model.tag, "parallel");
    assert!(matches!(question.options[0].origin, ChoiceOrigin::Author(_)));
    assert!(!question.feedback(1).expect("it is an option").is_right);
    let error = turns("'last-first'", &["16", "3"]).expect_err("two are left");
    assert_eq!(error.what, "the prediction has 2 options");
    let error = turns("'nobody'", &["3", "4"]).expect_err("there is no such model");
    assert_eq!(error.what, "there is no wrong loop `nobody`");
}
