//! The question that holds the step: what is asked, the options, the hints, and what is said to the answer.
//!
//! All of it is seen at once wherever that can be: where the pane is too low for it, short options stand side
//! by side, and the words' column grows (see [`rows`]). What still has no room is the beginning of what is
//! asked; the options are always there.

use crate::app::guide::Question;
use crate::app::message::{LessonMessage, Message};
use crate::ui::draw_context::{Content, View};
use crate::ui::text_layout::{width as columns, wrap};
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

/// The columns before an option: its letter and the blanks around it.
const LETTER: usize = 4;

pub fn content(view: &View<'_>, question: &Question, width: usize, height: usize) -> Content {
    let mut content =
        Content { lines: wrap(view.rich(&question.asked.ask), width), ..Content::default() };
    let is_low = rows(question, width) > height;
    let across = if is_low { across(question, width) } else { 1 };
    let options = content.lines.len();
    for (nth, option) in question.asked.options.iter().enumerate() {
        let room = width / across;
        let from = nth % across * room;
        let text = wrap(view.rich(&option.text), room.saturating_sub(LETTER));
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
            whole.spans.extend([view.span(role, label), Span::raw(" ")]);
            whole.spans.extend(line.spans);
            if question.answered.is_none() {
                content.target(at, from..from + room, Message::Lesson(LessonMessage::Answer(nth)));
            }
        }
    }
    let said = content.lines.len();
    for hint in &question.hints {
        content.lines.extend(wrap(view.rich(hint), width));
    }
    if let Some((_, feedback)) = &question.answered {
        content.lines.extend(wrap(view.rich(&feedback.text), width));
    }
    // What was said last is seen, whatever the room; before that, the options.
    let last = content.lines.len().saturating_sub(1);
    content.anchor = Some((if said > last { options.min(last) } else { said }, last));
    content
}

/// How many rows it takes in so many columns, with one option below the other.
pub fn rows(question: &Question, width: usize) -> usize {
    let takes = |text: &str, width| wrap(vec![Span::raw(text.replace('`', ""))], width).len();
    let options = question.asked.options.iter();
    let options: usize = options.map(|one| takes(&one.text, width.saturating_sub(LETTER))).sum();
    takes(&question.asked.ask, width) + options
}

/// How many options have room beside each other, each in one row.
fn across(question: &Question, width: usize) -> usize {
    let options = question.asked.options.iter();
    let longest = options.map(|one| columns(&one.text.replace('`', ""))).max().unwrap_or(0);
    (width / (longest + LETTER + 1)).clamp(1, question.asked.options.len().max(1))
}
