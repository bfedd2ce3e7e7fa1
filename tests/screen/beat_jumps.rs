//! `g b5`: straight to a beat, and what becomes of the questions on the way.

use crate::driver::Screen;
use coroscope::app::key::Key;
use coroscope::app::overlay::Overlay;

/// A way to jump.
type Jump = fn(&mut Screen);

fn go(screen: &mut Screen, to: &str) {
    screen.press("g");
    for letter in to.chars() {
        let _ = screen.key(Key::Char(letter));
    }
    screen.press("Enter");
}

#[test]
fn a_beat_is_gone_to_by_its_number() {
    for presents in [false, true] {
        for (width, height) in [(60, 20), (100, 30), (120, 34)] {
            let mut screen = Screen::new("resume", width, height);
            if presents {
                screen.press("P");
            }
            for (number, address) in
                [("b5", "resume@2.11"), ("B2", "resume@2.1"), ("b1", "resume@1")]
            {
                go(&mut screen, number);
                assert_eq!(screen.address(), address, "{number}\n{}", screen.text());
                assert!(
                    screen.shows(&format!(" {}/8 ", &number[1..])) || width == 60,
                    "{}",
                    screen.text()
                );
                assert_eq!(screen.app.overlay, None);
            }
        }
    }
}

#[test]
fn a_number_that_leads_nowhere_stays_in_the_line_with_one_sentence() {
    let mut screen = Screen::new("resume", 60, 20);
    for number in ["b0", "b9", "b99999999999999999999999"] {
        go(&mut screen, number);
        let sentence = "This scene has 8 beats, from b1 to b8.";
        assert!(screen.shows(sentence), "{number}\n{}", screen.text());
        assert!(matches!(screen.app.overlay, Some(Overlay::GoTo(_))));
        assert_eq!(screen.address(), "resume@0");
        screen.press("Esc");
    }
    let mut screen = Screen::new("resume/error", 100, 30);
    go(&mut screen, "b1");
    assert!(screen.shows("This scene has no beats."), "{}", screen.text());
    let mut screen = Screen::new("resume", 60, 20);
    screen.press("g");
    assert!(screen.shows(", b5 the"), "{}", screen.text());
}

#[test]
fn a_beat_that_does_not_happen_in_this_order_is_not_gone_to() {
    // With `answerer` first, `waiter` never waits.
    let mut screen = Screen::new("resume@0~1", 100, 30);
    go(&mut screen, "b1");
    assert!(screen.shows("This beat doesn't happen in this run."), "{}", screen.text());
}

/// A jump passes questions without an answer: they are missed, and the end of the lesson asks them again.
#[test]
fn questions_that_a_jump_passes_are_missed() {
    let to_the_end = |screen: &mut Screen| {
        for _ in 0..30 {
            if screen.app.overlay.is_some() {
                return;
            }
            screen.press("space");
            if screen.app.mode() == coroscope::app::mode::Mode::Question {
                screen.press("1");
            }
        }
    };
    let jumps: [(&str, Jump); 2] =
        [("g b8", |screen| go(screen, "b8")), ("g 3", |screen| go(screen, "3"))];
    for (name, jump) in jumps {
        let mut screen = Screen::new("resume", 120, 34);
        jump(&mut screen);
        assert!(screen.address().starts_with("resume@3"), "{name}: {}", screen.address());
        let missed: Vec<_> = screen.app.score().missed.iter().map(|one| one.number).collect();
        assert_eq!(missed, [1, 2, 3], "{name}");
        to_the_end(&mut screen);
        assert_eq!(screen.app.overlay, Some(Overlay::EndCard(0)), "{name}\n{}", screen.text());
        let score = screen.app.score();
        assert!(score.missed.iter().take(2).map(|one| one.number).eq([1, 2]), "{name}: {score:?}");
        screen.press("1");
        assert_eq!(screen.app.mode(), coroscope::app::mode::Mode::Question, "{name}");
        assert_eq!(screen.address(), "resume@1", "{name}");
    }
}

#[test]
fn a_click_into_the_timeline_passes_questions_too() {
    let mut screen = Screen::new("three-tasks@2", 120, 34);
    let count = screen.app.score().count;
    screen.press("End");
    let (from, title) = screen.find("╭ Timeline");
    let text = screen.text();
    let mut below = text.lines().enumerate().skip(title.into());
    let lane = below.find(|(_, line)| line.contains("A factorial")).expect("it has a lane");
    let row = u16::try_from(lane.0).expect("a row");
    screen.click_at(from + 34, row);
    let turn = screen.app.open.session.world().turn;
    assert!((4..16).contains(&turn), "turn {turn}\n{}", screen.text());
    assert_eq!(screen.app.score().missed.len(), count);
    assert!(screen.app.guide.as_ref().is_some_and(|guide| guide.question.is_none()));
}
