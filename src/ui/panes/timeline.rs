//! The timeline: a lane for each task, a column for each step.
//!
//! ```text
//!   turn          1   2       3
//!   clock   0 s         1 s
//!   A a        ●▆▆▆○   ·   ●▆▆▆✓      polled, suspended; woken; polled to its end
//!   B b        ●────▆▆▆○   ·   ·
//! ```
//!
//! A poll that sends a message to a channel has a `»` in its bar, and one that receives it a `«` with the sender's letter.
//!
//! A poll that blocks the thread is drawn as a long bar with a glyph of its own, so that the other tasks are seen to
//! wait meanwhile.

use crate::app::App;
use crate::app::message::{Message, StepMessage, ViewMessage};
use crate::app::pane::Pane;
use crate::record::event::{TaskId, WakeEffect};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::pane_frame::viewport_of;
use crate::ui::text_layout::{first_letters, fit_to_width, truncate, width as columns, wrap};
use crate::ui::theme::Role;
use crate::world::timeline::{Column, Mark, MarkKind, Message as Passed, MessageEnd, Outcome};
use crate::world::words::letter;
use crate::world::{StepKind, TaskStage};
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// The columns of the lanes, which are the same for all moments of a run.
struct Scale {
    /// The columns before the first cell.
    label: usize,
    /// The columns of a cell.
    cell: usize,
    /// How many columns more a cell has in which a task blocks the thread.
    long: usize,
    /// The steps that are shown.
    first: usize,
    end: usize,
}

/// How many columns of a name are shown, at most.
const LONGEST: usize = 10;

/// How many columns longer the bar of a task that blocks the thread is, if they fit.
const LONG: usize = 8;

impl Scale {
    /// Returns the scale for a pane of this width. Steps that are still ahead count too, so that nothing moves when they
    /// are taken.
    fn of(app: &App, width: usize) -> Scale {
        let session = &app.open.session;
        let names = session.world().tasks.values();
        let record = session.record();
        let names = names.map(|task| columns(first_letters(record.text(task.name), LONGEST)));
        // With many tasks, the first long name settles it.
        let longest = names.scan(0, |longest, name| {
            let is_settled = *longest >= LONGEST;
            *longest = name.max(*longest);
            (!is_settled).then_some(*longest)
        });
        let label = (longest.last().unwrap_or(0).clamp(4, LONGEST) + 3).min(width * 2 / 5);
        let known = &session.timeline().columns;
        let total = app.open.preview.steps.max(known.len()).max(1);
        let held = app.open.preview.blocking_steps;
        let room = width.saturating_sub(label).max(1);
        let cell = (room.saturating_sub(held * LONG) / total).clamp(1, 4);
        let long = if total * cell + held * LONG <= room { LONG } else { cell * 2 };
        let mut scale = Scale { label, cell, long, first: 0, end: known.len() };
        if total * cell + held * long > room {
            let here = session.timeline().column_at(session.position());
            scale.turn_to(here, known, room);
            if known.len() == total {
                scale.fill(known, room);
            }
        }
        scale
    }

    /// Turns to the page with this step. Pages are counted from a step that depends on its number alone, so that the page
    /// is found without looking at the whole run. Without long cells, all pages are equally long.
    fn turn_to(&mut self, here: usize, known: &[Column], room: usize) {
        let longest_page = (room / self.cell).max(1);
        self.first = here - here % longest_page;
        self.end = known.len().min(self.first + longest_page);
        let mut used = 0;
        for (nth, column) in known.iter().enumerate().take(self.end).skip(self.first) {
            let wide = self.width(column);
            if used + wide > room && nth > self.first {
                if nth > here {
                    self.end = nth;
                    return;
                }
                (self.first, used) = (nth, 0);
            }
            used += wide;
        }
    }

    /// Moves the beginning of the last page back, so that the page is full.
    fn fill(&mut self, known: &[Column], room: usize) {
        if self.end < known.len() {
            return;
        }
        let mut used: usize = known[self.first..].iter().map(|column| self.width(column)).sum();
        while let Some(before) = self.first.checked_sub(1) {
            used += self.width(&known[before]);
            if used > room {
                return;
            }
            self.first = before;
        }
    }

