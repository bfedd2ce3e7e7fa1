//! A Rust file as a program: builds the library once, compiles the file against it, and runs it in a child process.
//!
//! ```text
//!   three-tasks.rs ──rustc──▶ executable ──record──▶ process::Children ──▶ session
//!                      ▲
//!   coroscope ──cargo──┘  once, into the user's cache
//! ```
//!
//! The library is built without the screen ([`Library`]), so compiling and linking a file takes less than a second
//! ([`Compiler`]). A file needs a function `pub fn set_up()`, as a recipe has. A file with a function `main` is a program
//! of its own, and has to call [`Scope::main`](crate::Scope::main).

mod compiler;
mod diagnostic;
mod library;

pub use compiler::Compiler;
pub use diagnostic::CompileError;
pub use library::Library;

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a Rust file can't be run.
#[derive(Debug, Error)]
pub enum RustError {
    /// There is no Rust toolchain.
    #[error(
        "can't run `{0}` ({1}). A Rust program is compiled on this machine, so it needs Rust: install it from \
         https://rustup.rs, or edit the Python program instead, with --python"
    )]
    NoToolchain(String, io::Error),
    /// There is no folder for the library.
    #[error(
        "can't find your cache folder, where the library for Rust programs is built; set XDG_CACHE_HOME"
    )]
    NoCache,
    /// A folder or a file can't be written.
    #[error("can't write {0}: {1}")]
    Write(PathBuf, io::Error),
    /// The file can't be read.
    #[error("can't read {0}: {1}")]
    Read(PathBuf, io::Error),
    /// Cargo failed to build the library; it has said why.
    #[error("cargo couldn't build the library for Rust programs; its message is above")]
    Library,
    /// Cargo didn't say where the library is.
    #[error("cargo built the library for Rust programs, but didn't say where it is")]
    NoLibrary,
    /// The compiler takes too long.
    #[error("rustc didn't finish within {0} s, so it was stopped")]
    Slow(u64),
    /// The file doesn't compile.
    #[error("{0}\n{report}", report = .0.report.trim_end())]
    Compile(#[from] CompileError),
}
