//! Durations of virtual time. A sleep of `2 * SECOND` takes no real time.

use super::history;
use crate::executor::context;
use std::time::Duration;

/// A thousandth of a virtual second.
pub const MILLISECOND: Duration = Duration::from_millis(1);
/// A virtual second.
pub const SECOND: Duration = Duration::from_secs(1);
/// Sixty virtual seconds.
pub const MINUTE: Duration = Duration::from_secs(60);

/// The virtual time since the run began.
///
/// # Panics
/// Panics outside a run, since only a run has a virtual clock.
#[must_use]
pub fn now() -> Duration {
    Duration::from_nanos(history::observed(context::now().0))
}

/// Blocks the thread for this much virtual time, as a long computation or a blocking call would: the clock
/// advances inside this poll, and no other task runs meanwhile.
///
/// # Panics
/// Panics outside a run.
pub fn block_for(length: Duration) {
    context::block_for(length);
}
