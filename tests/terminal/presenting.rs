//! The teacher's notes in a second terminal: they follow the window that presents, and say so if none does.

use crate::pty::{Pty, contents, kill};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A runtime directory of the test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("presenting-{name}"));
    let _may_be_new = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the test's own folder");
    folder
}

fn open(arguments: &[&str], folder: &Path) -> Pty {
    let folder = folder.to_str().expect("a path in letters");
    Pty::with(arguments, 100, 30, &[("XDG_RUNTIME_DIR", folder)])
}

fn present(folder: &Path) -> Pty {
    let pty = open(&["open", "lazy", "--present"], folder);
    pty.wait_for("P leave");
    pty
}

const NOBODY: &str = "No window is presenting.";

#[test]
fn the_notes_follow_a_window_that_is_opened_later() {
    let folder = folder("later");
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for(NOBODY);
    notes.wait_for("b1  Nothing has run yet");
    let mut window = present(&folder);
    notes.wait_for("Before the first beat");
    window.keys("  ");
    notes.wait_for("Let the class read the program before anyone votes.");
    notes.wait_for("A question: How many lines will this program print in all?");
    notes.wait_for("b2  The loop polls `main`");
    window.keys(" ");
    notes.wait_for("Open now: a question");
    notes.wait_for("2)  3  (right)");
    notes.wait_for("(believed: Calling an async function starts it.)");
    window.keys(" ");
    notes.wait_for("Open until the run shows it");
    notes.wait_for("Point at the header: this is turn 1.");
    // Without presenting there's nothing to follow.
    window.keys("P");
    notes.wait_for(NOBODY);
    window.keys("P");
    notes.wait_for("Point at the header: this is turn 1.");
    window.keys("q");
    assert_eq!(window.ended(), 0);
    notes.wait_for(NOBODY);
    assert!(!folder.join("coroscope/presenter.toml").exists());
    notes.keys("q");
    assert_eq!(notes.ended(), 0);
    notes.assert_given_back();
}

#[test]
fn the_notes_say_that_a_window_was_killed() {
    let folder = folder("killed");
    let mut window = present(&folder);
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for("Before the first beat");
    kill("-KILL", &window.screen());
    let _status = window.child.wait();
    notes.wait_for("has ended without saying so. It was at lazy@0.");
    notes.keys("\x1b");
    assert_eq!(notes.ended(), 0);
    // What is left of it stops nobody.
    let mut window = present(&folder);
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for("Before the first beat");
    window.keys("q");
    assert_eq!(window.ended(), 0);
    notes.keys("\x03");
    assert_eq!(notes.ended(), 0);
}

#[test]
fn of_two_windows_the_one_that_was_opened_last_is_followed() {
    let folder = folder("two");
    let mut first = present(&folder);
    let mut second = open(&["open", "resume", "--present"], &folder);
    second.wait_for("P leave");
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for("The window has moved from A1");
    // The first one moves, and isn't followed.
    first.keys("  ");
    first.wait_for("1/9");
    second.keys("  ");
    notes.wait_for("Have someone follow the arrow");
    second.keys("q");
    assert_eq!(second.ended(), 0);
    notes.wait_for(NOBODY);
    first.keys(" ");
    notes.wait_for("Open now: a question");
    first.keys("q");
    notes.keys("q");
    assert_eq!((first.ended(), notes.ended()), (0, 0));
}

#[test]
fn the_file_is_the_users_own_and_replaces_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("own");
    let (other, file) = (folder.join("other"), folder.join("coroscope/presenter.toml"));
    fs::create_dir(folder.join("coroscope")).expect("the test's own folder");
    fs::write(&other, "not ours").expect("the test's own file");
    symlink(&other, &file).expect("a link");
    let mut window = present(&folder);
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for("Before the first beat");
    let about = fs::symlink_metadata(&file).expect("it was written");
    assert!(about.is_file());
    assert_eq!(about.permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_to_string(&other).expect("it is there"), "not ours");
    window.keys("q");
    notes.keys("q");
    assert_eq!((window.ended(), notes.ended()), (0, 0));
    // Where nothing can be written, and where the file is garbage, the windows open all the same.
    fs::remove_dir_all(folder.join("coroscope")).expect("the test's own folder");
    fs::write(folder.join("coroscope"), "in the way").expect("the test's own file");
    let mut window = present(&folder);
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for(NOBODY);
    window.keys("  ");
    window.wait_for("1/9");
    window.keys("q");
    notes.keys("q");
    assert_eq!((window.ended(), notes.ended()), (0, 0));
    fs::remove_file(folder.join("coroscope")).expect("the test's own file");
    fs::create_dir(folder.join("coroscope")).expect("the test's own folder");
    fs::write(&file, "process = \"\u{1b}[2J\"").expect("the test's own file");
    let mut notes = open(&["notes", "lazy"], &folder);
    notes.wait_for(NOBODY);
    notes.keys("q");
    assert_eq!(notes.ended(), 0);
}

#[test]
fn in_a_pipe_all_notes_are_printed_once() {
    let coroscope = |lesson: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(["notes", lesson]).output().expect("it runs")
    };
    let output = coroscope("in-a-row");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("it is text");
    let parts = [
        "A5 Two awaits in a row",
        "Scene: Two tasks",
        "b1  `main` awaits `alice`",
        "Write 2 s, 3 s and 5 s",
    ];
    for part in parts {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(text.matches("(right)").count(), 5, "{text}");
    assert!(!text.contains('\u{1b}'));
    let output = coroscope("nowhere");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
}

/// A talk isn't a learner's: not even the language that is chosen in it is saved.
#[test]
fn presenting_writes_no_progress() {
    let folder = folder("progress");
    let progress = folder.join("progress.toml");
    let path = progress.to_str().expect("a path in letters");
    let mut window = open(&["open", "lazy", "--present", "--progress", path], &folder);
    window.wait_for("P leave");
    window.keys("  ");
    window.wait_for("1/9");
    window.keys(" ");
    window.wait_for("v votes");
    window.keys("2");
    window.wait_for("In presenter mode the run shows the answer");
    window.keys("??");
    window.wait_for("Python");
    window.keys("1");
    window.wait_for("[1 Python]");
    window.keys("\x1b");
    window.wait("the panes", |seen| contents(seen).contains("Nothing has run yet"));
    window.keys("q");
    assert_eq!(window.ended(), 0);
    assert!(!progress.exists());
}
