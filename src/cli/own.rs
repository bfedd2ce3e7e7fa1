//! The command line of a program of somebody's own: the same commands, about this program alone.

use super::report_error::exit_with;
use super::{Cli, Failure, run};
use crate::course::tour::opening::Standalone;
use clap::{CommandFactory, FromArgMatches};

/// Reads the command line of this process and does what it asks for, with this program instead of the course.
///
/// # Errors
/// Why it was not done.
pub fn run_own(own: &Standalone) -> Result<(), Failure> {
    let name = own.program.name.to_string();
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
    for command_name in of_a_lesson {
        command = command.mut_subcommand(command_name, |one| one.mut_arg("lesson", in_place));
    }
    // All orders are of the whole run.
    let explore = |one: clap::Command| one.mut_arg("lesson", |address| address.hide(true));
    command = command.mut_subcommand("explore", explore);
    for hidden in ["check", "list", "man", "completions"] {
        command = command.mut_subcommand(hidden, |one| one.hide(true));
    }
    command = command
        .name(name.clone())
        .about(own.title.clone())
        .long_about("Steps this program, one poll at a time. Without a command the screen opens.");
    let matches = command.try_get_matches().unwrap_or_else(|error| exit_with(&error));
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| exit_with(&error));
    run(cli, Some(own))
}
