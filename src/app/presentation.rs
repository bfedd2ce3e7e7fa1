//! Whether the screen is shown to a class, and with how many words.

/// How a class is shown the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presentation {
    /// The screen isn't presented: one learner sees all panes.
    #[default]
    Off,
    /// A few large panes, for a teacher who explains them.
    WithoutWords,
    /// A few large panes, and the sentence of the step.
    WithWords,
}
