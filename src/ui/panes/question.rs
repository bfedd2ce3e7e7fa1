//! The question to be answered before the next step: its text, the options, the hints and the feedback.
//!
//! All of it is visible if possible: in a low pane, short options are put side by side, and the lesson's column gets
//! wider (see [`rows`]). If it still doesn't fit, the beginning of the text is scrolled away, never the options.

use crate::app::guide::Question;
use crate::app::message::{LessonMessage, Message};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{width as columns, wrap};
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

/// The columns before an option: its letter and the blanks around the letter.
const LETTER: usize = 4;

pub fn content(
    context: &DrawContext<'_>,
    question: &Question,
    width: usize,
    height: usize,
) -> PaneContent {
    let mut content = PaneContent {
        lines: wrap(context.rich_text(&context.words_of_lesson(&question.asked.ask)), width),
        ..PaneContent::default()
    };
    let is_low = rows(question, width) > height;
    let across = if is_low { across(question, width) } else { 1 };
    let options = content.lines.len();
    for (nth, option) in question.asked.options.iter().enumerate() {
        let room = width / across;
        let from = nth % across * room;
        let text = context.rich_text(&context.words_of_lesson(&option.text));
        let text = wrap(text, room.saturating_sub(LETTER));
        let letter = char::from(b'a' + u8::try_from(nth.min(25)).unwrap_or(25));
        let is_taken = question.answered.as_ref().is_some_and(|(taken, _)| *taken == nth);
        let role = if is_taken { Role::Marked } else { Role::Key };
        for (row, line) in text.into_iter().enumerate() {
            let label = if row == 0 { format!(" {letter} ") } else { "   ".to_owned() };
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
    let said = content.lines.len();
    for hint in &question.hints {
        content.lines.extend(wrap(context.rich_text(&context.words_of_lesson(hint)), width));
    }
    if let Some((_, feedback)) = &question.answered {
        let text = context.words_of_lesson(&feedback.text);
        content.lines.extend(wrap(context.rich_text(&text), width));
    }
    // The latest feedback is always visible; before there is any, the options are.
    let last = content.lines.len().saturating_sub(1);
    content.anchor = Some((if said > last { options.min(last) } else { said }, last));
    content
}

/// Returns how many rows a question takes in this many columns, with one option below the other.
pub fn rows(question: &Question, width: usize) -> usize {
    let takes = |text: &str, width| wrap(vec![Span::raw(text.replace('`', ""))], width).len();
    let options = question.asked.options.iter();
    let options: usize = options.map(|one| takes(&one.text, width.saturating_sub(LETTER))).sum();
    takes(&question.asked.ask, width) + options
}

/// Returns how many options fit side by side, each in one row.
fn across(question: &Question, width: usize) -> usize {
    let options = question.asked.options.iter();
    let longest = options.map(|one| columns(&one.text.replace('`', ""))).max().unwrap_or(0);
    (width / (longest + LETTER + 1)).clamp(1, question.asked.options.len().max(1))
}
