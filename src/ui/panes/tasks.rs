//! The tasks: state, polls, result, and the await chain with its locals.
//!
//! The rows of the tasks come first. If not all await chains fit, the chain of the task in the step is drawn, then as
//! much as fits of the others: coroutines before locals. A row whose chain was truncated ends with a sign.

use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::course::lesson::inline::SourceLanguage;
use crate::limits::MAX_DRAWN_FRAMES;
use crate::record::event::{CoroutineId, TaskId};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::pane_frame::viewport_of;
use crate::ui::text_layout::{fit_to_width, sanitize, truncate_line, width as columns};
use crate::ui::theme::Role;
use crate::world::words::letter;
use crate::world::{Coroutine, CoroutineStage, Local, Task, TaskStage};
use ratatui::text::{Line, Span};
use std::ops::Range;

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    if context.now.tasks.is_empty() {
        return vec![Line::from(context.span(Role::Faint, "none yet"))].into();
    }
    let listed = context.listed_tasks();
    let mut head = Vec::new();
    head.extend(context.folded_tasks(&listed));
    if listed.matching == 0 {
        let none = "No task here matches that. Esc lists all.";
        head.push(Line::from(context.span(Role::Faint, none)));
    }
    let tasks = listed.tasks;
    let names = context.now.tasks.values().map(|task| columns(&context.text(task.name)));
    let name_width = names.max().unwrap_or(0).clamp(4, (width / 3).max(4));
    let chains: Vec<_> = tasks.iter().map(|id| chain(context, *id, name_width, width)).collect();
    let room = height.saturating_sub(head.len() + chains.len());
    let given = shared_out(context, &tasks, &chains, room);
    let rows = Rows { tasks: &tasks, chains: &chains, given: &given, name_width };
    let mut content = PaneContent::default();
    let total = head.len() + tasks.len() + given.iter().sum::<usize>();
    let mut at = head.len();
    for (id, given) in tasks.iter().zip(&given) {
        if is_followed(context, *id) {
            content.anchor = Some((at, at + given));
        }
        at += 1 + given;
    }
    let first = viewport_of(context, Pane::Tasks, (total, content.anchor), height).first;
    let mut at = head.len();
    content.unbuilt.0 = first.min(head.len());
    if listed.finished + listed.cancelled > 0 {
        content.add_click_target(0, 0..width, Message::View(ViewMessage::ToggleEndedTasks));
    }
    content.lines.extend(head.into_iter().skip(first));
    for (nth, given) in given.iter().enumerate() {
        let lines = 1 + given;
        if at + lines <= first {
            content.unbuilt.0 += lines;
        } else if at >= first + height {
            content.unbuilt.1 += lines;
        } else {
            let visible = first.saturating_sub(at)..(first + height - at).min(lines);
            content.unbuilt.0 += visible.start;
            content.unbuilt.1 += lines - visible.end;
            rows.draw(context, nth, visible, width, &mut content);
        }
        at += lines;
    }
    content
}

/// Returns whether the pane follows this task: the one that the learner selected, or else that of the step.
fn is_followed(context: &DrawContext<'_>, id: TaskId) -> bool {
    context.app.selected_task.map_or(context.is_in_step(id), |picked| picked == id)
}

/// The tasks, the lines of their chains, and how many of these each task gets.
struct Rows<'a> {
    tasks: &'a [TaskId],
    chains: &'a [Vec<ChainLine>],
    given: &'a [usize],
    name_width: usize,
}

impl Rows<'_> {
    /// Adds those of a task's lines that are visible: its row, and as much of its chain as it gets.
    fn draw(
        &self,
        context: &DrawContext<'_>,
        nth: usize,
        visible: Range<usize>,
        width: usize,
        content: &mut PaneContent,
    ) {
        let (id, chain, given) = (self.tasks[nth], &self.chains[nth], self.given[nth]);
        let Some(task) = context.now.tasks.get(&id) else { return };
        let first = content.unbuilt.0 + content.lines.len();
        let sign = if given < chain.len() { context.glyphs().more } else { "" };
        let room = width.saturating_sub(if sign.is_empty() { 0 } else { columns(sign) + 1 });
        let mut row = row(context, id, task, self.name_width, room);
        if row.width() > room {
            row = truncate_line(row, width, context.glyphs().more);
        } else if !sign.is_empty() {
            row.push_span(context.span(Role::Dim, format!(" {sign}")));
        }
        if visible.contains(&0) {
            content.lines.push(row);
        }
        let chain = fitting(chain, given).into_iter();
        let chain = chain.take(visible.end - 1).skip(visible.start.saturating_sub(1));
        content.lines.extend(chain.map(|line| line.draw(context, id, width)));
        for line in first..content.unbuilt.0 + content.lines.len() {
            content.add_click_target(
                line,
                0..width,
                Message::View(ViewMessage::SelectTask(Pane::Tasks, id)),
            );
        }
    }
}

