//! The loop: who runs, the ready queue with its front at the left, the timers, the clock.

use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::record::event::{TaskId, Time};
use crate::ui::draw_context::{Content, View};
use crate::ui::text_layout::{self, fit};
use crate::ui::theme::Role;
use crate::world::words::letter;
use crate::world::{Step, World};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The column in which the values begin.
const LABEL: usize = 10;

pub fn content(view: &View<'_>, width: usize) -> Content {
    let mut lines = vec![running(view, width)];
    let (labels, left_out) = labels(view, width.saturating_sub(LABEL + 2));
    lines.extend(queue(view, &labels, left_out));
    let mut content = Content::default();
    if let Some(task) = at_work(view) {
        content.target(0, LABEL..width, pick(task));
    }
    let mut at = LABEL + 2;
    for (task, name) in &labels {
        let end = at + text_layout::width(name) + 4;
        (1..4).for_each(|line| content.target(line, at..end, pick(*task)));
        at = end;
    }
    if view.app.open.preview.has_timers {
        lines.extend(timers(view));
        let clock = view.span(Role::Text, view.now.clock.to_string());
        let clock = view.mark(view.now.clock != view.before.clock, clock);
        lines.push(Line::from(vec![label(view, "clock"), clock]));
    }
    Content { lines, ..content }
}

fn pick(task: TaskId) -> Message {
    Message::View(ViewMessage::SelectTask(Pane::Loop, task))
}

/// The task that is polled or dropped in this step.
fn at_work(view: &View<'_>) -> Option<TaskId> {
    match view.now.step {
        Step::Poll(task) | Step::Drop(task) => Some(task),
        _ => None,
    }
}

