//! Where a session is going while the next turn of a program that runs elsewhere has not arrived.

use super::moment::Moment;

/// A place that is not reached yet.
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
