//! A recipe and its twin side by side: two runs that are stepped in lock-step, or the twin alone.
//!
//! Each side is an app of its own, at a moment of its own run. The rows of the comparison say which steps belong
//! together. What opens and steps them is in `update/twin_runs.rs`.

use crate::course::catalog::{Lesson, Scene};
use crate::course::comparison::{Mark, Row};
use crate::session::Program;
use std::sync::Arc;

/// Runs the twins of the lessons. The code that drives the app gives it one.
pub trait TwinRunner: Send + Sync {
    /// Returns the twin of a scene as a program, and what runs it, such as `CPython 3.13`; or `None` if there is nothing
    /// that runs it.
    fn live(&self, scene: &Scene) -> Option<(Program, String)>;

    /// Returns the record of the twin that is kept.
    ///
    /// # Errors
    /// Fails with a sentence if there is none, or it can't be read.
    fn kept(&self, scene: &Scene) -> Result<Program, String>;
}

/// A recipe and its twin side by side.
pub struct TwinView<Side> {
    pub(in crate::app) lesson: Arc<Lesson>,
    pub(in crate::app) scene: usize,
    pub(in crate::app) runner: Arc<dyn TwinRunner>,
    pub(in crate::app) rust: Box<Side>,
    pub(in crate::app) python: Box<Side>,
    /// What runs the twin.
    pub(in crate::app) origin: String,
    /// The rows, once the twin has run.
    pub(in crate::app) rows: Vec<Row>,
    pub(in crate::app) at: usize,
    /// The position in the recipe's run to which the first row that is shown belongs.
    pub(in crate::app) opened_at: usize,
    pub(in crate::app) is_alone: bool,
}

impl<Side> TwinView<Side> {
    /// Returns the side of the recipe.
    #[must_use]
    pub fn rust(&self) -> &Side {
        &self.rust
    }

    /// Returns the side of the twin.
    #[must_use]
    pub fn python(&self) -> &Side {
        &self.python
    }

    pub(in crate::app) fn python_mut(&mut self) -> &mut Side {
        &mut self.python
    }

    /// Returns what runs the twin: a `CPython` with its version, or a record.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the lesson.
    #[must_use]
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }

    /// Returns whether the twin fills the screen.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Returns the rows. There are none while the twin hasn't run to its end.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the index of the row that is shown.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Returns the row that is shown, once the twin has run.
    #[must_use]
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.at)
    }

    /// Returns how many rows differ.
    #[must_use]
    pub fn differences(&self) -> usize {
        self.rows.iter().filter(|row| row.mark != Mark::Same).count()
    }
}
