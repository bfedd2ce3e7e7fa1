//! What happens **outside** the loop: in the threads of a pool, or on a device.
//!
//! A real pool would run its jobs on other threads, and they would end when they end. Then no two runs would be the
//! same. So here the outside is simulated: a job comes with the time that it takes, and the loop stores what the job does
//! at its end under that moment of virtual time. The loop's own tasks can't tell the difference. The job's end
//! comes while no task is polled, and all it does to the loop is call a waker, as another thread would.
//!
//! The outside doesn't wait for the loop. While a task blocks the thread from 0 s to 7 s, a job ends at 3 s, and the
//! next one starts at 3 s. The loop only learns of both at 7 s.

use crate::record::event::Time;
use std::collections::BTreeMap;

/// What happens at one moment outside the loop. It is code of the kit, and catches the panics of foreign code.
pub(crate) type Happening = Box<dyn FnOnce()>;

/// What will happen outside, sorted by time, and then by the order in which it was begun.
#[derive(Default)]
pub(crate) struct Outside {
    coming: BTreeMap<(Time, u32), Happening>,
    begun: u32,
}

impl Outside {
    /// Adds what will happen at this time. Returns how many others were coming at that time before.
    pub(super) fn add(&mut self, at: Time, happening: Happening) -> usize {
        let before = self.coming.range((at, 0)..=(at, u32::MAX)).count();
        self.coming.insert((at, self.begun), happening);
        self.begun += 1;
        before
    }

    /// Returns the time of what happens next.
    #[inline]
    pub(super) fn next(&self) -> Option<Time> {
        self.coming.first_key_value().map(|(&(at, _), _)| at)
    }

    /// Takes what happens next, if that is at this time or before it.
    pub(super) fn take(&mut self, at: Time) -> Option<Happening> {
        self.next().filter(|next| *next <= at)?;
        self.coming.pop_first().map(|(_, happening)| happening)
    }
}
