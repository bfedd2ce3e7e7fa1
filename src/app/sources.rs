//! The source texts of a scene, split into lines and classified once, when the scene is opened.

use super::highlight::{self, Language, SyntaxClass};
use super::line_diff::{DiffLine, diff};
use crate::course::executor_source::EXECUTOR;
use crate::course::lesson::front_matter::OpenedSource;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::Subject;
use crate::world::line_map::LineMap;
use std::ops::Range;
use std::sync::Arc;

/// A tab of the source pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceTab {
    /// The recipe.
    #[default]
    Rust,
    /// The twin.
    Python,
    /// The executor's own source.
    Executor,
}

impl SourceTab {
    /// All tabs, in their order on the screen.
    pub const ALL: [SourceTab; 3] = [SourceTab::Rust, SourceTab::Python, SourceTab::Executor];

    /// Returns the tab of the program in this language.
    #[must_use]
    pub fn of(language: SourceLanguage) -> SourceTab {
        match language {
            SourceLanguage::Rust => SourceTab::Rust,
            SourceLanguage::Python => SourceTab::Python,
        }
    }

    /// Returns the source that a lesson opens with: the one that it names, or else the program in the learner's
    /// language, if that was chosen.
    #[must_use]
    pub fn opening(subject: &Subject, language: Option<SourceLanguage>) -> Option<SourceTab> {
        let page = subject.lesson().and_then(|lesson| lesson.page.as_ref().ok());
        match page.and_then(|page| page.front.opens) {
            Some(OpenedSource::Executor) => Some(SourceTab::Executor),
            None => language.map(SourceTab::of),
        }
    }

    /// Returns the language of the program in this tab. The executor isn't a lesson's program, so its tab has none.
    #[must_use]
    pub fn language(self) -> Option<SourceLanguage> {
        match self {
            SourceTab::Rust => Some(SourceLanguage::Rust),
            SourceTab::Python => Some(SourceLanguage::Python),
            SourceTab::Executor => None,
        }
    }

    /// Returns its label.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            SourceTab::Rust => "Rust",
            SourceTab::Python => "Python",
            SourceTab::Executor => "executor",
        }
    }

    /// Returns the tab after it.
    #[must_use]
    pub fn next(self) -> SourceTab {
        match self {
            SourceTab::Rust => SourceTab::Python,
            SourceTab::Python => SourceTab::Executor,
            SourceTab::Executor => SourceTab::Rust,
        }
    }
}

/// A source text, ready to be drawn.
#[derive(Clone, Debug, Default)]
pub struct SourceText {
    /// Its path in the project.
    pub file: Arc<str>,
    /// Its lines.
    pub lines: Vec<SourceLine>,
}

/// A line of source.
#[derive(Clone, Debug)]
pub struct SourceLine {
    /// Its number in its file, counted from 1; `None` for a heading that is in no file, and for a line that a change
    /// has removed.
    pub number: Option<u32>,
    /// What a change of the program did to this line.
    pub change: Option<LineChange>,
    /// Its text.
    pub text: String,
    /// Its parts and their classes, as byte ranges.
    pub parts: Vec<(Range<usize>, SyntaxClass)>,
}

/// What a change of the program did to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// It was removed: only the lesson's program has it.
    Removed,
    /// It was added: only the changed program has it.
    Added,
}

/// The source texts of a scene.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    texts: [SourceText; 3],
    /// The lines of the twin that stand for those of the recipe.
    twin_lines: LineMap,
}

impl Sources {
    /// Returns the sources of this scene.
    #[must_use]
    pub fn of(subject: &Subject) -> Sources {
        let (source, other) = (subject.source(), subject.twin());
        let [run, shown] = [&source, &other]
            .map(|file| file.markers().into_iter().map(|marker| (marker.name, marker.line)));
        let twin_lines =
            LineMap::from_markers(&*source.file, run, shown).with_text(&other.display_text());
        Sources {
            texts: [
                text(&source.file, &source.display_text()),
                text(&other.file, &other.display_text()),
                executor(),
            ],
            twin_lines,
        }
    }

