//! The source in lines that can be heard: their numbers, which has just run, and which task is where.

use super::Reader;
use super::command::quoted;
use super::narration::capped;
use super::wording::sentences;
use crate::app::line_notes::{Likeness, LineNote};
use crate::app::sources::{LineChange, SourceLine, SourceTab};
use crate::course::executor_source::excerpt;
use crate::limits::{MAX_READ_ENTRIES, READ_LINES_AROUND};
use crate::record::escape_control;
use crate::world::TaskStage;
use crate::world::words::listed;
use std::ops::Range;

/// What is typed for all lines.
const ALL: &str = "all";

/// Returns whether a character only draws, such as a part of a rule in a comment.
fn is_drawing(letter: char) -> bool {
    matches!(letter, '\u{2500}'..='\u{259f}')
}

/// Returns whether a character only sets a path off from the code.
fn is_around_path(letter: char) -> bool {
    is_drawing(letter) || letter == '/' || letter.is_whitespace()
}

impl Reader {
    /// Returns the lines around the one that has just run, around the line that is asked for, or all of them.
    pub(super) fn source_lines(&self, asked: &str) -> Vec<String> {
        let tab = self.app.source_tab;
        let text = self.app.open.sources.text(tab);
        let Some(shown) = self.shown_lines(asked) else {
            let asked = quoted(asked);
            return vec![format!("`{asked}` isn't a line of this source. Type l 12, l all, or l.")];
        };
        let (ran, _) = self.app.source_position(tab);
        let ran = ran.and_then(|line| self.index_of(line));
        // In the chapter on the executor, each file begins with a line that has its path and no number.
        let is_path = |line: &&SourceLine| tab == SourceTab::Executor && line.number.is_none();
        let path = text.lines.iter().take(shown.start).rev().find(is_path);
        let path = path.map_or(&*text.file, |line| line.text.trim_matches(is_around_path));
        let notes = self.app.line_notes(tab);
        let mut lines = vec![format!("{}:", escape_control(path))];
        for (nth, line) in text.lines.iter().enumerate().take(shown.end).skip(shown.start) {
            if line.text.trim().is_empty() {
                continue;
            }
            if is_path(&line) {
                let path = line.text.trim_matches(is_around_path);
                lines.push(format!("{}:", escape_control(path)));
                continue;
            }
            if tab.is_beside_the_run() && line.number.is_none() {
                lines.push(escape_control(&line.text));
                continue;
            }
            let number = line.number.map_or("A line".to_owned(), |number| format!("Line {number}"));
            let change = match line.change {
                Some(LineChange::Added) => ", added",
                Some(LineChange::Removed) => ", removed",
                None => "",
            };
            let has_run = if ran == Some(nth) { ", just run" } else { "" };
            let code = line.text.trim_end().replace(is_drawing, "");
            let code = escape_control(&code);
            lines.push(format!("{number}{change}{has_run}: {code}"));
            let of_line = notes.iter().filter(|note| Some(note.line) == line.number);
            lines.extend(of_line.flat_map(spoken_note));
        }
        if ran.is_none() && !tab.is_beside_the_run() {
            lines.push("No line of this source has just run.".to_owned());
        }
        lines.extend(self.task_lines(tab));
        lines
    }

    /// Returns the notes on the line that has just run, which the screen shows under it. Each is returned once.
    pub(super) fn new_line_notes(&mut self) -> Vec<String> {
        let tab = self.app.source_tab;
        let (ran, _) = self.app.source_position(tab);
        let notes = self.app.line_notes(tab).into_iter().filter(|note| Some(note.line) == ran);
        let new: Vec<_> = notes.filter(|note| !self.told_notes.contains(note)).collect();
        let lines = new.iter().flat_map(spoken_note).collect();
        self.told_notes.extend(new);
        lines
    }

    /// Returns which lines are read out, counted from 0. `None` where the line that is asked for isn't there.
    fn shown_lines(&self, asked: &str) -> Option<Range<usize>> {
        let tab = self.app.source_tab;
        let all = &self.app.open.sources.text(tab).lines;
        if asked == ALL {
            return Some(0..all.len());
        }
        let middle = if asked.is_empty() {
            let (ran, tasks) = self.app.source_position(tab);
            let first = (tab == SourceTab::Executor).then(|| excerpt().0);
            let tasks = tasks.into_iter().map(|task| task.line);
            let places = ran.into_iter().chain(tasks).chain(self.app.named_lines(tab)).chain(first);
            match places.into_iter().find_map(|line| self.index_of(line)) {
                Some(middle) => middle,
                None => return Some(0..all.len().min(MAX_READ_ENTRIES)),
            }
        } else {
            let number: u32 = asked.parse().ok()?;
            all.iter().position(|line| line.number == Some(number))?
        };
        let end = middle.saturating_add(READ_LINES_AROUND + 1).min(all.len());
        Some(middle.saturating_sub(READ_LINES_AROUND)..end)
    }

    /// Returns the index of a line. The executor's files have numbers of their own, so its lines are counted.
    fn index_of(&self, line: u32) -> Option<usize> {
        let tab = self.app.source_tab;
        let all = &self.app.open.sources.text(tab).lines;
        match tab {
            SourceTab::Executor => (line as usize).checked_sub(1),
            SourceTab::Rust | SourceTab::Python | SourceTab::Real(_) | SourceTab::File(_) => {
                all.iter().position(|one| one.number == Some(line))
            }
        }
    }

    /// Returns which task is at which line.
    fn task_lines(&self, tab: SourceTab) -> Vec<String> {
        let (_, tasks) = self.app.source_position(tab);
        let session = &self.app.open.session;
        let record = session.record();
        let words = self.app.words(session.world(), &record);
        let mut lines = Vec::new();
        let mut told = Vec::new();
        for place in &tasks {
            if told.contains(&place.task) {
                continue;
            }
            told.push(place.task);
            let of_task = tasks.iter().filter(|one| one.task == place.task);
            let mut numbers: Vec<u32> = of_task.map(|one| one.line).collect();
            numbers.dedup();
            let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
            let noun = if numbers.len() == 1 { "line" } else { "lines" };
            let verb = match place.state {
                TaskStage::Running => "is running",
                TaskStage::Dropping => "is being dropped",
                TaskStage::Suspended | TaskStage::Lost => "waits",
                _ => "is",
            };
            let task = escape_control(&words.task(place.task));
            // The lines of the executor are counted, not numbered.
            lines.push(match tab {
                SourceTab::Executor => format!("This is the turn of {task}."),
                _ => format!("{task} {verb} at {noun} {}.", listed(&numbers)),
            });
        }
        capped(lines, "task", "tasks")
    }
}

/// Returns a note on a line, in words instead of signs.
fn spoken_note(note: &LineNote) -> Vec<String> {
    let likeness = match note.likeness {
        None => "",
        Some(Likeness::Same) => ", the same in Rust",
        Some(Likeness::Similar) => ", similar in Rust",
        Some(Likeness::Different) => ", different in Rust",
    };
    sentences(&format!("Note on line {}{likeness}:", note.line), &note.text)
}
