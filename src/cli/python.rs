//! Commands about a Python script: `coroscope py script.py`, or a path that ends in `.py` where a lesson is named.

use super::own_program::Own;
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::Standalone;
use crate::process::{Children, Output, standard_input};
use crate::python::{Interpreter, PythonError, Script, Target};
use crate::record::source::{Language, SourceFile};
use crate::session::Program;
use crate::session::schedule::Schedule;
use clap::Args;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;
use thiserror::Error;
#[cfg(feature = "terminal")]
use {
    crate::app::saved::{SavedFile, ScriptFault},
    crate::python::syntax,
    crate::python::watch::{Change, Watch},
    crate::record::escape_control,
    std::fs,
    std::path::Path,
    std::sync::{Arc, Mutex, PoisonError},
};

/// The ending of a script's file name.
const ENDING: &str = ".py";

/// How a script is run.
#[derive(Clone, Debug, Default, Args)]
pub struct PythonOptions {
    /// The CPython that runs a script; by default that of the active virtual environment, or `python3`
    #[arg(long, global = true, value_name = "PATH", help_heading = "Options for Python scripts")]
    pub(super) python: Option<PathBuf>,
    /// Use the real clock for a script instead of a virtual one
    #[arg(long, global = true, help_heading = "Options for Python scripts")]
    real_time: bool,
    /// Show no values of a script's variables, so that none of its `__repr__` is called
    #[arg(long, global = true, help_heading = "Options for Python scripts")]
    no_values: bool,
    /// Run the scripts in a lesson folder without asking; remembered until one of its files changes
    #[arg(long, global = true, help_heading = "Options for Python scripts")]
    pub(super) trust: bool,
}

impl PythonOptions {
    /// Returns whether variables are shown with their values.
    #[must_use]
    pub fn shows_values(&self) -> bool {
        !self.no_values
    }
}

/// What `py` runs.
#[derive(Clone, Debug, Args)]
pub struct Asked {
    /// Run the script again each time it is saved, and stay at the same moment
    #[arg(long)]
    watch: bool,
    /// Run a module, as with `python -m`
    #[arg(short = 'm', value_name = "MODULE", conflicts_with = "code")]
    module: Option<String>,
    /// Run a text, as with `python -c`
    #[arg(short = 'c', value_name = "CODE")]
    code: Option<String>,
    /// The script, or `-` for standard input; then its own arguments
    #[arg(value_name = "SCRIPT", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Splits the address of a script into the path and the rest, such as a moment.
pub fn split(address: &str) -> Option<(&str, &str)> {
    let at = address.rfind(ENDING)? + ENDING.len();
    let (path, rest) = address.split_at(at);
    (rest.is_empty() || rest.starts_with(['@', '~'])).then_some((path, rest))
}

/// Why a script isn't opened.
#[derive(Debug, Error)]
pub enum ScriptError {
    /// It can't be run.
    #[error(transparent)]
    Python(#[from] PythonError),
    /// The command line doesn't fit, as this sentence says.
    #[error("{0}")]
    Sentence(String),
    /// Its process ended before the run, as this sentence says, and with this exit status if it ended by itself. What it
    /// printed is in its children.
    #[error("{0}")]
    Ended(String, Option<i32>, Children),
    /// Standard input can't be read.
    #[error("can't read standard input: {0}")]
    Input(#[from] io::Error),
}

/// What a command does with a script.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// Whether it opens the screen.
    pub has_screen: bool,
    /// Whether it runs the script once, and doesn't explore it.
    pub is_run: bool,
    /// Whether it runs the script again on each save.
    #[cfg_attr(not(feature = "terminal"), expect(dead_code, reason = "only a screen watches"))]
    pub is_watched: bool,
}

/// Fails if the script is a file that isn't there.
///
/// # Errors
/// Fails with the reason why the file can't be read.
pub fn check_file(script: &Script) -> Result<(), ScriptError> {
    if let Target::Script(path) = &script.target {
        path.metadata().map_err(|why| PythonError::Read(path.clone(), why))?;
    }
    Ok(())
}

/// Starts a script, in the order of its address. `moment` is what follows its name there, such as `@9~0.1`.
///
/// # Errors
/// Fails if there is no fit interpreter, or the script can't be started.
pub fn start(
    script: Script,
    moment: &str,
    options: PythonOptions,
    how: Use,
) -> Result<Own, ScriptError> {
    let PythonOptions { python, real_time, no_values, trust: _ } = options;
    let script = Script { is_real_time: real_time, shows_values: !no_values, ..script };
    let python = Interpreter::find(python.as_deref())?;
    script.check(&python)?;
    let output = if how.has_screen { Output::Keep } else { Output::Pass };
    let children = Children::new(script.launch(&python, output, how.has_screen)?);
    let schedule: Schedule =
        moment.split_once('~').and_then(|(_, choices)| choices.parse().ok()).unwrap_or_default();
    let sources = if how.is_run { children.begin(&schedule) } else { Ok(Vec::new()) };
    let sources =
        sources.map_err(|(why, status)| ScriptError::Ended(why, status, children.clone()))?;
    let name = script.name();
    let program = Program {
        language: Language::Python,
        ..Program::from_launcher(name.as_str(), children.clone())
    };
    #[cfg(feature = "terminal")]
    let saved = match &script.target {
        Target::Script(path) if how.is_watched => Some(watch(path, &python, &sources, &children)),
        _ => None,
    };
    Ok(Own {
        program: standalone(&name, (&python, real_time), program, sources),
        children,
        path: match &script.target {
            Target::Script(path) => Some(path.display().to_string()),
            Target::Module(_) | Target::Code(_) | Target::Input(_) | Target::Text { .. } => None,
        },
        #[cfg(feature = "terminal")]
        saved,
        #[cfg(feature = "terminal")]
        edited: None,
    })
}

/// Returns what notices that the script or one of its modules was saved.
#[cfg(feature = "terminal")]
fn watch(
    path: &Path,
    python: &Interpreter,
    sources: &[SourceFile],
    children: &Children,
) -> crate::terminal::Saved {
    let folder = path.parent().unwrap_or(Path::new(""));
    // The files that are broken are looked at again with each change.
    let state = Mutex::new((Watch::new(folder, sources), Vec::<Change>::new()));
    let (python, children) = (python.clone(), children.clone());
    Arc::new(move || {
        let (watch, broken) = &mut *state.lock().unwrap_or_else(PoisonError::into_inner);
        watch.follow(&children.sources());
        let changed = watch.poll_changes()?;
        let mut looked_at: Vec<Change> = std::mem::take(broken);
        looked_at.retain(|file| !changed.contains(file));
        let mut first = None;
        for file in changed.into_iter().chain(looked_at) {
            let fault = |line, message| {
                let file = escape_control(&file.name);
                ScriptFault { file, line, message, report: Vec::new() }
            };
            let checked = fs::read(&file.path).and_then(|text| syntax::check(&python.path, &text));
            let fault = match checked {
                Ok(None) => continue,
                Ok(Some(error)) => fault(error.line, escape_control(&error.message)),
                Err(why) if why.kind() == io::ErrorKind::NotFound => {
                    fault(None, "it isn't there any more".to_owned())
                }
                Err(why) => fault(None, escape_control(&why.to_string())),
            };
            first.get_or_insert(fault);
            broken.push(file);
        }
        Some(SavedFile::Script(first.map_or(Ok(()), Err)))
    })
}

/// Returns the script that an address names, and what follows its name there.
#[must_use]
pub fn named(lesson: &str) -> Option<(Script, String)> {
    let (path, moment) = split(lesson)?;
    Some((script(Target::Script(path.into()), Vec::new()), moment.to_owned()))
}

fn sentence(text: &str) -> ScriptError {
    ScriptError::Sentence(text.to_owned())
}

impl Asked {
    /// Returns whether the script is run again on each save.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.watch
    }

