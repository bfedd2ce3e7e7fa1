//! The state of a semaphore: a fixed number of permits, each held by one task at a time. A lock has one permit.

use super::tracked::{Edit, Holding, OnlyList, TrackedState, Waiting};
use super::wait_list::WaitList;
use std::task::{Context, Poll};

/// The number of permits, and how many of them are free.
#[derive(Hash)]
pub(super) struct Permits {
    limit: usize,
    free: usize,
    is_lock: bool,
}

impl Permits {
    /// Returns `limit` free permits.
    pub(super) fn new(limit: usize) -> Permits {
        Permits { limit, free: limit, is_lock: false }
    }

    /// Returns the one permit of a lock.
    pub(super) fn of_lock() -> Permits {
        Permits { is_lock: true, ..Permits::new(1) }
    }

    /// Returns how many permits are free.
    pub(super) fn free(&self) -> usize {
        self.free
    }

    /// Takes a free permit, if there is one.
    pub(super) fn take(permits: &mut Edit<'_, Permits>) -> bool {
        let is_free = !permits.is_taken();
        if is_free {
            permits.free -= 1;
        }
        is_free
    }

    /// Returns whether all permits are taken. A permit that was handed to a waiting task isn't free, even before
    /// that task is polled, so no other task can acquire it in between.
    pub(super) fn is_taken(&self) -> bool {
        self.free == 0
    }
}

impl TrackedState for Permits {
    type Waiters = WaitList;

    fn text(&self) -> String {
        match (self.is_lock, self.is_taken()) {
            (true, true) => "held".to_owned(),
            (true, false) => "free".to_owned(),
            (false, _) => format!("{} of {} free", self.free, self.limit),
        }
    }

    fn take_back(permits: &mut Edit<'_, Permits>) {
        if !permits.hand_over::<OnlyList>() {
            permits.free += 1;
        }
    }
}

/// Waits until the running task holds a permit.
pub(super) fn poll_acquire(
    waiting: &mut Waiting<Permits, OnlyList>,
    context: &mut Context<'_>,
) -> Poll<Holding<Permits>> {
    waiting.poll_hold(context, Permits::take)
}
