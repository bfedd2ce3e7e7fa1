//! A program of your own, as the commands know it: something to look at, and the processes that run it.

use crate::course::tour::opening::Standalone;
use crate::process::Children;

/// A program of your own, and the processes that run it.
pub struct Own {
    /// The program.
    pub program: Standalone,
    /// Its processes.
    pub children: Children,
}

impl Own {
    /// What its addresses begin with.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.program.program.name
    }
}
