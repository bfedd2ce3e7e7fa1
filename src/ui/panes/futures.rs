//! The shared things, the tasks that wait for them, and what owns the waker of each suspended task.

use crate::app::pane::Pane;
use crate::course::lesson::inline::SourceLanguage;
use crate::limits::MAX_LISTED_LINES;
use crate::record::event::{
    Event, ResourceEvent, ResourceId, ResourceKind, TaskId, Verdict, WakeCause, WakeEffect,
};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::pane_frame::viewport_of;
use crate::ui::text_layout::{sanitize, width as columns, wrap};
use crate::ui::theme::Role;
use crate::world::wait_for::Link;
use crate::world::words::letter;
use crate::world::{CoroutineStage, Resource, TaskStage, WakerCall};
use ratatui::text::{Line, Span};

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let mut parts = Vec::new();
    if context.now.verdict == Some(Verdict::Stalled) {
        let mut lines = Vec::new();
        wait_lines(context, width, &mut lines);
        parts.extend(lines.into_iter().map(Part::Line));
    }
    if context.now.verdict == Some(Verdict::Finished) {
        let mut lines = Vec::new();
        opposite_orders(context, width, &mut lines);
        parts.extend(lines.into_iter().map(Part::Line));
    }
    // Pools and streams have a pane of their own.
    let resources = context.now.resources.iter().filter(|(_, of)| !of.kind.is_outside());
    let before = parts.len();
    parts.extend(resources.map(|(id, _)| Part::Resource(*id)));
    if parts.len() == before {
        parts.push(Part::Line(Line::from(context.span(Role::Faint, "none"))));
    }
    if context.app.open.preview.has_wakers {
        wakers(context, &mut parts);
    }
    let total = parts.iter().map(|part| part.height(context, width)).sum();
    let first = viewport_of(context, Pane::Futures, (total, None), height).first;
    let mut content = PaneContent::default();
    let mut at = 0;
    for part in parts {
        let lines = part.height(context, width);
        if at + lines <= first {
            content.unbuilt.0 += lines;
        } else if at >= first + height {
            content.unbuilt.1 += lines;
        } else {
            part.draw(context, width, &mut content.lines);
        }
        at += lines;
    }
    content
}

/// A part of the pane, which is drawn only if it is visible.
enum Part {
    Line(Line<'static>),
    Resource(ResourceId),
    Kept(TaskId),
    Called(usize),
}

impl Part {
    /// Returns how many lines it takes.
    fn height(&self, context: &DrawContext<'_>, width: usize) -> usize {
        let Part::Resource(id) = self else { return 1 };
        let Some(resource) = context.now.resources.get(id) else { return 0 };
        1 + Head::of(context, *id, resource, width).parts.len()
            + usize::from(has_row_of_holders(resource))
            + rows_of_waiting(context, resource).len()
            + usize::from(!context.words().group_members(*id).is_empty())
    }

