//! How far a long command has come, on standard error: a line that is written over in a terminal, and else a line now
//! and then.

use crate::limits::{PROGRESS_LINE_INTERVAL, PROGRESS_LOG_INTERVAL};
use std::io::{self, IsTerminal, Write};
use std::time::Instant;

/// The line. It is removed when this is dropped, so that nothing else is written beside it.
pub struct ProgressLine {
    is_terminal: bool,
    written: Instant,
    width: usize,
}

impl ProgressLine {
    /// Returns a line that hasn't been written yet.
    pub fn new() -> ProgressLine {
        ProgressLine { is_terminal: io::stderr().is_terminal(), written: now(), width: 0 }
    }

    /// Writes the line, unless it was written a short while ago.
    pub fn show(&mut self, words: impl FnOnce() -> String) {
        let pause = if self.is_terminal { PROGRESS_LINE_INTERVAL } else { PROGRESS_LOG_INTERVAL };
        if self.written.elapsed() >= pause {
            self.write(&words());
        }
    }

    /// Writes the line now, if it is written over in a terminal.
    pub fn show_in_terminal(&mut self, words: impl FnOnce() -> String) {
        if self.is_terminal {
            self.write(&words());
        }
    }

    fn write(&mut self, words: &str) {
        self.written = now();
        // If standard error is closed, nobody reads it.
        let _closed = if self.is_terminal {
            let gap = " ".repeat(self.width.saturating_sub(words.len()));
            self.width = words.len();
            write!(io::stderr(), "\r{words}{gap}")
        } else {
            writeln!(io::stderr(), "{}", words.trim_end())
        };
    }

    /// Removes the line before something else is written.
    pub fn clear(&mut self) {
        if self.width > 0 {
            let _closed = write!(io::stderr(), "\r{}\r", " ".repeat(self.width));
            self.width = 0;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a person waits by the clock on the wall")]
fn now() -> Instant {
    Instant::now()
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}
