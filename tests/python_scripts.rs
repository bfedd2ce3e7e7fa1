//! Python scripts on the real `CPython` of this machine: the commands, the process and the screen. Where there is none,
//! each test says so and passes.
#![allow(missing_docs)]
#![allow(clippy::print_stderr, reason = "a test says why it checks nothing")]
#![cfg(all(unix, feature = "cli", feature = "terminal"))]

#[path = "python_scripts/apart.rs"]
mod apart;
#[path = "python_scripts/commands.rs"]
mod commands;
#[path = "python_scripts/folders.rs"]
mod folders;
#[path = "terminal/pty.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod pty;
#[path = "python_scripts/real.rs"]
mod real;
#[path = "python_scripts/screen.rs"]
mod screen;
#[path = "python_scripts/twins.rs"]
mod twins;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Returns a folder with these scripts; or `None`, with a word on standard error, where no `CPython` is found.
fn scripts(test: &str, files: &[(&str, &str)]) -> Option<TempDir> {
    let question =
        "import sys; sys.exit(sys.implementation.name != 'cpython' or sys.version_info < (3, 11))";
    let found = Command::new("python3").args(["-I", "-S", "-c", question]).status();
    if !found.is_ok_and(|status| status.success()) {
        eprintln!("{test}: skipped, since there is no CPython 3.11 or later");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    Some(folder)
}

/// Runs a command in this folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_coroscope"));
    command.args(arguments).current_dir(folder.path()).stdin(Stdio::null());
    command.output().expect("it runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn path(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

const TWO_SLEEPS: &str = "\
import asyncio


async def main():
    print(\"one\")
    await asyncio.sleep(1)
    print(\"two\")
    await asyncio.sleep(1)
    print(\"three\")


asyncio.run(main())
";
