//! The commands without a screen.

use crate::pty::{PATIENCE, Pty};
use crate::{TWO_SLEEPS, err, out, path, run, scripts};
use portable_pty::CommandBuilder;
use std::fs;

#[test]
fn what_is_no_script_is_told_in_one_sentence() {
    let files = [("bad.py", "import asyncio\n\nasync def main(:\n    pass\n"), ("good.py", "")];
    let Some(folder) = scripts("what_is_no_script", &files) else { return };
    fs::create_dir(path(&folder, "folder.py")).expect("a folder");
    fs::write(path(&folder, "latin.py"), b"x = 1\nname = '\xe9'\n").expect("a file");
    let table = [
        ("missing.py", "can't read missing.py: No such file"),
        ("folder.py", "folder.py is a folder. Name a script in it"),
        ("bad.py", "bad.py, line 3: invalid syntax"),
        ("latin.py", "latin.py, line 2: (unicode error) 'utf-8' codec can't decode"),
    ];
    for (name, sentence) in table {
        for command in ["text", "explore", "read"] {
            let output = run(&folder, &[command, name]);
            let said = err(&output);
            assert_eq!(output.status.code(), Some(1), "{command} {name}: {said}");
            assert!(
                said.starts_with(&format!("coroscope: {sentence}")),
                "{command} {name}: {said}"
            );
            assert_eq!(said.trim_end().lines().count(), 1, "{command} {name}: {said}");
        }
    }
    let output = run(&folder, &["text", "good.py", "--python", "/no/such/python"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).starts_with("coroscope: can't run /no/such/python"), "{}", err(&output));
    let output = run(&folder, &["py", "good.py"]);
    assert!(err(&output).contains("this needs a terminal"), "{}", err(&output));
}

#[test]
fn a_script_stands_where_a_lesson_does() {
    let Some(folder) = scripts("a_script_stands", &[("script.py", TWO_SLEEPS)]) else { return };
    let text = run(&folder, &["text", "script.py@2"]);
    assert!(text.status.success(), "{}", err(&text));
    assert!(
        out(&text).contains("prints “two”") && !out(&text).contains("“three”"),
        "{}",
        out(&text)
    );
    for format in ["html", "svg", "cast", "perfetto", "mermaid"] {
        let export = run(&folder, &["export", "script.py", "-f", format]);
        assert!(export.status.success(), "{format}: {}", err(&export));
        assert!(export.stdout.len() > 500, "{format}");
        assert_eq!(err(&export), "", "{format}");
    }
    let explored = run(&folder, &["explore", "script.py"]);
    assert!(
        out(&explored).contains("Only one order is possible"),
        "{} {}",
        out(&explored),
        err(&explored)
    );
    assert!(!out(&explored).contains("poll"), "{}", out(&explored));
}

#[test]
fn the_orders_of_a_script_are_named_by_its_path() {
    let script = "import asyncio\n\n\nasync def say(word):\n    print(word)\n\n\nasync def main():\n    \
                  await asyncio.gather(say(1), say(2))\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("the_orders_of_a_script", &[]) else { return };
    fs::create_dir(path(&folder, "below")).expect("a folder");
    fs::write(path(&folder, "below/script.py"), script).expect("a file");
    let explored = run(&folder, &["explore", "below/script.py"]);
    let text = out(&explored);
    assert!(text.contains("2 ways to order this program's steps"), "{text} {}", err(&explored));
    assert!(text.contains("coroscope open ADDRESS"), "{text}");
    let address = text
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("below/script.py@") && line.contains('~'));
    let address = address.expect("the second order has an address");
    let run = run(&folder, &["text", address]);
    assert!(run.status.success(), "{address}: {}", err(&run));
    assert!(out(&run).contains("prints “2”"), "{}", out(&run));
}

#[test]
fn a_record_has_the_source_unless_it_is_left_out() {
    let Some(folder) = scripts("a_record_has_the_source", &[("script.py", TWO_SLEEPS)]) else {
        return;
    };
    let whole = run(&folder, &["export", "script.py", "-o", "whole.jsonl"]);
    assert_eq!(err(&whole).matches("--no-source").count(), 1, "{}", err(&whole));
    let bare = run(&folder, &["export", "script.py", "-o", "bare.jsonl", "--no-source"]);
    assert!(whole.status.success() && bare.status.success(), "{}", err(&bare));
    let text = |name: &str| fs::read_to_string(path(&folder, name)).expect("it was written");
    let head = |name: &str| text(name).lines().next().unwrap_or_default().to_owned();
    for name in ["whole.jsonl", "bare.jsonl"] {
        assert!(
            head(name).contains("\"language\":\"python\",\"deterministic\":false"),
            "{}",
            head(name)
        );
    }
    assert!(head("whole.jsonl").contains("print(\\\"one\\\")"), "{}", head("whole.jsonl"));
    assert!(head("bare.jsonl").ends_with("\"sources\":[]}"), "{}", head("bare.jsonl"));
    // A record needs no interpreter.
    for name in ["whole.jsonl", "bare.jsonl"] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(["text", name]).current_dir(folder.path()).env("PATH", "");
        let output = command.output().expect("it runs");
        assert!(out(&output).contains("A main's first step"), "{name}: {}", err(&output));
        let page = run(&folder, &["export", name, "-f", "html"]);
        assert!(page.status.success(), "{name}: {}", err(&page));
        let says = out(&page).contains("without the script's source");
        assert_eq!(says, name == "bare.jsonl", "{name}");
    }
}

