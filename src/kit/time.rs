//! Lengths of virtual time. `2 * SECOND` is two seconds, and costs none.

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
/// Outside a run: only a run has a virtual clock.
#[must_use]
pub fn now() -> Duration {
    Duration::from_nanos(context::now().0)
}
