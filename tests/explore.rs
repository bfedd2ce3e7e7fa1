//! All orders of programs: against closed formulas, and against a plain enumeration.
#![allow(missing_docs)]

#[path = "explore/enumeration.rs"]
mod enumeration;
#[path = "explore/program.rs"]
mod program;
