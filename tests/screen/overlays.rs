//! What is open over the panes, on the smallest screens: no line of it is cut, it says how it scrolls, and how it is left.

use crate::driver::Screen;
use coroscope::app::overlay::Overlay;
use coroscope::course::catalog::{Lesson, lessons};
use coroscope::course::lesson::inline::SourceLanguage;
use coroscope::course::tour::opening::SceneSession;
use coroscope::course::tour::{QuestionId, Reply};
use coroscope::progress::Milestone;
use std::sync::Arc;

const SIZES: [(u16, u16); 2] = [(60, 20), (80, 24)];

const LANGUAGES: [SourceLanguage; 2] = [SourceLanguage::Python, SourceLanguage::Rust];

/// The lines between the borders of the box with this title, and its lower border.
fn dialog(screen: &Screen, title: &str) -> (Vec<String>, String) {
    let (left, top) = screen.find(&format!("╭ {title} "));
    let row = |y: u16| {
        let cells = (left..screen.buffer.area.right()).map(|x| screen.buffer[(x, y)].symbol());
        cells.collect::<String>()
    };
    let width = row(top).chars().position(|cell| cell == '╮').expect("it has a corner") + 1;
    let part = |y: u16| row(y).chars().take(width).collect::<String>();
    let bottom = (top + 1..screen.buffer.area.bottom()).find(|y| part(*y).starts_with('╰'));
    let bottom = bottom.unwrap_or_else(|| panic!("no lower border\n{}", screen.text()));
    ((top + 1..bottom).map(part).collect(), part(bottom))
}

