//! **Progress**: what a learner has done, in a small text file of their own.
//!
//! ```text
//! version = 1
//! language = "python"
//!
//! [lessons.resume]
//! scene = 0
//! beat = 4
//! finished = false
//! [lessons.resume.answers]
//! "0.1" = "right"
//! ```
//!
//! The file is written whole beside its old self and then put in its place, so that a crash leaves the old
//! one. Two programs that are open together do not lose each other's answers: each write reads what is
//! there, takes of both what is farther, and only then writes. A file that cannot be understood is set
//! aside under another name, with a sentence, and never written over. Where nothing can be written at
//! all, that is a sentence too, and the lesson continues.

mod format;
#[cfg(feature = "cli")]
mod store;

use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::{QuestionId, Reply};
use format::ProgressFile;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub use format::{AnswerResult, LessonProgress, VERSION};
#[cfg(feature = "cli")]
pub use store::default_path;

/// Something that a learner reached, to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// A beat of a lesson: its slug, the scene and the beat.
    Beat(String, usize, usize),
    /// An answer to a question of a lesson.
    Answer(String, QuestionId, Reply),
    /// The end of a lesson.
    Finish(String),
}

impl Milestone {
    /// Returns the slug of the lesson.
    #[must_use]
    pub fn slug(&self) -> &str {
        match self {
            Milestone::Beat(slug, ..) | Milestone::Answer(slug, ..) | Milestone::Finish(slug) => {
                slug
            }
        }
    }
}

impl LessonProgress {
    /// Takes in what was reached in this lesson. A worse answer than an earlier one changes nothing.
    pub fn reach(&mut self, milestone: &Milestone) {
        let mut reached = LessonProgress::default();
        match milestone {
            Milestone::Beat(_, scene, beat) => (reached.scene, reached.beat) = (*scene, *beat),
            Milestone::Answer(_, question, reply) => {
                reached.answers.insert(question.to_string(), (*reply).into());
            }
            Milestone::Finish(_) => reached.finished = true,
        }
        self.merge(&reached);
    }
}

/// The learner's progress, and the file that it is stored in.
#[derive(Debug)]
pub struct Progress {
    file: Option<PathBuf>,
    stored: ProgressFile,
}

impl Progress {
    /// Returns progress that is stored nowhere.
    #[must_use]
    pub fn in_memory() -> Progress {
        Progress { file: None, stored: ProgressFile::default() }
    }

    /// Returns what was done in a lesson.
    #[must_use]
    pub fn lesson(&self, slug: &str) -> Option<&LessonProgress> {
        self.stored.lessons.get(slug)
    }

    /// Returns what was done in all lessons, by their slugs.
    #[must_use]
    pub fn lessons(&self) -> &BTreeMap<String, LessonProgress> {
        &self.stored.lessons
    }

    /// Returns the slug of the lesson that was open last.
    #[must_use]
    pub fn last_lesson(&self) -> Option<&str> {
        self.stored.last.as_deref()
    }

    /// Returns the language that the learner chose on the welcome page. `None` until then.
    #[must_use]
    pub fn language(&self) -> Option<SourceLanguage> {
        let chosen = self.stored.language.as_deref()?;
        SourceLanguage::ALL.into_iter().find(|language| language.directive() == chosen)
    }

    /// Records the language that the learner chose.
    pub fn record_language(&mut self, language: SourceLanguage) {
        self.stored.language = Some(language.directive().to_owned());
    }

    /// Records that a beat was reached.
    pub fn record_beat(&mut self, slug: &str, scene: usize, beat: usize) {
        self.stored.last = Some(slug.to_owned());
        let done = self.stored.lessons.entry(slug.to_owned()).or_default();
        done.merge(&LessonProgress { scene, beat, ..LessonProgress::default() });
    }

    /// Records how a question was answered. A worse answer than an earlier one changes nothing.
    pub fn record_answer(&mut self, slug: &str, question: QuestionId, result: AnswerResult) {
        let done = self.stored.lessons.entry(slug.to_owned()).or_default();
        let best = done.answers.entry(question.to_string()).or_insert(result);
        *best = result.max(*best);
    }

    /// Records what a screen reports.
    pub fn record(&mut self, milestone: &Milestone) {
        match milestone {
            Milestone::Beat(slug, scene, beat) => self.record_beat(slug, *scene, *beat),
            Milestone::Answer(slug, question, reply) => {
                self.record_answer(slug, *question, (*reply).into());
            }
            Milestone::Finish(slug) => self.record_finish(slug),
        }
    }

    /// Records that the end of a lesson was reached.
    pub fn record_finish(&mut self, slug: &str) {
        self.stored.lessons.entry(slug.to_owned()).or_default().finished = true;
    }

    /// Records that the learner knows a lesson without having read it.
    pub fn record_known(&mut self, slug: &str) {
        self.stored.lessons.entry(slug.to_owned()).or_default().known = true;
    }

    /// Stops writing the file, after a write has failed and the learner was told.
    pub fn stop_saving(&mut self) {
        self.file = None;
    }

    /// Writes the file, merged with what another program has written meanwhile. Returns a sentence for the learner
    /// if that fails.
    pub fn save(&mut self) -> Option<String> {
        let file = self.file.clone()?;
        match store::write(&mut self.stored, &file) {
            Ok(()) => None,
            Err(error) => Some(format!("Can't save your progress to {}: {error}.", file.display())),
        }
    }
}

/// Without the feature `cli` there are no files to write.
#[cfg(not(feature = "cli"))]
mod store {
    use super::ProgressFile;
    use std::io;
    use std::path::Path;

    pub fn write(_: &mut ProgressFile, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
