//! The last line: the keys that can be pressed now, as many as fit, or a notice.

use super::draw_context::DrawContext;
use super::text_layout;
use super::theme::Role;
use crate::app::guide::Guide;
use crate::app::key::Key;
use crate::app::keymap::{self, Binding};
use crate::app::message::{
    LessonMessage, Message, OrdersMessage, OverlayMessage, ScheduleMessage, StepMessage,
    TwinMessage, ViewMessage,
};
use crate::app::mode::Mode;
use crate::app::overlay::Overlay;
use crate::app::sources::SourceTab;
use crate::app::task_filter::has_many_ended;
use crate::limits::MANY_TASKS;
use crate::record::event::Verdict;
use crate::record::source::Language;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

/// Draws the footer. Where the sentence of the step was cut, the key that shows all of it comes before most others.
/// Where the lesson's pane has text below, space scrolls it first.
pub fn draw(
    context: &DrawContext<'_>,
    is_cut: bool,
    has_text_below: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    if let Some(notice) = &context.app.notice {
        draw_notice(context, notice, area, buffer);
        return;
    }
    if context.app.overlay.is_some() {
        return;
    }
    let mut line = Line::default();
    if context.app.is_playing {
        let words = format!(" playing, {}", context.app.speed());
        line.push_span(context.span(Role::Notice, words));
        hint(context, &mut line, "+ -", "speed");
        hint(context, &mut line, "a", "pause");
        line.render(area, buffer);
        return;
    }
    let rows = rows(context, context.app.mode(), is_cut);
    fitting(context, rows, has_text_below, area.width.into()).render(area, buffer);
}

/// Draws a notice. A long one also takes the lines above, so that none of it is cut off.
pub fn draw_notice(context: &DrawContext<'_>, notice: &str, area: Rect, buffer: &mut Buffer) {
    let words = vec![context.span(Role::Notice, text_layout::sanitize(notice))];
    let lines = text_layout::wrap(words, usize::from(area.width.saturating_sub(2)).max(1));
    let height = u16::try_from(lines.len()).unwrap_or(1).clamp(1, area.bottom().max(1));
    let over = Rect { y: area.bottom().max(height) - height, height, ..area };
    Clear.render(over, buffer);
    buffer.set_style(over, context.style(Role::Text));
    for (row, line) in over.rows().zip(lines) {
        let mut whole = Line::from(" ");
        whole.spans.extend(line.spans);
        whole.render(row, buffer);
    }
}

/// Returns the keys of this mode, as many as fit. Where not all of them do, those that are the least useful now are
/// left out; the others keep their order.
pub fn keys(context: &DrawContext<'_>, mode: Mode, width: usize) -> Line<'static> {
    fitting(context, rows(context, mode, false), false, width)
}

/// Returns the rows of the footer with their places in it, the most useful first.
fn rows(context: &DrawContext<'_>, mode: Mode, is_cut: bool) -> Vec<(usize, &'static Binding)> {
    let mut rows: Vec<(usize, &Binding)> = keymap::footer(mode).enumerate().collect();
    let is_why = |row: &Binding| row.message == Message::Overlay(OverlayMessage::OpenWhy);
    let is_zoom = |row: &Binding| row.message == Message::View(ViewMessage::ToggleZoom);
    let is_zoomed = context.app.is_zoomed;
    if matches!(mode, Mode::Question | Mode::Answered) {
        let place = rows.len();
        let of_screen = keymap::footer(Mode::Screen);
        let missing = of_screen.filter(|row| is_cut && is_why(row) || is_zoomed && is_zoom(row));
        rows.extend(missing.map(|row| (place, row)));
    }
    rows.retain(|(_, row)| !row.keys.is_empty() && does_something(context, &row.message));
    rows.sort_by_key(|(nth, row)| match mode {
        Mode::Screen if is_zoomed && is_zoom(row) => (0, *nth),
        Mode::Screen if is_cut && is_why(row) => (1, *nth),
        Mode::Screen => (usefulness(context, &row.message), *nth),
        _ => (usefulness_in_dialog(&row.message), *nth),
    });
    rows
}

/// Returns as many of these keys as fit.
fn fitting(
    context: &DrawContext<'_>,
    rows: Vec<(usize, &Binding)>,
    has_text_below: bool,
    width: usize,
) -> Line<'static> {
    let mut kept = Vec::new();
    let mut used = 0;
    for (nth, row) in rows {
        let takes =
            key_name(context, row).chars().count() + label(context, row).chars().count() + 3;
        if used + takes > width {
            break;
        }
        used += takes;
        kept.push((nth, row));
    }
    kept.sort_by_key(|(nth, _)| *nth);
    let mut line = Line::default();
    for (_, row) in kept {
        let label = match row.message {
            Message::Step(StepMessage::Next) if has_text_below => "more",
            _ => label(context, row),
        };
        hint(context, &mut line, &key_name(context, row), label);
    }
    line
}

