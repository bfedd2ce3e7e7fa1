//! Reads a **lesson folder**: a lesson on the disk whose scenes are records.
//!
//! ```text
//!   my-lesson/
//!     lesson.md       the text, as in a lesson that is built in
//!     recipe.jsonl    the run of the first scene, as `coroscope export -f jsonl` writes it
//!     scene-2.jsonl   the run of the second scene
//! ```
//!
//! A record contains its source, so the folder needs no other file. The folder isn't trusted: a file that is too long,
//! isn't a regular file or isn't text is rejected.

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::markdown;
use crate::course::lesson::markers::LessonFile;
use crate::export::jsonl::{self, ReadError};
use crate::limits::{MAX_RECORD_BYTES, MAX_WATCHED_SCENES};
use crate::record::escape_control;
use crate::session::Program;
use crate::user_file;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use thiserror::Error;

/// Why a lesson folder can't be loaded.
#[derive(Debug, Error)]
pub enum FolderError {
    /// A file can't be read.
    #[error("can't read {0}: {1}")]
    File(PathBuf, io::Error),
    /// A record can't be parsed.
    #[error("{0}, {1}")]
    Record(PathBuf, ReadError),
    /// The text can't be parsed.
    #[error("{}", .0.first().map_or(String::new(), ToString::to_string))]
    Words(Vec<Diagnostic>),
    /// The front matter names no scene.
    #[error("{0}: the front matter names no scene: add a [[scenes]] with a name and a title")]
    NoScene(PathBuf),
}

/// Returns whether this is the folder of a lesson whose scenes are records.
#[must_use]
pub fn is_lesson_folder(folder: &Path) -> bool {
    folder.join("lesson.md").exists() && folder.join("recipe.jsonl").exists()
}

/// Loads the lesson in this folder.
///
/// # Errors
/// Fails with the first file that can't be read, and the reason.
pub fn load(folder: &Path) -> Result<Lesson, FolderError> {
    let file = folder.join("lesson.md");
    let text = user_file::read_text(&file).map_err(|why| FolderError::File(file.clone(), why))?;
    let name = escape_control(&file.display().to_string());
    let page = markdown::read(&name, &text).map_err(FolderError::Words)?;
    let front = page.front.clone();
    if front.scenes.is_empty() {
        return Err(FolderError::NoScene(file));
    }
    let scenes = front.scenes.iter().enumerate().map(|(nth, words)| {
        let name =
            if nth == 0 { "recipe.jsonl".to_owned() } else { format!("scene-{}.jsonl", nth + 1) };
        scene(&folder.join(name), words.name.clone(), words.title.clone())
    });
    Ok(Lesson {
        number: None,
        part: front.part.chars().next().unwrap_or('?'),
        place: front.place,
        slug: escape_control(&folder.display().to_string()),
        title: front.title.clone(),
        core: front.core,
        scenes: scenes.collect::<Result<_, _>>()?,
        text: LessonFile { file: name.into(), text: text.into() },
        page: Ok(page),
    })
}

/// Watches a lesson folder for changes, by polling the times of its files.
pub struct Watch {
    folder: PathBuf,
    seen: Vec<Stamp>,
}

/// The modification time and the length of a file, if it exists.
type Stamp = Option<(SystemTime, u64)>;

impl Watch {
    /// Returns a watch that reports changes from now on.
    #[must_use]
    pub fn new(folder: &Path) -> Watch {
        Watch { folder: folder.to_owned(), seen: stamps(folder) }
    }

    /// Loads the lesson again if one of its files was saved since the last call.
    pub fn poll_changes(&mut self) -> Option<Result<Lesson, FolderError>> {
        let now = stamps(&self.folder);
        if now == self.seen {
            return None;
        }
        self.seen = now;
        Some(load(&self.folder))
    }
}

fn stamps(folder: &Path) -> Vec<Stamp> {
    let scenes = (2..=MAX_WATCHED_SCENES).map(|nth| format!("scene-{nth}.jsonl"));
    let names = ["lesson.md".to_owned(), "recipe.jsonl".to_owned()].into_iter().chain(scenes);
    let stamp = |name: String| {
        let about = fs::metadata(folder.join(name)).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    names.map(stamp).collect()
}

fn scene(file: &Path, name: String, title: String) -> Result<Scene, FolderError> {
    let unreadable = |why| FolderError::File(file.to_owned(), why);
    let about = fs::metadata(file).map_err(unreadable)?;
    if !about.is_file() {
        let why = io::Error::new(io::ErrorKind::InvalidInput, "it isn't a regular file");
        return Err(unreadable(why));
    }
    if about.len() > MAX_RECORD_BYTES {
        let why = format!("it is longer than {} MiB", MAX_RECORD_BYTES >> 20);
        return Err(unreadable(io::Error::new(io::ErrorKind::InvalidData, why)));
    }
    let opened = File::open(file).map_err(unreadable)?;
    let (header, record) = jsonl::read_consistent(&mut BufReader::new(opened))
        .map_err(|why| FolderError::Record(file.to_owned(), why))?;
    let mut sources = header.sources.iter().map(LessonFile::from);
    let (rust, twin) = (sources.next().unwrap_or_default(), sources.next().unwrap_or_default());
    let program = Program::from_record(name.as_str(), record).with_sources(header.sources);
    let [expected, trace, twin_record] = [(); 3].map(|()| LessonFile::default());
    Ok(Scene { name, title, program, rust, twin, expected, trace, twin_record })
}
