//! One's way in a program with many tasks: a task is found by its name, the panes list those that match, and the ended
//! ones are folded.

use crate::driver::Screen;
use crate::python_words::{records, visit};
use coroscope::app::message::AppRequest;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::kit::{SECOND, sleep, spawn_named};
use coroscope::record::event::TaskId;
use coroscope::session::Program;

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (100, 30), (160, 45)];

/// Workers that finish one after another, and a clock that outlives them.
fn workers(count: u32) -> Program {
    Program::new(move || {
        spawn_named("clock", sleep(2 * SECOND)).detach();
        for number in 1..=count {
            spawn_named(&format!("worker-{number}"), sleep((number % 2) * SECOND)).detach();
        }
    })
}

fn many(count: u32, (width, height): (u16, u16)) -> Screen {
    let standalone = Standalone {
        title: "Many workers".to_owned(),
        about: "Many workers.".to_owned(),
        program: workers(count),
        source: LessonFile::default(),
        twin: LessonFile::default(),
    };
    Screen::of(SceneSession::standalone(standalone), width, height)
}

fn type_text(screen: &mut Screen, text: &str) {
    for letter in text.chars() {
        let next = screen.key(coroscope::app::key::Key::Char(letter));
        assert_ne!(next, AppRequest::Quit);
    }
}

#[test]
fn a_task_is_found_by_a_part_of_its_name_and_the_others_are_left_out() {
    for size in SIZES {
        let mut screen = many(40, size);
        screen.press("right right right Tab Tab f");
        type_text(&mut screen, "WORKER 17");
        assert!(screen.shows("R worker-17"), "{}", screen.text());
        assert!(screen.shows("1 task"), "{}", screen.text());
        let address = screen.address();
        screen.press("Enter");
        assert_eq!(screen.address(), address, "nothing runs");
        assert_eq!(screen.app.selected_task, Some(TaskId(17)));
        assert!(screen.shows("R ● worker"), "{}", screen.text());
        assert!(!screen.shows("Q ● worker"), "{}", screen.text());
        // The filter stays while the run goes on, until Esc.
        screen.press("right");
        assert!(screen.shows("R ● worker") && !screen.shows("Q ● worker"), "{}", screen.text());
        assert!(screen.shows("1 of 41"), "{}", screen.text());
        assert_eq!(screen.app.selected_task, Some(TaskId(17)), "it stays selected");
        screen.press("Esc Esc");
        assert!(screen.shows("E ● worker"), "{}", screen.text());
        assert!(!screen.shows("1 of 41"), "{}", screen.text());
    }
}

#[test]
fn the_timeline_lists_the_same_tasks() {
    let mut screen = many(40, (160, 45));
    screen.press("right right right f");
    type_text(&mut screen, "worker-3");
    assert!(screen.shows("11 tasks"), "{}", screen.text());
    screen.press("down down Enter");
    // The best match is first; after it come the others in the order in which they were spawned.
    assert_eq!(screen.app.selected_task, Some(TaskId(31)));
    let lanes = |screen: &Screen, letter: &str| {
        let text = screen.text();
        text.lines().filter(|line| line.contains(&format!("│ {letter} worker"))).count()
    };
    assert_eq!(lanes(&screen, "AF"), 1, "{}", screen.text());
    assert_eq!(lanes(&screen, "C"), 0, "{}", screen.text());
    assert!(screen.line("╭ Timeline").contains("\"worker-3\": 11 of 41"), "{}", screen.text());
}

#[test]
fn the_selected_task_stays_selected_while_others_are_left_out_or_folded() {
    let mut screen = many(40, (100, 30));
    screen.press("End Esc f");
    type_text(&mut screen, "AB");
    screen.press("Enter");
    assert_eq!(screen.app.selected_task, Some(TaskId(27)));
    for keys in ["F", "F", "z", "z", "Tab", "PgDn", "f Esc"] {
        screen.press(keys);
        assert_eq!(screen.app.selected_task, Some(TaskId(27)), "{keys}");
        let session = &screen.app.open.session;
        let (now, before, record) = (session.world(), session.before(), session.record());
        let listed =
            screen.app.task_filter.listed(screen.app.selected_task, (now, before), &record);
        assert!(listed.tasks.contains(&TaskId(27)), "{keys}");
    }
}

