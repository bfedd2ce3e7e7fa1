//! The screen of a script, in a terminal.

use crate::pty::{PATIENCE, Pty, contents};
use crate::{TWO_SLEEPS, path, scripts};
use portable_pty::CommandBuilder;
use std::fs;
use std::path::Path;
use std::time::Instant;
use tempfile::TempDir;

pub fn open(folder: &TempDir, arguments: &[&str]) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coroscope"));
    command.args(arguments);
    command.cwd(folder.path());
    Pty::run(command, 130, 40, &[])
}

pub fn screen(pty: &Pty) -> String {
    contents(&pty.seen.0.lock().expect("it reads"))
}

/// Waits until no process has this id.
fn wait_for_end_of(process: &str) {
    let since = Instant::now();
    let is_there = || Path::new("/proc").join(process).join("cwd").exists();
    while cfg!(target_os = "linux") && is_there() {
        assert!(since.elapsed() < PATIENCE, "process {process} is still there");
        std::thread::yield_now();
    }
}

/// Waits until the script has written a number into this file. What it prints is in its source too, so the screen can't
/// tell that it has run.
pub fn number_in(file: &Path) -> String {
    let since = Instant::now();
    loop {
        match fs::read_to_string(file) {
            Ok(number) if !number.is_empty() => return number,
            _ => assert!(since.elapsed() < PATIENCE, "{} was not written", file.display()),
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_script_is_stepped_and_its_output_stays_off_the_screen() {
    let script = "import asyncio\nimport os\nimport subprocess\n\n\nasync def main():\n    os.write(1, b'by a write\\n')\n    \
                  subprocess.run(['echo', 'by a child'])\n    await asyncio.sleep(1)\n    print('by print')\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("a_script_is_stepped", &[("script.py", script)]) else { return };
    let mut pty = open(&folder, &["py", "script.py"]);
    pty.wait_for("This is script.py, unchanged");
    pty.wait_for("0 steps");
    pty.keys("\x1b[C\x1b[C\x1b[C");
    pty.wait_for("by print");
    let shown = screen(&pty);
    assert!(!shown.contains("by a write\n") && !shown.contains("by a child\n"), "{shown}");
    assert!(shown.contains("asyncio.sleep(1)") && !shown.contains("Rust"), "{shown}");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    let after = screen(&pty);
    assert!(after.contains("by a write") && after.contains("by a child"), "{after}");
}

#[test]
fn a_script_that_never_yields_is_named_and_left() {
    let script = "import asyncio\nimport os\n\n\nasync def main():\n    await asyncio.sleep(1)\n    open('pid', 'w').write(str(os.getpid()))\n    \
                  while True:\n        pass\n\n\nasyncio.run(main())\n";
    for key in ["q", "\x03"] {
        let Some(folder) = scripts("a_script_that_never_yields", &[("script.py", script)]) else {
            return;
        };
        let mut pty = open(&folder, &["py", "script.py"]);
        pty.wait_for("→ step");
        pty.keys("\x1b[C");
        pty.wait_for("turn 1");
        pty.keys("\x1b[C\x1b[C");
        pty.wait_for("The step of `main` at line");
        let process = number_in(&path(&folder, "pid"));
        pty.keys(key);
        assert_eq!(pty.ended(), 0, "{key:?}");
        pty.assert_given_back();
        wait_for_end_of(&process);
    }
}

#[test]
fn leaving_kills_the_processes_that_the_script_started() {
    let script = "import asyncio\nimport subprocess\n\n\nasync def main():\n    child = subprocess.Popen(['sleep', '600'])\n    \
                  open('pid', 'w').write(str(child.pid))\n    while True:\n        await asyncio.sleep(1)\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("leaving_kills", &[("script.py", script)]) else { return };
    let mut pty = open(&folder, &["py", "script.py"]);
    pty.wait_for("→ step");
    pty.keys("\x1b[C");
    let process = number_in(&path(&folder, "pid"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    wait_for_end_of(&process);
}

#[test]
fn an_endless_script_is_stepped_under_back_pressure() {
    let script = "import asyncio\n\n\nasync def main():\n    number = 0\n    while True:\n        await asyncio.sleep(1)\n        number += 1\n        \
                  open('number', 'w').write(str(number))\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("an_endless_script", &[("script.py", script)]) else { return };
    let mut pty = open(&folder, &["py", "script.py"]);
    pty.wait_for("→ step");
    for turn in 1..=12 {
        pty.keys("\x1b[C\x1b[C");
        pty.wait_for(&format!("clock {turn} s"));
    }
    // The child writes until its pipe and the steps that are read ahead are full, and then it waits.
    let number = || fs::read_to_string(path(&folder, "number")).unwrap_or_default();
    let mut seen = number();
    let mut since = Instant::now();
    while since.elapsed().as_millis() < 500 {
        let now = number();
        if now != seen {
            (seen, since) = (now, Instant::now());
        }
        std::thread::yield_now();
    }
    let ahead: u64 = seen.parse().expect("a number");
    assert!(ahead < 100_000, "{ahead} steps ahead");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_saved_script_runs_again_and_stays_at_its_moment() {
    let Some(folder) = scripts("a_saved_script", &[("script.py", TWO_SLEEPS)]) else { return };
    let save = |text: &str| fs::write(path(&folder, "script.py"), text).expect("a file");
    let mut pty = open(&folder, &["py", "--watch", "script.py"]);
    pty.wait_for("→ step");
    pty.keys("\x1b[C");
    pty.wait_for("turn 1");
    pty.keys("\x1b[C\x1b[C");
    pty.wait_for("turn 2 · clock 1 s");
    save(&TWO_SLEEPS.replace("three", "drei, and last"));
    pty.wait_for("The run is the same up to here.");
    pty.wait_for("drei, and last");
    pty.wait_for("turn 2 · clock 1 s");
    save(&TWO_SLEEPS.replace("sleep(1)\n    print(\"two\")", "sleep(2)\n    print(\"two\")"));
    pty.wait_for(
        "The first difference from the run before: main awaits asyncio.sleep(2) on line 6.",
    );
    pty.wait_for("turn 1 · clock 0 s");
    save(&TWO_SLEEPS.replace("print(\"one\")", "print(\"one\""));
    pty.wait_for("script.py, line 5: '(' was never closed. The last run stays open.");
    pty.wait_for("line 5: '(' was never closed");
    save(TWO_SLEEPS);
    pty.wait_for(
        "The first difference from the run before: main awaits asyncio.sleep(1) on line 6.",
    );
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_script_comes_from_standard_input_with_arguments() {
    let Some(folder) = scripts("a_script_from_standard_input", &[]) else { return };
    let script = "import asyncio\nimport sys\n\n\nasync def main():\n    print('arguments', sys.argv[1:])\n\n\nasyncio.run(main())\n";
    fs::write(path(&folder, "input"), script).expect("a file");
    let program = env!("CARGO_BIN_EXE_coroscope");
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", &format!("'{program}' py - --fast 3 < input")]);
    command.cwd(folder.path());
    let mut pty = Pty::run(command, 130, 40, &[]);
    pty.wait_for("<stdin>");
    pty.keys("\x1b[C");
    pty.wait_for("arguments ['--fast', '3']");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);

    let mut pty = open(&folder, &["py", "-c", script, "x"]);
    pty.wait_for("→ step");
    pty.keys("\x1b[C");
    pty.wait_for("arguments ['x']");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn what_a_script_uses_outside_its_loop_is_said_once() {
    let table = [
        (
            "thread",
            "await asyncio.to_thread(time.sleep, 0.2)",
            "The script uses a thread, so some of its times are those of the real clock",
        ),
        (
            "subprocess",
            "await (await asyncio.create_subprocess_exec('sleep', '0.2')).wait()",
            "so some of its times are those of the real clock, and another run may differ",
        ),
        (
            "socket",
            "_ = await asyncio.open_connection('127.0.0.1', (await asyncio.start_server(print, '127.0.0.1', 0)).sockets[0].getsockname()[1])",
            "so some of its times are those of the real clock, and another run may differ",
        ),
    ];
    let Some(folder) = scripts("what_a_script_uses", &[]) else { return };
    for (name, body, sentence) in table {
        let script = format!(
            "import asyncio\nimport time\n\n\nasync def main():\n    {body}\n    await asyncio.sleep(1)\n    print('the end')\n\n\nasyncio.run(main())\n"
        );
        fs::write(path(&folder, "script.py"), script).expect("a file");
        let mut pty = open(&folder, &["py", "script.py"]);
        pty.wait_for("turn 0");
        pty.wait_for(sentence);
        // The next key takes the notice away, and it doesn't come back.
        pty.keys("\x1b[F");
        pty.wait_for("the end");
        pty.wait_for("finished");
        pty.wait("no notice", |seen| !contents(seen).contains("another run may differ"));
        pty.keys("q");
        assert_eq!(pty.ended(), 0, "{name}");
    }
}

#[test]
fn the_exit_status_of_a_script_is_told_at_its_end() {
    let script = "import asyncio\nimport sys\n\n\nasync def main():\n    await asyncio.sleep(1)\n    sys.exit(3)\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("the_exit_status", &[("script.py", script)]) else { return };
    let mut pty = open(&folder, &["py", "script.py"]);
    pty.wait_for("→ step");
    assert!(!screen(&pty).contains("exit status"), "{}", screen(&pty));
    pty.keys("\x1b[F");
    pty.wait_for("The script ended with exit status 3.");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_module_that_is_imported_later_is_watched_and_an_editor_may_rename() {
    let Some(folder) = scripts("a_module_that_is_imported", &[("script.py", TWO_SLEEPS)]) else {
        return;
    };
    let save = |name: &str, text: &str| {
        // As many editors do it.
        fs::write(path(&folder, "saved.tmp"), text).expect("a file");
        fs::rename(path(&folder, "saved.tmp"), path(&folder, name)).expect("a file");
    };
    let mut pty = open(&folder, &["py", "--watch", "script.py"]);
    pty.wait_for("→ step");
    let importing = TWO_SLEEPS
        .replace("import asyncio\n", "import asyncio\nimport helper\n")
        .replace("\"one\"", "helper.word()");
    save("script.py", &importing);
    // There is no such module yet, so the new run ends there.
    pty.wait_for("The first difference from the run before");
    pty.keys("\x1b[F");
    pty.wait_for("ModuleNotFoundError");
    save("helper.py", "def word():\n    return 'from the helper'\n");
    pty.wait_for("The first difference from the run before");
    pty.keys("\x1b[F");
    pty.wait_for("from the helper");
    save("helper.py", "def word():\n    return 'changed'\n");
    pty.wait_for("The first difference from the run before");
    pty.keys("\x1b[F");
    pty.wait("the new line", |seen| !contents(seen).contains("from the helper"));
    save("helper.py", "def word(:\n    return 'changed'\n");
    pty.wait_for("helper.py, line 1: ");
    fs::remove_file(path(&folder, "helper.py")).expect("it is there");
    pty.wait_for("helper.py: it isn't there any more.");
    save("helper.py", "def word():\n    return 'back again'\n");
    pty.wait_for("The script was saved.");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}
