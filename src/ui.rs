//! Draws an [`App`]. One file a pane; the pieces between them are here.
//!
//! **Invariants:** drawing takes `&App` and changes nothing; it is total, for any state and any size;
//! and it knows no terminal. The same state on the same size is the same cells.

mod dialog;
mod draw_context;
mod footer;
pub mod glyphs;
mod header;
mod hit_test;
pub mod layout;
mod overlay;
mod pane_frame;
mod panes;
mod step_line;
mod text_layout;
pub mod theme;

pub use draw_context::Look;
pub use hit_test::{hit, wheel};

use crate::app::App;
use crate::app::pane::Pane;
use crate::app::viewport::{Viewport, Viewports};
use draw_context::View;
use layout::{LEAST, Slot, plan};
use pane_frame::{draw_framed, inner_area};
use panes::{ready_queue, source};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Widget, Wrap};
use theme::Role;

/// Draws the screen, and says how much of each pane there was room for.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Viewports {
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.open.session.before());
    let view = View { app, look, record: &record, now, before };
    buffer.set_style(area, view.style(Role::Text));
    let Some(plan) = plan(app, area) else {
        too_small(area, buffer);
        return Viewports::default();
    };
    header::draw(&view, plan.header, buffer);
    let mut room = Viewports::default();
    for slot in &plan.slots {
        room.panes.insert(slot.shown, pane(&view, slot, buffer));
    }
    if let Some(strip) = plan.strip {
        for line in ready_queue::strip(&view, strip.width).lines {
            line.render(strip, buffer);
        }
    }
    step_line::draw(&view, plan.step, buffer);
    footer::draw(&view, plan.footer, buffer);
    room.overlay = overlay::draw(&view, area, &plan, buffer);
    room
}

/// The screen of this size as text, a line a row.
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

fn too_small(area: Rect, buffer: &mut Buffer) {
    let (columns, rows) = LEAST;
    let words = format!(
        "coroscope needs {columns} columns and {rows} rows; here are {} and {}.",
        area.width, area.height
    );
    Paragraph::new(words).wrap(Wrap { trim: true }).render(area, buffer);
}

fn pane(view: &View<'_>, slot: &Slot, buffer: &mut Buffer) -> Viewport {
    if slot.shown == Pane::Source && source::splits(view, slot.area.width) {
        return source::draw_both(view, slot, buffer);
    }
    let inner = inner_area(view, slot.area);
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let content = panes::content(view, (slot.shown, view.app.source_tab), width, height);
    let titles = [header::title(view, slot), header::right_title(view, slot.shown)];
    draw_framed(view, slot.area, content, slot.shown, titles, buffer)
}