fn key_name(context: &DrawContext<'_>, row: &Binding) -> String {
    match (&row.message, row.keys.first()) {
        (Message::Lesson(LessonMessage::Answer(_)), _) => digits(context),
        (Message::Lesson(LessonMessage::TryAgain(_)), _) => {
            numbers(context.app.score().missed.len().min(9))
        }
        (_, Some(key)) => name(context, *key),
        (_, None) => String::new(),
    }
}

/// Returns what the key does now.
fn label(context: &DrawContext<'_>, row: &Binding) -> &'static str {
    let guide = context.app.guide.as_ref();
    match &row.message {
        Message::Step(StepMessage::Next)
            if guide.and_then(Guide::shown_reason).is_some_and(|is_elsewhere| is_elsewhere) =>
        {
            "back to where you were"
        }
        Message::View(ViewMessage::ToggleZoom) if context.app.is_zoomed => "leave zoom",
        Message::View(ViewMessage::ToggleEndedTasks)
            if context.app.task_filter.folds_ended(context.now) =>
        {
            "unfold"
        }
        // The key shows the next source, which is the loop's in each lesson after its programs.
        Message::View(ViewMessage::NextSource)
            if context.app.open.sources.after(context.app.source_tab) == SourceTab::Executor =>
        {
            "the loop's code"
        }
        Message::View(ViewMessage::NextSource)
            if matches!(
                context.app.open.sources.after(context.app.source_tab),
                SourceTab::Real(_)
            ) =>
        {
            "real library"
        }
        Message::Schedule(ScheduleMessage::Reset)
            if guide.is_some_and(|guide| guide.applied_change.is_some()) =>
        {
            "lesson's run"
        }
        _ => row.label_in(context.record.language()),
    }
}

/// Returns how soon a key is left out of the footer where there is no room for it: the greatest number first.
fn usefulness(context: &DrawContext<'_>, message: &Message) -> u8 {
    let session = &context.app.open.session;
    let is_over = session.world().verdict.is_some_and(Verdict::is_final);
    match message {
        Message::Step(StepMessage::Next) => 0,
        Message::Schedule(ScheduleMessage::Reset) => 1,
        Message::Step(StepMessage::Back) => 2,
        Message::Overlay(OverlayMessage::OpenHelp | OverlayMessage::OpenTaskSearch) => 3,
        Message::Schedule(ScheduleMessage::ShowReadyTasks) => 4,
        Message::Lesson(LessonMessage::ShowChanges)
        | Message::Orders(OrdersMessage::Show)
        | Message::Quit => 5,
        Message::Step(StepMessage::ToStart) | Message::Overlay(OverlayMessage::OpenLessons)
            if is_over =>
        {
            6
        }
        Message::Step(StepMessage::Forward | StepMessage::ForwardEvent) => {
            if is_over {
                12
            } else {
                7
            }
        }
        Message::View(ViewMessage::NextSource) | Message::Twin(TwinMessage::Open) => 8,
        Message::Schedule(ScheduleMessage::Undo) | Message::View(ViewMessage::ToggleEndedTasks) => {
            9
        }
        Message::Overlay(OverlayMessage::OpenWhy) => 10,
        _ => 11,
    }
}

/// Returns how soon a key of a dialog is left out: how to close it is always there.
fn usefulness_in_dialog(message: &Message) -> u8 {
    match message {
        Message::Overlay(OverlayMessage::Accept | OverlayMessage::Close)
        | Message::Lesson(LessonMessage::NextLesson) => 0,
        Message::Overlay(OverlayMessage::Down | OverlayMessage::Up) => 2,
        _ => 1,
    }
}

/// Returns the digits of the question's options.
fn digits(context: &DrawContext<'_>) -> String {
    let question = context.app.guide.as_ref().and_then(|guide| guide.question.as_ref());
    let count = question.map_or(1, |question| question.asked.options.len().clamp(1, 5));
    numbers(count)
}

fn numbers(count: usize) -> String {
    if count == 1 { "1".to_owned() } else { format!("1-{count}") }
}

/// Returns whether the message would change anything now: if not, its key isn't offered.
fn does_something(context: &DrawContext<'_>, message: &Message) -> bool {
    let session = &context.app.open.session;
    match message {
        Message::Lesson(LessonMessage::NextBeat) => {
            context.app.guide.as_ref().is_some_and(|guide| guide.text.number.1 > 0)
        }
        Message::Lesson(LessonMessage::ShowReason) => {
            context.app.guide.as_ref().is_none_or(|guide| !guide.is_showing_reason)
        }
        Message::Lesson(LessonMessage::AskAgain) => {
            let guide = context.app.guide.as_ref();
            guide.is_some_and(|guide| {
                guide.question.is_some()
                    || context.app.presentation.last_question(guide.slug()).is_some()
            })
        }
        Message::Overlay(OverlayMessage::OpenHelp) => match context.app.overlay {
            None => true,
            Some(Overlay::Help(_)) => context.record.language() == Language::Rust,
            Some(_) => false,
        },
        Message::Lesson(LessonMessage::ShowChanges) => {
            context.app.guide.as_ref().is_some_and(|guide| !guide.changes().is_empty())
        }
        Message::Lesson(LessonMessage::TryAgain(_)) => !context.app.score().missed.is_empty(),
        Message::Lesson(LessonMessage::NextLesson) => context.app.next_lesson().is_some(),
        Message::Lesson(LessonMessage::TryMissed) => {
            let progress = &context.app.lesson_progress;
            let marked = context.app.marked_lesson();
            marked.is_some_and(|lesson| {
                progress.get(&lesson.slug).is_some_and(|done| done.finished)
                    && !context.app.score_of(lesson).missed.is_empty()
            })
        }
        Message::Step(StepMessage::Forward | StepMessage::ForwardEvent) => {
            session.world().verdict.is_none_or(|verdict| !verdict.is_final())
        }
        Message::Step(StepMessage::ToStart) => session.world().verdict.is_some(),
        Message::Schedule(ScheduleMessage::ShowReadyTasks) => has_choice(context),
        Message::Overlay(OverlayMessage::OpenTaskSearch) => {
            context.now.tasks.len() > MANY_TASKS || !context.app.task_filter.text.is_empty()
        }
        Message::View(ViewMessage::ToggleEndedTasks) => has_many_ended(context.now),
        Message::View(ViewMessage::NextSource) => context.app.open.sources.tabs().count() > 1,
        Message::Twin(TwinMessage::Open) => context.app.has_twin_to_run(),
        Message::Orders(orders) => explores(context, *orders),
        Message::Overlay(OverlayMessage::Accept) => !context.app.is_searching(),
        Message::Schedule(ScheduleMessage::Undo) => !session.schedule().is_default(),
        Message::Schedule(ScheduleMessage::Reset) => {
            let guide = context.app.guide.as_ref();
            guide.is_some_and(|guide| guide.applied_change.is_some())
                || !session.schedule().is_default()
        }
        _ => true,
    }
}

/// Returns whether the tree of choices can be entered or left from here.
fn explores(context: &DrawContext<'_>, message: OrdersMessage) -> bool {
    let explorer = context.app.order_explorer.as_ref();
    let is_searching = explorer.is_some_and(|orders| orders.progress().is_some());
    let node = explorer.and_then(|orders| orders.node.as_ref());
    match message {
        OrdersMessage::Show => context.app.open.preview.has_choices,
        OrdersMessage::StopSearch => is_searching,
        OrdersMessage::LeaveTree => node.is_some(),
        OrdersMessage::EnterTree => match node {
            Some(node) => !node.branches.is_empty(),
            None => explorer.is_some() && !is_searching,
        },
    }
}

/// Returns whether more than one task is ready.
fn has_choice(context: &DrawContext<'_>) -> bool {
    context.app.open.session.ready_to_choose().len() > 1
}

pub fn name(context: &DrawContext<'_>, key: Key) -> String {
    if context.glyphs().is_ascii { key.ascii() } else { key.to_string() }
}

fn hint(context: &DrawContext<'_>, line: &mut Line<'static>, key: &str, label: &str) {
    line.push_span(Span::raw(if line.width() == 0 { " " } else { "  " }));
    line.push_span(context.span(Role::Key, key.to_owned()));
    line.push_span(context.span(Role::Label, format!(" {label}")));
}