    /// Returns the sources of a changed program, with the lines marked that differ from the lesson's.
    #[must_use]
    pub fn changed(lesson: &Subject, changed: &Subject) -> Sources {
        let (old, mut new) = (Sources::of(lesson), Sources::of(changed));
        for tab in [SourceTab::Rust, SourceTab::Python] {
            let lines = compared(&old.text(tab).lines, &new.text(tab).lines);
            new.texts[tab as usize].lines = lines;
        }
        new
    }

    /// Returns the tabs that aren't empty: a program of your own has no twin.
    pub fn tabs(&self) -> impl Iterator<Item = SourceTab> {
        SourceTab::ALL
            .into_iter()
            .filter(|tab| !self.text(*tab).lines.is_empty() || *tab == SourceTab::Rust)
    }

    /// Returns the next tab that isn't empty.
    #[must_use]
    pub fn after(&self, tab: SourceTab) -> SourceTab {
        let next = tab.next();
        if self.tabs().any(|there| there == next) { next } else { next.next() }
    }

    /// Returns the text of a tab.
    #[must_use]
    pub fn text(&self, tab: SourceTab) -> &SourceText {
        &self.texts[tab as usize]
    }

    /// The lines of the twin that stand for those of the recipe.
    #[must_use]
    pub fn twin_lines(&self) -> &LineMap {
        &self.twin_lines
    }

    /// Returns the line of this tab that corresponds to a line of the recipe. The executor's tab has none: the event
    /// decides which of its lines is highlighted, see [`marker_of`](crate::course::executor_source::marker_of).
    #[must_use]
    pub fn line_in(&self, tab: SourceTab, line: u32) -> Option<u32> {
        match tab {
            SourceTab::Rust => Some(line),
            SourceTab::Python => self.twin_lines.line(&self.text(SourceTab::Rust).file, line),
            SourceTab::Executor => None,
        }
    }
}

fn text(file: &str, content: &str) -> SourceText {
    let parts = highlight::lines(Language::of(file), content);
    let lines = (1..).zip(content.lines()).zip(parts);
    let line = |((number, text), parts): ((u32, &str), _)| SourceLine {
        number: Some(number),
        change: None,
        text: text.to_owned(),
        parts,
    };
    SourceText { file: Arc::from(file), lines: lines.map(line).collect() }
}

/// Returns the lines as they are compared: without the comment at the top of the file.
pub(super) fn code_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let is_about = |line: &&str| line.starts_with("//!") || line.starts_with("\"\"\"");
    lines.map(str::trim_end).map(|line| if is_about(&line) { "" } else { line }).collect()
}

/// Marks the lines of the new text that aren't in the old one, and inserts those that were removed. Blank lines
/// aren't marked.
fn compared(old: &[SourceLine], new: &[SourceLine]) -> Vec<SourceLine> {
    let old_lines = code_lines(old.iter().map(|line| &*line.text));
    let new_lines = code_lines(new.iter().map(|line| &*line.text));
    let mut lines = Vec::new();
    for line in diff(&old_lines, &new_lines) {
        match line {
            DiffLine::Same(at) => lines.push(new[at].clone()),
            DiffLine::Added(at) if new_lines[at].is_empty() => lines.push(new[at].clone()),
            DiffLine::Added(at) => {
                lines.push(SourceLine { change: Some(LineChange::Added), ..new[at].clone() });
            }
            DiffLine::Removed(at) if old_lines[at].is_empty() => {}
            DiffLine::Removed(at) => lines.push(SourceLine {
                number: None,
                change: Some(LineChange::Removed),
                ..old[at].clone()
            }),
        }
    }
    lines
}

/// Returns the chapter on the executor: several files, each with its own line numbers.
fn executor() -> SourceText {
    let mut text = text(EXECUTOR.file, &EXECUTOR.display_text());
    for (line, number) in text.lines.iter_mut().zip(EXECUTOR.numbers()) {
        line.number = number;
    }
    text
}
