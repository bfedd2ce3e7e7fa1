//! What is said back to whoever typed the command. It names what was typed, and that may hold letters which
//! would steer the terminal.

use super::Cli;
use crate::record::{spelled, steers_a_terminal};
use clap::Parser;
use std::env;
use std::io::{self, Write};
use std::process;

/// Reads the command line of this process; one that cannot be understood ends it with a sentence.
#[must_use]
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| exit_with(&error))
}

/// The text with its line breaks, and without anything that would steer a terminal.
pub fn sanitize_lines(text: &str) -> String {
    text.split('\n').map(spelled).collect::<Vec<_>>().join("\n")
}

/// Ends the process with clap's own words: the help, the version, or what is wrong.
pub fn exit_with(error: &clap::Error) -> ! {
    if env::args_os().any(|argument| argument.to_string_lossy().contains(steers_a_terminal)) {
        let words = error.render().to_string();
        let _closed = write!(io::stderr(), "{}", sanitize_lines(&words));
        process::exit(error.exit_code());
    }
    error.exit()
}
