//! What a screen shows that is too small for the panes.

use super::layout::MIN_SIZE;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Widget, Wrap};

/// Draws a sentence that says how large the screen must be.
pub fn draw(area: Rect, buffer: &mut Buffer) {
    let (columns, rows) = MIN_SIZE;
    let words = format!(
        "coroscope needs {columns} columns and {rows} rows; this terminal has {} and {}.",
        area.width, area.height
    );
    Paragraph::new(words).wrap(Wrap { trim: true }).render(area, buffer);
}
