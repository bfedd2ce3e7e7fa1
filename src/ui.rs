//! Draws an [`App`]. One file a pane; the pieces between them are here.
//!
//! **Invariants:** drawing takes `&App` and changes nothing; it is total, for any state and any size;
//! and it knows no terminal. The same state on the same size is the same cells.

mod coroutines;
mod footer;
mod futures;
pub mod glyphs;
mod header;
pub mod layout;
mod lesson;
mod output;
mod overlay;
mod queue;
mod source;
mod step_line;
mod tasks;
mod text;
pub mod theme;
mod timeline;
mod view;

use crate::app::message::Message;
use crate::app::pane::Pane;
use crate::app::{App, Extent, Presenting, Room};
use glyphs::Glyphs;
use layout::{LEAST, Plan, Slot, plan};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Widget, Wrap};
use theme::{Depth, Role, Theme};
pub use view::Look;
use view::{Content, View};

impl Look {
    /// The looks of a theme.
    #[must_use]
    pub fn new(theme: Theme, is_ascii: bool) -> Look {
        Look { theme, glyphs: Glyphs::new(is_ascii) }
    }
}

impl Default for Look {
    fn default() -> Look {
        let theme =
            Theme::named("dark", Depth::True).expect("a test reads every theme that is built in");
        Look::new(theme, false)
    }
}

/// Draws the screen, and says how much of each pane there was room for.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Room {
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.open.session.before());
    let view = View { app, look, record: &record, now, before };
    buffer.set_style(area, view.style(Role::Text));
    let Some(plan) = plan(app, area) else {
        too_small(area, buffer);
        return Room::default();
    };
    header::draw(&view, plan.header, buffer);
    let mut room = Room::default();
    for slot in &plan.slots {
        room.panes.insert(slot.shown, pane(&view, slot, buffer));
    }
    if let Some(strip) = plan.strip {
        queue::strip(&view, strip.width).render(strip, buffer);
    }
    step_line::draw(&view, plan.step, buffer);
    footer::draw(&view, plan.footer, buffer);
    room.overlay = overlay::draw(&view, area, &plan, buffer);
    room
}

/// The screen of this size as text, a line a row.
#[must_use]
pub fn in_letters(app: &App, look: &Look, width: u16, height: u16) -> String {
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

fn content(view: &View<'_>, pane: Pane, width: usize, height: usize) -> Content {
    match pane {
        Pane::Lesson => lesson::content(view, width),
        Pane::Source => source::content(view, view.app.tab, width, height),
        Pane::Loop => queue::content(view, width),
        Pane::Coroutines => coroutines::content(view, width),
        Pane::Tasks => tasks::content(view, width),
        Pane::Futures => futures::content(view, width),
        Pane::Timeline => timeline::content(view, width),
        Pane::Output => output::content(view, width),
    }
}

/// The room inside a pane's border.
fn inside(view: &View<'_>, area: Rect) -> Rect {
    let is_airy = view.app.presenting != Presenting::Off && area.width >= 40;
    let air = if is_airy { 3 } else { 1 };
    Rect {
        x: area.x.saturating_add(1 + air),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2 + 2 * air),
        height: area.height.saturating_sub(2),
    }
}

fn pane(view: &View<'_>, slot: &Slot, buffer: &mut Buffer) -> Extent {
    if slot.shown == Pane::Source && source::splits(view, slot.area.width) {
        return source::draw_both(view, slot, buffer);
    }
    let inner = inside(view, slot.area);
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let content = content(view, slot.shown, width, height);
    let titles = [header::title(view, slot), header::right_title(view, slot.shown)];
    window(view, slot.area, content, slot.shown, titles, buffer)
}

/// A border, its titles, and as much of the content as has room.
fn window(
    view: &View<'_>,
    area: Rect,
    content: Content,
    pane: Pane,
    [left, right]: [Line<'static>; 2],
    buffer: &mut Buffer,
) -> Extent {
    let inner = inside(view, area);
    let height = usize::from(inner.height);
    let extent = extent(view, pane, &content, height);
    let role = if view.app.focus == pane { Role::Focus } else { Role::Border };
    let mut block = Block::bordered()
        .border_set(view.glyphs().border)
        .border_style(view.style(role))
        .title_top(left);
    if right.width() > 0 {
        block = block.title_top(right.right_aligned());
    }
    let below = extent.most() - extent.first;
    let (up, down) = (view.glyphs().above, view.glyphs().below);
    let more = match (extent.first, below) {
        (0, 0) => String::new(),
        (0, below) => format!(" {down} {below} "),
        (above, 0) => format!(" {up} {above} "),
        (above, below) => format!(" {up} {above}  {down} {below} "),
    };
    if !more.is_empty() {
        block = block.title_bottom(Line::from(view.span(Role::Dim, more)).right_aligned());
    }
    block.render(area, buffer);
    let shown = content.lines.into_iter().skip(extent.first).take(height);
    for (row, line) in inner.rows().zip(shown) {
        text::cut_line(line, usize::from(inner.width), view.glyphs().more).render(row, buffer);
    }
    extent
}

/// Which lines of a pane are seen: where the learner scrolled to, or else what the step is about.
fn extent(view: &View<'_>, pane: Pane, content: &Content, height: usize) -> Extent {
    let mut extent = Extent { lines: content.lines.len(), height, first: 0 };
    let followed = content.anchor.map_or(0, |(from, to)| {
        let spare = height.saturating_sub(to + 1 - from.min(to));
        let from = from.saturating_sub(spare / 2);
        if to >= from + height { (to + 1).saturating_sub(height) } else { from }
    });
    extent.first = view.app.scrolled(pane).unwrap_or(followed).min(extent.most());
    extent
}

/// What a click on this cell asks for.
#[must_use]
pub fn hit(app: &App, area: Rect, column: u16, row: u16) -> Option<Message> {
    let slot = slot_at(app, area, column, row)?;
    let tabbed = row == slot.area.y && slot.panes.len() > 1;
    if tabbed {
        return header::tab_at(&slot, column).map(Message::Focus);
    }
    if slot.shown == Pane::Timeline && app.overlay.is_none() {
        let inner = slot.area.x + 2;
        let width = usize::from(slot.area.width.saturating_sub(4));
        let at = usize::from(column.saturating_sub(inner));
        if let Some(nth) = timeline::column_at(app, width, at) {
            return Some(Message::ToColumn(nth));
        }
    }
    Some(Message::Focus(slot.shown))
}

/// The pane under this cell.
#[must_use]
pub fn pane_at(app: &App, area: Rect, column: u16, row: u16) -> Option<Pane> {
    slot_at(app, area, column, row).map(|slot| slot.shown)
}

fn slot_at(app: &App, area: Rect, column: u16, row: u16) -> Option<Slot> {
    let plan: Plan = plan(app, area)?;
    plan.slots.into_iter().find(|slot| slot.area.contains(Position::new(column, row)))
}
