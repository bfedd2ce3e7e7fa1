//! The sign that says how two steps compare.

/// How the two steps of a row compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Both do the same.
    Same,
    /// Both do the same to the program, but in another way.
    Alike,
    /// They do something else, or one of them isn't there.
    Different,
}

impl Mark {
    /// Returns the sign, as in the notes of a lesson.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Mark::Same => "=",
            Mark::Alike => "\u{2248}",
            Mark::Different => "\u{2260}",
        }
    }

    /// Returns the sign for a terminal that draws only ASCII.
    #[must_use]
    pub fn ascii(self) -> &'static str {
        match self {
            Mark::Same => "=",
            Mark::Alike => "~",
            Mark::Different => "!=",
        }
    }
}
