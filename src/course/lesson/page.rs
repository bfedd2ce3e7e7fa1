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
//! ~~~predict      the executor answers        ~~~break       what to change, and a prediction of it
//! ~~~question     the author answers          ~~~elsewhere   one line about another runtime
//! ~~~end          the card that the lesson ends with
//! ~~~note         what a teacher says about the beat; no learner's screen shows it
//! ```
//!
//! (with backticks for `~~~`). Text before the first heading is the opening. Texts may hold
//! the notation of [`inline`](super::inline). A heading without a cue is
//! a separate page, which is shown after the run has ended.

use crate::course::lesson::front_matter::FrontMatter;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::question::cue::Cue;
use crate::course::question::query::Arguments;
use serde::Deserialize;
use std::collections::BTreeMap;
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
    /// The paragraphs before the first heading, which are read one at a time.
    pub opening: Vec<String>,
    /// The beats, in order.
    pub beats: Vec<Beat>,
    /// Headings without a cue, each with its text.
    pub after: Vec<(String, String)>,
    /// The changes that the learner can make.
    pub variants: Vec<Variant>,
    /// Notes about other runtimes.
    pub elsewhere: Vec<Elsewhere>,
    /// How it ends.
    pub end: Option<EndCard>,
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
    /// What a teacher can say about it. Only `coroscope notes` shows it.
    pub note: Option<String>,
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
    /// The whole text for the right answer.
    #[serde(default)]
    pub yes: Option<String>,
    /// The whole texts for the answers of wrong loops, by their tags.
    #[serde(default)]
    pub no: BTreeMap<String, String>,
    /// The first hint, in words.
    #[serde(default)]
    pub hint: Option<String>,
    /// Where to look: the panels that come to the front with the first hint.
    pub look: String,
    /// The rule that answers it.
    pub rule: String,
    /// The cue of the moment that shows the reason, where that is not the moment that settles the answer.
    #[serde(default)]
    pub see: Option<String>,
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
    /// The whole text for it.
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
    /// The whole text for the right answer.
    #[serde(default)]
    pub yes: Option<String>,
    /// The wrong answers.
    pub wrong: Vec<Wrong>,
    /// The first hint, in words.
    #[serde(default)]
    pub hint: Option<String>,
    /// Where to look: the panels that come to the front with the first hint.
    pub look: String,
    /// The rule that answers it.
    pub rule: String,
    /// The cue of the moment that shows the reason, where that is not the beat.
    #[serde(default)]
    pub see: Option<String>,
}

/// A `break` block: one change, a prediction of what it does, and what to look at after the run.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "BreakBlock")]
pub struct Variant {
    /// The description of the change.
    pub change: String,
    /// The scene to run, counted from 1. The default is the first.
    pub scene: usize,
    /// The order to run.
    pub schedule: String,
    /// The virtual milliseconds that each poll takes.
    pub poll_cost: Option<u64>,
    /// What to look at after the run.
    pub look: String,
    /// The scene that it is compared with, counted from 1.
    pub against: usize,
    /// Whether the outcome is meant to stay the same.
    pub no_change: bool,
    /// What the learner is asked before the changed run starts.
    pub prediction: Option<Question>,
    /// The line in the file.
    pub line: usize,
}

impl Variant {
    /// Returns what the change is, as a heading without a full stop: `Your change: poll ...`. A change that says where it
    /// is made has a colon of its own, and gets no second one.
    #[must_use]
    pub fn heading(&self) -> String {
        let change = self.change.trim_end_matches('.');
        match change.split_once(": ") {
            Some((place, change)) if place.starts_with("with ") => {
                format!("Your change {place}: {change}")
            }
            Some((aim, change)) => format!("Your change ({aim}): {change}"),
            None => format!("Your change: {change}"),
        }
    }
}

/// A `break` block as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakBlock {
    change: String,
    #[serde(default = "one")]
    scene: usize,
    #[serde(default)]
    schedule: String,
    poll_cost: Option<u64>,
    look: String,
    #[serde(default = "one")]
    against: usize,
    #[serde(default, rename = "no-change")]
    no_change: bool,
    ask: Option<String>,
    query: Option<String>,
    #[serde(default)]
    with: Arguments,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    wrong: Vec<Wrong>,
    yes: Option<String>,
    #[serde(default)]
    no: BTreeMap<String, String>,
    hint: Option<String>,
    see: Option<String>,
}

impl TryFrom<BreakBlock> for Variant {
    type Error = &'static str;

    fn try_from(block: BreakBlock) -> Result<Variant, &'static str> {
        let BreakBlock { change, scene, schedule, poll_cost, look, against, no_change, .. } = block;
        let is_bare = block.options.is_empty()
            && block.wrong.is_empty()
            && block.no.is_empty()
            && block.yes.is_none();
        let prediction = match (block.ask, block.query) {
            (Some(ask), Some(query)) => {
                let (with, options, wrong) = (block.with, block.options, block.wrong);
                let (yes, no, hint, see) = (block.yes, block.no, block.hint, block.see);
                // `look` would give the result away.
                let (before, look, rule) = (None, String::new(), String::new());
                let predict = PredictBlock {
                    ask,
                    query,
                    with,
                    before,
                    options,
                    wrong,
                    yes,
                    no,
                    hint,
                    look,
                    rule,
                    see,
                };
                Some(Question { line: 0, kind: QuestionKind::Predicted(predict) })
            }
            (None, None) if is_bare => None,
            _ => return Err("a prediction of a break needs both `ask` and `query`"),
        };
        Ok(Variant {
            change,
            scene,
            schedule,
            poll_cost,
            look,
            against,
            no_change,
            prediction,
            line: 0,
        })
    }
}

fn one() -> usize {
    1
}

/// An `end` block: the card that a lesson ends with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndCard {
    /// What was learned: three sentences.
    pub learned: Vec<String>,
    /// Which change to make next.
    #[serde(rename = "try")]
    pub try_it: String,
    /// Something to do in the learner's own editor.
    #[serde(default)]
    pub exercise: Option<String>,
    /// The next lesson.
    #[serde(default)]
    pub next: Option<String>,
    /// The line in the file.
    #[serde(skip)]
    pub line: usize,
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

impl Elsewhere {
    /// Returns whether the note is for those who read the program in this language: Tokio's are for Rust and asyncio's
    /// for Python. Others, such as JavaScript's, are for both.
    #[must_use]
    pub fn is_for(&self, language: SourceLanguage) -> bool {
        let (is_tokio, is_asyncio) =
            (self.runtime.contains("Tokio"), self.runtime.contains("asyncio"));
        is_tokio == is_asyncio
            || match language {
                SourceLanguage::Rust => is_tokio,
                SourceLanguage::Python => is_asyncio,
            }
    }
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
    /// Returns whether it names what people expect, and shows that it's not so.
    #[must_use]
    pub fn is_refutation(&self) -> bool {
        self.text.contains("You might")
    }
}
