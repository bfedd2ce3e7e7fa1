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

use crate::course::tour::{QuestionId, Reply};
use crate::user_file;
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::Builder;

/// The version of the file that this program reads and writes.
pub const VERSION: u32 = 1;

/// How the name of a file ends that is being written.
const NEW: &str = ".new";

/// So long a write waits for another program to end its own.
const PATIENCE: Duration = Duration::from_secs(3);

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

/// Where the file is without `--progress`: in the state directory, on Windows in that for data. `None` where
/// the user has no home.
#[must_use]
pub fn usual_file() -> Option<PathBuf> {
    let places = etcetera::choose_base_strategy().ok()?;
    let folder = places.state_dir().unwrap_or_else(|| places.data_dir());
    Some(folder.join("coroscope").join("progress.toml"))
}

impl Progress {
    /// Progress that is kept nowhere.
    #[must_use]
    pub fn unkept() -> Progress {
        Progress { file: None, kept: Kept::default() }
    }

    /// Reads the file; there need not be one. Beside the progress comes a sentence for the learner, where
    /// something is the matter.
    #[must_use]
    pub fn open(file: &Path) -> (Progress, Option<String>) {
        let fresh = |file: Option<&Path>| Progress {
            file: file.map(Path::to_path_buf),
            kept: Kept::default(),
        };
        match read(file) {
            Read::Kept(kept) => (Progress { file: Some(file.to_path_buf()), kept }, None),
            Read::None => (fresh(Some(file)), None),
            Read::Later(version) => {
                let word = format!(
                    "The progress in {} is of version {version}, and this coroscope reads version {VERSION}: \
                     it is left as it is, and nothing is saved.",
                    file.display()
                );
                (fresh(None), Some(word))
            }
            Read::Failed(error) => {
                let word = format!(
                    "The progress in {} cannot be read ({error}): nothing is saved.",
                    file.display()
                );
                (fresh(None), Some(word))
            }
            Read::Damaged(why) => match set_aside(file) {
                Ok(aside) => {
                    let word = format!(
                        "The progress in {} could not be understood ({why}). It was set aside as {}, and a new one \
                         begins.",
                        file.display(),
                        aside.display()
                    );
                    (fresh(Some(file)), Some(word))
                }
                Err(error) => {
                    let word = format!(
                        "The progress in {} could not be understood ({why}) nor set aside ({error}): nothing is \
                         saved.",
                        file.display()
                    );
                    (fresh(None), Some(word))
                }
            },
        }
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
        match self.write(&file) {
            Ok(()) => None,
            Err(error) => {
                Some(format!("The progress cannot be saved in {} ({error}).", file.display()))
            }
        }
    }

    fn write(&mut self, file: &Path) -> io::Result<()> {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let lock = lock(file)?;
        match read(file) {
            Read::Kept(there) => self.kept.merge(&there),
            Read::None => {}
            Read::Failed(error) => return Err(error),
            Read::Later(_) | Read::Damaged(_) => {
                return Err(io::Error::other("it has been changed into something else"));
            }
        }
        self.kept.version = VERSION;
        let text = toml::to_string(&self.kept).map_err(io::Error::other)?;
        // What a link points at is written, so that a file kept elsewhere stays there.
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
        let beside = target.parent().map_or(folder, |parent| parent);
        let name = target.file_name().unwrap_or(target.as_os_str()).to_string_lossy();
        let prefix = format!(".{name}.");
        if lock.is_held {
            sweep(beside, &prefix);
        }
        let mut new = Builder::new().prefix(&prefix).suffix(NEW).tempfile_in(beside)?;
        new.write_all(text.as_bytes())?;
        new.as_file().sync_all()?;
        new.persist(&target).map_err(|error| error.error)?;
        Ok(())
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

impl Kept {
    fn merge(&mut self, other: &Kept) {
        for (slug, done) in &other.lessons {
            self.lessons.entry(slug.clone()).or_default().merge(done);
        }
        if self.last.is_none() {
            self.last.clone_from(&other.last);
        }
    }
}

enum Read {
    Kept(Kept),
    None,
    Later(u32),
    Damaged(String),
    Failed(io::Error),
}

fn read(path: &Path) -> Read {
    let bytes = match user_file::read_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Read::None,
        Err(error) => return Read::Failed(error),
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Read::Damaged("it is no text".to_owned());
    };
    if text.is_empty() {
        return Read::None;
    }
    let version = toml::from_str::<toml::Table>(&text)
        .ok()
        .and_then(|table| table.get("version")?.as_integer())
        .and_then(|version| u32::try_from(version).ok());
    match version {
        Some(later) if later > VERSION => return Read::Later(later),
        Some(VERSION) => {}
        _ => return Read::Damaged("it has no version".to_owned()),
    }
    match toml::from_str(&text) {
        Ok(kept) => Read::Kept(kept),
        Err(error) => Read::Damaged(error.message().lines().next().unwrap_or("?").to_owned()),
    }
}

/// Removes what a program left that was killed while it wrote. Only the holder of the lock may: nobody else
/// is writing then.
fn sweep(folder: &Path, prefix: &str) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let middle = name.strip_prefix(prefix).and_then(|name| name.strip_suffix(NEW));
        if middle.is_some_and(|middle| middle.chars().all(|c| c.is_ascii_alphanumeric())) {
            let _may_stay = fs::remove_file(entry.path());
        }
    }
}

/// The lock of a file.
struct Lock {
    _held_while_open: File,
    is_held: bool,
}

/// Holds the file's lock while it lives. It lies beside the file, because the file itself is replaced.
#[expect(
    clippy::disallowed_methods,
    reason = "another program is waited for, by the clock that both have"
)]
fn lock(file: &Path) -> io::Result<Lock> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = File::create(PathBuf::from(name))?;
    let until = Instant::now() + PATIENCE;
    loop {
        match lock.try_lock() {
            // Where the disk has no locks, the merge still helps.
            Err(TryLockError::Error(_)) => {
                return Ok(Lock { _held_while_open: lock, is_held: false });
            }
            Ok(()) => return Ok(Lock { _held_while_open: lock, is_held: true }),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                return Err(io::Error::other("another program is writing it"));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// Gives a damaged file a name that is free.
fn set_aside(file: &Path) -> io::Result<PathBuf> {
    for nth in 1..100 {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".damaged-{nth}"));
        let aside = PathBuf::from(name);
        if !aside.exists() {
            fs::rename(file, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many damaged files are there already"))
}
