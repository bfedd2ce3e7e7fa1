//! Taking a lesson: how far a step goes, what holds it, hints, other orders, and changes.

use coroscope::app::score::Score;
use coroscope::course::catalog::{self, Lesson};
use coroscope::course::lesson::markdown;
use coroscope::course::tour::opening::SceneSession;
use coroscope::course::tour::{BeatStatus, Narration, QuestionId, Reply, Stop, Tour, TourStep};
use coroscope::progress::{AnswerResult, LessonProgress};
use coroscope::session::Session;
use std::sync::Arc;

fn open(slug: &str) -> (Tour, Session) {
    let lesson = catalog::find(slug).expect("there is such a lesson");
    let mut session = Session::new(lesson.scenes[0].program());
    let tour = Tour::new(lesson, 0, &mut session).expect("it can be read");
    (tour, session)
}

fn title(tour: &mut Tour, session: &Session) -> Option<String> {
    tour.beat(session).map(|(_, beat)| beat.title)
}

#[test]
fn a_tour_begins_before_the_set_up_and_stops_at_each_beat() {
    let (mut tour, mut session) = open("lazy");
    assert_eq!((session.position(), title(&mut tour, &session)), (0, None));
    assert_eq!(tour.read_on(&mut session), TourStep::On, "the second paragraph of the opening");
    assert_eq!((session.position(), title(&mut tour, &session)), (0, None));
    assert_eq!(tour.read_on(&mut session), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("Nothing has run yet".to_owned()));
    assert_eq!(tour.read_on(&mut session), TourStep::Held);
    assert!(tour.skip(&session));
    assert_eq!(tour.read_on(&mut session), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("The loop polls `main`".to_owned()));
    assert_eq!(session.world().turn, 1, "all that is left is one poll, in several stops");
    assert!(!session.is_between_steps());
}

/// A beat that belongs to the set-up must be reached by stepping, and one that begins after it is there at once.
#[test]
fn a_lesson_opens_before_its_set_up_only_if_a_beat_belongs_to_it() {
    let mut at_start = Vec::new();
    for lesson in catalog::lessons() {
        let visit = SceneSession::from_address(&lesson.slug).expect("it is a lesson");
        let set_up = visit.session.timeline().columns[0].events.end;
        match visit.session.position() {
            0 => at_start.push(lesson.slug.as_str()),
            position => assert_eq!(position, set_up, "{}", lesson.slug),
        }
    }
    assert_eq!(at_start, ["task"]);
}

#[test]
fn a_question_stops_the_step_until_it_is_answered_or_skipped() {
    let (mut tour, mut session) = open("resume");
    while tour.read_on(&mut session) == TourStep::On {}
    let (id, asked) = tour.question(&session).expect("a question holds it");
    let at = session.position();
    assert_eq!(tour.read_on(&mut session), TourStep::Held);
    assert_eq!(tour.next_beat(&mut session), TourStep::Held);
    assert_eq!(session.position(), at);
    let other = (asked.right() + 1) % asked.options.len();
    assert_eq!(tour.answer(&session, 99), None);
    let feedback = tour.answer(&session, other).expect("it is an option");
    assert!(!feedback.is_right);
    assert!(feedback.text.starts_with("No: 2. "), "{}", feedback.text);
    assert_eq!(tour.replies()[&id], Reply::Given(other, false));
    while tour.read_on(&mut session) == TourStep::On {}
    let (next, _) = tour.question(&session).expect("a later beat has a question");
    assert_ne!(id, next);
    assert!(tour.skip(&session));
    assert_eq!(tour.replies()[&next], Reply::Skipped);
    assert_eq!(tour.read_on(&mut session), TourStep::On);
}

#[test]
fn hints_come_in_three_grades() {
    let (mut tour, mut session) = open("resume");
    while tour.read_on(&mut session) == TourStep::On {}
    let mut hint = || tour.hint(&session);
    assert!(hint().expect("a first").starts_with("It has been polled once."));
    assert!(hint().expect("a second").starts_with("R4: "));
    assert_eq!(hint().as_deref(), Some("The answer is 2."));
    assert_eq!(hint(), None);
}

