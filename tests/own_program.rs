//! The command line of a program of your own, without a screen: what was recorded is written, how the program ended
//! stands on standard error, and the status says that it did.
#![allow(missing_docs)]
#![cfg(all(unix, feature = "cli"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn example(name: &str) -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_coroscope")).parent().expect("it lies in a folder");
    let program = beside.join("examples").join(name);
    if !program.exists() {
        let build = ["build", "--quiet", "--example", name];
        assert!(Command::new(env!("CARGO")).args(build).status().expect("cargo runs").success());
    }
    program
}

fn run(name: &str, ending: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(example(name));
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
            "endings: The program was stopped because it did nothing visible for 10 s in turn 2"
        ),
        "{err}"
    );
    assert!(out(&output).contains("Turn 1, 0 s: The loop takes A clock"), "{}", out(&output));
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
    assert!(err(&explored).contains("endings: The program exited with status 3"), "{explored:?}");
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
    let mut command = Command::new(example("fetcher"));
    command.arg("text").current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    let output = command.output().expect("it runs");
    assert!(output.status.success() && err(&output).is_empty(), "{output:?}");
    assert!(out(&output).contains("1200 bytes in all"), "{}", out(&output));
}
