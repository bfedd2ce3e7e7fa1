//! The **front matter** of a lesson: TOML between two lines of `+++` (or `---`) at the top of its file.
//!
//! ```text
//! +++
//! title = "Completion and resumption"
//! part = "A"
//! place = 4
//! objective = "Trace the path from a result that is set to the next line of the task that waits."
//! core = true
//! new_term = "waker"
//! new_panel = "Wakers"
//! panels = ["Wakers"]
//! rules = ["R5"]
//! refutes = ["M03"]
//! [[scenes]]
//! name = "recipe"
//! title = "A slot that another task fills"
//! +++
//! ```

use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::goal::Goal;
use crate::course::lesson::real::RealTable;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// The metadata of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// The heading.
    pub title: String,
    /// The letter of the part.
    pub part: String,
    /// The number of the lesson in its part, counted from 1; numbers may be left out.
    pub place: u8,
    /// What the learner can do afterwards.
    pub objective: String,
    /// Whether it is part of the core course for a class.
    pub core: bool,
    /// The one new term.
    #[serde(default)]
    pub new_term: Option<String>,
    /// The one new panel, or two that show the same idea.
    #[serde(default)]
    pub new_panel: Option<String>,
    /// The one new piece of Rust, in up to two lines.
    #[serde(default)]
    pub new_rust: Option<String>,
    /// The panels that appear with this lesson.
    #[serde(default)]
    pub panels: Vec<String>,
    /// The rules that this lesson unlocks.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The other terms of the glossary that this lesson uses for the first time.
    #[serde(default)]
    pub terms: Vec<String>,
    /// The misconceptions that it refutes.
    #[serde(default)]
    pub refutes: Vec<String>,
    /// Words that are banned in other lessons.
    #[serde(default)]
    pub earned: Vec<String>,
    /// The source that the lesson opens with, if that isn't the program in the learner's language.
    #[serde(default)]
    pub opens: Option<OpenedSource>,
    /// Whether the lesson isn't finished. `check` doesn't check the text of a draft.
    #[serde(default)]
    pub draft: bool,
    /// The scenes, in order.
    pub scenes: Vec<SceneWords>,
    /// Notes about lines of the twin.
    #[serde(default)]
    pub twin: Vec<TwinNote>,
    /// Notes on lines of the recipe, for a reader who doesn't know Rust.
    #[serde(default)]
    pub gloss: Vec<Gloss>,
    /// The programs that show the lesson's subject in a real library.
    #[serde(default)]
    pub real: Vec<RealTable>,
}

impl FrontMatter {
    /// Returns the note on the twin's line with this marker. A scene, counted from 1, that says nothing about the line
    /// has the note of the first one.
    #[must_use]
    pub fn twin_note(&self, marker: &str, scene: usize) -> Option<&TwinNote> {
        let of_line =
            |scene| self.twin.iter().find(|note| note.at == marker && note.scene == scene);
        of_line(scene).or(of_line(1))
    }
}

/// A source that a lesson may open with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenedSource {
    /// The executor's own source.
    Executor,
}

/// The metadata of a scene.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SceneWords {
    /// Its short name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The virtual milliseconds that each poll takes.
    #[serde(default)]
    pub poll_cost: u64,
    /// The lints that its recipe may violate, each with the reason: `allow = { unused_variables = "…" }`.
    #[serde(default)]
    pub allow: BTreeMap<String, String>,
    /// The scenes that do what a mental model expects of this one: `overlaps = "tasks"`.
    #[serde(default)]
    pub as_if: BTreeMap<String, String>,
    /// The goal for the learner.
    #[serde(default)]
    pub goal: Option<Goal>,
}

impl SceneWords {
    /// Returns the virtual time that each poll takes.
    #[must_use]
    pub fn cost(&self) -> Duration {
        Duration::from_millis(self.poll_cost)
    }
}

/// How a line of the twin compares with the line of the recipe.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwinNote {
    /// The marker of the line.
    pub at: String,
    /// `=`: the same. `≈`: the same idea, written differently. `≠`: looks the same but isn't.
    pub mark: String,
    /// One sentence.
    pub note: String,
    /// The scene, counted from 1.
    #[serde(default = "first")]
    pub scene: usize,
}

/// A note on a marked line of the recipe, for a reader who knows Python but not Rust.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gloss {
    /// The marker of the line.
    pub at: String,
    /// What the line says, in a sentence or two.
    pub note: String,
    /// The scene, counted from 1.
    #[serde(default = "first")]
    pub scene: usize,
}

fn first() -> usize {
    1
}

/// A text split into the front matter and the rest.
#[derive(Debug)]
pub struct Halves<'a> {
    /// The front matter's TOML. It begins on line 2.
    pub front: &'a str,
    /// The text after the front matter.
    pub body: &'a str,
    /// The line on which that text starts.
    pub body_line: usize,
}

/// Splits a lesson's text after its front matter.
pub fn split<'a>(file: &str, text: &'a str) -> Result<Halves<'a>, Diagnostic> {
    let fence = text.lines().next().unwrap_or("").trim_end();
    if fence != "+++" && fence != "---" {
        let remedy = "begin the file with a line `+++`, the front matter, and another `+++`";
        return Err(Diagnostic::new(file, 1, "there is no front matter", remedy));
    }
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    let begin = at;
    for (nth, line) in text[begin..].split_inclusive('\n').enumerate() {
        if line.trim_end() == fence {
            let (front, body) = (&text[begin..at], &text[at + line.len()..]);
            return Ok(Halves { front, body, body_line: nth + 3 });
        }
        at += line.len();
    }
    let remedy = &format!("close it with a second line `{fence}`");
    Err(Diagnostic::new(file, 1, "the front matter does not end", remedy))
}

/// Parses the front matter.
pub fn read(file: &str, front: &str) -> Result<FrontMatter, Diagnostic> {
    toml::from_str(front).map_err(|error| toml_diagnostic(file, front, 2, &error))
}

/// Converts an error of the TOML parser to a diagnostic with a line. `first` is the first line of the TOML.
pub fn toml_diagnostic(
    file: &str,
    toml: &str,
    first: usize,
    error: &toml::de::Error,
) -> Diagnostic {
    let at = error.span().map_or(0, |span| span.start.min(toml.len()));
    // The span may end inside a character, but not at a line break.
    let line = first + toml.match_indices('\n').take_while(|(end, _)| *end < at).count();
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    Diagnostic::new(file, line, message, "see lessons/README.md for the fields and their form")
}