fn label(view: &View<'_>, name: &str) -> Span<'static> {
    view.span(Role::Dim, fit(name, LABEL, ""))
}

/// Inside a step: the task that is polled. Behind it: the one that was.
fn running(view: &View<'_>, width: usize) -> Line<'static> {
    if let Some(task) = view.now.running {
        let has_changed = view.before.running != view.now.running;
        return Line::from(vec![
            label(view, "running"),
            view.of_task(task, format!("{} ", view.glyphs().running)),
            view.mark(has_changed, view.label(task)),
        ]);
    }
    let Some(task) = at_work(view) else {
        return Line::from(vec![label(view, "running"), view.span(Role::Faint, "nobody")]);
    };
    let state = view.now.tasks.get(&task).map(|task| task.state);
    let mut line = Line::from(vec![label(view, "just ran"), view.label(task)]);
    if let Some(state) = state {
        let sign = view.glyphs().state(state);
        let mut words = format!("  {sign} {}", view.words().state(state));
        if line.width() + text_layout::width(&words) > width {
            words = format!(" {sign}");
        }
        line.push_span(view.span(View::state_role(state), words));
    }
    line
}

/// The boxes: three lines, whether there is anybody or nobody in it.
fn queue(view: &View<'_>, labels: &[(TaskId, String)], left_out: usize) -> [Line<'static>; 3] {
    let front = view.glyphs().front;
    let mut lines = [
        Line::from(label(view, "")),
        Line::from(vec![label(view, "ready")]),
        Line::from(label(view, "")),
    ];
    if view.now.ready.is_empty() {
        let emptied = !view.before.ready.is_empty();
        lines[1].push_span(view.span(Role::Dim, format!("{front} ")));
        lines[1].push_span(view.mark(emptied, view.span(Role::Dim, "empty")));
        return lines;
    }
    let set = view.glyphs().queue;
    lines[0].push_span(Span::raw("  "));
    lines[1].push_span(view.span(Role::Dim, format!("{front} ")));
    lines[2].push_span(Span::raw("  "));
    for (task, name) in labels {
        let has_joined = !view.before.ready.contains(task);
        let edge = if has_joined { view.look.theme.task(*task) } else { view.style(Role::Border) };
        let bar = set.horizontal_top.repeat(text_layout::width(name) + 2);
        lines[0].push_span(Span::styled(format!("{}{bar}{}", set.top_left, set.top_right), edge));
        lines[2]
            .push_span(Span::styled(format!("{}{bar}{}", set.bottom_left, set.bottom_right), edge));
        lines[1].push_span(Span::styled(set.vertical_left, edge));
        let name = view.of_task(*task, format!(" {name} "));
        lines[1].push_span(view.mark(has_joined, name));
        lines[1].push_span(Span::styled(set.vertical_right, edge));
    }
    if left_out > 0 {
        lines[1].push_span(view.span(Role::Dim, format!(" +{left_out}")));
    }
    lines
}

/// What stands in the boxes: letters and names, or letters alone, or the first letters and a number.
fn labels(view: &View<'_>, room: usize) -> (Vec<(TaskId, String)>, usize) {
    let ready = || view.now.ready.iter().copied();
    let long: Vec<_> =
        ready().map(|task| (task, text_layout::plain(&view.words().task(task)))).collect();
    let takes = |labels: &[(TaskId, String)]| -> usize {
        labels.iter().map(|(_, name)| text_layout::width(name) + 4).sum()
    };
    if takes(&long) <= room {
        return (long, 0);
    }
    let mut short: Vec<_> = ready().map(|task| (task, letter(task))).collect();
    let all = short.len();
    while takes(&short) + if short.len() < all { 6 } else { 0 } > room && short.len() > 1 {
        short.pop();
    }
    let left_out = all - short.len();
    (short, left_out)
}

/// A deadline a line, with those who wait for it in the order in which they will be woken.
fn timers(view: &View<'_>) -> Vec<Line<'static>> {
    let groups = by_deadline(view.now);
    let before = by_deadline(view.before);
    if groups.is_empty() {
        let none = view.mark(!before.is_empty(), view.span(Role::Faint, "none"));
        return vec![Line::from(vec![label(view, "timers"), none])];
    }
    let mut lines = Vec::new();
    for (nth, (at, tasks)) in groups.iter().enumerate() {
        let mut line = Line::from(label(view, if nth == 0 { "timers" } else { "" }));
        line.push_span(view.span(Role::Text, format!("{at:<4} ", at = at.to_string())));
        let earlier = before.iter().find(|(time, _)| time == at);
        for task in tasks {
            let is_new = !earlier.is_some_and(|(_, tasks)| tasks.contains(task));
            let name = match task {
                Some(task) if tasks.len() == 1 => view.label(*task),
                Some(task) => view.letter(*task),
                None => view.span(Role::Dim, "nobody"),
            };
            line.push_span(Span::raw(" "));
            line.push_span(view.mark(is_new, name));
        }
        lines.push(line);
    }
    lines
}

fn by_deadline(world: &World) -> Vec<(Time, Vec<Option<TaskId>>)> {
    let mut groups: Vec<(Time, Vec<Option<TaskId>>)> = Vec::new();
    for ((at, _), task) in &world.timers {
        match groups.last_mut() {
            Some((time, tasks)) if time == at => tasks.push(*task),
            _ => groups.push((*at, vec![*task])),
        }
    }
    groups
}

/// The same in one line, for a small screen.
pub fn strip(view: &View<'_>, width: u16) -> Content {
    let mut content = Content::default();
    let mut line = Line::from(Span::raw(" "));
    let dim = |text: &str| view.span(Role::Dim, text.to_owned());
    line.push_span(dim("running "));
    match (view.now.running, view.now.step) {
        (Some(task), _) => {
            let has_changed = view.before.running != Some(task);
            line.push_span(view.mark(has_changed, view.label(task)));
        }
        (None, Step::Poll(task) | Step::Drop(task)) => {
            line.spans = vec![dim(" just ran "), view.label(task)];
        }
        _ => line.push_span(view.span(Role::Faint, "nobody")),
    }
    let used = line.width();
    if let Some(task) = at_work(view) {
        content.target(0, 0..used, pick(task));
    }
    line.push_span(Span::raw(" ".repeat(22_usize.saturating_sub(used).max(2))));
    line.push_span(dim("ready "));
    line.push_span(dim(view.glyphs().front));
    let (labels, left_out) = labels(view, usize::from(width).saturating_sub(48));
    for (task, name) in labels {
        let has_joined = !view.before.ready.contains(&task);
        let edge: Style =
            if has_joined { view.look.theme.task(task) } else { view.style(Role::Border) };
        content.target(0, line.width()..line.width() + text_layout::width(&name) + 2, pick(task));
        line.push_span(Span::styled("[", edge));
        line.push_span(view.mark(has_joined, view.of_task(task, name)));
        line.push_span(Span::styled("]", edge));
    }
    if view.now.ready.is_empty() {
        let emptied = !view.before.ready.is_empty();
        line.push_span(Span::raw(" "));
        line.push_span(view.mark(emptied, view.span(Role::Dim, "empty")));
    }
    if left_out > 0 {
        line.push_span(dim(&format!(" +{left_out}")));
    }
    if view.app.open.preview.has_timers {
        let used = line.width();
        line.push_span(Span::raw(
            " ".repeat((usize::from(width) * 11 / 16).saturating_sub(used).max(2)),
        ));
        for (nth, timers) in timers(view).into_iter().enumerate() {
            let skip = usize::from(nth > 0);
            line.push_span(Span::raw(if nth > 0 { " " } else { "" }));
            line.spans.extend(timers.spans.into_iter().skip(skip).map(|span| {
                let name = span.content.trim_end().to_owned();
                let gap = if span.content == " " { " ".to_owned() } else { name };
                let gap = if gap == "timers" { "timers ".to_owned() } else { gap };
                Span::styled(gap, span.style)
            }));
        }
    }
    content.lines.push(text_layout::cut_line(line, usize::from(width), view.glyphs().more));
    content
}
