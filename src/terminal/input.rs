//! Everything that comes in while the screen is open, from whichever thread.

use crate::app::key::Key;
use crate::app::message::Message;
use crate::course::catalog::Lesson;
use std::sync::Arc;

/// Something that came in.
pub enum Input {
    /// A key.
    Key(Key),
    /// A click with the left button on this cell.
    Click {
        /// The cell's column.
        column: u16,
        /// The cell's row.
        row: u16,
    },
    /// The wheel was turned over this cell.
    Wheel {
        /// The cell's column.
        column: u16,
        /// The cell's row.
        row: u16,
        /// How many lines it scrolls; a negative number scrolls up.
        lines: i32,
    },
    /// What needs no translation.
    Message(Message),
    /// The terminal has another size.
    Resized,
    /// A program that runs in another process has sent something.
    News,
    /// The lesson that is open was saved: the lesson anew, or why it cannot be read.
    Saved(Result<Arc<Lesson>, String>),
    /// A notice for the learner.
    Notice(String),
    /// The process was stopped, and the shell has continued it.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix sends such signals"))]
    Continued,
    /// A signal asks the process to end.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix sends such signals"))]
    Signal(i32),
    /// The terminal is gone.
    Disconnected,
}
