//! `edit` and `new`: a program of the learner's own, in an editor and on the screen.
//!
//! The learner's file is never run itself. Each time it is saved, what it holds is compiled or checked, and becomes the
//! program that runs, unless there is an error. So the last good version stays on the screen.

use super::own_program::{Edited, Own};
use super::python::{self, ScriptError};
use super::rust::{self, RustFileError};
use crate::app::saved::{SavedFile, ScriptFault};
use crate::course::catalog::Catalog;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::{OpenError, SceneSession, Standalone, Subject};
use crate::edit::{Editor, FileWatch, Programs, ProgramsError};
use crate::limits::{MAX_USER_FILE_BYTES, MAX_WATCHED_FILES};
use crate::python::{Interpreter, PythonError, Script, Target, syntax};
use crate::record::escape_control;
use crate::record::source::SourceFile;
use crate::rust::{CompileError, Compiler, RustError};
use crate::terminal::{Saved, has_failed};
use crate::user_file;
use clap::{Args, ValueEnum};
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;
use thiserror::Error;

/// What `new` starts with.
const NEW_RUST: &str = include_str!("../../assets/new-program.rs");
const NEW_PYTHON: &str = include_str!("../../assets/new-program.py");

/// Why a program can't be edited.
#[derive(Debug, Error)]
pub enum EditError {
    /// The learner's folder can't be used.
    #[error(transparent)]
    Programs(#[from] ProgramsError),
    /// The address names nothing that exists.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The Rust program can't be run.
    #[error(transparent)]
    Rust(#[from] RustFileError),
    /// The Python program can't be run.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// The scene has no program in this language.
    #[error("`{0}` has no program in {1}")]
    NoProgram(String, &'static str),
    /// The editor can't be started.
    #[error("can't start your editor: {0}. The variables VISUAL and EDITOR name it")]
    Editor(io::Error),
    /// A reset was refused.
    #[error("{0} is as it was. To reset it, answer y at a terminal")]
    Kept(PathBuf),
}

impl From<RustError> for EditError {
    fn from(error: RustError) -> EditError {
        EditError::Rust(error.into())
    }
}

impl From<PythonError> for EditError {
    fn from(error: PythonError) -> EditError {
        EditError::Script(error.into())
    }
}

/// A language in which a program can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EditLanguage {
    /// Rust, on coroscope's own loop
    Rust,
    /// Python, on CPython's asyncio
    Python,
}

impl EditLanguage {
    fn ending(self) -> &'static str {
        match self {
            EditLanguage::Rust => "rs",
            EditLanguage::Python => "py",
        }
    }

    fn name(self) -> &'static str {
        match self {
            EditLanguage::Rust => "Rust",
            EditLanguage::Python => "Python",
        }
    }
}

/// Where programs are kept, and their language.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// The language; by default the one that you chose on the welcome page
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<EditLanguage>,
    /// The folder for your programs, which is remembered
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

/// What `edit` opens.
#[derive(Clone, Debug, Args)]
pub struct EditAsked {
    /// A lesson's name, number or address, whose program is copied for you once: three-tasks, A6, in-a-row/tasks@9; or your own file that ends in `.rs` or `.py`
    lesson: String,
    /// Copy the lesson's program again; yours is kept under another name
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    place: Place,
}

/// What `new` creates.
#[derive(Clone, Debug, Args)]
pub struct NewAsked {
    /// The name of the program, such as `my-program`
    name: String,
    #[command(flatten)]
    place: Place,
}

/// A file to edit.
struct ToEdit {
    path: PathBuf,
    language: EditLanguage,
    /// What runs as long as the file has an error from the start.
    original: String,
    /// The moment and the choices, as in an address.
    moment: String,
}

/// How the screen is opened.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The interpreter that was named.
    pub python: python::PythonOptions,
    /// The language that the learner has chosen.
    pub language: Option<SourceLanguage>,
}

impl EditAsked {
    /// Copies the program, unless the learner has it already, opens the editor, and starts the program.
    ///
    /// # Errors
    /// Fails if there is no such lesson, the program can't be copied, or it can't be run.
    pub fn start(&self, setting: Setting) -> Result<(Own, String), EditError> {
        open(&self.find(&setting)?, setting)
    }

