//! A learner who only presses `space` reads every paragraph, every beat and every question of a lesson.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::key::Key;
use coroscope::app::keyboard::Keyboard;
use coroscope::app::keymap;
use coroscope::app::mode::Mode;
use coroscope::app::overlay::Overlay;
use coroscope::course::catalog::{Lesson, find, lessons};
use coroscope::course::tour::opening::SceneSession;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How the questions on the way are answered.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Right,
    Wrong,
    Skip,
}

/// What was on the screen.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    paragraphs: BTreeSet<String>,
    beats: BTreeSet<(usize, String)>,
    questions: BTreeSet<String>,
}

/// What a lesson has to show.
fn all_of(lesson: &Lesson) -> Seen {
    let page = lesson.page.as_ref().expect("it can be read");
    let told = lesson.scenes_with_beats();
    let is_told = |scene: usize| told.iter().any(|one| one.name == lesson.scenes[scene].name);
    let paragraphs = page.opening.iter().cloned();
    let mut seen = Seen { paragraphs: paragraphs.collect(), ..Seen::default() };
    for (nth, beat) in page.beats.iter().enumerate().filter(|(_, beat)| is_told(beat.scene)) {
        seen.beats.insert((nth, beat.title.clone()));
        for (which, _) in beat.questions.iter().enumerate() {
            seen.questions.insert(format!("{nth}.{which}"));
        }
    }
    seen
}

/// Presses `space` until the lesson ends, and notes what is shown.
fn walk(lesson: &Arc<Lesson>, manner: Manner) -> Seen {
    let mut screen = Screen::of(SceneSession::new(lesson, &lesson.scenes[0]), 100, 30);
    let mut seen = Seen::default();
    for _ in 0..500 {
        let guide = screen.app.guide.as_ref().expect("it has words");
        match &guide.question {
            Some(question) if guide.is_asking() => {
                let count = question.asked.options.len();
                let option = match manner {
                    Manner::Right => question.asked.right(),
                    Manner::Wrong | Manner::Skip => (question.asked.right() + 1) % count,
                };
                seen.questions.insert(question.id.to_string());
                let before = screen.address();
                screen.press("space");
                assert_eq!(screen.address(), before, "a question holds the run");
                match manner {
                    Manner::Skip => screen.press("s"),
                    Manner::Right | Manner::Wrong => screen.press(&(option + 1).to_string()),
                };
                continue;
            }
            Some(_) => {}
            None => {
                if let Some((nth, beat)) = &guide.text.beat {
                    seen.beats.insert((*nth, beat.title.clone()));
                } else {
                    let nth = guide.text.paragraph;
                    let shown = nth.and_then(|nth| guide.opening().get(nth).copied());
                    seen.paragraphs.extend(shown.map(str::to_owned));
                }
            }
        }
        if matches!(screen.app.overlay, Some(Overlay::EndCard(_))) {
            return seen;
        }
        screen.press("space");
    }
    panic!("{} has no end\n{}", lesson.slug, screen.text());
}

#[test]
fn space_alone_shows_every_paragraph_beat_and_question() {
    let mut all = (0, 0, 0);
    for lesson in lessons() {
        let expected = all_of(lesson);
        for manner in [Manner::Right, Manner::Wrong, Manner::Skip] {
            let seen = walk(lesson, manner);
            assert_eq!(seen, expected, "{}, {manner:?}", lesson.slug);
        }
        all.0 += expected.paragraphs.len();
        all.1 += expected.beats.len();
        all.2 += expected.questions.len();
    }
    assert!(all.0 >= 16 && all.1 > 100 && all.2 > 60, "{all:?}");
}

/// What has no meaning of its own at a question means the same there as elsewhere, or is refused.
#[test]
fn no_key_changes_its_meaning_under_a_question() {
    let own = [Key::Char('h'), Key::Char('s'), Key::Enter];
    let digits = ['1', '2', '3', '4', '5'].map(Key::Char);
    for mode in [Mode::Question, Mode::Answered] {
        for key in (' '..='~').map(Key::Char).chain(KEYS) {
            let (here, elsewhere) = (
                keymap::message(mode, key, Keyboard::default()),
                keymap::message(Mode::Screen, key, Keyboard::default()),
            );
            match elsewhere {
                Some(_) => assert_eq!(here, elsewhere, "{key} in {mode:?}"),
                None => {
                    assert!(here.is_none() || own.contains(&key) || digits.contains(&key), "{key}");
                }
            }
        }
    }
}