#[test]
fn the_old_text_of_a_search_is_replaced_by_what_is_typed() {
    let mut screen = many(40, (100, 30));
    screen.press("right f");
    type_text(&mut screen, "worker-3");
    screen.press("Enter f");
    assert!(screen.shows("find task worker-3"), "{}", screen.text());
    type_text(&mut screen, "worker-17");
    assert!(screen.shows("find task worker-17"), "{}", screen.text());
    screen.press("Enter f Backspace");
    assert!(!screen.shows("find task worker"), "{}", screen.text());
    screen.press("Enter");
    assert_eq!(screen.app.task_filter.text, "");
}

#[test]
fn what_matches_nothing_is_said_and_changes_nothing() {
    let mut screen = many(40, (80, 24));
    screen.press("right f");
    type_text(&mut screen, "nobody");
    assert!(screen.shows("No task matches"), "{}", screen.text());
    screen.press("Enter");
    assert!(screen.shows("Find a task"), "{}", screen.text());
    screen.press("Esc");
    assert!(!screen.shows("Find a task") && screen.app.task_filter.text.is_empty());
    // An empty line removes the filter.
    screen.press("f");
    type_text(&mut screen, "worker");
    screen.press("Enter f Backspace Backspace Backspace Backspace Backspace Backspace Enter");
    assert_eq!(screen.app.task_filter.text, "");
}

#[test]
fn ended_tasks_are_one_line_that_unfolds() {
    for size in [(80, 24), (100, 30), (160, 45)] {
        let mut screen = many(40, size);
        screen.press("g 8 2 Enter");
        assert!(screen.shows("40 finished"), "{}", screen.text());
        assert!(!screen.shows("✓ worker"), "{}", screen.text());
        assert!(screen.shows("A ✓ clock"), "what has just ended has a row\n{}", screen.text());
        screen.press("F");
        assert!(!screen.shows("40 finished"), "{}", screen.text());
        screen.press("F");
        assert!(screen.shows("40 finished"), "{}", screen.text());
        screen.click("40 finished").press("Esc f");
        type_text(&mut screen, "worker-1");
        screen.press("Enter");
        assert!(screen.shows("B ✓ worker"), "{}", screen.text());
    }
}

#[test]
fn few_tasks_are_never_folded_by_themselves() {
    let mut screen = many(5, (100, 30));
    screen.press("End Esc");
    assert!(screen.shows("B ✓ worker-1") && !screen.shows("finished  F"), "{}", screen.text());
    screen.press("F");
    assert!(screen.shows("6 finished  F lists them"), "{}", screen.text());
}

#[test]
fn the_keys_are_offered_where_there_are_many_tasks() {
    for size in SIZES {
        let few = many(3, size);
        assert!(!few.shows("f find task"), "{}", few.text());
        let mut screen = many(40, size);
        screen.press("right");
        assert!(screen.shows("f find task"), "{}", screen.text());
    }
    let mut screen = many(40, (160, 45));
    screen.press("right");
    assert!(!screen.shows("F fold"), "{}", screen.text());
    screen.press("End Esc");
    assert!(screen.shows("F unfold"), "{}", screen.text());
    screen.press("F Esc");
    assert!(screen.shows("F fold"), "{}", screen.text());
}

#[test]
fn the_search_keeps_its_line_however_far_the_mark_goes() {
    let mut screen = many(300, (60, 20));
    screen.press("right f");
    for _ in 0..60 {
        screen.press("down");
    }
    assert!(screen.shows("find task ▁") && screen.shows("of 301 tasks"), "{}", screen.text());
    type_text(&mut screen, "299");
    assert!(screen.shows("worker-299") && screen.shows("1 task"), "{}", screen.text());
}

#[test]
fn a_task_of_a_recorded_python_run_is_found_too() {
    let path = records().into_iter().next().expect("a record");
    let mut screen = Screen::of(visit(&path), 100, 30);
    screen.press("right right f");
    type_text(&mut screen, "main");
    assert!(screen.shows("A main"), "{}", screen.text());
    screen.press("Enter");
    assert_eq!(screen.app.selected_task, Some(TaskId(0)));
    assert!(screen.shows("\"main\": 1 of"), "{}", screen.text());
}

#[test]
fn a_result_comes_before_the_number_of_polls_where_only_one_of_them_fits() {
    let screen = Screen::new("errors@5", 80, 24);
    assert!(screen.shows("first   finished   ") && screen.shows("= Ok(10)"), "{}", screen.text());
    let screen = Screen::new("errors@5", 160, 45);
    assert!(screen.shows("2 polls  = Ok(10)"), "{}", screen.text());
}
