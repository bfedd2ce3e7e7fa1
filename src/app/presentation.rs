//! Whether the screen is shown to a class, and with how many words.

/// How a class is shown the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presentation {
    /// It is not: one learner looks at everything.
    #[default]
    Off,
    /// A few large panes, and the teacher speaks.
    WithoutWords,
    /// The same, with the words of the step.
    WithWords,
}
