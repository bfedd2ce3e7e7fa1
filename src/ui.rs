//! Draws an [`App`]. Each pane has a file of its own in `panes`; this module puts them together.
//!
//! **Invariants:** drawing takes `&App` and changes nothing, works for any state and any size, and knows nothing about a
//! terminal. The same state at the same size gives the same cells.

mod dialog;
mod draw_context;
mod footer;
pub mod glyphs;
mod header;
mod hit_test;
pub mod layout;
mod overlay;
mod pane_frame;
pub mod pane_slot;
mod panes;
mod step_line;
mod text_layout;
pub mod theme;
mod too_small;
mod twin_view;

pub use draw_context::Look;
pub use hit_test::{hit, wheel};

use crate::app::App;
use crate::app::pane::Pane;
use crate::app::viewport::{Viewport, Viewports};
use draw_context::{DrawContext, PaneContent};
use layout::{ScreenLayout, screen_layout};
use pane_frame::{draw_framed, inner_area};
use pane_slot::PaneSlot;
use panes::{ready_queue, source};
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::collections::BTreeMap;
use theme::Role;

/// Draws the screen, and returns how much of each pane was visible.
///
/// Beside its twin, a lesson's program has a view of its own. A twin that is shown alone is
/// [`App::front`](crate::app::App::front).
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Viewports {
    buffer.set_style(area, look.theme.style(Role::Text));
    if let Some(twin) = &app.twin {
        return twin_view::draw(app, twin, look, area, buffer);
    }
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.before());
    let context = DrawContext { app, look, record: &record, now, before };
    let Some(layout) = screen_layout(app, area) else {
        too_small::draw(area, buffer);
        return Viewports { is_too_small: true, ..Viewports::default() };
    };
    header::draw(&context, layout.header, buffer);
    let mut room = Viewports::default();
    for slot in &layout.slots {
        room.panes.insert(slot.shown, pane(&context, slot, buffer));
    }
    if let Some(strip) = layout.strip {
        for line in ready_queue::strip(&context, strip.width).lines {
            line.render(strip, buffer);
        }
    }
    let is_cut = step_line::draw(&context, layout.step, buffer);
    footer::draw(&context, is_cut, room.has_lesson_text_below(), layout.footer, buffer);
    room.overlay = overlay::draw(&context, area, &layout, buffer);
    room
}

/// Returns the screen of this size as text, one line for each row.
#[must_use]
pub fn render_to_text(app: &App, look: &Look, width: u16, height: u16) -> String {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    let _room = draw(app, look, area, &mut buffer);
    let mut text = String::new();
    for row in area.rows() {
        text.extend(row.columns().map(|cell| buffer[(cell.x, cell.y)].symbol()));
        text.push('\n');
    }
    text
}

/// What a screen shows: the text of each pane that is open, without its blanks and its border, and how much of each is
/// visible.
#[derive(Debug, Default)]
pub struct PaneTexts {
    /// The texts.
    pub texts: BTreeMap<Pane, String>,
    /// The panes whose titles can be read: those that are open, and those that are tabs.
    pub titles: Vec<Pane>,
    /// How much is visible.
    pub viewports: Viewports,
}

/// Returns what a screen of this size shows in each of its panes.
#[must_use]
pub fn pane_texts(app: &App, look: &Look, width: u16, height: u16) -> PaneTexts {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    let viewports = draw(app, look, area, &mut buffer);
    let ScreenLayout { slots, strip, .. } = screen_layout(app, area).unwrap_or_default();
    let titles = slots.iter().flat_map(|slot| slot.panes.iter().copied());
    let titles = titles.chain(strip.map(|_| Pane::Loop)).collect();
    let text = |slot: PaneSlot| {
        let inner = slot.area.inner(Margin::new(1, 1));
        let cells = inner.positions().map(|cell| buffer[cell].symbol());
        (slot.shown, cells.filter(|cell| !cell.trim().is_empty()).collect())
    };
    PaneTexts { texts: slots.into_iter().map(text).collect(), titles, viewports }
}

/// Marks the rows that give the reason for an answer.
fn mark_evidence(context: &DrawContext<'_>, pane: Pane, width: usize, content: &mut PaneContent) {
    for name in context.app.evidence_rows(pane) {
        let is_it = |line: &&mut Line<'_>| {
            line.spans.iter().any(|span| span.content.split_whitespace().any(|word| word == name))
        };
        if let Some(line) = content.lines.iter_mut().find(is_it) {
            let room = width.saturating_sub(line.width());
            line.push_span(Span::raw(" ".repeat(room)));
            let style = context.style(Role::Marked);
            line.spans.iter_mut().for_each(|span| span.style = span.style.patch(style));
        }
    }
}

fn pane(context: &DrawContext<'_>, slot: &PaneSlot, buffer: &mut Buffer) -> Viewport {
    if slot.shown == Pane::Source && source::splits(context, slot.area.width) {
        return source::draw_both(context, slot, buffer);
    }
    let inner = inner_area(context, slot.area);
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let mut content = panes::content(context, (slot.shown, context.app.source_tab), width, height);
    mark_evidence(context, slot.shown, width, &mut content);
    let left = header::title(context, slot);
    let room = usize::from(slot.area.width).saturating_sub(left.width() + 3);
    let mut right = header::right_title(context, slot.shown);
    if right.width() == 0 {
        right = header::filter_title(context, slot.shown, room);
    }
    let titles = [left, right];
    draw_framed(context, slot.area, content, slot.shown, titles, buffer)
}
