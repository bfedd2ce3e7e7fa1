//! How much of each pane fits on the screen, which is known once it has been drawn.

use super::pane::Pane;
use std::collections::BTreeMap;

/// How many lines each pane has, and which of them are visible. The code that draws the panes sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewports {
    /// For each pane: the number of its lines, how many of them fit, and the first one that is visible.
    pub panes: BTreeMap<Pane, Viewport>,
    /// The same for what is open.
    pub overlay: Viewport,
}

/// Content and the window on it, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Viewport {
    /// How many lines there are.
    pub lines: usize,
    /// How many have room.
    pub height: usize,
    /// The first that is seen.
    pub first: usize,
}

impl Viewport {
    /// How far it can be scrolled.
    #[must_use]
    pub fn max_first(self) -> usize {
        self.lines.saturating_sub(self.height)
    }
}
