//! Before a class: three panes, no hints, and words only when the teacher asks for them.

use crate::driver::Screen;
use coroscope::course::catalog::lessons;
use coroscope::course::tour::opening::SceneSession;

/// The titles of the panes that are there.
fn panes(screen: &Screen) -> usize {
    screen.text().matches('╭').count()
}

#[test]
fn it_has_three_panes_and_no_hints_at_every_size() {
    for (width, height) in [(60, 20), (80, 24), (120, 34), (160, 45)] {
        for address in ["lazy@1.8", "resume@2.9", "three-tasks@9"] {
            let mut screen = Screen::new(address, width, height);
            screen.press("P");
            assert_eq!(panes(&screen), 3, "{address} at {width}x{height}\n{}", screen.text());
            for hint in ["space next", "keys", "[Rust]"] {
                assert!(!screen.shows(hint), "{hint} of {address}\n{}", screen.text());
            }
        }
    }
}

#[test]
fn the_words_come_when_n_asks_for_them() {
    for (width, height) in [(60, 20), (120, 34)] {
        let mut screen = Screen::new("resume@2.9", width, height);
        screen.press("P");
        assert!(!screen.shows("calls the waker"), "{}", screen.text());
        screen.press("n");
        let said = screen.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let words = "goes to the back of the ready queue.";
        assert!(said.contains(words), "{}", screen.text());
        assert!(said.contains("calls the waker"), "{}", screen.text());
        assert_eq!(panes(&screen), 3);
        screen.press("n");
        assert!(!screen.shows("calls the waker"), "{}", screen.text());
    }
}

#[test]
fn it_asks_nothing() {
    for lesson in lessons() {
        let mut screen = Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), 60, 20);
        screen.press("P Home");
        for key in ["space", "]"] {
            screen.press("Home");
            for _ in 0..200 {
                screen.press(key);
                let asks = screen.app.guide.as_ref().is_some_and(|guide| guide.question.is_some());
                assert!(!asks, "{}: {key}", screen.address());
            }
            assert!(
                screen.app.open.session.world().verdict.is_some(),
                "{}: {key}",
                screen.address()
            );
        }
    }
    // A question that was open when the class came in is put away.
    let mut screen = Screen::new("resume@2.7", 100, 30);
    screen.press("space P");
    assert_eq!(panes(&screen), 3, "{}", screen.text());
    screen.press("space");
    assert_eq!(screen.address(), "resume@2");
}

#[test]
fn what_can_be_seen_from_the_last_row_is_whole() {
    // At the least size every task keeps its row, with its state in a word.
    let mut screen = Screen::new("three-tasks", 60, 20);
    screen.press("P");
    loop {
        for task in ["A", "B", "C"] {
            let rows = screen.text();
            let is_row = |line: &str| {
                let states = ["ready", "suspended", "running", "finished"];
                states.iter().any(|state| line.contains(state))
                    && line.split('│').any(|part| part.trim().starts_with(&format!("{task} ")))
            };
            assert!(rows.lines().any(is_row), "{task} at {}\n{rows}", screen.address());
        }
        let before = screen.address();
        screen.press("space");
        if screen.address() == before {
            break;
        }
    }
}

#[test]
fn a_talk_is_nobodys_progress() {
    let mut screen = Screen::new("resume", 80, 24);
    screen.press("P");
    for _ in 0..20 {
        screen.press("space");
    }
    assert_eq!(screen.app.unsaved_milestones, []);
    assert!(screen.app.lesson_progress.is_empty());
}
