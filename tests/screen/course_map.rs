//! What the list of lessons says of the marked one: what it needs, whether it's on the main path, and in the book.

use crate::driver::Screen;
use coroscope::progress::LessonProgress;

#[test]
fn the_marked_lesson_says_what_it_needs() {
    // The lesson, the keys, and what is said of the marked one.
    let rows = [
        ("waker", "m", "needs B1 · main path", false),
        ("poll", "m", "needs A4 · main path", true),
        ("lazy", "m", "needs nothing · main path", true),
        ("cancel", "m", "needs C3 · main path", true),
        ("task", "m up", "needs nothing · main path", true),
    ];
    for (width, height) in [(60, 20), (80, 24), (160, 45)] {
        for (lesson, keys, facts, is_in_book) in rows {
            let mut screen = Screen::new(lesson, width, height);
            screen.press(keys);
            let line = screen.line("needs ");
            assert!(line.contains(facts), "{lesson}: {line}\n{}", screen.text());
            assert_eq!(line.contains("from the book"), is_in_book, "{lesson}: {line}");
            assert_eq!(screen.text().matches("needs ").count(), 1, "{}", screen.text());
        }
    }
}

#[test]
fn lessons_of_the_main_path_have_a_mark() {
    let mut screen = Screen::new("three-tasks", 100, 45);
    screen.press("m");
    assert!(screen.line(" A6  ").contains("● A6"), "{}", screen.text());
}

#[test]
fn a_lesson_that_the_gate_has_passed_is_known() {
    let mut screen = Screen::new("poll", 100, 45);
    let known = LessonProgress { known: true, ..LessonProgress::default() };
    screen.app.lesson_progress.insert("lazy".to_owned(), known.clone());
    let read = LessonProgress { finished: true, ..known };
    screen.app.lesson_progress.insert("task".to_owned(), read);
    screen.press("m");
    assert!(screen.line(" A1  ").contains("known"), "{}", screen.text());
    assert!(!screen.line(" A2  ").contains("known"), "{}", screen.text());
    assert!(!screen.line(" B1  ").contains("known"), "{}", screen.text());
}
