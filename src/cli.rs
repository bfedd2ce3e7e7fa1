//! The command line: one definition gives the parser, the help, the man page and the completions.

mod course_map;
#[cfg(feature = "terminal")]
mod edit;
mod export;
#[cfg(feature = "terminal")]
mod notes;
mod orders;
mod own;
mod own_program;
mod progress_line;
mod python;
mod record;
mod report_error;
mod run_real;
mod rust;

use crate::app::progress_saver::ProgressSaver;
use crate::check::{self, screen_check, text_visibility};
use crate::course::catalog::{self, Lesson};
use crate::course::lesson::diagnostic::Diagnostic;
#[cfg(feature = "terminal")]
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::{OpenError, SceneSession, Subject};
use crate::executor::context;
use crate::explore;
use crate::lesson_folder::{self, Code};
#[cfg(feature = "terminal")]
use crate::presenter_file::{self, PresenterFile};
use crate::process::{Children, Printed};
use crate::progress::{self, Progress};
use crate::reader;
use crate::session::{ProcessEnd, Session};
#[cfg(feature = "terminal")]
use crate::terminal::{Left, ScreenError};
use crate::text::{self, paper};
use crate::twin;
#[cfg(feature = "terminal")]
use crate::twin::Twins;
use crate::ui::theme::ThemeError;
use crate::world::words;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
#[cfg(feature = "terminal")]
use std::ffi::OsString;
use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
#[cfg(feature = "terminal")]
use std::process;
use std::process::ExitCode;
use std::sync::Arc;
use thiserror::Error;

pub use own::{OwnProgram, run_own};
pub use own_program::Own;
use python::ScriptError;
pub use report_error::parse;
use rust::RustFileError;

/// Step real async Rust, one poll at a time.
///
/// Without a command it opens the tutorial.
#[derive(Debug, Parser)]
#[command(name = "coroscope", version, arg_required_else_help = false)]
pub struct Cli {
    /// What to do; the tutorial opens if you name no command.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How the screen looks.
    #[command(flatten)]
    pub looks: Looks,
    /// How a script is run.
    #[command(flatten)]
    python: python::PythonOptions,
}

impl Cli {
    /// Returns whether the command opens the screen.
    #[cfg(feature = "terminal")]
    fn opens_screen(&self) -> bool {
        match &self.command {
            None
            | Some(
                Command::Open { .. }
                | Command::Py(_)
                | Command::Edit(_)
                | Command::New(_)
                | Command::Notes { .. },
            ) => true,
            Some(_) => false,
        }
    }
}

/// How the screen looks.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Looks {
    /// The theme: dark, light, high-contrast, mono, or your own file
    #[arg(long, global = true, value_name = "NAME")]
    theme: Option<String>,
    /// Use only ASCII characters
    #[arg(long, global = true)]
    ascii: bool,
    /// When to use color, whatever the environment says
    #[arg(long, global = true, value_name = "WHEN")]
    color: Option<Color>,
    /// Don't use color: the same as --color never, or the variable `NO_COLOR`
    #[arg(long, global = true, conflicts_with = "color")]
    no_color: bool,
    /// The file that stores your progress
    #[arg(long, global = true, value_name = "FILE")]
    progress: Option<PathBuf>,
    /// Start in presenter mode
    #[arg(long, global = true)]
    present: bool,
    /// Leave the mouse to the terminal, so that it selects text
    #[arg(long, global = true)]
    no_mouse: bool,
}

