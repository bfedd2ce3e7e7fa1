//! Questions that were passed without an answer: by a jump, a click on the timeline, or `s`. A jump says that it passed
//! them; they stay open, and the card at the end of the lesson offers them. No step passes one.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::message::{Message, StepMessage, ViewMessage};
use coroscope::app::overlay::Overlay;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::Tour;
use coroscope::course::tour::opening::SceneSession;
use coroscope::record::event::TaskId;
use std::collections::BTreeSet;

fn is_card(screen: &Screen) -> bool {
    matches!(screen.app.overlay, Some(Overlay::EndCard(_)))
}

fn is_asking(screen: &Screen) -> bool {
    screen.app.guide.as_ref().is_some_and(Guide::is_asking)
}

/// Answers what is asked rightly until the card comes, and returns how many questions were asked.
fn walk_to_the_card(screen: &mut Screen) -> usize {
    let mut asked = 0;
    for _ in 0..300 {
        if is_card(screen) {
            return asked;
        }
        let guide = screen.app.guide.as_ref().expect("it has words");
        match guide.question.as_ref().filter(|_| guide.is_asking()) {
            Some(question) => {
                let right = question.asked.right() + 1;
                screen.press(&right.to_string());
                asked += 1;
            }
            None => _ = screen.press("space"),
        }
    }
    panic!("no card\n{}", screen.text());
}

#[test]
fn questions_that_a_jump_passes_come_again_at_the_end_card() {
    type Jump = fn(&mut Screen);
    let jumps: [(&str, Jump); 3] = [
        ("g", |screen| _ = screen.press("g 3 Enter")),
        ("End", |screen| _ = screen.press("End")),
        ("a click on the timeline", |screen| {
            screen.press("g 3 Enter Home");
            let _ = screen.app.update(Message::Step(StepMessage::ToColumn(3)));
            screen.draw();
        }),
    ];
    for (name, jump) in jumps {
        let mut screen = Screen::new("resume", 100, 30);
        jump(&mut screen);
        assert!(!is_asking(&screen), "{name}");
        let notice = " questions. You can answer them at the end of the lesson.";
        assert!(screen.line("You passed ").contains(notice), "{name}\n{}", screen.text());
        let asked = walk_to_the_card(&mut screen);
        let score = screen.app.score();
        assert!(asked < score.count, "{name} passes a question");
        assert_eq!(score.missed.len(), score.count - asked, "{name}");
        assert!(!screen.shows("You missed"), "{name}\n{}", screen.text());
        assert!(screen.shows("n't asked. Press 1"), "{name}\n{}", screen.text());
        while !screen.app.score().missed.is_empty() {
            let before = screen.app.score().missed.len();
            screen.press("1");
            assert!(is_asking(&screen), "{name}\n{}", screen.text());
            let guide = screen.app.guide.as_ref().expect("it has words");
            let right = guide.question.as_ref().expect("it asks").asked.right() + 1;
            screen.press(&right.to_string()).press("space");
            assert!(is_card(&screen), "{name}\n{}", screen.text());
            assert_eq!(screen.app.score().missed.len(), before - 1, "{name}");
        }
    }
}

#[test]
fn a_question_that_a_jump_passed_is_asked_on_the_way_again() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("End Home");
    let asked = walk_to_the_card(&mut screen);
    assert_eq!(asked, screen.app.score().count);
}

#[test]
fn esc_in_a_question_that_is_tried_again_returns_to_the_card() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("End");
    walk_to_the_card(&mut screen);
    assert!(screen.app.score().missed.len() > 1);
    for keys in ["1 Esc", "2 1 Esc"] {
        screen.press(keys);
        assert!(is_card(&screen), "{keys}\n{}", screen.text());
    }
    // All of them, one after the other, from the menu.
    screen.press("m r");
    assert!(is_asking(&screen));
    screen.press("Esc");
    assert!(is_card(&screen), "{}", screen.text());
    // Without the card the lesson is at its end, and the card comes again.
    screen.press("Esc");
    assert!(!is_card(&screen));
    assert!(screen.app.open.session.world().verdict.is_some(), "{}", screen.address());
    screen.press("space");
    assert!(is_card(&screen), "{}", screen.text());
}

#[test]
fn a_skipped_prediction_of_a_change_does_not_start_the_run() {
    let mut screen = Screen::new("resume@2.9", 80, 24);
    screen.press("b Enter");
    assert!(is_asking(&screen));
    let address = screen.address();
    screen.press("s");
    assert!(!is_asking(&screen), "{}", screen.text());
    assert_eq!(screen.address(), address);
    assert!(screen.shows("Your change: "), "{}", screen.text());
    screen.press("space");
    assert_ne!(screen.address(), address);
    assert!(!is_asking(&screen), "it isn't asked twice");
}

/// A way to move, by a key, a click or a typed address.
type Way = fn(&mut Screen);

