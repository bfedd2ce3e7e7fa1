//! **Coroscope** steps real async Rust, one `poll` at a time.
//!
//! A minimal [`executor`] runs real `async fn`s and writes down what happens. Everything that anyone sees
//! is a fold over that record:
//!
//! ```text
//!   recipe ──polled by──▶ Executor ──Event──▶ Recorder ──▶ World (one moment) ──▶ screen · text · exports
//! ```
//!
//! # Words
//! | word | means |
//! |---|---|
//! | coroutine | what the call of an `async fn` gives: a value that runs when it is polled |
//! | task | a coroutine that the loop owns |
//! | executor | the loop: it polls tasks |
//! | ready queue | the tasks that may be polled now, in the order in which they will be |
//! | waker | a ticket that puts one task at the back of the ready queue |
//! | timer, clock | a deadline with a waker; the virtual time, in seconds |
//! | turn | one poll of one task, or the drop of a cancelled one |
//! | step | one call of [`Executor::turn`](executor::Executor::turn): a turn, a jump of the clock, the end |
//! | event | one thing that happened |
//! | recorder | keeps the events of a run |
//! | world | the picture of one moment |
//! | moment, address | a place in a run; its name on any machine, such as `three-tasks@9` |
//! | schedule | the choices that make a run what it is |
//! | session | a run with a place in it |
//! | order, exploration | a run as its choices make it; the taking of all orders of a program |
//! | lesson, scene | a text with programs that are stepped through; one of the programs |
//! | cue, beat | a predicate on events; the words that are said when it fires |
//! | prediction | a question put before the step, and answered by the run |
//! | tour | the taking of a lesson: a session, its beats and its questions |
//! | recipe, twin | a lesson's program; the same program in Python's asyncio |
//! | pane, binding, message | a part of the screen; a key and what it does; what the app is told |
//!
//! # Reading order
//! Begin with [`executor`]: it is a chapter, and it needs nothing else. Then a primitive or two of the
//! [`kit`], such as `kit/promise.rs`; then [`world`], where events become a picture, and [`session`], where a run gets a
//! place to stand. The rest shows it: [`text`] in sentences, `app` and `ui` on a screen, [`export`] in
//! files.
//!
//! # Which module may use which
//! A module uses only itself and the modules in its row. A test reads the sources and enforces this.
//!
#![doc = include_str!("../tests/modules.md")]
//!
//! # What it is built of
//! Each dependency and its reason. A test holds the list against the manifests, and every licence against
//! those that let anybody use what is under them.
//!
#![doc = include_str!("../tests/dependencies.md")]
// The bans of `.clippy.toml`: here, and not in the tests, which may wait for threads and look at clocks.
#![warn(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

// Recipes are compiled here and speak of `coroscope::kit`, as they would anywhere.
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
pub mod executor;
pub mod explore;
pub mod export;
pub mod kit;
#[cfg(any(feature = "terminal", feature = "cli"))]
pub mod process;
#[cfg(feature = "screen")]
pub mod progress;
pub mod record;
pub mod scope;
pub mod session;
#[cfg(feature = "terminal")]
pub mod terminal;
pub mod testing;
pub mod text;
mod thread;
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
