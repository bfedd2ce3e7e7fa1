//! The source. It shows two things: where each task waits, by its letter in the gutter, and the line that
//! has just run. In the twin both are found by the lines' markers. The executor's own source lights the
//! line that the loop stands on, with the letter of the task whose turn it is.

use super::executor_source;
use super::task_position::TaskPosition;
use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::app::presentation::Presentation;
use crate::app::sources::{SourceLine, SourceTab, Sources};
use crate::app::viewport::Viewport;
use crate::course::executor_source::excerpt;
use crate::record::event::{CoroutineEvent, CoroutineId, Event};
use crate::ui::draw_context::{Content, Target, View};
use crate::ui::header;
use crate::ui::layout::Slot;
use crate::ui::pane_frame::{draw_framed, inner_area};
use crate::ui::theme::Role;
use crate::world::words::letter;
use crate::world::{Stage, State};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// The columns before the line's number.
const GUTTER: usize = 5;

/// A pane this wide shows the recipe and its twin side by side.
const FOR_BOTH: u16 = 104;

/// Is there room for both?
pub fn splits(view: &View<'_>, width: u16) -> bool {
    width >= FOR_BOTH
        && view.app.source_tab != SourceTab::Executor
        && view.app.presentation == Presentation::Off
}

/// Recipe and twin, side by side; the tab that is chosen stands at the left.
pub fn draw_both(view: &View<'_>, slot: &Slot, buffer: &mut Buffer) -> Viewport {
    let mut viewport = Viewport::default();
    let [chosen, other] = halves(&view.app.open.sources, view.app.source_tab, slot.area);
    for (area, tab) in [other, chosen] {
        let inner = inner_area(view, area);
        let content = content(view, tab, inner.width.into(), inner.height.into());
        let file = &view.app.open.sources.text(tab).file;
        let name = file.rsplit('/').next().unwrap_or(file);
        let role = if view.app.focus == Pane::Source { Role::Focus } else { Role::Heading };
        let name = Line::from(view.span(role, format!(" {name} ")));
        let tabs =
            if tab == other.1 { Line::default() } else { header::right_title(view, Pane::Source) };
        viewport = draw_framed(view, area, content, Pane::Source, [name, tabs], buffer);
    }
    viewport
}

/// The two halves and what they show, the chosen one first.
pub fn halves(sources: &Sources, chosen: SourceTab, area: Rect) -> [(Rect, SourceTab); 2] {
    let halves = [Constraint::Fill(1), Constraint::Fill(1)];
    let [left, right]: [Rect; 2] = Layout::horizontal(halves).areas(area);
    let other =
        if chosen == SourceTab::Rust { sources.after(SourceTab::Rust) } else { SourceTab::Rust };
    [(left, chosen), (right, other)]
}

pub fn content(view: &View<'_>, tab: SourceTab, width: usize, height: usize) -> Content {
    let sources = &view.app.open.sources;
    let text = sources.text(tab);
    let (lit, waiting) = if tab == SourceTab::Executor {
        let lit = executor_source::lit(view);
        (lit, lit.and_then(|line| executor_source::turn_at(view, line)).into_iter().collect())
    } else {
        let ran = lit(view);
        let lit = ran.and_then(|lines| lines.iter().find_map(|line| sources.line_in(tab, *line)));
        let of_tab = |place: TaskPosition| {
            Some(TaskPosition { line: sources.line_in(tab, place.line)?, ..place })
        };
        (lit, places(view).into_iter().filter_map(of_tab).collect::<Vec<_>>())
    };
    let kept = kept(&text.lines, height, tab);
    let most = text.lines.iter().filter_map(|line| line.number).max().unwrap_or(0);
    let digits = most.to_string().len().max(2);
    let gap = if width < 46 { " " } else { "  " };
    let picked = waiting.iter().filter(|place| view.is_picked(place.task));
    let picked = picked.max_by_key(|place| place.is_leaf).map(|place| place.line);
    let (mut lines, mut targets) = (Vec::new(), Vec::new());
    let mut seen = Vec::new();
    for (number, line) in (1_u32..).zip(&text.lines) {
        if !kept.contains(&number) {
            continue;
        }
        let is_lit = lit == Some(number);
        let here: Vec<_> = waiting.iter().filter(|place| place.line == number).collect();
        for place in here.iter().take(1) {
            let message = Message::View(ViewMessage::SelectTask(Pane::Source, place.task));
            targets.push(Target { line: lines.len(), columns: 0..GUTTER, message });
        }
        let is_picked = picked == Some(number);
        let room = width.saturating_sub(GUTTER + digits + gap.len());
        // The executor is written for a wider page than a recipe: its lines are broken, not cut.
        let rows = if tab == SourceTab::Executor {
            executor_source::folded(line, room)
        } else {
            vec![(0, line.parts.clone())]
        };
        for (nth, (indent, parts)) in rows.into_iter().enumerate() {
            let mut spans = gutter(view, if nth == 0 { &here } else { &[] });
            let role = if is_lit { Role::Text } else { Role::Faint };
            let label = line.number.filter(|_| nth == 0).map_or(String::new(), |n| n.to_string());
            spans.push(view.span(role, format!("{label:>digits$}{gap}")));
            spans.push(Span::raw(" ".repeat(indent)));
            for (range, class) in parts {
                spans.push(view.span(class.into(), line.text.get(range).unwrap_or("")));
            }
            let mut drawn = Line::from(spans);
            if is_lit || is_picked {
                let room = width.saturating_sub(drawn.width());
                drawn.push_span(Span::raw(" ".repeat(room)));
                let style = view.style(if is_picked { Role::Marked } else { Role::Lit });
                drawn.spans.iter_mut().for_each(|span| span.style = span.style.patch(style));
            }
            lines.push(drawn);
            seen.push(number);
        }
    }
    let anchor = if tab == SourceTab::Executor {
        // Before the loop begins, it is shown from where it will.
        let at = lit.unwrap_or_else(|| excerpt().0);
        Some(executor_source::function_of(&text.lines, &seen, at, height))
    } else {
        anchor(&seen, picked.or(lit), &waiting, height)
    };
    Content { lines, anchor, targets, ..Content::default() }
}

