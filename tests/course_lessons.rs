//! The lessons as they are taken: every beat fires, every question has its answer, and the answers are
//! those of the curriculum.

use coroscope::course::catalog::{self, Lesson};
use coroscope::course::page::Page;
use coroscope::course::prediction::{Asked, Source};
use coroscope::course::tour::{Standing, Stepped, Tour};
use coroscope::session::Session;

fn page(lesson: &'static Lesson) -> &'static Page {
    match &lesson.page {
        Ok(page) => page,
        Err(faults) => {
            panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Takes a scene to its end, answering rightly, and gives all questions in order.
fn take(lesson: &'static Lesson, scene: usize) -> Vec<Asked> {
    let mut session = Session::new(lesson.scenes[scene].program());
    let mut tour = Tour::new(lesson, scene, &mut session).expect("the lesson can be read");
    let mut asked = Vec::new();
    loop {
        match tour.read_on(&mut session) {
            Stepped::On => {}
            Stepped::End => break,
            Stepped::Held => {
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
    assert!(beats.iter().all(|(.., standing)| *standing != Standing::Ahead));
    asked
}

#[test]
fn every_lesson_can_be_read_and_taken() {
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
        ["3", "`two coroutines made`", "0", "a value that can be run later"]
    );
    assert_eq!(rights("task")[..3], ["0", "`first`", "2"]);
    assert_eq!(
        rights("suspend"),
        ["Pending", "`worker`", "empty", "stalled, with waiter left", "never"]
    );
    assert_eq!(rights("resume")[..3], ["2", "thinking · answer set · got 42", "`answer set`"]);
    assert_eq!(rights("in-a-row")[..4], ["5 s", "3", "2 s", "3 s"]);
    let lines = "factorial: multiply by 5 · fibonacci: step 3 · binomial(6, 3) = 20";
    let finishers = "binomial, factorial, fibonacci";
    assert_eq!(rights("three-tasks")[..5], [finishers, "6 s", "16", lines, "1"]);
}

#[test]
fn wrong_options_are_what_wrong_loops_find() {
    let by = |slug: &str, question: &str| -> Vec<(String, &'static str)> {
        let lesson = catalog::find(slug).expect("there is such a lesson");
        let scenes = 0..lesson.scenes.len();
        let asked = scenes.flat_map(|scene| take(lesson, scene)).find(|a| a.ask.contains(question));
        let options = asked.expect("it is asked").options.into_iter();
        let of_loops = options.filter_map(|option| match option.source {
            Source::Loop(wrong) => Some((option.text, wrong.tag)),
            _ => None,
        });
        of_loops.collect()
    };
    let is = |found: Vec<(String, &'static str)>, expected: &[(&str, &str)]| {
        let found: Vec<_> = found.iter().map(|(text, tag)| (text.as_str(), *tag)).collect();
        assert_eq!(found, expected);
    };
    is(by("task", "before the loop starts"), &[("2", "spawn-runs")]);
    is(by("suspend", "poll next"), &[("`waiter`", "asks-again"), ("no task", "await-blocks")]);
    is(by("resume", "printed next"), &[("`got 42`", "wake-runs")]);
    is(by("resume", "How often"), &[("1", "no-wakes"), ("3", "asks-everyone")]);
    is(by("in-a-row", "What will the clock"), &[("3 s", "overlaps")]);
    is(by("three-tasks", "What will the clock"), &[("13 s", "one-after-another")]);
    is(by("three-tasks", "How many turns"), &[("7", "parallel")]);
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
