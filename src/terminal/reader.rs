//! Reads the terminal: byte by byte through the [decoder](super::decoder) on Unix, event by event on Windows.

use super::input::Input;
use super::{ownership, watchdog};
use crate::app::key::Key;
use crate::limits::MAX_CONTROL_C_WAIT;
use std::sync::mpsc::Sender;
use std::thread;

pub use platform::Reader;

/// The status with which a process ends when its terminal goes away: 128 and the number of SIGHUP.
const HUNG_UP: i32 = 129;

/// Reads the terminal on a separate thread.
#[expect(
    clippy::disallowed_methods,
    reason = "reading a terminal waits, and the drawing thread must not"
)]
pub fn listen(mut reader: Reader, sender: Sender<Input>) {
    thread::spawn(move || {
        loop {
            for input in reader.read() {
                let is_gone = matches!(input, Input::Disconnected);
                let is_control_c = matches!(input, Input::Key(Key::Ctrl('c')));
                if is_control_c && watchdog::is_stuck() {
                    watchdog::leave();
                }
                let nobody_listens = sender.send(input).is_err();
                if is_control_c {
                    watchdog::leave_after(MAX_CONTROL_C_WAIT);
                }
                if is_gone {
                    ownership::exit_after_grace(HUNG_UP, None);
                }
                if nobody_listens {
                    return;
                }
            }
        }
    });
}

#[cfg(unix)]
mod platform {
    use super::super::decoder::{Decoder, Token};
    use super::super::foreground;
    use super::super::output::{self, Stream};
    use super::Input;
    use crate::limits::{MAX_ANSWER_DELAY, MAX_TERMINAL_ANSWER_TIME};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;
    use std::io::stdin;
    use std::time::{Duration, Instant};

    /// Asks for the background, and then for what every terminal answers: after that no other answer comes.
    const QUESTION: &[u8] = b"\x1b]11;?\x07\x1b[c";

    /// What has arrived within some time.
    enum Arrived {
        Tokens(Vec<Token>),
        Nothing,
        /// The terminal has gone away.
        Gone,
    }

    /// Reads standard input, which is a terminal.
    #[derive(Default)]
    pub struct Reader {
        decoder: Decoder,
        /// What was read while the terminal was asked for its background.
        early: Vec<Input>,
        asked: Option<Instant>,
    }

    impl Reader {
        /// Asks the terminal for its background. Returns `None` if it doesn't answer in time. Keys that are pressed
        /// meanwhile are kept.
        #[expect(clippy::disallowed_methods, reason = "a terminal that never answers is given up")]
        pub fn ask_background(&mut self) -> Option<[u8; 3]> {
            output::write(Stream::Out, QUESTION).ok()?;
            let now = Instant::now();
            self.asked = Some(now);
            self.decoder.expect_answer(true);
            let mut background = None;
            while let Some(left) = MAX_TERMINAL_ANSWER_TIME.checked_sub(now.elapsed()) {
                let tokens = match self.read_within(Some(left)) {
                    Arrived::Tokens(tokens) => tokens,
                    Arrived::Nothing => continue,
                    Arrived::Gone => {
                        self.early.push(Input::Disconnected);
                        break;
                    }
                };
                for token in tokens {
                    match token {
                        Token::Background(color) => background = Some(color),
                        Token::Identity => self.decoder.expect_answer(false),
                        other => self.early.push(other.into()),
                    }
                }
                if !self.decoder.is_answer_due() {
                    break;
                }
            }
            background
        }

        /// Waits for the next inputs.
        pub fn read(&mut self) -> Vec<Input> {
            if !self.early.is_empty() {
                return std::mem::take(&mut self.early);
            }
            match self.read_within(None) {
                Arrived::Tokens(tokens) => {
                    if tokens.contains(&Token::Identity) {
                        self.decoder.expect_answer(false);
                    }
                    let is_answer =
                        |token: &Token| matches!(token, Token::Background(_) | Token::Identity);
                    tokens.into_iter().filter(|token| !is_answer(token)).map(Input::from).collect()
                }
                Arrived::Nothing => Vec::new(),
                Arrived::Gone => vec![Input::Disconnected],
            }
        }

        /// Waits for the next bytes up to this long, or as long as it takes.
        fn read_within(&mut self, limit: Option<Duration>) -> Arrived {
            if self.asked.is_some_and(|asked| asked.elapsed() > MAX_ANSWER_DELAY) {
                self.decoder.expect_answer(false);
                self.asked = None;
            }
            let rest = self.decoder.wait();
            let wait = [limit, rest].into_iter().flatten().min();
            let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
            let stdin = stdin();
            let mut polled = [PollFd::new(&stdin, PollFlags::IN)];
            match poll(&mut polled, wait.as_ref()) {
                Ok(0) if rest.is_some() && (limit.is_none() || rest <= limit) => {
                    return Arrived::Tokens(self.decoder.give_up());
                }
                Ok(0) | Err(Errno::INTR | Errno::AGAIN) => return Arrived::Nothing,
                // What has arrived is for the program that has the terminal.
                Ok(_) if foreground::wait_until_returned() => return Arrived::Nothing,
                Ok(_) => {}
                Err(_) => return Arrived::Gone,
            }
            let mut bytes = [0; 4096];
            match rustix::io::read(&stdin, &mut bytes) {
                Ok(0) => Arrived::Gone,
                Ok(count) => Arrived::Tokens(self.decoder.decode(&bytes[..count])),
                Err(Errno::INTR | Errno::AGAIN) => Arrived::Nothing,
                Err(_) => Arrived::Gone,
            }
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use super::super::console_events::from_event;
    use super::super::foreground;
    use super::Input;
    use crate::limits::MAX_TERMINAL_ANSWER_TIME;
    use crossterm::event::read;
    use terminal_colorsaurus::{QueryOptions, background_color};

    /// Reads the console.
    #[derive(Default)]
    pub struct Reader(());

    #[expect(clippy::unused_self, reason = "on Unix it has a state")]
    impl Reader {
        /// Asks the terminal for its background. Returns `None` if it doesn't answer in time.
        pub fn ask_background(&mut self) -> Option<[u8; 3]> {
            let mut question = QueryOptions::default();
            question.timeout = MAX_TERMINAL_ANSWER_TIME;
            let color = background_color(question).ok()?;
            Some([color.r, color.g, color.b].map(|part| u8::try_from(part >> 8).unwrap_or(u8::MAX)))
        }

        /// Waits for the next inputs.
        pub fn read(&mut self) -> Vec<Input> {
            foreground::wait_until_returned();
            match read() {
                Ok(event) => from_event(event).into_iter().collect(),
                Err(_) => vec![Input::Disconnected],
            }
        }
    }
}
