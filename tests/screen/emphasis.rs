//! What changed since the step before is emphasised, in every pane, and nothing else is.

use crate::driver::Screen;
use coroscope::app::mode::Mode;

/// The kind of thing, the moment, the keys that are pressed there, and the text that is emphasised.
#[rustfmt::skip]
const KINDS: &[(&str, &str, &str, &str)] = &[
    ("Tasks: a state", "resume@1", "", "suspended"),
    ("Tasks: a number of polls", "resume@1", "", "1 poll"),
    ("Tasks: the line where it waits", "resume@1", "", "line 7"),
    ("Tasks: what it awaits", "resume@1", "", "answer.get().await"),
    ("Tasks: what will wake it", "resume@1", "", "→ answer"),
    ("Tasks: a local", "mutex@3", "", "\"carol\""),
    ("Tasks: a cancelled task", "cancel@6", "", "cancelled"),
    ("Loop: a task that has joined the queue", "resume@2", "", "A waiter"),
    ("Loop: a queue that is empty now", "resume@3", "", "empty"),
    ("Loop: a new timer", "three-tasks@1", "", "A factorial"),
    ("Loop: a new timer beside others", "three-tasks@9", "", "C"),
    ("Loop: the last timer has gone", "select@2", "", "none"),
    ("Loop: the clock", "three-tasks@3", "space", "1 s"),
    ("Futures: a value", "resume@2", "", "full: 42"),
    ("Futures: a task in line", "resume@1", "", "A waiter"),
    ("Futures: a line that is empty now", "resume@2", "", "nobody"),
    ("Futures: what stores a waker", "resume@1", "", "answer"),
    ("Futures: a waker that was called", "resume@2", "", "called by B"),
    ("Futures: hidden behind a tab", "mutex@5", "Tab Tab right", "Futures"),
    ("Coroutines: a stage", "lazy@1", "", "returned"),
    ("Coroutines: one that was dropped", "lazy@1", "", "dropped"),
    ("Timeline: the turn", "mutex@4", "", "4"),
    ("Timeline: the poll of this turn", "mutex@4", "", "▆▆▆✓"),
    ("Timeline: a task that was woken", "mutex@4", "", "●"),
    ("Output: a new line", "resume@1", "", "asking"),
];

#[test]
fn each_kind_of_thing_is_emphasised_when_it_changes() {
    for (kind, address, keys, text) in KINDS {
        let mut screen = Screen::new(address, 160, 45);
        screen.press(keys);
        let changed = screen.changed();
        assert!(changed.iter().any(|one| one == text), "{kind}: no '{text}' in {changed:?}");
    }
}

/// A moment, and all that is emphasised there, from the top.
#[rustfmt::skip]
const MOMENTS: &[(&str, &[&str])] = &[
    ("resume@1", &["asking", "suspended", "1 poll", "line 7", "answer.get().await", "→ answer", "A waiter", "answer"]),
    ("resume@2", &["thinking", "answer set", "ready", "full: 42", "nobody", "A waiter", "finished", "1 poll", "called by B"]),
    ("resume@3", &["got 42", "finished", "2 polls", "empty"]),
    ("mutex@3", &["empty", "C carol", "suspended", "1 poll", "line 6", "lock.lock().await", "→ lock", "\"carol\"", "1", "lock", "3", "▆▆▆○"]),
    ("mutex@4", &["finished", "2 polls", "110", "ready", "B bob", "B bob", "called by A", "4", "alice writes 110", "▆▆▆✓", "●"]),
    ("three-tasks@1", &["suspended", "1 poll", "line 9", "sleep(SECOND).await", "→ timer at 1 s", "5", "1", "2", "A factorial", "1", "factorial: multiply by 2", "▆▆○"]),
    ("three-tasks@4", &["suspended", "2 polls", "2", "3", "A factorial", "4", "▆▆○", "factorial: multiply by 3"]),
    ("select@2", &["finished", "2 polls", "dropped", "2 polls", "empty", "none", "2", "slow cleans up", "winner: fast", "▆▆▆✓"]),
    ("cancel@6", &["ready", "A main", "cancelled", "6", "●", "✗", "file closed"]),
    ("lazy@1", &["returned", "1 poll", "early", "dropped", "late", "returned", "two coroutines made", "hello from late", "main ends"]),
];

#[test]
fn nothing_else_is_emphasised() {
    for (address, expected) in MOMENTS {
        let screen = Screen::new(address, 160, 45);
        assert_eq!(screen.changed(), *expected, "{address}\n{}", screen.text());
    }
}

/// A key that passes several events of a turn marks what all of them changed.
#[test]
fn what_the_last_key_changed_is_emphasised() {
    let mut screen = Screen::new("lazy@1.2", 160, 45);
    for _ in 0..6 {
        if screen.address() == "lazy@1.5" {
            break;
        }
        screen.press(if screen.app.mode() == Mode::Question { "s" } else { "space" });
    }
    assert_eq!(screen.address(), "lazy@1.5", "{}", screen.text());
    let changed = screen.changed();
    assert!(changed.iter().any(|one| one == "not started"), "{changed:?}");
    // Back at a single event, only that is marked.
    screen.press("up down");
    assert_eq!(screen.address(), "lazy@1.5");
    assert!(!screen.changed().iter().any(|one| one == "not started"), "{:?}", screen.changed());
}
