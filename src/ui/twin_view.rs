//! Draws a lesson's program beside its twin: both sources, both loops, and how the step of one compares with that of the
//! other.
//!
//! ```text
//!   A4 Completion …: Rust and Python                     step 3 of 7
//!   ╭ recipe.rs ─────────── Rust ╮╭ twin.py ──────── CPython 3.11 ╮
//!   │ the source                 ││ the source                    │
//!   │ what the step did          ││ what the step did             │
//!   │ the ready queue            ││ the ready queue               │
//!   │ the tasks                  ││ the tasks                     │
//!   │ the output                 ││ the output                    │
//!   ╰────────────────────────────╯╰───────────────────────────────╯
//!   = = ≈ = ≠ =        a sign for each step
//!   ≈ why they differ
//! ```

use super::draw_context::{DrawContext, Look, PaneContent};
use super::footer;
use super::layout::MIN_SIZE;
use super::pane_frame;
use super::panes::{self, ready_queue};
use super::text_layout::{self, truncate, truncate_line, width, wrap};
use super::theme::Role;
use super::too_small;
use crate::app::App;
use crate::app::mode::Mode;
use crate::app::pane::Pane;
use crate::app::twin_view::TwinView;
use crate::app::viewport::Viewports;
use crate::course::comparison::{Mark, Row};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// The most rows of the sentence about a step.
const MOST_SENTENCE: u16 = 4;

/// Draws the view over the whole screen.
pub fn draw(
    app: &App,
    view: &TwinView<App>,
    look: &Look,
    area: Rect,
    buffer: &mut Buffer,
) -> Viewports {
    if area.width < MIN_SIZE.0 || area.height < MIN_SIZE.1 {
        too_small::draw(area, buffer);
        return Viewports { is_too_small: true, ..Viewports::default() };
    }
    let record = app.open.session.record();
    let (now, before) = (app.open.session.world(), app.open.session.before());
    let context = DrawContext { app, look, record: &record, now, before };
    let reason = reason(&context, view, area.width);
    let below = u16::try_from(reason.len()).unwrap_or(1).clamp(2, 3);
    let [header, body, signs, why, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(below),
        Constraint::Length(1),
    ])
    .areas(area);
    draw_header(&context, view, header, buffer);
    let halves: [Rect; 2] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(body);
    let row = view.row();
    // The same rows on both sides, so that the loops are beside each other.
    let tasks = [view.rust(), view.python()].map(|app| app.open.session.world().tasks.len());
    let tasks = u16::try_from(tasks[0].max(tasks[1])).unwrap_or(u16::MAX);
    let tasks = tasks.clamp(1, body.height / 4);
    let rust = ("Rust", row.is_none_or(Row::has_rust), tasks);
    let python = (view.origin(), row.is_none_or(Row::has_python), tasks);
    draw_side(look, view.rust(), rust, halves[0], buffer);
    draw_side(look, view.python(), python, halves[1], buffer);
    ruler(&context, view, signs.width).render(signs, buffer);
    for (line, row) in reason.into_iter().zip(why.rows()) {
        line.render(row, buffer);
    }
    match &app.notice {
        Some(notice) => footer::draw_notice(&context, notice, keys, buffer),
        None => footer::keys(&context, Mode::Twin, keys.width.into()).render(keys, buffer),
    }
    Viewports::default()
}

fn draw_header(context: &DrawContext<'_>, view: &TwinView<App>, area: Rect, buffer: &mut Buffer) {
    let count = view.rows().len();
    let right = if count == 0 {
        String::new()
    } else {
        let differ = match view.differences() {
            0 => "no difference".to_owned(),
            1 => "1 difference".to_owned(),
            many => format!("{many} differences"),
        };
        format!("step {} of {}, {differ} ", view.at(), count - 1)
    };
    let room = usize::from(area.width).saturating_sub(width(&right) + 26);
    let title = truncate(&view.lesson().title, room, context.glyphs().more);
    let left = Line::from(vec![
        Span::raw(" "),
        context.span(Role::Key, format!("{} ", view.lesson().address())),
        context.span(Role::Title, title),
        context.span(Role::Dim, format!(" {} Rust and Python", context.glyphs().dot)),
    ]);
    left.render(area, buffer);
    Line::from(context.span(Role::Text, right)).right_aligned().render(area, buffer);
}

