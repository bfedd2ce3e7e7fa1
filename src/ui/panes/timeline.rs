//! The timeline: a lane for each task, a column for each step.
//!
//! ```text
//!   turn          1   2       3
//!   clock   0 s         1 s
//!   A a        ●▆▆▆○   ·   ●▆▆▆✓      polled, suspended; woken; polled to its end
//!   B b        ●────▆▆▆○   ·   ·
//! ```
//!
//! A poll that holds the thread is drawn as a long bar of its own sign, so that the others are seen to
//! stand still beside it.

use crate::app::App;
use crate::app::message::{Message, StepMessage, ViewMessage};
use crate::app::pane::Pane;
use crate::record::event::{TaskId, WakeEffect};
use crate::ui::draw_context::{Content, View};
use crate::ui::text_layout::{cut, fit, width as columns};
use crate::ui::theme::Role;
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
    /// So many more has a cell in which a task holds the thread.
    long: usize,
    /// The steps that are shown.
    first: usize,
    end: usize,
}

/// So much longer is the bar of a task that holds the thread, where there is room.
const LONG: usize = 8;

impl Scale {
    /// For a pane so wide. The steps that are still ahead count, so that nothing moves when they come.
    fn of(app: &App, width: usize) -> Scale {
        let session = &app.open.session;
        let names = session.world().tasks.values();
        let longest =
            names.map(|task| columns(session.record().text(task.name))).max().unwrap_or(0);
        let label = (longest.clamp(4, 10) + 3).min(width / 3);
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

    /// The page on which this step stands.
    fn turn_to(&mut self, here: usize, known: &[Column], room: usize) {
        let mut used = 0;
        for (nth, column) in known.iter().enumerate() {
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

    /// The last page is a full one.
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

pub fn content(view: &View<'_>, width: usize) -> Content {
    let scale = Scale::of(view.app, width);
    let session = &view.app.open.session;
    let here = session.timeline().column_at(session.position());
    let known = &session.timeline().columns;
    let shown = known.get(scale.first..scale.end.min(here + 1)).unwrap_or(&[]);
    let mut content = Content {
        lines: vec![turns(view, &scale, shown, here), clocks(view, &scale, shown)],
        legend: legend(view),
        ..Content::default()
    };
    if !session.schedule().is_the_loops_own() {
        content.lines.push(choices(view, &scale, shown));
    }
    for (task, cells) in lanes(view, &scale, here) {
        let name = format!("{} {}", letter(task), view.words().name(task));
        let name =
            fit(&cut(&name, scale.label.saturating_sub(1), view.glyphs().more), scale.label, "");
        let mut line = Line::from(view.of_task(task, name));
        line.spans.extend(cells);
        if view.app.selected_task.map_or(view.is_in_step(task), |picked| picked == task) {
            content.anchor = Some((0, content.lines.len()));
        }
        content.target(
            content.lines.len(),
            0..scale.label,
            Message::View(ViewMessage::SelectTask(Pane::Timeline, task)),
        );
        content.lines.push(line);
    }
    let mut at = scale.label;
    for (nth, column) in known.iter().enumerate().take(scale.end).skip(scale.first) {
        let end = at + scale.width(column);
        for line in 0..content.lines.len() {
            content.target(line, at..end, Message::Step(StepMessage::ToColumn(nth)));
        }
        at = end;
    }
    content
}

/// The signs of the lanes in words.
fn legend(view: &View<'_>) -> Line<'static> {
    let glyphs = view.glyphs();
    let holds = view.app.open.preview.blocking_steps > 0;
    let signs = [
        (glyphs.bar, "polled", true),
        (glyphs.held, "blocked", holds),
        (glyphs.queued, "ready", true),
        (glyphs.waiting, "suspended", true),
    ];
    let met = signs.into_iter().filter(|(.., is_met)| *is_met);
    met.map(|(sign, word, _)| view.span(Role::Faint, format!(" {sign} {word} "))).collect()
}

/// The numbers of the turns, each where there is room for it.
fn turns(view: &View<'_>, scale: &Scale, shown: &[Column], here: usize) -> Line<'static> {
    let mut line = Line::from(view.span(Role::Dim, fit("turn", scale.label, "")));
    let before = shown.iter().take(here.saturating_sub(scale.first));
    let here_at: usize = before.map(|column| scale.width(column)).sum();
    let (mut at, mut free) = (0, 0);
    for (nth, column) in shown.iter().enumerate() {
        let wide = scale.width(column);
        let from = at;
        at += wide;
        let is_here = scale.first + nth == here;
        let is_turn = matches!(column.step, Step::Poll(_) | Step::Drop(_));
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
        line.push_span(view.mark(is_here, view.span(role, number)));
    }
    line
}

/// The time, where it moves; behind a long bar, what it has become there.
fn clocks(view: &View<'_>, scale: &Scale, shown: &[Column]) -> Line<'static> {
    let mut line = Line::from(view.span(Role::Dim, fit("clock", scale.label, "")));
    let (mut at, mut free) = (0, 0);
    let mut time = None;
    for column in shown {
        let wide = scale.width(column);
        let label = column.clock.to_string();
        let is_held = is_held(view, column);
        let from = if is_held { (at + wide).saturating_sub(columns(&label)) } else { at };
        at += wide;
        let is_past = column.held.is_none() || is_held;
        let gap = usize::from(free > 0);
        if time != Some(column.clock) && from >= free + gap && is_past {
            line.push_span(Span::raw(" ".repeat(from - free)));
            free = from + columns(&label);
            line.push_span(view.span(Role::Dim, label));
            time = Some(column.clock);
        }
    }
    line
}

/// The choices as they stand in the address: 0 is the front of the ready queue.
fn choices(view: &View<'_>, scale: &Scale, shown: &[Column]) -> Line<'static> {
    let mut line = Line::from(view.span(Role::Dim, fit("choice", scale.label, "")));
    let (mut at, mut free) = (0, 0);
    for (nth, column) in shown.iter().enumerate() {
        at += scale.width(column);
        let Some((taken, _)) = view.app.open.session.choice_in(scale.first + nth) else { continue };
        let label = taken.to_string();
        let from = at.saturating_sub(columns(&label));
        if from >= free {
            line.push_span(Span::raw(" ".repeat(from - free)));
            free = at;
            let role = if taken == 0 { Role::Dim } else { Role::Notice };
            line.push_span(view.span(role, label));
        }
    }
    line
}

/// Does its task hold the thread, as far as this moment has come?
fn is_held(view: &View<'_>, column: &Column) -> bool {
    column.held.is_some_and(|event| event < view.app.open.session.position())
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
    let last = here.min(scale.end.saturating_sub(1));
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
                .any(|mark| mark.task == task && mark.what == Happened::Woken(WakeEffect::Queued));
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
                Happened::Spawned | Happened::Woken(WakeEffect::Queued) => State::Ready,
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
            let span = self.cell(task, polled == Some(task), is_marked, column);
            let changes = polled == Some(task) || is_marked;
            let span = self.view.mark(is_here && changes, span);
            if let Some(cells) = self.cells.get_mut(&task) {
                cells.push(span);
            }
        }
    }

    fn cell(
        &self,
        task: TaskId,
        is_polled: bool,
        is_marked: bool,
        column: &Column,
    ) -> Span<'static> {
        let glyphs = self.view.glyphs();
        let width = self.scale.width(column);
        let Some(state) = self.states.get(&task).copied() else {
            return Span::raw(" ".repeat(width));
        };
        let sign = glyphs.state(state);
        if is_polled && width == 1 && matches!(state, State::Suspended | State::Ready) {
            // No room for bar and sign: the bar tells more.
            return self.view.of_task(task, glyphs.bar);
        }
        if is_polled {
            let bar = match column.step {
                Step::Drop(_) => " ", // it is no poll
                _ if is_held(self.view, column) => glyphs.held,
                _ => glyphs.bar,
            };
            let bars = bar.repeat(width - 1);
            return self.view.of_task(task, format!("{bars}{sign}"));
        }
        let has_ended = matches!(state, State::Finished | State::Cancelled | State::Panicked(_));
        if has_ended || matches!(column.step, Step::End(_)) && state != State::Lost {
            return Span::raw(" ".repeat(width));
        }
        let is_still = is_held(self.view, column) && state != State::Lost;
        if is_still && (is_marked || state == State::Suspended) {
            return self.beside(task, is_marked.then_some(sign), width);
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

impl Lanes<'_, '_> {
    /// Beside a long bar: all that time the task is suspended, and perhaps it is woken at last.
    fn beside(&self, task: TaskId, woken: Option<&str>, width: usize) -> Span<'static> {
        let waiting = self.view.glyphs().waiting;
        let last = woken.unwrap_or(waiting);
        let dots: String = (1..width)
            .map(|at| if (width - at).is_multiple_of(2) { waiting } else { " " })
            .collect();
        match woken {
            Some(_) => self.view.of_task(task, format!("{dots}{last}")),
            None => self.view.span(Role::Faint, format!("{dots}{last}")),
        }
    }
}

fn is_drawn(what: Happened) -> bool {
    matches!(
        what,
        Happened::Spawned
            | Happened::Woken(WakeEffect::Queued)
            | Happened::Lost
            | Happened::CancelAsked
    )
}
