//! A lesson's **page**: what its `lesson.md` holds. `reader` reads it.
//!
//! The text is plain Markdown and reads as a tutorial on paper. A second-level heading with a cue opens a
//! **beat**; what stands below it, up to the next heading, is said when the cue fires. Fenced blocks with
//! TOML inside are what the lesson asks and offers:
//!
//! ```text
//! ## The task is suspended { cue="pending waiter" anchor="Tasks waiter" scene="2" }
//! `waiter` asked and got no answer …                         the words, one paragraph
//!
//! ~~~predict      the executor answers        ~~~break       what to change, and what comes of it
//! ~~~question     the author answers          ~~~elsewhere   one line about another runtime
//! ```
//!
//! (with backticks for `~~~`). Text before the first heading is the opening. A heading without a cue is
//! a page of its own, read when the run is over.

use crate::course::lesson::front_matter::FrontMatter;
use crate::course::question::cue::Cue;
use crate::course::question::query::Arguments;
use serde::Deserialize;
use std::fmt;

/// The panels that a lesson may unlock or point at. The first two are there from the beginning.
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

/// How many of [`PANELS`] need not be unlocked.
pub const ALWAYS: usize = 2;

/// A lesson's text, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The file.
    pub file: String,
    /// What it says of itself.
    pub front: FrontMatter,
    /// The text before the first heading.
    pub opening: String,
    /// The beats, in order.
    pub beats: Vec<Beat>,
    /// Headings without a cue, each with its text.
    pub after: Vec<(String, String)>,
    /// What can be changed.
    pub variants: Vec<Variant>,
    /// What other runtimes do.
    pub elsewhere: Vec<Elsewhere>,
}

/// Words that belong to something that happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Beat {
    /// The heading.
    pub title: String,
    /// Its line in the file.
    pub line: usize,
    /// The scene, counted from 0.
    pub scene: usize,
    /// When it is said.
    pub cue: Cue,
    /// The panel, and the row in it, to look at.
    pub anchor: Option<Anchor>,
    /// The words, as Markdown.
    pub text: String,
    /// What is asked here.
    pub questions: Vec<Question>,
}

/// Where to look: a panel, and perhaps a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The panel's name.
    pub panel: String,
    /// The row's name.
    pub row: Option<String>,
}

/// Something that the learner is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its line in the file.
    pub line: usize,
    /// What kind it is.
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
    /// What the run is asked.
    pub query: String,
    /// The query's arguments.
    #[serde(default)]
    pub with: Arguments,
    /// Ask right before this cue instead of at once.
    #[serde(default)]
    pub before: Option<String>,
    /// The wrong loops whose answers are offered.
    #[serde(default)]
    pub options: Vec<String>,
    /// Wrong answers that the author gives.
    #[serde(default)]
    pub wrong: Vec<Wrong>,
    /// One short line that gives the reason, where the rule's first sentence does not.
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
    /// What one who gives it believes.
    #[serde(default)]
    pub misconception: Option<String>,
    /// What to say to it.
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
    /// One short line that gives the reason.
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
    /// What is changed.
    pub change: String,
    /// Another scene of the lesson, counted from 1; without it, the first.
    #[serde(default = "one")]
    pub scene: usize,
    /// Another order.
    #[serde(default)]
    pub schedule: String,
    /// Polls that cost so many milliseconds.
    #[serde(default)]
    pub poll_cost: Option<u64>,
    /// What to look for.
    pub look: String,
    /// The scene it is held against, counted from 1.
    #[serde(default = "one")]
    pub against: usize,
    /// The outcome stays the same, and that is the point.
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
    /// Reads `Tasks waiter`: a panel's name, and perhaps a row's.
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
    /// Is it the beat that names a wrong idea and shows what breaks it?
    #[must_use]
    pub fn is_refutation(&self) -> bool {
        self.text.contains("It may look as if")
    }
}
