//! Draws an [`App`]. One file a pane; the pieces between them are here.
//!
//! **Invariants:** drawing takes `&App` and changes nothing; it is total, for any state and any size;
//! and it knows no terminal. The same state on the same size is the same cells.

mod draw_context;
mod footer;
pub mod glyphs;
mod header;
pub mod layout;
mod overlay;
mod panes;
mod step_line;
mod text_layout;
pub mod theme;

use crate::app::App;
use crate::app::message::{Message, OverlayMessage, ViewMessage};
use crate::app::pane::Pane;
use crate::app::presentation::Presentation;
use crate::app::sources::SourceTab;
use crate::app::viewport::{Viewport, Viewports};
pub use draw_context::Look;
use draw_context::{Content, View};
use glyphs::Glyphs;
use layout::{LEAST, Plan, Slot, plan};
use panes::{coroutines, futures, lesson, output, ready_queue, source, tasks, timeline};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Widget, Wrap};
use theme::{Depth, Role, Theme};

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

fn content(
    view: &View<'_>,
    (pane, tab): (Pane, SourceTab),
    width: usize,
    height: usize,
) -> Content {
    match pane {
        Pane::Lesson => lesson::content(view, width, height),
        Pane::Source => source::content(view, tab, width, height),
        Pane::Loop => ready_queue::content(view, width),
        Pane::Coroutines => coroutines::content(view, width),
        Pane::Tasks => tasks::content(view, width, height),
        Pane::Futures => futures::content(view, width),
        Pane::Timeline => timeline::content(view, width),
        Pane::Output => output::content(view, width),
    }
}

/// The room inside a pane's border.
fn inside(view: &View<'_>, area: Rect) -> Rect {
    let is_airy = view.app.presentation != Presentation::Off && area.width >= 40;
    let air = if is_airy { 3 } else { 1 };
    Rect {
        x: area.x.saturating_add(1 + air),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2 + 2 * air),
        height: area.height.saturating_sub(2),
    }
}

fn pane(view: &View<'_>, slot: &Slot, buffer: &mut Buffer) -> Viewport {
    if slot.shown == Pane::Source && source::splits(view, slot.area.width) {
        return source::draw_both(view, slot, buffer);
    }
    let inner = inside(view, slot.area);
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let content = content(view, (slot.shown, view.app.source_tab), width, height);
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
) -> Viewport {
    let inner = inside(view, area);
    let height = usize::from(inner.height);
    let viewport = viewport(view, pane, &content, height);
    let role = if view.app.focus == pane { Role::Focus } else { Role::Border };
    let mut block = Block::bordered()
        .border_set(view.glyphs().border)
        .border_style(view.style(role))
        .title_top(left);
    if right.width() > 0 {
        block = block.title_top(right.right_aligned());
    }
    let below = viewport.max_first() - viewport.first;
    let (up, down) = (view.glyphs().above, view.glyphs().below);
    let more = match (viewport.first, below) {
        (0, 0) => String::new(),
        (0, below) => format!(" {down} {below} "),
        (above, 0) => format!(" {up} {above} "),
        (above, below) => format!(" {up} {above}  {down} {below} "),
    };
    if content.legend.width() + more.chars().count() + 4 <= usize::from(area.width) {
        block = block.title_bottom(content.legend);
    }
    if !more.is_empty() {
        block = block.title_bottom(Line::from(view.span(Role::Dim, more)).right_aligned());
    }
    block.render(area, buffer);
    let shown = content.lines.into_iter().skip(viewport.first).take(height);
    for (row, line) in inner.rows().zip(shown) {
        text_layout::cut_line(line, usize::from(inner.width), view.glyphs().more)
            .render(row, buffer);
    }
    viewport
}

/// Which lines of a pane are seen: where the learner scrolled to, or else what the step is about.
fn viewport(view: &View<'_>, pane: Pane, content: &Content, height: usize) -> Viewport {
    let mut viewport = Viewport { lines: content.lines.len(), height, first: 0 };
    let followed = content.anchor.map_or(0, |(from, to)| {
        let spare = height.saturating_sub(to + 1 - from.min(to));
        let from = from.saturating_sub(spare / 2);
        if to >= from + height { (to + 1).saturating_sub(height) } else { from }
    });
    viewport.first = view.app.scrolled(pane).unwrap_or(followed).min(viewport.max_first());
    viewport
}

/// What a click on this cell asks for. Behind what is open, nothing.
#[must_use]
pub fn hit(app: &App, look: &Look, area: Rect, column: u16, row: u16) -> Option<Message> {
    if app.overlay.is_some() {
        return None;
    }
    let plan = plan(app, area)?;
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.open.session.before());
    let view = View { app, look, record: &record, now, before };
    let cell = Position::new(column, row);
    if let Some(strip) = plan.strip.filter(|strip| strip.contains(cell)) {
        let line = ready_queue::strip(&view, strip.width);
        return line.at(0, usize::from(column - strip.x)).cloned();
    }
    let slot = plan.slots.into_iter().find(|slot| slot.area.contains(cell))?;
    let mut place = (slot.area, app.source_tab);
    if slot.shown == Pane::Source && source::splits(&view, slot.area.width) {
        let halves = source::halves(&app.open.sources, app.source_tab, slot.area);
        place = halves.into_iter().find(|(half, _)| half.contains(cell)).unwrap_or(place);
    }
    let found = if row == slot.area.y {
        tab_at(&view, &slot, place, column)
    } else {
        within(&view, &slot, place, cell)
    };
    Some(found.unwrap_or(Message::View(ViewMessage::Focus(slot.shown))))
}

/// A tab on the upper border.
fn tab_at(
    view: &View<'_>,
    slot: &Slot,
    (area, tab): (Rect, SourceTab),
    column: u16,
) -> Option<Message> {
    if slot.panes.len() > 1
        && slot.shown != Pane::Source
        && let Some(pane) = header::tab_at(slot, column)
    {
        return Some(Message::View(ViewMessage::Focus(pane)));
    }
    if slot.shown == Pane::Source && tab == view.app.source_tab {
        return header::source_tab_at(view, area, column)
            .map(|tab| Message::View(ViewMessage::ShowSource(tab)));
    }
    None
}

/// A part of what the pane shows.
fn within(
    view: &View<'_>,
    slot: &Slot,
    (area, tab): (Rect, SourceTab),
    cell: Position,
) -> Option<Message> {
    let inner = inside(view, area);
    if !inner.contains(cell) {
        return None;
    }
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let content = content(view, (slot.shown, tab), width, height);
    let first = viewport(view, slot.shown, &content, height).first;
    content.at(first + usize::from(cell.y - inner.y), usize::from(cell.x - inner.x)).cloned()
}

/// What the wheel asks for over this cell: so many lines on in what is open, or else in the pane below it.
#[must_use]
pub fn wheel(app: &App, area: Rect, column: u16, row: u16, lines: i32) -> Option<Message> {
    if app.overlay.is_some() {
        return Some(if lines > 0 {
            Message::Overlay(OverlayMessage::Down)
        } else {
            Message::Overlay(OverlayMessage::Up)
        });
    }
    let plan: Plan = plan(app, area)?;
    let mut slots = plan.slots.into_iter();
    let slot = slots.find(|slot| slot.area.contains(Position::new(column, row)))?;
    Some(Message::View(ViewMessage::Scroll(slot.shown, lines)))
}
