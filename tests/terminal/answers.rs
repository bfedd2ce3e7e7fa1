//! What a terminal answers: it is never a key, whenever and in whatever pieces it arrives. And keys that look like the
//! beginning of an answer are pressed all the same.

use super::pty::{IDENTITY, PATIENCE, Pty, contents};
use portable_pty::CommandBuilder;
use std::time::Instant;

fn command(arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coroscope"));
    command.args(arguments);
    command
}

fn raw(pty: &Pty) -> String {
    let seen = pty.seen.0.lock().expect("the test's own terminal works");
    String::from_utf8_lossy(&seen.raw).into_owned()
}

/// The screen before and after these bytes, and a key after them that shows that they have been read.
fn assert_ignored(pty: &mut Pty, pieces: &[&str]) {
    pty.keys("\x1b[H");
    pty.wait_for("turn 0 of 3");
    for piece in pieces {
        pty.keys(piece);
    }
    pty.keys("\x1b[C");
    pty.wait("the next turn and nothing over it", |seen| {
        let drawn = contents(seen);
        drawn.contains("turn 1 of 3") && !drawn.contains("Go to") && !drawn.contains("Esc close")
    });
}

#[test]
fn a_late_answer_is_not_a_key() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    for answer in [
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        "\x1b]10;rgb:gggg/rrrr/zzzz\x1b\\",
        "\x1bP>|zoom qqq ?\x1b\\",
        "\x1b_Gq\x1b\\",
        "\x1b^q\x1b\\",
        "\x1b[?62;22c",
        "\x1b[12;40R",
    ] {
        assert_ignored(&mut pty, &[answer]);
        let pieces: Vec<String> = answer.chars().map(|letter| letter.to_string()).collect();
        assert_ignored(&mut pty, &pieces.iter().map(String::as_str).collect::<Vec<_>>());
    }
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn an_endless_answer_is_not_a_key_and_control_c_still_quits() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b]11;rgb:");
    for _ in 0..100 {
        pty.keys(&"q".repeat(1000));
    }
    pty.keys("\x03");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

/// The background that the screen of this terminal is drawn for.
fn has_light_theme(answer: &'static str) -> bool {
    let mut pty = Pty::answering(answer, command(&["open", "resume"]), 100, 30, &[]);
    pty.wait_for("turn 0 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    let light = raw(&pty);
    let mut pty = Pty::open(&["open", "resume", "--theme", "light"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let named = raw(&pty);
    let colors = |raw: &str| {
        let mut found: Vec<_> =
            raw.split("38;2;").skip(1).map(|rest| rest[..9].to_owned()).collect();
        found.sort();
        found.dedup();
        found
    };
    colors(&light) == colors(&named)
}

#[test]
fn a_light_background_is_known_without_the_foreground() {
    assert!(has_light_theme("\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?62;22c"));
    assert!(!has_light_theme("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c"));
    assert!(!has_light_theme(IDENTITY));
}

/// The keys that were pressed while the terminal was asked are not lost.
#[test]
fn keys_between_the_answers_are_kept() {
    let answer = "\x1b[C\x1b]11;rgb:0/0/0\x07g\x1b[?62c";
    let mut pty = Pty::answering(answer, command(&["open", "resume"]), 100, 30, &[]);
    pty.wait_for("turn 1 of 3");
    pty.wait_for("Enter go");
    pty.keys("\x03");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_terminal_that_answers_nothing_gets_its_screen() {
    let mut pty = Pty::answering("", command(&["open", "resume"]), 100, 30, &[]);
    pty.wait_for("turn 0 of 3");
    // Esc is slow while an answer is due, but it comes.
    pty.keys("?");
    pty.wait_for("Esc close");
    pty.keys("\x1b");
    pty.wait("the help closed", |seen| !contents(seen).contains("Esc close"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn esc_and_a_quick_key_are_both_pressed() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    for key in ["m", "?", "w"] {
        pty.keys(key);
        pty.wait_for("Esc close");
        pty.keys("\x1bg");
        pty.wait_for("Enter go");
        pty.keys("\x1b");
        pty.wait("the line closed", |seen| !contents(seen).contains("Enter go"));
    }
    pty.keys("\x1bq");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_letter_of_another_keyboard_is_the_key_at_its_place() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    // `?` is on a Russian keyboard too, and `й` is where `q` is.
    pty.keys("п");
    pty.wait_for("Enter go");
    pty.keys("\x1b");
    pty.wait("the line closed", |seen| !contents(seen).contains("Enter go"));
    pty.keys("ζ");
    pty.wait("one pane fills the screen", |seen| !contents(seen).contains("Loop"));
    pty.keys("ש");
    pty.wait_for("isn't a key");
    pty.keys("й");
    assert_eq!(pty.ended(), 0);
}

/// A Greek keyboard has no letter where `q` is.
#[test]
fn a_greek_keyboard_has_a_q() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys(";");
    pty.wait_for("Ctrl-C leaves on every keyboard");
    pty.keys("γ");
    pty.wait_for("Enter go");
    pty.keys("\x1b");
    pty.wait("the line closed", |seen| !contents(seen).contains("Enter go"));
    pty.keys(";");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

/// The key `AltGr` is Ctrl and Alt where a terminal reports modifiers, and types a character.
#[test]
fn a_character_that_is_typed_with_altgr_is_a_key() {
    let mut pty = Pty::open(&["open", "three-tasks@9"], 120, 34);
    pty.wait_for("turn 9 of 16");
    for (typed, beat) in [("\x1b[91;7u", "["), ("\x1b[27;7;93~", "]")] {
        let before = contents(&pty.seen.0.lock().expect("it works"));
        pty.keys(typed);
        pty.wait(beat, |seen| contents(seen) != before);
    }
    // Alt and a letter, where a terminal reports it, is another key, and this is no `q`.
    pty.keys("\x1b[113;3u?");
    pty.wait_for("Esc close");
    pty.keys("\x03");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_mouse_can_be_left_to_the_terminal() {
    let is_on = |pty: &Pty| {
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let screen = seen.parser.as_ref().expect("there is one").screen();
        screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    };
    let wait_for_mouse = |pty: &Pty, expected: bool| {
        let since = Instant::now();
        while is_on(pty) != expected {
            assert!(since.elapsed() < PATIENCE, "the mouse never changes");
        }
    };
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    assert!(is_on(&pty));
    pty.keys("M");
    pty.wait_for("The mouse is off");
    wait_for_mouse(&pty, false);
    pty.keys("M");
    pty.wait_for("The mouse is on");
    wait_for_mouse(&pty, true);
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    let mut pty = Pty::open(&["open", "resume", "--no-mouse"], 100, 30);
    pty.wait_for("turn 0 of 3");
    assert!(!raw(&pty).contains("[?1000h"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}
