//! What every pane is drawn from: the moment, the moment before, and the looks.

use super::glyphs::Glyphs;
use super::text_layout;
use super::theme::{Depth, Role, Theme};
use crate::app::App;
use crate::app::message::Message;
use crate::record::Recorder;
use crate::record::event::{Event, TaskId, TextId};
use crate::world::words::{Words, letter};
use crate::world::{State, World};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Colours and signs.
#[derive(Clone, Debug)]
pub struct Look {
    /// The colours.
    pub theme: Theme,
    /// The signs.
    pub glyphs: Glyphs,
}

impl Look {
    /// The looks of a theme.
    #[must_use]
    pub fn new(theme: Theme, is_ascii: bool) -> Look {
        Look { theme, glyphs: Glyphs::new(is_ascii) }
    }
}

impl Default for Look {
    fn default() -> Look {
        let theme =
            Theme::named("dark", Depth::True).expect("a test reads every theme that is built in");
        Look::new(theme, false)
    }
}

/// A moment, ready to be drawn.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The state of the screen.
    pub app: &'a App,
    /// Its looks.
    pub look: &'a Look,
    /// The run's record.
    pub record: &'a Recorder,
    /// The moment.
    pub now: &'a World,
    /// The moment that it is compared with.
    pub before: &'a World,
}

/// What a pane shows.
#[derive(Default)]
pub struct Content {
    /// Its lines.
    pub lines: Vec<Line<'static>>,
    /// The first and the last line that should be seen.
    pub anchor: Option<(usize, usize)>,
    /// What a click on a part of it asks for; of two that overlap the first one holds.
    pub targets: Vec<Target>,
    /// The signs in it, explained on the pane's lower border where there is room.
    pub legend: Line<'static>,
}

/// Columns of a line that can be clicked.
pub struct Target {
    /// The line.
    pub line: usize,
    /// The columns.
    pub columns: Range<usize>,
    /// What is asked for.
    pub message: Message,
}

impl Content {
    /// Makes columns of a line ask for something when they are clicked.
    pub fn target(&mut self, line: usize, columns: Range<usize>, message: Message) {
        self.targets.push(Target { line, columns, message });
    }

    /// What a click here asks for.
    #[must_use]
    pub fn at(&self, line: usize, column: usize) -> Option<&Message> {
        let is_hit = |target: &&Target| target.line == line && target.columns.contains(&column);
        self.targets.iter().find(is_hit).map(|target| &target.message)
    }
}

impl From<Vec<Line<'static>>> for Content {
    fn from(lines: Vec<Line<'static>>) -> Content {
        Content { lines, ..Content::default() }
    }
}

impl<'a> View<'a> {
    /// Words about this moment.
    #[must_use]
    pub fn words(&self) -> Words<'a> {
        Words { world: self.now, record: self.record }
    }

    /// A text of the record, fit for a terminal.
    #[must_use]
    pub fn text(&self, id: TextId) -> String {
        text_layout::plain(self.record.text(id))
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.look.theme.style(role)
    }

    /// The signs.
    #[must_use]
    pub fn glyphs(&self) -> &'a Glyphs {
        &self.look.glyphs
    }

    /// A text in a role, with nothing in it that a terminal would act upon.
    #[must_use]
    pub fn span(&self, role: Role, text: impl Into<String>) -> Span<'static> {
        Span::styled(text_layout::plain(&text.into()), self.style(role))
    }

    /// A text in a task's hue; emphasised while the learner looks at that task.
    #[must_use]
    pub fn of_task(&self, task: TaskId, text: impl Into<String>) -> Span<'static> {
        let span = Span::styled(text_layout::plain(&text.into()), self.look.theme.task(task));
        if self.is_picked(task) { span.patch_style(self.style(Role::Marked)) } else { span }
    }

    /// Does the learner look at this task?
    #[must_use]
    pub fn is_picked(&self, task: TaskId) -> bool {
        self.app.selected_task == Some(task)
    }

    /// `A waiter` in the task's hue.
    #[must_use]
    pub fn label(&self, task: TaskId) -> Span<'static> {
        self.of_task(task, text_layout::plain(&self.words().task(task)))
    }

    /// The span, emphasised where it differs from before.
    #[must_use]
    pub fn mark(&self, has_changed: bool, span: Span<'static>) -> Span<'static> {
        if has_changed { span.patch_style(self.style(Role::Changed)) } else { span }
    }

    /// The role in which a state is written.
    #[must_use]
    pub fn state_role(state: State) -> Role {
        match state {
            State::Lost | State::Panicked(_) => Role::Bad,
            State::Finished | State::Cancelled | State::Suspended => Role::Dim,
            State::Ready | State::Running => Role::Text,
        }
    }

    /// Is this task's poll, or its drop, what the step is about?
    #[must_use]
    pub fn is_in_step(&self, task: TaskId) -> bool {
        use crate::world::Step;
        matches!(self.now.step, Step::Poll(id) | Step::Drop(id) if id == task)
    }

    /// The events of the step up to this moment.
    #[must_use]
    pub fn events(&self) -> &'a [Event] {
        let session = &self.app.open.session;
        let (start, at) = (session.column().events.start, session.position());
        self.record.events().get(start..at).unwrap_or(&[])
    }

    /// How many of those events are what has just happened: all of a whole step, or one inside it.
    #[must_use]
    pub fn latest(&self) -> usize {
        if self.app.open.session.is_between_steps() { self.events().len() } else { 1 }
    }

    /// Words with `code` and the labels of tasks set off, to be wrapped.
    #[must_use]
    pub fn rich(&self, words: &str) -> Vec<Span<'static>> {
        let words = self.plain(words);
        let mut spans = Vec::new();
        for (nth, part) in words.split('`').enumerate() {
            if nth % 2 == 1 {
                spans.push(self.span(Role::Code, part));
            } else {
                self.push_labels(part, &mut spans);
            }
        }
        spans.retain(|span| !span.content.is_empty());
        spans
    }

    /// Our own words, in plain letters where the terminal has no others.
    fn plain(&self, words: &str) -> String {
        let mut words = text_layout::plain(words);
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

    /// The text, with `A waiter` in the hue of task A wherever it stands.
    fn push_labels(&self, text: &str, spans: &mut Vec<Span<'static>>) {
        let label = |id: &TaskId| (letter(*id), (*id, self.words().task(*id)));
        let labels: BTreeMap<_, _> = self.now.tasks.keys().map(label).collect();
        let mut done = 0;
        for (at, word) in each_word(text) {
            let Some((task, label)) = labels.get(word).filter(|_| at >= done) else { continue };
            let after = text[at..].strip_prefix(label.as_str());
            if after.is_some_and(|after| !after.starts_with(is_of_word)) {
                spans.push(self.span(Role::Text, &text[done..at]));
                spans.push(self.of_task(*task, label.replace(' ', &text_layout::FIRM.to_string())));
                done = at + label.len();
            }
        }
        spans.push(self.span(Role::Text, &text[done..]));
    }

    /// A task's letter, in its hue.
    #[must_use]
    pub fn letter(&self, task: TaskId) -> Span<'static> {
        self.of_task(task, letter(task))
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The words of a text, and where they stand.
fn each_word(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(|letter| !is_of_word(letter)).map(move |piece| {
        let from = at;
        at += piece.len();
        (from, piece.trim_end_matches(|letter| !is_of_word(letter)))
    })
}
