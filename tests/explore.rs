//! All orders of programs: against closed formulas, and against a plain enumeration.
#![allow(missing_docs)]

#[path = "explore/bugs.rs"]
mod bugs;
#[path = "explore/counts.rs"]
mod counts;
#[path = "explore/enumeration.rs"]
mod enumeration;
#[path = "explore/limits.rs"]
mod limits;
#[path = "explore/observing.rs"]
mod observing;
#[path = "explore/program.rs"]
mod program;
