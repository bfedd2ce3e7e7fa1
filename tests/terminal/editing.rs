//! Editing a program of one's own: in an editor, with an error, mended, and with nothing lost.

use super::pty::{Pty, contents};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The cache in which the library for Rust programs is built, once for all tests.
const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/edit-cache");

/// Builds the library, which takes longer than a test waits for a screen.
fn build_library() {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("first.rs");
        fs::write(&program, "pub fn set_up() {}\n").expect("a file");
        let mut text = Command::new(env!("CARGO_BIN_EXE_coroscope"));
        let text = text.arg("text").arg(&program).env("XDG_CACHE_HOME", CACHE).output();
        let text = text.expect("it runs");
        assert!(text.status.success(), "{}", String::from_utf8_lossy(&text.stderr));
    });
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        build_library();
        Desk { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder for programs, which the tests name.
    fn programs(&self) -> PathBuf {
        self.path("programs")
    }

    /// An editor that replaces one text by another in the file, as if it was typed.
    fn editor(&self, name: &str, from: &str, to: &str) -> String {
        let script = self.path(name);
        let text = format!("#!/bin/sh\nsed -i.old 's/{from}/{to}/' \"$1\" && rm \"$1.old\"\n");
        fs::write(&script, text).expect("a file");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it is ours");
        script.display().to_string()
    }

    fn open(&self, arguments: &[&str], editor: &str) -> Pty {
        let data = self.path("data").display().to_string();
        let env = [("XDG_CACHE_HOME", CACHE), ("XDG_DATA_HOME", &data), ("EDITOR", editor)];
        let cleared = [("VISUAL", ""), ("TMUX", "")];
        let env: Vec<_> = env.into_iter().chain(cleared).collect();
        Pty::with(arguments, 120, 40, &env)
    }
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("it is there");
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).expect("it is ours");
}