    fn width(&self, column: &Column) -> usize {
        self.cell + if column.held.is_some() { self.long } else { 0 }
    }
}

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let scale = Scale::of(context.app, width);
    let session = &context.app.open.session;
    let here = session.timeline().column_at(session.position());
    let known = &session.timeline().columns;
    let shown = known.get(scale.first..scale.end.min(here + 1)).unwrap_or(&[]);
    let mut content = PaneContent {
        lines: vec![turns(context, &scale, shown, here), clocks(context, &scale, shown)],
        legend: legend(context),
        legend_more: COLUMNS.map(|words| Line::from(context.span(Role::Faint, words))).to_vec(),
        notes: NOTES.map(|words| wrap(vec![context.span(Role::Faint, words)], width)).to_vec(),
        ..PaneContent::default()
    };
    if !session.schedule().is_default() {
        content.lines.push(choices(context, &scale, shown));
    }
    let listed = context.listed_tasks();
    if let Some(folded) = context.folded_tasks(&listed) {
        let line = content.lines.len();
        content.add_click_target(line, 0..width, Message::View(ViewMessage::ToggleEndedTasks));
        content.lines.push(folded);
    }
    let tasks = listed.tasks;
    let visible = visible_lanes(context, &mut content, &tasks, height);
    let mut cells = lanes(context, &scale, here, &tasks[visible.clone()]);
    for task in &tasks[visible] {
        let task = *task;
        let name = format!("{} {}", letter(task), context.words().name(task));
        let name = fit_to_width(
            &truncate(&name, scale.label.saturating_sub(1), context.glyphs().more),
            scale.label,
            "",
        );
        let mut line = Line::from(context.task_span(task, name));
        line.spans.extend(cells.remove(&task).unwrap_or_default());
        content.add_click_target(
            content.unbuilt.0 + content.lines.len(),
            0..scale.label,
            Message::View(ViewMessage::SelectTask(Pane::Timeline, task)),
        );
        content.lines.push(line);
    }
    let mut at = scale.label;
    for (nth, column) in known.iter().enumerate().take(scale.end).skip(scale.first) {
        let end = at + scale.width(column);
        for line in content.unbuilt.0..content.unbuilt.0 + content.lines.len() {
            content.add_click_target(line, at..end, Message::Step(StepMessage::ToColumn(nth)));
        }
        at = end;
    }
    content
}

/// Returns which of the lanes are visible, below the lines that are there already, and counts the others.
fn visible_lanes(
    context: &DrawContext<'_>,
    content: &mut PaneContent,
    tasks: &[TaskId],
    height: usize,
) -> Range<usize> {
    let head = content.lines.len();
    let total = head + tasks.len();
    let is_followed = |task: &TaskId| {
        context.app.selected_task.map_or(context.is_in_step(*task), |picked| picked == *task)
    };
    content.anchor = tasks.iter().rposition(is_followed).map(|nth| (0, head + nth));
    let first = viewport_of(context, Pane::Timeline, (total, content.anchor), height).first;
    let visible = first.saturating_sub(head)..(first + height).saturating_sub(head);
    let visible = visible.start.min(tasks.len())..visible.end.min(tasks.len());
    content.unbuilt.1 = tasks.len() - visible.end;
    if visible.start > 0 {
        content.lines.clear();
        content.unbuilt.0 = head + visible.start;
    }
    visible
}

/// What a column of the lanes is, in as many words as there is room for. Several columns can have one time.
const COLUMNS: [&str; 2] =
    [" a column is a turn, and no task runs between turns ", " a column is a turn "];

/// The same in blank rows below the lanes.
const NOTES: [&str; 2] = [
    "Each column is a turn or a clock jump. No task runs between two columns.",
    "No task runs between two columns.",
];

