//! A lock that a task waits for without blocking the thread.

use super::observed::AsResource;
use super::permits::{Permits, poll_acquire};
use super::tracked::{Holding, OnlyList, Tracked, Waiting};
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A fair lock: one holder at a time, first come, first served. A clone is another handle to the same lock. asyncio calls
/// it `asyncio.Lock`, and Tokio `Mutex<()>`.
///
/// Releasing the lock hands it directly to the first waiting task, so no other task can acquire it in between. If that
/// task is dropped before it is polled, the lock is handed to the next one. The lock isn't reentrant: a holder that
/// locks it again waits for itself.
#[derive(Clone)]
pub struct Lock {
    permit: Rc<Tracked<Permits>>,
}

impl Lock {
    /// Returns a new, free lock.
    #[must_use]
    pub fn new() -> Lock {
        Lock { permit: Tracked::new(ResourceKind::Lock, "lock", Permits::of_lock()) }
    }

    /// Waits until this task holds the lock. Dropping the guard releases it.
    pub fn lock(&self) -> Locking {
        Locking { waiting: Waiting::new(&self.permit, ()) }
    }

    /// Acquires the lock if it is free, and doesn't wait: `None` means that a task holds it.
    #[must_use = "the lock is released when its guard is dropped"]
    pub fn try_lock(&self) -> Option<LockGuard> {
        self.permit.try_hold(Permits::take).map(|held| LockGuard { _held: held })
    }

    /// Returns whether a task holds the lock.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.permit.observe(Permits::is_taken)
    }
}

/// The future of [`Lock::lock`].
#[must_use = "nothing happens until it is awaited"]
pub struct Locking {
    waiting: Waiting<Permits, OnlyList>,
}

impl Future for Locking {
    type Output = LockGuard;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<LockGuard> {
        poll_acquire(&mut self.waiting, context).map(|held| LockGuard { _held: held })
    }
}

/// A guard that releases its [`Lock`] when it is dropped.
#[must_use = "the lock is released when its guard is dropped"]
pub struct LockGuard {
    _held: Holding<Permits>,
}

impl Default for Lock {
    fn default() -> Lock {
        Lock::new()
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock")
    }
}

impl fmt::Debug for LockGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockGuard")
    }
}

impl AsResource for Lock {
    fn set_name(&self, name: &str) {
        self.permit.name(name);
    }
}
