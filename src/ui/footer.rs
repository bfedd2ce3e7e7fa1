//! The last line: the keys that can be pressed now, as many as fit, or a notice.

use super::draw_context::DrawContext;
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

pub fn draw(context: &DrawContext<'_>, area: Rect, buffer: &mut Buffer) {
    if let Some(notice) = &context.app.notice {
        say(context, notice, area, buffer);
        return;
    }
    if context.app.overlay.is_some() {
        return;
    }
    let mut line = Line::default();
    if context.app.is_playing {
        let words = format!(" playing, {}", context.app.speed());
        line.push_span(context.span(Role::Notice, words));
        hint(context, &mut line, "+ -", "speed");
        hint(context, &mut line, "a", "stop");
        line.render(area, buffer);
        return;
    }
    keys(context, context.app.mode(), area.width.into()).render(area, buffer);
}

/// Draws a notice. A long one also takes the lines above, so that none of it is cut off.
fn say(context: &DrawContext<'_>, notice: &str, area: Rect, buffer: &mut Buffer) {
    let words = vec![context.span(Role::Notice, text_layout::sanitize(notice))];
    let lines = text_layout::wrap(words, usize::from(area.width.saturating_sub(2)).max(1));
    let height = u16::try_from(lines.len()).unwrap_or(1).clamp(1, area.bottom().max(1));
    let over = Rect { y: area.bottom().max(height) - height, height, ..area };
    Clear.render(over, buffer);
    buffer.set_style(over, context.style(Role::Text));
    for (row, line) in over.rows().zip(lines) {
        let mut whole = Line::from(" ");
        whole.spans.extend(line.spans);
        whole.render(row, buffer);
    }
}

/// Returns the keys of this mode, as many as fit.
pub fn keys(context: &DrawContext<'_>, mode: Mode, width: usize) -> Line<'static> {
    let mut line = Line::default();
    for row in keymap::footer(mode) {
        let Some(key) = row.keys.first() else { continue };
        if !does_something(context, &row.message) {
            continue;
        }
        let name = match &row.message {
            Message::Lesson(LessonMessage::Answer(_)) => letters(context),
            _ => name(context, *key),
        };
        let takes = line.width() + name.chars().count() + row.label.chars().count() + 4;
        if takes > width {
            break;
        }
        hint(context, &mut line, &name, row.label);
    }
    line
}

/// Returns the letters of the question's options.
fn letters(context: &DrawContext<'_>) -> String {
    let question = context.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
    let count = question.map_or(1, |question| question.asked.options.len().clamp(1, 5));
    let last = char::from(b'a' + u8::try_from(count - 1).unwrap_or(0));
    format!("a-{last}")
}

/// Returns whether the message would change anything now: if not, its key isn't offered.
fn does_something(context: &DrawContext<'_>, message: &Message) -> bool {
    match message {
        Message::Lesson(LessonMessage::NextBeat) => {
            context.app.guide.as_ref().is_some_and(|guide| guide.text.number.1 > 0)
        }
        Message::Lesson(LessonMessage::ShowChanges) => {
            context.app.guide.as_ref().is_some_and(|guide| !guide.changes().is_empty())
        }
        Message::Schedule(ScheduleMessage::ShowReadyTasks) => has_choice(context),
        Message::Orders(orders) => explores(context, *orders),
        Message::Overlay(OverlayMessage::Accept) => !context.app.is_searching(),
        Message::Schedule(ScheduleMessage::Undo) => {
            !context.app.open.session.schedule().is_default()
        }
        _ => true,
    }
}

/// Returns whether the tree of choices can be entered or left from here.
fn explores(context: &DrawContext<'_>, message: OrdersMessage) -> bool {
    let explorer = context.app.order_explorer.as_ref();
    let is_searching = explorer.is_some_and(|orders| orders.progress().is_some());
    let node = explorer.and_then(|orders| orders.node.as_ref());
    match message {
        OrdersMessage::Show => has_choice(context),
        OrdersMessage::StopSearch => is_searching,
        OrdersMessage::LeaveTree => node.is_some(),
        OrdersMessage::EnterTree => match node {
            Some(node) => !node.branches.is_empty(),
            None => explorer.is_some() && !is_searching,
        },
    }
}

/// Returns whether more than one task is ready.
fn has_choice(context: &DrawContext<'_>) -> bool {
    context.app.open.session.ready_to_choose().len() > 1
}

pub fn name(context: &DrawContext<'_>, key: Key) -> String {
    if context.glyphs().is_ascii { key.ascii() } else { key.to_string() }
}

fn hint(context: &DrawContext<'_>, line: &mut Line<'static>, key: &str, label: &str) {
    line.push_span(Span::raw(if line.width() == 0 { " " } else { "  " }));
    line.push_span(context.span(Role::Key, key.to_owned()));
    line.push_span(context.span(Role::Label, format!(" {label}")));
}
