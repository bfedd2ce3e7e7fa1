//! The loop: the running task, the ready queue with its front at the left, the timers and the clock.

use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::limits::{MAX_LISTED_LINES, MAX_SCREEN_CELLS};
use crate::record::event::{TaskId, Time};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{self, fit_to_width};
use crate::ui::theme::Role;
use crate::world::words::letter;
use crate::world::{StepKind, TaskStage, World};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The column at which the values begin.
const LABEL: usize = 10;

/// The rows of the running task and of the boxes. In fewer, the ready queue is one line.
const BOXED: usize = 4;

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let mut lines = vec![running(context, width)];
    let (labels, left_out) = labels(context, width.saturating_sub(LABEL + 2));
    let queue = queue(context, &labels, left_out);
    let is_boxed = height >= BOXED;
    let [_, middle, _] = &queue;
    lines.extend(if is_boxed { queue.to_vec() } else { vec![middle.clone()] });
    let rows = lines.len();
    let mut content = PaneContent::default();
    if let Some(task) = at_work(context) {
        content.add_click_target(0, LABEL..width, pick(task));
    }
    let mut at = LABEL + 2;
    for (task, name) in &labels {
        let end = at + text_layout::width(name) + 4;
        (1..rows).for_each(|line| content.add_click_target(line, at..end, pick(*task)));
        at = end;
    }
    if context.app.open.preview.has_timers {
        lines.extend(timers(context, true));
        let clock = context.span(Role::Text, context.now.clock.to_string());
        let clock = context.emphasize_if(context.now.clock != context.before.clock, clock);
        lines.push(Line::from(vec![label(context, "clock"), clock]));
    }
    PaneContent { lines, ..content }
}

fn pick(task: TaskId) -> Message {
    Message::View(ViewMessage::SelectTask(Pane::Loop, task))
}

/// Returns the task that is polled or dropped in this step.
fn at_work(context: &DrawContext<'_>) -> Option<TaskId> {
    context.now.step.task()
}

/// Returns the state of the task in this step: whether it is polled or dropped.
fn state_at_work(context: &DrawContext<'_>, task: TaskId) -> TaskStage {
    let state = context.now.tasks.get(&task).map(|task| task.state);
    state.filter(|state| *state == TaskStage::Dropping).unwrap_or(TaskStage::Running)
}

