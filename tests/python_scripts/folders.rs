//! A lesson folder whose scenes are scripts: it runs after the user has agreed, and is a lesson like any other.

use crate::pty::{PATIENCE, Pty};
use crate::{err, out, scripts};
use portable_pty::CommandBuilder;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use tempfile::TempDir;

/// The folder of a built-in lesson's text, with its twins as the programs; in `state`, what is remembered.
struct Folder {
    place: TempDir,
    state: TempDir,
}

/// Returns the lesson of a slot that another task fills, as a folder; or `None` without Python.
fn resume(test: &str) -> Option<Folder> {
    let place = scripts(test, &[])?;
    let lesson = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons/04-resume");
    for (from, to) in [
        ("lesson.md", "lesson.md"),
        ("twin.py", "recipe.py"),
        ("scene-2.py", "scene-2.py"),
        ("scene-3.py", "scene-3.py"),
    ] {
        fs::copy(lesson.join(from), place.path().join(to)).expect("a file");
    }
    // No other test has agreed to this content.
    fs::write(place.path().join("name"), place.path().display().to_string()).expect("a file");
    Some(Folder { place, state: tempfile::tempdir().expect("a folder") })
}

impl Folder {
    fn name(&self) -> &str {
        self.place.path().to_str().expect("a name")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(arguments).env("XDG_STATE_HOME", self.state.path()).stdin(Stdio::null());
        command.output().expect("it runs")
    }
}

#[test]
fn no_command_runs_the_code_of_a_folder_unasked() {
    let Some(folder) = resume("no_command_runs") else { return };
    let name = folder.name();
    let recipe = folder.place.path().join("recipe.py");
    let witness = folder.place.path().join("witness");
    let text = fs::read_to_string(&recipe).expect("a file");
    fs::write(&recipe, format!("open({witness:?}, 'w')\n{text}")).expect("a file");
    for command in [
        &["text", name][..],
        &["text", "--beats", name],
        &["read", name],
        &["check", name],
        &["explore", name],
        &["notes", name],
        &["export", name, "-f", "html"],
    ] {
        let output = folder.run(command);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        let sentence = format!(
            "coroscope: {name} contains code that would run with your rights: recipe.py, scene-2.py, scene-3.py."
        );
        let said = err(&output);
        assert!(said.starts_with(&sentence) && said.contains("add --trust"), "{command:?}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(!witness.exists(), "{command:?} has run the code");
    }
}

#[test]
fn an_agreement_is_remembered_until_a_file_changes() {
    let Some(folder) = resume("an_agreement_is_remembered") else { return };
    let name = folder.name();
    let trusted = folder.run(&["text", name, "--trust"]);
    assert!(trusted.status.success(), "{}", err(&trusted));
    assert!(out(&trusted).contains("prints \u{201c}got 42\u{201d}"), "{}", out(&trusted));
    assert!(!out(&trusted).contains("poll"), "{}", out(&trusted));
    let later = folder.run(&["text", &format!("{name}@2")]);
    assert!(later.status.success(), "{}", err(&later));
    fs::write(folder.place.path().join("helper.py"), "").expect("a file");
    let changed = folder.run(&["text", name]);
    assert!(err(&changed).contains("add --trust"), "{}", err(&changed));
}

#[test]
fn its_beats_questions_and_orders_are_those_of_the_scripts() {
    let Some(folder) = resume("its_beats_questions") else { return };
    let name = folder.name();
    let checked = folder.run(&["check", name, "--trust"]);
    assert!(!out(&checked).contains("the beat"), "{}", out(&checked));
    let told = folder.run(&["text", "--beats", name]);
    assert!(told.status.success(), "{}", err(&told));
    let text = out(&told);
    assert!(text.contains("`waiter` continues at its await"), "{text}");
    assert!(text.contains("Answers"), "{text}");
    let explored = folder.run(&["explore", name]);
    assert!(out(&explored).contains("ways to order this program's steps"), "{}", err(&explored));
    let other = folder.run(&["text", &format!("{name}@1~1")]);
    assert!(other.status.success(), "{}", err(&other));
    assert!(
        out(&other).contains("The loop takes B answerer's step, your choice"),
        "{}",
        out(&other)
    );
}

#[test]
fn the_screen_asks_first_and_reloads_a_saved_recipe() {
    let Some(folder) = resume("the_screen_asks_first") else { return };
    let open = || {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(["open", folder.name()]);
        Pty::run(command, 240, 40, &[])
    };
    let mut pty = open();
    pty.wait_for("Run it now, and again when it is saved");
    pty.keys("n\r");
    pty.wait_for("add --trust");
    assert_eq!(pty.ended(), 1);
    let mut pty = open();
    pty.wait_for("Run it now, and again when it is saved");
    pty.keys("y\r");
    pty.wait_for("recipe.py");
    pty.wait_for("turn 0");
    let recipe = folder.place.path().join("recipe.py");
    let text = fs::read_to_string(&recipe).expect("a file");
    fs::write(&recipe, text.replace("\"asking\"", "\"asking again\"")).expect("a file");
    pty.wait_for("asking again");
    fs::write(&recipe, text.replace("print(\"asking\")", "print(\"asking\"")).expect("a file");
    pty.wait_for("recipe.py, line 6: '(' was never closed");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn what_changes_while_a_folder_runs_is_not_run() {
    let Some(folder) = resume("what_changes_while") else { return };
    let path = |name: &str| folder.place.path().join(name);
    let outside = tempfile::tempdir().expect("a folder");
    let [started, go, witness] = ["started", "go", "witness"].map(|name| outside.path().join(name));
    let recipe = fs::read_to_string(path("recipe.py")).expect("a file");
    let waits = format!(
        "import os\nopen({started:?}, 'w').close()\nwhile not os.path.exists({go:?}):\n    pass\nimport helper\n{recipe}"
    );
    fs::write(path("recipe.py"), waits).expect("a file");
    fs::write(path("helper.py"), "").expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_coroscope"));
    command.args(["text", folder.name(), "--trust"]).env("XDG_STATE_HOME", folder.state.path());
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = child.spawn().expect("it runs");
    let since = Instant::now();
    while !started.exists() {
        assert!(since.elapsed() < PATIENCE, "the recipe never started");
        std::thread::yield_now();
    }
    fs::write(path("helper.py"), format!("open({witness:?}, 'w')\n")).expect("a file");
    fs::write(go, "").expect("a file");
    let output = child.wait_with_output().expect("it ends");
    assert!(!witness.exists(), "code that nobody has agreed to ran: {}", out(&output));
    assert!(out(&output).contains("got 42"), "{}{}", out(&output), err(&output));
}
