//! The lesson's words at this moment, or the question to be answered before the next step.

use super::measuring::measure;
use super::{question, question_card};
use crate::app::App;
use crate::app::guide::{END_OF_CHANGE, Guide};
use crate::course::lesson::goal::GoalStatus;
use crate::course::tour::Narration;
use crate::course::tour::opening::Subject;
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::text_layout::{truncate, width as columns, wrap};
use crate::ui::theme::Role;
use crate::world::StepKind;
use ratatui::text::Line;

/// What the pane says for a program that has no lesson.
const BARE: &str =
    "Press space for the next turn, \u{2190} to go back, \u{2193} for the events inside the turn.";

/// What the pane says at a moment that the lesson has no words for.
const NO_WORDS: &str =
    "The lesson has nothing to add here. The line below the panes says what happened.";

/// What the pane says in a run with another order that no change of the lesson makes. What the lesson says may be false
/// there, even about what happens in both runs.
const OTHER_ORDER: &str = "The tasks are polled in another order now, so the lesson's text isn't shown: it's about the \
                           lesson's own run. Press r to go back to that.";

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let Some(guide) = &context.app.guide else {
        let mut page = Page { context, width, lines: Vec::new() };
        match &context.app.open.subject {
            Subject::Program(standalone) => page.tell(&standalone.about),
            Subject::Scene(..) => page.lines = wrap(context.lesson_text(BARE), width),
        }
        return page.lines.into();
    };
    let is_presenting = context.app.is_presenting();
    if let Some(question) = &guide.question {
        if is_presenting {
            return question_card::content(context, question, width, height);
        }
        return question::content(context, question, width, height);
    }
    let mut page = Page { context, width, lines: Vec::new() };
    goal(&mut page, guide);
    // A class sees the title of each beat at least.
    if guide.narration() != Narration::Off || is_presenting && guide.text.beat.is_some() {
        words(&mut page, guide, height);
    }
    if guide.text.is_over {
        last_words(&mut page, guide);
    }
    let mut content = PaneContent::default();
    if guide.text.has_question && !is_presenting {
        let above = page.lines.len();
        page.say(Role::Key, "A question comes next. Press space.");
        // The question must be visible, because the next key answers it.
        if page.lines.len() > height {
            page.lines.truncate(above);
            // Space scrolls first while there is text below.
            let words =
                if above > height { " a question comes next " } else { " question: space " };
            content.legend = Line::from(context.span(Role::Key, words));
        }
    }
    content.lines = page.lines;
    if is_presenting {
        content.legend = left_to_run(context, guide, width);
    }
    content
}

/// Returns what the border says of the questions that are open until the run shows their answers.
fn left_to_run(context: &DrawContext<'_>, guide: &Guide, width: usize) -> Line<'static> {
    let open = guide.left_to_run();
    // The border also says how much of the text is hidden.
    let room = width.saturating_sub(10);
    let text = match open.as_slice() {
        [] => return Line::default(),
        [one] => {
            let ask = context.words_of_lesson(&one.asked.ask).replace('`', "");
            let long = format!(" open until the run shows it: {ask} ");
            if columns(&long) <= room { long } else { format!(" open: {ask} ") }
        }
        many => format!(" {} questions are open ", many.len()),
    };
    Line::from(context.span(Role::Dim, truncate(&text, room, context.glyphs().more)))
}

/// Returns how many rows the words or the question need in this many columns.
pub fn rows(app: &App, width: usize) -> usize {
    if let Some(question) = app.guide.as_ref().and_then(|guide| guide.question.as_ref()) {
        if app.is_presenting() {
            return question_card::rows(app, width, false);
        }
        return question::rows(app, question, width);
    }
    if app.guide.is_none() {
        return 0;
    }
    // Without any room, only what must be read now is drawn.
    measure(app, |context| content(context, width, 0).lines.len())
}

struct Page<'a> {
    context: &'a DrawContext<'a>,
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
        let span = self.context.span(role, crate::ui::text_layout::sanitize(words));
        self.lines.extend(wrap(vec![span], self.width));
    }

    /// Adds a beat's title, after the moment that it belongs to if the run has continued since.
    fn title(&mut self, title: &str, since: Option<&str>) {
        self.gap();
        let mut spans = self.context.lesson_text(title);
        let role = if since.is_some() { Role::Dim } else { Role::Heading };
        self.context.restyle_plain(&mut spans, role);
        if let Some(since) = since {
            spans.insert(0, self.context.span(Role::Dim, format!("{since}: ")));
        }
        self.lines.extend(wrap(spans, self.width));
    }

    /// Says that the clock has jumped, at the moment when it has: the lesson's own words are about an earlier one.
    fn tell_jump(&mut self) {
        // In front of a class the step line below is enough.
        if self.context.app.is_presenting() {
            return;
        }
        let session = &self.context.app.open.session;
        if matches!(self.context.now.step, StepKind::Jump(_)) && session.is_between_steps() {
            let sentence = self.context.app.step_summary().sentence;
            self.gap();
            let spans = self.context.rich_text(&sentence);
            self.lines.extend(wrap(spans, self.width));
        }
    }

    /// Adds paragraphs of the lesson's Markdown.
    fn tell(&mut self, text: &str) {
        self.tell_in(Role::Text, text);
    }

    /// Adds paragraphs of the lesson's Markdown, whose plain text is drawn in this role.
    fn tell_in(&mut self, role: Role, text: &str) {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.gap();
            let words = self.context.words_of_lesson(paragraph);
            let mut spans = self.context.lesson_text(&words);
            self.context.restyle_plain(&mut spans, role);
            self.lines.extend(wrap(spans, self.width));
        }
    }
}

