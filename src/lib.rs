//! **Coroscope** steps real async Rust, one `poll` at a time.
//!
//! A minimal [`executor`] runs real `async fn`s and records what happens. Everything that is shown is a fold over
//! that record:
//!
//! ```text
//!   recipe ──polled by──▶ Executor ──Event──▶ Recorder ──▶ World (one moment) ──▶ screen · text · exports
//! ```
//!
//! # Words
//! | word | means |
//! |---|---|
//! | coroutine | what the call of an `async fn` returns: a future that runs when it is polled |
//! | task | a coroutine that the executor owns and polls |
//! | executor, loop | polls ready tasks, one at a time, and moves the clock when none is ready |
//! | ready queue | the tasks that may be polled now, in the order in which they will be |
//! | waker | a handle that puts its task at the back of the ready queue |
//! | timer, clock | a deadline with a waker; the virtual time, in seconds |
//! | turn | one poll of one task, or the drop of a cancelled one |
//! | step | one call of [`Executor::turn`](executor::Executor::turn): a turn, a jump of the clock, or the end |
//! | event | one thing that happened in a run |
//! | recorder | keeps the events of a run |
//! | world | the state of everything at one moment, computed from the events up to it |
//! | moment, address | a place in a run; its name on any machine, such as `three-tasks@9` |
//! | schedule | which ready task was polled at each choice; it determines the run |
//! | session | a run with a current moment |
//! | exploration | running all schedules of a program |
//! | lesson, scene | a text with programs to step through; one of these programs |
//! | cue, beat | a predicate on events; the words that are shown when it holds |
//! | prediction | a question asked before a step and answered by the run |
//! | tour | one visit to a lesson: a session with its beats and questions |
//! | recipe, twin | a lesson's program; the same program in Python's asyncio |
//! | pane, binding, message | a part of the screen; a key and its effect; an input to the app |
//!
//! # Reading order
//! Begin with [`executor`]: a chapter that needs nothing else. Then read a primitive or two of the [`kit`], such as
//! `kit/promise.rs`; then [`world`], where events become a state, and [`session`], which moves through a run. The
//! rest shows runs: [`text`] in sentences, `app` and `ui` on a screen, `reader` line by line, [`export`] in files.
//!
//! # Features
//! All are on by default. Without any, the crate is what a program of your own links: the executor, the kit,
//! sessions, [`explore`](mod@explore), [`testing`], [`text`], records and [`Scope`].
//!
//! | feature | adds |
//! |---|---|
//! | `screen` | the lessons, `app` and `ui`, and the exports that draw; builds for `wasm32-unknown-unknown` |
//! | `process` | what another process needs to step the program: [`Scope::main`] sends its run there |
//! | `terminal` | the real terminal: keys, mouse and signals |
//! | `limits` | every limit on steps, events, sizes and times |
//! | `lesson_folder` | a lesson from any folder, whose scenes are records |
//! | `cli` | the command line, and the files it reads and writes |
//!
//! # Which module may use which
//! A module uses only itself and the modules in its row. A test reads the sources and enforces this.
//!
#![doc = include_str!("../tests/modules.md")]
//!
//! # Dependencies
//! Each dependency with its reason. A test compares the list with the manifests, and checks that every licence is
//! a permissive one.
//!
#![doc = include_str!("../tests/dependencies.md")]
// The bans of `.clippy.toml` hold here but not in the tests, which may wait for threads and read clocks.
#![warn(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

// Recipes are compiled into this crate and name `coroscope::kit`, as any other program would.
#[allow(unused_extern_crates, reason = "the lint does not see the uses in the lessons")]
extern crate self as coroscope;

#[cfg(feature = "screen")]
pub mod app;
#[cfg(feature = "screen")]
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "screen")]
pub mod course;
#[cfg(feature = "cli")]
pub mod edit;
pub mod executor;
pub mod explore;
pub mod export;
pub mod kit;
#[cfg(feature = "cli")]
pub mod lesson_folder;
pub mod limits;
#[cfg(any(feature = "terminal", feature = "cli"))]
pub mod presenter_file;
#[cfg(feature = "process")]
pub mod process;
#[cfg(feature = "screen")]
pub mod progress;
#[cfg(feature = "cli")]
pub mod python;
#[cfg(feature = "cli")]
pub mod reader;
pub mod record;
#[cfg(feature = "cli")]
pub mod rust;
pub mod scope;
pub mod session;
#[cfg(feature = "terminal")]
pub mod terminal;
pub mod testing;
pub mod text;
mod thread;
#[cfg(feature = "cli")]
pub mod twin;
#[cfg(feature = "screen")]
pub mod ui;
#[cfg(feature = "screen")]
pub mod user_file;
pub mod world;

#[doc = include_str!("contributing.md")]
pub mod contributing {}

pub use explore::explore;
pub use kit::observed;
pub use scope::Scope;
