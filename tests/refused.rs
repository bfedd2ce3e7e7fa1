//! What `#[observed]` refuses, and in which words; and that a learner's own error is told at his own line.

#[test]
fn each_refusal_says_what_to_write_instead() {
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}
