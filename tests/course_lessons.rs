//! The lessons as they are taken: every beat fires, every question has its answer, and the answers are
//! those of the curriculum.

use coroscope::course::catalog::{self, Lesson};
use coroscope::course::lesson::page::Page;
use coroscope::course::question::prediction::{ChoiceOrigin, PreparedQuestion};
use coroscope::course::tour::{BeatStatus, Tour, TourStep};
use coroscope::session::Session;
use std::sync::Arc;

fn page(lesson: &'static Lesson) -> &'static Page {
    match &lesson.page {
        Ok(page) => page,
        Err(faults) => {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Takes a scene to its end, answering rightly, and gives all questions in order.
fn take(lesson: &Arc<Lesson>, scene: usize) -> Vec<PreparedQuestion> {
    let mut session = Session::new(lesson.scenes[scene].program());
    let mut tour = Tour::new(lesson, scene, &mut session).expect("the lesson can be read");
    let mut asked = Vec::new();
    loop {
        match tour.read_on(&mut session) {
            TourStep::On => {}
            TourStep::End | TourStep::Waiting => break,
            TourStep::Held => {
                let (_, question) = tour.question(&session).expect("a step is held by a question");
                let right = question.right();
                let feedback = tour.answer(&session, right).expect("the option is there");
                assert!(feedback.is_right, "{feedback:?}");
                asked.push(question);
            }
        }
    }
    let missing: Vec<_> = tour.did_not_happen(&session).iter().map(|b| b.cue.to_string()).collect();
    assert_eq!(missing, Vec::<String>::new(), "{} scene {scene}", lesson.slug);
    let beats = tour.beats(&session);
    assert!(beats.iter().all(|(.., standing)| *standing != BeatStatus::Ahead));
    asked
}

#[test]
fn every_lesson_can_be_read_and_finished() {
    for lesson in catalog::lessons() {
        let page = page(lesson);
        assert_eq!(page.front.scenes.len(), lesson.scenes.len(), "{}", lesson.slug);
        for scene in 0..lesson.scenes.len() {
            take(lesson, scene);
        }
    }
}

fn rights(slug: &str) -> Vec<String> {
    let lesson = catalog::find(slug).expect("there is such a lesson");
    let scenes = 0..lesson.scenes.len();
    let asked = scenes.flat_map(|scene| take(lesson, scene));
    asked.map(|asked| asked.options[asked.right()].text.clone()).collect()
}

#[test]
fn the_answers_are_those_of_the_curriculum() {
    assert_eq!(
        rights("lazy"),
        ["3", "`two coroutines made`", "0", "a coroutine that hadn't started"]
    );
    assert_eq!(rights("task")[..3], ["0", "`alice`", "1"]);
    assert_eq!(
        rights("suspend"),
        ["Pending", "`worker`", "no tasks", "it stalls, with `waiter` still waiting", "never"]
    );
    assert_eq!(rights("resume")[..2], ["2", "`answer set`"]);
    assert_eq!(rights("in-a-row")[..4], ["5 s", "3", "2 s", "3 s"]);
    let lines = "factorial: multiply by 5 · fibonacci: step 3 · binomial(6, 3) = 20";
    let middle = ":rust[Middle { doubled: 20 }]:python[(\"middle\", 20)]";
    assert_eq!(rights("poll")[..2], [middle, "Pending"]);
    assert_eq!(rights("select")[..2], ["2 s", "`slow cleans up`"]);
    assert_eq!(rights("cancel")[..2], ["it's never printed", "`main continues`"]);
    assert_eq!(rights("cancel")[3], "timeout · took 3 · done: [1, 3], to do: []");
    assert_eq!(rights("mutex")[0], "3 s");
    assert_eq!(rights("blocking")[2..5], ["4 s", "6 s", "2"]);
    let (worker, none) = ("it stalls, with `worker` still waiting", "none of them");
    let lost = rights("lost-wakeup");
    assert_eq!((&*lost[0], &*lost[2], &*lost[4]), (worker, none, "it finishes"));
    assert_eq!(lost[6], "it stalls, with `bob` still waiting");
    let held = rights("lock-across-await");
    assert_eq!(held[..3], ["6 s", "2 s", "it freezes inside a poll"]);
    let unpolled = rights("unpolled");
    assert_eq!(unpolled[..3], ["6 s", "4", "Pending"]);
    assert_eq!(unpolled[3], "it stalls, with `main` still waiting");
    let channels = rights("channels");
    let ends = ["news: the channel has ended", "mail: the channel has ended"];
    let greedy =
        format!("news 1 · news 2 · news 3 · news 4 · {} · mail 1 · mail 2 · {}", ends[0], ends[1]);
    let fair =
        format!("news 1 · mail 1 · news 2 · mail 2 · news 3 · {} · news 4 · {}", ends[1], ends[0]);
    assert_eq!((&*channels[0], &*channels[1], &*channels[3]), (&*greedy, "1", &*fair));
    assert_eq!(rights("deadlock")[..2], ["it stalls, with `alice` and `bob` still waiting", "2"]);
    let finishers = "binomial, factorial, fibonacci";
    assert_eq!(rights("three-tasks")[..5], [finishers, "6 s", "16", lines, "1"]);
}

#[test]
fn wrong_options_are_the_answers_of_mental_models() {
    let by = |slug: &str, question: &str| -> Vec<(String, &'static str)> {
        let lesson = catalog::find(slug).expect("there is such a lesson");
        let scenes = 0..lesson.scenes.len();
        let asked = scenes.flat_map(|scene| take(lesson, scene)).find(|a| a.ask.contains(question));
        let options = asked.expect("it is asked").options.into_iter();
        let of_loops = options.filter_map(|option| match option.origin {
            ChoiceOrigin::MentalModel(wrong) => Some((option.text, wrong.tag)),
            _ => None,
        });
        of_loops.collect()
    };
    let is = |found: Vec<(String, &'static str)>, expected: &[(&str, &str)]| {
        let found: Vec<_> = found.iter().map(|(text, tag)| (text.as_str(), *tag)).collect();
        assert_eq!(found, expected);
    };
    is(by("task", "before `set_up` returns"), &[("2", "spawn-runs")]);
    is(by("suspend", "poll next"), &[("`waiter`", "asks-again"), ("none of them", "await-blocks")]);
    is(by("resume", "printed next"), &[("`got 42`", "wake-runs")]);
    is(by("resume", "How many times"), &[("1", "no-wakes"), ("3", "asks-everyone")]);
    is(by("in-a-row", "What will the clock"), &[("3 s", "overlaps")]);
    is(by("three-tasks", "What will the clock"), &[("13 s", "one-after-another")]);
    is(by("lazy", "How many lines"), &[("4", "starts-at-call")]);
    is(by("select", "What will the clock say when the run ends?"), &[("5 s", "loser-goes-on")]);
    is(by("select", "How many lines will this run"), &[("2", "handle-ends-task")]);
    let kept = "timeout · took 3 · done: [1, 2, 3], to do: []";
    is(by("cancel", "Which lines will"), &[(kept, "loser-goes-on")]);
    is(by("three-tasks", "How many turns"), &[("7", "parallel")]);
}

/// The feedback to the answer of a mental model says what is right, and what the loop does.
#[test]
fn the_feedback_about_a_mental_model_gives_the_answer_and_the_reason() {
    let mut feedback = Vec::new();
    for lesson in catalog::lessons() {
        for asked in (0..lesson.scenes.len()).flat_map(|scene| take(lesson, scene)) {
            let right = asked.options[asked.right()].text.clone();
            for option in asked.options {
                if matches!(option.origin, ChoiceOrigin::MentalModel(_)) {
                    let begin = format!("No: {right}. ");
                    assert!(option.feedback.starts_with(&begin), "{}", option.feedback);
                    feedback.push(option.feedback);
                }
            }
        }
    }
    assert!(feedback.len() > 20, "{}", feedback.len());
    assert!(feedback.iter().all(|text| !text.contains('{')), "{}", feedback.join("\n"));
}

#[test]
fn the_right_option_has_no_place_of_its_own() {
    let mut places = [0; 5];
    for lesson in catalog::lessons() {
        for scene in 0..lesson.scenes.len() {
            for asked in take(lesson, scene) {
                places[asked.right()] += 1;
            }
        }
    }
    assert!(places[..3].iter().all(|count| *count >= 4), "{places:?}");
}
