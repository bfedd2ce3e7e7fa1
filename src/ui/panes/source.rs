//! The source, with the letter of each task in the gutter of the line where it waits, and the line that has just run
//! lit. In the Python twin both are found by the markers of the lines. In the executor's own source the line that the
//! loop is at is lit, with the letter of the task whose turn it is.

use super::executor_source;
use super::source_notes;
use super::source_rows::{GUTTER, kept, margins, rows};
use crate::app::message::{Message, ViewMessage};
use crate::app::pane::Pane;
use crate::app::source_position::TaskPosition;
use crate::app::sources::{LineChange, SourceLine, SourceTab, Sources};
use crate::app::viewport::Viewport;
use crate::course::executor_source::excerpt;
use crate::ui::draw_context::{ClickTarget, DrawContext, PaneContent};
use crate::ui::header;
use crate::ui::pane_frame::{draw_framed, inner_area};
use crate::ui::pane_slot::PaneSlot;
use crate::ui::text_layout::{self, NO_BREAK_SPACE, wrap};
use crate::ui::theme::Role;
use crate::world::TaskStage;
use crate::world::words::letter;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

/// The columns of a pane that shows the recipe and its twin side by side.
const FOR_BOTH: u16 = 104;

/// Returns whether the recipe and its twin fit side by side.
pub fn splits(context: &DrawContext<'_>, width: u16) -> bool {
    width >= FOR_BOTH
        && context.app.open.sources.tabs().count() > 1
        && !matches!(context.app.source_tab, SourceTab::Executor | SourceTab::Real(_))
        && !context.app.is_presenting()
}

/// Draws the recipe and its twin side by side, with the selected tab at the left.
pub fn draw_both(context: &DrawContext<'_>, slot: &PaneSlot, buffer: &mut Buffer) -> Viewport {
    let mut viewport = Viewport::default();
    let [chosen, other] = halves(&context.app.open.sources, context.app.source_tab, slot.area);
    for (area, tab) in [other, chosen] {
        let inner = inner_area(context, area);
        let content = content(context, tab, inner.width.into(), inner.height.into());
        let file = &context.app.open.sources.text(tab).file;
        let name = file.rsplit('/').next().unwrap_or(file);
        let role = if context.app.focus == Pane::Source { Role::Focus } else { Role::Heading };
        let name = Line::from(context.span(role, format!(" {name} ")));
        let tabs = if tab == other.1 {
            Line::default()
        } else {
            header::right_title(context, Pane::Source)
        };
        viewport = draw_framed(context, area, content, Pane::Source, [name, tabs], buffer);
    }
    viewport
}

/// Returns the two halves and the tabs that they show, the selected one first.
pub fn halves(sources: &Sources, chosen: SourceTab, area: Rect) -> [(Rect, SourceTab); 2] {
    let halves = [Constraint::Fill(1), Constraint::Fill(1)];
    let [left, right]: [Rect; 2] = Layout::horizontal(halves).areas(area);
    let first = sources.first();
    let other = if chosen == first { sources.after(first) } else { first };
    [(left, chosen), (right, other)]
}