/// The numbers of the lines that are shown. A small pane leaves out what frames the code, so that all the
/// lines that matter fit; the numbers show the gaps.
fn kept(lines: &[SourceLine], height: usize, tab: SourceTab) -> Vec<u32> {
    let all: Vec<u32> = (1..).take(lines.len()).collect();
    if lines.len() <= height || tab == SourceTab::Executor {
        return all;
    }
    let text = |number: u32| lines.get(number as usize - 1).map_or("", |line| line.text.trim());
    let mut bare: Vec<u32> = Vec::new();
    for number in all {
        let is_double =
            text(number).is_empty() && bare.last().is_none_or(|last| text(*last).is_empty());
        if !is_double && !is_frame(text(number)) {
            bare.push(number);
        }
    }
    if bare.len() > height {
        bare.retain(|number| !text(*number).is_empty());
    }
    bare
}

fn is_frame(line: &str) -> bool {
    ["//!", "use ", "#[", "\"\"\"", "import "].iter().any(|start| line.starts_with(start))
}

/// The line just run, and with it the waiting lines as far as all have room.
fn anchor(
    seen: &[u32],
    lit: Option<u32>,
    waiting: &[TaskPosition],
    height: usize,
) -> Option<(usize, usize)> {
    let wanted = lit.into_iter().chain(waiting.iter().map(|place| place.line));
    let lines: Vec<_> = wanted.filter_map(|line| seen.iter().position(|at| *at == line)).collect();
    let (first, last) = (*lines.iter().min()?, *lines.iter().max()?);
    if last - first < height {
        return Some((first, last));
    }
    lines.first().map(|line| (*line, *line))
}

fn places(view: &View<'_>) -> Vec<TaskPosition> {
    let mut places = Vec::new();
    for (task, state) in view.now.alive().map(|(id, task)| (id, task.state)) {
        let leaves = view.now.leaves(task);
        let of_task = view.now.coroutines.iter().filter(|(_, c)| {
            c.task == Some(task) && matches!(c.stage, Stage::Running | Stage::Suspended)
        });
        for (id, coroutine) in of_task.filter(|(id, _)| is_here(view, **id)) {
            if let Some(line) = coroutine.line {
                places.push(TaskPosition { task, line, state, is_leaf: leaves.contains(id) });
            }
        }
    }
    places
}

/// Does the coroutine's function stand in the scene's recipe?
fn is_here(view: &View<'_>, id: CoroutineId) -> bool {
    let Some(coroutine) = view.now.coroutines.get(&id) else { return false };
    view.record
        .text(coroutine.file)
        .replace('\\', "/")
        .ends_with(&*view.app.open.subject.source().file)
}

fn gutter(view: &View<'_>, here: &[&TaskPosition]) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut used = 0;
    for (nth, place) in here.iter().enumerate() {
        let name = letter(place.task);
        let rest = here.len() - nth - 1;
        if used + name.len() + usize::from(rest > 0) > GUTTER - 2 {
            spans.push(view.span(Role::Dim, "+"));
            used += 1;
            break;
        }
        used += name.len();
        spans.push(view.of_task(place.task, name));
    }
    let running = here.iter().find(|place| place.state == State::Running && place.is_leaf);
    if let Some(place) = running.or(here.iter().find(|place| place.is_leaf)) {
        if used + 2 < GUTTER {
            spans.push(Span::raw(" "));
            used += 1;
        }
        spans.push(view.of_task(place.task, view.glyphs().state(place.state)));
        used += 1;
    }
    let all: String = spans.iter().map(|span| span.content.as_ref()).collect();
    let pad = GUTTER.saturating_sub(used.max(crate::ui::text_layout::width(&all)));
    spans.push(Span::raw(" ".repeat(pad)));
    spans
}

/// The lines that this step ran, the latest first: of them one is lit, the first that the text has.
fn lit(view: &View<'_>) -> Option<Vec<u32>> {
    let mut lines = Vec::new();
    for event in view.events().iter().rev() {
        let (coroutine, line) = match *event {
            Event::Coroutine(
                CoroutineEvent::Line { coroutine, line }
                | CoroutineEvent::Await { coroutine, line, .. }
                | CoroutineEvent::Resumed { coroutine, line },
            ) => (coroutine, Some(line)),
            // It ends where it stands.
            Event::Coroutine(CoroutineEvent::Dropped { coroutine }) => {
                let stood = view.before.coroutines.get(&coroutine);
                (coroutine, stood.and_then(|coroutine| coroutine.line))
            }
            _ => continue,
        };
        let line = line.filter(|line| is_here(view, coroutine) && !lines.contains(line));
        lines.extend(line);
    }
    (!lines.is_empty()).then_some(lines)
}
