//! Programs of your own about which not everything can be known, on the screen: it says what is known, and a verdict only
//! where it is proved. `own_program` holds the same without a screen.

use super::example::file;
use super::pty::{Pty, contents};
use portable_pty::CommandBuilder;

fn open(unknown: &str) -> Pty {
    let mut command = CommandBuilder::new(file("unknown"));
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    let pty = Pty::run(command, 120, 34, &[("UNKNOWN", unknown)]);
    pty.wait_for("unknown@0");
    pty
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wait_for_words(pty: &Pty, sentence: &str) {
    pty.wait(sentence, |seen| words(&contents(seen)).contains(sentence));
}

fn assert_silent_on(pty: &Pty, verdict: &str) {
    let drawn = words(&contents(&pty.seen.0.lock().expect("the test's own terminal works")));
    assert!(!drawn.contains(verdict), "{drawn}");
}

fn quit(mut pty: Pty) {
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_task_that_only_wakes_itself_for_a_while_is_let_go_on() {
    let mut pty = open("yields");
    pty.keys("\x1b[F");
    wait_for_words(&pty, "It may be a livelock. Press End to let the run continue.");
    pty.keys("\x1b[F");
    wait_for_words(&pty, "the sum is 1124250");
    pty.wait_for("turn 1501");
    assert_silent_on(&pty, "livelock");
    quit(pty);
}

#[test]
fn a_wake_from_a_thread_is_waited_for() {
    let mut pty = open("thread");
    pty.keys("\x1b[F");
    wait_for_words(&pty, "received 7");
    assert_silent_on(&pty, "stall");
    quit(pty);
}

#[test]
fn a_waker_that_a_thread_keeps_is_no_stall_and_keys_still_work() {
    let mut pty = open("held");
    pty.keys("\x1b[F");
    wait_for_words(&pty, "have been waiting for something outside the loop");
    assert_silent_on(&pty, "stalls");
    pty.keys("\x1b[H");
    pty.wait_for("unknown@0");
    quit(pty);
}

#[test]
fn all_orders_of_a_program_that_differs_are_refused() {
    let mut pty = open("draws");
    pty.keys("x");
    wait_for_words(
        &pty,
        "The same order gave two different runs, so the orders of this program can't be explored",
    );
    quit(pty);
}

/// A poll that reaches lines, or spawns tasks, for ever.
#[test]
fn a_poll_that_goes_round_is_named_and_left_by_control_c() {
    for (unknown, task) in [("goes-round", "goes_round"), ("spawns", "spawns")] {
        let mut pty = open(unknown);
        pty.keys("\x1b[F");
        // A fast machine reaches the limit of events before the seconds that are shown.
        pty.wait("the poll", |seen| {
            let drawn = words(&contents(seen));
            let is_named = drawn.contains(&format!("the poll of `{task}` at line"))
                || drawn.contains(&format!("The poll of `{task}` at line"));
            is_named && (drawn.contains("has run for") || drawn.contains("was stopped because"))
        });
        pty.keys("\u{3}");
        assert_eq!(pty.ended(), 0);
        pty.assert_given_back();
    }
}
