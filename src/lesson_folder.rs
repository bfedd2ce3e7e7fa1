//! Reads a **lesson folder**: a lesson on the disk whose scenes are records, or scripts that run on `CPython`.
//!
//! ```text
//!   my-lesson/
//!     lesson.md       the text, as in a lesson that is built in
//!     recipe.jsonl    the run of the first scene, as `coroscope export -f jsonl` writes it
//!     scene-2.py      the program of the second scene
//! ```
//!
//! A record contains its source, so the folder needs no other file. The folder isn't trusted: a file that is too long,
//! isn't a regular file or isn't text is rejected, and a script runs only after the user has agreed to it (`trust`).

mod recipe;
mod trust;

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::markdown;
use crate::course::lesson::markers::LessonFile;
use crate::export::jsonl::{self, ReadError};
use crate::limits::{MAX_RECORD_BYTES, MAX_WATCHED_SCENES};
use crate::process::{Children, Output};
use crate::python::syntax::SyntaxError;
use crate::python::{Interpreter, PythonError, Script, Target};
use crate::record::escape_control;
use crate::record::source::{Language, SourceFile};
use crate::session::Program;
use crate::user_file;
use recipe::Recipe;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use thiserror::Error;
use trust::Agreement;

/// Where Python looks for compiled files, so that it finds none.
const NO_CACHE: &str = "/nonexistent/coroscope";

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
    /// A script can't be compiled.
    #[error("{0}, {1}")]
    Syntax(PathBuf, SyntaxError),
    /// A script can't run.
    #[error("{0}: {1}")]
    Script(PathBuf, PythonError),
    /// The user hasn't agreed to run the scripts.
    #[error(
        "{0} contains code that would run with your rights: {1}. Read it first. To run it, add --trust to the command; \
         that's remembered until a file of the folder changes."
    )]
    NotTrusted(PathBuf, String),
}

/// How a folder's scripts are run.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// The interpreter that was named.
    pub python: Option<PathBuf>,
    /// Whether the user agrees to run them.
    pub is_trusted: bool,
}

/// Returns whether this is the folder of a lesson whose scenes are records or scripts.
#[must_use]
pub fn is_lesson_folder(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).exists();
    has("lesson.md") && (has("recipe.jsonl") || has("recipe.py"))
}

/// Loads the lesson in this folder. Its scripts run only if the user has agreed to that before.
///
/// # Errors
/// Fails with the first file that can't be read, and the reason.
pub fn load(folder: &Path) -> Result<Lesson, FolderError> {
    load_with(folder, &Code::default())
}

/// Returns the name of a scene's file without its ending. Scenes are counted from 0.
fn stem(nth: usize) -> String {
    if nth == 0 { "recipe".to_owned() } else { format!("scene-{}", nth + 1) }
}

/// Like [`load`], with what the user says about its scripts.
///
/// # Errors
/// Fails with the first file that can't be read, and the reason.
pub fn load_with(folder: &Path, code: &Code) -> Result<Lesson, FolderError> {
    let file = folder.join("lesson.md");
    let text = user_file::read_text(&file).map_err(|why| FolderError::File(file.clone(), why))?;
    let name = escape_control(&file.display().to_string());
    let page = markdown::read(&name, &text).map_err(FolderError::Words)?;
    let front = page.front.clone();
    if front.scenes.is_empty() {
        return Err(FolderError::NoScene(file));
    }
    let scripts: Vec<String> = (0..front.scenes.len())
        .map(|nth| format!("{}.py", stem(nth)))
        .filter(|script| folder.join(script).exists())
        .collect();
    let python = if scripts.is_empty() {
        None
    } else {
        let agreement = trust::agreement(folder, code.is_trusted)
            .map_err(|why| FolderError::File(folder.to_owned(), why))?;
        let Some(agreement) = agreement else {
            return Err(FolderError::NotTrusted(folder.to_owned(), scripts.join(", ")));
        };
        let found = Interpreter::find(code.python.as_deref());
        let found = found.map_err(|why| FolderError::Script(folder.join(&scripts[0]), why))?;
        Some((found, agreement))
    };
    let scenes = front.scenes.iter().enumerate().map(|(nth, words)| {
        let (name, title) = (words.name.clone(), words.title.clone());
        let script = format!("{}.py", stem(nth));
        match &python {
            Some((python, agreement)) if scripts.contains(&script) => {
                scripted((folder, &script), python, agreement, [name, title])
            }
            _ => scene(&folder.join(format!("{}.jsonl", stem(nth))), name, title),
        }
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
        real: Vec::new(),
    })
}

