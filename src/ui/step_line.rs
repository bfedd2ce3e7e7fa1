//! The step line: what this step did, in one sentence, with its rule. Always in the same place.

use super::draw_context::DrawContext;
use super::text_layout::{truncate, truncate_line, width as columns, wrap};
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
    let (width, height) = (usize::from(words.width), usize::from(words.height));
    let fits = |text: &str, room: usize| {
        let lines = wrap(context.rich_text(text), width);
        lines.len() < height
            || lines.len() == height && lines.last().is_none_or(|last| last.width() + room <= width)
    };
    let is_cut = !fits(sentence, 0);
    let more = context.glyphs().more;
    let sign = format!(" {more} w: more");
    let room = width.saturating_sub(columns(&sign));
    // How the step ended says most, and an event is best told from its beginning.
    let is_whole_step = is_cut && context.app.open.session.is_between_steps();
    let short = is_whole_step.then(|| shortened(sentence, more, |text| fits(text, columns(&sign))));
    let short = short.flatten();
    let mut lines = wrap(context.rich_text(short.as_ref().unwrap_or(sentence)), width);
    lines.truncate(height);
    if is_cut && let Some(last) = lines.last_mut() {
        let plain: String = last.spans.iter().map(|span| span.content.as_ref()).collect();
        let kept = if short.is_some() { room } else { width_of_whole_clauses(&plain, room) };
        *last = truncate_line(std::mem::take(last), kept, "");
        last.push_span(context.span(Role::Key, sign));
    }
    for (row, line) in words.rows().zip(lines) {
        truncate_line(line, row.width.into(), more).render(row, buffer);
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
    columns(&kept[..end.or(kept.rfind(' ')).unwrap_or(kept.len())])
}

/// Returns a sentence without some of its clauses, so that it fits: its last sentence stays whole, or its last clause.
/// `None` if too little of it would be left.
fn shortened(sentence: &str, more: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let clauses = clauses(sentence);
    let last = clauses.len().checked_sub(1)?;
    let begins = |nth: &usize| clauses[nth - 1].trim_end().ends_with('.');
    let last_sentence = (1..=last).rev().find(begins);
    let tails = last_sentence.into_iter().chain([last]);
    let mut texts = tails.flat_map(|tail| {
        let end = clauses[tail..].concat();
        let clauses = &clauses;
        (1..tail).rev().map(move |kept| {
            format!("{} {more} {}", clauses[..kept].concat().trim_end(), end.trim_start())
        })
    });
    texts.find(|text| fits(text))
}

/// Returns the clauses of a sentence, each with the comma and the blank after it. What is quoted isn't split.
fn clauses(sentence: &str) -> Vec<&str> {
    let (mut clauses, mut from, mut is_code, mut is_quoted) = (Vec::new(), 0, false, false);
    let mut before = ' ';
    for (at, letter) in sentence.char_indices() {
        match letter {
            '`' => is_code = !is_code,
            '\u{201c}' => is_quoted = true,
            '\u{201d}' => is_quoted = false,
            ' ' if !is_code && !is_quoted => {
                let ends = matches!(before, ',' | '.') || sentence[at..].starts_with(" and ");
                if ends {
                    clauses.push(&sentence[from..=at]);
                    from = at + 1;
                }
            }
            _ => {}
        }
        before = letter;
    }
    clauses.push(&sentence[from..]);
    clauses
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