#[test]
fn a_script_that_ends_early_is_told_in_pythons_words() {
    let main = |body: &str| {
        format!(
            "import asyncio, os\n\n\nasync def main():\n    await asyncio.sleep(1)\n    {body}\n\n\nasyncio.run(main())\n"
        )
    };
    let table = [
        ("os._exit(3)", 3, "The script exited with status 3 in turn 2, in the step of `main`"),
        (
            "os.kill(os.getpid(), 9)",
            137,
            "The script was killed by SIGKILL in turn 2, in the step of `main`",
        ),
    ];
    let Some(folder) = scripts("a_script_that_ends_early", &[]) else { return };
    for (body, status, sentence) in table {
        fs::write(path(&folder, "script.py"), main(body)).expect("a file");
        let output = run(&folder, &["text", "script.py"]);
        assert_eq!(output.status.code(), Some(status), "{body}");
        assert!(err(&output).contains(sentence), "{body}: {}", err(&output));
        assert!(out(&output).contains("Turn 1, 0 s"), "{body}: {}", out(&output));
    }
}

#[test]
fn the_seconds_and_the_line_of_a_blocking_call_are_told() {
    let script = "import asyncio\nimport time\n\n\nasync def main():\n    other = asyncio.create_task(asyncio.sleep(1))\n    \
                  time.sleep(2)\n    await other\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("the_seconds_of_a_blocking_call", &[("script.py", script)]) else {
        return;
    };
    let text = out(&run(&folder, &["text", "script.py"]));
    assert!(text.contains("A main blocks the event loop for 2 s on line 7, until 2 s."), "{text}");
}

#[test]
fn the_exit_status_of_a_script_is_that_of_text() {
    let script = |end: &str| {
        format!(
            "import asyncio\nimport sys\n\n\nasync def main():\n    await asyncio.sleep(1)\n    print('one')\n    {end}\n\n\nasyncio.run(main())\n"
        )
    };
    let table = [
        ("sys.exit(3)", 3, "coroscope: the script ended with exit status 3\n"),
        ("raise ValueError('no')", 1, "coroscope: the script ended with exit status 1\n"),
        ("sys.exit(0)", 0, ""),
        ("pass", 0, ""),
    ];
    let Some(folder) = scripts("the_exit_status", &[]) else { return };
    for (end, status, sentence) in table {
        fs::write(path(&folder, "script.py"), script(end)).expect("a file");
        let output = run(&folder, &["text", "script.py"]);
        assert_eq!(output.status.code(), Some(status), "{end}: {}", err(&output));
        assert!(err(&output).ends_with(sentence), "{end}: {}", err(&output));
        assert!(out(&output).contains("prints \u{201c}one\u{201d}"), "{end}: {}", out(&output));
        // Its beginning has no status yet, and an export is done.
        assert!(run(&folder, &["text", "script.py@1"]).status.success(), "{end}");
        assert!(run(&folder, &["export", "script.py", "-f", "svg"]).status.success(), "{end}");
    }
}

#[test]
fn what_exploring_cant_promise_with_threads_is_said() {
    let script = "import asyncio\nimport time\n\n\nasync def main():\n    await asyncio.gather(asyncio.to_thread(time.sleep, 0.01), asyncio.sleep(1))\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("what_exploring", &[("script.py", script)]) else { return };
    let text = run(&folder, &["text", "script.py"]);
    let sentence = "The script uses a thread, so some of its times are those of the real clock, and another run may differ.";
    assert!(out(&text).contains(sentence), "{}", out(&text));
    let explored = run(&folder, &["explore", "script.py"]);
    assert_eq!(explored.status.code(), Some(1));
    let sentence = "coroscope: can't try all orders: the script waits for a thread, which isn't the same each time";
    assert!(err(&explored).starts_with(sentence), "{}", err(&explored));
}

#[test]
fn a_stall_is_explained_as_a_circle_or_by_the_librarys_wait() {
    let circle = "import asyncio\n\n\nasync def ping(mine, theirs):\n    async with mine:\n        await asyncio.sleep(1)\n        \
                  await asyncio.wait_for(theirs.acquire(), None)\n\n\nasync def main():\n    a, b = asyncio.Lock(), asyncio.Lock()\n    \
                  await asyncio.gather(ping(a, b), ping(b, a))\n\n\nasyncio.run(main())\n";
    let join = "import asyncio\n\n\nasync def main():\n    queue = asyncio.Queue()\n    queue.put_nowait(1)\n    \
                await queue.get()\n    await queue.join()\n\n\nasyncio.run(main())\n";
    let tasks = "import asyncio\n\n\nasync def left():\n    await other\n\n\nasync def right():\n    await one\n\n\nasync def main():\n    \
                 global one, other\n    one = asyncio.create_task(left())\n    other = asyncio.create_task(right())\n    await one\n\n\nasyncio.run(main())\n";
    let table = [
        (circle, "B ping is waiting for `b`, held by C ping"),
        (circle, "B ping and C ping are waiting for each other: a deadlock."),
        (join, "A main is waiting for `queue.join()`."),
        (tasks, "B left and C right are waiting for each other: a deadlock."),
    ];
    let Some(folder) = scripts("a_stall_is_explained", &[]) else { return };
    for (script, sentence) in table {
        fs::write(path(&folder, "script.py"), script).expect("a file");
        let text = run(&folder, &["text", "script.py"]);
        assert!(out(&text).contains(sentence), "{sentence}: {}", out(&text));
        // Plain Python would hang, so there is no exit status.
        assert!(text.status.success(), "{}", err(&text));
    }
}

