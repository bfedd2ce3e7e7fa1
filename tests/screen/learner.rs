//! What a learner looks for at a moment is on the screen: marks, names and values, and the way back.

use crate::driver::Screen;
use coroscope::app::guide::Guide;
use coroscope::app::pane::Pane;
use coroscope::app::sources::SourceTab;
use coroscope::course::catalog;
use coroscope::course::lesson::inline::SourceLanguage;
use coroscope::course::tour::opening::SceneSession;
use coroscope::record::event::Event;
use coroscope::ui::theme::Role;
use coroscope::world::StepKind;

/// A lesson shows the source that it names after its opening, and any other one the program in the learner's language.
#[test]
fn each_lesson_opens_with_its_own_source() {
    let mut screen = Screen::new("executor@1", 100, 30);
    assert_eq!(screen.app.source_tab, SourceTab::Executor);
    for (language, tab) in [
        (None, SourceTab::Rust),
        (Some(SourceLanguage::Python), SourceTab::Python),
        (Some(SourceLanguage::Rust), SourceTab::Rust),
    ] {
        if let Some(language) = language {
            screen.app.set_language(language);
        }
        for (slug, tab) in [("resume", tab), ("executor", SourceTab::Executor), ("lazy", tab)] {
            let lesson = catalog::find(slug).expect("it is there");
            screen.app.reopen(SceneSession::new(lesson, &lesson.scenes[0]));
            screen.press("right");
            assert_eq!(screen.app.source_tab, tab, "{slug} {language:?}");
        }
    }
}

#[test]
fn left_undoes_space() {
    let mut screen = Screen::new("resume@2.7", 80, 24);
    screen.press("space 1 space space");
    assert_eq!(screen.address(), "resume@2.11");
    screen.press("left left");
    assert_eq!(screen.address(), "resume@2.7");
    screen.press("left");
    assert_eq!(screen.address(), "resume@1", "no key led here, so it goes back a turn");
}

#[test]
fn the_footer_says_how_to_leave_the_zoom_and_esc_does() {
    for (width, height) in [(60, 20), (80, 24), (100, 30)] {
        let mut screen = Screen::new("executor@1", width, height);
        screen.press("Tab z");
        assert!(screen.shows("z leave zoom"), "{}", screen.text());
        screen.press("Esc");
        assert!(!screen.app.is_zoomed && !screen.shows("leave zoom"), "{}", screen.text());
    }
}

/// A local is seen when it gets its value, whatever else its task has.
#[test]
fn a_new_local_is_never_cut() {
    let mut seen = 0;
    for address in ["lost-update@0", "mutex@0"] {
        let mut screen = Screen::new(address, 80, 24);
        while screen.app.open.session.world().verdict.is_none() {
            let before = screen.address();
            let _ = screen.app.open.session.forward_event();
            screen.draw();
            if screen.address() == before {
                break;
            }
            let summary = screen.app.step_summary().sentence;
            if summary.contains("`read` is") {
                assert!(screen.shows("read = "), "{}", screen.text());
                seen += 1;
            }
        }
    }
    assert!(seen > 3, "{seen}");
}

#[test]
fn tasks_in_different_states_at_one_line_have_their_own_marks() {
    let screen = Screen::new("mutex@4.11", 160, 45);
    assert!(screen.shows("B\u{25cf}C\u{25cb}"), "{}", screen.text());
}

#[test]
fn only_the_innermost_coroutine_of_a_poll_runs() {
    let screen = Screen::new("lazy@1.15", 80, 24);
    assert!(screen.shows("main   awaiting late"), "{}", screen.text());
    assert!(screen.shows("late   running"), "{}", screen.text());
}

#[test]
fn a_stored_waker_names_its_task() {
    let mut screen = Screen::new("waker@3.5", 100, 30);
    assert!(screen.shows("A's waker"), "{}", screen.text());
    screen.press("space");
    assert!(screen.shows("waker.wake()"), "the question turns on this line\n{}", screen.text());
}