pub fn content(
    context: &DrawContext<'_>,
    tab: SourceTab,
    width: usize,
    height: usize,
) -> PaneContent {
    let sources = &context.app.open.sources;
    let text = sources.text(tab);
    let (lit, waiting) = context.app.source_position(tab);
    let named = context.app.named_lines(tab);
    let (digits, gap) = margins(&text.lines, width);
    let indent = GUTTER + digits + gap.len();
    let room = width.saturating_sub(indent);
    let rows = rows_beside(context, tab, room);
    let kept = match tab {
        SourceTab::Executor => executor_source::kept(context, lit),
        SourceTab::Real(_) => (1..).take(text.lines.len()).collect(),
        _ => kept(&text.lines, &rows, height, &named),
    };
    let picked = waiting.iter().filter(|place| context.is_selected_here(place.task));
    let picked = picked.max_by_key(|place| place.is_leaf).map(|place| place.line);
    let is_now = context.app.has_words_of_this_position();
    let is_at_start = is_at_start(context);
    let start = kept.first().filter(|_| is_at_start && tab != SourceTab::Executor);
    let start = start.and_then(|nth| text.lines[*nth as usize - 1].number);
    let fault = fault_in(context, tab);
    let of_fault = fault.iter().map(|(line, _)| *line);
    // What the words of this moment name comes before the line that has just run.
    let (before, after) = if is_now { (&named[..], &[][..]) } else { (&[][..], &named[..]) };
    let wanted = of_fault.chain(picked).chain(before.iter().copied()).chain(start).chain(lit);
    let wanted: Vec<u32> = wanted.chain(after.iter().copied()).collect();
    // Notes are about a lesson's program, and not about the executor.
    let code = kept.iter().filter(|_| tab != SourceTab::Executor).map(|nth| *nth as usize - 1);
    let code = code.map(|nth| (text.lines[nth].number.unwrap_or(0), rows[nth].len()));
    let visible_code: Vec<(u32, usize)> = code.collect();
    let mut notes = notes_that_fit(context, (tab, &wanted), &visible_code, (indent, width, height));
    notes.extend(fault.map(|fault| fault_rows(context, fault, indent, width)));
    let evidence = context.app.evidence_lines(tab);
    let mut targets = Vec::new();
    let mut lines = source_notes::new_rust(context, tab, width);
    let introduction = lines.len();
    let mut seen = vec![u32::MAX; introduction];
    let mut changes = Vec::new();
    for ((nth, line), rows) in (1_u32..).zip(&text.lines).zip(rows) {
        // The kept lines are in order.
        if kept.binary_search(&nth).is_err() {
            continue;
        }
        // The executor's files have numbers of their own. A removed line has none, and nothing runs it.
        let number = if tab == SourceTab::Executor { nth } else { line.number.unwrap_or(0) };
        if let Some(change) = line.change {
            changes.push((lines.len(), change));
        }
        let is_lit = lit == Some(number);
        let is_selected = picked == Some(number) || evidence.contains(&number);
        let here: Vec<_> = waiting.iter().filter(|place| place.line == number).collect();
        for place in here.iter().take(1) {
            let message = Message::View(ViewMessage::SelectTask(Pane::Source, place.task));
            targets.push(ClickTarget { line: lines.len(), columns: 0..GUTTER, message });
        }
        for (nth, (indent, parts)) in rows.into_iter().enumerate() {
            let mut spans = gutter(context, if nth == 0 { &here } else { &[] });
            let role = if is_lit { Role::Text } else { Role::Faint };
            let label = line.number.filter(|_| nth == 0).map_or(String::new(), |n| n.to_string());
            spans.push(context.span(role, format!("{label:>digits$}")));
            let (sign, role) = sign_of(line.change);
            spans.push(context.span(role, sign));
            spans.push(Span::raw(" ".repeat(gap.len() - 1 + indent)));
            for (range, class) in parts {
                let is_removed = line.change == Some(LineChange::Removed);
                let role = if is_removed { Role::Dim } else { class.into() };
                spans.push(context.span(role, line.text.get(range).unwrap_or("")));
            }
            let mut drawn = Line::from(spans);
            if is_lit || is_selected {
                let room = width.saturating_sub(drawn.width());
                drawn.push_span(Span::raw(" ".repeat(room)));
                let style = context.style(if is_selected { Role::Marked } else { Role::Lit });
                drawn.spans.iter_mut().for_each(|span| span.style = span.style.patch(style));
            }
            lines.push(drawn);
            seen.push(number);
        }
        for (_, rows) in notes.iter().filter(|(of, _)| Some(*of) == line.number) {
            lines.extend(rows.iter().cloned());
            seen.extend(rows.iter().map(|_| number));
        }
    }
    let anchor = if tab == SourceTab::Executor {
        let named = named.first().copied();
        // Before the first event the pane shows where the loop begins.
        let at = if is_now { named.or(lit) } else { lit.or(named) };
        let at = at.unwrap_or_else(|| excerpt().0);
        Some(executor_source::function_of(&text.lines, &seen, at, height))
    } else {
        let changed = rows_of_change(&changes, height);
        let followed = anchor(&seen, &wanted, &waiting, height);
        let introduced = (introduction > 0).then(|| (0, introduction.min(height.max(1)) - 1));
        // Before a changed run starts, the change is what there is to see.
        let is_before = context.now.turn == 0 && picked.is_none();
        let followed = if is_before { changed.or(followed) } else { followed.or(changed) };
        introduced.or(followed.map(|rows| {
            match lit.filter(|_| asks_about_rest(context) && !is_at_start) {
                Some(lit) => with_rest_of_function(&text.lines, &seen, lit, rows, height),
                None => rows,
            }
        }))
    };
    PaneContent { lines, anchor, targets, legend: legend(context, tab), ..PaneContent::default() }
}

