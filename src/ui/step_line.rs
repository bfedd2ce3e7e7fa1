//! The step line: what this step did, in one sentence, with its rule. Always in the same place.

use super::draw_context::DrawContext;
use super::text_layout::{truncate, truncate_line, width, wrap};
use super::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

/// The columns of the rule's badge, and those of the position inside the turn.
const BADGE: u16 = 6;
const PLACE: u16 = 17;

/// Draws the step line, and returns whether the sentence was cut.
pub fn draw(context: &DrawContext<'_>, area: Rect, buffer: &mut Buffer) -> bool {
    if area.height == 0 {
        return false;
    }
    let summary = context.app.step_summary();
    let sentence = &summary.sentence;
    if let Some(rule) = summary.rule(|rule| context.app.knows(rule)) {
        let badge =
            Line::from(vec![" ".into(), context.span(Role::Rule, format!(" R{} ", rule.number()))]);
        badge.render(Rect { width: BADGE, height: 1, ..area }, buffer);
    }
    let place = place(context, area.width);
    let reserved = u16::try_from(place.len()).unwrap_or(PLACE) + 2;
    let reserved = if place.is_empty() {
        1
    } else if area.width < 80 {
        reserved
    } else {
        PLACE
    };
    let words =
        Rect { x: area.x + BADGE, width: area.width.saturating_sub(BADGE + reserved), ..area };
    let lines = wrap(context.rich_text(sentence), words.width.into());
    let is_cut = lines.len() > usize::from(words.height);
    for (nth, (row, mut line)) in words.rows().zip(lines).enumerate() {
        if is_cut && nth + 1 == usize::from(words.height) {
            let sign = format!(" {} w", context.glyphs().more);
            let room = usize::from(row.width).saturating_sub(sign.chars().count());
            let plain: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
            line = truncate_line(line, width_of_whole_clauses(&plain, room), "");
            line.push_span(context.span(Role::Key, sign));
        }
        truncate_line(line, row.width.into(), context.glyphs().more).render(row, buffer);
    }
    let place = Line::from(context.span(Role::Dim, place)).right_aligned();
    place.render(Rect { height: 1, width: area.width.saturating_sub(1), ..area }, buffer);
    is_cut
}

/// Returns how many columns of a line are kept: up to the end of a clause, or where that is far, up to the end of a word.
fn width_of_whole_clauses(line: &str, room: usize) -> usize {
    let kept = truncate(line, room, "");
    if kept.len() == line.len() && !line.ends_with(" and") {
        return room;
    }
    let end = [", ", ". "].iter().filter_map(|mark| kept.rfind(mark)).max();
    let end = end.map(|at| at + 1).filter(|at| at * 2 > kept.len());
    width(&kept[..end.or(kept.rfind(' ')).unwrap_or(kept.len())])
}

fn place(context: &DrawContext<'_>, width: u16) -> String {
    let session = &context.app.open.session;
    if session.is_between_steps() {
        return String::new();
    }
    let events = &session.column().events;
    let nth = session.position() - events.start;
    if width < 80 {
        format!("{nth}/{}", events.len())
    } else {
        format!("event {nth} of {}", events.len())
    }
}