    fn find(&self, setting: &Setting) -> Result<ToEdit, EditError> {
        if let Some(own) = own_file(&self.lesson) {
            return Ok(own);
        }
        let (subject, _) = SceneSession::find(Catalog::built_in(), &self.lesson)?;
        let language = self.place.language_in(setting);
        let Subject::Scene(..) = subject else {
            return Err(EditError::NoProgram(self.lesson.clone(), language.name()));
        };
        let file = match language {
            EditLanguage::Rust => subject.source(),
            EditLanguage::Python => subject.twin(),
        };
        let original = file.display_text();
        if original.trim().is_empty() {
            return Err(EditError::NoProgram(self.lesson.clone(), language.name()));
        }
        let programs = Programs::open(self.place.folder.as_deref())?;
        let name = format!("{}.{}", subject.name().replace('/', "-"), language.ending());
        let path = programs.folder().join(&name);
        let path = if self.reset && path.exists() {
            agree_to_reset(&path)?;
            let (copied, kept) = programs.reset(&name, &original)?;
            say(&format!("Your version is now {}.", kept.display()));
            copied.path
        } else {
            programs.copy(&name, &original)?.path
        };
        let at = self.lesson.find(['@', '~']).unwrap_or(self.lesson.len());
        Ok(ToEdit { path, language, original, moment: self.lesson[at..].to_owned() })
    }
}

impl NewAsked {
    /// Creates the program, opens the editor, and starts the program.
    ///
    /// # Errors
    /// Fails if the name isn't free, the program can't be created, or it can't be run.
    pub fn start(&self, setting: Setting) -> Result<(Own, String), EditError> {
        let language = self.place.language_in(&setting);
        let programs = Programs::open(self.place.folder.as_deref())?;
        let original = match language {
            EditLanguage::Rust => NEW_RUST,
            EditLanguage::Python => NEW_PYTHON,
        };
        let path = programs.create(&self.name, language.ending(), original)?.path;
        let original = original.to_owned();
        open(&ToEdit { path, language, original, moment: String::new() }, setting)
    }
}

impl Place {
    fn language_in(&self, setting: &Setting) -> EditLanguage {
        self.language.unwrap_or(match setting.language {
            Some(SourceLanguage::Python) => EditLanguage::Python,
            Some(SourceLanguage::Rust) | None => EditLanguage::Rust,
        })
    }
}

/// Returns the learner's own file that this address names.
fn own_file(address: &str) -> Option<ToEdit> {
    let (path, moment, language) = match (rust::named(address), python::split(address)) {
        (Some((path, moment)), _) => (path, moment, EditLanguage::Rust),
        (None, Some((path, moment))) => (path.into(), moment.to_owned(), EditLanguage::Python),
        (None, None) => return None,
    };
    let original = match language {
        EditLanguage::Rust => NEW_RUST,
        EditLanguage::Python => NEW_PYTHON,
    };
    Some(ToEdit { path, language, original: original.to_owned(), moment })
}

fn agree_to_reset(path: &Path) -> Result<(), EditError> {
    let refused = || EditError::Kept(path.to_owned());
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(refused());
    }
    let name = escape_control(&path.display().to_string());
    let _closed = write!(
        io::stderr(),
        "Copy the lesson's program to {name} again, and keep yours beside it? [y/N] "
    );
    let mut answer = String::new();
    let _nobody = io::stdin().lock().read_line(&mut answer);
    let agrees = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes");
    if agrees { Ok(()) } else { Err(refused()) }
}

/// Says something before the screen opens. A closed standard error hides only that.
fn say(sentence: &str) {
    let _closed = writeln!(io::stderr(), "{}", escape_control(sentence));
}

