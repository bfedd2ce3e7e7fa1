//! A program of your own on the screen, in a process of its own: whatever it does, the terminal stays whole, what has
//! happened is said in one sentence, and the steps up to there can be stepped through.

use super::example::file;
use super::pty::{Pty, contents, is_there, wait_until_gone};
use portable_pty::CommandBuilder;
use std::process::Command;

fn example(name: &str, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(file(name));
    command.args(arguments);
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command
}

/// The number of the line in the example that is this statement.
fn line_of(statement: &str) -> usize {
    let lines = include_str!("../../examples/endings.rs").lines();
    lines.map(str::trim).position(|line| line == statement).expect("it is a line of its own") + 1
}

fn open(ending: &str) -> Pty {
    Pty::run(example("endings", &[]), 120, 34, &[("ENDING", ending)])
}

/// All that was written to the terminal so far, each run of blanks as one.
fn raw(pty: &Pty) -> String {
    let seen = pty.seen.0.lock().expect("the test's own terminal works");
    String::from_utf8_lossy(&seen.raw).into_owned()
}

/// The words on the screen, without line breaks and frames.
fn words(pty: &Pty) -> String {
    let seen = pty.seen.0.lock().expect("the test's own terminal works");
    contents(&seen).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wait_for_words(pty: &Pty, sentence: &str) {
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    pty.wait(sentence, |seen| joined(&contents(seen)).contains(sentence));
}

/// Waits until the screen names this poll and how long it has run. On a busy machine it may skip a second.
fn wait_for_long_poll(pty: &Pty, task: &str, line: usize) {
    let sentence = format!("The poll of `{task}` at line {line} has run for ");
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_seconds = |text: &str| {
        let rest = text.split_once(&sentence).map_or("", |(_, rest)| rest);
        rest.split_once(" s.").is_some_and(|(seconds, _)| seconds.parse::<u64>().is_ok())
    };
    pty.wait(&sentence, |seen| has_seconds(&joined(&contents(seen))));
}

/// The process of the program that a screen draws. A screen for a program of one's own has no guard.
fn child_of(pty: &Pty) -> String {
    pty.screen()
}

#[test]
fn a_user_program_opens_and_can_be_stepped() {
    let mut pty = Pty::run(example("fetcher", &[]), 120, 34, &[]);
    pty.wait_for("A fetcher that tries again");
    pty.wait_for("fetcher.rs");
    pty.keys("\x1b[C");
    pty.wait_for("fetcher@1");
    pty.wait_for("└ get  sleep(2 * SECOND)");
    pty.wait_for("first");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

/// Goes to the end, finds this sentence there, steps back twice, and leaves: the sentence stands below the screen.
fn assert_ending(ending: &str, sentence: &str) {
    let mut pty = open(ending);
    pty.wait_for("endings@0");
    pty.keys("\x1b[F");
    wait_for_words(&pty, sentence);
    pty.keys("\x1b[D");
    pty.wait_for("endings@1");
    pty.keys("\x1b[D");
    pty.wait_for("endings@0");
    pty.keys("\x1b[C");
    pty.wait_for("endings@1");
    pty.keys("q");
    assert_eq!(pty.ended(), 0, "{ending}");
    pty.assert_given_back();
    let raw = raw(&pty);
    let left = raw.rfind("[?1049l").expect("the screen is left");
    assert!(raw[left..].contains(&format!("endings: {sentence}")), "{}", raw.escape_debug());
}

#[test]
fn an_abort_keeps_the_screen_and_the_earlier_steps() {
    assert_ending(
        "abort",
        &format!(
            "The program was aborted (SIGABRT) in turn 2, in the poll of `ends` at line {}.",
            line_of("std::process::abort();")
        ),
    );
}

#[test]
fn a_stack_overflow_keeps_the_screen_and_the_earlier_steps() {
    assert_ending("overflow", "The program overflowed its stack and was aborted in turn 2");
}

#[test]
fn an_exit_keeps_the_screen_and_the_earlier_steps() {
    assert_ending(
        "exit",
        &format!(
            "The program exited with status 3 in turn 2, in the poll of `ends` at line {}.",
            line_of("std::process::exit(3);")
        ),
    );
}

#[test]
fn a_panic_during_a_panic_keeps_the_screen_and_the_earlier_steps() {
    assert_ending("panics", "The program panicked where a panic cannot be caught");
}

#[test]
fn a_poll_that_does_not_return_is_named_and_keys_still_work() {
    let mut pty = open("spin");
    pty.wait_for("endings@0");
    pty.keys("  ");
    wait_for_long_poll(&pty, "ends", line_of("spin();"));
    let child = child_of(&pty);
    assert!(words(&pty).contains("Waiting for the program."));
    pty.keys("\x1b[D");
    pty.wait_for("endings@0");
    assert!(is_there(&child), "the poll still runs");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    wait_until_gone(&child);
}

#[test]
fn control_c_quits_during_a_poll_that_parks_its_thread() {
    let mut pty = Pty::run(example("stuck", &[]), 100, 30, &[]);
    pty.wait_for("A poll that does not come back");
    pty.keys("  ");
    wait_for_long_poll(&pty, "sum", 23);
    pty.keys("\u{3}");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_killed_child_is_reported_and_its_steps_remain() {
    let mut pty = open("spin");
    pty.wait_for("endings@0");
    pty.keys("  ");
    wait_for_words(&pty, "Waiting for the program.");
    let child = child_of(&pty);
    assert!(Command::new("kill").args(["-KILL", &child]).status().expect("kill runs").success());
    wait_for_words(
        &pty,
        &format!(
            "The program was killed by SIGKILL in turn 2, in the poll of `ends` at line {}.",
            line_of("spin();")
        ),
    );
    pty.keys("\x1b[H");
    pty.wait_for("endings@0");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_signal_to_the_screen_ends_the_program_too() {
    for (name, number) in [("-TERM", 15), ("-HUP", 1)] {
        let mut pty = open("spin");
        pty.wait_for("endings@0");
        pty.keys("  ");
        wait_for_words(&pty, "Waiting for the program.");
        let child = child_of(&pty);
        pty.signal(name);
        assert_eq!(pty.ended(), 128 + number);
        pty.assert_given_back();
        wait_until_gone(&child);
    }
}

#[test]
fn killing_the_screen_kills_the_program() {
    let mut pty = open("spin");
    pty.wait_for("endings@0");
    let child = child_of(&pty);
    pty.signal("-KILL");
    pty.ended();
    wait_until_gone(&child);
}

#[test]
fn a_panic_in_the_set_up_is_reported_before_the_screen_opens() {
    let mut pty = open("set-up");
    assert_eq!(pty.ended(), 1);
    wait_for_words(&pty, "endings: The set-up panicked: assertion");
    assert!(!raw(&pty).contains("[?1049h"), "there is nothing to look at");
}

#[test]
fn println_output_appears_after_the_screen_closes() {
    let mut pty = open("prints");
    pty.wait_for("endings@0");
    pty.keys("\x1b[F");
    wait_for_words(&pty, "finished");
    assert!(!words(&pty).contains("printed past the loop"), "it does not tear the screen");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let raw = raw(&pty);
    let left = raw.rfind("[?1049l").expect("the screen is left");
    assert!(raw[left..].contains("printed past the loop\r\n"), "{}", raw.escape_debug());
}

#[test]
fn choosing_another_task_starts_another_run() {
    let mut pty = open("");
    pty.wait_for("endings@0");
    pty.keys("c");
    pty.wait_for("Which task should be polled next?");
    pty.keys("b");
    wait_for_words(&pty, "You chose this task.");
    pty.wait_for("endings@1~1");
    pty.keys("u");
    pty.wait_for("endings@0");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_nondeterministic_program_is_reported() {
    let mut pty = open("random");
    pty.wait_for("endings@0");
    pty.keys("c");
    pty.wait_for("Which task should be polled next?");
    pty.keys("b");
    wait_for_words(&pty, "the program doesn't do the same each time");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn all_orders_are_explored_in_the_other_process() {
    let mut pty = open("");
    pty.wait_for("endings@0");
    pty.keys("x");
    wait_for_words(&pty, "There are 2 ways to order");
    pty.keys("\r");
    wait_for_words(&pty, "finished");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn suspending_the_screen_suspends_its_program() {
    let mut shell = CommandBuilder::new("sh");
    let program = file("endings");
    shell.args(["-i", "-m", "-c", &format!("{}; echo ASIDE; fg; echo BACK $?", program.display())]);
    shell.cwd(env!("CARGO_MANIFEST_DIR"));
    let mut pty = Pty::run(shell, 100, 30, &[]);
    pty.wait_for("endings@0");
    pty.keys("\x1a");
    pty.wait("the shell", |seen| String::from_utf8_lossy(&seen.raw).contains("ASIDE"));
    pty.wait("the screen again", |seen| {
        let raw = String::from_utf8_lossy(&seen.raw);
        let aside = raw.find("ASIDE").unwrap_or(raw.len());
        raw[aside..].contains("endings@0")
    });
    pty.keys("\x1b[F");
    wait_for_words(&pty, "finished");
    pty.keys("q");
    pty.wait("the end", |seen| String::from_utf8_lossy(&seen.raw).contains("BACK 0"));
    pty.assert_given_back();
}
