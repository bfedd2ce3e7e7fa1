//! **Progress**: what a learner has done, in a small text file of their own.
//!
//! ```text
//! version = 1
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
//! all, that is a sentence too, and the lesson goes on.

#[cfg(feature = "cli")]
mod file;

use crate::course::tour::{QuestionId, Reply};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[cfg(feature = "cli")]
pub use file::usual_file;

/// The version of the file that this program reads and writes.
pub const VERSION: u32 = 1;

/// What was done in one lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Done {
    /// The scene of the farthest beat, counted from 0.
    pub scene: usize,
    /// The farthest beat, by its place in the lesson, counted from 0.
    pub beat: usize,
    /// Was the end reached?
    pub finished: bool,
    /// What became of each question, by its name: `beat.question`.
    pub answers: BTreeMap<String, Result>,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Result {
    /// It was passed over.
    Skipped,
    /// Another option was taken.
    Other,
    /// The right one was.
    Right,
}

/// Something that a learner reached, to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// A beat of a lesson: its slug, the scene and the beat.
    Beat(&'static str, usize, usize),
    /// An answer to a question of a lesson.
    Answer(&'static str, QuestionId, Reply),
    /// The end of a lesson.
    Finish(&'static str),
}

/// All that was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    version: u32,
    last: Option<String>,
    lessons: BTreeMap<String, Done>,
}

/// The learner's progress, and the file that it is kept in.
#[derive(Debug)]
pub struct Progress {
    file: Option<PathBuf>,
    kept: Kept,
}

impl Progress {
    /// Progress that is kept nowhere.
    #[must_use]
    pub fn unkept() -> Progress {
        Progress { file: None, kept: Kept::default() }
    }

    /// What was done in a lesson.
    #[must_use]
    pub fn of(&self, slug: &str) -> Option<&Done> {
        self.kept.lessons.get(slug)
    }

    /// What was done in all lessons, by their slugs.
    #[must_use]
    pub fn all(&self) -> &BTreeMap<String, Done> {
        &self.kept.lessons
    }

    /// The lesson that was open last.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.kept.last.as_deref()
    }

    /// A beat was reached.
    pub fn reach(&mut self, slug: &str, scene: usize, beat: usize) {
        self.kept.last = Some(slug.to_owned());
        let done = self.kept.lessons.entry(slug.to_owned()).or_default();
        done.merge(&Done { scene, beat, ..Done::default() });
    }

    /// A question was answered or passed over.
    pub fn answer(&mut self, slug: &str, question: (usize, usize), result: Result) {
        let done = self.kept.lessons.entry(slug.to_owned()).or_default();
        let best = done.answers.entry(format!("{}.{}", question.0, question.1)).or_insert(result);
        *best = result.max(*best);
    }

    /// What a screen reports.
    pub fn note(&mut self, milestone: &Milestone) {
        match *milestone {
            Milestone::Beat(slug, scene, beat) => self.reach(slug, scene, beat),
            Milestone::Answer(slug, question, reply) => {
                let result = match reply {
                    Reply::Skipped => Result::Skipped,
                    Reply::Given(_, true) => Result::Right,
                    Reply::Given(_, false) => Result::Other,
                };
                self.answer(slug, question, result);
            }
            Milestone::Finish(slug) => self.finish(slug),
        }
    }

    /// The lesson was taken to its end.
    pub fn finish(&mut self, slug: &str) {
        self.kept.lessons.entry(slug.to_owned()).or_default().finished = true;
    }

    /// Writes nothing any more: it cannot be done, and was said.
    pub fn give_up(&mut self) {
        self.file = None;
    }

    /// Writes it down, with what another program has written meanwhile. Where that fails, a sentence.
    pub fn save(&mut self) -> Option<String> {
        let file = self.file.clone()?;
        match file::write(&mut self.kept, &file) {
            Ok(()) => None,
            Err(error) => {
                Some(format!("The progress cannot be saved in {} ({error}).", file.display()))
            }
        }
    }
}

impl Done {
    /// Takes of both what is farther.
    fn merge(&mut self, other: &Done) {
        (self.scene, self.beat) = (self.scene, self.beat).max((other.scene, other.beat));
        self.finished |= other.finished;
        for (question, result) in &other.answers {
            let best = self.answers.entry(question.clone()).or_insert(*result);
            *best = (*best).max(*result);
        }
    }
}

/// Without the feature `cli` there are no files to write.
#[cfg(not(feature = "cli"))]
mod file {
    use super::Kept;
    use std::io;
    use std::path::Path;

    pub fn write(_: &mut Kept, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