impl Looks {
    /// Returns the options as arguments, for a screen that opens in front of this one.
    #[cfg(feature = "terminal")]
    fn arguments(&self, python: Option<&Path>) -> Vec<OsString> {
        let mut arguments = Vec::new();
        let mut add = |name: &str, value: Option<OsString>| {
            arguments.extend(value.into_iter().flat_map(|value| [name.into(), value]));
        };
        add("--theme", self.theme.as_ref().map(OsString::from));
        add("--progress", self.progress.as_ref().map(OsString::from));
        add("--python", python.map(OsString::from));
        let color = if self.no_color { Some(Color::Never) } else { self.color };
        let color = color.map(|color| if color == Color::Always { "always" } else { "never" });
        add("--color", color.map(OsString::from));
        let switches = [(self.ascii, "--ascii"), (self.no_mouse, "--no-mouse")];
        arguments
            .extend(switches.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name.into()));
        arguments
    }

    /// Returns whether an option turns colour off.
    fn is_colorless(&self) -> bool {
        self.no_color || self.color == Some(Color::Never)
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// Use color
    Always,
    /// Don't use color
    Never,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a lesson on the screen
    Open {
        /// A lesson's name, number or address: three-tasks, A6, 6, three-tasks@9, three-tasks@9~0.2.1; a record in a file: run.jsonl, run.jsonl@9; or your own folder with lesson.md and the record of each scene, recipe.jsonl, scene-2.jsonl, or its script, recipe.py, scene-2.py: my-lesson, my-lesson@9; or `welcome`, for the page that asks whether you know Python or Rust
        lesson: String,
    },
    /// Step your own asyncio program, unchanged, on real CPython
    Py(python::Asked),
    /// Edit a lesson's program in your own editor, and see it run each time you save it
    #[cfg(feature = "terminal")]
    Edit(edit::EditAsked),
    /// Create a program of your own, and see it run each time you save it
    #[cfg(feature = "terminal")]
    New(edit::NewAsked),
    /// Read a lesson line by line in the plain terminal, with a screen reader or through a pipe
    #[command(after_help = read_help())]
    Read {
        /// A lesson's name, number or address, a record in a file, or your own folder, as for `open`; without it, the lesson that you read last
        lesson: Option<String>,
    },
    /// List the lessons
    List,
    /// List the lessons in an order for what you know already
    Path(course_map::PathOptions),
    /// Answer six questions, so that you can skip the first part
    Gate,
    /// List the systems of the book that the course follows, with the lessons and programs on them
    Book,
    /// Print a run as text, one paragraph per turn
    Text {
        /// A lesson's name, number or address; with a moment, the run stops there
        lesson: String,
        /// Include the lesson's text and questions, with the answers at the end
        #[arg(long)]
        beats: bool,
        /// Ask the questions, and read the answers from standard input
        #[arg(long)]
        ask: bool,
    },
    /// List every order in which a lesson's tasks can run, with its outcome
    Explore(orders::Asked),
    /// Run a lesson's programs in the real libraries, where these are installed
    RunReal(run_real::Asked),
    /// Check the built-in lessons, or those in a folder
    Check {
        /// Your own folder with lesson.md and the record of each scene, recipe.jsonl, scene-2.jsonl, or its script, recipe.py, scene-2.py; or the folder of a built-in lesson, or a folder with several lessons
        folder: Option<PathBuf>,
    },
    /// Export a run as a web page, a picture, a recording or a trace
    Export(export::Wanted),
    /// Show a teacher's notes in a second window, which follows the window that presents
    Notes {
        /// A lesson's name, number or address, or your own folder with lesson.md
        lesson: String,
    },
    /// Print a completion script for your shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

impl Command {
    /// Returns the command's name, if it doesn't open the screen.
    fn name_without_screen(&self) -> Option<&'static str> {
        match self {
            Command::Open { .. } | Command::Py(_) => None,
            #[cfg(feature = "terminal")]
            Command::Edit(_) | Command::New(_) => None,
            Command::Read { .. } => Some("read"),
            Command::List => Some("list"),
            Command::Path(_) => Some("path"),
            Command::Gate => Some("gate"),
            Command::Book => Some("book"),
            Command::Text { .. } => Some("text"),
            Command::Notes { .. } => Some("notes"),
            Command::Explore(_) => Some("explore"),
            Command::RunReal(_) => Some("run-real"),
            Command::Check { .. } => Some("check"),
            Command::Export(_) => Some("export"),
            Command::Completions { .. } => Some("completions"),
            Command::Man => Some("man"),
        }
    }
}

