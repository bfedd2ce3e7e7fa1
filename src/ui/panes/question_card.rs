//! The question as a class sees it: a card with wide margins, and for each option how many people chose it.

use crate::app::App;
use crate::app::guide::Question;
use crate::app::message::{LessonMessage, Message};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{width as columns, wrap};
use crate::ui::theme::Role;
use ratatui::text::{Line, Span};

/// The most columns of the card's text: a longer line is hard to read from the last row.
const WIDEST: usize = 76;

/// The columns before an option: its mark, its number, and the blanks after them.
const NUMBER: usize = 5;

/// The columns of a count, and the most of its bar.
const COUNT: usize = 5;
const BAR: usize = 12;

/// The columns between two rounds, with the arrow.
const ARROW: usize = 4;

/// The smallest width of an option's text, in columns.
const LEAST_TEXT: usize = 22;

pub fn content(
    context: &DrawContext<'_>,
    question: &Question,
    width: usize,
    height: usize,
) -> PaneContent {
    let is_spaced = rows(context.app, width, true) <= height;
    let room = width.min(WIDEST);
    let margin = " ".repeat((width - room) / 2);
    let mut content = PaneContent::default();
    if is_spaced {
        content.lines.push(Line::default());
    }
    let ask = emphasized(context, &question.asked.ask, Role::Title);
    for line in wrap(ask, room) {
        // Centred in the card, as a title is.
        let before = (room.saturating_sub(line.width())) / 2;
        let mut whole = Line::from(Span::raw(format!("{margin}{}", " ".repeat(before))));
        whole.spans.extend(line.spans);
        content.lines.push(whole);
    }
    content.lines.push(Line::default());
    let rounds = rounds(context.app);
    let columns = VoteColumns::new(room, &rounds);
    for (nth, option) in question.asked.options.iter().enumerate() {
        let (mark, role) = mark(context, question, nth);
        let text = emphasized(context, &option.text, role.1);
        for (row, line) in wrap(text, columns.text).into_iter().enumerate() {
            let label = if row == 0 { format!("{mark} {}", nth + 1) } else { "   ".to_owned() };
            let mut whole = Line::from(Span::raw(margin.clone()));
            whole.push_span(context.span(role.0, format!("{label:<NUMBER$}")));
            whole.spans.extend(line.spans);
            if row == 0 {
                let used = whole.width() - margin.len();
                let until = NUMBER + columns.text + 1;
                whole.push_span(Span::raw(" ".repeat(until.saturating_sub(used))));
                whole.spans.extend(columns.counts(context, &rounds, nth));
            }
            if question.answered.is_none() {
                let message = Message::Lesson(LessonMessage::Answer(nth));
                content.add_click_target(
                    content.lines.len(),
                    margin.len()..margin.len() + room,
                    message,
                );
            }
            content.lines.push(whole);
        }
        if is_spaced {
            content.lines.push(Line::default());
        }
    }
    let first = content.lines.len();
    for text in texts_after(question) {
        for line in wrap(context.rich_text(&context.words_of_lesson(&text)), room) {
            let mut whole = Line::from(Span::raw(margin.clone()));
            whole.spans.extend(line.spans);
            content.lines.push(whole);
        }
    }
    // Where not all of it fits, the answer is visible.
    let last = content.lines.len().saturating_sub(1);
    content.anchor = (first <= last).then_some((first, last));
    content
}

/// Returns how many rows the open question takes in this many columns, with blank rows between the options or without.
pub fn rows(app: &App, width: usize, is_spaced: bool) -> usize {
    let Some(question) = app.guide.as_ref().and_then(|guide| guide.question.as_ref()) else {
        return 0;
    };
    let room = width.min(WIDEST);
    let plain = |text: &str| app.words_of_lesson(text).replace('`', "");
    let takes = |text: &str, width| wrap(vec![Span::raw(plain(text))], width).len();
    let text = VoteColumns::new(room, &rounds(app)).text;
    let options: usize = question.asked.options.iter().map(|one| takes(&one.text, text)).sum();
    let said: usize = texts_after(question).iter().map(|text| takes(text, room)).sum();
    let gaps = if is_spaced { question.asked.options.len() + 1 } else { 0 };
    takes(&question.asked.ask, room) + 1 + options + gaps + said
}

