//! The joint between a session and a program that runs elsewhere.
//!
//! ```text
//!   child process ──pipe──┐
//!                         ├──▶ TurnSource::read ──whole turns──▶ Trace ──▶ Session
//!   worker of a page ─────┘
//! ```
//!
//! Reading never waits, so that the screen can draw "waiting for the program" and answer keys. The trace reads some
//! turns ahead of the learner and then stops: the pipe fills, and the program waits by itself (back-pressure).

use crate::record::Recorder;
use crate::record::source::SourceFile;
use std::time::Duration;

/// A run that comes from elsewhere, turn by turn.
pub trait TurnSource {
    /// Appends to `record` the whole turns that have arrived, up to `most` of them, without waiting for more. The
    /// set-up is the first turn.
    fn read(&mut self, record: &mut Recorder, most: usize) -> Read;

    /// Waits until [`read`](TurnSource::read) has something to say, for `patience` at most. Where nothing may
    /// wait, such as in a page, it returns at once.
    fn wait(&mut self, patience: Duration);

    /// What the program is doing while nothing arrives, in one sentence, where that is known.
    fn waiting(&self) -> Option<String> {
        None
    }

    /// The source files that the program has named so far. A program may know them only when it has started.
    fn sources(&self) -> Vec<SourceFile> {
        Vec::new()
    }
}

/// What reading came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// So many whole turns were appended, one at least.
    Turns(usize),
    /// The program runs, and no whole turn has arrived.
    Pending,
    /// Nothing more will come.
    Ended(ProcessEnd),
}

/// How a program that runs elsewhere ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProcessEnd {
    /// It sent its whole record: the last event says how the run ended.
    Complete,
    /// It was cut off or died. The sentence says how: "The program overflowed its stack after turn 3."
    Failed(String),
}