#[test]
fn going_back_brings_back_the_beat_and_asks_nothing_twice() {
    let (mut tour, mut session) = open("resume");
    while tour.read_on(&mut session) != TourStep::End {
        tour.skip(&session);
    }
    let replies = tour.replies().len();
    assert_eq!(title(&mut tour, &session), Some("Both tasks have finished".to_owned()));
    assert_eq!(tour.previous_beat(&mut session), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("`waiter` continues at its await".to_owned()));
    assert_eq!(tour.go_to_beat(&mut session, 0), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("`waiter` is suspended".to_owned()));
    while tour.read_on(&mut session) != TourStep::End {}
    assert_eq!(tour.replies().len(), replies);
    assert!(tour.beats(&session).iter().all(|(.., s)| *s != BeatStatus::Ahead));
}

#[test]
fn in_another_order_some_beats_did_not_happen() {
    let (mut tour, mut session) = open("resume");
    session.to_start();
    session.choose(1).expect("two tasks are ready");
    while tour.read_on(&mut session) != TourStep::End {
        tour.skip(&session);
    }
    let missing: Vec<_> =
        tour.did_not_happen(&session).iter().map(|beat| beat.title.clone()).collect();
    for title in ["`waiter` is suspended", "The waker is called", "`waiter` continues at its await"]
    {
        assert!(missing.iter().any(|one| one == title), "{missing:?}");
    }
    assert!(missing.len() < tour.page().beats.len());
    assert!(session.world().verdict.is_some());
}

#[test]
fn narration_can_be_short_or_off() {
    let (mut tour, mut session) = open("task");
    while tour.beat(&session).is_none() {
        tour.read_on(&mut session);
    }
    let full = tour.words(&session).expect("a beat is here");
    tour.narration = tour.narration.next();
    let short = tour.words(&session).expect("a beat is here");
    assert!(full.starts_with(&short) && short.len() < full.len());
    assert!(short.ends_with('.'));
    tour.narration = Narration::Off;
    assert_eq!(tour.words(&session), None);
    assert_eq!(Narration::Off.next(), Narration::Full);
}

#[test]
fn a_change_returns_a_session_to_continue_with() {
    let (tour, _) = open("resume");
    let changed = tour.change(0).expect("there is a change");
    let mut session = changed.session;
    assert_eq!((changed.scene, session.position()), (0, 0));
    let mut tour = Tour::new(tour.lesson(), changed.scene, &mut session).expect("it can be read");
    while tour.read_on(&mut session) != TourStep::End {
        tour.skip(&session);
    }
    assert_eq!(session.last_turn(), Some(2), "answerer first: two turns and no wake");
    assert!(tour.change(9).is_none());
}

#[test]
fn rules_and_panels_are_unlocked_lesson_by_lesson() {
    let (tour, _) = open("lazy");
    assert_eq!(tour.rules(), ["R1"]);
    assert_eq!(tour.panels(), ["Source", "Output", "Coroutines"]);
    let (tour, _) = open("three-tasks");
    assert_eq!(tour.rules(), ["R1", "R2", "R3", "R4", "R8", "R5", "R6", "R9"]);
    assert!(tour.panels().contains(&"Timeline".to_owned()));
}

#[test]
fn looking_ahead_changes_nothing() {
    let (mut tour, mut session) = open("three-tasks");
    let mut plain = Session::new(tour.lesson().scenes[0].program());
    while tour.read_on(&mut session) != TourStep::End {
        let _question = tour.question(&session);
        tour.skip(&session);
    }
    plain.to_end(1000);
    assert_eq!(session.record().events(), plain.record().events());
}

/// Reads a lesson with `read_on` alone, answers rightly, and gives everything that was stopped at.
fn walk(tour: &mut Tour, session: &mut Session) -> Vec<Stop> {
    let mut stops = Vec::new();
    loop {
        let next = tour.next_stop(session);
        stops.push(next);
        match tour.read_on(session) {
            TourStep::On => {}
            TourStep::Held => {
                let (_, asked) = tour.question(session).expect("a question holds it");
                tour.answer(session, asked.right()).expect("it is an option");
            }
            TourStep::End | TourStep::Waiting => return stops,
        }
    }
}

