//! Before, keys as a text, after.

use crate::driver::Screen;
use crate::python_words::{records, visit};
use coroscope::app::key::Key;
use coroscope::app::keymap::{self, BINDINGS};
use coroscope::app::message::{AppRequest, Message, OverlayMessage};
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::kit::{spawn_named, yield_now};
use coroscope::session::Program;

/// Where it starts, the keys, where it ends, and what is on the screen then.
#[rustfmt::skip]
const TRIPLES: &[(&str, &str, &str, &str)] = &[
    ("resume", "space space", "resume@1", "In its first poll, A waiter prints"),
    ("resume", "right right", "resume@1", "Your guess"),
    ("resume", "space space space s", "resume@2.1", "answerer has its turn"),
    ("resume", "n n space space space s", "resume@2.7", "answer is now full: 42"),
    ("resume@2.7", "space s", "resume@2.9", "The waker is called"),
    ("resume", "space space left", "resume@0", "The set-up code"),
    ("resume", "left left", "resume@0.0", "You're at the start of the run."),
    ("resume@1", "down", "resume@1", "Your guess"),
    ("resume@2", "down", "resume@3.1", "The loop takes A waiter from the front of the ready queue"),
    ("resume@2", "down down up", "resume@3.1", "event 1 of"),
    ("resume", "End", "resume@3.10", "finished"),
    ("resume", "End space", "resume@3.10", "Your guess"),
    ("resume", "End space s", "resume@3.10", "The end of A4"),
    ("resume@2", "Home", "resume@0", "turn 0 of 3"),
    ("resume@2", "t", "resume@2", "answer.set_result(42)"),
    ("resume@2", "t t", "resume@2", "executor.rs"),
    ("resume@2", "t t t", "resume@2", "answer.set(42);"),
    ("resume@2", "w", "resume@2", "What happened, event by event"),
    ("resume@2", "w Esc", "resume@2", "Output"),
    ("resume", "?", "resume@0", "Keys and rules"),
    ("resume", "? End", "resume@0", "Keys and rules"),
    ("resume", "g 2 . 4 Enter", "resume@2.4", "event 4 of"),
    ("resume", "g 9 Enter", "resume@0", "There's no turn 9: this run has only 3 turns"),
    ("resume", "g x Enter", "resume@0", "'x' isn't a turn"),
    ("resume", "g r e s u m e @ 2 . 4 Enter", "resume@2.4", "event 4 of"),
    ("resume", "g r e s u m e @ 1 ~ 1 Enter", "resume@1~1", "Your choice: in its first poll, B answerer"),
    ("resume", "g d e a d l o c k / l i m i t @ 1 Enter", "deadlock/limit@1", "After you."),
    ("resume", "g p o l l @ 9 9 Enter", "resume@0", "No such place: poll: there's no turn 99"),
    ("resume", "g x Backspace 1 Enter", "resume@1", "In its first poll, A waiter"),
    ("resume", "g 1 Esc", "resume@0", "turn 0 of 3"),
    ("resume", "c", "resume@0", "Which task should be polled next?"),
    ("resume", "c b", "resume@1~1", "Your choice: in its first poll, B answerer"),
    ("resume", "c down Enter", "resume@1~1", "Your choice"),
    ("resume", "c b u", "resume@0", "Choice undone."),
    ("resume", "c b space r", "resume@0", "Started over in the loop's order"),
    ("resume@1", "c", "resume@1", "There's nothing to choose: only one task is ready."),
    ("resume", "u", "resume@0", "There's no choice to undo."),
    ("resume", "c b r u", "resume@1~1", "This is your run again, as you left it."),
    ("resume", "y", "resume@0", "Copied: coroscope open resume@0"),
    ("resume", "m down Enter", "in-a-row@0", "Two awaits in a row"),
    ("resume", "/ l a z y Enter", "lazy@0", "Calling an async function"),
    ("resume", "/ x y z Enter", "resume@0", "No lesson matches that."),
    ("resume@2", "z", "resume@2", "answer.set(42);"),
    ("resume@2", "P", "resume@2", "B answerer"),
    ("resume@2", "a", "resume@2", "playing, a step each 1 s"),
    ("resume@2", "a + a", "resume@2", "Paused."),
    ("resume@2", "Esc Esc Esc", "resume@2", "turn 2 of 3"),
];

