//! The lines of the source that the words on the screen name.

use super::App;
use super::guide::{Guide, Question};
use super::pane::Pane;
use super::sources::SourceTab;
use crate::course::executor_source::EXECUTOR;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::tour::Narration;

impl App {
    /// Returns the lines of a source that the words at this moment name, those of the latest text first.
    #[must_use]
    pub fn named_lines(&self, tab: SourceTab) -> Vec<u32> {
        let Some(guide) = &self.guide else { return Vec::new() };
        let (source, language) = match tab {
            SourceTab::Rust => (self.open.subject.source(), SourceLanguage::Rust),
            SourceTab::Python => (self.open.subject.twin(), SourceLanguage::Python),
            SourceTab::Executor => return executor_line(guide).into_iter().collect(),
            SourceTab::Real(_) => return Vec::new(),
            SourceTab::File(_) => match self.open.subject.scene() {
                Some(scene) => (scene.rust.clone(), SourceLanguage::Python),
                None => return Vec::new(),
            },
        };
        let mut lines = Vec::new();
        for text in texts(guide) {
            let named = inline::markers(text, language);
            for line in named.iter().filter_map(|name| source.line_of(name).ok()) {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        if lines.is_empty() {
            // Before the first turn of a later scene its words are about what is new in it.
            return self.lines_new_in_scene(tab);
        }
        lines
    }

    /// Returns the lines of a source that give the reason for an answer, while the moment of the reason is shown.
    #[must_use]
    pub fn evidence_lines(&self, tab: SourceTab) -> Vec<u32> {
        let guide = self.guide.as_ref().filter(|guide| guide.is_showing_reason);
        let Some(question) = guide.and_then(|guide| guide.question.as_ref()) else {
            return Vec::new();
        };
        let (source, language) = match tab {
            SourceTab::Rust => (self.open.subject.source(), SourceLanguage::Rust),
            SourceTab::Python => (self.open.subject.twin(), SourceLanguage::Python),
            SourceTab::File(_) => (self.open.subject.source(), SourceLanguage::Python),
            SourceTab::Executor | SourceTab::Real(_) => return Vec::new(),
        };
        let feedback = question.answered.as_ref().map(|(_, feedback)| feedback.text.as_str());
        let texts = feedback.into_iter().chain([question.asked.look.as_str()]);
        let named = texts.flat_map(|text| inline::markers(text, language));
        named.filter_map(|name| source.line_of(&name).ok()).collect()
    }

    /// Returns the names of the rows that give the reason for an answer, while the moment of the reason is shown.
    #[must_use]
    pub fn evidence_rows(&self, pane: Pane) -> Vec<&str> {
        let guide = self.guide.as_ref().filter(|guide| guide.is_showing_reason);
        let question = guide.and_then(|guide| guide.question.as_ref());
        let has_rows =
            matches!(pane, Pane::Coroutines | Pane::Tasks | Pane::Futures | Pane::Outside);
        let question = question.filter(|one| has_rows && one.reason_panes().contains(&pane));
        question.map_or_else(Vec::new, |question| question.asked.rows_to_look_at())
    }

    /// Returns whether the words belong to the run's position, and not to an earlier one.
    #[must_use]
    pub fn has_words_of_this_position(&self) -> bool {
        let Some(guide) = &self.guide else { return false };
        if let Some(is_elsewhere) = guide.shown_reason() {
            return !is_elsewhere;
        }
        guide.question.is_some() || guide.text.paragraph.is_some() || guide.text.since.is_none()
    }
}

/// Returns the texts that are on the screen, the latest first.
fn texts(guide: &Guide) -> Vec<&str> {
    if let Some(question) = &guide.question {
        return texts_of(question);
    }
    if guide.narration() == Narration::Off {
        return Vec::new();
    }
    match guide.text.paragraph {
        Some(nth) => guide.opening().get(nth).copied().into_iter().collect(),
        None => guide.text.words.as_deref().into_iter().collect(),
    }
}

fn texts_of(question: &Question) -> Vec<&str> {
    let mut texts: Vec<&str> = match &question.answered {
        Some((_, feedback)) => vec![&feedback.text],
        None => question.hints.iter().rev().map(String::as_str).collect(),
    };
    texts.push(&question.asked.ask);
    if question.answered.is_none() {
        // The lines that it takes to work the answer out.
        texts.push(&question.asked.look);
    }
    texts
}

/// Returns the line of the executor's source that the beat points at.
fn executor_line(guide: &Guide) -> Option<u32> {
    let (_, beat) = guide.text.beat.as_ref().filter(|_| guide.text.paragraph.is_none())?;
    let anchor = beat.anchor.as_ref().filter(|anchor| anchor.panel == "Executor")?;
    EXECUTOR.line_of(anchor.row.as_ref()?).ok()
}
