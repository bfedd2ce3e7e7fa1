//! The source texts of a scene, split into lines and classified once, when the scene is opened.

use super::highlight::{self, Language, SyntaxClass};
use super::line_diff::{DiffLine, diff};
use crate::course::catalog::RealProgram;
use crate::course::executor_source::EXECUTOR;
use crate::course::lesson::front_matter::OpenedSource;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::Subject;
use crate::record::source::{Language as ProgramLanguage, SourceFile};
use crate::world::line_map::LineMap;
use std::ops::Range;
use std::sync::Arc;

/// A tab of the source pane. A lesson has the recipe, the twin, the executor and its programs in real libraries; a
/// Python program has its own files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceTab {
    /// The recipe, or a Rust program without a lesson.
    #[default]
    Rust,
    /// The twin.
    Python,
    /// The executor's own source.
    Executor,
    /// A program in a real library, counted from 0.
    Real(usize),
    /// A file of a Python program, counted from 0.
    File(usize),
}

impl SourceTab {
    /// Returns the tab of a lesson's program in this language.
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

    /// Returns the language of a lesson's program in this tab. The executor isn't a lesson's program, nor is a program in
    /// a real library or a file of a Python program.
    #[must_use]
    pub fn language(self) -> Option<SourceLanguage> {
        match self {
            SourceTab::Rust => Some(SourceLanguage::Rust),
            SourceTab::Python => Some(SourceLanguage::Python),
            SourceTab::Executor | SourceTab::Real(_) | SourceTab::File(_) => None,
        }
    }

    /// Returns whether the tab shows code that the session doesn't run, so that no line of it is highlighted and no text
    /// of the lesson refers to it.
    #[must_use]
    pub fn is_beside_the_run(self) -> bool {
        matches!(self, SourceTab::Real(_))
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

/// The source texts of a scene, each with its tab.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    tabs: Vec<Entry>,
    /// What a tab shows that isn't there.
    blank: SourceText,
    /// The lines of the twin that stand for those of the recipe.
    twin_lines: LineMap,
}

#[derive(Clone, Debug)]
struct Entry {
    tab: SourceTab,
    title: String,
    text: SourceText,
}

impl Sources {
    /// Returns the sources of this scene.
    #[must_use]
    pub fn of(subject: &Subject) -> Sources {
        let program = subject.program();
        if program.language == ProgramLanguage::Python {
            let own = subject.source();
            let own = [SourceFile::new(own.file, own.text)];
            let files = if program.sources.is_empty() { &own[..] } else { &program.sources };
            return Sources { tabs: file_tabs(files), ..Sources::default() };
        }
        let (source, other) = (subject.source(), subject.twin());
        let [run, shown] = [&source, &other]
            .map(|file| file.markers().into_iter().map(|marker| (marker.name, marker.line)));
        let different = source
            .markers()
            .into_iter()
            .filter(|marker| is_different(subject, marker.name))
            .map(|marker| marker.line);
        let twin_lines = LineMap::from_markers(&*source.file, run, shown)
            .with_text(&other.display_text())
            .with_differences(different);
        let tabs = [
            (SourceTab::Rust, "Rust", text(&source.file, &source.display_text())),
            (SourceTab::Python, "Python", text(&other.file, &other.display_text())),
            (SourceTab::Executor, "executor", executor()),
        ];
        // A program of your own has no twin.
        let tabs = tabs
            .into_iter()
            .filter(|(tab, _, text)| *tab != SourceTab::Python || !text.lines.is_empty());
        let tabs = tabs.map(|(tab, title, text)| Entry { tab, title: title.to_owned(), text });
        let real = subject.lesson().map_or(&[][..], |lesson| &lesson.real);
        let real = real.iter().enumerate().map(|(nth, program)| Entry {
            tab: SourceTab::Real(nth),
            title: program.table.library.clone(),
            text: real_program(&subject.name(), program),
        });
        Sources { tabs: tabs.chain(real).collect(), twin_lines, ..Sources::default() }
    }

    /// Returns the sources of a changed program, with the lines marked that differ from the lesson's.
    #[must_use]
    pub fn changed(lesson: &Subject, changed: &Subject) -> Sources {
        let (old, mut new) = (Sources::of(lesson), Sources::of(changed));
        for tab in &mut new.tabs {
            if !matches!(tab.tab, SourceTab::Executor | SourceTab::Real(_)) {
                tab.text.lines = compared(&old.text(tab.tab).lines, &tab.text.lines);
            }
        }
        new
    }

    /// Returns the tabs, in their order on the screen.
    pub fn tabs(&self) -> impl Iterator<Item = SourceTab> {
        self.tabs.iter().map(|tab| tab.tab)
    }

    /// Returns the tab that is shown first.
    #[must_use]
    pub fn first(&self) -> SourceTab {
        self.tabs.first().map_or(SourceTab::Rust, |tab| tab.tab)
    }

    /// Returns whether there is such a tab.
    #[must_use]
    pub fn has(&self, tab: SourceTab) -> bool {
        self.tabs().any(|there| there == tab)
    }

