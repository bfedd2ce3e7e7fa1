//! What the program leaves behind when it ends: by a key, by a signal, by a panic, with its terminal.

#![allow(clippy::unused_async, reason = "a coroutine may return without an await")]

use super::pty::{PATIENCE, Pty, contents};
use coroscope::app::progress_saver::ProgressSaver;
use coroscope::course::catalog::{Lesson, Scene, lessons};
use coroscope::course::tour::opening::SceneSession;
use coroscope::kit::{say, spawn_named};
use coroscope::progress::Progress;
use coroscope::session::Program;
use coroscope::terminal::{Saver, ScreenOptions, open};
use portable_pty::CommandBuilder;
use std::sync::Arc;
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
    let mut signals = vec![
        ("TERM", 15),
        ("INT", 2),
        ("HUP", 1),
        ("QUIT", 3),
        ("TRAP", 5),
        ("ABRT", 6),
        ("ALRM", 14),
        ("VTALRM", 26),
        ("PROF", 27),
        ("XCPU", 24),
    ];
    if cfg!(target_os = "linux") {
        signals.extend([
            ("USR1", 10),
            ("USR2", 12),
            ("STKFLT", 16),
            ("IO", 29),
            ("PWR", 30),
            ("SYS", 31),
        ]);
        signals.extend([("34", 34), ("64", 64)]);
    }
    for (name, number) in signals {
        let mut pty = Pty::open(&["open", "lazy"], 80, 24);
        pty.wait_for("turn 0 of 1");
        pty.signal(&format!("-{name}"));
        assert_eq!(pty.ended(), 128 + number, "{name}");
        pty.assert_given_back();
        let sentence = match number {
            29 => "SIGIO closed the screen.".to_owned(),
            34.. => format!("Signal {number} closed the screen."),
            _ => format!("SIG{name} closed the screen."),
        };
        let drawn = contents(&pty.seen.0.lock().expect("the test's own terminal works"));
        assert!(drawn.contains(&format!("coroscope: {sentence}")), "{name}: {drawn}");
    }
}

/// The shell that started the program ignores the hang-up, so that no signal reaches the program. It has to end all the
/// same, and not read the terminal that is gone again and again until then.
#[test]
fn a_hang_up_that_sends_no_signal_ends_the_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("status");
    let program = env!("CARGO_BIN_EXE_coroscope");
    let mut shell = CommandBuilder::new("bash");
    let write = format!("echo $? > {0}; times >> {0}", file.display());
    shell.args(["-c", &format!("trap '' HUP; {program} open resume 2>/dev/null; {write}")]);
    let mut pty = Pty::run(shell, 80, 24, &[]);
    pty.wait_for("turn 0 of 3");
    pty.close();
    assert_eq!(pty.ended_within(PATIENCE), 0, "the shell has run to its end");
    let status = std::fs::read_to_string(&file).expect("the shell wrote it");
    let lines: Vec<_> = status.lines().collect();
    assert_eq!(lines[0], "129");
    // Of the processes that the shell has started: `0m0.250s 0m0.031s`, for the program and the system.
    let seconds = |time: &str| {
        let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let used: f64 = lines[2].split(' ').map(|time| seconds(time).expect("a time")).sum();
    assert!(used < 3.0, "it used {used} s of processor time");
}

/// A write that is too long for a limit fails, and isn't the end.
#[test]
fn a_signal_about_the_length_of_a_file_does_not_end_the_process() {
    let mut pty = Pty::open(&["open", "resume"], 80, 24);
    pty.wait_for("turn 0 of 3");
    pty.signal("-XFSZ");
    pty.keys("\x1b[C");
    pty.wait_for("turn 1 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

async fn greedy() {
    loop {
        say!("one more");
        // So that the record isn't full before the watchdog looks.
        (0..2_000).for_each(|_| std::hint::spin_loop());
    }
}

/// The child of the next test: the preview of this run doesn't return, and records without end.
#[test]
#[ignore = "it is run by the test below, in a terminal of its own"]
fn the_child_that_records_without_end() {
    let like = &lessons()[3];
    let program = Program::new(|| spawn_named("greedy", greedy()).detach());
    let scene = Scene { program, ..like.scenes[0].clone() };
    let (scenes, page) = (vec![scene], Err(Vec::new()));
    let lesson = Arc::new(Lesson { scenes, page, ..Lesson::clone(like) });
    let visit = SceneSession::new(&lesson, &lesson.scenes[0]);
    let keeping = ProgressSaver { progress: Progress::in_memory(), notice: None, beat: None };
    let saver = Saver { progress: keeping, presenter: None };
    let _left = open(visit, saver, &ScreenOptions::default());
}

#[test]
fn control_c_quits_during_a_poll_that_records_without_end() {
    let mut command = CommandBuilder::new(std::env::current_exe().expect("it runs"));
    let child = "leaving::the_child_that_records_without_end";
    command.args(["--ignored", "--exact", child, "--nocapture"]);
    let mut pty = Pty::run(command, 100, 30, &[]);
    pty.wait_for("greedy's poll (turn 1) hasn't returned. Press Ctrl-C to quit.");
    pty.keys("\x03");
    assert_eq!(pty.ended(), 130);
    pty.wait_for("coroscope: quit, because greedy's poll (turn 1) hadn't returned");
    pty.assert_given_back();
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
