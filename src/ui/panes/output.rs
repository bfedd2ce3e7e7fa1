//! What was printed: when, by whom, what.

use crate::ui::draw_context::{Content, View};
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

pub fn content(view: &View<'_>, _width: usize) -> Content {
    let session = &view.app.open.session;
    let start = session.column().events.start;
    let timeline = session.timeline();
    let shown = timeline.printed.iter().take_while(|line| line.event < session.position());
    let lines: Vec<_> = shown
        .map(|printed| {
            let from = if session.is_between_steps() { start } else { session.position() - 1 };
            let is_new = printed.event >= from;
            let by = printed.by.map_or_else(|| Span::raw(" "), |task| view.letter(task));
            let has_time = view.app.open.preview.has_timers;
            let at =
                if has_time { format!("{:>5}  ", printed.at.to_string()) } else { String::new() };
            Line::from(vec![
                view.span(Role::Faint, at),
                by,
                Span::raw("  "),
                view.mark(is_new, view.span(Role::Text, view.text(printed.text))),
            ])
        })
        .collect();
    if lines.is_empty() {
        return vec![Line::from(view.span(Role::Faint, "nothing printed yet"))].into();
    }
    let last = lines.len() - 1;
    Content { lines, anchor: Some((last, last)), ..Content::default() }
}