/// A line of an await chain, which is drawn only if it is visible.
enum ChainLine {
    /// The message of the task's error, which doesn't fit into its row.
    Error,
    /// A part of a coroutine, at this depth.
    Of(CoroutineId, usize, ChainPart),
}

/// What a line of an await chain shows.
enum ChainPart {
    Frame,
    State,
    Locals,
    More,
}

/// Returns the lines below the row of a task: its error, or its await chains.
fn chain(context: &DrawContext<'_>, id: TaskId, name_width: usize, width: usize) -> Vec<ChainLine> {
    let mut lines = Vec::new();
    let Some(task) = context.now.tasks.get(&id) else { return lines };
    if has_error_below(context, id, task, name_width, width) {
        lines.push(ChainLine::Error);
    }
    if !task.has_ended() {
        for root in roots(context, id) {
            frames(context, root, 0, &mut lines);
        }
    }
    lines
}

/// Returns as many lines of a chain as it gets, in their order: its coroutines first, so that each one's await is visible,
/// and locals in the lines that are left.
fn fitting(chain: &[ChainLine], given: usize) -> Vec<&ChainLine> {
    let is_locals = |line: &ChainLine| matches!(line, ChainLine::Of(_, _, ChainPart::Locals));
    let others = chain.iter().filter(|line| !is_locals(line)).count();
    let (mut others, mut locals) = (others.min(given), given.saturating_sub(others));
    let fits = |line: &&ChainLine| {
        let room = if is_locals(line) { &mut locals } else { &mut others };
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    };
    chain.iter().filter(fits).collect()
}

/// Returns how many lines each task gets for its chain.
fn shared_out(
    context: &DrawContext<'_>,
    tasks: &[TaskId],
    chains: &[Vec<ChainLine>],
    mut room: usize,
) -> Vec<usize> {
    let mut given = vec![0; chains.len()];
    // A pane that is scrolled or zoomed shows the chains whole.
    let has_all = context.app.scrolled(Pane::Tasks).is_some() || context.app.is_zoomed;
    for ((id, chain), given) in tasks.iter().zip(chains).zip(&mut given) {
        if has_all || is_followed(context, *id) {
            *given = if has_all { chain.len() } else { chain.len().min(room) };
            room -= (*given).min(room);
        }
    }
    // First a line for each of the other tasks, so that each one's await is visible, then the rest.
    let longest = chains.iter().map(Vec::len).max().unwrap_or(0);
    for nth in 0..longest {
        if room == 0 {
            break;
        }
        for (chain, given) in chains.iter().zip(&mut given) {
            if *given == nth && chain.len() > nth && room > 0 {
                *given += 1;
                room -= 1;
            }
        }
    }
    given
}

/// The mark of a task that is going to be stopped.
const CANCELLED: &str = "being cancelled";

