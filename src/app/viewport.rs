//! How much of each pane fits on the screen, which is known once it has been drawn.

use super::pane::Pane;
use std::collections::BTreeMap;

/// How much of a pane there is, and how much of it is seen: told by whoever drew it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewports {
    /// For each pane: its lines, the lines that have room, and the first that is seen.
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
