//! The question to be answered before the next step: its text, the options, the hints, and the feedback.
//!
//! All of it is visible if possible: in a low pane, short options are put side by side, and the lesson's column gets
//! wider (see [`rows`]). If it still doesn't fit, what matters least is left out: earlier hints, and after an answer
//! the options that are neither right nor the one that was picked.

use crate::app::App;
use crate::app::guide::Question;
use crate::app::message::{LessonMessage, Message};
use crate::course::lesson::inline::without_emphasis;
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{width as columns, wrap};
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

/// The columns before an option: its mark, its number, and the blanks after them.
const NUMBER: usize = 4;

pub fn content(
    context: &DrawContext<'_>,
    question: &Question,
    width: usize,
    height: usize,
) -> PaneContent {
    let is_low = rows(context.app, question, width) > height;
    let mut content = PaneContent {
        lines: wrap(context.lesson_text(&context.words_of_lesson(&question.asked.ask)), width),
        ..PaneContent::default()
    };
    let first_option = content.lines.len();
    options(context, question, width, is_low, &mut content);
    let is_answered = question.answered.is_some();
    let mut texts = texts_after(question);
    if is_low && !is_answered {
        texts.drain(..texts.len().saturating_sub(1));
    }
    let ask_height = content.lines.len();
    for text in texts {
        content.lines.extend(wrap(context.lesson_text(&context.words_of_lesson(text)), width));
    }
    // Where not even this fits, the latest text is visible, or the options before there is one.
    let last = content.lines.len().saturating_sub(1);
    let first = if ask_height > last || last + 1 - first_option <= height {
        first_option
    } else {
        ask_height
    };
    content.anchor = Some((first.min(last), last));
    content
}

/// Adds the options: one below the other, or in a low pane side by side if they are short.
fn options(
    context: &DrawContext<'_>,
    question: &Question,
    width: usize,
    is_low: bool,
    content: &mut PaneContent,
) {
    let options: Vec<_> = question.asked.options.iter().enumerate().collect();
    let options: Vec<_> =
        options.into_iter().filter(|(nth, _)| !is_low || !is_left_out(question, *nth)).collect();
    let across = if is_low { across(context.app, question, width) } else { 1 };
    for (place, (nth, option)) in options.into_iter().enumerate() {
        let room = width / across;
        let from = place % across * room;
        let text = context.rich_text(&context.words_of_lesson(&option.text));
        let text = wrap(text, room.saturating_sub(NUMBER));
        let (mark, role) = mark(context, question, nth);
        for (row, line) in text.into_iter().enumerate() {
            let label = if row == 0 { format!("{mark}{} ", nth + 1) } else { "   ".to_owned() };
            if from == 0 {
                content.lines.push(Line::default());
            }
            let at = content.lines.len() - 1;
            let Some(whole) = content.lines.last_mut() else { break };
            whole.push_span(Span::raw(" ".repeat(from.saturating_sub(whole.width()))));
            whole.spans.extend([context.span(role, label), Span::raw(" ")]);
            whole.spans.extend(line.spans);
            if question.answered.is_none() {
                content.add_click_target(
                    at,
                    from..from + room,
                    Message::Lesson(LessonMessage::Answer(nth)),
                );
            }
        }
    }
}

/// Returns the sign before an option's number, and the role of both: which option is right and which was picked is
/// known after the answer.
fn mark(context: &DrawContext<'_>, question: &Question, nth: usize) -> (&'static str, Role) {
    match &question.answered {
        None => (" ", Role::Key),
        Some(_) if nth == question.asked.right() => (context.glyphs().done, Role::Good),
        Some((picked, _)) if nth == *picked => (context.glyphs().cancelled, Role::Bad),
        Some(_) => (" ", Role::Dim),
    }
}

/// Returns whether an option says nothing about the answer that was given.
fn is_left_out(question: &Question, nth: usize) -> bool {
    let answered = question.answered.as_ref();
    answered.is_some_and(|(picked, _)| nth != *picked && nth != question.asked.right())
}

/// Returns what is said after the options: the feedback, or the hints before there is one.
fn texts_after(question: &Question) -> Vec<&str> {
    match &question.answered {
        Some((_, feedback)) => vec![&feedback.text],
        None => question.hints.iter().map(String::as_str).collect(),
    }
}

/// Returns how many rows a question takes in this many columns, with one option below the other.
pub fn rows(app: &App, question: &Question, width: usize) -> usize {
    let takes = |text: &str, width| wrap(vec![Span::raw(plain(app, text))], width).len();
    let options = question.asked.options.iter();
    let options: usize = options.map(|one| takes(&one.text, width.saturating_sub(NUMBER))).sum();
    let feedback: usize = texts_after(question).into_iter().map(|text| takes(text, width)).sum();
    takes(&question.asked.ask, width) + options + feedback
}

/// Returns how many options fit side by side, each in one row.
fn across(app: &App, question: &Question, width: usize) -> usize {
    let options = question.asked.options.iter();
    let longest = options.map(|one| columns(&plain(app, &one.text))).max().unwrap_or(0);
    (width / (longest + NUMBER + 1)).clamp(1, question.asked.options.len().max(1))
}

/// Returns a text as it is measured: with its line numbers, without the marks of code.
fn plain(app: &App, text: &str) -> String {
    without_emphasis(&app.words_of_lesson(text)).replace('`', "")
}
