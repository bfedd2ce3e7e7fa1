//! The output: each line with its time and the task that printed it.

use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::wrap;
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

pub fn content(context: &DrawContext<'_>, width: usize) -> PaneContent {
    let session = &context.app.open.session;
    let start = session.column().events.start;
    let timeline = session.timeline();
    let shown = timeline.printed.iter().take_while(|line| line.event < session.position());
    let lines: Vec<_> = shown
        .flat_map(|printed| {
            let from = if session.is_between_steps() { start } else { session.position() - 1 };
            let is_new = printed.event >= from;
            let by = printed.by.map_or_else(|| Span::raw(" "), |task| context.task_letter(task));
            let has_time = context.app.open.preview.has_timers;
            let at =
                if has_time { format!("{:>5}  ", printed.at.to_string()) } else { String::new() };
            let head = Line::from(vec![context.span(Role::Faint, at), by, Span::raw("  ")]);
            let text = context.span(Role::Text, context.text(printed.text));
            let room = width.saturating_sub(head.width()).max(1);
            let rows = wrap(vec![context.emphasize_if(is_new, text)], room);
            let indent = Line::from(Span::raw(" ".repeat(head.width())));
            let heads = std::iter::once(head).chain(std::iter::repeat(indent));
            let joined = heads.zip(rows).map(|(mut head, row)| {
                head.spans.extend(row.spans);
                head
            });
            joined.collect::<Vec<_>>()
        })
        .collect();
    if lines.is_empty() {
        return vec![Line::from(context.span(Role::Faint, "nothing printed yet"))].into();
    }
    let last = lines.len() - 1;
    PaneContent { lines, anchor: Some((last, last)), ..PaneContent::default() }
}
