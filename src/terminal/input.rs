//! The inputs that threads send to the event loop while the screen is open.

use super::decoder::Token;
use crate::app::key::Key;
use crate::app::message::{Message, OverlayMessage};
use crate::app::saved::SavedFile;

/// An input.
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
    /// A message for the app.
    Message(Message),
    /// The size of the terminal changed.
    Resized,
    /// A program in another process has sent something.
    News,
    /// The open lesson was saved: the new lesson, or why it can't be loaded.
    Saved(SavedFile),
    /// A notice for the learner.
    Notice(String),
    /// The process was suspended, and the shell has resumed it.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix sends such signals"))]
    Continued,
    /// A signal requests that the process exit.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix sends such signals"))]
    Signal(i32),
    /// The terminal has answered a question.
    Answered,
    /// The terminal is gone.
    Disconnected,
}

impl From<Token> for Input {
    fn from(token: Token) -> Input {
        match token {
            Token::Key(key) => Input::Key(key),
            Token::Click { column, row } => Input::Click { column, row },
            Token::Wheel { column, row, lines } => Input::Wheel { column, row, lines },
            Token::Paste(text) => Input::Message(Message::Overlay(OverlayMessage::Paste(text))),
            // Answers that come after the screen was drawn are too late to change it.
            Token::Background(_) | Token::Identity => Input::Answered,
        }
    }
}
