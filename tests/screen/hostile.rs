//! Recipes that no lesson has: many tasks, long runs, deep chains, odd names and odd output.

use crate::driver::Screen;
use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::tour::opening::SceneSession;
use coroscope::kit::{Promise, SECOND, observed, say, sleep, spawn, spawn_named, yield_now};
use coroscope::session::Program;
use proptest::prelude::*;
use std::pin::Pin;
use std::sync::Arc;

/// A lesson made for a test, with the sources of another.
fn visit(set_up: coroscope::session::SetUp) -> SceneSession {
    let like = &lessons()[3];
    let program = Program::new(move || set_up());
    let (name, title) = ("test".to_owned(), "A test".to_owned());
    let scene = Scene { program, name, title, ..like.scenes[0].clone() };
    let lesson = Lesson {
        number: Some(99),
        part: 'Z',
        place: 9,
        slug: "test".to_owned(),
        title:
            "A lesson with a title that is much longer than any line of a small screen could hold"
                .to_owned(),
        scenes: vec![scene],
        page: Err(Vec::new()),
        ..Lesson::clone(like)
    };
    let lesson = Arc::new(lesson);
    SceneSession::new(&lesson, &lesson.scenes[0])
}

#[observed]
async fn deep(level: u32, text: String) -> u32 {
    let label = format!("level {level} of {text}");
    if level == 0 {
        sleep(SECOND).await;
        return 0;
    }
    let inner: Pin<Box<dyn Future<Output = u32>>> = Box::pin(deep(level - 1, text));
    let below = inner.await;
    say!("{label}");
    below + 1
}

#[observed]
async fn often(turns: u32) {
    for turn in 0..turns {
        say!("turn {turn}");
        yield_now().await;
    }
}

#[observed]
async fn sleepy(seconds: u32) {
    sleep(seconds * SECOND).await;
}

#[observed]
async fn waits(door: Promise<String>) -> String {
    door.get().await
}

#[observed]
async fn panics() {
    sleep(SECOND).await;
    panic!("a panic\nof two lines, with \x1b[31mcolour");
}

fn odd() {
    let odd = "\u{1b}[2J\u{7}名前\u{301}\t\u{202e}name".repeat(6);
    let door = Promise::<String>::new();
    let _deep = spawn_named(&odd, deep(40, odd.clone()));
    let _one = spawn_named("", waits(door.clone()));
    let _two = spawn(waits(door.clone()));
    let _panics = spawn(panics());
    let text = odd.clone();
    spawn(async move {
        say!("{text}");
        door.set(text);
    })
    .detach();
}

fn many() {
    for nth in 0..60 {
        spawn(sleepy(nth % 7)).detach();
    }
}

fn long() {
    spawn(often(1000)).detach();
    spawn(sleepy(3)).detach();
}

fn nothing() {}

#[test]
fn a_thousand_turns_fit_on_the_timeline() {
    let mut screen = Screen::of(visit(Arc::new(long)), 100, 30);
    screen.press("g 9 9 0 Enter");
    assert!(screen.shows("turn 990 of"), "{}", screen.text());
    let turns = screen.line("turn  ");
    assert!(turns.contains("990"), "{turns}");
    // Each page of it has its turns, and a click on one of them goes there.
    for turn in (1..1000).step_by(37) {
        screen.press("g");
        for digit in turn.to_string().chars() {
            screen.press(&digit.to_string());
        }
        screen.press("Enter");
        let (_, row) = screen.find("A often");
        let (column, _) = screen.find("turn  ");
        screen.click_at(column + 40, row);
        let gone = screen.app.open.session.moment().turn;
        assert!(gone.abs_diff(turn) < 60, "{turn} and {gone}: {}", screen.text());
    }
    screen.press("g 3 Enter");
    assert!(!screen.line("turn  ").contains("990"), "{}", screen.text());
}

#[test]
fn a_deep_chain_says_that_it_goes_on() {
    let mut screen = Screen::of(visit(Arc::new(odd)), 160, 60);
    screen.press("space Tab z");
    let tasks = ["Tab"; 8].iter().any(|key| {
        screen.press(key);
        screen.shows("deep  line") && screen.shows("\u{2026}")
    });
    assert!(tasks, "{}", screen.text());
}

#[test]
fn a_scene_without_a_task_has_a_screen_too() {
    let mut screen = Screen::of(visit(Arc::new(nothing)), 100, 30);
    assert!(screen.shows("Nothing has happened yet."), "{}", screen.text());
    screen.press("space");
    assert!(screen.shows("finished"), "{}", screen.text());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_recipe_breaks_it(
        of in prop::sample::select(vec![0_usize, 1, 2, 3]),
        keys in prop::collection::vec(prop::sample::select(vec![
            "space", "space", "down", "left", "Tab", "z", "t", "w", "Esc", "End", "Home", "P", "n", "PgDn", "c",
            "Enter", "?", "m",
        ]), 1..20),
        (width, height) in (1_u16..200, 1_u16..60),
    ) {
        let programs: [coroscope::session::SetUp; 4] =
            [Arc::new(odd), Arc::new(many), Arc::new(long), Arc::new(nothing)];
        let mut screen = Screen::of(visit(Arc::clone(&programs[of])), width, height);
        for key in keys {
            screen.press(key);
        }
        // What the terminal would act upon is never in a cell.
        let no_control = screen.buffer.content.iter().all(|cell| !cell.symbol().contains(char::is_control));
        prop_assert!(no_control);
    }
}