/// Adds the goal of the lesson, and whether it is met.
fn goal(page: &mut Page<'_>, guide: &Guide) {
    let Some(goal) = &guide.goal else { return };
    let ask = goal.ask.replace('`', "");
    match guide.goal_state {
        GoalStatus::NotYet => {
            let how = "Where several tasks are ready, press c to choose.";
            page.say(Role::Key, &format!("Your goal: {ask}. {how}"));
        }
        GoalStatus::Missed => {
            let again = "Not this time. Go back with \u{2190} and choose another task with c.";
            page.say(Role::Key, &format!("Your goal: {ask}. {again}"));
        }
        GoalStatus::Met => {
            page.say(Role::Good, &format!("You did it. {}", goal.met).replace('`', ""));
        }
    }
}

fn words(page: &mut Page<'_>, guide: &Guide, height: usize) {
    let text = &guide.text;
    if let Some(change) = &guide.applied_change {
        page.tell(&format!("{}.", change.heading()));
        // Before the run has shown it, it would give the result away.
        if let Some(effect) = &text.effect_of_change {
            page.tell(effect);
        }
        if text.is_over {
            if let Some(look) = page.context.app.words_on_look() {
                page.tell(&look);
            }
            // While there is a goal to reach, that is what to do next.
            if guide.goal.is_none() || guide.goal_state == GoalStatus::Met {
                page.tell(END_OF_CHANGE);
            }
        }
        return;
    }
    match &text.beat {
        _ if text.is_changed => page.say(Role::Dim, OTHER_ORDER),
        None if guide.opening().is_empty() => page.tell(BARE),
        None => {
            opening(page, guide, height);
            if let Some(difference) = page.context.app.words_on_scene() {
                page.tell(&difference);
            }
        }
        Some((_, beat)) => {
            let is_old = text.since.is_some();
            if is_old {
                page.tell_jump();
            }
            if text.is_gone && !page.context.app.is_presenting() {
                if page.lines.is_empty() && !text.is_over {
                    page.say(Role::Dim, NO_WORDS);
                }
                return;
            }
            page.title(&beat.title, text.since.as_deref());
            let from = page.lines.len();
            let role = if is_old { Role::Dim } else { Role::Text };
            page.tell_in(role, text.words.as_deref().unwrap_or_default());
            // No gap between a title and its words.
            if from < page.lines.len() {
                page.lines.remove(from);
            }
        }
    }
}

/// Adds the paragraph of the opening that is read now, after as many of those before it as fit.
fn opening(page: &mut Page<'_>, guide: &Guide, height: usize) {
    let opening = guide.opening_so_far();
    for first in 0..opening.len() {
        let mut whole =
            Page { context: page.context, width: page.width, lines: page.lines.clone() };
        opening[first..].iter().for_each(|paragraph| whole.tell(paragraph));
        if whole.lines.len() <= height || first + 1 == opening.len() {
            page.lines = whole.lines;
            return;
        }
    }
}

/// Adds what other runtimes do at the end of the lesson's own run: it isn't about a changed one, and it may be about a
/// scene that is still to come.
fn last_words(page: &mut Page<'_>, guide: &Guide) {
    if guide.text.is_changed || guide.applied_change.is_some() {
        return;
    }
    if !guide.is_in_last_scene() {
        return;
    }
    let language = page.context.app.shown_language();
    for note in guide.elsewhere().iter().filter(|note| note.is_for(language)) {
        let words = note.note.trim_end_matches('.');
        page.tell(&format!("In {}: {words}.", note.runtime));
    }
}
