//! What every pane is drawn from: the moment, the moment before it, the theme and the glyphs.

use super::glyphs::Glyphs;
use super::text_layout;
use super::theme::{ColorDepth, Role, Theme};
use crate::app::App;
use crate::app::message::Message;
use crate::app::task_filter::ListedTasks;
use crate::course::lesson::inline::emphasis;
use crate::limits::MAX_DRAWN_LETTERS;
use crate::record::Recorder;
use crate::record::event::{Event, TaskId, TextId};
use crate::world::words::{Words, letter, task_of_letter, with_commas};
use crate::world::{TaskStage, World};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use std::ops::Range;

/// How the screen looks: the theme and the glyphs.
#[derive(Clone, Debug)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// The glyphs, in Unicode or in ASCII.
    pub glyphs: Glyphs,
}

impl Look {
    /// Returns the look of a theme, in ASCII if `is_ascii`.
    #[must_use]
    pub fn new(theme: Theme, is_ascii: bool) -> Look {
        Look { theme, glyphs: Glyphs::new(is_ascii) }
    }
}

impl Default for Look {
    fn default() -> Look {
        let theme = Theme::built_in("dark", ColorDepth::TrueColor)
            .expect("a test reads every theme that is built in");
        Look::new(theme, false)
    }
}

/// A moment of the run, with everything that a pane needs to draw it.
#[derive(Clone, Copy)]
pub struct DrawContext<'a> {
    /// The state of the screen.
    pub app: &'a App,
    /// The theme and the glyphs.
    pub look: &'a Look,
    /// The run's record.
    pub record: &'a Recorder,
    /// The moment.
    pub now: &'a World,
    /// The moment before: what differs from it is emphasised.
    pub before: &'a World,
}

/// The lines of a pane, before they are scrolled and framed. A pane that may have very many lines builds only the visible
/// ones, and counts the others.
#[derive(Default)]
pub struct PaneContent {
    /// The lines that were built.
    pub lines: Vec<Line<'static>>,
    /// How many lines there are above and below those, which nobody sees.
    pub unbuilt: (usize, usize),
    /// The first and the last of the lines that scrolling must keep visible.
    pub anchor: Option<(usize, usize)>,
    /// The parts that can be clicked. Where two overlap, the first one counts.
    pub targets: Vec<ClickTarget>,
    /// The legend of the glyphs, drawn on the pane's lower border if it fits.
    pub legend: Line<'static>,
    /// What is added to the legend if there is room for it, the longest text first.
    pub legend_more: Vec<Line<'static>>,
    /// What explains the pane in rows that would be blank, at its lower end: the first of these texts that fits.
    pub notes: Vec<Vec<Line<'static>>>,
}

/// Columns of a line that can be clicked.
pub struct ClickTarget {
    /// The line.
    pub line: usize,
    /// The columns.
    pub columns: Range<usize>,
    /// The message that a click sends.
    pub message: Message,
}

impl PaneContent {
    /// Returns how many lines there are.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.unbuilt.0 + self.lines.len() + self.unbuilt.1
    }

    /// Makes a click on these columns of a line send a message.
    pub fn add_click_target(&mut self, line: usize, columns: Range<usize>, message: Message) {
        self.targets.push(ClickTarget { line, columns, message });
    }

    /// Returns the message that a click here sends.
    #[must_use]
    pub fn message_at(&self, line: usize, column: usize) -> Option<&Message> {
        let is_hit =
            |target: &&ClickTarget| target.line == line && target.columns.contains(&column);
        self.targets.iter().find(is_hit).map(|target| &target.message)
    }
}

impl From<Vec<Line<'static>>> for PaneContent {
    fn from(lines: Vec<Line<'static>>) -> PaneContent {
        PaneContent { lines, ..PaneContent::default() }
    }
}

