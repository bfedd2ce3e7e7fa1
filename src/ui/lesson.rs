//! The lesson's words at this moment, or the question that holds the step.

use super::text::wrap;
use super::theme::Role;
use super::view::{Content, Target, View};
use crate::app::guide::{Guide, Question};
use crate::app::message::Message;
use crate::course::tour::Narration;
use ratatui::text::{Line, Span};

/// For a program that has no lesson.
const BARE: &str =
    "Press space for one real poll, \u{2190} to go back, \u{2193} for the events inside the turn.";

/// A pane so wide has room for the opening beside a beat.
const ROOM_TO_OPEN: usize = 36;

pub fn content(view: &View<'_>, width: usize) -> Content {
    let Some(guide) = &view.app.guide else {
        return wrap(view.rich(BARE), width).into();
    };
    if let Some(question) = &guide.question {
        return asked(view, question, width);
    }
    let mut page = Page { view, width, lines: Vec::new() };
    if guide.narration() != Narration::Off {
        words(&mut page, guide);
    }
    if guide.said.is_over {
        last_words(&mut page, guide);
    }
    if guide.said.has_question {
        page.say(Role::Key, "A question waits before the next step: space.");
    }
    page.lines.into()
}

struct Page<'a> {
    view: &'a View<'a>,
    width: usize,
    lines: Vec<Line<'static>>,
}

impl Page<'_> {
    fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    fn say(&mut self, role: Role, words: &str) {
        self.gap();
        let span = self.view.span(role, super::text::plain(words));
        self.lines.extend(wrap(vec![span], self.width));
    }

    /// Paragraphs of the lesson's Markdown.
    fn tell(&mut self, text: &str) {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.gap();
            let words = self.view.app.open.scene.words(paragraph).replace("**", "");
            self.lines.extend(wrap(self.view.rich(&words), self.width));
        }
    }
}

fn words(page: &mut Page<'_>, guide: &Guide) {
    let said = &guide.said;
    if let Some(change) = guide.broken {
        page.tell(&format!(
            "Changed: {}. Look at {}.",
            change.change.trim_end_matches('.'),
            change.look.trim_end_matches('.')
        ));
    }
    match said.beat {
        None if guide.opening().is_empty() => page.tell(BARE),
        None => page.tell(guide.opening()),
        Some((_, beat)) => {
            // Before the first turn the lesson opens, where there is room for that as well.
            if page.view.app.open.session.world().turn == 0 && page.width >= ROOM_TO_OPEN {
                page.tell(guide.opening());
            }
            page.say(Role::Heading, &beat.title);
            let from = page.lines.len();
            page.tell(said.words.as_deref().unwrap_or_default());
            // The words stand right below their title.
            if from < page.lines.len() {
                page.lines.remove(from);
            }
        }
    }
}

fn last_words(page: &mut Page<'_>, guide: &Guide) {
    if !guide.said.missing.is_empty() {
        page.tell(&format!("Did not happen this time: {}.", guide.said.missing.join("; ")));
    }
    for note in guide.elsewhere() {
        let words = note.note.trim_end_matches('.');
        page.tell(&format!("Elsewhere, in {}: {words}.", note.runtime));
    }
}

/// The question, its options, the hints, and what is said to the answer.
fn asked(view: &View<'_>, question: &Question, width: usize) -> Content {
    let mut lines = wrap(view.rich(&question.asked.ask), width);
    let mut targets = Vec::new();
    for (nth, option) in question.asked.options.iter().enumerate() {
        let letter = char::from(b'a' + u8::try_from(nth.min(25)).unwrap_or(25));
        let is_taken = question.answered.as_ref().is_some_and(|(taken, _)| *taken == nth);
        let role = if is_taken { Role::Marked } else { Role::Key };
        let text = wrap(view.rich(&option.text), width.saturating_sub(4));
        for (row, line) in text.into_iter().enumerate() {
            let label = if row == 0 { format!(" {letter} ") } else { "   ".to_owned() };
            let mut whole = Line::from(vec![view.span(role, label), Span::raw(" ")]);
            whole.spans.extend(line.spans);
            if question.answered.is_none() {
                let (line, message) = (lines.len(), Message::Answer(nth));
                targets.push(Target { line, columns: 0..width, message });
            }
            lines.push(whole);
        }
    }
    let first = lines.len();
    for hint in &question.hints {
        lines.extend(wrap(view.rich(hint), width));
    }
    if let Some((_, feedback)) = &question.answered {
        lines.extend(wrap(view.rich(&feedback.text), width));
    }
    // What was said last is seen, whatever the room.
    let last = lines.len().saturating_sub(1);
    let anchor = (first < lines.len()).then_some((first.min(last), last));
    Content { lines, anchor, targets, ..Content::default() }
}