/// Returns the scripts of a lesson folder, if the user hasn't agreed to run them.
#[must_use]
pub fn scripts_to_agree_to(folder: &Path) -> Vec<String> {
    if !is_lesson_folder(folder) {
        return Vec::new();
    }
    let scripts = (0..MAX_WATCHED_SCENES).map(|nth| format!("{}.py", stem(nth)));
    let scripts: Vec<_> = scripts.filter(|script| folder.join(script).exists()).collect();
    if !scripts.is_empty() && !trust::is_known(folder) { scripts } else { Vec::new() }
}

/// Watches a lesson folder for changes, by polling the times of its files.
pub struct Watch {
    folder: PathBuf,
    code: Code,
    seen: Vec<Stamp>,
}

/// The modification time and the length of a file, if it exists.
type Stamp = Option<(SystemTime, u64)>;

impl Watch {
    /// Returns a watch that reports changes from now on.
    #[must_use]
    pub fn new(folder: &Path, code: Code) -> Watch {
        Watch { folder: folder.to_owned(), code, seen: stamps(folder) }
    }

    /// Loads the lesson again if one of its files was saved since the last call.
    pub fn poll_changes(&mut self) -> Option<Result<Lesson, FolderError>> {
        let now = stamps(&self.folder);
        if now == self.seen {
            return None;
        }
        self.seen = now;
        Some(load_with(&self.folder, &self.code))
    }
}

fn stamps(folder: &Path) -> Vec<Stamp> {
    let endings = |stem: String| [format!("{stem}.jsonl"), format!("{stem}.py")];
    let scenes = (0..MAX_WATCHED_SCENES).map(stem).flat_map(endings);
    let names = ["lesson.md".to_owned()].into_iter().chain(scenes);
    let stamp = |name: String| {
        let about = fs::metadata(folder.join(name)).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    names.map(stamp).collect()
}

/// Returns a scene whose program is a script.
fn scripted(
    (folder, name_of_file): (&Path, &str),
    python: &Interpreter,
    agreement: &Agreement,
    [name, title]: [String; 2],
) -> Result<Scene, FolderError> {
    let (file, copy) = (folder.join(name_of_file), agreement.copy_of(name_of_file));
    let fault = |why| FolderError::Script(file.clone(), why);
    let text = user_file::read_text(&copy).map_err(|why| FolderError::File(file.clone(), why))?;
    let script = Script {
        target: Target::Script(copy),
        arguments: Vec::new(),
        is_real_time: false,
        shows_values: true,
    };
    script.check(python).map_err(|why| match why {
        PythonError::Syntax(_, error) => FolderError::Syntax(file.clone(), error),
        why => fault(why),
    })?;
    let mut launch = script.launch(python, Output::Keep, true).map_err(fault)?;
    // A file compiled earlier could hold other code than the source that was agreed to.
    launch.environment.push(("PYTHONDONTWRITEBYTECODE".into(), "1".into()));
    launch.environment.push(("PYTHONPYCACHEPREFIX".into(), NO_CACHE.into()));
    let shown = LessonFile { file: script.name().into(), text: text.into() };
    let source = SourceFile::new(script.name(), shown.display_text());
    let (children, agreement) = (Children::new(launch), agreement.clone());
    let program = Program {
        language: Language::Python,
        ..Program::from_launcher(name.as_str(), Recipe { children, agreement })
    };
    let [twin, expected, trace, twin_record] = [(); 4].map(|()| LessonFile::default());
    let program = program.with_sources(vec![source]);
    Ok(Scene { name, title, program, rust: shown, twin, expected, trace, twin_record })
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
