//! The program in a real terminal: what appears on the screen, and what it leaves behind. Every wait is
//! for something to appear, never for time to pass.
#![allow(missing_docs)]
#![cfg(unix)]

#[path = "terminal/answers.rs"]
mod answers;
#[path = "terminal/editing.rs"]
mod editing;
#[path = "terminal/example.rs"]
mod example;
#[path = "terminal/exporting.rs"]
mod exporting;
#[path = "terminal/faults.rs"]
mod faults;
#[path = "terminal/guarded.rs"]
mod guarded;
#[path = "terminal/leaving.rs"]
mod leaving;
#[path = "terminal/letters.rs"]
mod letters;
#[path = "terminal/looks.rs"]
mod looks;
#[path = "terminal/output.rs"]
mod output;
#[path = "terminal/presenting.rs"]
mod presenting;
#[path = "terminal/progress.rs"]
mod progress;
#[path = "terminal/pty.rs"]
mod pty;
#[path = "terminal/reading.rs"]
mod reading;
#[path = "terminal/stuck.rs"]
mod stuck;
#[path = "terminal/unknown.rs"]
mod unknown;

use pty::{Pty, contents};

#[test]
fn a_key_is_a_poll_and_q_restores_the_terminal() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[C");
    pty.wait_for("In its first poll, A waiter");
    pty.keys("\x1b[C");
    pty.wait_for("Your guess");
    pty.keys("ss");
    pty.wait_for("turn 2 of 3");
    pty.keys("\x1b[D");
    pty.wait_for("turn 1 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_new_size_is_drawn_at_once() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.resize(40, 10);
    pty.wait_for("coroscope needs 60 columns");
    pty.resize(120, 34);
    pty.wait_for("turn 0 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_paste_into_the_panes_does_nothing_and_into_a_line_is_text() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[200~qqq   \x1b[201~");
    pty.keys("g\x1b[200~2.4\x1b[201~");
    pty.wait_for("go to turn 2.4");
    pty.keys("\r");
    pty.wait_for("resume@2.4");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_address_goes_to_the_clipboard() {
    let mut pty = Pty::open(&["open", "resume@2"], 100, 30);
    pty.wait_for("turn 2 of 3");
    pty.keys("y");
    pty.wait_for("Copied: coroscope open resume@2");
    // The command, as the terminal wants it.
    pty.wait("the clipboard", |seen| {
        String::from_utf8_lossy(&seen.raw).contains("]52;c;Y29yb3Njb3BlIG9wZW4gcmVzdW1lQDI=")
    });
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_mouse_scrolls_focuses_and_jumps() {
    let mut pty = Pty::open(&["open", "three-tasks@9"], 120, 34);
    pty.wait_for("turn 9 of 16");
    pty.wait_for("space next");
    // A click on the lane of A, in the column of the first poll.
    let (column, row) = {
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let rows: Vec<String> = seen
            .parser
            .as_ref()
            .expect("the test's own terminal works")
            .screen()
            .rows(0, 120)
            .collect();
        (
            17,
            rows.iter()
                .rposition(|line| line.contains("A factorial"))
                .expect("the test's own terminal works"),
        )
    };
    pty.keys(&format!("\x1b[<0;{column};{}M", row + 1));
    pty.wait("another turn", |seen| !contents(seen).contains("turn 9 of 16"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}
