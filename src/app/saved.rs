//! A file that was saved while it is open: a lesson, or a script that is watched.

use crate::course::catalog::Lesson;
use crate::session::Session;
use std::sync::Arc;

/// What was saved.
#[derive(Clone, Debug)]
pub enum SavedFile {
    /// A lesson, or a sentence that says why it can't be loaded.
    Lesson(Result<Arc<Lesson>, String>),
    /// A script, or why it can't run.
    Script(Result<(), ScriptFault>),
}

/// Why a saved script can't run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFault {
    /// Its file, by the path that the source pane has.
    pub file: String,
    /// The line, counted from 1, if it is known.
    pub line: Option<u32>,
    /// What is wrong there.
    pub message: String,
    /// The compiler's whole report, line by line, if it says more than the message.
    pub report: Vec<String>,
}

/// The run that a saved script had before, until it is known how far the new one is the same.
pub(in crate::app) struct Rerun {
    pub before: Session,
    /// The position that was open.
    pub at: usize,
}
