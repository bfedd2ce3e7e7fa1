//! The `coroscope` command: parse, do, and say in one sentence what went wrong.

use clap::Parser;
use coroscope::cli::{self, Cli};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::exit(cli::run(Cli::parse()))
}