fn row(
    context: &DrawContext<'_>,
    id: TaskId,
    task: &Task,
    name_width: usize,
    width: usize,
) -> Line<'static> {
    let before = context.before.tasks.get(&id);
    let state = task.state;
    let has_moved = before.is_none_or(|before| before.state != state);
    let polled = before.is_some_and(|before| before.polls != task.polls);
    let role = DrawContext::state_role(state);
    let faded = task.has_ended() && !has_moved;
    let name = fit_to_width(&context.text(task.name), name_width, context.glyphs().more);
    let mut line = Line::from(context.task_span(id, format!("{} ", letter(id))));
    line.push_span(context.task_span(id, format!("{} ", context.glyphs().state(state))));
    line.push_span(if faded { context.span(Role::Dim, name) } else { context.task_span(id, name) });
    let gap = if width < 32 { 1 } else { 2 };
    line.push_span(Span::raw(" ".repeat(gap)));
    let is_cancelled = task.cancel_asked && !task.has_ended() && state != TaskStage::Dropping;
    if is_cancelled
        && line.width() + columns(context.words().state(state)) + columns(CANCELLED) + 2 > width
    {
        // The glyph says the state, and nothing else says this.
        line.push_span(context.span(Role::Bad, CANCELLED));
        return line;
    }
    line.push_span(
        context.emphasize_if(has_moved, context.span(role, context.words().state(state))),
    );
    let state_width = columns(context.words().state(state));
    line.push_span(Span::raw(" ".repeat((9 + gap).saturating_sub(state_width))));
    let polls = context.words().polls(task.polls);
    let count = if faded { Role::Dim } else { Role::Text };
    // A cancel is marked nowhere else, so its mark comes before the number of polls.
    let mark = if is_cancelled { columns(CANCELLED) + 2 } else { 0 };
    let result = task.result.filter(|result| !context.words().returns_nothing(*result));
    let result = result.and_then(|result| context.words().value(result));
    // A result is shown nowhere else, so it comes before the number of polls.
    let result_width = result.as_ref().map_or(0, |result| columns(result) + 4);
    if line.width() + columns(&polls) + mark.max(result_width) <= width {
        line.push_span(context.emphasize_if(polled, context.span(count, polls)));
    }
    if let Some(result) = result {
        let is_new = before.is_none_or(|before| before.result.is_none());
        line.push_span(Span::raw("  "));
        line.push_span(
            context.emphasize_if(is_new, context.span(Role::Code, format!("= {result}"))),
        );
    } else if is_cancelled {
        let gap = if line.width() + mark <= width { "  " } else { "" };
        line.push_span(context.span(Role::Bad, format!("{gap}{CANCELLED}")));
    }
    if let Some(message) = error(context, task)
        && line.width() + 2 + columns(&message) <= width
    {
        line.push_span(context.span(Role::Bad, format!("  {message}")));
    }
    // The twin's tasks aren't owned by their handles.
    let has_handles = context.app.shown_language() == SourceLanguage::Rust;
    let handle = if task.has_handle { "handle held" } else { "detached" };
    let gap = width.saturating_sub(line.width() + columns(handle));
    // Measured with the plural, so that it doesn't come and go with the number of polls.
    let least = if task.polls == 1 { 3 } else { 2 };
    if has_handles && !task.has_ended() && gap >= least {
        let lost = before.is_some_and(|before| before.has_handle != task.has_handle);
        line.push_span(Span::raw(" ".repeat(gap)));
        line.push_span(context.emphasize_if(lost, context.span(Role::Faint, handle)));
    }
    line
}

/// Returns the message of a task's error.
fn error(context: &DrawContext<'_>, task: &Task) -> Option<String> {
    match task.state {
        TaskStage::Panicked(message) | TaskStage::Failed(message) => Some(context.text(message)),
        TaskStage::Ready
        | TaskStage::Running
        | TaskStage::Dropping
        | TaskStage::Suspended
        | TaskStage::Lost
        | TaskStage::Finished
        | TaskStage::Cancelled => None,
    }
}

/// Returns whether the message of a task's error doesn't fit into its row, with the sign of a row whose lines are cut.
fn has_error_below(
    context: &DrawContext<'_>,
    id: TaskId,
    task: &Task,
    name_width: usize,
    width: usize,
) -> bool {
    error(context, task).is_some_and(|message| {
        let row = row(context, id, task, name_width, width.saturating_sub(2));
        !row.spans.iter().any(|span| span.content.ends_with(&message))
    })
}

/// Returns the coroutines at which the task's await chains begin.
fn roots<'a>(context: &DrawContext<'a>, id: TaskId) -> impl Iterator<Item = CoroutineId> + use<'a> {
    let first = context.now.tasks.get(&id).and_then(|task| task.coroutine);
    let is_root = move |id: CoroutineId, c: &Coroutine| {
        first == Some(id) || (c.parent.is_none() && c.polls > 0)
    };
    let of_task = context.now.coroutines_of(id).filter(|(_, c)| !c.has_ended());
    of_task.filter(move |(id, c)| is_root(*id, c)).map(|(id, _)| id)
}

/// Adds the lines of a coroutine and of those that it awaits.
fn frames(context: &DrawContext<'_>, id: CoroutineId, depth: usize, lines: &mut Vec<ChainLine>) {
    let Some(coroutine) = context.now.coroutines.get(&id) else { return };
    if coroutine.polls == 0 {
        return;
    }
    let line = |what| ChainLine::Of(id, depth, what);
    if depth > MAX_DRAWN_FRAMES {
        lines.push(line(ChainPart::More));
        return;
    }
    lines.push(line(ChainPart::Frame));
    if context.app.open.preview.shows_state && coroutine.size > 0 {
        lines.push(line(ChainPart::State));
    }
    if has_locals(context, coroutine) {
        lines.push(line(ChainPart::Locals));
    }
    for child in context.now.children(id) {
        let is_alive = context.now.coroutines.get(&child).is_some_and(|child| !child.has_ended());
        if is_alive {
            frames(context, child, depth + 1, lines);
        }
    }
}

