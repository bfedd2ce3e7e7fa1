//! The shared things, the tasks that wait for them, and what owns the waker of each suspended task.

use crate::course::lesson::inline::SourceLanguage;
use crate::record::event::{
    Event, ResourceEvent, ResourceId, ResourceKind, TaskId, Verdict, WakeCause, WakeEffect,
};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{sanitize, width as columns, wrap};
use crate::ui::theme::Role;
use crate::world::wait_for::Link;
use crate::world::words::letter;
use crate::world::{Resource, TaskStage, WakerCall};
use ratatui::text::{Line, Span};

pub fn content(context: &DrawContext<'_>, width: usize) -> PaneContent {
    let mut lines = Vec::new();
    if context.now.verdict == Some(Verdict::Stalled) {
        wait_lines(context, width, &mut lines);
    }
    let before = lines.len();
    for (id, resource) in &context.now.resources {
        of_resource(context, *id, resource, width, &mut lines);
    }
    if lines.len() == before {
        lines.push(Line::from(context.span(Role::Faint, "none")));
    }
    if context.app.open.preview.has_wakers {
        wakers(context, width, &mut lines);
    }
    lines.into()
}

/// Adds which task waits for which, once the run has stalled. Before that it would answer the lesson's questions.
fn wait_lines(context: &DrawContext<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    for line in context.words().wait_chains() {
        let (role, head) = if line.is_circle {
            (Role::Bad, "deadlock: they're waiting for each other")
        } else {
            (Role::Heading, "who is waiting for whom")
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
}

fn of_resource(
    context: &DrawContext<'_>,
    id: ResourceId,
    resource: &Resource,
    width: usize,
    lines: &mut Vec<Line<'static>>,
) {
    let before = context.before.resources.get(&id);
    let kind = context.words().kind_name(resource.kind);
    let kind = kind.split_once(' ').map_or(kind, |(_, kind)| kind);
    let has_changed = before.is_none_or(|before| before.value != resource.value);
    let value = match task_of_stored_waker(context, id, resource) {
        Some(task) => format!("{}'s waker", letter(task)),
        None => sanitize(&context.words().resource_value(resource)),
    };
    let mut line = Line::from(context.span(Role::Code, sanitize(&context.words().resource(id))));
    let kind = format!("  {kind}  ");
    // What it holds is worth more than what kind of thing it is.
    let fits = line.width() + columns(&kind) + columns(&value) <= width;
    line.push_span(context.span(Role::Faint, if fits { kind } else { "  ".to_owned() }));
    line.push_span(context.emphasize_if(has_changed, context.span(Role::Text, value)));
    if resource.gone {
        line.push_span(context.span(Role::Dim, "  gone"));
    }
    lines.push(line);
    let rows = [
        ("held by:", &resource.holders, before.map(|before| &before.holders)),
        ("waiting:", &resource.waiting, before.map(|before| &before.waiting)),
    ];
    let next = next_holder(context, id, resource);
    for (label, tasks, earlier) in rows {
        let label = match next {
            Some(_) if label == "held by:" => "free, next:",
            _ => label,
        };
        let was_empty = earlier.is_none_or(Vec::is_empty);
        // No task waits for a shared value, or for a thing that is free.
        if tasks.is_empty() && (label != "waiting:" || resource.kind == ResourceKind::Shared) {
            continue;
        }
        let mut line = Line::from(context.span(Role::Dim, format!("  {label}")));
        if tasks.is_empty() {
            line.push_span(Span::raw(" "));
            line.push_span(context.emphasize_if(!was_empty, context.span(Role::Faint, "nobody")));
        }
        for task in tasks {
            let is_new = !earlier.is_some_and(|earlier| earlier.contains(task));
            line.push_span(Span::raw(" "));
            line.push_span(context.emphasize_if(is_new, context.task_label(*task)));
        }
        lines.push(line);
    }
    let members = context.words().group_members(id);
    if !members.is_empty() {
        let mut line = Line::from(context.span(Role::Dim, "  members:"));
        for task in members {
            let state = context.now.tasks.get(&task).map(|task| task.state);
            let sign = state.map_or("", |state| context.glyphs().state(state));
            line.push_span(Span::raw(" "));
            line.push_span(context.task_label(task));
            line.push_span(context.span(Role::Dim, format!(" {sign}")));
        }
        lines.push(line);
    }
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
        matches!(event, ResourceEvent::Changed { resource: of, value }
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
    let columns = &session.timeline().columns;
    columns.iter().find(|column| column.events.contains(&at))?.step.task()
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
    let mut later = columns
        .columns
        .iter()
        .filter(|column| column.events.start > at && column.events.start < session.position());
    later.any(|column| column.step.task() == Some(task))
}

fn wakers(context: &DrawContext<'_>, width: usize, lines: &mut Vec<Line<'static>>) {
    let kept: Vec<_> = context
        .now
        .unfinished_tasks()
        .filter_map(|(id, task)| kept(context, id, task.state, width))
        .collect();
    lines.push(Line::default());
    lines.push(Line::from(context.span(Role::Heading, "wakers")));
    // A hand-written future stores a waker before the poll has ended: its row above says so.
    let is_stored = |resource: &Resource| context.words().stores_waker(resource);
    let has_any = !kept.is_empty()
        || !context.now.called.is_empty()
        || context.now.resources.values().any(is_stored);
    lines.extend(kept);
    lines.extend(
        context.now.called.iter().enumerate().map(|(nth, call)| called(context, nth, call)),
    );
    if !has_any {
        lines.push(Line::from(context.span(Role::Faint, "  no wakers stored")));
    }
}

/// What a lost task has instead of an owner of its waker, in as many words as there is room for.
const LOST: [&str; 3] = [": lost, nothing can wake it", ": nothing can wake it", ": lost"];

/// Returns the line that names what owns the waker of a suspended task.
fn kept(
    context: &DrawContext<'_>,
    id: TaskId,
    state: TaskStage,
    width: usize,
) -> Option<Line<'static>> {
    if state == TaskStage::Lost {
        let label = context.task_label(id);
        let room = width.saturating_sub(label.width());
        let words = LOST.into_iter().find(|words| words.len() <= room).unwrap_or_default();
        return Some(Line::from(vec![label, context.span(Role::Bad, words)]));
    }
    let waker_owners = context.now.waker_owners(id);
    if waker_owners.is_empty() {
        return None;
    }
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
    Some(line)
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
