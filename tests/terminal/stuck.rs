//! A program of somebody's own on the screen, and a poll of it that does not come back.

use super::pty::Pty;
use portable_pty::CommandBuilder;
use std::path::Path;

fn example(name: &str, arguments: &[&str]) -> CommandBuilder {
    let beside = Path::new(env!("CARGO_BIN_EXE_coroscope")).parent().expect("it lies in a folder");
    let program = beside.join("examples").join(name);
    if !program.exists() {
        // A test that was asked for by itself comes without the examples.
        let build = ["build", "--quiet", "--example", name];
        let status = std::process::Command::new(env!("CARGO")).args(build).status();
        assert!(status.expect("cargo runs").success());
    }
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command
}

#[test]
fn a_program_of_ones_own_opens_and_is_stepped() {
    let mut pty = Pty::run(example("fetcher", &[]), 120, 34, &[]);
    pty.wait_for("A fetcher that tries again");
    pty.wait_for("fetcher.rs");
    pty.keys(" ");
    pty.wait_for("fetcher@1");
    pty.wait_for("└ get  line 28");
    pty.wait_for("first");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_poll_that_does_not_return_is_named_and_ctrl_c_leaves() {
    let mut pty = Pty::run(example("stuck", &[]), 100, 30, &[]);
    pty.wait_for("A poll that does not come back");
    pty.keys(" ");
    pty.wait_for("turn 1");
    pty.keys(" ");
    pty.wait_for("turn 2 did not end: the poll of sum does not return, at line 21");
    pty.keys("\u{3}");
    assert_eq!(pty.ended(), 130);
    let seen = pty.seen.0.lock().expect("the test's own terminal works");
    let raw = String::from_utf8_lossy(&seen.raw);
    let left = raw.find("[?1049l").expect("the terminal is given back");
    let told = raw.find("left while turn 2 did not end").expect("it is said afterwards as well");
    assert!(left < told, "{}", raw.escape_debug());
}
