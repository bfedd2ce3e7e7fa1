//! Finds a CPython that the tracer runs on.

use super::syntax::SyntaxError;
use crate::limits::{CHILD_LOOK_INTERVAL, MAX_INTERPRETER_ANSWER, MAX_INTERPRETER_TIME};
use std::env;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;
use thiserror::Error;

/// The oldest version that the tracer runs on.
pub const OLDEST: (u32, u32) = (3, 11);

/// What an interpreter is asked. `-I` and `-S` leave out everything that makes the start slow.
const QUESTION: &str =
    "import sys; print(sys.implementation.name, sys.version_info[0], sys.version_info[1])";

/// An interpreter that the tracer runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    /// Its executable file, or its name on the search path.
    pub path: PathBuf,
    /// Its version, such as 3.13.
    pub version: (u32, u32),
}

/// Why a script can't be run.
#[derive(Debug, Error)]
pub enum PythonError {
    /// The interpreter that was named can't be run.
    #[error("can't run {0}: {1}. Name a CPython {oldest} or later with --python.", oldest = oldest())]
    NotRun(PathBuf, io::Error),
    /// The interpreter that was named is something else.
    #[error(
        "{0} is {1}, and a script is stepped on CPython {oldest} or later. Name one with --python.",
        oldest = oldest()
    )]
    Unfit(PathBuf, String),
    /// There is no interpreter on the search path.
    #[error(
        "found no CPython {oldest} or later: tried {0}. Install one, or name it with --python.",
        oldest = oldest()
    )]
    None(String),
    /// The script can't be read.
    #[error("can't read {0}: {1}")]
    Read(PathBuf, io::Error),
    /// A folder was named.
    #[error("{0} is a folder. Name a script in it, such as {example}.", example = .0.join("main.py").display())]
    Folder(PathBuf),
    /// The script can't be compiled.
    #[error("{0}, {1}")]
    Syntax(String, SyntaxError),
    /// The tracer's files can't be written.
    #[error("can't write the tracer's files to the folder for temporary files: {0}")]
    Tracer(io::Error),
}

fn oldest() -> String {
    format!("{}.{}", OLDEST.0, OLDEST.1)
}

impl Interpreter {
    /// Returns the interpreter that was named, or else the first that fits: that of the virtual environment that is
    /// active, `python3`, `python`.
    ///
    /// # Errors
    /// Fails with a sentence that says what was tried, if none fits.
    pub fn find(named: Option<&Path>) -> Result<Interpreter, PythonError> {
        if let Some(path) = named {
            return match ask(path) {
                Ok(Answer::Fits(version)) => Ok(Interpreter { path: path.to_owned(), version }),
                Ok(Answer::Other(what)) => Err(PythonError::Unfit(path.to_owned(), what)),
                Err(why) => Err(PythonError::NotRun(path.to_owned(), why)),
            };
        }
        let mut tried = Vec::new();
        for path in candidates() {
            match ask(&path) {
                Ok(Answer::Fits(version)) => return Ok(Interpreter { path, version }),
                Ok(Answer::Other(what)) => tried.push(format!("{} ({what})", path.display())),
                Err(_) => tried.push(path.display().to_string()),
            }
        }
        Err(PythonError::None(tried.join(", ")))
    }
}

fn candidates() -> Vec<PathBuf> {
    let environment = env::var_os("VIRTUAL_ENV").filter(|folder| !folder.is_empty());
    let active = environment.map(|folder| {
        let folder = PathBuf::from(folder);
        if cfg!(windows) {
            folder.join("Scripts").join("python.exe")
        } else {
            folder.join("bin").join("python")
        }
    });
    active.into_iter().chain(["python3", "python"].map(PathBuf::from)).collect()
}

enum Answer {
    Fits((u32, u32)),
    /// What it is instead.
    Other(String),
}

fn ask(path: &Path) -> io::Result<Answer> {
    let Some(text) = answer_in_time(path)? else {
        let seconds = MAX_INTERPRETER_TIME.as_secs();
        return Ok(Answer::Other(format!("a program that gave no answer within {seconds} s")));
    };
    let words: Vec<_> = text.split_whitespace().collect();
    Ok(match *words.as_slice() {
        [name, major, minor] => match (name, major.parse(), minor.parse()) {
            ("cpython", Ok(major), Ok(minor)) if (major, minor) >= OLDEST => {
                Answer::Fits((major, minor))
            }
            ("cpython", ..) => Answer::Other(format!("Python {major}.{minor}")),
            _ => Answer::Other(format!("{name} {major}.{minor}")),
        },
        _ => Answer::Other("no Python".to_owned()),
    })
}

/// Asks the program, and returns what it answers. Returns `None` if it doesn't end in time: any program can have the name
/// of an interpreter.
#[expect(
    clippy::disallowed_methods,
    reason = "the standard library can't wait for a process with a limit"
)]
fn answer_in_time(path: &Path) -> io::Result<Option<String>> {
    let mut child = Command::new(path)
        .args(["-I", "-S", "-c", QUESTION])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let since = Instant::now();
    while child.try_wait()?.is_none() {
        if since.elapsed() > MAX_INTERPRETER_TIME {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(CHILD_LOOK_INTERVAL);
    }
    let mut text = Vec::new();
    if let Some(answer) = child.stdout.take() {
        answer.take(MAX_INTERPRETER_ANSWER).read_to_end(&mut text)?;
    }
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}
