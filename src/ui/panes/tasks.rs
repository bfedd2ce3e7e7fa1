//! The tasks: state, polls, result, and the await chain with its locals.
//!
//! Every task's own row comes first: where there is no room for all chains, that of the task in the step is
//! drawn, then of each other one as much as has room, and a row whose chain was cut ends with a sign.

use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::record::event::{CoroutineId, TaskId};
use crate::ui::draw_context::{Content, View};
use crate::ui::text_layout::{cut_line, fit, plain, width as columns};
use crate::ui::theme::Role;
use crate::world::words::{counted, letter};
use crate::world::{Coroutine, Local, State, Task};
use ratatui::text::{Line, Span};

/// The frames of a chain that are drawn at most; deeper ones are counted.
const DEEPEST: usize = 12;

pub fn content(view: &View<'_>, width: usize, height: usize) -> Content {
    if view.now.tasks.is_empty() {
        return vec![Line::from(view.span(Role::Faint, "none yet"))].into();
    }
    let longest = view.now.tasks.values().map(|task| columns(&view.text(task.name))).max();
    let name_width = longest.unwrap_or(0).clamp(4, (width / 3).max(4));
    let mut chains: Vec<_> =
        view.now.tasks.iter().map(|(id, task)| (*id, chain(view, *id, task, width))).collect();
    let given = shared_out(view, &chains, height.saturating_sub(chains.len()));
    let mut content = Content::default();
    for ((id, chain), lines) in chains.iter_mut().zip(given) {
        let Some(task) = view.now.tasks.get(id) else { continue };
        let first = content.lines.len();
        let sign = if lines < chain.len() { view.glyphs().more } else { "" };
        let room = width.saturating_sub(if sign.is_empty() { 0 } else { columns(sign) + 1 });
        let mut row = cut_line(row(view, *id, task, name_width, room), room, "");
        if !sign.is_empty() {
            row.push_span(view.span(Role::Dim, format!(" {sign}")));
        }
        content.lines.push(row);
        content.lines.extend(chain.drain(..lines));
        if view.app.selected_task.map_or(view.is_in_step(*id), |picked| picked == *id) {
            content.anchor = Some((first, content.lines.len() - 1));
        }
        for line in first..content.lines.len() {
            content.target(
                line,
                0..width,
                Message::View(ViewMessage::SelectTask(Pane::Tasks, *id)),
            );
        }
    }
    content
}

/// A task's await chains.
fn chain(view: &View<'_>, id: TaskId, task: &Task, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if !task.has_ended() {
        for root in roots(view, id, task) {
            frames(view, id, root, 0, width, &mut lines);
        }
    }
    lines
}

