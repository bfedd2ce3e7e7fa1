//! Why a record can't be read.

use super::version::{OLDEST_VERSION, VERSION};
use std::io;
use thiserror::Error;

/// Why a file cannot be read as a record.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It could not be read.
    #[error("line {0}: can't be read: {1}")]
    Read(usize, io::Error),
    /// It does not begin as a record does.
    #[error(
        "line 1: this isn't a coroscope record. Its first line must be like {{\"coroscope\":2,\"lesson\":\"resume\"}}"
    )]
    Header,
    /// It is of another version.
    #[error(
        "line 1: this record has version {0}, and this coroscope reads versions {OLDEST_VERSION} to \
         {VERSION}. Open it with the coroscope that wrote it."
    )]
    Version(u32),
    /// Its first line says something that is not understood, or too much.
    #[error("line 1: the header of this record can't be used: {0}")]
    Field(String),
    /// It has more events than a record may have.
    #[error("line {0}: the record has more than {1} events, which is the limit")]
    TooLong(usize, usize),
    /// It would take more memory than a run may take.
    #[error("line {0}: the record takes more than {1} bytes of memory, which is the limit")]
    TooLarge(usize, usize),
    /// A line isn't an event.
    #[error("line {0}: this isn't an event of version {VERSION}: {1}")]
    Event(usize, String),
    /// Its events contradict each other, or the sources in it.
    #[error(
        "event {0} of this record contradicts what comes before it: {1}. Record the run again with the \
         program that made it."
    )]
    Contradiction(usize, String),
}