/// Why a command failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// The command names nothing that exists.
    #[error(transparent)]
    OpenError(#[from] OpenError),
    /// A folder isn't a lesson.
    #[error(transparent)]
    LessonFolder(#[from] lesson_folder::FolderError),
    /// A check found faults.
    #[error("{}", words::counted(*.0, "error", "errors"))]
    Faults(usize),
    /// The words go with a whole scene.
    #[error(
        "`{0}` names one moment, but a lesson's text is about the whole run. Leave out the @ and what follows it."
    )]
    Moment(String),
    /// Presenter mode is a mode of the screen.
    #[error("--present is a mode of the screen, and `{0}` doesn't open the screen")]
    Present(&'static str),
    /// A program without a lesson has no notes.
    #[error("`{0}` has no lesson, so there are no notes to show")]
    NoNotes(String),
    /// All orders have no moment.
    #[error(
        "`{0}` names one moment or one order, but this is about all orders. Leave out the @ or ~ and what follows it."
    )]
    OneOrder(String),
    /// Exploring failed.
    #[error(transparent)]
    Orders(#[from] explore::ExploreError),
    /// A record can't be opened.
    #[error(transparent)]
    Record(#[from] record::RecordError),
    /// The run can't be exported.
    #[error(transparent)]
    Export(#[from] export::Refusal),
    /// A program in a real library wasn't run.
    #[error(transparent)]
    Real(#[from] run_real::RealError),
    /// The theme can't be loaded.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The progress file can't be read, for this reason.
    #[error("{0}")]
    Progress(String),
    /// A folder can't be read.
    #[error("can't read {0}: {1}")]
    Folder(PathBuf, io::Error),
    /// A file can't be written.
    #[error("can't write {0}: {1}")]
    File(PathBuf, io::Error),
    /// A user's program ended before its run, or didn't start, as this sentence says.
    #[error("{0}")]
    Process(String),
    /// A script ended before its run, as this sentence says, with this exit status.
    #[error("{0}")]
    Ended(String, i32),
    /// A script ended with this exit status.
    #[error("the script ended with exit status {0}")]
    Exited(i32),
    /// A script can't be run.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// A Rust file can't be run.
    #[error(transparent)]
    Rust(#[from] RustFileError),
    /// A program can't be edited.
    #[cfg(feature = "terminal")]
    #[error(transparent)]
    Edit(#[from] edit::EditError),
    /// There is no screen in this build.
    #[cfg(not(feature = "terminal"))]
    #[error(
        "this coroscope was built without the feature `terminal`. To print a lesson as text instead, run: coroscope text LESSON"
    )]
    NoScreen,
    /// The screen does not open.
    #[cfg(feature = "terminal")]
    #[error(transparent)]
    Screen(#[from] crate::terminal::ScreenError),
    /// Writing or drawing failed.
    #[error("can't write the output: {0}")]
    Io(#[from] io::Error),
}

impl Failure {
    /// Returns the exit status: 2 for an invalid command line, 1 for any other error, 0 if the reader of a
    /// pipe has closed it.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Failure::OpenError(_) | Failure::Moment(_) | Failure::OneOrder(_) => 2,
            Failure::NoNotes(_) | Failure::Present(_) => 2,
            Failure::Export(_) | Failure::Theme(_) => 2,
            Failure::Record(
                record::RecordError::Moment(_) | record::RecordError::NeedsProgram(..),
            ) => 2,
            Failure::Orders(_) | Failure::Record(_) => 1,
            Failure::File(..) | Failure::Folder(..) | Failure::Faults(_) => 1,
            Failure::Progress(_) | Failure::Process(_) | Failure::LessonFolder(_) => 1,
            Failure::Script(ScriptError::Ended(_, status, _)) => {
                status.map_or(1, |status| u8::try_from(status).unwrap_or(1))
            }
            Failure::Script(_) | Failure::Rust(_) => 1,
            #[cfg(feature = "terminal")]
            Failure::Edit(edit::EditError::Open(_)) => 2,
            #[cfg(feature = "terminal")]
            Failure::Edit(_) => 1,
            Failure::Real(error) => error.status(),
            Failure::Exited(status) | Failure::Ended(_, status) => {
                u8::try_from(*status).unwrap_or(1)
            }
            #[cfg(not(feature = "terminal"))]
            Failure::NoScreen => 1,
            #[cfg(feature = "terminal")]
            Failure::Screen(ScreenError::Theme(_)) => 2,
            #[cfg(feature = "terminal")]
            Failure::Screen(_) => 1,
            Failure::Io(error) => u8::from(error.kind() != io::ErrorKind::BrokenPipe),
        }
    }
}

/// Reports an error on standard error, with the name of the program, and returns the exit status.
pub fn exit(name: &str, done: Result<(), Failure>) -> ExitCode {
    let Err(failure) = done else { return ExitCode::SUCCESS };
    let is_closed_pipe =
        matches!(&failure, Failure::Io(error) if error.kind() == io::ErrorKind::BrokenPipe);
    if !is_closed_pipe {
        // If standard error is closed too, the error can't be reported.
        let _closed = writeln!(
            io::stderr(),
            "{name}: {}",
            report_error::sanitize_lines(&failure.to_string())
        );
    }
    ExitCode::from(failure.status())
}

/// Runs a command of the user's program, or of `coroscope` itself.
pub fn run(mut cli: Cli, own: Option<&Own>) -> Result<(), Failure> {
    #[cfg(feature = "terminal")]
    if own.is_none()
        && cli.opens_screen()
        && let Some(status) = crate::terminal::run_guarded().map_err(ScreenError::Io)?
    {
        std::process::exit(status);
    }
    if own.is_none()
        && let Some(program) = program_of(&mut cli)?
    {
        return run(cli, Some(&program));
    }
    context::keep_recipes_quiet();
    survive_long_files();
    if let Some(name) = &cli.looks.theme {
        // This checks the name even for commands that draw nothing.
        export::theme(name)?;
    }
    let without_screen = cli.command.as_ref().and_then(Command::name_without_screen);
    if let Some(command) = without_screen.filter(|_| cli.looks.present) {
        return Err(Failure::Present(command));
    }
    let code = Code { python: cli.python.python.clone(), is_trusted: agrees(&cli) };
    let mut out = BufWriter::new(io::stdout());
    match cli.command {
        None => open(None, cli.looks, own, &code)?,
        Some(Command::Open { lesson }) => open(Some(&lesson), cli.looks, own, &code)?,
        // It is a user's own program, which has opened instead.
        Some(Command::Py(_)) => {}
        #[cfg(feature = "terminal")]
        Some(Command::Edit(_) | Command::New(_)) => {}
        Some(Command::Read { lesson }) => {
            read(&mut out, lesson.as_deref(), &cli.looks, (own, &code))?;
        }
        Some(Command::List) => list(&mut out, cli.looks.progress.as_deref())?,
        Some(Command::Path(asked)) => {
            let (progress, word) = progress_in(cli.looks.progress.as_deref());
            course_map::print_path(&mut out, &asked, &progress)?;
            word.map_or(Ok(()), |word| Err(Failure::Progress(word)))?;
        }
        Some(Command::Gate) => {
            let (mut progress, word) = progress_in(cli.looks.progress.as_deref());
            word.map_or(Ok(()), |word| Err(Failure::Progress(word)))?;
            let input = &mut io::stdin().lock();
            let unsaved = course_map::pass_gate(&mut out, input, &mut progress)?;
            unsaved.map_or(Ok(()), |word| Err(Failure::Progress(word)))?;
        }
        Some(Command::Book) => text::book::tell(&mut out)?,
        Some(Command::Text { lesson, beats: false, ask: false }) => {
            print_run(&mut out, &lesson, own, &code)?;
        }
        Some(Command::Text { lesson, ask, .. }) => on_paper(&mut out, &lesson, ask, (own, &code))?,
        Some(Command::Notes { lesson }) => show_notes(&mut out, &lesson, &cli.looks, (own, &code))?,
        Some(Command::Explore(asked)) => orders::print_overview(&mut out, &asked, own, &code)?,
        Some(Command::RunReal(asked)) => run_real::run(&mut out, &asked, &code)?,
        Some(Command::Check { folder }) => check(&mut out, folder, &code)?,
        Some(Command::Export(wanted)) => {
            export::export_run(&mut out, wanted, &cli.looks, own, &code)?;
        }
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "coroscope", &mut script);
            out.write_all(&script)?;
        }
        Some(Command::Man) => clap_mangen::Man::new(Cli::command()).render(&mut out)?,
    }
    out.flush()?;
    Ok(())
}

/// Returns whether the user agrees to run the scripts of the lesson folder that the command names: with an option, or at
/// the terminal. Without either, the folder says how to.
fn agrees(cli: &Cli) -> bool {
    if cli.python.trust {
        return true;
    }
    let folder = match &cli.command {
        Some(
            Command::Open { lesson }
            | Command::Text { lesson, .. }
            | Command::Notes { lesson }
            | Command::Read { lesson: Some(lesson) },
        ) => record::lesson_folder_of(lesson),
        Some(Command::Export(wanted)) => record::lesson_folder_of(wanted.lesson()),
        Some(Command::Explore(asked)) => record::lesson_folder_of(asked.lesson()),
        Some(Command::Check { folder: Some(folder) }) => Some(folder.as_path()),
        _ => None,
    };
    let Some(folder) = folder else { return false };
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return false;
    }
    let scripts = lesson_folder::scripts_to_agree_to(folder);
    if scripts.is_empty() {
        return false;
    }
    let question = format!(
        "{} contains code that runs with your rights: {}. Run it now, and again when it is saved while it's open? [y/N] ",
        folder.display(),
        scripts.join(", ")
    );
    let _closed = write!(io::stderr(), "{}", report_error::sanitize_lines(&question));
    let mut answer = String::new();
    let _nobody = io::stdin().lock().read_line(&mut answer);
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Makes a write that is longer than a file may be fail, so that the old file can be kept. By default the signal for it
/// ends the process in the middle.
fn survive_long_files() {
    #[cfg(unix)]
    {
        let is_long = Arc::default();
        let _not_possible = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, is_long);
    }
}

