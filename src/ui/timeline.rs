//! The timeline: a lane for each task, a column for each step.
//!
//! ```text
//!   turn          1   2       3
//!   clock   0 s         1 s
//!   A a        ●▆▆▆○   ·   ●▆▆▆✓      polled, suspended; woken; polled to its end
//!   B b        ●────▆▆▆○   ·   ·
//! ```

use super::text::{cut, fit, width as columns};
use super::theme::Role;
use super::view::{Content, View};
use crate::app::App;
use crate::executor::event::{Effect, TaskId};
use crate::world::timeline::{Column, Happened, Mark, Outcome};
use crate::world::words::letter;
use crate::world::{State, Step};
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;

/// How the lanes lie: the same for all moments of a run.
struct Scale {
    /// The columns before the first cell.
    label: usize,
    /// The columns of a cell.
    cell: usize,
    /// The steps that are shown.
    first: usize,
    count: usize,
}

fn scale(app: &App, width: usize) -> Scale {
    let session = &app.open.session;
    let names = session.world().tasks.values();
    let longest = names.map(|task| columns(session.record().text(task.name))).max().unwrap_or(0);
    let label = (longest.clamp(4, 10) + 3).min(width / 3);
    let total = app.open.stage.columns.max(session.timeline().columns.len());
    let room = width.saturating_sub(label).max(1);
    let cell = (room / total.max(1)).clamp(1, 4);
    let here = session.timeline().column_at(session.position());
    let count = (room / cell).max(1);
    let first = if total <= count { 0 } else { here - here % count };
    Scale { label, cell, first, count }
}

/// The step that is drawn in this column of the pane.
pub fn column_at(app: &App, width: usize, at: usize) -> Option<usize> {
    let scale = scale(app, width);
    let nth = scale.first + at.checked_sub(scale.label)? / scale.cell;
    let session = &app.open.session;
    (nth < session.timeline().columns.len()).then_some(nth)
}

pub fn content(view: &View<'_>, width: usize) -> Content {
    let scale = scale(view.app, width);
    let session = &view.app.open.session;
    let here = session.timeline().column_at(session.position());
    let all = &session.timeline().columns[..=here];
    let end = all.len().min(scale.first + scale.count);
    let shown = all.get(scale.first..end).unwrap_or(&[]);
    let mut lines = vec![turns(view, &scale, shown, here), clocks(view, &scale, shown)];
    let mut content = Content::default();
    for (task, cells) in lanes(view, &scale, here) {
        let name = format!("{} {}", letter(task), view.words().name(task));
        let name =
            fit(&cut(&name, scale.label.saturating_sub(1), view.glyphs().more), scale.label, "");
        let mut line = Line::from(view.of_task(task, name));
        line.spans.extend(cells);
        if view.is_in_step(task) {
            content.anchor = Some((0, lines.len()));
        }
        lines.push(line);
    }
    content.lines = lines;
    content
}