impl<'a> DrawContext<'a> {
    /// Returns the words for this moment.
    #[must_use]
    pub fn words(&self) -> Words<'a> {
        self.app.words(self.now, self.record)
    }

    /// Returns a text of the record without the characters that would control the terminal.
    #[must_use]
    pub fn text(&self, id: TextId) -> String {
        let text = self.record.text(id);
        let drawn = text_layout::first_letters(text, MAX_DRAWN_LETTERS);
        let more = if drawn.len() < text.len() { self.glyphs().more } else { "" };
        text_layout::sanitize(drawn) + more
    }

    /// Returns a text of the lesson as it reads beside the source that is shown.
    #[must_use]
    pub fn words_of_lesson(&self, text: &str) -> String {
        self.app.words_of_lesson(text)
    }

    /// Returns the style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.look.theme.style(role)
    }

    /// Returns the glyphs.
    #[must_use]
    pub fn glyphs(&self) -> &'a Glyphs {
        &self.look.glyphs
    }

    /// Returns a text in the style of a role, without the characters that would control the terminal.
    #[must_use]
    pub fn span(&self, role: Role, text: impl Into<String>) -> Span<'static> {
        let text = text.into();
        let drawn = text_layout::first_letters(&text, MAX_DRAWN_LETTERS);
        Span::styled(text_layout::sanitize(drawn), self.style(role))
    }

    /// Returns a text in a task's colour, emphasised if the task is selected.
    #[must_use]
    pub fn task_span(&self, task: TaskId, text: impl Into<String>) -> Span<'static> {
        let span = Span::styled(text_layout::sanitize(&text.into()), self.look.theme.task(task));
        if self.is_selected(task) { span.patch_style(self.style(Role::Marked)) } else { span }
    }

    /// Returns whether the learner has selected this task.
    #[must_use]
    pub fn is_selected(&self, task: TaskId) -> bool {
        self.app.selected_task == Some(task)
    }

    /// Returns whether the learner has selected this task at this moment.
    #[must_use]
    pub fn is_selected_here(&self, task: TaskId) -> bool {
        self.is_selected(task) && self.app.selected_at == self.app.open.session.position()
    }

    /// Returns a task's letter and name, such as `A waiter`, in the task's colour.
    #[must_use]
    pub fn task_label(&self, task: TaskId) -> Span<'static> {
        self.task_span(task, text_layout::sanitize(&self.words().task(task)))
    }

    /// Returns the span, emphasised if it has changed since the moment before.
    #[must_use]
    pub fn emphasize_if(&self, has_changed: bool, span: Span<'static>) -> Span<'static> {
        if has_changed { span.patch_style(self.style(Role::Changed)) } else { span }
    }

    /// Returns the role that a task's state is drawn in.
    #[must_use]
    pub fn state_role(state: TaskStage) -> Role {
        match state {
            TaskStage::Dropping
            | TaskStage::Lost
            | TaskStage::Panicked(_)
            | TaskStage::Failed(_) => Role::Bad,
            TaskStage::Finished | TaskStage::Cancelled | TaskStage::Suspended => Role::Dim,
            TaskStage::Ready | TaskStage::Running => Role::Text,
        }
    }

    /// Returns whether the step polls or drops this task.
    #[must_use]
    pub fn is_in_step(&self, task: TaskId) -> bool {
        self.now.step.task() == Some(task)
    }

    /// Returns the tasks that have a row of their own at this moment.
    #[must_use]
    pub fn listed_tasks(&self) -> ListedTasks {
        let selected = self.app.selected_task;
        self.app.task_filter.listed(selected, (self.now, self.before), self.record)
    }

    /// Returns the row that stands for the tasks that have ended and are folded, if some are.
    #[must_use]
    pub fn folded_tasks(&self, listed: &ListedTasks) -> Option<Line<'static>> {
        let counts = [(listed.finished, "finished"), (listed.cancelled, "cancelled")];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> =
            counts.map(|(count, how)| format!("{} {how}", with_commas(count))).collect();
        (!counts.is_empty()).then(|| {
            let mut line = Line::from(self.span(Role::Dim, counts.join(", ")));
            line.push_span(self.span(Role::Key, "  F"));
            line.push_span(self.span(Role::Faint, " lists them"));
            line
        })
    }

    /// Returns the events of the step, up to this moment.
    #[must_use]
    pub fn events(&self) -> &'a [Event] {
        let session = &self.app.open.session;
        let (start, at) = (session.column().events.start, session.position());
        self.record.events().get(start..at).unwrap_or(&[])
    }

    /// Returns how many of [`events`](Self::events) are new: all after a whole step, one inside a step.
    #[must_use]
    pub fn latest(&self) -> usize {
        if self.app.open.session.is_between_steps() { self.events().len() } else { 1 }
    }

    /// Returns a text as spans, with `code` and the labels of tasks in their own styles.
    #[must_use]
    pub fn rich_text(&self, words: &str) -> Vec<Span<'static>> {
        self.spans_of(words, |part| vec![(false, part)])
    }

    /// Returns a text of a lesson as spans, with its `code`, its *emphasis* and the labels of tasks in styles of their
    /// own.
    #[must_use]
    pub fn lesson_text(&self, words: &str) -> Vec<Span<'static>> {
        self.spans_of(words, emphasis)
    }

    fn spans_of(
        &self,
        words: &str,
        emphasis: impl Fn(&str) -> Vec<(bool, &str)>,
    ) -> Vec<Span<'static>> {
        let words = self.sanitize_words(words);
        let mut spans = Vec::new();
        for (nth, part) in words.split('`').enumerate() {
            if nth % 2 == 1 {
                spans.push(self.span(Role::Code, part));
                continue;
            }
            for (is_emphasised, part) in emphasis(part) {
                let first = spans.len();
                self.push_labels(part, &mut spans);
                if is_emphasised {
                    for span in &mut spans[first..] {
                        span.style = span.style.add_modifier(Modifier::ITALIC);
                    }
                }
            }
        }
        spans.retain(|span| !span.content.is_empty());
        spans
    }

    /// Makes the plain text of some spans read in another role. Code, labels and emphasis keep their looks.
    pub fn restyle_plain(&self, spans: &mut [Span<'static>], role: Role) {
        let (plain, wished) = (self.style(Role::Text), self.style(role));
        for span in spans {
            if span.style == plain {
                span.style = wished;
            } else if span.style == plain.add_modifier(Modifier::ITALIC) {
                span.style = wished.add_modifier(Modifier::ITALIC);
            }
        }
    }

    /// Returns a text without control characters, and with ASCII for the arrows and quotes if the terminal lacks them.
    fn sanitize_words(&self, words: &str) -> String {
        let mut words = text_layout::sanitize(words);
        if self.glyphs().is_ascii {
            const PLAIN: [(&str, &str); 7] = [
                ("\u{2190}", "left"),
                ("\u{2191}", "up"),
                ("\u{2192}", "right"),
                ("\u{2193}", "down"),
                ("\u{201c}", "\""),
                ("\u{201d}", "\""),
                ("\u{2026}", "..."),
            ];
            for (sign, plain) in PLAIN {
                words = words.replace(sign, plain);
            }
        }
        words
    }

    /// Adds the text, with each label such as `A waiter` in the colour of its task.
    fn push_labels(&self, text: &str, spans: &mut Vec<Span<'static>>) {
        let mut done = 0;
        for (at, word) in each_word(text) {
            let task = task_of_letter(word).filter(|task| self.now.tasks.contains_key(task));
            let Some(task) = task.filter(|_| at >= done) else { continue };
            let label = self.words().task(task);
            let after = text[at..].strip_prefix(label.as_str());
            if after.is_some_and(|after| !after.starts_with(is_of_word)) {
                spans.push(self.span(Role::Text, &text[done..at]));
                spans.push(
                    self.task_span(
                        task,
                        label.replace(' ', &text_layout::NO_BREAK_SPACE.to_string()),
                    ),
                );
                done = at + label.len();
            }
        }
        spans.push(self.span(Role::Text, &text[done..]));
    }

    /// Returns a task's letter in the task's colour.
    #[must_use]
    pub fn task_letter(&self, task: TaskId) -> Span<'static> {
        self.task_span(task, letter(task))
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Returns the words of a text with the byte at which each begins.
fn each_word(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(|letter| !is_of_word(letter)).map(move |piece| {
        let from = at;
        at += piece.len();
        (from, piece.trim_end_matches(|letter| !is_of_word(letter)))
    })
}