/// Returns the program, if the command is about a user's file. The command then names it as any program of a user's.
fn program_of(cli: &mut Cli) -> Result<Option<Own>, Failure> {
    #[cfg(feature = "terminal")]
    if let Some(own) = edited_program(cli)? {
        return Ok(Some(own));
    }
    if let Some(own) = rust_file(cli)? {
        return Ok(Some(own));
    }
    script_of(cli)
}

/// Returns the program, if the command edits one.
#[cfg(feature = "terminal")]
fn edited_program(cli: &mut Cli) -> Result<Option<Own>, Failure> {
    if !matches!(cli.command, Some(Command::Edit(_) | Command::New(_))) {
        return Ok(None);
    }
    // Before the library is built or an editor opens.
    crate::terminal::check_terminal()?;
    let language = progress_in(cli.looks.progress.as_deref()).0.language();
    let setting = edit::Setting { python: cli.python.clone(), language };
    let (own, address) = match &cli.command {
        Some(Command::Edit(asked)) => asked.start(setting)?,
        Some(Command::New(asked)) => asked.start(setting)?,
        _ => return Ok(None),
    };
    let fits = record::visit(&address, Some(&own), &Code::default()).is_ok();
    let lesson = if fits { address } else { own.name().to_owned() };
    cli.command = Some(Command::Open { lesson });
    Ok(Some(own))
}

