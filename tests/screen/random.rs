//! Any key, any size, any moment.

use crate::driver::Screen;
use coroscope::app::key::Key;
use coroscope::app::keymap::BINDINGS;
use proptest::prelude::*;

const LESSONS: [&str; 10] = [
    "lazy",
    "task",
    "suspend",
    "resume",
    "in-a-row",
    "in-a-row/tasks",
    "three-tasks",
    "three-tasks/big",
    "deadlock/no-sleep",
    "lost-update/late-bob",
];

/// Any key that means something somewhere, a step more often than the others, or a letter.
fn any_key() -> impl Strategy<Value = Key> {
    let known: Vec<Key> = BINDINGS.iter().flat_map(|row| row.keys.iter().copied()).collect();
    prop_oneof![
        3 => prop::sample::select(known),
        2 => prop::sample::select(vec![Key::Char(' '), Key::Down, Key::Left]),
        1 => any::<char>().prop_map(Key::Char),
    ]
}

fn any_size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        (1_u16..220, 1_u16..70),
        prop::sample::select(vec![
            (80, 24),
            (100, 30),
            (120, 34),
            (60, 20),
            (160, 45),
            (10, 3),
            (1, 1)
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_key_and_no_size_breaks_it(
        lesson in prop::sample::select(&LESSONS[..]),
        presses in prop::collection::vec((any_key(), any_size()), 1..24),
        is_ascii in any::<bool>(),
    ) {
        let mut screen = Screen::new(lesson, 100, 30).with_looks("dark", is_ascii);
        for (key, (width, height)) in presses {
            let _ = screen.key(key);
            screen.resize(width, height);
        }
    }

    #[test]
    fn back_and_forth_is_the_same_screen(
        lesson in prop::sample::select(&LESSONS[..]),
        steps in 1_usize..40,
        (width, height) in any_size(),
    ) {
        let mut screen = Screen::new(lesson, width, height);
        for _ in 0..steps {
            screen.press("space");
        }
        // The card at the end of the lesson is no part of the way.
        screen.press("Esc left left right left");
        // A pane that a beat on the way has named stays in front, so the way is taken once before.
        screen.press("right Esc left");
        let words = |screen: &Screen| {
            let guide = screen.app.guide.as_ref().expect("a lesson has words");
            (screen.address(), guide.text.words.clone(), guide.text.paragraph)
        };
        let (before, words_before) = (screen.buffer.clone(), words(&screen));
        // On a small screen, a pane that was named on the way may be in front of another.
        let has_room = width >= 100 && height >= 30;
        screen.press("right Esc left");
        prop_assert_eq!(words(&screen), words_before.clone());
        prop_assert!(!has_room || screen.buffer == before);
        screen.press("down Esc up");
        if screen.app.notice.is_none() {
            prop_assert_eq!(words(&screen), words_before);
            prop_assert!(!has_room || screen.buffer == before);
        }
    }

    #[test]
    fn a_step_inside_a_beat_moves_no_pane(
        lesson in prop::sample::select(&LESSONS[..]),
        (width, height) in any_size(),
    ) {
        let mut screen = Screen::new(lesson, width, height);
        let corners = |screen: &Screen| -> Vec<usize> {
            let text = screen.text();
            text.char_indices().filter(|(_, c)| "\u{256d}\u{256f}".contains(*c)).map(|(at, _)| {
                text[..at].lines().count()
            }).collect()
        };
        // New words may need more rows; while they stay the same, nothing moves.
        let words = |screen: &Screen| {
            let guide = screen.app.guide.as_ref().expect("a lesson has words");
            let text = &guide.text;
            (text.words.clone(), text.paragraph, text.is_over, text.has_question, guide.question.clone())
        };
        let mut before = (words(&screen), corners(&screen));
        for _ in 0..12 {
            screen.press("down");
            if screen.app.overlay.is_some() {
                break;
            }
            let now = (words(&screen), corners(&screen));
            if now.0 == before.0 {
                prop_assert_eq!(&now.1, &before.1);
            }
            before = now;
        }
    }
}
