//! A lesson's program beside its twin, from the records that are kept.

use crate::driver::Screen;
use coroscope::app::key::Key;
use coroscope::app::message::AppRequest;
use coroscope::app::twin_view::TwinRunner;
use coroscope::course::catalog::{Scene, lessons};
use coroscope::course::comparison::Mark;
use coroscope::session::Program;
use coroscope::twin;
use std::sync::Arc;

/// Runs every twin from its record.
struct Kept;

impl TwinRunner for Kept {
    fn live(&self, _scene: &Scene) -> Option<(Program, String)> {
        None
    }

    fn kept(&self, scene: &Scene) -> Result<Program, String> {
        twin::kept(scene)
    }
}

fn open(address: &str, width: u16, height: u16) -> Screen {
    let mut screen = Screen::new(address, width, height);
    screen.app.set_twin_runner(Arc::new(Kept));
    screen.press("T");
    screen
}

#[test]
fn every_scene_opens_beside_its_twin_and_is_stepped_to_the_end_of_both() {
    for (lesson, scene) in
        lessons().iter().flat_map(|lesson| lesson.scenes.iter().map(move |scene| (lesson, scene)))
    {
        let address = format!("{}/{}", lesson.slug, scene.name);
        let mut screen = open(&address, 80, 24);
        let count = screen.app.twin.as_ref().expect("it is open").rows().len();
        assert!(count > 1, "{address}");
        screen.press("Home");
        screen.press("→ → ← d");
        screen.press("End");
        let view = screen.app.twin.as_ref().expect("it is open");
        assert_eq!(view.at(), count - 1, "{address}");
        let row = view.row().expect("there is one");
        assert_eq!(view.rust().open.session.position(), row.rust.end, "{address}");
        assert_eq!(view.python().open.session.position(), row.python.end, "{address}");
        screen.press("T");
        assert!(screen.app.twin.is_none(), "{address}");
    }
}

/// The way from one lesson or scene to the next, and from a change back, doesn't lose what runs the twin.
#[test]
fn the_twin_opens_in_each_lesson_that_is_reached() {
    for keys in ["m down Enter", "m down down down Enter", "b Enter 1 r"] {
        let mut screen = Screen::new("lazy", 100, 30);
        screen.app.set_twin_runner(Arc::new(Kept));
        screen.press(keys).press("T");
        assert!(screen.app.twin.is_some(), "{keys}\n{}", screen.text());
    }
}

#[test]
fn the_view_opens_at_the_lessons_moment_and_leaves_it() {
    let mut screen = open("three-tasks@5", 100, 30);
    let before = screen.app.address();
    assert!(screen.text().contains("step 6 of 23"), "{}", screen.text());
    screen.press("→ →");
    assert!(screen.text().contains("step 8 of 23"), "{}", screen.text());
    screen.press("T");
    assert_eq!(screen.app.address(), before);
    assert!(screen.text().contains("turn 5 of 16"), "{}", screen.text());
}

#[test]
fn a_step_that_only_the_twin_takes_is_marked_with_the_lessons_reason() {
    for (width, height) in [(80, 24), (100, 30), (160, 45)] {
        let mut screen = open("select", width, height);
        screen.press("Home d d");
        let text = screen.text();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("No step here."), "{text}");
        assert!(text.contains("recorded run"), "{text}");
        assert!(text.contains("= \u{2248} \u{2260} \u{2260}"), "{text}");
        let reason = "\u{2260} Only the Python program has a task slow. create_task makes slow a task, because wait \
                      takes tasks.";
        assert!(words.contains(reason), "{text}");
        let view = screen.app.twin.as_ref().expect("it is open");
        assert_eq!(view.row().map(|row| row.mark), Some(Mark::Different));
    }
}

#[test]
fn both_loops_are_shown_with_their_own_words() {
    let mut screen = open("resume", 100, 30);
    screen.press("Home →");
    let text = screen.text();
    assert!(text.contains("recipe.rs") && text.contains("twin.py"), "{text}");
    assert!(text.contains("In its first poll,") && text.contains("In its first step,"), "{text}");
    assert!(text.contains("Both do the same in this step."), "{text}");
    assert_eq!(text.matches("[B answerer]").count(), 2, "{text}");
}

#[test]
fn where_nothing_differs_it_is_said() {
    let mut screen = open("three-tasks", 80, 24);
    assert!(screen.text().contains("no difference"), "{}", screen.text());
    screen.press("d");
    assert!(screen.text().contains("The two runs don't differ."), "{}", screen.text());
    screen.press("End →");
    assert!(screen.text().contains("That's the end of both runs."), "{}", screen.text());
}

#[test]
fn the_twin_fills_the_screen_with_all_keys_and_comes_back() {
    let mut screen = open("resume", 100, 30);
    screen.press("Home Enter");
    let text = screen.text();
    assert!(text.contains("turn 0") && text.contains("twin.py"), "{text}");
    assert!(!text.contains("recipe.rs") && !text.contains("poll"), "{text}");
    screen.press("→ w");
    assert!(screen.text().contains("What happened, event by event"), "{}", screen.text());
    screen.press("Esc y");
    assert!(screen.text().contains("Only the lesson has an address"), "{}", screen.text());
    screen.press("T");
    let text = screen.text();
    assert!(text.contains("step 1 of"), "{text}");
    assert!(text.contains("recipe.rs"), "{text}");
    assert_eq!(screen.key(Key::Char('q')), AppRequest::Quit);
}

#[test]
fn another_order_isnt_compared() {
    let screen = open("three-tasks@1~1", 100, 30);
    assert!(
        screen.text().contains("in the loop's own order, without your choices"),
        "{}",
        screen.text()
    );
    assert!(screen.app.twin.is_some());
}

#[test]
fn a_screen_that_cant_run_twins_says_so() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("T");
    assert!(screen.text().contains("There's no Python twin here"), "{}", screen.text());
}

#[test]
fn no_size_breaks_the_view() {
    let mut screen = open("select", 80, 24);
    for (width, height) in [(1, 1), (20, 5), (60, 20), (61, 21), (200, 22), (300, 90)] {
        screen.resize(width, height);
        screen.press("→");
    }
    let ascii = open("select", 80, 24).with_looks("mono", true);
    assert!(ascii.text().is_ascii(), "{}", ascii.text());
}
