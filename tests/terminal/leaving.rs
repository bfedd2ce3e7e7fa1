//! What the program leaves behind when it ends: by a key, by a signal, by a panic, with its terminal.

use super::pty::{PATIENCE, Pty, contents};
use portable_pty::CommandBuilder;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn control_c_is_read_as_a_key_and_quits() {
    let mut pty = Pty::open(&["open", "lazy"], 80, 24);
    pty.wait_for("turn 0 of 1");
    pty.keys("\x03");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn signals_end_the_process_with_their_number() {
    for (name, number) in [("-TERM", 15), ("-INT", 2), ("-HUP", 1)] {
        let mut pty = Pty::open(&["open", "lazy"], 80, 24);
        pty.wait_for("turn 0 of 1");
        pty.signal(name);
        assert_eq!(pty.ended(), 128 + number, "{name}");
        pty.assert_given_back();
    }
}

/// The child of the next test: on the terminal that it was given, it takes the screen and panics.
#[test]
#[ignore = "it is run by the test below, in a terminal of its own"]
fn the_child_that_panics() {
    coroscope::terminal::with_screen(|| panic!("a fault of our own"))
        .expect("the test's own terminal works");
}

#[test]
fn a_panic_restores_the_terminal_before_its_message() {
    let mut command =
        CommandBuilder::new(std::env::current_exe().expect("the test's own terminal works"));
    command.args(["--ignored", "--exact", "leaving::the_child_that_panics", "--nocapture"]);
    let mut pty = Pty::run(command, 100, 30, &[]);
    assert_eq!(pty.ended(), 101);
    pty.assert_given_back();
    let raw =
        String::from_utf8_lossy(&pty.seen.0.lock().expect("the test's own terminal works").raw)
            .into_owned();
    let (taken, left) = (
        raw.find("[?1049h").expect("the test's own terminal works"),
        raw.find("[?1049l").expect("the test's own terminal works"),
    );
    let told = raw.find("a fault of our own").expect("the test's own terminal works");
    assert!(taken < left && left < told, "{}", raw.escape_debug());
    assert_eq!(raw.matches("[?1049l").count(), 1, "it is given back once");
}

/// Waits until an answer is saved in this file.
fn wait_for_answer_in(file: &str) {
    let since = Instant::now();
    while !std::fs::read_to_string(file).is_ok_and(|saved| saved.contains("right")) {
        assert!(since.elapsed() < PATIENCE, "the answer is never saved");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_process_ends_when_the_terminal_goes_away() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/gone/progress.toml");
    let _from_before = std::fs::remove_file(file);
    let mut pty = Pty::open(&["open", "resume@2.7", "--progress", file], 80, 24);
    pty.wait_for("turn 2 of 3");
    pty.keys("\x1b[C");
    pty.wait_for("Your guess");
    pty.keys("1");
    wait_for_answer_in(file);
    let process = pty.child.process_id().expect("the test's own terminal works").to_string();
    pty.close();
    let mut killer = pty.child.clone_killer();
    let (ended, waits) = std::sync::mpsc::channel::<()>();
    thread::spawn(move || {
        if waits.recv_timeout(PATIENCE).is_err() {
            let _may_be_gone = killer.kill();
        }
    });
    let status = pty.child.wait().expect("the test's own terminal works");
    let _in_time = ended.send(());
    assert_eq!(status.exit_code(), 129, "the terminal's own signal ended it");
    let asked = std::process::Command::new("kill").args(["-0", &process]).output();
    assert!(!asked.expect("the test's own terminal works").status.success(), "it is still there");
    let kept = std::fs::read_to_string(file).expect("progress was saved");
    assert!(kept.contains("[lessons.resume") && kept.contains("right"), "{kept}");
}

#[test]
fn the_screen_can_be_suspended_and_resumed() {
    let mut shell = CommandBuilder::new("sh");
    let program = env!("CARGO_BIN_EXE_coroscope");
    shell.args(["-i", "-m", "-c", &format!("{program} open resume; echo ASIDE; fg; echo BACK $?")]);
    let mut pty = Pty::run(shell, 100, 30, &[]);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1a");
    pty.wait("the shell", |seen| String::from_utf8_lossy(&seen.raw).contains("ASIDE"));
    pty.wait("the screen again", |seen| {
        let raw = String::from_utf8_lossy(&seen.raw);
        let aside = raw.find("ASIDE").unwrap_or(raw.len());
        raw[aside..].contains("resume@0") && contents(seen).contains("turn 0 of 3")
    });
    pty.keys("\x1b[C");
    pty.wait_for("turn 1 of 3");
    pty.keys("q");
    pty.wait("the end", |seen| String::from_utf8_lossy(&seen.raw).contains("BACK 0"));
    pty.assert_given_back();
}