/// In asyncio a released lock is free until the task that was woken runs.
#[test]
fn a_lock_that_was_given_on_is_free_beside_python() {
    let mut screen = Screen::new("mutex@4.11", 100, 30);
    screen.app.set_language(SourceLanguage::Python);
    for _ in 0..8 {
        screen.press("Tab");
        if screen.app.viewports.panes.contains_key(&Pane::Futures) {
            break;
        }
    }
    assert!(screen.shows("free, next: B bob"), "{}", screen.text());
    screen.app.set_language(SourceLanguage::Rust);
    screen.draw();
    assert!(screen.shows("held by: B bob"), "{}", screen.text());
}

/// Words of an earlier moment are dim, and a jump of the clock beside them is told.
#[test]
fn old_words_are_dim_and_a_jump_is_told() {
    let (mut old, mut jumps) = (0, 0);
    for address in ["select@0", "select/spawned@0", "timers@0", "mutex@0", "in-a-row@0"] {
        let mut screen = Screen::new(address, 80, 24);
        for _ in 0..60 {
            let is_asking = screen.app.guide.as_ref().is_some_and(Guide::is_asking);
            screen.press(if is_asking { "s" } else { "down" });
            if screen.app.open.session.world().verdict.is_some() {
                break;
            }
            let Some(guide) = screen.app.guide.as_ref().filter(|guide| guide.question.is_none())
            else {
                continue;
            };
            let Some(since) = guide.text.since.clone() else { continue };
            let session = &screen.app.open.session;
            if session.is_between_steps() && matches!(session.world().step, StepKind::Jump(_)) {
                let rows = screen.text();
                let pane = rows.lines().skip(1).take_while(|line| !line.contains("Loop running"));
                assert!(pane.clone().any(|line| line.contains("clock")), "{rows}");
                jumps += 1;
            }
            // Words of a turn that has ended aren't shown.
            if guide.text.is_gone {
                continue;
            }
            let (column, row) = screen.find(&format!("{since}:"));
            let dim = screen.look.theme.style(Role::Dim).fg;
            assert_eq!(screen.buffer[(column, row)].style().fg, dim, "{}", screen.text());
            old += 1;
        }
    }
    assert!(old > 3 && jumps > 0, "{old} {jumps}");
}

/// On a small screen a tab, a line of output and the sentence of the step end where a reader expects it.
#[test]
fn nothing_is_cut_in_the_middle_of_a_word() {
    let mut screen = Screen::new("lazy@1", 80, 24);
    assert!(!screen.shows("and \u{2026} w"), "{}", screen.text());
    screen = Screen::new("mutex@0", 80, 24);
    assert!(!screen.shows("Coroutin\u{256e}"), "{}", screen.text());
}

/// Where no new words are about another pane, a line that was just printed is on the screen.
#[test]
fn a_printed_line_is_on_the_screen_once_its_turn_has_ended() {
    let mut seen = 0;
    for address in ["resume@0", "task@0", "suspend@0"] {
        let mut screen = Screen::new(address, 80, 24);
        for _ in 0..20 {
            screen.press(if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
                "s"
            } else {
                "right"
            });
            if screen.app.overlay.is_some() {
                break;
            }
            let session = &screen.app.open.session;
            let start = session.column().events.start;
            let record = session.record();
            let events = &record.events()[start..session.position()];
            let prints = events.iter().any(|event| matches!(event, Event::Output(_)));
            let guide = screen.app.guide.as_ref().expect("it has words");
            if prints && guide.text.since.is_some() && guide.question.is_none() {
                let panes = &screen.app.viewports.panes;
                assert!(panes.contains_key(&Pane::Output), "{}", screen.text());
                seen += 1;
            }
        }
    }
    assert!(seen > 1, "{seen}");
}

/// Under an open question, the page keys scroll the source, unless the question itself has more to be seen.
#[test]
fn the_source_can_be_read_while_a_question_is_open() {
    let mut screen = Screen::new("resume@2.7", 80, 24);
    for _ in 0..10 {
        if screen.app.guide.as_ref().is_some_and(Guide::is_asking) {
            break;
        }
        screen.press("space");
    }
    let first = |screen: &Screen| screen.app.viewports.panes[&Pane::Source].first;
    let before = first(&screen);
    screen.press("PgDn");
    assert!(first(&screen) > before, "{}", screen.text());
    assert!(screen.app.guide.as_ref().is_some_and(Guide::is_asking));
}
