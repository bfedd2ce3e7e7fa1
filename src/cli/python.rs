//! Commands about a Python script: `coroscope py script.py`, or a path that ends in `.py` where a lesson is named.

use super::own_program::Own;
use super::{Cli, Command, Failure};
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::Standalone;
use crate::process::{Children, Output, standard_input};
use crate::python::{Interpreter, Script, Target};
use crate::record::source::{Language, SourceFile};
use crate::session::Program;
use crate::session::schedule::Schedule;
use clap::Args;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;
#[cfg(feature = "terminal")]
use {
    crate::app::saved::{SavedFile, ScriptFault},
    crate::python::syntax,
    crate::python::watch::Watch,
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
    python: Option<PathBuf>,
    /// Use the real clock for a script, and not a virtual one
    #[arg(long, global = true, help_heading = "Options for Python scripts")]
    real_time: bool,
    /// Show no values of a script's variables, so that none of its `__repr__` is called
    #[arg(long, global = true, help_heading = "Options for Python scripts")]
    no_values: bool,
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
fn split(address: &str) -> Option<(&str, &str)> {
    let at = address.rfind(ENDING)? + ENDING.len();
    let (path, rest) = address.split_at(at);
    (rest.is_empty() || rest.starts_with(['@', '~'])).then_some((path, rest))
}

/// Returns the program, if the command is about a script. The command then names it as any program of a user's.
///
/// # Errors
/// Fails if there is no fit interpreter, or the script can't be started.
pub fn program_of(cli: &mut Cli) -> Result<Option<Own>, Failure> {
    let input = match &cli.command {
        Some(Command::Py(asked)) if asked.is_input() => read_input()?,
        _ => String::new(),
    };
    #[cfg(feature = "terminal")]
    if opens_screen(cli) {
        // Before the script runs.
        crate::terminal::check_terminal()?;
    }
    let is_watched = matches!(&cli.command, Some(Command::Py(asked)) if asked.watch);
    let (script, moment, has_screen, is_run) = match &mut cli.command {
        Some(Command::Py(asked)) => (target_of(asked, input)?, String::new(), true, true),
        Some(Command::Open { lesson }) => match named(lesson) {
            Some((script, moment)) => (script, moment, true, true),
            None => return Ok(None),
        },
        Some(Command::Text { lesson, .. } | Command::Read { lesson: Some(lesson) }) => {
            match named(lesson) {
                Some((script, moment)) => (script, moment, false, true),
                None => return Ok(None),
            }
        }
        Some(Command::Export(wanted)) => match named(wanted.lesson()) {
            Some((script, moment)) => (script, moment, false, true),
            None => return Ok(None),
        },
        Some(Command::Explore(asked)) => match named(asked.lesson()) {
            Some((script, moment)) => (script, moment, false, false),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let PythonOptions { python, real_time, no_values } = cli.python.clone();
    let script = Script { is_real_time: real_time, shows_values: !no_values, ..script };
    let python = Interpreter::find(python.as_deref())?;
    script.check(&python)?;
    let output = if has_screen { Output::Keep } else { Output::Pass };
    let children = Children::new(script.launch(&python, output, has_screen)?);
    let schedule: Schedule =
        moment.split_once('~').and_then(|(_, choices)| choices.parse().ok()).unwrap_or_default();
    let sources = if is_run { children.begin(&schedule) } else { Ok(Vec::new()) };
    let sources = sources.map_err(|why| {
        super::write_printed(&children);
        Failure::Process(why)
    })?;
    let name = script.name();
    let address = format!("{name}{moment}");
    match &mut cli.command {
        Some(Command::Open { lesson } | Command::Text { lesson, .. }) => *lesson = address,
        Some(Command::Read { lesson }) => *lesson = Some(address),
        Some(Command::Export(wanted)) => wanted.set_lesson(address),
        Some(Command::Explore(asked)) => asked.set_lesson(address),
        _ => cli.command = None,
    }
    let program = Program {
        language: Language::Python,
        ..Program::from_launcher(name.as_str(), children.clone())
    };
    #[cfg(feature = "terminal")]
    let saved = match &script.target {
        Target::Script(path) if is_watched => Some(watch(path, &python, &sources)),
        _ => None,
    };
    Ok(Some(Own {
        program: standalone(&name, (&python, real_time), program, sources),
        children,
        path: match &script.target {
            Target::Script(path) => Some(path.display().to_string()),
            Target::Module(_) | Target::Code(_) | Target::Input(_) => None,
        },
        #[cfg(feature = "terminal")]
        saved,
    }))
}

/// Returns what notices that the script or one of its modules was saved.
#[cfg(feature = "terminal")]
fn watch(path: &Path, python: &Interpreter, sources: &[SourceFile]) -> crate::terminal::Saved {
    let folder = path.parent().unwrap_or(Path::new(""));
    let files = sources.iter().map(|file| (file.path.to_string(), folder.join(&*file.path)));
    let watch = Mutex::new(Watch::new(files.collect()));
    let python = python.clone();
    Arc::new(move || {
        let changed = watch.lock().unwrap_or_else(PoisonError::into_inner).poll_changes()?;
        for (file, path) in changed {
            let fault = |line, message| ScriptFault { file: escape_control(&file), line, message };
            let checked = fs::read(&path).and_then(|text| syntax::check(&python.path, &text));
            let fault = match checked {
                Ok(None) => continue,
                Ok(Some(error)) => fault(error.line, escape_control(&error.message)),
                Err(why) => fault(None, escape_control(&why.to_string())),
            };
            return Some(SavedFile::Script(Err(fault)));
        }
        Some(SavedFile::Script(Ok(())))
    })
}

/// Returns whether the command shows a script on the screen.
#[cfg(feature = "terminal")]
fn opens_screen(cli: &Cli) -> bool {
    match &cli.command {
        Some(Command::Py(_)) => true,
        Some(Command::Open { lesson }) => named(lesson).is_some(),
        _ => false,
    }
}

fn named(lesson: &str) -> Option<(Script, String)> {
    let (path, moment) = split(lesson)?;
    Some((script(Target::Script(path.into()), Vec::new()), moment.to_owned()))
}

impl Asked {
    /// Returns whether the script comes from standard input.
    fn is_input(&self) -> bool {
        let is_dash = self.words.first().is_some_and(|word| word == "-");
        is_dash && self.module.is_none() && self.code.is_none()
    }
}

/// Reads the script from standard input, which the terminal then takes the place of: the screen reads keys from there.
fn read_input() -> Result<String, Failure> {
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    standard_input::read_from_terminal()?;
    String::from_utf8(text).map_err(|_| {
        Failure::Process("standard input isn't UTF-8: save the script in a file instead".to_owned())
    })
}

fn script(target: Target, arguments: Vec<OsString>) -> Script {
    Script { target, arguments, is_real_time: false, shows_values: true }
}

fn target_of(asked: &Asked, input: String) -> Result<Script, Failure> {
    let Asked { module, code, words, watch } = asked.clone();
    let is_script = module.is_none() && code.is_none() && words.first().is_some_and(|it| it != "-");
    if watch && !is_script {
        return Err(Failure::Process(
            "--watch needs the file of a script: coroscope py --watch script.py".to_owned(),
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
        return Err(Failure::Process(
            "name a script: coroscope py script.py. A module is named with -m, a text with -c."
                .to_owned(),
        ));
    };
    let target = if first == "-" { Target::Input(input) } else { Target::Script(first.into()) };
    Ok(script(target, words.collect()))
}

fn standalone(
    name: &str,
    (python, is_real_time): (&Interpreter, bool),
    program: Program,
    sources: Vec<SourceFile>,
) -> Standalone {
    let (major, minor) = python.version;
    let time = if is_real_time {
        "Time is that of the real clock."
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
