//! Commands about a Rust file: a path that ends in `.rs` where a lesson is named.

use super::own_program::Own;
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::Standalone;
use crate::limits::MAX_EVENTS_PER_STEP;
use crate::process::{Children, Launch, Output};
use crate::record::escape_control;
use crate::record::source::{Language, SourceFile};
use crate::rust::{Compiler, Library, RustError};
use crate::session::Program;
use crate::session::schedule::Schedule;
use crate::user_file;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The ending of a Rust file's name.
const ENDING: &str = ".rs";

/// Why a Rust file isn't opened.
#[derive(Debug, Error)]
pub enum RustFileError {
    /// It can't be compiled.
    #[error(transparent)]
    Rust(#[from] RustError),
    /// Its process ended before the run, as this sentence says. What the process printed is in its children.
    #[error("{0}")]
    Sentence(String, Children),
}

/// Returns the Rust file that an address names, and what follows its name there.
#[must_use]
pub fn named(address: &str) -> Option<(PathBuf, String)> {
    let at = address.rfind(ENDING)? + ENDING.len();
    let (path, rest) = address.split_at(at);
    let fits = rest.is_empty() || rest.starts_with(['@', '~']);
    fits.then(|| (PathBuf::from(path), rest.to_owned()))
}

/// Reads a Rust file.
///
/// # Errors
/// Fails with the reason why the file can't be read.
pub fn read(path: &Path) -> Result<String, RustError> {
    user_file::read_text(path).map_err(|why| RustError::Read(path.to_owned(), why))
}

/// Returns the name of a file, as the source pane shows it.
pub fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    escape_control(&name.to_string_lossy())
}

/// How a Rust file is run.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// Whether it opens the screen.
    pub has_screen: bool,
    /// Whether it runs the program once, and doesn't explore it.
    pub is_run: bool,
    /// Whether variables are shown with their values.
    pub shows_values: bool,
}

/// Builds the library, and returns what compiles this file.
///
/// # Errors
/// Fails if there is no toolchain, or if the library can't be built.
pub fn compiler(path: &Path) -> Result<Compiler, RustError> {
    let library = Library::build(&mut io::stderr())?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Compiler::new(library, &name, &name_of(path))
}

/// Compiles a Rust file and starts it, in the order of its address. `moment` is what follows its name there.
///
/// # Errors
/// Fails if it can't be compiled or started.
pub fn start(path: &Path, moment: &str, how: Use) -> Result<Own, RustFileError> {
    let text = read(path)?;
    let compiler = compiler(path)?;
    compiler.compile(&text)?;
    launch(&compiler, SourceFile::new(name_of(path), text), moment, how)
}

/// Starts the program that was compiled from this source.
///
/// # Errors
/// Fails if it can't be started.
pub fn launch(
    compiler: &Compiler,
    source: SourceFile,
    moment: &str,
    how: Use,
) -> Result<Own, RustFileError> {
    let no_values: Option<OsString> = (!how.shows_values).then(|| "--no-values".into());
    let children = Children::new(Launch {
        program: compiler.executable(),
        called: None,
        arguments: no_values.into_iter().collect(),
        output: if how.has_screen { Output::Keep } else { Output::Pass },
        is_apart: how.has_screen,
        max_events: MAX_EVENTS_PER_STEP,
        environment: Vec::new(),
        language: Language::Rust,
        files: Some(compiler.folder()),
    });
    let schedule: Schedule =
        moment.split_once('~').and_then(|(_, choices)| choices.parse().ok()).unwrap_or_default();
    if how.is_run {
        children
            .begin(&schedule)
            .map_err(|(why, _)| RustFileError::Sentence(why, children.clone()))?;
    }
    let name = source.path.to_string();
    let program = Program::from_launcher(name.as_str(), children.clone());
    Ok(Own {
        program: standalone(name, program, source),
        children,
        path: None,
        #[cfg(feature = "terminal")]
        saved: None,
        #[cfg(feature = "terminal")]
        edited: None,
    })
}

fn standalone(name: String, program: Program, source: SourceFile) -> Standalone {
    let about = format!(
        "This is `{name}`. You see its source, its tasks with the await that each is waiting at, the loop's ready \
         queue and timers, locks and queues, and what it has printed.\n\nPress space for one poll, left to go back, and \
         `?` for all keys: `w` explains a step, `c` chooses which task is polled next, and `x` tries all orders."
    );
    Standalone {
        title: name,
        about,
        program: program.with_sources(vec![source.clone()]),
        source: LessonFile { file: source.path, text: source.text },
        twin: LessonFile::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rust_file_is_named_by_its_ending_and_a_moment_after_it() {
        let table: [(&str, Option<(&str, &str)>); 6] = [
            ("race.rs", Some(("race.rs", ""))),
            ("dir/race.rs@9~0.1", Some(("dir/race.rs", "@9~0.1"))),
            ("race.rs~0.1", Some(("race.rs", "~0.1"))),
            ("race.rst", None),
            ("three-tasks@9", None),
            ("", None),
        ];
        for (address, expected) in table {
            let expected = expected.map(|(path, rest)| (PathBuf::from(path), rest.to_owned()));
            assert_eq!(named(address), expected, "{address}");
        }
    }
}