const KEYS: [Key; 14] = [
    Key::Enter,
    Key::Esc,
    Key::Tab,
    Key::BackTab,
    Key::Backspace,
    Key::Left,
    Key::Right,
    Key::Up,
    Key::Down,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Ctrl('c'),
];

#[test]
fn a_question_refuses_what_would_go_past_it() {
    let notice = "First answer the question with 1-3, or press s to skip it.";
    for key in ["space", "right", "down", "]", "a", "x", "End"] {
        let mut screen = Screen::new("resume@2.7", 120, 34);
        screen.press("space").press(key);
        assert!(screen.app.guide.as_ref().is_some_and(Guide::is_asking), "{key}");
        assert!(screen.shows(notice), "{key}\n{}", screen.text());
        assert!(!screen.app.is_playing);
    }
    for (key, end) in [("left", "resume@1"), ("up", "resume@2.5"), ("Home", "resume@0")] {
        let mut screen = Screen::new("resume@2.7", 120, 34);
        screen.press("space").press(key);
        assert_eq!(screen.address(), end, "{key}");
        // A learner who looked back is asked again on the way forward.
        screen.press("g 2 . 7 Enter right");
        assert!(
            screen.app.guide.as_ref().is_some_and(Guide::is_asking),
            "{key}\n{}",
            screen.text()
        );
    }
}

#[test]
fn every_step_forward_stops_at_a_question() {
    for key in ["space", "right", "down", "a"] {
        let mut screen = Screen::new("resume@2", 120, 34);
        screen.press("g 2 . 7 Enter");
        screen.press(key);
        if key == "a" {
            let _ = screen.app.update(coroscope::app::message::Message::Tick);
        }
        assert!(screen.app.guide.as_ref().is_some_and(Guide::is_asking), "{key}");
        assert_eq!(screen.address(), "resume@2.7", "{key}");
    }
}

#[test]
fn only_digits_answer() {
    for letter in 'a'..='e' {
        let mut screen = Screen::new("resume@2.7", 120, 34);
        screen.press("space").press(&letter.to_string());
        assert!(screen.app.guide.as_ref().is_none_or(|guide| !guide.is_answered()), "{letter}");
    }
    let mut screen = Screen::new("resume@2.7", 120, 34);
    screen.press("space 5");
    assert!(screen.shows("There are only 3 answers. Press 1, 2 or 3."), "{}", screen.text());
    screen.press("2");
    assert!(screen.app.guide.as_ref().is_some_and(Guide::is_answered));
}

#[test]
fn the_opening_is_read_a_paragraph_at_a_time() {
    let mut lesson = Lesson::clone(find("lazy").expect("there is such a lesson"));
    let page = lesson.page.as_mut().expect("it can be read");
    page.opening.truncate(1);
    page.opening.extend(["A second paragraph.".to_owned(), "A third one.".to_owned()]);
    let scene = lesson.scenes[0].clone();
    let mut screen = Screen::of(SceneSession::new(&Arc::new(lesson), &scene), 100, 30);
    let of = |screen: &Screen| {
        let guide = screen.app.guide.as_ref().expect("it has words");
        (guide.text.paragraph, guide.text.beat.is_some())
    };
    assert!(
        screen.shows("happens when you call one") && !screen.shows("A second"),
        "{}",
        screen.text()
    );
    screen.press("space");
    assert!(screen.shows("A second paragraph.") && !screen.shows("A third"), "{}", screen.text());
    screen.press("space");
    assert!(screen.shows("A third one."), "{}", screen.text());
    screen.press("left");
    assert_eq!(of(&screen), (Some(1), false));
    screen.press("space space");
    assert_eq!(of(&screen), (None, true), "{}", screen.text());
    screen.press("left");
    assert_eq!(of(&screen), (Some(2), false));
    screen.press("space space s Home");
    assert_eq!(of(&screen), (Some(0), false));
    // A learner who goes to the end of the turn at once sees the beat first, and its question.
    screen.press("right");
    assert_eq!(of(&screen), (None, true));
    screen.press("space s Home right left");
    assert_eq!(of(&screen), (Some(2), false));
}
