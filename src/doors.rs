//! The doors of the loop: how everybody else gets at it.
//!
//! [`context`] is for the coroutines that it polls, `outside` for whoever holds it: it begins a run, steps
//! it, looks at it and ends it, and
//! [`policy`] lets in loops with other rules. The loop itself knows none of them.

pub mod context;
mod outside;
pub mod policy;