/// Returns the lesson or the program that a command names, and whether it opens the screen and runs once.
fn named_in(command: Option<&Command>) -> Option<(&str, bool, bool)> {
    match command? {
        Command::Open { lesson } => Some((lesson, true, true)),
        Command::Text { lesson, .. } | Command::Read { lesson: Some(lesson) } => {
            Some((lesson, false, true))
        }
        Command::Export(wanted) => Some((wanted.lesson(), false, true)),
        Command::Explore(asked) => Some((asked.lesson(), false, false)),
        _ => None,
    }
}

/// Sets what a command names.
fn name_instead(command: &mut Option<Command>, address: String) {
    match command {
        Some(Command::Open { lesson } | Command::Text { lesson, .. }) => *lesson = address,
        Some(Command::Read { lesson }) => *lesson = Some(address),
        Some(Command::Export(wanted)) => wanted.set_lesson(address),
        Some(Command::Explore(asked)) => asked.set_lesson(address),
        _ => *command = None,
    }
}

/// Returns the program, if the command is about a Rust file.
fn rust_file(cli: &mut Cli) -> Result<Option<Own>, Failure> {
    let Some((lesson, has_screen, is_run)) = named_in(cli.command.as_ref()) else {
        return Ok(None);
    };
    let Some((path, moment)) = rust::named(lesson) else { return Ok(None) };
    #[cfg(feature = "terminal")]
    if has_screen {
        // Before the library is built.
        crate::terminal::check_terminal()?;
    }
    let how = rust::Use { has_screen, is_run, shows_values: cli.python.shows_values() };
    let own = rust::start(&path, &moment, how);
    if let Err(RustFileError::Sentence(_, children)) = &own {
        write_printed(children);
    }
    let own = own?;
    name_instead(&mut cli.command, format!("{}{moment}", own.name()));
    Ok(Some(own))
}

/// Returns the program, if the command is about a script.
fn script_of(cli: &mut Cli) -> Result<Option<Own>, Failure> {
    let is_watched = matches!(&cli.command, Some(Command::Py(asked)) if asked.is_watched());
    let (named, has_screen, is_run) = match &cli.command {
        Some(Command::Py(asked)) => (Some((asked.script()?, String::new())), true, true),
        other => match named_in(other.as_ref()) {
            Some((lesson, has_screen, is_run)) => (python::named(lesson), has_screen, is_run),
            None => (None, false, false),
        },
    };
    let Some((script, moment)) = named else { return Ok(None) };
    // Before the terminal is asked for: without the file there is nothing to show on it.
    python::check_file(&script)?;
    #[cfg(feature = "terminal")]
    if has_screen {
        // Before the script runs.
        crate::terminal::check_terminal()?;
    }
    let how = python::Use { has_screen, is_run, is_watched };
    let address = format!("{}{moment}", script.name());
    let own = python::start(script, &moment, cli.python.clone(), how);
    if let Err(ScriptError::Ended(_, _, children)) = &own {
        write_printed(children);
    }
    name_instead(&mut cli.command, address);
    Ok(Some(own?))
}

/// What `open` shows under this name is the welcome page.
#[cfg(feature = "terminal")]
const WELCOME: &str = "welcome";

