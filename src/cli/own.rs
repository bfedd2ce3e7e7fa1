//! The command line of a user's program: the same commands, for this program only.

use super::own_program::Own;
use super::report_error::exit_with;
use super::{Cli, Command, Failure, run};
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::Standalone;
use crate::process::{Children, Launch, Output, sources};
use crate::record::source::SourceFile;
use crate::session::Program;
use crate::session::schedule::Schedule;
use clap::{CommandFactory, FromArgMatches};

/// What this process needs to know about a user's program, which runs in another process.
pub struct OwnProgram {
    /// The name in addresses.
    pub name: String,
    /// The heading. By default, it is the name.
    pub title: Option<String>,
    /// The text beside the source, as Markdown.
    pub about: Option<String>,
    /// The file that calls `Scope::new`.
    pub written_in: &'static str,
}

/// Runs the command on the command line of this process, with this program instead of the course.
pub fn run_own(own: OwnProgram) -> Result<(), Failure> {
    let cli = parse(&own);
    let (has_screen, address) = match &cli.command {
        None => (true, None),
        Some(Command::Open { lesson }) => (true, Some(lesson)),
        Some(Command::Text { lesson, .. }) => (false, Some(lesson)),
        Some(Command::Read { lesson }) => (false, lesson.as_ref()),
        Some(Command::Export(wanted)) => (false, Some(wanted.lesson())),
        Some(_) => (false, None),
    };
    #[cfg(feature = "terminal")]
    if has_screen {
        // This comes before the program is started.
        crate::terminal::check_terminal()?;
    }
    let output = if has_screen { Output::Keep } else { Output::Pass };
    let launch = Launch::current_program(output, has_screen)?;
    let children = Children::new(launch);
    let is_run = has_screen || address.is_some();
    let schedule: Schedule =
        address.and_then(|address| address.split_once('~')?.1.parse().ok()).unwrap_or_default();
    let found = if is_run { children.begin(&schedule) } else { Ok(Vec::new()) };
    let found = found.map_err(|(why, _)| {
        super::write_printed(&children);
        Failure::Process(why)
    })?;
    let program = Program::from_launcher(own.name.as_str(), children.clone());
    let own = Own {
        program: standalone(own, program, found),
        children,
        path: None,
        #[cfg(feature = "terminal")]
        saved: None,
        #[cfg(feature = "terminal")]
        edited: None,
    };
    run(cli, Some(&own))
}

fn standalone(own: OwnProgram, program: Program, found: Vec<SourceFile>) -> Standalone {
    let OwnProgram { name, title, about, written_in } = own;
    let source = found.into_iter().next().unwrap_or_else(|| {
        let text = sources::read(written_in).unwrap_or_else(|| {
            format!(
                "// {written_in} can't be found from here: run it in the folder of its package.\n"
            )
        });
        SourceFile::new(written_in, text)
    });
    let about = about.unwrap_or_else(|| {
        "Your own program. Press space for one poll, left to go back, and `?` for all keys.".into()
    });
    let title = title.unwrap_or(name);
    let source = LessonFile { file: source.path, text: source.text };
    Standalone { title, about, program, source, twin: LessonFile::default() }
}

fn parse(own: &OwnProgram) -> Cli {
    let name = own.name.clone();
    let title = own.title.clone().unwrap_or_else(|| own.name.clone());
    let mut command = Cli::command();
    let in_place = |address: clap::Arg| {
        let help = "A moment of this program: @9, @2.4, @9~0.2.1; without it, the whole run";
        address.required(false).default_value(name.clone()).value_name("MOMENT").help(help)
    };
    let of_a_lesson: Vec<_> = command
        .get_subcommands()
        .filter(|one| one.get_arguments().any(|argument| argument.get_id() == "lesson"))
        .map(|one| one.get_name().to_owned())
        .collect();
    for lesson in of_a_lesson {
        command = command.mut_subcommand(lesson, |one| one.mut_arg("lesson", in_place));
    }
    // Exploring is always about the whole run, so it takes no address.
    let explore = |one: clap::Command| one.mut_arg("lesson", |address| address.hide(true));
    command = command.mut_subcommand("explore", explore);
    for hidden in ["check", "list", "man", "completions", "py"] {
        command = command.mut_subcommand(hidden, |one| one.hide(true));
    }
    let of_locals =
        "Show the types of locals and not their values, so that no `Debug` of yours runs";
    command = command
        .mut_arg("no_values", |one| one.help(of_locals).help_heading("Options"))
        .mut_arg("python", |one| one.hide(true))
        .mut_arg("real_time", |one| one.hide(true))
        .mut_arg("trust", |one| one.hide(true))
        .name(name)
        .about(title)
        .long_about("Steps this program, one poll at a time. Without a command the screen opens.");
    let matches = command.try_get_matches().unwrap_or_else(|error| exit_with(&error));
    Cli::from_arg_matches(&matches).unwrap_or_else(|error| exit_with(&error))
}
