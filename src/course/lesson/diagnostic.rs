//! A **fault** of a lesson: where it is, what it is, and what to do about it, in one sentence each.

use std::fmt;

/// Something that a lesson's author has to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, with `/`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
    /// It is only doubtful: the lesson can stay as it is.
    pub is_advice: bool,
}

impl Fault {
    /// A fault that has to be mended.
    #[must_use]
    pub fn new(file: &str, line: usize, what: impl Into<String>, remedy: &str) -> Fault {
        let (what, remedy) = (what.into(), remedy.to_owned());
        Fault { file: file.to_owned(), line, what, remedy, is_advice: false }
    }

    /// A fault that may stay.
    #[must_use]
    pub fn advice(file: &str, line: usize, what: impl Into<String>, remedy: &str) -> Fault {
        Fault { is_advice: true, ..Fault::new(file, line, what, remedy) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { file, line, what, remedy, .. } = self;
        let advice = if self.is_advice { "advice: " } else { "" };
        write!(f, "{file}:{line}: {advice}{what}: {remedy}")
    }
}
