//! What lies under the mouse: what a click on a cell asks for, and what the wheel scrolls.
//!
//! A click is looked up in the same content, and in the same window on it, that are drawn.

use super::draw_context::{DrawContext, Look};
use super::header;
use super::layout::{ScreenLayout, screen_layout};
use super::pane_frame::{inner_area, viewport};
use super::pane_slot::PaneSlot;
use super::panes::{self, ready_queue, source};
use crate::app::App;
use crate::app::message::{Message, OverlayMessage, ViewMessage};
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use ratatui::layout::{Position, Rect};

/// Returns what a click on this cell asks for. Behind what is open that is nothing.
#[must_use]
pub fn hit(app: &App, look: &Look, area: Rect, column: u16, row: u16) -> Option<Message> {
    if app.overlay.is_some() || app.twin.is_some() {
        return None;
    }
    let layout = screen_layout(app, area)?;
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.before());
    let context = DrawContext { app, look, record: &record, now, before };
    let cell = Position::new(column, row);
    if let Some(strip) = layout.strip.filter(|strip| strip.contains(cell)) {
        let line = ready_queue::strip(&context, strip.width);
        return line.message_at(0, usize::from(column - strip.x)).cloned();
    }
    let slot = layout.slots.into_iter().find(|slot| slot.area.contains(cell))?;
    let mut place = (slot.area, app.source_tab);
    if slot.shown == Pane::Source && source::splits(&context, slot.area.width) {
        let halves = source::halves(&app.open.sources, app.source_tab, slot.area);
        place = halves.into_iter().find(|(half, _)| half.contains(cell)).unwrap_or(place);
    }
    let found = if row == slot.area.y {
        tab_on_border(&context, &slot, place, column)
    } else {
        target_in_pane(&context, &slot, place, cell)
    };
    Some(found.unwrap_or(Message::View(ViewMessage::Focus(slot.shown))))
}

/// Returns what a click on a tab of the upper border asks for.
fn tab_on_border(
    context: &DrawContext<'_>,
    slot: &PaneSlot,
    (area, tab): (Rect, SourceTab),
    column: u16,
) -> Option<Message> {
    if slot.panes.len() > 1
        && slot.shown != Pane::Source
        && let Some(pane) = header::tab_at(slot, column)
    {
        return Some(Message::View(ViewMessage::Focus(pane)));
    }
    if slot.shown == Pane::Source && tab == context.app.source_tab {
        return header::source_tab_at(context, area, column)
            .map(|tab| Message::View(ViewMessage::ShowSource(tab)));
    }
    None
}

/// Returns what a click on the content of a pane asks for.
fn target_in_pane(
    context: &DrawContext<'_>,
    slot: &PaneSlot,
    (area, tab): (Rect, SourceTab),
    cell: Position,
) -> Option<Message> {
    let inner = inner_area(context, area);
    if !inner.contains(cell) {
        return None;
    }
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let content = panes::content(context, (slot.shown, tab), width, height);
    let first = viewport(context, slot.shown, &content, height).first;
    content
        .message_at(first + usize::from(cell.y - inner.y), usize::from(cell.x - inner.x))
        .cloned()
}

/// Returns what the wheel asks for over this cell: it scrolls what is open, or else the pane under the cell.
#[must_use]
pub fn wheel(app: &App, area: Rect, column: u16, row: u16, lines: i32) -> Option<Message> {
    if app.twin.is_some() {
        return None;
    }
    let layout: ScreenLayout = screen_layout(app, area)?;
    if app.overlay.is_some() {
        return Some(if lines > 0 {
            Message::Overlay(OverlayMessage::Down)
        } else {
            Message::Overlay(OverlayMessage::Up)
        });
    }
    let mut slots = layout.slots.into_iter();
    let slot = slots.find(|slot| slot.area.contains(Position::new(column, row)))?;
    Some(Message::View(ViewMessage::Scroll(slot.shown, lines)))
}