/// Returns the rows of a change. Where they don't all fit, the new code comes before the code that was removed.
fn rows_of_change(changes: &[(usize, LineChange)], height: usize) -> Option<(usize, usize)> {
    let (first, last) = (changes.first()?.0, changes.last()?.0);
    let most = height.max(1) - 1;
    if last - first <= most {
        return Some((first, last));
    }
    let added = changes.iter().find(|(_, change)| *change == LineChange::Added);
    let from = added.map_or(first, |(row, _)| *row);
    Some((from, last.min(from + most)))
}

/// Returns the sign of a changed line, and its role.
fn sign_of(change: Option<LineChange>) -> (&'static str, Role) {
    match change {
        None => (" ", Role::Text),
        Some(LineChange::Removed) => ("-", Role::Bad),
        Some(LineChange::Added) => ("+", Role::Good),
    }
}

/// Returns whether the source is read from its top, and not from the line of the set-up that ran last: before the first
/// turn.
fn is_at_start(context: &DrawContext<'_>) -> bool {
    let guide = context.app.guide.as_ref();
    let is_opening = guide.is_some_and(|guide| guide.text.paragraph.is_some());
    is_opening || context.now.turn == 0 && guide.is_some_and(|guide| guide.question.is_some())
}

/// Returns whether an open question is about what the source does next: that is in the rest of the function.
fn asks_about_rest(context: &DrawContext<'_>) -> bool {
    let asked = context.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
    asked.is_some_and(|question| {
        let asked = &question.asked;
        // Where the lesson names the lines, those are the ones.
        let names_lines = asked.look.contains("[@");
        question.answered.is_none() && !names_lines && asked.panels_to_look_at().contains(&"Source")
    })
}

/// Returns why the saved program can't run, with the line of this source that is nearest to it: the message, and then
/// the compiler's report.
fn fault_in(context: &DrawContext<'_>, tab: SourceTab) -> Option<(u32, Vec<String>)> {
    let text = context.app.open.sources.text(tab);
    let fault = context.app.script_fault.as_ref().filter(|fault| *fault.file == *text.file)?;
    let last = text.lines.iter().filter_map(|line| line.number).max()?;
    let at = fault.line.map_or(String::new(), |line| format!("line {line}: "));
    // The report begins with the message and the place.
    let verbatim = |line: &String| line.trim_end().replace(' ', &NO_BREAK_SPACE.to_string());
    let code = fault.report.iter().skip(2).map(verbatim);
    let message = format!("{at}{}", fault.message);
    let rows = std::iter::once(message).chain(code.filter(|line| !line.is_empty()));
    Some((fault.line.unwrap_or(1).min(last), rows.collect()))
}

