//! Permits: a number of them, each held by one task at a time. A lock is one permit.

use super::tracked::{Edit, Holding, OnlyList, TrackedState, Waiting};
use super::wait_list::WaitList;
use std::task::{Context, Poll};

/// How many permits there are, and how many of them nobody holds.
#[derive(Hash)]
pub(super) struct Permits {
    limit: usize,
    free: usize,
}

impl Permits {
    /// All are free.
    pub(super) fn new(limit: usize) -> Permits {
        Permits { limit, free: limit }
    }

    /// Returns whether a task that asks now has to wait. A permit that was handed over is not free, even
    /// before its new holder is polled, so nobody can take it in between.
    pub(super) fn is_taken(&self) -> bool {
        self.free == 0
    }
}

impl TrackedState for Permits {
    type Waiters = WaitList;

    fn text(&self) -> String {
        match (self.limit, self.free) {
            (1, 0) => "held".to_owned(),
            (1, _) => "free".to_owned(),
            (limit, free) => format!("{free} of {limit} free"),
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
    waiting.poll_hold(context, |permits| {
        let is_free = !permits.is_taken();
        if is_free {
            permits.free -= 1;
        }
        is_free
    })
}
