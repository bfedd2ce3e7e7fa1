//! What `#[observed]` refuses, and in which words; and that a learner's own error is told at his own line.

use std::process::Command;

/// The compiler whose words the kept errors are. Another one may say the same in other words.
const WORDED_BY: &str = "rustc 1.95.";

#[test]
fn each_refusal_says_what_to_write_instead() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/refused/*.rs");
    cases.pass("tests/accepted/*.rs");
    let compiler = Command::new("rustc").arg("--version").output().expect("there is a compiler");
    if String::from_utf8_lossy(&compiler.stdout).starts_with(WORDED_BY) {
        cases.compile_fail("tests/refused/learners_own/*.rs");
    }
}
