//! The `coroscope` command: parses the command line, runs it, and reports an error in one sentence.

use coroscope::cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::exit("coroscope", cli::run(cli::parse(), None))
}