fn label(context: &DrawContext<'_>, name: &str) -> Span<'static> {
    context.span(Role::Dim, fit_to_width(name, LABEL, ""))
}

/// Returns the line of the running task. After a step it names the task that was polled in it.
fn running(context: &DrawContext<'_>, width: usize) -> Line<'static> {
    if let Some(task) = context.now.running {
        let has_changed = context.before.running != context.now.running;
        let state = state_at_work(context, task);
        return Line::from(vec![
            label(context, context.words().state(state)),
            context.task_span(task, format!("{} ", context.glyphs().state(state))),
            context.emphasize_if(has_changed, context.task_label(task)),
        ]);
    }
    let Some(task) = at_work(context) else {
        return Line::from(vec![label(context, "running"), context.span(Role::Faint, "nobody")]);
    };
    let state = context.now.tasks.get(&task).map(|task| task.state);
    let mut line = Line::from(vec![label(context, "just ran"), context.task_label(task)]);
    if let Some(state) = state {
        let sign = context.glyphs().state(state);
        let mut words = format!("  {sign} {}", context.words().state(state));
        if line.width() + text_layout::width(&words) > width {
            words = format!(" {sign}");
        }
        line.push_span(context.span(DrawContext::state_role(state), words));
    }
    line
}

/// Returns the boxes of the ready queue: three lines, even if it is empty, so that nothing moves.
fn queue(
    context: &DrawContext<'_>,
    labels: &[(TaskId, String)],
    left_out: usize,
) -> [Line<'static>; 3] {
    let front = context.glyphs().front;
    let mut lines = [
        Line::from(label(context, "")),
        Line::from(vec![label(context, "ready")]),
        Line::from(label(context, "")),
    ];
    if context.now.ready.is_empty() {
        let emptied = !context.before.ready.is_empty();
        lines[1].push_span(context.span(Role::Dim, format!("{front} ")));
        lines[1].push_span(context.emphasize_if(emptied, context.span(Role::Dim, "empty")));
        return lines;
    }
    let set = context.glyphs().queue;
    lines[0].push_span(Span::raw("  "));
    lines[1].push_span(context.span(Role::Dim, format!("{front} ")));
    lines[2].push_span(Span::raw("  "));
    for (task, name) in labels {
        let has_joined = !context.before.ready.contains(task);
        let edge =
            if has_joined { context.look.theme.task(*task) } else { context.style(Role::Border) };
        let bar = set.horizontal_top.repeat(text_layout::width(name) + 2);
        lines[0].push_span(Span::styled(format!("{}{bar}{}", set.top_left, set.top_right), edge));
        lines[2]
            .push_span(Span::styled(format!("{}{bar}{}", set.bottom_left, set.bottom_right), edge));
        lines[1].push_span(Span::styled(set.vertical_left, edge));
        let name = context.task_span(*task, format!(" {name} "));
        lines[1].push_span(context.emphasize_if(has_joined, name));
        lines[1].push_span(Span::styled(set.vertical_right, edge));
    }
    if left_out > 0 {
        lines[1].push_span(context.span(Role::Dim, format!(" +{left_out}")));
    }
    lines
}

/// Returns the labels in the boxes, and how many tasks are left out: letters and names if they fit, else letters
/// alone, else the first letters.
fn labels(context: &DrawContext<'_>, room: usize) -> (Vec<(TaskId, String)>, usize) {
    let all = context.now.ready.len();
    // No label is shorter than a letter in its box.
    let most = room / (1 + 4);
    let ready = || context.now.ready.iter().copied().take(most + 1);
    let long: Vec<_> =
        ready().map(|task| (task, text_layout::sanitize(&context.words().task(task)))).collect();
    let takes = |labels: &[(TaskId, String)]| -> usize {
        labels.iter().map(|(_, name)| text_layout::width(name) + 4).sum()
    };
    if all <= most && takes(&long) <= room {
        return (long, 0);
    }
    let mut short: Vec<_> = ready().map(|task| (task, letter(task))).collect();
    while takes(&short) + if short.len() < all { 6 } else { 0 } > room && short.len() > 1 {
        short.pop();
    }
    let left_out = all - short.len();
    (short, left_out)
}

/// Returns a line for each deadline, with the tasks that it will wake in their order: by their letters where there are
/// several, or where there is no room for names.
fn timers(context: &DrawContext<'_>, has_names: bool) -> Vec<Line<'static>> {
    let groups = by_deadline(context.now);
    let before = by_deadline(context.before);
    if groups.is_empty() {
        let none = context.emphasize_if(!before.is_empty(), context.span(Role::Faint, "none"));
        return vec![Line::from(vec![label(context, "timers"), none])];
    }
    let mut lines = Vec::new();
    for (nth, (at, tasks)) in groups.iter().enumerate().take(MAX_LISTED_LINES) {
        let mut line = Line::from(label(context, if nth == 0 { "timers" } else { "" }));
        line.push_span(context.span(Role::Text, format!("{at:<4} ", at = at.to_string())));
        let earlier = before.binary_search_by_key(at, |(time, _)| *time);
        let earlier = earlier.ok().map(|nth| &before[nth]);
        // More don't fit on any screen.
        for task in tasks.iter().take(usize::from(MAX_SCREEN_CELLS)) {
            let is_new = !earlier.is_some_and(|(_, tasks)| tasks.contains(task));
            let name = match task {
                Some(task) if has_names && tasks.len() == 1 => context.task_label(*task),
                Some(task) => context.task_letter(*task),
                None => context.span(Role::Dim, "nobody"),
            };
            line.push_span(Span::raw(" "));
            line.push_span(context.emphasize_if(is_new, name));
        }
        lines.push(line);
    }
    let more = groups.len().saturating_sub(MAX_LISTED_LINES);
    if more > 0 {
        let words = format!("and {more} more");
        lines.push(Line::from(vec![label(context, ""), context.span(Role::Dim, words)]));
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

/// From how many columns on the line that replaces the pane begins with its title.
const TITLED: u16 = 76;

/// Returns the loop in one line, for a small screen.
pub fn strip(context: &DrawContext<'_>, width: u16) -> PaneContent {
    let mut content = PaneContent::default();
    let title = if width < TITLED { " ".to_owned() } else { format!(" {} ", Pane::Loop.title()) };
    let (mut line, indent) = (Line::default(), text_layout::width(&title));
    line.push_span(context.span(Role::Heading, title));
    let dim = |text: &str| context.span(Role::Dim, text.to_owned());
    line.push_span(dim("running "));
    match (context.now.running, context.now.step) {
        (Some(task), _) => {
            line.spans.pop();
            let state = context.words().state(state_at_work(context, task));
            line.push_span(dim(&format!("{state} ")));
            let has_changed = context.before.running != Some(task);
            line.push_span(context.emphasize_if(has_changed, context.task_label(task)));
        }
        (
            None,
            StepKind::Poll(task)
            | StepKind::Drop(task)
            | StepKind::Throw(task)
            | StepKind::Call(task),
        ) => {
            line.spans.pop();
            line.push_span(dim("just ran "));
            line.push_span(context.task_label(task));
        }
        _ => line.push_span(context.span(Role::Faint, "nobody")),
    }
    let used = line.width();
    if let Some(task) = at_work(context) {
        content.add_click_target(0, 0..used, pick(task));
    }
    line.push_span(Span::raw(" ".repeat((21 + indent).saturating_sub(used).max(2))));
    line.push_span(dim("ready "));
    line.push_span(dim(context.glyphs().front));
    let (labels, left_out) = labels(context, usize::from(width).saturating_sub(47 + indent));
    for (task, name) in labels {
        let has_joined = !context.before.ready.contains(&task);
        let edge: Style =
            if has_joined { context.look.theme.task(task) } else { context.style(Role::Border) };
        content.add_click_target(
            0,
            line.width()..line.width() + text_layout::width(&name) + 2,
            pick(task),
        );
        line.push_span(Span::styled("[", edge));
        line.push_span(context.emphasize_if(has_joined, context.task_span(task, name)));
        line.push_span(Span::styled("]", edge));
    }
    if context.now.ready.is_empty() {
        let emptied = !context.before.ready.is_empty();
        line.push_span(Span::raw(" "));
        line.push_span(context.emphasize_if(emptied, context.span(Role::Dim, "empty")));
    }
    if left_out > 0 {
        line.push_span(dim(&format!(" +{left_out}")));
    }
    if context.app.open.preview.has_timers {
        let (used, width) = (line.width(), usize::from(width));
        let long = Line::from(timers_in_a_row(context, true));
        let long = Some(long).filter(|timers| used + 2 + timers.width() <= width);
        let timers = long.unwrap_or_else(|| Line::from(timers_in_a_row(context, false)));
        let most = width.saturating_sub(used + timers.width()).max(2);
        let gap = (width * 11 / 16).saturating_sub(used).clamp(2, most);
        line.push_span(Span::raw(" ".repeat(gap)));
        line.spans.extend(timers.spans);
    }
    content.lines.push(text_layout::truncate_line(line, usize::from(width), context.glyphs().more));
    content
}

/// Returns the ready queue and the clock in one short line, for a program beside another one.
pub fn short_line(context: &DrawContext<'_>, width: usize) -> Line<'static> {
    let clock = context.span(Role::Dim, format!("  clock {}", context.now.clock));
    let clock = context.emphasize_if(context.now.clock != context.before.clock, clock);
    let mut line = Line::from(context.span(Role::Dim, "ready "));
    line.push_span(context.span(Role::Dim, format!("{} ", context.glyphs().front)));
    let (labels, left_out) = labels(context, width.saturating_sub(line.width() + clock.width()));
    if labels.is_empty() {
        line.push_span(context.span(Role::Dim, "empty"));
    }
    for (task, name) in labels {
        let has_joined = !context.before.ready.contains(&task);
        let name = context.task_span(task, format!("[{name}] "));
        line.push_span(context.emphasize_if(has_joined, name));
    }
    if left_out > 0 {
        line.push_span(context.span(Role::Dim, format!("+{left_out}")));
    }
    line.push_span(clock);
    text_layout::truncate_line(line, width, context.glyphs().more)
}

/// Returns the deadlines one after the other.
fn timers_in_a_row(context: &DrawContext<'_>, has_names: bool) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for (nth, timers) in timers(context, has_names).into_iter().enumerate() {
        let skip = usize::from(nth > 0);
        spans.push(Span::raw(if nth > 0 { " " } else { "" }));
        spans.extend(timers.spans.into_iter().skip(skip).map(|span| {
            let name = span.content.trim_end().to_owned();
            let gap = if span.content == " " { " ".to_owned() } else { name };
            let gap = if gap == "timers" { "timers ".to_owned() } else { gap };
            Span::styled(gap, span.style)
        }));
    }
    spans
}
