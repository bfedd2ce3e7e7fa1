//! The tab of a program in a real library: the program, what it prints, and what to know about it.

use crate::driver::Screen;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog::{self, Lesson, RealProgram};
use coroscope::course::lesson::real::RealTable;
use coroscope::course::tour::opening::SceneSession;
use std::sync::Arc;

#[test]
fn the_key_of_the_sources_leads_to_the_real_program_and_back() {
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let mut screen = Screen::new("lost-update@2", width, height);
        let first = screen.app.source_tab;
        let mut seen = Vec::new();
        for _ in 0..4 {
            screen.press("t");
            seen.push(screen.app.source_tab);
        }
        assert!(seen.contains(&SourceTab::Real(0)), "{seen:?}");
        assert_eq!(seen[3], first);
        while screen.app.source_tab != SourceTab::Real(0) {
            screen.press("t");
        }
        assert!(screen.shows("[threading]"), "{}", screen.text());
    }
}

#[test]
fn the_program_its_output_and_its_caveat_are_shown() {
    let mut screen = Screen::new("lost-update@2", 100, 60);
    screen.press("t");
    while screen.app.source_tab != SourceTab::Real(0) {
        screen.press("t");
    }
    screen.press("z");
    for words in [
        "both_have_read = threading.Barrier(2)",
        "What it prints:",
        "balance 105, although 15 was paid in",
        "Before you use this:",
        "The event holds bob back",
        "coroscope run-real lost-update",
    ] {
        assert!(screen.shows(words), "{words}\n{}", screen.text());
    }
    assert!(!screen.shows("It needs:"), "threading is a part of Python: {}", screen.text());
}

/// Nothing of the run is in the real program: no line is lit, no task waits there, and no line is named.
#[test]
fn a_step_changes_nothing_in_the_real_program() {
    let mut screen = Screen::new("lost-update@1", 100, 30);
    while screen.app.source_tab != SourceTab::Real(0) {
        screen.press("t");
    }
    for _ in 0..4 {
        assert_eq!(screen.app.source_position(SourceTab::Real(0)), (None, Vec::new()));
        assert!(screen.app.named_lines(SourceTab::Real(0)).is_empty());
        screen.press("right");
        assert_eq!(screen.app.source_tab, SourceTab::Real(0));
    }
}

/// A lesson with three programs: only one of them has its label on the border, and a click on it opens it.
#[test]
fn of_several_real_programs_one_has_a_label() {
    let lesson = catalog::find("mutex").expect("there is such a lesson");
    let program = |library: &str| RealProgram {
        table: RealTable { library: library.to_owned(), ..lesson.real[0].table.clone() },
        ..lesson.real[0].clone()
    };
    let real = ["concurrent.futures", "multiprocessing", "GIL"].map(program).to_vec();
    let lesson = Arc::new(Lesson { real, ..Lesson::clone(lesson) });
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let mut screen = Screen::of(SceneSession::new(&lesson, &lesson.scenes[0]), width, height);
        screen.press("s");
        while screen.app.source_tab != SourceTab::Executor {
            screen.press("t");
        }
        assert!(screen.shows("concurrent.futures +2"), "{}", screen.text());
        screen.press("t t");
        assert!(screen.shows("[multiprocessing]+2"), "{}", screen.text());
        screen.click("executor ");
        assert_eq!(screen.app.source_tab, SourceTab::Executor);
        screen.click("concurrent.futures");
        assert_eq!(screen.app.source_tab, SourceTab::Real(0), "{}", screen.text());
    }
}

/// Another lesson opens with its own program.
#[test]
fn a_real_program_is_not_carried_into_another_lesson() {
    let mut screen = Screen::new("lost-update@2", 100, 30);
    while screen.app.source_tab != SourceTab::Real(0) {
        screen.press("t");
    }
    let next = SceneSession::from_address("waker").expect("there is such a lesson");
    screen.app.reopen(next);
    assert_eq!(screen.app.source_tab, SourceTab::Rust);
}