/// Returns the rows below the line of a fault.
fn fault_rows(
    context: &DrawContext<'_>,
    (line, words): (u32, Vec<String>),
    indent: usize,
    width: usize,
) -> (u32, Vec<Line<'static>>) {
    let wrapped = |words| wrap(vec![context.span(Role::Bad, words)], width.saturating_sub(indent));
    let rows = words.into_iter().flat_map(wrapped);
    let indented = rows.into_iter().map(|row| {
        let mut whole = Line::from(" ".repeat(indent));
        whole.spans.extend(row.spans);
        whole
    });
    (line, indented.collect())
}

/// Returns whether comments at the ends of lines are left out: the executor's, beside other panes.
fn is_bare(context: &DrawContext<'_>, tab: SourceTab) -> bool {
    tab == SourceTab::Executor && !context.app.is_zoomed
}

/// Returns the rows of each line, as they are shown beside other panes or alone.
fn rows_beside(
    context: &DrawContext<'_>,
    tab: SourceTab,
    room: usize,
) -> Vec<Vec<executor_source::Row>> {
    let lines = &context.app.open.sources.text(tab).lines;
    if is_bare(context, tab) {
        return lines.iter().map(|line| executor_source::folded_code(line, room)).collect();
    }
    rows(lines, room, tab)
}

