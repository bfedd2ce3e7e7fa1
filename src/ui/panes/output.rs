//! The output: each line with its time and the task that printed it.
//!
//! A program may print a million lines. Only those that are visible are built; of the others before the moment, the
//! latest are counted, so that they can be scrolled to.

use crate::app::pane::Pane;
use crate::limits::MAX_OUTPUT_LINES;
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::pane_frame::viewport_of;
use crate::ui::text_layout::{wrap, wrapped_height};
use crate::ui::theme::Role;
use crate::world::timeline::Printed;
use ratatui::text::{Line, Span};

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let session = &context.app.open.session;
    let timeline = session.timeline();
    let count = timeline.printed.partition_point(|line| line.event < session.position());
    if count == 0 {
        return vec![Line::from(context.span(Role::Faint, "nothing printed yet"))].into();
    }
    let (mut heights, mut total) = (Vec::new(), 0);
    for printed in timeline.printed[..count].iter().rev() {
        if total >= MAX_OUTPUT_LINES {
            break;
        }
        heights.push(line_count(context, printed, width));
        total += heights.last().unwrap_or(&0);
    }
    heights.reverse();
    let left_out = count - heights.len();
    let note = left_out_note(context, left_out);
    total += note.len();
    let anchor = Some((total - 1, total - 1));
    let first = viewport_of(context, Pane::Output, (total, anchor), height).first;
    let mut content = PaneContent { anchor, ..PaneContent::default() };
    let mut at = note.len();
    if first < at {
        content.lines.extend(note);
    } else {
        content.unbuilt.0 = at;
    }
    for (printed, lines) in timeline.printed[left_out..count].iter().zip(heights) {
        if at + lines <= first {
            content.unbuilt.0 += lines;
        } else if at >= first + height {
            content.unbuilt.1 += lines;
        } else {
            content.lines.extend(lines_of(context, printed, width));
        }
        at += lines;
    }
    content
}

/// Returns the line that stands for the lines which can't be scrolled to, if there are any.
fn left_out_note(context: &DrawContext<'_>, left_out: usize) -> Vec<Line<'static>> {
    let words = match left_out {
        0 => return Vec::new(),
        1 => "1 earlier line isn't listed".to_owned(),
        many => format!("{many} earlier lines aren't listed"),
    };
    vec![Line::from(context.span(Role::Faint, words))]
}

/// Returns what comes before a printed line: its time, if the run has timers, and its task.
fn head(context: &DrawContext<'_>, printed: &Printed) -> Line<'static> {
    let by = printed.by.map_or_else(|| Span::raw(" "), |task| context.task_letter(task));
    let has_time = context.app.open.preview.has_timers;
    let at = if has_time { format!("{:>5}  ", printed.at.to_string()) } else { String::new() };
    Line::from(vec![context.span(Role::Faint, at), by, Span::raw("  ")])
}

/// Returns how many lines a printed line takes.
fn line_count(context: &DrawContext<'_>, printed: &Printed, width: usize) -> usize {
    let room = width.saturating_sub(head(context, printed).width());
    let text = context.record.text(printed.text);
    // Most lines are short. No letter has more columns than bytes.
    if text.len() <= room { 1 } else { wrapped_height(&context.text(printed.text), room) }
}

/// Returns a printed line, wrapped.
fn lines_of(
    context: &DrawContext<'_>,
    printed: &Printed,
    width: usize,
) -> impl Iterator<Item = Line<'static>> {
    let session = &context.app.open.session;
    let start = session.column().events.start;
    let from = if session.is_between_steps() { start } else { session.position() - 1 };
    let is_new = printed.event >= from;
    let head = head(context, printed);
    let text = context.span(Role::Text, context.text(printed.text));
    let room = width.saturating_sub(head.width()).max(1);
    let rows = wrap(vec![context.emphasize_if(is_new, text)], room);
    let indent = Line::from(Span::raw(" ".repeat(head.width())));
    let heads = std::iter::once(head).chain(std::iter::repeat(indent));
    heads.zip(rows).map(|(mut head, row)| {
        head.spans.extend(row.spans);
        head
    })
}