#[test]
fn reading_on_misses_no_paragraph_beat_or_question() {
    for lesson in catalog::lessons() {
        let page = lesson.page.as_ref().expect("it can be read");
        let mut seen = Vec::new();
        let has_words = |scene: &usize| page.beats.iter().any(|beat| beat.scene == *scene);
        for scene in (0..lesson.scenes.len()).filter(has_words) {
            let mut session = Session::new(lesson.scenes[scene].program());
            let mut tour = Tour::new(lesson, scene, &mut session).expect("it can be read");
            seen.extend(walk(&mut tour, &mut session));
        }
        let opening = (1..page.opening.len()).map(Stop::Opening);
        let beats = (0..page.beats.len()).map(Stop::Beat);
        let questions = page.beats.iter().enumerate().flat_map(|(nth, beat)| {
            (0..beat.questions.len()).map(move |which| Stop::Question(QuestionId::Beat(nth, which)))
        });
        for stop in opening.chain(beats).chain(questions) {
            assert!(seen.contains(&stop), "{} {stop:?} is missed", lesson.slug);
        }
        assert!(seen.contains(&Stop::End), "{}", lesson.slug);
        let scenes = lesson.scenes_with_beats().len();
        let ends = seen.iter().filter(|stop| **stop == Stop::Scene).count();
        assert_eq!(ends, scenes - 1, "{}", lesson.slug);
    }
}

/// A lesson with an opening of three paragraphs, whose first beat is where the scene opens.
fn with_opening() -> (Tour, Session) {
    let lesson = catalog::find("lazy").expect("it is there");
    let text = lesson.text.text.replacen("+++\n\n", "+++\n\nFirst words.\n\nSecond words.\n\n", 1);
    let page = markdown::read("lesson.md", &text);
    let lesson = Arc::new(Lesson { page, ..Lesson::clone(lesson) });
    let mut session = Session::new(lesson.scenes[0].program());
    let tour = Tour::new(&lesson, 0, &mut session).expect("it can be read");
    session.to_start();
    (tour, session)
}

#[test]
fn the_opening_is_read_paragraph_by_paragraph_before_the_first_beat() {
    let (mut tour, mut session) = with_opening();
    let paragraphs = tour.page().opening.len();
    let at = session.position();
    for nth in 0..paragraphs {
        assert_eq!(tour.opening_paragraph(&session), Some(nth));
        assert_eq!(tour.beat(&session), None, "the beat comes after the opening");
        assert!(tour.question(&session).is_none());
        let next = if nth + 1 < paragraphs { Stop::Opening(nth + 1) } else { Stop::Beat(0) };
        assert_eq!(tour.next_stop(&session), next);
        assert_eq!(tour.read_on(&mut session), TourStep::On);
        assert_eq!(session.position(), at);
    }
    assert_eq!(tour.opening_paragraph(&session), None);
    assert_eq!(tour.beat(&session).map(|(nth, _)| nth), Some(0));
    assert_eq!(tour.next_stop(&session), Stop::Question(QuestionId::Beat(0, 0)));
    assert_eq!(tour.read_on(&mut session), TourStep::Held);
    // Where the session has gone on, the opening is over; it can be read again.
    tour.reopen(&session);
    assert_eq!(tour.opening_paragraph(&session), Some(0));
    session.forward();
    assert_eq!(tour.opening_paragraph(&session), None);
}

#[test]
fn a_whole_turn_passes_over_the_opening_but_holds_at_its_question() {
    let (mut tour, mut session) = with_opening();
    let at = session.position();
    assert_eq!(tour.step(&mut session), TourStep::Held);
    assert_eq!(session.position(), at);
}

