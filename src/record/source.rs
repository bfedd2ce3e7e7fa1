//! The source text of a program, which a record contains and the screen shows.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The language that a program is written in. The vocabulary and the panes depend on it: a task of a Rust program is
/// *polled*, a task of a Python program takes a *step*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Rust, run by the executor of this crate.
    #[default]
    Rust,
    /// Python, run by the asyncio of `CPython`.
    Python,
}

/// One source file of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The path of the file, on the screen and in events.
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl SourceFile {
    /// Returns a source file with this path and this text.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> SourceFile {
        SourceFile { path: path.into(), text: text.into() }
    }
}
