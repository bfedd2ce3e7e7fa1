//! The process that draws dies of a fault of its own, or is killed: the process that guards it restores the terminal and
//! says what happened.

use super::pty::{
    Pty, Seen, child_of, contents, is_there, kill, wait_until_gone, wait_until_stopped,
};
use portable_pty::CommandBuilder;
use std::process::Command;

fn assert_told(pty: &Pty, sentence: &str) {
    let drawn = contents(&pty.seen.0.lock().expect("the test's own terminal works"));
    let drawn = drawn.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(drawn.contains(sentence), "{sentence}: {drawn}");
}

#[test]
fn a_signal_that_kills_the_process_that_draws_restores_the_terminal() {
    for (name, number) in [("SEGV", 11), ("BUS", 7), ("ILL", 4), ("FPE", 8), ("KILL", 9)] {
        if number == 7 && !cfg!(target_os = "linux") {
            continue; // it has another number
        }
        let mut pty = Pty::open(&["open", "resume"], 100, 30);
        pty.wait_for("turn 0 of 3");
        let screen = pty.screen();
        // Rust's own handler of SIGSEGV and SIGBUS, which looks for a full stack, lets the first one pass.
        while is_there(&screen) {
            let _may_be_gone = Command::new("kill").args([&format!("-{name}"), &screen]).output();
        }
        assert_eq!(pty.ended(), 128 + number, "{name}");
        pty.assert_given_back();
        assert_told(&pty, &format!("coroscope: The screen was killed by SIG{name}."));
    }
}

/// The child of the next test: a guard, and the process that it starts, which takes the screen and dies.
#[test]
#[ignore = "it is run by the test below, in a terminal of its own"]
fn the_child_that_dies() {
    if let Some(status) = coroscope::terminal::run_guarded().expect("it starts") {
        std::process::exit(status);
    }
    let how = std::env::var("FAULT").expect("the test names it");
    coroscope::terminal::with_screen(|| match how.as_str() {
        "abort" => std::process::abort(),
        "overflow" => {
            std::hint::black_box(descend(0));
        }
        _ => panic!("a fault of our own"),
    })
    .expect("the test's own terminal works");
}

#[allow(unconditional_recursion, reason = "that is what it is for")]
fn descend(depth: u64) -> u64 {
    let frame = std::hint::black_box([depth; 64]);
    descend(depth + 1) + frame[7]
}

#[test]
fn a_fault_of_the_process_that_draws_restores_the_terminal() {
    let aborted = "coroscope: The screen was aborted (SIGABRT), for example because its stack or the memory was full.";
    for (fault, status, sentence) in
        [("abort", 134, aborted), ("overflow", 134, aborted), ("panic", 101, "a fault of our own")]
    {
        let mut command = CommandBuilder::new(std::env::current_exe().expect("it runs"));
        command.args(["--ignored", "--exact", "guarded::the_child_that_dies", "--nocapture"]);
        let mut pty = Pty::run(command, 120, 30, &[("FAULT", fault)]);
        assert_eq!(pty.ended(), status, "{fault}");
        pty.assert_given_back();
        assert_told(&pty, sentence);
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let raw = String::from_utf8_lossy(&seen.raw);
        let taken = raw.find("[?1049h").expect("the screen was taken");
        let left = raw.rfind("[?1049l").expect("the screen was left");
        assert!(taken < left && raw[left..].contains("coroscope") || fault == "panic", "{fault}");
    }
}

#[test]
fn the_process_that_draws_ends_when_its_guard_is_killed() {
    let mut shell = CommandBuilder::new("sh");
    let program = env!("CARGO_BIN_EXE_coroscope");
    shell.args(["-c", &format!("{program} open resume; read rest")]);
    let mut pty = Pty::run(shell, 100, 30, &[]);
    pty.wait_for("turn 0 of 3");
    let guard = pty.screen();
    let screen = child_of(&guard);
    kill("-KILL", &guard);
    pty.wait_for("coroscope: The process that guards the screen was killed.");
    wait_until_gone(&screen);
    pty.assert_given_back();
    pty.keys("\n");
    assert_eq!(pty.ended(), 0);
}

