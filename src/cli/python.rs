//! Commands about a Python script: `coroscope py script.py`, or a path that ends in `.py` where a lesson is named.

use super::own_program::Own;
use super::{Cli, Command, Failure};
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::Standalone;
use crate::process::{Children, Output};
use crate::python::{Interpreter, Script, Target};
use crate::record::source::{Language, SourceFile};
use crate::session::Program;
use crate::session::schedule::Schedule;
use clap::Args;
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;

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
    let (script, moment, has_screen, is_run) = match &mut cli.command {
        Some(Command::Py(asked)) => (target_of(asked)?, String::new(), true, true),
        Some(Command::Open { lesson }) => match named(lesson) {
            Some((script, moment)) => (script, moment, true, true),
            None => return Ok(None),
        },
        Some(Command::Text { lesson, .. }) => match named(lesson) {
            Some((script, moment)) => (script, moment, false, true),
            None => return Ok(None),
        },
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
    if let Target::Script(path) = &script.target {
        // Before the terminal is asked for: without the file there is nothing to show on it.
        path.metadata().map_err(|why| Failure::Script(path.clone(), why))?;
    }
    let PythonOptions { python, real_time, no_values } = cli.python.clone();
    let script = Script { is_real_time: real_time, shows_values: !no_values, ..script };
    let python = Interpreter::find(python.as_deref())?;
    #[cfg(feature = "terminal")]
    if has_screen {
        crate::terminal::check_terminal()?;
    }
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
        Some(Command::Export(wanted)) => wanted.set_lesson(address),
        Some(Command::Explore(asked)) => asked.set_lesson(address),
        _ => cli.command = None,
    }
    let program = Program {
        language: Language::Python,
        ..Program::from_launcher(name.as_str(), children.clone())
    };
    Ok(Some(Own { program: standalone(&name, &python, program, sources), children }))
}

fn named(lesson: &str) -> Option<(Script, String)> {
    let (path, moment) = split(lesson)?;
    Some((script(Target::Script(path.into()), Vec::new()), moment.to_owned()))
}

fn script(target: Target, arguments: Vec<OsString>) -> Script {
    Script { target, arguments, is_real_time: false, shows_values: true }
}

fn target_of(asked: &Asked) -> Result<Script, Failure> {
    let Asked { module, code, words } = asked.clone();
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
    let target = if first == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        Target::Input(text)
    } else {
        Target::Script(first.into())
    };
    Ok(script(target, words.collect()))
}

fn standalone(
    name: &str,
    python: &Interpreter,
    program: Program,
    sources: Vec<SourceFile>,
) -> Standalone {
    let (major, minor) = python.version;
    let about = format!(
        "`{name}` runs unchanged on CPython {major}.{minor}, with your rights. Time is virtual: it moves when no task is \
         ready. Press space for one step, left to go back, and `?` for all keys."
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