/// Returns the legend of the lanes' glyphs.
fn legend(context: &DrawContext<'_>) -> Line<'static> {
    let glyphs = context.glyphs();
    let preview = &context.app.open.preview;
    let holds = preview.blocking_steps > 0;
    let signs = [
        (glyphs.bar, context.words().legend_polled(), true),
        (glyphs.held, "blocked", holds),
        (glyphs.sends, "sends", preview.messages > 0),
        (glyphs.receives, "receives", preview.messages > 0),
        (glyphs.queued, "ready", true),
        (glyphs.waiting, context.words().legend_suspended(), true),
    ];
    let met = signs.into_iter().filter(|(.., is_met)| *is_met);
    met.map(|(sign, word, _)| context.span(Role::Faint, format!(" {sign} {word} "))).collect()
}

/// Returns the numbers of the turns, each if it fits.
fn turns(context: &DrawContext<'_>, scale: &Scale, shown: &[Column], here: usize) -> Line<'static> {
    let mut line = Line::from(context.span(Role::Dim, fit_to_width("turn", scale.label, "")));
    let before = shown.iter().take(here.saturating_sub(scale.first));
    let here_at: usize = before.map(|column| scale.width(column)).sum();
    let (mut at, mut free) = (0, 0);
    for (nth, column) in shown.iter().enumerate() {
        let wide = scale.width(column);
        let from = at;
        at += wide;
        let is_here = scale.first + nth == here;
        let is_turn = column.step.task().is_some();
        let each = if scale.cell >= 3 { 1 } else { 5 };
        let is_due = is_here || column.turn == 1 || column.turn.is_multiple_of(each);
        if !is_turn || from < free || !is_due {
            continue;
        }
        let number = column.turn.to_string();
        let label = format!("{number:>wide$}");
        if from < here_at && from + columns(&label) >= here_at && scale.cell < 3 {
            continue;
        }
        let gap = from - free + columns(&label) - columns(&number);
        line.push_span(Span::raw(" ".repeat(gap)));
        free = from + columns(&label);
        let role = if is_here { Role::Title } else { Role::Dim };
        line.push_span(context.emphasize_if(is_here, context.span(role, number)));
    }
    line
}

/// Returns the time at each step that changes it. A long bar is followed by the time at its end.
fn clocks(context: &DrawContext<'_>, scale: &Scale, shown: &[Column]) -> Line<'static> {
    let mut line = Line::from(context.span(Role::Dim, fit_to_width("clock", scale.label, "")));
    let (mut at, mut free) = (0, 0);
    let mut time = None;
    for (nth, column) in shown.iter().enumerate() {
        let wide = scale.width(column);
        let label = column.clock.to_string();
        let is_held = is_held(context, column);
        let from = if is_held { (at + wide).saturating_sub(columns(&label)) } else { at };
        at += wide;
        let is_past = column.held.is_none() || is_held;
        let next = free + usize::from(free > 0);
        if time == Some(column.clock) || !is_past {
            continue;
        }
        // Where no column of this time has room for its label, the last one has the number alone.
        let is_last = shown.get(nth + 1).is_none_or(|next| next.clock != column.clock);
        let number = label.strip_suffix(" s").filter(|_| is_last).map(str::to_owned);
        let number = number.filter(|number| next + columns(number) <= at);
        let (from, label) = match number {
            _ if from >= next => (from, label),
            Some(number) => (from.max(next), number),
            None => continue,
        };
        line.push_span(Span::raw(" ".repeat(from - free)));
        free = from + columns(&label);
        line.push_span(context.span(Role::Dim, label));
        time = Some(column.clock);
    }
    line
}

/// Returns the choices as an address writes them: 0 is the front of the ready queue.
fn choices(context: &DrawContext<'_>, scale: &Scale, shown: &[Column]) -> Line<'static> {
    let mut line = Line::from(context.span(Role::Dim, fit_to_width("choice", scale.label, "")));
    let (mut at, mut free) = (0, 0);
    for (nth, column) in shown.iter().enumerate() {
        at += scale.width(column);
        let Some((taken, _)) = context.app.open.session.choice_in(scale.first + nth) else {
            continue;
        };
        let label = taken.to_string();
        let from = at.saturating_sub(columns(&label));
        if from >= free {
            line.push_span(Span::raw(" ".repeat(from - free)));
            free = at;
            let role = if taken == 0 { Role::Dim } else { Role::Notice };
            line.push_span(context.span(role, label));
        }
    }
    line
}

/// Returns whether the step's task has begun to block the thread by this moment.
fn is_held(context: &DrawContext<'_>, column: &Column) -> bool {
    column.held.is_some_and(|event| (event as usize) < context.app.open.session.position())
}

/// Draws the lanes of the tasks, step by step.
struct Lanes<'a, 'b> {
    context: &'a DrawContext<'b>,
    scale: &'a Scale,
    states: BTreeMap<TaskId, TaskStage>,
    cells: BTreeMap<TaskId, Vec<Span<'static>>>,
}

/// Draws the lanes of these tasks. What was before the first column is read from the world at its start.
fn lanes(
    context: &DrawContext<'_>,
    scale: &Scale,
    here: usize,
    tasks: &[TaskId],
) -> BTreeMap<TaskId, Vec<Span<'static>>> {
    let session = &context.app.open.session;
    let timeline = session.timeline();
    let at = session.position();
    let cells = tasks.iter().map(|task| (*task, Vec::new())).collect();
    let mut lanes = Lanes { context, scale, states: BTreeMap::new(), cells };
    if let Some(first) = timeline.columns.get(scale.first).filter(|_| scale.first > 0) {
        let before = session.recent_world_at(first.events.start);
        let states = tasks.iter().filter_map(|task| Some((*task, before.tasks.get(task)?.state)));
        lanes.states.extend(states);
    }
    let first_mark = timeline.marks.partition_point(|mark| (mark.column as usize) < scale.first);
    let marks = timeline.marks[first_mark..].iter().take_while(|mark| (mark.event as usize) < at);
    let mut marks = marks.peekable();
    let passed = |passed: &&Passed| (passed.event as usize) < at;
    let first_passed = timeline.messages.partition_point(|one| (one.column as usize) < scale.first);
    let mut messages = timeline.messages[first_passed..].iter().take_while(passed).peekable();
    let last = here.min(scale.end.saturating_sub(1));
    for (nth, column) in timeline.columns.iter().enumerate().take(last + 1).skip(scale.first) {
        let mut own = Vec::new();
        while let Some(mark) = marks.next_if(|mark| mark.column as usize <= nth) {
            if lanes.cells.contains_key(&mark.task) {
                own.push(*mark);
            }
        }
        let mut ends = Vec::new();
        while let Some(one) = messages.next_if(|one| one.column as usize <= nth) {
            ends.push(one.end);
        }
        let outcome = if at < column.events.end { Outcome::Open } else { column.outcome };
        lanes.step(column, outcome, (&own, &ends), nth == here);
    }
    lanes.cells
}

impl Lanes<'_, '_> {
    fn step(
        &mut self,
        column: &Column,
        outcome: Outcome,
        (marks, messages): (&[Mark], &[MessageEnd]),
        is_here: bool,
    ) {
        let polled = column.step.task();
        if let Some(task) = polled {
            let woken = marks
                .iter()
                .any(|mark| mark.task == task && mark.what == MarkKind::Woken(WakeEffect::Queued));
            let state = match outcome {
                Outcome::Open if matches!(column.step, StepKind::Drop(_)) => TaskStage::Dropping,
                Outcome::Open => TaskStage::Running,
                Outcome::Pending if woken => TaskStage::Ready,
                Outcome::Pending => TaskStage::Suspended,
                Outcome::Ready => TaskStage::Finished,
                Outcome::Panicked | Outcome::Cancelled => TaskStage::Cancelled,
            };
            self.states.insert(task, state);
        }
        for mark in marks.iter().filter(|mark| Some(mark.task) != polled) {
            let waits =
                matches!(self.states.get(&mark.task), Some(TaskStage::Suspended | TaskStage::Lost));
            let state = match mark.what {
                MarkKind::Spawned | MarkKind::Woken(WakeEffect::Queued) => TaskStage::Ready,
                MarkKind::Lost => TaskStage::Lost,
                MarkKind::CancelAsked if waits => TaskStage::Ready,
                MarkKind::CancelAsked
                | MarkKind::Woken(WakeEffect::Merged | WakeEffect::Ignored) => continue,
            };
            self.states.insert(mark.task, state);
        }
        let tasks: Vec<_> = self.cells.keys().copied().collect();
        for task in tasks {
            let is_marked = marks.iter().any(|mark| mark.task == task && is_drawn(mark.what));
            let messages = (polled == Some(task)).then_some(messages);
            let span = self.cell(task, messages, is_marked, column);
            let changes = polled == Some(task) || is_marked;
            let span = self.context.emphasize_if(is_here && changes, span);
            if let Some(cells) = self.cells.get_mut(&task) {
                cells.push(span);
            }
        }
    }

    fn cell(
        &self,
        task: TaskId,
        polled: Option<&[MessageEnd]>,
        is_marked: bool,
        column: &Column,
    ) -> Span<'static> {
        let glyphs = self.context.glyphs();
        let width = self.scale.width(column);
        let Some(state) = self.states.get(&task).copied() else {
            return Span::raw(" ".repeat(width));
        };
        let sign = glyphs.state(state);
        let is_polled = polled.is_some();
        if is_polled && width == 1 {
            // A cell of one column has the message or the bar alone: it says more than the glyph of the state.
            let message = polled.and_then(<[MessageEnd]>::first).map(|end| self.sign_of(*end));
            let is_left = matches!(state, TaskStage::Suspended | TaskStage::Ready);
            if let Some(sign) = message.or(is_left.then_some(glyphs.bar)) {
                return self.context.task_span(task, sign);
            }
        }
        if is_polled {
            let bar = match column.step {
                StepKind::Drop(_) => " ", // a drop isn't a poll
                StepKind::SetUp
                | StepKind::Poll(_)
                | StepKind::Throw(_)
                | StepKind::Call(_)
                | StepKind::Jump(_)
                | StepKind::End(_) => {
                    if is_held(self.context, column) {
                        glyphs.held
                    } else {
                        glyphs.bar
                    }
                }
            };
            // How long the poll will block the thread is shown once it does.
            let is_before_block = column.held.is_some() && !is_held(self.context, column);
            let own = if is_before_block { self.scale.cell.clamp(1, width) } else { width };
            let mut bars = self.messages(polled.unwrap_or_default(), own - 1);
            bars.push_str(&bar.repeat(own - 1 - columns(&bars)));
            let rest = " ".repeat(width - own);
            return self.context.task_span(task, format!("{bars}{sign}{rest}"));
        }
        let has_ended = matches!(
            state,
            TaskStage::Finished
                | TaskStage::Cancelled
                | TaskStage::Panicked(_)
                | TaskStage::Failed(_)
        );
        if has_ended || matches!(column.step, StepKind::End(_)) && state != TaskStage::Lost {
            return Span::raw(" ".repeat(width));
        }
        let is_still = is_held(self.context, column) && state != TaskStage::Lost;
        if is_still && (is_marked || state == TaskStage::Suspended) {
            return self.beside(task, is_marked.then_some(sign), width);
        }
        if is_marked {
            return self.context.task_span(task, format!("{sign:>width$}"));
        }
        match state {
            TaskStage::Ready => self.context.span(Role::Faint, glyphs.queued.repeat(width)),
            TaskStage::Lost => self.context.span(Role::Bad, format!("{sign:>width$}")),
            TaskStage::Suspended
            | TaskStage::Running
            | TaskStage::Dropping
            | TaskStage::Finished
            | TaskStage::Cancelled
            | TaskStage::Panicked(_)
            | TaskStage::Failed(_) => {
                self.context.span(Role::Faint, format!("{:>width$}", glyphs.waiting))
            }
        }
    }
}

impl Lanes<'_, '_> {
    /// Returns the cell beside a long bar: the task is suspended all that time, and may be woken at its end.
    fn beside(&self, task: TaskId, woken: Option<&str>, width: usize) -> Span<'static> {
        let waiting = self.context.glyphs().waiting;
        let last = woken.unwrap_or(waiting);
        let dots: String = (1..width)
            .map(|at| if (width - at).is_multiple_of(2) { waiting } else { " " })
            .collect();
        match woken {
            Some(_) => self.context.task_span(task, format!("{dots}{last}")),
            None => self.context.span(Role::Faint, format!("{dots}{last}")),
        }
    }
}

impl Lanes<'_, '_> {
    fn sign_of(&self, end: MessageEnd) -> &'static str {
        match end {
            MessageEnd::Sent => self.context.glyphs().sends,
            MessageEnd::Received(_) => self.context.glyphs().receives,
        }
    }

    /// Returns the signs of the messages that a poll passed, as many as fit. Several that it sent in a row have one.
    fn messages(&self, messages: &[MessageEnd], room: usize) -> String {
        let mut signs = String::new();
        for (nth, end) in messages.iter().enumerate() {
            let is_repeated = nth > 0 && messages[nth - 1] == MessageEnd::Sent;
            let from = match end {
                MessageEnd::Sent if is_repeated => continue,
                MessageEnd::Received(Some(from)) => letter(*from).clone(),
                MessageEnd::Sent | MessageEnd::Received(None) => String::new(),
            };
            let sign = self.sign_of(*end);
            let with_sender = format!("{sign}{from}");
            let fits = columns(&signs) + columns(&with_sender) <= room;
            let sign = if fits { with_sender } else { sign.to_owned() };
            if columns(&signs) + columns(&sign) > room {
                break;
            }
            signs.push_str(&sign);
        }
        signs
    }
}

fn is_drawn(what: MarkKind) -> bool {
    match what {
        MarkKind::Spawned
        | MarkKind::Woken(WakeEffect::Queued)
        | MarkKind::Lost
        | MarkKind::CancelAsked => true,
        MarkKind::Woken(WakeEffect::Merged | WakeEffect::Ignored) => false,
    }
}
