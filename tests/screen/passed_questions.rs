//! Questions that were passed without an answer: by a jump, a click on the timeline, or `s`. They stay open, and the
//! card at the end of the lesson offers them.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::message::{Message, StepMessage};
use coroscope::app::overlay::Overlay;

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
        }),
    ];
    for (name, jump) in jumps {
        let mut screen = Screen::new("resume", 100, 30);
        jump(&mut screen);
        assert!(!is_asking(&screen), "{name}");
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
