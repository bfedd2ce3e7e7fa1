//! A lesson in plain lines in a real terminal: a prompt, and nothing that steers the terminal.

use super::pty::{Pty, contents};
use std::fs;

/// The bytes that the program wrote.
fn raw(pty: &Pty) -> Vec<u8> {
    pty.seen.0.lock().expect("the test's own terminal works").raw.clone()
}

#[test]
fn no_escape_sequence_is_ever_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("progress.toml");
    let file = file.to_str().expect("a plain path");
    let mut pty = Pty::open(&["read", "lazy", "--progress", file], 120, 200);
    let conversation = [
        ("", "Introduction 1 of 2:"),
        ("\r", "Introduction 2 of 2:"),
        ("\r", "A question comes next."),
        ("\r", "Question: How many lines"),
        ("h\r", "Hint: "),
        ("2\r", "You chose 2: 3."),
        ("i\r", "This moment shows the reason."),
        ("v\r", "This moment is lazy@1"),
        ("l\r", "Line 15, just run:"),
        ("w\r", "What changed: "),
        ("t\r", "The source is now Python"),
        ("m\r", "such as m resume."),
        ("b\r", "such as b 1."),
        ("?\r", "q: Quit. Your place is saved."),
        ("?!\r", "`?!` isn't a command."),
    ];
    for (keys, seen) in conversation {
        pty.keys(keys);
        pty.wait_for(seen);
    }
    pty.wait("a prompt", |seen| contents(seen).trim_end().ends_with('>'));
    pty.keys("q\r");
    assert_eq!(pty.ended(), 0);
    let raw = raw(&pty);
    let is_plain = |byte: &u8| !matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 127);
    assert!(raw.iter().all(is_plain), "{}", String::from_utf8_lossy(&raw).escape_debug());
    pty.assert_given_back();
}

#[test]
fn ctrl_c_and_the_end_of_input_lose_no_answer() {
    for end in ["\x03", "\x04"] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("progress.toml");
        let named = file.to_str().expect("a plain path");
        let mut pty = Pty::open(&["read", "lazy", "--progress", named], 120, 60);
        pty.wait_for("Introduction 1 of 2:");
        pty.keys("\r\r\r");
        pty.wait_for("Question: How many lines");
        pty.keys("2\r");
        pty.wait_for("You chose 2: 3.");
        pty.wait("a prompt", |seen| contents(seen).trim_end().ends_with('>'));
        pty.keys(end);
        let status = pty.ended();
        assert_eq!(status == 0, end == "\x04", "{status}");
        let saved = fs::read_to_string(&file).expect("it was written");
        assert!(saved.contains("\"0.0\" = \"right\""), "{saved}");
        pty.assert_given_back();
    }
}
