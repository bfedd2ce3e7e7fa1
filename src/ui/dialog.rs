//! A dialog: a titled box over the panes, with the keys that act in it on its lower border.

use super::draw_context::DrawContext;
use super::theme::Role;
use super::{footer, text_layout};
use crate::app::mode::Mode;
use crate::app::viewport::Viewport;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

/// What a dialog holds, and which of its lines must be seen.
pub struct Dialog {
    pub title: String,
    pub lines: Vec<Line<'static>>,
    pub first: usize,
    pub marked: Option<usize>,
    pub mode: Mode,
}

/// Draws a dialog, and returns how much of it fits.
pub fn draw(
    context: &DrawContext<'_>,
    dialog: Dialog,
    area: Rect,
    buffer: &mut Buffer,
) -> Viewport {
    Clear.render(area, buffer);
    buffer.set_style(area, context.style(Role::Text));
    let height = usize::from(area.height.saturating_sub(2));
    let mut viewport =
        Viewport { lines: dialog.lines.len(), height, first: 0, built: dialog.lines.len() };
    let followed = dialog.marked.map_or(dialog.first, |marked| (marked + 2).saturating_sub(height));
    viewport.first = followed.min(viewport.max_first());
    let (above, below) = (viewport.first, viewport.max_first() - viewport.first);
    let (up, down) = (context.glyphs().above, context.glyphs().below);
    let more = match (above, below) {
        (0, 0) => String::new(),
        (0, below) => format!(" {down} {below} "),
        (above, 0) => format!(" {up} {above} "),
        (above, below) => format!(" {up} {above}  {down} {below} "),
    };
    let room = usize::from(area.width.saturating_sub(4)).saturating_sub(text_layout::width(&more));
    let mut keys = footer::keys(context, dialog.mode, room);
    keys.push_span(Span::raw(" "));
    let mut block = Block::bordered()
        .border_set(context.glyphs().border)
        .border_style(context.style(Role::Focus))
        .title_top(Line::from(context.span(Role::Key, format!(" {} ", dialog.title))))
        .title_bottom(keys);
    if !more.is_empty() {
        block = block.title_bottom(Line::from(context.span(Role::Dim, more)).right_aligned());
    }
    block.render(area, buffer);
    let inner = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(2),
    };
    for (row, line) in inner.rows().zip(dialog.lines.into_iter().skip(viewport.first)) {
        text_layout::truncate_line(line, inner.width.into(), context.glyphs().more)
            .render(row, buffer);
    }
    viewport
}

/// Returns the line with a bar over it, where it is the marked one.
pub fn selected(context: &DrawContext<'_>, line: Line<'static>, is_marked: bool) -> Line<'static> {
    if is_marked { line.patch_style(context.style(Role::Marked)) } else { line }
}
