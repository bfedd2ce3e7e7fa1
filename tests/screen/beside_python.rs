//! Beside the Python twin, no pane but the source shows Rust syntax or a Rust term that the lessons don't introduce.

use crate::driver::Screen;
use coroscope::app::pane::Pane;
use coroscope::course::catalog::lessons;
use coroscope::course::lesson::inline::{SourceLanguage, draft};
use coroscope::course::tour::opening::SceneSession;
use coroscope::ui::layout::screen_layout;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// What a Python reader can't read. Lessons introduce "poll", "waker" and "dropped", so these words may be used.
const RUST: &[&str] = &[
    ".await",
    ".get()",
    ".lock()",
    "Some(",
    "Ok(",
    "Err(",
    "Waker",
    "::",
    "<",
    "Pending",
    "Ready`",
    "(Ready",
    "LockGuard",
    "Sleep {",
    "SECOND",
    "promise",
    "Promise",
    "destructor",
    "panic",
    "detached",
    "handle",
    "spawn",
    "set-up",
    "&mut",
    "been moved",
    "= moved",
    "Handle",
    "Start",
    "Middle",
    "Done",
    "Bell {",
    "`poll`",
    "\u{2514} poll",
    "`self` is",
    "(\"waker\",)",
];

/// The texts of the panes and of the step line, by their places.
fn texts(screen: &Screen) -> Vec<(String, String)> {
    let area = Rect { width: 160, height: 45, ..Rect::ZERO };
    let layout = screen_layout(&screen.app, area).expect("the screen is big enough");
    let text = |area: Rect| {
        let rows = area.rows().map(|row| {
            let cells = row.columns().map(|cell| screen.buffer[(cell.x, cell.y)].symbol());
            cells.collect::<String>().trim().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    };
    // The source is Python, and the lesson speaks of both languages on purpose.
    let panes = layout
        .slots
        .iter()
        .filter(|slot| !matches!(slot.shown, Pane::Source | Pane::Output | Pane::Lesson));
    let panes = panes.map(|slot| (format!("{:?}", slot.shown), text(slot.area)));
    panes.chain([("step".to_owned(), text(layout.step))]).collect()
}

#[test]
fn no_pane_shows_rust_beside_the_twin() {
    let mut found = BTreeMap::new();
    let mut seen = 0;
    for lesson in lessons() {
        for scene in &lesson.scenes {
            // What the Python program has itself is Python: `queue.get()`. The bell of lost-wakeup is a future that is
            // written by hand, and its `poll` has no counterpart in a coroutine.
            let twin = scene.twin.display_text();
            let of_bell = ["`poll`", "\u{2514} poll", "`self` is", "Bell {", "Pending"];
            let is_own = |word: &str| {
                word == ".get()" && twin.contains(word)
                    || lesson.slug == "lost-wakeup" && of_bell.contains(&word)
            };
            let foreign: Vec<_> = RUST.iter().filter(|word| !is_own(word)).collect();
            let mut screen = Screen::of(SceneSession::new(lesson, scene), 160, 45);
            screen.app.set_language(SourceLanguage::Python);
            screen.app.open.session.to_end(1000);
            for at in 0..=screen.app.open.session.position() {
                screen.app.go(at);
                let sentence = ("step".to_owned(), screen.app.step_summary().sentence);
                // Inside a step, every fourth moment is drawn: few of them differ in more than a line.
                let is_drawn = at % 4 == 0 || screen.app.open.session.is_between_steps();
                if is_drawn {
                    screen.draw();
                }
                let drawn = if is_drawn { texts(&screen) } else { Vec::new() };
                for (place, text) in drawn.into_iter().chain([sentence]) {
                    seen += text.len();
                    for line in text.lines() {
                        for word in foreign.iter().filter(|word| line.contains(**word)) {
                            let key = format!("{place}: '{word}' in {line}");
                            found.entry(key).or_insert_with(|| screen.address());
                        }
                    }
                }
            }
        }
    }
    let lines: Vec<_> = found.iter().map(|(what, at)| format!("{at}\t{what}")).collect();
    assert!(found.is_empty(), "{} places:\n{}", found.len(), lines.join("\n"));
    assert!(seen > 1_000_000, "{seen} letters were read");
}

#[test]
fn the_twin_has_its_own_awaits_values_and_kinds() {
    for (at, shown) in [
        ("resume@1", &["await answer", "answer  Future  empty"][..]),
        ("mutex@2", &["async with lock", "lock  Lock  held"]),
        ("in-a-row@1", &["await asyncio.sleep("]),
        ("cancel@1", &["await asyncio.sleep(1)"]),
        ("poll@1", &["self.state = (\"middle\", 20)", "__next__"]),
        ("in-a-row/tasks@1", &["bob = a Task"]),
    ] {
        let mut screen = Screen::new(at, 160, 45);
        screen.app.set_language(SourceLanguage::Python);
        screen.draw();
        for text in shown {
            assert!(screen.shows(text), "{at}: no '{text}' in\n{}", screen.text());
        }
    }
}

#[test]
fn an_event_says_what_is_true_of_the_twin() {
    const DETAIL: &str = "This is a detail of the Rust run that the Python program doesn't have.";
    for (at, sentence) in [
        ("poll@1.15", "`self.state` is now (\"middle\", 20)."),
        ("select@1.6", DETAIL),
        ("select@2.10", "The await completes, and `main` continues after it."),
        ("waker@3.12", "In `ringer`, `waker` is a waker."),
    ] {
        let mut screen = Screen::new(at, 160, 45);
        screen.app.set_language(SourceLanguage::Python);
        assert_eq!(screen.app.step_summary().sentence, sentence, "{at}");
    }
}

#[test]
fn the_words_about_the_machine_name_the_states_of_the_source() {
    let page = include_str!("../../lessons/07-poll/lesson.md");
    let (_, body) = page[3..].split_once("+++").expect("it has front matter");
    let named = |language, states: [&str; 3]| {
        let lines = body.lines().map(|line| draft(line, language));
        lines.filter(|line| states.iter().any(|state| line.contains(state))).count()
    };
    let rust = ["`Start`", "`Middle`", "`Done`"];
    assert_eq!(named(SourceLanguage::Python, rust), 0);
    assert!(named(SourceLanguage::Rust, rust) > 15);
}

#[test]
fn a_waker_that_is_stored_is_never_said_to_be_missing() {
    for (language, value) in
        [(SourceLanguage::Rust, "A's waker"), (SourceLanguage::Python, "A's waker")]
    {
        let mut screen = Screen::new("waker@0", 160, 45);
        screen.app.set_language(language);
        screen.app.open.session.to_end(100);
        let mut stored = 0;
        for at in 0..=screen.app.open.session.position() {
            screen.app.go(at);
            screen.draw();
            let row = format!("waker  shared value  {value}");
            if screen.shows(&row) {
                stored += 1;
                assert!(!screen.shows("no wakers stored"), "{}", screen.text());
            }
        }
        assert!(stored > 3, "{language:?}: {stored} moments");
    }
}
