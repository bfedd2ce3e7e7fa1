//! The `coroscope` command: parse, do, and say in one sentence what went wrong.

use coroscope::cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::exit("coroscope", cli::run(cli::parse(), None))
}
