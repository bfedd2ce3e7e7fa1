//! A learner's progress, kept by the program as it is used.

use super::pty::{Pty, contents};
use std::fs;
use std::path::PathBuf;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().expect("a folder") }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("progress.toml")
    }

    /// The program with its progress here.
    fn open(&self, arguments: &[&str]) -> Pty {
        let file = self.file();
        let file = file.to_str().expect("a plain path");
        Pty::open(&[arguments, &["--progress", file]].concat(), 120, 40)
    }
}

/// What is on the screen, with its line breaks as blanks: a sentence may be broken anywhere.
fn waits_for(pty: &Pty, sentence: &str) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    pty.wait(sentence, |seen| words(&contents(seen)).contains(sentence));
}

#[test]
fn the_screen_opens_at_the_beat_where_it_was_closed() {
    let place = Place::new();
    let mut pty = place.open(&["open", "resume"]);
    pty.wait_for("turn 0 of 3");
    let keys = [
        ("  ", "waiter is suspended"),
        ("]", "Your guess"),
        ("s", "answerer has its turn"),
        ("]", "answer is filled"),
    ];
    for (keys, seen) in keys {
        pty.keys(keys);
        pty.wait_for(seen);
    }
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let mut pty = place.open(&[]);
    pty.wait_for("Enter: continue with lesson A4");
    pty.keys("\r");
    pty.wait_for("answer is filled");
    pty.wait_for("resume@2.7");
    pty.keys("m");
    pty.wait_for("half done");
    pty.keys("\x1bq");
}

#[test]
fn the_welcome_page_comes_once_and_its_choice_is_kept() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    pty.wait_for("Enter: start with lesson A1");
    pty.wait_for("[1 Python]");
    pty.keys("2");
    pty.wait_for("[2 Rust]");
    pty.keys("1");
    pty.wait_for("[1 Python]");
    pty.keys("\r");
    pty.wait_for("twin.py");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    assert!(
        fs::read_to_string(place.file()).expect("it is there").contains("language = \"python\"")
    );
    let mut pty = place.open(&[]);
    pty.wait_for("twin.py");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    // With an address, nothing is asked.
    let mut pty = place.open(&["open", "resume"]);
    pty.wait_for("twin.py");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let mut pty = place.open(&["open", "welcome"]);
    pty.wait_for("[1 Python]");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_lesson_that_was_finished_is_marked_in_the_menu() {
    let place = Place::new();
    let mut pty = place.open(&["open", "resume"]);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[F");
    pty.wait_for("turn 3 of 3");
    pty.keys("m");
    pty.wait_for("\u{2713} 0 of");
    pty.keys("\x1b");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

/// Somebody has protected the file.
#[test]
fn a_failed_save_is_reported_and_the_session_continues() {
    let place = Place::new();
    let old = "version = 1\n";
    fs::write(place.file(), old).expect("a file");
    let read_only = std::os::unix::fs::PermissionsExt::from_mode(0o444);
    fs::set_permissions(place.file(), read_only).expect("it is ours");
    let mut pty = place.open(&["open", "resume"]);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[C");
    waits_for(&pty, "Can't save your progress to");
    pty.keys("\x1b[D");
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[F");
    pty.wait_for("turn 3 of 3");
    pty.wait("the keys again", |seen| !contents(seen).contains("Can't save"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    assert_eq!(fs::read_to_string(place.file()).expect("it is there"), old);
}

/// Another program holds the lock of the file, so that nothing can be saved: as on a disk that takes its time.
#[test]
fn a_frame_does_not_wait_until_the_progress_is_saved() {
    let place = Place::new();
    fs::write(place.file(), "version = 1\n").expect("a file");
    let lock = fs::File::create(place.folder.path().join(".progress.toml.coroscope-lock"));
    let lock = lock.expect("a file");
    lock.lock().expect("nobody else has it");
    let mut pty = place.open(&["open", "resume"]);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[C");
    // If the save came first, the frame of the key would say why it has failed.
    pty.wait("the frame, and nothing about the file", |seen| {
        let seen = contents(seen);
        seen.contains("turn 1 of 3") && !seen.contains("Can't save")
    });
    lock.unlock().expect("it is held");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_damaged_file_is_set_aside_and_the_screen_says_where() {
    let place = Place::new();
    fs::write(place.file(), "version = 1\nlast").expect("a file");
    let mut pty = place.open(&["open", "resume"]);
    waits_for(&pty, "key with no value, expected `=`");
    waits_for(&pty, "progress.toml.damaged-1, and a new one is started.");
    pty.keys("\x1b[C");
    pty.wait_for("waiter is suspended");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let aside = place.folder.path().join("progress.toml.damaged-1");
    assert_eq!(fs::read_to_string(aside).expect("it is there"), "version = 1\nlast");
    assert!(fs::read_to_string(place.file()).expect("a new one").contains("[lessons.resume]"));
}