#[test]
fn keys_do_what_they_say() {
    for (start, keys, end, shown) in TRIPLES {
        for (width, height) in [(80, 24), (120, 34)] {
            let mut screen = Screen::new(start, width, height);
            screen.press(keys);
            let told = screen.text().split_whitespace().collect::<Vec<_>>().join(" ");
            let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(&screen.address(), end, "{start}: {keys}\n{}", screen.text());
            // On the small screen a sentence is broken by what stands beside it.
            assert!(
                width < 100 || told.contains(&words),
                "{start}: {keys}: no '{shown}' on\n{}",
                screen.text()
            );
        }
    }
}

#[test]
fn only_q_and_control_c_leave() {
    for row in BINDINGS {
        for key in row.keys {
            let mut screen = Screen::new("resume@1", 100, 30);
            let leaves = screen.key(*key) == AppRequest::Quit;
            let may = [Key::Char('q'), Key::Ctrl('c')].contains(key);
            assert_eq!(leaves, may, "{key}");
        }
    }
}

#[test]
fn in_a_line_a_letter_is_a_letter() {
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("/ q q");
    assert!(screen.shows("No lesson matches that."), "{}", screen.text());
    assert_eq!(screen.key(Key::Ctrl('c')), AppRequest::Quit);
}

#[test]
fn every_row_of_the_table_is_in_the_help_and_in_the_readme() {
    let mut screen = Screen::new("three-tasks", 120, 60);
    screen.press("?");
    let help = screen.text();
    let table = keymap::markdown();
    for row in BINDINGS.iter().filter(|row| !row.help.is_empty()) {
        let key = row.keys[0].to_string();
        let first: Vec<_> = row.help.split_whitespace().take(4).collect();
        assert!(help.contains(&first.join(" ")), "{key}: '{}' is not on\n{help}", first.join(" "));
        assert!(table.contains(&format!("`{key}`")) && table.contains(row.help), "{key}");
    }
}

#[test]
fn locked_rules_are_known_by_number_only() {
    let mut screen = Screen::new("lazy", 120, 66);
    screen.press("?");
    assert!(screen.shows("R1   A coroutine runs only while it's being polled:"));
    assert!(screen.shows("R5   introduced in lesson A4"), "{}", screen.text());
    assert!(!screen.shows("Calling a waker puts"));
}

#[test]
fn tab_brings_a_hidden_pane_to_the_front() {
    let mut screen = Screen::new("resume@1", 80, 24);
    assert!(screen.shows("[Futures]"), "{}", screen.text());
    let mut seen = false;
    for _ in 0..6 {
        screen.press("Tab");
        seen |= screen.shows("[Output]");
    }
    assert!(seen, "{}", screen.text());
}

#[test]
fn what_is_longer_than_its_pane_scrolls() {
    let mut screen = Screen::new("three-tasks@3", 80, 24);
    screen.press("t t");
    let before = screen.text();
    screen.press("PgDn PgDn");
    assert_ne!(screen.text(), before);
    screen.press("PgUp PgUp");
    assert_eq!(screen.text(), before);
}

#[test]
fn playing_stops_at_the_end_and_at_any_step() {
    use coroscope::app::message::Message;
    let mut screen = Screen::new("resume", 100, 30);
    screen.press("a");
    for _ in 0..10 {
        let _ = screen.app.update(Message::Tick);
    }
    assert!(!screen.app.is_playing);
    assert_eq!(screen.app.next_tick(), None);
    screen.press("Home a space");
    assert!(!screen.app.is_playing);
}

#[test]
fn what_is_copied_opens_the_moment_again() {
    let mut lesson = Screen::new("resume@2.4", 100, 30);
    let copied = "coroscope open resume@2.4".to_owned();
    assert_eq!(lesson.key(Key::Char('y')), AppRequest::CopyToClipboard(copied.clone()));
    // It can be pasted where a moment is typed.
    lesson.press("Home g");
    let _ = lesson.app.update(Message::Overlay(OverlayMessage::Paste(copied)));
    lesson.press("Enter");
    assert_eq!(lesson.address(), "resume@2.4");
    // A recording is a file, whose name the program doesn't know.
    let record = records().into_iter().next().expect("a record");
    let mut record = Screen::of(visit(&record), 100, 30);
    record.press("right y");
    assert!(record.shows("To open it: coroscope open FILE@1"), "{}", record.text());
    let own = Standalone {
        title: "Two tasks".to_owned(),
        about: "Two tasks.".to_owned(),
        program: Program::new(|| spawn_named("one", yield_now()).detach()),
        source: LessonFile::default(),
        twin: LessonFile::default(),
    };
    let mut own = Screen::of(SceneSession::standalone(own), 100, 30);
    own.press("right");
    let copied = AppRequest::CopyToClipboard("program open @1".to_owned());
    assert_eq!(own.key(Key::Char('y')), copied);
}