/// Also where its name alone, which its record has, leads to no file.
#[test]
fn a_script_is_not_exported_onto_itself() {
    let Some(folder) = scripts("not_onto_itself", &[("script.py", TWO_SLEEPS)]) else { return };
    fs::create_dir(path(&folder, "below")).expect("a folder");
    fs::rename(path(&folder, "script.py"), path(&folder, "below/script.py")).expect("a file");
    for onto in ["below/script.py", "./below/../below/script.py"] {
        let output = run(&folder, &["export", "below/script.py", "-f", "html", "-o", onto]);
        let said = err(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("is the source that is being read."), "{said}");
        let text = fs::read_to_string(path(&folder, "below/script.py")).expect("a file");
        assert_eq!(text, TWO_SLEEPS);
    }
}

#[test]
fn an_export_that_a_signal_ends_leaves_the_old_file_and_nothing_beside_it() {
    let script = "import asyncio\n\n\nasync def main():\n    for number in range(400):\n        await asyncio.sleep(1)\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("an_export_that_a_signal_ends", &[("script.py", script)]) else {
        return;
    };
    for name in ["-INT", "-TERM", "-HUP"] {
        fs::write(path(&folder, "run.html"), "the old file").expect("a file");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(["export", "script.py", "-o", "run.html"]);
        command.cwd(folder.path());
        let mut pty = Pty::run(command, 130, 40, &[]);
        pty.wait_for("steps drawn");
        let files = || -> Vec<_> {
            let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        };
        assert!(files().iter().any(|file| file.contains(".html.")), "{:?}", files());
        pty.signal(name);
        let _status = pty.ended_within(PATIENCE);
        let mut left = files();
        left.sort();
        assert_eq!(left, ["run.html", "script.py"], "{name}");
        let old = fs::read_to_string(path(&folder, "run.html")).expect("a file");
        assert_eq!(old, "the old file", "{name}");
    }
}

#[test]
fn the_exit_status_of_a_script_that_ends_itself_is_that_of_the_command() {
    let table = [
        ("os._exit(7)", 7, "exited with status 7"),
        ("os._exit(0)", 0, "exited with status 0"),
        ("os.kill(os.getpid(), 15)", 143, "killed by SIGTERM"),
        ("os.kill(os.getpid(), 9)", 137, "killed by SIGKILL"),
        ("os.abort()", 134, "aborted (SIGABRT)"),
        ("ctypes.string_at(0)", 139, "killed by SIGSEGV"),
        ("sys.exit(3)", 3, "exit status 3"),
    ];
    for (statement, status, sentence) in table {
        let in_task = format!(
            "import asyncio\nimport ctypes\nimport os\nimport sys\n\n\nasync def main():\n    await asyncio.sleep(1)\n    {statement}\n\n\nasyncio.run(main())\n"
        );
        let before = format!("import ctypes\nimport os\nimport sys\n\n{statement}\n");
        let files = [("in_task.py", &*in_task), ("before.py", &*before)];
        let Some(folder) = scripts("the_exit_status_of_a_script", &files) else { return };
        for (name, _) in files {
            let output = run(&folder, &["text", name]);
            let err = err(&output);
            assert_eq!(output.status.code(), Some(status), "{name}, {statement}: {err}");
            assert!(err.contains(sentence), "{name}, {statement}: {err}");
        }
    }
}

#[test]
fn a_repr_that_never_returns_is_named_with_its_variable() {
    let script = "import asyncio\n\n\nclass Slow:\n    def __repr__(self):\n        while True:\n            pass\n\n\nasync def main():\n    \
                  await asyncio.sleep(1)\n    total = Slow()\n    await asyncio.sleep(1)\n    print('done')\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("a_repr_that_never_returns", &[("script.py", script)]) else {
        return;
    };
    let output = run(&folder, &["text", "script.py"]);
    let told = err(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let sentence = "The `__repr__` of `Slow`, which was called to show `total`, didn't return for 10 s, so the run was \
                    stopped in turn 2, in the step of `main` at line 12. With --no-values, no `__repr__` is called.";
    assert!(told.contains(sentence), "{told}");
    assert!(!told.contains("The script was stopped"), "{told}");
    let output = run(&folder, &["text", "script.py", "--no-values"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("done"), "{}", out(&output));
}