/// Scrolls to the last line, and checks on the way that no line is cut, that the border says how much is hidden, and that
/// it names these keys. Returns all words.
fn check(screen: &mut Screen, title: &str, keys: &[&str]) -> String {
    let mut seen = String::new();
    for _ in 0..200 {
        let (lines, border) = dialog(screen, title);
        for line in &lines {
            assert!(!line.contains('…'), "“{line}” is cut\n{}", screen.text());
        }
        for key in keys {
            assert!(border.contains(key), "no “{key}”\n{}", screen.text());
        }
        let shown = screen.app.viewports.overlay;
        assert_eq!(lines.len(), shown.height.min(lines.len()), "{}", screen.text());
        let below = shown.max_first() - shown.first;
        assert_eq!(below > 0, border.contains(&format!("▾ {below} ")), "{}", screen.text());
        assert_eq!(shown.first > 0, border.contains(&format!("▴ {} ", shown.first)), "{title}");
        for line in lines {
            let inside = line.trim_matches('│').trim();
            seen.push_str(inside);
            seen.push(' ');
        }
        let before = (screen.text(), screen.app.overlay.clone());
        screen.press("down");
        if before == (screen.text(), screen.app.overlay.clone()) {
            assert_eq!(below, 0, "it scrolls to its end\n{}", screen.text());
            return seen.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    panic!("it has no end\n{}", screen.text());
}

/// A screen of each lesson, in each language and at each size.
fn each_lesson(visit: impl FnMut(&Arc<Lesson>, &mut Screen)) {
    every(1, visit);
}

/// The same for every `step`th lesson.
fn every(step: usize, mut visit: impl FnMut(&Arc<Lesson>, &mut Screen)) {
    for lesson in lessons().iter().step_by(step) {
        for language in LANGUAGES {
            for (width, height) in SIZES {
                let scene = &lesson.scenes[0];
                let mut screen = Screen::of(SceneSession::new(lesson, scene), width, height);
                screen.app.set_language(language);
                screen.draw();
                visit(lesson, &mut screen);
            }
        }
    }
}

/// Every question of the lessons is answered like this, and every lesson was read to its end.
fn reply_to_all(screen: &mut Screen, reply: Reply) {
    for lesson in lessons() {
        let page = lesson.page.as_ref().expect("it can be read");
        let progress = screen.app.lesson_progress.entry(lesson.slug.clone()).or_default();
        for (nth, beat) in page.beats.iter().enumerate() {
            for which in 0..beat.questions.len() {
                let id = QuestionId::Beat(nth, which);
                progress.reach(&Milestone::Answer(lesson.slug.clone(), id, reply));
            }
        }
        progress.reach(&Milestone::Finish(lesson.slug.clone()));
    }
}

/// The words of a text as they are on the screen.
fn words(screen: &Screen, text: &str) -> String {
    let text = screen.app.words_of_lesson(text).replace(['`', '*'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_end_card_of_each_lesson_is_whole() {
    for reply in [None, Some(Reply::Given(0, true)), Some(Reply::Given(0, false))] {
        each_lesson(|lesson, screen| {
            if let Some(reply) = reply {
                reply_to_all(screen, reply);
            }
            screen.app.overlay = Some(Overlay::EndCard(0));
            screen.draw();
            let title = format!("The end of {}", lesson.heading());
            let has_next = screen.app.next_lesson().is_some();
            let keys: &[&str] =
                if has_next { &["Enter next lesson", "Esc close"] } else { &["Esc close"] };
            let seen = check(screen, &title, keys);
            let page = lesson.page.as_ref().expect("it can be read");
            let end = page.end.as_ref().expect("it has a card");
            let texts = end.learned.iter().chain([&end.try_it]).chain(&end.exercise);
            for text in texts.chain(end.next.iter().filter(|_| has_next)) {
                let text = words(screen, text);
                assert!(seen.contains(&text), "“{text}”\n{seen}");
            }
            let missed = screen.app.score().missed;
            for question in missed.iter().take(9).filter(|_| missed.len() > 1) {
                let text = words(screen, &question.ask);
                assert!(seen.contains(&text), "“{text}”\n{seen}");
            }
        });
    }
}

#[test]
fn the_list_of_lessons_is_whole() {
    for reply in [None, Some(Reply::Given(0, true)), Some(Reply::Given(0, false))] {
        every(7, |_, screen| {
            if let Some(reply) = reply {
                reply_to_all(screen, reply);
            }
            screen.press("m");
            screen.press(&"up ".repeat(110));
            let seen = check(screen, "Lessons", &["Enter open", "Esc close"]);
            for lesson in lessons() {
                assert!(seen.contains(&format!("{} {}", lesson.address(), lesson.title)), "{seen}");
            }
        });
    }
}

#[test]
fn the_help_and_the_reasons_of_each_turn_are_whole() {
    every(5, |_, screen| {
        screen.press("?");
        let seen = check(screen, "Keys and rules", &["Esc close", "? welcome page"]);
        assert!(seen.contains("Quit. Your place is saved."), "{seen}");
        screen.press("Esc");
        for _ in 0..6 {
            let _ = screen.app.open.session.forward();
            screen.press("w");
            check(screen, "Why", &["Esc close"]);
            screen.press("Esc");
        }
    });
}

#[test]
fn the_changes_of_each_lesson_are_whole() {
    each_lesson(|lesson, screen| {
        screen.press("b");
        screen.press(&"up ".repeat(9));
        let seen = check(screen, "Break it", &["Enter open", "Esc close"]);
        let page = lesson.page.as_ref().expect("it can be read");
        for change in &page.variants {
            let text = words(screen, &change.change);
            assert!(seen.contains(&text), "“{text}”\n{seen}");
        }
    });
}

#[test]
fn each_line_to_type_in_is_whole() {
    every(4, |_, screen| {
        for keys in ["g", "g b 9 9 Enter", "g x Enter", "g l a z y @ 9 9 Enter"] {
            screen.press(keys);
            check(screen, "Go to", &["Enter go", "Esc close"]);
            screen.press("Esc");
        }
        screen.press("/ z z z");
        check(screen, "Lessons", &["Enter go", "Esc close"]);
        screen.press("Esc P");
        for _ in 0..40 {
            if screen.app.guide.as_ref().is_some_and(|guide| guide.question.is_some()) {
                break;
            }
            screen.press("space");
        }
        for keys in ["v", "v 1 Enter", "v x Enter", "v 9 9 9 9 9 9 9 9 Enter"] {
            screen.press(keys);
            check(screen, "How the class voted", &["Enter go", "Esc close"]);
            screen.press("Esc");
        }
    });
}

#[test]
fn the_ready_tasks_are_whole() {
    let mut count = 0;
    each_lesson(|_, screen| {
        screen.press("Home");
        let start = screen.app.open.session.timeline().columns[0].events.end;
        screen.app.go(start);
        screen.press("c");
        if screen.app.overlay.is_some() {
            check(screen, "Choose the order", &["Enter open", "Esc close"]);
            count += 1;
        }
    });
    assert!(count > 20, "{count}");
}

/// The lines of an outcome that isn't marked are cut to one, which a sign says; those of the marked one are whole.
#[test]
fn the_marked_outcome_and_the_tree_are_whole() {
    for (width, height) in SIZES {
        for address in ["resume", "lost-update", "mutex", "deadlock", "select", "executor"] {
            let mut screen = Screen::new(address, width, height);
            screen.press("x");
            while screen.app.is_searching() {
                let _ = screen.app.update(coroscope::app::message::Message::Tick);
            }
            screen.draw();
            for _ in 0..4 {
                let (lines, border) = dialog(&screen, "All orders");
                let marked =
                    lines.iter().position(|line| line.contains('▸')).expect("one is marked");
                let head = marked
                    + 1
                    + lines[marked + 1..]
                        .iter()
                        .position(|line| !line.contains("     "))
                        .unwrap_or(0);
                for line in &lines[marked..=head] {
                    assert!(!line.contains('…'), "“{line}” is cut\n{}", screen.text());
                }
                assert!(border.contains("Enter open") && border.contains("Esc close"), "{border}");
                screen.press("down");
            }
            screen.press("right");
            for _ in 0..6 {
                let (lines, border) = dialog(&screen, "All orders");
                assert!(lines.iter().all(|line| !line.contains('…')), "{}", screen.text());
                assert!(border.contains("Esc close"), "{border}");
                screen.press("right");
            }
        }
    }
}