/// Opens the editor, in front of the screen or beside it, and starts the program. Returns its address, too.
fn open(to_edit: &ToEdit, setting: Setting) -> Result<(Own, String), EditError> {
    // What can't be run isn't worth opening an editor for.
    fs::metadata(&to_edit.path)
        .map_err(|why| EditError::from(RustError::Read(to_edit.path.clone(), why)))?;
    let runner = Runner::new(to_edit, &setting)?;
    let editor = Editor::from_environment();
    let mut failed = None;
    if let Some(editor) = &editor
        && !editor.split(&to_edit.path)
    {
        keep_from_keys()?;
        let status = editor.open(&to_edit.path).status().map_err(EditError::Editor)?;
        if has_failed(status) {
            failed = Some(format!(
                "Your editor ended with {status}. The variables VISUAL and EDITOR name it."
            ));
        }
    }
    let notice = failed.or_else(|| editor.is_none().then(|| {
        format!(
            "Edit {} in any editor: each time you save it, it runs here. VISUAL or EDITOR can name an editor to open.",
            to_edit.path.display()
        )
    }));
    let own = runner.start(to_edit, setting)?;
    let address = format!("{}{}", own.name(), to_edit.moment);
    let program = Standalone { about: about(&to_edit.path, editor.is_some()), ..own.program };
    let edited = Edited { path: to_edit.path.clone(), editor, notice };
    Ok((Own { program, edited: Some(edited), ..own }, address))
}

