//! The command line of a program of your own, without a screen: what was recorded is written, how the program ended
//! stands on standard error, and the status says that it did.
#![allow(missing_docs)]
#![cfg(all(unix, feature = "cli"))]

#[path = "terminal/example.rs"]
mod example;

use std::process::{Command, Output, Stdio};

fn run(name: &str, ending: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(example::file(name));
    command.args(arguments).env("ENDING", ending).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdin(Stdio::null()).output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The number of the line in the example that is this statement.
fn line_of(statement: &str) -> usize {
    let lines = include_str!("../examples/endings.rs").lines();
    lines.map(str::trim).position(|line| line == statement).expect("it is a line of its own") + 1
}

/// Writes the steps up to there, and this sentence.
fn assert_ending(ending: &str, sentence: &str) {
    let output = run("endings", ending, &["text"]);
    assert_eq!(output.status.code(), Some(1), "{ending}: {output:?}");
    assert!(err(&output).contains(&format!("endings: {sentence}")), "{ending}: {}", err(&output));
    let text = out(&output);
    assert!(text.contains("Turn 1, 0 s: The loop takes A clock"), "{ending}: {text}");
    assert!(text.contains(&format!("about to end by {ending}")), "the last turn too: {text}");
}

#[test]
fn each_ending_is_reported_after_the_text_of_the_earlier_steps() {
    assert_ending(
        "abort",
        &format!(
            "The program was aborted (SIGABRT) in turn 2, in the poll of `ends` at line {}.",
            line_of("std::process::abort();")
        ),
    );
    assert_ending("overflow", "The program overflowed its stack and was aborted in turn 2");
    assert_ending(
        "exit",
        &format!(
            "The program exited with status 3 in turn 2, in the poll of `ends` at line {}.",
            line_of("std::process::exit(3);")
        ),
    );
    assert_ending("panics", "The program panicked where a panic cannot be caught");
}

#[test]
fn a_poll_that_does_not_return_is_killed_without_a_terminal() {
    let output = run("endings", "spin", &["text"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let err = err(&output);
    assert!(
        err.contains(&format!(
            "The poll of `ends` at line {} has run for 2 s. Ctrl-C stops it.",
            line_of("spin();")
        )),
        "{err}"
    );
    assert!(
        err.contains(
            "endings: The program was stopped because it finished no step for 10 s in turn 2"
        ),
        "{err}"
    );
    assert!(out(&output).contains("Turn 1, 0 s: The loop takes A clock"), "{}", out(&output));
}

/// A `Debug` that ends or blocks the run is named, and the run goes on without it on request.
#[test]
fn a_debug_that_does_not_return_is_named() {
    let sentence = |of: &str| {
        format!("The `Debug` of `{of}` was called to show its value, and hasn't returned.")
    };
    let overflows = run("endings", "debug-overflows", &["text"]);
    assert_eq!(overflows.status.code(), Some(1), "{overflows:?}");
    let why = err(&overflows);
    assert!(why.contains("The program overflowed its stack and was aborted in turn 2"), "{why}");
    assert!(why.contains(&sentence("Deep")) && why.contains("With --no-values, no"), "{why}");
    let hangs = run("endings", "debug-hangs", &["text"]);
    assert_eq!(hangs.status.code(), Some(1), "{hangs:?}");
    let why = err(&hangs);
    assert_eq!(why.matches(&sentence("Locks")).count(), 1, "after 2 s: {why}");
    let at_the_end =
        "The `Debug` of `Locks`, which was called to show its value, didn't return for";
    assert_eq!(why.matches(at_the_end).count(), 1, "at the end: {why}");
    for ending in ["debug-overflows", "debug-hangs"] {
        let whole = run("endings", ending, &["text", "--no-values"]);
        assert!(whole.status.success() && err(&whole).is_empty(), "{whole:?}");
        assert!(out(&whole).contains("The run finishes"), "{}", out(&whole));
    }
    // An end that has nothing to do with a value speaks of none.
    for ending in ["abort", "overflow"] {
        let why = err(&run("endings", ending, &["text"]));
        assert!(!why.contains("`Debug`"), "{why}");
    }
}

fn run_unknown(unknown: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(example::file("unknown"));
    command.args(arguments).env("UNKNOWN", unknown).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdin(Stdio::null()).output().expect("it runs")
}

/// Programs whose tasks wait for something outside the kit, what their text ends with, and whether they finish.
#[test]
fn a_wake_from_a_thread_is_waited_for_and_a_stall_is_proved() {
    let is_known = std::path::Path::new("/proc/self/task").exists();
    let rows = [
        ("thread", "received 7", true),
        ("pool", "done on another thread: true", true),
        ("timer", "slept twice", true),
        ("parked", "woken: true", true),
        ("dropped", "its waker has been dropped", false),
        ("static", "The run stalls after 1 turn", false),
        ("leaked", "The run stalls after 1 turn", false),
        ("own-channel", "The run stalls after 1 turn", false),
        ("kit", "waiting for `lock`, held by A waits", false),
    ];
    for (unknown, words, finishes) in rows {
        if !is_known && ["static", "leaked", "own-channel"].contains(&unknown) {
            continue; // only Linux tells how many threads there are
        }
        let output = run_unknown(unknown, &["text"]);
        let text = out(&output);
        assert!(output.status.success() && err(&output).is_empty(), "{unknown}: {output:?}");
        assert!(text.contains(words), "{unknown}: {text}");
        assert_eq!(
            text.contains("No task is left. The run finishes"),
            finishes,
            "{unknown}: {text}"
        );
        assert_eq!(text.contains("The run stalls"), !finishes, "{unknown}: {text}");
        let explore = run_unknown(unknown, &["explore"]);
        let has_thread = ["thread", "pool", "timer", "parked"].contains(&unknown);
        if has_thread && err(&explore).contains("two different runs") {
            continue; // the thread was faster than the loop in one run and not in another
        }
        let explored = out(&explore);
        let is_waiting = explored.contains("waits for something outside the loop");
        let has_claim = explored.contains("Only one order is possible");
        // The worker of a pool may be faster than the loop. Then there was nothing to wait for.
        let may_be_known = !["thread", "timer", "parked", "dropped"].contains(&unknown);
        assert!(is_waiting != has_claim, "{unknown}: {explored}");
        assert!(is_waiting || may_be_known, "{unknown}: {explored}");
    }
}

#[test]
fn a_waker_that_a_thread_never_calls_is_given_up_without_a_verdict() {
    let output = run_unknown("held", &["text"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let err = err(&output);
    let doing = "For 2 s, its tasks have been waiting for something outside the loop, such as another thread. Ctrl-C";
    assert!(err.contains(doing), "{err}");
    assert!(
        err.contains("woke a task for 10 s, and it isn't known whether anything would have"),
        "{err}"
    );
    assert!(!out(&output).contains("stalls"), "{}", out(&output));
}

#[test]
fn a_task_that_only_wakes_itself_for_a_while_finishes() {
    let text = out(&run_unknown("yields", &["text"]));
    let notice = "After turn 1001: Nothing visible has happened for 1,000 turns";
    assert_eq!(text.matches(notice).count(), 1, "{text}");
    assert!(text.trim_end().ends_with("The run finishes after 1501 turns, at 0 s."), "{text}");
    let explored = out(&run_unknown("yields", &["explore"]));
    assert!(
        explored.contains("finishes at 0 s, in the only order; shortest run: 1501 turns"),
        "{explored}"
    );
    let explored = out(&run_unknown("busy", &["explore"]));
    assert!(explored.contains("it isn't known how it would end"), "{explored}");
    assert!(explored.contains("was cut off, after many turns without progress"), "{explored}");
}

#[test]
fn a_program_that_differs_between_two_runs_is_refused() {
    let explored = run_unknown("draws", &["explore"]);
    assert_eq!(explored.status.code(), Some(1), "{explored:?}");
    let err = err(&explored);
    assert!(err.contains("the same order gave two different runs"), "{err}");
    assert!(err.contains("random numbers") && err.contains("`HashMap`"), "{err}");
}

/// A poll that reaches lines or spawns tasks for ever is mentioned after 2 s and given up after 10 s.
#[test]
fn a_poll_that_goes_round_is_named_and_given_up() {
    let polls = ["goes-round", "spawns"].map(|unknown| {
        let explore = std::thread::spawn(move || run_unknown(unknown, &["explore"]));
        let text = run_unknown(unknown, &["text"]);
        let explore = explore.join().expect("it ran");
        assert!(!text.status.success() && !explore.status.success(), "{text:?}");
        (err(&text), err(&explore))
    });
    let [(text, explored), (spawns, explored_spawns)] = polls;
    // A fast machine records as many events as a turn may have before two seconds have passed.
    let is_slow = text.contains("has run for 2 s");
    let is_full = text.contains("one turn recorded more than 262144 events");
    assert!(text.contains("oll of `goes_round` at line") && (is_slow || is_full), "{text}");
    assert!(explored.contains("One poll hasn't returned for 2 s."), "{explored}");
    assert!(
        explored
            .contains("the poll of turn 1 in the loop's default order hasn't returned for 10 s"),
        "{explored}"
    );
    assert!(spawns.contains("The program was stopped because"), "{spawns}");
    let is_named = explored_spawns.contains("one poll spawned 262144 tasks")
        || explored_spawns.contains("hasn't returned for 10 s"); // on a slow machine
    assert!(is_named, "{explored_spawns}");
}

#[test]
fn an_export_of_a_program_that_ended_is_written_and_opens_again() {
    let exported = run("endings", "exit", &["export", "--format", "jsonl"]);
    assert_eq!(exported.status.code(), Some(1), "{exported:?}");
    let record = coroscope::export::jsonl::read(&mut exported.stdout.as_slice());
    let (_, record) = record.expect("it is a record");
    assert!(record.texts().iter().any(|text| text.contains("about to end by exit")));
}

#[test]
fn println_output_does_not_get_into_an_exported_file() {
    let exported = run("endings", "prints", &["export", "--format", "jsonl"]);
    assert!(exported.status.success(), "{exported:?}");
    // The source, which the record carries, has these words too.
    let is_printed = out(&exported).lines().any(|line| line == "printed past the loop");
    assert!(!is_printed, "{}", out(&exported));
    assert!(err(&exported).contains("printed past the loop"), "{}", err(&exported));
}

#[test]
fn orders_are_explored_in_the_other_process_and_its_end_is_reported() {
    let explored = run("endings", "", &["explore"]);
    assert!(explored.status.success(), "{explored:?}");
    assert!(out(&explored).contains("There are 2 ways to order"), "{}", out(&explored));
    let explored = run("endings", "exit", &["explore"]);
    assert_eq!(explored.status.code(), Some(1), "{explored:?}");
    let why = "endings: can't try all orders: The program exited with status 3\n";
    assert_eq!(err(&explored), why);
    let json = run("fetcher", "", &["explore", "--json", "--sample", "5"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("it is JSON");
    assert_eq!(json["lesson"], "fetcher");
}

#[test]
fn another_order_is_printed_and_one_that_does_not_fit_is_rejected() {
    let own = run("endings", "", &["text", "@1"]);
    let other = run("endings", "", &["text", "@1~1"]);
    assert!(own.status.success() && other.status.success(), "{other:?}");
    assert!(out(&own).contains("The loop takes A clock"), "{}", out(&own));
    assert!(out(&other).contains("The loop takes B ends"), "{}", out(&other));
    let refused = run("endings", "", &["text", "@1~7"]);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(err(&refused).contains("asks for ready task 7 at turn 1"), "{}", err(&refused));
}

#[test]
fn a_panic_in_the_set_up_is_told_with_its_message() {
    let output = run("endings", "set-up", &["text"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(err(&output).contains("endings: The set-up panicked:"), "{}", err(&output));
    assert!(err(&output).contains("the set-up of this program panics"), "{}", err(&output));
}

#[test]
fn the_program_reads_standard_input() {
    let mut command = Command::new(example::file("fetcher"));
    command.arg("text").current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    let output = command.output().expect("it runs");
    assert!(output.status.success() && err(&output).is_empty(), "{output:?}");
    assert!(out(&output).contains("1200 bytes in all"), "{}", out(&output));
}