#[test]
fn a_rust_program_is_edited_broken_mended_and_kept() {
    let desk = Desk::new();
    let editor = desk.editor("first", "hello from", "good day from");
    let programs = desk.programs().display().to_string();
    let mut pty =
        desk.open(&["edit", "task@2", "--language", "rust", "--folder", &programs], &editor);
    pty.wait_for("good day from bob");
    pty.wait_for("turn 2");
    let file = desk.programs().join("task.rs");
    // An error is shown at its line, with the compiler's help, and the last good run stays.
    replace(&file, "{name}", "{nam}");
    pty.wait_for("task.rs, line 6: cannot find value `nam` in this scope");
    pty.wait_for("help:");
    pty.wait_for("good day from bob");
    // The first difference is named.
    replace(&file, "good day from {nam}", "welcome, {name}");
    pty.wait_for("The first difference from the run before");
    pty.wait_for("welcome, alice");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    // The next time, the learner's version opens, and the lesson's doesn't replace it.
    let mut pty = desk.open(&["edit", "task", "--language", "rust"], "true");
    pty.wait_for("turn 0");
    pty.keys("\x1b[F");
    pty.wait_for("welcome, bob");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let left: Vec<_> = fs::read_dir(desk.programs()).expect("it is there").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_program_that_aborts_or_spins_harms_neither_the_screen_nor_the_folder() {
    let desk = Desk::new();
    let programs = desk.programs().display().to_string();
    let mut pty = desk.open(&["edit", "task", "--language", "rust", "--folder", &programs], "true");
    pty.wait_for("turn 0");
    let file = desk.programs().join("task.rs");
    replace(&file, "say!(\"hello", "std::process::abort(); say!(\"hello");
    pty.wait_for("The program was saved");
    pty.keys("\x1b[F");
    pty.wait_for("aborted");
    replace(&file, "std::process::abort();", "loop {}");
    pty.wait_for("loop {}");
    replace(&file, "loop {}", "");
    pty.wait("the mended run", |seen| {
        contents(seen).contains("same up to here") && !contents(seen).contains("loop {}")
    });
    pty.keys("\x1b[F");
    pty.wait_for("hello from bob");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn e_in_a_lesson_opens_the_editor_and_q_comes_back() {
    let desk = Desk::new();
    let editor = desk.editor("editor", "hello", "ahoy");
    let mut pty = desk.open(&["open", "task@2"], &editor);
    pty.wait_for("turn 2 of 2");
    pty.keys("e");
    pty.wait_for("ahoy from bob");
    pty.wait_for("You're editing");
    pty.keys("q");
    pty.wait("the lesson", |seen| {
        contents(seen).contains("turn 2 of 2") && contents(seen).contains("hello from bob")
    });
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_file_that_is_broken_from_the_start_opens_with_its_error() {
    let desk = Desk::new();
    let editor = desk.editor("editor", "fn set_up", "fn set up");
    let programs = desk.programs().display().to_string();
    let mut pty = desk.open(&["new", "mine", "--language", "rust", "--folder", &programs], &editor);
    pty.wait_for("mine.rs, line");
    replace(&desk.programs().join("mine.rs"), "fn set up", "fn set_up");
    pty.wait_for("The program was saved");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    let again = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(["text", "no-such-file.rs"])
        .env("XDG_CACHE_HOME", CACHE)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&again.stderr);
    assert!(said.contains("can't read no-such-file.rs"), "{said}");
    assert_eq!(again.status.code(), Some(1));
}

#[test]
fn without_an_editor_the_screen_says_which_file_to_edit() {
    let desk = Desk::new();
    let programs = desk.programs().display().to_string();
    let mut pty = desk.open(&["new", "mine", "--language", "rust", "--folder", &programs], "");
    pty.wait_for("in any editor");
    pty.keys("e");
    pty.wait_for("mine.rs in any editor");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_python_program_is_edited_with_the_modules_beside_it() {
    if coroscope::python::Interpreter::find(None).is_err() {
        eprintln!("editing: skipped, since there is no CPython 3.11 or later");
        return;
    }
    let desk = Desk::new();
    let programs = desk.programs().display().to_string();
    let mut pty =
        desk.open(&["new", "mine", "--language", "python", "--folder", &programs], "true");
    pty.wait_for("turn 0");
    let file = desk.programs().join("mine.py");
    replace(&file, "import asyncio", "import asyncio\nimport words");
    // The module is missing, so the run ends at its line.
    pty.wait_for("The first difference");
    pty.keys("\x1b[F");
    pty.wait_for("No module named");
    fs::write(desk.programs().join("words.py"), "GREETING = 'ahoy'\n").expect("a file");
    replace(&file, "hello from {name}", "{words.GREETING}, {name}");
    pty.wait_for("was saved");
    pty.keys("\x1b[F");
    pty.wait_for("ahoy, bob");
    replace(&file, "await asyncio.sleep(1)", "await asyncio.sleep(1");
    pty.wait_for("mine.py, line");
    pty.wait_for("ahoy, bob");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn a_reset_asks_and_keeps_what_was_there() {
    let desk = Desk::new();
    let programs = desk.programs();
    fs::create_dir(&programs).expect("a folder");
    fs::write(programs.join("task.rs"), "mine").expect("a file");
    let folder = programs.display().to_string();
    let arguments = ["edit", "task", "--language", "rust", "--folder", &folder, "--reset"];
    let mut pty = desk.open(&arguments, "true");
    pty.wait_for("[y/N]");
    pty.keys("n\n");
    assert_eq!(pty.ended(), 1);
    assert_eq!(fs::read_to_string(programs.join("task.rs")).expect("it is there"), "mine");
    let mut pty = desk.open(&arguments, "true");
    pty.wait_for("[y/N]");
    pty.keys("y\n");
    pty.wait_for("turn 0");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    assert_eq!(fs::read_to_string(programs.join("task.1.rs")).expect("it is there"), "mine");
}

#[test]
fn an_editor_that_fails_is_reported() {
    let desk = Desk::new();
    let programs = desk.programs().display().to_string();
    let arguments = ["new", "mine", "--language", "rust", "--folder", &programs];
    let mut pty = desk.open(&arguments, "/no/such/editor");
    pty.wait_for("Your editor ended with exit status: 127");
    // From the screen, its own message stays until it has been read.
    pty.keys("e");
    pty.wait_for("Press Enter to go back");
    pty.keys("\n");
    pty.wait_for("turn 0");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn control_c_in_an_editor_is_the_editors() {
    let desk = Desk::new();
    let script = desk.path("editor");
    // Each time, it says which time it is.
    let text = "#!/bin/sh\ntrap 'echo; echo caught it; exit 0' INT\necho >> \"$0.runs\"\n\
                echo \"waiting $(wc -l < \"$0.runs\" | tr -d ' ')\"\nwhile :; do sleep 0.1; done\n";
    fs::write(&script, text).expect("a file");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let mut pty = desk.open(&["open", "task@2"], &script.display().to_string());
    pty.wait_for("turn 2 of 2");
    pty.keys("e");
    pty.wait_for("waiting 1");
    pty.keys("\x03");
    pty.wait_for("You're editing");
    // The same again, from the screen on which it is edited.
    pty.keys("e");
    pty.wait_for("waiting 2");
    pty.keys("\x03");
    pty.wait_for("You're editing");
    pty.keys("q");
    pty.wait_for("turn 2 of 2");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}