/// Leaves the signals of keys to the editor, which gets them too. By default they would end this process.
#[cfg(unix)]
fn keep_from_keys() -> Result<(), EditError> {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGQUIT] {
        signal_hook::flag::register(signal, Arc::default()).map_err(EditError::Editor)?;
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
fn keep_from_keys() -> Result<(), EditError> {
    Ok(())
}

/// Returns the text beside the source.
fn about(path: &Path, has_editor: bool) -> String {
    let editor = if has_editor {
        "Press `e` for your editor"
    } else {
        "Edit it in any editor (`e` says where it is)"
    };
    format!(
        "You're editing `{}`. Each time you save it, it runs again here. If the new run begins like the old one, it stays \
         at this moment; if not, it goes to the first difference.\n\n{editor}. Space is one poll, the left arrow \
         goes back, `x` runs all orders, and `q` leaves.",
        rust::name_of(path)
    )
}

/// What turns the text of the learner's file into the program that runs.
#[derive(Clone)]
enum Runner {
    Rust(Compiler),
    Python(Interpreter, Arc<TempDir>, String),
}

/// Why a version of the file doesn't run.
enum Broken {
    /// It has an error.
    Fault(ScriptFault),
    /// Nothing would run.
    Error(EditError),
}

impl Runner {
    fn new(to_edit: &ToEdit, setting: &Setting) -> Result<Runner, EditError> {
        match to_edit.language {
            EditLanguage::Rust => Ok(Runner::Rust(rust::compiler(&to_edit.path)?)),
            EditLanguage::Python => {
                let python = Interpreter::find(setting.python.python.as_deref())?;
                let folder = tempfile::Builder::new().prefix("coroscope-edit-").tempdir();
                let folder = folder.map_err(PythonError::Tracer)?;
                let name = to_edit.path.file_name().unwrap_or_default();
                let name = name.to_string_lossy().into_owned();
                Ok(Runner::Python(python, Arc::new(folder), name))
            }
        }
    }

    /// Makes this text the program that runs next. `beside` is the learner's folder.
    fn put(&self, text: &str, beside: &Path) -> Result<(), Broken> {
        match self {
            Runner::Rust(compiler) => match compiler.compile(text) {
                Ok(()) => Ok(()),
                Err(RustError::Compile(error)) => Err(Broken::Fault(fault_of(&error))),
                Err(other) => Err(Broken::Error(other.into())),
            },
            Runner::Python(python, folder, name) => {
                let not_run = |why| PythonError::NotRun(python.path.clone(), why);
                let checked = syntax::check(&python.path, text.as_bytes()).map_err(not_run);
                match checked.map_err(|why| Broken::Error(why.into()))? {
                    Some(error) => Err(Broken::Fault(ScriptFault {
                        file: escape_control(name),
                        line: error.line,
                        message: escape_control(&error.message),
                        report: Vec::new(),
                    })),
                    None => write_script(folder.path(), name, text, beside)
                        .map_err(|why| Broken::Error(PythonError::Tracer(why).into())),
                }
            }
        }
    }

    /// Starts the file as it is, or, if it has an error, the original, with the error to be shown.
    fn start(self, to_edit: &ToEdit, setting: Setting) -> Result<Own, EditError> {
        let path = &to_edit.path;
        let beside = path.parent().unwrap_or(Path::new("")).to_owned();
        let watch = FileWatch::new(path);
        let text = rust::read(path)?;
        let first = match self.put(&text, &beside) {
            Ok(()) => None,
            Err(Broken::Error(error)) => return Err(error),
            Err(Broken::Fault(fault)) => Some(fault),
        };
        let runs = if first.is_some() { to_edit.original.clone() } else { text };
        if first.is_some() {
            match self.put(&runs, &beside) {
                Ok(()) => {}
                Err(Broken::Error(error)) => return Err(error),
                Err(Broken::Fault(fault)) => return Err(unfit(fault).into()),
            }
        }
        let how = rust::Use {
            has_screen: true,
            is_run: true,
            shows_values: setting.python.shows_values(),
        };
        let own = match &self {
            Runner::Rust(compiler) => {
                let source = SourceFile::new(rust::name_of(path), runs);
                rust::launch(compiler, source, &to_edit.moment, how)?
            }
            Runner::Python(_, folder, name) => {
                let target = Target::Script(folder.path().join(name));
                let how = python::Use { has_screen: true, is_run: true, is_watched: false };
                let script = Script::of(target);
                python::start(script, &to_edit.moment, setting.python, how)?
            }
        };
        let saved = saved(self, path.clone(), beside, (watch, first));
        Ok(Own { saved: Some(saved), path: None, ..own })
    }
}

/// Returns the error of a program that should have none.
fn unfit(fault: ScriptFault) -> RustError {
    let ScriptFault { file, line, message, report } = fault;
    RustError::Compile(CompileError { file, line, message, report: report.join("\n") })
}

fn fault_of(error: &CompileError) -> ScriptFault {
    ScriptFault {
        file: escape_control(&error.file),
        line: error.line,
        message: escape_control(&error.message),
        report: error.report.lines().map(escape_control).collect(),
    }
}

/// Returns what runs the file again each time it is saved.
fn saved(
    runner: Runner,
    path: PathBuf,
    beside: PathBuf,
    state: (FileWatch, Option<ScriptFault>),
) -> Saved {
    let state = Mutex::new(state);
    Arc::new(move || {
        let (watch, first) = &mut *state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = first.take() {
            return Some(SavedFile::Script(Err(fault)));
        }
        if !watch.has_changed() {
            return None;
        }
        let cannot = |message: String| ScriptFault {
            file: rust::name_of(&path),
            line: None,
            message: escape_control(&message),
            report: Vec::new(),
        };
        let put = match user_file::read_text(&path) {
            Ok(text) => runner.put(&text, &beside),
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                Err(Broken::Fault(cannot("it isn't there any more".to_owned())))
            }
            Err(why) => Err(Broken::Fault(cannot(why.to_string()))),
        };
        Some(SavedFile::Script(put.map_err(|broken| match broken {
            Broken::Fault(fault) => fault,
            Broken::Error(error) => cannot(error.to_string()),
        })))
    })
}

/// Writes a script to its private folder, and the modules that lie beside the learner's file.
fn write_script(folder: &Path, name: &str, text: &str, beside: &Path) -> io::Result<()> {
    let beside = if beside.as_os_str().is_empty() { Path::new(".") } else { beside };
    for entry in fs::read_dir(beside)?.flatten().take(MAX_WATCHED_FILES) {
        let path = entry.path();
        let is_module = path.extension().is_some_and(|ending| ending == "py");
        let is_small = entry
            .metadata()
            .is_ok_and(|about| about.is_file() && about.len() <= MAX_USER_FILE_BYTES);
        if is_module && is_small && entry.file_name() != *name {
            fs::copy(&path, folder.join(entry.file_name()))?;
        }
    }
    fs::write(folder.join(name), text)
}
