//! The program in a real terminal: what appears on the screen, and what it leaves behind. Every wait is
//! for something to appear, never for time to pass.
#![allow(missing_docs)]
#![cfg(unix)]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes; a wait that gets here has failed.
const PATIENCE: Duration = Duration::from_secs(20);

#[path = "terminal/progress.rs"]
mod progress;
#[path = "terminal/stuck.rs"]
mod stuck;

#[derive(Default)]
struct Seen {
    parser: Option<vt100::Parser>,
    raw: Vec<u8>,
    is_closed: bool,
    /// The reader lets go of the terminal once it has read something more.
    is_enough: bool,
}

/// A child in a terminal of its own, and what it has drawn.
struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Pty {
    fn open(arguments: &[&str], width: u16, height: u16) -> Pty {
        Pty::with(arguments, width, height, &[])
    }

    fn with(arguments: &[&str], width: u16, height: u16, env: &[(&str, &str)]) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(arguments);
        Pty::run(command, width, height, env)
    }

    fn run(mut command: CommandBuilder, width: u16, height: u16, env: &[(&str, &str)]) -> Pty {
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("the test's own terminal works");
        for name in ["NO_COLOR", "COLORFGBG", "LC_ALL", "LC_CTYPE"] {
            command.env_remove(name);
        }
        for (name, value) in
            [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")]
                .iter()
                .chain(env)
        {
            command.env(name, value);
        }
        // Progress of a test is no learner's.
        command.env("XDG_STATE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
        let child = pair.slave.spawn_command(command).expect("the test's own terminal works");
        drop(pair.slave);
        let parser = Some(vt100::Parser::new(height, width, 0));
        let seen = Arc::new((Mutex::new(Seen { parser, ..Seen::default() }), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().expect("the test's own terminal works");
        let shared = Arc::clone(&seen);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let count = reader.read(&mut bytes).unwrap_or(0);
                let mut seen = shared.0.lock().expect("the test's own terminal works");
                if count == 0 {
                    seen.is_closed = true;
                    shared.1.notify_all();
                    return;
                }
                seen.raw.extend_from_slice(&bytes[..count]);
                if let Some(parser) = &mut seen.parser {
                    parser.process(&bytes[..count]);
                }
                shared.1.notify_all();
                if seen.is_enough {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().expect("the test's own terminal works");
        Pty { master: pair.master, writer, child, seen, reader: Some(reader) }
    }

    fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("the test's own terminal works");
        self.writer.flush().expect("the test's own terminal works");
    }

    /// Waits until what is seen is as it should be.
    fn wait(&self, what: &str, is_so: impl Fn(&Seen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = self.seen.0.lock().expect("the test's own terminal works");
        while !is_so(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = seen.parser.as_ref().map(|parser| parser.screen().contents());
                let raw = String::from_utf8_lossy(&seen.raw).escape_debug().to_string();
                panic!(
                    "{what} never came; the screen:\n{}\nraw: {raw}",
                    screen.unwrap_or_default()
                );
            }
            seen = self.seen.1.wait_timeout(seen, left).expect("the test's own terminal works").0;
        }
    }

    fn wait_for(&self, text: &str) {
        self.wait(text, |seen| contents(seen).contains(text));
    }

    fn resize(&self, width: u16, height: u16) {
        if let Some(parser) = &mut self.seen.0.lock().expect("the test's own terminal works").parser
        {
            parser.screen_mut().set_size(height, width);
        }
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the test's own terminal works");
    }

    /// Closes the terminal: nobody holds its side any more.
    fn close(&mut self) {
        self.seen.0.lock().expect("the test's own terminal works").is_enough = true;
        // Something to read, so that the reader comes to see that it is enough.
        self.keys("?");
        let reader = self.reader.take().expect("it is closed once");
        reader.join().expect("the test's own terminal works");
        self.writer = Box::new(std::io::sink());
        let size = PtySize { rows: 1, cols: 1, pixel_width: 0, pixel_height: 0 };
        let other = native_pty_system().openpty(size).expect("the test's own terminal works");
        self.master = other.master;
    }

    fn signal(&self, name: &str) {
        let process = self.child.process_id().expect("the test's own terminal works").to_string();
        let sent = std::process::Command::new("kill")
            .args([name, &process])
            .status()
            .expect("the test's own terminal works");
        assert!(sent.success());
    }

    /// Waits for the end of the child and of its output, and gives its status.
    fn ended(&mut self) -> u32 {
        self.wait("the end", |seen| seen.is_closed);
        self.child.wait().expect("the test's own terminal works").exit_code()
    }

    /// Everything that was taken has been given back.
    fn assert_given_back(&self) {
        let seen = self.seen.0.lock().expect("the test's own terminal works");
        let screen = seen.parser.as_ref().expect("the test's own terminal works").screen();
        assert!(!screen.alternate_screen(), "the alternate screen is still there");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _may_be_gone = self.child.kill();
        let _may_be_gone = self.child.wait();
    }
}

fn contents(seen: &Seen) -> String {
    seen.parser.as_ref().map_or(String::new(), |parser| parser.screen().contents())
}

#[test]
fn a_key_is_a_poll_and_q_gives_the_terminal_back() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys(" ");
    pty.wait_for("A waiter is polled for the first time");
    pty.keys("\x1b[C");
    pty.wait_for("Before you step");
    pty.keys("ss");
    pty.wait_for("turn 2 of 3");
    pty.keys("\x1b[D");
    pty.wait_for("turn 1 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn control_c_is_a_key_and_leaves() {
    let mut pty = Pty::open(&["open", "lazy"], 80, 24);
    pty.wait_for("turn 0 of 1");
    pty.keys("\x03");
    assert_eq!(pty.ended(), 0);
    pty.assert_given_back();
}

#[test]
fn signals_end_it_with_their_number() {
    for (name, number) in [("-TERM", 15), ("-INT", 2), ("-HUP", 1)] {
        let mut pty = Pty::open(&["open", "lazy"], 80, 24);
        pty.wait_for("turn 0 of 1");
        pty.signal(name);
        assert_eq!(pty.ended(), 128 + number, "{name}");
        pty.assert_given_back();
    }
}

/// The child of the next test: on the terminal that it was given, it takes the screen and panics.
#[test]
#[ignore = "it is run by the test below, in a terminal of its own"]
fn the_child_that_panics() {
    coroscope::terminal::while_taken(|| panic!("a fault of our own"))
        .expect("the test's own terminal works");
}

#[test]
fn a_panic_gives_the_terminal_back_before_its_message() {
    let mut command =
        CommandBuilder::new(std::env::current_exe().expect("the test's own terminal works"));
    command.args(["--ignored", "--exact", "the_child_that_panics", "--nocapture"]);
    let mut pty = Pty::run(command, 100, 30, &[]);
    assert_eq!(pty.ended(), 101);
    pty.assert_given_back();
    let raw =
        String::from_utf8_lossy(&pty.seen.0.lock().expect("the test's own terminal works").raw)
            .into_owned();
    let (taken, left) = (
        raw.find("[?1049h").expect("the test's own terminal works"),
        raw.find("[?1049l").expect("the test's own terminal works"),
    );
    let told = raw.find("a fault of our own").expect("the test's own terminal works");
    assert!(taken < left && left < told, "{}", raw.escape_debug());
    assert_eq!(raw.matches("[?1049l").count(), 1, "it is given back once");
}

#[test]
fn a_terminal_that_goes_away_takes_the_process_with_it() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/gone/progress.toml");
    let _from_before = std::fs::remove_file(file);
    let mut pty = Pty::open(&["open", "resume@2.7", "--progress", file], 80, 24);
    pty.wait_for("turn 2 of 3");
    pty.keys(" ");
    pty.wait_for("Before you step");
    pty.keys("a");
    pty.wait_for("R5");
    let process = pty.child.process_id().expect("the test's own terminal works").to_string();
    pty.close();
    let mut killer = pty.child.clone_killer();
    let (ended, waits) = std::sync::mpsc::channel::<()>();
    thread::spawn(move || {
        if waits.recv_timeout(PATIENCE).is_err() {
            let _may_be_gone = killer.kill();
        }
    });
    let status = pty.child.wait().expect("the test's own terminal works");
    let _in_time = ended.send(());
    assert_eq!(status.exit_code(), 129, "the terminal's own signal ended it");
    let asked = std::process::Command::new("kill").args(["-0", &process]).output();
    assert!(!asked.expect("the test's own terminal works").status.success(), "it is still there");
    let kept = std::fs::read_to_string(file).expect("progress was saved");
    assert!(kept.contains("[lessons.resume") && kept.contains("right"), "{kept}");
}

#[test]
fn it_steps_aside_and_comes_back() {
    let mut shell = CommandBuilder::new("sh");
    let program = env!("CARGO_BIN_EXE_coroscope");
    shell.args(["-i", "-m", "-c", &format!("{program} open resume; echo ASIDE; fg; echo BACK $?")]);
    let mut pty = Pty::run(shell, 100, 30, &[]);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1a");
    pty.wait("the shell", |seen| String::from_utf8_lossy(&seen.raw).contains("ASIDE"));
    pty.wait("the screen again", |seen| {
        let raw = String::from_utf8_lossy(&seen.raw);
        let aside = raw.find("ASIDE").unwrap_or(raw.len());
        raw[aside..].contains("resume@0") && contents(seen).contains("turn 0 of 3")
    });
    pty.keys(" ");
    pty.wait_for("turn 1 of 3");
    pty.keys("q");
    pty.wait("the end", |seen| String::from_utf8_lossy(&seen.raw).contains("BACK 0"));
    pty.assert_given_back();
}

#[test]
fn a_new_size_is_drawn_at_once() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.resize(40, 10);
    pty.wait_for("coroscope needs 60 columns");
    pty.resize(120, 34);
    pty.wait_for("turn 0 of 3");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_paste_into_the_panes_does_nothing_and_into_a_line_is_text() {
    let mut pty = Pty::open(&["open", "resume"], 100, 30);
    pty.wait_for("turn 0 of 3");
    pty.keys("\x1b[200~qqq   \x1b[201~");
    pty.keys("g\x1b[200~2.4\x1b[201~");
    pty.wait_for("go to turn 2.4");
    pty.keys("\r");
    pty.wait_for("resume@2.4");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_address_goes_to_the_clipboard() {
    let mut pty = Pty::open(&["open", "resume@2"], 100, 30);
    pty.wait_for("turn 2 of 3");
    pty.keys("y");
    pty.wait_for("is the address of this moment");
    // resume@2, as the terminal wants it.
    pty.wait("the clipboard", |seen| {
        String::from_utf8_lossy(&seen.raw).contains("]52;c;cmVzdW1lQDI=")
    });
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_mouse_scrolls_focuses_and_jumps() {
    let mut pty = Pty::open(&["open", "three-tasks@9"], 120, 34);
    pty.wait_for("turn 9 of 16");
    pty.wait_for("space turn");
    // A click on the lane of A, in the column of the first poll.
    let (column, row) = {
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let rows: Vec<String> = seen
            .parser
            .as_ref()
            .expect("the test's own terminal works")
            .screen()
            .rows(0, 120)
            .collect();
        (
            17,
            rows.iter()
                .rposition(|line| line.contains("A factorial"))
                .expect("the test's own terminal works"),
        )
    };
    pty.keys(&format!("\x1b[<0;{column};{}M", row + 1));
    pty.wait("another turn", |seen| !contents(seen).contains("turn 9 of 16"));
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn no_color_still_tells_by_weight() {
    let mut pty = Pty::with(&["open", "resume@2"], 100, 30, &[("NO_COLOR", "1")]);
    pty.wait_for("turn 2 of 3");
    let raw =
        String::from_utf8_lossy(&pty.seen.0.lock().expect("the test's own terminal works").raw)
            .into_owned();
    assert!(!raw.contains("38;2;") && !raw.contains("38;5;"), "{}", raw.escape_debug());
    assert!(raw.contains("\x1b[1m"), "{}", raw.escape_debug());
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_plain_locale_gets_plain_letters() {
    let mut pty = Pty::with(&["open", "resume@2"], 100, 30, &[("LANG", "C")]);
    pty.wait_for("turn 2 of 3");
    let drawn = contents(&pty.seen.0.lock().expect("the test's own terminal works"));
    assert!(drawn.is_ascii(), "{drawn}");
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

/// A theme's file in the folder of the tests.
fn theme(name: &str, text: &str) -> String {
    let file = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, text).expect("the test's own folder can be written");
    file
}

#[test]
fn a_theme_of_ones_own_colours_the_screen() {
    let file = theme(
        "own.toml",
        "name = \"own\"\ntasks = [\"#010203\"]\n[role]\ntitle = { fg = \"#0a0b0c\" }\n",
    );
    let mut pty = Pty::open(&["open", "resume@2", "--theme", &file], 80, 24);
    pty.wait_for("turn 2 of 3");
    for color in ["38;2;1;2;3", "38;2;10;11;12"] {
        pty.wait(color, |seen| String::from_utf8_lossy(&seen.raw).contains(color));
    }
    pty.keys("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_theme_that_is_none_is_refused_in_one_sentence() {
    let unknown =
        theme("unknown.toml", "name = \"x\"\ntasks = []\n[role]\nsparkle = { bold = true }\n");
    let broken = theme("broken.toml", "name = \"x\"\ntasks = [1,,]\n");
    let folder = env!("CARGO_TARGET_TMPDIR").to_owned();
    let missing = format!("{folder}/there-is-none.toml");
    for (file, words) in [
        (&unknown, "there is no role 'sparkle'; the roles are text, dim, "),
        (&broken, "line 2: "),
        (&folder, "cannot be read: "),
        (&missing, "no theme is called '"),
    ] {
        let mut pty = Pty::open(&["open", "resume", "--theme", file], 200, 24);
        assert_eq!(pty.ended(), 2, "{file}");
        let seen = pty.seen.0.lock().expect("the test's own terminal works");
        let told = contents(&seen).trim().replace('\n', "");
        assert!(told.contains(words), "{told}");
        assert!(!String::from_utf8_lossy(&seen.raw).contains("[?1049h"), "no screen was taken");
    }
}
