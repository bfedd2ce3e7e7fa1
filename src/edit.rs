//! A learner's own copy of a program: where it is kept, and the editor that changes it.
//!
//! ```text
//!   recipe.rs ──copied once──▶ programs/three-tasks.rs ──edited──▶ saved ──▶ run again on the screen
//! ```
//!
//! A copy is never overwritten. [`Programs::reset`] keeps the old one under another name.

mod editor;
mod programs;
mod watch;

pub use editor::Editor;
pub use programs::{Copied, Programs, ProgramsError};
pub use watch::FileWatch;