#[cfg(feature = "terminal")]
fn open(lesson: Option<&str>, looks: Looks, own: Option<&Own>, code: &Code) -> Result<(), Failure> {
    let children = own.map(|own| &own.children);
    let (progress, notice) = match own {
        Some(_) => (Progress::in_memory(), None),
        None => progress_in(looks.progress.as_deref()),
    };
    let asks_for_welcome = own.is_none() && lesson == Some(WELCOME);
    let lesson = lesson.filter(|_| !asks_for_welcome);
    let is_first = lesson.is_none() && own.is_none() && progress.language().is_none();
    let welcomes = asks_for_welcome || (is_first && !looks.present);
    let (visit, beat) = match lesson.or(own.map(Own::name)) {
        Some(lesson) => (record::visit(lesson, own, code)?, None),
        None => last_place(&progress)?,
    };
    let presenter = presenter_file::default_path().map(PresenterFile::new);
    let progress = ProgressSaver { progress, notice, beat };
    let keeping = crate::terminal::Saver { progress, presenter };
    let looks_of_edit = looks.arguments(code.python.as_deref());
    let color = looks.color.map(|color| color == Color::Always);
    let options = crate::terminal::ScreenOptions {
        theme: looks.theme,
        is_ascii: looks.ascii,
        color: color.or(looks.no_color.then_some(false)),
        presents: looks.present,
        leaves_mouse: looks.no_mouse,
        welcomes,
        children: children.cloned(),
        saved: match own {
            Some(own) => own.saved.clone(),
            None => lesson.and_then(|lesson| record::watched(lesson, code)),
        },
        twins: Some(twins(code.python.clone())),
        edit: Some(edit_command(own, &looks_of_edit)),
        notice: own.and_then(|own| own.edited.as_ref()?.notice.clone()),
    };
    let ended = crate::terminal::open(visit, keeping, &options);
    if let Some(children) = children {
        write_printed(children);
    }
    let Left { signal, sentence } = ended?;
    if let Some(sentence) = sentence {
        let name = own.map_or("coroscope", Own::name);
        let _closed = writeln!(io::stderr(), "{name}: {sentence}");
    }
    if let Some(signal) = signal {
        let name = own.map_or("coroscope", Own::name);
        let _closed = writeln!(io::stderr(), "{name}: {}", crate::terminal::closed_by(signal));
        std::process::exit(128 + signal);
    }
    Ok(())
}

/// Returns what edits a program: for one that is edited already, the editor; for a lesson's, this command, which copies
/// it first.
#[cfg(feature = "terminal")]
fn edit_command(own: Option<&Own>, looks: &[OsString]) -> crate::terminal::EditCommand {
    let looks = looks.to_vec();
    match own {
        None => Arc::new(move |request| {
            let program = std::env::current_exe()
                .map_err(|why| format!("Can't find this program's own file: {why}."))?;
            let language = match request.language {
                SourceLanguage::Rust => "rust",
                SourceLanguage::Python => "python",
            };
            let mut command = process::Command::new(program);
            command.arg("edit").arg(&request.address).args(["--language", language]).args(&looks);
            Ok(command)
        }),
        Some(own) => {
            let edited =
                own.edited.as_ref().map(|edited| (edited.path.clone(), edited.editor.clone()));
            Arc::new(move |_| match &edited {
                Some((path, Some(editor))) => Ok(editor.open(path)),
                Some((path, None)) => Err(format!(
                    "Edit {} in any editor: each time you save it, it runs here.",
                    path.display()
                )),
                None => {
                    Err("To edit this program here, open it with: coroscope edit FILE".to_owned())
                }
            })
        }
    }
}

/// Returns what creates the runner of the lessons' twins, on this interpreter if one is named.
#[cfg(feature = "terminal")]
fn twins(python: Option<PathBuf>) -> crate::terminal::MakeTwins {
    Arc::new(move |notify| Arc::new(Twins::new(python.clone(), notify)))
}

/// Returns what is typed while a lesson is read.
fn read_help() -> String {
    format!("What you type, each followed by Enter:\n{}", reader::command::help())
}

fn read(
    out: &mut dyn Write,
    lesson: Option<&str>,
    looks: &Looks,
    (own, code): (Option<&Own>, &Code),
) -> Result<(), Failure> {
    let (progress, notice) = match own {
        Some(_) => (Progress::in_memory(), None),
        None => progress_in(looks.progress.as_deref()),
    };
    let (visit, beat) = match lesson.or(own.map(Own::name)) {
        Some(lesson) => (record::visit(lesson, own, code)?, None),
        None => last_place(&progress)?,
    };
    let saver = ProgressSaver { progress, notice, beat };
    let has_prompt = io::stdin().is_terminal();
    match reader::read(visit, saver, &mut io::stdin().lock(), out, has_prompt)? {
        Some(sentence) => Err(Failure::Process(sentence)),
        None => Ok(()),
    }
}