/// The guard of a screen in the foreground can't be stopped without it, by these signals.
#[test]
fn a_signal_that_stops_the_guard_restores_the_terminal_first_or_does_nothing() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.signal("-TTIN");
    pty.signal("-TTOU");
    pty.keys("\x1b[C");
    pty.wait_for("turn 1 of 3");
    pty.signal("-TSTP");
    pty.wait("the shell's screen", |seen| String::from_utf8_lossy(&seen.raw).contains("[?1049l"));
    pty.wait_for_settings();
    // A shell continues what it has seen stop.
    wait_until_stopped(&pty.child.process_id().expect("it runs").to_string());
    pty.signal("-CONT");
    pty.wait("the screen again", |seen| {
        String::from_utf8_lossy(&seen.raw).matches("[?1049h").count() >= 2
    });
    pty.keys("\x1b[D");
    pty.wait_for("turn 0 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_screen_that_is_continued_in_the_background_waits_for_the_foreground() {
    let mut shell = CommandBuilder::new("bash");
    shell.args(["--norc", "-i", "-m"]);
    let mut pty = Pty::run(shell, 100, 30, &[("PS1", "> ")]);
    pty.keys(&format!("{} open resume\n", env!("CARGO_BIN_EXE_coroscope")));
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1a");
    pty.wait_for("Stopped");
    let taken = |pty: &Pty| {
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        String::from_utf8_lossy(&seen.raw).matches("[?1049h").count()
    };
    let before = taken(&pty);
    // The screen is continued, wants the terminal, and is stopped again.
    pty.keys("bg; while [ -z \"$(jobs -s)\" ]; do :; done; echo STOPPED $((1 + 1))\n");
    pty.wait_for("STOPPED 2");
    assert_eq!(taken(&pty), before, "the background takes no terminal");
    pty.keys("fg\n");
    pty.wait("the screen again", |seen| {
        let raw = String::from_utf8_lossy(&seen.raw);
        raw.matches("[?1049h").count() > before && contents(seen).contains("turn 0 of 3")
    });
    pty.keys("\x1b[C");
    pty.wait_for("turn 1 of 3");
    pty.keys("q");
    // What is typed before the shell has its terminal again is discarded.
    pty.wait("the shell", |seen| contents(seen).trim_end().ends_with("\n>"));
    pty.keys("exit 0\n");
    assert_eq!(pty.ended(), 0);
}

/// What stops the process that draws, without a word, leaves the shell a terminal that works, and `fg` brings the screen
/// back.
#[test]
fn a_screen_that_was_stopped_by_a_signal_is_taken_again() {
    for (stops, is_guard) in [("-STOP", false), ("-TTOU", false), ("-STOP", true)] {
        let mut shell = CommandBuilder::new("bash");
        shell.args(["--norc", "-i", "-m"]);
        let mut pty = Pty::run(shell, 100, 30, &[("PS1", "> ")]);
        pty.keys(&format!("{} open resume\n", env!("CARGO_BIN_EXE_coroscope")));
        pty.wait_for("q quit"); // the frame is whole
        let guard = pty.screen();
        kill(stops, &if is_guard { guard } else { child_of(&guard) });
        // What is typed before the shell has its terminal again is discarded.
        pty.wait("the shell's prompt", |seen| seen.raw.ends_with(b"> "));
        let taken = |seen: &Seen| String::from_utf8_lossy(&seen.raw).matches("[?1049h").count();
        let before = taken(&pty.seen.0.lock().expect("the test's own terminal works"));
        pty.wait("the shell's screen", |seen| {
            if is_guard {
                return true; // nobody is left to restore it
            }
            let parser = seen.parser.as_ref().expect("the test's own terminal works");
            let screen = parser.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        pty.keys("fg\n");
        pty.wait("the screen with its mouse", |seen| {
            let parser = seen.parser.as_ref().expect("the test's own terminal works");
            let screen = parser.screen();
            taken(seen) > before
                && screen.alternate_screen()
                && screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
        });
        // Without raw mode the key would be echoed, and would wait for the end of the line.
        pty.keys("\x1b[C");
        pty.wait_for("turn 1 of 3");
        pty.keys("q");
        pty.wait("the shell", |seen| contents(seen).trim_end().ends_with("\n>"));
        pty.keys("exit 0\n");
        assert_eq!(pty.ended(), 0, "{stops}, {is_guard}");
    }
}
