//! An export in a terminal: it says how far it is while it is written, and leaves nothing of that.

use super::pty::{Pty, contents};
use std::fs;

fn raw(pty: &Pty) -> String {
    let seen = pty.seen.0.lock().expect("the reader is well");
    String::from_utf8_lossy(&seen.raw).into_owned()
}

#[test]
fn a_long_export_says_how_many_steps_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["html", "cast"] {
        let file = folder.path().join(format!("run.{format}"));
        let file = file.to_str().expect("a plain path");
        let mut pty = Pty::open(&["export", "three-tasks", "-o", file], 100, 30);
        assert_eq!(pty.ended(), 0);
        pty.wait("its end", |seen| seen.is_closed);
        let raw = raw(&pty);
        let total = raw.split("\r0 of ").nth(1).and_then(|rest| rest.split(' ').next());
        let total: usize = total.and_then(|number| number.parse().ok()).expect("it says how many");
        assert!(total > 16, "all turns: {raw:?}");
        assert!(raw.contains(&format!("\r{} of {total} steps drawn", total - 1)), "{raw:?}");
        pty.wait("an empty screen", |seen| contents(seen).trim().is_empty());
        assert!(fs::metadata(file).expect("it is written").len() > 1_000);
    }
}

/// On its way to the terminal, the export itself would run through such a line.
#[test]
fn an_export_to_the_terminal_is_written_alone() {
    let mut pty = Pty::open(&["export", "three-tasks", "-f", "html"], 100, 30);
    pty.wait("its end", |seen| seen.is_closed);
    assert_eq!(pty.ended(), 0);
    assert!(!raw(&pty).contains("steps drawn"));
}
