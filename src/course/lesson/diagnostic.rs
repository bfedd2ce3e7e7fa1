//! A **diagnostic** about a lesson: where the problem is, what it is, and how to fix it, in one sentence each.

use std::fmt;

/// A problem in a lesson, for its author.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file, with `/`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// How to fix it.
    pub remedy: String,
    /// Whether it is only advice, which the author may ignore.
    pub is_advice: bool,
}

impl Diagnostic {
    /// Returns a problem that has to be fixed.
    #[must_use]
    pub fn new(file: &str, line: usize, what: impl Into<String>, remedy: &str) -> Diagnostic {
        let (what, remedy) = (what.into(), remedy.to_owned());
        Diagnostic { file: file.to_owned(), line, what, remedy, is_advice: false }
    }

    /// Returns advice, which the author may ignore.
    #[must_use]
    pub fn advice(file: &str, line: usize, what: impl Into<String>, remedy: &str) -> Diagnostic {
        Diagnostic { is_advice: true, ..Diagnostic::new(file, line, what, remedy) }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { file, line, what, remedy, .. } = self;
        let advice = if self.is_advice { "advice: " } else { "" };
        write!(f, "{file}:{line}: {advice}{what}: {remedy}")
    }
}
