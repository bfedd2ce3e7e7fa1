//! What is checked: a lesson, and the text it is checked with.

use crate::course::catalog::Lesson;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::page::Page;
use std::sync::Arc;

/// A lesson and the text it is checked with, which may be another than the one that is built in.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The lesson.
    pub lesson: &'a Arc<Lesson>,
    /// The path of the text.
    pub file: &'a str,
    /// The text.
    pub text: &'a str,
    /// The same, read.
    pub page: &'a Page,
}

impl Subject<'_> {
    /// Returns the line on which `text` first occurs, or 1 if it does not.
    #[must_use]
    pub fn line_of(&self, text: &str) -> usize {
        let mut lines = (1..).zip(self.text.lines());
        lines.find(|(_, line)| line.contains(text)).map_or(1, |(line, _)| line)
    }

    pub(super) fn fault(&self, line: usize, what: impl Into<String>, remedy: &str) -> Diagnostic {
        Diagnostic::new(self.file, line, what, remedy)
    }
}