#[cfg(not(feature = "terminal"))]
fn open(
    lesson: Option<&str>,
    _looks: Looks,
    own: Option<&Own>,
    code: &Code,
) -> Result<(), Failure> {
    record::visit(lesson.or(own.map(Own::name)).unwrap_or("lazy"), own, code)?;
    Err(Failure::NoScreen)
}

/// Loads the learner's progress from this file or the default one, with a sentence if there is a problem.
fn progress_in(file: Option<&Path>) -> (Progress, Option<String>) {
    let file = file.map(Path::to_path_buf).or_else(progress::default_path);
    file.map_or_else(|| (Progress::in_memory(), None), |file| Progress::open(&file))
}

/// Returns the scene and the beat at which the learner stopped, or the first lesson.
fn last_place(progress: &Progress) -> Result<(SceneSession, Option<usize>), Failure> {
    let Some(lesson) = progress.last_lesson().and_then(|slug| catalog::find(slug).ok()) else {
        return Ok((SceneSession::from_address("lazy")?, None));
    };
    let done = progress.lesson(&lesson.slug);
    let scene = done.and_then(|done| lesson.scenes.get(done.scene)).unwrap_or(&lesson.scenes[0]);
    Ok((SceneSession::new(lesson, scene), done.map(|done| done.beat)))
}

fn list(out: &mut dyn Write, file: Option<&Path>) -> Result<(), Failure> {
    let (progress, word) = progress_in(file);
    for part in catalog::parts() {
        writeln!(out, "{}  {}. {}", part.letter, part.title, part.question)?;
        for lesson in catalog::lessons().iter().filter(|lesson| lesson.part == part.letter) {
            let Lesson { slug, title, .. } = &**lesson;
            let minutes = lesson.minutes();
            let core = if lesson.core { '●' } else { '○' };
            let beats = lesson.page.as_ref().map_or(0, |page| page.beats.len());
            let done = match progress.lesson(slug) {
                Some(done) if done.finished => "  ✓".to_owned(),
                Some(done) if done.known => "  known".to_owned(),
                Some(done) => format!("  {} of {beats} beats", done.beat + 1),
                None => String::new(),
            };
            writeln!(
                out,
                "   {core} {:3} {slug:14} {minutes:2} min  {title}{done}",
                lesson.address()
            )?;
        }
    }
    writeln!(out, "\n● main path, ○ optional. To open a lesson: coroscope open three-tasks")?;
    out.flush()?;
    word.map_or(Ok(()), |word| Err(Failure::Progress(word)))
}

/// Prints a lesson with its text: all its scenes, or the one in the address.
fn on_paper(
    out: &mut dyn Write,
    address: &str,
    ask: bool,
    (own, code): (Option<&Own>, &Code),
) -> Result<(), Failure> {
    record::refuse(address, record::LESSON_WORDS)?;
    if address.contains(['@', '~']) {
        return Err(Failure::Moment(address.to_owned()));
    }
    let visit = record::visit(address, own, code)?;
    let (lesson, here) = match &visit.subject {
        Subject::Scene(lesson, here) => (lesson, *here),
        Subject::Program(program) => {
            writeln!(out, "{}\n\n{}", program.title, program.about)?;
            return Ok(());
        }
    };
    let scenes = 0..lesson.scenes.len();
    let scenes: Vec<_> =
        scenes.filter(|nth| !record::names_scene(address) || *nth == here).collect();
    let mut input = io::stdin().lock();
    let answers: Option<&mut dyn BufRead> = if ask { Some(&mut input) } else { None };
    paper::tell(out, lesson, &scenes, answers)?;
    Ok(())
}

/// Shows a teacher's notes in a window, or prints all of them once if the output isn't a terminal.
fn show_notes(
    out: &mut dyn Write,
    address: &str,
    looks: &Looks,
    (own, code): (Option<&Own>, &Code),
) -> Result<(), Failure> {
    let visit = record::visit(address, own, code)?;
    let Subject::Scene(lesson, _) = &visit.subject else {
        return Err(Failure::NoNotes(address.to_owned()));
    };
    let language = progress_in(looks.progress.as_deref()).0.language().unwrap_or_default();
    #[cfg(feature = "terminal")]
    if io::IsTerminal::is_terminal(&io::stdout()) {
        let left = notes::open(lesson, &visit.catalog, language)?;
        if let Some(signal) = left.signal {
            std::process::exit(128 + signal);
        }
        return Ok(());
    }
    text::notes::tell(out, lesson, language)?;
    Ok(())
}

