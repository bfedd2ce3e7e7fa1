//! Where a session's record comes from.

use super::program::Program;
use crate::executor::{Executor, Recorder};
use std::cell::Ref;
use std::ops::Deref;

pub(super) enum Source {
    /// A program that runs here.
    Live { program: Program, executor: Executor },
    /// A record that was read.
    Kept(Recorder),
}

impl Source {
    /// The record as it is now. It is not kept over a turn.
    pub(super) fn record(&self) -> Record<'_> {
        match self {
            Source::Live { executor, .. } => {
                Record::Borrowed(executor.record().expect("a session's executor records"))
            }
            Source::Kept(record) => Record::Kept(record),
        }
    }
}

/// A borrowed record, wherever it lies.
pub(super) enum Record<'a> {
    Borrowed(Ref<'a, Recorder>),
    Kept(&'a Recorder),
}

impl Deref for Record<'_> {
    type Target = Recorder;

    fn deref(&self) -> &Recorder {
        match self {
            Record::Borrowed(record) => record,
            Record::Kept(record) => record,
        }
    }
}
