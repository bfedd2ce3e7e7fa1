//! Reports errors in the command line. They quote the arguments, which may contain control characters.

use super::Cli;
use crate::record::{escape_control, is_terminal_control};
use clap::Parser;
use std::env;
use std::io::{self, Write};
use std::process;

/// Parses the command line of this process. Exits with a message if that fails.
#[must_use]
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| exit_with(&error))
}

/// Returns the text with its line breaks, and with every other control character escaped.
pub fn sanitize_lines(text: &str) -> String {
    text.split('\n').map(escape_control).collect::<Vec<_>>().join("\n")
}

/// Exits with clap's own message: the help, the version, or the error.
pub fn exit_with(error: &clap::Error) -> ! {
    if env::args_os().any(|argument| argument.to_string_lossy().contains(is_terminal_control)) {
        let words = error.render().to_string();
        let _closed = write!(io::stderr(), "{}", sanitize_lines(&words));
        process::exit(error.exit_code());
    }
    error.exit()
}