fn check(out: &mut dyn Write, folder: Option<PathBuf>, code: &Code) -> Result<(), Failure> {
    let mut report = match folder {
        None => check::built_in(),
        Some(folder) if lesson_folder::is_lesson_folder(&folder) => {
            check::lesson(&Arc::new(lesson_folder::load_with(&folder, code)?))
        }
        Some(folder) => {
            check::folder(&folder).map_err(|error| Failure::Folder(folder.clone(), error))?
        }
    };
    let unseen = screen_check::check_visibility(&report.visibility_checks);
    report.faults.extend(unseen);
    let hidden = report.lessons_to_read.iter().flat_map(text_visibility::check_texts);
    report.faults.extend(hidden.collect::<Vec<_>>());
    let has_traces = |lesson: &&Arc<Lesson>| lesson.number.is_some();
    let checked = report.lessons_to_read.iter().filter(has_traces);
    let traces: Vec<_> = checked.flat_map(|lesson| screen_check::check_traces(lesson)).collect();
    report.faults.extend(traces);
    let records: Vec<_> = report
        .lessons_to_read
        .iter()
        .filter(has_traces)
        .flat_map(|lesson| stale_twins(lesson))
        .collect();
    report.faults.extend(records);
    for fault in &report.faults {
        writeln!(out, "{}", report_error::sanitize_lines(&fault.to_string()))?;
    }
    if !report.survivors.is_empty() {
        writeln!(
            out,
            "\nHow many questions each wrong loop and each misconception answers wrongly, and how many options their authors wrote:\n"
        )?;
        writeln!(out, "{}\n", report.matrix())?;
    }
    for note in &report.notes {
        writeln!(out, "note: {note}")?;
    }
    let lessons = words::counted(report.lessons, "lesson", "lessons");
    let faults = report.faults.iter().filter(|fault| !fault.is_advice).count();
    writeln!(out, "{lessons} checked, {}.", words::counted(faults, "error", "errors"))?;
    out.flush()?;
    if faults > 0 { Err(Failure::Faults(faults)) } else { Ok(()) }
}

/// Returns a fault for each twin of a built-in lesson whose record isn't of its text.
fn stale_twins(lesson: &Lesson) -> Vec<Diagnostic> {
    let fault = |why: String| {
        let remedy = "run `UPDATE_TWINS=1 cargo test --test twins`";
        Diagnostic::new(&lesson.text.file, 1, why, remedy)
    };
    lesson.scenes.iter().filter_map(|scene| twin::kept(scene).err()).map(fault).collect()
}

fn print_run(
    out: &mut dyn Write,
    address: &str,
    own: Option<&Own>,
    code: &Code,
) -> Result<(), Failure> {
    let mut visit = record::visit(address, own, code)?;
    writeln!(out, "{}\n", visit.heading())?;
    text::tell(out, &mut visit.session, !record::has_moment(address))?;
    if let Some(words) = visit.session.words_on_outside() {
        writeln!(out, "\n{words}")?;
    }
    out.flush()?;
    ended_well(&visit.session)?;
    exit_status(&visit.session)
}

/// Fails if the process ended before the run.
fn ended_well(session: &Session) -> Result<(), Failure> {
    match session.trace().end() {
        Some(ProcessEnd::Failed(sentence, None)) => Err(Failure::Process(sentence)),
        Some(ProcessEnd::Failed(sentence, Some(status))) => Err(Failure::Ended(sentence, status)),
        Some(ProcessEnd::Exited(_) | ProcessEnd::Complete) | None => Ok(()),
    }
}

/// Fails with the exit status of the script, if that isn't 0.
fn exit_status(session: &Session) -> Result<(), Failure> {
    match session.trace().end() {
        Some(ProcessEnd::Exited(status)) => Err(Failure::Exited(status)),
        Some(ProcessEnd::Failed(..) | ProcessEnd::Complete) | None => Ok(()),
    }
}

/// Writes the output of the user's program while the screen was open to the same streams of this process.
fn write_printed(children: &Children) {
    let Some(printed) = children.printed() else { return };
    let (chunks, dropped) = printed.drain();
    let write = |stream: Printed, bytes: &[u8]| match stream {
        Printed::Out => io::stdout().write_all(bytes),
        Printed::Err => io::stderr().write_all(bytes),
    };
    let before = format!("(the first {dropped} bytes of the program's output are left out)\n");
    let note = (dropped > 0).then_some((Printed::Err, before.as_bytes()));
    let chunks = chunks.iter().map(|(stream, bytes)| (*stream, bytes.as_slice()));
    // If a stream is closed, its output is lost.
    let _closed =
        note.into_iter().chain(chunks).try_for_each(|(stream, bytes)| write(stream, bytes));
    let _closed = io::stdout().flush();
}
