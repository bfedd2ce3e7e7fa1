//! Taking a lesson: how far a step goes, what holds it, hints, other orders, and changes.

use coroscope::course::catalog;
use coroscope::course::tour::{BeatStatus, Narration, Reply, Tour, TourStep};
use coroscope::session::Session;

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
    assert_eq!(tour.read_on(&mut session), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("One task is there already".to_owned()));
    assert_eq!(tour.read_on(&mut session), TourStep::Held);
    assert!(tour.skip(&session));
    assert_eq!(tour.read_on(&mut session), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("A call makes a value".to_owned()));
    assert_eq!(session.world().turn, 1, "all that is left is one poll, in several stops");
    assert!(!session.is_between_steps());
}

#[test]
fn a_question_holds_the_step_until_it_is_answered_or_passed_over() {
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
    let (next, _) = tour.question(&session).expect("the beat has a second question");
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
    assert!(hint().expect("a first").starts_with("Look at Tasks, row waiter"));
    assert!(hint().expect("a second").starts_with("R4: A suspended task"));
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
    assert_eq!(title(&mut tour, &session), Some("Two tasks, three turns".to_owned()));
    assert_eq!(tour.previous_beat(&mut session), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("On from the await".to_owned()));
    assert_eq!(tour.go_to_beat(&mut session, 0), TourStep::On);
    assert_eq!(title(&mut tour, &session), Some("No answer yet".to_owned()));
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
    for title in ["No answer yet", "The waker is called", "On from the await"] {
        assert!(missing.iter().any(|one| one == title), "{missing:?}");
    }
    assert!(missing.len() < tour.page().beats.len());
    assert!(session.world().verdict.is_some());
}

#[test]
fn narration_can_be_short_or_off() {
    let (mut tour, mut session) = open("task");
    tour.read_on(&mut session);
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
fn a_change_gives_a_session_to_go_on_with() {
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
