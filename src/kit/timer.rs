//! A place in the loop's list of timers, held by the future that sleeps.

use crate::executor::Core;
use crate::record::event::{Time, TimerId};
use std::fmt;
use std::rc::{Rc, Weak};
use std::task::Waker;
use std::time::Duration;

/// A timer that was set. Dropping it takes it out of the list, if it has not fired.
pub(super) struct Timer {
    key: (Time, TimerId),
    core: Weak<Core>,
}

impl Timer {
    /// R6: sets a timer for `waker`. The deadline is so long after now.
    ///
    /// # Panics
    /// Where no executor is current: there is no clock.
    #[must_use = "dropping the timer takes it out of the list"]
    pub(super) fn set(length: Duration, waker: Waker) -> Timer {
        let core = Core::expect_current("sleep");
        Timer { key: core.set_timer(length, waker), core: Rc::downgrade(&core) }
    }

    /// Is it still to fire? Then it is from now on for `waker`; its place in the list stays.
    #[must_use]
    pub(super) fn renew(&self, waker: &Waker) -> bool {
        self.core.upgrade().is_some_and(|core| core.renew_timer(self.key, waker))
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            core.drop_timer(self.key);
        }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timer({})", self.key.0)
    }
}