/// Returns how to see what is left out.
fn legend(context: &DrawContext<'_>, tab: SourceTab) -> Line<'static> {
    if !is_bare(context, tab) {
        return Line::default();
    }
    Line::from(context.span(Role::Dim, " z: all of it "))
}

/// Returns the notes to be shown, as the lines that they are about and their rows: those on the wanted lines, as far as
/// the code of these lines stays visible with them.
fn notes_that_fit(
    context: &DrawContext<'_>,
    (tab, wanted): (SourceTab, &[u32]),
    code: &[(u32, usize)],
    (indent, width, height): (usize, usize, usize),
) -> Vec<(u32, Vec<Line<'static>>)> {
    // The code that is visible in any case, as places in `code`.
    let rows_in = |(first, last): (usize, usize)| -> usize {
        code[first..=last].iter().map(|(_, rows)| rows).sum()
    };
    let mut visible: Option<(usize, usize)> = None;
    for line in wanted {
        let Some(at) = code.iter().position(|(number, _)| number == line) else { continue };
        let joined = visible.map_or((at, at), |(first, last)| (first.min(at), last.max(at)));
        if visible.is_none() || rows_in(joined) <= height {
            visible = Some(joined);
        }
    }
    let Some(visible) = visible else { return Vec::new() };
    let whole: usize = code.iter().map(|(_, rows)| rows).sum();
    // A question may be about the whole program: where all of it fits, no note pushes a part of it away.
    let guide = context.app.guide.as_ref();
    let asks = guide.is_some_and(|guide| guide.question.is_some() || guide.text.has_question);
    let mut used = if asks && whole <= height { whole } else { rows_in(visible) };
    let is_visible =
        |line: u32| code[visible.0..=visible.1].iter().any(|(number, _)| *number == line);
    let mut shown = Vec::new();
    for note in source_notes::notes(context, tab, wanted) {
        let rows = note.rows(context, indent, width);
        if is_visible(note.line) && used + rows.len() <= height {
            used += rows.len();
            shown.push((note.line, rows));
        }
    }
    shown
}

/// Returns the rows that must be visible: those of the wanted lines, and of the lines where tasks wait, as far as they
/// fit. The notes under a line are among its rows.
fn anchor(
    seen: &[u32],
    wanted: &[u32],
    waiting: &[TaskPosition],
    height: usize,
) -> Option<(usize, usize)> {
    let rows = |line: u32| {
        let first = seen.iter().position(|at| *at == line)?;
        Some((first, seen.iter().rposition(|at| *at == line)?))
    };
    let join = |one: Option<(usize, usize)>, rows: (usize, usize)| match one {
        Some((first, last)) => (first.min(rows.0), last.max(rows.1)),
        None => rows,
    };
    let fits = |(first, last): (usize, usize)| last - first < height;
    let mut visible = None;
    for of_line in wanted.iter().filter_map(|line| rows(*line)) {
        let joined = join(visible, of_line);
        if visible.is_none() || fits(joined) {
            visible = Some(joined);
        }
    }
    let waiting: Vec<_> = waiting.iter().filter_map(|place| rows(place.line)).collect();
    let all = waiting.iter().fold(visible, |all, rows| Some(join(all, *rows)));
    all.filter(|all| fits(*all)).or(visible).or(waiting.first().copied())
}

fn gutter(context: &DrawContext<'_>, here: &[&TaskPosition]) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut used = 0;
    let mut leaves = here.iter().filter(|place| place.is_leaf).map(|place| place.state);
    let first = leaves.next();
    if leaves.any(|state| Some(state) != first) {
        return gutter_with_marks(context, here);
    }
    for (nth, place) in here.iter().enumerate() {
        let name = letter(place.task);
        let rest = here.len() - nth - 1;
        if used + name.len() + usize::from(rest > 0) > GUTTER - 2 {
            spans.push(context.span(Role::Dim, "+"));
            used += 1;
            break;
        }
        used += name.len();
        spans.push(context.task_span(place.task, name));
    }
    let running = here.iter().find(|place| place.state == TaskStage::Running && place.is_leaf);
    if let Some(place) = running.or(here.iter().find(|place| place.is_leaf)) {
        if used + 2 < GUTTER {
            spans.push(Span::raw(" "));
            used += 1;
        }
        spans.push(context.task_span(place.task, context.glyphs().state(place.state)));
        used += 1;
    }
    let all: String = spans.iter().map(|span| span.content.as_ref()).collect();
    let pad = GUTTER.saturating_sub(used.max(text_layout::width(&all)));
    spans.push(Span::raw(" ".repeat(pad)));
    spans
}

/// Returns the gutter of a line at which tasks are in different states: each with its own mark.
fn gutter_with_marks(context: &DrawContext<'_>, here: &[&TaskPosition]) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut used = 0;
    for (nth, place) in here.iter().enumerate() {
        let mark = if place.is_leaf { context.glyphs().state(place.state) } else { "" };
        let name = format!("{}{mark}", letter(place.task));
        let rest = usize::from(nth + 1 < here.len());
        if used + text_layout::width(&name) + rest >= GUTTER {
            spans.push(context.span(Role::Dim, "+"));
            used += 1;
            break;
        }
        used += text_layout::width(&name);
        spans.push(context.task_span(place.task, name));
    }
    spans.push(Span::raw(" ".repeat(GUTTER.saturating_sub(used))));
    spans
}

/// Returns these rows with those from the lit line to the end of its function, if all of them fit; if not, as many as fit
/// from the lit line on.
fn with_rest_of_function(
    lines: &[SourceLine],
    seen: &[u32],
    lit: u32,
    (first, last): (usize, usize),
    height: usize,
) -> (usize, usize) {
    let is_outside = |line: &&SourceLine| line.text.starts_with(|it: char| !it.is_whitespace());
    let after = lines.iter().filter(|line| line.number.is_some_and(|number| number > lit));
    let end = after.clone().find(is_outside).and_then(|line| line.number);
    // A brace at the left belongs to the function; in Python the next line at the left doesn't.
    let end = end.unwrap_or(u32::MAX);
    let is_inside = |number: &u32| *number >= lit && *number <= end && *number != u32::MAX;
    let Some(from) = seen.iter().position(|number| *number == lit) else { return (first, last) };
    let to = seen.iter().rposition(is_inside).unwrap_or(from);
    let joined = (first.min(from), last.max(to));
    if joined.1 - joined.0 < height { joined } else { (from, to.min(from + height.max(1) - 1)) }
}
