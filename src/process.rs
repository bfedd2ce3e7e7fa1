//! A **process** runs a user's program and sends its record to the process that owns the terminal.
//!
//! A user's program can do anything: abort, overflow its stack, call `exit`, or never return from a poll. So
//! the process that owns the terminal never polls such code. It starts a child process that does, and reads the
//! record:
//!
//! ```text
//!   child:  set-up ──▶ turn ──▶ turn ──▶ …            parent:  reader thread ──▶ 64 steps ──▶ session
//!             │          │        │                              ▲
//!             └──────────┴────────┴──── a socket, one event a line ┘      (a full queue blocks the child)
//! ```
//!
//! The parent reads some steps ahead and then stops reading. The socket fills up, and the child blocks in a
//! write. So a program that never ends takes no time and little memory while nobody steps through it.
//!
//! # The protocol, version 1
//! **How a child gets its request.** The parent sets two environment variables. `COROSCOPE_PROCESS` has options,
//! separated by spaces: `--protocol 1 --parent PID`, then the request:
//!
//! | option | requests |
//! |---|---|
//! | `--schedule 0.2.1` | the run with these choices; without it, the loop's default order |
//! | `--explore` | all orders, instead of one run |
//! | `--limit RUNS`, `--sample RUNS`, `--seed NUMBER` | the same as for the command `explore` |
//! | `--whole` | every group of orders in the report instead of the first merged groups |
//!
//! A child that leads a process group, because a screen owns the terminal, first starts a session of its own: without a
//! controlling terminal, neither it nor what it starts can open `/dev/tty`.
//!
//! `COROSCOPE_SOCKET` is the address to connect to. The arguments are the program's own, unchanged. A process whose
//! parent isn't the process `PID` ignores both variables: the user's program started it, and it inherited them.
//!
//! **What a child sends** is a record in JSON Lines (see [`jsonl`](crate::export::jsonl)): the header, in which
//! `"process":1` is the version of the protocol, then one event a line. An empty line ends the set-up and each later
//! step. A child flushes its output at least whenever the user's code is about to run, so that the parent can name a
//! poll that never returns or that ends the process. Lines with `"process"` instead of `"event"` aren't part of the
//! record:
//!
//! | line | meaning |
//! |---|---|
//! | `{"process":"panicked","message":"…"}` | the set-up panicked |
//! | `{"process":"looks","at":"Slow","variable":"total"}` | the `Debug` or `__repr__` of this type is running to show a value |
//! | `{"process":"reads","prompt":"Name? "}` | the program waits for a line of its standard input |
//! | `{"process":"outside","what":"a socket"}` | the run waits for something outside its loop, so it may differ each time |
//! | `{"process":"full"}` | the record has reached its maximum length before the end of the run |
//! | `{"process":"progress","runs":12,"is_drawing":false,"states":null,"stuck_for":0}` | the progress of an exploration |
//! | `{"process":"explored","report":{…}}` | the result of an exploration |
//! | `{"process":"refused","why":"…"}` | why there was no exploration |
//!
//! **What the parent sends** is nothing, or the line `stop`, which ends an exploration early. The child reads until the
//! connection is closed, which also happens when the parent dies, and then kills itself and its process group.
//!
//! # What the child prints
//! Its standard output and standard error are read separately and aren't part of the record; see [`Output`].

mod alive;
mod channel;
pub mod child;
mod ending;
mod launcher;
mod output;
mod pipe;
mod protocol;
mod run;
#[cfg(unix)]
mod session;
pub mod sources;
pub mod standard_input;

pub use alive::is_alive;
pub use ending::{EndCause, Ending, Place};
pub use launcher::Children;
pub use output::{Kept, Output, Printed};
pub use protocol::{Exploring, Request, VERSION};
pub use run::{Batch, Handle, Launch, Next, Run, Waiting};
