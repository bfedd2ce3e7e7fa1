//! The keys, as many as there is room for; or a word to the learner.

use super::draw_context::View;
use super::text_layout;
use super::theme::Role;
use crate::app::key::Key;
use crate::app::keymap;
use crate::app::message::{LessonMessage, Message, OrdersMessage, OverlayMessage, ScheduleMessage};
use crate::app::mode::Mode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

pub fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    if let Some(notice) = &view.app.notice {
        say(view, notice, area, buffer);
        return;
    }
    if view.app.overlay.is_some() {
        return;
    }
    let mut line = Line::default();
    if view.app.is_playing {
        let words = format!(" playing, {}", view.app.speed());
        line.push_span(view.span(Role::Notice, words));
        hint(view, &mut line, "+ -", "speed");
        hint(view, &mut line, "a", "stop");
        line.render(area, buffer);
        return;
    }
    keys(view, view.app.mode(), area.width.into()).render(area, buffer);
}

/// A word to the learner. A long one takes the lines above as well: none of it is cut away.
fn say(view: &View<'_>, notice: &str, area: Rect, buffer: &mut Buffer) {
    let words = vec![view.span(Role::Notice, text_layout::plain(notice))];
    let lines = text_layout::wrap(words, usize::from(area.width.saturating_sub(2)).max(1));
    let height = u16::try_from(lines.len()).unwrap_or(1).clamp(1, area.bottom().max(1));
    let over = Rect { y: area.bottom().max(height) - height, height, ..area };
    Clear.render(over, buffer);
    buffer.set_style(over, view.style(Role::Text));
    for (row, line) in over.rows().zip(lines) {
        let mut whole = Line::from(" ");
        whole.spans.extend(line.spans);
        whole.render(row, buffer);
    }
}

/// The keys that hold in this place.
pub fn keys(view: &View<'_>, mode: Mode, width: usize) -> Line<'static> {
    let mut line = Line::default();
    for row in keymap::footer(mode) {
        let Some(key) = row.keys.first() else { continue };
        if !does_something(view, &row.message) {
            continue;
        }
        let name = match &row.message {
            Message::Lesson(LessonMessage::Answer(_)) => letters(view),
            _ => name(view, *key),
        };
        let takes = line.width() + name.chars().count() + row.label.chars().count() + 4;
        if takes > width {
            break;
        }
        hint(view, &mut line, &name, row.label);
    }
    line
}

/// The letters of the options.
fn letters(view: &View<'_>) -> String {
    let question = view.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
    let count = question.map_or(1, |question| question.asked.options.len().clamp(1, 5));
    let last = char::from(b'a' + u8::try_from(count - 1).unwrap_or(0));
    format!("a-{last}")
}

/// What would change nothing here is not offered.
fn does_something(view: &View<'_>, message: &Message) -> bool {
    match message {
        Message::Lesson(LessonMessage::NextBeat) => {
            view.app.guide.as_ref().is_some_and(|guide| guide.text.number.1 > 0)
        }
        Message::Lesson(LessonMessage::ShowChanges) => {
            view.app.guide.as_ref().is_some_and(|guide| !guide.changes().is_empty())
        }
        Message::Schedule(ScheduleMessage::ShowReadyTasks) => has_choice(view),
        Message::Orders(orders) => explores(view, *orders),
        Message::Overlay(OverlayMessage::Accept) => !view.app.is_searching(),
        Message::Schedule(ScheduleMessage::Undo) => {
            !view.app.open.session.schedule().is_the_loops_own()
        }
        _ => true,
    }
}

/// The tree has a way in where there is something below, and a way out in it.
fn explores(view: &View<'_>, message: OrdersMessage) -> bool {
    let explorer = view.app.order_explorer.as_ref();
    let is_searching = explorer.is_some_and(|orders| orders.progress().is_some());
    let node = explorer.and_then(|orders| orders.node.as_ref());
    match message {
        OrdersMessage::Show => has_choice(view),
        OrdersMessage::StopSearch => is_searching,
        OrdersMessage::LeaveTree => node.is_some(),
        OrdersMessage::EnterTree => match node {
            Some(node) => !node.branches.is_empty(),
            None => explorer.is_some() && !is_searching,
        },
    }
}

/// Is more than one task ready here?
fn has_choice(view: &View<'_>) -> bool {
    view.app.open.session.ready_to_choose().len() > 1
}

pub fn name(view: &View<'_>, key: Key) -> String {
    if view.glyphs().is_ascii { key.ascii() } else { key.to_string() }
}

fn hint(view: &View<'_>, line: &mut Line<'static>, key: &str, label: &str) {
    line.push_span(Span::raw(if line.width() == 0 { " " } else { "  " }));
    line.push_span(view.span(Role::Key, key.to_owned()));
    line.push_span(view.span(Role::Label, format!(" {label}")));
}
