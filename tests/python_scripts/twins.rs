//! A lesson's twin on the screen: live where there is `CPython`, and from its record where there is none.

use crate::pty::Pty;
use crate::scripts;

#[test]
fn a_lessons_twin_runs_on_cpython_beside_the_recipe() {
    if scripts("a_lessons_twin", &[]).is_none() {
        return;
    }
    let mut pty = Pty::open(&["open", "select"], 100, 30);
    pty.wait_for("turn 0");
    pty.keys("T");
    pty.wait_for("CPython 3.");
    pty.wait_for("step 0 of");
    pty.keys("dd");
    pty.wait_for("Only the Python program has a task slow.");
    pty.keys("\r");
    pty.wait_for("turn 2");
    pty.keys("\x1b[C");
    pty.wait_for("turn 3");
    pty.keys("T");
    pty.wait_for("Rust and Python");
    pty.keys("T");
    pty.wait_for("turn 0");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn without_python_a_lessons_twin_is_its_record() {
    let mut pty =
        Pty::with(&["open", "select"], 80, 24, &[("PATH", "/nowhere"), ("VIRTUAL_ENV", "")]);
    pty.wait_for("turn 0");
    pty.keys("T");
    pty.wait_for("recorded run");
    pty.keys("dd");
    pty.wait_for("Only the Python program has a task slow.");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}
