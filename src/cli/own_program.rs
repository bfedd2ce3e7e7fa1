//! A user's program, for the commands: its source and texts, and the processes that run it.

use crate::course::tour::opening::Standalone;
use crate::process::Children;

/// A user's program, and the processes that run it.
pub struct Own {
    /// The program.
    pub program: Standalone,
    /// The processes that run it.
    pub children: Children,
    /// The path of the script, if it is one that a command can name.
    pub path: Option<String>,
    /// What notices that it was saved, if it is watched.
    #[cfg(feature = "terminal")]
    pub saved: Option<crate::terminal::Saved>,
}

impl Own {
    /// Returns the name, with which its addresses start.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.program.program.name
    }
}
