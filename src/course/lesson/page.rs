//! A lesson's **page**: the contents of its `lesson.md`, which `markdown` parses.
//!
//! The text is plain Markdown and can be read as a tutorial on paper. A second-level heading with a cue starts a
//! **beat**; the text below it, up to the next heading, is shown when the cue fires. Fenced blocks with
//! TOML inside are questions, changes and notes:
//!
//! ```text
//! ## The task is suspended { cue="pending waiter" anchor="Tasks waiter" scene="2" }
//! `waiter` asked and got no answer …                         the words, one paragraph
//!
//! ~~~predict      the executor answers        ~~~break       what to change, and what to look for
//! ~~~question     the author answers          ~~~elsewhere   one line about another runtime
//! ```
//!
//! (with backticks for `~~~`). Text before the first heading is the opening. A heading without a cue is
//! a separate page, which is shown after the run has ended.

use crate::course::lesson::front_matter::FrontMatter;
use crate::course::question::cue::Cue;
use crate::course::question::query::Arguments;
use serde::Deserialize;
use std::fmt;

/// The panels that a lesson may unlock or refer to. The first two are unlocked from the start.
pub const PANELS: [&str; 14] = [
    "Source",
    "Output",
    "Coroutines",
    "Tasks",
    "Ready queue",
    "Futures",
    "Wakers",
    "Timers",
    "Timeline",
    "State",
    "Await chain",
    "Executor",
    "Shared values",
    "Outside",
];

/// How many of [`PANELS`] are unlocked from the start.
pub const ALWAYS: usize = 2;

/// A lesson's text, parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The file.
    pub file: String,
    /// The front matter.
    pub front: FrontMatter,
    /// The text before the first heading.
    pub opening: String,
    /// The beats, in order.
    pub beats: Vec<Beat>,
    /// Headings without a cue, each with its text.
    pub after: Vec<(String, String)>,
    /// The changes that the learner can make.
    pub variants: Vec<Variant>,
    /// Notes about other runtimes.
    pub elsewhere: Vec<Elsewhere>,
}

/// A text that belongs to an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Beat {
    /// The heading.
    pub title: String,
    /// Its line in the file.
    pub line: usize,
    /// The scene, counted from 0.
    pub scene: usize,
    /// The event at which it is shown.
    pub cue: Cue,
    /// The panel, and the row in it, to look at.
    pub anchor: Option<Anchor>,
    /// The text, as Markdown.
    pub text: String,
    /// The questions.
    pub questions: Vec<Question>,
}

/// Where to look: a panel, and optionally a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The panel's name.
    pub panel: String,
    /// The row's name.
    pub row: Option<String>,
}

/// A question to the learner.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its line in the file.
    pub line: usize,
    /// Its kind.
    pub kind: QuestionKind,
}

/// The two kinds of question.
#[derive(Clone, Debug, PartialEq)]
pub enum QuestionKind {
    /// The executor answers it.
    Predicted(PredictBlock),
    /// The author answers it.
    Authored(QuestionBlock),
}

/// A `predict` block.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PredictBlock {
    /// The question.
    pub ask: String,
    /// The name of the query.
    pub query: String,
    /// The query's arguments.
    #[serde(default)]
    pub with: Arguments,
    /// Ask right before this cue instead of at once.
    #[serde(default)]
    pub before: Option<String>,
    /// The mental models whose answers are offered.
    #[serde(default)]
    pub options: Vec<String>,
    /// Wrong answers that the author gives.
    #[serde(default)]
    pub wrong: Vec<Wrong>,
    /// The reason in one short line, if the rule's first sentence doesn't give it.
    #[serde(default)]
    pub because: Option<String>,
    /// Where to look, for the first hint.
    pub look: String,
    /// The rule that answers it.
    pub rule: String,
}

/// A wrong answer of the author's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// The answer.
    pub answer: String,
    /// The misconception behind it.
    #[serde(default)]
    pub misconception: Option<String>,
    /// The feedback.
    pub feedback: String,
}

/// A `question` block.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionBlock {
    /// The question.
    pub ask: String,
    /// The right answer.
    pub right: String,
    /// The reason in one short line.
    pub because: String,
    /// The wrong answers.
    pub wrong: Vec<Wrong>,
    /// Where to look, for the first hint.
    pub look: String,
    /// The rule that answers it.
    pub rule: String,
}

/// A `break` block: one change, and what to expect of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The description of the change.
    pub change: String,
    /// The scene to run, counted from 1. The default is the first.
    #[serde(default = "one")]
    pub scene: usize,
    /// The order to run.
    #[serde(default)]
    pub schedule: String,
    /// The virtual milliseconds that each poll takes.
    #[serde(default)]
    pub poll_cost: Option<u64>,
    /// What to look for.
    pub look: String,
    /// The scene that it is compared with, counted from 1.
    #[serde(default = "one")]
    pub against: usize,
    /// Whether the outcome is meant to stay the same.
    #[serde(default, rename = "no-change")]
    pub no_change: bool,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
}

fn one() -> usize {
    1
}

/// An `elsewhere` block: one line about one runtime.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// Which runtime.
    pub runtime: String,
    /// What it does.
    pub note: String,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
}

impl Anchor {
    /// Parses `Tasks waiter`: a panel's name, and optionally a row's.
    #[must_use]
    pub fn read(text: &str) -> Anchor {
        let text = text.trim();
        let panel = PANELS.iter().find(|panel| {
            text.strip_prefix(**panel).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        let panel = panel.map_or(text, |panel| *panel);
        let row = text.strip_prefix(panel).map(str::trim).filter(|row| !row.is_empty());
        Anchor { panel: panel.to_owned(), row: row.map(str::to_owned) }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.row {
            Some(row) => write!(f, "{}, row {row}", self.panel),
            None => f.write_str(&self.panel),
        }
    }
}

impl Beat {
    /// Returns whether this beat names a wrong idea and refutes it.
    #[must_use]
    pub fn is_refutation(&self) -> bool {
        self.text.contains("It may look as if")
    }
}
