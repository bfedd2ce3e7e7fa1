//! A script under the screen has a session of its own: it reaches no terminal, and it ends with the screen.

use crate::pty::{PATIENCE, Pty, contents, state_of, wait_until_gone, wait_until_stopped};
use crate::screen::{number_in, open};
use crate::{path, scripts};
use portable_pty::CommandBuilder;
use std::time::Instant;

#[test]
fn nothing_of_what_a_script_writes_to_the_terminal_is_on_the_screen() {
    let script = "import asyncio\nimport os\n\n\nasync def main():\n    number = 41 * 271\n    try:\n        \
                  os.write(os.open('/dev/tty', os.O_RDWR), b'\\x1b[5;5HLEAK%d' % number)\n    except OSError as error:\n        print('own', error.errno)\n    \
                  os.system('(printf %s $((41 * 271)); stty sane) 2>&1 <> /dev/tty >&0')\n    \
                  print('ended', 6 * 7)\n    await asyncio.sleep(1)\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("nothing_of_what_a_script_writes", &[("script.py", script)]) else {
        return;
    };
    let mut pty = open(&folder, &["py", "script.py", "--no-values"]);
    pty.wait_for("→ step");
    pty.keys("\x1b[C");
    pty.wait_for("ended 42");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
    let seen = pty.seen.0.lock().expect("it reads");
    let raw = String::from_utf8_lossy(&seen.raw);
    let leaves = raw.rfind("\x1b[?1049l").expect("the screen was left");
    assert!(!raw[..leaves].contains("LEAK11111"), "the script wrote over the screen");
    assert!(!raw[..leaves].contains("\x1b[5;5HLEAK"), "the script wrote over the screen");
}

#[cfg(target_os = "linux")]
#[test]
fn leaving_kills_what_has_left_the_process_group_of_the_script() {
    let script = "import asyncio\nimport subprocess\n\n\nasync def main():\n    \
                  subprocess.Popen(['bash', '-c', 'set -m; sleep 600 & echo $! > pid; wait'])\n    while True:\n        \
                  await asyncio.sleep(1)\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("leaving_kills_what_has_left", &[("script.py", script)]) else {
        return;
    };
    for key in ["q", "\x03"] {
        let mut pty = open(&folder, &["py", "script.py"]);
        pty.wait_for("→ step");
        pty.keys("\x1b[C");
        let process = number_in(&path(&folder, "pid"));
        pty.keys(key);
        assert_eq!(pty.ended(), 0, "{key:?}");
        wait_until_gone(process.trim());
        std::fs::remove_file(path(&folder, "pid")).expect("it is there");
    }
}

#[test]
fn a_script_is_suspended_and_continued_with_the_screen() {
    let script = "import asyncio\nimport os\n\n\nasync def main():\n    await asyncio.sleep(1)\n    open('pid', 'w').write(str(os.getpid()))\n    \
                  while True:\n        pass\n\n\nasyncio.run(main())\n";
    let Some(folder) = scripts("a_script_is_suspended", &[("script.py", script)]) else { return };
    let mut shell = CommandBuilder::new("bash");
    shell.args(["--norc", "-i", "-m"]);
    shell.cwd(folder.path());
    let mut pty = Pty::run(shell, 130, 40, &[("PS1", "> ")]);
    pty.keys(&format!("{} py script.py\n", env!("CARGO_BIN_EXE_coroscope")));
    pty.wait_for("→ step");
    pty.keys("\x1b[C\x1b[C\x1b[C");
    let process = number_in(&path(&folder, "pid"));
    pty.keys("\x1a");
    pty.wait_for("Stopped");
    wait_until_stopped(&process);
    pty.keys("fg\n");
    pty.wait_for("The step of `main` at line");
    let since = Instant::now();
    while !state_of(&process).starts_with('R') {
        assert!(since.elapsed() < PATIENCE, "it doesn't run again: {}", state_of(&process));
    }
    pty.keys("q");
    // What is typed before the shell has its terminal again is discarded.
    pty.wait("the shell", |seen| contents(seen).trim_end().ends_with("\n>"));
    wait_until_gone(&process);
    pty.keys("exit 0\n");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_script_that_waits_for_input_without_a_screen_says_so() {
    let asks = "import asyncio\n\n\nasync def main():\n    await asyncio.sleep(1)\n    name = input('Your name? ')\n    \
                print('hello', name.upper())\n\n\nasyncio.run(main())\n";
    let first = "name = input('Your name? ')\nprint('hello', name.upper())\n";
    let password = "import asyncio\nimport getpass\n\n\nasync def main():\n    name = getpass.getpass('Secret? ')\n    \
                    print('hello', name.upper())\n\n\nasyncio.run(main())\n";
    let table = [
        (asks, "The step of `main` at line 6 waits for input with the prompt “Your name?”."),
        (first, "The script waits for input with the prompt “Your name?”."),
        (password, "The step of `main` at line 6 waits for input."),
    ];
    let Some(folder) = scripts("a_script_that_waits_for_input", &[]) else { return };
    for (script, sentence) in table {
        std::fs::write(path(&folder, "script.py"), script).expect("a file");
        let mut pty = open(&folder, &["text", "script.py"]);
        pty.wait_for(sentence);
        pty.keys("world\r");
        pty.wait_for("WORLD");
        assert_eq!(pty.ended(), 0, "{sentence}");
    }
}
