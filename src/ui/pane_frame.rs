//! The frame of a pane: its border, its titles, and which of its lines are visible.

use super::draw_context::{DrawContext, PaneContent};
use super::text_layout;
use super::theme::Role;
use crate::app::App;
use crate::app::pane::Pane;
use crate::app::viewport::Viewport;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};

/// The columns of a pane that has air at its sides before a class.
const AIRY: u16 = 64;

/// Returns the cells inside a pane's border.
pub fn inner_area(context: &DrawContext<'_>, area: Rect) -> Rect {
    let air = air(context.app, area.width);
    Rect {
        x: area.x.saturating_add(1 + air),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2 + 2 * air),
        height: area.height.saturating_sub(2),
    }
}

/// Returns the columns inside the border of a pane of this width.
pub fn inner_width(app: &App, width: u16) -> usize {
    width.saturating_sub(2 + 2 * air(app, width)).into()
}

fn air(app: &App, width: u16) -> u16 {
    if app.is_presenting() && width >= AIRY { 3 } else { 1 }
}

/// Draws a border, its titles, and as much of the content as fits.
pub fn draw_framed(
    context: &DrawContext<'_>,
    area: Rect,
    content: PaneContent,
    pane: Pane,
    [left, right]: [Line<'static>; 2],
    buffer: &mut Buffer,
) -> Viewport {
    let inner = inner_area(context, area);
    let height = usize::from(inner.height);
    let viewport =
        Viewport { built: content.lines.len(), ..viewport(context, pane, &content, height) };
    let role = if context.app.focus == pane { Role::Focus } else { Role::Border };
    let mut block = Block::bordered()
        .border_set(context.glyphs().border)
        .border_style(context.style(role))
        .title_top(left);
    if right.width() > 0 {
        block = block.title_top(right.right_aligned());
    }
    let below = viewport.max_first() - viewport.first;
    let (up, down) = (context.glyphs().above, context.glyphs().below);
    let more = match (viewport.first, below) {
        (0, 0) => String::new(),
        (0, below) => format!(" {down} {below} "),
        (above, 0) => format!(" {up} {above} "),
        (above, below) => format!(" {up} {above}  {down} {below} "),
    };
    let room = usize::from(area.width).saturating_sub(more.chars().count() + 4);
    let mut legend = content.legend;
    if legend.width() <= room {
        let fits = |line: &Line<'_>| legend.width() + line.width() <= room;
        let added = content.legend_more.into_iter().find(fits);
        legend.spans.extend(added.into_iter().flatten());
        block = block.title_bottom(legend);
    }
    if !more.is_empty() {
        block = block.title_bottom(Line::from(context.span(Role::Dim, more)).right_aligned());
    }
    block.render(area, buffer);
    let blank = height.saturating_sub(content.unbuilt.0 + content.lines.len() + content.unbuilt.1);
    let note = content.notes.into_iter().find(|note| note.len() <= blank).unwrap_or_default();
    let built = content.lines.into_iter();
    let shown = built.skip(viewport.first.saturating_sub(content.unbuilt.0)).take(height);
    for (row, line) in inner.rows().zip(shown) {
        text_layout::truncate_line(line, usize::from(inner.width), context.glyphs().more)
            .render(row, buffer);
    }
    for (row, line) in inner.rows().skip(height - note.len()).zip(note) {
        line.render(row, buffer);
    }
    viewport
}

/// Returns which lines of a pane are visible: those that the learner scrolled to, or else those of the step.
pub fn viewport(
    context: &DrawContext<'_>,
    pane: Pane,
    content: &PaneContent,
    height: usize,
) -> Viewport {
    viewport_of(context, pane, (content.line_count(), content.anchor), height)
}

/// Like [`viewport`], for a pane that has this many lines and builds only those that are visible.
pub fn viewport_of(
    context: &DrawContext<'_>,
    pane: Pane,
    (lines, anchor): (usize, Option<(usize, usize)>),
    height: usize,
) -> Viewport {
    let mut viewport = Viewport { lines, height, first: 0, built: 0 };
    let followed = anchor.map_or(0, |(from, to)| {
        let spare = height.saturating_sub(to + 1 - from.min(to));
        let from = from.saturating_sub(spare / 2);
        if to >= from + height { (to + 1).saturating_sub(height) } else { from }
    });
    viewport.first = context.app.scrolled(pane).unwrap_or(followed).min(viewport.max_first());
    viewport
}
