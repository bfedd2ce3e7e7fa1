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
    /// The file that the learner edits, if it is one.
    #[cfg(feature = "terminal")]
    pub edited: Option<Edited>,
}

/// A file that the learner edits while it runs.
#[cfg(feature = "terminal")]
pub struct Edited {
    /// The file.
    pub path: std::path::PathBuf,
    /// The editor, if one is named.
    pub editor: Option<crate::edit::Editor>,
    /// A sentence for the learner.
    pub notice: Option<String>,
}

impl Own {
    /// Returns the name, with which its addresses start.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.program.program.name
    }
}
