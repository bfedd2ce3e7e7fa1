//! The target of a session's movement while the next turn of a program in another process hasn't arrived.

use super::moment::Moment;

/// A position that the session hasn't reached yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The next step.
    Step,
    /// The next event.
    Event,
    /// This number of steps, or the end of the run.
    Column(usize),
    /// This number of events.
    Events(usize),
    /// The step after this number of events.
    StepAfter(usize),
    /// This moment.
    Moment(Moment),
}
