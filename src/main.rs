//! The `coroscope` command: parse, do, and say in one sentence what went wrong.

use clap::Parser;
use coroscope::cli::{self, Cli};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Err(failure) = cli::run(Cli::parse()) else { return ExitCode::SUCCESS };
    if failure.status() != 0 {
        // Where standard error is closed as well, there is nobody left to tell.
        let _closed = writeln!(std::io::stderr(), "coroscope: {failure}");
    }
    ExitCode::from(failure.status())
}
