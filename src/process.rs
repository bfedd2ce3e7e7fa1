//! A **process** runs a program that is not compiled into this one, and sends its record here.
//!
//! Code that is run can do anything: abort, overflow its stack, call `exit`, or never return from a poll. So
//! the process that owns the terminal never polls such code. It starts a child that does, and reads what
//! happened:
//!
//! ```text
//!   child:  set-up ──▶ turn ──▶ turn ──▶ …            parent:  reader thread ──▶ 64 steps ──▶ session
//!             │          │        │                              ▲
//!             └──────────┴────────┴──── a socket, one event a line ┘        (a full queue holds the child)
//! ```
//!
//! The parent reads some steps ahead and then stops reading. The socket fills up, and the child waits in a
//! write: a program that never ends takes no time and little memory while nobody looks at it.
//!
//! # The protocol, version 1
//! **How a child knows.** Two environment variables are set. `COROSCOPE_PROCESS` holds options, separated by
//! spaces: `--protocol 1 --parent PID`, then what is asked for:
//!
//! | option | asks for |
//! |---|---|
//! | `--schedule 0.2.1` | the run with these choices; without it, the loop's own order |
//! | `--explore` | all orders, instead of one run |
//! | `--limit RUNS`, `--sample RUNS`, `--seed NUMBER` | the same as for the command `explore` |
//! | `--whole` | every group of orders in the report, and not only the first kinds |
//!
//! `COROSCOPE_SOCKET` says where to connect. The arguments are the program's own, unchanged. A child whose parent
//! is not the process `PID` ignores both variables: it was started by the program, and inherited them.
//!
//! **What a child sends** is a record as a file of JSON Lines holds it (see [`jsonl`](crate::export::jsonl)):
//! the header, in which `"process":1` says which version of the protocol follows, then one event a line. An
//! empty line ends the set-up, and each later step. A child writes out what it has at least whenever code of the
//! program is about to run, so that a poll which never returns, or which ends the process, can be named.
//! Lines with `"process"` instead of `"event"` are no part of the record:
//!
//! | line | says |
//! |---|---|
//! | `{"process":"panicked","message":"…"}` | the set-up panicked |
//! | `{"process":"full"}` | the record is as long as it may get, and the run has not ended |
//! | `{"process":"progress","runs":12,"is_drawing":false,"states":null}` | how far an exploration is |
//! | `{"process":"explored","report":{…}}` | what it found |
//! | `{"process":"refused","why":"…"}` | why it was not carried out |
//!
//! **What the parent sends** is at most the line `stop`, which ends an exploration early. The child reads until the
//! connection is closed, by the parent or by its death, and then kills itself and its process group.
//!
//! # What the child prints
//! Its standard output and standard error are read and kept apart from the record; see [`Output`].

mod channel;
pub mod child;
mod ending;
mod launcher;
mod output;
mod protocol;
mod run;
pub mod sources;

pub use ending::{EndCause, Ending, Place};
pub use launcher::Children;
pub use output::{Kept, Output, Printed};
pub use protocol::{Exploring, Request, VERSION};
pub use run::{Batch, Handle, Launch, Next, Run, Waiting};
