//! The interface between a session and a program in another process.
//!
//! ```text
//!   child process ──pipe──┐
//!                         ├──▶ TurnSource::read ──whole turns──▶ Trace ──▶ Session
//!   worker of a page ─────┘
//! ```
//!
//! Reading never blocks, so that the screen can show "waiting for the program" and react to keys. The trace reads some
//! turns ahead of the learner and then stops. When the pipe is full, the program blocks (backpressure).

use crate::record::Recorder;
use crate::record::source::SourceFile;
use std::time::Duration;

/// A run that another process sends, turn by turn.
pub trait TurnSource {
    /// Appends up to `most` whole turns that have arrived to `record`, without waiting for more. The
    /// set-up counts as the first turn.
    fn read(&mut self, record: &mut Recorder, most: usize) -> Read;

    /// Waits until [`read`](TurnSource::read) has something to return, for up to `patience`. Where blocking isn't
    /// allowed, such as in a web page, it returns at once.
    fn wait(&mut self, patience: Duration);

    /// Returns a sentence about what the program is doing while nothing arrives, if that is known.
    fn waiting(&self) -> Option<String> {
        None
    }

    /// Returns what the program waits for outside its loop, such as a socket, once it has. Another run may then differ.
    fn outside(&self) -> Option<String> {
        None
    }

    /// Returns the source files that the program has named up to now. They may be unknown until it has started.
    fn sources(&self) -> Vec<SourceFile> {
        Vec::new()
    }
}

/// The result of reading from a [`TurnSource`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// This many whole turns were appended, at least one.
    Turns(usize),
    /// The program is running, and no whole turn has arrived.
    Pending,
    /// Nothing more will come.
    Ended(ProcessEnd),
}

/// How a program in another process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProcessEnd {
    /// It sent its whole record. The last event is the end of the run.
    Complete,
    /// It sent its whole record, and ended with this exit status, which isn't 0.
    Exited(i32),
    /// It was stopped or crashed, as this sentence says: "The program overflowed its stack after turn 3." If it is a script
    /// that ended by itself, this is its exit status: for one that a signal ended, 128 plus the number of the signal.
    Failed(String, Option<i32>),
}
