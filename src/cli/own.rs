//! The command line of a program of somebody's own: the same commands, about this program alone.

use super::report_error::exit_with;
use super::{Cli, Failure, run};
use crate::course::catalog;
use clap::{CommandFactory, FromArgMatches};

/// Reads the command line of this process and does what it asks for, with the program that has taken the
/// course's place.
pub fn run_own() -> Result<(), Failure> {
    let mut command = Cli::command();
    if let Some(own) = catalog::own() {
        let in_place = |address: clap::Arg| {
            let help = "A moment of this program: @9, @2.4, @9~0.2.1; without it, the whole run";
            address.required(false).default_value(own.slug).value_name("MOMENT").help(help)
        };
        let of_a_lesson: Vec<_> = command
            .get_subcommands()
            .filter(|one| one.get_arguments().any(|argument| argument.get_id() == "lesson"))
            .map(|one| one.get_name().to_owned())
            .collect();
        for name in of_a_lesson {
            command = command.mut_subcommand(name, |one| one.mut_arg("lesson", in_place));
        }
        // All orders are of the whole run.
        let explore = |one: clap::Command| one.mut_arg("lesson", |address| address.hide(true));
        command = command.mut_subcommand("explore", explore);
        for name in ["check", "list", "man", "completions"] {
            command = command.mut_subcommand(name, |one| one.hide(true));
        }
        command = command.name(own.slug).about(own.title).long_about(
            "Steps this program, one poll at a time. Without a command the screen opens.",
        );
    }
    let matches = command.try_get_matches().unwrap_or_else(|error| exit_with(&error));
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| exit_with(&error));
    run(cli)
}