impl ChainLine {
    fn draw(&self, context: &DrawContext<'_>, task: TaskId, width: usize) -> Line<'static> {
        let (id, depth, what) = match self {
            ChainLine::Of(id, depth, what) => (*id, *depth, what),
            ChainLine::Error => {
                let task = context.now.tasks.get(&task);
                let message = task.and_then(|task| error(context, task)).unwrap_or_default();
                return Line::from(context.span(Role::Bad, format!("    {message}")));
            }
        };
        let indent = " ".repeat(4 + depth.saturating_sub(1) * 2);
        match what {
            ChainPart::More => {
                let more = format!("{indent}{}", context.glyphs().more);
                Line::from(context.span(Role::Dim, more))
            }
            ChainPart::Frame => {
                let branch = if depth == 0 { "" } else { context.glyphs().branch };
                let mut line = Line::from(context.span(Role::Faint, format!("{indent}{branch}")));
                let name = sanitize(context.words().coroutine(id));
                let task_name = context.now.tasks.get(&task).map(|task| context.text(task.name));
                if depth > 0 || task_name.as_ref() != Some(&name) {
                    line.push_span(context.span(Role::Code, format!("{name}  ")));
                }
                let stage = context.now.coroutines.get(&id).map(|coroutine| coroutine.stage);
                if stage == Some(CoroutineStage::Unpolled) {
                    let stage = context.words().coroutine_stage(CoroutineStage::Unpolled);
                    line.push_span(context.span(Role::Bad, format!("{stage}  ")));
                }
                place(context, task, id, width, &mut line);
                line
            }
            ChainPart::State => {
                let pad = " ".repeat(4 + depth * 2);
                Line::from(vec![Span::raw(pad), state(context, id)])
            }
            ChainPart::Locals => {
                let pad = " ".repeat(4 + depth * 2);
                let room = width.saturating_sub(pad.len());
                let mut line = Line::from(Span::raw(pad));
                line.spans.extend(locals(context, id, room));
                line
            }
        }
    }
}

/// Returns the size of a coroutine's state and its address, as a number: 1 for that of the first poll.
fn state(context: &DrawContext<'_>, id: CoroutineId) -> Span<'static> {
    let Some(coroutine) = context.now.coroutines.get(&id) else { return Span::default() };
    let text = format!("state: {} bytes at address #{}", coroutine.size, coroutine.moves + 1);
    let before = context.before.coroutines.get(&id);
    let is_new = before.is_none_or(|before| before.polls == 0 || before.moves != coroutine.moves);
    context.emphasize_if(is_new, context.span(Role::Text, text))
}

/// What a lost task has instead of an owner of its waker.
const LOST: &str = "nothing can wake it";

/// Adds the coroutine's line, what it awaits, and what owns its waker.
fn place(
    context: &DrawContext<'_>,
    task: TaskId,
    id: CoroutineId,
    width: usize,
    line: &mut Line<'static>,
) {
    let Some(coroutine) = context.now.coroutines.get(&id) else { return };
    let before = context.before.coroutines.get(&id);
    let Some(at) = coroutine.line else { return };
    let at =
        context.words().shown_line(id, at).map_or(String::new(), |line| format!("line {line}"));
    let has_moved = before.is_none_or(|before| before.line != coroutine.line);
    let at = context.emphasize_if(has_moved, context.span(Role::Dim, at));
    let Some(awaits) = coroutine.awaits else { return line.push_span(at) };
    let what = sanitize(&context.words().await_expression(id, awaits));
    let begins = before.is_none_or(|before| before.awaits != coroutine.awaits);
    let state = context.now.tasks.get(&task).map(|task| task.state);
    let leaves = context.now.leaves(task);
    let is_lost = state == Some(TaskStage::Lost) && leaves.contains(&id);
    let fate = context.span(Role::Bad, LOST);
    if is_lost && line.width() + at.width() + columns(&what) + fate.width() + 4 > width {
        // The Source pane shows what it awaits, and no other pane says this.
        if line.width() + at.width() + fate.width() + 2 <= width {
            line.extend([at, Span::raw("  ")]);
        }
        return line.push_span(fate);
    }
    // The Source pane shows the line too, so here it is left out if the await doesn't fit beside it.
    if line.width() + at.width() + 2 + columns(&what) <= width {
        line.extend([at, Span::raw("  ")]);
    }
    line.push_span(context.emphasize_if(begins, context.span(Role::Text, what)));
    match state {
        Some(TaskStage::Lost) if is_lost => line.extend([Span::raw("  "), fate]),
        Some(TaskStage::Suspended) if leaves == [id] => {
            if let Some(waker_owners) = waker_owners(context, task, coroutine) {
                let owner = format!("{} {waker_owners}", context.glyphs().to);
                // The Futures and Loop panes show it too, so here it is left out if it doesn't fit.
                if line.width() + 2 + columns(&owner) <= width {
                    line.push_span(Span::raw("  "));
                    line.push_span(context.emphasize_if(begins, context.span(Role::Dim, owner)));
                }
            }
        }
        _ => {}
    }
}

/// Returns what owns the waker of the only coroutine at the end of its task's chain, if that is known. A task has one
/// waker for everything that it awaits, so with two such coroutines nothing says which of them a waker is for.
fn waker_owners(context: &DrawContext<'_>, task: TaskId, leaf: &Coroutine) -> Option<String> {
    let waker_owners = context.now.waker_owners(task);
    if waker_owners.is_empty() || (waker_owners.len() > 1 && leaf.parent.is_some()) {
        return None;
    }
    let names =
        waker_owners.iter().map(|owner| sanitize(&context.words().short_waker_owner(*owner)));
    Some(names.collect::<Vec<_>>().join(" or "))
}

/// Returns whether a coroutine has locals to show.
fn has_locals(context: &DrawContext<'_>, coroutine: &Coroutine) -> bool {
    let mut shown = context.now.shown_locals(context.record, coroutine);
    shown.any(|local| context.words().variable(local.name, local.value).is_some())
}

/// Returns the locals in the order of the source. If not all of them fit, the new ones come first, and then those that
/// were bound last; those that don't fit are left out.
fn locals(context: &DrawContext<'_>, id: CoroutineId, width: usize) -> Vec<Span<'static>> {
    let Some(coroutine) = context.now.coroutines.get(&id) else { return Vec::new() };
    let before =
        context.before.coroutines.get(&id).map_or(&[][..], |before| before.locals.as_slice());
    let of_local = |local: &Local| {
        let (name, value) = context.words().variable(local.name, local.value)?;
        let same = |other: &Local| other.name == local.name && other.value == local.value;
        let is_new = !before.iter().any(same);
        let name = context.span(Role::Dim, format!("{name} = "));
        let is_named = |text: &str| is_named_in_words(context, text);
        let is_wanted = is_new || is_named(&context.text(local.name)) || is_named(&value);
        Some((is_wanted, [name, context.emphasize_if(is_new, context.span(Role::Code, value))]))
    };
    let shown = context.now.shown_locals(context.record, coroutine);
    let mut locals: Vec<_> = shown.filter_map(of_local).collect();
    let takes = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let gaps = GAP.len() * locals.len().saturating_sub(1);
    let is_cut = locals.iter().map(|(_, spans)| takes(spans)).sum::<usize>() + gaps > width;
    if is_cut {
        locals.reverse();
        locals.sort_by_key(|(is_wanted, _)| !is_wanted);
    }
    let more = format!(" {}", context.glyphs().more);
    let room = width.saturating_sub(if is_cut { columns(&more) } else { 0 });
    let (mut spans, mut used) = (Vec::new(), 0);
    for (_, local) in locals {
        let gap = if spans.is_empty() { "" } else { GAP };
        // The first one is cut, rather than left out.
        if !spans.is_empty() && used + gap.len() + takes(&local) > room {
            break;
        }
        used += gap.len() + takes(&local);
        spans.push(Span::raw(gap));
        spans.extend(local);
    }
    if is_cut && used <= room {
        spans.push(context.span(Role::Dim, more));
    }
    spans
}

/// Returns whether the lesson's words at this moment name this variable, or a name in this value, in their code.
fn is_named_in_words(context: &DrawContext<'_>, text: &str) -> bool {
    let guide = context.app.guide.as_ref();
    let words = guide.and_then(|guide| guide.text.words.as_deref()).unwrap_or_default();
    let words = context.words_of_lesson(words);
    let code = words.split('`').skip(1).step_by(2).flat_map(names);
    let named: Vec<_> = code.collect();
    names(text).any(|name| named.contains(&name))
}

/// Returns the names in a piece of code, without its numbers.
fn names(code: &str) -> impl Iterator<Item = &str> {
    let words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_'))
}

/// What is between two locals.
const GAP: &str = "   ";
