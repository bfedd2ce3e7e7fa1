//! Reports errors in the command line. They quote the arguments, which may contain control characters.

use super::Cli;
use crate::record::escape_control;
use clap::Parser;
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process;

/// The letters that join others or keep them apart, as in an emoji or in Persian. They belong to a program's texts, but in
/// an argument they are a mistake that can't be seen.
const JOINER: char = '\u{200d}';
const NON_JOINER: char = '\u{200c}';

/// Parses the command line of this process. Exits with a message if that fails.
#[must_use]
pub fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|error| exit_with(&error))
}

/// Returns the text with its line breaks, and with an escape for every other character that can't be seen.
pub fn sanitize_lines(text: &str) -> String {
    let spell = |letter: char| match letter {
        JOINER | NON_JOINER => letter.escape_default().to_string(),
        _ => letter.to_string(),
    };
    let line = |line: &str| escape_control(line).chars().map(spell).collect::<String>();
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Exits with clap's own message: the help, the version, or the error. The status says whether it could be written.
pub fn exit_with(error: &clap::Error) -> ! {
    let has_control = |argument: OsString| {
        sanitize_lines(&argument.to_string_lossy()) != argument.to_string_lossy()
    };
    if env::args_os().any(has_control) {
        let words = error.render().to_string();
        let _closed = write!(io::stderr(), "{}", sanitize_lines(&words));
        process::exit(error.exit_code());
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    let is_lost = printed.is_err_and(|why| why.kind() != io::ErrorKind::BrokenPipe);
    process::exit(if is_lost { 1 } else { error.exit_code() })
}
