//! A number of permits, each held by one task at a time.

use super::observed::AsResource;
use super::permits::{Permits, poll_acquire};
use super::tracked::{Holding, OnlyList, Tracked, Waiting};
use crate::record::event::ResourceKind;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A fixed number of permits: that many tasks can hold one at the same time, and the others wait, first come, first
/// served. A clone is another handle to the same semaphore. asyncio calls it `asyncio.BoundedSemaphore`.
///
/// A released permit is handed to the first waiting task. If that task is dropped before it is polled, the next one
/// gets it.
#[derive(Clone)]
pub struct Semaphore {
    permits: Rc<Tracked<Permits>>,
}

impl Semaphore {
    /// Returns a semaphore with this many permits, all of them free. With 0, every task waits forever.
    #[must_use]
    pub fn new(permits: usize) -> Semaphore {
        let permits = Permits::new(permits);
        Semaphore { permits: Tracked::new(ResourceKind::Semaphore, "semaphore", permits) }
    }

    /// Waits until this task holds a permit. Dropping the permit releases it: `let _ = …` does that at once, and
    /// `let _permit = …` at the end of the block.
    pub fn acquire(&self) -> Acquire {
        Acquire { waiting: Waiting::new(&self.permits, ()) }
    }

    /// Acquires a permit if one is free, and doesn't wait.
    #[must_use = "the permit is released when it is dropped"]
    pub fn try_acquire(&self) -> Option<Permit> {
        self.permits.try_hold(Permits::take).map(|held| Permit { _held: held })
    }

    /// Returns how many permits are free.
    #[must_use]
    pub fn available(&self) -> usize {
        self.permits.observe(Permits::free)
    }
}

/// The future of [`Semaphore::acquire`].
#[must_use = "nothing happens until it is awaited"]
pub struct Acquire {
    waiting: Waiting<Permits, OnlyList>,
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Permit> {
        poll_acquire(&mut self.waiting, context).map(|held| Permit { _held: held })
    }
}

/// A permit of a [`Semaphore`], which is released when this is dropped.
#[must_use = "the permit is released when it is dropped"]
pub struct Permit {
    _held: Holding<Permits>,
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Semaphore")
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit")
    }
}

impl AsResource for Semaphore {
    fn set_name(&self, name: &str) {
        self.permits.name(name);
    }
}