/// Returns a text of the lesson in one style; its code keeps the style of code.
fn emphasized(context: &DrawContext<'_>, text: &str, role: Role) -> Vec<Span<'static>> {
    let mut spans = context.rich_text(&context.words_of_lesson(text));
    let (plain, wanted) = (context.style(Role::Text), context.style(role));
    spans.iter_mut().filter(|span| span.style == plain).for_each(|span| span.style = wanted);
    spans
}

/// Returns the sign before an option's number, and the roles of the number and of the text.
fn mark(
    context: &DrawContext<'_>,
    question: &Question,
    nth: usize,
) -> (&'static str, (Role, Role)) {
    match &question.answered {
        None => (" ", (Role::Key, Role::Text)),
        Some(_) if nth == question.asked.right() => {
            (context.glyphs().done, (Role::Good, Role::Good))
        }
        Some((picked, _)) if nth == *picked => {
            (context.glyphs().cancelled, (Role::Bad, Role::Text))
        }
        Some(_) => (" ", (Role::Dim, Role::Dim)),
    }
}

/// Returns what is said after the options: the hints, or the answer and its reason.
fn texts_after(question: &Question) -> Vec<String> {
    match &question.answered {
        // There's no “yes”, because the run has answered.
        Some((_, feedback)) if question.is_revealed => {
            let text = feedback.text.strip_prefix("Yes: ");
            vec![text.map_or(feedback.text.clone(), |text| format!("The answer: {text}"))]
        }
        Some((_, feedback)) => vec![feedback.text.clone()],
        None => question.hints.clone(),
    }
}

fn rounds(app: &App) -> Vec<Vec<u32>> {
    let rounds = app.votes().map(|votes| votes.rounds()).unwrap_or_default();
    rounds.into_iter().map(<[u32]>::to_vec).collect()
}

/// The columns of an option: its text, and a count with its bar for each round.
struct VoteColumns {
    text: usize,
    bar: usize,
}

impl VoteColumns {
    fn new(room: usize, rounds: &[Vec<u32>]) -> VoteColumns {
        let room = room.saturating_sub(NUMBER + 1);
        let count = rounds.len();
        if count == 0 {
            return VoteColumns { text: room.max(1), bar: 0 };
        }
        let fixed = count * (COUNT + 1) + (count - 1) * ARROW;
        let bar = room.saturating_sub(LEAST_TEXT + fixed) / count;
        let bar = bar.min(BAR);
        VoteColumns { text: room.saturating_sub(fixed + count * bar).max(1), bar }
    }

    /// Returns the counts of an option, each with its bar: the longest bar is the option that most people chose.
    fn counts(
        &self,
        context: &DrawContext<'_>,
        rounds: &[Vec<u32>],
        nth: usize,
    ) -> Vec<Span<'static>> {
        let mut spans = Vec::new();
        for (round, counts) in rounds.iter().enumerate() {
            let (count, most) = (counts.get(nth).copied().unwrap_or(0), counts.iter().max());
            let most = most.copied().unwrap_or(0).max(1) as usize;
            let length = (count as usize * self.bar).div_ceil(most);
            if round > 0 {
                spans.push(context.span(Role::Dim, format!(" {:<3}", context.glyphs().to)));
            }
            spans.push(context.span(Role::Key, format!("{count:>COUNT$} ")));
            let bar = context.glyphs().bar.repeat(length);
            let blank = " ".repeat(self.bar.saturating_sub(columns(&bar)));
            spans.push(context.span(Role::Focus, format!("{bar}{blank}")));
        }
        spans
    }
}
