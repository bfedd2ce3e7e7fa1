//! A lock that blocks the thread, as the locks of threads do.

use super::observed::AsResource;
use super::permits::Permits;
use super::tracked::{Holding, Tracked};
use crate::executor::context;
use crate::record::event::ResourceKind;
use std::fmt;
use std::rc::Rc;

/// A lock that is acquired without an `.await`: a task that doesn't get it blocks the thread. A clone is another handle
/// to the same lock. It stands for `std::sync::Mutex` and Python's `threading.Lock` in a program with one thread.
///
/// The loop runs on that thread. So the task that holds the lock is never polled again, can't release it, and the poll
/// that waits never returns: the run is *frozen*. A guard that is dropped before the next `.await` can't cause that.
#[derive(Clone)]
pub struct BlockingLock {
    permit: Rc<Tracked<Permits>>,
}

impl BlockingLock {
    /// Returns a new, free lock.
    #[must_use]
    pub fn new() -> BlockingLock {
        BlockingLock { permit: Tracked::new(ResourceKind::Lock, "lock", Permits::of_lock()) }
    }

    /// Acquires the lock. If a task holds it, the run freezes inside this poll.
    ///
    /// # Panics
    /// Panics in the set-up, where no task runs, if the lock is held.
    pub fn lock(&self) -> BlockingLockGuard {
        self.try_lock().unwrap_or_else(|| context::freeze())
    }

    /// Acquires the lock if it is free, and doesn't block.
    #[must_use = "the lock is released when its guard is dropped"]
    pub fn try_lock(&self) -> Option<BlockingLockGuard> {
        self.permit.try_hold(Permits::take).map(|held| BlockingLockGuard { _held: held })
    }
}

/// A guard that releases its [`BlockingLock`] when it is dropped.
#[must_use = "the lock is released when its guard is dropped"]
pub struct BlockingLockGuard {
    _held: Holding<Permits>,
}

impl Default for BlockingLock {
    fn default() -> BlockingLock {
        BlockingLock::new()
    }
}

impl fmt::Debug for BlockingLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingLock")
    }
}

impl fmt::Debug for BlockingLockGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingLockGuard")
    }
}

impl AsResource for BlockingLock {
    fn set_name(&self, name: &str) {
        self.permit.name(name);
    }
}
