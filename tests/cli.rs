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

/// The program with these bytes on its standard input: what it says, and whether it was content.
fn said(arguments: &[&str], input: &[u8]) -> (String, bool) {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it is piped").write_all(input).expect("it reads");
    let out = child.wait_with_output().expect("it ends");
    (String::from_utf8_lossy(&out.stdout).into_owned(), out.status.success())
}

#[test]
fn an_at_sign_in_the_name_of_a_folder_is_no_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("me@home");
    std::fs::create_dir(&inside).expect("a folder in it");
    let file = inside.join("run.jsonl").display().to_string();
    assert!(said(&["export", "suspend", "--format", "jsonl", "--output", &file], b"").1);
    let (whole, _) = said(&["text", "suspend"], b"");
    let (told, is_content) = said(&["text", &file], b"");
    assert!(is_content);
    let turns = |text: &str| text.matches("Turn ").count();
    assert_eq!(turns(&told), turns(&whole), "{told}");
    let (again, _) = said(&["export", &file, "--format", "jsonl"], b"");
    let kept = std::fs::read_to_string(&file).expect("it was written");
    assert_eq!(again.lines().count(), kept.lines().count());
}

#[test]
fn an_answer_that_is_no_text_is_asked_for_again() {
    let (told, is_content) = said(&["text", "suspend", "--ask"], b"\xff\x1b[2J\n");
    assert!(is_content, "{told}");
    assert!(told.contains("is none of a to"), "{told}");
    assert!(!told.contains('\x1b'), "{told}");
}
