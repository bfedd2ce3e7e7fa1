//! The keys, as many as there is room for; or a word to the learner.

use super::text;
use super::theme::Role;
use super::view::View;
use crate::app::key::Key;
use crate::app::keymap::{self, Where};
use crate::app::message::Message;
use crate::app::orders::Walk;
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
    keys(view, view.app.place(), area.width.into()).render(area, buffer);
}

/// A word to the learner. A long one takes the lines above as well: none of it is cut away.
fn say(view: &View<'_>, notice: &str, area: Rect, buffer: &mut Buffer) {
    let words = vec![view.span(Role::Notice, text::plain(notice))];
    let lines = text::wrap(words, usize::from(area.width.saturating_sub(2)).max(1));
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
pub fn keys(view: &View<'_>, place: Where, width: usize) -> Line<'static> {
    let mut line = Line::default();
    for row in keymap::footer(place) {
        let Some(key) = row.keys.first() else { continue };
        if !does_something(view, &row.message) {
            continue;
        }
        let name = match &row.message {
            Message::Answer(_) => letters(view),
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
        Message::NextBeat => view.app.guide.as_ref().is_some_and(|guide| guide.said.number.1 > 0),
        Message::AskBreak => {
            view.app.guide.as_ref().is_some_and(|guide| !guide.breaks().is_empty())
        }
        Message::AskChoice | Message::AskOrders => {
            view.app.open.session.ready_to_choose().len() > 1
        }
        Message::Walk(walk) => walks(view, *walk),
        Message::Accept => !view.app.is_searching(),
        Message::Undo => !view.app.open.session.schedule().is_the_loops_own(),
        _ => true,
    }
}

/// The tree has a way in where there is something below, and a way out in it.
fn walks(view: &View<'_>, walk: Walk) -> bool {
    let Some(orders) = &view.app.orders else { return false };
    let is_searching = orders.progress().is_some();
    match walk {
        Walk::Stop => is_searching,
        Walk::Out => orders.node.is_some(),
        Walk::In => match &orders.node {
            Some(node) => !node.branches.is_empty(),
            None => !is_searching,
        },
    }
}

pub fn name(view: &View<'_>, key: Key) -> String {
    if view.glyphs().is_ascii { key.ascii() } else { key.to_string() }
}

fn hint(view: &View<'_>, line: &mut Line<'static>, key: &str, label: &str) {
    line.push_span(Span::raw(if line.width() == 0 { " " } else { "  " }));
    line.push_span(view.span(Role::Key, key.to_owned()));
    line.push_span(view.span(Role::Label, format!(" {label}")));
}
