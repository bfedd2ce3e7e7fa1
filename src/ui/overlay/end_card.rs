//! The card at the end of a lesson: what was learned, the score, what to try, and where to go from here.

use crate::app::mode::Mode;
use crate::ui::dialog::Dialog;
use crate::ui::draw_context::DrawContext;
use crate::ui::text_layout::wrap;
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

/// The columns of the card, with its border.
pub const COLUMNS: u16 = 80;

/// The most missed questions that have a key of their own.
const MOST_KEYS: usize = 9;

pub fn dialog(context: &DrawContext<'_>, first: usize, room: usize) -> Dialog {
    let mut card = Card { context, room, lines: Vec::new() };
    let app = context.app;
    let end = app.guide.as_ref().and_then(|guide| guide.page().end.as_ref());
    if let Some(end) = end {
        card.section("What you saw", "", &end.learned);
    }
    let score = app.score();
    if score.count > 0 {
        if app.is_presenting() {
            card.section("Questions", "", &[score.sentence_for_class()]);
        } else {
            card.section("Your guesses", "", &[score.sentence()]);
        }
        if score.missed.len() > 1 {
            for (nth, missed) in score.missed.iter().take(MOST_KEYS).enumerate() {
                card.entry(&format!("{}", nth + 1), &missed.ask);
            }
        }
    }
    if let Some(end) = end {
        card.section("Try it", "b", std::slice::from_ref(&end.try_it));
        if let Some(exercise) = &end.exercise {
            card.section("Do it yourself", "e", std::slice::from_ref(exercise));
        }
    }
    if let Some(next) = app.next_lesson() {
        let title = format!("{} {}", next.address(), next.title);
        let next = end.and_then(|end| end.next.clone());
        card.section("Next", "Enter", &[next.unwrap_or(title)]);
    }
    let subject = &app.open.subject;
    let title = format!("The end of {}", subject.heading());
    Dialog { title, lines: card.lines, first, marked: None, mode: Mode::Card }
}

struct Card<'a> {
    context: &'a DrawContext<'a>,
    room: usize,
    lines: Vec<Line<'static>>,
}

impl Card<'_> {
    /// Adds a heading, and below it each text, after the key that it is about.
    fn section(&mut self, heading: &str, key: &str, texts: &[String]) {
        self.lines.push(Line::from(self.context.span(Role::Heading, heading)));
        for text in texts {
            self.entry(key, text);
        }
    }

    fn entry(&mut self, key: &str, text: &str) {
        let label = if key.is_empty() { "  ".to_owned() } else { format!("  {key}  ") };
        let room = self.room.saturating_sub(label.len()).max(1);
        for (row, line) in wrap(self.context.lesson_text(&self.context.words_of_lesson(text)), room)
            .into_iter()
            .enumerate()
        {
            let begin = if row == 0 {
                self.context.span(Role::Key, label.clone())
            } else {
                Span::raw(" ".repeat(label.len()))
            };
            let mut whole = Line::from(begin);
            whole.spans.extend(line.spans);
            self.lines.push(whole);
        }
    }
}