/// What a learner may do at any moment.
const WAYS: [(&str, Way); 14] = [
    ("space", |screen| _ = screen.press("space")),
    ("right", |screen| _ = screen.press("right")),
    ("down", |screen| _ = screen.press("down")),
    ("]", |screen| _ = screen.press("]")),
    ("[", |screen| _ = screen.press("[")),
    ("] without text", |screen| _ = screen.press("n n ]")),
    ("space three times", |screen| _ = screen.press("space space space")),
    ("playing", |screen| {
        screen.press("a");
        for _ in 0..3 {
            let _ = screen.app.update(Message::Tick);
        }
    }),
    ("a tab", |screen| {
        let _ = screen.app.update(Message::View(ViewMessage::ShowSource(SourceTab::Python)));
        let _ = screen.app.update(Message::View(ViewMessage::Focus(Pane::Output)));
    }),
    ("a task", |screen| {
        let _ = screen.app.update(Message::View(ViewMessage::SelectTask(Pane::Tasks, TaskId(1))));
    }),
    ("End", |screen| _ = screen.press("End")),
    ("g b5", |screen| _ = screen.press("g b 5 Enter")),
    ("g 4", |screen| _ = screen.press("g 4 Enter")),
    ("a column", |screen| _ = screen.app.update(Message::Step(StepMessage::ToColumn(4)))),
];

/// At the end of every turn of every scene: where something passes a question without an answer, the screen says so.
#[test]
fn nothing_passes_a_question_in_silence() {
    let mut told = BTreeSet::new();
    for (lesson, nth) in
        lessons().iter().flat_map(|one| (0..one.scenes.len()).map(move |n| (one, n)))
    {
        let scene = &lesson.scenes[nth];
        if !lesson.scenes_with_beats().iter().any(|one| one.name == scene.name) {
            continue;
        }
        let mut session = SceneSession::new(lesson, scene).session;
        let mut tour = Tour::new(lesson, nth, &mut session).expect("it has words");
        let planned = tour.planned_questions(&session);
        session.to_end(1000);
        let ends: Vec<_> = session.timeline().columns.iter().map(|one| one.events.end).collect();
        for (name, way) in WAYS {
            let mut screen = Screen::of(SceneSession::new(lesson, scene), 100, 30);
            screen.press("End Home");
            for from in ends.iter().copied().step_by(2).take(5) {
                screen.app.notice = None;
                screen.app.go(from);
                let address = screen.address();
                way(&mut screen);
                let here = screen.app.open.session.position();
                let is_left = screen.app.overlay.is_some()
                    || screen.app.address().lesson != *scene_name(&address);
                let passes = planned.iter().any(|(_, at)| (from..here).contains(at));
                let notice = screen.app.notice.clone().unwrap_or_default();
                let is_told = notice.contains("You passed");
                assert_eq!(is_told, passes && !is_left, "{name} at {address}\n{}", screen.text());
                if is_told {
                    told.insert(name);
                }
                if is_left {
                    screen = Screen::of(SceneSession::new(lesson, scene), 100, 30);
                }
            }
        }
    }
    assert_eq!(told, BTreeSet::from(["End", "a column", "g 4", "g b5"]));
}

fn scene_name(address: &str) -> &str {
    address.split('@').next().unwrap_or_default()
}

/// At an open question nothing leads on: not even a jump, which would show its answer.
#[test]
fn an_open_question_holds_a_jump() {
    let ways: [(&str, Way); 5] = [
        ("End", |screen| _ = screen.press("End")),
        ("g b8", |screen| _ = screen.press("g b 8 Enter")),
        ("g 3", |screen| _ = screen.press("g 3 Enter")),
        ("a column", |screen| _ = screen.app.update(Message::Step(StepMessage::ToColumn(4)))),
        ("c", |screen| _ = screen.press("c")),
    ];
    for (name, way) in ways {
        let mut screen = Screen::new("resume", 100, 30);
        screen.press("End g 2 . 7 Enter space");
        assert!(is_asking(&screen), "{name}");
        way(&mut screen);
        screen.draw();
        let held = "First answer the question with 1-3, or press s to skip it.";
        assert!(screen.shows(held), "{name}\n{}", screen.text());
        screen.press("Esc");
        assert_eq!(screen.address(), "resume@2.7", "{name}");
    }
    let mut screen = Screen::new("resume@2.7", 100, 30);
    screen.press("space P g 3 Enter");
    assert_eq!(screen.address(), "resume@3", "a lecturer types a place");
    assert!(screen.shows("You passed 1 question. You can ask it at"), "{}", screen.text());
}

/// The notice about a choice also mentions the questions that it passes.
#[test]
fn a_choice_that_passes_a_question_says_so() {
    let mut screen = Screen::new("three-tasks@0", 100, 30);
    screen.press("c down Enter");
    let notice = screen.app.notice.clone().unwrap_or_default();
    assert!(notice.contains("You chose") && notice.contains("You passed"), "{notice}");
}

#[test]
fn a_jump_past_the_prediction_of_a_change_says_how_to_answer_it() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("b Enter Esc End");
    assert!(screen.shows("You passed the question about this change."), "{}", screen.text());
    screen.press("Home space");
    assert!(is_asking(&screen), "{}", screen.text());
}
