//! A terminal for the tests: a child in it, what it has drawn, and keys and signals for it.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes; a wait that gets here has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What the program asks: the background, and what the terminal is.
const QUESTION: &[u8] = b"\x1b]11;?\x07\x1b[c";

/// The answer of a terminal that doesn't know its background.
pub const IDENTITY: &str = "\x1b[?62;22c";

#[derive(Default)]
pub struct Seen {
    pub parser: Option<vt100::Parser>,
    pub raw: Vec<u8>,
    pub is_closed: bool,
    /// The reader lets go of the terminal once it has read something more.
    pub is_enough: bool,
}

/// A child in a terminal of its own, and what it has drawn.
pub struct Pty {
    pub master: Box<dyn MasterPty + Send>,
    /// The terminal's settings before the child ran: raw mode, echo, signals from keys.
    settings: String,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    pub child: Box<dyn Child + Send + Sync>,
    pub seen: Arc<(Mutex<Seen>, Condvar)>,
    pub reader: Option<thread::JoinHandle<()>>,
}

impl Pty {
    pub fn open(arguments: &[&str], width: u16, height: u16) -> Pty {
        Pty::with(arguments, width, height, &[])
    }

    pub fn with(arguments: &[&str], width: u16, height: u16, env: &[(&str, &str)]) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coroscope"));
        command.args(arguments);
        Pty::run(command, width, height, env)
    }

    pub fn run(command: CommandBuilder, width: u16, height: u16, env: &[(&str, &str)]) -> Pty {
        Pty::answering(IDENTITY, command, width, height, env)
    }

    /// A terminal that answers this when it is asked for its background.
    pub fn answering(
        answer: &'static str,
        mut command: CommandBuilder,
        width: u16,
        height: u16,
        env: &[(&str, &str)],
    ) -> Pty {
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("the test's own terminal works");
        for name in ["NO_COLOR", "COLORFGBG", "LC_ALL", "LC_CTYPE"] {
            command.env_remove(name);
        }
        // No other window presents.
        command.env("XDG_RUNTIME_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
        for (name, value) in
            [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")]
                .iter()
                .chain(env)
        {
            command.env(name, value);
        }
        // Progress of a test is no learner's.
        command.env("XDG_STATE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
        let settings = format!("{:?}", pair.master.get_termios());
        let child = pair.slave.spawn_command(command).expect("the test's own terminal works");
        drop(pair.slave);
        let parser = Some(vt100::Parser::new(height, width, 0));
        let seen = Arc::new((Mutex::new(Seen { parser, ..Seen::default() }), Condvar::new()));
        let writer = pair.master.take_writer().expect("the test's own terminal works");
        let writer = Arc::new(Mutex::new(writer));
        let mut pty = Pty { master: pair.master, settings, writer, child, seen, reader: None };
        pty.reader = Some(pty.spawn_reader(answer));
        pty
    }

    /// Reads what the child writes, on a thread, and gives this answer once.
    fn spawn_reader(&self, answer: &'static str) -> thread::JoinHandle<()> {
        let mut reader = self.master.try_clone_reader().expect("the test's own terminal works");
        let shared = Arc::clone(&self.seen);
        let answers = Arc::clone(&self.writer);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            let mut is_answered = false;
            loop {
                let count = reader.read(&mut bytes).unwrap_or(0);
                let mut seen = shared.0.lock().expect("the test's own terminal works");
                if count == 0 {
                    seen.is_closed = true;
                    shared.1.notify_all();
                    return;
                }
                seen.raw.extend_from_slice(&bytes[..count]);
                if !is_answered && seen.raw.windows(QUESTION.len()).any(|part| part == QUESTION) {
                    is_answered = true;
                    let mut answers = answers.lock().expect("the test's own terminal works");
                    let _may_be_gone = answers.write_all(answer.as_bytes());
                }
                if let Some(parser) = &mut seen.parser {
                    parser.process(&bytes[..count]);
                }
                shared.1.notify_all();
                if seen.is_enough {
                    return;
                }
            }
        })
    }

    pub fn keys(&mut self, keys: &str) {
        let mut writer = self.writer.lock().expect("the test's own terminal works");
        writer.write_all(keys.as_bytes()).expect("the test's own terminal works");
        writer.flush().expect("the test's own terminal works");
    }

    /// Waits until what is seen is as it should be.
    pub fn wait(&self, what: &str, is_so: impl Fn(&Seen) -> bool) {
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

    pub fn wait_for(&self, text: &str) {
        self.wait(text, |seen| contents(seen).contains(text));
    }

    pub fn resize(&self, width: u16, height: u16) {
        if let Some(parser) = &mut self.seen.0.lock().expect("the test's own terminal works").parser
        {
            parser.screen_mut().set_size(height, width);
        }
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).expect("the test's own terminal works");
    }

    /// Closes the terminal: nobody holds its side any more.
    pub fn close(&mut self) {
        self.seen.0.lock().expect("the test's own terminal works").is_enough = true;
        // Something to read, so that the reader comes to see that it is enough.
        self.keys("?");
        let reader = self.reader.take().expect("it is closed once");
        reader.join().expect("the test's own terminal works");
        *self.writer.lock().expect("the test's own terminal works") = Box::new(std::io::sink());
        let size = PtySize { rows: 1, cols: 1, pixel_width: 0, pixel_height: 0 };
        let other = native_pty_system().openpty(size).expect("the test's own terminal works");
        self.master = other.master;
    }

    pub fn signal(&self, name: &str) {
        let process = self.child.process_id().expect("the test's own terminal works").to_string();
        kill(name, &process);
    }

    /// The process that draws. The child guards it.
    pub fn screen(&self) -> String {
        let guard = self.child.process_id().expect("the test's own terminal works").to_string();
        child_of(&guard)
    }

    /// Stops reading what the child writes.
    #[cfg(target_os = "linux")]
    pub fn stop_reading(&mut self) {
        self.seen.0.lock().expect("the test's own terminal works").is_enough = true;
    }

    /// Presses this key until the child is blocked in a write to its terminal, as the system lists it.
    #[cfg(target_os = "linux")]
    pub fn fill(&mut self, key: &str) {
        let process = self.screen();
        let call = || std::fs::read_to_string(format!("/proc/{process}/syscall"));
        let is_write = |call: &str| call.split(' ').nth(1) == Some("0x1");
        let deadline = Instant::now() + PATIENCE;
        let mut same = 0;
        let mut before = String::new();
        while same < 40 {
            assert!(Instant::now() < deadline, "the child never blocks: {before}");
            let now = call().expect("it runs, and its system call is listed");
            if is_write(&now) && now == before {
                same += 1;
            } else {
                same = 0;
                self.keys(key);
            }
            before = now;
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Reads again what the child writes.
    #[cfg(target_os = "linux")]
    pub fn read_again(&mut self) {
        let first = self.reader.take().expect("it was read before");
        first.join().expect("the test's own terminal works");
        self.seen.0.lock().expect("the test's own terminal works").is_enough = false;
        self.reader = Some(self.spawn_reader(""));
    }

    /// Waits until the terminal has the settings that it had before the child ran.
    pub fn wait_for_settings(&self) {
        let deadline = Instant::now() + PATIENCE;
        while format!("{:?}", self.master.get_termios()) != self.settings {
            assert!(Instant::now() < deadline, "the terminal is still raw");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end of the child, whatever it has written, and gives its status.
    pub fn ended_within(&mut self, limit: Duration) -> u32 {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the test's own terminal works") {
                return status.exit_code();
            }
            assert!(since.elapsed() < limit, "it still runs after {limit:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end of the child and of its output, and gives its status.
    pub fn ended(&mut self) -> u32 {
        self.wait("the end", |seen| seen.is_closed);
        self.child.wait().expect("the test's own terminal works").exit_code()
    }

    /// Everything that was taken has been given back.
    pub fn assert_given_back(&self) {
        let seen = self.seen.0.lock().expect("the test's own terminal works");
        let screen = seen.parser.as_ref().expect("the test's own terminal works").screen();
        assert!(!screen.alternate_screen(), "the alternate screen is still there");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "pastes are still bracketed");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(format!("{:?}", self.master.get_termios()), self.settings, "it is still raw");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _may_be_gone = self.child.kill();
        let _may_be_gone = self.child.wait();
    }
}

/// Sends a signal to a process.
pub fn kill(name: &str, process: &str) {
    let sent = std::process::Command::new("kill").args([name, process]).status();
    assert!(sent.expect("the test's own terminal works").success());
}

/// The process that this one has started, as the system lists it.
pub fn child_of(process: &str) -> String {
    let listed = std::process::Command::new("ps").args(["-o", "pid=", "--ppid", process]).output();
    let listed = String::from_utf8(listed.expect("ps runs").stdout).expect("it is text");
    listed.split_whitespace().next().expect("there is a child").to_owned()
}

pub fn contents(seen: &Seen) -> String {
    seen.parser.as_ref().map_or(String::new(), |parser| parser.screen().contents())
}

/// The state of a process, as the system lists it, such as `S` or `T`; or nothing, if there is no such process.
pub fn state_of(process: &str) -> String {
    let mut list = std::process::Command::new("ps");
    let state = list.args(["-o", "stat=", "-p", process]).output().expect("ps runs");
    String::from_utf8(state.stdout).expect("it is text").trim().to_owned()
}

/// Returns whether a process is there and has not ended.
pub fn is_there(process: &str) -> bool {
    let state = state_of(process);
    !state.is_empty() && !state.starts_with('Z')
}

/// Waits until a process is stopped by a signal.
pub fn wait_until_stopped(process: &str) {
    let since = Instant::now();
    while !state_of(process).starts_with('T') {
        assert!(since.elapsed() < PATIENCE, "{process} isn't stopped: {}", state_of(process));
    }
}

/// Waits until a process is gone.
pub fn wait_until_gone(process: &str) {
    let since = Instant::now();
    while is_there(process) {
        assert!(since.elapsed() < PATIENCE, "{process} is still there");
    }
}
