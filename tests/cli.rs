//! The command line as a person meets it: what is asked, what is said, and the exit status.

#[test]
fn commands_say_what_they_should() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}

/// A pipe whose reader has had enough is no fault and no reason to speak.
#[test]
fn a_closed_pipe_is_a_quiet_end() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(["export", "three-tasks/big", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = String::new();
    let mut out = BufReader::with_capacity(16, child.stdout.take().expect("it is piped"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    let mut said = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("text");
    assert_eq!(said, "");
    assert!(child.wait().expect("it ends").success());
    assert!(first.starts_with("{\"coroscope\":1"), "{first}");
}