/// How many lines of its chain each task is given.
fn shared_out(
    view: &View<'_>,
    chains: &[(TaskId, Vec<Line<'static>>)],
    mut room: usize,
) -> Vec<usize> {
    let is_first =
        |id: TaskId| view.app.selected_task.map_or(view.is_in_step(id), |picked| picked == id);
    let mut given = vec![0; chains.len()];
    // A chain that was scrolled to is wanted whole, and so are those that a zoomed pane shows.
    let has_all = view.app.scrolled(Pane::Tasks).is_some() || view.app.is_zoomed;
    for ((id, chain), given) in chains.iter().zip(&mut given) {
        if has_all || is_first(*id) {
            *given = if has_all { chain.len() } else { chain.len().min(room) };
            room -= (*given).min(room);
        }
    }
    // Where each of the others waits is worth more than all the locals of one of them.
    let longest = chains.iter().map(|(_, chain)| chain.len()).max().unwrap_or(0);
    for nth in 0..longest {
        for ((_, chain), given) in chains.iter().zip(&mut given) {
            if *given == nth && chain.len() > nth && room > 0 {
                *given += 1;
                room -= 1;
            }
        }
    }
    given
}

fn row(view: &View<'_>, id: TaskId, task: &Task, name_width: usize, width: usize) -> Line<'static> {
    let before = view.before.tasks.get(&id);
    let state = task.state;
    let has_moved = before.is_none_or(|before| before.state != state);
    let polled = before.is_some_and(|before| before.polls != task.polls);
    let role = View::state_role(state);
    let faded = task.has_ended() && !has_moved;
    let name = fit(&view.text(task.name), name_width, view.glyphs().more);
    let mut line = Line::from(view.of_task(id, format!("{} ", letter(id))));
    line.push_span(view.of_task(id, format!("{} ", view.glyphs().state(state))));
    line.push_span(if faded { view.span(Role::Dim, name) } else { view.of_task(id, name) });
    let gap = if width < 32 { 1 } else { 2 };
    line.push_span(Span::raw(" ".repeat(gap)));
    line.push_span(view.mark(has_moved, view.span(role, view.words().state(state))));
    let state_width = columns(view.words().state(state));
    line.push_span(Span::raw(" ".repeat((9 + gap).saturating_sub(state_width))));
    let polls = counted(task.polls as usize, "poll", "polls");
    let count = if faded { Role::Dim } else { Role::Text };
    if line.width() + columns(&polls) <= width {
        line.push_span(view.mark(polled, view.span(count, polls)));
    }
    if let Some(result) = task.result.map(|result| view.text(result)).filter(|text| text != "()") {
        let is_new = before.is_none_or(|before| before.result.is_none());
        line.push_span(Span::raw("  "));
        line.push_span(view.mark(is_new, view.span(Role::Code, format!("= {result}"))));
    } else if task.cancel_asked && !task.has_ended() {
        line.push_span(view.span(Role::Bad, "  cancel asked"));
    }
    if let State::Panicked(message) = state {
        line.push_span(view.span(Role::Bad, format!("  {}", view.text(message))));
    }
    let handle = if task.has_handle { "handle held" } else { "no handle" };
    let gap = width.saturating_sub(line.width() + columns(handle));
    // Where it has no room beside `2 polls` it is not there beside `1 poll` either.
    let least = if task.polls == 1 { 3 } else { 2 };
    if !task.has_ended() && gap >= least {
        let lost = before.is_some_and(|before| before.has_handle != task.has_handle);
        line.push_span(Span::raw(" ".repeat(gap)));
        line.push_span(view.mark(lost, view.span(Role::Faint, handle)));
    }
    line
}

/// Where the task's await chains begin.
fn roots(view: &View<'_>, id: TaskId, task: &Task) -> Vec<CoroutineId> {
    let is_root = |id: CoroutineId, c: &Coroutine| {
        task.coroutine == Some(id) || (c.parent.is_none() && c.polls > 0)
    };
    let of_task = view.now.coroutines.iter().filter(|(_, c)| c.task == Some(id) && !c.has_ended());
    of_task.filter(|(id, c)| is_root(**id, c)).map(|(id, _)| *id).collect()
}

fn frames(
    view: &View<'_>,
    task: TaskId,
    id: CoroutineId,
    depth: usize,
    width: usize,
    lines: &mut Vec<Line<'static>>,
) {
    let Some(coroutine) = view.now.coroutines.get(&id) else { return };
    if coroutine.polls == 0 {
        return;
    }
    let indent = " ".repeat(4 + depth.saturating_sub(1) * 2);
    if depth > DEEPEST {
        lines.push(Line::from(view.span(Role::Dim, format!("{indent}{}", view.glyphs().more))));
        return;
    }
    let branch = if depth == 0 { "" } else { view.glyphs().branch };
    let mut line = Line::from(view.span(Role::Faint, format!("{indent}{branch}")));
    let name = view.text(coroutine.name);
    let task_name = view.now.tasks.get(&task).map(|task| view.text(task.name));
    if depth > 0 || task_name.as_ref() != Some(&name) {
        line.push_span(view.span(Role::Code, format!("{name}  ")));
    }
    place(view, task, id, width, &mut line);
    lines.push(line);
    let locals = locals(view, id, coroutine);
    if !locals.is_empty() {
        let pad = " ".repeat(4 + depth * 2);
        let mut line = Line::from(Span::raw(pad));
        line.spans.extend(locals);
        lines.push(line);
    }
    for child in view.now.children(id) {
        let is_alive = view.now.coroutines.get(&child).is_some_and(|child| !child.has_ended());
        if is_alive {
            frames(view, task, child, depth + 1, width, lines);
        }
    }
}

/// The line it stands on, what it awaits, and who will wake it.
fn place(view: &View<'_>, task: TaskId, id: CoroutineId, width: usize, line: &mut Line<'static>) {
    let Some(coroutine) = view.now.coroutines.get(&id) else { return };
    let before = view.before.coroutines.get(&id);
    let Some(at) = coroutine.line else { return };
    let has_moved = before.is_none_or(|before| before.line != coroutine.line);
    line.push_span(view.mark(has_moved, view.span(Role::Dim, format!("line {at}"))));
    let Some(awaits) = coroutine.awaits else { return };
    let what = view.text(awaits.what);
    let begins = before.is_none_or(|before| before.awaits != coroutine.awaits);
    line.push_span(Span::raw("  "));
    line.push_span(view.mark(begins, view.span(Role::Text, format!("{what}.await"))));
    let suspended = view.now.tasks.get(&task).map(|task| task.state);
    let leaves = view.now.leaves(task);
    let is_leaf = leaves.contains(&id);
    match suspended {
        Some(State::Lost) if is_leaf => {
            line.push_span(view.span(Role::Bad, "  nobody can wake it"));
        }
        Some(State::Suspended) if leaves == [id] => {
            if let Some(waker_owners) = waker_owners(view, task, coroutine) {
                let owner = format!("{} {waker_owners}", view.glyphs().to);
                // Futures and Loop tell it as well, so here it is said only where it fits.
                if line.width() + 2 + columns(&owner) <= width {
                    line.push_span(Span::raw("  "));
                    line.push_span(view.mark(begins, view.span(Role::Dim, owner)));
                }
            }
        }
        _ => {}
    }
}

/// Who will wake a coroutine, the only one at the end of its task's chain, where that can be told: a task has one waker for all that
/// it waits for, and of two that are polled inside an await nobody knows whose is whose.
fn waker_owners(view: &View<'_>, task: TaskId, leaf: &Coroutine) -> Option<String> {
    let waker_owners = view.now.waker_owners(task);
    if waker_owners.is_empty() || (waker_owners.len() > 1 && leaf.parent.is_some()) {
        return None;
    }
    let names = waker_owners.iter().map(|owner| plain(&view.words().short_waker_owner(*owner)));
    Some(names.collect::<Vec<_>>().join(" or "))
}

fn locals(view: &View<'_>, id: CoroutineId, coroutine: &Coroutine) -> Vec<Span<'static>> {
    let before = view.before.coroutines.get(&id).map_or(&[][..], |before| before.locals.as_slice());
    let mut spans = Vec::new();
    for (nth, local) in coroutine.locals.iter().enumerate() {
        let is_shadowed = coroutine.locals[nth + 1..].iter().any(|later| later.name == local.name);
        // A shared thing changes behind its holders' backs: it is shown once, as it is, in Futures.
        let is_shared = view.now.resources.values().any(|shared| shared.name == local.name);
        // One that nobody has run is shown in Coroutines; the others are frames here.
        let is_coroutine = view.record.text(local.value) == "a coroutine";
        if is_shadowed || is_shared || is_coroutine {
            continue;
        }
        let same = |other: &&Local| other.name == local.name && other.value == local.value;
        let is_new = !before.iter().any(|other| same(&other));
        if !spans.is_empty() {
            spans.push(Span::raw("   "));
        }
        spans.push(view.span(Role::Dim, format!("{} = ", view.text(local.name))));
        spans.push(view.mark(is_new, view.span(Role::Code, view.text(local.value))));
    }
    spans
}