    fn draw(self, context: &DrawContext<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
        match self {
            Part::Line(line) => lines.push(line),
            Part::Resource(id) => {
                if let Some(resource) = context.now.resources.get(&id) {
                    of_resource(context, id, resource, width, lines);
                }
            }
            Part::Kept(task) => lines.push(kept(context, task, width)),
            Part::Called(nth) => {
                lines.extend(context.now.called.get(nth).map(|call| called(context, nth, call)));
            }
        }
    }
}

fn has_row_of_holders(resource: &Resource) -> bool {
    !resource.holders.is_empty()
}

/// Returns the rows of waiting tasks, with their labels. A queue has a row for each of its ends at which tasks wait. No
/// task waits for a shared value or for memory, so these have no row. What waits at a broker is first of all its jobs.
fn rows_of_waiting(
    context: &DrawContext<'_>,
    resource: &Resource,
) -> Vec<(&'static str, Vec<TaskId>)> {
    let waiting = &resource.waiting;
    if waiting.is_empty() {
        let has_row = !matches!(
            resource.kind,
            ResourceKind::Shared | ResourceKind::Broker | ResourceKind::Memory
        );
        return has_row.then(|| ("waiting:", Vec::new())).into_iter().collect();
    }
    let mut rows: Vec<(&'static str, Vec<TaskId>)> = Vec::new();
    for task in waiting {
        let label = match resource.kind {
            ResourceKind::Queue | ResourceKind::Channel => label_of_end(context, *task),
            ResourceKind::Broker => "workers:",
            _ => "waiting:",
        };
        match rows.iter_mut().find(|(of, _)| *of == label) {
            Some((_, tasks)) => tasks.push(*task),
            None => rows.push((label, vec![*task])),
        }
    }
    rows
}

/// The calls that wait at an end of a queue or a channel, and the label of the tasks that wait there.
const ENDS_OF_QUEUES: [(&str, &str); 5] = [
    (".put(", "waiting to put:"),
    (".get(", "waiting to get:"),
    (".send(", "waiting to send:"),
    (".recv(", "waiting to receive:"),
    (".join(", "waiting to join:"),
];

/// Returns the label of a task that waits for a queue. The source of its await says at which end.
fn label_of_end(context: &DrawContext<'_>, task: TaskId) -> &'static str {
    let leaves = context.now.leaves(task);
    let mut awaits = leaves.iter().filter_map(|leaf| context.now.coroutines.get(leaf)?.awaits);
    let end = awaits.find_map(|awaits| {
        let call = context.record.text(awaits.what);
        ENDS_OF_QUEUES.iter().find(|(name, _)| call.contains(name))
    });
    end.map_or("waiting:", |(_, label)| *label)
}

/// Adds which task waits for which, once the run has stalled. Before that it would answer the lesson's questions.
fn wait_lines(context: &DrawContext<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let chains = context.words().wait_chains();
    let more = chains.len().saturating_sub(MAX_LISTED_LINES);
    for line in chains.into_iter().take(MAX_LISTED_LINES) {
        let (role, head) = match line.circle().len() {
            0 => (Role::Heading, "who is waiting for whom"),
            1 => (Role::Bad, "deadlock: it's waiting for itself"),
            _ => (Role::Bad, "deadlock: they're waiting for each other"),
        };
        lines.extend(wrap(vec![context.span(role, head)], width));
        let mut spans = vec![Span::raw("  ")];
        for (nth, link) in line.links.iter().enumerate() {
            if nth > 0 {
                spans.push(context.span(Role::Dim, format!(" {} ", context.glyphs().to)));
            }
            spans.push(match link {
                Link::Task(task) => context.task_letter(*task),
                Link::Resource(id) => {
                    context.span(Role::Code, sanitize(&context.words().resource(*id)))
                }
            });
        }
        lines.extend(wrap(spans, width));
        lines.push(Line::default());
    }
    if more > 0 {
        lines.push(Line::from(context.span(Role::Dim, format!("and {more} more"))));
    }
}

/// Adds that two tasks have acquired two locks in opposite orders, once the run has finished: it could have stalled.
fn opposite_orders(context: &DrawContext<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let Some(orders) = context.now.opposite_lock_orders() else { return };
    let head = "locks acquired in opposite orders";
    lines.extend(wrap(vec![context.span(Role::Bad, head)], width));
    for order in orders {
        let name = |id| context.span(Role::Code, sanitize(&context.words().resource(id)));
        let spans = vec![
            context.task_letter(order.task),
            context.span(Role::Dim, ": "),
            name(order.first),
            context.span(Role::Dim, ", then "),
            name(order.second),
        ];
        lines.extend(wrap(spans, width));
    }
    lines.push(Line::default());
}

/// What the first row of a resource says, and the rows that its value takes below it, if it has several parts.
struct Head {
    name: String,
    kind: String,
    value: String,
    parts: Vec<String>,
}

impl Head {
    fn of(context: &DrawContext<'_>, id: ResourceId, resource: &Resource, width: usize) -> Head {
        let kind = context.words().kind_name(resource.kind);
        let kind = kind.split_once(' ').map_or(kind, |(_, kind)| kind);
        let name = sanitize(&context.words().resource(id));
        let value = match task_of_stored_waker(context, id, resource) {
            Some(task) => format!("{}'s waker", letter(task)),
            None => sanitize(&context.words().resource_value(resource)),
        };
        let kind = format!("  {kind}  ");
        // What it holds is worth more than what kind of thing it is.
        let fits = columns(&name) + columns(&kind) + columns(&value) <= width;
        let parts = parts_of(resource.kind, &value, fits);
        let kind = if fits || !parts.is_empty() { kind } else { "  ".to_owned() };
        Head { name, kind, value, parts }
    }
}

fn of_resource(
    context: &DrawContext<'_>,
    id: ResourceId,
    resource: &Resource,
    width: usize,
    lines: &mut Vec<Line<'static>>,
) {
    let before = context.before.resources.get(&id);
    let has_changed = before.is_none_or(|before| before.value != resource.value);
    let Head { name, kind, value, parts } = Head::of(context, id, resource, width);
    let has_parts = !parts.is_empty();
    let mut line = Line::from(context.span(Role::Code, name));
    line.push_span(context.span(Role::Faint, kind));
    if !has_parts {
        line.push_span(context.emphasize_if(has_changed, context.span(Role::Text, value)));
    }
    if resource.gone {
        let stage = context.words().coroutine_stage(CoroutineStage::Dropped);
        line.push_span(context.span(Role::Dim, format!("  {stage}")));
    }
    lines.push(line);
    let earlier = before.map(|before| sanitize(&context.words().resource_value(before)));
    let earlier = earlier.map(|earlier| parts_of(resource.kind, &earlier, false));
    for part in parts {
        let is_new = earlier.as_ref().is_some_and(|earlier| !earlier.contains(&part));
        let mut line = Line::from("  ");
        line.push_span(context.emphasize_if(is_new, context.span(Role::Text, part)));
        lines.push(line);
    }
    let mut rows = Vec::new();
    if has_row_of_holders(resource) {
        rows.push(("held by:", resource.holders.clone(), before.map(|before| &before.holders)));
    }
    for (label, tasks) in rows_of_waiting(context, resource) {
        rows.push((label, tasks, before.map(|before| &before.waiting)));
    }
    let next = next_holder(context, id, resource);
    // More don't fit: each takes a blank and a letter.
    let most = width / 2 + 1;
    for (label, tasks, earlier) in rows {
        let label = match next {
            Some(_) if label == "held by:" => "free, next:",
            _ => label,
        };
        let was_empty = earlier.is_none_or(Vec::is_empty);
        let (label, names) = row_of_tasks(context, label, &tasks[..tasks.len().min(most)], width);
        let mut line = Line::from(context.span(Role::Dim, format!("  {label}")));
        if tasks.is_empty() {
            line.push_span(Span::raw(" "));
            line.push_span(context.emphasize_if(!was_empty, context.span(Role::Faint, "nobody")));
        }
        for (task, name) in tasks.iter().zip(names) {
            let is_new = !earlier.is_some_and(|earlier| earlier.contains(task));
            line.push_span(Span::raw(" "));
            line.push_span(context.emphasize_if(is_new, name));
        }
        lines.push(line);
    }
    let members = context.words().group_members(id);
    if !members.is_empty() {
        let mut line = Line::from(context.span(Role::Dim, "  members:"));
        for task in members.into_iter().take(most) {
            let state = context.now.tasks.get(&task).map(|task| task.state);
            let sign = state.map_or("", |state| context.glyphs().state(state));
            line.push_span(Span::raw(" "));
            line.push_span(context.task_label(task));
            line.push_span(context.span(Role::Dim, format!(" {sign}")));
        }
        lines.push(line);
    }
}

/// Returns the label and the tasks of a row: with their names, or only their letters if the names don't fit even after
/// the short label. A wait list that is cut off would hide which task is next but one.
fn row_of_tasks<'a>(
    context: &DrawContext<'_>,
    label: &'a str,
    tasks: &[TaskId],
    width: usize,
) -> (&'a str, Vec<Span<'static>>) {
    let names: Vec<_> = tasks.iter().map(|task| context.task_label(*task)).collect();
    let of_names: usize = names.iter().map(|name| 1 + name.width()).sum();
    let short = label.strip_prefix("waiting ").unwrap_or(label);
    let fits = |label: &&str| 2 + columns(label) + of_names <= width;
    match [label, short].into_iter().find(fits) {
        Some(label) => (label, names),
        None => (label, tasks.iter().map(|task| context.task_letter(*task)).collect()),
    }
}

/// Returns the rows of a value with several parts: what a broker has, and the keys of a map that doesn't fit beside its
/// name.
fn parts_of(kind: ResourceKind, value: &str, fits: bool) -> Vec<String> {
    match kind {
        ResourceKind::Broker => value.split(" \u{b7} ").map(str::to_owned).collect(),
        ResourceKind::Shared if !fits => entries_of(value),
        _ => Vec::new(),
    }
}

/// Returns the entries of the `Debug` text of a map, or nothing for any other text.
fn entries_of(value: &str) -> Vec<String> {
    let inner = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let Some(inner) = inner.filter(|inner| inner.contains(": ")) else { return Vec::new() };
    let mut entries = vec![String::new()];
    let (mut depth, mut is_quoted, mut is_escaped) = (0_i32, false, false);
    for character in inner.chars() {
        match character {
            '"' if !is_escaped => is_quoted = !is_quoted,
            '[' | '{' | '(' if !is_quoted => depth += 1,
            ']' | '}' | ')' if !is_quoted => depth -= 1,
            ',' if !is_quoted && depth == 0 => {
                entries.push(String::new());
                continue;
            }
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
        if let Some(last) = entries.last_mut().filter(|last| character != ' ' || !last.is_empty()) {
            last.push(character);
        }
    }
    entries
}

/// Returns the task whose waker is stored in this variable of the program's own: the one that ran when it was stored.
fn task_of_stored_waker(
    context: &DrawContext<'_>,
    id: ResourceId,
    resource: &Resource,
) -> Option<TaskId> {
    if !context.words().stores_waker(resource) {
        return None;
    }
    let stores = |event: &ResourceEvent| {
        matches!(event, ResourceEvent::Changed { resource: of, value, .. }
            if *of == id && *value == resource.value)
    };
    task_at_last(context, stores)
}

/// Returns the task whose turn it was at the latest of these events.
fn task_at_last(
    context: &DrawContext<'_>,
    is_it: impl Fn(&ResourceEvent) -> bool,
) -> Option<TaskId> {
    let session = &context.app.open.session;
    let events = context.record.events().get(..session.position())?;
    let at =
        events.iter().rposition(|event| matches!(event, Event::Resource(event) if is_it(event)))?;
    let timeline = session.timeline();
    timeline.columns.get(timeline.column_at(at + 1))?.step.task()
}

/// Returns the task that gets a lock next, where the program is shown in Python: in asyncio a released lock is free until
/// the task that was woken runs.
fn next_holder(context: &DrawContext<'_>, id: ResourceId, resource: &Resource) -> Option<TaskId> {
    let is_twin = context.app.shown_language() == SourceLanguage::Python;
    let [holder] = resource.holders[..] else { return None };
    if !is_twin || resource.kind != ResourceKind::Lock {
        return None;
    }
    let holds = |event: &ResourceEvent| matches!(event, ResourceEvent::Holds { resource: of, task } if *of == id && *task == holder);
    let was_given = task_at_last(context, holds) != Some(holder);
    let state = context.now.tasks.get(&holder)?.state;
    let leaves = context.now.leaves(holder);
    let still_awaits = leaves.iter().filter_map(|leaf| context.now.coroutines.get(leaf));
    let still_awaits = still_awaits.filter(|leaf| leaf.awaits.is_some()).count() > 0;
    (was_given
        && state == TaskStage::Ready
        && still_awaits
        && !has_run_since(context, holder, holds))
    .then_some(holder)
}

/// Returns whether the task was polled after the latest of these events.
fn has_run_since(
    context: &DrawContext<'_>,
    task: TaskId,
    is_it: impl Fn(&ResourceEvent) -> bool,
) -> bool {
    let session = &context.app.open.session;
    let Some(events) = context.record.events().get(..session.position()) else { return false };
    let Some(at) =
        events.iter().rposition(|event| matches!(event, Event::Resource(event) if is_it(event)))
    else {
        return false;
    };
    let columns = session.timeline();
    let first = columns.columns.partition_point(|column| column.events.start <= at);
    let mut later = columns.columns[first..]
        .iter()
        .take_while(|column| column.events.start < session.position());
    later.any(|column| column.step.task() == Some(task))
}

fn wakers(context: &DrawContext<'_>, parts: &mut Vec<Part>) {
    let has_line = |id, state| state == TaskStage::Lost || !context.now.waker_owners(id).is_empty();
    let tasks = context.now.unfinished_tasks();
    let tasks = tasks.filter(|(id, task)| has_line(*id, task.state)).map(|(id, _)| Part::Kept(id));
    let kept: Vec<_> = tasks.collect();
    parts.push(Part::Line(Line::default()));
    parts.push(Part::Line(Line::from(context.span(Role::Heading, "wakers"))));
    // A hand-written future stores a waker before the poll has ended: its row above says so.
    let is_stored = |resource: &Resource| context.words().stores_waker(resource);
    let has_any = !kept.is_empty()
        || !context.now.called.is_empty()
        || context.now.resources.values().any(is_stored);
    parts.extend(kept);
    parts.extend((0..context.now.called.len()).map(Part::Called));
    if !has_any {
        parts.push(Part::Line(Line::from(context.span(Role::Faint, "  no wakers stored"))));
    }
}

/// What a lost task has instead of an owner of its waker, in as many words as there is room for.
const LOST: [&str; 3] = [": lost, nothing can wake it", ": nothing can wake it", ": lost"];

/// Returns the line that names what owns the waker of a suspended task.
fn kept(context: &DrawContext<'_>, id: TaskId, width: usize) -> Line<'static> {
    if context.now.tasks.get(&id).is_some_and(|task| task.state == TaskStage::Lost) {
        let label = context.task_label(id);
        let room = width.saturating_sub(label.width());
        let words = LOST.into_iter().find(|words| words.len() <= room).unwrap_or_default();
        return Line::from(vec![label, context.span(Role::Bad, words)]);
    }
    let waker_owners = context.now.waker_owners(id);
    let before = context.before.waker_owners(id);
    let mut line = Line::default();
    for (nth, owner) in waker_owners.iter().enumerate() {
        let name = sanitize(&context.words().short_waker_owner(*owner));
        let comma = if nth == 0 { "" } else { ", " };
        line.push_span(context.span(Role::Dim, comma));
        line.push_span(
            context.emphasize_if(!before.contains(owner), context.span(Role::Code, name)),
        );
    }
    line.push_span(context.span(Role::Dim, format!(" {} ", context.glyphs().to)));
    line.push_span(context.task_label(id));
    line
}

fn called(context: &DrawContext<'_>, nth: usize, call: &WakerCall) -> Line<'static> {
    let by = match call.by {
        WakeCause::Task(task) if task == call.task => "itself".to_owned(),
        WakeCause::Task(task) => letter(task),
        WakeCause::Clock => "a timer".to_owned(),
        WakeCause::Outside => "something outside".to_owned(),
        WakeCause::SetUp => "the set-up code".to_owned(),
    };
    let effect = match call.effect {
        WakeEffect::Queued => "queued",
        WakeEffect::Merged => "already queued (merged)",
        WakeEffect::Ignored => "already ended (ignored)",
    };
    // After a whole step all its calls are new; inside a step, only the latest one is.
    let is_new = context.app.open.session.is_between_steps() || nth >= context.before.called.len();
    let words = format!("called by {by}");
    Line::from(vec![
        context.task_letter(call.task),
        Span::raw("  "),
        context.emphasize_if(is_new, context.span(Role::Text, words)),
        context.span(Role::Dim, format!(" {} {effect}", context.glyphs().to)),
    ])
}

#[cfg(test)]
mod tests {
    use super::entries_of;

    #[test]
    fn a_map_is_split_at_its_own_commas_only() {
        assert_eq!(
            entries_of(r#"{"bun": [1, 1], "a, \"b": (1, 2), "tea": [1]}"#),
            [r#""bun": [1, 1]"#, r#""a, \"b": (1, 2)"#, r#""tea": [1]"#]
        );
        for other in ["[1, 2]", "{}", "{1, 2}", "", "7"] {
            assert!(entries_of(other).is_empty(), "{other}");
        }
    }
}