    /// Returns the next tab.
    #[must_use]
    pub fn after(&self, tab: SourceTab) -> SourceTab {
        let at = self.tabs.iter().position(|there| there.tab == tab);
        let next = at.and_then(|at| self.tabs.get(at + 1));
        next.map_or_else(|| self.first(), |next| next.tab)
    }

    /// Returns the label of a tab: a language, or the name of a file.
    #[must_use]
    pub fn title(&self, tab: SourceTab) -> &str {
        self.find(tab).map_or("", |tab| &tab.title)
    }

    /// Returns the text of a tab.
    #[must_use]
    pub fn text(&self, tab: SourceTab) -> &SourceText {
        self.find(tab).map_or(&self.blank, |tab| &tab.text)
    }

    fn find(&self, tab: SourceTab) -> Option<&Entry> {
        self.tabs.iter().find(|there| there.tab == tab)
    }

    /// Returns the tab of the file that events name so.
    #[must_use]
    pub fn tab_of_file(&self, file: &str) -> Option<SourceTab> {
        let is_file =
            |tab: &&Entry| matches!(tab.tab, SourceTab::File(_)) && *tab.text.file == *file;
        self.tabs.iter().find(is_file).map(|tab| tab.tab)
    }

    /// The lines of the twin that stand for those of the recipe.
    #[must_use]
    pub fn twin_lines(&self) -> &LineMap {
        &self.twin_lines
    }

    /// Returns the line of this tab that corresponds to a line of the recipe. The executor's tab has none: the event
    /// decides which of its lines is highlighted, see [`marker_of`](crate::course::executor_source::marker_of). A file
    /// of a Python program is what was run, so its lines are its own.
    #[must_use]
    pub fn line_in(&self, tab: SourceTab, line: u32) -> Option<u32> {
        match tab {
            SourceTab::Rust | SourceTab::File(_) => Some(line),
            SourceTab::Python => self.twin_lines.line(&self.text(SourceTab::Rust).file, line),
            SourceTab::Executor | SourceTab::Real(_) => None,
        }
    }
}

/// Returns a tab for each file, labelled with the shortest end of its path that no other file has.
fn file_tabs(files: &[SourceFile]) -> Vec<Entry> {
    let end = |file: &SourceFile, parts: usize| -> String {
        let all: Vec<_> = file.path.split('/').collect();
        all[all.len().saturating_sub(parts)..].join("/")
    };
    let title = |file: &SourceFile| {
        let is_only = |parts: &usize| {
            files.iter().filter(|other| end(other, *parts) == end(file, *parts)).count() == 1
        };
        let most = file.path.split('/').count();
        end(file, (1..=most).find(is_only).unwrap_or(most))
    };
    let tab = |(nth, file): (usize, &SourceFile)| Entry {
        tab: SourceTab::File(nth),
        title: title(file),
        text: text_in(Language::Python, &file.path, &file.text),
    };
    files.iter().enumerate().map(tab).collect()
}

/// Returns whether the lesson says that the twin's line with this marker does something else. A scene that says nothing
/// about the line has it from the first one.
fn is_different(subject: &Subject, marker: &str) -> bool {
    let front = subject.lesson().and_then(|lesson| Some(&lesson.page.as_ref().ok()?.front));
    let scene = subject.scene_index().map_or(1, |nth| nth + 1);
    let note = front.and_then(|front| front.twin_note(marker, scene));
    note.is_some_and(|note| note.mark == "\u{2260}")
}

fn text(file: &str, content: &str) -> SourceText {
    text_in(Language::of(file), file, content)
}

fn text_in(language: Language, file: &str, content: &str) -> SourceText {
    let parts = highlight::lines(language, content);
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
fn code_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
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

/// Returns a program in a real library, and after it what it prints, what to know about it, and how to run it.
fn real_program(lesson: &str, program: &RealProgram) -> SourceText {
    let table = &program.table;
    let mut shown = text(&program.source.file, &program.source.text);
    let mut add = |class: SyntaxClass, text: &str| {
        let parts = vec![(0..text.len(), class)];
        shown.lines.push(SourceLine { number: None, change: None, text: text.to_owned(), parts });
    };
    let mut heading = |words: &str, lines: &[&str]| {
        add(SyntaxClass::Plain, "");
        add(SyntaxClass::Comment, words);
        for line in lines {
            add(SyntaxClass::Plain, line);
        }
    };
    match (&program.output, &table.unrun) {
        (Some(output), _) => heading("What it prints:", &output.text.lines().collect::<Vec<_>>()),
        (None, Some(why)) => heading("What it prints isn't known here:", &[why]),
        (None, None) => {}
    }
    heading("Before you use this:", &[&table.caveat]);
    let run = format!("coroscope run-real {lesson}");
    let install = table.install.as_ref().map(|command| format!("It needs: {command}"));
    let how = [Some(run.as_str()), install.as_deref()];
    heading("To run it:", &how.into_iter().flatten().collect::<Vec<_>>());
    shown
}

/// Returns the chapter on the executor: several files, each with its own line numbers.
fn executor() -> SourceText {
    let mut text = text(EXECUTOR.file, &EXECUTOR.display_text());
    for (line, number) in text.lines.iter_mut().zip(EXECUTOR.numbers()) {
        line.number = number;
    }
    text
}
