//! Which lines of each pane are visible, as they were last drawn.

use super::pane::Pane;
use std::collections::BTreeMap;

/// How many lines each pane has, and which of them are visible. The code that draws the panes sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewports {
    /// For each pane: the number of its lines, how many of them fit, and the first one that is visible.
    pub panes: BTreeMap<Pane, Viewport>,
    /// The same for the open overlay.
    pub overlay: Viewport,
    /// Whether the screen was too small, so that nothing was drawn.
    pub is_too_small: bool,
}

impl Viewports {
    /// Returns whether the lesson's pane is on the screen and has lines below those that are visible.
    #[must_use]
    pub fn has_lesson_text_below(&self) -> bool {
        let lesson = self.panes.get(&Pane::Lesson);
        lesson.is_some_and(|lesson| lesson.first < lesson.max_first())
    }
}

/// The lines of a text, and which of them are visible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Viewport {
    /// How many lines there are.
    pub lines: usize,
    /// How many lines fit.
    pub height: usize,
    /// The first visible line, counted from 0.
    pub first: usize,
    /// How many lines were built to show these. It doesn't grow with the number of lines in a pane that can have very
    /// many.
    pub built: usize,
}

impl Viewport {
    /// Returns the greatest first line, so that the last line is visible.
    #[must_use]
    pub fn max_first(self) -> usize {
        self.lines.saturating_sub(self.height)
    }
}
