//! What a frame costs in a large run: it depends on the screen, and not on how long the run is or how many tasks it has.
//! Lines and events are counted; `cargo bench --bench scale` measures the times.

use crate::driver::Screen;
use coroscope::app::message::{Message, StepMessage};
use coroscope::app::pane::Pane;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::kit::{Lock, observed, say, sleep, spawn, yield_now};
use coroscope::limits::{EVENTS_PER_KEPT_WORLD, MAX_DRAWN_LETTERS, MAX_OUTPUT_LINES};
use coroscope::session::Program;
use std::rc::Rc;
use std::time::Duration;

/// The panes that list what a run has.
const LISTS: [Pane; 6] =
    [Pane::Loop, Pane::Coroutines, Pane::Tasks, Pane::Futures, Pane::Timeline, Pane::Output];

/// The tasks of the run of many tasks.
const TASKS: u64 = 600;

/// How many lines a pane may build beside those that it shows: its head, and the end of a part that is cut.
const SPARE_LINES: usize = 8;

fn at_end(set_up: impl Fn() + Send + Sync + 'static, width: u16, height: u16) -> Screen {
    let program = Program::new(set_up);
    let (source, twin) = (LessonFile::default(), LessonFile::default());
    let (title, about) = ("A large run".to_owned(), String::new());
    let mut visit = SceneSession::standalone(Standalone { title, about, program, source, twin });
    visit.session.finish(usize::MAX / 2);
    Screen::of(visit, width, height)
}

fn columns(screen: &Screen) -> usize {
    screen.app.open.session.timeline().columns.len()
}

fn go(screen: &mut Screen, column: usize) {
    let _redraw = screen.app.update(Message::Step(StepMessage::ToColumn(column)));
    screen.draw();
}

#[observed]
async fn waits(lock: Rc<Lock>, nth: u64) {
    say!("{nth} begins");
    drop(lock.lock().await);
    sleep(Duration::from_secs(nth % 700)).await;
    yield_now().await;
    say!("{nth} ends");
}

fn many_tasks() {
    let lock = Rc::new(Lock::new());
    for nth in 0..TASKS {
        spawn(waits(Rc::clone(&lock), nth)).detach();
    }
}

fn assert_built(screen: &Screen, what: &str) {
    for pane in LISTS {
        let Some(viewport) = screen.app.viewports.panes.get(&pane) else { continue };
        // The loop has at most so many lines of its own.
        let most = viewport.height + SPARE_LINES;
        let is_loop = pane == Pane::Loop && viewport.lines < 1_000;
        assert!(
            viewport.built <= most || is_loop,
            "{what}: {pane:?} built {} lines of {} to show {}",
            viewport.built,
            viewport.lines,
            viewport.height
        );
    }
}

#[test]
fn a_pane_builds_only_the_lines_that_it_shows() {
    for (width, height) in [(80, 24), (160, 45)] {
        let mut screen = at_end(many_tasks, width, height);
        let last = columns(&screen) - 1;
        for column in [0, last / 3, last] {
            go(&mut screen, column);
            assert_built(&screen, "followed");
            for pane in LISTS.map(Pane::title) {
                // Each pane in turn: it has the focus, and is scrolled by a page.
                screen.press("Tab PgDn");
                assert_built(&screen, pane);
            }
            screen.press("z");
            assert_built(&screen, "zoomed");
            screen.press("z");
        }
    }
}

#[test]
fn the_lines_that_are_not_built_are_counted() {
    let mut screen = at_end(many_tasks, 120, 34);
    go(&mut screen, 0);
    let tasks = screen.app.viewports.panes[&Pane::Tasks];
    assert_eq!(tasks.lines, 600);
    // The pane follows the task of the step, wherever it is.
    go(&mut screen, 501);
    assert!(screen.line("just ran").contains("SG waits"), "{}", screen.text());
    let tasks = screen.app.viewports.panes[&Pane::Tasks];
    assert!((tasks.first..tasks.first + tasks.height).contains(&500), "{tasks:?}");
    let timeline = screen.app.viewports.panes[&Pane::Timeline];
    assert!((timeline.first..timeline.first + timeline.height).contains(&502), "{timeline:?}");
}

#[observed]
async fn often(turns: u32) {
    for turn in 0..turns {
        say!("turn {turn}");
        yield_now().await;
    }
}

/// A step back and its frame read the world from the nearest one that is kept: before the step, and at the start of the
/// timeline's page.
#[test]
fn a_key_and_its_frame_fold_a_bounded_number_of_events() {
    let mut screen = at_end(|| (0..20).for_each(|_| spawn(often(200)).detach()), 120, 34);
    let last = columns(&screen) - 1;
    let weight = screen.app.open.session.world_at(1_000).weight();
    let most = 2 * (EVENTS_PER_KEPT_WORLD + 20 * weight);
    let most = u64::try_from(most).expect("it is small");
    for column in [last, last / 2, last / 3, 50, 1] {
        go(&mut screen, column);
        for keys in ["left", "left", "right", "down", "up", "Home", "End"] {
            let before = screen.app.open.session.work();
            screen.press(keys);
            let work = screen.app.open.session.work() - before;
            assert!(work <= most, "{keys} at step {column}: {work} of {most}");
        }
    }
}

#[test]
fn only_the_latest_lines_of_the_output_can_be_scrolled_to() {
    let screen = at_end(|| (0..10).for_each(|_| spawn(often(300)).detach()), 160, 45);
    let output = screen.app.viewports.panes[&Pane::Output];
    assert_eq!(output.lines, MAX_OUTPUT_LINES + 1);
    assert!(screen.shows("turn 299"), "{}", screen.text());
    let mut screen = screen;
    screen.press("Tab Tab Tab Tab Tab Tab").wheel("turn 299", -3 * 1_000);
    assert!(screen.shows("2000 earlier lines aren't listed"), "{}", screen.text());
}

#[observed]
async fn prints_much() {
    yield_now().await;
    say!("{}", "word ".repeat(200_000));
}

#[test]
fn a_printed_megabyte_is_drawn_up_to_a_screenful() {
    let mut screen = at_end(|| spawn(prints_much()).detach(), 120, 34);
    go(&mut screen, 2);
    let output = screen.app.viewports.panes[&Pane::Output];
    assert!(output.lines <= MAX_DRAWN_LETTERS / 10, "{output:?}");
    screen.press("w");
    assert!(
        screen.app.viewports.overlay.lines < MAX_DRAWN_LETTERS / 10,
        "{:?}",
        screen.app.viewports.overlay
    );
}
