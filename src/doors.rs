//! The doors of the loop: how everybody else gets at it.
//!
//! [`context`] is for the coroutines that it polls. `outside` is for whoever holds it: to begin a run, step it,
//! look at it and end it. [`policy`] lets in loops with other rules. The loop itself knows none of them.

pub mod context;
mod outside;
pub mod policy;