/// Draws one run: its source, its step, its loop, its tasks and its output.
fn draw_side(
    look: &Look,
    app: &App,
    (origin, has_step, tasks): (&str, bool, u16),
    area: Rect,
    buffer: &mut Buffer,
) {
    let session = &app.open.session;
    let record = session.record();
    let (now, before) = (session.world(), session.before());
    let context = DrawContext { app, look, record: &record, now, before };
    let file = &app.open.sources.text(app.source_tab).file;
    let name = file.rsplit('/').next().unwrap_or(file);
    Block::bordered()
        .border_set(context.glyphs().border)
        .border_style(context.style(Role::Border))
        .title_top(Line::from(context.span(Role::Heading, format!(" {name} "))))
        .title_top(Line::from(context.span(Role::Dim, format!(" {origin} "))).right_aligned())
        .render(area, buffer);
    let inner = pane_frame::inner_area(&context, area);
    let output = (inner.height / 6).max(2);
    let sentence = if inner.height >= 24 { MOST_SENTENCE } else { 3 };
    let [source, did, queue, states, printed] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(sentence),
        Constraint::Length(1),
        Constraint::Length(tasks),
        Constraint::Length(output),
    ])
    .areas(inner);
    let (columns, rows) = (usize::from(inner.width), usize::from(source.height));
    let code = panes::content(&context, (Pane::Source, app.source_tab), columns, rows);
    draw_content(&context, Pane::Source, code, source, buffer);
    let words = if has_step {
        context.rich_text(&app.step_summary().sentence)
    } else {
        vec![context.span(Role::Faint, "No step here.")]
    };
    let mut words = wrap(words, columns);
    let room = usize::from(did.height);
    let is_cut = words.len() > room;
    words.truncate(room);
    if let Some(last) = words.last_mut().filter(|_| is_cut) {
        let more = context.glyphs().more;
        *last = truncate_line(std::mem::take(last), columns.saturating_sub(width(more)), "");
        last.push_span(context.span(Role::Dim, more));
    }
    for (line, row) in words.into_iter().zip(did.rows()) {
        line.render(row, buffer);
    }
    ready_queue::short_line(&context, columns).render(queue, buffer);
    let tasks =
        panes::content(&context, (Pane::Tasks, app.source_tab), columns, states.height.into());
    draw_content(&context, Pane::Tasks, tasks, states, buffer);
    let lines = panes::content(&context, (Pane::Output, app.source_tab), columns, output.into());
    draw_content(&context, Pane::Output, lines, printed, buffer);
}

/// Draws as much of a pane's content as fits, without a frame.
fn draw_content(
    context: &DrawContext<'_>,
    pane: Pane,
    content: PaneContent,
    area: Rect,
    buffer: &mut Buffer,
) {
    let viewport = pane_frame::viewport(context, pane, &content, area.height.into());
    let shown = content.lines.into_iter().skip(viewport.first);
    for (row, line) in area.rows().zip(shown) {
        let more = context.glyphs().more;
        text_layout::truncate_line(line, area.width.into(), more).render(row, buffer);
    }
}

fn role_of(mark: Mark) -> Role {
    match mark {
        Mark::Same => Role::Good,
        Mark::Alike => Role::Notice,
        Mark::Different => Role::Bad,
    }
}

fn sign(context: &DrawContext<'_>, mark: Mark) -> &'static str {
    if context.glyphs().is_ascii { mark.ascii() } else { mark.sign() }
}

/// Returns a sign for each row, as many as fit around the one that is shown.
fn ruler(context: &DrawContext<'_>, view: &TwinView<App>, columns: u16) -> Line<'static> {
    let mut line = Line::from(" ");
    let cell = if context.glyphs().is_ascii { 3 } else { 2 };
    let room = usize::from(columns).saturating_sub(6) / cell;
    let first = view.at().saturating_sub(room / 2).min(view.rows().len().saturating_sub(room));
    let more = |is_more: bool| if is_more { context.glyphs().more } else { " " };
    line.push_span(context.span(Role::Dim, more(first > 0)));
    let shown = view.rows().iter().enumerate().skip(first).take(room);
    for (nth, row) in shown {
        let text = format!("{:^cell$}", sign(context, row.mark));
        let span = context.span(role_of(row.mark), text);
        let is_here = nth == view.at();
        line.push_span(if is_here { span.patch_style(context.style(Role::Marked)) } else { span });
    }
    line.push_span(context.span(Role::Dim, more(first + room < view.rows().len())));
    line
}

/// Returns how the step compares, and why.
fn reason(context: &DrawContext<'_>, view: &TwinView<App>, columns: u16) -> Vec<Line<'static>> {
    let Some(row) = view.row() else {
        let words = view.python().how_it_ended().unwrap_or_else(|| {
            format!("{} is running the twin. Esc goes back to the lesson.", view.origin())
        });
        return wrap(vec![context.span(Role::Notice, format!(" {words}"))], columns.into());
    };
    let words = match row.mark {
        Mark::Same => "Both do the same in this step.",
        Mark::Alike | Mark::Different => &row.reason,
    };
    let room = usize::from(columns).saturating_sub(6);
    let lines = wrap(context.rich_text(words), room);
    let label = |nth: usize| {
        let sign = if nth == 0 { sign(context, row.mark) } else { "" };
        context.span(role_of(row.mark), format!(" {sign:<3}"))
    };
    let indented = lines.into_iter().enumerate().map(|(nth, line)| {
        let mut whole = Line::from(label(nth));
        whole.spans.extend(line.spans);
        whole
    });
    indented.collect()
}
