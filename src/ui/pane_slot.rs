//! An area of the screen that one pane has, or several as tabs.

use crate::app::pane::Pane;
use ratatui::layout::Rect;

/// An area of the screen, and the panes that share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaneSlot {
    /// The area, with the border.
    pub area: Rect,
    /// The panes, in the order of their tabs.
    pub panes: Vec<Pane>,
    /// The pane that is drawn: the others are tabs.
    pub shown: Pane,
}