/// The numbers of the turns, each where there is room for it.
fn turns(view: &View<'_>, scale: &Scale, shown: &[Column], here: usize) -> Line<'static> {
    let mut line = Line::from(view.span(Role::Dim, fit("turn", scale.label, "")));
    let mut free = 0;
    for (nth, column) in shown.iter().enumerate() {
        let at = nth * scale.cell;
        let is_here = scale.first + nth == here;
        let is_turn = matches!(column.step, Step::Poll(_) | Step::Drop(_));
        let each = if scale.cell >= 3 { 1 } else { 5 };
        if !is_turn
            || at < free
            || !(is_here || column.turn == 1 || column.turn.is_multiple_of(each))
        {
            continue;
        }
        let number = column.turn.to_string();
        let label = format!("{number:>cell$}", cell = scale.cell);
        let here_at = here.saturating_sub(scale.first) * scale.cell;
        if at < here_at && at + columns(&label) >= here_at && scale.cell < 3 {
            continue;
        }
        let gap = at - free + columns(&label) - columns(&number);
        line.push_span(Span::raw(" ".repeat(gap)));
        free = at + columns(&label);
        let role = if is_here { Role::Title } else { Role::Dim };
        line.push_span(view.mark(is_here, view.span(role, number)));
    }
    line
}

/// The time, where it moves.
fn clocks(view: &View<'_>, scale: &Scale, shown: &[Column]) -> Line<'static> {
    let mut line = Line::from(view.span(Role::Dim, fit("clock", scale.label, "")));
    let mut free = 0;
    let mut time = None;
    for (nth, column) in shown.iter().enumerate() {
        let at = nth * scale.cell;
        if time != Some(column.clock) && at >= free {
            let label = column.clock.to_string();
            line.push_span(Span::raw(" ".repeat(at - free)));
            free = at + columns(&label) + 1;
            line.push_span(view.span(Role::Dim, format!("{label} ")));
            time = Some(column.clock);
        }
    }
    line
}

/// What has become of the tasks, from step to step.
struct Lanes<'a, 'b> {
    view: &'a View<'b>,
    scale: &'a Scale,
    states: BTreeMap<TaskId, State>,
    cells: BTreeMap<TaskId, Vec<Span<'static>>>,
}

fn lanes(view: &View<'_>, scale: &Scale, here: usize) -> BTreeMap<TaskId, Vec<Span<'static>>> {
    let session = &view.app.open.session;
    let timeline = session.timeline();
    let at = session.position();
    let mut lanes = Lanes { view, scale, states: BTreeMap::new(), cells: BTreeMap::new() };
    for task in view.now.tasks.keys() {
        lanes.cells.insert(*task, Vec::new());
    }
    let mut marks = timeline.marks.iter().take_while(|mark| mark.event < at).peekable();
    let last = here.min(scale.first + scale.count - 1);
    for (nth, column) in timeline.columns.iter().enumerate().take(last + 1) {
        let mut own = Vec::new();
        while let Some(mark) = marks.next_if(|mark| mark.column <= nth) {
            own.push(*mark);
        }
        let outcome = if at < column.events.end { Outcome::Open } else { column.outcome };
        lanes.step(column, outcome, &own, nth >= scale.first, nth == here);
    }
    lanes.cells
}

impl Lanes<'_, '_> {
    fn step(
        &mut self,
        column: &Column,
        outcome: Outcome,
        marks: &[Mark],
        is_seen: bool,
        is_here: bool,
    ) {
        let polled = match column.step {
            Step::Poll(task) | Step::Drop(task) => Some(task),
            _ => None,
        };
        if let Some(task) = polled {
            let woken = marks
                .iter()
                .any(|mark| mark.task == task && mark.what == Happened::Woken(Effect::Queued));
            let state = match outcome {
                Outcome::Open => State::Running,
                Outcome::Pending if woken => State::Ready,
                Outcome::Pending => State::Suspended,
                Outcome::Ready => State::Finished,
                Outcome::Panicked | Outcome::Cancelled => State::Cancelled,
            };
            self.states.insert(task, state);
        }
        for mark in marks.iter().filter(|mark| Some(mark.task) != polled) {
            let state = match mark.what {
                Happened::Spawned | Happened::Woken(Effect::Queued) => State::Ready,
                Happened::Lost => State::Lost,
                Happened::CancelAsked if self.states.get(&mark.task) == Some(&State::Suspended) => {
                    State::Ready
                }
                _ => continue,
            };
            self.states.insert(mark.task, state);
        }
        if !is_seen {
            return;
        }
        let tasks: Vec<_> = self.cells.keys().copied().collect();
        for task in tasks {
            let is_marked = marks.iter().any(|mark| mark.task == task && is_drawn(mark.what));
            let span = self.cell(task, polled == Some(task), is_marked, column.step);
            let changes = polled == Some(task) || is_marked;
            let span = self.view.mark(is_here && changes, span);
            if let Some(cells) = self.cells.get_mut(&task) {
                cells.push(span);
            }
        }
    }

    fn cell(&self, task: TaskId, is_polled: bool, is_marked: bool, step: Step) -> Span<'static> {
        let glyphs = self.view.glyphs();
        let width = self.scale.cell;
        let Some(state) = self.states.get(&task).copied() else {
            return Span::raw(" ".repeat(width));
        };
        let sign = glyphs.state(state);
        if is_polled && width == 1 && matches!(state, State::Suspended | State::Ready) {
            // No room for bar and sign: the bar tells more.
            return self.view.of_task(task, glyphs.bar);
        }
        if is_polled {
            let bars = glyphs.bar.repeat(width - 1);
            return self.view.of_task(task, format!("{bars}{sign}"));
        }
        let has_ended = matches!(state, State::Finished | State::Cancelled | State::Panicked(_));
        if has_ended || matches!(step, Step::End(_)) && state != State::Lost {
            return Span::raw(" ".repeat(width));
        }
        if is_marked {
            return self.view.of_task(task, format!("{sign:>width$}"));
        }
        match state {
            State::Ready => self.view.span(Role::Faint, glyphs.queued.repeat(width)),
            State::Lost => self.view.span(Role::Bad, format!("{sign:>width$}")),
            _ => self.view.span(Role::Faint, format!("{:>width$}", glyphs.waiting)),
        }
    }
}

fn is_drawn(what: Happened) -> bool {
    matches!(
        what,
        Happened::Spawned
            | Happened::Woken(Effect::Queued)
            | Happened::Lost
            | Happened::CancelAsked
    )
}