#[test]
fn a_whole_turn_is_held_by_the_questions_inside_it() {
    let (mut tour, mut session) = open("resume");
    while tour.read_on(&mut session) != TourStep::Held {}
    while tour.skip(&session) {}
    // The turn of `answerer`: two beats before the question, and two after it.
    assert_eq!(tour.next_stop(&session), Stop::Beat(1));
    assert_eq!(tour.step(&mut session), TourStep::On);
    assert_eq!(tour.beat(&session).map(|(nth, _)| nth), Some(2), "a question holds the turn");
    assert_eq!(tour.step(&mut session), TourStep::Held);
    tour.skip(&session);
    assert_eq!(tour.step(&mut session), TourStep::On);
    assert!(session.is_between_steps());
}

#[test]
fn a_missed_question_is_known_and_can_be_asked_again_at_its_place() {
    let (mut tour, mut session) = open("resume");
    let mut places = Vec::new();
    loop {
        match tour.read_on(&mut session) {
            TourStep::On => {}
            TourStep::End | TourStep::Waiting => break,
            TourStep::Held => {
                let (id, asked) = tour.question(&session).expect("it waits");
                places.push((id, session.position()));
                match places.len() {
                    1 => _ = tour.answer(&session, (asked.right() + 1) % asked.options.len()),
                    2 => _ = tour.skip(&session),
                    _ => _ = tour.answer(&session, asked.right()),
                }
            }
        }
    }
    let is_right = |(_, reply): &(&QuestionId, &Reply)| matches!(reply, Reply::Given(_, true));
    let missed: Vec<_> =
        tour.replies().iter().filter(|one| !is_right(one)).map(|(id, _)| *id).collect();
    assert_eq!(missed, [places[0].0, places[1].0]);
    for (id, place) in &places[..2] {
        assert_eq!(tour.scene_of(*id), 0);
        assert!(tour.retry(&mut session, *id));
        assert_eq!(session.position(), *place);
        let (again, asked) = tour.question(&session).expect("it is asked again");
        assert_eq!(again, *id);
        assert!(tour.hint(&session).is_some(), "the hints begin again");
        assert!(tour.answer(&session, asked.right()).expect("an option").is_right);
    }
    assert!(tour.replies().iter().all(|one| is_right(&one)));
    assert!(!tour.retry(&mut session, QuestionId::Beat(99, 0)));
}

#[test]
fn a_change_asks_its_prediction_first_and_nothing_else() {
    let lesson = catalog::find("lazy").expect("it is there");
    let mut session = Session::new(lesson.scenes[0].program());
    let tour = Tour::new(lesson, 0, &mut session).expect("it can be read");
    let mut changed = tour.change(0).expect("there is a change");
    let mut tour = Tour::of_change(lesson, 0, &mut changed.session).expect("it can be made");
    let session = &mut changed.session;
    session.to_start();
    assert_eq!(tour.opening_paragraph(session), None);
    assert_eq!(tour.next_stop(session), Stop::Question(QuestionId::Break(0)));
    assert_eq!(tour.read_on(session), TourStep::Held);
    let (id, asked) = tour.question(session).expect("it is asked");
    assert_eq!(id, QuestionId::Break(0));
    let texts: Vec<_> = asked.options.iter().map(|option| option.text.as_str()).collect();
    let right = "two coroutines made · hello from early · hello from late · main ends";
    assert_eq!((texts.len(), texts[asked.right()]), (3, right));
    let yes = asked.feedback(asked.right()).expect("the run's answer").text;
    assert!(yes.starts_with(&format!("Yes: {right}. Each coroutine")), "{yes}");
    assert_eq!((asked.rule, asked.look.as_str()), (None, ""));
    assert_eq!(asked.hint(0), Some(format!("The answer is {right}.").as_str()));
    tour.answer(session, asked.right()).expect("it is an option");
    while tour.read_on(session) != TourStep::End {
        assert!(tour.question(session).is_none(), "the lesson's questions are not asked again");
    }
    assert_eq!(tour.next_stop(session), Stop::End);
    let mut progress = LessonProgress::default();
    progress.answers.insert(id.to_string(), AnswerResult::Right);
    let score = Score::of(lesson, Some(&progress));
    assert_eq!(score.right, 0, "the prediction of a change doesn't count");
    assert!(score.count > 0);
    assert!(Tour::of_change(lesson, 99, session).is_none());
}
