//! `coroscope run-real LESSON` runs a lesson's programs in real libraries, where these are installed.

use crate::course::catalog::{self, Lesson, RealProgram, UnknownLesson};
use crate::lesson_folder::Code;
use crate::python::{Interpreter, PythonError};
use clap::Args;
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use thiserror::Error;

/// Prints the names of the modules in its arguments that aren't installed.
const QUESTION: &str = "import sys\nfrom importlib.util import find_spec\n\
    print(*[name for name in sys.argv[1:] if find_spec(name) is None])";

/// The exit status for a program that can't run here: other test runners use it, too.
pub(super) const SKIPPED: u8 = 77;

/// What is run.
#[derive(Debug, Args)]
pub struct Asked {
    /// A lesson's name, number or address
    lesson: String,
    /// The library, if the lesson has a program for several: multiprocessing
    library: Option<String>,
}

/// Why a real program wasn't run.
#[derive(Debug, Error)]
pub enum RealError {
    /// There is no such lesson.
    #[error(transparent)]
    Lesson(#[from] UnknownLesson),
    /// There is no Python.
    #[error(transparent)]
    Python(#[from] PythonError),
    /// The lesson has none.
    #[error("`{0}` has no program in a real library. These lessons have one: {1}.")]
    NoProgram(String, String),
    /// The lesson has none for this library.
    #[error("`{0}` has no program for {1}. Name one of these: {2}.")]
    NoLibrary(String, String, String),
    /// A library isn't installed.
    #[error("{0} can't run here. Install what is missing with the command above, and try again.")]
    NotInstalled(String),
    /// A program failed.
    #[error("{0} ended with exit status {1}")]
    Failed(String, i32),
    /// A program can't be started.
    #[error("can't run {0}: {1}")]
    NotStarted(String, io::Error),
    /// Writing failed.
    #[error("can't write the output: {0}")]
    Io(#[from] io::Error),
}

impl RealError {
    /// Returns the exit status: 77 if a library is missing, 2 for an invalid command line, 0 if the reader of a pipe has
    /// closed it.
    pub(super) fn status(&self) -> u8 {
        match self {
            RealError::Lesson(_) | RealError::NoProgram(..) | RealError::NoLibrary(..) => 2,
            RealError::NotInstalled(_) => SKIPPED,
            RealError::Python(_) | RealError::Failed(..) | RealError::NotStarted(..) => 1,
            RealError::Io(error) => u8::from(error.kind() != io::ErrorKind::BrokenPipe),
        }
    }
}

/// Runs the programs, one after the other. What they print isn't changed.
pub(super) fn run(out: &mut dyn Write, asked: &Asked, code: &Code) -> Result<(), RealError> {
    let lesson = catalog::find(&asked.lesson)?;
    run_lesson(out, lesson, asked, code)
}

fn run_lesson(
    out: &mut dyn Write,
    lesson: &Lesson,
    asked: &Asked,
    code: &Code,
) -> Result<(), RealError> {
    let programs = chosen(lesson, asked)?;
    let python = Interpreter::find(code.python.as_deref())?;
    let mut missing = Vec::new();
    for program in &programs {
        let table = &program.table;
        if programs.len() > 1 {
            writeln!(out, "{}:", table.library)?;
        }
        let lacks = lacking(program, &python.path)?;
        if lacks.is_empty() {
            out.flush()?;
            start(program, &python.path)?;
        } else {
            let how = table.install.as_deref().unwrap_or("install a complete Python");
            writeln!(out, "SKIPPED {}: {how}", lacks.join(", "))?;
            missing.push(table.library.clone());
        }
    }
    out.flush()?;
    if missing.is_empty() { Ok(()) } else { Err(RealError::NotInstalled(missing.join(", "))) }
}

/// Returns the lesson's programs, or the one for the library that is named.
fn chosen<'a>(lesson: &'a Lesson, asked: &Asked) -> Result<Vec<&'a RealProgram>, RealError> {
    if lesson.real.is_empty() {
        let others = catalog::lessons().iter().filter(|lesson| !lesson.real.is_empty());
        let others: Vec<_> = others.map(|lesson| lesson.slug.as_str()).collect();
        return Err(RealError::NoProgram(lesson.slug.clone(), others.join(", ")));
    }
    let Some(library) = &asked.library else { return Ok(lesson.real.iter().collect()) };
    let is_it = |program: &&RealProgram| program.table.library.eq_ignore_ascii_case(library);
    let found: Vec<_> = lesson.real.iter().filter(is_it).collect();
    if found.is_empty() {
        let all: Vec<_> = lesson.real.iter().map(|one| one.table.library.as_str()).collect();
        return Err(RealError::NoLibrary(lesson.slug.clone(), library.clone(), all.join(", ")));
    }
    Ok(found)
}

/// Returns what the program needs and isn't installed.
fn lacking(program: &RealProgram, python: &Path) -> Result<Vec<String>, RealError> {
    let table = &program.table;
    let mut asking = Command::new(python);
    asking.arg("-c").arg(QUESTION).args(&table.modules).stdin(Stdio::null());
    let answer = asking.stderr(Stdio::inherit()).output();
    let answer = answer.map_err(|why| RealError::NotStarted(python.display().to_string(), why))?;
    let modules = String::from_utf8_lossy(&answer.stdout).into_owned();
    let path = search_path(python);
    let is_missing = |name: &&String| find_program(name, &path).is_none();
    let programs = table.programs.iter().filter(is_missing).cloned();
    Ok(modules.split_whitespace().map(str::to_owned).chain(programs).collect())
}

/// Returns the search path, with the folder of the interpreter first: a virtual environment has its programs there.
fn search_path(python: &Path) -> OsString {
    let beside = python.parent().filter(|folder| !folder.as_os_str().is_empty());
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> =
        beside.map(Path::to_owned).into_iter().chain(env::split_paths(&path)).collect();
    env::join_paths(folders).unwrap_or(path)
}

fn find_program(name: &str, path: &OsString) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    // An absolute path replaces the folder that it is joined to.
    env::split_paths(path).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

/// Runs a program in a folder of its own until it ends.
fn start(program: &RealProgram, python: &Path) -> Result<(), RealError> {
    let table = &program.table;
    let failed = |why| RealError::NotStarted(table.file.clone(), why);
    let place = tempfile::tempdir().map_err(failed)?;
    for file in [&program.source].into_iter().chain(&program.files) {
        let name = file.file.rsplit('/').next().unwrap_or_default();
        std::fs::write(place.path().join(name), &*file.text).map_err(failed)?;
    }
    let path = search_path(python);
    let command = table.command();
    let mut words = command.split_whitespace().map(|word| match word {
        "python" => python.as_os_str().to_owned(),
        word => OsString::from(word),
    });
    let first = words.next().unwrap_or_default();
    let first = find_program(&first.to_string_lossy(), &path).unwrap_or_else(|| first.into());
    let mut child = Command::new(first);
    child.args(words).current_dir(place.path()).env("PATH", &path).stdin(Stdio::null());
    let status = child.status().map_err(failed)?;
    match status.code() {
        Some(0) => Ok(()),
        code => Err(RealError::Failed(table.file.clone(), code.unwrap_or(-1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::lesson::markers::LessonFile;
    use crate::course::lesson::real::RealTable;

    /// A lesson with one program, which prints `done` and needs these.
    fn lesson(modules: &[&str], programs: &[&str], text: &str) -> Lesson {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let table = RealTable {
            library: "Bakery".to_owned(),
            file: "real-bakery.py".to_owned(),
            install: Some("pip install bakery".to_owned()),
            modules: owned(modules),
            programs: owned(programs),
            ..RealTable::default()
        };
        let source = LessonFile { file: "lessons/x/real-bakery.py".into(), text: text.into() };
        let program = RealProgram { table, source, files: Vec::new(), output: None };
        Lesson { real: vec![program], ..Lesson::clone(&catalog::lessons()[0]) }
    }

    /// Returns what is printed and the outcome, or `None` where there is no Python.
    fn outcome(lesson: &Lesson) -> Option<(String, Result<(), RealError>)> {
        let code = Code::default();
        Interpreter::find(None).ok()?;
        let asked = Asked { lesson: lesson.slug.clone(), library: None };
        let mut out = Vec::new();
        let outcome = run_lesson(&mut out, lesson, &asked, &code);
        Some((String::from_utf8(out).expect("text"), outcome))
    }

    #[test]
    fn what_is_missing_is_named_with_the_command_that_installs_it() {
        let missing = lesson(&["json", "no_such_bakery"], &["no-such-oven"], "");
        let Some((printed, outcome)) = outcome(&missing) else { return };
        assert_eq!(printed, "SKIPPED no_such_bakery, no-such-oven: pip install bakery\n");
        let failure = outcome.expect_err("it isn't installed");
        assert_eq!(failure.status(), 77);
        assert!(failure.to_string().starts_with("Bakery can't run here."), "{failure}");
    }

    #[test]
    fn a_program_that_fails_is_reported() {
        let Some((_, outcome)) = outcome(&lesson(&["json"], &[], "raise SystemExit(3)")) else {
            return;
        };
        let failure = outcome.expect_err("it fails");
        assert_eq!(failure.status(), 1);
        assert_eq!(failure.to_string(), "real-bakery.py ended with exit status 3");
    }

    #[test]
    fn programs_of_a_virtual_environment_are_found_beside_its_interpreter() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = format!("oven{}", env::consts::EXE_SUFFIX);
        std::fs::write(folder.path().join(&name), "").expect("a file");
        let path = search_path(&folder.path().join("python"));
        assert_eq!(find_program("oven", &path), Some(folder.path().join(&name)));
        let absolute = folder.path().join("oven").display().to_string();
        assert_eq!(find_program(&absolute, &path), Some(folder.path().join(&name)));
        assert_eq!(find_program("no-such-oven", &path), None);
    }
}