    /// Returns what is run. Reads standard input, if it comes from there.
    ///
    /// # Errors
    /// Fails if nothing is named, or standard input can't be read.
    pub fn script(&self) -> Result<Script, ScriptError> {
        let input = if self.is_input() { read_input()? } else { String::new() };
        let Asked { module, code, words, watch } = self.clone();
        let is_script =
            module.is_none() && code.is_none() && words.first().is_some_and(|it| it != "-");
        if watch && !is_script {
            return Err(sentence(
                "--watch needs the file of a script: coroscope py --watch script.py",
            ));
        }
        if let Some(module) = module {
            return Ok(script(Target::Module(module), words));
        }
        if let Some(code) = code {
            return Ok(script(Target::Code(code), words));
        }
        let mut words = words.into_iter();
        let Some(first) = words.next() else {
            return Err(sentence(
                "name a script: coroscope py script.py. Use -m for a module, and -c for a program as text.",
            ));
        };
        let target = if first == "-" { Target::Input(input) } else { Target::Script(first.into()) };
        Ok(script(target, words.collect()))
    }

    /// Returns whether the script comes from standard input.
    fn is_input(&self) -> bool {
        let is_dash = self.words.first().is_some_and(|word| word == "-");
        is_dash && self.module.is_none() && self.code.is_none()
    }
}

/// Reads the script from standard input. The screen then reads its keys from the terminal instead.
fn read_input() -> Result<String, ScriptError> {
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    standard_input::read_from_terminal()?;
    String::from_utf8(text)
        .map_err(|_| sentence("standard input isn't UTF-8: save the script in a file instead"))
}

fn script(target: Target, arguments: Vec<OsString>) -> Script {
    Script { arguments, ..Script::of(target) }
}

fn standalone(
    name: &str,
    (python, is_real_time): (&Interpreter, bool),
    program: Program,
    sources: Vec<SourceFile>,
) -> Standalone {
    let (major, minor) = python.version;
    let time = if is_real_time {
        "Time follows the real clock."
    } else {
        "Time is virtual: when no task is ready, the clock jumps to the next timer, so a long sleep takes no time here."
    };
    let about = format!(
        "This is `{name}`, unchanged, on CPython {major}.{minor}. It runs with your rights, as with `python`. You see \
         its source, its tasks with the await that each is waiting at, the loop's ready queue and timers, locks and \
         queues, and what it has printed.\n\nPress space for one step, left to go back, and `?` for all keys: `w` \
         explains a step, `c` chooses which task is next, and `x` tries all orders. {time}"
    );
    let source = sources
        .first()
        .cloned()
        .unwrap_or_else(|| SourceFile::new(name, "# The script sent no source.\n"));
    let program = program.with_sources(sources);
    Standalone {
        title: name.to_owned(),
        about,
        program,
        source: LessonFile { file: source.path, text: source.text },
        twin: LessonFile::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_named_by_its_ending_and_a_moment_after_it() {
        let table: [(&str, Option<(&str, &str)>); 8] = [
            ("fetch.py", Some(("fetch.py", ""))),
            ("dir/fetch.py@9", Some(("dir/fetch.py", "@9"))),
            ("fetch.py@9~0.1", Some(("fetch.py", "@9~0.1"))),
            ("fetch.py~0.1", Some(("fetch.py", "~0.1"))),
            ("a.py/fetch.py", Some(("a.py/fetch.py", ""))),
            ("fetch.pyc", None),
            ("three-tasks@9", None),
            ("", None),
        ];
        for (address, expected) in table {
            assert_eq!(split(address), expected, "{address}");
        }
    }
}
