//! The output: each line with its time and the task that printed it.

use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

pub fn content(context: &DrawContext<'_>, _width: usize) -> PaneContent {
    let session = &context.app.open.session;
    let start = session.column().events.start;
    let timeline = session.timeline();
    let shown = timeline.printed.iter().take_while(|line| line.event < session.position());
    let lines: Vec<_> = shown
        .map(|printed| {
            let from = if session.is_between_steps() { start } else { session.position() - 1 };
            let is_new = printed.event >= from;
            let by = printed.by.map_or_else(|| Span::raw(" "), |task| context.task_letter(task));
            let has_time = context.app.open.preview.has_timers;
            let at =
                if has_time { format!("{:>5}  ", printed.at.to_string()) } else { String::new() };
            Line::from(vec![
                context.span(Role::Faint, at),
                by,
                Span::raw("  "),
                context.emphasize_if(is_new, context.span(Role::Text, context.text(printed.text))),
            ])
        })
        .collect();
    if lines.is_empty() {
        return vec![Line::from(context.span(Role::Faint, "nothing printed yet"))].into();
    }
    let last = lines.len() - 1;
    PaneContent { lines, anchor: Some((last, last)), ..PaneContent::default() }
}
